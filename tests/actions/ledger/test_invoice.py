"""Invoices: numbered without a gap, in the customer's name (PY-1), credited where charges come to nothing (SD-28)."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.casa import Casa
from tests.mailed import letters, text_of


@pytest.fixture
def joe(casa: Casa) -> int:
    """A tenant with an address and two charges."""
    number = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(["address", "add", number, "--line", "10 High St", "--city", "London", "--postcode", "SW1A 1AA"])
    casa.ok(["ledger", "charge", number, "850", "--for", "Rent", "--on", "2026-10-01", "--due", "2026-10-05"])
    casa.ok(["ledger", "charge", number, "60.50", "--for", "Water", "--on", "2026-11-01"])
    return number


def test_PY_1_an_invoice_is_a_numbered_document_in_the_customers_name(casa: Casa, joe: int) -> None:
    made = casa.ok(f"ledger invoice {joe} -o json").json

    (listed,) = casa.ok("ledger invoice list -o json").json
    wanted = {"number": 1, "contact_id": joe, "on": "2026-11-23", "entries": [1, 2], "total": "910.50", "credits": None}
    for shape in (made, made["results"][0], listed):
        assert {key: shape[key] for key in wanted} == wanted
    assert casa.ok("ledger invoice list -o ids").ids == [1]
    assert (listed["customer"], listed["address"]) == ("Joe Bloggs", ["10 High St", "LONDON", "SW1A 1AA"])
    casa.ok(["contact", "edit", joe, "--last-name", "Brown"])
    assert casa.ok("ledger invoice show 1 -o json").json["customer"] == "Joe Bloggs"


@pytest.mark.parametrize("form", ["table", "tsv"])
def test_one_object_as_lines_or_a_page_holds_no_list_of_the_program(casa: Casa, joe: int, form: str) -> None:
    casa.ok(f"ledger invoice {joe}")
    casa.ok(f"ledger recurring add {joe} 10 --for Key --every 1m --from 2026-11-01")
    casa.ok("due run")
    casa.ok(f"arrears plan add {joe} --amount 50 --every 1m --from 2026-12-01")

    for line in ("ledger invoice show 1", "ledger recurring show 1", "arrears plan show 1"):
        shown = casa.ok(f"{line} -o {form}").stdout

        assert shown.strip(), line
        assert not any(mark in shown for mark in "{}[]"), shown
    assert ("\t" in casa.ok(f"ledger invoice show 1 -o {form}").stdout) == (form == "tsv")


def test_SD_28_each_charge_is_invoiced_once(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger invoice {joe} --entry 2")

    assert casa.ok(f"ledger invoice {joe} -o json").results[0]["entries"] == [1]
    assert casa.ok(f"ledger invoice {joe} -o json").outcomes == ["unchanged"]
    refused = casa.run(f"ledger invoice {joe} --entry 1 -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["already-invoiced"])
    assert [each["number"] for each in casa.ok("ledger invoice list -o json").json] == [2, 1]


def test_a_period_takes_the_charges_of_its_days(casa: Casa, joe: int) -> None:
    made = casa.ok(f"ledger invoice {joe} --from 2026-10-15 --to 2026-11-30 -o json")

    assert made.results[0]["entries"] == [2]


@pytest.mark.parametrize(
    ("more", "exit_code", "code"),
    [
        ("--entry 3", 5, "no-charge"), ("--entry 4", 5, "somebody-elses"), ("--entry 99", 4, None),
        ("--entry 1 --from 2026-01-01", 2, None), ("--from 2026-02-01 --to 2026-01-01", 2, None),
        ("--no-send", 2, None),
    ],
)  # fmt: skip
def test_what_cannot_be_invoiced_is_refused_and_takes_no_number(
    casa: Casa, joe: int, more: str, exit_code: int, code: str | None
) -> None:
    other = casa.tenant("Ann Archer")
    casa.ok(f"ledger pay {joe} 10")
    casa.ok(["ledger", "charge", other, "5", "--for", "Key"])

    refused = casa.run(f"ledger invoice {joe} {more} -o json")

    assert (refused.exit_code, refused.reasons if code else []) == (exit_code, [code] if code else [])
    assert casa.ok("ledger invoice list -o json").json == []


def test_SD_28_voiding_an_invoiced_charge_makes_a_credit_note_that_names_the_invoice(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger invoice {joe}")

    done = casa.ok("ledger void 2 --reason wrong")

    note, invoice = casa.ok("ledger invoice list -o json").json
    assert (note["number"], note["credits"], note["entries"], note["total"]) == (2, 1, [2], "-60.50")
    assert invoice["total"] == "910.50"
    assert "credit note 2 takes back what invoice 1 charged" in done.stderr
    casa.ok("undo -y")
    assert casa.ok("workspace check -o json").json


def test_an_undone_invoice_is_credited_so_that_no_number_is_missing(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger invoice {joe}")

    casa.ok("undo -y")

    listed = casa.ok("ledger invoice list -o json").json
    assert [(each["number"], each["credits"], each["total"]) for each in listed] == [
        (2, 1, "-910.50"), (1, None, "910.50"),
    ]  # fmt: skip
    again = casa.run(f"undo {casa.log()[0]['operation']} -y -o json")
    assert (again.exit_code, again.error["hint"]) == (5, f"casactl ledger invoice {joe}")
    assert casa.ok(f"ledger invoice {joe} -o json").results[0]["number"] == 3
    casa.ok("workspace check")
    casa.ok("log verify")


def test_PY_1_an_invoice_keeps_the_day_by_which_it_asked_to_be_paid(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 10 --for Key --on 2026-11-01")

    def due(number: int) -> str | None:
        lines = casa.ok(f"ledger invoice show {number} -o json").json["lines"]
        return next(str(line["due"]) for line in lines if line["text"] == "Key")

    entry = casa.rows("select max(id) from ledger_entry")[0][0]
    casa.ok(f"ledger due {entry} 2026-11-10 --reason agreed")
    casa.ok(f"ledger invoice {joe} --entry {entry}")
    casa.ok(f"ledger due {entry} 2026-12-10 --reason agreed")
    casa.ok(f"ledger due {entry} 2026-12-24 --reason agreed")
    assert due(1) == "2026-11-10"

    casa.ok(f"ledger void {entry} --reason wrong")
    casa.ok("undo -y")
    casa.ok(f"ledger invoice {joe} --entry {entry}")
    assert (due(1), due(3)) == ("2026-11-10", "2026-12-24")


def test_an_undone_charge_is_credited(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger invoice {joe} --entry 2")
    operation = next(each["operation"] for each in casa.log() if each["verb"] == "ledger.charge")

    casa.ok(f"undo {operation} -y")

    assert casa.ok("ledger invoice list -o json").json[0]["credits"] == 1


def test_a_dry_run_and_a_refusal_leave_no_gap(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger invoice {joe} -n")
    casa.run(f"ledger invoice {joe} --entry 99")

    assert casa.ok(f"ledger invoice {joe} -o json").results[0]["number"] == 1


def test_an_invoice_is_mailed_with_its_pdf_and_drawn_again(casa: Casa, joe: int, tmp_path: Path) -> None:
    casa.ok(["workspace", "set", "payment_instructions", "IBAN GB29"])
    casa.ok(["ledger", "invoice", joe, "--mail", "--pdf", str(tmp_path / "1.pdf")])

    (letter,) = letters(casa)
    assert letter["Subject"] == "Invoice 1"
    assert [each.get_filename() for each in letter.iter_attachments()] == ["invoice.pdf"]
    assert "Total: 910.50 GBP" in text_of(letter)
    assert "IBAN GB29" in text_of(letter)
    assert casa.ok(f"message list {joe} -o json").json[0]["subject"] == "Invoice 1"
    casa.ok(["ledger", "invoice", "show", 1, "--pdf", str(tmp_path / "again.pdf")])
    for file in ("1.pdf", "again.pdf"):
        page = PdfReader(tmp_path / file).pages[0].extract_text()
        assert "Joe Bloggs\n10 High St" in page
        assert "Total: 910.50 GBP" in page


def test_an_invoice_that_cannot_be_mailed_is_not_made(casa: Casa) -> None:
    ann = casa.tenant("Ann Archer")
    casa.ok(["ledger", "charge", ann, "5", "--for", "Key"])

    assert casa.run(f"ledger invoice {ann} --mail").exit_code == 5
    assert casa.ok("ledger invoice list -o json").json == []


def test_a_waiting_invoice_that_was_credited_does_not_leave(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger invoice {joe} --mail --no-send")
    casa.ok("ledger void 1 --reason wrong")

    casa.ok("outbox send")

    assert letters(casa) == []
    assert casa.ok("outbox list -o json").json[0]["state"] == "cancelled"


def test_invoices_follow_a_merge_and_forget_who_was_erased(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger invoice {joe}")
    keep = casa.tenant("Joe B")
    casa.ok(f"contact merge {keep} {joe} -y")

    assert [each["contact_id"] for each in casa.ok(f"ledger invoice list {keep} -o json").json] == [keep]
    casa.ok("workspace set retention_years 0")
    casa.ok(f"ledger write-off {keep} --reason lost")
    casa.ok(f"contact archive {keep}")
    casa.ok(f"contact erase {keep} -y")
    assert casa.rows("select customer, address from invoice") == [(None, None)]
    assert casa.rows("select text from invoice_line") == [(None,), (None,)]
    casa.ok("workspace check")


def test_a_repeated_request_writes_the_same_pdf_again(casa: Casa, joe: int, tmp_path: Path) -> None:
    casa.ok(f"ledger charge {joe} 20 --for Key")
    file = tmp_path / "1.pdf"
    line: list[str | int] = ["ledger", "invoice", joe, "--pdf", str(file), "--request-id", "r1", "-o", "json"]
    first = casa.ok(line)
    drawn = file.read_bytes()
    assert casa.ok(line).json == first.json  # the file is there: nothing to write
    file.unlink()

    again = casa.ok(line)

    assert again.json == first.json
    assert file.read_bytes() == drawn
    assert len(casa.ok("ledger invoice list -o json").json) == 1
    file.write_text("somebody's letter", "utf-8")
    assert casa.run(line).exit_code == 5
    assert file.read_text("utf-8") == "somebody's letter"


def test_no_invoice_is_made_where_its_pdf_cannot_be_written(casa: Casa, joe: int, tmp_path: Path) -> None:
    casa.ok(f"ledger charge {joe} 20 --for Key")
    there = tmp_path / "there.pdf"
    there.write_text("x", "utf-8")

    assert casa.run(["ledger", "invoice", joe, "--pdf", str(there)]).exit_code == 5
    assert casa.run(["ledger", "invoice", joe, "--pdf", str(tmp_path / "no" / "x.pdf")]).exit_code == 2
    assert casa.ok("ledger invoice list -o json").json == []


def test_PY_1_what_was_credited_of_a_charge_is_not_invoiced(casa: Casa) -> None:
    """Of a rent whose lease has ended earlier the rest stands on the invoice; of one credited as a whole nothing."""
    casa.property("Rose Court/1", kind="unit")
    joe = casa.tenant()
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-10-01 --rent 310 --rent-day 1")
    casa.ok("due run")
    casa.ok("lease end 1 --on 2026-10-10")

    assert casa.run(f"ledger invoice {joe} --entry 2 -o json").reasons == ["credited"]
    made = casa.ok(f"ledger invoice {joe} -o json").json

    assert (made["entries"], made["total"]) == ([1], "100.00")
    assert made["lines"][0]["text"] == "Rent, less 210.00 credited"
    casa.ok("workspace check")


def test_PY_1_a_credit_of_what_was_invoiced_makes_a_credit_note(casa: Casa) -> None:
    """It names the invoice; what is charged after all, as the lease ends later, stands on the next invoice."""
    casa.property("Rose Court/1", kind="unit")
    joe = casa.tenant()
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-10-01 --rent 310 --rent-day 1")
    casa.ok("due run")
    casa.ok(f"ledger invoice {joe}")

    def documents() -> list[tuple[str, str]]:
        found = casa.ok("ledger invoice list -o json").json
        return [(each["kind"], each["total"]) for each in reversed(found)]

    casa.ok("lease end 1 --on 2026-10-10")
    casa.ok("lease end 1 --on 2026-10-05")
    credited = [("credit-note", "-520.00"), ("credit-note", "-50.00")]
    assert documents() == [("invoice", "620.00"), *credited]
    assert casa.ok("ledger invoice show 2 -o json").json["credits"] == 1

    casa.ok("undo -y")
    casa.ok(f"ledger invoice {joe}")
    assert documents() == [("invoice", "620.00"), *credited, ("invoice", "50.00")]
    assert casa.ok(f"ledger invoice {joe} -o json").outcomes == ["unchanged"]
    casa.ok("workspace check")

    casa.ok("ledger void 3 --reason wrong")
    casa.ok("ledger void 1 --reason wrong")
    assert sum(float(total) for _, total in documents()) == 0.0
    taken = {each["number"]: each["credits"] for each in casa.ok("ledger invoice list -o json").json}
    assert taken == {1: None, 2: 1, 3: 1, 4: None, 5: 1, 6: 4}
