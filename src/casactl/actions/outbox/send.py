"""From a row of the outbox to a parcel: the template filled in, the link put where only the letter holds it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import field, replace

from casactl.actions.outbox.attached import attachment
from casactl.actions.outbox.lease import (
    DeliveryAttempt,
    Leased,
    begin,
    ended,
    lease,
    new_lease,
    record,
    recover,
    release,
)
from casactl.delivery.choosing import config_of, transport_for
from casactl.delivery.delivery_result import DeliveryResult, Fate, Taken, Transport
from casactl.delivery.outgoing_message import BadOutgoingMessage, OutgoingMessage
from casactl.delivery.template_context import sender_of, wording
from casactl.delivery.templates import TemplateFault, Templates
from casactl.domain.dates import parse_moment
from casactl.domain.letters import CHANNELS
from casactl.errors import CasaError
from casactl.records import dataclass
from casactl.store.config import WorkspaceEntry
from casactl.store.mail_config import MailConfig
from casactl.store.work import UnitOfWork, chunks


def compose(letter: Leased, templates: Templates, config: MailConfig) -> OutgoingMessage:
    """The letter as it will leave.

    Raises TemplateFault, BadOutgoingMessage.
    """
    row = letter.row
    words = wording(
        row.template, letter.office, name=row.name, link=letter.link, subject=row.subject, text=row.text,
        facts=json.loads(row.facts), via=row.via or "", contact=row.contact_id, unsubscribe=letter.news,
    )  # fmt: skip
    if row.channel == "sms":
        return OutgoingMessage("sms", row.recipient, templates.sms(row.template, words).text)
    rendered = templates.mail(row.template, words)
    return OutgoingMessage(
        "email", row.recipient, rendered.text, rendered.subject, rendered.html, sender_of(config, letter.office.name),
        row.header_id, parse_moment(row.queued_at), attachment(letter, rendered, words),
        letter.news,
    )  # fmt: skip


def told_subject(letter: Leased, parcel: OutgoingMessage, templates: Templates, config: MailConfig) -> str | None:
    """The subject as the outbox keeps it: without the link, in whatever way a template has put it there."""
    if letter.link and parcel.subject:
        return compose(replace(letter, link=NO_LINK), templates, config).subject
    return parcel.subject or None


def without_link(words: str, letter: Leased) -> str:
    """What another side said, with nothing of the link in it should it have been repeated."""
    token = letter.link.rpartition("=")[2]
    return words.replace(token, "…") if token else words


BATCH = 50
NO_LINK = "…"
NOWHERE = "no link leaves until the setting portal_url is the portal's own https address"
OpenWork = Callable[[], AbstractContextManager[UnitOfWork]]


@dataclass(slots=True)
class Tally:
    """How many letters ended how, and how many were found abandoned by a sender that had died."""

    counts: Counter[str] = field(default_factory=Counter)
    abandoned: int = 0

    @property
    def troubled(self) -> int:
        """How many letters need somebody: refused for good, or of unknown fate."""
        return self.counts[Fate.FAILED] + self.counts[Fate.UNKNOWN] + self.abandoned


class Sender:
    """One run over the outbox; `open_work` opens a transaction of its own for each step."""

    def __init__(self, open_work: OpenWork, entry: WorkspaceEntry, tell: Callable[[DeliveryAttempt], None]) -> None:
        self.open_work, self.entry, self.tell = open_work, entry, tell
        self.config = config_of(entry)
        self.templates = Templates(entry.folder)
        self.transports: dict[str, Transport] = {}
        self.channels = list(CHANNELS)
        self.name = new_lease()
        self.tally = Tally()
        self._ended: list[DeliveryAttempt] = []

    def run(self, numbers: Sequence[int] | None = None, *, limit: int | None = None) -> Tally:
        """Send what is due, or these letters; a channel that is down is left alone for the rest of the run."""
        try:
            if numbers is None:
                with self.open_work() as work:
                    self.tally.abandoned = recover(work)
                self._everything(limit)
            else:
                for part in chunks(numbers, BATCH):
                    self._batch(len(part), part)
        finally:
            self._close()
        return self.tally

    def _everything(self, limit: int | None) -> None:
        left = 1 << 62 if limit is None else limit
        while left > 0 and self.channels:
            size = min(left, BATCH)
            if self._batch(size) < size:
                break
            left -= size

    def _batch(self, size: int, numbers: Sequence[int] | None = None) -> int:
        """One lease, sent; gives how many letters it took."""
        if not self.channels:
            return 0
        filed = self.config.transport == "folder"
        with self.open_work() as work:
            batch = lease(work, self.name, size=size, channels=self.channels, numbers=numbers, filed=filed)
        for attempt in batch.cancelled:
            self._count(attempt)
        self._send(batch.letters)
        return len(batch)

    def _send(self, letters: tuple[Leased, ...]) -> None:
        """Hand a batch over; whatever happens, what is known by then is written down."""
        if not letters:
            return
        down: dict[str, str] = {}
        try:
            for letter in letters:
                if words := down.get(letter.row.channel):
                    self._end(letter, DeliveryResult(Fate.RETRY, words))
                    continue
                result = self._hand_over(letter)
                if result and result.down:
                    down[letter.row.channel] = result.words
        finally:
            self._write_down()
        self.channels = [channel for channel in self.channels if channel not in down]

    def _hand_over(self, letter: Leased) -> DeliveryResult | None:
        """One letter's attempt, None when it must not leave after all."""
        if letter.held:
            result = DeliveryResult(Fate.RETRY, NOWHERE)
            self._end(letter, result)
            return result
        try:
            parcel = compose(letter, self.templates, self.config)
            result = self._transport(letter.row.channel).hand_over(parcel, lambda: self._begin(letter))
            subject = told_subject(letter, parcel, self.templates, self.config)
        except Taken as taken:
            state, why = taken.args
            self._count(DeliveryAttempt(letter.row, state, why))
            return None
        except TemplateFault as fault:
            result, subject = DeliveryResult(Fate.FAILED, f"template {fault}"), None
        except (BadOutgoingMessage, ValueError) as fault:  # also what email.message refuses
            result, subject = DeliveryResult(Fate.FAILED, f"it cannot be put into a mail: {fault}"), None
        self._end(letter, result, subject=subject)
        return result

    def _transport(self, channel: str) -> Transport:
        if channel not in self.transports:
            self.transports[channel] = transport_for(channel, self.entry, self.config)
        return self.transports[channel]

    def _begin(self, letter: Leased) -> None:
        """Write down what has ended and mark this letter, in one transaction."""
        with self.open_work() as work:
            record(work, self.name, self._ended)
            why = begin(work, self.name, letter.row)
        self._ended.clear()
        if why:
            raise Taken(*why)

    def _end(self, letter: Leased, result: DeliveryResult, *, subject: str | None = None) -> None:
        state, words = ended(letter.row, result)
        attempt = DeliveryAttempt(letter.row, state, without_link(words, letter), subject, result.file)
        self._ended.append(attempt)
        self._count(attempt)

    def _count(self, attempt: DeliveryAttempt) -> None:
        self.tally.counts[attempt.state] += 1
        self.tell(attempt)

    def _write_down(self) -> None:
        """Write down what has ended, and give back what was not begun."""
        with self.open_work() as work:
            record(work, self.name, self._ended)
            release(work, self.name)
        self._ended.clear()

    def _close(self) -> None:
        """Let go of every connection."""
        for transport in self.transports.values():
            with suppress(CasaError):
                transport.close()
