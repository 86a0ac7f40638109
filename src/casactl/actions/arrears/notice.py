"""What a letter about a debt is given: the account as it stands, by when to pay, under which reference."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypedDict

from casactl.actions.outbox.truth import status_in_words
from casactl.domain.account import Account, account_of
from casactl.domain.dates import show_date
from casactl.domain.instalments import Instalment
from casactl.domain.ladder import DAYS_TO_PAY
from casactl.domain.letters import DUNNING, Template
from casactl.domain.money import format_amount
from casactl.domain.payment_reference import payment_reference
from casactl.domain.standing import Arrears
from casactl.domain.text_table import text_table
from casactl.domain.visits import interval_in_words
from casactl.records import dataclass
from casactl.store.queries.accounts import letters_that_left, recipients, standing_of
from casactl.store.queries.agreements import PlanRow, plans
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Claim:
    """What a letter says beside the account."""

    status: Arrears
    days: int = DAYS_TO_PAY
    """How many days there are to pay."""
    attorney: str = ""
    attorney_lines: tuple[str, ...] = ()
    community: str = ""
    plan: Mapping[str, object] | None = None
    """An instalment plan in words, where that is not the one that is open."""


class Said(TypedDict):
    """An account in the words and figures of a letter; all of it text."""

    reference: str
    recipient: list[str]
    date: str
    deadline: str
    due: str
    later: str
    later_from: str
    fees: str
    credit: str
    rows: list[dict[str, str]]
    table: list[str]


TITLES = {"due": "Due since", "what": "What", "amount": "Amount", "open": "Still open"}
WHAT = 36


def notice_facts(reader: Reader, claims: Mapping[int, Claim], *, today: date) -> dict[int, dict[str, object]]:
    """For each contact what the template of a notice may use, and what has to hold when the letter leaves."""
    contacts = list(claims)
    lines, to = standing_of(reader, contacts), recipients(reader, contacts)
    told, noticed = _told_before(reader, contacts)
    words = _words(reader, today)
    paying = [number for number, claim in claims.items() if claim.status is Arrears.PAYMENT_PLAN and not claim.plan]
    open_plans = plans(reader, today=today.isoformat(), contacts=paying, still_open=True) if paying else []
    agreed = {plan.contact_id: _plan(words, plan) for plan in open_plans}
    found: dict[int, dict[str, object]] = {}
    for number, claim in claims.items():
        account = account_of(lines[number], today)
        said = words.account(account, number, to[number].lines, claim.days, sum(each.amount for each in lines[number]))
        asks = {str(each.id): each.left for each in account.due}
        found[number] = {
            "status": status_in_words(claim.status),
            "balance": said["due"],
            "account": said,
            "asks": asks,
            "deadline_on": (today + timedelta(days=claim.days)).isoformat(),
            "reminded": _how_much(asks, told.get(number, set())),
            "noticed": not noticed.get(number, set()).isdisjoint(asks),
            "attorney": claim.attorney,
            "attorney_lines": list(claim.attorney_lines),
            "community": claim.community,
            "plan": dict(claim.plan or agreed.get(number, {})),
        }
    return found


def plan_in_words(reader: Reader, lines: Sequence[Instalment], every: str, *, today: date) -> dict[str, str]:
    """A plan as a letter tells it."""
    return _words(reader, today).plan(lines, every)


def _plan(words: _Words, plan: PlanRow) -> dict[str, object]:
    """An open plan, with the days of the instalments that are missed."""
    return {**words.plan(plan.plan, plan.every), "missed": [words.day(each.on) for each in plan.late]}


ALL, SOME = "all", "some"


Told = dict[int, set[str]]
"""By contact, entries that letters have asked for."""


def _told_before(reader: Reader, contacts: Sequence[int]) -> tuple[Told, Told]:
    """What letters have asked for which really left: only of these may a letter say so. And what first notices have.

    One that lies written in the folder counts for the next one's name, not for what it says that people have read.
    """
    told: Told = {}
    noticed: Told = {}
    for number, template, facts, state in letters_that_left(reader, contacts, sorted(DUNNING)):
        asks = json.loads(facts).get("asks") or ()
        if state != "written":
            told.setdefault(number, set()).update(asks)
        if template == Template.FIRST_NOTICE:
            noticed.setdefault(number, set()).update(asks)
    return told, noticed


def _how_much(asks: Mapping[str, int], told: set[str]) -> str:
    """Of how much of what is asked for a contact was reminded: `all`, `some`, or nothing."""
    if asks and asks.keys() <= told:
        return ALL
    return SOME if told.intersection(asks) else ""


def _words(reader: Reader, today: date) -> _Words:
    return _Words(setting(reader, "currency"), setting(reader, "date_format"), today)


@dataclass(frozen=True, slots=True)
class _Words:
    currency: str
    date_format: str
    today: date

    def money(self, minor: int) -> str:
        return f"{format_amount(minor, self.currency)} {self.currency}"

    def day(self, day: date) -> str:
        return show_date(day.isoformat(), self.date_format)

    def plan(self, lines: Sequence[Instalment], every: str) -> dict[str, str]:
        total = self.money(sum(each.amount for each in lines))
        return {
            "amount": self.money(lines[0].amount),
            "every": interval_in_words(every),
            "first": self.day(lines[0].on),
            "last": self.day(lines[-1].on),
            "count": f"{len(lines)} instalment{'' if len(lines) == 1 else 's'}, {total}",
        }

    def account(self, account: Account, number: int, recipient: Sequence[str], days: int, balance: int) -> Said:
        rows = [
            {
                "due": self.day(each.due),
                "what": f"{each.what} ({each.place})" if each.place else each.what,
                "amount": format_amount(each.amount, self.currency),
                "open": format_amount(each.left, self.currency),
            }
            for each in account.due
        ]
        later = sum(each.left for each in account.later)
        return {
            "reference": payment_reference(number),
            "recipient": list(recipient),
            "date": self.day(self.today),
            "deadline": self.day(self.today + timedelta(days=days)),
            "due": self.money(account.total),
            "later": self.money(later) if later else "",
            "later_from": self.day(account.later[0].due) if account.later else "",
            "fees": self.money(account.fees) if account.fees else "",
            "credit": self.money(-balance) if balance < 0 else "",
            "rows": rows,
            "table": text_table(rows, TITLES, wide="what", width=WHAT, right=("amount", "open")),
        }
