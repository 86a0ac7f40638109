"""An attorney at the portal: the cases handed over, their statuses, notes and documents."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from tests.casa import Casa
from tests.web.browser import Browser
from tests.web.conftest import PASSWORD, signed_in

Browse = Callable[..., Browser]
LEX, EVE = "lex@law.example", "eve@law.example"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Two attorneys and three tenants who owe: the first two are with Lex, the third with Eve."""
    casa.property("Rose Court/Block A/12")
    for name, email in (("Lex Law", LEX), ("Eve Law", EVE)):
        casa.ok(["user", "add", email, "--name", name, "--type", "attorney", "--community", "Rose Court"])
        casa.ok(["user", "set-password", email], stdin=f"{PASSWORD}\n")
    casa.ok("workspace set handover_requires_demand off")
    for number, (name, who) in enumerate((("Joe Bloggs", LEX), ("Ann Archer", LEX), ("Tim Tenant", EVE)), 1):
        casa.tenant(name, at="Rose Court/Block A/12", email=f"t{number}@example.com", tag="vip")
        casa.ok(["ledger", "charge", number, "120.00", "--for", "Rent", "--on", "2026-07-01"])
        casa.ok(["contact", "handover", number, "--to", who, "--no-send"])
    casa.ok("note add 1 --text 'office only' --visibility office")
    return casa


@pytest.fixture
def lex(office: Casa, browse: Browse) -> Browser:
    """Lex, signed in."""
    return signed_in(browse(), LEX)


def test_WU_1_an_attorney_signs_in_and_sees_the_work_list(lex: Browser) -> None:
    assert lex.path == "/cases"
    assert "Joe Bloggs" in lex.text
    assert "Ann Archer" in lex.text
    assert "Tim Tenant" not in lex.text
    assert "vip" not in lex.text
    assert lex.open("/").path == "/cases"


def test_WU_7_only_ones_own_cases_are_there(lex: Browser) -> None:
    assert lex.open("/cases/1").status == 200
    assert "office only" not in lex.text
    theirs, none = lex.open("/cases/3"), lex.open("/cases/99").text
    assert (theirs.status, theirs.text) == (404, none)
    for path in ("/statement", "/messages", "/documents", "/work", "/details"):
        assert lex.open(path).status == 404, path


def test_WU_11_nothing_happens_until_a_status_is_applied(office: Casa, lex: Browser) -> None:
    lex.open("/cases/1").press("Preview", status="payment-plan", remark="pays 20 a month")
    assert (lex.status, "Nothing has happened yet" in lex.text) == (200, True)
    assert office.contact(1).arrears == "handover"

    lex.press("Apply")

    assert lex.path == "/cases/1"
    assert office.contact(1).arrears == "payment-plan"
    step = office.ok("arrears history 1 -o json").json[0]
    assert (step["actor"], step["status"], step["note"]) == (LEX, "payment-plan", "pays 20 a month")
    assert "payment-plan" in lex.text


def test_WU_1_what_a_rule_forbids_is_said(office: Casa, lex: Browser) -> None:
    lex.open("/cases/1").press("Preview", status="settled")
    assert lex.status == 409
    assert "Apply" not in [button for form in lex.forms for button in form.buttons]
    assert office.contact(1).arrears == "handover"


def test_a_settled_case_leaves_the_list(office: Casa, lex: Browser) -> None:
    office.ok("ledger pay 1 120 --outside")
    if office.contact(1).case:
        lex.open("/cases/1").press("Preview", status="settled").press("Apply")
    assert lex.open("/cases").text.count("Joe Bloggs") == 0
    assert lex.open("/cases/1").status == 404


@pytest.mark.parametrize("step", ["preview", "apply"])
def test_only_what_an_attorney_gives_is_taken(office: Casa, lex: Browser, step: str) -> None:
    token = next(f.value for form in lex.open("/cases/1").forms for f in form.fields if f.name == "form_token")
    data = {"form_token": token, "status": "current", "step": step}
    assert lex._go("POST", "/cases/1/status", data=data).status == 400
    assert lex._go("POST", "/cases/3/status", data=data | {"status": "on-hold"}).status == 404
    assert {office.contact(n).arrears for n in (1, 3)} == {"handover"}


