"""Merging one contact into another: what forbids it, and which value wins for each field.

The winner keeps its own value where it has one; what it lacks it takes from the other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.channels import DO_NOT
from casactl.domain.contradictions import contradictions
from casactl.domain.facts import Facts
from casactl.domain.moves import UNLOCKED
from casactl.domain.remedy import Remedy
from casactl.domain.standing import Arrears, Lifecycle, Portal
from casactl.records import dataclass

Row = Mapping[str, Any]
"""A contact's columns."""


@dataclass(frozen=True, slots=True)
class PairRule:
    """What forbids a merge of two that could each be merged with somebody else."""

    code: str
    holds: Callable[[Facts, Facts], bool]
    sentence: str
    remedy: Remedy | None = None


def _other_case(keep: Facts, lose: Facts) -> bool:
    if keep.case is None or lose.case is None:
        return False
    return (keep.case.attorney_id, keep.case.community_id) != (lose.case.attorney_id, lose.case.community_id)


PAIR_RULES = (
    PairRule("same-contact", lambda keep, lose: keep.id == lose.id,
             "{lose} is the same contact: nobody is merged with themselves"),
    PairRule("other-kind", lambda keep, lose: keep.kind != lose.kind,
             "{lose} is a {lose_kind}, {keep} a {keep_kind}: they cannot be one contact"),
    PairRule("two-handovers", _other_case,
             "{lose} and {keep} each have an open handover, with another attorney or for another community",
             Remedy("contact recall", "{lose_id}", reason="merged")),
)  # fmt: skip


def why_not(keep: Facts, lose: Facts) -> list[Reason]:
    """Everything that forbids merging `lose` into `keep`."""
    gone = [reason for facts in (keep, lose) for reason in cannot(facts, Ability.MERGE)]
    if gone:
        return list(dict.fromkeys(gone))
    words = {
        "keep": keep.display_name, "keep_kind": keep.kind,
        "lose": lose.display_name, "lose_kind": lose.kind, "lose_id": lose.id,
    }  # fmt: skip
    found = [
        Reason(None, rule.code, rule.sentence.format(**words), rule.remedy.filled(words) if rule.remedy else None)
        for rule in PAIR_RULES
        if rule.holds(keep, lose)
    ]
    return found or _contradicted(keep, lose)


def _contradicted(keep: Facts, lose: Facts) -> list[Reason]:
    """What the winner may not be with all that hangs on the other: archived, and owing or attached (L1)."""
    own = {each.reason.code for each in contradictions(keep)}
    return [each.reason for each in contradictions(_together(keep, lose)) if each.reason.code not in own]


def _together(keep: Facts, lose: Facts) -> Facts:
    """The winner with what hangs on both."""
    balance = keep.balance + lose.balance
    return replace(
        keep, balance=balance, arrears=later(keep.arrears, lose.arrears, balance=balance), case=keep.case or lose.case,
        attached=(*keep.attached, *lose.attached), leases=(*keep.leases, *lose.leases), work=(*keep.work, *lose.work),
    )  # fmt: skip


# Which value wins ---------------------------------------------------------------------------------

LADDER = (
    Arrears.CURRENT, Arrears.SETTLED, Arrears.REMINDER, Arrears.FIRST_NOTICE, Arrears.SECOND_NOTICE,
    Arrears.LETTER_OF_DEMAND, Arrears.HANDOVER, Arrears.PAYMENT_PLAN, Arrears.ON_HOLD,
)  # fmt: skip
"""From nothing to the last thing that was agreed.

A debt that was settled is over, so it yields to one that is not. An agreement (a payment plan, a hold)
comes after the letter or the handover that led to it, and nobody is pursued past it by a merge.
"""

TOGETHER = (("external_id",), ("email", "bounced_at", "bounce_reason"), ("phone", "phone_shown"))
"""Columns that the winner takes over where its first is empty."""

LOCK = ("locked", "lock_reason", "locked_at", "locked_by")


def later(keep: Arrears, lose: Arrears, *, balance: int) -> Arrears:
    """The arrears status of two that become one; settled only where the balance of both is zero."""
    furthest = max(keep, lose, key=LADDER.index)
    return Arrears.CURRENT if furthest is Arrears.SETTLED and balance else furthest


def taken_over(keep: Row, lose: Row) -> dict[str, Any]:
    """The winner's columns that change."""
    new: dict[str, Any] = {}
    for columns in TOGETHER:
        if not keep[columns[0]] and lose[columns[0]]:
            new |= {column: lose[column] for column in columns}
    if lose["locked"] and not keep["locked"]:
        new |= {column: lose[column] for column in LOCK}
    new["do_not"] = unwanted_by(keep["do_not"], lose["do_not"])
    new["custom"] = _merged_custom(keep["custom"], lose["custom"])
    arrears = later(Arrears(keep["arrears"]), Arrears(lose["arrears"]), balance=keep["balance"] + lose["balance"])
    new["arrears"] = str(arrears)
    return {column: value for column, value in new.items() if value != keep[column]}


def unwanted_by(keep: str | None, lose: str | None) -> str | None:
    """What neither of two wants: one person said it."""
    said = {word for held in (keep, lose) if held for word in held.split(",")}
    return ",".join(word for word in DO_NOT if word in said) or None


def _merged_custom(keep: str | None, lose: str | None) -> str | None:
    """The custom fields of both, the winner's value where both have one."""
    held, given = custom_of(keep), custom_of(lose)
    if not given.keys() - held.keys():
        return keep
    return json.dumps({**held, **{key: given[key] for key in given if key not in held}}, ensure_ascii=False,
                      separators=(",", ":"))  # fmt: skip


def custom_of(custom: str | None) -> dict[str, str]:
    """Custom fields as a mapping."""
    return dict(json.loads(custom)) if custom else {}


def left_behind(winner: int) -> dict[str, Any]:
    """What a merged contact's columns become: its names, phone and custom fields stay, to be read by."""
    return {
        "lifecycle": str(Lifecycle.MERGED), "lifecycle_before": None, "merged_into": winner, "email": None,
        "bounced_at": None, "bounce_reason": None,
        "external_id": None, "portal": str(Portal.NOT_INVITED), "arrears": str(Arrears.CURRENT), **UNLOCKED,
    }  # fmt: skip
