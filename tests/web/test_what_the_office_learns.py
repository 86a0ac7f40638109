"""What the office learns of what people do in the portal: signatures, files, an attorney's work, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from tests.casa import Casa
from tests.web.browser import Browser
from tests.web.conftest import LEX, signed_in, with_a_case

Browse = Callable[..., Browser]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def signed_contract(casa: Casa, joe: int, browse: Browse, name: str = "Joe Bloggs") -> int:
    """The number of the operation by which a tenant signed contract 1."""
    casa.ok(f"contract add --contact {joe} --title 'House rules' --text 'No drums.' --no-send")
    page = signed_in(browse()).open("/work")
    page.press("Sign the contract", your_full_name=name, i_agree_to_this_contract="1")
    assert page.status == 200
    return int(casa.log()[0]["operation"])


def test_SD_20_nothing_that_is_hinted_at_takes_a_signature_away(casa: Casa, joe: int, browse: Browse) -> None:
    operation = signed_contract(casa, joe, browse)

    for line in ("contract edit 1 --text x", "contract cancel 1", "contract assign 1 --to nobody"):
        refused = casa.run(f"{line} -o json")
        assert "undo" not in refused.stderr, line
    refused = casa.run("contract edit 1 --text x -o json")
    assert (refused.exit_code, refused.error["code"]) == (5, "contract.closed")
    assert f"contract add --contact {joe} --title TEXT" in str(refused.error["hint"])

    undone = casa.run(f"undo {operation} -y -o json")

    assert (undone.exit_code, undone.error["code"], undone.error["rule"]) == (5, "undo.signed", "SD-20")
    assert casa.rows("select count(*) from signature") == [(1,)]
    assert casa.ok("contract show 1 -o json").json["state_in_words"] == "signed"


def test_SD_20_a_signature_stays_where_what_it_rests_on_is_undone(casa: Casa, joe: int, browse: Browse) -> None:
    signed_contract(casa, joe, browse)
    made = next(row["operation"] for row in casa.log() if row["verb"] == "contract.add")

    refused = casa.run(f"undo {made} -y -o json")

    assert (refused.exit_code, refused.error["code"]) == (5, "undo.built-upon")
    assert "what somebody signed stays" in refused.error["message"]
    assert casa.rows("select count(*) from signature") == [(1,)]


def test_SD_20_what_was_signed_keeps_its_words_and_its_paper(casa: Casa, joe: int, browse: Browse) -> None:
    casa.ok(f"contract add --contact {joe} --title 'House rules' --text 'Drums.' --no-send")
    edit = casa.ok("contract edit 1 --text 'No drums.' -o json").json["operation"]
    page = signed_in(browse()).open("/work")
    page.press("Sign the contract", your_full_name="Joe Bloggs", i_agree_to_this_contract="1")
    (paper,) = casa.ok(f"document list {joe} -o json").json

    undone = casa.run(f"undo {edit} -y -o json")
    removed = casa.run(f"document remove {paper['id']} -y -o json")

    assert (undone.exit_code, undone.error["code"]) == (5, "undo.signed")
    assert (removed.exit_code, removed.reasons) == (5, ["signed"])
    assert casa.ok("contract show 1 -o json").json["text"] == "No drums."


def test_a_contract_that_the_office_closed_by_itself_can_be_opened_again(casa: Casa, joe: int) -> None:
    casa.ok(f"contract add --contact {joe} --title Paper --no-send")
    casa.ok("contract done 1")
    assert casa.run("contract edit 1 --text x -o json").error["hint"].startswith("casactl undo ")
    casa.ok("undo -y")
    assert casa.ok("contract show 1 -o json").json["state"] == "open"


def insisted(casa: Casa, joe: int, browse: Browse, typed: str) -> None:
    """Sign contract 1 under a name that the page asks about once; another one is asked about, too."""
    casa.ok(f"contract add --contact {joe} --title 'House rules' --text 'No drums.' --no-send")
    page = signed_in(browse()).open("/work")
    for name in ("Nobody Else", typed):
        page.press("Sign the contract", your_full_name=name, i_agree_to_this_contract="1")
        asked = f"The office knows you as Joe Bloggs. If {name} is your name all the same, please sign once more."
        assert (page.status, asked in page.text) == (400, True)
        assert casa.ok("contract show 1 -o json").json["state"] == "open"
    page.press("Sign the contract", i_agree_to_this_contract="1")
    assert page.status == 200


@pytest.mark.parametrize(
    ("typed", "known"),
    [("Joe", True), ("BLOGGS, J.", True), ("x", False), ("Mickey Mouse", False), ("joebloggs", True)],
)
def test_a_signature_under_another_name_is_taken_and_flagged(
    casa: Casa, joe: int, browse: Browse, typed: str, known: bool
) -> None:
    if known:
        signed_contract(casa, joe, browse, typed)
    else:
        insisted(casa, joe, browse, typed)

    shown = casa.ok("contract show 1 -o json").json
    assert (shown["signed_by"], shown["signed_name_known"]) == (typed, known)
    (matter,) = casa.ok("today --topic signed -o json").json
    told = f"signed by {typed}" if known else f"signed as '{typed}', not the name that the office has"
    assert (matter["what"], matter["command"]) == (f"House rules: {told}", "casactl contract show 1")
    casa.clock.move_to("2026-12-03T09:00:00+00:00")
    assert casa.ok("today --topic signed -o json").json == []


def test_what_nobody_signed_has_no_name_to_be_known(casa: Casa, joe: int) -> None:
    casa.ok(f"contract add --contact {joe} --title Paper --no-send")
    assert casa.ok("contract show 1 -o json").json["signed_name_known"] is None


def test_a_message_says_which_files_came_with_it(casa: Casa, joe: int, browse: Browse) -> None:
    page = signed_in(browse()).open("/messages")
    files = [(BytesIO(PDF), "leak.pdf"), (BytesIO(b"It drips.\n"), "notes.txt")]
    page.press("Send", subject="Leak", message="Look at this.", file=files)
    page.press("Send", subject="More", message="Without files.")

    newest, first = casa.ok(f"message list {joe} --unread -o json").json
    assert newest["documents"] == []
    assert [(each["id"], each["name"]) for each in first["documents"]] == [(1, "leak.pdf"), (2, "notes.txt")]
    assert casa.ok("message show 1 -o json").json["documents"] == first["documents"]
    assert "leak.pdf (document 1), notes.txt (document 2)" in casa.ok("message list").stdout
    casa.ok("message read 2")
    (matter,) = casa.ok("today --topic message -o json").json
    assert matter["what"] == "an unread message: Leak, with leak.pdf (document 1), notes.txt (document 2)"
    assert "leak.pdf" in page.open("/messages").text
    assert page.open("/documents/1").answer.data == PDF
    assert casa.ok(f"portal view {joe} --reason look -o json").json["messages"][1]["documents"] == first["documents"]
    casa.ok("workspace check")
    casa.ok("log verify")


@pytest.fixture
def lex(casa: Casa, browse: Browse) -> Browser:
    """An attorney, signed in, with the case of contact 1."""
    casa.property("Rose Court/1")
    with_a_case(casa, casa.tenant("Joe Bloggs", at="Rose Court/1", email="joe@example.com"), 120)
    return signed_in(browse(), LEX)


def news(casa: Casa) -> list[str]:
    return [row["what"] for row in casa.ok("today --topic news -o json").json]


def test_WU_14_what_an_attorney_did_is_named_in_the_morning(casa: Casa, lex: Browser) -> None:
    casa.ok("note add 1 --text 'the office asks' --visibility case")
    assert news(casa) == []

    page = lex.open("/cases/1").press("Add note", note="I wrote to him.")
    page.press("Upload", file=(BytesIO(PDF), "letter.pdf"))
    page.press("Upload", file=(BytesIO(PDF), "again.pdf"))
    assert news(casa) == ["from Lex Law: 1 note, 2 documents"]
    page.open("/cases/1").press("Preview", status="payment-plan").press("Apply")

    (matter,) = casa.ok("today --topic news -o json").json
    assert matter["what"] == "from Lex Law: 1 note, 2 documents, status payment-plan"
    assert (matter["contact_id"], matter["command"]) == (1, "casactl contact show 1")
    casa.clock.move_to("2026-12-03T09:00:00+00:00")
    assert news(casa) == []


def test_WU_14_a_case_that_its_attorney_has_closed_is_news_as_well(casa: Casa, lex: Browser) -> None:
    casa.ok("ledger pay 1 120.00 --outside")
    lex.open("/cases/1").press("Preview", status="settled").press("Apply")
    assert news(casa) == ["from Lex Law: status settled"]
