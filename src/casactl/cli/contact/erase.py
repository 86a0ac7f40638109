"""`contact delete` and `contact erase`: they forget for good."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from casactl.actions.selection import Chosen, is_number
from casactl.cli.asking import confirm_typed
from casactl.cli.changing import change
from casactl.cli.context import App
from casactl.cli.judging import NAMED
from casactl.cli.options import Ctx, Reason, Refs, flag, option
from casactl.cli.selecting import check_selection, chosen_for_writing
from casactl.domain.abilities import cannot
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.moves import DELETE, ERASE, Move
from casactl.domain.remedy import Blank, Remedy
from casactl.errors import UsageFault
from casactl.render.records import show_rows
from casactl.render.report import Words
from casactl.render.report_lists import retention_columns
from casactl.render.view import sanitize, say
from casactl.store.queries.facts import facts_for
from casactl.store.queries.report_lists import RetentionRow, retention
from casactl.store.reader import Reader

if TYPE_CHECKING:
    from casactl.domain.outcomes import Outcome
    from casactl.office.command import Command
    from casactl.store.work import UnitOfWork


NAMING = ("match", "company")
"""The filters that may say who somebody is."""


def forget(ctx: Ctx, move: Move, *, words: tuple[str, ...], reason: str) -> None:
    """Delete or erase everybody selected (`words` as checked)."""
    from casactl.actions.contact.standing.move import move_contacts

    app = ctx.obj
    _check_repeatable(app, words)
    with app.read() as reader:
        today = app.today(reader)
        confirm_forgetting(app, move, reader, chosen_for_writing(app, reader, today, words), today.isoformat())

    def action(work: UnitOfWork) -> Outcome:
        chosen = chosen_for_writing(app, work.reader, work.today, words)
        outcome = move_contacts(work, move, chosen, reason=reason)
        if words and work.journal.current:
            work.journal.current.payload["arguments"]["refs"] = [str(number) for number in chosen.ids]
        return outcome

    change(app, action, command=_without_names(app.command()))


def _without_names(command: Command) -> Command:
    """What the log keeps of the command's words says who nowhere but in numbers."""
    kept: dict[str, Any] = dict(command.kept)
    if "refs" in kept:
        kept["refs"] = [word for word in kept["refs"] if is_number(word)]
    if "filters" in kept:
        kept["filters"] = {name: value for name, value in kept["filters"].items() if name not in NAMING}
    return replace(command, kept=kept)


def _check_repeatable(app: App, words: tuple[str, ...]) -> None:
    """A repetition is known by its words, and words that say who are not kept here."""
    naming = [word for word in words if not is_number(word)] or [name for name in NAMING if name in app.filters]
    if app.given.get("request_id") and naming:
        raise UsageFault("With --request-id, say by their numbers who is to be erased: a name would have to be kept.")


def confirm_forgetting(app: App, move: Move, reader: Reader, chosen: Chosen, today: str) -> None:
    """Ask for a word to be typed; off a terminal --yes is needed, for one contact too.

    Raises UsageFault, Declined.
    """
    count = len(chosen)
    if app.sure or not count:
        return
    whom = "1 contact" if count == 1 else f"{count:,} contacts"
    if not app.interactive:
        raise failure(
            "usage.confirmation-needed",
            what=f"{move.verb.capitalize()} {whom}, for good",
            hint=Remedy(
                "contact archive", chosen.found[0][1] if chosen.found else Blank("REF"), why="keeps the history"
            ),
        )
    going = _going(move, reader, chosen, today)
    if not going:
        return  # each is refused, which nobody has to be asked about
    taken = f"{_taken(reader, [each.id for each in going])} {WARNING}"
    if len(going) == 1 and count == 1:
        question = f"{move.verb.capitalize()} {sanitize(going[0].display_name)} ({going[0].id}) for good? {taken}"
        confirm_typed(question, str(going[0].id), or_else=going[0].display_name)
        return
    named = ", ".join(f"{each.display_name} ({each.id})" for each in going[:NAMED])
    more = f" and {len(going) - NAMED:,} more" if len(going) > NAMED else ""
    whom = "1 contact" if len(going) == 1 else f"{len(going):,} contacts"
    question = f"{move.verb.capitalize()} {whom} for good? {sanitize(named)}{more}. {taken}"
    confirm_typed(question, str(len(going)))


