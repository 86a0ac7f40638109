"""Notes: the office's own, and those of a case that its attorney reads and writes too."""

from __future__ import annotations

import pytest

from tests.casa import Casa

LAW = "law@firm.example"
SECRET = "drinks in the mornings"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Contact 1, handed over to an attorney, with an office note; contact 2 beside it."""
    casa.property("Rose Court/1", kind="unit")
    casa.owner("Olive Owner", email="olive@example.com", at="Rose Court/1")
    casa.owner("Paul Plain", email="paul@example.com", at="Rose Court/1")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    casa.ok("workspace set handover_requires_demand off")
    casa.ok("ledger charge 1 120 --for Levy")
    casa.ok(f"contact handover 1 --to {LAW}")
    casa.ok(["note", "add", "1", "--text", SECRET])
    return casa


def texts(casa: Casa, line: str) -> list[str]:
    return [note["text"] for note in casa.ok(f"{line} -o json").json]


def test_WU_10_a_note_is_the_offices_unless_it_is_said_to_be_the_cases(office: Casa) -> None:
    office.ok("note add 1 --text - --visibility case", stdin="Line one\nLine two\n")

    rows = office.ok("note list 1 -o json").json
    assert [(row["visibility"], row["text"]) for row in rows] == [("case", "Line one\nLine two"), ("office", SECRET)]
    assert set(rows[0]) == {"id", "contact_id", "display_name", "visibility", "at", "author", "text", "case_id"}
    assert [note["text"] for note in office.contact(1).notes] == ["Line one\nLine two", SECRET]


def test_WU_10_an_attorney_reads_the_cases_notes_only(office: Casa) -> None:
    office.ok("note add 1 --text 'call first' --visibility case")
    office.ok("note add 2 --text 'of somebody else' --visibility case")

    assert texts(office, f"note list --actor {LAW}") == ["call first"]
    assert office.run(f"note show 1 --actor {LAW}").exit_code == 4
    assert office.run(f"note list 2 --actor {LAW}").exit_code == 4
    assert SECRET not in office.ok(f"contact show 1 -o json --actor {LAW}").stdout


def test_WU_14_an_attorneys_note_belongs_to_the_case(office: Casa) -> None:
    office.ok(f"note add 1 --text 'spoke to her' --actor {LAW}")

    note = office.ok("note list 1 -o json").json[0]
    assert (note["visibility"], note["author"]) == ("case", LAW)
    refused = office.run(f"note add 1 --text x --visibility office --actor {LAW} -o json")
    assert (refused.exit_code, refused.error["code"]) == (5, "note.office-only")
    assert office.run(f"note add 2 --text x --actor {LAW}").exit_code == 4
    assert office.run(f"note remove {note['id']} --actor {LAW}").exit_code == 5


def test_a_removed_note_leaves_every_list_and_undo_brings_it_back(office: Casa) -> None:
    assert office.ok("note remove 1 -o json").outcomes == ["removed"]

    assert texts(office, "note list") == []
    assert office.run("note show 1").exit_code == 4
    office.ok("undo -y")
    assert texts(office, "note list") == [SECRET]


def test_the_text_is_gone_after_an_erasure(office: Casa) -> None:
    office.ok("note add 2 --text 'Paul is ill'")
    office.ok("note remove 2")
    office.ok("contact detach 2 'Rose Court/1'")
    office.ok("contact archive 2")
    office.ok("contact erase 2 -y")

    assert "Paul is ill" not in str(office.rows("select before, after from change"))
    assert "Paul is ill" not in str(office.rows("select payload from operation"))
    assert office.ok("log verify").exit_code == 0


@pytest.mark.parametrize(
    ("line", "stdin", "code"),
    [
        ("note add 1", "", 2),
        ("note add 1 --text ''", "", 2),
        ("note add 1 --text -", "  \n", 2),
        ("note add - --text -", "1\n", 2),
        ("note add 1 --text x --visibility contact", "", 2),
        ("note add 99 --text x", "", 4),
        ("note show 99", "", 4),
        ("note show x", "", 2),
        ("note remove 99", "", 4),
    ],
)
def test_bad_input_writes_nothing(office: Casa, line: str, stdin: str, code: int) -> None:
    assert office.run(line, stdin=stdin).exit_code == code
    assert texts(office, "note list") == [SECRET]


def test_nobody_who_is_gone_gets_a_note(office: Casa) -> None:
    office.set_lifecycle(2, "erased")

    assert office.run("note add 2 --text x -o json").reasons == ["gone"]


def test_notes_are_inert_and_stand_in_no_output_but_their_own_and_the_list_of_arrears(office: Casa) -> None:
    office.ok(["note", "add", "2", "--text", "\u202eevil [red]markup"])
    shown = office.ok("note list 2").stdout
    assert "<U+202E>evil [red]markup" in shown

    for line in (
        "contact list -o json", "contact find olive -o json", "contact export - -y", "ledger ageing -o json",
        "message broadcast --subject s --text t -n -y -o json", "portal view 1 --reason look -o json",
        "contact can 1 -o json", "ledger statement 1 -o json", "log list -o json",
    ):  # fmt: skip
        done = office.run(line)
        assert SECRET not in done.stdout + done.stderr, line

    (row,) = office.ok("arrears list -o json").json
    assert row["last_note"]["text"] == SECRET
    (row,) = office.ok(f"arrears list --actor {LAW} -o json").json
    assert (row["last_note"], row["notes"]) == (None, 0)
