"""Money, debt recovery and paying habits on a contact's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casactl.render.profile_who import Block
from casactl.render.section import Lines, Page, counted, letters_in_words, told
from casactl.render.view import sanitize, sign

AGES = {
    "not_due": "not yet due",
    "current": "current",
    "d30": "30 days",
    "d60": "60 days",
    "d90": "90 days",
    "d120": "120+ days",
}
AGE_STYLES = {
    "not_due": "quiet",
    "current": "good",
    "d30": "attention",
    "d60": "attention",
    "d90": "bad",
    "d120": "bad",
}
BAR, STEPS = 16, "▏▎▍▌▋▊▉█"
"""A bar's cells, and the eighths of one."""

HISTORY = 5


def money(page: Page) -> Iterator[Block]:
    """The balance, since when it is owed and how old it is, and the last payments."""
    shape = page.shape["money"]
    currency = shape["currency"]
    lines: Lines = [("balance", _balance(shape), "" if not _owed(shape) else "attention")]
    if _something(shape["upcoming"]):
        later = f", from {page.day(shape['next_due'])} {shape['upcoming']} more"
        lines.append(("due now", f"{shape['due']} {currency}{later}"))
    if _something(shape["past_due"]):
        lines.append(("past due", f"{shape['past_due']} {currency}", "attention"))
    if _something(page.shape["deposit"]):
        lines.append(("deposit held", f"{page.shape['deposit']} {currency}"))
    if shape["oldest_due"]:
        lines.append(("oldest due", _since(page, shape["oldest_due"])))
    if _owed(shape):
        lines += _ageing(shape["ageing"])
    for n, paid in enumerate(shape["last_payments"]):
        how = f", {sanitize(paid['method'])}" if paid["method"] else ""
        lines.append(("" if n else "last payments", f"{page.day(paid['on'])}  {paid['amount']} {currency}{how}"))
    yield "Money", lines


def _owed(shape: Mapping[str, Any]) -> bool:
    return any(map(_something, shape["ageing"].values()))


def _something(amount: str) -> bool:
    """Whether decimal text is not zero."""
    return bool(amount.strip("-0."))


def _balance(shape: Mapping[str, Any]) -> str:
    in_credit = str(shape["balance"]).startswith("-")
    return f"{shape['balance']} {shape['currency']}{', in credit' if in_credit else ''}"


def _since(page: Page, day: str) -> str:
    days = page.days_since(day)
    return page.day(day) + (f", {counted(days)} ago" if days > 0 else "")


def _ageing(ageing: Mapping[str, str]) -> Lines:
    """A bar for each age that has something, as long as its share of the largest; six of them at most."""
    found = {name: amount for name, amount in ageing.items() if _something(amount)}
    largest = max(float(amount) for amount in found.values())
    wide = max(len(amount) for amount in found.values())
    return [
        (AGES[name], f"{amount:>{wide}}  {bar(float(amount) / largest)}", AGE_STYLES[name])
        for name, amount in found.items()
    ]


def bar(share: float) -> str:
    """A bar of a share of the full width, never nothing."""
    if sign(STEPS, "") != STEPS:
        return "#" * max(round(share * BAR), 1)
    eighths = max(round(share * BAR * len(STEPS)), 1)
    whole, rest = divmod(eighths, len(STEPS))
    return STEPS[-1] * whole + (STEPS[rest - 1] if rest else "")


def debt(page: Page) -> Iterator[Block]:
    """The statuses that the contact has had, the newest first (WU-13)."""
    steps = [_step(page, step) for step in page.shape["arrears_history"]]
    yield "Debt recovery", page.some(steps, HISTORY, "debt")


def _step(page: Page, step: Mapping[str, Any]) -> tuple[str, str]:
    """When which status was given, by whom, and with what note."""
    words = f"{step['status']}, by {sanitize(step['actor'])}"
    if step["letters"]:
        words += f", {letters_in_words(step['letters'])}"
    if step["undelivered"]:
        words += f" ({sanitize('; '.join(step['undelivered']))})"
    return page.day(step["at"]), f"{words}: {sanitize(step['note'])}" if step["note"] else words


def analytics(page: Page) -> Iterator[Block]:
    """How the contact pays, how much work there was, since when the office knows it."""
    found, currency = page.shape["analytics"], page.shape["currency"]
    charged = f"{found['charged']} {currency}, paid {found['paid']} {currency}"
    work = found["work"] or {}
    counts = ", ".join(f"{count:,} {state}" for state, count in work.items()) if any(work.values()) else ""
    contact = f"first {page.day(found['first_contact'])}, last {page.day(found['last_contact'])}"
    yield (
        "Analytics",
        told(
            ("charged", charged if _something(found["charged"]) or _something(found["paid"]) else ""),
            ("pays", _habits(found["average_days_to_pay"], found["share_paid_in_time"])),
            ("work", counts),
            ("contact", contact),
        ),
    )


def _habits(days: float | None, share: float | None) -> str:
    if days is None or share is None:
        return ""
    return f"after {days:g} days on average, {share:.0%} in time"
