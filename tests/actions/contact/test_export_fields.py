"""`contact export --fields`, and what else an export's line takes (9-terminal.md)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.casa import Casa


def office(casa: Casa) -> None:
    casa.ok("contact add --type owner --first-name Olive --last-name Owens --email olive@example.com")
    casa.ok("contact add --type owner --first-name Otto --last-name Ohm")


def test_B8_fields_are_the_columns_of_a_file(casa: Casa) -> None:
    office(casa)

    assert casa.ok("contact export - --fields id,email,title").stdout.splitlines() == [
        "contact_id,email,title", "1,olive@example.com,", "2,,",
    ]  # fmt: skip
    lines = casa.ok("contact export - -o jsonl --fields contact_id,email").stdout.splitlines()
    assert json.loads(lines[0]) == {"id": 1, "email": "olive@example.com"}
    casa.ok("contact export few.xlsx --fields contact_id,first_name")
    done = casa.ok("contact import few.xlsx --on-conflict update -o json").json
    assert (done["unchanged"], done["operation"]) == (2, None)


@pytest.mark.parametrize("line", ["a.csv --fields nothing", "a.jsonl --fields nothing", "a.vcf --fields email"])
def test_B8_what_is_no_field_is_refused_and_no_file_is_left(casa: Casa, line: str) -> None:
    office(casa)

    assert casa.run(f"contact export {line}").exit_code == 2
    assert not list(Path().glob("a.*"))


def test_a_format_that_o_does_not_take_is_told_with_the_option_that_does(casa: Casa) -> None:
    told = casa.run("contact export - -o xlsx").stderr

    assert "-o takes csv and jsonl" in told
    assert "--format xlsx" in told


def test_a_whole_name_with_an_at_sign_is_a_name(casa: Casa) -> None:
    casa.ok(["contact", "add", "--type", "owner", "--first-name", "=1+1", "--last-name", "@sum"])

    assert casa.ok(["contact", "show", "=1+1 @sum", "-o", "json"]).json["id"] == 1
    assert casa.ok(["contact", "find", "=1+1 @sum", "-o", "ids"]).stdout == "1\n"


def test_a_name_that_is_read_as_empty_is_said(casa: Casa) -> None:
    told = casa.run("contact add --type owner --first-name None --last-name Bo").stderr

    assert "needs --first-name ('None' is read as empty)" in told
