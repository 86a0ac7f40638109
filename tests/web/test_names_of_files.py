"""What files may be called that come in: a name is what people and programs go by when they open one (S12)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from casactl.domain.document_names import IN_WORDS, KINDS
from casactl.domain.settings import DOCUMENT_TYPES
from tests.casa import Casa
from tests.web.browser import Browser
from tests.web.conftest import signed_in

Browse = Callable[..., Browser]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
RUN = ["evil.html", "evil.HTML", "evil.svg", "run.bat", "run.exe", "run.js", "a.pdf.exe", "run.exe. ", "x.hta", "x.lnk"]


@pytest.mark.parametrize("name", RUN)
def test_S12_what_is_called_a_program_or_a_page_is_not_taken(casa: Casa, joe: int, browse: Browse, name: str) -> None:
    page = signed_in(browse()).open("/messages")
    page.press("Send", subject="Hello", message="Look.", file=(BytesIO(b"plain words\n"), name))
    assert page.status == 400
    assert "as programs and web pages do" in page.text
    assert "PDF, PNG, JPEG" in page.text

    paper = casa.room / "paper.txt"
    paper.write_text("plain words\n")
    refused = casa.run(["document", "add", str(joe), str(paper), "--name", name, "-o", "json"])
    assert (refused.exit_code, refused.error["code"]) == (2, "document.name-runs")
    assert casa.rows("select count(*) from document") == [(0,)]
    assert casa.rows("select count(*) from message where direction = 'in'") == [(0,)]


@pytest.mark.parametrize(
    ("name", "content"), [("plan.pdf", b"plain words\n"), ("photo.jpg", b"plain words\n"), ("words.txt", PDF)]
)
def test_S12_a_name_that_says_another_kind_is_not_taken(
    casa: Casa, joe: int, browse: Browse, name: str, content: bytes
) -> None:
    page = signed_in(browse()).open("/messages")
    page.press("Send", subject="Hello", message="Look.", file=(BytesIO(content), name))
    assert (page.status, "holds something else" in page.text) == (400, True)
    assert casa.rows("select count(*) from document") == [(0,)]


@pytest.mark.parametrize(
    ("name", "content"),
    [("plan.PDF", PDF), ("plan", PDF), ("minutes 24.11.2026", b"plain words\n"), ("list.csv", b"one column\n"),
     ("old.doc", b"{\\rtf1 words}\n"), (".txt", b"plain words\n")],
)  # fmt: skip
def test_a_name_that_says_nothing_else_is_taken(
    casa: Casa, joe: int, browse: Browse, name: str, content: bytes
) -> None:
    page = signed_in(browse()).open("/messages")
    page.press("Send", subject="Hello", message="Look.", file=(BytesIO(content), name))
    assert page.status == 200, page.text
    assert [row["name"] for row in casa.ok("document list -o json").json] == [name]


def test_S12_a_document_is_not_given_a_name_that_misleads_afterwards(casa: Casa, joe: int) -> None:
    paper = casa.room / "paper.txt"
    paper.write_text("plain words\n")
    casa.ok(["document", "add", str(joe), str(paper)])
    for name, code in (("run.bat", "document.name-runs"), ("plan.pdf", "document.name-misleads")):
        assert casa.run(f"document edit 1 --name {name} -o json").error["code"] == code
    plan = casa.room / "plan.pdf"
    plan.write_bytes(PDF)
    refused = casa.run(["document", "edit", "1", "--file", str(plan), "-o", "json"])
    assert refused.error["code"] == "document.name-misleads"
    casa.ok(["document", "edit", "1", "--file", str(plan), "--name", "plan.pdf"])


def test_what_is_nothing_known_says_which_kinds_are_taken(casa: Casa, joe: int, browse: Browse) -> None:
    page = signed_in(browse()).open("/messages")
    page.press("Send", subject="Hello", message="Look.", file=(BytesIO(b"<html><body>x"), "evil"))
    assert page.status == 400
    assert all(words in page.text for words in ("PDF", "plain text (.txt)", "OpenDocument"))


def test_every_kind_has_words_and_every_ending_a_kind() -> None:
    assert set(IN_WORDS) == set(DOCUMENT_TYPES)
    assert {kind for kinds in KINDS.values() for kind in kinds} <= set(DOCUMENT_TYPES)
