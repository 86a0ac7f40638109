"""`ledger credit` and `ledger refund`."""

from __future__ import annotations

from casactl.cli.ledger.posting import Amount, ForText, OnDay, post
from casactl.cli.options import Ctx, Ref, day
from casactl.domain.ledger import Kind


def credit(ctx: Ctx, ref: Ref, amount: Amount, for_: ForText = None, on: OnDay = None) -> None:
    """Credit a contact: the balance goes down without a payment."""
    from casactl.actions.ledger.post import Posting

    words = {"amount": amount, "for": for_, "on": on}
    post(ctx, "credit", ref, words, lambda today: Posting(Kind.CREDIT, amount, for_ or "", on=day(on, today)))


def refund(ctx: Ctx, ref: Ref, amount: Amount, for_: ForText = None, on: OnDay = None) -> None:
    """Pay a credit balance back to a contact."""
    from casactl.actions.ledger.post import Posting

    words = {"amount": amount, "for": for_, "on": on}
    post(ctx, "refund", ref, words, lambda today: Posting(Kind.REFUND, amount, for_ or "", on=day(on, today)))
