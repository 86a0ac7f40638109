"""The verbs of `ledger recurring`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.property.find import find_property
from casactl.actions.selection import resolve
from casactl.cli.answers import amount as read_amount
from casactl.cli.answers import contact as read_contact
from casactl.cli.asking import ask
from casactl.cli.changing import change
from casactl.cli.completion import choices, complete_contacts, complete_properties
from casactl.cli.listing import listing
from casactl.cli.needing import ANY, needed
from casactl.cli.options import AllowDuplicate, Below, Ctx, Limit, OneContact, day, flag, number, one_of, option
from casactl.domain.contact_types import ROLES
from casactl.domain.dates import parse_date
from casactl.domain.remedy import Remedy
from casactl.domain.shapes import record
from casactl.errors import UsageFault
from casactl.render.ledger import recurring_columns, show_recurring
from casactl.store.queries.recurring import RecurringRow, list_recurring, posted
from casactl.store.queries.settings import all_settings

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork

SHARE = "share"
Which = Annotated[str, typer.Argument(metavar="ID", help="Its number, as in the list.", show_default=False)]
At = Annotated[
    str | None,
    option("--property", help="The property it is about.", metavar="PATH", autocompletion=complete_properties),
]
Due = Annotated[
    str | None,
    option("--due", help="By when to pay: so long after its day, or on a day of the month.", metavar="+14d|DAY"),
]
Until = Annotated[str | None, option("--until", help="The last day on which it may come.", metavar="DATE")]


def add(
    ctx: Ctx,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[REF] AMOUNT",
            help="Whose, and how much; with --levy the amount alone.",
            show_default=False,
            autocompletion=complete_contacts,
        ),
    ],
    for_: Annotated[str | None, option("--for", help="What it is for, as the contact reads it.")] = None,
    every: Annotated[str, option("--every", help="How often: 1m, 3m, 1y, 2w.", metavar="SPAN")] = "1m",
    from_: Annotated[
        str | None, option("--from", help="The first day; the others count from it.", metavar="DATE")
    ] = None,
    until: Until = None,
    due: Due = None,
    property_: At = None,
    levy: Annotated[
        bool, flag("--levy", help="Of everybody in a role at --property, on the day of each period.")
    ] = False,
    by: Annotated[
        str | None,
        option("--by", help="Spread the amount by the units' shares.", metavar=SHARE, autocompletion=choices(SHARE)),
    ] = None,
    role: Annotated[
        str | None,
        option("--role", help="Whom a levy meets (owner).", metavar="ROLE", autocompletion=choices(*ROLES)),
    ] = None,
    allow_duplicate: AllowDuplicate = False,
) -> None:
    """Charge a contact, or levy a property, period by period; `due run` posts what has come."""
    from casactl.actions.recurring.keep import Recurrence, add_recurring

    app = ctx.obj
    ref, amount = _whose(app, words, levy=levy)
    _check_levy(property_, by, role, levy=levy)
    in_role = (one_of([role], ROLES, "--role")[0] if role else "owner") if levy else None

    def act(work: UnitOfWork, *, text: str, first: str, repeat: bool) -> Outcome:
        asked = Recurrence(
            amount, text, every, parse_date(first, work.today), day(until, work.today), due, property_, in_role,
            by is not None,
        )  # fmt: skip
        contact = resolve(work.reader, ref) if ref else None
        return add_recurring(work, ref or property_ or "", contact, asked, allow_duplicate=repeat)

    anyhow = None if until else partial(act, text=ANY, first="today", repeat=True)
    text = needed(app, for_, "--for", "What for", first=anyhow)
    begins = needed(app, from_, "--from", "The first day", first=anyhow)
    add = partial(act, text=text, first=begins)
    change(app, partial(add, repeat=allow_duplicate), again=partial(add, repeat=True))


def _whose(app: App, words: list[str], *, levy: bool) -> tuple[str, str]:
    """Contact and amount; a levy has no contact. What was given is judged before anything is asked."""
    if app.interactive and words and not levy:
        words = [read_contact(app, words[0]), *(read_amount(app, word) for word in words[1:2]), *words[2:]]
    if len(words) == 1 and not levy and app.interactive:
        words = [*words, ask("How much each time", judge=partial(read_amount, app))]
        app.call.says(words=words)
    if len(words) != (1 if levy else 2):
        how = "AMOUNT alone with --levy" if levy else "REF and AMOUNT"
        raise UsageFault(f"Give {how}.", hint=Remedy("ledger recurring add", help=True))
    return ("", words[0]) if levy else (words[0], words[1])


def _check_levy(property_: str | None, by: str | None, role: str | None, *, levy: bool) -> None:
    if by is not None:
        one_of([by], (SHARE,), "--by")
    if levy and not property_:
        raise UsageFault("--property is missing.", hint="the community, building or unit: --property PATH")
    if not levy and (by or role):
        raise UsageFault(f"{'--by' if by else '--role'} goes with --levy.")


def list_(
    ctx: Ctx,
    ref: OneContact = None,
    property_: Below = None,
    all_: Annotated[bool, flag("--all", help="What is over, too.")] = False,
    limit: Limit = None,
) -> None:
    """List what comes round, the next first."""
    listing(
        ctx.obj, RecurringRow,
        lambda at: list_recurring(
            at.reader, contact=at.contact, everything=all_,
            within=find_property(at.reader, property_).path if property_ is not None else None,
        ),
        recurring_columns, contact=ref, limit=limit, footer=lambda _, rows: f"{len(rows)} come round",
    )  # fmt: skip


def show(ctx: Ctx, id_: Which) -> None:
    """Show what comes round, and which periods have been posted."""
    from casactl.actions.recurring.keep import find_recurring

    app = ctx.obj
    with app.read() as reader:
        app.today(reader)
        found = find_recurring(reader, number(id_, "ID") or 0)
        currency = all_settings(reader)["currency"]
        periods = [record(row, currency) for row in posted(reader, found.id)]
    show_recurring(app.view, {**record(found, currency), "posted": periods})


def edit(
    ctx: Ctx,
    id_: Which,
    amount: Annotated[str | None, option("--amount", help="Another amount.", metavar="AMOUNT")] = None,
    for_: Annotated[str | None, option("--for", help="Another text.")] = None,
    until: Until = None,
    due: Due = None,
) -> None:
    """Change what is posted from the next period on."""
    from casactl.actions.recurring.keep import RecurrenceEdit, edit_recurring

    if amount is None and for_ is None and until is None and due is None:
        raise UsageFault("Nothing to change was said.", hint=Remedy("ledger recurring edit", help=True))
    which = number(id_, "ID") or 0
    ctx.obj.asks = _credit_question
    change(
        ctx.obj,
        lambda work: edit_recurring(work, which, RecurrenceEdit(amount, for_, day(until, work.today), due)),
    )


def end(
    ctx: Ctx,
    id_: Which,
    on: Annotated[str | None, option("--on", help="The last day; at once by default.", metavar="DATE")] = None,
) -> None:
    """Let nothing come round any more."""
    from casactl.actions.recurring.keep import end_recurring

    which = number(id_, "ID") or 0
    ctx.obj.asks = _credit_question
    change(ctx.obj, lambda work: end_recurring(work, which, on=day(on, work.today)))


def _credit_question(outcome: Outcome) -> str:
    """What is asked before the last day of a rent is another one: nothing where no money is credited."""
    return "".join(f"End the rent of {each.name}: {each.note}?" for each in outcome.applied if "credited" in each.more)
