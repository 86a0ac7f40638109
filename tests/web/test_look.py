"""The office looks through somebody's eyes in the browser (SD-27), and may do nothing there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.casa import Casa
from tests.web.browser import HOST, Browser
from tests.web.conftest import signed_in

Browse = Callable[..., Browser]
HERE = "127.0.0.1"
PAGES = ["/", "/statement", "/messages", "/documents", "/work", "/details"]


def link_to(casa: Casa, number: int, reason: str = "she rang") -> str:
    """The path of a link that `portal view --open` prints."""
    shown = casa.ok(["portal", "view", number, "--reason", reason, "--open"]).stdout.strip()
    assert shown.startswith(f"{HOST}/look?token=")
    return shown.removeprefix(HOST)


def test_SD_27_the_office_sees_each_page_with_a_banner_that_says_who_and_why(
    casa: Casa, joe: int, browse: Browse
) -> None:
    casa.ok("user add ann@office.example --name Ann --type staff")
    line = f"portal view {joe} --reason 'she rang' --open --actor ann@office.example -o json"
    browser = browse(address=HERE).open(casa.ok(line).json["link"].removeprefix(HOST))

    assert (browser.path, "Joe Bloggs" in browser.text) == ("/", True)
    for path in PAGES:
        assert browser.open(path).status == 200, path
        assert "You, ann@office.example , see what Joe Bloggs sees (she rang)." in browser.text, path
    made, opened = casa.log()[1], casa.log()[0]
    assert (made["verb"], made["actor"], opened["verb"]) == ("portal.view", "ann@office.example", "portal.look")
    assert "ann@office.example" in opened["summary"]
    assert casa.ok("portal log -o json").json[0]["event"] == "look"
    assert casa.contact(joe).last_sign_in_at is None
    casa.ok("workspace check")


def test_SD_27_nothing_can_be_changed_and_nothing_is_marked_as_read(casa: Casa, joe: int, browse: Browse) -> None:
    casa.ok(f"message send {joe} --subject Water --text Off --no-send")
    casa.ok(f"contract add --contact {joe} --title Letting")
    browser = browse(address=HERE).open(link_to(casa, joe))
    for page, button, label, words in (
        ("/messages", "Send", "message", "x"), ("/details", "Ask for the change", "phone", "020 7946 0959"),
    ):  # fmt: skip
        given: dict[str, Any] = {label: words}
        browser.open(page).press(button, **given)
        assert (browser.status, "nothing can be changed" in browser.text) == (403, True)
    assert [browser.open(path).status for path in ("/password", "/sessions")] == [404, 404]
    rows = casa.ok("message list -o json").json
    assert [(row["subject"], row["read_at"]) for row in rows] == [("Water", None)]
    assert browser.open("/").press("Sign out").path == "/sign-in"


def test_SD_27_a_link_works_once_and_for_ten_minutes(casa: Casa, joe: int, browse: Browse) -> None:
    used, late = link_to(casa, joe), None
    assert browse(address=HERE).open(used).path == "/"
    assert browse(address=HERE).open(used).status == 409
    late = link_to(casa, joe)
    casa.travel(to="2026-11-23 09:11")
    assert browse(address=HERE).open(late).status == 409
    assert browse(address=HERE).open("/look?token=nonsense").status == 409


@pytest.mark.parametrize(
    ("networks", "address", "status"),
    [("", "192.0.2.7", 404), ("192.0.2.0/24", "192.0.2.7", 200), ("192.0.2.0/24", "198.51.100.7", 404),
     ("2001:db8::/48", "2001:db8:0:1::7", 200), ("", "::1", 200), ("192.0.2.7", "::ffff:192.0.2.7", 200)],
)  # fmt: skip
def test_SD_27_it_opens_on_the_offices_networks_only(
    casa: Casa, joe: int, browse: Browse, networks: str, address: str, status: int
) -> None:
    if networks:
        casa.ok(["workspace", "set", "office_networks", networks])
    assert browse(address=address).open(link_to(casa, joe)).status == status


def test_SD_27_a_look_that_leaves_the_office_sees_nothing(casa: Casa, joe: int, browse: Browse) -> None:
    browser = browse(address=HERE).open(link_to(casa, joe))
    browser.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert browser.open("/").status == 404


def test_SD_19_L14_what_is_prepared_is_seen_before_anybody_is_invited(casa: Casa, browse: Browse) -> None:
    number = casa.tenant("Ann Archer")
    assert "Ann Archer" in browse(address=HERE).open(link_to(casa, number)).text
    casa.ok(f"contact deactivate {number}")
    assert casa.run(f"portal view {number} --reason x --open").exit_code == 5


@pytest.mark.parametrize("ending", ["contact deactivate 1", "user disable ann@office.example"])
def test_SD_1_a_look_ends_with_the_access_of_either(casa: Casa, joe: int, browse: Browse, ending: str) -> None:
    casa.ok("user add ann@office.example --name Ann --type staff")
    line = f"portal view {joe} --reason x --open --actor ann@office.example"
    browser = browse(address=HERE).open(casa.ok(line).stdout.strip().removeprefix(HOST))
    assert browser.open("/statement").status == 200
    casa.ok(ending)
    assert browser.open("/statement").path == "/sign-in"


def test_a_person_does_not_find_the_office_among_their_sessions(casa: Casa, joe: int, browse: Browse) -> None:
    mine = signed_in(browse())
    browse(address=HERE).open(link_to(casa, joe))
    assert mine.open("/sessions").text.count("another program") <= 1


def test_networks_are_checked_when_they_are_set(casa: Casa) -> None:
    assert casa.run("workspace set office_networks 300.1.1.1").exit_code == 2
    casa.ok("workspace set office_networks '192.0.2.7/24 2001:db8::1'")
    assert casa.ok("workspace get office_networks").stdout.strip().endswith("192.0.2.0/24, 2001:db8::1/128")
