"""No more news: broadcasts say by which link, and one click of a mail program is enough (RFC 8058)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casactl.domain.unsubscribe import contact_of, news_token
from tests.casa import Casa
from tests.mailed import letters, text_of
from tests.web.browser import Browser, portal

PORTAL = "https://portal.example"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Joe and Ann, to whom news has gone, from an office whose portal has an address."""
    casa.ok(f"workspace set portal_url {PORTAL}/activate")
    for name in ("Joe", "Ann"):
        casa.tenant(f"{name} Bloggs", email=f"{name.lower()}@example.com")
    casa.ok("message broadcast --subject Water --text Off -y")
    return casa


def link(casa: Casa, to: str = "joe") -> str:
    header = str(letters(casa, to)[0]["List-Unsubscribe"])
    assert header.startswith(f"<{PORTAL}/unsubscribe?token=")
    return header.strip("<>").removeprefix(PORTAL)


def one_click(casa: Casa, path: str) -> int:
    """As a mail program does it: no cookie, no form that it has seen, another origin."""
    client = portal(casa).test_client(use_cookies=False)
    answer = client.post(path, base_url=PORTAL, data={"List-Unsubscribe": "One-Click"},
                         headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"})  # fmt: skip
    return int(answer.status_code)


def unwanted(casa: Casa, number: int = 1) -> object:
    return casa.ok(f"contact show {number} -o json").json["do_not"]


def test_a_broadcast_carries_both_headers_whole_and_its_text_the_link(office: Casa) -> None:
    (mail,) = letters(office, "joe")
    raw = next((office.folder / "outbox").glob("*.eml")).read_text()

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert any(line.startswith("List-Unsubscribe: <https://") and line.endswith(">") for line in raw.splitlines())
    assert f"{PORTAL}{link(office)}" in text_of(mail).splitlines()
    assert link(office) != link(office, "ann")


def test_no_other_letter_carries_them_nor_any_before_the_portal_has_an_address(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok("message broadcast --subject Water --text Off -y")
    casa.ok(f"workspace set portal_url {PORTAL}/activate")
    casa.ok("message send 1 --subject Water --text Off")

    assert [mail["List-Unsubscribe"] for mail in letters(casa)] == [None, None]
    assert not any("No more news" in text_of(mail) for mail in letters(casa))


def test_one_click_without_session_or_form_is_enough_and_works_once_and_again(office: Casa) -> None:
    assert [one_click(office, link(office)) for _ in range(2)] == [200, 200]

    assert (unwanted(office), unwanted(office, 2)) == (["broadcast"], [])
    done = office.ok("message broadcast --subject Gas --text On -y -o json")
    assert done.outcomes == ["left-out", "written"]
    assert "wants no broadcasts" in done.results[0]["reasons"][0]["message"]
    (entry,) = [each for each in office.log() if each["channel"] == "web"]
    assert (entry["actor"], entry["verb"]) == ("joe@example.com", "contact.edit")


def test_looking_changes_nothing_and_the_button_does_it(office: Casa, browse: Callable[..., Browser]) -> None:
    page = browse().open(link(office))
    assert (page.status, unwanted(office)) == (200, [])

    assert "You get no more news" in page.press("Send me no more news").text
    assert unwanted(office) == ["broadcast"]


def test_what_was_not_wanted_already_stays_so_and_undo_takes_it_back(office: Casa) -> None:
    office.ok("contact edit 1 --do-not sms")
    one_click(office, link(office))
    assert unwanted(office) == ["sms", "broadcast"]

    office.ok(f"undo {office.log()[0]['operation']} -y")
    assert unwanted(office) == ["sms"]


def test_nobody_unsubscribes_another_by_guessing(office: Casa) -> None:
    path, _, token = link(office).partition("token=")
    number, _, signature = token.partition(".")
    for wrong in (f"2.{signature}", f"{number}.", "1", "", f"{number}.{signature[:-1]}x", "9" * 90, "1.é", "2.x\x00"):
        assert one_click(office, f"{path}token={wrong}") == 404
        assert portal(office).test_client().get(f"{path}token={wrong}", base_url=PORTAL).status_code == 404
    assert (unwanted(office), unwanted(office, 2)) == ([], [])


def test_a_token_is_of_one_workspace_and_of_one_contact() -> None:
    token = news_token("key", 7)

    assert (contact_of("key", token), contact_of("other", token), contact_of("", token)) == (7, None, None)
    assert contact_of("", news_token("", 7)) is None


def test_who_is_gone_answers_like_a_link_that_never_was(office: Casa) -> None:
    path = link(office)
    office.ok("contact deactivate 1")
    office.ok("contact delete 1 -y")

    assert one_click(office, path) == 404


def test_after_a_merge_the_one_who_is_left_wants_no_more(office: Casa) -> None:
    office.ok("contact merge 2 1 -y")

    assert one_click(office, link(office)) == 200
    assert unwanted(office, 2) == ["broadcast"]


def test_news_that_waits_is_cancelled(office: Casa) -> None:
    office.ok("message broadcast --subject Gas --text On -y --no-send")
    one_click(office, link(office))

    states = [each["state"] for each in office.ok("outbox list --contact 1 -o json").json]
    assert states == ["cancelled", "written"]
