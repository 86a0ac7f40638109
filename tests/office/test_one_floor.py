"""Nothing but the floor opens a workspace for somebody."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from casactl.domain.permissions import RIGHTS, STEPS, THINGS, USERS, Group, may
from casactl.errors import Refused
from casactl.office.command import Command
from casactl.office.floor import Manner, Office
from casactl.office.operator import Operator
from casactl.office.places import Places
from tests.casa import Casa
from tests.failing import failing
from tests.source import trees

OPENING = {"open_work", "open_reader", "connect_for_reading", "create_store", "transaction"}
"""What opens a store, past every question of who it is for."""
TAKES_THE_WHOLE = {
    "actions/workspace/add.py", "actions/workspace/migrate.py", "actions/workspace/restore.py",
    "actions/workspace/show.py",
}  # fmt: skip
"""Actions on a workspace as a whole: the floor hands it out (`Office.custody`), or they show no rows of it."""


def opening() -> Iterator[tuple[str, str]]:
    """Which module below `casactl` brings in which function that opens a store."""
    for file, tree in trees(word="casactl.store"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("casactl.store"):
                for name in node.names:
                    if name.name in OPENING:
                        yield file, name.name


def test_stores_are_opened_by_the_floor_and_for_whole_workspaces_only() -> None:
    outside = {module for module, _ in opening() if not module.startswith("store/")}

    assert outside == TAKES_THE_WHOLE | {"office/floor.py"}


def test_no_door_opens_a_unit_of_work() -> None:
    assert {module for module, name in opening() if name == "open_work" and not module.startswith("store/")} == {
        "office/floor.py"
    }


NEEDED = [f"{thing}:{right}" for thing in THINGS for right in RIGHTS] + list(STEPS)


@pytest.mark.parametrize("group", USERS)
def test_the_floor_asks_for_every_right_when_it_reads_and_when_it_writes(
    casa: Casa, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    casa.property("Rose")
    type_ = "attorney" if group is Group.ATTORNEY else "staff"
    casa.ok(["user", "add", "ann@o.example", "--name", "Ann", "--type", type_, "--group", group])
    floor = Office(
        Places(str(casa.config_file)), "root", clock=lambda: datetime(2026, 11, 23, 9, tzinfo=UTC), manner=Manner()
    )
    ann = Operator("ann@o.example", "root")

    def reads(right: str) -> bool:
        try:
            with floor.read(ann, right):
                return True
        except Refused as refused:
            return refused.code != "permission.denied"

    def writes(right: str) -> bool:
        try:
            return not floor.once(ann, Command("test.work", right), lambda work: {"ok": True}).replayed
        except Refused as refused:
            return refused.code != "permission.denied"

    for right in NEEDED:
        assert (reads(right), writes(right)) == (may(group, right),) * 2, right


def test_what_somebody_lost_meanwhile_is_asked_for_in_the_transaction(casa: Casa) -> None:
    casa.ok(["user", "add", "ann@o.example", "--name", "Ann", "--type", "staff", "--group", "manager"])
    floor = Office(
        Places(str(casa.config_file)), "root", clock=lambda: datetime(2026, 11, 23, 9, tzinfo=UTC), manner=Manner()
    )
    ann = Operator("ann@o.example", "root")
    assert floor.acting(ann).may("contact.merge")
    casa.ok("user edit ann@o.example --group clerk")

    with failing("permission.denied"):
        floor.once(ann, Command("contact.merge", "contact.merge"), lambda work: {})
