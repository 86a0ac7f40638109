"""The ladder and those who cannot be told: no step, no fee, no handover for what reaches nobody (WU-6, WU-8)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from casactl.actions.arrears.run import Standing, standings
from casactl.domain.ladder import UNTOLD
from casactl.store.queries.filters import Filters
from tests.actions.report.test_today import matters
from tests.casa import Casa
from tests.cli.terminal import Terminal
from tests.cli.test_asking import Answers, answering

__all__ = ["answering"]

LAW = "law@firm.example"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """What `settle` makes."""
    return settle(casa)


def settle(casa: Casa) -> Casa:
    """Una (1) has nothing to be told by, Ann (2) an e-mail; both owe for long; a step costs 25.00 and waits 0 days."""
    casa.property("Rose Court/1", kind="unit")
    casa.owner("Una Untold", at="Rose Court/1")
    casa.owner("Ann Archer", email="ann@example.com", at="Rose Court/1")
    for number in (1, 2):
        casa.ok(f"ledger charge {number} 120 --for Levy --on 2026-06-01")
    policy = casa.ok("arrears policy show").stdout
    casa.ok("arrears policy set -", stdin=policy.replace("wait = 14", "wait = 0").replace('"0.00"', '"25.00"'))
    casa.ok(f"user add {LAW} --name 'Lex Law' --type attorney --community 'Rose Court'")
    return casa


def result_of(office: Casa, number: int, line: str = "arrears run --yes -o json") -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in office.ok(line).results if each["id"] == number)
    return found


def test_A3_who_cannot_be_told_takes_no_step_pays_no_fee_and_is_not_handed_over(office: Casa) -> None:
    for _ in range(4):
        left = result_of(office, 1)

    assert (left["outcome"], left["reasons"][0]["code"], left["reasons"][0]["rule"]) == (
        "left-out", "cannot-be-told", "WU-8",
    )  # fmt: skip
    assert "an e-mail or a billing address would help" in left["reasons"][0]["message"]
    assert left["reasons"][0]["remedy"] == "casactl contact edit 1 --email ADDRESS"
    assert (left["to"], left["fee"]) == (None, None)
    assert office.contact(1).balance == "120.00"
    assert office.contact(1).arrears == "current"
    assert office.run(f"contact handover 1 --to {LAW} -o json").error["code"] == "contact.no-demand"
    assert office.contact(2).balance == "220.00"
    office.ok(f"contact handover 2 --to {LAW}")


def test_A3_who_cannot_be_told_stands_in_today_until_there_is_an_address(office: Casa) -> None:
    office.ok("arrears run --yes")

    untold = [each for each in matters(office, "ladder") if each["contact_id"] == 1]

    assert [each["command"] for each in untold] == ["casactl contact edit 1 --email ADDRESS"]
    assert untold[0]["what"].startswith("cannot be told of reminder: has no e-mail")
    office.ok("address add 1 --line '1 Mill Lane' --city York --billing")
    assert [each for each in matters(office, "ladder") if each["contact_id"] == 1] == []
    assert (result_of(office, 1)["outcome"], office.contact(1).balance) == ("updated", "145.00")


@pytest.mark.parametrize("channel", ["sms", "post", "email"])
def test_A3_a_step_by_one_channel_is_left_out_where_that_leads_nowhere(office: Casa, channel: str) -> None:
    policy = office.ok("arrears policy show").stdout.replace('channel = "auto"', f'channel = "{channel}"')
    office.ok("arrears policy set -", stdin=policy)

    left = result_of(office, 1)

    assert left["reasons"][0]["code"] == "cannot-be-told"
    assert (office.contact(1).balance, office.rows("select 1 from outbox where contact_id = 1")) == ("120.00", [])


def test_a_step_for_which_the_policy_has_no_letter_is_taken(office: Casa) -> None:
    office.ok("arrears policy set -", stdin='[[step]]\nstatus = "reminder"\ndays = 7\nletter = "none"\n')

    assert result_of(office, 1)["to"] == "reminder"


def test_WU_6_a_letter_of_demand_that_did_not_leave_is_no_demand(office: Casa) -> None:
    for _ in range(4):
        office.ok("arrears run --yes")
    with office.work("test.mail") as work:
        work.run("update outbox set state = 'failed' where template = 'letter-of-demand'")

    assert office.run(f"contact handover 2 --to {LAW} -o json").error["code"] == "contact.no-demand"
    with office.work("test.mail") as work:
        work.run("update outbox set state = 'pending' where template = 'letter-of-demand'")
    office.ok(f"contact handover 2 --to {LAW}")


def test_B3_the_fee_of_a_step_is_named_in_the_dry_run_and_the_result(office: Casa) -> None:
    assert result_of(office, 2, "arrears run --yes --dry-run -o json")["fee"] == "25.00"
    assert "fee 25.00 GBP" in office.ok("arrears run --yes").stdout
    office.ok("arrears policy set -", stdin='[[step]]\nstatus = "first-notice"\ndays = 7\nwait = 0\n')
    assert result_of(office, 2)["fee"] is None


def test_B3_B4_a_run_asks_with_counts_and_fees_below_the_table(casa_sqlite: Casa, answering: Answers) -> None:
    office = settle(casa_sqlite)
    office.tenant("Bob Brown", email="bob@example.com")
    office.ok("ledger charge 3 120 --for Levy --on 2026-06-01")
    asked = answering("n")

    done = office.run("arrears run")

    fees = "2 to reminder with a fee of 25.00 each"
    assert asked == [f"Take the next step with 2 contacts: {fees} (left out: 1 cannot be told (WU-8))? [y/N] "]
    assert "left-out: Una Untold cannot be told of reminder" in done.stderr
    assert "reminder by email" in done.stderr
    assert "Una" not in done.stderr.split("left-out:")[0]


def test_B5_nothing_is_next_for_who_is_handed_over(office: Casa) -> None:
    for _ in range(4):
        office.ok("arrears run --yes")
    office.ok(f"contact handover 2 --to {LAW}")

    left = result_of(office, 2)

    assert (left["reasons"][0]["code"], "next" in left["reasons"][0]["message"]) == ("case-open", False)
    row = next(each for each in office.ok("arrears list -o json").json if each["id"] == 2)
    assert (row["next"], row["next_on"]) == (None, None)
    assert [each["contact_id"] for each in matters(office, "ladder")] == [1]


@pytest.mark.parametrize("columns", [80, 100])
def test_B6_a_narrow_list_keeps_step_past_due_days_and_next(casa_sqlite: Casa, columns: int) -> None:
    office = settle(casa_sqlite)
    office.ok("arrears run --yes")

    with Terminal("arrears", "list", columns=columns, env={"CASACTL_CONFIG": str(office.config_file)}) as terminal:
        assert terminal.end() == 0

    heading = re.sub(r"\x1b\[[0-9;]*m", "", terminal.stdout).splitlines()[0]
    assert [word for word in ("no", "name", "arrears", "past due", "days", "next") if word not in heading] == []
    assert "first-notice" in terminal.stdout


def test_B6_both_lists_of_debts_call_the_buckets_alike(office: Casa) -> None:
    for words in ("ledger ageing", "arrears list"):
        assert office.ok(f"{words} --fields 'current,30–59,120 on' -o csv").stdout.splitlines()[0] == "current,d30,d120"


def test_B7_today_says_how_many_are_due_and_proposes_handovers_once_the_demand_has_run_out(office: Casa) -> None:
    (due, _) = matters(office, "ladder")
    assert (due["contact_id"], due["id"], due["what"]) == (None, None, "1 contact is due for the next step")
    assert due["command"] == "casactl arrears run"
    for _ in range(4):
        office.ok("arrears run --yes")
    assert [each["contact_id"] for each in matters(office, "ladder")] == [1]

    office.travel(to="2026-12-07")

    proposed = matters(office, "ladder")[-1]
    assert (proposed["contact_id"], proposed["on"]) == (2, "2026-12-07")
    assert proposed["command"] == "casactl contact handover 2 --to ATTORNEY"
    assert "a handover is next" in proposed["what"]
    assert office.ok("today --topic ladder -o ids").ids == [1, 2]


def test_B7_today_looks_at_those_only_for_whom_a_step_may_have_come_and_misses_none(casa: Casa) -> None:
    statuses = ("current", "reminder", "first-notice", "second-notice", "letter-of-demand", "on-hold", "payment-plan")
    for n, status in enumerate(statuses):
        for days in (1, 7, 8, 21, 35, 49, 90):
            number = casa.tenant(f"Tim {status} {days}", email=f"t{n}.{days}@example.com" if days % 2 else None)
            due = date(2026, 11, 23) - timedelta(days)
            casa.ok(f"ledger charge {number} 10 --for Rent --on {due} --due {due}")
            if status != "current":
                casa.ok(f"arrears status {number} --set {status}")
    casa.travel(to="2026-12-20")
    today = date(2026, 12, 20)
    reader = casa.reader()

    everybody = list(standings(reader, Filters(), day=today, today=today))
    looked_at = list(standings(reader, Filters(), day=today, today=today, come=True))
    reader.close()

    def named(found: list[Standing]) -> list[Standing]:
        return [
            each for each in found
            if each.at.due(today) or (each.at.why_not and each.at.why_not.code == UNTOLD)
            or (each.at.proposes_handover and each.at.has_come(today))
        ]  # fmt: skip

    assert named(looked_at) == named(everybody)
    assert 0 < len(named(everybody)) <= len(looked_at) < len(everybody)
