"""What attackers try at the portal: paths, redirects, doubled parameters, methods, words that tell who exists."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from casactl.actions.portal import access
from tests.casa import Casa
from tests.web.browser import HOST, Browser, portal
from tests.web.conftest import PASSWORD, signed_in

Browse = Callable[..., Browser]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.mark.parametrize("path", [
    "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd", "/documents/../../etc",
    "/documents/-1", "/documents/1.0", "/documents/1%00", "/documents/99999999999999999999", "/cases/1e3",
    "/%2e%2e/%2e%2e/etc/passwd", "/company/1/..%2f..%2f", "/company/0/", "/company/0/statement", "/statement/",
])  # fmt: skip
def test_no_path_leads_out_of_the_portal(joe: int, browse: Browse, path: str) -> None:
    answer = signed_in(browse()).open(path)

    assert answer.status in (404, 405)
    assert "Traceback" not in answer.html
    assert "root:" not in answer.html


@pytest.mark.parametrize("name", ["next", "return", "url", "redirect", "continue"])
def test_no_parameter_sends_anybody_elsewhere(joe: int, browse: Browse, name: str) -> None:
    browser = browse().open(f"/sign-in?{name}=https://evil.example/")
    browser.press("Sign in", e_mail="joe@example.com", password=PASSWORD, follow=False)
    assert browser.answer.headers["Location"] == "/"
    for path in ("//evil.example/", "/\\evil.example", "/sign-in//evil.example"):
        answer = browse().open(path, follow=False).answer
        assert "evil.example" not in answer.headers.get("Location", ""), path


def test_a_doubled_parameter_is_one_and_a_long_one_is_cut(casa: Casa, joe: int, browse: Browse) -> None:
    page = signed_in(browse()).open("/messages")
    token = next(field.value for form in page.forms for field in form.fields if field.name == "form_token")

    page._go("POST", "/messages", data={"form_token": [token, "0" * 64], "message": ["one", "two"]})

    assert [row["text"] for row in casa.ok("message list 1 -o json").json] == ["one"]
    assert page._go("POST", "/messages", data={"form_token": ["0" * 64, token], "message": "three"}).status == 403
    long = browse().open("/sign-in").press("Sign in", e_mail="x" * 100_000, password="y" * 100_000)
    assert long.status == 403
    assert len(long.html) < 10_000


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_a_header_changes_no_method(casa: Casa, joe: int, browse: Browse, header: str) -> None:
    page = signed_in(browse())
    assert page.open("/sign-out", headers={header: "POST"}).status == 200
    assert page.open("/?_method=DELETE").path == "/"


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"])
def test_no_header_of_a_strangers_names_the_host_in_a_letter(casa: Casa, joe: int, browse: Browse, header: str) -> None:
    browser = browse().open("/forgot")
    browser.press("Send the link", e_mail="joe@example.com", headers={header: "evil.example"})
    assert browser.status == 200
    assert not [file for file in (casa.folder / "outbox").glob("*.eml") if b"evil.example" in file.read_bytes()]


def test_nothing_that_was_uploaded_runs_in_a_browser(casa: Casa, joe: int, browse: Browse) -> None:
    page = signed_in(browse())
    for name, content in (("a.html", b"<html><script>alert(1)</script>"), ("a.svg", b"<svg onload='alert(1)'/>"),
                          ("a.js", b"alert(1)"), ("a.pdf", b"<html><script>alert(1)</script>")):  # fmt: skip
        page.open("/messages").press("Send", message="See", file=(BytesIO(content), name))
    page.open("/messages").press("Send", message="See", file=(BytesIO(PDF), "../../\u202e<b>a\r\nX: 1.pdf"))
    for paper in casa.ok("document list 1 -o json").json:
        headers = page.open(f"/documents/{paper['id']}").answer.headers
        assert headers["Content-Disposition"].startswith("attachment;")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Type"].partition(";")[0] not in ("text/html", "image/svg+xml", "text/javascript")
        assert "X" not in headers
        assert "/" not in headers["Content-Disposition"].partition("filename=")[2].partition(";")[0]


@pytest.mark.parametrize("email", ["joe@example.com", "nobody@example.com", "not an e-mail", ""])
def test_a_password_is_checked_once_whoever_asks(
    casa: Casa, joe: int, browse: Browse, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    checked: list[str | None] = []

    def count(held: str | None, given: str) -> bool:
        checked.append(held)
        return False

    monkeypatch.setattr(access, "verify_password", count)
    browse().open("/sign-in").press("Sign in", e_mail=email, password="guess it well")

    assert len(checked) == 1


def test_not_found_and_not_yours_are_the_same_page(casa: Casa, joe: int, browse: Browse) -> None:
    casa.tenant("Ann Archer", email="ann@example.com")
    paper = casa.folder / "a.pdf"
    paper.write_bytes(PDF)
    casa.ok(["document", "add", "2", str(paper), "--visibility", "contact"])
    page = signed_in(browse())

    pages = {
        (page.open(path).status, page.html) for path in ("/documents/1", "/documents/99", "/cases/2", "/company/2/")
    }

    assert len(pages) == 1
    assert {status for status, _ in pages} == {404}


def test_behind_tls_the_browser_is_told_to_stay_there(casa: Casa) -> None:
    casa.ok("workspace set portal_url https://portal.example/")
    client = portal(casa).test_client()

    assert "max-age=" in client.get("/sign-in", base_url="https://portal.example").headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/sign-in", base_url=HOST).headers