def _going(move: Move, reader: Reader, chosen: Chosen, today: str) -> list[Facts]:
    """Those who would go; who is refused is said, with the reason, where there are several."""
    going = []
    for number, facts in facts_for(reader, chosen.ids, today=today).items():
        reasons = cannot(facts, move.ability)
        if not reasons:
            going.append(facts)
        elif len(chosen) > 1:
            why = "; ".join(reason.message for reason in reasons)
            say(sanitize(f"refused: {facts.display_name} ({number}): {why}"))
    return going


TAKEN = {"message": "message", "note": "note", "document": "document", "address": "address"}
"""What is counted before it goes, and what one of it is called."""


def _taken(reader: Reader, numbers: list[int]) -> str:
    """What goes with them, in numbers."""
    from casactl.store.queries.merges import counts_of

    found = {one: sum(counts_of(reader, table, numbers).values()) for table, one in TAKEN.items()}
    ends = {one: "" if count == 1 else "es" if one.endswith("s") else "s" for one, count in found.items()}
    listed = [f"{count:,} {one}{ends[one]}" for one, count in found.items() if count]
    return f"With them go {', '.join(listed)}." if listed else ""


WARNING = (
    "Names, addresses, messages, notes and documents are gone and no undo brings them back. "
    "After a move-out, archiving is the right thing: it keeps the history (MC-10).\n"
)


NoDate = Annotated[str | None, option("--on", help="Not taken.", metavar="DATE", hidden=True)]


def _refuse_date(move: Move, on: str | None) -> None:
    """Raise UsageFault: what no undo brings back is done by somebody who is there, not by a plan."""
    if on is not None:
        raise UsageFault(
            f"contact {move} takes no date: it cannot be taken back, so it is done at once or not at all.",
            hint=Remedy("contact deactivate", Blank("REF"), on=Blank("DATE"), why="out of the way until then")
            if move is DELETE
            else Remedy("report retention", why="when each may be erased"),
        )


def delete(ctx: Ctx, refs: Refs = None, on: NoDate = None, reason: Reason = "") -> None:
    """Delete inactive contacts for good; after a move-out, archive instead."""
    _refuse_date(DELETE, on)
    forget(ctx, DELETE, words=check_selection(ctx.obj, refs), reason=reason)


AllDue = Annotated[bool, flag("--all-due", help="The archived whose retention has passed.")]


def erase(ctx: Ctx, refs: Refs = None, all_due: AllDue = False, on: NoDate = None, reason: Reason = "") -> None:
    """Erase archived contacts for good, once nothing has to be kept."""
    _refuse_date(ERASE, on)
    if not all_due:
        forget(ctx, ERASE, words=check_selection(ctx.obj, refs), reason=reason)
    elif refs or ctx.obj.filters:
        raise UsageFault("--all-due says who; leave references and filters away.")
    else:
        _erase_due(ctx.obj, reason)


def _erase_due(app: App, reason: str) -> None:
    from casactl.actions.contact.standing.move import erase_due

    seen = _preview(app)

    def action(work: UnitOfWork) -> Outcome:
        return erase_due(work, seen, reason=reason)

    change(app, action, command=_without_names(app.command()))


def _preview(app: App) -> list[int]:
    """Show who is due, on a terminal, and have it confirmed; gives their numbers."""
    with app.read() as reader:
        today = app.today(reader).isoformat()
        rows = retention(reader, today=today, due_only=True)
        if rows and app.view.terminal and not app.flag("yes"):
            columns = retention_columns(Words(app.view.date_format))
            show_rows(app.view, RetentionRow, rows, columns, footer=f"{len(rows):,} due")
        chosen = Chosen(tuple((str(row.id), row.id) for row in rows))
        confirm_forgetting(app, ERASE, reader, chosen, today)
    return chosen.ids
