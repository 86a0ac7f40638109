"""Which tests run on PostgreSQL too: each that does something there that no other of them does.

    pytest --backend sqlite --note FILE       runs on SQLite and notes what each test does
    pytest --backend postgres --noted FILE    runs on PostgreSQL the tests that have to

What a test does is each statement that it runs and each exit that a verb comes to. The writer's statements are told
apart by nothing but which columns they name, so that each column of each table counts there. Tests of the store and
of whole processes have to run on both databases, and so has whatever asks a workspace which database it is on; of
the others, as few as will do everything that any of them does. `--backend both` runs all tests on both.
"""

from __future__ import annotations

import heapq
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casactl.cli.tree import TOP, TREE
from casactl.errors import Exit
from tests import statements

ALWAYS = ("tests/store/", "tests/e2e/")
NAME = re.compile(r"\b(sqlite|postgres)\b")
SQLITES_OWN = re.compile(r"(pragma|vacuum|begin|commit|rollback|attach|detach)\b|.*\bsqlite_master\b", re.IGNORECASE)
EXITS = " exits "
REFUSALS = (Exit.PARTLY, Exit.NOT_FOUND, Exit.REFUSED)
"""What the rules alone decide, which are the same on both databases: of these one for each noun is enough."""
STREAMED = " (streamed)"
DATABASE = 50
"""What a fresh database costs, in statements."""
WRITER = "store/work.py"
COLUMNS = re.compile(r"(?i)(insert into \w+ \(|update \w+ set |select )(.+?)(\) values .*| where .*| from .*)")
"""What stands before the columns of one of the writer's statements, the columns, and what stands behind them."""
COPYING = ("store/copying.py", "store/backup.py")
WHICH = "asks which database it is on"

Doings = Counter[str]
"""What is done, and how often."""

_doing: list[Doings] = []


def did(what: str) -> None:
    """Note something that is done now."""
    if _doing:
        _doing[-1][what] += 1


def asked_which() -> None:
    """Note that the test asks which database it is on."""
    did(WHICH)


def ran(words: Sequence[str], code: int) -> None:
    """Note how a command line ended, by its verb, or where a rule ended it by its noun."""
    noun, rest = TREE.get(words[0] if words else ""), list(words[1:])
    lengths = range(len(rest), 0, -1)
    verb = next((name for n in lengths if noun and (name := " ".join(rest[:n])) in noun.verbs), "")
    if code != Exit.USAGE and (verb or (words and words[0] in TOP)):
        did(f"{words[0]} {'' if code in REFUSALS else verb}{EXITS}{code}")


@contextmanager
def noting() -> Iterator[Doings]:
    """What is done inside, and by no one around it."""
    done = Doings()
    _doing.append(done)
    try:
        yield done
    finally:
        _doing.pop()


@cache
def parts(statement: statements.Statement) -> Sequence[str]:
    """What is noted of a statement: itself, or of one of the writer's each column, with all but the other columns."""
    what = statements.shape(statement.sql) + (STREAMED if statement.who.endswith("streamed") else "")
    named = COLUMNS.fullmatch(what) if statement.who.startswith(WRITER) else None
    return [f"{named[1]}{column}{named[3]}" for column in named[2].split(", ")] if named else [what]


