"""Statuses follow money, whichever way it moved; what money contradicts is judged again, and said (M4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.casa import Casa

LAW = "law@firm.example"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Contact 1 owes 60, due long ago (entry 1), and has had a letter of demand; an attorney reaches the community."""
    casa.property("Rose Court/Block/1")
    casa.owner("Olive Owner", email="olive@example.com", at="Rose Court/Block/1")
    casa.ok("ledger charge 1 60 --for Levy --due 2026-08-01")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    casa.ok("arrears status 1 --set letter-of-demand")
    return casa


def handed(casa: Casa) -> None:
    casa.ok(f"contact handover 1 --to {LAW}")


def statuses(casa: Casa) -> list[str]:
    return [step["status"] for step in casa.ok("arrears history 1 -o json").json]


def sound(casa: Casa) -> bool:
    return all(check["ok"] for check in casa.ok("workspace check -o json").json["checks"])


def test_M4_a_bounced_payment_ends_settled_and_opens_the_case_again(office: Casa) -> None:
    handed(office)
    office.ok("ledger pay 1 60 --outside")
    office.ok("arrears status 1 --set settled")
    assert office.contact(1).attorney is None

    done = office.ok("ledger void 2 --reason bounced")

    one = office.contact(1)
    assert (one.arrears, one.attorney, one.balance) == ("handover", "Lex Law", "60.00")
    assert "settled → handover, 60.00 GBP is owed again; the case with Lex Law is open again" in done.stderr
    assert office.run(f"contact show 1 -o json --actor {LAW}").exit_code == 0
    assert sound(office)


def test_M4_without_a_case_the_step_before_stands_again(office: Casa) -> None:
    office.ok("ledger pay 1 60")
    office.ok("arrears status 1 --set settled")

    office.ok("ledger void 2 --reason bounced")

    assert statuses(office) == ["letter-of-demand", "settled", "current", "letter-of-demand"]


def test_M4_an_attorney_who_may_not_work_it_any_more_does_not_get_the_case_again(office: Casa) -> None:
    handed(office)
    office.ok("ledger pay 1 60 --outside")
    office.ok("arrears status 1 --set settled")
    office.ok(f"user disable {LAW} -y")

    office.ok("ledger void 2 --reason bounced")

    assert (office.contact(1).arrears, office.contact(1).attorney) == ("letter-of-demand", None)


def test_M4_a_new_debt_of_somebody_settled_begins_at_the_foot(office: Casa) -> None:
    handed(office)
    office.ok("ledger pay 1 60 --outside")
    office.ok("arrears status 1 --set settled")

    done = office.ok("ledger charge 1 20 --for Key")

    assert (office.contact(1).arrears, office.contact(1).attorney) == ("current", None)
    assert "settled → current, 20.00 GBP is owed anew" in done.stderr
    assert sound(office)


PAID = ("ledger pay 1 60", "ledger credit 1 60", "ledger write-off 1 --reason gone", "ledger void 1 --reason wrong",
        "ledger pay 1 100")  # fmt: skip


@pytest.mark.parametrize("line", PAID)
def test_M4_who_owes_nothing_is_not_dunned_any_more(office: Casa, line: str) -> None:
    done = office.ok(line)

    assert office.contact(1).arrears == "current"
    assert "letter-of-demand → current, nothing is owed" in done.stderr
    assert statuses(office)[0] == "current"


def test_M4_what_is_left_and_not_yet_due_dunns_nobody(office: Casa) -> None:
    office.ok("ledger charge 1 40 --for Levy --due 2027-02-01")
    office.ok("ledger pay 1 60")
    assert office.contact(1).arrears == "current"


def test_M4_what_is_left_and_past_due_leaves_the_step(office: Casa) -> None:
    office.ok("ledger pay 1 59")
    assert office.contact(1).arrears == "letter-of-demand"


@pytest.mark.parametrize("status", ["payment-plan", "on-hold"])
def test_M4_what_was_agreed_ends_with_the_debt(office: Casa, status: str) -> None:
    office.ok(f"arrears status 1 --set {status}")
    office.ok("ledger pay 1 10")
    assert office.contact(1).arrears == status
    office.ok("ledger pay 1 50")
    assert office.contact(1).arrears == "current"


def test_M4_a_payment_that_came_to_nothing_does_not_begin_the_ladder_anew(office: Casa) -> None:
    office.ok("ledger pay 1 60")

    office.ok("ledger void 2 --reason bounced")

    assert statuses(office) == ["letter-of-demand", "current", "letter-of-demand"]


