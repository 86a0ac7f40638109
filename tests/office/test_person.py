"""A person in the portal at the office's floor: what the group says, with the reach of one contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from casactl.actions.acting import Acting
from casactl.domain.permissions import RIGHTS, STEPS, THINGS, Group
from casactl.errors import Refused
from casactl.office.floor import Manner, Office
from casactl.office.places import Places
from casactl.store.queries.contacts import selected_ids
from casactl.store.queries.filters import Filters
from casactl.store.queries.users import UserRow
from casactl.store.reader import Reader
from casactl.store.scope import Scope
from tests.casa import Casa

MAY = {"contact:view", "lease:view", "work:view", "document:view", "ledger:view", "message:view", "message:create"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signed in at the portal."""

    contact: int
    unlimited: bool = False

    def acting(self, reader: Reader | None) -> Acting:
        """A contact with the group of people."""
        user = UserRow(0, "joe@example.com", "Joe", "", Group.PERSON, None, None, 1, "", 1)
        return Acting("joe@example.com", user, Scope(contact=self.contact))


def test_a_person_may_do_what_the_group_says_and_sees_one_contact(casa: Casa) -> None:
    casa.property("Rose")
    for name in ("Joe One", "Ann Two"):
        casa.tenant(name, at="Rose")
    clock, manner = (lambda: datetime(2026, 11, 23, 9, tzinfo=UTC)), Manner()
    floor = Office(Places(str(casa.config_file)), "root", clock=clock, manner=manner)

    def may(right: str) -> bool:
        try:
            with floor.read(Person(2), right) as reader:
                assert list(selected_ids(reader, Filters(), today="2026-11-23")) == [2]
                return True
        except Refused as fault:
            return fault.code != "permission.denied"

    every = {f"{thing}:{right}" for thing in THINGS for right in RIGHTS} | set(STEPS)
    assert {right for right in every if may(right)} == MAY


def test_nobody_is_let_in_as_a_user_of_that_group(casa: Casa) -> None:
    done = casa.run("user add joe@example.com --name Joe --type staff --group person")

    assert (done.exit_code, "groups: superuser, manager, clerk, attorney" in done.stderr) == (2, True)


@pytest.mark.parametrize("right", ["user:view", "note:view", "log:view", "workspace.store"])
def test_what_is_the_offices_is_refused(casa: Casa, right: str) -> None:
    clock, manner = (lambda: datetime(2026, 11, 23, 9, tzinfo=UTC)), Manner()
    floor = Office(Places(str(casa.config_file)), "root", clock=clock, manner=manner)

    with pytest.raises(Refused) as refused, floor.read(Person(1), right):
        pass
    assert refused.value.code == "permission.denied"
