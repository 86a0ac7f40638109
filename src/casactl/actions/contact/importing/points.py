"""From a row's cells to its e-mails and phones: which column holds what, and which of them leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from casactl.actions.contact.importing.candidate import Candidate, Said
from casactl.domain.contact_points import EMAIL, Point, PointKind
from casactl.domain.names import clean, exposed, fold
from casactl.intake.contact_point import (
    Cell,
    holds_several,
    label_of,
    point_of,
    point_of_plain,
    points_of_cells,
    said_label,
)  # fmt: skip
from casactl.intake.email_cell import is_nobodys
from casactl.intake.row_people import second

FURTHER = {kind: f"further_{kind}" for kind in PointKind}


class PointReader:
    """Reads e-mails and phones with one file's columns."""

    def __init__(
        self, columns: Sequence[str | None], places: Mapping[str, Sequence[int]], names: Sequence[str], *,
        people: Iterable[int], country: str, warn: Callable[[int, str], None],
    ) -> None:  # fmt: skip
        """`places` are those of each field, `names` what the file calls its columns, `people` who may be in a row."""
        self._country, self._warn = country, warn
        self._reached = {
            (person, kind): _columns(person, kind, places, names) for person in people for kind in PointKind
        }
        self._labelled = _label_columns(columns, names)
        self._kept_apart = {kind for kind, further in FURTHER.items() if further in names}
        """Kinds of which the file says which are further ones: an empty main one stays empty."""

    def main(self, row: Candidate, said: Said, kind: PointKind) -> Point | None:
        """The main one, None where all that there are are further ones; those go with the row."""
        found = self._all(row, said, kind)
        if not found:
            return None
        leads = not (kind in self._kept_apart and row.person == 1 and str(kind) not in said)
        row.points += found[leads:]
        return found[0] if leads else None

    def _all(self, row: Candidate, said: Said, kind: PointKind) -> list[Point]:
        at = self._reached[row.person, kind]
        if len(at) > 1 or kind in self._labelled:
            of = self._labelled.get(kind, {})
            cells = [
                Cell(exposed(text), (said_label(row.cells[of[n]]) if n in of else None) or label, more)
                for n, label, more in at if (text := row.cells[n].strip())
            ]  # fmt: skip
            cells.sort(key=lambda cell: "fax" in fold(cell.label or ""))  # nobody answers one
        else:
            given = said.get(kind) or said.get(FURTHER[kind])
            if not given:
                return []
            if point := point_of_plain(kind, given, self._country, at[0][1] if at else None):
                return [point]
            cells = [Cell(given, label, more) for _, label, more in at]
        found = points_of_cells(kind, cells, self._country) if cells else []
        for cell in cells if kind == EMAIL and not found else ():
            if is_nobodys(cell.text):
                self._warn(row.line, f"'{clean(cell.text)[:60]}' was taken for no e-mail at all")
        return found


def _label_columns(columns: Sequence[str | None], names: Sequence[str]) -> dict[PointKind, dict[int, int]]:
    """By kind, where the label stands of each column of phones or e-mails that has one beside it."""
    found: dict[PointKind, dict[int, int]] = {}
    named = list(zip(columns, names, strict=False))
    for kind in PointKind:
        labels = {point_of(name): n for n, (field, name) in enumerate(named) if field == f"{kind}_label"}
        points = {n: point_of(name) for n, (field, name) in enumerate(named) if field in (str(kind), FURTHER[kind])}
        if of := {n: labels[point] for n, point in points.items() if point in labels}:
            found[kind] = of
    return found


def _columns(
    person: int, kind: PointKind, places: Mapping[str, Sequence[int]], names: Sequence[str]
) -> list[tuple[int, str | None, bool]]:
    """The columns of a person's e-mails or phones: where, with what label, and whether a cell may hold several."""
    found = []
    for field in (str(kind), FURTHER[kind]):
        for at in places.get(field if person == 1 else second(field, person), ()):
            called = names[at] if names else ""
            found.append((at, label_of(called), field != kind or holds_several(called)))
    return found
