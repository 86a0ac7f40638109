"""A company's pages in the portal: its primary contact's, too, where offices want one (SD-15), and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from casactl.store.schema import SPECS
from tests.casa import Casa
from tests.mailed import link
from tests.web.browser import Browser
from tests.web.conftest import PASSWORD, signed_in

Browse = Callable[..., Browser]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PAGES = ("/", "/statement", "/messages", "/documents", "/work", "/details", "/work/events.ics")


@pytest.fixture
def acme(casa: Casa, joe: int) -> int:
    """A company that owes, whose primary contact is Joe; Sue works there, too, and has an account."""
    casa.ok("workspace set company_first on")
    number = casa.company("Acme Ltd", primary=joe)
    casa.ok(["ledger", "charge", number, "900", "--for", "Service", "--on", "2026-11-01"])
    sue = casa.tenant("Sue Second", email="sue@example.com", company="Acme Ltd")
    casa.ok(f"contact invite {sue}")
    casa.ok("portal activate", stdin=f"{link(casa, 'sue@example.com')}\n{PASSWORD}\n")
    return number


@pytest.fixture
def page(acme: int, browse: Browse) -> Browser:
    """Joe, signed in."""
    return signed_in(browse())


def test_SD_15_the_primary_contact_sees_the_companys_pages_and_their_own(acme: int, page: Browser) -> None:
    assert "Nothing is due." in page.open("/").text
    assert f'href="/company/{acme}/"' in page.html

    page.open(f"/company/{acme}/")

    assert "Acme Ltd" in page.text
    assert "Due now: 900.00 GBP" in page.text
    assert f'href="/company/{acme}/statement"' in page.html
    assert {path: page.open(f"/company/{acme}{path}").status for path in PAGES} == dict.fromkeys(PAGES, 200)


def test_SD_15_what_the_primary_contact_does_is_the_companys_and_said_to_be_theirs(
    casa: Casa, acme: int, page: Browser
) -> None:
    page.open(f"/company/{acme}/messages").press("Send", message="For Acme", file=(BytesIO(PDF), "bill.pdf"))
    assert page.path == f"/company/{acme}/messages"
    assert [row["contact_id"] for row in casa.ok("message list -o json").json] == [acme]
    assert casa.log()[0]["actor"] == "joe@example.com"
    assert "bill.pdf" in page.open(f"/company/{acme}/documents").text
    assert page.open(f"/company/{acme}/documents/1").answer.data == PDF
    assert page.open("/documents/1").status == 404

    casa.ok(["contract", "add", "--contact", acme, "--title", "Terms", "--text", "All of them.", "--no-send"])
    assert "Terms" not in page.open("/work").text
    page.open(f"/company/{acme}/work")
    page.press("Sign the contract", your_full_name="Joe Bloggs", i_agree_to_this_contract="1")
    assert page.path == f"/company/{acme}/work"
    assert casa.ok("contract show 1 -o json").json["signed_by"] == "Joe Bloggs"
    page.open(f"/company/{acme}/details").press("Ask for the change", phone="020 7946 0958")
    assert [row["contact_id"] for row in casa.ok("portal requests list -o json").json] == [acme]


def test_S10_what_somebody_erased_did_for_a_company_stays_as_a_numbers(
    casa: Casa, joe: int, acme: int, page: Browser
) -> None:
    page.open("/messages").press("Send", message="For me")
    page.open(f"/company/{acme}/messages").press("Send", message="For Acme", file=(BytesIO(PDF), "bill.pdf"))
    page.open(f"/company/{acme}/details").press("Ask for the change", phone="020 7946 0958")
    done = [row["operation"] for row in casa.log() if row["actor"] == "joe@example.com"]
    assert len(done) == 3
    casa.ok(f"contact edit {joe} --email joe.new@example.com")
    casa.ok(f"contact link 3 {acme} --as works-for --primary")
    casa.ok(f"contact detach {joe} 'Rose Court/Block A/12'")
    casa.ok(f"contact archive {joe}")

    casa.ok(f"contact erase {joe} --yes")

    assert [row["operation"] for row in casa.log() if row["actor"] == f"contact {joe}"] == done
    assert casa.rows(f"select author from message where contact_id = {acme}") == [(f"contact {joe}",)]
    assert [row["author"] for row in casa.ok(f"document list {acme} -o json").json] == [f"contact {joe}"]
    for table, spec in SPECS.items():
        assert "joe@example.com" not in str(casa.rows(f"select {', '.join(spec.columns)} from {table}")), table
    assert casa.ok("log verify -o json").json["ok"]
    assert casa.ok("workspace check -o json").json["ok"]


ENDS = {
    "the setting is off": "workspace set company_first off",
    "SD-1 the company is inactive": "contact deactivate {acme}",
    "another primary contact": "contact link 3 {acme} --as works-for --primary",
}


@pytest.mark.parametrize("end", ENDS)
def test_SD_15_the_companys_pages_close_with_what_opened_them(casa: Casa, acme: int, page: Browser, end: str) -> None:
    assert page.open(f"/company/{acme}/statement").status == 200
    casa.ok(ENDS[end].format(acme=acme))

    assert page.open(f"/company/{acme}/statement").status == 404
    assert page.open("/statement").status == 200
    assert "/company/" not in page.html


def test_SD_14_SD_15_who_works_there_or_is_a_secondary_sees_only_their_own(
    casa: Casa, acme: int, browse: Browse
) -> None:
    sue = signed_in(browse(), "sue@example.com")

    assert [sue.open(f"/company/{acme}{path}").status for path in PAGES] == [404] * len(PAGES)
    assert sue.open("/company/1/").status == 404
    assert sue.open("/company/99/").status == 404
    casa.ok("contact link 3 1 --as secondary")
    assert sue.open("/company/1/statement").status == 404
    assert "Joe Bloggs" not in sue.open("/").text


def test_SD_15_without_company_first_the_companys_own_account_opens_its_pages(casa: Casa, browse: Browse) -> None:
    casa.company("Acme Ltd", email="acme@example.com")
    casa.ok("contact invite 1")
    casa.ok("portal activate", stdin=f"{link(casa, 'acme@example.com')}\n{PASSWORD}\n")

    page = signed_in(browse(), "acme@example.com")

    assert (page.status, page.path, "Acme Ltd" in page.text) == (200, "/", True)
