"""What a command loads: reads leave the write side's libraries alone, and scripts need no drawing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from casactl.cli.loader import load_verb, root
from casactl.cli.quick import AsGiven
from casactl.cli.tree import TOP, TREE
from casactl.store.postgres import driver
from tests.casa import Casa
from tests.nursery import Nursery

HEAVY = ("sqlmodel", "sqlalchemy", "alembic", "pydantic", "pydantic_core")
READS = [
    "--version",
    "--help",
    "contact --help",
    "contact list",
    "contact list --type tenant --property Rose --tag vip --match joe --sort -created --limit 5 -o json",
    "contact list -o csv --fields id,email",
    "contact find joe",
    "contact show 1",
    "contact show joe@example.com -o json",
    "contact show 02079460958",
    "contact can 1",
    "contact can 1 edit -o json",
    "contact history 1",
    "contact export -",
    "contact duplicates",
    "property list",
    "property show Rose",
    "task list --match joe --assignee 1 --due-since today -o json",
    "task show 1",
    "event export -",
    "due list",
    "due run",
    "due crontab",
    "log list",
    "log show 1",
    "log verify",
    "log head",
    "today",
    "report overview",
    "report pipeline -o json",
    "report activity -o csv",
    "report arrears",
    "workspace list",
    "workspace show",
    "workspace get",
    "help exit-codes",
    "contact show 1 -o tsv",
    "report overview -o tsv",
    "workspace show -o json",
]
DRAWN = (
    "--help", "contact --help", "contact show 1", "contact show 02079460958", "property show Rose", "task show 1",
    "log show 1", "report overview", "report arrears", "workspace show",
)  # fmt: skip
"""Help and pages, which are drawn in a pipe, too."""


@pytest.fixture
def filled(casa: Casa) -> Casa:
    casa.property("Rose")
    casa.tenant("Joe Bloggs", email="joe@example.com", phone="02079460958", at="Rose", tag=["vip"])
    casa.ok("task add --contact 1 --title Tap --assign 1")
    casa.ok("event add --contact 1 --title Viewing --start '2026-12-01 14:00'")
    return casa


def test_reads_import_nothing_of_the_write_side(filled: Casa) -> None:
    needless = {*HEAVY, "jinja2", *(["psycopg"] if filled.backend == "sqlite" else [])}
    found = {}
    with Nursery() as nursery:
        assert nursery.common & {*needless, "rich"} == set()
        for command in READS:
            code, said, warned, loaded = nursery.run(command.split())
            assert code == 0, f"{command}: exit {code}\n{said}{warned}"
            if heavy := loaded & (needless if command in DRAWN else {*needless, "rich"}):
                found[command] = heavy
    assert found == {}


@pytest.mark.parametrize(
    "words",
    [
        "contact show ",
        "log s",
        "contact list --property R",
        "contact archive 1",
    ],
)
def test_completion_imports_nothing_of_the_write_side(
    filled: Casa, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_CASACTL_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"casactl {words}")
    monkeypatch.setenv("COMP_CWORD", str(len(f"casactl {words}".split(" ")) - 1))

    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "casactl"], capture_output=True, text=True, check=False
    )

    modules = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert done.returncode == 0
    assert modules & {*HEAVY, "rich"} == set()


def test_the_private_attribute_that_spares_pydantic_is_still_there() -> None:
    command = load_verb("list", TREE["contact"].verbs["list"])
    plain = [param for param in command.params if isinstance(getattr(param, "_runtime_param", None), AsGiven)]

    assert all(hasattr(param, "_runtime_param") for param in command.params)
    assert len(plain) > 20


def test_every_parameter_of_every_command_is_spared() -> None:
    verbs = [(name, verb) for noun in TREE.values() for name, verb in noun.verbs.items()]
    verbs += [(name, verb) for name, (_, verb) in TOP.items()]

    for name, verb in verbs:
        for param in load_verb(name, verb).params:
            if param.name != "help":
                assert isinstance(param._runtime_param, AsGiven), (name, param.name)
    assert all(isinstance(param._runtime_param, AsGiven) for param in root().params)


def test_a_missing_driver_names_the_extra(casa_sqlite: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    casa = Casa("postgresql://nobody@/nowhere", casa_sqlite.folder, casa_sqlite.config_file, casa_sqlite.clock)

    for command in ("contact list -o json", "contact edit 1 --tag vip -o json"):
        ran = casa.run(command)
        assert ran.exit_code == 11
        assert ran.error["code"] == "workspace.driver-missing"
        assert "psycopg[binary]" in ran.error["hint"]
    monkeypatch.undo()
    assert driver().__name__ == "psycopg"
