"""Whether what a letter says is still true: it may have waited while people paid, or were recalled from an attorney."""

from __future__ import annotations

import json
from datetime import date
from typing import Protocol

from casactl.actions.ledger.statement import statement_of
from casactl.domain.facts import Facts
from casactl.domain.letters import Template
from casactl.domain.money import format_amount
from casactl.domain.standing import Arrears
from casactl.store.reader import Reader


class Claims(Protocol):
    """A letter, as far as it says anything that may have changed."""

    @property
    def template(self) -> str: ...
    @property
    def facts(self) -> str: ...


def status_in_words(status: Arrears) -> str:
    """A status as a letter names it."""
    return str(status).replace("-", " ")


def balance_in_words(facts: Facts) -> str:
    """A balance as a letter names it; nothing where nothing is owed."""
    return f"{format_amount(facts.balance, facts.currency)} {facts.currency}" if facts.balance else ""


def untrue(reader: Reader, letter: Claims, facts: Facts) -> str | None:
    """Why a letter must not leave: what it says of status, balance or entries does not hold any more."""
    held = json.loads(letter.facts)
    if letter.template == Template.ARREARS_STATUS:
        claims = ((held.get("status", ""), status_in_words(facts.arrears)), (held.get("balance", ""), _owed(facts)))
        for said, now in claims:
            if (said or NOTHING) != now:
                return f"the letter says {said or NOTHING}, by now it is {now}"
    if "figures" in held:
        first, last = (date.fromisoformat(day) if day else None for day in held["period"])
        if statement_of(reader, facts.id, first=first, last=last).figures != held["figures"]:
            return "the account has moved since the statement was written"
    return None


NOTHING = "nothing owed"


def _owed(facts: Facts) -> str:
    return balance_in_words(facts) or NOTHING
