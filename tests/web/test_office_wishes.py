"""What the office may set of the portal: messages that stay there, changes without asking, a logo, a day's uploads."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from tests.casa import Casa
from tests.mailed import letters, text_of
from tests.pictures import png
from tests.web.browser import Browser
from tests.web.conftest import LEX, signed_in, with_a_case

Browse = Callable[..., Browser]
SECRET = "The safe stands behind the picture."


def test_a_message_by_the_portal_stays_there(casa: Casa, joe: int, browse: Browse) -> None:
    done = casa.ok(["message", "send", joe, "--subject", "Safe", "--text", SECRET, "--channel", "portal", "-o", "json"])
    assert done.json["results"][0]["outcome"] == "written"
    mail = letters(casa, "joe@example.com")[-1]
    assert mail["Subject"] == "A message waits for you in the portal of The office"
    assert not any(word in mail.as_string() for word in ("Safe", "picture"))
    assert "http://localhost:8000/" in text_of(mail)
    row = casa.ok("message list -o json").json[0]
    assert (row["channel"], row["text"], row["state"]) == ("portal", SECRET, "written")
    browser = signed_in(browse())
    assert "1 unread message" in browser.text
    assert SECRET in browser.open("/messages").text


def test_who_cannot_sign_in_gets_no_message_by_the_portal(casa: Casa) -> None:
    ann = casa.tenant("Ann Archer", email="ann@example.com")
    refused = casa.run(f"message send {ann} --subject Safe --text x --channel portal -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["not-invited"])
    assert casa.run(f"message send {ann} --subject Safe --text x --channel portal,email").exit_code == 2


def test_the_setting_says_how_messages_leave(casa: Casa, joe: int) -> None:
    casa.ok("workspace set message_channel portal")
    casa.ok(f"message send {joe} --subject Safe --text x")
    casa.ok(f"message send {joe} --subject Water --text Off --channel email")
    rows = casa.ok("message list -o json").json
    assert [(row["subject"], row["channel"]) for row in rows] == [("Water", None), ("Safe", "portal")]


def test_people_change_their_details_where_the_office_lets_them(casa: Casa, joe: int, browse: Browse) -> None:
    casa.tenant("Ann Archer", email="ann@example.com")
    casa.ok("workspace set portal_edits direct")
    browser = signed_in(browse()).open("/details").press("Change", phone="020 7946 0959")
    assert (browser.status, "were changed" in browser.text) == (200, True)
    assert casa.contact(joe).phone == "+442079460959"
    assert (casa.log()[0]["verb"], casa.log()[0]["actor"]) == ("portal.request", "joe@example.com")

    taken = browser.press("Change", e_mail="ann@example.com")
    assert (taken.status, "Archer" in taken.text, "cannot be changed here" in taken.text) == (400, False, True)
    assert casa.contact(joe).email == "joe@example.com"
    assert casa.ok("portal requests list --state all -o json").json == []


def test_the_logo_is_a_picture_in_the_workspaces_folder(casa: Casa, browse: Browse) -> None:
    assert browse().open("/logo").status == 404
    casa.ok("workspace set office_logo logo.png")
    assert browse().open("/logo").status == 404
    (casa.room / "logo.png").write_bytes(png())
    browser = browse().open("/logo")
    assert (browser.status, browser.answer.headers["Content-Type"]) == (200, "image/png")
    assert 'src="/logo"' in browser.open("/sign-in").html
    (casa.room / "logo.png").write_text("<svg/>", "utf-8")
    assert browse().open("/logo").status == 404
    for name in ("../casactl.db", "/etc/passwd", "logo.svg"):
        assert casa.run(["workspace", "set", "office_logo", name]).exit_code == 2


def test_uploads_are_counted_by_the_day(casa: Casa, joe: int, browse: Browse) -> None:
    casa.ok("workspace set upload_day_mb 1")
    browser, text = signed_in(browse()), b"hello\n" * 70_000

    def send() -> int:
        return browser.open("/messages").press("Send", message="x", file=(BytesIO(text), "long.txt")).status

    assert [send(), send(), send()] == [200, 200, 400]
    assert "more than can be uploaded in a day" in browser.text
    casa.travel(to="2026-11-24 10:00")
    assert signed_in(browser).path == "/"
    assert send() == 200


def test_WU_14_an_attorney_puts_their_last_word_right(casa: Casa, browse: Browse) -> None:
    casa.property("Rose Court/1")
    casa.tenant("Joe Bloggs", at="Rose Court/1")
    with_a_case(casa, 1)
    browser = signed_in(browse(), LEX).open("/cases/1").press("Add note", note="He pays on Monaday.")
    browser.press("Correct the note", note="He pays on Monday.")
    assert (browser.path, "Monaday" in browser.text, "Monday" in browser.text) == ("/cases/1", False, True)

    number = casa.ok("note list 1 -o json").json[0]["id"]
    casa.ok("note add 1 --text Noted --visibility case")
    browser.open("/cases/1")
    assert "Correct the note" not in browser.text
    token = next(each.value for form in browser.forms for each in form.fields if each.name == "form_token")
    data = {"form_token": token, "note": "Never."}
    assert browser._go("POST", f"/cases/1/notes/{number}", data=data).status == 400
    assert browser._go("POST", "/cases/1/notes/99", data=data).status == 404
