"""The outbox: written with what causes it, checked again before anything leaves, undone as far as it waits."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from casactl.actions.outbox.lease import LEASE, lease, new_lease
from casactl.actions.outbox.queue import Letter, cancel, cancel_forbidden, queue
from casactl.domain.abilities import Ability
from casactl.domain.letters import CHANNELS, KINDS, NOTICES, STATES, Template
from tests.casa import Casa
from tests.clock import START
from tests.delivery.servers import mail_by

INVITATION = {"name": "Joe"}


def outbox(casa: Casa) -> list[dict[str, object]]:
    """The letters, oldest first."""
    found: list[dict[str, object]] = casa.ok("outbox list -o json").json
    return found[::-1]


def states(casa: Casa) -> list[object]:
    """The letters' states, oldest first."""
    return [letter["state"] for letter in outbox(casa)]


def files(casa: Casa) -> list[Path]:
    """What lies in the outbox folder."""
    folder = casa.folder / "outbox"
    return sorted(folder.glob("*.eml")) if folder.exists() else []


@pytest.fixture
def joe(casa: Casa) -> int:
    """A tenant with an e-mail."""
    return casa.tenant("Joe Bloggs", email="joe@example.com")


def waiting_message(casa: Casa, joe: int) -> None:
    """A message to Joe that waits."""
    casa.ok(f"message send {joe} --subject Water --text Off --no-send")


# What is queued -------------------------------------------------------------------------------


def test_every_template_asks_for_its_ability() -> None:
    assert {name: kind.ability for name, kind in KINDS.items()} == {
        "invitation": Ability.BE_INVITED,
        "resend": Ability.BE_INVITED,
        "reset": Ability.SIGN_IN,
        "message": Ability.RECEIVE_MESSAGE,
        "message-waiting": Ability.RECEIVE_MESSAGE,
        "broadcast": Ability.RECEIVE_BROADCAST,
        "notification": Ability.RECEIVE_NOTIFICATION,
        "statement": Ability.RECEIVE_MESSAGE,
        "invoice": Ability.RECEIVE_MESSAGE,
        "user-invitation": None,
        "user-reset": None,
        "case-news": None,
        "handover-attorney": None,
    } | dict.fromkeys(map(str, NOTICES), Ability.RECEIVE_NOTICE)
    assert {name: kind.link for name, kind in KINDS.items() if kind.link} == {
        "invitation": "activation",
        "resend": "activation",
        "reset": "reset",
        "user-invitation": "activation",
        "user-reset": "reset",
    }
    assert set(KINDS) == set(Template)


def test_a_letter_leaves_at_the_end_of_the_command_that_caused_it(casa: Casa, joe: int) -> None:
    casa.ok(f"contact invite {joe}")

    assert states(casa) == ["written"]
    assert len(files(casa)) == 1


def test_no_send_leaves_it_to_outbox_send(casa: Casa, joe: int) -> None:
    waiting_message(casa, joe)
    assert (states(casa), files(casa)) == (["pending"], [])

    done = casa.ok("outbox send")

    words = "letters: 1 written to the outbox folder; nothing leaves this machine until the configuration names a mail"
    assert (done.stdout, done.stderr) == ("", f"{words} transport\n")
    assert states(casa) == ["written"]


def test_with_nothing_to_do_sending_is_silent(casa: Casa) -> None:
    done = casa.ok("outbox send")

    assert (done.stdout, done.stderr) == ("", "")
    assert casa.ok("outbox send -o json").json == {"operation": None, "dry_run": False, "results": []}
    assert casa.ok("outbox list -o json").json == []


def test_a_dry_run_queues_nothing_and_sends_nothing(casa: Casa, joe: int) -> None:
    casa.ok(f"contact invite {joe} --dry-run")
    assert states(casa) == []

    waiting_message(casa, joe)
    done = casa.ok("outbox send --dry-run -o json")

    assert (done.json["dry_run"], done.outcomes, done.ids) == (True, ["written"], [1])
    assert (states(casa), files(casa)) == (["pending"], [])


def test_a_replayed_request_sends_nothing_again(casa: Casa, joe: int) -> None:
    for _ in range(2):
        casa.ok(f"message send {joe} --subject Water --text Off --request-id once")

    assert states(casa) == ["written"]
    assert len(files(casa)) == 1


