"""What the office does about accounts: look, link, send a new password; and nothing opens for who is gone."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.mailed import PASSWORD, activated, invited, letters, link


def test_SD_27_the_office_sees_what_the_person_sees_and_the_log_says_so(casa: Casa) -> None:
    casa.property("Rose")
    joe = activated(casa)
    casa.ok(f"contact attach {joe} Rose")
    casa.ok(f"ledger charge {joe} 120 --for Rent")
    theirs = casa.ok("portal sign-in joe@example.com -o json", stdin=f"{PASSWORD}\n").json

    ours = casa.ok(f"portal view {joe} --reason 'cannot find the invoice' -o json").json

    assert ours == theirs
    entry = casa.log()[0]
    assert (entry["verb"], entry["contacts"]) == ("portal.view", 1)
    history = casa.ok(f"contact history {joe} -o json").json[0]
    assert (history["verb"], history["reason"], history["changes"]) == ("portal.view", "cannot find the invoice", [])
    assert casa.ok("log verify -o json").json["ok"]


def test_SD_27_looking_changes_nothing(casa: Casa) -> None:
    joe = activated(casa)
    before = casa.contact(joe).__dict__

    casa.ok(f"portal view {joe} --reason x")

    assert casa.contact(joe).__dict__ == before
    assert casa.contact(joe).last_sign_in_at is None


@pytest.mark.parametrize("words", ["", "--reason ''", "--reason '  '", "--reason x -n"])
def test_SD_27_nobody_looks_without_a_reason_or_past_the_log(casa: Casa, words: str) -> None:
    joe = activated(casa)
    operations = len(casa.log())

    looked = casa.run(f"portal view {joe} {words} -o json")

    assert (looked.exit_code, looked.stdout) == (2, "")
    assert len(casa.log()) == operations


def test_who_could_not_sign_in_has_nothing_to_look_at(casa: Casa) -> None:
    joe = invited(casa)
    casa.ok(f"contact deactivate {joe} --reason x")
    operations = len(casa.log())

    refused = casa.run(f"portal view {joe} --reason x -o json")

    assert (refused.exit_code, refused.stdout) == (5, "")
    assert refused.error["rule"] == "SD-1"
    assert len(casa.log()) == operations


def test_a_look_is_erased_with_the_person(casa: Casa) -> None:
    joe = activated(casa)
    casa.ok("portal view joe@example.com --reason 'Bloggs asked about his flat'")
    casa.ok(f"contact archive {joe}")

    casa.ok(f"contact erase {joe} --yes")

    shown = casa.ok("log list -o json").stdout + casa.ok(f"contact history {joe} -o json").stdout
    assert "Bloggs" not in shown
    assert "joe@example.com" not in shown
    assert casa.ok("log verify -o json").json["ok"]


def test_SD_27_the_link_to_a_persons_page_holds_no_token(casa: Casa) -> None:
    casa.ok("workspace set portal_url https://portal.example/app?lang=en")
    joe = activated(casa)

    assert casa.ok(f"portal link {joe}").stdout == f"https://portal.example/app?lang=en&contact={joe}\n"
    assert casa.ok("portal link joe@example.com -o json").json == {
        "id": joe, "link": f"https://portal.example/app?lang=en&contact={joe}",
    }  # fmt: skip
    assert casa.rows("select count(*) from token where used_at is null") == [(0,)]


def test_a_new_password_needs_that_the_person_may_sign_in_and_nothing_else(casa: Casa) -> None:
    joe = activated(casa)
    casa.ok(f"contact archive {joe}")

    done = casa.ok(f"portal reset-password {joe} -o json")

    assert done.outcomes == ["updated"]
    assert "new password" in str(letters(casa)[-1]["Subject"])
    assert "token=" in link(casa)


@pytest.mark.parametrize(
    ("put", "code"),
    [
        ("contact deactivate {}", "inactive"),
        ("contact edit {} --email ''", "no-address"),
    ],
)
def test_who_cannot_use_a_new_password_gets_no_link(casa: Casa, put: str, code: str) -> None:
    joe = activated(casa)
    casa.ok(put.format(joe))
    before = len(letters(casa))

    refused = casa.run(f"portal reset-password {joe} -o json")

    assert (refused.exit_code, refused.reasons) == (5, [code])
    assert len(letters(casa)) == before


def test_who_was_only_invited_gets_the_invitation_again_not_a_reset(casa: Casa) -> None:
    joe = invited(casa)

    refused = casa.run(f"portal reset-password {joe} -o json")

    assert refused.reasons == ["not-activated"]
    casa.ok(str(refused.results[0]["reasons"][0]["remedy"]).removeprefix("casactl "))


@pytest.mark.parametrize(
    "verb",
    ["view {} --reason x", "link {}", "reset-password {}", "unblock {}"],
)
@pytest.mark.parametrize("fate", ["erased", "merged"])
def test_nothing_opens_for_who_was_erased_or_merged(casa: Casa, verb: str, fate: str) -> None:
    joe, ann = activated(casa), casa.tenant("Ann Other", email="ann@example.com")
    if fate == "merged":
        casa.ok(f"contact merge {ann} {joe} --yes")
    else:
        casa.ok(f"contact archive {joe}")
        casa.ok(f"contact erase {joe} --yes")

    assert casa.run(f"portal {verb.format(joe)}").exit_code == 5


def test_an_unknown_person_is_not_found(casa: Casa) -> None:
    for verb in ("view 99 --reason x", "link 99", "reset-password 99", "unblock 99"):
        assert casa.run(f"portal {verb}").exit_code == 4


def test_undo_of_a_reset_cancels_the_letter_that_waits(casa: Casa) -> None:
    joe = activated(casa)
    casa.ok(f"portal reset-password {joe} --no-send")

    casa.ok("undo")

    assert casa.ok("outbox list --state pending -o json").json == []


def test_undo_by_default_passes_a_look_by(casa: Casa) -> None:
    joe = activated(casa)
    casa.ok(f"contact lock {joe} --reason x")
    casa.ok(f"portal view {joe} --reason x")

    assert casa.run(f"undo {casa.log()[0]['operation']}").exit_code == 5
    casa.ok("undo")

    assert casa.contact(joe).locked is False
