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
            assert set(commands(whole)) <= set(commands(shown)), command  # one within a sentence may stand below it
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


def test_T8_a_page_takes_its_fields_by_what_it_calls_them_too(office: Casa) -> None:
    by_key = office.ok("contact show 2 --fields id,display_name,email,past_due,balance").stdout

    assert office.ok("contact show 2 --fields 'No,name,e-mail,Past due,BALANCE'").stdout == by_key
    assert list(office.ok("contact show 2 --fields 'No,Past due' -o json").json) == ["id", "past_due"]
    assert office.ok("contact list --fields 'Display name' -o csv").stdout.startswith("display_name\n")
    refused = office.run("contact show 2 --fields balnce")
    assert (refused.exit_code, "Did you mean balance?" in refused.stderr) == (2, True)


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


@pytest.mark.parametrize("width", [40, 80])
def test_T6_a_command_within_a_sentence_stands_whole(office: Casa, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    office.property("Elm/1")
    office.tenant("Joe Blogs")
    office.ok(["workspace", "add", "other"])
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))

    for command, pasted in {
        "property show Elm": 'contact list --property "Elm"',
        "contact duplicates": "contact duplicates A B --not-duplicate",
        "help": "casactl NOUN VERB --help",
    }.items():
        assert any(line.endswith(pasted) for line in ESCAPES.sub("", office.ok(command).stdout).splitlines()), command
    monkeypatch.setenv("COLUMNS", "80")
    assert office.ok("contact archive --help").stdout.splitlines()[-1].endswith("casactl help options")


@pytest.mark.parametrize(
    "command", ["address list 1", "ledger invoice list", "ledger bank list", "note list 1", "document list 1",
                "portal requests list", "arrears history 1", "view list", "log list --verb undo",
                "workspace field list", "contact list", "task list"],
)  # fmt: skip
def test_T1_an_empty_list_says_on_a_terminal_that_it_is_empty(
    casa_sqlite: Casa, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    casa_sqlite.ok(["contact", "deactivate", casa_sqlite.tenant("Joe Bloggs"), "-y"])
    assert casa_sqlite.ok(command).stdout == ""
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)

    assert ESCAPES.sub("", casa_sqlite.ok(command).stdout).startswith("0 shown")


def test_T10_the_nightly_verbs_say_to_a_person_what_they_did_and_nothing_to_cron(
    casa_sqlite: Casa, monkeypatch: pytest.MonkeyPatch
) -> None:
    casa_sqlite.tenant("Joe Bloggs")
    quiet = [casa_sqlite.ok(command) for command in ("due run", "outbox send")]
    assert {f"{each.stdout}{each.stderr}" for each in quiet} == {""}
    casa_sqlite.ok("contact archive 1 --on +2d -y")
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)

    assert casa_sqlite.ok("due run").stderr == "nothing is due\n"
    assert casa_sqlite.ok("outbox send").stderr == "nothing waits to be sent\n"
    assert "would be: 1 archived" in casa_sqlite.ok("due run --as-of +2d -n").stderr
    assert "1 archived; -v lists them" in casa_sqlite.ok("due run --as-of +2d -y").stderr


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
    assert list(office.ok("outbox show 1 -o json").json)[:3] == ["id", "contact_id", "display_name"]
    assert [office.run(f"{noun} show 99").exit_code for noun in ("message", "outbox")] == [4, 4]


# What is hidden, and what is said once -------------------------------------------------------------


