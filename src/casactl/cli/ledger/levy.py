"""`ledger levy`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from casactl.actions.property.find import find_property
from casactl.actions.selection import Chosen
from casactl.cli.asking import needed
from casactl.cli.completion import choices
from casactl.cli.filters import filters_from
from casactl.cli.ledger.posting import Amount, Due, ForText, OnDay
from casactl.cli.options import Ctx, day, one_of, option
from casactl.cli.selecting import arguments, confirm_verb
from casactl.domain.contact_types import ROLES
from casactl.domain.ledger import Kind
from casactl.errors import UsageFault
from casactl.store.queries.ledger import Levied, levied
from casactl.store.reader import Reader


def levy(
    ctx: Ctx,
    amount: Amount,
    for_: ForText = None,
    role: Annotated[
        str, option("--role", help="Whom: owner, tenant …", metavar="ROLE", autocompletion=choices(*ROLES))
    ] = "owner",
    due: Due = None,
    on: OnDay = None,
) -> None:
    """Charge everybody attached in a role at a property (--property) or below it.

    On a unit with several of them the first-named one is charged, the others are listed as left out.
    """
    from casactl.actions.ledger.levy import levy as charge_all
    from casactl.actions.ledger.post import Posting

    app = ctx.obj
    text = needed(for_, "--for", "What for", interactive=app.interactive)
    path = app.filters.get("property")
    if not path:
        raise UsageFault("--property is missing.", hint="--property PATH    # the community, building or unit")
    in_role = one_of([role], ROLES, "--role")[0]

    def met(reader: Reader, today: date) -> list[Levied]:
        at = find_property(reader, path).path
        filters = filters_from(app.filters, reader, today)
        return levied(reader, at, in_role, filters, today=today.isoformat(), scope=reader.scope)

    if not app.flag("yes") and not app.dry_run:
        with app.read() as reader:
            confirm_verb(app, "Charge", _chosen(met(reader, app.today(reader))))
    app.change(
        "ledger.levy",
        arguments(app, (), amount=amount, role=in_role, due=due, on=on) | {"for": text},
        lambda work: charge_all(
            work, met(work.reader, work.today),
            Posting(Kind.CHARGE, amount, text, on=day(on, work.today), due=day(due, work.today)),
        ),
    )  # fmt: skip


def _chosen(met: list[Levied]) -> Chosen:
    numbers = dict.fromkeys(each.contact_id for each in met)
    return Chosen(tuple((str(number), number) for number in numbers))
