"""Deleting and erasing contacts: who may go, what goes with them, and what stays."""

from __future__ import annotations

import json
from typing import Any

import pytest

from casactl.store.schema import SPECS
from tests.casa import Casa


def archived(casa: Casa, name: str = "Joe Bloggs", **more: Any) -> int:
    number = casa.tenant(name, **more)
    casa.ok(["contact", "archive", number])
    return number


def inactive(casa: Casa, name: str = "Joe Bloggs", **more: Any) -> int:
    number = casa.tenant(name, **more)
    casa.ok(["contact", "deactivate", number])
    return number


def book(casa: Casa, number: int, on: str, amount: int = 12_000, text: str = "rent") -> None:
    with casa.work("ledger.charge") as work:
        for sign, kind in ((1, "charge"), (-1, "payment")):
            row = {"contact_id": number, "kind": kind, "on_date": on, "amount": sign * amount, "text": text}
            work.insert("ledger_entry", [row])


def state(casa: Casa) -> dict[str, list[tuple[Any, ...]]]:
    return {table: sorted(rows, key=str) for table, rows in casa.tables(SPECS).items()}


def holding(casa: Casa, *texts: str) -> set[str]:
    """The tables in which one of these texts stands anywhere."""
    return {
        table
        for table, rows in state(casa).items()
        if any(text.lower() in str(value).lower() for row in rows for value in row for text in texts)
    }


# Who may go ---------------------------------------------------------------------------------------


def test_an_inactive_contact_is_deleted_and_ends_erased(casa: Casa) -> None:
    joe = inactive(casa)

    done = casa.ok(f"contact delete {joe} --yes -o json")

    assert done.json["dry_run"] is False
    assert done.results == [{"ref": str(joe), "id": joe, "outcome": "deleted", "reasons": []}]
    assert casa.contact(joe).lifecycle == "erased"


def test_an_archived_contact_is_erased(casa: Casa) -> None:
    joe = archived(casa)

    done = casa.ok(["contact", "erase", "Joe Bloggs", "--yes", "-o", "json"])

    assert done.results == [{"ref": "Joe Bloggs", "id": joe, "outcome": "erased", "reasons": []}]
    assert casa.contact(joe).display_name == "(erased)"


@pytest.mark.parametrize("verb", ["delete", "erase"])
def test_MC_10_somebody_active_stays_and_is_better_archived(casa: Casa, verb: str) -> None:
    joe = casa.tenant()
    before = state(casa)

    refused = casa.run(f"contact {verb} {joe} --yes")

    assert refused.exit_code == 5
    assert "archive" in refused.stderr
    assert state(casa) == before


def test_SD_6_only_the_inactive_are_deleted_and_the_archived_erased(casa: Casa) -> None:
    joe, ann = archived(casa), inactive(casa, "Ann Archer")

    done = casa.run(f"contact delete {joe} --yes -o json")
    assert (done.exit_code, done.results[0]["reasons"][0]["rule"]) == (5, "SD-6")
    done = casa.run(f"contact erase {ann} --yes -o json")
    assert (done.exit_code, done.reasons) == (5, ["not-archived"])


