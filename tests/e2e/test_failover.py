"""Several hosts in the URL: the primary is lost in the middle of work, and each write is there once."""

from __future__ import annotations

import json
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.pair import Pair, patiently, two_servers
from tests.e2e.programs import ended, program

pytestmark = pytest.mark.heavy
BUSY = 6
WRITES = 4
"""What each of the writers adds, and goes on with until it is done."""


@pytest.fixture
def pair(machine: Path) -> Iterator[Pair]:
    """Two servers with an office on them, which the configuration knows by both hosts."""
    with two_servers() as servers:
        code, _, err = run("workspace", "add", "office", "--database", servers.url(), "--country", "GB")
        assert code == 0, err
        yield servers


def run(*words: str) -> tuple[int, str, str]:
    """A command's exit code and streams, as a process of its own."""
    return ended(program(*words))


def adding(name: str) -> tuple[str, ...]:
    """The command line that adds a contact under a request id."""
    words = ("--type", "tenant", "--first-name", name, "--last-name", "Writer", "--request-id", name)
    return ("contact", "add", *words, "-o", "ids")


def add(name: str) -> tuple[int, str, str]:
    """One contact, under a request id."""
    return run(*adding(name))


class Writer(threading.Thread):
    """A script that adds contacts one after the other and repeats whatever was busy."""

    def __init__(self, name: str) -> None:
        super().__init__(daemon=True)
        self.word = name
        self.left: dict[str, str] = {}
        """The number that each name was told."""
        self.unexpected: list[tuple[int, str, str]] = []

    def run(self) -> None:
        """Add them all."""
        deadline = time.monotonic() + 600
        for n in range(WRITES):
            name = f"{self.word}{n}"
            while (done := add(name))[0] == BUSY and time.monotonic() < deadline:
                time.sleep(0.5)
            if done[0]:
                self.unexpected.append(done)
                return
            self.left[name] = done[1].strip()


def lose_primary(pair: Pair, dice: random.Random) -> dict[str, str]:
    """Kill the primary while two writers are at work, see what is said meanwhile, and promote the standby.

    Gives the number that each contact was told.
    """
    words = [f"{dice.getrandbits(32):08x}-" for _ in range(2)]
    writers = [Writer(word) for word in words]
    begin, done = time.monotonic(), dice.randint(1, 3)
    for writer in writers:
        writer.start()
    while sum(len(writer.left) for writer in writers) < done and all(writer.is_alive() for writer in writers):
        time.sleep(0.01)
    time.sleep(dice.uniform(0, (time.monotonic() - begin) / done))  # a moment within the write that comes next
    pair.primary.kill()

    for code, out, err in (add("between"), run("contact", "list", "-o", "json")):
        assert (code, out) == (BUSY, ""), err
        assert "workspace.unreachable" in err
        assert "try again" in err
    pair.promote()

    for writer in writers:
        writer.join()
        assert writer.unexpected == []
        assert len(writer.left) == WRITES
    return writers[0].left | writers[1].left


@pytest.mark.parametrize("seed", [2611])
def test_a_primary_that_is_killed_among_writes_loses_and_doubles_nothing(pair: Pair, seed: int) -> None:
    dice = random.Random(seed)

    told = lose_primary(pair, dice)
    pair.join()
    code, number, err = add("between")

    assert code == 0, err
    told["between"] = number.strip()
    code, out, err = run("contact", "list", "-o", "json", "--fields", "id,first_name")
    assert code == 0, err
    assert {row["first_name"]: str(row["id"]) for row in json.loads(out)} == told
    assert len(json.loads(out)) == len(told)
    assert run("log", "verify")[0] == 0
    assert run("workspace", "check")[0] == 0


def test_a_write_that_was_kept_and_never_confirmed_is_not_made_again(pair: Pair) -> None:
    pair.standby.signal(signal.SIGSTOP)
    writing = program(*adding("Joe"))
    for _ in patiently():
        if pair.primary.ask("select 1 from pg_stat_activity where wait_event = 'SyncRep'"):
            break
    pair.primary.kill()
    code, out, err = ended(writing)
    pair.standby.signal(signal.SIGCONT)
    pair.promote()

    assert (code, out) == (BUSY, ""), err
    kept = run("contact", "list", "-o", "ids")
    again = add("Joe")

    assert kept == again == (0, "1\n", "")
    assert run("contact", "list", "-o", "ids") == kept
    assert run("log", "verify")[0] == 0
