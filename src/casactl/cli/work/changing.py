"""`assign`, `done` and `cancel` of the five kinds of work, and `plan visit`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from casactl.cli.changing import change
from casactl.cli.completion import complete_users
from casactl.cli.context import App
from casactl.cli.judging import NAMED
from casactl.cli.needing import needed, numbers_needed
from casactl.cli.options import Ctx, NoSend, Number, Reason, day, number, option
from casactl.cli.selecting import MANY, read_refs
from casactl.cli.work.options import (
    Assignee,
    DueBefore,
    DueSince,
    Narrowed,
    Numbers,
    OfContact,
    of_each_kind,
    of_kind,
    states,
)
from casactl.domain.engagements import CANCELLED, DONE, KINDS, OPEN, EngagementKind, WorkKind
from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.domain.outcomes import Outcome


def _assign(
    ctx: Ctx,
    kind: WorkKind,
    ids: Numbers = None,
    to: Annotated[
        str | None,
        option("--to", "--assign", help='Who does it: a contact, or a user\'s e-mail; "" is nobody.',
               metavar="USER|REF", autocompletion=complete_users),
    ] = None,
    contact: OfContact = None,
    assignee: Assignee = None,
    state: Annotated[
        str | None, option("--state", help="open: all that is open; only that is assigned.", metavar="STATE")
    ] = None,
    due_before: DueBefore = None,
    due_since: DueSince = None,
    reason: Reason = "",
    no_send: NoSend = False,
) -> None:  # fmt: skip
    from casactl.actions.engagement.assign import assign_work, chosen_work

    app = ctx.obj
    if states(kind, state, otherwise=OPEN) != (OPEN,):
        raise UsageFault(f"Only open {kind.plural} are assigned: --state takes {OPEN} here, not '{state}'.")
    options = {"contact": contact, "assignee": assignee, "state": state, "due_before": due_before,
               "due_since": due_since}  # fmt: skip
    narrowing = {name: value for name, value in options.items() if value is not None} | app.filters
    numbers = _chosen(app, kind, ids, narrowing=bool(narrowing), filters=True)
    whom = to if to == "" else needed(app, to, "--to", "Who does it (contact, or a user's e-mail)")
    narrowed = Narrowed((OPEN,), contact, assignee, due_before, due_since) if narrowing else None

    def found(reader: Any, today: Any) -> Any:
        wanted = narrowed.wanted(app, reader, kind, today) if narrowed else None
        return chosen_work(reader, kind, numbers, wanted, today=today.isoformat())

    _agree(app, kind, "Assign", len(numbers) if narrowed is None else None, found)
    change(app, lambda work: assign_work(work, kind, found(work.reader, work.today), whom), send=not no_send)


def _done(ctx: Ctx, kind: WorkKind, ids: Numbers = None, reason: Reason = "") -> None:
    _close(ctx, kind, ids, DONE)


def _cancel(ctx: Ctx, kind: WorkKind, ids: Numbers = None, reason: Reason = "") -> None:
    _close(ctx, kind, ids, CANCELLED)


def _close(ctx: Ctx, kind: WorkKind, ids: list[str] | None, state: str) -> None:
    from casactl.actions.engagement.assign import chosen_work
    from casactl.actions.engagement.close import close_work

    app = ctx.obj
    numbers = _chosen(app, kind, ids, narrowing=False, filters=False)

    def found(reader: Any, today: Any) -> Any:
        return chosen_work(reader, kind, numbers, None, today=today.isoformat())

    _agree(app, kind, "Close" if state == DONE else "Cancel", len(numbers), found)
    change(app, lambda work: close_work(work, kind, found(work.reader, work.today), state))


def _chosen(app: App, kind: WorkKind, ids: list[str] | None, *, narrowing: bool, filters: bool) -> list[int]:
    """The numbers that were given, or read; never all because nothing was said.

    Raises UsageFault.
    """
    if not ids and not narrowing:
        ways = "numbers, - for a list on stdin, or a filter" if filters else "numbers, or - for a list on stdin"
        which = f"Which {kind.plural}"
        missing = UsageFault(f"{which}? Give {ways}.", hint=Remedy(f"{kind.name} list"))
        ids = numbers_needed(app, "ids", which, missing)
    numbers = [number(word, "ID") or 0 for word in read_refs(app, "ids", ids)]
    if numbers and narrowing:
        raise UsageFault("Give numbers or filters, not both.")
    return numbers


def _agree(app: App, kind: WorkKind, what: str, count: int | None, found: Callable[[Any, Any], Any]) -> None:
    """Confirm from three on, before the transaction begins; what filters find is counted first."""
    if app.sure or (count is not None and count < MANY):
        return
    with app.read() as reader:
        count = len(found(reader, app.today(reader)))
    if count < MANY:
        return
    if app.interactive:
        app.asks = partial(_question, app, what, kind)
    else:
        raise failure("usage.confirmation-needed", what=f"{what} {count:,} {kind.plural}")


def _question(app: App, what: str, kind: WorkKind, outcome: Outcome) -> str:
    """What is asked about several: which, each by its title and whose it is."""
    done = outcome.applied
    named = "; ".join(f"{each.id} {app.wording.text(each.note)}, {each.name}" for each in done[:NAMED])
    more = f" and {len(done) - NAMED:,} more" if len(done) > NAMED else ""
    return f"{what} {f'{len(done):,} {kind.plural}' if len(done) > 1 else kind.name}: {named}{more}?"


def _visit(
    ctx: Ctx,
    kind: WorkKind,
    ref: Number,
    on: Annotated[str | None, option("--on", help="The day of the visit; today by default.", metavar="DATE")] = None,
) -> None:
    from casactl.actions.engagement.close import record_visit

    at = number(ref, "ID") or 0
    change(ctx.obj, lambda work: record_visit(work, at, on=day(on, work.today) or work.today))


assign_task, assign_project, assign_event, assign_plan, assign_contract = of_each_kind("assign", _assign)
done_task, done_project, done_event, done_plan, done_contract = of_each_kind("done", _done)
cancel_task, cancel_project, cancel_event, cancel_plan, cancel_contract = of_each_kind("cancel", _cancel)
visit_plan = of_kind(KINDS[EngagementKind.PLAN], "visit", _visit)
