"""Mail that came back: the letter says so, the address is marked until it is corrected, letters go by post."""

from __future__ import annotations

import pytest

from tests.casa import Casa


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Joe, who owes and has an e-mail and an address; a reminder has gone to him by mail, as letter 1."""
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(["address", "add", joe, "--line", "10 High St", "--city", "London", "--postcode", "SW1A 1AA"])
    casa.ok("ledger charge 1 100 --for Rent --on 2026-11-01 --due 2026-11-05")
    casa.ok("arrears status 1 --set reminder --notify email")
    return casa


def letters(casa: Casa) -> list[tuple[str, str]]:
    return [(each["channel"], each["state"]) for each in casa.ok("outbox list -o json").json[::-1]]


def mark(casa: Casa) -> object:
    return casa.ok("contact show 1 -o json").json["bounced_at"]


def mail_matters(casa: Casa) -> list[str]:
    return [each["what"] for each in casa.ok("today --topic mail -o json").json]


@pytest.mark.parametrize("line", ["outbox bounced 1", "outbox bounced --address JOE@example.com"])
def test_a_bounce_marks_letter_and_address_and_today_names_it(office: Casa, line: str) -> None:
    done = office.ok([*line.split(), "--reason", "mailbox full", "-o", "json"])

    assert (done.outcomes, done.results[0]["id"]) == (["bounced"], 1)
    assert letters(office) == [("email", "bounced")]
    assert mark(office)
    assert mail_matters(office) == ["mail to joe@example.com came back: mailbox full"]
    told = office.ok("arrears history 1 -o json").json[0]
    assert (told["notified"], told["letters"][0]["state"]) == ([], "bounced")


@pytest.mark.parametrize("notify", ["auto", "email"])
def test_later_notices_go_by_post(office: Casa, notify: str) -> None:
    office.ok("outbox bounced 1")

    office.ok(f"arrears status 1 --set first-notice --notify {notify}")

    assert letters(office) == [("email", "bounced"), ("post", "pending")]


def test_a_notice_that_waits_to_go_there_goes_by_post(office: Casa) -> None:
    office.ok("arrears status 1 --set first-notice --notify email --no-send")

    office.ok("outbox bounced 1")

    assert letters(office) == [("email", "bounced"), ("post", "pending")]


def test_messages_to_it_are_refused_until_it_is_corrected(office: Casa) -> None:
    office.ok("outbox bounced 1")
    refused = office.run("message send 1 --subject Hello --text World --channel email")
    assert refused.exit_code == 5
    assert "no e-mail at which mail arrives" in refused.stderr

    office.ok("contact edit 1 --email joe.new@example.com")

    assert mark(office) is None
    assert mail_matters(office) == []
    office.ok("message send 1 --subject Hello --text World --channel email")
    assert letters(office)[-1] == ("email", "written")


def test_saying_the_same_address_again_clears_the_mark_too(office: Casa) -> None:
    office.ok("outbox bounced 1")
    office.ok("contact edit 1 --email joe@example.com")
    assert mark(office) is None


def test_an_undo_takes_the_mark_away_and_gives_the_letter_its_state_back(office: Casa) -> None:
    office.ok("outbox bounced 1")

    office.ok("undo -y")

    assert (mark(office), letters(office)) == (None, [("email", "written")])


def test_an_address_without_a_letter_is_marked_all_the_same(office: Casa) -> None:
    ann = office.tenant("Ann Lee", email="ann@example.com")

    done = office.ok("outbox bounced --address ann@example.com -o json")

    assert (done.outcomes, done.results[0]["contact_id"]) == (["bounced"], ann)
    assert "reaches them without another e-mail or an address" in done.results[0]["note"]
    assert office.ok("outbox bounced --address ann@example.com -o json").outcomes == ["unchanged"]
    assert office.run("outbox bounced --address nobody@example.com").exit_code == 4


def test_what_has_not_left_and_what_is_no_mail_does_not_come_back(office: Casa) -> None:
    office.ok("arrears status 1 --set first-notice --notify email,post --no-send")

    assert office.run("outbox bounced 2").exit_code == 5
    assert office.run("outbox bounced 3").exit_code == 5
    assert office.run("outbox bounced 77").exit_code == 4
    assert office.run("outbox bounced").exit_code == 2


def test_a_bounce_of_an_address_that_was_corrected_since_marks_nobody(office: Casa) -> None:
    office.ok("contact edit 1 --email joe.new@example.com")

    office.ok("outbox bounced 1")

    assert (mark(office), letters(office)) == (None, [("email", "bounced")])


def test_an_erasure_takes_the_mark_and_its_reason(office: Casa) -> None:
    office.ok("outbox bounced 1 --reason 'no such user joe'")
    office.ok("ledger pay 1 100 --outside")
    office.ok("workspace set retention_years 0")
    office.ok("contact archive 1")
    office.ok("contact erase 1 -y")

    assert office.rows("select bounced_at, bounce_reason, do_not from contact") == [(None, None, None)]
    assert office.rows("select count(*) from change where after like '%no such user%'") == [(0,)]
    assert office.ok("log verify -o json").json["ok"]
