"""Every route, every way of asking, everybody who may ask: one table over the portal's own map of addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.casa import Casa
from tests.mailed import link
from tests.web.browser import Browser, portal
from tests.web.conftest import PASSWORD, signed_in

WHO = ("nobody", "joe", "ann", "lex", "eve", "disabled")
"""Nobody; a contact with a case, a document and a contract; another contact; the attorney of the case, another
attorney, and one who was disabled in mid-session."""

PUBLIC = (200, 200, 200, 200, 200, 200)
CONTACTS = (303, 200, 200, 404, 404, 303)
JOES = (303, 200, 404, 404, 404, 303)
ATTORNEYS = (303, 404, 404, 200, 200, 303)
LEXS = (303, 404, 404, 200, 404, 303)
SIGNED_IN = (303, 200, 200, 200, 200, 303)
NO_LINK = (404, 404, 404, 404, 404, 404)
ASKED = {
    "GET /healthz": PUBLIC,
    "GET /sign-in": PUBLIC,
    "GET /sign-in/code": (303, 303, 303, 303, 303, 303),
    "GET /sign-out": PUBLIC,
    "GET /forgot": PUBLIC,
    "GET /activate": PUBLIC,
    "GET /reset": PUBLIC,
    "GET /look": NO_LINK,
    "GET /logo": NO_LINK,
    "GET /sign": NO_LINK,
    "GET /sign/document": NO_LINK,
    "GET /unsubscribe": NO_LINK,
    "GET /": (303, 200, 200, 303, 303, 303),
    "GET /statement": CONTACTS,
    "GET /statement.pdf": CONTACTS,
    "GET /invoices/<int:number>.pdf": JOES,
    "GET /messages": CONTACTS,
    "GET /documents": CONTACTS,
    "GET /documents/<int:number>": JOES,
    "GET /work": CONTACTS,
    "GET /work/events.ics": CONTACTS,
    "GET /details": CONTACTS,
    "GET /password": SIGNED_IN,
    "GET /sessions": SIGNED_IN,
    "GET /second-factor": (303, 404, 404, 200, 200, 303),
    "GET /cases": ATTORNEYS,
    "GET /cases.csv": ATTORNEYS,
    "GET /cases/<int:number>": LEXS,
    "GET /cases/<int:number>/statement.pdf": LEXS,
    "GET /cases/<int:number>/documents/<int:document>": LEXS,
}
"""What a look is answered with, by whom it is."""
SENT = {
    "POST /unsubscribe": NO_LINK,
    "POST /sign-in": (403, 403, 403, 403, 403, 403),
    "POST /sign-in/code": (303, 303, 303, 303, 303, 303),
    "POST /sign-out": (303, 303, 303, 303, 303, 303),
    "POST /forgot": PUBLIC,
    "POST /activate": (403, 403, 403, 403, 403, 403),
    "POST /activate/again": PUBLIC,
    "POST /reset": (403, 403, 403, 403, 403, 403),
    "POST /sign": NO_LINK,
    "POST /messages": (303, 400, 400, 404, 404, 303),
    "POST /work/<int:number>/sign": (303, 400, 400, 404, 404, 303),
    "POST /details": (303, 303, 303, 404, 404, 303),
    "POST /password": (303, 400, 400, 400, 400, 303),
    "POST /sessions": (303, 303, 303, 303, 303, 303),
    "POST /second-factor": (303, 404, 404, 404, 404, 303),
    "POST /cases/<int:number>/status": (303, 404, 404, 400, 404, 303),
    "POST /cases/<int:number>/notes/<int:which>": (303, 404, 404, 404, 404, 303),
    "POST /cases/<int:number>/notes": (303, 404, 404, 400, 404, 303),
    "POST /cases/<int:number>/documents": (303, 404, 404, 400, 404, 303),
}
"""What an empty form of one's own is answered with."""
COMPANY = "/company/<int:company>"
NO_COMPANY = (303, 404, 404, 404, 404, 303)
"""Nobody here is the primary contact of a company (test_companies.py has one)."""
TRIED = ("/sign-in", "/activate", "/reset", "/forgot", "/activate/again", "/sign")
"""What strangers may not try for ever."""
CONTENT = {"<int:number>": "1", "<int:which>": "1", "<int:document>": "1", "<int:company>": "1"}


def rules(casa: Casa) -> list[str]:
    """Every address with every method that it takes, but those of files that are the same for all."""
    found = [f"{method} {rule.rule}" for rule in portal(casa).url_map.iter_rules() if rule.endpoint != "static"
             for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]  # fmt: skip
    return sorted(found)


def answers(rule: str) -> tuple[int, ...]:
    """The row of a route; a company's pages are closed to all of these."""
    return NO_COMPANY if COMPANY in rule else (ASKED | SENT)[rule]


def address(rule: str) -> str:
    """Where a rule leads, with Joe's numbers in it."""
    path = rule.split()[1]
    for name, value in CONTENT.items():
        path = path.replace(name, value)
    return path


