"""Contracts in the portal: read and signed, as words or a file, with an account or by a link (SD-20)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from tests.casa import Casa
from tests.mailed import letters, link, text_of
from tests.web.browser import Browser
from tests.web.conftest import signed_in

Browse = Callable[..., Browser]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
AGREES: dict[str, Any] = {"your_full_name": "Vic Vendor", "i_agree_to_this_contract": "1"}
ADD = ["contract", "add", "--contact", "1", "--title", "House rules"]


@pytest.fixture
def vendor(casa: Casa) -> str:
    """Somebody without an account, in an office that lets contracts be signed without one."""
    casa.person("Vic Vendor", type="vendor", email="vic@example.com")
    casa.ok("workspace set sign_without_login on")
    return "vic@example.com"


def file_of(casa: Casa, content: bytes = PDF, visibility: str = "office") -> int:
    """A document of contact 1."""
    paper = casa.room / "terms.pdf"
    paper.write_bytes(content)
    return casa.ok(["document", "add", "1", str(paper), "--visibility", visibility, "-o", "ids"]).ids[0]


def path_of(casa: Casa) -> str:
    """Where the newest letter's link leads."""
    return link(casa).removeprefix("http://localhost:8000")


def test_SD_20_a_contract_is_read_and_signed_by_a_link_without_an_account(
    casa: Casa, vendor: str, browse: Browse
) -> None:
    casa.ok([*ADD, "--text", "No drums.", "--sign-without-login"])
    assert path_of(casa).startswith("/sign?token=")
    page = browse().open(path_of(casa))
    assert (page.path, page.answer.request.query_string) == ("/sign", b"")
    assert "No drums." in page.text

    page.press("Sign the contract", your_full_name="Vic Vendor")
    assert (page.status, "Please say that you agree" in page.text) == (400, True)
    page.press("Sign the contract", **AGREES)

    assert (page.status, "is signed" in page.text) == (200, True)
    shown = casa.ok("contract show 1 -o json").json
    digest = sha256(b"House rules\n\nNo drums.").hexdigest()
    assert [shown[key] for key in ("state_in_words", "signed_by", "signed_hash")] == ["signed", "Vic Vendor", digest]
    assert (casa.log()[0]["verb"], casa.log()[0]["actor"]) == ("contract.sign", vendor)
    assert casa.contact(1).portal == "not-invited"
    (paper,) = casa.ok("document list 1 -o json").json
    assert (paper["name"], paper["visibility"]) == ("House rules, signed.txt", "contact")
    record = casa.ok(["document", "get", str(paper["id"]), "--to", "-"]).stdout
    assert all(words in record for words in ("No drums.", "Signed by Vic Vendor", digest, "2026-11-23 at 09:00:00"))
    assert page.open("/").path == "/sign-in"
    assert casa.ok("log verify -o json").json["ok"]
    assert casa.ok("workspace check").exit_code == 0


def test_SD_20_reading_uses_nothing_up_and_signing_works_once(casa: Casa, vendor: str, browse: Browse) -> None:
    casa.ok([*ADD, "--sign-without-login"])
    first, second = browse().open(path_of(casa)), browse().open(path_of(casa))
    first.press("Sign the contract", **AGREES)

    second.press("Sign the contract", **AGREES)

    assert (second.status, "does not work" in second.text) == (404, True)
    assert browse().open(path_of(casa)).status == 404
    assert casa.rows("select count(*) from signature") == [(1,)]


DEATHS = {
    "the setting is off": ["workspace set sign_without_login off"],
    "the flag is off": ["contract edit 1 --sign-with-login"],
    "cancelled": ["contract cancel 1"],
    "signed on paper": ["contract done 1"],
    "SD-1 deactivated": ["contact deactivate 1"],
    "another e-mail": ["contact edit 1 --email other@example.com"],
    "undone": ["undo -y"],
}


@pytest.mark.parametrize("death", DEATHS)
def test_SD_20_a_link_dies_with_what_it_was_for(casa: Casa, vendor: str, browse: Browse, death: str) -> None:
    casa.ok([*ADD, "--sign-without-login"])
    page = browse().open(path_of(casa))
    for command in DEATHS[death]:
        casa.ok(command)

    page.press("Sign the contract", **AGREES)

    assert page.status == 404
    assert browse().open(path_of(casa)).status == 404
    assert casa.rows("select count(*) from signature") == [(0,)]


