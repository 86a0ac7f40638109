"""Bad amounts, impossible dates, merges that go round in circles, people who are gone: told, and nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from casactl.store.schema import SPECS
from tests.casa import Casa
from tests.conftest import Filled

AMOUNTS = [
    "1e3", "NaN", "nan", "-5", "1.005", "١٢", "0", "0.00", "+5", "1,0,00", "1,00", "1_000", "", " ", "inf",
    "1.", ".5", "0x10", "1/2", "$5", "5 EUR", "1..5", "--", "9" * 40, "100000000000.01",
]  # fmt: skip
POSTINGS = [
    "ledger charge 1 {} --for Rent", "ledger pay 1 {}", "ledger credit 1 {} --for Repair", "ledger refund 2 {}",
    "ledger write-off 1 {} --reason old", "ledger levy {} --for Roof --property Rose --role tenant --yes",
    "lease add 2 Rose/1 --from 2026-12-01 --to 2027-11-30 --rent {}", "task add --contact 2 --title x --amount {}",
]  # fmt: skip
DATES = ["1899-12-31", "0001-01-01", "1066-10-14", "0000-00-00", "1899-02-29"]
DATED = [
    "ledger charge 1 5 --for Rent --on {}", "ledger charge 1 5 --for Rent --due {}", "ledger pay 1 5 --on {}",
    "ledger credit 1 5 --for Repair --on {}", "ledger levy 5 --for Roof --property Rose --role tenant --yes --due {}",
    "lease add 2 Rose/1 --from {} --to 2027-11-30", "lease add 2 Rose/1 --from 2026-12-01 --to {}",
    "contact attach 2 Rose/1 --from {}", "contact attach 2 Rose/1 --to {}", "contact detach 1 Rose/1 --on {}",
    "contact archive 2 --on {}", "contact lock 2 --reason why --on {}", "contact lock 2 --reason why --until {}",
    "contact deactivate 2 --until {}", "due run --as-of {} --yes", "task add --contact 2 --title x --start {}",
    "event add --contact 2 --title x --due {}", "plan add --contact 2 --title x --renews {}",
]  # fmt: skip


def everything(casa: Casa) -> dict[str, list[str]]:
    """Every row of every table."""
    return {name: sorted(map(repr, rows)) for name, rows in casa.tables(SPECS).items()}


@contextmanager
def nothing_changes(casa: Casa) -> Iterator[None]:
    before = everything(casa)
    yield
    assert everything(casa) == before


@pytest.fixture
def office(filled: Filled) -> Casa:
    """The same office for each of these tests."""
    return filled(open_office)


def open_office(casa: Casa) -> None:
    """Contact 1 owes and rents; contact 2 has a credit; 3 is erased; 4 was merged into 2."""
    casa.property("Rose/1", kind="unit")
    casa.tenant("Joe Bloggs", email="joe@example.com", at="Rose/1")
    casa.tenant("Ann Archer", email="ann@example.com")
    casa.tenant("Gone Person")
    casa.tenant("Old Archer")
    casa.ok("ledger charge 1 120 --for Rent")
    casa.ok("ledger credit 2 30 --for Repair")
    casa.ok("contact archive 3")
    casa.ok("contact erase 3 --yes")
    casa.ok("contact merge 2 4 --yes")


@pytest.mark.parametrize("line", POSTINGS)
def test_an_amount_is_plain_decimal_text_above_zero(office: Casa, line: str) -> None:
    with nothing_changes(office):
        for amount in AMOUNTS:
            words = [word.format(amount) if "{}" in word else word for word in line.split()]
            for dashed in (words, _behind_dashes(words, amount)):
                done = office.run([*dashed[:2], "-o", "json", *dashed[2:]])

                assert done.exit_code == 2, (amount, done)
                assert done.error["exit"] == 2
                assert done.stdout == ""


def _behind_dashes(words: list[str], amount: str) -> list[str]:
    """The same with `--` before the arguments, so that -5 is not taken for an option."""
    if amount not in words or words[words.index(amount) - 1].startswith("--"):
        return words
    rest = [word for word in words[2:] if word != amount]
    refs = [rest.pop(0)] if not rest[0].startswith("--") else []
    return [*words[:2], *rest, "--", *refs, amount]


def test_the_message_says_what_is_wrong_with_an_amount(office: Casa) -> None:
    said = {amount: office.run(f"ledger pay 1 {amount} -o json").error for amount in ("1e3", "1.005", "0", "١٢")}

    assert "1e3" in said["1e3"]["message"]
    assert "two decimals" in said["1.005"]["message"] or "2 decimals" in said["1.005"]["message"]
    assert "above zero" in said["0"]["message"]
    assert "١٢" in said["١٢"]["message"]
    assert all(each["hint"] or "decimals" in each["message"] for each in said.values())


@pytest.mark.parametrize("line", DATED)
def test_no_date_lies_before_1900(office: Casa, line: str) -> None:
    with nothing_changes(office):
        for day in DATES:
            done = office.run(f"{line.format(day)} -o json")

            assert done.exit_code == 2, (day, done)
            assert done.error["exit"] == 2


@pytest.mark.parametrize(
    "line", ["ledger statement 1 --from {}", "ledger statement 1 --to {}", "contact list --created-since {}"]
)
def test_reading_takes_no_date_before_1900_either(office: Casa, line: str) -> None:
    for day in DATES:
        assert office.run(f"{line.format(day)} -o json").exit_code == 2, day


def test_rows_with_such_dates_and_amounts_come_back(office: Casa) -> None:
    bad = [f"1,charge,{amount},2026-11-01,R{n}" for n, amount in enumerate(("1e3", "NaN", "-5", "1.005", "١٢", "0"))]
    bad += [f"1,charge,5.00,{day},D{n}" for n, day in enumerate(DATES)]
    lines = "\n".join(["contact_id,kind,amount,date,reference", *bad, ""])

    with nothing_changes(office):
        done = office.run("ledger import - -o json", stdin=lines)

        assert done.exit_code in (3, 5)
        assert (done.json["added"], done.json["rejected"]) == (0, len(bad))


@pytest.mark.parametrize(
    "line",
    ["merge 1 1", "merge 1 joe@example.com", "merge joe@example.com 'Joe Bloggs'", "merge 2 4", "merge 4 2",
     "merge 'Ann Archer' 4", "merge 1 3", "merge 3 1", "merge 1 1 1"],
)  # fmt: skip
def test_a_merge_with_itself_or_with_somebody_who_is_gone_is_refused(office: Casa, line: str) -> None:
    with nothing_changes(office):
        done = office.run(f"contact {line} --yes -o json")

        assert done.exit_code in (2, 4, 5), done
        assert done.error["message"]


def test_merges_do_not_go_round_in_circles(casa: Casa) -> None:
    for name in ("Ann", "Bea", "Cat"):
        casa.tenant(f"{name} Archer")
    casa.ok("contact merge 2 1 --yes")
    casa.ok("contact merge 3 2 --yes")

    with nothing_changes(casa):
        for line in ("1 3", "1 2", "2 3", "3 1", "3 2"):
            done = casa.run(f"contact merge {line} --yes -o json")
            assert done.exit_code == 5, (line, done)
    assert casa.ok("contact show 1 -o json").json["id"] == 3
    casa.ok("log verify")


GONE = [
    "contact lock 3 --reason why", "contact unlock 3", "contact deactivate 3", "contact activate 3",
    "contact archive 3", "contact archive 3 --on 2027-01-01", "contact archive 3 --when-clear", "contact unarchive 3",
    "contact edit 3 --first-name Back", "contact attach 3 Rose/1", "contact promote 3 --to owner",
    "ledger charge 3 5 --for Rent", "ledger pay 3 5", "ledger pay 3 5 --outside", "ledger credit 3 5 --for Repair",
    "ledger refund 3 5", "ledger write-off 3 --reason old",
    "lease add 3 Rose/1 --from 2026-12-01 --to 2027-11-30", "contact merge 1 3 --yes", "contact merge 3 1 --yes",
    "contact duplicates --not-duplicate 1 3", "project add --contact 3 --title x",
    "task add --contact 1 --title x --assign 3", "contact lock 3 --reason why --until 2027-01-01",
]  # fmt: skip


@pytest.mark.parametrize("line", GONE)
def test_nothing_happens_to_who_is_erased(office: Casa, line: str) -> None:
    with nothing_changes(office):
        done = office.run(f"{line} -o json")

        assert done.exit_code == 5, done
        assert "erased" in done.error["message"]


def test_erasing_who_is_erased_changes_nothing_and_says_so(office: Casa) -> None:
    with nothing_changes(office):
        for verb in ("erase", "delete"):
            assert office.ok(f"contact {verb} 3 --yes -o json").outcomes == ["unchanged"]
