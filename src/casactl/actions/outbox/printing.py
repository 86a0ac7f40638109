"""Letters that leave by post: all of them in one PDF, which is written before any of them counts as printed.

They are taken out of the outbox, judged like mail that leaves, drawn together, and marked once the file is there.
Whatever goes wrong on the way gives them back, so that no letter is called printed that lies in no file; of a machine
that dies between the file and the mark they are printed once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from datetime import date, timedelta
from pathlib import Path

from casactl.actions.outbox.change import STANDS, found, log
from casactl.actions.outbox.lease import LEASE, new_lease, recover, release
from casactl.actions.outbox.queue import cancel_letters, checked, readdress
from casactl.actions.outbox.send import OpenWork
from casactl.delivery.paper import dated, made_out_to, on_paper
from casactl.delivery.pdf import Drawn, PaperLetter, draw
from casactl.delivery.template_context import Letterhead, wording
from casactl.delivery.templates import TemplateFault, Templates
from casactl.domain.abilities import Reason
from casactl.domain.channels import POST
from casactl.domain.dates import moment
from casactl.domain.mail_routing import Spot
from casactl.domain.outcomes import LEFT_OUT, REFUSED, Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.domain.settings import SETTINGS
from casactl.records import dataclass
from casactl.store.queries.messages import addresses_of
from casactl.store.queries.outbox import LetterRow, last_printed, letters, to_print
from casactl.store.work import UnitOfWork, chunks

PRINTED, CANCELLED, FAILED = "printed", "cancelled", "failed"
PRINTABLE = ("pending", "retry", FAILED)
"""The states from which a letter is printed; what has been printed takes a word of its own."""


@dataclass(frozen=True, slots=True)
class ToPrint:
    """Which letters: some by number, else those in these states; `again` those that have been printed."""

    numbers: Sequence[int] = ()
    states: Sequence[str] = ("pending",)
    again: bool = False


@dataclass(slots=True)
class PrintRun:
    """Letters on their way into one file, with what is said of each."""

    name: str = field(default_factory=new_lease)
    again: bool = False
    day: date = date.min
    rows: list[LetterRow] = field(default_factory=list)
    pages: list[PaperLetter] = field(default_factory=list)
    results: dict[int, Result] = field(default_factory=dict)

    def outcome(self) -> Outcome:
        """What became of each, in the order in which they lie in the file."""
        return Outcome("outbox.print", [self.results[number] for number in sorted(self.results)])

    def drawn(self) -> Drawn:
        """All of them in one PDF.

        Raises ConfigFault where the extra is not installed.
        """
        return draw(self.pages, today=self.day)


@contextmanager
def print_run(open_work: OpenWork, folder: Path, which: ToPrint) -> Iterator[PrintRun]:
    """The letters, taken out for the time being; those that are not marked by then are given back.

    Raises NotFound.
    """
    run = PrintRun(again=which.again)
    with open_work() as work:
        take(work, run, folder, which)
    try:
        yield run
    finally:
        with open_work() as work:
            release(work, run.name)


def take(work: UnitOfWork, run: PrintRun, folder: Path, which: ToPrint) -> None:
    """Take the letters out of the outbox, each as it goes on paper; what is not true any more is cancelled."""
    recover(work)
    run.day = work.today
    rows = _chosen(work, run, which)
    going: list[LetterRow] = []
    for row, what in checked(work, rows):
        if isinstance(what, str):
            _not_true(work, run, row, what)
        else:
            going.append(row)
            if isinstance(what, Spot) and not run.again:
                readdress(work, row, what)
    _compose(work, run, letters(work.reader, [row.id for row in going]), Templates(folder))
    if not run.again:
        _hold(work, run)


def _chosen(work: UnitOfWork, run: PrintRun, which: ToPrint) -> list[LetterRow]:
    """The letters that were asked for, without those that cannot be printed, which are refused."""
    if not which.numbers:
        numbers = last_printed(work.reader) if which.again else to_print(work.reader, which.states)
        return [row for part in chunks(numbers) for row in letters(work.reader, part)]
    rows = []
    for row in found(work, which.numbers):
        if reason := _why_not(row, again=which.again):
            run.results[row.id] = Result(str(row.id), row.id, REFUSED, row.name, (reason,))
        else:
            rows.append(row)
    return rows


def _why_not(row: LetterRow, *, again: bool) -> Reason | None:
    if row.channel != POST:
        return Reason(None, "other-channel", f"letter {row.id} leaves by {row.channel}, not by post")
    if row.state == PRINTED and not again:
        remedy = Remedy("outbox print", "letters.pdf", row.id, again=True)
        return Reason(None, PRINTED, f"letter {row.id} has been printed; --again prints it once more", remedy)
    if row.state in ((PRINTED,) if again else PRINTABLE):
        return None
    words = "has not been printed yet" if row.state in PRINTABLE else STANDS.get(row.state, f"was {row.state}")
    return Reason(None, row.state, f"letter {row.id} {words}")


def _not_true(work: UnitOfWork, run: PrintRun, row: LetterRow, why: str) -> None:
    """A letter that must not leave any more: cancelled, or where it lies on paper already, left out."""
    if not run.again:
        cancel_letters(work, [row.id], why=why, states=PRINTABLE)
    outcome = LEFT_OUT if run.again else CANCELLED
    run.results[row.id] = Result(str(row.id), row.id, outcome, row.name, (Reason(None, CANCELLED, why),), note=why)


def _compose(work: UnitOfWork, run: PrintRun, rows: Sequence[LetterRow], templates: Templates) -> None:
    """Each letter on the office's paper, made out to where its contact lives today."""
    office = Letterhead.of({name: work.setting(name) for name in SETTINGS})
    to = addresses_of(work.reader, list({row.contact_id for row in rows if row.contact_id}), postal=True)
    for row in rows:
        where = to[row.contact_id or 0]
        through = where.through if row.via and where.through else None
        lines = through.postal if through else where.postal
        care = [*([f"c/o {row.via}"] if through else []), *lines]
        try:
            run.pages.append(_paper(row, office, templates, care))
        except TemplateFault as fault:
            _broken(work, run, row, f"template {fault}")
            continue
        run.rows.append(row)
        run.results[row.id] = Result(str(row.id), row.id, PRINTED, row.name, note=", ".join(lines))


