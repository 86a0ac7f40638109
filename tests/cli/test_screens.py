"""What people see: nothing that counts is ever cut, at any width, whatever names people have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import run as running
from tests.casa import Casa
from tests.cli.test_kept_output import COMMANDS
from tests.cli.test_kept_output import office as office
from tests.run import Run

pytestmark = pytest.mark.probe

NAMES = (
    "Maximiliane Wilhelmina von und zu Hohenzollern-Sigmaringen Featherstonehaugh",
    "山田太郎左衛門尉源朝臣義経之助長政公 織田信長公記天正十年本能寺変",
    "عبد الرحمن بن محمد بن عبد العزيز آل سعود الطويل",
)
LONG = "A description that goes on for much longer than any column of any screen could ever hold, and then on"
COUNTS = re.compile(r"[+-]?\d[\d.,:–-]*\d|\d")
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def crowded(office: Casa, monkeypatch: pytest.MonkeyPatch) -> Casa:
    """The same office with people of long, Japanese and right-to-left names who owe a lot, on a terminal."""
    for number, name in enumerate(NAMES):
        who = office.tenant(name, phone=f"020 7946 09{number}1", email=f"{'x' * 40}{number}@example.com",
                            at="Rose Court/Block A/12")  # fmt: skip
        office.ok(["ledger", "charge", who, "1234567.89", "--for", LONG, "--on", "2026-03-01"])
        office.ok(["arrears", "status", who, "--set", "letter-of-demand", "--note", LONG])
        office.ok(["task", "add", "--contact", who, "--title", LONG, "--due", "2026-12-20"])
        office.ok(["note", "add", who, "--text", f"{LONG}\nand a second line"])
        office.ok(["message", "receive", who, "--subject", LONG, "--text", f"{LONG}\n{LONG}"])
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("CASACTL_PAGER", "cat")
    return office


MORE = ("contact list --all --sort -id", "contact show 7", "contact show 8", "ledger statement 7", "contact can 7",
        "arrears history 7", "contact history 8", "message list 8")  # fmt: skip


@pytest.mark.parametrize("width", [80, 100, 160])
def test_T1_no_number_amount_date_phone_or_command_is_ever_cut(
    crowded: Casa, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in (*COMMANDS, *MORE):
        monkeypatch.setenv("COLUMNS", "4000")
        whole = ESCAPES.sub("", crowded.run(f"{command} --wide").stdout)
        monkeypatch.setenv("COLUMNS", str(width))
        shown = ESCAPES.sub("", crowded.run(command).stdout)

        known = set(COUNTS.findall(whole))
        assert set(COUNTS.findall(re.sub(r"\S*(…|<)\S*", "", shown))) <= known, command
        if "Next" not in whole:
            assert commands(shown) == commands(whole), command
        if command.startswith("message preview"):
            continue  # the letter itself, as it would arrive
        assert [line for line in shown.splitlines() if cells(line) > width and "casactl" not in line] == [], command


def commands(text: str) -> list[str]:
    """The command lines that a screen shows, each as far as it goes."""
    return [line.strip() for line in text.splitlines() if line.lstrip().startswith("casactl ")]


def cells(line: str) -> int:
    """How wide a line is."""
    from rich.cells import cell_len

    return cell_len(line)


def test_T1_columns_that_do_not_fit_go_and_the_footer_says_which(
    crowded: Casa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    narrow = crowded.ok("contact list").stdout
    wide = crowded.ok("contact list --wide").stdout

    said = " ".join(ESCAPES.sub("", narrow).split())
    assert "last sign-in, company (--wide)" in said
    assert "letter-of-demand" in said
    assert "last sign-in" in wide
    assert "no room" not in wide
    assert NAMES[0] in wide
    assert "+442079460901" in wide.replace(" ", "")


def test_T8_what_a_heading_says_fields_takes(office: Casa) -> None:
    by_heading = office.ok("contact list --fields no,name,standing -o tsv").stdout
    by_key = office.ok("contact list --fields id,display_name -o tsv").stdout

    assert [line.rsplit("\t", 1)[0] for line in by_heading.splitlines()] == by_key.splitlines()
    assert list(office.ok("contact list --fields no,name,standing -o json").json[0]) == [
        "id", "display_name", "standing",
    ]  # fmt: skip
    refused = office.run("contact list --fields nam")
    assert (refused.exit_code, "Did you mean name?" in refused.stderr) == (2, True)


def test_T5_a_table_is_a_table_in_a_pipe_too_and_tsv_has_tabs(office: Casa) -> None:
    table = office.ok("contact list -o table").stdout
    plain = office.ok("contact list").stdout

    assert table.splitlines()[0].split()[:5] == ["no", "name", "type", "standing", "arrears"]
    assert "\t" not in table
    assert plain == office.ok("contact list -o tsv").stdout
    assert plain.splitlines()[0].count("\t") >= 10


@pytest.mark.parametrize("command", ["contact show 2", "ledger statement 2", "report overview", "note show 1"])
def test_T5_a_page_in_a_pipe_is_the_page_without_colour(
    office: Casa, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = office.ok(command).stdout
    colored = office.ok(f"{command} --color always").stdout
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)
    monkeypatch.setenv("COLUMNS", "80")

    assert "\x1b" not in piped
    assert "\x1b" in colored
    assert [line.rstrip() for line in ESCAPES.sub("", colored).splitlines()] == piped.splitlines()
    assert {word for word in piped.split() if word.isalpha()} == {
        word for word in ESCAPES.sub("", office.ok(command).stdout).split() if word.isalpha()
    }


def test_T6_a_refusal_is_said_once_with_its_command_on_a_line_of_its_own(
    office: Casa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)

    done = office.run("contact lock 2 6 --yes --no-input")

    said = f"{done.stdout}{done.stderr}"
    assert said.count("archived") <= 1 or done.exit_code == 0
    refused = office.run("contact archive 2 4 --yes --no-input")
    assert f"{refused.stdout}{refused.stderr}".count("open balance 150.50 GBP") == 1
    assert "  casactl ledger pay 2 150.50" in refused.stderr.splitlines()


def test_T7_a_remedy_carries_the_workspace_that_was_named(office: Casa) -> None:
    refused = office.run("contact archive 2 4 --yes -w main")

    assert "  casactl -w main ledger pay 2 150.50" in refused.stderr.splitlines()


def test_T11_texts_with_lines_read_on_in_a_list(office: Casa) -> None:
    assert "^J" not in office.ok("note list -o table").stdout
    assert "^J" not in office.ok("portal view 2 --reason look -o table").stdout


def test_the_footer_names_the_workspace_where_there_are_several(office: Casa) -> None:
    assert "workspace main" not in office.ok("contact list -o table").stdout

    office.ok(["workspace", "add", "other"])

    assert "workspace main" in office.ok("contact list -o table").stdout


def test_what_is_longer_than_the_screen_goes_through_the_pager(
    office: Casa, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)
    monkeypatch.setattr(running._Output, "fileno", lambda _: 1)
    monkeypatch.setattr("os.get_terminal_size", lambda *_: __import__("os").terminal_size((100, 3)))
    kept = tmp_path / "paged"

    def shown(words: str) -> Run:
        kept.unlink(missing_ok=True)
        return office.ok(words, env={"CASACTL_PAGER": f"sh -c 'cat > {kept}'"})

    assert (shown("contact list").stdout, kept.exists()) == ("", True)
    assert "Joe Bloggs" in kept.read_text()
    assert "Joe Bloggs" in shown("contact list --no-pager").stdout
    assert not kept.exists()


def test_T12_dates_are_shown_and_read_as_the_office_writes_them(office: Casa) -> None:
    joe = ["contact", "lock", "1", "--reason", "x", "--on"]
    assert office.run([*joe, "31/12/2026"]).exit_code == 2

    office.ok("workspace set date_format day-first")
    office.ok([*joe, "31/12/2026"])
    assert office.ok("due list -o json --contact 1").json[0]["on"] == "2026-12-31"
    assert "31 Dec 2026" in office.ok("due list --contact 1 -o table").stdout

    office.ok("workspace set date_format month-first")
    office.ok([*joe, "12/30/2026"])
    assert office.ok("due list -o json --contact 1").json[0]["on"] == "2026-12-30"
    assert office.run([*joe, "30.12.2026"]).exit_code == 2
    office.ok("workspace set date_format iso")


@pytest.mark.parametrize(
    "command",
    ["contact list --all", "contact show 2", "contact history 5", "document list", "due list",
     "lease list --status all", "ledger statement 2", "message list", "note list", "outbox list", "task list",
     "arrears list"],
)  # fmt: skip
def test_T12_no_screen_keeps_to_iso_dates_where_the_office_writes_others(office: Casa, command: str) -> None:
    office.ok("workspace set date_format day-first")

    drawn = office.ok(f"{command} -o table").stdout

    assert re.findall(r"\b2\d{3}-\d\d-\d\d\b", drawn) == []


def test_T10_today_says_when_nothing_needs_anybody_and_when_cron_ran_last(
    casa_sqlite: Casa, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert casa_sqlite.ok("today").stdout == ""
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)

    never = casa_sqlite.ok("today").stdout
    casa_sqlite.ok("due run")
    ran = casa_sqlite.ok("today").stdout

    assert "Nothing needs anybody today." in never
    assert "casactl due crontab" in never
    assert "due run last ran today at 09:00" in ran


def test_a_message_and_a_letter_can_be_shown(office: Casa) -> None:
    shown = office.ok("message show 1")
    letter = office.ok("outbox show 1")

    assert "Off on Monday" in shown.stdout
    assert office.ok("message show 1 -o json").json["text"] == "Off on Monday"
    assert "pending" in letter.stdout
    assert list(office.ok("outbox show 1 -o json").json)[:3] == ["id", "contact_id", "channel"]
    assert [office.run(f"{noun} show 99").exit_code for noun in ("message", "outbox")] == [4, 4]