def test_SD_20_a_link_opens_its_own_contract_and_nothing_else(casa: Casa, vendor: str, browse: Browse) -> None:
    casa.ok([*ADD, "--sign-without-login"])
    casa.ok("contract add --contact 1 --title 'Another one' --sign-without-login")
    letter = next(text for text in map(text_of, letters(casa)) if "House rules" in text)
    address = next(line for line in letter.splitlines() if "token=" in line)
    page = browse().open(address.removeprefix("http://localhost:8000"))

    assert "House rules" in page.text
    for path in ("/activate", "/reset"):
        assert "does not work" in page.open(path).text
    for path in ("/", "/work", "/documents", "/statement", "/cases"):
        assert page.open(path).path == "/sign-in", path
    assert page.open("/sign/document").status == 404
    page.open("/sign").press("Sign the contract", **AGREES)
    assert [casa.ok(f"contract show {n} -o json").json["state"] for n in (1, 2)] == ["done", "open"]


def test_a_contract_that_is_a_file_is_read_and_its_bytes_are_what_is_signed(
    casa: Casa, vendor: str, browse: Browse
) -> None:
    paper = file_of(casa)
    casa.ok([*ADD, "--document", str(paper), "--sign-without-login"])
    page = browse().open(path_of(casa))
    assert "terms.pdf" in page.text
    got = page.open("/sign/document")
    assert (got.answer.data, got.answer.headers["Content-Disposition"].startswith("attachment;")) == (PDF, True)

    page.open("/sign").press("Sign the contract", **AGREES)

    assert casa.ok("contract show 1 -o json").json["signed_hash"] == sha256(PDF).hexdigest()
    for command in (["remove", str(paper)], ["edit", str(paper), "--file", str(changed(casa))]):
        done = casa.run(["document", *command])
        assert (done.exit_code, "was signed with contract 1" in done.stderr) == (5, True)
    casa.ok(["document", "edit", str(paper), "--name", "rules.pdf"])
    assert casa.ok("workspace check").exit_code == 0


def test_a_file_that_changed_after_it_was_read_is_not_signed(casa: Casa, joe: int, browse: Browse) -> None:
    paper = file_of(casa)
    casa.ok([*ADD, "--document", str(paper), "--no-send"])
    page = signed_in(browse()).open("/work")
    assert page.open(f"/documents/{paper}").answer.data == PDF
    page.open("/work")
    casa.ok(["document", "edit", str(paper), "--file", str(changed(casa))])

    page.press("Sign the contract", your_full_name="Joe Bloggs", i_agree_to_this_contract="1")

    assert (page.status, "changed meanwhile" in page.text) == (400, True)
    page.press("Sign the contract", your_full_name="Joe Bloggs", i_agree_to_this_contract="1")
    assert "Signed by Joe Bloggs" in page.text
    assert "House rules, signed.txt" in page.open("/documents").text


def changed(casa: Casa) -> object:
    """Other bytes in the place of a contract's."""
    other = casa.room / "other.pdf"
    other.write_bytes(PDF + b"%more\n")
    return other


def test_only_a_document_of_whoever_signs_is_signed(casa: Casa, joe: int) -> None:
    paper = file_of(casa)
    casa.tenant("Ann Archer", email="ann@example.com")

    other = casa.run(["contract", "add", "--contact", "2", "--title", "x", "--document", str(paper), "-o", "json"])
    assert (other.exit_code, other.error["code"]) == (4, "document.not-found")
    assert casa.run([*ADD, "--document", "99"]).exit_code == 4
    assert casa.run([*ADD, "--document", "terms.pdf"]).exit_code == 2
    casa.ok([*ADD, "--document", str(paper), "--no-send"])
    kept = casa.run(f"document remove {paper}")
    assert (kept.exit_code, "contract edit 1" in kept.stderr) == (5, True)
    casa.ok(["contract", "edit", "1", "--document", ""])
    casa.ok(f"document remove {paper}")


def test_erasing_and_merging_take_contracts_with_their_files_along(casa: Casa, joe: int) -> None:
    paper = file_of(casa)
    casa.ok([*ADD, "--document", str(paper), "--no-send"])
    casa.ok("contract done 1")
    casa.tenant("Jo Bloggs", email="jo@example.com")
    casa.ok("contact merge 2 1 --yes")
    assert casa.rows("select contact_id from document") == casa.rows("select contact_id from engagement") == [(2,)]
    casa.ok("contact detach 2 'Rose Court/Block A/12'")
    casa.ok("contact archive 2")
    casa.ok("contact erase 2 --yes")

    assert casa.rows("select count(*) from document") == [(0,)]
    assert casa.rows("select document_id from engagement") == [(None,)]
    assert casa.ok("workspace check").exit_code == 0


def test_a_letter_that_goes_to_somebody_else_carries_no_link(casa: Casa, vendor: str) -> None:
    casa.ok("workspace set company_first on")
    casa.company("Acme Ltd", primary=1)
    casa.ok("contract add --contact 2 --title Terms --sign-without-login")

    (letter,) = letters(casa, vendor)
    assert "Terms" in text_of(letter)
    assert "token=" not in text_of(letter)
