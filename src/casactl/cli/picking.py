"""A pick among contacts on a terminal: a list, each with its number, and a question; and `contact pick`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from casactl.cli.asking import ask
from casactl.cli.completion import complete_contacts
from casactl.cli.options import Ctx
from casactl.domain.remedy import Blank, Remedy
from casactl.domain.shapes import Kind
from casactl.errors import UsageFault
from casactl.render.records import Column, draw_table
from casactl.render.view import View, sanitize, say, write

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.store.queries.contacts import ContactRow
    from casactl.store.queries.refs import RefMatch
    from casactl.store.reader import Reader

MOST = 20
"""So many are listed; for more, further words are asked for."""


def pick_of(app: App, ref: str, candidates: Sequence[RefMatch]) -> int:
    """Which of those a reference means."""
    rows = _rows(app, [each.id for each in candidates])
    say(f"'{sanitize(ref)}' may be any of {len(rows)} contacts:")
    _tell(app.view, rows)
    numbers = {str(row.id): row.display_name for row in rows}
    while not (picked := _one_of(numbers, "Which one (its number)")):
        pass
    return picked


def near_to(app: App, reader: Reader, text: str) -> list[int]:
    """Whom words that mean nobody as a reference find, one more than are listed; else whose name is nearly so."""
    from casactl.actions import selection
    from casactl.domain.standing import HERE
    from casactl.store.queries.contacts import Page, list_contacts
    from casactl.store.queries.filters import Filters

    if selection.is_number(text) or text.startswith("ref:"):
        return []
    today = app.today(reader).isoformat()
    found = list_contacts(reader, Filters(lifecycle=HERE, match=text), Page("name", MOST + 1), today=today)
    return [each.id for each in found or selection.near_to(reader, text, limit=MOST)]


def pick_near(app: App, ref: str, near: Sequence[int]) -> int | None:
    """Which of those near to a name that nobody has is meant; None for none of them."""
    say(f"No contact '{sanitize(ref)}'. Near:")
    listed = _listed(app.view, _rows(app, near))
    return _one_of(listed, "Which one (its number; Enter for none of them)")


def _rows(app: App, numbers: Sequence[int]) -> list[ContactRow]:
    from casactl.store.queries.contacts import by_ids, with_details

    with app.read() as reader:
        found = by_ids(reader, numbers)
        rows = [found[number] for number in numbers if number in found]
        return with_details(reader, rows, today=app.today(reader).isoformat())


def _one_of(numbers: dict[str, str], question: str) -> int | None:
    """A number of those that were listed; None for Enter alone."""
    while True:
        said = ask(question, offers=partial(_starting, numbers))
        if said in numbers or not said:
            return int(said) if said else None
        say(f"One of these: {', '.join(numbers)}.")


def _starting(numbers: dict[str, str], typed: str) -> list[tuple[str, str]]:
    return [(number, sanitize(name)) for number, name in numbers.items() if number.startswith(typed)]


def _tell(view: View, rows: Sequence[ContactRow]) -> None:
    """A line for each: its number, and what tells it from the others; nothing that counts is cut."""
    records = [
        {"id": row.id, "name": row.display_name, "email": row.email, "phone": row.phone_shown or row.phone,
         "unit": "; ".join(row.properties), "standing": _standing(row)}
        for row in rows
    ]  # fmt: skip
    draw_table(view, records, COLUMNS, stderr=True)


COLUMNS = (
    Column("id", "no", right=True), Column("name", "name"), Column("email", "e-mail", need=0),
    Column("phone", "phone", kind=Kind.PHONE, need=0), Column("unit", "unit"), Column("standing", "standing"),
)  # fmt: skip


def _standing(row: ContactRow) -> str:
    return row.type if row.lifecycle == "active" else f"{row.type}, {row.lifecycle}"


def pick(
    ctx: Ctx,
    text: Annotated[
        list[str] | None,
        typer.Argument(metavar="TEXT", help="Words, in any order.", autocompletion=complete_contacts,
                       show_default=False),
    ] = None,
) -> None:  # fmt: skip
    """Pick a contact on the terminal, and print its number for another command."""
    app = ctx.obj
    if not app.interactive:
        raise UsageFault(
            "A pick is made on a terminal, and there is none to ask on here.",
            hint=Remedy("contact find", Blank("TEXT"), output="ids"),
        )
    write(f"{_picked(app, ' '.join(text or ()))}\n")


def _picked(app: App, words: str) -> int:
    """The one contact that words lead to, further words that narrow them down, or a number of those listed."""
    listed: dict[str, str] = {}
    within = ""
    while True:
        if words in listed:
            return int(words)
        if listed and words.isdecimal():
            rows = []
        else:
            rows = _found(app, f"{within} {words}".strip()) if words.strip() else []
        if len(rows) == 1:
            say(f"{rows[0].id} {sanitize(rows[0].display_name)}")
            return rows[0].id
        if rows:
            within = f"{within} {words}".strip()
            listed = _listed(app.view, rows)
        elif words.strip():
            say(_nobody(words, listed))
        else:
            within, listed = "", {}  # Enter: other words
        words = ask(FURTHER if listed else FIRST, offers=partial(_starting, listed)).strip()


FIRST = "Who (a number, or words: name, e-mail, phone, unit)"
FURTHER = "Which one (its number, or more words)"


def _listed(view: View, rows: Sequence[ContactRow]) -> dict[str, str]:
    """Those of whom one is to be chosen, once they have been shown: each number with its name."""
    _tell(view, rows[:MOST])
    if len(rows) > MOST:
        say("  … and more; more of the name narrows it down.")
    return {str(row.id): row.display_name for row in rows[:MOST]}


def _nobody(words: str, listed: dict[str, str]) -> str:
    if listed and words.isdecimal():
        return f"One of these: {', '.join(listed)}."
    if listed:
        return f"Nobody among these is found by '{sanitize(words)}'; Enter alone for other words."
    return f"Nobody is found by '{sanitize(words)}'."


def _found(app: App, words: str) -> list[ContactRow]:
    """Those whom words find, one more than are listed; whoever has that number, where it is one."""
    from casactl.actions.selection import is_number
    from casactl.domain.standing import HERE
    from casactl.store.queries.contacts import Page, by_ids, list_contacts, with_details
    from casactl.store.queries.filters import Filters

    with app.read() as reader:
        today = app.today(reader).isoformat()
        if is_number(words):
            known = [row for row in by_ids(reader, [int(words)]).values() if row.lifecycle in HERE]
            if known:
                return with_details(reader, known, today=today)
        return list_contacts(reader, Filters(lifecycle=HERE, match=words), Page("name", MOST + 1), today=today)
