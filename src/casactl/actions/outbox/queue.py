"""Letters, written in the transaction of what causes them: they leave afterwards, or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from casactl.actions.outbox.to_users import why_not_to_user
from casactl.actions.outbox.truth import untrue
from casactl.domain.channels import POST
from casactl.domain.facts import Facts
from casactl.domain.letters import KINDS, WAITING, forbidden, title_of
from casactl.domain.mail_routing import Addresses, Spot
from casactl.domain.portal import leads_out
from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.records import dataclass
from casactl.store.queries.facts import facts_for
from casactl.store.queries.mail_routing import reached_through
from casactl.store.queries.messages import addresses_of
from casactl.store.queries.outbox import LetterRow, WaitingRow, waiting_of, waiting_to_user
from casactl.store.work import UnitOfWork, chunks

SAY_WHERE = Remedy("workspace set", "portal_url", Blank("URL"))


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, SMS or letter on paper to one recipient."""

    contact_id: int | None
    """Whom it goes to; of a letter to a user, whom it is about, if anybody."""
    channel: str
    """`email`, `sms` or `post`."""
    recipient: str
    """The stored spelling: an address, a number as E.164, or a postal address in one line."""
    template: str
    facts: Mapping[str, object]
    """What the template needs, without secrets: links are made when the letter leaves."""
    message_id: int | None = None
    """The message whose subject and text the letter carries."""
    step_id: int | None = None
    """The status of the debt ladder that it tells of."""
    subject: str | None = None
    via: int | None = None
    """Whose address the recipient is, where somebody else takes the contact's letters."""
    user_id: int | None = None
    """The user whom it goes to."""


def queue(work: UnitOfWork, letters: Sequence[Letter]) -> list[int]:
    """Write letters that leave once the work has been committed; gives their numbers."""
    if not letters:
        return []
    first = work.take("outbox", len(letters))
    numbers = work.insert("outbox", [_row(work, first + n, letter) for n, letter in enumerate(letters)])
    work.letters += numbers
    _say_without_link(work, letters)
    return numbers


def _say_without_link(work: UnitOfWork, letters: Sequence[Letter]) -> None:
    """Mails that would lead to the portal leave without a link while nobody has said where it is (D2)."""
    if not work.reader.mail_leaves or leads_out(work.setting("portal_url")):
        return
    if any(KINDS[each.template].leads and each.channel == "email" for each in letters):
        said = Sentence("the mails carry no link to the portal, nor news a way out of them: ", SAY_WHERE)
        work.warnings += [] if said in work.warnings else [said]


def _row(work: UnitOfWork, number: int, letter: Letter) -> dict[str, Any]:
    return {
        "id": number,
        "contact_id": letter.contact_id,
        "user_id": letter.user_id,
        "operation_id": work.journal.operation_for(letter.contact_id) if letter.contact_id else work.journal.begin().id,
        "message_id": letter.message_id,
        "step_id": letter.step_id,
        "channel": letter.channel,
        "recipient": letter.recipient,
        "template": str(letter.template),
        "facts": _facts(letter.facts, letter.via),
        "subject": letter.subject or (None if letter.message_id else title_of(letter.template, letter.facts)),
        "header_id": f"{number:08}.{os.urandom(8).hex()}@{work.workspace_id[:12]}.casactl",
        "state": "pending",
        "next_at": work.now,
        "queued_at": work.now,
    }


def cancel(work: UnitOfWork, *, contacts: Sequence[int], templates: Collection[str] | None = None, why: str) -> int:
    """Cancel what still waits to leave to these contacts (of these templates); gives how many letters."""
    doomed = [row.id for row in _waiting(work, contacts) if templates is None or row.template in templates]
    return cancel_letters(work, doomed, why=why)


