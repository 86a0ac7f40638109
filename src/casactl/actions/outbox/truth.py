"""Whether what a letter says is still true: it may have waited while people paid, or were recalled from an attorney."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from casactl.actions.ledger.statement import statement_of
from casactl.domain.account import account_of
from casactl.domain.facts import Facts
from casactl.domain.letters import DUNNING, NOTICES, Template
from casactl.domain.money import format_amount
from casactl.domain.standing import Arrears
from casactl.store.queries.accounts import standing_of
from casactl.store.queries.arrears import is_superseded
from casactl.store.queries.invoices import is_credited
from casactl.store.queries.settings import today_of
from casactl.store.queries.users import attorney_of, reached
from casactl.store.reader import Reader


class Claims(Protocol):
    """A letter, as far as it says anything that may have changed."""

    @property
    def id(self) -> int: ...
    @property
    def template(self) -> str: ...
    @property
    def facts(self) -> str: ...


def status_in_words(status: Arrears) -> str:
    """A status as a letter names it."""
    return str(status).replace("-", " ")


def balance_in_words(facts: Facts) -> str:
    """A balance as a letter names it; nothing where nothing is owed."""
    return in_words(facts.balance, facts.currency)


def untrue(reader: Reader, letter: Claims, facts: Facts) -> str | None:
    """Why a letter must not leave: what it says of status, balance, entries or a day to come does not hold any more."""
    held = json.loads(letter.facts)
    if "figures" in held:
        first, last = (date.fromisoformat(day) if day else None for day in held["period"])
        if statement_of(reader, facts.id, first=first, last=last).figures != held["figures"]:
            return "the account has moved since the statement was written"
    if letter.template == Template.INVOICE and is_credited(reader, int(held["invoice"]["number"])):
        return f"{held['invoice']['title']} was credited"
    if letter.template in NOTICES:
        claims = [(held.get("status", ""), status_in_words(facts.arrears)), _money_claimed(reader, held, facts)]
        for said, now in claims:
            if (said or NOTHING) != (now or NOTHING):
                return f"the letter says {said or NOTHING}, by now it is {now or NOTHING}"
        if is_superseded(reader, letter.id):
            return "what the letter tells of was over meanwhile, and has come about anew"
    if letter.template == Template.HANDOVER_OWNER:
        attorney = attorney_of(reader, facts.id)
        if attorney and [attorney.name, *reached(attorney)] != [held["attorney"], *held["attorney_lines"]]:
            return f"the letter says how {held['attorney']} is reached, and that has changed"
    if letter.template in DUNNING and held.get("deadline_on", LATER) < today_of(reader).isoformat():
        return f"the letter asks for payment by {held['account']['deadline']}, which has passed"
    return None


NOTHING, LATER = "nothing owed", "9999-12-31"


def _money_claimed(reader: Reader, held: Mapping[str, Any], facts: Facts) -> tuple[str, str]:
    """What the letter asks for, and what of that is still open; what else has fallen due makes nothing untrue."""
    if "asks" not in held:
        return held.get("balance", ""), balance_in_words(facts)
    asked: Mapping[str, int] = held["asks"]
    if not asked:
        return "", ""
    lines = standing_of(reader, [facts.id])[facts.id]
    left = account_of(lines, date.max).left_of(asked)
    return in_words(sum(asked.values()), facts.currency), in_words(left, facts.currency)


def in_words(amount: int, currency: str) -> str:
    """An amount with its currency; nothing for none."""
    return f"{format_amount(amount, currency)} {currency}" if amount else ""
