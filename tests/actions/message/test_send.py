"""Messages to people by name: who gets one, by which channel, and what is refused."""

from __future__ import annotations

import json

import pytest

from tests.casa import Casa

SEND: list[str | int] = [
    "message",
    "send",
    "--subject",
    "Water",
    "--text",
    "Off on Monday.",
    "--no-send",
    "--yes",
    "-o",
    "json",
]
LETTERS = "select contact_id, channel, recipient, template, state, message_id from outbox order by id"
MESSAGES = "select contact_id, direction, subject, text, author, broadcast_id from message order by id"


def test_a_message_is_recorded_and_a_letter_waits_for_it(casa: Casa) -> None:
    joe = casa.tenant(email="Joe+rent@Example.com")

    sent = casa.ok([*SEND, joe])

    assert sent.outcomes == ["queued"]
    assert casa.rows(LETTERS) == [(joe, "email", "Joe+rent@example.com", "message", "pending", 1)]
    assert casa.rows(MESSAGES)[0][:4] == (joe, "out", "Water", "Off on Monday.")
    assert casa.rows("select count(distinct operation_id) from outbox") == [(1,)]
    assert casa.rows("select operation_id from outbox")[0][0] == sent.json["operation"]


def test_MC_22_the_office_sends_no_message_to_the_archived(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    casa.ok(f"contact archive {joe}")

    done = casa.run([*SEND, joe])

    assert (done.exit_code, done.error["rule"], done.reasons) == (5, "MC-22", ["archived"])
    assert done.results[0]["reasons"][0]["remedy"] == f"casactl contact unarchive {joe}"
    assert (casa.rows(LETTERS), casa.rows(MESSAGES), done.json["operation"]) == ([], [], None)
    casa.ok(f"contact unarchive {joe}")
    assert casa.ok([*SEND, joe]).outcomes == ["queued"]


def test_the_inactive_get_messages(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    casa.ok(f"contact deactivate {joe}")

    assert casa.ok([*SEND, joe]).outcomes == ["queued"]


@pytest.mark.parametrize("state", ["erased", "merged"])
def test_who_is_gone_gets_no_message(casa: Casa, state: str) -> None:
    joe = casa.tenant(email="joe@example.com")
    casa.set_lifecycle(joe, state)

    done = casa.run([*SEND, joe])

    assert (done.exit_code, done.reasons) == (5, ["gone"])


@pytest.mark.parametrize(
    ("channel", "has", "letters"),
    [
        ("email", {"email": "joe@example.com"}, ["email"]), ("email", {"phone": "020 7946 0958"}, []),
        ("sms", {"phone": "020 7946 0958"}, ["sms"]), ("sms", {"email": "joe@example.com"}, []),
        ("email,sms", {"email": "joe@example.com"}, ["email"]), ("sms,email", {"phone": "020 7946 0958"}, ["sms"]),
        ("email,sms", {"email": "joe@example.com", "phone": "020 7946 0958"}, ["email", "sms"]),
        ("email,sms", {}, []),
    ],
)  # fmt: skip
def test_MC_1_a_letter_goes_by_each_channel_that_reaches_the_person(
    casa: Casa, channel: str, has: dict[str, str], letters: list[str]
) -> None:
    joe = casa.tenant(**has)

    done = casa.run([*SEND, joe, "--channel", channel])

    assert done.outcomes == (["queued"] if letters else ["refused"])
    assert [row[1] for row in casa.rows(LETTERS)] == letters
    if not letters:
        assert (done.exit_code, done.reasons, casa.rows(MESSAGES)) == (5, ["no-address"], [])
        remedy = done.results[0]["reasons"][0]["remedy"]
        assert remedy.startswith(f"casactl contact edit {joe} --{'phone' if channel == 'sms' else 'email'} ")


def test_an_sms_goes_to_the_number_as_the_network_takes_it(casa: Casa) -> None:
    joe = casa.tenant(phone="020 7946 0958")

    casa.ok([*SEND, joe, "--channel", "sms"])

    assert casa.rows("select recipient from outbox") == [("+442079460958",)]


def test_each_contact_has_its_own_outcome(casa: Casa) -> None:
    joe, ann = casa.tenant(email="joe@example.com"), casa.tenant("Ann Archer")
    old = casa.tenant("Old Tenant", email="old@example.com")
    casa.ok(f"contact archive {old}")

    done = casa.run([*SEND, joe, ann, old, "nobody@example.com"])

    assert done.exit_code == 3
    assert done.outcomes == ["queued", "refused", "refused", "refused"]
    assert [row[0] for row in casa.rows(MESSAGES)] == [joe]


def test_a_dry_run_writes_nothing(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")

    done = casa.ok([*SEND, joe, "--dry-run"])

    assert (done.outcomes, done.json["dry_run"], done.json["operation"]) == (["queued"], True, None)
    assert (casa.rows(LETTERS), casa.rows(MESSAGES)) == ([], [])


def test_a_repeated_request_id_sends_once(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    first = casa.ok([*SEND, joe, "--request-id", "r1"])

    again = casa.ok([*SEND, joe, "--request-id", "r1"])

    assert again.json == first.json
    assert len(casa.rows(LETTERS)) == 1
    other = [*SEND, joe, "--request-id", "r1"]
    other[other.index("Off on Monday.")] = "On again."
    assert casa.run(other).exit_code == 5


def test_what_a_bulk_verb_selects_a_message_takes_too(casa: Casa) -> None:
    casa.tenant(email="joe@example.com", tag=["vip"])
    casa.tenant("Ann Archer", email="ann@example.com", tag=["vip"])
    casa.tenant("Tom Tent", email="tom@example.com")

    assert casa.ok([*SEND, "--tag", "vip"]).ids == [1, 2]
    assert casa.ok([*SEND, "-"], stdin="3\njoe@example.com\n").ids == [3, 1]


def test_many_need_a_yes_and_no_selection_is_a_mistake(casa: Casa) -> None:
    for name in ("Ann A", "Bob B", "Cid C"):
        casa.tenant(name, email=f"{name[0]}@example.com")
    words = [word for word in SEND if word != "--yes"]

    assert casa.run([*words, 1, 2, 3]).exit_code == 2
    assert casa.run(words).exit_code == 2
    assert casa.rows(MESSAGES) == []


def test_a_message_is_undone_while_its_letter_waits(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    casa.ok([*SEND, joe])

    undone = casa.ok("undo -y -o json").json["operation"]

    assert casa.rows(MESSAGES) == []
    assert casa.rows("select state, message_id, next_at from outbox") == [("cancelled", None, None)]
    casa.ok(f"undo {undone} -y")
    assert [row[2] for row in casa.rows(MESSAGES)] == ["Water"]
    assert casa.rows("select state from outbox") == [("cancelled",)]
    casa.ok("workspace check")


@pytest.mark.parametrize("state", ["sending", "sent", "unknown"])
def test_mail_that_has_left_is_not_taken_back(casa: Casa, state: str) -> None:
    joe = casa.tenant(email="joe@example.com")
    casa.ok([*SEND, joe])
    _set_letter(casa, 1, state)

    done = casa.run("undo -y -o json")

    assert (done.exit_code, done.error["code"]) == (5, "undo.mail-left")
    assert f"{joe} Joe Bloggs" in done.error["message"]
    assert len(casa.rows(MESSAGES)) == 1


def test_undo_takes_back_those_that_wait_and_names_those_that_left(casa: Casa) -> None:
    joe, ann = casa.tenant(email="joe@example.com"), casa.tenant("Ann Archer", email="ann@example.com")
    casa.ok([*SEND, joe, ann])
    _set_letter(casa, 1, "sent")

    done = casa.ok("undo -y")

    assert f"{joe} Joe Bloggs" in done.stderr
    assert "Ann" not in done.stderr
    assert [row[0] for row in casa.rows(MESSAGES)] == [joe]
    assert casa.rows("select state from outbox order by id") == [("sent",), ("cancelled",)]


def _set_letter(casa: Casa, number: int, state: str) -> None:
    with casa.work() as work:
        work.run("update outbox set state = :state where id = :id", state=state, id=number)


def test_the_author_and_the_log_say_who_wrote(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    casa.ok([*SEND, joe])

    operation = casa.log()[0]

    assert (operation["verb"], operation["contacts"]) == ("message.send", 1)
    assert casa.rows(MESSAGES)[0][4] == operation["actor"]
    arguments = json.loads(casa.rows("select payload from operation order by id desc")[0][0])["arguments"]
    assert arguments["refs"] == [str(joe)]


def test_undoing_those_who_were_invited_names_the_mail_that_has_left(casa: Casa) -> None:
    people = "type,first name,last name,email\ntenant,Joe,Bloggs,joe@example.com\n"
    casa.ok("contact import - --invite", stdin=people)

    done = casa.ok("undo -y")

    assert f"mail was written to {casa.folder}/outbox and is not taken back: to joe@example.com" in done.stderr
    casa.ok("workspace check")
