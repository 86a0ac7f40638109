"""Whether money came in or went out, in the words of banks."""

from __future__ import annotations

import re
from collections.abc import Collection

from casactl.domain.names import fold
from casactl.intake.sheet import Sheet

_OUT_WORDS = "d dr debit dbit db s soll af out - b belastung lastschrift cargo debe dare addebito debito"
_IN_WORDS = "c cr credit crdt h haben bij in + gutschrift abono haber avere accredito credito"
OUT, IN = (frozenset(words.split()) for words in (_OUT_WORDS, _IN_WORDS))
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
