"""Files that verbs write: nobody's is replaced unasked, a dry run touches none, and none is written by halves."""

from __future__ import annotations

import os
import re
import shlex
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.cli.terminal import Terminal
from tests.cli.test_requests import stored
from tests.cli.writing_lines import office as small_office
from tests.pictures import png

Fill = Callable[[Callable[[Casa], None]], Casa]

INVOICE = "ledger invoice 9 --pdf {file}"
LINES = (
    "contact export {file} --format csv", "contact export {file} --format xlsx", "contact export {file} --format jsonl",
    "contact export {file} --format vcard", "event export {file} --format ics", "report overview --html {file}",
    "ledger statement 4 --pdf {file}", INVOICE, "ledger invoice show 1 --pdf {file}",
    "message preview reminder 4 --pdf {file}", "outbox print {file}", "document get 1 -O {file}",
    "contact avatar 11 --to {file}", "workspace backup {file}",
)  # fmt: skip
"""Every verb that writes a file of its result, in each of its forms."""


def office(casa: Casa) -> None:
    """Something to write by each of them."""
    small_office(casa)
    picture = casa.config_file.parent / "picture.png"
    picture.write_bytes(png(20, 20))
    casa.ok(["contact", "edit", 11, "--avatar", str(picture)])
    casa.ok("workspace set office_name Office")
    casa.ok("ledger invoice 4")
    casa.ok("address add 4 --line '1 High St' --city Leeds --postcode 'LS1 1AA' --billing")
    casa.ok("arrears status 4 --set reminder --notify post")


@pytest.mark.parametrize("line", LINES)
def test_T_a_file_that_is_there_is_replaced_only_after_yes(filled: Fill, tmp_path: Path, line: str) -> None:
    casa = filled(office)
    file = tmp_path / "mine"
    file.write_text("kept")
    before = stored(casa)

    for more in ("", " -n", " -o json" if line.startswith("report") else " -q"):
        refused = casa.run(line.format(file=file) + more)
        assert (refused.exit_code, refused.stdout) == (5, ""), refused
        assert re.search(
            r"(document.file-exists|backup.exists)\b.*it was left untouched.*--yes", refused.stderr, re.DOTALL
        ), refused
    assert (file.read_text(), stored(casa)) == ("kept", before)
    assert os.listdir(tmp_path).count("mine") == 1

    casa.ok(line.format(file=file) + " --yes")
    assert file.read_bytes() != b"kept"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("line", LINES)
def test_T_a_dry_run_touches_no_file(filled: Fill, tmp_path: Path, line: str) -> None:
    casa = filled(office)
    before, around = stored(casa), sorted(tmp_path.iterdir())
    file = tmp_path / "new"

    tried = casa.ok(line.format(file=file) + " -n")
    again = casa.ok(line.format(file=file) + " -n -y")

    assert (sorted(tmp_path.iterdir()), stored(casa)) == (around, before)
    assert "wrote" not in tried.stderr + again.stderr
    mine = tmp_path / "mine"
    mine.write_text("kept")
    casa.ok(line.format(file=mine) + " -n -y")
    assert mine.read_text() == "kept"


@pytest.mark.parametrize("line", LINES)
def test_T_there_is_no_result_where_none_can_be(filled: Fill, tmp_path: Path, line: str) -> None:
    casa = filled(office)
    before = stored(casa)
    for place in (tmp_path, tmp_path / "no" / "folder", casa.config_file, casa.folder / "casactl.db"):
        if casa.location.path or place.name != "casactl.db":
            refused = casa.run(line.format(file=shlex.quote(str(place))) + " -y")
            exports = line.startswith(("contact export", "event", "report")) and place.suffix not in (".toml", ".db")
            assert refused.exit_code == (1 if exports else 2), (place, refused)
    assert stored(casa) == before


def test_T_what_loses_nothing_is_written_into(filled: Fill, tmp_path: Path) -> None:
    casa = filled(office)
    for line in (
        "contact export /dev/null --format xlsx",
        "document get 1 -O /dev/null",
        "report overview --html /dev/null",
    ):
        casa.ok(line)
        casa.ok(f"{line} --yes")
    assert not Path("/dev/null").is_file()

    (tmp_path / "elsewhere").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert casa.run(f"document get 1 -O {tmp_path}/link").exit_code == 5
    casa.ok(f"document get 1 -O {tmp_path}/link --yes")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "elsewhere").read_text()) == (True, "hello")


def test_T_a_full_device_says_so_and_a_dangling_link_is_somebodys(filled: Fill, tmp_path: Path) -> None:
    casa = filled(office)
    for line in (
        "contact export /dev/full --format csv",
        "contact export /dev/full --format xlsx",
        "document get 1 -O /dev/full",
    ):
        full = casa.run(line)
        assert (full.exit_code, full.stdout) == (1, ""), full
        assert "error[output.unwritable]: /dev/full cannot be written: No space left on device" in full.stderr
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert casa.run(f"document get 1 -O {tmp_path}/link").exit_code == 5
    assert not (tmp_path / "nowhere").exists()


def test_T_a_repeated_request_finds_its_own_file_and_no_invoice_is_made_without_one(
    filled: Fill, tmp_path: Path
) -> None:
    casa = filled(office)
    line, file = f"ledger invoice 9 --pdf {tmp_path}/i.pdf --request-id r", tmp_path / "i.pdf"
    file.write_text("mine")
    before = stored(casa)
    assert casa.run(line).exit_code == 5
    assert stored(casa) == before

    file.unlink()
    made = casa.ok(f"{line} -o json").json
    assert casa.ok(f"{line} -o json").json == made


def test_T_an_operation_of_many_lines_writes_no_file(filled: Fill, tmp_path: Path) -> None:
    casa = filled(office)
    for line in LINES:
        done = casa.run("batch --atomic", stdin=line.format(file=tmp_path / "new") + "\n")
        assert (done.exit_code, done.json["error"]["code"]) == (5, "batch.not-together"), (line, done)
    assert not (tmp_path / "new").exists()


def test_T_on_a_terminal_it_is_asked_before_anything_is_done(filled: Fill, tmp_path: Path) -> None:
    casa = filled(office)
    file = tmp_path / "mine"
    file.write_text("kept")
    before = stored(casa)
    for line in ("contact export {file} --format csv", INVOICE):
        with Terminal(*line.format(file=file).split()) as terminal:
            terminal.expect(f"Replace {file}? [y/N]")
            terminal.type("n\r")
            assert terminal.end() == 1
        assert (file.read_text(), stored(casa)) == ("kept", before), line