def test_the_list_has_the_keys_of_the_contract(casa: Casa, joe: int) -> None:
    waiting_message(casa, joe)

    assert outbox(casa) == [
        {
            "id": 1, "contact_id": joe, "display_name": "Joe Bloggs", "channel": "email", "to": "joe@example.com",
            "subject": "Water", "state": "pending", "attempts": 0, "last_error": None,
            "queued_at": "2026-11-23T09:00:00.000000Z",
            "via": None, "user_id": None,
        }
    ]  # fmt: skip
    assert casa.ok("outbox list --state sent -o json").json == []
    assert casa.ok("outbox list --state pending --state sent -o ids").ids == [1]
    assert casa.ok(f"outbox list --contact {joe} --limit 1 -o ids").ids == [1]
    assert casa.run("outbox list --state posted").exit_code == 2


def test_letters_are_queued_with_the_transaction_or_not_at_all(casa: Casa, joe: int) -> None:
    with casa.work(dry_run=True) as work:
        queue(work, [Letter(joe, "email", "joe@example.com", Template.MESSAGE, {})])

    assert states(casa) == []


def test_numbers_are_never_used_again(casa: Casa, joe: int) -> None:
    waiting_message(casa, joe)
    with casa.work() as work:
        assert queue(work, [Letter(joe, "email", "joe@example.com", Template.MESSAGE, {})] * 3) == [2, 3, 4]
    with casa.work() as work:
        lease(work, new_lease(), size=10, channels=CHANNELS)
    with casa.work() as work:
        assert queue(work, [Letter(joe, "email", "joe@example.com", Template.MESSAGE, {})]) == [5]


# Rules, again, before anything leaves ---------------------------------------------------------


@pytest.mark.parametrize("verb", ["archive", "deactivate"])
def test_MC_18_SD_1_what_the_rules_then_forbid_is_cancelled_at_once(casa: Casa, joe: int, verb: str) -> None:
    casa.ok("message broadcast --subject Hi --text All --yes --no-send")
    casa.ok(f"contact invite {joe} --no-send")

    casa.ok(f"contact {verb} {joe}")

    assert states(casa) == ["cancelled", "cancelled"]
    assert "Joe Bloggs is" in str(outbox(casa)[0]["last_error"])
    casa.ok("outbox send")
    assert files(casa) == []


def test_MC_22_a_message_to_the_archived_is_cancelled_and_to_the_inactive_is_not(casa: Casa, joe: int) -> None:
    waiting_message(casa, joe)
    casa.ok(f"contact deactivate {joe}")
    assert states(casa) == ["pending"]

    casa.ok(f"contact archive {joe}")
    assert states(casa) == ["cancelled"]


def test_MC_6_a_lock_cancels_nothing_since_it_stops_payments_only(casa: Casa, joe: int) -> None:
    waiting_message(casa, joe)

    casa.ok(f"contact lock {joe} --reason owing")

    assert states(casa) == ["pending"]


def test_a_new_address_cancels_what_waits_for_the_old_one(casa: Casa, joe: int) -> None:
    waiting_message(casa, joe)

    casa.ok(f"contact edit {joe} --email joe@elsewhere.example")

    assert states(casa) == ["cancelled"]
    assert outbox(casa)[0]["last_error"] == "the address has changed since"


def test_rules_are_asked_again_just_before_a_letter_leaves(casa: Casa, joe: int) -> None:
    """Even if a standing changed by a way that cancels nothing."""
    waiting_message(casa, joe)
    casa.set_lifecycle(joe, "archived", before="active")

    done = casa.ok("outbox send -o json")

    assert done.outcomes == ["cancelled"]
    assert (states(casa), files(casa)) == (["cancelled"], [])


def test_an_address_is_compared_again_just_before_a_letter_leaves(casa: Casa, joe: int) -> None:
    waiting_message(casa, joe)
    with casa.work("contact.edit") as work:
        work.update("contact", [{"id": joe, "email": "joe@elsewhere.example"}])

    casa.ok("outbox send")

    assert (states(casa), files(casa)) == (["cancelled"], [])


