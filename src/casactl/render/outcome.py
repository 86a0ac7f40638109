"""What a verb did: results on standard output, refusals and notes on standard error."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from casactl.domain.abilities import Reason
from casactl.domain.letters import QUEUED
from casactl.domain.outcomes import LEFT_OUT, REFUSED, UNCHANGED, LetterLike, Outcome, Result, fates_of
from casactl.domain.shapes import record
from casactl.errors import CasaError, Exit, NotFound, Refused
from casactl.render.records import Column, show_records
from casactl.render.view import View, sanitize, say, write

SHOWN_REFUSALS = 20
COLUMNS = (
    Column("id", "no", right=True),
    Column("outcome", "outcome", style=lambda r: "good" if r["outcome"] not in (REFUSED, UNCHANGED) else ""),
    Column("name", "name"),
    Column("note", "", wrap=True),
)
FIELDS = ("ref", "id", "outcome", "reasons", "name", "note")
HEADINGS = {column.title: column.key for column in COLUMNS if column.title}
"""What `--fields` takes of a result: its keys, and what stands above them."""


def outcome_dict(outcome: Outcome, *, operation: int | None, dry_run: bool) -> dict[str, Any]:
    """The JSON object of a verb that changes something."""
    shape: dict[str, Any] = {
        "operation": None if dry_run else operation,
        "dry_run": dry_run,
        "results": [result.as_dict() for result in outcome.results],
    }
    shape |= outcome.more
    return shape | ({"letters": [record(letter) for letter in outcome.letters]} if outcome.letters else {})


def follow_letters(shape: dict[str, Any], verb: str, letters: Sequence[LetterLike]) -> None:
    """Let a result that is shown again say what has become of its letters by now."""
    fates = fates_of(verb, letters)
    shape["letters"] = [record(letter) for letter in letters]
    for result in shape["results"]:
        if result["outcome"] == QUEUED:
            result["outcome"] = fates.get(result["id"], QUEUED)


def exit_of(outcome: Outcome) -> Exit:
    """0 done, 3 some refused, 5 all refused."""
    if not outcome.refused:
        return Exit.DONE
    return Exit.REFUSED if len(outcome.refused) == len(outcome.results) else Exit.PARTLY


def show_outcome(view: View, outcome: Outcome, *, operation: int | None, dry_run: bool) -> None:
    """Results to standard output in the view's format; the sentences for people to standard error."""
    shape = outcome_dict(outcome, operation=operation, dry_run=dry_run)
    show_outcome_dict(view, shape, [result.name for result in outcome.results])
    if not view.quiet:
        _say_notes(view, outcome, dry_run)


def show_outcome_dict(view: View, shape: Mapping[str, Any], names: list[str] | None = None) -> None:
    """The results object as it is, also when it is replayed for a request id."""
    shape = view.words.worded(shape)
    results = shape["results"]
    if view.format == "json":
        write(json.dumps(shape, ensure_ascii=False, indent=2) + "\n")
        return
    if view.format == "ids":
        for result in results:
            if result["id"] is not None and result["outcome"] not in (REFUSED, UNCHANGED, LEFT_OUT):
                write(f"{result['id']}\n")
        return
    padded = names or [""] * len(results)
    said = view.terminal and sys.stderr.isatty() and not view.quiet
    told = _said_below(results) if said else ()
    records = [
        {**result, "name": name, "note": _note(result)}
        for result, name in zip(results, padded, strict=True)
        if result["outcome"] not in told
    ]
    if records or not said:
        show_records(view, records, COLUMNS, fields=FIELDS)


def _said_below(results: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The outcomes that a person reads below, once: of a refusal with what clears the way, of few unchanged each."""
    few = sum(result["outcome"] == UNCHANGED for result in results) <= SHOWN_REFUSALS
    return (REFUSED, UNCHANGED) if few else (REFUSED,)


def _note(result: Mapping[str, Any]) -> str:
    if result["outcome"] == REFUSED or (result["outcome"] == LEFT_OUT and not result.get("note")):
        return "; ".join(reason["message"] for reason in result["reasons"])
    return str(result.get("note", ""))


def _say_notes(view: View, outcome: Outcome, dry_run: bool) -> None:
    for warning in outcome.warnings:
        say(f"warning: {sanitize(view.words.text(warning))}")
    for note in outcome.notes:
        say(f"note: {sanitize(view.words.text(note))}")
    for result in outcome.of(UNCHANGED)[:SHOWN_REFUSALS]:
        say(f"unchanged: {_named(result)} {sanitize(view.words.text(result.note or 'holds that already'))}")
    for result in outcome.results:
        if result.outcome == "scheduled" and result.reasons:
            blockers = "; ".join(reason.message for reason in result.reasons)
            say(f"note: {_named(result)} would be blocked today by {sanitize(blockers)}")
    if len(outcome.results) > 1:
        for result in outcome.refused[:SHOWN_REFUSALS]:
            _say_refusal(view, result)
        _say_rest(outcome)
        _say_left_out(outcome)
        counted = Counter(result.outcome for result in outcome.results)
        say(", ".join(f"{number:,} {name}" for name, number in counted.items()))
    if dry_run:
        say("dry run: nothing was changed")


def _named(result: Result) -> str:
    if result.id:
        return f"{result.id} {sanitize(result.name)}".strip()
    return sanitize(result.ref if result.name == result.ref else f"{result.ref} {result.name}".strip())


def _say_refusal(view: View, result: Result) -> None:
    for reason in result.reasons:
        rule = f" ({reason.rule})" if reason.rule else ""
        say(f"refused: {_named(result)}: {sanitize(reason.message)}{rule}")
        if reason.remedy:
            say(f"  {sanitize(view.words.text(reason.remedy))}")


def _say_rest(outcome: Outcome) -> None:
    rest = len(outcome.refused) - SHOWN_REFUSALS
    if rest > 0:
        say(f"refused: and {rest:,} more; -o json lists them all")


def _say_left_out(outcome: Outcome) -> None:
    firsts = [result.reasons[0] for result in outcome.of(LEFT_OUT) if result.reasons]
    if firsts:
        say(f"left out: {by_rule(Counter((first.rule, first.code) for first in firsts))}")


def by_rule(counts: Mapping[tuple[str | None, str], int]) -> str:
    """Counts by rule and code in words: `12 archived (MC-18), 3 inactive (SD-1)`."""
    return ", ".join(
        f"{count:,} {code.replace('-', ' ')}{f' ({rule})' if rule else ''}" for (rule, code), count in counts.items()
    )


def failure_of(outcome: Outcome) -> CasaError | None:
    """The error for a single refusal: its first reason, the others in the message."""
    if len(outcome.results) != 1 or not outcome.refused:
        return None
    result = outcome.refused[0]
    first = result.reasons[0] if result.reasons else Reason(None, "refused", "refused")
    noun = outcome.verb.split(".")[0]
    kind = NotFound if first.code.endswith((".not-found", ".ambiguous")) else Refused
    message = first.message
    if result.name and result.name not in message:
        message = f"{result.id or result.ref} {result.name}: {message}"
    more = list(result.reasons[1:])
    if more:
        message += "".join(f"; {reason.message}" for reason in more)
    remedies = tuple(reason.remedy for reason in result.reasons if reason.remedy)
    code = first.code if "." in first.code else f"{noun}.{first.code}"
    return kind(message, code=code, rule=first.rule, hint=remedies or None)
