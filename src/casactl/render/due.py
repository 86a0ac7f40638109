"""Scheduled actions, and what became of those that were due."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from casactl.domain.remedy import Line
from casactl.render.records import Column, Picked, Record, columns_of, show_records
from casactl.render.view import View, sanitize, say, write
from casactl.store.queries.due import ScheduledRow

KEPT_BACK = ("blocked", "lapsed", "left-out")
"""What becomes of a plan that is not carried out on its day."""

RUN_FIELDS = ("id", "contact_id", "verb", "on", "outcome", "operation", "reasons", "entry", "amount")


def _why(record: Record) -> str:
    return "; ".join(str(reason["message"]) for reason in record["reasons"])


def due_columns(view: View) -> Picked:
    """Number, day, verb, contact, state, and what blocks it or why it has lapsed."""
    return (
        "id",
        _on(view),
        "verb",
        "contact_id",
        "display_name",
        Column("state", "state", style=lambda r: "attention" if r["state"] in KEPT_BACK else ""),
        Column("reasons", "why", _why, wrap=True),
    )


def _on(view: View) -> Column:
    return Column("on", "on", lambda r: view.day(r["on"]) or "when clear")


def show_due_run(view: View, shape: Mapping[str, Any]) -> None:
    """The run's object in JSON; elsewhere a line per action, only with -v."""
    results = [view.words.worded(each) if each["reasons"] else each for each in shape["results"]]
    shape = {**shape, "results": results}
    if view.format == "json":
        write(json.dumps(shape, ensure_ascii=False, indent=2) + "\n")
    elif view.format == "ids":
        write("".join(f"{result['id']}\n" for result in results))
    elif view.format in ("csv", "jsonl"):
        show_records(view, results, (), fields=RUN_FIELDS)
    elif view.verbose:
        show_records(view, results, _run_columns(view), fields=RUN_FIELDS)


def _run_columns(view: View) -> list[Column]:
    outcome = Column("outcome", "outcome", style=lambda r: "attention" if r["outcome"] in KEPT_BACK else "good")
    return columns_of(view, ScheduledRow, "id", _on(view), "verb", "contact_id", outcome)


def say_warnings(view: View, warnings: Iterable[Line]) -> None:
    """On standard error: what people should know about what was done."""
    for warning in warnings:
        say(f"warning: {sanitize(view.words.text(warning))}")


def say_posted(results: Sequence[Mapping[str, Any]], *, dry_run: bool) -> None:
    """On standard error: how many charges that came round were posted."""
    count = sum(1 for result in results if result["entry"] is not None)
    if count:
        would = "would post" if dry_run else "posted"
        say(f"{would} {count:,} {'charge' if count == 1 else 'charges'} that came round")


def say_done(results: Sequence[Mapping[str, Any]], *, dry_run: bool) -> None:
    """On standard error, to a person: that nothing was due, or how many plans came to what."""
    if not results:
        say("nothing is due")
        return
    done = Counter(
        result["outcome"] for result in results if result.get("entry") is None and result["outcome"] not in KEPT_BACK
    )
    if done:
        counts = ", ".join(f"{count:,} {outcome}" for outcome, count in done.items())
        say(f"{'would be: ' if dry_run else ''}{counts}; -v lists them")
    if dry_run:
        say("dry run: nothing was changed")


def say_kept_back(view: View, results: Sequence[Mapping[str, Any]]) -> None:
    """On standard error: what could not be done or has lapsed, why, and what leads on."""
    for result in results:
        for reason in result["reasons"]:
            rule = f" ({reason['rule']})" if reason["rule"] else ""
            remedy = f" → {sanitize(view.words.text(reason['remedy']))}" if reason["remedy"] else ""
            due = f", due {result['on']}" if result["on"] else ""
            whose = f"{result['contact_id']} {result['name']}" if result["contact_id"] else result["name"]
            why = f"{sanitize(reason['message'])}{rule}{remedy}"
            say(f"{result['outcome']}: {result['verb']} of {sanitize(whose)}{due}: {why}")
