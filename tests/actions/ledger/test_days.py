"""Money belongs to its day: a levy to the owners of that day (M3), a reversal where it is said to (M6)."""

from __future__ import annotations

import pytest

from tests.casa import Casa

UNIT = "Rose Court/Block/1"


@pytest.fixture
def sold(casa: Casa) -> Casa:
    """Contact 1 owned the unit until 31 October, 2 owns it since, 3 will own it from 1 January."""
    casa.property(UNIT)
    for name in ("Olive Old", "Nora New", "Fay Future"):
        casa.owner(name)
    for number, days in ((1, "--from 2020-01-01 --to 2026-10-31"), (2, "--from 2026-11-01 --to 2026-12-31"),
                         (3, "--from 2027-01-01")):  # fmt: skip
        casa.ok(f"contact attach {number} '{UNIT}' --as owner {days}")
    return casa


@pytest.mark.parametrize(
    ("on", "charged"),
    [("2026-10-01", [1]), ("2026-10-31", [1]), ("2026-11-01", [2]), ("", [2]), ("2027-01-01", [3]), ("2019-12-31", [])],
)
def test_M3_a_levy_charges_the_owners_of_its_day(sold: Casa, on: str, charged: list[int]) -> None:
    done = sold.ok(f"ledger levy 50 --for Levy --property 'Rose Court' {f'--on {on}' if on else ''} -o json")

    assert [int(each["ref"]) for each in done.results] == charged
    assert sold.rows("select contact_id from ledger_entry order by 1") == [(number,) for number in charged]
    if not charged:
        assert "nobody is attached there in that role on 2019-12-31" in done.stderr


def test_M3_what_is_asked_and_shown_before_is_of_that_day_too(sold: Casa) -> None:
    done = sold.ok("ledger levy 50 --for Levy --property 'Rose Court' --on 2026-10-01 -n -o json")

    assert [int(each["ref"]) for each in done.results] == [1]


def statement(casa: Casa, until: str) -> str:
    return str(casa.ok(f"ledger statement 1 --to {until} -o json").json["balance"])


def test_M6_a_void_may_be_of_an_earlier_day(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("ledger charge 1 60 --for Rent --on 2026-10-05")

    casa.ok("ledger void 1 --reason wrong --on 2026-10-05")

    assert casa.rows("select kind, on_date, reverses from ledger_entry where id = 2") == [("reversal", "2026-10-05", 1)]
    assert statement(casa, "2026-10-31") == "0.00"
    assert casa.ok("workspace check").exit_code == 0


def test_M6_without_a_day_a_void_is_of_today(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("ledger charge 1 60 --for Rent --on 2026-10-05")
    casa.ok("ledger void 1 --reason wrong")

    assert (statement(casa, "2026-10-31"), statement(casa, "2026-11-23")) == ("60.00", "0.00")


@pytest.mark.parametrize("day", ["2026-10-04", "2026-11-24", "someday"])
def test_M6_no_reversal_before_its_entry_or_in_days_to_come(casa: Casa, day: str) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("ledger charge 1 60 --for Rent --on 2026-10-05")

    assert casa.run(f"ledger void 1 --reason wrong --on {day}").exit_code == 2
    assert casa.rows("select count(*) from ledger_entry") == [(1,)]
