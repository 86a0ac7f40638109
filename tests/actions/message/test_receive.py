"""What comes in is recorded, from archived people too."""

from __future__ import annotations

import pytest

from tests.casa import Casa

RECEIVE = ["message", "receive", "--subject", "Key", "--text", "I still have it.", "-o", "json"]


def test_MC_21_what_an_archived_person_writes_is_recorded(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    casa.ok(f"contact archive {joe}")

    done = casa.ok([*RECEIVE, joe])

    assert (done.outcomes, done.ids) == (["received"], [joe])
    assert casa.rows("select contact_id, direction, subject, text from message") == [
        (joe, "in", "Key", "I still have it.")
    ]
    assert casa.rows("select count(*) from outbox") == [(0,)]


@pytest.mark.parametrize("state", ["active", "inactive", "archived"])
def test_what_came_in_is_recorded_for_everybody_who_is_here(casa: Casa, state: str) -> None:
    joe = casa.tenant()
    casa.set_lifecycle(joe, state)

    assert casa.ok([*RECEIVE, joe]).outcomes == ["received"]


@pytest.mark.parametrize("state", ["erased", "merged"])
def test_nothing_is_recorded_for_who_is_gone(casa: Casa, state: str) -> None:
    joe = casa.tenant()
    casa.set_lifecycle(joe, state)

    done = casa.run([*RECEIVE, joe])

    assert (done.exit_code, done.reasons) == (5, ["gone"])
    assert casa.rows("select count(*) from message") == [(0,)]


def test_a_message_is_of_one_contact(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.tenant("Joe Bloggs")

    assert casa.run([*RECEIVE, "Joe Bloggs"]).exit_code == 4
    assert casa.run([*RECEIVE, "99"]).exit_code == 4
    assert casa.run([*RECEIVE, "1", "2"]).exit_code == 2
    assert casa.run(RECEIVE).exit_code == 2


def test_what_was_recorded_by_mistake_is_undone(casa: Casa) -> None:
    joe = casa.tenant()
    casa.ok([*RECEIVE, joe])

    casa.ok("undo -y")

    assert casa.rows("select count(*) from message") == [(0,)]
