"""The lines of `due crontab`, as cron and systemd read them (S7)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.render.crontab import crontab_of
from casactl.render.wording import Untypable
from tests.hostile import HOSTILE
from tests.render.shells import Desk
from tests.render.test_wording import SLOWLY, TEXTS


def as_cron_reads(line: str) -> str:
    """The command of a line: up to the first bare `%`, those with a backslash before them taken as they are."""
    command = line.split("  ", 1)[1]
    found = re.match(r"(?:\\.|[^%\\])*", command, re.DOTALL)
    assert found is not None
    assert found.group() == command, "a bare % ends the line"
    return command.replace("\\%", "%")


def as_systemd_reads(line: str) -> list[str]:
    """The words of `ExecStart=`."""
    words = re.findall(r'"((?:\\.|[^"\\])*)"|(\S+)', line.removeprefix("ExecStart="))
    return [_unescaped(quoted) if quoted or not bare else bare for quoted, bare in words]


def _unescaped(word: str) -> str:
    raw = re.sub(rb"\\x(..)|\\(.)", lambda m: bytes([int(m[1], 16)]) if m[1] else m[2], word.encode())
    return raw.decode("utf-8", "surrogateescape").replace("%%", "%").replace("$$", "$")


TYPABLE = TEXTS.filter(lambda text: not text.endswith("\n"))


@given(config=TYPABLE, name=TYPABLE, folder=TEXTS)
@SLOWLY
def test_cron_runs_just_that_whatever_paths_hold(desk: Desk, config: str, name: str, folder: str) -> None:
    desk.put("date")
    page = crontab_of(name, ["casactl", "--config", config, "--workspace", name], f"/{folder}")
    lines = [line for line in page.splitlines() if re.match(r"[\d*]", line)]
    ran = [words for words in desk.paste("sh", map(as_cron_reads, lines)) if words[0] != "date"]

    start = ["casactl", "--config", config, "--workspace", name]
    assert ran == [
        [*start, "due", "run"],
        [*start, "today", "--limit", "10"],
        [*start, "--quiet", "outbox", "send"],
        [*start, "--yes", "--quiet", "workspace", "backup", f"/{folder}..backup"],
    ]


@given(config=TYPABLE, name=TYPABLE)
def test_systemd_runs_just_that_too(config: str, name: str) -> None:
    page = crontab_of(name, ["/usr/bin/casactl", "--config", config, "--workspace", name], "/b")
    (line,) = [line for line in page.splitlines() if line.startswith("ExecStart=")]

    assert as_systemd_reads(line) == ["/usr/bin/casactl", "--config", config, "--workspace", name, "due", "run"]


@given(name=st.sampled_from([text for text in HOSTILE if not text.endswith("\n")]))
def test_a_name_adds_no_line_to_the_page(name: str) -> None:
    plain, hostile = (crontab_of(each, ["casactl", "-w", each], "/b") for each in ("main", name))

    assert len(hostile.splitlines()) == len(plain.splitlines())


def test_what_no_crontab_holds_is_refused() -> None:
    with pytest.raises(Untypable):
        crontab_of("main", ["casactl", "--config", "/a\n"], "/b")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
