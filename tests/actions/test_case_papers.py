"""Papers of a case: who reads them after a recall and a new handover, and who puts them right (L9)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.run import Run

LAW, OTHER, CLERK = "law@firm.example", "other@firm.example", "clerk@office.example"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Contact 1, who owes, with a note from before, is with Lex Law; Olga Other reaches the community, too."""
    casa.property("Rose/1", kind="unit")
    casa.owner("Olive Owner", at="Rose/1")
    for email, name in ((LAW, "Lex Law"), (OTHER, "Olga Other")):
        casa.ok(["user", "add", email, "--name", name, "--type", "attorney", "--community", "Rose"])
    casa.ok(["user", "add", CLERK, "--name", "Clara Clerk", "--type", "staff", "--group", "clerk"])
    casa.ok("ledger charge 1 120 --for Levy")
    casa.ok("note add 1 --visibility case --text before")
    casa.ok("arrears status 1 --set letter-of-demand --note demanded")
    casa.ok(f"contact handover 1 --to {LAW} --note handed")
    return casa


def again(casa: Casa, more: str = "") -> None:
    casa.ok("contact recall 1 --reason recalled")
    casa.ok(f"contact handover 1 --to {OTHER} {more}")


def read(casa: Casa, who: str) -> list[str]:
    """The texts of the notes that somebody sees, the oldest first."""
    return [note["text"] for note in reversed(casa.ok(f"note list 1 --actor {who} -o json").json)]


def paper(folder: Path, text: str = "x") -> Path:
    file = folder / "paper.txt"
    file.write_text(text)
    return file


def test_L9_a_case_takes_along_what_was_written_for_it(office: Casa) -> None:
    office.ok(f"note add 1 --text first --actor {LAW}")

    assert read(office, LAW) == ["before", "demanded", "handed", "first"]


def test_L9_a_second_attorney_does_not_read_the_first_ones_papers(office: Casa, tmp_path: Path) -> None:
    office.ok(f"note add 1 --text first --actor {LAW}")
    office.ok(["document", "add", 1, str(paper(tmp_path)), "--actor", LAW])
    office.ok(f"arrears status 1 --set payment-plan --note 'agreed with Lex' --actor {LAW}")

    again(office, "--note anew")

    assert read(office, OTHER) == ["anew"]
    assert office.ok(f"document list 1 --actor {OTHER} -o json").json == []
    assert office.run(f"document get 1 -O - --actor {OTHER}").exit_code == 4
    assert office.run(f"note show 4 --actor {OTHER}").exit_code == 4
    page = office.ok(f"contact show 1 --actor {OTHER} -o json").json
    assert "agreed with Lex" not in json.dumps(page)
    assert "agreed with Lex" not in office.ok(f"arrears history 1 --actor {OTHER} -o json").stdout
    assert office.run(f"note list 1 --actor {LAW}").exit_code == 4
    assert "first" in [note["text"] for note in office.ok("note list 1 -o json").json]


def test_L9_the_office_passes_them_on_when_it_says_so(office: Casa, tmp_path: Path) -> None:
    office.ok(f"note add 1 --text first --actor {LAW}")
    office.ok(["document", "add", 1, str(paper(tmp_path)), "--actor", LAW])

    again(office, "--pass-on")

    assert "first" in read(office, OTHER)
    assert len(office.ok(f"document list 1 --actor {OTHER} -o json").json) == 1


def test_L9_a_planned_handover_remembers_that_papers_go_along(office: Casa) -> None:
    office.ok("contact recall 1 --reason x")
    office.ok(f"contact handover 1 --to {OTHER} --on 2026-12-01 --pass-on")
    office.travel(to="2026-12-01")
    office.ok("due run")

    assert "handed" in read(office, OTHER)


def test_L9_one_case_of_two_that_are_merged_keeps_the_papers_of_both(office: Casa) -> None:
    twin = office.owner("Olive O.", at="Rose/1")
    office.ok(f"ledger charge {twin} 50 --for Levy")
    office.ok(f"arrears status {twin} --set letter-of-demand")
    office.ok(f"contact handover {twin} --to {LAW} --note twin")

    office.ok(f"contact merge 1 {twin} -y")

    assert {"handed", "twin"} <= set(read(office, LAW))


# Putting right --------------------------------------------------------------------------------------


def edited(casa: Casa, line: str, who: str) -> Run:
    return casa.run(f"{line} --actor {who} -o json")


def test_L9_an_attorney_puts_the_own_note_right_while_it_is_the_last_word(office: Casa, tmp_path: Path) -> None:
    note = office.ok(f"note add 1 --text frist --actor {LAW} -o ids").ids[0]

    assert edited(office, f"note edit {note} --text first", LAW).outcomes == ["updated"]
    assert read(office, LAW)[-1] == "first"
    office.ok(["document", "add", 1, str(paper(tmp_path)), "--actor", LAW])
    late = edited(office, f"note edit {note} --text later", LAW)
    assert (late.exit_code, late.reasons) == (5, ["not-the-last-word"])
    others = edited(office, "note edit 1 --text mine", LAW)
    assert (others.exit_code, others.reasons) == (5, ["not-your-own"])


def test_L9_an_attorney_puts_the_own_document_right(office: Casa, tmp_path: Path) -> None:
    office.ok(["document", "add", 1, str(paper(tmp_path)), "--actor", LAW])

    assert edited(office, "document edit 1 --name claim.txt", LAW).outcomes == ["updated"]
    assert edited(office, f"document edit 1 --file '{paper(tmp_path, 'better')}'", LAW).outcomes == ["updated"]
    assert office.ok("document get 1 -O -").stdout == "better"
    office.ok("note add 1 --visibility case --text seen")
    assert edited(office, "document edit 1 --name x.txt", LAW).reasons == ["not-the-last-word"]
    office.ok("document check")


def test_L9_staff_put_their_own_right_and_who_may_remove_any(office: Casa) -> None:
    note = office.ok(f"note add 1 --text mien --actor {CLERK} -o ids").ids[0]

    assert edited(office, f"note edit {note} --text mine", CLERK).outcomes == ["updated"]
    assert edited(office, "note edit 1 --text x", CLERK).reasons == ["not-your-own"]
    assert office.ok("note edit 1 --text anything -o json").outcomes == ["updated"]
    assert office.ok("note edit 1 --text anything -o json").outcomes == ["unchanged"]
