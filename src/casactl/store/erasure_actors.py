"""What somebody did in the portal stays done when they are erased; it is a number's then, not an address's.

A person acts under their e-mail there, or under their name: it stands at the head of operations, and beside what they
wrote for a company of theirs, which stays with the company.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casactl.store.hiding import hide
from casactl.store.schema import SPECS
from casactl.store.work import UnitOfWork, chunks

WRITERS = ("author", "actor")
"""The columns that say whose doing a row is."""
BY_WEB = '"channel":"web"'
"""What the payload of whatever was done in the portal holds."""
AT = "@"
"""What an address has, and a name of the operating system has not."""


class Acted:
    """The names that people acted under; noted by `note`, taken out by `hide`."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._names: dict[str, int] = {}

    def note(self, contact: int, called: Mapping[str, Any]) -> None:
        """Look for what a contact is called and reached by."""
        for column in ("email", "display_name"):
            if called.get(column):
                self._names[called[column]] = contact

    def hide(self, winners: Mapping[int, int]) -> None:
        """Put the contact's number where it says who did something; the log is told what its links are now."""
        for name in self._of_users():
            del self._names[name]
        for part in chunks(list(self._names)):
            for operation, actor in list(self._operations(part)):
                whose = winners[self._names[actor]]
                hide(self._work, operation, "actor", known_as(whose), under=whose)
            self._rows(part, winners)

    def _of_users(self) -> list[str]:
        """Those that belong to a user by now."""
        users = self._work.store.rows("select email from users")
        return [row[0] for row in users if row[0] in self._names]

    def _operations(self, names: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Those of the portal; where nothing is left but who made it, those of an address."""
        reader = self._work.reader
        told = f"payload is null, {reader.contains('payload', 'mark')}"
        sql = f"select id, actor, {told} from operation where {reader.among('actor', 'names')} order by id"
        bound = {"names": reader.bind(names), "mark": BY_WEB}
        for number, actor, blank, by_web in self._work.store.rows(sql, bound):
            if by_web or (blank and AT in actor):
                yield number, actor

    def _rows(self, names: Sequence[str], winners: Mapping[int, int]) -> None:
        """The rows of others; the changes that told of them go with whatever mentions the address."""
        addresses = [name for name in names if AT in name]
        for spec in SPECS.values():
            for column in WRITERS if spec.journalled else ():
                if column in spec.columns:
                    self._row(spec.name, column, addresses, winners)

    def _row(self, table: str, column: str, addresses: Sequence[str], winners: Mapping[int, int]) -> None:
        reader = self._work.reader
        sql = f"select id, {column} from {table} where {reader.among(column, 'names')} order by id"
        for number, address in self._work.store.rows(sql, {"names": reader.bind(addresses)}):
            known = known_as(winners[self._names[address]])
            self._work.run(f"update {table} set {column} = :known where id = :id", known=known, id=number)


def known_as(contact: int) -> str:
    """What stands where the name of somebody erased stood."""
    return f"contact {contact}"
