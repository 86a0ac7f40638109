"""Letters worth sending: each says who asks, whom, for what, by when, how to pay, and under which reference (D6)."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from casactl.delivery import pdf
from casactl.domain.letters import NOTICES, TO_CONTACTS
from casactl.domain.payment_reference import contact_of_reference, payment_reference
from casactl.store.extras import EXTRAS
from tests.casa import Casa
from tests.conftest import Filled
from tests.mailed import letters, text_of

NAMES = ("Łukasz Żółć", "Müller-Lüdenscheidt Jörg", "Ζωή Παπαδοπούλου", "Иван Жук")


def settle(casa: Casa) -> None:
    """An office that has said who it is, and a tenant with one charge past due and one to come."""
    for name, value in (
        ("office_name", "Rose Court Office"), ("office_address", "1 High Street\\nLondon"),
        ("office_phone", "020 7946 0018"), ("office_email", "office@rose.example"),
        ("office_legal", "Registered in England 12345678"), ("payment_instructions", "IBAN GB29 NWBK"),
    ):  # fmt: skip
        casa.ok(["workspace", "set", name, value])
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(["address", "add", joe, "--line", "10 High St", "--city", "London", "--postcode", "SW1A 1AA"])
    casa.ok(["ledger", "charge", joe, "420", "--for", "Rent", "--on", "2026-11-01", "--due", "2026-11-05"])
    casa.ok(["ledger", "charge", joe, "80", "--for", "Water", "--due", "2026-12-01"])


@pytest.fixture
def office(filled: Filled) -> Casa:
    """What `settle` makes."""
    return filled(settle)


@pytest.mark.parametrize("template", sorted(NOTICES))
def test_D6_every_notice_says_who_asks_whom_for_what_by_when_and_how(office: Casa, template: str) -> None:
    text = office.ok(f"message preview {template} 1 -o json").json["text"]

    for said in (
        "Rose Court Office\n1 High Street\nLondon\n", "Joe Bloggs\n10 High St\nLONDON\nSW1A 1AA\n", "\n2026-11-23\n",
        "2026-11-05  Rent", "Total due now: 420.00 GBP", "Not yet due: 80.00 GBP from 2026-12-01", "IBAN GB29 NWBK",
        f"Payment reference: {payment_reference(1)}", "call 020 7946 0018", "Registered in England 12345678",
    ):  # fmt: skip
        assert said in text, said


def test_D6_each_step_has_words_of_its_own_and_a_deadline(office: Casa) -> None:
    steps = ("reminder", "first-notice", "second-notice", "letter-of-demand")
    texts = [office.ok(f"message preview {step} 1 -o json").json["text"] for step in steps]

    assert len({text.partition("Dear")[2].partition("Due since")[0] for text in texts}) == len(steps)
    assert all("2026-12-07" in text for text in texts)


def test_D6_the_letter_of_a_handover_names_the_attorney(office: Casa) -> None:
    office.ok("property add 'Rose Court' --kind community")
    office.ok("contact attach 1 'Rose Court'")
    office.ok("user add law@lex.example --name 'Lex Law' --type attorney --firm 'Lex LLP'")
    office.ok("user grant law@lex.example --community 'Rose Court'")
    office.ok("arrears status 1 --set letter-of-demand")
    office.ok("contact handover 1 --to law@lex.example --notify email -y")

    (letter,) = [each for each in letters(office) if "law@lex.example" not in str(each["To"])]
    assert letter["Subject"] == "Your account has been handed over"
    assert "over to Lex Law for the collection of what is owed to Rose Court." in text_of(letter)
    assert "Lex LLP\nlaw@lex.example" in text_of(letter)


def test_D6_a_mailed_notice_carries_itself_as_pdf(office: Casa, tmp_path: Path) -> None:
    office.ok("arrears status 1 --set reminder --notify email")

    (letter,) = letters(office)
    (attached,) = letter.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("application/pdf", "reminder.pdf")
    (tmp_path / "letter.pdf").write_bytes(attached.get_content())
    assert "420.00 GBP" in read(tmp_path / "letter.pdf")[0]


def test_D6_the_attorney_gets_a_letter_that_says_who_owes_what_and_where_they_are_reached(
    office: Casa, tmp_path: Path
) -> None:
    office.ok("property add 'Rose Court' --kind community")
    office.ok("contact attach 1 'Rose Court'")
    office.ok("user add law@lex.example --name 'Lex Law' --type attorney --firm 'Lex LLP' --community 'Rose Court'")
    office.ok(["message", "preview", "handover-attorney", "1", "--pdf", str(tmp_path / "before.pdf")])
    assert "(the attorney)" in read(tmp_path / "before.pdf")[0]
    office.ok("workspace set handover_requires_demand off")
    office.ok("contact handover 1 --to law@lex.example -y")

    (letter,) = letters(office, "law@lex.example")
    assert letter["Subject"] == "New case: Joe Bloggs"
    text = text_of(letter)
    for said in (
        "Lex Law\nLex LLP", "Joe Bloggs in Rose Court was handed over to you.",
        "Joe Bloggs\n10 High St\nLONDON\nSW1A 1AA",
        "joe@example.com", "2026-11-05  Rent", "Please collect 420.00 GBP for Rose Court", "cases/1",
    ):  # fmt: skip
        assert said in text, said
    (attached,) = letter.iter_attachments()
    (tmp_path / "letter.pdf").write_bytes(attached.get_content())
    assert "Lex Law\nLex LLP" in read(tmp_path / "letter.pdf")[0]
    made = office.ok("message preview handover-attorney 1 -o json").json
    assert (made["to"], "Dear Lex Law," in made["text"]) == ("law@lex.example", True)


@pytest.mark.parametrize("template", sorted(TO_CONTACTS))
def test_D6_every_template_is_drawn_and_reads_back(office: Casa, tmp_path: Path, template: str) -> None:
    office.ok(["message", "preview", template, "1", "--pdf", str(tmp_path / "letter.pdf")])

    (page,) = read(tmp_path / "letter.pdf")
    for said in ("Rose Court Office", "Joe Bloggs\n10 High St\nLONDON", payment_reference(1), "Page 1 of 1"):
        assert said in page, said
    assert ("Total due now: 420.00 GBP" in page) is (template in NOTICES)


def test_D6_forty_entries_go_over_pages_that_are_numbered_and_headed(office: Casa, tmp_path: Path) -> None:
    for n in range(40):
        office.ok(["ledger", "charge", "1", f"{n + 1}", "--for", f"Levy {n}", "--on", "2026-10-01"])

    office.ok(["message", "preview", "reminder", "1", "--pdf", str(tmp_path / "letter.pdf")])

    pages = read(tmp_path / "letter.pdf")
    assert [f"Page {n} of 2" in page for n, page in enumerate(pages, 1)] == [True, True]
    assert all("Still open" in page for page in pages)
    assert sum(page.count("Levy ") for page in pages) == 40


def test_D6_a_word_that_no_line_holds_breaks_and_runs_over_no_amount(office: Casa, tmp_path: Path) -> None:
    word = "EREF+" + "0123456789" * 12
    office.ok(f"ledger charge 1 7.77 --for {word} --on 2026-01-02")

    office.ok(["message", "preview", "reminder", "1", "--pdf", str(tmp_path / "letter.pdf")])

    lines = read(tmp_path / "letter.pdf")[0].splitlines()
    assert word in "".join(lines)
    assert max(map(len, lines)) < 110
    assert "7.77 7.77" in lines


def test_D6_names_in_latin_greek_and_cyrillic_letters_need_no_fonts_of_the_system() -> None:
    letter = pdf.PaperLetter(pdf.Sender("Office"), NAMES, "", "", "Letter")

    assert pdf.draw([letter], today=pdf.SOME_DAY).missing == ""


def test_D6_what_no_font_has_is_named_with_the_package_that_brings_it(office: Casa, tmp_path: Path) -> None:
    tonga = "\U0001e100\U000110d0"  # two scripts that hardly any machine has
    letter = pdf.PaperLetter(pdf.Sender("Office"), [f"Ann {tonga}"], "", "", "Letter")

    drawn = pdf.draw([letter], today=pdf.SOME_DAY)

    assert set(drawn.missing) == set(tonga)
    assert pdf.package_for(tonga[0]) == "fonts-noto-core"
    assert pdf.package_for("한") == "fonts-noto-cjk"
    assert drawn.content.startswith(b"%PDF")


def test_a_missing_extra_names_the_command_that_installs_it(
    office: Casa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    pdf._library.cache_clear()
    try:
        refused = office.run(["ledger", "statement", "1", "--pdf", str(tmp_path / "statement.pdf")])
    finally:
        pdf._library.cache_clear()

    assert (refused.exit_code, (tmp_path / "statement.pdf").exists()) == (11, False)
    assert f'install "{EXTRAS["pdf"].packages[0]}"' in refused.stderr


def test_a_statement_as_pdf_holds_the_entries_and_is_not_written_over_a_file(office: Casa, tmp_path: Path) -> None:
    file = tmp_path / "statement.pdf"
    office.ok(["ledger", "statement", "1", "--pdf", str(file)])

    assert "Due now 420.00 GBP, from 2026-12-01 80.00 GBP more" in read(file)[0]
    again = office.ok(["ledger", "statement", "1", "--pdf", str(file)])
    assert "holds it already" in again.stderr
    office.ok("ledger charge 1 5 --for keys")
    assert office.run(["ledger", "statement", "1", "--pdf", str(file)]).exit_code == 5
    office.ok(["ledger", "statement", "1", "--pdf", str(file), "-y"])
    assert office.run(["ledger", "statement", "1", "--pdf", str(file), "--mail"]).exit_code == 2


def test_a_payment_reference_is_stable_checked_and_on_every_contact(office: Casa) -> None:
    reference = office.ok("contact show 1 -o json").json["payment_reference"]

    assert reference == payment_reference(1)
    assert contact_of_reference(f" {reference[:4]} {reference[4:].lower()} ") == 1
    assert contact_of_reference(reference[:-1] + "2") is None
    assert {contact_of_reference(payment_reference(n)) for n in (7, 1_234_567)} == {7, 1_234_567}


def test_the_offices_own_words_replace_the_programs_in_every_form(office: Casa, tmp_path: Path) -> None:
    folder = office.room / "templates"
    folder.mkdir()
    (folder / "reminder.words.j2").write_text("Ahoy {{ name }}!\n---\nPay by {{ account.deadline }}.\n")

    made = office.ok("message preview reminder 1 -o json").json
    office.ok(["message", "preview", "reminder", "1", "--pdf", str(tmp_path / "letter.pdf")])

    for text in (made["text"], made["html"], read(tmp_path / "letter.pdf")[0]):
        assert "Ahoy Joe Bloggs!" in text
        assert "Pay by 2026-12-07." in text


def read(file: Path) -> list[str]:
    """The text of each page, as a library reads it."""
    return [page.extract_text() for page in PdfReader(file).pages]