def test_a_letter_that_is_being_handed_over_is_looked_at_once_more(casa: Casa, joe: int, tmp_path: Path) -> None:
    """The second letter's contact is archived while the first one is on its way."""
    ann = casa.tenant("Ann Other", email="ann@example.com")
    program = tmp_path / "program"
    program.write_text(
        "#!/bin/sh\ngrep -q ann && exit 0\n"
        f"cd / && {sys.executable} -m casactl contact archive {ann} -y > /dev/null 2>&1\n"
    )
    program.chmod(0o700)
    mail_by(casa, transport="sendmail", command=[str(program)], **{"from": "office@rose.example"})

    done = casa.run(["message", "send", joe, ann, "--subject", "x", "--text", "y"], env=dict(os.environ))

    assert done.exit_code == 0, done
    assert states(casa) == ["sent", "cancelled"]


def test_revoking_cancels_the_invitation_that_waits(casa: Casa, joe: int) -> None:
    casa.ok(f"contact invite {joe} --no-send")

    casa.ok(f"contact revoke {joe}")

    assert states(casa) == ["cancelled"]


def test_cancelling_by_template_leaves_the_others(casa: Casa, joe: int) -> None:
    waiting_message(casa, joe)
    casa.ok(f"contact invite {joe} --no-send")

    with casa.work() as work:
        assert cancel(work, contacts=[joe], templates=["invitation"], why="not any more") == 1
        assert cancel_forbidden(work, [joe]) == 0

    assert states(casa) == ["pending", "cancelled"]


def test_a_planned_invitation_leaves_with_the_run_that_makes_it(casa: Casa, joe: int) -> None:
    casa.ok(f"contact invite {joe} --on 2026-12-01")
    assert states(casa) == []
    casa.travel(to="2026-12-01")

    done = casa.ok("due run")

    assert (states(casa), done.stderr) == (["written"], "")


# Undo -----------------------------------------------------------------------------------------


def test_undo_cancels_the_letter_that_waits(casa: Casa, joe: int) -> None:
    casa.ok(f"contact invite {joe} --no-send")

    casa.ok("undo -y")

    assert states(casa) == ["cancelled"]
    assert casa.contact(joe).portal == "not-invited"


def test_undo_names_mail_that_has_left_and_redo_does_not_send_it_again(casa: Casa, joe: int) -> None:
    casa.ok(f"contact invite {joe}")

    done = casa.ok("undo -y")
    assert f"mail was written to {casa.folder}/outbox and is not taken back: to joe@example.com" in done.stderr

    casa.run("undo -y 3")
    casa.ok("outbox send")
    assert states(casa) == ["written"]
    assert len(files(casa)) == 1


# Retry and cancel -----------------------------------------------------------------------------


def test_a_letter_is_cancelled_by_its_number_and_that_is_in_the_log(casa: Casa, joe: int) -> None:
    waiting_message(casa, joe)

    done = casa.ok("outbox cancel 1 -o json")

    assert done.outcomes == ["cancelled"]
    assert states(casa) == ["cancelled"]
    assert (casa.log()[0]["verb"], casa.log()[0]["summary"]) == ("outbox.cancel", "letter 1 cancelled")
    assert casa.ok("outbox cancel 1 -o json").outcomes == ["unchanged"]
    assert casa.ok("log verify -o json").json["ok"]


def test_what_has_left_is_neither_cancelled_nor_sent_again(casa: Casa, joe: int) -> None:
    casa.ok(f"message send {joe} --subject Water --text Off")

    assert casa.run("outbox cancel 1 -o json").reasons == ["written"]
    done = casa.run("outbox retry 1 -o json")
    assert (done.exit_code, done.reasons) == (5, ["written"])
    assert len(files(casa)) == 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("outbox retry", 2), ("outbox cancel", 2), ("outbox retry x", 2), ("outbox retry 0", 2),
        ("outbox retry 1 --state failed", 2), ("outbox retry --state unknown", 2), ("outbox retry --state sent", 2),
        ("outbox retry 99", 4), ("outbox cancel 99", 4), ("outbox send --limit 0", 2), ("outbox send --limit x", 2),
    ],
)  # fmt: skip
def test_lines_that_mean_nothing_are_refused(casa: Casa, line: str, code: int) -> None:
    assert casa.run(line).exit_code == code


def test_numbers_may_come_from_a_pipe(casa: Casa, joe: int) -> None:
    waiting_message(casa, joe)
    waiting_message(casa, joe)
    listed = casa.ok("outbox list --state pending -o ids").stdout

    assert casa.ok("outbox cancel - -o json", stdin=listed).outcomes == ["cancelled", "cancelled"]
    assert casa.ok("outbox cancel - -o json", stdin="").outcomes == []


