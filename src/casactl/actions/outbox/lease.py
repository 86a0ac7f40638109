"""Taking letters out of the outbox for one sender at a time, and writing down what became of them.

Each step is one short transaction, and every one is conditional on the state that it expects: however
many senders run at once and wherever one dies, a letter leaves once or is marked unknown.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from casactl.actions.outbox.queue import cancel_letters, checked, readdress
from casactl.actions.portal.links import SIGN, Holder, make_link
from casactl.delivery.choosing import foreseen
from casactl.delivery.delivery_result import DeliveryResult, Fate
from casactl.delivery.folder import file_for
from casactl.delivery.template_context import Letterhead
from casactl.domain.dates import moment
from casactl.domain.letters import KINDS, LEFT, WAITING, Template
from casactl.domain.mail_routing import Spot
from casactl.domain.portal import leads_out
from casactl.domain.settings import SETTINGS
from casactl.records import dataclass
from casactl.store.mail_config import MailConfig
from casactl.store.queries.outbox import LetterRow, due_letters, leases, letters
from casactl.store.work import UnitOfWork

LEASE = timedelta(minutes=15)
"""After so long another sender takes over from one on another machine that has not been heard of."""

DELAYS = (1, 3, 8, 20, 60, 150, 360)
"""Minutes to wait after the first, second … attempt that failed for now."""

TRIES = len(DELAYS) + 1
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Leased:
    """A letter in this sender's hands, with the link that only the letter will hold."""

    row: LetterRow
    office: Letterhead
    link: str = ""
    news: str = ""
    """Where its contact says that they want no more of its kind."""
    held: bool = False
    """Whether it has to wait: it carries a link, which would lead nowhere."""


@dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """What became of one letter: a state of the outbox, and why."""

    row: LetterRow
    state: str
    words: str = ""
    subject: str | None = None
    file: str | None = None
    down: bool = False


@dataclass(frozen=True, slots=True)
class LetterBatch:
    """The letters of one lease, and those that a rule has cancelled on the way."""

    letters: tuple[Leased, ...]
    cancelled: tuple[DeliveryAttempt, ...]

    def __len__(self) -> int:
        return len(self.letters) + len(self.cancelled)


def new_lease() -> str:
    """A name for this sender that tells whether it still lives: machine, process, chance."""
    return f"{socket.gethostname()}/{os.getpid()}/{os.urandom(6).hex()}"


def lease(
    work: UnitOfWork, name: str, *, size: int, channels: Sequence[str], numbers: Sequence[int] | None = None,
    filed: bool = False,
) -> LetterBatch:  # fmt: skip
    """Take the next letters (of some numbers), check each against the rules, and make the links that they carry.

    `filed` letters will be files: their names are kept from now on, so that an erasure finds what a crash leaves.
    """
    rows = _due(work, size, channels) if numbers is None else _fresh(work, numbers, channels)
    doomed, elsewhere = _checked(work, rows)
    for number, why in doomed.items():
        cancel_letters(work, [number], why=why)
    ours = _readdressed(work, [row for row in rows if row.id not in doomed], elsewhere)
    _take(work, name, ours, filed=filed)
    cancelled = tuple(DeliveryAttempt(row, CANCELLED, doomed[row.id]) for row in rows if row.id in doomed)
    return LetterBatch(tuple(_leased(work, row) for row in ours), cancelled)


def _due(work: UnitOfWork, size: int, channels: Sequence[str]) -> list[LetterRow]:
    rows = list[LetterRow]()
    for state in WAITING:
        limit = size - len(rows)
        found = due_letters(work.reader, state, work.now, limit=limit, channels=channels)
        rows += letters(work.reader, found)
    return rows


def _fresh(work: UnitOfWork, numbers: Sequence[int], channels: Sequence[str]) -> list[LetterRow]:
    """Those of some letters that nobody has tried or taken yet."""
    rows = letters(work.reader, numbers)
    return [row for row in rows if row.state == "pending" and row.channel in channels]


def _checked(work: UnitOfWork, rows: Sequence[LetterRow]) -> tuple[dict[int, str], dict[int, Spot]]:
    """Why letters may not leave now, and where others go instead, by number."""
    found = [(row.id, what) for row, what in checked(work, rows)]
    doomed = {number: what for number, what in found if isinstance(what, str)}
    return doomed, {number: what for number, what in found if isinstance(what, Spot)}


def _readdressed(work: UnitOfWork, rows: Sequence[LetterRow], elsewhere: Mapping[int, Spot]) -> list[LetterRow]:
    """The letters, those that go elsewhere by now with their new recipients."""
    if not elsewhere:
        return list(rows)
    for row in rows:
        if spot := elsewhere.get(row.id):
            readdress(work, row, spot)
    return letters(work.reader, [row.id for row in rows])


def _take(work: UnitOfWork, name: str, rows: Sequence[LetterRow], *, filed: bool) -> None:
    until = moment(work.moment + LEASE)
    for row in rows:
        work.run(
            "update outbox set state = 'sending', lease = :lease, leased_until = :until, begun_at = null, "
            "file = coalesce(:file, file) where id = :id and state in ('pending', 'retry')",
            lease=name, until=until, id=row.id,
            file=file_for(row.header_id) if filed and row.channel == "email" else None,
        )  # fmt: skip


