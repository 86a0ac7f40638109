"""Any file: real headers in any order, real cells damaged. Rows add up, nothing breaks, the same again adds nobody."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

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
CELLS = sorted(
    {
        cell
        for file in INPUTS.glob("*.csv")
        if file.name[:3] not in ("06e", "07a", "11a", "11b")
        for row in csv.reader(io.StringIO(file.read_text("utf-8", "replace")))
        for cell in row
    }
)
COUNTS = ("added", "updated", "unchanged", "rejected")
cells = st.one_of(
    st.sampled_from(CELLS),
    st.tuples(st.sampled_from(CELLS), st.sampled_from(CELLS)).map("; ".join),
    st.sampled_from(CELLS).map(lambda cell: cell[1:] + cell[:1]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12),
)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A file with a real header, some columns of it lost, and rows of real and damaged cells."""
    header = draw(st.sampled_from(HEADERS))
    kept = draw(st.lists(st.sampled_from(header), min_size=1, max_size=len(header), unique=True))
    rows = draw(st.lists(st.lists(cells, min_size=len(kept), max_size=len(kept)), min_size=1, max_size=ROWS))
    text = io.StringIO()
    csv.writer(text).writerows([kept, *rows])
    return text.getvalue()


ROWS = by_length(6, 200)


@pytest.mark.heavy
@hypothesis.seed(SEED)
@hypothesis.settings(
    max_examples=by_length(25, 100), deadline=None, database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)  # fmt: skip
@hypothesis.given(text=tables(), keep=st.booleans())
def test_I_any_file_adds_up_and_is_the_same_again(casa: Casa, text: str, keep: bool) -> None:
    shared = ["--shared-email", "keep"] if keep else []
    words = ["contact", "import", "-", "--type", "tenant", "--ignore-unknown", *shared, "-o", "json"]
    first = casa.run([*words, "--on-conflict", "update"], stdin=text)
    assert first.exit_code in (0, 2, 3, 7), first.stderr
    if first.exit_code in (2, 7):
        return
    counts = first.json
    assert counts["rows"] == sum(counts[name] for name in COUNTS)

    again = casa.run([*words, "--on-conflict", "update"], stdin=text).json
    assert again["added"] == 0, (text, again)
    if counts["rejected"]:
        back = Path("stdin.rejects.csv").read_text("utf-8-sig")
        third = casa.run([*words, "--on-conflict", "update", "--rejects", "more.csv"], stdin=back)
        assert third.exit_code in (0, 3), third.stderr