def test_a_limit_holds(casa: Casa, joe: int) -> None:
    for _ in range(3):
        waiting_message(casa, joe)

    casa.ok("outbox send --limit 2")

    assert states(casa) == ["written", "written", "pending"]


def test_a_broken_template_fails_the_letter_whole_and_a_mended_one_lets_it_go(casa: Casa, joe: int) -> None:
    folder = casa.folder / "templates"
    folder.mkdir(parents=True)
    (folder / "message.txt.j2").write_text("Subject: x\n\n{{ nope }}\n")

    done = casa.run(f"message send {joe} --subject Water --text Off")

    assert done.exit_code == 9
    assert f"{folder}/message.txt.j2, line 3: 'nope' is undefined" in done.stderr
    assert (states(casa), files(casa)) == (["failed"], [])

    (folder / "message.txt.j2").write_text("Subject: Mended\n\n{{ text }}\n")
    casa.ok("outbox retry --state failed")
    assert states(casa) == ["written"]
    assert b"Subject: Mended" in files(casa)[0].read_bytes()


# Leases ---------------------------------------------------------------------------------------


def test_what_is_leased_is_nobody_elses(casa: Casa, joe: int) -> None:
    waiting_message(casa, joe)
    with casa.work() as work:
        assert len(lease(work, new_lease(), size=10, channels=CHANNELS)) == 1
    with casa.work() as work:
        assert len(lease(work, new_lease(), size=10, channels=CHANNELS)) == 0

    casa.ok("outbox send")
    assert states(casa) == ["sending"]
    assert casa.run("outbox cancel 1 -o json").reasons == ["sending"]


@pytest.mark.parametrize(("begun", "state"), [(False, "written"), (True, "unknown")])
def test_what_a_silent_sender_held_is_taken_over_when_its_time_is_up(
    casa: Casa, joe: int, begun: bool, state: str
) -> None:
    waiting_message(casa, joe)
    with casa.work() as work:
        lease(work, "elsewhere/1/abc", size=10, channels=CHANNELS)
        if begun:
            work.run("update outbox set begun_at = :now", now=work.now)

    casa.travel(to=START + LEASE - timedelta(seconds=1))
    casa.ok("outbox send")
    assert states(casa) == ["sending"]

    casa.travel(to=START + LEASE)
    done = casa.run("outbox send")
    assert states(casa) == [state]
    assert done.exit_code == (9 if begun else 0)


def test_states_are_those_of_the_description() -> None:
    assert set(STATES) == {
        "pending", "sending", "retry", "sent", "written", "printed", "failed", "bounced", "cancelled", "unknown",
    }  # fmt: skip


def test_a_token_is_in_the_mail_and_nowhere_else(casa_sqlite: Casa) -> None:
    casa = casa_sqlite
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    done = casa.ok(f"contact invite {joe} -o json -v")
    (mail,) = files(casa)
    token = next(line for line in mail.read_text().splitlines() if "token=" in line).rpartition("token=")[2]

    assert len(token) >= 43
    assert token not in done.stdout + done.stderr
    others = [path for path in casa.folder.rglob("*") if path.is_file() and path != mail]
    assert [path for path in others if token.encode() in path.read_bytes()] == []
    assert token not in casa.ok("log show 2 -o json").stdout


@pytest.mark.parametrize(
    "subject",
    ["{{ link }}", "{{ link | upper }}", "{{ link[-20:] }}", "{{ link | urlencode }}", "{{ link | reverse }}"],
)
def test_S12_a_subject_that_holds_the_link_is_kept_without_it(casa_sqlite: Casa, subject: str) -> None:
    casa = casa_sqlite
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    folder = casa.folder / "templates"
    folder.mkdir()
    (folder / "invitation.txt.j2").write_text(f"Subject: Come in: {subject}\n\n{{{{ link }}}}\n")

    done = casa.ok(f"contact invite {joe} -o json -v")

    (mail,) = files(casa)
    token = next(line for line in mail.read_text().splitlines() if line.startswith("http")).rpartition("token=")[2]
    ((kept,),) = casa.rows("select subject from outbox")
    assert kept.startswith("Come in: ")
    for piece in (token, token.upper(), token[-20:], token[::-1]):
        assert piece not in kept
        assert piece not in done.stdout + done.stderr + casa.ok("outbox list -o json").stdout
