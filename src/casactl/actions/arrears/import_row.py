"""From a row's cells to a status to give: every cell judged, all faults of the row told."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.arrears.status import status_of
from casactl.actions.ledger.post import LONGEST_TEXT
from casactl.actions.whose_row import REF, WHOSE, named_beside, ref_of
from casactl.domain.names import BadText, clean, fold
from casactl.domain.placeholders import is_placeholder
from casactl.domain.standing import Arrears
from casactl.errors import InvalidValue
from casactl.intake.engine import RowFault, need_columns
from casactl.intake.value_words import ValueWords
from casactl.records import dataclass

TICKS = frozenset({"x", "✓", "✔", "☑", "y", "yes", "true", "1", "on", "ja", "oui", "si", "sim", "tak"})
UNTICKED = frozenset({"", "-", "n", "no", "false", "0", "off", "☐", "nein", "non", "nee", "nao", "nie"})
SHOWN = 40


@dataclass(frozen=True, slots=True)
class StatusCandidate:
    """A row as it would be applied; without a status nothing is asked of it."""

    line: int
    cells: Sequence[str]
    ref: str
    status: Arrears | None = None
    beside: tuple[str, ...] = ()
    """What else the row says of whom it is about, held against whom its reference means."""
    attorney: str = ""
    community: str = ""
    note: str = ""

    @property
    def asks(self) -> tuple[object, ...]:
        """What it asks for, to be held against another row about the same contact."""
        return self.status, self.attorney, self.community, self.note


def check_columns(columns: Sequence[str | None]) -> None:
    """Raise MissingColumn when no row could give a status."""
    if not {REF, *WHOSE} & set(columns):
        need_columns(columns, [REF], "contact")
    need_columns(columns, ["status"], "contact")


class StatusReader:
    """Reads rows with one file's columns."""

    def __init__(self, columns: Sequence[str | None], words: ValueWords) -> None:
        self._at = {name: n for n, name in enumerate(columns) if name}
        self._words = words

    def read(self, line: int, cells: Sequence[str]) -> StatusCandidate:
        """The candidate of a row; one that is not ticked, or says nothing, asks for nothing.

        Raises RowFault, with all that is wrong.
        """
        said = {name: _clean(name, cells[n]) for name, n in self._at.items()}
        self._words.meant(said)
        for name in ("status", "attorney", "community", "note"):
            if is_placeholder(said.get(name, "")):
                said[name] = ""
        asked = any(said.get(name) for name in ("status", "attorney", "note"))
        if not self._is_ticked(said) or not asked:
            return StatusCandidate(line, cells, "")
        faults: list[RowFault] = []
        status, ref = None, ""
        beside: tuple[str, ...] = ()
        try:
            ref, beside = ref_of(said, "whom it is about"), named_beside(said)
        except RowFault as fault:
            faults.append(fault)
        try:
            status = _status(said.get("status", ""))
        except RowFault as fault:
            faults.append(fault)
        if faults:
            raise RowFault.several(faults)
        more = {name: said.get(name, "") for name in ("attorney", "community", "note")}
        return StatusCandidate(line, cells, ref, status, beside, **more)

    @staticmethod
    def _is_ticked(said: dict[str, str]) -> bool:
        tick = fold(said.get("ticked", "x")).strip()
        if tick in UNTICKED:
            return False
        if tick not in TICKS:
            raise RowFault(
                "invalid-tick", f"'{tick[:SHOWN]}' is no tick: x, yes, 1 or ✓ applies the row, nothing leaves it"
            )
        return True


def _clean(name: str, cell: str) -> str:
    try:
        return clean(cell, limit=LONGEST_TEXT)
    except BadText as fault:
        raise RowFault("invalid-text", f"the {name} {fault.message}") from None


def _status(text: str) -> Arrears:
    if not text:
        raise RowFault("missing-status", f"the row says no status; statuses: {', '.join(Arrears)}")
    try:
        return status_of(text[:SHOWN])
    except InvalidValue as fault:
        raise RowFault.of(fault, "unknown-status") from None
