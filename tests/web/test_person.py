"""A contact's pages: what they see, what they write, sign and ask for."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from tests.casa import Casa
from tests.mailed import link
from tests.web.browser import Browser
from tests.web.conftest import PASSWORD, signed_in

Browse = Callable[..., Browser]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def page(joe: int, browse: Browse) -> Browser:
    """Joe, signed in."""
    return signed_in(browse())


@pytest.fixture
def ann(casa: Casa, joe: int, browse: Browse) -> Browser:
    """Another tenant, signed in."""
    casa.tenant("Ann Archer", email="ann@example.com")
    casa.ok("contact invite 2")
    casa.ok("portal activate", stdin=f"{link(casa, 'ann@example.com')}\n{PASSWORD}\n")
    return signed_in(browse(), "ann@example.com")


def test_the_overview_says_what_is_due_and_when_the_rest_is(casa: Casa, page: Browser) -> None:
    casa.ok("ledger charge 1 100 --for Rent --on 2026-11-01")
    casa.ok("ledger charge 1 40 --for Levy --on 2026-11-01 --due 2027-02-01")
    casa.ok("ledger pay 1 30 --on 2026-11-02")
    casa.ok(["workspace", "set", "payment_instructions", "IBAN GB00 TEST\nreference 1"])

    text = page.open("/").text

    assert "Due now: 70.00 GBP" in text
    assert "40.00 GBP on 2027-02-01" in text
    assert "IBAN GB00 TEST" in text
    assert "Rose Court/Block A/12" in text


def test_MC_6_the_locked_read_that_payments_are_stopped_and_not_why(casa: Casa, page: Browser) -> None:
    casa.ok("ledger charge 1 100 --for Rent --on 2026-11-01")
    casa.ok("workspace set payment_instructions 'IBAN GB00 TEST'")
    casa.ok("contact lock 1 --reason 'bad cheque'")

    text = page.open("/").text

    assert "Payments through the portal are stopped. Please write to us." in text
    assert "bad cheque" not in text
    assert "IBAN" not in text


def test_PY_1_the_statement_has_a_running_balance_and_a_period(casa: Casa, page: Browser) -> None:
    casa.ok("ledger charge 1 100 --for Rent --on 2026-10-01")
    casa.ok("ledger pay 1 30 --on 2026-11-02")

    assert "100.00 100.00" in page.open("/statement").text
    assert "-30.00 70.00" in page.text
    later = page.open("/statement?from=2026-11-01").text
    assert "Carried forward 100.00" in later
    assert "Rent" not in later
    assert page.open("/statement?from=nonsense").status == 400


def test_MC_21_a_person_writes_and_the_office_reads(casa: Casa, page: Browser) -> None:
    page.open("/messages").press("Send", subject="The tap", message="It drips.")

    assert (page.path, "Your message is with the office." in page.text) == ("/messages", True)
    (message,) = casa.ok("message list 1 -o json").json
    assert (message["direction"], message["subject"], message["text"]) == ("in", "The tap", "It drips.")
    newest = casa.log()[0]
    assert (newest["verb"], newest["actor"]) == ("message.receive", "joe@example.com")
    assert '"channel":"web"' in str(casa.rows("select payload from operation order by id desc")[0][0]).replace(" ", "")


def test_the_same_form_sent_twice_is_one_message(casa: Casa, page: Browser) -> None:
    forms = page.open("/messages").forms
    values = {each.name: each.value for form in forms for each in form.fields if each.kind == "hidden"}
    for text in ("Hello", "Hello", "Hello again"):
        assert page._go("POST", "/messages", data=values | {"message": text}).status == 200
    assert [row["text"] for row in casa.ok("message list 1 -o json").json] == ["Hello again", "Hello"]


def test_MC_21_MC_22_the_archived_write_and_read_what_was_written(casa: Casa, page: Browser) -> None:
    casa.ok("message send 1 --subject Keys --text 'Please bring them.'")
    casa.ok("contact detach 1 'Rose Court/Block A/12'")
    casa.ok("contact archive 1")

    page.open("/messages")
    assert "Please bring them." in page.text
    assert "cannot answer here" in page.text
    page.press("Send", message="I have them still.")
    assert len(casa.ok("message list 1 -o json").json) == 2


def test_a_message_brings_a_file_along(casa: Casa, page: Browser) -> None:
    page.open("/messages").press("Send", message="See the bill", file=(BytesIO(PDF), "bill.pdf"))

    (paper,) = casa.ok("document list 1 -o json").json
    assert (paper["name"], paper["visibility"], paper["author"]) == ("bill.pdf", "contact", "joe@example.com")
    assert "bill.pdf" in page.open("/documents").text
    assert page.open(f"/documents/{paper['id']}").answer.data == PDF

    page.open("/messages").press("Send", message="And this", file=(BytesIO(b"MZ\x90\x00" + b"\0" * 80), "bill.pdf"))
    assert page.status == 400
    assert len(casa.ok("message list 1 -o json").json) == 1


def test_an_empty_message_is_none(casa: Casa, page: Browser) -> None:
    page.open("/messages").press("Send", message="  ")
    assert (page.status, "The message is empty." in page.text.replace("The Message", "The message")) == (400, True)


def test_MC_21_a_photo_alone_is_a_message(casa: Casa, page: Browser) -> None:
    photo = (BytesIO(PDF), "leak in the kitchen.pdf")

    page.open("/messages").press("Send", message="", file=photo)

    assert (page.status, "Your message is with the office" in page.text) == (200, True)
    (row,) = casa.ok("message list 1 -o json").json
    assert row["text"] == "leak in the kitchen.pdf"
    assert [each["name"] for each in row["documents"]] == ["leak in the kitchen.pdf"]


def test_SD_28_documents_are_those_for_the_person(casa: Casa, page: Browser, ann: Browser, joe: int) -> None:
    paper = casa.folder / "a.pdf"
    paper.write_bytes(PDF)
    for visibility in ("office", "case", "contact"):
        casa.ok(["document", "add", joe, str(paper), "--name", f"{visibility}.pdf", "--visibility", visibility])

    text = page.open("/documents").text
    assert [name in text for name in ("office.pdf", "case.pdf", "contact.pdf")] == [False, False, True]
    assert [page.open(f"/documents/{number}").status for number in (1, 2, 3, 99)] == [404, 404, 200, 404]
    assert [ann.open(f"/documents/{number}").status for number in (1, 2, 3)] == [404, 404, 404]
    assert page.open("/documents/3").answer.headers["Content-Disposition"].startswith("attachment;")


def test_PY_7_work_and_events_are_seen_and_go_into_a_calendar(casa: Casa, page: Browser) -> None:
    casa.ok("event add --contact 1 --title Viewing --start '2026-12-01 14:00'")
    casa.ok("task add --contact 1 --title Tap")

    assert "Viewing" in page.open("/").text
    text = page.open("/work").text
    assert "Viewing" in text
    assert "Tap" in text
    assert "SUMMARY:Viewing" in page.open("/work/events.ics").answer.get_data(as_text=True)


def test_PY_6_what_is_ones_own_to_do_says_so_and_what_another_does_not(casa: Casa, page: Browser, ann: Browser) -> None:
    casa.ok("task add --contact 1 --title 'Read the meters' --assign 1 --no-send")
    casa.property("Rose Court/Block B/3")
    casa.ok("task add --contact 1 --title 'Mend the tap' --assign 2 --property 'Rose Court/Block B/3' --no-send")
    casa.ok("event add --contact 1 --title Meeting --start '2026-12-01 14:00' --follow 2 --no-send")

    assert "Read the meters open, yours to do" in page.open("/work").text
    assert page.text.count("yours to do") == 1
    assert [each in page.open("/").text for each in ("Task: Read the meters", "Mend the tap")] == [True, False]
    assert "Mend the tap open, yours to do, Rose Court/Block B/3" in ann.open("/work").text
    assert ("Meeting" in ann.text, "Joe" in ann.text) == (True, False)
    assert ["Mend the tap" in ann.open("/").text, "Meeting" in ann.text] == [True, True]
    assert "CONTACT" not in ann.open("/work/events.ics").answer.get_data(as_text=True)


def test_a_contract_is_signed_by_name_and_consent(casa: Casa, page: Browser, ann: Browser) -> None:
    casa.ok("contract add --contact 1 --title 'House rules' --text 'No drums.' --no-send")
    assert "Contract to sign" in page.open("/").text
    assert "House rules" not in ann.open("/work").text

    page.open("/work").press("Sign the contract", your_full_name="Joe Bloggs")
    assert page.status == 400
    page.press("Sign the contract", your_full_name="Joe Bloggs", i_agree_to_this_contract="1")

    assert (page.path, "Signed by Joe Bloggs" in page.text) == ("/work", True)
    assert casa.ok("contract show 1 -o json").json["state_in_words"] == "signed"
    assert casa.log()[0]["verb"] == "contract.sign"
    assert casa.rows("select name, network from signature") == [("Joe Bloggs", "192.0.2.0/24")]


def test_what_was_changed_after_it_was_shown_is_not_signed(casa: Casa, page: Browser, ann: Browser) -> None:
    casa.ok("contract add --contact 1 --title 'House rules' --text 'No drums.' --no-send")
    page.open("/work")
    casa.ok("contract edit 1 --text 'No cats.'")

    page.press("Sign the contract", your_full_name="Joe Bloggs", i_agree_to_this_contract="1")

    assert (page.status, "changed meanwhile" in page.text) == (400, True)
    token = next(f.value for form in ann.open("/messages").forms for f in form.fields if f.name == "form_token")
    theirs = ann._go("POST", "/work/1/sign", data={"form_token": token, "name": "Ann", "consent": "1", "shown": ""})
    assert theirs.status == 404
    assert casa.ok("contract show 1 -o json").json["state"] == "open"


def test_a_change_is_asked_for_and_the_office_decides(casa: Casa, page: Browser) -> None:
    page.open("/details").press("Ask for the change", e_mail="joe.new@example.com", phone="020 7946 0958")
    assert "joe.new@example.com : waits for the office" in page.text
    assert casa.contact(1).email == "joe@example.com"

    listed = casa.ok("portal requests list -o json").json
    assert [(row["field"], row["value"], row["state"]) for row in listed] == [
        ("email", "joe.new@example.com", "open"), ("phone", "+442079460958", "open"),
    ]  # fmt: skip
    casa.ok("portal requests accept 2")
    casa.ok("portal requests decline 1 --reason 'call us'")
    assert casa.run("portal requests accept 1").exit_code == 5

    assert (casa.contact(1).phone, casa.contact(1).email) == ("+442079460958", "joe@example.com")
    text = page.open("/details").text
    assert "declined ( call us )" in text
    assert casa.ok("portal requests list -o json").json == []


def test_a_wish_that_cannot_be_is_said_and_one_that_is_taken_is_the_offices_to_find(
    casa: Casa, page: Browser, ann: Browser
) -> None:
    assert page.open("/details").press("Ask for the change", e_mail="no address").status == 400
    page.open("/details").press("Ask for the change", e_mail="ann@example.com")
    assert "Ann" not in page.text

    refused = casa.run("portal requests accept 1")
    assert (refused.exit_code, "ann@example.com" in refused.stderr) == (5, True)
    casa.ok("workspace set portal_edits off")
    assert "Ask for the change" not in page.open("/details").html


def test_a_request_blocks_nothing_and_goes_with_an_erasure(casa: Casa, page: Browser) -> None:
    page.open("/details").press("Ask for the change", phone="020 7946 0958")
    casa.ok("contact detach 1 'Rose Court/Block A/12'")
    casa.ok("contact archive 1")
    casa.ok("contact erase 1 --yes")

    assert casa.rows("select count(*) from portal_request")[0][0] == 0
    assert casa.ok("workspace check -o json").exit_code == 0
    assert casa.ok("log verify -o json").json["ok"]


def test_the_portals_log_says_who_came(casa: Casa, page: Browser, browse: Browse) -> None:
    browse().open("/sign-in").press("Sign in", e_mail="joe@example.com", password="wrong words here")

    rows = casa.ok("portal log 1 -o json").json
    assert casa.ok("portal log --contact 1 -o json").json == rows
    assert casa.run("portal log 1 --contact 1").exit_code == 2
    assert [(row["event"], row["outcome"], row["subject"], row["network"]) for row in rows] == [
        ("sign-in", "refused", "joe@example.com", "192.0.2.0/24"),
        ("sign-in", "done", "joe@example.com", "192.0.2.0/24"),
        ("link-used", "done", "joe@example.com", "terminal"),
    ]


@pytest.mark.parametrize("path", ["/cases", "/cases/1", "/cases.csv"])
def test_a_contact_has_no_cases(page: Browser, path: str) -> None:
    assert page.open(path).status == 404


def test_every_moment_is_one_of_the_offices_clock(casa: Casa, page: Browser) -> None:
    casa.ok("workspace set timezone Asia/Tokyo")
    casa.travel(to="2026-11-23T16:30:00Z")
    page.open("/messages").press("Send", message="Good night")

    assert "You, 2026-11-24 01:30" in page.open("/messages").text
    assert "Times are those of Asia/Tokyo." in page.text
    assert "2026-11-23 18:00" in page.open("/sessions").text


def test_the_log_names_what_was_brought_and_taken(casa: Casa, page: Browser, joe: int) -> None:
    page.open("/messages").press("Send", message="Look", file=(BytesIO(PDF), "leak.pdf"))
    page.open("/documents/1")
    page.open("/work/events.ics")

    rows = casa.ok("portal log -o json").json[:3]
    assert [(row["event"], row["document"], row["file"]) for row in rows] == [
        ("download", None, "events.ics"), ("download", 1, "leak.pdf"), ("upload", 1, "leak.pdf"),
    ]  # fmt: skip
    casa.ok("document remove 1 --yes")
    assert [row["file"] for row in casa.ok("portal log -o json").json[:3]] == ["events.ics", None, None]
