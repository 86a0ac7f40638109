"""`arrears import`: ticked rows of a spreadsheet, each judged by the rules, in one operation that undo takes back."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.conftest import Filled
from tests.run import Run
from tests.workbooks import ods, xlsx

LAW = "law@firm.example"


def settle(casa: Casa) -> None:
    """1 and 2 are past due, 3 had a letter of demand, 4 is not yet due, 5 owes nothing, 6 pays by a plan."""
    for number in range(1, 7):
        casa.property(f"Rose Court/{number}")
        casa.owner(f"Nr{number} Last{number}", at=f"Rose Court/{number}", email=f"nr{number}@example.com")
        if number != 5:
            casa.ok(f"ledger charge {number} 100 --for Rent --due {'2027-02-01' if number == 4 else '2026-08-01'}")
    casa.ok("arrears status 3 --set letter-of-demand")
    casa.ok("arrears status 6 --set payment-plan")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])


@pytest.fixture
def office(filled: Filled) -> Casa:
    """What `settle` makes."""
    return filled(settle)


def imported(casa: Casa, text: str, more: str = "", *, code: int = 0) -> Run:
    done = casa.run(f"arrears import - -o json {more}", stdin=text)
    assert done.exit_code == code, done.stderr
    return done


def codes(casa: Casa) -> list[tuple[str, str]]:
    with (casa.room / "rejects.csv").open(encoding="utf-8") as file:
        return [(row["_code"], row["_message"]) for row in csv.DictReader(file)]


def table(rows: list[list[str]]) -> str:
    """Rows as the XML of an ODS."""
    cells = ["".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) for row in rows]
    return "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)


def counts(done: Run) -> tuple[int, int, int]:
    return done.json["updated"], done.json["unchanged"], done.json["rejected"]


def test_WU_5_rows_of_all_kinds_are_applied_in_one_operation_that_undo_takes_back(office: Casa) -> None:
    text = f"ref,status,attorney,note\n1,reminder,,called\nnr2@example.com,First notice,,\n3,handover,{LAW},no answer\n"
    before = [office.contact(n).arrears for n in range(1, 7)]

    done = imported(office, text)

    assert counts(done) == (3, 0, 0)
    assert [office.contact(n).arrears for n in (1, 2, 3)] == ["reminder", "first-notice", "handover"]
    assert office.contact(3).attorney == "Lex Law"
    assert office.log()[0]["verb"] == "arrears.import"
    assert office.ok("note list 1 -o json").json[0]["text"] == "called"
    office.ok("undo -y")
    assert [office.contact(n).arrears for n in range(1, 7)] == before
    assert office.contact(3).attorney is None


def test_the_same_file_again_changes_nothing(office: Casa) -> None:
    text = (
        "ref,status,attorney,note\n1,reminder,,called\n2,settled,,\n3,handover,Lex Law,\n3,handover,Lex Law,\n"
        "6,payment-plan,,\n"
    )
    first = imported(office, text, f"--rejects {office.room / 'rejects.csv'}", code=3)
    steps = office.rows("select count(*) from arrears_step")
    assert counts(first) == (2, 2, 1)  # 2 owes, and is not settled

    again = imported(office, text, f"--rejects {office.room / 'rejects.csv'}", code=3)

    assert counts(again) == (0, 4, 1)
    assert again.json["operation"] is None
    assert office.rows("select count(*) from arrears_step") == steps


def test_a_note_that_is_new_is_added_to_the_status_that_holds(office: Casa) -> None:
    imported(office, "ref,status,note\n1,reminder,one\n")
    assert counts(imported(office, "ref,status,note\n1,reminder,two\n")) == (1, 0, 0)
    assert counts(imported(office, "ref,status,note\n1,reminder,one\n")) == (0, 1, 0)


@pytest.mark.parametrize(
    ("row", "code", "hint"),
    [
        ("3,reminder,,", "further-along", "--down"),
        ("6,reminder,,", "paused", "--down"),
        ("4,reminder,,", "not-due", "2027-02-01"),
        ("5,reminder,,", "no-debt", "--include-zero"),
        ("1,settled,,", "balance-open", "casactl ledger pay 1 100.00"),
        ("3,handover,,", "missing-attorney", "column attorney"),
        ("3,handover,nobody@firm.example,", "unknown-attorney", "casactl user list"),
        ("1,handover,Lex Law,", "no-demand", "casactl arrears status 1"),
        ("1,reminder,Lex Law,", "attorney-without-handover", "handover"),
        ("1,paid,,", "unknown-status", "first-notice"),
        ("1,,,call", "missing-status", "first-notice"),
        ("99,reminder,,", "unknown-contact", "99"),
        (",reminder,,", "missing-contact", "whom"),
        ("1,reminder,,\x07", "invalid-text", "note"),
    ],
)
def test_WU_5_a_row_that_a_rule_forbids_comes_back_with_its_code_and_the_way_out(
    office: Casa, row: str, code: str, hint: str
) -> None:
    text = f"ref,status,attorney,note\n{row}\n2,reminder,,\n"

    done = imported(office, text, f"--rejects {office.room / 'rejects.csv'}", code=3)

    assert counts(done) == (1, 0, 1)
    [(found, message)] = codes(office)
    assert found == code
    assert hint in message
    assert office.contact(2).arrears == "reminder"


def test_rejects_import_again_once_corrected(office: Casa) -> None:
    rejects = office.room / "rejects.csv"
    imported(office, "ref,status\n1,remindr\n", f"--rejects {rejects}", code=3)
    rejects.write_text(rejects.read_text("utf-8").replace("remindr", "reminder"), "utf-8")

    assert counts(office.ok(["arrears", "import", str(rejects), "-o", "json"])) == (1, 0, 0)


def test_down_and_include_zero_insist(office: Casa) -> None:
    text = "ref,status\n3,reminder\n6,reminder\n5,reminder\n"
    assert counts(imported(office, text, "--down --include-zero")) == (3, 0, 0)


def test_only_ticked_rows_are_applied(office: Casa) -> None:
    text = "ticked,ref,status\nx,1,reminder\n,2,reminder\nno,3,settled\n✓,nobody@example.com,\n"
    assert counts(imported(office, text)) == (1, 3, 0)
    rejects = f"--rejects {office.room / 'rejects.csv'}"
    imported(office, "ticked,ref,status\nmaybe,2,reminder\n", rejects, code=3)
    assert codes(office)[0][0] == "invalid-tick"


def test_two_rows_that_ask_different_things_of_one_contact(office: Casa) -> None:
    rejects = f"--rejects {office.room / 'rejects.csv'}"
    done = imported(office, "ref,status\n1,reminder\nnr1@example.com,first-notice\n", rejects, code=3)
    assert counts(done) == (1, 0, 1)
    assert codes(office)[0][0] == "contact-twice"
    assert office.contact(1).arrears == "reminder"


def test_what_the_arrears_list_wrote_is_taken_back(office: Casa) -> None:
    listed = office.ok("arrears list -o csv").stdout
    assert counts(imported(office, listed)) == (0, len(listed.splitlines()) - 1, 0)

    rows = list(csv.DictReader(listed.splitlines()))
    edited = ["id,display_name,status"]
    edited += [f"{row['id']},{row['display_name']},{'reminder' if row['id'] == '1' else row['status']}" for row in rows]
    assert counts(imported(office, "\n".join(edited) + "\n"))[0] == 1
    assert office.contact(1).arrears == "reminder"


def test_a_number_that_names_somebody_else_comes_back(office: Casa) -> None:
    rejects = f"--rejects {office.room / 'rejects.csv'}"
    imported(office, "contact_id,name,status\n1,Nr2 Last2,reminder\n", rejects, code=3)
    assert codes(office)[0][0] == "id-names-somebody-else"
    assert office.contact(1).arrears == "current"


def test_a_handover_that_is_open_with_another_attorney_is_recalled_first(office: Casa) -> None:
    office.ok(
        ["user", "add", "two@firm.example", "--name", "Two Law", "--type", "attorney", "--community", "Rose Court"]
    )
    imported(office, f"ref,status,attorney\n3,handover,{LAW}\n")
    rejects = f"--rejects {office.room / 'rejects.csv'}"
    imported(office, "ref,status,attorney\n3,handover,two@firm.example\n", rejects, code=3)
    [(code, message)] = codes(office)
    assert code == "case-open"
    assert "casactl contact recall 3" in message
    imported(office, "ref,status\n3,reminder\n", rejects, code=3)
    assert codes(office)[0][0] == "case-open"


def test_WU_2_a_clerk_hands_nothing_over(office: Casa) -> None:
    office.ok("user add boss@office.example --name Boss --type staff --group superuser")
    office.ok("user add clerk@office.example --name Clerk --type staff --group clerk")
    more = f"--actor clerk@office.example --rejects {office.room / 'rejects.csv'}"
    done = imported(office, f"ref,status,attorney\n3,handover,{LAW}\n1,reminder,\n", more, code=3)
    assert counts(done) == (1, 0, 1)
    assert codes(office)[0][0] == "permission-denied"


def test_atomic_dry_run_and_a_request_id(office: Casa) -> None:
    rejects = f"--rejects {office.room / 'rejects.csv'}"
    imported(office, "ref,status\n1,reminder\n99,reminder\n", f"--atomic {rejects}", code=5)
    assert office.contact(1).arrears == "current"
    assert counts(imported(office, "ref,status\n1,reminder\n", "-n")) == (1, 0, 0)
    assert office.contact(1).arrears == "current"
    first = imported(office, "ref,status\n1,reminder\n", "--request-id r1")
    again = imported(office, "ref,status\n1,reminder\n", "--request-id r1")
    assert first.json == again.json
    assert len(office.ok("arrears history 1 -o json").json) == 1


def test_people_are_told_once_and_who_is_not_is_said(office: Casa) -> None:
    done = imported(office, "ref,status\n1,reminder\n", "--notify email,sms --no-send")
    assert counts(done) == (1, 0, 0)
    assert "was not told: Nr1 Last1 has no phone" in done.json["warnings"][0]
    assert office.rows("select contact_id from outbox") == [(1,)]
    imported(office, "ref,status\n1,reminder\n", "--notify email --no-send")
    assert office.rows("select contact_id from outbox") == [(1,)]


def test_columns_shows_the_fields_and_an_empty_file_is_a_fault_of_the_file(office: Casa) -> None:
    shown = imported(office, "Kunde,Mahnstufe,Rechtsanwalt,Bemerkung\n", "--columns").json
    assert [each["field"] for each in shown["columns"]] == ["contact", "status", "attorney", "note"]
    fault = office.run("arrears import - -o json", stdin="ref,note\n1,x\n")
    assert (fault.exit_code, fault.error["code"]) == (7, "input.missing-column")
    imported(office, "Wer;Was\n1;reminder\n", "--map Wer=ref --map Was=status")
    assert office.contact(1).arrears == "reminder"


@pytest.mark.parametrize("ending", ["xlsx", "ods", "json"])
def test_workbooks_and_json_are_read_too(office: Casa, tmp_path: Path, ending: str) -> None:
    rows = [["ref", "status", "note"], ["1", "reminder", "a"], ["2", "reminder", "b"]]
    file = tmp_path / f"statuses.{ending}"
    if ending == "json":
        file.write_text('[{"ref": "1", "status": "reminder"}, {"ref": "2", "status": "reminder"}]', "utf-8")
    else:
        file.write_bytes(xlsx(rows) if ending == "xlsx" else ods(table(rows)))
    assert counts(office.ok(["arrears", "import", str(file), "-o", "json"])) == (2, 0, 0)
