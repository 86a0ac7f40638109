"""Adding and removing a contact's further e-mails and phones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from casactl.domain.contact_points import Point, PointKind
from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.intake.contact_point import email_point, phone_point, points_in
from casactl.intake.phone_number import Phone
from casactl.records import dataclass
from casactl.store.queries.points import PointRow, points_of
from casactl.store.work import UnitOfWork

Said = Sequence[tuple[PointKind, str]]
"""Kinds with what was typed."""


@dataclass(frozen=True, slots=True)
class PointsEdit:
    """What is added, `LABEL:VALUE` or a value alone, and what is taken off."""

    added: Said = field(default=())
    removed: Said = field(default=())

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


def read_points(said: Said, country: str) -> list[Point]:
    """What was typed in the form to store.

    Raises InvalidEmail, InvalidPhone, BadText.
    """
    return [point for kind, text in said for point in points_in(kind, text, country)]


def own_points(email: str | None, phone: str | None, shown: str | None) -> Iterator[Point]:
    """A contact's own e-mail and phone, as if they were further ones."""
    if email:
        yield email_point(email)
    if phone:
        yield phone_point(Phone(phone, shown or phone))


def own_keys(row: Mapping[str, Any]) -> set[tuple[str, str]]:
    """What the contact's own e-mail and phone are known by: they are no further ones."""
    own = own_points(row.get("email"), row.get("phone"), row.get("phone_shown"))
    return {(str(point.kind), point.key) for point in own}


def add_points(work: UnitOfWork, number: int, own: set[tuple[str, str]], points: Iterable[Point]) -> bool:
    """Add what the contact has not yet; a label that is new takes the place of another. Whether anything changed."""
    held = {(row.kind, row.key): row for row in points_of(work.reader, [number]).get(number, ())}
    new: dict[tuple[str, str], Point] = {}
    labels: list[dict[str, object]] = []
    for point in points:
        key = (str(point.kind), point.key)
        there = held.get(key)
        if there is None and key not in own:
            new.setdefault(key, point)
        elif there is not None and point.label and point.label != there.label:
            labels.append({"id": there.id, "label": point.label})
    work.insert("contact_point", [point_row(number, point) for point in new.values()])
    work.update("contact_point", labels)
    return bool(new or labels)


def point_row(number: int, point: Point) -> dict[str, object]:
    """The row of a contact's point."""
    return {"contact_id": number, **point._asdict(), "kind": str(point.kind)}


def remove_points(work: UnitOfWork, row: Mapping[str, Any], points: Iterable[Point]) -> bool:
    """Take points off a contact.

    Raises NotFound for one that the contact has not.
    """
    held = {(each.kind, each.key): each for each in points_of(work.reader, [row["id"]]).get(row["id"], ())}
    gone: list[int] = []
    for point in points:
        there = held.get((str(point.kind), point.key))
        if there is None:
            raise _not_there(row, point, held.values())
        gone.append(there.id)
    work.delete("contact_point", list(dict.fromkeys(gone)))
    return bool(gone)


def drop_own(work: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Take off what has become the contact's own e-mail or phone."""
    own = own_keys(row)
    held = points_of(work.reader, [row["id"]]).get(row["id"], ())
    work.delete("contact_point", [each.id for each in held if (each.kind, each.key) in own])


def _not_there(row: Mapping[str, Any], point: Point, held: Iterable[PointRow]) -> Exception:
    kind, shown = str(point.kind), point.shown or point.value
    if (kind, point.key) in own_keys(row):
        email = Remedy("contact edit", row["id"], email="", why="clear the e-mail itself")
        clear = email if kind == "email" else Remedy("contact edit", row["id"], phone="", why="clear the phone itself")
        return failure("contact.no-such-point", f"{shown} is the contact's own {kind}, no further one.", hint=clear)
    others = ", ".join(each.read for each in held if each.kind == kind)
    there = f"; it has {others}" if others else ""
    return failure("contact.no-such-point", f"Contact {row['id']} has no further {kind} {shown}{there}.")
