"""Contacts beside their page: what a standing permits, who is likely entered twice, what a merge does."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from casactl.domain.outcomes import Result
from casactl.domain.remedy import Line, Remedy
from casactl.domain.shapes import Kind
from casactl.render.records import Column, Record, draw_line, draw_table, show_records
from casactl.render.view import View, sanitize, say, write

ANSWERS = (
    Column("ability", "ability"),
    Column("allowed", "", style=lambda r: "good" if r["allowed"] == "yes" else "bad"),
    Column("rule", "rule", style=lambda _: "quiet"),
    Column("message", "why", wrap=True),
    Column("remedy", "clears the way", kind=Kind.COMMAND),
)


def show_answers(view: View, shape: Mapping[str, Any], name: str, lifecycle: str) -> None:
    """A table with a line per reason; tab-separated elsewhere."""
    rows = list(_answers(shape))
    if view.drawn:
        draw_line(view, f"{name} (no {shape['id']}, {lifecycle})", "heading")
        draw_table(view, rows, ANSWERS)
        return
    for row in rows:
        write("\t".join(column.shown(row) for column in ANSWERS) + "\n")


def _answers(shape: Mapping[str, Any]) -> Iterator[Record]:
    for answer in shape["abilities"]:
        if answer["allowed"]:
            yield {"ability": answer["ability"], "allowed": "yes"}
        for reason in answer["reasons"]:  # every line names its ability, so that grep finds it
            yield {"ability": answer["ability"], "allowed": "no", **reason}


FIELDS = ("a", "b", "score", "reasons", *(f"{side}_{key}" for side in "ab" for key in ("name", "email", "standing")))
_LINES = (
    Column("score", "score", right=True, style=lambda r: "attention" if r["score"] else ""),
    Column("id", "no", right=True),
    Column("name", "name", wrap=True),
    Column("email", "e-mail", wrap=True),
    Column("standing", "standing"),
    Column("why", "why", wrap=True),
    Column("command", "command", kind=Kind.COMMAND),
)


def show_duplicates(view: View, pairs: Sequence[Record], people: Mapping[int, Mapping[str, Any]], footer: Line) -> None:
    """The pairs in the view's format; `people` are the names, e-mails and standings by number."""
    if view.format == "ids":
        for pair in pairs:
            write(f"{pair['a']}\n{pair['b']}\n")
    elif view.drawn and not view.fields:
        if pairs:
            draw_table(view, view.words.worded([line for pair in pairs for line in _two_lines(pair, people)]), _LINES)
        if not view.quiet:
            draw_line(view, view.words.text(footer), "quiet")
    else:
        show_records(view, [_with_names(pair, people) for pair in pairs], _PAIRS, fields=FIELDS)


_PAIRS = [
    Column("score", "score", right=True),
    Column("a", "no"),
    Column("a_name", "name"),
    Column("a_email", "e-mail"),
    Column("a_standing", "standing"),
    Column("b", "other no"),
    Column("b_name", "other name"),
    Column("b_email", "other e-mail"),
    Column("b_standing", "other standing"),
    Column("reasons", "why"),
]


KEPT_FIRST = ("active", "inactive", "archived")
"""Of two that are one, who is in daily business stays."""


def _two_lines(pair: Record, people: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    a, b = sorted((pair["a"], pair["b"]), key=lambda number: KEPT_FIRST.index(people[number]["lifecycle"]))
    why = ", ".join(pair["reasons"])
    return [
        {"score": pair["score"], "id": a, "why": why, "command": None, **people[a]},
        {"score": None, "id": b, "why": "", "command": Remedy("contact merge", a, b), **people[b]},
    ]


def _with_names(pair: Record, people: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    sides = {f"{side}_{key}": value for side in "ab" for key, value in people[pair[side]].items()}
    return {**pair, **sides}


def show_merges(view: View, merges: Sequence[Result]) -> None:
    """A table for each; fields to which the one who is given up has nothing to add are left out."""
    for each in merges:
        rows = [row for row in cast("list[Record]", each.more["fields"]) if _matters(row)]
        say(sanitize(f"{each.id} {each.name} {each.note}"))
        columns = _both(each.more["into"], each.id)
        if sys.stderr.isatty():
            draw_table(view, rows, columns, stderr=True)
            continue
        for row in rows:
            say("\t".join(column.shown(row) for column in columns))


def _both(keep: object, lose: object) -> tuple[Column, ...]:
    return (
        Column("field", "field", lambda row: str(row["field"]).replace("_", " ")),
        Column("keep", f"keep {keep}", wrap=True),
        Column("lose", f"lose {lose}", wrap=True, style=lambda row: "attention" if _is_lost(row) else ""),
        Column("result", "result", wrap=True, style=lambda row: "good" if row["result"] != row["keep"] else ""),
    )


def _matters(row: Record) -> bool:
    """Whether the winner's value changes, or the other has one of its own."""
    return bool(row["result"] != row["keep"] or (row["lose"] and row["lose"] != row["keep"]))


def _is_lost(row: Record) -> bool:
    """Whether the result leaves out something that the one who is given up has."""
    if isinstance(row["lose"], list):
        return any(each not in row["result"] for each in row["lose"])
    return bool(row["lose"]) and isinstance(row["lose"], str) and row["lose"] != row["result"]
