"""Workspaces: facts about one, verdicts of checks, what a verb did to it, and the fields that an office defined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casactl.domain.outcomes import Outcome
from casactl.render.outcome import outcome_dict, show_outcome, show_outcome_dict
from casactl.render.records import Column, draw, draw_line, draw_table, plain, show_object, show_records
from casactl.render.view import View, sanitize, write

UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")
STYLES = {"ok": "good", "warn": "attention", "bad": "bad"}


def sized(count: int) -> str:
    """A number of bytes as people read it."""
    amount, unit = float(count), 0
    while amount >= 1024 and unit < len(UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:,.0f} {UNITS[unit]}" if not unit else f"{amount:,.1f} {UNITS[unit]}"


def show_facts(view: View, facts: Mapping[str, Any]) -> None:
    """One object: a line per fact for people and for `cut`, a bare object for programs."""
    if show_object(view, facts):
        return
    rows = [(sanitize(key), _fact(view, key, value)) for key, value in _flat(facts) if value not in (None, "")]
    if view.drawn:
        _draw_facts(view, rows)
    else:
        for fact, value in rows:
            write(f"{fact}\t{value}\n")


def _draw_facts(view: View, rows: Sequence[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for fact, value in rows:
        table.add_row(Text(fact, style="quiet"), Text(value, overflow="fold"))
    draw(view, table)


def _flat(facts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for key, value in facts.items():
        flat += [(inner, v) for inner, v in value.items()] if isinstance(value, Mapping) else [(key, value)]
    return flat


def _fact(view: View, key: str, value: object) -> str:
    if view.drawn and key == "size" and isinstance(value, int):
        return sized(value)
    if view.drawn and isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return plain(value)


def show_done(
    view: View, outcome: Outcome, *, operation: int | None = None, dry_run: bool = False, **more: Any
) -> None:
    """What a verb did to workspaces; `more` are further keys of the JSON object."""
    if view.format == "json":
        shape = outcome_dict(outcome, operation=operation, dry_run=dry_run)
        show_outcome_dict(view, shape | more)
    else:
        show_outcome(view, outcome, operation=operation, dry_run=dry_run)


def show_verdicts(view: View, shape: Mapping[str, Any], columns: Sequence[Column], fields: Sequence[str]) -> None:
    """The lines of `check` and `doctor`; in JSON one object with `ok` and `checks`."""
    if view.format == "json":
        show_object(view, shape)
    else:
        show_records(view, shape["checks"], columns, fields=fields, id_key=fields[0])


def mark(record: Mapping[str, Any]) -> str:
    """The style of a verdict's line."""
    return STYLES.get(record.get("state") or ("ok" if record.get("ok") else "bad"), "")


MISFIT_COLUMNS = (
    Column("id", "no", right=True),
    Column("display_name", "name"),
    Column("value", "value", wrap=True, style=lambda _: "attention"),
)
ON_A_TERMINAL = 50


def show_field(view: View, shape: Mapping[str, Any]) -> None:
    """Draw the page; `key<TAB>value` lines off a terminal."""
    if not view.drawn:
        for key, value in shape.items():
            write(f"{key}\t{_people(value) if key == 'misfits' else plain(value)}\n")
        return
    draw_line(view, f"{shape['name']}   {shape['type']}", "heading")
    if shape["choices"]:
        draw_line(view, f"takes one of {', '.join(shape['choices'])}")
    draw_line(view, _counted(shape["contacts"], len(shape["misfits"])))
    if shape["misfits"]:
        draw_table(view, shape["misfits"][:ON_A_TERMINAL], MISFIT_COLUMNS)
    if len(shape["misfits"]) > ON_A_TERMINAL and not view.quiet:
        draw_line(view, f"and {len(shape['misfits']) - ON_A_TERMINAL:,} more; -o json lists them all", "quiet")


def _counted(contacts: int, invalid_values: int) -> str:
    if contacts < 2:
        return (
            "no contact has a value",
            f"1 contact has a value, which {'does not fit' if invalid_values else 'fits'}",
        )[contacts]
    told = f"{invalid_values:,} of them one that does not fit" if invalid_values else "and each fits"
    return f"{contacts:,} contacts have a value, {told}"


def _people(invalid_values: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(sanitize(f"{each['id']} {each['display_name']}: {each['value']}") for each in invalid_values)
