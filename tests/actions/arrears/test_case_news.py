"""The attorney of a case is told what happens in it, each thing once, with the link to the case (D6)."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.mailed import letters, text_of

LEX = "lex@law.example"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Joe owes, in a community that Lex reaches."""
    casa.property("Rose Court/1")
    casa.ok(f"user add {LEX} --name 'Lex Law' --type attorney --community 'Rose Court'")
    casa.ok("workspace set handover_requires_demand off")
    joe = casa.tenant("Joe Bloggs", at="Rose Court/1", email="joe@example.com")
    casa.ok(f"ledger charge {joe} 120.00 --for Rent --on 2026-07-01")
    return casa


@pytest.fixture
def handed(office: Casa) -> Casa:
    """The same, with the case opened without a letter."""
    office.ok(f"contact handover 1 --to {LEX} --no-send")
    office.ok("outbox cancel 1")
    return office


def told(casa: Casa) -> list[str]:
    return [str(letter["Subject"]) for letter in letters(casa, LEX)]


def test_D6_a_new_case_is_one_mail_with_the_link_to_it(office: Casa) -> None:
    office.ok(f"contact handover 1 --to {LEX} --note 'please hurry'")
    assert told(office) == ["New case: Joe Bloggs"]
    text = text_of(letters(office, LEX)[0])
    assert "http://localhost:8000/cases/1" in text.splitlines()
    assert "Dear Lex Law," in text
    assert "please hurry" not in text


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("ledger pay 1 20 --outside", "Payment: Joe Bloggs"),
        ("note add 1 --text Look --visibility case", "Message: Joe Bloggs"),
        ("document add 1 {file} --visibility case", "Document: Joe Bloggs"),
        ("contact recall 1 --reason paid", "Case closed: Joe Bloggs"),
    ],
)
def test_D6_each_thing_that_the_office_does_about_a_case_is_one_mail(handed: Casa, line: str, subject: str) -> None:
    file = handed.room / "letter.txt"
    file.write_text("hello", "utf-8")
    handed.ok(line.format(file=file))
    assert told(handed) == [subject]


@pytest.mark.parametrize(
    "line",
    ["note add 1 --text Look", "ledger charge 1 5 --for Fee", "contact edit 1 --tag x", "arrears list",
     f"note add 1 --text Mine --actor {LEX}", f"arrears status 1 --set payment-plan --actor {LEX}"],
)  # fmt: skip
def test_D6_nobody_is_told_of_what_is_the_offices_own_or_their_doing(handed: Casa, line: str) -> None:
    handed.ok(line)
    assert told(handed) == []


def test_D6_many_payments_are_a_mail_for_each_case(handed: Casa) -> None:
    ann = handed.tenant("Ann Archer", at="Rose Court/1")
    file = handed.room / "payments.csv"
    file.write_text(f"contact_id,kind,amount\n1,payment,5.00\n1,payment,6.00\n{ann},payment,7.00\n", "utf-8")
    handed.ok(f"ledger import {file} --outside")
    assert told(handed) == ["Payment: Joe Bloggs"]


def test_D4_news_of_a_case_that_was_taken_back_meanwhile_does_not_leave(office: Casa) -> None:
    office.ok(f"contact handover 1 --to {LEX} --no-send")
    office.ok("contact recall 1 --reason mistake")
    office.ok("outbox send")
    assert told(office) == ["Case closed: Joe Bloggs"]
    assert "is not with Lex Law any more" in office.ok("outbox list -o json").json[-1]["last_error"]


def test_D4_a_case_that_is_open_again_is_told_and_not_called_closed(handed: Casa) -> None:
    payment = handed.ok("ledger pay 1 120 --outside -o json").ids[0]
    handed.ok("arrears status 1 --set settled")
    handed.ok("outbox send")
    assert told(handed)[-1] == "Case closed: Joe Bloggs"
    handed.ok(f"ledger void {payment} --reason bounced")
    assert told(handed)[-1] == "Case open again: Joe Bloggs"

    handed.ok("contact recall 1 --reason paid")
    handed.ok("undo -y")
    assert told(handed).count("Case open again: Joe Bloggs") == 2
    payment = handed.ok("ledger pay 1 120 --outside -o json").ids[0]
    handed.ok("arrears status 1 --set settled --no-send")
    handed.ok(f"ledger void {payment} --reason bounced")
    handed.ok("outbox send")
    assert told(handed).count("Case closed: Joe Bloggs") == 2


def test_a_disabled_attorney_is_told_nothing(handed: Casa) -> None:
    handed.ok(f"user disable {LEX} --yes")
    handed.ok("ledger pay 1 20 --outside")
    assert told(handed) == []


def test_a_rehearsed_handover_tells_nobody(office: Casa) -> None:
    office.ok(f"contact handover 1 --to {LEX} -n")
    assert office.ok("outbox list -o json").json == []