def test_WU_14_notes_and_documents_go_to_the_case(office: Casa, lex: Browser) -> None:
    lex.open("/cases/1").press("Add note", note="Called, no answer")
    assert "Called, no answer" in lex.text
    lex.press("Upload", file=(BytesIO(PDF), "claim ü.pdf"))
    assert "claim ü.pdf" in lex.text

    (note, *_), (paper,) = (office.ok(f"{noun} list 1 -o json").json for noun in ("note", "document"))
    assert (note["author"], note["visibility"], note["text"]) == (LEX, "case", "Called, no answer")
    assert (paper["author"], paper["visibility"], paper["type"]) == (LEX, "case", "application/pdf")
    got = lex.open(f"/cases/1/documents/{paper['id']}")
    assert got.answer.data == PDF
    assert got.answer.headers["Content-Disposition"].startswith("attachment;")
    assert lex.open(f"/cases/2/documents/{paper['id']}").status == 404


def test_what_is_no_document_is_refused_and_leaves_nothing(office: Casa, lex: Browser) -> None:
    for name, content in (("a.pdf", b"<html><script>alert(1)</script>"), ("b.svg", b"<svg onload='x'/>"), ("c", b"")):
        lex.open("/cases/1").press("Upload", file=(BytesIO(content), name))
        assert lex.status == 400, name
    assert office.ok("document list -o json").json == []
    assert not [path for path in (office.folder / "documents").rglob("*") if path.is_file()]


@pytest.mark.parametrize("command", [
    f"user disable {LEX}", f"user revoke {LEX} --community 'Rose Court'", f"user set-password {LEX}",
])  # fmt: skip
def test_an_attorney_who_is_kept_out_is_so_at_once(office: Casa, lex: Browser, command: str) -> None:
    office.ok(f"{command} -y", stdin="another good password here\n")

    assert lex.open("/cases").path == "/sign-in"


def test_a_recalled_case_is_gone_at_once(office: Casa, lex: Browser) -> None:
    office.ok("contact recall 1 --reason paid -y")

    assert lex.open("/cases/1").status == 404
    assert "Joe Bloggs" not in lex.open("/cases").text


def test_half_an_hour_of_silence_signs_an_attorney_out(office: Casa, lex: Browser) -> None:
    office.travel(to="2026-11-23 09:29")
    assert lex.open("/cases").path == "/cases"
    office.travel(to="2026-11-23 10:00")
    assert lex.open("/cases").path == "/sign-in"


def test_the_list_is_a_file_in_which_nothing_is_a_formula(office: Casa, lex: Browser) -> None:
    office.ok(["contact", "edit", 1, "--first-name", "=1+1"])
    lines = lex.open("/cases.csv").answer.get_data(as_text=True).splitlines()

    assert lines[0].startswith("\ufeffnumber,name,community,status,balance,")
    assert any(",'=1+1 Bloggs,Rose Court,handover,120.00," in line for line in lines)


def test_staff_do_not_sign_in_here(casa: Casa, browse: Browse) -> None:
    casa.ok("user add ann@office.example --name Ann --type staff")
    casa.ok("user set-password ann@office.example", stdin=f"{PASSWORD}\n")

    browser = browse().open("/sign-in").press("Sign in", e_mail="ann@office.example", password=PASSWORD)

    assert browser.status == 403
    assert "works in the office itself does so in the terminal" in browser.text


def test_the_work_list_says_what_is_due_and_how_long_ago_a_case_came(office: Casa, lex: Browser) -> None:
    office.ok("ledger charge 1 30 --for Levy --on 2026-11-20 --due 2027-01-01")
    office.travel(to="2026-12-03")
    lex = signed_in(lex, LEX)

    row = lex.open("/cases?q=joe").text

    assert "150.00 120.00" in row, "balance and due"
    assert "2026-11-23, 10" in row, "the day and how many days since"
    lines = lex.open("/cases.csv").html.splitlines()
    assert lines[0].endswith(",due,days")
    assert [line.split(",")[-2:] for line in lines[1:] if "Joe" in line] == [["120.00", "10"]]