def _leased(work: UnitOfWork, row: LetterRow) -> Leased:
    purpose, contract = _link_of(row)
    office = Letterhead.of({name: work.setting(name) for name in SETTINGS})
    if work.reader.mail_leaves and not leads_out(office.portal_url):
        return Leased(row, replace(office, portal_url=""), held=purpose is not None)
    link = make_link(work, holder_of(row), purpose, contract=contract) if purpose else ""
    return Leased(row, office, link, _news_link(work, row))


def _news_link(work: UnitOfWork, row: LetterRow) -> str:
    """The way out of what goes to many, where it leaves by mail."""
    if row.template != Template.BROADCAST or row.channel != "email" or not row.contact_id:
        return ""
    from casactl.actions.portal.news import news_link

    return news_link(work, row.contact_id)


def _link_of(row: LetterRow) -> tuple[str | None, int | None]:
    """The purpose of the link that a letter carries, and the contract that it is about: never in another's hands."""
    facts = json.loads(row.facts)
    if facts.get("signs_without_login") and facts.get("work") and not row.via and row.channel == "email":
        return SIGN, int(facts["work"][0])
    return KINDS[row.template].link, None


def holder_of(row: LetterRow) -> Holder:
    """Whose the link in a letter is."""
    return Holder(user=row.user_id) if row.user_id else Holder(contact=row.contact_id or 0)


def begin(work: UnitOfWork, name: str, row: LetterRow) -> tuple[str, str] | None:
    """Mark that a letter may be gone from here on; gives its state and why, if it must not leave now."""
    current = letters(work.reader, [row.id])
    doomed, elsewhere = _checked(work, current)
    if row.id in elsewhere:
        return _send_on(work, name, current[0], elsewhere[row.id])
    why = doomed.get(row.id) if current else "it is not there any more"
    state, begun = (CANCELLED, None) if why else ("sending", work.now)
    held = work.run(
        "update outbox set state = :state, begun_at = :begun, last_error = :why "
        "where id = :id and lease = :lease and state = 'sending'",
        state=state, begun=begun, why=why, id=row.id, lease=name,
    )  # fmt: skip
    if not held:
        return CANCELLED, "another sender has taken it over"
    return (CANCELLED, why) if why else None


def _send_on(work: UnitOfWork, name: str, row: LetterRow, spot: Spot) -> tuple[str, str]:
    """Give back a letter that was made out to somebody who no longer takes it: the next run writes it anew."""
    readdress(work, row, spot)
    work.run(
        "update outbox set state = 'retry', next_at = :now, lease = null, leased_until = null "
        "where id = :id and lease = :lease and state = 'sending'",
        now=work.now, id=row.id, lease=name,
    )  # fmt: skip
    return Fate.RETRY, "somebody else takes it by now"


def record(work: UnitOfWork, name: str, attempts: Sequence[DeliveryAttempt]) -> None:
    """Write down what became of letters in this sender's hands."""
    for each in attempts:
        tries = each.row.attempts + 1
        wait = work.moment + timedelta(minutes=DELAYS[min(tries, len(DELAYS)) - 1])
        work.run(
            "update outbox set state = :state, attempts = :tries, next_at = :next, lease = null, "
            "leased_until = null, begun_at = null, last_error = :words, subject = coalesce(:subject, subject), "
            "file = coalesce(:file, file), sent_at = :sent "
            "where id = :id and lease = :lease and state in ('sending', 'unknown')",
            state=each.state, tries=tries, next=moment(wait) if each.state == Fate.RETRY else None,
            words=None if each.state in LEFT else each.words, subject=each.subject, file=each.file,
            sent=work.now if each.state in LEFT else None, id=each.row.id, lease=name,
        )  # fmt: skip


def ended(row: LetterRow, result: DeliveryResult) -> tuple[str, str]:
    """State and words after an attempt: what failed for now fails for good after the last try."""
    if result.fate is Fate.RETRY and row.attempts + 1 >= TRIES:
        return Fate.FAILED, f"given up after {TRIES} tries: {result.words}"
    return result.fate, result.words


def release(work: UnitOfWork, name: str) -> None:
    """Give back what this sender has taken and not begun to hand over."""
    work.run(
        "update outbox set state = 'pending', lease = null, leased_until = null "
        "where lease = :lease and state = 'sending' and begun_at is null",
        lease=name,
    )


def recover(work: UnitOfWork) -> int:
    """Take over from senders that have died; gives how many letters it is unknown of whether they left."""
    return sum(_take_over(work, name) for name, until in leases(work.reader) if until <= work.now or _dead(name))


def _take_over(work: UnitOfWork, name: str) -> int:
    release(work, name)
    return work.run(
        "update outbox set state = 'unknown', attempts = attempts + 1, lease = null, leased_until = null, "
        "last_error = 'the sender ended while it was handing the letter over' "
        "where lease = :lease and state = 'sending'",
        lease=name,
    )


def _dead(name: str) -> bool:
    """Whether the lease's process was on this machine and is no more."""
    host, process, _ = name.split("/")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def attempts_of(batch: LetterBatch, config: MailConfig) -> Iterator[DeliveryAttempt]:
    """The letters of a batch as if each had been handed over: what a dry run shows."""
    yield from batch.cancelled
    for each in batch.letters:
        yield DeliveryAttempt(each.row, foreseen(each.row.channel, config), "would be handed over")
