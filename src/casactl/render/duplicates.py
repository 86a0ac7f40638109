"""Likely doubles: two lines a pair on a terminal, with the command that joins them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casactl.domain.remedy import Line, Remedy
from casactl.render.records import Column, Record, draw_line, draw_table, show_records
from casactl.render.view import View, write

FIELDS = ("a", "b", "score", "reasons")
_LINES = (
    Column("score", "score", right=True, style=lambda r: "attention" if r["score"] else ""),
    Column("id", "no", right=True),
    Column("name", "name", wrap=True),
    Column("email", "e-mail", wrap=True),
    Column("standing", "standing"),
    Column("why", "why", wrap=True, style=lambda r: "" if r["score"] else "quiet"),
)


def show_doubles(view: View, doubles: Sequence[Record], people: Mapping[int, Mapping[str, Any]], footer: Line) -> None:
    """The pairs in the view's format; `people` are the names, e-mails and standings by number."""
    chosen = view.choose(FIELDS)
    if view.format == "ids":
        for pair in doubles:
            write(f"{pair['a']}\n{pair['b']}\n")
    elif view.terminal and not chosen:
        if doubles:
            draw_table(view, view.words.worded([line for pair in doubles for line in _two_lines(pair, people)]), _LINES)
        if not view.quiet:
            draw_line(view, view.words.text(footer), "quiet")
    else:
        show_records(view, [_with_names(pair, people) for pair in doubles] if view.format == "table" else doubles,
                     _COLUMNS, fields=FIELDS)  # fmt: skip


_COLUMNS = [
    Column("score", "score", right=True),
    Column("a", "no"),
    Column("a_name", "name"),
    Column("a_email", "e-mail"),
    Column("a_standing", "standing"),
    Column("b", "no"),
    Column("b_name", "name"),
    Column("b_email", "e-mail"),
    Column("b_standing", "standing"),
    Column("reasons", "why"),
]


def _two_lines(pair: Record, people: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    a, b = pair["a"], pair["b"]
    why = ", ".join(pair["reasons"])
    return [
        {"score": pair["score"], "id": a, "why": why, **people[a]},
        {"score": None, "id": b, "why": Remedy("contact merge", a, b), **people[b]},
    ]


def _with_names(pair: Record, people: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    sides = {f"{side}_{key}": value for side in "ab" for key, value in people[pair[side]].items()}
    return {**pair, **sides}
