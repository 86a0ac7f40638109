"""`ledger charge`."""

from __future__ import annotations

from casactl.cli.asking import needed
from casactl.cli.ledger.posting import Amount, At, Due, ForText, OnDay, post
from casactl.cli.options import Ctx, Ref, day
from casactl.domain.ledger import Kind


def charge(
    ctx: Ctx, ref: Ref, amount: Amount, for_: ForText = None, due: Due = None, property_: At = None, on: OnDay = None
) -> None:
    """Charge a contact.

    The result's id is the entry's number, which `ledger void` takes.
    """
    from casactl.actions.ledger.post import Posting

    text = needed(for_, "--for", "What for", interactive=ctx.obj.interactive)
    words = {"amount": amount, "for": text, "due": due, "property": property_, "on": on}
    post(
        ctx, "charge", ref, words,
        lambda today: Posting(
            Kind.CHARGE, amount, text, on=day(on, today), due=day(due, today), property=property_
        ),
    )  # fmt: skip
