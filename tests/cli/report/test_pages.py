"""Reports in every form, and as a page: whole, private, without any address, and harmless whatever people typed."""

from __future__ import annotations

import re
import stat
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from casactl.cli.tree import TREE
from tests.casa import Casa
from tests.cli.terminal import Terminal
from tests.clock import StillClock
from tests.run import Run
from tests.templates import sqlite_copy

REPORTS = {
    "overview": ("part", "item", "what", "value"),
    "pipeline": (
        "month", "leads", "prospects", "clients", "to_prospect", "to_client", "onward", "converted", "conversion",
        "now_lead", "now_prospect", "now_client", "now_onward", "now_lost",
    ),
    "activity": ("verb", "actor", "operations", "contacts", "undone", "last_at"),
    "arrears": ("community", "status", "contacts", "owed", "past_due", "came", "went"),
    "handovers": ("attorney", "email", "open", "owed", "oldest", "last_activity", "settled", "recalled"),
    "retention": ("id", "display_name", "archived_on", "newest_entry", "due_on", "due"),
}  # fmt: skip
"""Every report with the columns of its CSV."""
EVIL = '<script>alert("x")</script>\u202eexe.fdp\u200b&amp;'
EVIL_OFFICE = "Hill & <b>Sons</b>"
VOID = {"meta", "br"}


@pytest.fixture(scope="module")
def office(run_root: Path, tmp_path_factory: pytest.TempPathFactory, pooled: None) -> Casa:
    """An office with something in every report, and names that were meant to do harm."""
    folder = tmp_path_factory.mktemp("office") / "main"
    casa = Casa(sqlite_copy(run_root, folder), folder, folder / "config.toml", StillClock())
    fill(casa)
    return casa


def fill(casa: Casa) -> None:
    casa.ok(["workspace", "set", "office_name", EVIL_OFFICE])
    casa.property("Rose <i>Court", kind="community")
    casa.add(type="owner", first_name="Olive", last_name=EVIL, property="Rose <i>Court", email="o@example.com")
    casa.owner("Gone Gustav")
    casa.person("Lea Lead", type="lead", email="lea@example.com")
    casa.ok("contact promote 3")
    casa.ok(["user", "add", "law@firm.example", "--name", EVIL, "--type", "attorney", "--community", "Rose <i>Court"])
    casa.ok("workspace set handover_requires_demand off")
    casa.ok("ledger charge 1 1234567.89 --for Levy --due 2026-10-01")
    casa.ok("contact handover 1 --to law@firm.example --reason x")
    casa.ok("contact archive 2")
    casa.ok("contact archive 1 --on 2026-12-31 -y")
    casa.ok("contact invite 3 --no-send")
    task = {"contact_id": 1, "kind": "task", "title": EVIL, "state": "open", "author": "root", "due": "2026-11-01"}
    with casa.work("task.add") as work:
        work.insert("engagement", [task])