def cancel_forbidden(work: UnitOfWork, contacts: Sequence[int]) -> int:
    """Cancel what the rules no longer let leave to these contacts, and what goes to an address they had.

    Letters that somebody else takes for a contact follow to who takes them now. Gives how many were cancelled.
    """
    waiting = list(_waiting(work, contacts))
    if not waiting:
        return 0
    doomed: dict[str, list[int]] = {}
    for row, found in checked(work, waiting, leaving=False):
        if isinstance(found, Spot):
            readdress(work, row, found)
        elif found:
            doomed.setdefault(found, []).append(row.id)
    return sum(cancel_letters(work, numbers, why=why) for why, numbers in doomed.items())


def cancel_to_user(work: UnitOfWork, user: int, *, why: str, templates: Collection[str] = ()) -> int:
    """Cancel what still waits to leave to a user (of these templates); gives how many letters."""
    doomed = waiting_to_user(work.store, user, templates)
    return cancel_letters(work, doomed, why=why)


def follow_ways(work: UnitOfWork, contacts: Sequence[int]) -> int:
    """As `cancel_forbidden`, for those whose letters these contacts take."""
    return cancel_forbidden(work, reached_through(work.reader, contacts))


Checked = WaitingRow | LetterRow


def checked(work: UnitOfWork, rows: Sequence[Any], *, leaving: bool = True) -> Iterator[tuple[Any, str | Spot | None]]:
    """Letters, each with why it may not leave, or with where it goes instead; None where it may leave as it is.

    Unless it is `leaving`, a letter that somebody took for another waits where nobody takes it now: somebody may again.
    """
    for row in rows:
        if row.user_id:
            yield row, why_not_to_user(work.store, row)
    rows = [row for row in rows if not row.user_id]
    people = list({row.contact_id for row in rows})
    today = work.today.isoformat()
    facts = facts_for(work.reader, people, today=today, belongings=False)
    to = addresses_of(work.reader, people, postal=any(row.channel == POST for row in rows))
    for row in rows:
        about = facts[row.contact_id]
        found = _look_at(row, about, to[row.contact_id], leaving=leaving)
        yield row, found if isinstance(found, str) else untrue(work.reader, row, about) or found


def _look_at(row: Checked, facts: Facts, to: Addresses, *, leaving: bool) -> str | Spot | None:
    held = json.loads(row.facts)
    about = replace(facts, through=to.through, has_post=bool(to.postal))
    exception = bool(held.get("signs_without_login"))
    if reason := forbidden(row.template, about, channel=row.channel, signs_without_login=exception):
        return reason
    kind, via = KINDS[row.template], held.get("via")
    now = to.spot(row.channel, forwarded=kind.forwarded, needed=kind.needed)
    if now == Spot(row.recipient, via) or (now is None and via is not None and not leaving):
        return None
    if now is None and via is not None:
        return f"nobody takes letters for {facts.display_name} now"
    if now and (now.via or via is not None or row.channel == POST):
        return now
    return "the address has changed since"


def readdress(work: UnitOfWork, row: Checked, spot: Spot) -> None:
    """Let a letter that has not left go to where its contact is reached now."""
    work.run(
        "update outbox set recipient = :to, facts = :facts where id = :id and state in ('pending', 'retry', 'sending')",
        to=spot.address, facts=_facts(json.loads(row.facts), spot.via), id=row.id,
    )  # fmt: skip


def _facts(facts: Mapping[str, object], via: int | None) -> str:
    kept = {key: value for key, value in facts.items() if key != "via"}
    return json.dumps(kept | ({"via": via} if via else {}), ensure_ascii=False, default=str)


def cancel_letters(work: UnitOfWork, numbers: Sequence[int], *, why: str, states: Sequence[str] = WAITING) -> int:
    """Cancel letters by number, those that are in one of these states; gives how many."""
    among, listed = work.reader.among("id", "ids"), ", ".join(f"'{state}'" for state in states)
    done = 0
    for part in chunks(numbers):
        done += work.run(
            f"update outbox set state = 'cancelled', next_at = null, last_error = :why "
            f"where {among} and state in ({listed})",
            ids=work.reader.bind(part), why=why,
        )  # fmt: skip
    return done


def _waiting(work: UnitOfWork, contacts: Sequence[int]) -> Iterator[WaitingRow]:
    for part in chunks(list(contacts)):
        yield from waiting_of(work.reader, part)
