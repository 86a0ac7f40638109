"""What people see of their account beside the entries: what is due when, instalments, invoices, all as PDF, too."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.casa import Casa
from tests.mailed import link
from tests.web.browser import Browser
from tests.web.conftest import PASSWORD, signed_in

Browse = Callable[..., Browser]


@pytest.fixture
def page(joe: int, browse: Browse) -> Browser:
    """Joe, signed in."""
    return signed_in(browse())


def text_of(page: Browser) -> str:
    """The words of the PDF that was answered."""
    headers = page.answer.headers
    assert (page.status, headers["Content-Type"]) == (200, "application/pdf"), page.text
    assert headers["Content-Disposition"].startswith("attachment;")
    return " ".join(part.extract_text() for part in PdfReader(BytesIO(page.answer.data)).pages)


def test_PY_1_the_statement_is_there_as_pdf_of_the_period_that_is_shown(casa: Casa, page: Browser) -> None:
    casa.ok("ledger charge 1 100 --for 'Rent of October' --on 2026-10-01")
    casa.ok("ledger charge 1 20 --for 'Water of November' --on 2026-11-01")
    html = page.open("/statement?from=2026-11-01").html
    assert 'href="/statement.pdf?from=2026-11-01"' in html

    whole, later = (text_of(page.open(path)) for path in ("/statement.pdf", "/statement.pdf?from=2026-11-01"))

    assert {"Rent of October" in whole, "Water of November" in whole, "Joe Bloggs" in whole} == {True}
    assert ("Rent of October" in later, "Water of November" in later) == (False, True)
    assert page.open("/statement.pdf?from=nonsense").status == 400
    assert [row["event"] for row in casa.ok("portal log -o json").json[:2]] == ["download", "download"]


def test_due_now_and_later_stand_by_their_days(casa: Casa, page: Browser) -> None:
    casa.ok("ledger charge 1 100 --for Rent --on 2026-10-01")
    casa.ok("ledger charge 1 20 --for Water --on 2026-11-01 --due 2026-12-01")
    casa.ok("ledger charge 1 30 --for Levy --on 2026-11-01 --due 2027-01-01")
    casa.ok("ledger pay 1 110 --on 2026-11-02")

    assert "Due now 0.00 GBP Due on 2026-12-01 10.00 GBP Due on 2027-01-01 30.00 GBP" in page.open("/statement").text
    assert "Nothing is due. Due later: 10.00 GBP on 2026-12-01 30.00 GBP on 2027-01-01" in page.open("/").text
    casa.ok("ledger pay 1 100 --on 2026-11-03")
    assert "Due now 0.00 GBP" in page.open("/statement").text
    assert "You have a credit of 60.00 GBP" in page.open("/").text


def test_instalments_say_what_is_paid_missed_and_to_come(casa: Casa, page: Browser) -> None:
    casa.ok("ledger charge 1 90 --for Rent --on 2026-10-01")
    casa.ok("arrears plan add 1 --amount 30 --every 1m --from 2026-11-24 --no-send")
    assert "the next instalment is on 2026-11-24" in page.open("/").text
    assert "0.00 GBP of 90.00 GBP is paid." in page.open("/statement").text
    casa.ok("ledger pay 1 30 --on 2026-11-23")
    casa.travel(to="2026-12-30")
    page = signed_in(page)

    text = page.open("/statement").text

    assert "2026-11-24 30.00 GBP paid 2026-12-24 30.00 GBP missed 2027-01-24 30.00 GBP to come" in text
    assert "an instalment was due on 2026-12-24 , and is not paid" in page.open("/").text


def test_PY_1_invoices_and_credit_notes_stand_beside_the_statement(casa: Casa, page: Browser) -> None:
    casa.ok("ledger charge 1 90 --for Rent --on 2026-10-01")
    casa.ok("ledger invoice 1")
    casa.ok("ledger void 1 --reason wrong -y")

    text = page.open("/statement").text

    assert "Invoice 1 2026-11-23 Rent 90.00 GBP" in text
    assert "Credit note 2 for invoice 1 2026-11-23 Rent -90.00 GBP" in text
    assert "Invoice 1" in text_of(page.open("/invoices/1.pdf"))
    assert page.open("/invoices/3.pdf").status == 404


def test_SD_28_nobody_elses_invoice_is_there(casa: Casa, page: Browser, browse: Browse) -> None:
    casa.tenant("Ann Archer", email="ann@example.com")
    casa.ok("contact invite 2")
    casa.ok("portal activate", stdin=f"{link(casa, 'ann@example.com')}\n{PASSWORD}\n")
    casa.ok("ledger charge 1 90 --for Rent --on 2026-10-01")
    casa.ok("ledger invoice 1")

    ann = signed_in(browse(), "ann@example.com")

    assert ann.open("/invoices/1.pdf").status == 404
    assert "Invoice" not in ann.open("/statement").text


def test_without_the_extra_the_page_offers_no_pdf(casa: Casa, page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    casa.ok("ledger charge 1 90 --for Rent --on 2026-10-01")
    casa.ok("ledger invoice 1")
    for where in ("person", "files"):
        monkeypatch.setattr(f"casactl.web.{where}.is_installed", lambda: False)

    page.open("/statement")

    assert ("PDF" in page.text, ".pdf" in page.html, "Invoice 1" in page.text) == (False, False, True)
    assert [page.open(path).status for path in ("/statement.pdf", "/invoices/1.pdf")] == [404, 404]
