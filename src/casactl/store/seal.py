"""Vouching for a row without its words: a salted digest of what it is, which the log keeps once words are erased.

Where an erasure blanks changes, the log cannot tell any more what their rows have come to. So it says it
anew, as a digest: `workspace check` still proves the row, and nobody reads in the log what is to be forgotten.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from casactl.store.encoding import encode_row
from casactl.store.table_spec import TableSpec

SEALED = "sealed"
SALT_BYTES = 16
COUNTED = ("version", "updated_at")
"""What no change records, and a seal tells plainly: it goes on from there."""


def seal(spec: TableSpec, row: Mapping[str, Any]) -> str:
    """What the log keeps as `after` of a row that it vouches for."""
    salt = os.urandom(SALT_BYTES).hex()
    counted = {column: row[column] for column in COUNTED if column in spec.columns}
    return encode_row({SEALED: salt + _digest(spec, row, salt), **counted})


def holds(spec: TableSpec, row: Mapping[str, Any], sealed: str) -> bool:
    """Whether a row is what was sealed."""
    salt = sealed[: SALT_BYTES * 2]
    return salt + _digest(spec, row, salt) == sealed


def is_seal(after: str | None) -> bool:
    """Whether a change says by a seal what its row is."""
    return after is not None and SEALED in json.loads(after)


def _digest(spec: TableSpec, row: Mapping[str, Any], salt: str) -> str:
    """Over what is not as a new row has it, so that columns of later revisions leave it as it is."""
    told = {column: row[column] for column in sorted(spec.recorded) if row[column] != spec.defaults.get(column)}
    return sha256(f"{salt}\0{encode_row(told)}".encode()).hexdigest()
