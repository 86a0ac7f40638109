"""Whole rows, columns in the table's order: as JSON text for the journal, the same whoever writes it, and inserted."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from json.encoder import encode_basestring  # what json.dumps quotes with
from typing import Any

from casactl.store.table_spec import TableSpec

encode_row = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


@cache
def row_encoder(spec: TableSpec, columns: tuple[str, ...] | None = None) -> Callable[[Sequence[Any]], str]:
    """A function from a row's values to what the journal keeps of it; what `columns` leave out is null.

    Gives what `encode_row` gives for the recorded columns that are not null, at a third of its cost;
    values are text or integers.
    """
    columns = columns or spec.columns
    recorded = [(f'"{column}":', columns.index(column)) for column in spec.recorded if column in columns]
    quote: Callable[[str], str] = encode_basestring

    def encode(values: Sequence[Any]) -> str:
        parts = [
            start + (quote(value) if value.__class__ is str else str(value))
            for start, n in recorded
            if (value := values[n]) is not None
        ]
        return f"{{{','.join(parts)}}}"

    return encode


@cache
def insert_statement(spec: TableSpec, columns: tuple[str, ...], mark: str, rows: int = 1) -> str:
    """The driver's insert of so many rows of these columns, `mark` being its placeholder (`?` or `%s`)."""
    row = f"({', '.join([mark] * len(columns))})"
    return f"insert into {spec.name} ({', '.join(columns)}) values {', '.join([row] * rows)}"
