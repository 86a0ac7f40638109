"""What the journal keeps of a row is the same text whoever writes it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from casactl.store.encoding import encode_row, row_encoder
from casactl.store.schema import SPECS

values = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.text(max_size=30))
rows = st.sampled_from(sorted(SPECS)).flatmap(
    lambda name: st.tuples(
        st.just(name), st.lists(values, min_size=len(SPECS[name].columns), max_size=len(SPECS[name].columns))
    )
)


@given(rows)
def test_a_whole_row_is_written_as_the_encoder_of_the_standard_library_would(row: tuple[str, list[Any]]) -> None:
    name, cells = row
    spec = SPECS[name]
    by_column = dict(zip(spec.columns, cells, strict=True))

    kept = encode_row({column: by_column[column] for column in spec.recorded if by_column[column] is not None})

    assert row_encoder(spec)(cells) == kept
