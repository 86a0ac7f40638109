"""Judge first, ask once: a verb that asks runs for real, is taken back, and asks with what it would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from casactl.cli.asking import confirm, tell
from casactl.domain.outcomes import LEFT_OUT, UNCHANGED
from casactl.render.view import has_command, sanitize, say

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.domain.outcomes import Outcome, Result
    from casactl.office.command import Command
    from casactl.store.work import UnitOfWork

NAMED = 5
"""So many are named, of more there is a count."""

Effect = tuple[tuple[object, ...], ...]


class OtherEffect(Exception):
    """What a command does is no longer what was agreed to."""


def effect_of(outcome: Outcome) -> Effect:
    """What a command comes to, to be compared with what was agreed to."""
    return tuple((each.ref, each.outcome, each.name, each.note) for each in outcome.results)


def agreed_effect(app: App, command: Command, action: Callable[[UnitOfWork], Outcome]) -> Effect | None:
    """Ask with what the command would do; None where it would do nothing, so that nobody is asked.

    Raises Declined, and what the command raises where it is refused.
    """
    with app.office.rehearse(app.who, command) as work:
        outcome = action(work)
        app.given["date_format"] = work.setting("date_format")
        money = _money(work, outcome)
    if not outcome.applied:
        return None
    if not app.flag("quiet"):
        for line in _kept_out(app, outcome):
            tell(line)
        for each in [each for each in outcome.applied if has_command(app.wording.text(each.note))][:NAMED]:
            say(sanitize(f"{each.name}: {app.wording.text(each.note)}"))  # with a command, which no question holds
    asked = f"{app.asks} {whom_of(outcome)}{_how(app, outcome.applied)}{money}?"
    if question := app.asks(outcome) if callable(app.asks) else asked:  # a verb may have nothing to ask
        confirm(question)
    return effect_of(outcome)


def whom_of(outcome: Outcome, many: str = "contacts") -> str:
    """Who it is about: by name where there are few; `many` is what several are called."""
    done = outcome.applied
    names = ", ".join(f"{each.name}{_number(outcome, each)}" for each in done[:NAMED])
    if len(done) == 1:
        return sanitize(names)
    more = f" and {len(done) - NAMED:,} more" if len(done) > NAMED else ""
    return sanitize(f"{len(done):,} {many}: {names}{more}")


def _number(outcome: Outcome, result: Result) -> str:
    """The contact's number, where it is known: what was added to a contact has a number of its own."""
    number = result.ref if result.ref.isdigit() else result.id if outcome.verb.startswith("contact.") else None
    return f" ({number})" if number else ""


def _how(app: App, done: list[Result]) -> str:
    """From what to what, or on which day, where that is the same for all; else how many of each."""
    told = [(each.name, app.wording.text(each.note)) for each in done if each.note]
    told = [(name, note) for name, note in told if not has_command(note)]
    notes = {note for _, note in told}
    if len(notes) == 1 and len(told) == len(done):
        return f": {sanitize(notes.pop())}"
    return "".join(f"; {sanitize(name)}: {sanitize(note)}" for name, note in told) if len(done) <= NAMED else ""


def _money(work: UnitOfWork, outcome: Outcome) -> str:
    """How much that is in all, of several entries."""
    if not outcome.verb.startswith("ledger.") or len(outcome.applied) < 2:
        return ""
    from casactl.domain.money import format_amount
    from casactl.store.queries.ledger import total_of

    currency = work.setting("currency")
    total = total_of(work.reader, [each.id for each in outcome.applied if each.id])
    return f", {format_amount(abs(total), currency)} {currency} in all" if total else ""


def _kept_out(app: App, outcome: Outcome) -> Iterator[str]:
    """Who is left out or refused, and why."""
    out = [*outcome.refused, *outcome.of(LEFT_OUT, UNCHANGED)]
    for each in out[:NAMED]:
        why = (
            "; ".join(reason.message for reason in each.reasons) or app.wording.text(each.note) or "holds that already"
        )
        who = each.name or each.ref
        yield sanitize(f"{each.outcome}: {why}" if why.startswith(who) else f"{each.outcome}: {who}: {why}")
    counted = Counter(each.outcome for each in out[NAMED:])
    for word, count in counted.items():
        yield f"{word}: and {count:,} more"