def _paper(row: LetterRow, office: Letterhead, templates: Templates, care: Sequence[str]) -> PaperLetter:
    """The letter in the name that it says itself, made out to those lines."""
    words = wording(
        row.template, office, name=row.name, link="", subject=row.subject, text=row.text, facts=json.loads(row.facts),
        via=row.via or "", contact=row.contact_id,
    )  # fmt: skip
    made = templates.mail(row.template, words)
    to, day = [made_out_to(words, row.name)[0], *care], dated(words, office, row.queued_at)
    return on_paper(made, words, office, contact=row.contact_id, recipient=to, dated=day)


def _broken(work: UnitOfWork, run: PrintRun, row: LetterRow, why: str) -> None:
    if not run.again:
        work.run("update outbox set state = 'failed', last_error = :why where id = :id", why=why, id=row.id)
    run.results[row.id] = Result(str(row.id), row.id, FAILED, row.name, (Reason(None, FAILED, why),), note=why)


def _hold(work: UnitOfWork, run: PrintRun) -> None:
    """Mark the letters as taken, for as long as it takes to draw them."""
    until, states = moment(work.moment + max(LEASE, timedelta(seconds=len(run.rows)))), work.reader.bind(PRINTABLE)
    for part in chunks([row.id for row in run.rows]):
        work.run(
            "update outbox set state = 'sending', lease = :lease, leased_until = :until, begun_at = null "
            f"where {work.reader.among('id', 'ids')} and {work.reader.among('state', 'states')}",
            lease=run.name, until=until, ids=work.reader.bind(part), states=states,
        )  # fmt: skip


def mark(work: UnitOfWork, run: PrintRun) -> None:
    """Say of the letters that they have been printed: the file is there."""
    held = "state = 'printed'" if run.again else "lease = :lease and state = 'sending'"
    for part in chunks([row.id for row in run.rows]):
        work.run(
            "update outbox set state = 'printed', attempts = attempts + 1, next_at = null, lease = null, "
            f"leased_until = null, last_error = null, sent_at = :now where {work.reader.among('id', 'ids')} and {held}",
            lease=run.name, now=work.now, ids=work.reader.bind(part),
        )  # fmt: skip
    log(work, run.rows, "printed again" if run.again else PRINTED)


def titles(run: PrintRun) -> str:
    """What lies in the file, in words: how many letters, and which."""
    counted: dict[str, int] = {}
    for row in run.rows:
        counted[row.template] = counted.get(row.template, 0) + 1
    count = f"{len(run.rows):,} letter{'' if len(run.rows) == 1 else 's'}"
    return f"{count}: {', '.join(f'{each:,} {name}' for name, each in counted.items())}"
