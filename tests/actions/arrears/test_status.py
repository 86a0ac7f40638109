"""The debt ladder: statuses applied to those who owe, with notes, notices and a history."""

from __future__ import annotations

import pytest

from tests.casa import Casa


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Contacts 1 (owes 120), 2 (owes nothing), 3 (in credit)."""
    casa.property("Rose Court/Block A/12")
    casa.owner("Olive Owner", email="olive@example.com", phone="020 7946 0958", at="Rose Court/Block A/12")
    casa.owner("Paul Paid")
    casa.owner("Cora Credit")
    casa.ok("ledger charge 1 120 --for Levy --due 2026-08-01")
    casa.ok("ledger pay 3 5")
    return casa


def history(casa: Casa, number: int) -> list[tuple[str, str | None]]:
    return [(step["status"], step["note"]) for step in casa.ok(f"arrears history {number} -o json").json]


def test_WU_5_a_status_goes_to_those_who_were_ticked_and_owe(office: Casa) -> None:
    done = office.ok("arrears status 1 2 3 --set reminder -y -o json")

    assert done.outcomes == ["updated", "left-out", "left-out"]
    assert {reason["rule"] for result in done.results[1:] for reason in result["reasons"]} == {"WU-5"}
    assert [office.contact(n).arrears for n in (1, 2, 3)] == ["reminder", "current", "current"]


def test_include_zero_takes_everybody(office: Casa) -> None:
    assert office.ok("arrears status 1 2 3 --set reminder --include-zero -y -o json").outcomes == ["updated"] * 3


def test_WU_5_owners_are_picked_by_filter_in_one_operation(office: Casa) -> None:
    done = office.ok("arrears status --type owner --set first-notice -y -o json")

    assert sorted(done.outcomes) == ["left-out", "left-out", "updated"]
    assert office.log()[0]["operation"] == done.json["operation"]


def test_WU_11_nothing_happens_until_it_is_confirmed(office: Casa) -> None:
    assert office.run("arrears status 1 2 3 --set reminder").exit_code == 2
    office.ok("arrears status 1 --set reminder -n")
    assert history(office, 1) == []


def test_WU_8_a_notice_goes_with_the_status_over_the_channels_asked_for(office: Casa) -> None:
    office.ok("arrears status 1 --set reminder --notify email,sms --attach-statement --no-send")

    letters = office.rows("select channel, template, facts from outbox order by channel")
    assert [row[:2] for row in letters] == [("email", "reminder"), ("sms", "reminder")]
    assert "120.00" in letters[0][2]
    assert office.ok("arrears history 1 -o json").json[0]["letters"] == [
        {"channel": "email", "state": "pending"}, {"channel": "sms", "state": "pending"},
    ]  # fmt: skip


def test_WU_8_who_cannot_be_reached_gets_the_status_all_the_same(office: Casa) -> None:
    office.ok("ledger charge 2 10 --for Levy")

    done = office.ok("arrears status 2 --set reminder --notify email -o json")

    assert (done.outcomes, history(office, 2)) == (["updated"], [("reminder", None)])
    assert "not told" in done.results[0]["note"]
    assert office.ok("arrears history 2 -o json").json[0]["notified"] == []


def test_WU_9_WU_13_every_status_and_note_stays_in_the_history(office: Casa) -> None:
    office.ok(["arrears", "status", "1", "--set", "reminder", "--note", "called, no answer"])
    office.ok("arrears status 1 --set first-notice")
    office.ok(["arrears", "status", "1", "--set", "first-notice", "--note", "again"])

    assert history(office, 1) == [("first-notice", "again"), ("first-notice", None), ("reminder", "called, no answer")]
    assert office.ok("arrears status 1 --set first-notice -o json").outcomes == ["unchanged"]
    assert set(office.ok("arrears history 1 -o json").json[0]) == {
        "at", "actor", "status", "note", "attorney", "notified", "letters", "undelivered",
    }  # fmt: skip


def test_WU_10_a_note_given_with_a_status_is_the_cases_and_the_contact_never_reads_it(office: Casa) -> None:
    office.ok(["arrears", "status", "1", "--set", "reminder", "--note", "drinks", "--notify", "email", "--no-send"])

    assert [(n["visibility"], n["text"]) for n in office.ok("note list 1 -o json").json] == [("case", "drinks")]
    assert "drinks" not in str(office.rows("select facts, subject from outbox"))


def test_settled_needs_a_balance_of_zero_and_says_both_ways_there(office: Casa) -> None:
    refused = office.run("arrears status 1 --set settled -o json")

    assert (refused.exit_code, refused.outcomes) == (5, ["refused"])
    remedies = [reason["remedy"] for reason in refused.results[0]["reasons"]]
    assert remedies[0] == "casactl ledger pay 1 120.00"
    assert remedies[1].startswith("casactl ledger write-off 1 120.00")
    office.ok(remedies[1].removeprefix("casactl "))
    assert office.ok("arrears status 1 --set settled -o json").outcomes == ["updated"]
    assert office.run("arrears status 3 --set settled -o json").results[0]["reasons"][0]["remedy"] == (
        "casactl ledger refund 3 5.00"
    )


def test_WU_6_handover_is_entered_only_by_being_handed_over(office: Casa) -> None:
    refused = office.run("arrears status 1 --set handover -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["only-by-handover"])
    assert "contact handover 1" in refused.results[0]["reasons"][0]["remedy"]


@pytest.mark.parametrize("status", ["nonsense", "", "erased"])
def test_an_unknown_status_lists_the_known(office: Casa, status: str) -> None:
    refused = office.run(["arrears", "status", "1", "--set", status, "-o", "json"])

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "letter-of-demand" in refused.error["message"]


def test_a_missing_status_a_bad_channel_and_nobody_are_usage_errors(office: Casa) -> None:
    assert office.run("arrears status 1").exit_code == 2
    assert office.run("arrears status 1 --set reminder --notify pigeon").exit_code == 2
    assert office.run("arrears status --set reminder").exit_code == 2
    assert office.run("arrears status 99 --set reminder").exit_code == 4


def test_undo_takes_status_history_and_waiting_notices_back(office: Casa) -> None:
    office.ok("arrears status 1 --set reminder --note x --notify email --no-send")

    office.ok("undo -y")

    assert (office.contact(1).arrears, history(office, 1)) == ("current", [])
    assert office.rows("select distinct state from outbox") == [("cancelled",)]
    assert office.ok("note list -o json").json == []


def test_the_list_holds_only_debts_with_age_and_last_payment(office: Casa) -> None:
    office.ok("ledger pay 1 20 --on 2026-11-20")

    rows = office.ok("arrears list -o json").json

    assert rows == [
        {"id": 1, "display_name": "Olive Owner", "balance": "100.00", "status": "current", "attorney": None,
         "not_due": "0.00", "current": "0.00", "d30": "0.00", "d60": "0.00", "d90": "100.00", "d120": "0.00",
         "past_due": "100.00", "oldest_due": "2026-08-01", "days_past_due": 114,
         "last_payment": {"on": "2026-11-20", "amount": "20.00"}, "since": None, "next": "reminder",
         "next_on": "2026-08-08", "last_note": None, "notes": 0, "handover_days": None,
         "last_activity": "2026-11-23T09:00:00.000000Z"}
    ]  # fmt: skip
    assert office.ok("arrears list --min 100 -o ids").ids == [1]
    assert office.ok("arrears list --min 100.01 -o json").json == []
    assert office.run("arrears list --min 1e3").exit_code == 2
    assert office.ok("arrears list --type tenant -o json").json == []


def test_the_ladder_report_counts_who_stands_where_and_who_moved(office: Casa) -> None:
    office.ok("arrears status 1 --set reminder")

    rungs = office.ok("report arrears --since yesterday -o json").json

    assert {"community": "Rose Court", "status": "reminder", "contacts": 1, "owed": "120.00",
            "past_due": "120.00", "came": 1, "went": 0} in rungs  # fmt: skip
    later = office.ok("report arrears --since tomorrow -o json").json
    assert [rung["came"] for rung in later] == [0]


def test_an_erased_contact_takes_no_status_and_its_notes_are_gone(office: Casa) -> None:
    office.ok(["arrears", "status", "2", "--set", "reminder", "--include-zero", "--note", "Paul drinks"])
    office.ok("contact archive 2")
    office.ok("contact erase 2 -y")

    assert history(office, 2) == [("reminder", None)]
    assert office.run("arrears status 2 --set current -o json").reasons == ["gone"]
