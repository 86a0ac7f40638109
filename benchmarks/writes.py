"""The verbs that write about one contact: a fresh one for each run, and what has to be done to it before.

In arguments `{who}` stands for the contact's number, `{other}` for another's, `{id}` for what the command
before has printed, `{unit}` for a unit of the portfolio.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from measure import Program
from subject import Workspace


@dataclass(frozen=True)
class Write:
    """One command line, and those that lead up to it."""

    line: str
    before: tuple[str, ...] = ()
    limit: float = 1.1

    @property
    def name(self) -> str:
        return " ".join(self.line.split()[:2])


FORGETTING = 2.0
"""Erasing rewrites a small database, so that no byte of the contact is left in it."""
ADD = "contact add --type lead --first-name Ann --last-name Archer --email {email}"
CHARGE = "ledger charge {who} 100 --for Rent"
WRITES = (
    Write("contact edit {who} --last-name Bee"),
    Write("contact promote {who} --to client"),
    Write("contact attach {who} {unit} --as tenant"),
    Write("contact detach {who} {unit}", ("contact attach {who} {unit} --as tenant",)),
    Write("contact link {who} {other} --as household"),
    Write("contact unlink {who} {other} --as household", ("contact link {who} {other} --as household",)),
    Write("contact lock {who} --reason debt"),
    Write("contact unlock {who}", ("contact lock {who} --reason debt",)),
    Write("contact deactivate {who}"),
    Write("contact activate {who}", ("contact deactivate {who}",)),
    Write("contact archive {who}"),
    Write("contact unarchive {who}", ("contact archive {who}",)),
    Write("contact delete {who} --yes", ("contact deactivate {who}",), FORGETTING),
    Write("contact erase {who} --yes", ("contact archive {who}",), FORGETTING),
    Write("contact merge {who} {other} --yes"),
    Write("address add {who} --line 1+Elm+Row --city London --country GB"),
    Write(CHARGE),
    Write("ledger pay {who} 10", (CHARGE,)),
    Write("ledger credit {who} 10 --for Repair"),
    Write("ledger write-off {who} 10 --reason small --yes", (CHARGE,)),
    Write("lease add {who} {unit} --from 2090-01-01 --to 2090-12-31 --rent 900"),
    Write("task add --contact {who} --title Tap"),
    Write("task done {id}", ("task add --contact {who} --title Tap",)),
    Write("note add {who} --text Called"),
    Write("message receive {who} --subject Hello --text World"),
    Write("message send {who} --subject Hello --text World", ("contact promote {who} --to client",)),
    Write("arrears status {who} --set reminder", (CHARGE,)),
    Write("undo --yes", ("contact edit {who} --last-name Bee",)),
)


def fresh(workspace: Workspace) -> str:
    """The number of somebody whom no earlier run has seen."""
    return "".join(workspace.lines(*_words(ADD, email=f"{secrets.token_hex(8)}@example.com"), "-o", "ids"))


def additions(workspace: Workspace, _: int) -> Callable[[], Program]:
    """Adding somebody new each time."""
    return lambda: workspace.casactl(*_words(ADD, email=f"{secrets.token_hex(8)}@example.com"))


def prepared(write: Write) -> Callable[[Workspace, int], Callable[[], Program]]:
    """What gets so many contacts ready for a write, and then gives a command for each."""

    def prepare(workspace: Workspace, times: int) -> Callable[[], Program]:
        commands = iter([_ready(workspace, write) for _ in range(times)])
        return lambda: workspace.casactl(*next(commands))

    return prepare


def _ready(workspace: Workspace, write: Write) -> tuple[str, ...]:
    known = {"who": fresh(workspace), "unit": workspace.files.unit}
    if "{other}" in write.line:
        known["other"] = fresh(workspace)
    for line in write.before:
        known["id"] = "".join(workspace.lines(*_words(line, **known), "-o", "ids"))
    return _words(write.line, **known)


def _words(line: str, **known: str) -> tuple[str, ...]:
    return tuple(word.format(**known).replace("+", " ") for word in line.split())
