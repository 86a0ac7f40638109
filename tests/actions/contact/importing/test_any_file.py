"""Any file: real headers in any order, real cells damaged. Rows add up, nothing breaks, the same changes nothing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.casa import Casa
from tests.length import SEED, by_length

INPUTS = Path(__file__).parents[3] / "data" / "import"
HEADERS: list[list[str]] = [
    each["columns"] for each in json.loads((INPUTS / "headers.json").read_text("utf-8")).values()
    if each["import"] == "contact"
]  # fmt: skip
OWN = [
    "contact_id", "External ID", "Type", "Kind", "Name", "First Name", "Last Name", "Company", "Email", "Mobile",
    "Tags", "Property", "Unit", "Role", "Lifecycle", "Created", "Status", "Move-in date", "Move-out date",
    "Lease from", "Lease to", "Rent", "Rent day", "Deposit", "Street", "Town", "Postcode", "Country",
    "Key holder phone", "x-shoe-size",
]  # fmt: skip
"""What most files have of a row, so that many go in."""
CELLS = sorted(
    {
        cell
        for file in INPUTS.glob("*.csv")
        if file.name[:3] not in ("06e", "07a", "11a", "11b")
        for row in csv.reader(io.StringIO(file.read_text("utf-8", "replace")))
        for cell in row
    }
)
LIKELY = {
    "contact_id": ["1", "2", "3", "99"],
    "External ID": ["T-1", "T-2", "T-3", "T-4"],
    "Type": ["tenant", "owner", "vendor", "Renter", ""],
    "Kind": ["person", "company", ""],
    "Name": ["Ann Archer", "Bob Baker", "Archer, Ann", "Mr & Mrs Carter", "Acme Ltd", "Madonna", "Dr. Ann Archer"],
    "Email": ["ann@example.com", "bob@example.com", "ANN@example.com", "cal@example.com", ""],
    "Mobile": ["07700 900123", "+44 7700 900124", "020 7946 0018; 07700 900125", ""],
    "Company": ["Acme Ltd", "Bolt plc", "", ""],
    "Tags": ["vip", "vip; board", ""],
    "Property": ["Elm", "Elm/1", "Elm/1;Elm/2", "Elm/Block", ""],
    "Unit": ["1", "2", "", ""],
    "Role": ["tenant", "owner", "", ""],
    "Lifecycle": ["active", "archived", "inactive", ""],
    "Status": ["Current", "Past", "Notice", "Future", "", ""],
    "Rent": ["850.00", "1,250.00", "0", "", ""],
    "Rent day": ["1", "15", "31", "", ""],
    "Deposit": ["500", "850.00", "", ""],
    **{
        name: ["2020-01-01", "2024-03-15", "31/12/2025", "2026-06-30", "2028-01-01", "", ""]
        for name in ("Created", "Move-in date", "Move-out date", "Lease from", "Lease to")
    },
}
COUNTS = ("added", "updated", "unchanged", "rejected")
TABLES = ("contact", "contact_point", "address", "attachment", "tag", "link", "lease", "recurring", "deposit", "claim")
odd = st.one_of(
    st.sampled_from(CELLS),
    st.tuples(st.sampled_from(CELLS), st.sampled_from(CELLS)).map("; ".join),
    st.sampled_from(CELLS).map(lambda cell: cell[1:] + cell[:1]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12),
)


def cells(column: str) -> st.SearchStrategy[str]:
    """What may stand in a column: mostly what is to be expected there, where that is known."""
    likely = LIKELY.get(column)
    return st.one_of(*[st.sampled_from(likely)] * 6, odd) if likely else odd


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A file with a real header, some columns of it lost, and rows of real and damaged cells."""
    header = draw(st.one_of(st.sampled_from(HEADERS), st.just(OWN), st.just(OWN)))
    kept = draw(st.lists(st.sampled_from(header), min_size=1, max_size=min(len(header), 14), unique=True))
    rows = draw(st.lists(st.tuples(*map(cells, kept)), min_size=1, max_size=ROWS))
    text = io.StringIO()
    csv.writer(text).writerows([kept, *rows])
    return text.getvalue()


ROWS = 8
"""With 2,500 files, more than 10,000 rows."""


@pytest.fixture
def elm(casa: Casa) -> Casa:
    """An office with a few places, and people whom the files may mean."""
    for path in ("Elm/1", "Elm/2"):
        casa.property(path, kind="unit")
    casa.property("Elm/Block")
    casa.tenant("Ann Archer", email="ann@example.com", external_id="T-1", at="Elm/1")
    casa.tenant("Bob Baker", phone="07700 900123")
    return casa


@pytest.mark.heavy
@hypothesis.seed(SEED)
@hypothesis.settings(
    max_examples=by_length(40, 2500), deadline=None, database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)  # fmt: skip
@hypothesis.given(text=tables(), keep=st.booleans(), type_=st.sampled_from(["tenant", "owner", "client"]))
def test_I_any_file_adds_up_and_is_the_same_again(elm: Casa, text: str, keep: bool, type_: str) -> None:
    shared = ["--shared-email", "keep"] if keep else []
    words = ["contact", "import", "-", "--type", type_, "--ignore-unknown", *shared, "--on-conflict", "update"]
    first = elm.run([*words, "-o", "json"], stdin=text)
    assert first.exit_code in (0, 2, 3, 7), first.stderr
    if first.exit_code in (2, 7):
        return
    adds_up(first.json)
    held = kept(elm)

    again = elm.run([*words, "-o", "json"], stdin=text)
    adds_up(again.json)
    assert (again.json["added"], again.json["updated"]) == (0, 0), (text, first.stdout, again.stdout)
    assert kept(elm) == held, text
    if first.json["rejected"]:
        back = Path("stdin.rejects.csv").read_text("utf-8-sig")
        third = elm.run([*words, "--rejects", "more.csv", "-o", "json"], stdin=back)
        assert third.exit_code in (0, 3), third.stderr
        adds_up(third.json)


def adds_up(counts: dict[str, Any]) -> None:
    assert counts["rows"] == sum(counts[name] for name in COUNTS), counts


def kept(casa: Casa) -> list[list[tuple[Any, ...]]]:
    """All that an import writes, but for its log."""
    return [casa.rows(f"select * from {table} order by 1, 2") for table in TABLES]