class Notes:
    """What every test of a run has done: kept by each worker, gathered by whoever leads them."""

    def __init__(self, config: pytest.Config, file: Path) -> None:
        self.config = config
        self.file = file
        self.either: dict[str, dict[str, int]] = {}
        """The tests that can run on either database."""
        self.others: dict[str, str] = {}
        """What the tests do that cannot, each with one of them."""
        self.there: set[str] = set()
        """What is done on PostgreSQL already."""
        self.told: list[str] = []
        statements.listen(self._hear)

    def _hear(self, statement: statements.Statement) -> None:
        if any(place in statement.who for place in COPYING):
            return  # whole tables into a file of SQLite or out of one, whatever stands in them
        for what in parts(statement):
            if statement.dialect == "sqlite":
                did(what)
            else:
                self.there.add(what)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        with noting() as done:
            result = yield
        if "backend" in fixtures_of(item):
            self.either[common_name(item)] = dict(done)
        elif item.get_closest_marker("probe") is None:
            self.others |= dict.fromkeys(done, item.nodeid)
        return result

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        noted = getattr(node, "workeroutput", {}).get("noted")
        if noted:
            self.either |= noted["either"]
            self.others |= noted["others"]
            self.there.update(noted["there"])

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output["noted"] = {"either": self.either, "others": self.others, "there": sorted(self.there)}
            return
        needed = choose(self.either)
        self.file.write_text(json.dumps(needed, indent=0))
        self.told = [f"{len(needed)} of {len(self.either)} tests have to run on PostgreSQL too"]
        if self.config.args_source is pytest.Config.ArgsSource.TESTPATHS and not self.config.option.keyword:
            left = missed(self.either, self.others.keys() - self.there)
            self.told += [f"does not run on PostgreSQL: {what} ({self.others[what]})" for what in left]
            if left and not session.exitstatus:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for line in self.told:
            terminalreporter.write_line(line)


def fixtures_of(item: pytest.Item) -> list[str]:
    """The names of all fixtures that a test uses."""
    found: list[str] = getattr(item, "fixturenames", [])
    return found


def common_name(item: pytest.Item) -> str:
    """The test's name on either database."""
    return either(item.nodeid)


def either(name: str) -> str:
    """A name without which database is meant."""
    return NAME.sub("*", name)


@cache
def noted_files(file: Path) -> set[str]:
    """The modules of the tests that have to run on PostgreSQL."""
    return {name.partition("::")[0] for name in noted_tests(file)}


def choose(doings: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The tests that have to run, and of the others those that add most for what they cost."""
    chosen = [name for name, done in doings.items() if _has_to(name, done)]
    covered = {what for name in chosen for what in doings[name]}
    best = [(-1.0, name) for name in sorted(doings.keys() - set(chosen))]
    while best:
        _, name = heapq.heappop(best)
        worth = _worth(doings[name], covered)
        if worth and best and (-worth, name) > best[0]:  # what it adds has been added by others since
            heapq.heappush(best, (-worth, name))
        elif worth:
            chosen.append(name)
            covered.update(doings[name])
    return sorted(_needed(chosen, doings))


def _needed(chosen: Iterable[str], doings: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """Those of the chosen that do something which no other one left does: the dearest are left out first."""
    done = Counter(what for name in chosen for what in doings[name])
    for name in sorted(chosen, key=lambda name: (-_cost(doings[name]), name)):
        if _has_to(name, doings[name]) or any(done[what] == 1 for what in doings[name]):
            yield name
        else:
            done.subtract(doings[name].keys())


def _has_to(name: str, done: Mapping[str, int]) -> bool:
    return name.startswith(ALWAYS) or WHICH in done


def _worth(done: Mapping[str, int], covered: set[str]) -> float:
    """How much is new for what the test costs."""
    return len(done.keys() - covered) / _cost(done)


def _cost(done: Mapping[str, int]) -> int:
    """A test's statements, and a database of its own."""
    return sum(done.values()) + DATABASE


def missed(doings: Mapping[str, Iterable[str]], others: Iterable[str]) -> list[str]:
    """The statements that only tests run that cannot run on PostgreSQL, but for what SQLite alone knows."""
    on_both = {what.removesuffix(STREAMED) for done in doings.values() for what in done}
    return sorted(
        what for what in set(others)
        if what.removesuffix(STREAMED) not in on_both and EXITS not in what and not SQLITES_OWN.match(what)
    )  # fmt: skip


def noted_tests(file: Path) -> set[str]:
    """The names of the tests that have to run on PostgreSQL."""
    return set(json.loads(file.read_text()))
