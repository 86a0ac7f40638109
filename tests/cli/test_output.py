"""The output contract: results alone on standard output, parseable also when empty."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from casactl.render.view import FORMATS
from tests.casa import Casa

CONTACT_KEYS = [
    "id", "external_id", "kind", "type", "display_name", "first_name", "last_name", "single_name", "company", "email",
    "phone", "lifecycle", "portal", "invitation_expired", "locked", "lock_reason", "arrears", "attorney", "balance",
    "currency", "properties", "tags", "custom", "archive_on", "created_at", "updated_at", "last_sign_in_at", "version",
]  # fmt: skip

EMPTY = {"table": "", "tsv": "", "json": "[]\n", "jsonl": "", "ids": ""}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("command", ["contact list", "contact find nobody", "due list", "property list"])
def test_an_empty_result_is_still_of_its_format(casa_sqlite: Casa, command: str, form: str) -> None:
    done = casa_sqlite.ok(f"{command} -o {form}")

    if form == "csv":
        assert len(list(csv.reader(io.StringIO(done.stdout)))) == 1
    else:
        assert done.stdout == EMPTY[form]
    assert done.stderr == ""


@pytest.fixture
def joe(casa: Casa) -> Casa:
    casa.property("Rose Court/Block A/12")
    casa.tenant(
        "Joe Bloggs", email="joe@example.com", phone="020 7946 0958", at="Rose Court/Block A/12", tag=["vip", "keys"],
        external_id="T-1", custom={"role": "board"},
    )  # fmt: skip
    return casa


def test_the_contact_object_is_the_documented_one(joe: Casa) -> None:
    (found,) = joe.ok("contact list -o json").json

    assert [key for key in found if key in CONTACT_KEYS] == CONTACT_KEYS  # others are only added
    assert {key: found[key] for key in CONTACT_KEYS} == {
        "id": 1, "external_id": "T-1", "kind": "person", "type": "tenant", "display_name": "Joe Bloggs",
        "first_name": "Joe", "last_name": "Bloggs", "single_name": False, "company": None, "email": "joe@example.com",
        "phone": "+442079460958", "lifecycle": "active", "portal": "not-invited", "invitation_expired": False,
        "locked": False, "lock_reason": None, "arrears": "current", "attorney": None, "balance": "0.00",
        "currency": "GBP", "properties": ["Rose Court/Block A/12"], "tags": ["keys", "vip"],
        "custom": {"role": "board"}, "archive_on": None, "created_at": "2026-11-23T09:00:00.000000Z",
        "updated_at": "2026-11-23T09:00:00.000000Z", "last_sign_in_at": None, "version": 1,
    }  # fmt: skip


def test_show_gives_the_contact_object_and_what_belongs_to_it(joe: Casa) -> None:
    found = joe.ok("contact show 1 -o json").json

    (listed,) = joe.ok("contact list -o json").json
    assert list(found)[: len(listed)] == list(listed)
    assert {
        "addresses", "leases", "links", "engagements", "messages", "notes", "documents", "arrears_history", "case",
        "schedule", "analytics", "next",
    } <= set(found)  # fmt: skip
    assert all(set(step) == {"command", "why"} for step in found["next"])


def test_every_format_says_the_same(joe: Casa) -> None:
    (as_json,) = joe.ok("contact list -o json").json
    (as_line,) = joe.ok("contact list -o jsonl").lines
    (as_row,) = csv.DictReader(io.StringIO(joe.ok("contact list -o csv").stdout))

    assert as_line == as_json
    assert list(as_row) == list(as_json)
    assert as_row["tags"] == "keys;vip"
    assert as_row["locked"] == "false"
    assert joe.ok("contact list -o ids").stdout == "1\n"
    cells = joe.ok("contact list").stdout.rstrip("\n").split("\t")
    assert {"1", "Joe Bloggs", "tenant", "joe@example.com", "+442079460958"} <= set(cells)


def test_fields_chooses_and_orders(joe: Casa) -> None:
    assert joe.ok("contact list --fields email,id -o json").json == [{"email": "joe@example.com", "id": 1}]
    assert joe.ok("contact list --fields email,id -o csv").stdout == "email,id\njoe@example.com,1\n"
    assert joe.ok("contact list --fields email,id").stdout == "joe@example.com\t1\n"
    assert joe.ok("contact show 1 --fields email,id -o json").json == {"email": "joe@example.com", "id": 1}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("command", ["contact list", "contact show 1", "log list", "due list", "property list"])
def test_an_unknown_field_lists_the_valid_ones(joe: Casa, command: str, form: str) -> None:
    refused = joe.run(f"{command} --fields mail -o {form}")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "'mail'" in refused.stderr
    assert refused.stderr.partition("fields: ")[2].count(", ") >= 5


def test_an_unknown_format_lists_the_valid_ones(joe: Casa) -> None:
    refused = joe.run("contact list -o yaml")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "table, tsv, json, jsonl, csv, ids" in refused.stderr


def test_a_verb_that_changes_prints_the_results_object(joe: Casa) -> None:
    done = joe.ok("contact edit 1 --tag board -o json")

    assert done.json == {
        "operation": joe.log()[0]["operation"],
        "dry_run": False,
        "results": [{"ref": "1", "id": 1, "outcome": "updated", "reasons": []}],
    }


def test_operation_is_null_when_nothing_was_written(joe: Casa) -> None:
    assert joe.ok("contact edit 1 --tag vip -o json").json["operation"] is None
    assert joe.ok("contact edit 1 --tag vip -o json").outcomes == ["unchanged"]
    assert joe.run("contact archive 1 -o json").json["operation"] is None


def test_ids_are_of_what_was_touched(joe: Casa) -> None:
    assert joe.ok("contact edit 1 --tag board -o ids").stdout == "1\n"
    assert joe.ok("contact edit 1 --tag board -o ids").stdout == ""
    assert joe.run("contact archive 1 -o ids").stdout == ""


def test_a_list_has_no_limit_off_a_terminal(casa_sqlite: Casa) -> None:
    rows = "".join(f"tenant,N{n},X\n" for n in range(120))
    casa_sqlite.ok("contact import -", stdin="type,first name,last name\n" + rows)

    assert len(casa_sqlite.ok("contact list -o ids").ids) == 120
    assert len(casa_sqlite.ok("contact list -o ids --limit 7").ids) == 7


NASTY = {
    "escape": "Joe\x9b31m",
    "markup": "[red]Joe[/red]",
    "emoji code": ":smile:",
    "rtl": "Joe\u202etxt.exe",
    "isolate": "J\u2067o\u2069e",
    "zero width": "Jo\u200be",
    "emoji": "Joe 😀",
    "line": "Jo\u2028e",
    "bom": "\ufeffJoe",
}


@pytest.mark.parametrize("what", ["markup", "emoji code", "emoji", "rtl", "isolate", "zero width"])
def test_a_name_cannot_act_on_a_terminal_and_json_carries_it_whole(casa_sqlite: Casa, what: str) -> None:
    name = NASTY[what]
    casa_sqlite.ok(["contact", "add", "--type", "tenant", "--first-name", name, "--last-name", "Bloggs"])
    stored = casa_sqlite.rows("select first_name from contact")[0][0]

    table = casa_sqlite.ok("contact list").stdout + casa_sqlite.ok("contact show 1").stdout
    table += casa_sqlite.run("contact archive 1").stdout + casa_sqlite.ok("log list").stdout

    assert not any(mark in table for mark in "\u202e\u2067\u2069\u200b\x1b\x9b")
    if what in ("rtl", "isolate"):
        assert "<U+20" in table
    else:
        assert name.replace("\u200b", "<U+200B>") in table or stored in table
    assert casa_sqlite.ok("contact list --all -o json").json[0]["first_name"] == stored
    assert casa_sqlite.ok("contact list --all -o csv --fields first_name").stdout == f"first_name\n{stored}\n"


@pytest.mark.parametrize("name", ["Joe\x1b[31m", "Joe\x07", "Joe\x9b31m", "Jo\x00e", "\udcff", "x" * 401, "x" * 10_000])
def test_a_name_with_control_characters_or_without_end_is_refused(casa_sqlite: Casa, name: str) -> None:
    refused = casa_sqlite.run(
        ["contact", "add", "--type", "tenant", "--first-name", name, "--last-name", "Bloggs", "-o", "json"]
    )

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "\x1b" not in refused.stderr
    assert len(refused.stderr) < 1000
    assert casa_sqlite.rows("select count(*) from contact") == [(0,)]


def test_an_error_repeats_what_was_typed_without_its_power(casa_sqlite: Casa) -> None:
    refused = casa_sqlite.run(["contact", "show", "\x1b[31mred\u202e"])

    assert refused.exit_code == 4
    assert "\x1b" not in refused.stderr
    assert "\u202e" not in refused.stderr
    assert "^[[31mred<U+202E>" in refused.stderr


def test_names_of_any_script_up_to_400_characters_are_kept(casa_sqlite: Casa) -> None:
    for number, name in enumerate(["Ωmega", "李", "Åsa", "عمر", "x" * 400], 1):
        casa_sqlite.ok(["contact", "add", "--type", "tenant", "--first-name", name, "--last-name", "Z"])
        assert casa_sqlite.contact(number).first_name == name
        assert number in casa_sqlite.ok(["contact", "find", name, "-o", "ids"]).ids


def test_json_is_one_document_whatever_it_holds(casa_sqlite: Casa) -> None:
    casa_sqlite.ok(["contact", "add", "--type", "tenant", "--first-name", '"\\', "--last-name", "</script>"])

    assert json.loads(casa_sqlite.ok("contact list -o json").stdout)[0]["first_name"] == '"\\'
    assert casa_sqlite.ok("contact list -o jsonl").lines[0]["last_name"] == "</script>"


LISTS = (
    "contact list", "contact find EVIL", "contact show 1", "ledger statement 1", "ledger ageing", "arrears list",
    "note list", "note show 1", "address list", "message list", "outbox list", "task list", "task show 1",
    "property list", "property show =Court",
)  # fmt: skip
AMOUNTS = {"-2.00", "+442079460958"}


def test_S12_no_csv_holds_what_a_spreadsheet_would_calculate(casa_sqlite: Casa) -> None:
    casa_sqlite.property("=Court")
    evil = casa_sqlite.tenant(
        "=EVIL() @sum", external_id="-7", tag=["+1"], email="=x@example.com", phone="020 7946 0958", at="=Court"
    )
    casa_sqlite.ok(["ledger", "charge", evil, "5", "--for", "=Rent", "--due", "2026-11-01", "--on", "2026-11-01"])
    casa_sqlite.ok(["ledger", "pay", evil, "2", "--on", "2026-11-02"])
    casa_sqlite.ok(["note", "add", evil, "--text", "-5"])
    casa_sqlite.ok(["address", "add", evil, "--line", "=1 Elm", "--city", "+Leeds", "--postcode", "LS1 1AA"])
    casa_sqlite.ok(["message", "send", evil, "--subject", "=Water", "--text", "@text", "--no-send"])
    casa_sqlite.ok(["task", "add", "--contact", evil, "--title", "=tap"])

    for command in LISTS:
        cells = _cells(casa_sqlite.ok(f"{command} -o csv").stdout)
        assert [cell for cell in cells if cell[:1] in ("=", "@", "+", "-") and cell not in AMOUNTS] == [], command
        assert any(cell[:1] == "'" for cell in cells), command
        assert [cell.removeprefix("'") for cell in cells] == _cells(casa_sqlite.ok(f"{command} -o csv --raw").stdout)


def _cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text)) for cell in row]


def told(casa: Casa, *words: str, stdin: str = "", to: str = "/dev/full", **env: str) -> tuple[int, str, bytes]:
    """Run the program as a process whose standard output is a file; gives exit code, standard error, the file."""
    command = [sys.executable, "-m", "casactl", *words]
    with open(to, "wb") as out:
        done = subprocess.run(
            command, input=stdin, stdout=out, stderr=subprocess.PIPE, text=True, check=False, env={**os.environ, **env}
        )
    return done.returncode, done.stderr, b"" if to == "/dev/full" else Path(to).read_bytes()


@pytest.mark.parametrize("form", ["table", "json"])
def test_on_a_full_disk_it_says_that_what_was_done_stands(casa_sqlite: Casa, form: str) -> None:
    words = "contact add --type lead --first-name Ann --last-name Other -o"
    code, error, _ = told(casa_sqlite, *words.split(), form)

    assert (code, "output.unwritable" in error, "nothing was changed" in error) == (1, True, False), error
    assert f"casactl log show {casa_sqlite.log()[0]['operation']}" in error
    assert casa_sqlite.log()[0]["verb"] == "contact.add"


@pytest.mark.parametrize("page", ["contact show 1", "report overview", "contact list -o table", "contact history 1"])
def test_a_page_on_a_full_disk_is_no_defect(casa_sqlite: Casa, page: str) -> None:
    casa_sqlite.tenant("Joe Bloggs")

    code, error, _ = told(casa_sqlite, *page.split())

    assert (code, error) == (
        1, "error[output.unwritable]: Standard output cannot be written: No space left on device.\n",
    )  # fmt: skip


def test_a_batch_on_a_full_disk_says_which_lines_ran(casa_sqlite: Casa) -> None:
    line = "contact add --type lead --first-name Ann --last-name Other\n"

    code, error, _ = told(casa_sqlite, "batch", stdin=line + line)

    assert (code, error.splitlines()[0]) == (1, "behind line 1: 1 line: all done; no other was begun")
    assert [each["verb"] for each in casa_sqlite.log()][:2] == ["contact.add", "workspace.add"]


@pytest.mark.parametrize("letters", ["ascii", "latin-1"])
def test_what_a_terminal_has_no_letters_for_is_told_as_json_tells_it(
    casa_sqlite: Casa, letters: str, tmp_path: Path
) -> None:
    name = "山田 👩 Müller"
    casa_sqlite.tenant(name)
    casa_sqlite.ok(["workspace", "set", "office_name", name])

    for words in (["contact", "list", "-o", "json"], ["contact", "show", "1"], ["contact", "list", "-o", "csv"]):
        code, error, out = told(casa_sqlite, *words, to=str(tmp_path / "out"), PYTHONIOENCODING=letters)
        assert (code, error) == (0, ""), words
        assert b"\\u5c71\\u7530 \\ud83d\\udc69" in out
        if "json" in words:
            assert json.loads(out.decode(letters))[0]["display_name"] == name
