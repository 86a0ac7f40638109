"""Writing a status: the contact's own, its history, and the notices that go with it, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from casactl.actions.arrears.agreements import end_agreements
from casactl.actions.arrears.notice import Claim, notice_facts
from casactl.actions.ledger.statement import statement_of
from casactl.actions.ledger.statement_letter import attached_statement
from casactl.actions.note import write_notes
from casactl.actions.outbox.queue import Letter, queue
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.facts import Facts
from casactl.domain.ladder import DAYS_TO_PAY
from casactl.domain.letters import DUNNING, OF_STATUS, Template
from casactl.domain.mail_routing import Addresses, Spot
from casactl.domain.standing import Arrears
from casactl.records import dataclass
from casactl.store.queries.messages import addresses_of
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StatusNotice:
    """What goes with a status: a note for office and attorney (WU-9), notices to the person (WU-8)."""

    note: str = ""
    channels: tuple[str, ...] = ()
    statement: bool = False
    """Whether the notice carries the statement."""
    repeat: bool = False
    """Whether those are told again whose status it is already."""


NO_NOTICE = StatusNotice()


@dataclass(frozen=True, slots=True)
class Step:
    """A contact and the status that it gets; the case is the one that the step belongs to."""

    facts: Facts
    status: Arrears
    case: int | None = None
    attorney: str | None = None
    note: str = ""
    """What led to it, where nobody gave it by hand."""
    quiet: bool = False
    """Whether it holds already, so that nobody is told again."""
    letter: Template | None = None
    """The letter that tells of it, where that is not the status's own."""
    attorney_lines: tuple[str, ...] = ()
    community: str = ""
    days: int = DAYS_TO_PAY
    """How many days the letter gives to pay."""
    plan: Mapping[str, str] | None = None
    """The instalments that were agreed on, as the letter tells them."""

    @property
    def template(self) -> Template:
        """The letter that tells of it."""
        return self.letter or OF_STATUS.get(self.status, Template.ARREARS_STATUS)

    @property
    def claim(self) -> Claim:
        """What the letter says beside the account."""
        return Claim(
            self.status, self.days, plan=self.plan, attorney=self.attorney or "", attorney_lines=self.attorney_lines,
            community=self.community,
        )  # fmt: skip


NOTHING_DUE = "nothing is due, so there is nothing to ask for"
"""Why a letter that asks for money is not written (M2)."""


@dataclass(slots=True)
class Told:
    """Over which channels each contact hears of it, and why others do not."""

    channels: dict[int, list[str]] = field(default_factory=dict)
    silent: dict[int, str] = field(default_factory=dict)


def write_steps(work: UnitOfWork, steps: Sequence[Step], notice: StatusNotice) -> Told:
    """Store the statuses with their history, and queue the notices."""
    told, letters = _notices(work, steps, notice)
    work.update("contact", [{"id": step.facts.id, "arrears": str(step.status)} for step in steps])
    if notice.note:
        write_notes(work, [(step.facts.id, notice.note) for step in steps], visibility="case")
    rows = [_row(work, step, notice, told.channels.get(step.facts.id, [])) for step in steps]
    numbers = {row["contact_id"]: number for row, number in zip(rows, work.insert("arrears_step", rows), strict=True)}
    end_agreements(work, [(step.facts.id, step.status) for step in steps])
    queue(work, [replace(letter, step_id=numbers[letter.contact_id]) for letter in letters])
    return told


def _row(work: UnitOfWork, step: Step, notice: StatusNotice, channels: Iterable[str]) -> dict[str, object]:
    return {
        "contact_id": step.facts.id,
        "case_id": step.case,
        "status": str(step.status),
        "note": notice.note or step.note or None,
        "attorney": step.attorney,
        "notified": ",".join(channels) or None,
        "balance": step.facts.balance,
        "author": work.origin.actor,
    }


def _notices(work: UnitOfWork, steps: Sequence[Step], notice: StatusNotice) -> tuple[Told, list[Letter]]:
    """Who is told over which channels, and the letters that say it."""
    told, letters = Told(), list[Letter]()
    if not notice.channels:
        return told, letters
    addresses = addresses_of(work.reader, [step.facts.id for step in steps], postal=True)
    words = _words(work, steps, notice)
    order = work.setting("notice_channels").split(",")
    for step in steps:
        if step.quiet:
            told.silent[step.facts.id] = f"is at {step.status} already; --repeat tells it again"
            continue
        if step.template in DUNNING and step.facts.due <= 0:
            told.silent[step.facts.id] = NOTHING_DUE
            continue
        to = addresses[step.facts.id]
        for channel in dict.fromkeys(to.way(each, order) for each in notice.channels):
            spot = _spot(step.facts, to, channel)
            if isinstance(spot, Reason):
                told.silent[step.facts.id] = spot.message
                continue
            told.channels.setdefault(step.facts.id, []).append(channel)
            facts = words[step.facts.id]
            letters.append(Letter(step.facts.id, channel, spot.address, step.template, facts, via=spot.via))
    return told, letters


def _spot(facts: Facts, to: Addresses, channel: str) -> Spot | Reason:
    """Where a notice goes by a channel, or why it does not."""
    about = replace(facts, through=to.through, has_post=bool(to.postal), channel=channel)
    if reasons := cannot(about, Ability.RECEIVE_NOTICE):
        return reasons[0]
    return to.spot(channel, needed=True) or Reason("MC-1", "no-address", f"no address for {channel}")


def ways_of(reader: Reader, asked: Sequence[tuple[Facts, str]]) -> dict[int, str | Reason]:
    """By which channel each contact hears of what is sent over the one said, which may be `auto`; or why by none."""
    addresses = addresses_of(reader, [facts.id for facts, _ in asked], postal=True) if asked else {}
    order = setting(reader, "notice_channels").split(",")
    found: dict[int, str | Reason] = {}
    for facts, channel in asked:
        to = addresses[facts.id]
        way = to.way(channel, order)
        spot = _spot(facts, to, way)
        found[facts.id] = spot if isinstance(spot, Reason) else way
    return found


def _words(work: UnitOfWork, steps: Sequence[Step], notice: StatusNotice) -> dict[int, dict[str, object]]:
    """What each letter says."""
    words = notice_facts(work.reader, {step.facts.id: step.claim for step in steps}, today=work.today)
    if notice.statement:
        for step in steps:
            statement = statement_of(work.reader, step.facts.id, first=None, last=None)
            words[step.facts.id] |= attached_statement(statement, date_format=work.setting("date_format"))
    return words
