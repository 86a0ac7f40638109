"""What nobody can mean about money: each a clear error with a way on, and nothing is changed (issue of the ladder)."""

from __future__ import annotations

import pytest

from tests.casa import Casa

BACKWARDS = '[[step]]\nstatus = "first-notice"\ndays = 7\n\n[[step]]\nstatus = "reminder"\ndays = 21\n'
SOONER = '[[step]]\nstatus = "reminder"\ndays = 21\n\n[[step]]\nstatus = "first-notice"\ndays = 7\n'
PLAN = "arrears plan add 1 --from 2026-12-01 --amount"
RECURRING = "ledger recurring add 1 5 --for Rent"


@pytest.mark.parametrize(
    ("line", "stdin", "exit_code", "said"),
    [
        ("arrears policy set -", BACKWARDS, 2, "goes back"),
        ("arrears policy set -", SOONER, 2, "goes back"),
        ("arrears policy set -", "", 2, "[[step]]"),
        ("ledger levy 100 --by share --for Roof --property 'Rose Court' -y", "", 5, "No unit of"),
        ("ledger levy 100 --by share --for Roof --property 'Rose Court/A/2' -y", "", 5, "No unit of"),
        ("property edit 'Rose Court/A/1' --share -1", "", 2, "--share"),
        ("property edit 'Rose Court/A/1' --share 1.5", "", 2, "--share"),
        (f"{RECURRING} --from 2016-11-22", "", 2, "10 years"),
        (f"{RECURRING} --from 1899-01-01", "", 2, ""),
        ("lease add 1 'Rose Court/A/1' --from 2010-01-01 --rent 5 --rent-day 1", "", 2, "10 years"),
        (f"{RECURRING} --from 2026-02-30", "", 2, "30 February 2026 does not exist"),
        (f"{RECURRING} --from 30.02.2026", "", 2, "is not a date"),
        (f"{RECURRING} --from 2026-12-01 --until 2027-02-30", "", 2, "30 February 2027 does not exist"),
        (f"{RECURRING} --from 2026-12-01 --until 2026-11-30", "", 2, "before it begins"),
        (f"{RECURRING} --from 2026-12-01 --every 0m", "", 2, "0m"),
        (f"{RECURRING} --from 2026-12-01 --due 32", "", 2, "32"),
        (f"{RECURRING} --from 2026-12-01 --due +0d", "", 2, "0d"),
        ("ledger charge 1 5 --for Rent --due 2027-02-30", "", 2, "30 February 2027 does not exist"),
        ("ledger due 1 2027-02-30 --reason x", "", 2, "30 February 2027 does not exist"),
        (f"{PLAN} 5 --from 2026-02-30", "", 2, "30 February 2026 does not exist"),
        (f"{PLAN} 5 --from 2026-11-22", "", 2, "2026-11-22"),
        ("ledger fee 1 5", "", 2, "--for"),
        ("ledger fee 1 5 --for ''", "", 2, "--for"),
        ("ledger fee 1 5 --for ' '", "", 2, "--for"),
        ("ledger fee 1 0 --for Late", "", 2, "0"),
        (f"{PLAN} 100.01", "", 5, "owes only 100.00 GBP"),
        (f"{PLAN} 0", "", 2, "0"),
        (f"{PLAN} 0.01", "", 2, "10,000"),
        ("arrears plan add 2 --amount 5", "", 5, "owes nothing"),
        ("arrears run --as-of 2026-11-24 -y", "", 2, "still to come"),
        ("ledger ageing --as-of 2026-11-24", "", 2, "still to come"),
        ("due run --as-of 2026-11-24", "", 2, "--yes"),
        ("arrears hold 1 --until 2026-11-23 --reason x", "", 2, "2026-11-23"),
        ("arrears hold 1 --until 2027-02-30 --reason x", "", 2, "30 February 2027 does not exist"),
        ("ledger pay 1 5 --on 2026-11-24", "", 2, "still to come"),
        ("ledger deposit take 1 5 --on 2026-11-24", "", 2, "still to come"),
        ("ledger charge 1 5 --for ' '", "", 2, "--for"),
        ("ledger recurring add 1 5 --for ' ' --from 2026-12-01", "", 2, "--for"),
    ],
)
def test_what_nobody_can_mean_is_a_clear_error_and_changes_nothing(
    casa: Casa, line: str, stdin: str, exit_code: int, said: str
) -> None:
    for unit in ("1", "2"):
        casa.property(f"Rose Court/A/{unit}")
    casa.tenant()
    casa.owner(at="Rose Court/A/1")
    casa.ok("ledger charge 1 100 --for Rent --on 2026-10-01")
    before = casa.log()

    done = casa.run(line, stdin=stdin)

    assert done.exit_code == exit_code, done.stdout + done.stderr
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert casa.log() == before


def test_8_money_a_bad_fee_names_its_step_and_a_backward_period_the_period(casa: Casa) -> None:
    casa.tenant()
    for fee in ("-5", "5.001", "much", "1e3"):
        wrong = casa.run(
            "arrears policy set - -o json", stdin=f'[[step]]\nstatus = "reminder"\ndays = 7\nfee = "{fee}"\n'
        )
        assert (wrong.exit_code, wrong.error["code"]) == (2, "arrears.bad-policy")
        assert "the fee of reminder" in str(wrong.error["message"])
    for line in ("ledger invoice 1", "ledger statement 1"):
        assert "The period would end" in casa.run(f"{line} --from 2026-12-31 --to 2026-12-01").stderr
    assert casa.rows("select count(*) from setting where name = 'arrears_policy'") == [(0,)]
