"""Signing in: who sees what, and that whoever does not get in learns nothing from it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from casactl.actions import passwords
from casactl.actions.portal import access as sign_in
from tests.casa import Casa
from tests.mailed import PASSWORD, activated, invited
from tests.run import Run

WRONG = "wrong wrong wrong 99"


def enter(casa: Casa, email: str = "joe@example.com", password: str = PASSWORD, words: str = "") -> Run:
    return casa.run(f"portal sign-in {email} {words}", stdin=f"{password}\n")


# What is seen -------------------------------------------------------------------------------------


def test_SD_28_an_activated_person_sees_their_own_side(casa: Casa) -> None:
    casa.property("Rose Court/Block A/12")
    joe = activated(casa)
    casa.ok(f"contact edit {joe} --phone '020 7946 0958' --tag vip --custom secret=x")
    casa.ok(f"contact attach {joe} 'Rose Court/Block A/12'")
    casa.ok(f"ledger charge {joe} 120 --for Rent")
    casa.ok(f"message send {joe} --subject Water --text 'Off on Monday'")
    casa.ok(f"message receive {joe} --subject Re --text Thanks")

    seen = enter(casa, words="-o json").json

    assert list(seen) == [
        "id", "display_name", "kind", "first_name", "last_name", "company", "email", "phone", "last_sign_in_at",
        "properties", "addresses", "leases", "messages", "payment_reference", "statement", "documents", "engagements",
    ]  # fmt: skip
    assert (seen["id"], seen["email"], seen["phone"]) == (joe, "joe@example.com", "+442079460958")
    assert [at["property"] for at in seen["properties"]] == ["Rose Court/Block A/12"]
    assert sorted((m["direction"], m["text"]) for m in seen["messages"]) == [("in", "Thanks"), ("out", "Off on Monday")]
    assert seen["statement"]["balance"] == "120.00"
    assert seen["documents"] == []
    assert "vip" not in json.dumps(seen)


def test_nobody_sees_anything_of_somebody_else(casa: Casa) -> None:
    activated(casa)
    ann = activated(casa, "Ann Other", "ann@example.com", "another quiet lamp")
    casa.ok(f"ledger charge {ann} 99 --for Rent")
    casa.ok(f"message send {ann} --subject Private --text hers")

    seen = enter(casa, words="-o json")

    assert "Ann" not in seen.stdout
    assert "hers" not in seen.stdout
    assert seen.json["statement"]["entries"] == []


def test_MC_19_an_archived_person_still_signs_in_and_sees_the_past(casa: Casa) -> None:
    casa.property("Rose")
    joe = activated(casa)
    casa.ok(f"contact attach {joe} Rose --from 2020-01-01")
    casa.ok(f"contact detach {joe} Rose")
    casa.ok(f"ledger charge {joe} 50 --for Rent")
    casa.ok(f"ledger pay {joe} 50")
    casa.ok(f"contact archive {joe}")

    seen = enter(casa, words="-o json").json

    assert [(at["property"], at["to"]) for at in seen["properties"]] == [("Rose", "2026-11-22")]
    assert [entry["amount"] for entry in seen["statement"]["entries"]] == ["50.00", "-50.00"]


def test_an_e_mail_in_any_case_is_the_same_and_another_e_mail_moves_the_account(casa: Casa) -> None:
    joe = activated(casa)
    assert enter(casa, "JOE@Example.COM").exit_code == 0

    casa.ok(f"contact edit {joe} --email new@example.com")

    assert enter(casa).exit_code == 5
    assert enter(casa, "new@example.com").exit_code == 0


def test_the_last_sign_in_is_kept_and_a_refused_one_is_not(casa: Casa) -> None:
    joe = activated(casa)
    assert casa.contact(joe).last_sign_in_at is None
    enter(casa)
    casa.travel(to="2026-12-01")
    enter(casa, password=WRONG)

    assert casa.contact(joe).last_sign_in_at == "2026-11-23T09:00:00.000000Z"
    version = casa.contact(joe).version
    enter(casa)
    assert casa.contact(joe).last_sign_in_at == "2026-12-01T09:00:00.000000Z"
    assert casa.contact(joe).version == version
    assert casa.ok("log verify -o json").json["ok"]


# Who does not get in ------------------------------------------------------------------------------


def _inactive(casa: Casa) -> None:
    casa.ok(f"contact deactivate {activated(casa)}")


def _archived_from_inactive(casa: Casa) -> None:
    joe = activated(casa)
    casa.ok(f"contact deactivate {joe}")
    casa.ok(f"contact archive {joe}")


def _not_invited(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", email="joe@example.com")


def _invited(casa: Casa) -> None:
    invited(casa)


def _erased(casa: Casa) -> None:
    joe = activated(casa)
    casa.ok(f"contact archive {joe}")
    casa.ok(f"contact erase {joe} --yes")


def _merged(casa: Casa) -> None:
    joe, ann = activated(casa), casa.tenant("Ann Other", email="ann@example.com")
    casa.ok(f"contact merge {ann} {joe} --yes")


def _wrong(casa: Casa) -> None:
    activated(casa, password="another quiet lamp")


def _blocked(casa: Casa) -> None:
    activated(casa)
    for _ in range(5):
        enter(casa, password=WRONG)


def _nobody(casa: Casa) -> None:
    casa.tenant("Ann Other", email="ann@example.com")


SHUT_OUT: dict[str, Callable[[Casa], None]] = {
    "inactive": _inactive,
    "archived from inactive": _archived_from_inactive,
    "not invited": _not_invited,
    "not activated": _invited,
    "erased": _erased,
    "merged": _merged,
    "wrong password": _wrong,
    "blocked": _blocked,
    "unknown": _nobody,
}


@pytest.mark.parametrize("who", SHUT_OUT)
def test_SD_1_whoever_may_not_sign_in_hears_the_same_words_after_the_same_work(
    casa: Casa, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    SHUT_OUT[who](casa)
    verified: list[str | None] = []

    def counting(stored: str | None, password: str) -> bool:
        verified.append(stored)
        return passwords.verify_password(stored, password)

    monkeypatch.setattr(sign_in, "verify_password", counting)
    refused = enter(casa, words="-o json")

    assert refused.exit_code == 5
    assert refused.stdout == ""
    assert refused.stderr == (
        '{"error": {"code": "portal.sign-in-refused", "exit": 5, "message": "This e-mail and this password do not '
        'open the portal.", "hint": null, "rule": null, "row": null}}\n'
    )
    assert len(verified) == 1
    monkeypatch.undo()
    assert casa.rows("select count(*) from contact where last_sign_in_at is not null") == [(0,)]


@pytest.mark.dear_hashing
def test_without_an_account_a_password_is_checked_against_a_hash_as_dear_as_a_real_one() -> None:
    real = passwords.hash_password(PASSWORD)
    dear = [part for part in real.split("$") if part.startswith(("argon2", "v=", "m="))]

    assert [part for part in passwords.NOBODYS.split("$") if part.startswith(("argon2", "v=", "m="))] == dear
    assert not passwords.verify_password(None, PASSWORD)
    assert passwords.verify_password(real, PASSWORD)
    assert not passwords.verify_password("no hash at all", PASSWORD)


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "' or 1=1 --", "joe@example.com\n", "é@é"])
def test_what_is_no_e_mail_is_nobodys(casa: Casa, email: str) -> None:
    activated(casa)

    done = casa.run(["portal", "sign-in", email], stdin=f"{PASSWORD}\n")

    assert done.exit_code == (0 if email.strip() == "joe@example.com" else 5)


@pytest.mark.parametrize("stdin", ["", "\n", b"\xff\n"])
def test_a_missing_password_is_a_usage_error_and_no_attempt(casa: Casa, stdin: str | bytes) -> None:
    activated(casa)

    assert casa.run("portal sign-in joe@example.com", stdin=stdin).exit_code == 2
    assert casa.rows("select failed from account") == [(0,)]


def test_a_password_in_the_arguments_is_not_taken(casa: Casa) -> None:
    activated(casa)

    assert casa.run(["portal", "sign-in", "joe@example.com", PASSWORD]).exit_code == 2
    assert casa.run(["portal", "sign-in", "joe@example.com", "--password", PASSWORD]).exit_code == 2


def test_guessing_cannot_be_rehearsed(casa: Casa) -> None:
    activated(casa)

    assert enter(casa, words="-n").exit_code == 2


# Slowing down -------------------------------------------------------------------------------------


def test_from_the_fifth_failure_on_nobody_gets_in_for_a_while_longer_each_time(casa: Casa) -> None:
    joe = activated(casa)
    for _ in range(4):
        enter(casa, password=WRONG)
    assert casa.contact(joe).sign_in_blocked_until is None
    enter(casa, password=WRONG)
    assert casa.contact(joe).sign_in_blocked_until == "2026-11-23T09:01:00.000000Z"

    assert enter(casa).exit_code == 5
    casa.travel(to="2026-11-23 09:01:00")
    enter(casa, password=WRONG)
    assert casa.contact(joe).sign_in_blocked_until == "2026-11-23T09:03:00.000000Z"
    casa.travel(to="2026-11-23 09:02:59")
    assert enter(casa).exit_code == 5
    casa.travel(to="2026-11-23 09:03:00")
    assert enter(casa).exit_code == 0
    assert casa.contact(joe).sign_in_blocked_until is None
    enter(casa, password=WRONG)
    assert casa.contact(joe).sign_in_blocked_until is None


def test_attempts_during_a_block_neither_count_nor_extend_it(casa: Casa) -> None:
    joe = activated(casa)
    for _ in range(12):
        enter(casa, password=WRONG)

    assert casa.contact(joe).sign_in_blocked_until == "2026-11-23T09:01:00.000000Z"
    assert casa.rows("select failed from account") == [(5,)]


def test_the_office_lets_a_person_try_again_at_once(casa: Casa) -> None:
    joe = activated(casa)
    for _ in range(5):
        enter(casa, password=WRONG)

    assert casa.ok(f"portal unblock {joe} -o json").outcomes == ["updated"]

    assert casa.contact(joe).sign_in_blocked_until is None
    assert enter(casa).exit_code == 0
    assert casa.ok(f"portal unblock {joe} -o json").outcomes == ["unchanged"]
    assert casa.ok(f"contact history {joe} -o json").json[0]["verb"] == "portal.unblock"


def test_one_persons_failures_shut_nobody_else_out(casa: Casa) -> None:
    activated(casa)
    activated(casa, "Ann", "ann@example.com", "another quiet lamp")
    for _ in range(6):
        enter(casa, password=WRONG)

    assert enter(casa, "ann@example.com", "another quiet lamp").exit_code == 0


def test_a_guess_that_began_before_the_block_does_not_get_in(casa: Casa) -> None:
    activated(casa)
    reader = casa.reader()
    attempt = sign_in.attempt_of(reader, "joe@example.com", PASSWORD)
    reader.close()
    assert attempt.right
    for _ in range(5):
        enter(casa, password=WRONG)

    with casa.work("portal.sign-in") as work:
        assert sign_in.admit(work, attempt) is None
