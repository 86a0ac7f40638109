"""Promoting contacts: forward from lead to prospect to client, and off the ladder (SD-11)."""

from __future__ import annotations

from typing import Any

from casactl.actions.contact.values import contact_type
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.contact_types import OPTION, is_single_name, may_become, missing_fields, next_type, with_article
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Blank, Remedy
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork


def promote_contacts(work: UnitOfWork, chosen: Chosen, *, to: str | None) -> Outcome:
    """Give each contact the type `to`, or the next rung; an outcome per contact."""
    target = contact_type(to) if to else None
    outcome = Outcome("contact.promote")
    rows = {row["id"]: row for row in work.fetch("contact", chosen.ids)}
    today = work.today.isoformat()
    facts = facts_for(work.reader, chosen.ids, today=today)
    changes: list[dict[str, Any]] = []
    for ref, number in chosen.found:
        row = rows[number]
        new = target or next_type(row["type"])
        reasons = cannot(facts[number], Ability.EDIT) or _why_not(row, new)
        if reasons:
            outcome.add(Result(ref, number, REFUSED, row["display_name"], tuple(reasons)))
        elif new == row["type"]:
            outcome.add(Result(ref, number, UNCHANGED, row["display_name"], note=f"is a {new} already"))
        else:
            changes.append({"id": number, "type": new})
            outcome.add(Result(ref, number, "promoted", row["display_name"], note=f"{row['type']} → {new}"))
    work.update("contact", changes)
    outcome.results.extend(chosen.faults)
    return outcome


def _why_not(row: dict[str, Any], new: str | None) -> list[Reason]:
    number, old = row["id"], row["type"]
    single = is_single_name(row["kind"], row["first_name"], row["last_name"])
    if new is None:
        remedy = Remedy("contact promote", number, to="owner")
        return [Reason("SD-11", "no-next-type", f"nothing comes after {old} by itself; say --to TYPE", remedy)]
    if not may_become(old, new):
        return [
            Reason(
                "SD-11",
                "type-backward",
                f"{with_article(old)} does not become {with_article(new)}: the road is one-way",
            )
        ]
    return [
        Reason(
            "SD-12", f"missing-{field.replace('_', '-')}", f"{with_article(new)} needs {OPTION[field]}",
            Remedy("contact edit", number).given(OPTION[field], Blank("ADDRESS" if field == "email" else "NAME")),
        )
        for field in missing_fields(row["kind"], new, row, single_name=single)
    ]  # fmt: skip
