"""What only the cells of a bank's table tell of its columns: where money went, and whose account a number is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from casactl.domain.names import fold
from casactl.intake.field_names import plain
from casactl.intake.sheet import Sheet

_OUT_WORDS = "d dr debit dbit db s soll af out - b belastung lastschrift cargo debe dare addebito debito"
_IN_WORDS = "c cr credit crdt h haben bij in + gutschrift abono haber avere accredito credito"
OUT, IN = (frozenset(words.split()) for words in (_OUT_WORDS, _IN_WORDS))
_ANYBODYS = frozenset({"kontonummer", "konto", "numerrachunku"})
"""Columns that are the account's own in the files of some banks, and the other side's in those of others."""
_WHOLE = frozenset(word for word in OUT | IN if len(word) > 1)
_SIGN = re.compile(r"[-−+(]")
OF_AMOUNTS = frozenset({"money_in", "money_out", "direction"})


def word_of(cell: str) -> str:
    """A cell as the words are looked up."""
    return fold(cell).strip(".")


def proved_direction(sheet: Sheet, columns: list[str | None], told: Collection[str]) -> None:
    """Take for the direction the one column that means nothing else and says in or out of every line, in whole words.

    Of a file whose amounts have no sign all money would come in; where they have one, it says what is to be said.
    """
    if "amount" not in columns or OF_AMOUNTS & set(columns):
        return
    amounts = [n for n, field in enumerate(columns) if field == "amount"]
    named = {fold(name) for name in told}
    left = {n for n, field in enumerate(columns) if field is None and fold(sheet.header[n]) not in named}
    some = False
    for row in sheet.rows():
        some = True
        left = {n for n in left if n < len(row.cells) and word_of(row.cells[n]) in _WHOLE}
        if not left or any(map(_SIGN.search, (row.cells[n] for n in amounts if n < len(row.cells)))):
            return
    if some and len(left) == 1:
        columns[left.pop()] = "direction"


def proved_account(sheet: Sheet, columns: list[str | None], told: Collection[str]) -> None:
    """Take a number that is the same in every line for the account's own, not for that of who pays.

    Whoever was once known by it would be given all that is paid in.
    """
    named = {fold(name) for name in told}
    at = [n for n, field in enumerate(columns) if field == "iban" and fold(sheet.header[n]) not in named]
    if "account" in columns or len(at) != 1 or plain(sheet.header[at[0]]) not in _ANYBODYS:
        return
    found = Counter(row.cells[at[0]].strip() if at[0] < len(row.cells) else "" for row in sheet.rows())
    if len(found) == 1 and found.total() > 1 and "" not in found:
        columns[at[0]] = "account"