def test_M4_while_a_case_is_open_its_status_stays_and_is_named(office: Casa) -> None:
    handed(office)
    office.ok("ledger pay 1 60 --outside")

    assert office.contact(1).arrears == "handover"
    for actor in ("", f"--actor {LAW}"):
        assert office.ok(f"arrears list -o ids {actor}").ids == [1]
    named = [each for each in office.ok("today -o json").json if each["topic"] == "case"]
    assert [each["command"] for each in named] == ["casactl arrears status 1 --set settled"]
    assert office.ok("arrears list --min 1 -o ids").ids == []
    office.ok("arrears status 1 --set settled")
    assert office.ok("arrears list -o ids").ids == []


def test_M4_settled_says_the_lock(office: Casa) -> None:
    handed(office)
    office.ok("contact lock 1 --reason delinquent")
    office.ok("ledger pay 1 60 --outside")

    done = office.ok("arrears status 1 --set settled -o json")

    assert "stays locked: casactl contact unlock 1" in done.results[0]["note"]


def test_M4_a_payment_says_the_lock(office: Casa) -> None:
    office.ok("contact lock 1 --reason delinquent")

    assert "stays locked: casactl contact unlock 1" in office.ok("ledger pay 1 60 --outside").stderr


def test_M4_an_import_moves_statuses_as_a_payment_does(office: Casa, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("contact_id,kind,amount\n1,payment,60\n")

    done = office.ok(["ledger", "import", str(tmp_path / "in.csv")])

    assert office.contact(1).arrears == "current"
    assert "nothing is owed" in done.stderr


def test_M4_undo_takes_the_status_back_with_the_money(office: Casa) -> None:
    office.ok("ledger pay 1 60")
    office.ok("undo -y")

    assert (office.contact(1).arrears, office.contact(1).balance) == ("letter-of-demand", "60.00")
    office.ok("undo -y")
    assert office.contact(1).arrears != "settled"
    assert sound(office)


def test_M4_undoing_a_charge_ends_the_dunning(office: Casa) -> None:
    charge = next(each["operation"] for each in office.log() if each["verb"] == "ledger.charge")

    office.ok(f"undo {charge} -y")

    assert (office.contact(1).balance, office.contact(1).arrears) == ("0.00", "current")


def test_M4_a_dry_run_says_what_would_follow_and_changes_nothing(office: Casa) -> None:
    assert "nothing is owed" in office.ok("ledger pay 1 60 -n").stderr
    assert office.contact(1).arrears == "letter-of-demand"


LOWERED = ("ledger pay 1 60", "ledger credit 1 60", "ledger write-off 1 60 --reason gone",
           "ledger void 1 --reason wrong", "ledger due 1 today --reason agreed")  # fmt: skip


@pytest.mark.parametrize("line", LOWERED)
def test_8_money_what_is_due_today_is_not_past_due_and_dunns_nobody(office: Casa, line: str) -> None:
    office.ok("ledger charge 1 40 --for Levy")  # due today
    office.ok("ledger charge 1 25 --for Levy --due +30d")

    done = office.ok(line)

    assert (office.contact(1).arrears, statuses(office)[0]) == ("current", "current")
    assert "letter-of-demand → current, nothing is past due" in done.stderr
    assert office.ok("arrears history 1 -o json").json[0]["note"] == "nothing is past due"


def test_8_money_a_charge_leaves_a_status_that_was_given_for_what_is_due_today(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("ledger charge 1 60 --for Rent")
    casa.ok("arrears status 1 --set reminder")

    casa.ok("ledger charge 1 10 --for Key")
    assert casa.contact(1).arrears == "reminder"
    casa.ok("ledger pay 1 10")
    assert casa.contact(1).arrears == "current"


def test_8_money_what_is_past_due_by_a_day_leaves_the_step(office: Casa) -> None:
    office.ok("ledger charge 1 40 --for Levy --due yesterday")
    office.ok("ledger pay 1 60")
    assert office.contact(1).arrears == "letter-of-demand"


def test_8_money_a_payment_that_came_to_nothing_brings_no_step_back_for_what_is_due_today(office: Casa) -> None:
    office.ok("ledger charge 1 40 --for Levy")
    office.ok("ledger pay 1 60")
    office.ok("ledger pay 1 40")

    office.ok("ledger void 4 --reason bounced")
    assert office.contact(1).arrears == "current"
    office.ok("ledger void 3 --reason bounced")
    assert office.contact(1).arrears == "letter-of-demand"


def test_8_money_while_a_case_is_open_what_is_left_and_not_past_due_leaves_the_status(office: Casa) -> None:
    handed(office)
    office.ok("arrears status 1 --set payment-plan")
    office.ok("ledger charge 1 40 --for Levy")
    office.ok("ledger pay 1 60 --outside")
    assert office.contact(1).arrears == "payment-plan"


def test_8_money_a_plan_for_what_is_due_today_goes_on_until_that_is_paid(casa: Casa) -> None:
    casa.tenant()
    casa.ok("ledger charge 1 60 --for Rent")
    casa.ok("arrears plan add 1 --amount 20 --from today")
    casa.ok("ledger pay 1 20")
    assert casa.contact(1).arrears == "payment-plan"
    casa.travel(to="2026-12-01")
    casa.ok("ledger charge 1 30 --for Rent")
    casa.ok("ledger pay 1 20")
    assert casa.contact(1).arrears == "payment-plan"

    casa.ok("ledger pay 1 20")

    assert casa.contact(1).arrears == "current"
    assert casa.ok("arrears plan list 1 -o json").json[0]["state"] == "kept"


def test_M4_a_plan_that_a_payment_had_ended_goes_on_when_the_payment_comes_to_nothing(casa: Casa) -> None:
    casa.tenant()
    casa.ok("ledger charge 1 60 --for Rent --on 2026-08-01")
    casa.ok("arrears plan add 1 --amount 20 --from 2026-12-01")
    casa.ok("ledger pay 1 60")
    assert casa.ok("arrears plan list 1 -o json").json[0]["state"] == "kept"

    casa.ok("ledger void 2 --reason bounced")

    assert casa.contact(1).arrears == "payment-plan"
    assert casa.ok("arrears plan list 1 -o json").json[0]["state"] == "open"
    casa.travel(to="2026-12-10")
    assert "missed" in casa.ok("due run").stderr


@pytest.mark.parametrize(("day", "status"), [("2026-11-30", "on-hold"), ("2026-12-20", "reminder")])
def test_M4_a_hold_that_a_payment_had_ended_holds_again_until_its_day(casa: Casa, day: str, status: str) -> None:
    casa.tenant()
    casa.ok("ledger charge 1 60 --for Rent --on 2026-08-01")
    casa.ok("arrears status 1 --set reminder")
    casa.ok("arrears hold 1 --until 2026-12-15 --reason insurer")
    casa.ok("ledger pay 1 60")
    assert casa.contact(1).arrears == "current"

    casa.travel(to=day)
    casa.ok("ledger void 2 --reason bounced")

    assert casa.contact(1).arrears == status
    casa.travel(to="2026-12-21")
    casa.ok("due run")
    assert casa.contact(1).arrears == "reminder"


def test_M4_what_falls_due_overnight_ends_settled_with_the_next_due_run(casa: Casa) -> None:
    """No money moves, so that nothing but the day contradicts the status: the nightly run says so in the history."""
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"ledger charge {joe} 60 --for Levy --due 2026-12-10")
    casa.ok(f"arrears status {joe} --set settled")
    assert casa.ok("due run -o json").json["results"] == []

    casa.travel(to="2026-12-10")
    done = casa.ok("due run -o json")

    assert [(each["contact_id"], each["verb"], each["outcome"]) for each in done.json["results"]] == [
        (joe, "status", "updated")
    ]
    assert done.json["results"][0]["operation"] is not None
    step = casa.ok(f"arrears history {joe} -o json").json[0]
    assert (step["status"], step["note"]) == ("current", "60.00 GBP has fallen due")
    assert casa.contact(joe).arrears == "current"
    assert casa.ok("due run -o json").json["results"] == []
    assert sound(casa)


def test_M4_a_dry_run_of_the_night_says_so_and_changes_nothing(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"ledger charge {joe} 60 --for Levy --due 2026-12-10")
    casa.ok(f"arrears status {joe} --set settled")

    done = casa.ok("due run --as-of 2026-12-11 --dry-run -o json")

    assert [each["outcome"] for each in done.json["results"]] == ["updated"]
    assert casa.contact(joe).arrears == "settled"