@pytest.fixture
def everybody(casa: Casa, browse: Callable[..., Browser]) -> dict[str, Browser]:
    """A browser for each, signed in."""
    casa.property("Rose Court/Block A/12")
    casa.ok("workspace set handover_requires_demand off")
    paper = casa.room / "a.pdf"
    paper.write_bytes(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    for name in ("joe", "ann"):
        number = casa.tenant(f"{name.title()} Bloggs", email=f"{name}@example.com", at="Rose Court/Block A/12")
        casa.ok(f"contact invite {number}")
        casa.ok("portal activate", stdin=f"{link(casa, name)}\n{PASSWORD}\n")
    for name in ("lex", "eve", "disabled"):
        email = f"{name}@law.example"
        casa.ok(["user", "add", email, "--name", name, "--type", "attorney", "--community", "Rose Court"])
        casa.ok(["user", "set-password", email], stdin=f"{PASSWORD}\n")
    casa.ok("ledger charge 1 120 --for Rent --on 2026-07-01")
    casa.ok("ledger invoice 1")
    casa.ok("contact handover 1 --to lex@law.example --no-send")
    casa.ok(["document", "add", "1", str(paper), "--visibility", "case"])
    casa.ok(["contract", "add", "--contact", "1", "--title", "Rules", "--document", "1", "--no-send"])
    people = {"joe": "joe@example.com", "ann": "ann@example.com"} | {
        name: f"{name}@law.example" for name in ("lex", "eve", "disabled")
    }
    browsers = {who: browse(address=f"198.51.{n}.7") for n, who in enumerate(WHO)}  # each may fail for themselves
    for who, email in people.items():
        signed_in(browsers[who], email)
    browsers["nobody"].open("/sign-in")
    casa.ok("user disable disabled@law.example -y")
    return browsers


def token_of(browser: Browser) -> str:
    """The form token of whoever holds a browser."""
    forms = browser.open("/sign-in").forms
    return next(field.value for form in forms for field in form.fields if field.name == "form_token")


def test_every_route_has_its_row(casa: Casa) -> None:
    listed = [rule for rule in rules(casa) if COMPANY not in rule]
    assert listed == sorted([*ASKED, *SENT])


def test_SD_28_WU_7_every_route_answers_everybody_as_the_table_says(casa: Casa, everybody: dict[str, Browser]) -> None:
    found: dict[str, tuple[int, ...]] = {}
    for rule in rules(casa):
        row = []
        for who in WHO:
            browser, (method, _) = everybody[who], rule.split()
            data = {"form_token": token_of(browser)} if method == "POST" else None
            if "sign-out" in rule or "/sessions" in rule:
                data = data and {**data, "session": "0"}
            if rule == "POST /sign-out":
                row.append(303)  # tried below, once nobody needs the session any more
                continue
            row.append(browser._go(method, address(rule), data=data, follow=False).status)
        found[rule] = tuple(row)
    assert {rule: dict(zip(WHO, row, strict=True)) for rule, row in found.items() if row != answers(rule)} == {}
    for browser in everybody.values():
        assert browser._go("POST", "/sign-out", data={"form_token": token_of(browser)}, follow=False).status == 303
        assert browser.open("/password").path == "/sign-in"


def test_a_form_without_its_token_does_nothing_on_any_route(casa: Casa, everybody: dict[str, Browser]) -> None:
    before = casa.rows("select count(*) from operation")
    signed = "POST /unsubscribe"  # its address holds a signed token, which is all that a mail program has
    for rule in (rule for rule in rules(casa) if rule.startswith("POST") and rule != signed):
        for who in WHO:
            status = everybody[who]._go("POST", address(rule), data={"form_token": "0" * 64}, follow=False).status
            private = who in ("nobody", "disabled") and (answers(rule)[0] == 303 or COMPANY in rule)
            public = rule in ("POST /sign-in/code", "POST /sign-out")
            assert status == (303 if private and not public else 403), (rule, who, status)
    assert casa.rows("select count(*) from operation") == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_route_takes_another_method_or_one_from_a_field(
    casa: Casa, everybody: dict[str, Browser], method: str
) -> None:
    for rule in rules(casa):
        for who in ("nobody", "joe", "lex"):
            answer = everybody[who]._go(method, address(rule), follow=False)
            assert (answer.status, "Allow" in answer.answer.headers) == (405, True), (rule, who)


@pytest.mark.parametrize("path", TRIED)
def test_whoever_has_failed_too_often_waits_at_every_door(
    casa: Casa, browse: Callable[..., Browser], path: str
) -> None:
    stranger = browse()
    for n in range(20):
        stranger.open("/sign-in").press("Sign in", e_mail=f"nobody{n}@example.com", password="guess it")

    answer = stranger._go("POST", path, data={"form_token": token_of(stranger)}).answer

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
