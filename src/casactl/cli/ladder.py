"""The ladder of arrears in the terminal: the policy, climbing, holds, instalment plans."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.selection import Chosen, resolve
from casactl.cli.arrears import Notify, channels_of
from casactl.cli.changing import change
from casactl.cli.filters import filters_from
from casactl.cli.listing import Asked, counted, listing
from casactl.cli.needing import ANY, needed
from casactl.cli.options import Ctx, Limit, NoSend, Reason, Ref, Refs, Whose, day, number, option
from casactl.cli.selecting import agree, check_selection, chosen_for_writing, confirm_verb
from casactl.domain.failures import failure
from casactl.domain.shapes import record
from casactl.render.ladder import PLANS, climbs_in_words, show_climbs, show_plan, show_policy
from casactl.store.queries.agreements import PlanRow, plans
from casactl.store.queries.settings import setting

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.domain.outcomes import Outcome
    from casactl.store.reader import Reader
    from casactl.store.work import UnitOfWork


def policy_show(ctx: Ctx) -> None:
    """Print the ladder's policy as TOML, which `arrears policy set` takes."""
    from casactl.actions.arrears.policy import policy

    app = ctx.obj
    with app.read() as reader:
        show_policy(app.view, policy(reader), currency=setting(reader, "currency"))


def policy_set(
    ctx: Ctx,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="TOML with a [[step]] for each step.",
                                        show_default=False)],
) -> None:  # fmt: skip
    """Set the ladder's policy from a TOML file: for each step days, wait, fee, letter, channel."""
    from casactl.actions.arrears.policy import set_policy

    content = _content(file)
    ctx.obj.call.says(policy=content.decode("utf-8", "replace"))
    change(ctx.obj, lambda work: set_policy(work, content))


def _content(file: str) -> bytes:
    from casactl.domain.toml import read_at_most

    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return read_at_most(Path(file))
    except OSError as fault:
        raise failure("arrears.policy-unreadable", why=f"{file}: {fault.strerror or fault}") from None


AsOf = Annotated[str | None, option("--as-of", help="Judge by this day, not a later one (today).", metavar="DATE")]


def run(ctx: Ctx, as_of: AsOf = None, no_send: NoSend = False) -> None:
    """Let everybody climb a step of the ladder for whom the policy says so today; for cron, too."""
    from casactl.actions.arrears.run import run as climb

    app = ctx.obj
    _preview(app, as_of)

    def act(work: UnitOfWork) -> Outcome:
        filters = filters_from(app.filters, work.reader, work.today)
        return climb(work, filters, as_of=day(as_of, work.today))

    change(app, act, send=not no_send)


def _preview(app: App, as_of: str | None) -> None:
    """Show who would climb, and ask."""
    from casactl.actions.arrears.run import standings

    if app.sure:
        return
    with app.read() as reader:
        today = app.today(reader)
        judged = day(as_of, today) or today
        filters = filters_from(app.filters, reader, today)
        due = [each for each in standings(reader, filters, day=judged, today=today) if each.at.due(judged)]
    if app.interactive and due and not app.flag("quiet"):
        show_climbs(app.view, due)
    confirm_verb(app, "Take the next step with", Chosen(tuple((str(each.facts.id), each.facts.id) for each in due)))
    if app.asks:
        app.asks = climbs_in_words


def hold(
    ctx: Ctx,
    refs: Refs = None,
    until: Annotated[str | None, option("--until", help="The day on which it is over.", metavar="DATE")] = None,
    reason: Reason = "",
) -> None:
    """Ask contacts for nothing until a day; their status then is what it is now."""
    from casactl.actions.arrears.plans import hold as put_on_hold
    from casactl.domain.dates import parse_date

    app = ctx.obj
    words = check_selection(app, refs)

    def act(work: UnitOfWork, until: str, why: str) -> Outcome:
        chosen = chosen_for_writing(app, work.reader, work.today, words)
        return put_on_hold(work, chosen, until=parse_date(until, work.today), reason=why)

    last = needed(app, until, "--until", "Until when", first=partial(act, until="tomorrow", why=ANY))
    why = needed(app, reason.strip(), "--reason", "Why", first=partial(act, until=last, why=ANY))
    agree(app, "Put on hold", words)
    change(app, partial(act, until=last, why=why))


def plan_add(
    ctx: Ctx,
    ref: Ref,
    amount: Annotated[str | None, option("--amount", help="An instalment, such as 50.", metavar="AMOUNT")] = None,
    every: Annotated[str, option("--every", help="How often: 1m, 2w, …", metavar="INTERVAL")] = "1m",
    from_: Annotated[
        str | None, option("--from", help="The day of the first instalment (today).", metavar="DATE")
    ] = None,
    reason: Reason = "",
    notify: Notify = None,
    no_send: NoSend = False,
) -> None:
    """Agree on instalments until what is due now is paid: the status is payment-plan meanwhile."""
    from casactl.actions.arrears.plans import Terms, add_plan
    from casactl.actions.arrears.steps import StatusNotice

    app = ctx.obj
    money = needed(app, amount, "--amount", "How much each time")
    notice = StatusNotice(channels=channels_of(notify))

    def act(work: UnitOfWork) -> Outcome:
        terms = Terms(money, every, day(from_, work.today) or work.today, reason.strip())
        return add_plan(work, ref, resolve(work.reader, ref), terms, notice=notice)

    change(app, act, send=not no_send)


def plan_list(
    ctx: Ctx,
    ref: Whose = None,
    all_: Annotated[bool, typer.Option("--all", help="Those that have ended, too.", metavar="")] = False,
    limit: Limit = None,
) -> None:
    """List instalment plans with what has been paid and missed, the newest first."""

    def query(at: Asked) -> list[PlanRow]:
        return plans(
            at.reader, today=at.today.isoformat(), contacts=None if at.contact is None else [at.contact],
            still_open=not all_ and ref is None, limit=at.most,
        )  # fmt: skip

    listing(ctx.obj, PlanRow, query, PLANS, of=ref, limit=limit, footer=counted)


Plan = Annotated[
    str, typer.Argument(metavar="ID|REF", help="A plan's number, or whose it is by name or e-mail.", show_default=False)
]


def plan_show(ctx: Ctx, which: Plan) -> None:
    """Show an instalment plan, instalment by instalment."""
    app = ctx.obj
    with app.read() as reader:
        found = _plan(reader, which, today=app.today(reader).isoformat())
        shape = record(found, setting(reader, "currency"))
    show_plan(app.view, shape)


def plan_end(ctx: Ctx, which: Plan, reason: Reason = "") -> None:
    """End an instalment plan: the status before it holds again."""
    from casactl.actions.arrears.plans import end_plan

    def act(work: UnitOfWork) -> Outcome:
        found = _plan(work.reader, which, today=work.today.isoformat())
        return end_plan(work, found.id, reason=reason.strip())

    change(ctx.obj, act)


def _plan(reader: Reader, which: str, *, today: str) -> PlanRow:
    """The plan of that number, or the newest of the contact that another word means.

    Raises NotFound.
    """
    if which.isascii() and which.isdigit():
        found, what = plans(reader, today=today, number=number(which, "ID")), which
    else:
        found = plans(reader, today=today, contacts=[resolve(reader, which)], limit=1)
        what = f"of {which}"
    if not found:
        raise failure("arrears.no-plan", what=what)
    return found[0]
