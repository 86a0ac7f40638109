"""The ladder of arrears: its policy as TOML, who would climb, and instalment plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from casactl.domain.ladder import Policy, as_toml
from casactl.domain.money import format_amount
from casactl.domain.outcomes import LEFT_OUT, Outcome
from casactl.render.outcome import by_rule
from casactl.render.records import Column, draw_line, draw_table, show_object
from casactl.render.view import View, sanitize, say, write
from casactl.store.queries.agreements import PlanRow

if TYPE_CHECKING:
    from casactl.actions.arrears.run import Standing

PREVIEWED = 20


def show_policy(view: View, policy: Policy, *, currency: str) -> None:
    """The document that `arrears policy set` takes; in JSON the same as an object."""
    nought = format_amount(0, currency)
    if view.format in ("json", "jsonl"):
        show_object(view, {"step": [{**asdict(step), "fee": step.fee or nought} for step in policy]})
        return
    write(as_toml(policy, money=nought))


def show_climbs(view: View, due: Sequence[Standing]) -> None:
    """Who is about to climb, on standard error, before anybody is asked."""
    rows = [
        {"id": each.facts.id, "name": each.facts.display_name, "from": str(each.facts.arrears),
         "to": str(each.at.step.status), "past_due": format_amount(each.facts.past_due, each.facts.currency),
         "days": each.days, "letter": each.way and f"{each.at.step.letter} by {each.way}", "fee": each.fee}
        for each in due[:PREVIEWED] if each.at.step
    ]  # fmt: skip
    columns = [
        Column("id", "no", right=True),
        Column("name", "name"),
        Column("from", "from"),
        Column("to", "to", style=lambda _: "attention"),
        Column("past_due", "past due", right=True),
        Column("days", "days", right=True),
        Column("letter", "letter"),
        Column("fee", "fee", right=True),
    ]
    draw_table(view, rows, columns, stderr=True)
    if len(due) > PREVIEWED:
        say(f"and {len(due) - PREVIEWED:,} more")


def climbs_in_words(outcome: Outcome) -> str:
    """The question of a run: how many climb to what, and how many are left out; who they are stands in the table."""
    done = outcome.applied
    steps = Counter((each.more["to"], each.more["fee"]) for each in done)
    many = "1 contact" if len(done) == 1 else f"{len(done):,} contacts"
    listed = ", ".join(
        f"{count:,} to {to}" + (f" with a fee of {fee}{' each' if count > 1 else ''}" if fee else "")
        for (to, fee), count in steps.items()
    )
    firsts = Counter((each.reasons[0].rule, each.reasons[0].code) for each in outcome.of(LEFT_OUT) if each.reasons)
    out = f" (left out: {by_rule(firsts)})" if firsts else ""
    return f"Take the next step with {many}: {listed}{out}?"


PLANS = (
    "id", "contact_id", "display_name", "amount", "every", "from", "total", "paid", "next_on",
    Column("missed", "missed", right=True, style=lambda r: "attention" if r["missed"] else ""), "state",
)  # fmt: skip


def show_plan(view: View, plan: Mapping[str, Any]) -> None:
    """A plan with its instalments."""
    if show_object(view, plan, PlanRow):
        return
    if not view.drawn:
        for key, value in plan.items():
            if key != "instalments":
                write(f"{key}\t{sanitize('' if value is None else str(value))}\n")
        for line in plan["instalments"]:
            write(f"instalment\t{line['on']}\t{line['amount']}\t{line['state']}\n")
        return
    money = f"{plan['paid']} of {plan['total']} {plan['currency']} paid"
    draw_line(view, f"Plan {plan['id']} for {plan['display_name']} (no {plan['contact_id']}), {plan['state']}: {money}",
              "heading")  # fmt: skip
    lines = [line | {"on": view.day(line["on"])} for line in plan["instalments"]]
    columns = [
        Column("on", "due"),
        Column("amount", "amount", right=True),
        Column("state", "", style=lambda r: {"paid": "good", "missed": "attention"}.get(r["state"], "")),
    ]
    draw_table(view, lines, columns)
