"""`shell`: lines at a prompt, each an ordinary command; what was typed is remembered, and nothing that is secret."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from casactl.cli.context import App
from casactl.cli.session import Session
from casactl.cli.shell import Shell, refuse_signs
from casactl.cli.shell_history import MOST, History
from casactl.errors import UsageFault
from tests.casa import Casa
from tests.cli.terminal import PATIENCE, SEQUENCE, Terminal

PROMPT = "casactl main> "


@pytest.fixture
def state(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the history is."""
    monkeypatch.setenv("XDG_STATE_HOME", str(machine / "state"))
    return machine / "state" / "casactl" / "history"


class AtPrompt(Terminal):
    """A person who waits for the prompt before typing on."""

    seen = 0

    def __enter__(self) -> AtPrompt:
        return self

    def ready(self, prompt: str = PROMPT) -> None:
        """Wait for the prompt behind all that was said since something was typed."""
        deadline = time.monotonic() + PATIENCE
        while not SEQUENCE.sub("", self.drawn[self.seen :]).rstrip().endswith(prompt.rstrip()):
            assert time.monotonic() < deadline, self.stderr
            self._read()
        self.seen = len(self.drawn)


@pytest.mark.heavy
def test_lines_are_ordinary_commands_and_none_ends_the_shell(casa_sqlite: Casa, state: Path) -> None:
    casa_sqlite.tenant("Joe Bloggs")

    with AtPrompt("shell") as terminal:
        for line in (
            "contact show 1 --fields display_name", "contact show 99", "nonsense", "contact add 'x", "batch x", "",
             "# only said", "casactl contact list -o ids", "exit",
        ):  # fmt: skip
            terminal.ready()
            terminal.type(line)

        assert terminal.end() == 0
    for told in ("Tab completes", "No contact '99'", "no closing quotation", "batch cannot be one line", "nonsense"):
        assert told in terminal.stderr
    assert "Joe Bloggs" in terminal.stdout
    assert "Traceback" not in terminal.stderr


@pytest.mark.heavy
def test_ctrl_c_cancels_the_line_and_ctrl_d_ends(casa_sqlite: Casa, state: Path) -> None:
    casa_sqlite.tenant("Joe Bloggs")

    with AtPrompt("shell") as terminal:
        terminal.ready()
        terminal.press(b"contact delete 1\x03")
        terminal.ready()
        terminal.type("contact archive 1")
        terminal.ready("Archive Joe Bloggs (1)? [y/N] ")
        terminal.press(b"\x03")
        terminal.ready()
        terminal.press(b"\x04")

        assert terminal.end() == 0
    assert casa_sqlite.contact(1).lifecycle == "active"


@pytest.mark.heavy
def test_a_terminal_that_can_only_be_written_on_has_a_shell_too(casa_sqlite: Casa, state: Path) -> None:
    with AtPrompt("shell", env={"TERM": "dumb"}) as terminal:
        terminal.ready()
        terminal.type("property list -o json")
        terminal.ready()
        terminal.press(b"\x04")

        assert terminal.end() == 0
    assert "[]" in terminal.stdout


@pytest.mark.heavy
def test_who_acts_and_where_holds_for_every_line_and_stands_in_the_prompt(casa_sqlite: Casa, state: Path) -> None:
    casa_sqlite.property("Rose Court")
    casa_sqlite.tenant("Joe Bloggs")
    casa_sqlite.ok("user add ann@office.example --name Ann --type staff --group clerk --community 'Rose Court'")

    with AtPrompt("shell", "--actor", "ann@office.example") as terminal:
        terminal.expect("casactl ann@office.example main> ")
        terminal.type("contact show 1")
        terminal.expect("No contact '1'")
        terminal.type("quit")

        assert terminal.end() == 0


@pytest.mark.parametrize("line", ["contact list | head", "contact list > x", "contact list ; ls", "contact list && ls"])
def test_T_a_line_has_no_pipe_and_says_so(line: str) -> None:
    with pytest.raises(UsageFault, match="one command"):
        refuse_signs(line)


@pytest.mark.parametrize(
    "line", ["note add 1 --text 'a | b'", 'note add 1 --text "|"', "note add 1 --text it's", "today"]
)
def test_T_what_stands_in_quotes_is_a_word(line: str) -> None:
    refuse_signs(line)


def test_off_a_terminal_a_batch_is_meant(casa: Casa) -> None:
    done = casa.run("shell -o json", stdin="contact list\n")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.error["hint"] == "casactl batch -"


def test_tab_offers_whole_lines_quoted_as_they_have_to_stand(casa: Casa) -> None:
    casa.property("Rose Court/1")
    casa.property("O'Hara")
    shell = Shell(App(), Session())

    def offered(line: str) -> list[str]:
        return [offer for offer, _ in shell._offers(line)]

    assert offered("contact arch") == ["contact archive "]
    assert offered("casactl contact arch") == ["casactl contact archive "]
    assert set(offered("property show R")) == {"property show 'Rose Court'", "property show 'Rose Court/1'"}
    assert offered("property show 'Rose Court/") == ["property show 'Rose Court/1' "]
    assert offered("property show O") == ["property show 'O'\\''Hara' "]
    assert "contact" in offered("")
    assert offered("contact show 'x") == offered("nonsense x") == []


@pytest.mark.heavy
def test_the_history_is_the_users_alone_and_holds_no_secrets(casa_sqlite: Casa, state: Path) -> None:
    casa_sqlite.tenant("Joe Bloggs")
    kept = ["contact list", "contact show 99", "contact edit 1 --tag x"]
    lost = [
        "message send 1 --subject Secret --text Secret --no-send", "note add 1 --text Secret", "contact addd Secret",
        "workspace add x --database postgresql://me:Secret@127.0.0.1:1/x", "contact find https://x/?token=Secret",
        "contact add 'Secret", "contact show --pasword Secret",
    ]  # fmt: skip

    with AtPrompt("shell") as terminal:
        for line in [*kept, *lost]:
            terminal.ready()
            terminal.type(line)
        terminal.ready()
        terminal.press(b"\x04")
        terminal.end()

    assert state.read_text().splitlines() == kept
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.parent.stat().st_mode) == 0o700

    with AtPrompt("shell") as terminal:
        terminal.ready()
        terminal.press(b"\x1b[A\x1b[A\n")  # up, up
        terminal.expect("No contact '99'")
        terminal.ready()
        terminal.press(b"\x04")
        terminal.end()


def test_a_history_that_is_a_link_or_cannot_be_written_is_none(tmp_path: Path) -> None:
    from casactl.cli.call import Call

    call = Call("contact list", "", "", {}, (), dict)
    (tmp_path / "theirs").write_text("contact list\n")
    (tmp_path / "history").symlink_to(tmp_path / "theirs")
    (tmp_path / "file").write_text("")

    for history in (History(tmp_path / "history"), History(tmp_path / "file" / "history")):
        assert history.lines() == []
        history.keep("contact show 1", call)
    assert (tmp_path / "theirs").read_text() == "contact list\n"


def test_a_history_keeps_the_last_lines(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b"".join(b"contact show %d\n" % n for n in range(2 * MOST + 5)) + b"\xff\n")

    assert len(History(path).lines()) == MOST
    assert len(path.read_text(errors="replace").splitlines()) == MOST
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
