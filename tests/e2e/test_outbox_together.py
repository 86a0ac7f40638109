"""Sending by many at once, and by senders that are killed: each letter leaves once, or is marked unknown."""

from __future__ import annotations

from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.delivery.servers import Post, mail_by, mail_to, serving
from tests.e2e.programs import NEVER, at_once, failures, moments, statements_of, with_kills
from tests.length import by_length, chance

pytestmark = pytest.mark.heavy
LETTERS = by_length(60, 120)
SENDERS = by_length(12, 20)
KILLS = by_length(20, 50)
SAMPLE = 5
"""Before so many letters have left, each sender that is killed is dead."""

SEND = ["outbox", "send", "--lock-wait", "10m"]


def fill_outbox(casa: Casa, letters: int = LETTERS) -> None:
    """Letters that wait, one to a contact, queued by the machine's own clock."""
    rows = "".join(f"tenant,F{n},L{n},n{n}@example.com\n" for n in range(letters))
    casa.ok("contact import -", stdin="type,first name,last name,email\n" + rows)
    line = ["message", "broadcast", "--subject", "Water", "--text", "Off", "--yes", "--no-send"]
    assert failures(at_once([[line]])) == []
    assert casa.rows("select count(*) from outbox where state = 'pending'") == [(letters,)]


def by_state(casa: Casa) -> dict[str, set[str]]:
    """The letters' Message-IDs by state."""
    found: dict[str, set[str]] = {}
    for header, state in casa.rows("select header_id, state from outbox"):
        found.setdefault(state, set()).add(f"<{header}>")
    return found


def ids_of(post: Post) -> Counter[str]:
    """How often each letter has reached the server."""
    return Counter(message["Message-ID"] for message in post.messages)


def in_folder(casa: Casa) -> Counter[str]:
    """How often each letter lies in the folder."""
    files = (casa.folder / "outbox").glob("*.eml")
    return Counter("".join(message_from_bytes(file.read_bytes())["Message-ID"].split()) for file in files)


def test_of_many_senders_at_once_each_letter_leaves_once(casa: Casa) -> None:
    fill_outbox(casa)
    with serving(Post()) as post:
        mail_to(casa, post)
        results = at_once([[SEND] for _ in range(SENDERS)])

    assert failures(results) == []
    assert by_state(casa).keys() == {"sent"}
    assert ids_of(post) == Counter(by_state(casa)["sent"])


def test_of_many_senders_at_once_each_file_is_written_once(casa: Casa) -> None:
    fill_outbox(casa)

    assert failures(at_once([[SEND] for _ in range(SENDERS)])) == []

    assert by_state(casa).keys() == {"written"}
    assert in_folder(casa) == Counter(by_state(casa)["written"])


def test_of_many_killed_senders_none_loses_or_repeats_a_letter_but_those_marked_unknown(casa: Casa) -> None:
    fill_outbox(casa)
    with serving(Post()) as post:
        mail_to(casa, post)
        longest = statements_of([*SEND, "--limit", str(SAMPLE)])
        with_kills([[SEND]] * KILLS, moments(longest, KILLS, chance("senders by mail"), later=0.02))
        halfway = len(post.got)
        at_once([[SEND]])
        states, reached = by_state(casa), ids_of(post)

        assert states.keys() <= {"sent", "unknown"}, states
        assert states["sent"] <= reached.keys()
        assert max(reached.values()) == 1
        assert reached.keys() <= states["sent"] | states.get("unknown", set())
        assert halfway > SAMPLE

        at_once([[["outbox", "retry", "--unknown"]]])

    assert by_state(casa).keys() == {"sent"}
    assert set(ids_of(post)) == by_state(casa)["sent"]


def test_of_many_killed_senders_into_a_folder_none_leaves_anything_unknown(casa: Casa) -> None:
    fill_outbox(casa)

    longest = statements_of([*SEND, "--limit", str(SAMPLE)])
    with_kills([[SEND]] * KILLS, moments(longest, KILLS, chance("senders into a folder"), later=0.02))
    at_once([[SEND]])

    assert by_state(casa).keys() == {"written"}
    assert in_folder(casa) == Counter(by_state(casa)["written"])
    assert list((casa.folder / "outbox").glob(".*")) == []


def test_a_link_of_a_killed_sender_is_replaced_by_the_next_one(casa: Casa, tmp_path: Path) -> None:
    """The sender dies with the token: the letter that leaves at last holds one that works."""
    deadly = tmp_path / "deadly"
    deadly.write_text("#!/bin/sh\nkill -KILL $PPID\n")
    deadly.chmod(0o700)
    number = casa.tenant(email="joe@example.com")
    casa.ok("workspace set portal_url https://portal.example/")
    mail_by(casa, transport="sendmail", command=[str(deadly)], **{"from": "office@rose.example"})
    assert with_kills([[["contact", "invite", str(number)]]], [NEVER]) == [[]]
    assert casa.rows("select count(*) from token") == [(1,)]
    mail_by(casa)

    at_once([[SEND], [["outbox", "retry", "--unknown"]]])
    at_once([[["outbox", "retry", "--unknown"]]])

    (file,) = (casa.folder / "outbox").glob("*.eml")
    link = next(line for line in file.read_text().splitlines() if "token=" in line)
    done = casa.run("portal activate", stdin=f"{link}\nmarble-otter-sails-77\n")
    assert done.exit_code == 0, done
