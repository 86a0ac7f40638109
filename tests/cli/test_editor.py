"""Long texts in an editor, git's way (T3): a template, lines that are left out, nothing done for an empty text."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.cli.terminal import Terminal

EDITOR = """
import pathlib, sys
file, new, code = pathlib.Path(sys.argv[-1]), pathlib.Path({new!r}), {code}
pathlib.Path({seen!r}).write_text(f"{{oct(file.stat().st_mode & 0o777)}} {{file.read_text()}}")
assert sys.stdin.isatty() and sys.stdout.isatty()
if new.exists():
    file.write_bytes(new.read_bytes())
sys.exit(code)
"""


class Editor:
    """An editor that writes what it is told, and keeps what it was given."""

    def __init__(self, folder: Path) -> None:
        self.seen, self._new, self._script, self.drafts = (folder / n for n in ("seen", "new", "it's ed.py", "drafts"))
        self.drafts.mkdir()
        self.env = {"TMPDIR": str(self.drafts), "EDITOR": f'{sys.executable} "{self._script}"', "VISUAL": ""}
        self.writes("")

    def writes(self, text: str | bytes, code: int = 0) -> None:
        self._new.write_bytes(text if isinstance(text, bytes) else text.encode())
        self._script.write_text(EDITOR.format(new=str(self._new), seen=str(self.seen), code=code))

    @property
    def kept(self) -> list[Path]:
        return [file for folder in self.drafts.glob("casactl-*") for file in folder.iterdir()]


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    (tmp_path / "editing").mkdir()
    return Editor(tmp_path / "editing")


@pytest.fixture
def joe(casa: Casa) -> Casa:
    casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok("ledger charge 1 50 --for Rent --due 2026-01-01")
    return casa


LETTER = "Dear Joe,\n\nthe # stays here.\n# this line is left out\nYours  \n\n"
READ = "Dear Joe,\n\nthe # stays here.\nYours"
VERBS = {
    "note add 1 --editor": "select text from note",
    "note add 1 --text ''": "select text from note",
    "message send 1 --subject Key --editor -y --no-send": "select text from message",
    "message receive 1 --subject Key --text ''": "select text from message",
    "message broadcast --subject Key --editor -y --no-send": "select text from broadcast",
    "arrears status 1 --set reminder --editor -y": "select note from arrears_step",
    "task add --contact 1 --title Tap --editor": "select text from engagement",
}


@pytest.mark.parametrize("line", list(VERBS))
def test_T3_a_long_text_is_written_in_the_editor(joe: Casa, editor: Editor, line: str) -> None:
    editor.writes(LETTER)
    with Terminal(*shlex.split(line), env=editor.env) as terminal:
        assert terminal.end() == 0, terminal.stderr

    assert joe.rows(VERBS[line]) == [(READ,)]
    mode, _, template = editor.seen.read_text().partition(" ")
    assert mode == "0o600"
    assert "# Lines that begin with # are left out; an empty text means that nothing is done." in template
    assert all(not text or text.startswith("#") for text in template.splitlines())
    assert list(editor.drafts.iterdir()) == []


def test_T3_the_template_says_whom_it_is_about(joe: Casa, editor: Editor) -> None:
    editor.writes("Hello")
    with Terminal(
        "message", "send", "1", "--subject", "Key", "--editor", "-y", "--no-send", env=editor.env
    ) as terminal:
        assert terminal.end() == 0

    assert "# A message to Joe Bloggs (1), about: Key\n" in editor.seen.read_text()


@pytest.mark.parametrize("text", ["", "\n  \n", "# only a remark\n"])
def test_T3_an_empty_text_does_nothing(joe: Casa, editor: Editor, text: str) -> None:
    editor.writes(text)
    with Terminal("note", "add", "1", "--editor", env=editor.env) as terminal:
        assert terminal.end() == 1

    assert "The text is empty; nothing was changed." in terminal.stderr
    assert joe.rows("select count(*) from note") == [(0,)]
    assert list(editor.drafts.iterdir()) == []


def test_T3_what_is_there_stands_in_the_editor(joe: Casa, editor: Editor) -> None:
    joe.ok(["note", "add", "1", "--text", "# one\ntwo"])
    editor.writes("# one\nthree\n; left out\n")

    with Terminal("note", "edit", "1", "--editor", env=editor.env) as terminal:
        assert terminal.end() == 0

    seen = editor.seen.read_text().partition(" ")[2]
    assert seen.startswith("# one\ntwo\n\n; Note 1.\n")
    assert joe.rows("select text from note") == [("# one\nthree",)]


def test_T3_a_text_that_was_given_is_edited(joe: Casa, editor: Editor) -> None:
    editor.writes("Better")
    with Terminal("note", "add", "1", "--text", "Good", "--editor", env=editor.env) as terminal:
        assert terminal.end() == 0

    assert editor.seen.read_text().partition(" ")[2].startswith("Good\n\n# ")
    assert joe.rows("select text from note") == [("Better",)]


def test_T3_a_no_after_the_editor_keeps_what_was_written(joe: Casa, editor: Editor) -> None:
    editor.writes("A letter of an hour")
    with Terminal("message", "send", "1", "--subject", "Key", "--editor", env=editor.env) as terminal:
        terminal.expect("[y/N]")
        terminal.type("n")
        assert terminal.end() == 1

    (kept,) = editor.kept
    assert kept.read_text() == "A letter of an hour"
    assert f"What you wrote is kept in {kept}" in " ".join(terminal.stderr.split())
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("text", "code", "exit_", "kept"), [
    ("half", 1, 1, True), (b"caf\xe9", 0, 2, True),
])  # fmt: skip
def test_T3_an_editor_that_fails_or_writes_no_text_changes_nothing_and_loses_nothing(
    joe: Casa, editor: Editor, text: str | bytes, code: int, exit_: int, kept: bool
) -> None:
    editor.writes(text, code)
    with Terminal("note", "add", "1", "--editor", env=editor.env) as terminal:
        assert terminal.end() == exit_

    assert joe.rows("select count(*) from note") == [(0,)]
    assert bool(editor.kept) is kept


@pytest.mark.parametrize("named", ["no-such-editor", "'"])
def test_T3_an_editor_that_there_is_not_is_said(joe: Casa, editor: Editor, named: str) -> None:
    with Terminal("note", "add", "1", "--editor", env=editor.env | {"VISUAL": named}) as terminal:
        assert terminal.end() == 2

    assert "VISUAL or EDITOR" in terminal.stderr
    assert list(editor.drafts.iterdir()) == []


def test_T3_without_a_name_the_first_editor_there_is_is_taken(joe: Casa, editor: Editor, tmp_path: Path) -> None:
    found = tmp_path / "nano"
    found.write_text("#!/bin/sh\necho 'By nano' > \"$1\"\n")
    found.chmod(0o755)
    env = editor.env | {"EDITOR": "", "PATH": f"{tmp_path}:/nowhere"}
    (tmp_path / "sh").symlink_to("/bin/sh")

    with Terminal("note", "add", "1", "--editor", env=env) as terminal:
        assert terminal.end() == 0, terminal.stderr

    assert joe.rows("select text from note") == [("By nano",)]


def test_off_a_terminal_there_is_no_editor(joe: Casa) -> None:
    for line in (
        "note add 1 --editor",
        "arrears status 1 --set reminder --editor",
        "task add --contact 1 --title x --editor",
    ):
        done = joe.run(f"{line} -o json")
        assert (done.exit_code, "terminal" in done.error["message"]) == (2, True), line
    assert joe.run("note add 1 --text ''").exit_code == 2
    assert joe.run("note add 1 --text - --editor", stdin="x").exit_code == 2
    assert joe.rows("select count(*) from note") == [(0,)]


def test_the_editor_counts_for_no_request_and_stands_in_no_log(joe: Casa, editor: Editor) -> None:
    editor.writes("Hello")
    with Terminal("note", "add", "1", "--editor", "--request-id", "r-1", env=editor.env) as terminal:
        assert terminal.end() == 0

    assert joe.ok("note add 1 --text Hello --request-id r-1 -o ids").ids == [1]
    assert joe.rows("select count(*) from note") == [(1,)]
    assert os.path.basename(str(editor.drafts)) not in joe.ok("log show 1 -o json").stdout