@pytest.fixture
def terminal(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> Casa:
    """An empty office at a terminal of 100 columns."""
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("CASACTL_PAGER", "cat")
    monkeypatch.setenv("COLUMNS", "100")
    return casa


def test_T8_only_those_who_match_count_as_hidden(terminal: Casa) -> None:
    terminal.owner("Ann Active", tag=["vip"])
    for name, tags in (("Ina One", ["vip"]), ("Ivo Two", [])):
        terminal.ok(["contact", "deactivate", terminal.tenant(name, tag=tags)])
    terminal.ok(["contact", "archive", terminal.tenant("Ada Three")])

    def footer(options: str) -> str:
        return ESCAPES.sub("", terminal.ok(f"contact list {options}").stdout).rpartition("shown")[2].strip()

    assert footer("") == "· hidden: 1 archived, 2 inactive (--archived, --inactive, --all)"
    assert footer("--tag vip") == "· hidden: 1 inactive (--archived, --inactive, --all)"
    assert footer("--match three") == "· hidden: 1 archived (--archived, --inactive, --all)"
    assert footer("--type owner") == footer("--owing") == footer("--without email --type owner") == ""
    assert footer("--lifecycle active") == footer("--all") == footer("--archived") == ""


def test_T8_only_those_in_sight_count_as_hidden(terminal: Casa) -> None:
    for at in ("Rose Court/1", "Elm Row/1"):
        terminal.property(at)
        terminal.ok(["contact", "deactivate", terminal.tenant(at=at)])
    terminal.ok("user add ann@office.example --name Ann --type staff --community 'Rose Court'")

    assert "hidden: 2 inactive" in terminal.ok("contact list").stdout
    assert "hidden: 1 inactive" in terminal.ok("contact list --actor ann@office.example").stdout


def test_T8_a_mistyped_field_or_heading_is_told_the_near_one(casa: Casa) -> None:
    casa.tenant()

    near = {
        word: casa.run(["contact", "list", "--fields", f"no,{word}"]).stderr for word in ("nmae", "standng", "emial")
    }

    assert [said.rstrip().rpartition("Did you mean ")[2] for said in near.values()] == ["name?", "standing?", "email?"]


def test_a_wide_list_shows_unit_and_phone(terminal: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    terminal.property("Rose Court/12")
    terminal.tenant("Joe Bloggs", at="Rose Court/12", phone="020 7946 0018", email="joe@example.com")

    head, line = terminal.ok("contact list --wide").stdout.splitlines()[:2]

    assert all(word in head for word in ("e-mail", "phone", "unit"))
    assert all(word in line for word in ("joe@example.com", "+44 20 7946 0018", "Rose Court/12"))
    assert "0018" not in terminal.ok("contact list").stdout


@pytest.mark.parametrize("width", ["60", "80", "100"])
def test_no_postcode_is_broken(terminal: Casa, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    who = terminal.tenant("Wilhelmina Featherstonehaugh-Cholmondeley")
    for street in ("1 A St", "14 Upper Featherstonehaugh Street", "7 Lower Row"):
        terminal.ok(["address", "add", who, "--line", street, "--city", "London", "--postcode", "sw1a 1aa",
                     "--access-note", "ring twice and ask"])  # fmt: skip

    assert terminal.ok("address list").stdout.count("SW1A 1AA") == 3
    assert "\N{NO-BREAK SPACE}" not in terminal.ok("address list").stdout


def test_what_is_unchanged_is_said_once(terminal: Casa) -> None:
    terminal.ok(["contact", "lock", terminal.tenant(), "--reason", "x"])

    again, migrated = terminal.ok("contact lock 1 --reason x"), terminal.ok("workspace migrate")

    assert (
        (again.stdout + again.stderr).count("unchanged") == (migrated.stdout + migrated.stderr).count("unchanged") == 1
    )
    assert terminal.ok("contact lock 1 --reason x -o json").results[0]["outcome"] == "unchanged"


def test_a_unit_s_page_says_its_share(terminal: Casa) -> None:
    terminal.property("Rose Court/12", kind="unit")
    terminal.ok("property edit 'Rose Court/12' --share 25")

    assert "share 25" in terminal.ok("property show 'Rose Court/12'").stdout
    assert terminal.ok("property show 'Rose Court/12' -o json").json["share"] == 25
    assert terminal.ok("property show 'Rose Court' -o json").json["share"] is None


def test_papers_name_the_case_that_they_belong_to(casa: Casa) -> None:
    casa.property("Rose Court")
    casa.ok("workspace set handover_requires_demand off")
    casa.ok("user add law@firm.example --name Law --type attorney --community 'Rose Court'")
    who = casa.owner(at="Rose Court")
    casa.ok(["ledger", "charge", who, "50", "--for", "Levy", "--due", "yesterday"])
    casa.ok(["note", "add", who, "--text", "before"])
    casa.ok(["contact", "handover", who, "--to", "law@firm.example", "--no-send"])
    casa.ok(["note", "add", who, "--text", "for the case", "--visibility", "case"])
    (casa.room / "a.txt").write_text("a\n")
    casa.ok(["document", "add", who, str(casa.room / "a.txt"), "--visibility", "case"])

    assert [row["case_id"] for row in casa.ok("note list -o json").json] == [1, None]
    assert [row["case_id"] for row in casa.ok("document list -o json").json] == [1]


def test_T6_notes_break_between_words_and_leave_a_command_whole(crowded: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    reason = "a reason of many words " * 5
    note = f"She has {LONG}; ask her at {'x' * 40}0@example.com"

    refused = crowded.run(["contact", "archive", 7, "--reason", reason]).stderr
    shown = crowded.run(["contact", "deactivate", 7, 8, 9, "-y", "--reason", note, "--dry-run"]).stderr

    for said in (refused, shown):
        lines = ESCAPES.sub("", said).splitlines()
        assert [line for line in lines if cells(line) > 80 and not line.lstrip().startswith("casactl ")] == []
    monkeypatch.setenv("COLUMNS", "4000")
    whole = ESCAPES.sub("", crowded.run(["contact", "archive", 7, "--reason", reason]).stderr)
    assert refused.split() == whole.split()
    as_json = crowded.run(["contact", "archive", 7, "-o", "json"]).stderr
    assert len(as_json.splitlines()) == 1


def test_T1_no_list_breaks_an_address(crowded: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    crowded.ok("contact invite 7 8")
    crowded.ok("outbox send")
    for width in (80, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        shown = crowded.ok("outbox list").stdout
        assert f"{'x' * 40}0@example.com" in shown
        assert f"{'x' * 40}1@example.com" in shown
