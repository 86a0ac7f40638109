"""Who has read what: the office of what comes by the portal, a person there of what the office writes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.casa import Casa
from tests.web.browser import Browser
from tests.web.conftest import signed_in

Browse = Callable[..., Browser]


@pytest.fixture
def written(casa: Casa, joe: int, browse: Browse) -> Browser:
    """Joe, signed in, who has written twice."""
    browser = signed_in(browse())
    for subject in ("Gate", "Keys"):
        browser.open("/messages").press("Send", subject=subject, message=f"About the {subject.lower()}.")
    return browser


def unread(casa: Casa) -> list[str]:
    return [row["subject"] for row in casa.ok("message list --unread -o json").json]


def test_MC_21_what_comes_by_the_portal_waits_to_be_read(casa: Casa, joe: int, written: Browser) -> None:
    casa.ok(f"message receive {joe} --subject Phone --text 'He called.'")
    rows = casa.ok("message list -o json").json
    assert [(row["subject"], row["channel"], row["read_at"]) for row in rows] == [
        ("Phone", None, None), ("Keys", "web", None), ("Gate", "web", None),
    ]  # fmt: skip
    assert unread(casa) == ["Keys", "Gate"]
    assert casa.ok("contact list --unread -o ids").stdout.split() == [str(joe)]
    matter = casa.ok("today --topic message -o json").json[0]
    assert (matter["contact_id"], matter["what"]) == (joe, "2 unread messages, the newest: Keys")
    assert matter["command"] == f"casactl message list {joe} --unread"


def test_the_office_marks_messages_as_read_by_number_or_by_who_wrote_them(
    casa: Casa, joe: int, written: Browser
) -> None:
    done = casa.ok("message read 1 -o json")
    assert ([row["outcome"] for row in done.json["results"]], unread(casa)) == (["read"], ["Keys"])
    assert casa.log()[0]["summary"] == "read message 1"
    assert casa.ok("message read 1 -o json").json["results"][0]["outcome"] == "unchanged"

    assert casa.ok("message read joe@example.com -o json").json["results"][0]["id"] == 2
    assert unread(casa) == []
    assert casa.ok("contact list --unread -o ids").stdout == ""
    assert casa.ok(f"message read --contact {joe} -o json").json == {"operation": None, "dry_run": False, "results": []}
    assert casa.ok("log verify -o json").json["ok"]
    casa.ok("workspace check")


@pytest.mark.parametrize(("line", "code"), [("message read", 2), ("message read 99", 4), ("message read nobody", 4)])
def test_what_is_not_there_is_not_read(casa: Casa, joe: int, line: str, code: int) -> None:
    assert casa.run(line).exit_code == code


def test_the_office_does_not_read_its_own_words(casa: Casa, joe: int) -> None:
    casa.ok(f"message send {joe} --subject Water --text Off --no-send")
    refused = casa.run("message read 1 -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["not-from-contact"])


def test_a_message_that_was_read_stands_in_no_way_of_an_undo(casa: Casa, joe: int, written: Browser) -> None:
    casa.ok(f"message send {joe} --subject Water --text Off --no-send")
    sent = casa.log()[0]["operation"]
    written.open("/messages")
    casa.ok(f"undo {sent} -y")
    casa.ok("workspace check")


def test_a_person_sees_what_is_new_until_they_have_opened_it(casa: Casa, joe: int, browse: Browse) -> None:
    casa.ok(f"message send {joe} --subject Water --text Off --no-send")
    browser = signed_in(browse())
    assert "1 unread message" in browser.text
    assert "Water new" in browser.open("/messages").text
    assert "Water new" not in browser.open("/messages").text
    assert "unread message" not in browser.open("/").text
    assert casa.ok("message list -o json").json[0]["read_at"]
    assert unread(casa) == []


def test_the_log_says_by_which_door_something_came(casa: Casa, joe: int, written: Browser) -> None:
    casa.ok(f"contact lock {joe} --reason x")
    rows = casa.ok("log list -o json").json
    assert [(row["verb"], row["channel"]) for row in rows[:2]] == [("contact.lock", None), ("message.receive", "web")]


def test_today_names_changes_that_people_ask_for(casa: Casa, joe: int, browse: Browse) -> None:
    signed_in(browse()).open("/details").press("Ask for the change", phone="020 7946 0959")
    matter = casa.ok("today --topic request -o json").json[0]
    assert (matter["contact_id"], matter["command"]) == (joe, "casactl portal requests accept 1")