class Page(HTMLParser):
    """A page read strictly: what is open, what it says, which tags and attributes it has."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.faults: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style" and data.strip():
            self.said.append(data.strip())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page(casa: Casa, words: str) -> str:
    return casa.ok(f"report {words} --html -").stdout


def test_these_are_all_reports() -> None:
    assert set(REPORTS) == set(TREE["report"].verbs)


# The page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(REPORTS))
def test_a_page_is_whole_and_needs_nothing_else(office: Casa, name: str) -> None:
    text = page(office, name)
    read = Page(text)

    assert text.startswith('<!doctype html>\n<html lang="en">')
    assert (read.open, read.faults) == ([], [])
    assert re.findall(r"https?|//|www\.|url\(|@import|javascript:|xmlns", text, re.IGNORECASE) == []
    assert {"script", "link", "img", "iframe", "a", "svg", "object", "form", "base"} & {
        tag for tag, _ in read.tags
    } == set()
    assert [
        key for _, attributes in read.tags for key in attributes if key.startswith("on") or key in ("src", "href")
    ] == []
    for part in ("prefers-color-scheme: dark", "@media print", "@media (max-width", "tabular-nums"):
        assert part in text
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in read.named("meta")
    assert {"name": "color-scheme", "content": "light dark"} in read.named("meta")


@pytest.mark.parametrize("name", list(REPORTS))
def test_a_page_can_be_read_by_ear(office: Casa, name: str) -> None:
    read = Page(page(office, name))

    assert [len(read.named(tag)) for tag in ("title", "h1", "main", "header", "footer")] == [1] * 5
    for table in read.named("table"):
        assert table["aria-labelledby"] in {heading["id"] for heading in read.named("h2")}
    assert {heading.get("scope") for heading in read.named("th")} == {"col", "row"}
    assert all(cell.get("data-label") is not None for cell in read.named("td"))
    bars = [each for each in read.named("div") if each.get("class") == "bar"]
    assert all(bar["aria-hidden"] == "true" for bar in bars)
    assert bars or name in ("retention", "handovers")  # one attorney is compared with nobody


@pytest.mark.parametrize("name", list(REPORTS))
def test_what_people_typed_is_text_and_stays_text(office: Casa, name: str) -> None:
    text = page(office, name)

    assert "<script" not in text
    assert "<i>Court" not in text
    assert "<b>Sons" not in text
    assert [mark for mark in text if mark in "\u202e\u200b"] == []
    said = " ".join(Page(text).said)
    assert EVIL_OFFICE in said
    if name in ("handovers", "overview"):
        assert '<script>alert("x")</script><U+202E>exe.fdp<U+200B>&amp;' in said


def test_a_page_says_every_number_of_the_report(office: Casa) -> None:
    said = {name: Page(page(office, name)).said for name in REPORTS}

    assert {"1,234,567.89", "1 past due", "handover", "tasks", "Dec 2026", "Contacts by type and standing"} <= {
        *said["overview"]
    }
    assert {"Nov 2026", "prospects now", "0.0 %", "Where those who came in stand now"} <= {*said["pipeline"]}
    assert {"contact.promote", "contact.handover", "root", "2026-11-23"} <= {*said["activity"]}
    assert {"Rose <i>Court", "handover", "1,234,567.89", "+1"} <= {*said["arrears"]}
    assert {"1,234,567.89", "open cases", "last activity"} <= {*said["handovers"]}
    assert {"Gustav, Gone", "due"} & {*said["retention"]}
    assert "1 archived, 1 due: casactl contact erase --all-due" in said["retention"]


@pytest.mark.parametrize("name", list(REPORTS))
def test_an_empty_office_has_pages_too(casa_sqlite: Casa, name: str) -> None:
    read = Page(page(casa_sqlite, name))

    assert (read.open, read.faults) == ([], [])
    assert any("The office" in text for text in read.said)


def test_dates_on_a_page_are_written_as_the_office_writes_them(casa_sqlite: Casa) -> None:
    casa_sqlite.ok("workspace set date_format day-first")

    assert "as of 23 Nov 2026" in Page(page(casa_sqlite, "overview")).said


def test_bars_are_as_long_as_what_they_stand_for(office: Casa) -> None:
    office.ok("ledger charge 3 308641.97 --for Fee")
    text = page(office, "arrears")
    office.ok("undo -y")

    widths = sorted(float(width) for width in re.findall(r'<i class="attention" style="width:([\d.]+)%">', text))
    assert widths == [25.0, 100.0]


# The file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(REPORTS))
def test_a_page_goes_into_a_private_file_and_the_line_says_where(office: Casa, tmp_path: Path, name: str) -> None:
    file = tmp_path / "page.html"
    file.write_text("old")
    file.chmod(0o644)

    done = office.ok(f"report {name} --html {file} --yes")

    assert (done.stdout, done.stderr) == ("", f"page → {file}\n")
    assert file.read_text("utf-8") == page(office, name)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]
    assert office.ok(f"report {name} --html {file} -q -y").stderr == ""


def test_a_format_that_is_asked_for_is_printed_beside_the_page(office: Casa, tmp_path: Path) -> None:
    file = tmp_path / "page.html"

    done = office.ok(f"report overview --html {file} -o json")

    assert done.json == office.ok("report overview -o json").json
    assert file.exists()


def fails(casa: Casa, words: str) -> Run:
    done = casa.run(words)
    assert done.stdout == ""
    return done


def test_a_page_that_cannot_be_written_leaves_what_was_there(office: Casa, tmp_path: Path) -> None:
    assert fails(office, f"report overview --html {tmp_path}/nowhere/page.html").exit_code == 1
    assert fails(office, "report overview --html -  -o json").exit_code == 2
    assert fails(office, "report overview --html ''").exit_code == 2
    assert fails(office, "report pipeline --since dogs --html x.html").exit_code == 2
    assert fails(office, "report activity --since 1066-10-14").exit_code == 2
    assert not Path("x.html").exists()
    assert list(tmp_path.iterdir()) == []


# For programs and for terminals -------------------------------------------------------------------


@pytest.mark.parametrize("name", list(REPORTS))
def test_csv_and_lines_have_the_same_columns_and_rows(office: Casa, name: str) -> None:
    header, *rows = office.ok(f"report {name} -o csv").stdout.splitlines()
    lines = office.ok(f"report {name} -o jsonl").lines
    key = REPORTS[name][1]

    assert tuple(header.split(",")) == REPORTS[name]
    assert len(rows) == len(lines) > 0
    assert all(tuple(line) == REPORTS[name] for line in lines)
    assert office.ok(f"report {name} -o csv --fields {key}").stdout.splitlines()[0] == key
    assert len(office.ok(f"report {name} -o tsv").stdout.splitlines()) == len(rows)
    unknown = office.run(f"report {name} -o csv --fields dogs")
    assert (unknown.exit_code, REPORTS[name][0] in unknown.stderr) == (2, True)


@pytest.mark.parametrize("name", ["overview", "pipeline", "activity", "arrears", "handovers"])
def test_what_only_counts_has_no_ids(office: Casa, name: str) -> None:
    done = fails(office, f"report {name} -o ids")

    assert (done.exit_code, "there are no ids" in done.stderr) == (2, True)


def test_the_keys_of_json_are_these(office: Casa) -> None:
    def keys(words: str) -> Any:
        return list(office.ok(f"report {words} -o json").json)

    assert keys("overview") == [
        "as_of", "currency", "contacts", "arrears", "invitations", "archives", "next_archives", "work",
    ]  # fmt: skip
    assert keys("pipeline") == ["since", "as_of", "standing", "total", "months"]
    assert keys("activity") == ["since", "as_of", "operations", "contacts", "undone", "done", "actors", "by", "spread"]
    assert office.ok("report overview -o json --fields as_of").json == {"as_of": "2026-11-23"}


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("name", list(REPORTS))
def test_a_terminal_shows_figures_tables_and_bars_within_its_width(office: Casa, name: str, columns: int) -> None:
    with Terminal("report", name, columns=columns, env={"CASACTL_CONFIG": str(office.config_file)}) as terminal:
        assert terminal.end() == 0

    text = re.sub(r"\x1b\[[0-9;]*m", "", terminal.stdout)
    assert max(map(len, text.splitlines())) <= columns
    assert text.splitlines()[0] == TITLES[name]
    assert "\u202e" not in text
    assert ("█" in text) is (name not in NO_ROOM_FOR_BARS[columns])
    assert "1,234,567.89" in text or name in ("pipeline", "activity", "retention")


NO_ROOM_FOR_BARS = {80: ("handovers", "retention", "arrears"), 100: ("handovers", "retention")}
"""Where that attorney's name, or so large a debt twice in a line, takes the room."""
TITLES = {
    "overview": "Overview", "pipeline": "Pipeline", "activity": "Activity", "arrears": "Arrears",
    "handovers": "Handovers", "retention": "Retention",
}  # fmt: skip


@pytest.mark.parametrize("name", list(REPORTS))
def test_reports_are_the_offices_not_the_attorneys(office: Casa, name: str, tmp_path: Path) -> None:
    for more in ("", "--html -", f"--html {tmp_path}/page.html"):
        done = fails(office, f"report {name} {more} --actor law@firm.example")
        assert (done.exit_code, "permission.denied" in done.stderr) == (5, True)
    assert list(tmp_path.iterdir()) == []
