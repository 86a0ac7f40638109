"""The ladder of arrears: the policy, climbing, holds, instalments, and what an arrears clerk sees (WU-5 to WU-14)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.conftest import Filled
from tests.mailed import letters, text_of

TODAY = date(2026, 11, 23)


def owing(casa: Casa, name: str, days: int, *, amount: str = "120", email: str | None = None) -> int:
    """A tenant whose only charge has been past due for so many days."""
    number = casa.tenant(name, email=email or f"{name.split()[0].lower()}@example.com")
    due = TODAY - timedelta(days=days)
    casa.ok(["ledger", "charge", number, amount, "--for", "Rent", "--on", due.isoformat()])
    return number


def settle(casa: Casa) -> None:
    """1 is 10 days late, 2 is 3, 3 is 60; 4 owes nothing yet."""
    owing(casa, "Ann Archer", 10, email="ann@example.com")
    owing(casa, "Bob Brown", 3)
    owing(casa, "Cid Cole", 60)
    owing(casa, "Dee Dale", -30)


@pytest.fixture
def office(filled: Filled) -> Casa:
    """What `settle` makes."""
    return filled(settle)


def steps(casa: Casa) -> list[str]:
    return [row[0] for row in casa.rows("select arrears from contact order by id")]


# The policy -------------------------------------------------------------------------------------------


def test_the_policy_is_shown_as_the_toml_that_sets_it(casa: Casa, tmp_path: Path) -> None:
    shown = casa.ok("arrears policy show").stdout
    assert [line for line in shown.splitlines() if "days" in line] == [
        "days = 7",
        "days = 21",
        "days = 35",
        "days = 49",
    ]
    file = tmp_path / "policy.toml"
    file.write_text(shown)

    assert casa.ok(["arrears", "policy", "set", str(file), "-o", "json"]).outcomes == ["unchanged"]
    file.write_text(shown.replace("days = 7", "days = 10").replace('fee = "0.00"', 'fee = "12.50"', 1))
    assert casa.ok(["arrears", "policy", "set", str(file), "-o", "json"]).outcomes == ["updated"]
    assert casa.ok("arrears policy show -o json").json["step"][0] == {
        "status": "reminder", "days": 10, "wait": 14, "fee": "12.50", "letter": "reminder", "channel": "auto",
    }  # fmt: skip
    casa.ok("undo -y")
    assert casa.ok("arrears policy show").stdout == shown
    casa.ok("workspace check")


STEP = '[[step]]\nstatus = "{}"\ndays = {}\n'


@pytest.mark.parametrize(
    ("toml", "exit_code", "said"),
    [
        (STEP.format("first-notice", 7) + STEP.format("reminder", 21), 2, "goes back"),
        (STEP.format("reminder", 21) + STEP.format("first-notice", 7), 2, "goes back"),
        (STEP.format("handover", 7), 2, "handover"), (STEP.format("reminder", -1), 2, "days"), ("", 2, "[[step]]"),
        (STEP.format("reminder", 7) + "wiat = 3", 2, "wiat"), ("[[step", 7, "cannot be read"),
        (STEP.format("reminder", 7) + 'fee = "x"', 2, "x"), (STEP.format("reminder", 7) + 'channel = "fax"', 2, "fax"),
        (STEP.format("reminder", 7) + 'letter = "poem"', 2, "poem"), (STEP.format("reminder", "true"), 2, "days"),
    ],
)  # fmt: skip
def test_a_policy_that_makes_no_sense_is_refused(casa: Casa, toml: str, exit_code: int, said: str) -> None:
    refused = casa.run("arrears policy set -", stdin=toml)

    assert refused.exit_code == exit_code, refused.stderr
    assert said in refused.stderr
    assert casa.rows("select 1 from setting where name = 'arrears_policy'") == []


# Climbing ---------------------------------------------------------------------------------------------


def test_WU_5_a_run_climbs_one_step_for_whom_the_policy_says_so(office: Casa) -> None:
    done = office.ok("arrears run --yes -o json").json

    results = {each["id"]: each for each in done["results"]}
    assert {n: (r["outcome"], r["from"], r["to"], r["past_due"], r["days"]) for n, r in results.items()} == {
        1: ("updated", "current", "reminder", "120.00", 10),
        2: ("left-out", "current", None, "120.00", 3),
        3: ("updated", "current", "reminder", "120.00", 60),
    }
    assert results[2]["reasons"][0]["code"] == "not-yet"
    assert results[2]["next_on"] == "2026-11-27"
    assert steps(office) == ["reminder", "current", "reminder", "current"]
    assert office.log()[0]["operation"] == done["operation"]


def test_WU_5_a_step_waits_for_the_one_before(office: Casa) -> None:
    office.ok("arrears run --yes")

    assert office.ok("arrears run --yes -o json").json["operation"] is None
    office.travel(to="2026-12-06")
    assert "updated" not in {r["outcome"] for r in office.ok("arrears run --yes -o json").results if r["id"] == 3}
    office.travel(to="2026-12-07")
    climbed = [r for r in office.ok("arrears run --yes -o json").results if r["id"] == 3]
    assert [(r["from"], r["to"]) for r in climbed] == [("reminder", "first-notice")]


def test_WU_8_the_letter_of_the_step_leaves_with_its_deadline_and_fee(office: Casa) -> None:
    policy = office.ok("arrears policy show").stdout.replace('fee = "0.00"', 'fee = "15.00"', 1)
    office.ok("arrears policy set -", stdin=policy)

    office.ok("arrears run --yes")

    (letter,) = letters(office, "ann@")
    assert (letter["To"], letter["Subject"]) == ("ann@example.com", "Payment reminder")
    assert "Total due now: 135.00 GBP" in text_of(letter)
    assert "2026-12-07" in text_of(letter)
    assert office.contact(1).balance == "135.00"


def test_WU_6_behind_the_last_step_a_handover_is_proposed_and_never_made(office: Casa) -> None:
    office.ok("arrears status 3 --set letter-of-demand")
    office.travel(to="2026-12-20")

    result = next(r for r in office.ok("arrears run --yes -o json").results if r["id"] == 3)

    assert (result["outcome"], result["reasons"][0]["code"]) == ("left-out", "handover-next")
    assert "contact handover 3" in result["reasons"][0]["remedy"]
    assert office.contact(3).arrears == "letter-of-demand"


@pytest.mark.parametrize("status", ["payment-plan", "on-hold"])
def test_WU_5_what_was_agreed_on_is_left_alone(office: Casa, status: str) -> None:
    office.ok(f"arrears status 3 --set {status}")

    result = next(r for r in office.ok("arrears run --yes -o json").results if r["id"] == 3)

    assert (result["outcome"], result["reasons"][0]["code"]) == ("left-out", "paused")


def test_a_run_for_a_past_day_judges_by_it_and_one_for_a_day_to_come_is_refused(office: Casa) -> None:
    refused = office.run("arrears run --as-of 2026-12-31 --yes")
    assert (refused.exit_code, steps(office)) == (2, ["current"] * 4)

    results = office.ok("arrears run --as-of 2026-11-19 --yes -o json").results
    assert [(r["id"], r["to"]) for r in results] == [(1, None), (3, "reminder")]
    assert office.ok("arrears history 3 -o json").json[0]["at"].startswith("2026-11-23")


def test_three_or_more_take_a_yes_and_filters_narrow(office: Casa) -> None:
    owing(office, "Eve Elm", 12)

    assert office.run("arrears run").exit_code == 2
    assert steps(office) == ["current"] * 5
    assert len(office.ok("arrears run --match cid -o json").results) == 1


def test_WU_14_a_payment_that_leaves_nothing_past_due_leads_back_to_current(office: Casa) -> None:
    office.ok("arrears run --yes --no-send")
    office.ok("ledger pay 1 120")

    newest = office.ok("arrears history 1 -o json").json[0]
    assert (newest["status"], newest["note"]) == ("current", "nothing is owed")


# Holds and instalments --------------------------------------------------------------------------------


def test_a_hold_ends_on_its_day_with_the_status_before(office: Casa) -> None:
    office.ok("arrears run --yes --no-send")
    office.ok("arrears hold 3 --until 2026-12-10 --reason 'waits for the insurer'")
    assert office.contact(3).arrears == "on-hold"
    assert office.ok("arrears hold 3 --until 2026-12-10 --reason x -o json").outcomes == ["unchanged"]

    office.travel(to="2026-12-09")
    assert office.ok("due run -o json").json["results"] == []
    office.travel(to="2026-12-10")
    (released,) = office.ok("due run -o json").json["results"]

    assert (released["contact_id"], released["outcome"]) == (3, "released")
    assert office.contact(3).arrears == "reminder"
    assert office.ok("due run -o json").json["results"] == []
    assert office.run("arrears hold 3 --until 2026-12-10 --reason x").exit_code == 2


def test_a_plan_pays_the_debt_by_instalments_and_leads_back_to_current(office: Casa) -> None:
    added = office.ok("arrears plan add 1 --amount 50 --every 1m --from 2026-11-30 -o json")
    assert (added.outcomes, office.contact(1).arrears) == (["added"], "payment-plan")

    plan = office.ok("arrears plan show 1 -o json").json
    assert [(line["on"], line["amount"]) for line in plan["instalments"]] == [
        ("2026-11-30", "50.00"), ("2026-12-30", "50.00"), ("2027-01-30", "20.00"),
    ]  # fmt: skip
    office.ok("ledger pay 1 70")
    listed = office.ok("arrears plan list -o json").json
    assert [(each["paid"], each["total"], each["next_on"], each["missed"]) for each in listed] == [
        ("70.00", "120.00", "2026-12-30", 0)
    ]
    office.ok("ledger pay 1 50")
    assert office.contact(1).arrears == "current"
    assert office.ok("arrears plan list -o json").json == []
    assert office.ok("arrears plan show 1 -o json").json["state"] == "kept"


def test_a_missed_instalment_stands_in_the_history_and_in_today(office: Casa) -> None:
    office.ok("arrears plan add 1 --amount 60 --from 2026-11-25")
    office.travel(to="2026-11-28")
    assert office.ok("due run -o json").json["results"] == []
    office.travel(to="2026-11-29")

    (missed,) = office.ok("due run -o json").json["results"]
    assert (missed["outcome"], missed["contact_id"], missed["on"]) == ("missed", 1, "2026-11-25")
    assert office.ok("due run -o json").json["results"] == []
    assert "60.00 GBP due on 2026-11-25 was missed" in office.ok("arrears history 1 -o json").json[0]["note"]
    (matter,) = [each for each in office.ok("today -o json").json if each["topic"] == "instalments"]
    assert matter["contact_id"] == 1
    office.ok("ledger pay 1 60")
    assert [each for each in office.ok("today -o json").json if each["topic"] == "instalments"] == []


@pytest.mark.parametrize(
    ("line", "exit_code"),
    [
        ("arrears plan add 1 --amount 500", 5), ("arrears plan add 4 --amount 5", 5),
        ("arrears plan add 1 --amount 50 --from 2026-11-22", 2), ("arrears plan add 1 --amount 0.01", 2),
        ("arrears plan add 1 --amount 50 --every never", 2), ("arrears plan end 9", 4), ("arrears plan add 1", 2),
        ("arrears hold 1 --until 2026-11-23 --reason x", 2),
    ],
)  # fmt: skip
def test_a_plan_over_more_than_the_debt_and_other_nonsense_is_refused(office: Casa, line: str, exit_code: int) -> None:
    assert office.run(line).exit_code == exit_code
    assert (steps(office), office.rows("select 1 from agreement")) == (["current"] * 4, [])


def test_an_ended_plan_gives_the_status_back(office: Casa) -> None:
    office.ok("arrears status 1 --set first-notice")
    office.ok("arrears plan add 1 --amount 60")

    assert office.run("arrears plan add 1 --amount 60").exit_code == 5
    assert office.ok("arrears plan end 1 -o json").outcomes == ["ended"]
    assert office.contact(1).arrears == "first-notice"
    assert office.ok("arrears plan end 1 -o json").outcomes == ["unchanged"]
    office.ok("undo -y")
    assert office.ok("arrears plan list -o json").json[0]["state"] == "open"
    office.ok("workspace check")


def test_WU_7_what_is_agreed_on_in_an_open_case_belongs_to_it_and_leads_back_to_it(office: Casa) -> None:
    office.ok("user add law@firm.example --name Lex --type attorney")
    office.ok("property add 'Rose Court' --kind community")
    office.ok("user grant law@firm.example --community 'Rose Court'")
    office.ok("contact attach 3 'Rose Court' --from 2025-01-01")
    office.ok("arrears status 3 --set letter-of-demand")
    office.ok("contact handover 3 --to law@firm.example --no-send")

    office.ok("arrears plan add 3 --amount 60 --from 2026-11-25")
    assert office.ok("arrears plan end 1 -o json").results[0]["note"] == "payment-plan → handover"
    office.ok("arrears plan add 3 --amount 60 --from 2026-11-25")
    office.travel(to="2026-11-29")
    office.ok("due run")
    office.ok("arrears hold 3 --until 2026-12-01 --reason insurer")
    office.travel(to="2026-12-01")
    office.ok("due run")
    office.ok("arrears plan end 2")
    office.ok("arrears hold 3 --until 2026-12-03 --reason insurer")
    office.travel(to="2026-12-03")
    office.ok("due run")

    assert office.contact(3).arrears == "handover"
    history = office.ok("arrears history 3 -o json").json
    assert {step["attorney"] for step in history if step["status"] != "letter-of-demand"} == {"Lex"}
    assert office.rows("select distinct case_id from arrears_step where status <> 'letter-of-demand'") == [(1,)]


def test_8_money_a_plan_goes_on_behind_a_hold(office: Casa) -> None:
    office.ok("arrears plan add 1 --amount 50 --from 2026-12-20")
    office.ok("arrears hold 1 --until 2026-12-10 --reason insurer")
    assert office.ok("arrears plan list -o json").json == []
    office.ok("arrears hold 1 --until 2026-12-12 --reason 'still the insurer'")

    office.travel(to="2026-12-12")
    office.ok("due run")

    assert office.contact(1).arrears == "payment-plan"
    assert [(plan["id"], plan["state"]) for plan in office.ok("arrears plan list -o json").json] == [(1, "open")]
    office.ok("ledger pay 1 120")
    assert (office.contact(1).arrears, office.ok("arrears plan show 1 -o json").json["state"]) == ("current", "kept")
    office.ok("workspace check")


def test_8_money_a_plan_that_is_ended_does_not_go_on_behind_a_hold(office: Casa) -> None:
    office.ok("arrears status 1 --set reminder")
    office.ok("arrears plan add 1 --amount 50 --from 2026-12-20")
    office.ok("arrears hold 1 --until 2026-12-10 --reason insurer")

    assert office.ok("arrears plan end 1 -o json").outcomes == ["ended"]
    assert office.ok("arrears plan end 1 -o json").outcomes == ["unchanged"]
    assert office.contact(1).arrears == "on-hold"

    office.travel(to="2026-12-10")
    office.ok("due run")
    assert (office.contact(1).arrears, office.ok("arrears plan list -o json").json) == ("reminder", [])


def test_8_money_a_plan_that_is_paid_beside_other_debts_stands_in_today(office: Casa) -> None:
    office.ok("arrears plan add 1 --amount 60 --from 2026-11-25")
    office.ok("ledger charge 1 80 --for Rent --on 2026-11-24")
    office.travel(to="2026-11-29")
    (missed,) = [each for each in office.ok("today -o json").json if each["topic"] == "instalments"]
    assert "1 instalment missed" in missed["what"], "though no due run has found it"

    office.ok("ledger pay 1 120")

    (paid,) = [each for each in office.ok("today -o json").json if each["topic"] == "instalments"]
    assert paid["what"] == "all of the plan is paid, 80.00 GBP is past due beside it"
    office.ok(paid["command"].removeprefix("casactl "))
    assert office.contact(1).arrears == "current"
    assert [each for each in office.ok("today -o json").json if each["topic"] == "instalments"] == []


# The list ---------------------------------------------------------------------------------------------


def test_the_arrears_list_is_what_a_clerk_works_from(office: Casa) -> None:
    office.ok("arrears status 3 --set reminder")
    office.ok("note add 3 --text 'rang, no answer'")
    office.ok("ledger pay 3 20")

    row = next(each for each in office.ok("arrears list -o json").json if each["id"] == 3)

    assert {key: row[key] for key in ("past_due", "days_past_due", "not_due", "since", "next", "next_on", "notes")} == {
        "past_due": "100.00", "days_past_due": 60, "not_due": "0.00", "since": "2026-11-23", "next": "first-notice",
        "next_on": "2026-12-07", "notes": 1,
    }  # fmt: skip
    assert row["last_payment"] == {"on": "2026-11-23", "amount": "20.00"}
    assert row["last_note"]["text"] == "rang, no answer"
    assert (row["handover_days"], row["last_activity"][:10]) == (None, "2026-11-23")


def test_L10_a_former_tenants_debt_is_found_by_the_property(office: Casa) -> None:
    office.ok("property add 'Rose Court' --kind community")
    office.ok("contact attach 3 'Rose Court' --from 2025-01-01")
    office.ok("contact detach 3 'Rose Court' --on 2026-10-31")

    assert office.ok("arrears list --property 'Rose Court' -o json").json == []
    assert [r["id"] for r in office.ok("arrears list --property 'Rose Court' --former -o json").json] == [3]
    assert [r["id"] for r in office.ok("arrears run --property 'Rose Court' --former -n -o json").results] == [3]


def test_8_money_a_number_is_a_plans_and_another_word_whose_it_is(office: Casa) -> None:
    for word, said in (
        ("9", "There is no instalment plan 9."),
        ("ann@example.com", "There is no instalment plan of ann@example.com."),
    ):
        refused = office.run(["arrears", "plan", "show", word, "-o", "json"])
        assert (refused.exit_code, refused.error["message"]) == (4, said)
