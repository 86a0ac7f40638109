"""`ledger pay`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.ledger.posting import Amount, ForText, OnDay, post
from casactl.cli.options import Ctx, Ref, day, flag, option
from casactl.domain.ledger import Kind


def pay(
    ctx: Ctx,
    ref: Ref,
    amount: Amount,
    on: OnDay = None,
    method: Annotated[str | None, option("--method", help="How: cash, transfer, card …")] = None,
    reference: Annotated[str | None, option("--reference", help="The bank's or the payer's reference.")] = None,
    outside: Annotated[
        bool, flag("--outside", help="Money that came another way, such as through the attorney: locked or not.")
    ] = False,
    for_: ForText = None,
) -> None:
    """Record a payment; what is more than owed becomes a credit balance."""
    from casactl.actions.ledger.post import Posting

    words = {"amount": amount, "on": on, "method": method, "reference": reference, "outside": outside, "for": for_}
    post(
        ctx, "pay", ref, words,
        lambda today: Posting(
            Kind.PAYMENT, amount, for_ or "", on=day(on, today), method=method, reference=reference, outside=outside
        ),
    )  # fmt: skip
