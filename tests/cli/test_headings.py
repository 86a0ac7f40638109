"""What the headings of lists say, `--fields` and `--sort` take (T8), wherever the result goes."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import split
from typing import Any

import pytest

from casactl.render import records
from tests import run as running
from tests.casa import Casa
from tests.cli.test_kept_output import COMMANDS
from tests.cli.test_kept_output import office as office

pytestmark = pytest.mark.probe

MORE = ("contact list --wide", "contact list --all --sort unit", "arrears list --wide", "workspace list", "view list",
        "ledger bank list", "ledger recurring list", "portal requests", "report retention --wide")  # fmt: skip
PAGES = ("contact can", "log show", "contact show", "workspace get", "workspace check", "contact history", "note show")
"""Not lists but pages or objects, of which `--fields` takes the keys."""


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The headings of the tables that are drawn."""
    found: list[str] = []
    draw_table = records.draw_table

    def noted(view: Any, rows: Any, columns: Sequence[records.Column], **more: Any) -> tuple[str, ...]:
        found.extend(column.title for column in columns if column.title and not column.below)
        return draw_table(view, rows, columns, **more)

    monkeypatch.setattr(records, "draw_table", noted)
    monkeypatch.setattr("casactl.render.contact.draw_table", noted)
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "300")
    return found


def test_T8_every_heading_of_every_list_is_taken_by_fields(office: Casa, drawn: list[str]) -> None:
    asked = 0
    for command in (*COMMANDS, *MORE):
        if command.startswith(PAGES):
            continue
        drawn.clear()
        office.ok(command)
        headings = ",".join(dict.fromkeys(drawn))
        for form in ("table", "tsv", "json", "csv") if headings else ():
            office.ok([*split(command), "--fields", headings, "-o", form])
            asked += 1
    assert asked > 120


@pytest.mark.parametrize(
    ("heading", "key"),
    [("no", "id"), ("past due", "past-due"), ("-Past_Due", "-past-due"), ("unit", "unit"), ("created_at", "created")],
)
def test_T8_lists_are_sorted_by_what_their_headings_say(office: Casa, heading: str, key: str) -> None:
    by_heading = office.ok(["contact", "list", "--all", "-o", "ids", f"--sort={heading}"]).ids
    assert by_heading == office.ok(["contact", "list", "--all", "-o", "ids", f"--sort={key}"]).ids


def test_lists_that_carry_a_contact_s_number_carry_the_name_too(office: Casa) -> None:
    carried = 0
    for command in COMMANDS:
        if "list" not in command:
            continue
        for row in office.ok(f"{command} -o json").json:
            if isinstance(row, dict) and "contact_id" in row:
                assert "display_name" in row, command
                assert bool(row["display_name"]) == bool(row["contact_id"]), command
                carried += 1
    assert carried > 20
