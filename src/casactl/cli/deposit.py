"""The verbs of `ledger deposit`."""

from __future__ import annotations

from casactl.actions.ledger.deposit import DepositKind, Movement, move_deposit
from casactl.actions.selection import resolve
from casactl.cli.changing import change
from casactl.cli.ledger import Amount, ForText, OnDay
from casactl.cli.options import Ctx, Ref, day


def take(ctx: Ctx, ref: Ref, amount: Amount, for_: ForText = None, on: OnDay = None) -> None:
    """Take a deposit: it is held apart from the balance."""
    _move(ctx, DepositKind.TAKEN, ref, amount, for_, on)


def return_(ctx: Ctx, ref: Ref, amount: Amount, for_: ForText = None, on: OnDay = None) -> None:
    """Return a deposit, or a part of it."""
    _move(ctx, DepositKind.RETURNED, ref, amount, for_, on)


def apply(ctx: Ctx, ref: Ref, amount: Amount, for_: ForText = None, on: OnDay = None) -> None:
    """Pay what is owed out of a deposit."""
    _move(ctx, DepositKind.APPLIED, ref, amount, for_, on)


def _move(ctx: Ctx, kind: DepositKind, ref: str, amount: str, for_: str | None, on: str | None) -> None:
    change(
        ctx.obj,
        lambda work: move_deposit(
            work, ref, resolve(work.reader, ref), Movement(kind, amount, for_ or "", day(on, work.today))
        ),
    )