@pytest.mark.parametrize(("verb", "make"), [("delete", inactive), ("erase", archived)])
def test_a_ledger_entry_younger_than_the_retention_time_keeps_the_contact(casa: Casa, verb: str, make: Any) -> None:
    joe = make(casa)
    book(casa, joe, "2020-01-31")

    refused = casa.run(f"contact {verb} {joe} --yes -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["retention"])
    assert "2027-01-31" in refused.stdout

    casa.ok("workspace set retention_years 6")
    assert casa.ok(f"contact {verb} {joe} --yes -o json").outcomes in (["deleted"], ["erased"])


def test_SD_7_delete_and_erase_need_a_yes_where_nobody_can_be_asked_for_one_contact_too(casa: Casa) -> None:
    joe, ann = inactive(casa), archived(casa, "Ann Archer")
    before = state(casa)

    for command in (f"contact delete {joe}", f"contact erase {ann}"):
        done = casa.run(command)
        assert (done.exit_code, done.stdout) == (2, ""), command
        assert "--yes" in done.stderr
        assert "contact archive" in done.stderr
    assert state(casa) == before


def test_repeating_is_unchanged_and_writes_nothing(casa: Casa) -> None:
    joe = archived(casa)
    casa.ok(f"contact erase {joe} --yes")
    before = state(casa)

    again = casa.ok(f"contact erase {joe} --yes -o json")
    also = casa.ok(f"contact delete {joe} --yes -o json")

    assert (again.outcomes, also.outcomes) == (["unchanged"], ["unchanged"])
    assert state(casa) == before


def test_each_contact_of_a_selection_has_its_own_outcome(casa: Casa) -> None:
    joe, ann, amy = archived(casa), casa.tenant("Ann Archer"), archived(casa, "Amy Ames")

    done = casa.run(["contact", "erase", "-", "--yes", "-o", "json"], stdin=f"{joe}\n{ann}\n{amy}\n999\n")

    assert (done.exit_code, done.outcomes) == (3, ["erased", "refused", "erased", "refused"])
    assert casa.contact(ann).display_name == "Ann Archer"


def test_a_dry_run_says_what_would_go_and_changes_nothing(casa: Casa) -> None:
    joe = archived(casa)
    before = state(casa)

    done = casa.ok(f"contact erase {joe} --dry-run -o json")

    assert (done.json["dry_run"], done.json["operation"], done.outcomes) == (True, None, ["erased"])
    assert state(casa) == before


# What goes ----------------------------------------------------------------------------------------


def test_nothing_personal_is_left_anywhere(casa: Casa) -> None:
    joe = casa.tenant(
        "Joe Bloggs", email="Joe.B@example.com", phone="020 7946 0958", external_id="T-1701", tag=["vip-joe"],
        custom={"note": "likes Joe-ish things"},
    )  # fmt: skip
    casa.ok(["contact", "edit", joe, "--last-name", "Blagg", "--email", "jb@example.org"])
    casa.ok(["contact", "lock", joe, "--reason", "Joe is late"])
    casa.ok(["contact", "archive", joe])

    casa.ok(["contact", "erase", joe, "--yes"])

    assert holding(casa, "joe", "blagg", "bloggs", "example.", "79460958", "7946 0958", "T-1701", "is late") == set()
    assert casa.ok("log verify -o json").json["erased"] > 5
    casa.ok("workspace check")


def test_the_log_keeps_the_erasure_under_numbers_alone(casa: Casa) -> None:
    joe, ann = archived(casa), archived(casa, "Ann Archer", email="ann@example.com")

    casa.ok(["contact", "erase", "Joe Bloggs", "ann@example.com", "--yes", "--reason", "on request"])

    newest = casa.log()[0]
    shown = casa.ok(f"log show {newest['operation']} -o json").json
    assert (newest["verb"], newest["summary"], newest["contacts"]) == ("contact.erase", "erased 2 contacts", 2)
    assert shown["arguments"] == {"refs": [str(joe), str(ann)], "reason": "on request"}
    assert shown["reason"] == "on request"
    assert holding(casa, "bloggs", "archer") == set()


def test_a_filter_that_tells_who_is_not_kept(casa: Casa) -> None:
    archived(casa)

    casa.ok("contact erase --match bloggs --lifecycle archived --type tenant --yes")

    shown = casa.ok(f"log show {casa.log()[0]['operation']} -o json").json
    assert set(shown["arguments"]["filters"]) == {"lifecycle", "type"}
    assert holding(casa, "bloggs") == set()


def test_a_reason_that_names_the_contact_is_refused_before_anything_changes(casa: Casa) -> None:
    joe = archived(casa, email="joe@example.com")
    before = state(casa)

    for reason in ("wish of Bloggs, Joe", "mail from JOE@example.com"):
        done = casa.run(["contact", "erase", joe, "--yes", "--reason", reason])
        assert (done.exit_code, "contact.reason-names-contact" in done.stderr) == (2, True)
    assert state(casa) == before


def test_with_a_request_id_contacts_are_named_by_number_and_the_repetition_is_known(casa: Casa) -> None:
    joe = archived(casa)

    assert casa.run(["contact", "erase", "Joe Bloggs", "--yes", "--request-id", "r1"]).exit_code == 2
    first = casa.ok(["contact", "erase", joe, "--yes", "--request-id", "r1", "-o", "json"])
    again = casa.ok(["contact", "erase", joe, "--yes", "--request-id", "r1", "-o", "json"])

    assert (first.json, first.outcomes) == (again.json, ["erased"])
    assert casa.run(["contact", "erase", joe, "--yes", "--request-id", "r1", "--reason", "x"]).exit_code == 5
    assert holding(casa, "bloggs") == set()


def test_SD_8_the_email_and_the_external_id_are_free_again(casa: Casa) -> None:
    joe = archived(casa, email="joe@example.com", external_id="T-1")
    assert casa.run("contact add --type lead --first-name A --last-name B --email joe@example.com").exit_code == 5

    casa.ok(f"contact erase {joe} --yes")

    casa.tenant("New Person", email="joe@example.com", external_id="T-1")


def test_money_stays_under_the_number_and_totals_are_unchanged(casa: Casa) -> None:
    joe = archived(casa)
    book(casa, joe, "2001-01-31", text="rent of Joe Bloggs")
    before = casa.rows("select contact_id, kind, on_date, amount, voided from ledger_entry")

    casa.ok(f"contact erase {joe} --yes")

    assert casa.rows("select contact_id, kind, on_date, amount, voided from ledger_entry") == before
    assert casa.contact(joe).balance == "0.00"
    assert holding(casa, "bloggs") == set()


def test_L5_what_was_planned_for_the_contact_lapses_with_a_word(casa: Casa) -> None:
    joe = inactive(casa)
    casa.ok(["contact", "activate", joe, "--on", "2027-01-31", "--reason", "Joe comes back"])

    done = casa.ok(["contact", "delete", joe, "--yes"])

    assert f"the plan to activate contact {joe} on 2027-01-31 has lapsed with it" in done.stderr
    assert casa.rows("select state, reason from scheduled") == [("lapsed", None)]
    assert casa.ok("due list --all -o json").json[0]["reasons"][0]["code"] == "gone"
    casa.travel(to="2027-02-01")
    assert casa.ok("due run -o json").json["results"] == []
    assert casa.contact(joe).lifecycle == "erased"


def test_letters_leave_the_outbox_and_their_files_the_folder(casa: Casa) -> None:
    joe, ann = archived(casa), casa.tenant("Ann Archer")
    outbox = casa.folder / "outbox"
    outbox.mkdir(parents=True)
    for name in ("1.a.eml", "2.b.eml"):
        (outbox / name).write_text("Dear Joe Bloggs")
    letter = {"operation_id": 1, "channel": "email", "template": "x", "facts": "{}", "header_id": "h", "state": "sent",
              "recipient": "x@example.com", "queued_at": "2026"}  # fmt: skip
    with casa.work() as work:
        work.insert("outbox", [{"id": 1, "contact_id": joe, "file": "1.a.eml", **letter},
                          {"id": 2, "contact_id": ann, "file": "2.b.eml", **letter}])  # fmt: skip

    casa.ok(["contact", "erase", joe, "--yes"])

    assert [path.name for path in outbox.iterdir()] == ["2.b.eml"]
    assert casa.rows("select contact_id from outbox") == [(ann,)]


# What mentions them -------------------------------------------------------------------------------


def test_other_contacts_log_entries_that_mention_the_erased_go(casa: Casa) -> None:
    joe, ann = archived(casa, email="joe@example.com", phone="020 7946 0958"), casa.tenant("Ann Archer")
    for reason in ("flat of BLOGGS, Joe", "mail Joe@Example.com", "rang from (020) 7946 0958", "nothing to do with it"):
        casa.ok(["contact", "lock", ann, "--reason", reason])
        casa.ok(["contact", "unlock", ann])

    casa.ok(["contact", "erase", joe, "--yes"])

    assert holding(casa, "bloggs", "joe@example", "79460958", "7946 0958") == set()
    assert holding(casa, "nothing to do with it") >= {"change", "operation"}
    casa.ok("log verify")


def test_a_text_of_somebody_elses_that_stands_today_is_named_and_left(casa: Casa) -> None:
    joe, ann = archived(casa), casa.tenant("Ann Archer")
    casa.ok(["contact", "lock", ann, "--reason", "shares a flat with Joe Bloggs"])
    book(casa, ann, "2026-01-01", text="paid for Joe Bloggs")

    done = casa.ok(["contact", "erase", joe, "--yes"])

    assert f"the lock reason of contact {ann}" in done.stderr
    assert f"the text of ledger entry 1 of contact {ann}" in done.stderr
    assert casa.contact(ann).lock_reason == "shares a flat with Joe Bloggs"
    assert holding(casa, "bloggs") == {"contact", "ledger_entry"}


def test_a_namesake_keeps_what_is_his(casa: Casa) -> None:
    joe = archived(casa, email="joe@example.com")
    other = casa.tenant("Joe Bloggs", email="other.joe@example.com")
    firm = casa.company("Joe Bloggs Ltd")
    casa.ok(["contact", "lock", other, "--reason", "Joe Bloggs is late"])
    kept = casa.rows(f"select * from change where contact_id in ({other}, {firm}) order by id")
    mine = [row for row in casa.log() if row["summary"].endswith((f"({other})", f"({firm})"))]

    casa.ok(["contact", "erase", joe, "--yes"])

    assert casa.rows(f"select * from change where contact_id in ({other}, {firm}) order by id") == kept
    log = {row["operation"]: row for row in casa.log()}
    assert len(mine) == 3
    assert all(log[row["operation"]] == row for row in mine)
    assert casa.contact(other).display_name == "Joe Bloggs"
    casa.ok(["undo", str(mine[0]["operation"]), "-y"])


def test_a_phone_that_two_share_stays_with_the_other(casa: Casa) -> None:
    joe, ann = archived(casa, phone="020 7946 0958"), casa.tenant("Ann Archer", phone="020 7946 0958")

    casa.ok(["contact", "erase", joe, "--yes"])

    assert casa.contact(ann).phone == "+442079460958"
    assert casa.ok(["contact", "history", ann, "-o", "json"]).json[0]["changes"][0]["field"] != "(erased)"


@pytest.mark.parametrize("name", ["A", "Bank", "Al B"])
def test_a_name_that_is_short_or_common_does_not_take_the_log_with_it(casa: Casa, name: str) -> None:
    firm, ann = casa.company(name), casa.tenant("Ann Archer")
    casa.ok(["contact", "edit", ann, "--company", name])
    casa.ok(["contact", "lock", ann, "--reason", f"{name} says a payment bounced"])
    casa.ok(["contact", "archive", firm])

    casa.ok(["contact", "erase", firm, "--yes"])

    locked = next(row for row in casa.log() if row["verb"] == "contact.lock")
    edited = next(row for row in casa.log() if row["verb"] == "contact.edit")
    assert locked["summary"] == f"locked Ann Archer ({ann})"
    assert casa.ok(f"log show {edited['operation']} -o json").json["arguments"] == {}


def test_an_operation_on_many_is_kept_where_it_says_nothing_of_the_erased(casa: Casa) -> None:
    joe, ann = casa.tenant("Joe Bloggs"), casa.tenant("Ann Archer")
    casa.ok(["contact", "lock", joe, ann, "--reason", "late in November"])
    casa.ok(["contact", "archive", joe])

    casa.ok(["contact", "erase", joe, "--yes"])

    locked = next(row for row in casa.log() if row["verb"] == "contact.lock")
    shown = casa.ok(f"log show {locked['operation']} -o json").json
    assert shown["reason"] == "late in November"
    assert {change["contact_id"]: change["fields"][0]["field"] for change in shown["changes"]} == {
        joe: "(erased)",
        ann: "locked",
    }


# Undo, and looking afterwards -----------------------------------------------------------------------


def test_neither_the_erasure_nor_anything_before_it_is_undone(casa: Casa) -> None:
    joe, ann = casa.tenant("Joe Bloggs"), casa.tenant("Ann Archer")
    casa.ok(["contact", "lock", joe, ann, "--reason", "late"])
    casa.ok(["contact", "archive", joe])
    casa.ok(["contact", "erase", joe, "--yes"])
    before = state(casa)

    for row in casa.log():
        if row["contacts"] and row["summary"] != f"added Ann Archer ({ann})":
            done = casa.run(["undo", str(row["operation"]), "-y"])
            assert done.exit_code == 5
            assert f"contact {joe}, which was erased; erasure is final" in done.stderr
    assert casa.run("undo -y").exit_code == 5
    assert state(casa) == before


def test_undo_of_an_operation_on_many_names_those_that_were_erased(casa: Casa) -> None:
    numbers = [casa.tenant(f"Person No{n}") for n in range(4)]
    casa.ok(["contact", "archive", *numbers, "--yes"])
    casa.ok(["contact", "erase", *numbers[:2], "--yes"])
    archive = next(row["operation"] for row in casa.log() if row["verb"] == "contact.archive")

    done = casa.run(["undo", archive, "-y"])

    assert done.exit_code == 5
    assert "2 contacts that were erased (1, 2)" in done.stderr


def test_nothing_that_was_erased_is_brought_back_by_undoing_something_else(casa: Casa) -> None:
    firm, ann = casa.company("Bloggs & Sons"), casa.person("Ann Archer", type="vendor")
    casa.ok(["contact", "edit", ann, "--company", "Bloggs & Sons"])
    casa.ok(["contact", "archive", firm])
    edited = next(row["operation"] for row in casa.log() if row["verb"] == "contact.edit")
    casa.ok(["contact", "erase", firm, "--yes"])

    assert casa.run(["undo", edited, "-y"]).exit_code == 5
    assert casa.contact(ann).company is None


def test_whoever_looks_afterwards_sees_that_somebody_was_erased(casa: Casa) -> None:
    joe = archived(casa, email="joe@example.com")
    casa.ok(["contact", "erase", joe, "--yes", "--reason", "on request"])

    shown = casa.contact(joe)
    assert (shown.display_name, shown.lifecycle, shown.email, shown.portal) == (
        "(erased)",
        "erased",
        None,
        "not-invited",
    )
    assert casa.ok("contact list --all -o json").json == []
    assert casa.ok("contact find joe -o json").json == []
    assert casa.run("contact show joe@example.com").exit_code == 4
    assert not any(each["allowed"] for each in casa.ok(f"contact can {joe} -o json").json["abilities"])
    newest, *earlier = casa.ok(f"contact history {joe} -o json").json
    assert (newest["verb"], newest["reason"]) == ("contact.erase", "on request")
    assert {"field": "lifecycle", "before": "archived", "after": "erased"} in newest["changes"]
    assert all(each["changes"] == [{"field": "(erased)", "before": None, "after": None}] for each in earlier)
    casa.ok(f"contact history {joe}")
    casa.ok(f"contact show {joe}")
    assert casa.run(["contact", "edit", joe, "--last-name", "Again"]).exit_code == 5


# On a day -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "make"), [("delete", inactive), ("erase", archived)])
def test_L2_what_cannot_be_taken_back_takes_no_date(casa: Casa, verb: str, make: Any) -> None:
    joe = make(casa)
    before = state(casa)

    refused = casa.run(f"contact {verb} {joe} --on 2026-12-31 --yes -o json")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"contact {verb} takes no date" in refused.error["message"]
    assert "--on" not in casa.ok(f"contact {verb} --help").stdout
    assert state(casa) == before


def test_L2_a_planned_erasure_that_an_older_version_left_lapses_instead_of_running(casa: Casa) -> None:
    joe = inactive(casa)
    with casa.work() as work:
        row = {"contact_id": joe, "verb": "delete", "due_on": "2026-12-01", "state": "blocked", "actor": "root"}
        work.insert("scheduled", [row])

    casa.travel(to="2026-12-01")
    (result,) = casa.ok("due run -o json").json["results"]

    assert (result["outcome"], result["reasons"][0]["code"]) == ("lapsed", "no-date")
    assert casa.contact(joe).lifecycle == "inactive"


# Everybody who is due ---------------------------------------------------------------------------------


def test_all_due_erases_the_archived_whose_retention_has_passed(casa: Casa) -> None:
    free, old, young = archived(casa, "Free Fred"), archived(casa, "Old Olaf"), archived(casa, "Young Yann")
    active, dormant = casa.tenant("Active Al"), inactive(casa, "Ina Ctive")
    book(casa, old, "2019-11-23")
    book(casa, young, "2019-11-24")

    done = casa.ok("contact erase --all-due --yes -o json")

    assert sorted(done.ids) == [free, old]
    assert {each: casa.contact(each).lifecycle for each in (young, active, dormant)} == {
        young: "archived",
        active: "active",
        dormant: "inactive",
    }
    assert casa.log()[0]["summary"] == "erased 2 contacts"
    assert casa.ok("contact erase --all-due -o json").json == {"operation": None, "dry_run": False, "results": []}


def test_all_due_needs_a_yes_and_stands_alone(casa: Casa) -> None:
    joe = archived(casa)
    before = state(casa)

    assert casa.run("contact erase --all-due").exit_code == 2
    assert casa.run(f"contact erase {joe} --all-due --yes").exit_code == 2
    assert casa.run("contact erase --type tenant --all-due --yes").exit_code == 2
    assert casa.run("contact erase --all-due --on tomorrow --yes").exit_code == 2
    assert casa.ok("contact erase --all-due --dry-run -o json").ids == [joe]
    assert state(casa) == before


def test_report_retention_lists_who_is_due_and_when(casa: Casa) -> None:
    old, young, free = archived(casa, "Old Olaf"), archived(casa, "Young Yann"), archived(casa, "Free Fred")
    casa.tenant("Active Al")
    book(casa, old, "2019-02-28")
    book(casa, young, "2024-02-29")

    found = casa.ok("report retention -o json").json

    assert found == [
        {"id": old, "display_name": "Old Olaf", "archived_on": "2026-11-23", "newest_entry": "2019-02-28",
         "due_on": "2026-02-28", "due": True},
        {"id": free, "display_name": "Free Fred", "archived_on": "2026-11-23", "newest_entry": None,
         "due_on": "2026-11-23", "due": True},
        {"id": young, "display_name": "Young Yann", "archived_on": "2026-11-23", "newest_entry": "2024-02-29",
         "due_on": "2031-02-28", "due": False},
    ]  # fmt: skip
    assert casa.ok("report retention --due -o ids").ids == [old, free]
    casa.ok("workspace set retention_years 0")
    assert casa.ok("report retention --due -o ids").ids == [old, young, free]
    assert casa.ok("report retention -o tsv").stdout.splitlines()[0].split("\t")[:2] == [str(old), "Old Olaf"]


def test_a_report_of_nobody_is_empty(casa: Casa) -> None:
    assert casa.ok("report retention -o json").json == []
    assert casa.ok("report retention -o tsv").stdout == ""
    assert "Nobody is archived." in casa.ok("report retention").stdout


# What is left elsewhere -----------------------------------------------------------------------------


def test_backups_and_files_of_imports_are_named(casa: Casa) -> None:
    sheet = casa.config_file.parent / "people.csv"
    sheet.write_text("type,first name,last name\ntenant,Joe,Bloggs\ntenant,Ann,\n")
    assert casa.run(["contact", "import", str(sheet)]).exit_code == 3
    casa.folder.mkdir(exist_ok=True)
    backup = casa.folder / "nightly.backup"
    casa.ok(["workspace", "backup", str(backup)])
    casa.ok("contact archive 1")

    done = casa.ok("contact erase 1 --yes")

    assert str(backup) in done.stderr
    assert str(sheet) in done.stderr
    assert f"{sheet}.rejects.csv" in done.stderr


def test_the_limits_of_postgresql_are_said(casa: Casa) -> None:
    joe = archived(casa)

    done = casa.ok(f"contact erase {joe} --yes")

    assert ("replicas" in done.stderr) == (casa.backend == "postgresql")
    assert "replicas" not in casa.ok(f"contact erase {joe} --yes --quiet").stderr


def test_the_erasures_json_holds_nobodys_name(casa: Casa) -> None:
    joe = archived(casa)

    done = casa.ok(f"contact erase {joe} --yes -o json")

    assert "Bloggs" not in json.dumps(done.json)


def test_PY_10_one_or_several_are_deleted_and_only_after_a_yes(casa: Casa) -> None:
    numbers = [casa.tenant(f"Ina {last}") for last in ("Able", "Baker", "Cook")]
    casa.ok(["contact", "deactivate", *numbers, "-y"])

    for some in (numbers[:1], numbers):
        refused = casa.run(["contact", "delete", *some, "-o", "json"])
        assert (refused.exit_code, refused.error["code"]) == (2, "usage.confirmation-needed")
    assert {casa.contact(number).lifecycle for number in numbers} == {"inactive"}

    assert casa.ok(["contact", "delete", numbers[0], "-y", "-o", "json"]).outcomes == ["deleted"]
    assert casa.ok(["contact", "delete", *numbers[1:], "-y", "-o", "json"]).outcomes == ["deleted", "deleted"]


def test_U5_the_history_of_who_was_erased_shows_no_seals(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", at=casa.property("Rose Court/1", kind="unit"))
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-01-01 --to 2026-02-01")
    casa.ok(f"task add --contact {joe} --title 'Water the plants'")
    for line in ("task done 1", f"contact detach {joe} 'Rose Court/1'", f"contact archive {joe}"):
        casa.ok(line)
    casa.ok(["contact", "erase", joe, "--yes"])
    erasure = casa.log()[0]["operation"]

    for shown in (casa.ok(f"contact history {joe} -o json"), casa.ok(f"log show {erasure} -o json")):
        assert "sealed" not in shown.stdout
        assert "(erased)" in shown.stdout
