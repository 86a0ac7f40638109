"""Letters that came back: the letter says so, the address is marked, and what waits to go there goes another way."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.contact.standing.consequences import follow_new_email
from casactl.actions.outbox.change import STANDS, found, log
from casactl.actions.outbox.queue import readdress
from casactl.domain.abilities import Reason
from casactl.domain.channels import POST
from casactl.domain.email import email_key
from casactl.domain.failures import failure
from casactl.domain.letters import KINDS, Template
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Blank, Line, Remedy, Sentence
from casactl.store.queries.mail_routing import reached_through
from casactl.store.queries.messages import addresses_of
from casactl.store.queries.outbox import LetterRow, holders_of, newest_to, waiting_of
from casactl.store.work import UnitOfWork

BOUNCED = "bounced"
MAY_BOUNCE = ("sent", "written", "unknown", BOUNCED)
"""The states of a mail that may have come back."""
CAME_BACK = "it came back"


def bounced_letters(work: UnitOfWork, numbers: Sequence[int], *, reason: str = "") -> Outcome:
    """Say of mails that they came back.

    Raises NotFound.
    """
    outcome = Outcome("outbox.bounced")
    for row in found(work, numbers):
        if why_not := _why_not(row):
            outcome.add(Result(str(row.id), row.id, REFUSED, row.name, (why_not,)))
        else:
            outcome.add(_bounce(work, row, reason))
    _sum_up(work, outcome)
    return outcome


def bounced_address(work: UnitOfWork, address: str, *, reason: str = "") -> Outcome:
    """Say that mail to an address comes back: of its newest letter, and of whoever has the address.

    Raises NotFound.
    """
    outcome = Outcome("outbox.bounced")
    newest = newest_to(work.reader, address, MAY_BOUNCE)
    if newest is not None:
        outcome.add(_bounce(work, found(work, [newest])[0], reason))
    else:
        holders = holders_of(work.reader, email_key(address))
        if not holders:
            raise failure("outbox.no-address", address=address)
        for number, name in holders:
            changed = _mark(work, number, reason)
            result = "bounced" if changed else UNCHANGED
            outcome.add(Result(address, None, result, name, note=_advice(work, number), more={"contact_id": number}))
    _sum_up(work, outcome)
    return outcome


def _why_not(row: LetterRow) -> Reason | None:
    if row.channel != "email":
        words = f"letter {row.id} left by {row.channel}: only mail comes back by itself"
        return Reason(None, "other-channel", words)
    if row.state in MAY_BOUNCE:
        return None
    return Reason(None, row.state, f"letter {row.id} {STANDS.get(row.state, f'has not left, it is {row.state}')}")


def _bounce(work: UnitOfWork, row: LetterRow, reason: str) -> Result:
    """One mail: its state, and the mark of whoever has that address still."""
    before = row.state
    if before != BOUNCED:
        work.run(
            "update outbox set state = 'bounced', last_error = :why where id = :id", why=reason or CAME_BACK, id=row.id
        )
        log(work, [row], "came back")
        _remember(work, row.id, before)
    holders = [] if row.user_id else holders_of(work.reader, email_key(row.recipient))
    marked = [number for number, _ in holders if _mark(work, number, reason)]
    note: Line = f"to {row.to}"
    if holders:
        note = _advice(work, holders[0][0])
    elif not row.user_id:
        note = f"to {row.to}, which nobody has any more"
    state = UNCHANGED if before == BOUNCED and not marked else BOUNCED
    return Result(str(row.id), row.id, state, row.name, note=note, more={"contact_id": row.contact_id})


def _advice(work: UnitOfWork, contact: int) -> Line:
    another = Remedy("contact edit", contact, email=Blank("ADDRESS"))
    to, kind = addresses_of(work.reader, [contact], postal=True)[contact], KINDS[Template.REMINDER]
    if to.spot(POST, forwarded=kind.forwarded, needed=kind.needed):
        return Sentence("letters about debts go by post from now on; another e-mail: ", another)
    return Sentence("no letter about debts reaches them without another e-mail or an address: ", another)


def _remember(work: UnitOfWork, letter: int, before: str) -> None:
    """Keep in the log what the letter was: an undo gives it that state back."""
    held = work.journal.begin().payload.setdefault("bounced", {})
    held[str(letter)] = before


def take_back(work: UnitOfWork, states: dict[str, str]) -> None:
    """Follow the undo of a bounce: the letters have the states that they had before."""
    for number, state in states.items():
        if state in MAY_BOUNCE:
            work.run(
                "update outbox set state = :state, last_error = null where id = :id and state = 'bounced'",
                state=state, id=int(number),
            )  # fmt: skip


def _mark(work: UnitOfWork, contact: int, reason: str) -> bool:
    """Mark a contact's e-mail; its letters that wait go by post or are cancelled. Whether it was not marked yet."""
    row = work.fetch("contact", [contact])[0]
    if row["bounced_at"]:
        return False
    work.update("contact", [{"id": contact, "bounced_at": work.now, "bounce_reason": reason or None}])
    _by_post(work, [contact, *reached_through(work.reader, [contact])])
    follow_new_email(work, [contact])
    return True


def _by_post(work: UnitOfWork, contacts: Sequence[int]) -> None:
    """Let notices that wait to go by mail go by post, where it leads to their contact."""
    waiting = [row for row in waiting_of(work.reader, contacts) if row.channel == "email" and KINDS[row.template].paper]
    to = addresses_of(work.reader, list({row.contact_id for row in waiting if row.contact_id}), postal=True)
    for row in waiting:
        kind, where = KINDS[row.template], to[row.contact_id or 0]
        spot = where.spot(POST, forwarded=kind.forwarded, needed=kind.needed)
        if spot and not where.spot("email", forwarded=kind.forwarded, needed=kind.needed):
            work.run("update outbox set channel = 'post' where id = :id", id=row.id)
            readdress(work, row, spot)


def _sum_up(work: UnitOfWork, outcome: Outcome) -> None:
    done = outcome.applied
    if done:
        whom = done[0].name if len(done) == 1 else f"{len(done):,} letters"
        work.summary(f"mail to {whom} came back")
