"""Views: commands that read, kept under a name for everybody in the office."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.find import find_one
from casactl.domain.names import short_name
from casactl.domain.outcomes import UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.repetition import Repetition
from casactl.errors import InvalidValue
from casactl.store.encoding import encode_row
from casactl.store.queries.views import ViewRow, view_named
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

LONGEST_LINE = 4000
WHAT = "a view"


class ViewTaken(Repetition):
    """There is a view of that name, which shows something else."""

    option = "--replace"
    question = "Replace it?"


def find_view(reader: Reader, name: str) -> ViewRow:
    """The view of that name.

    Raises NotFound, InvalidValue.
    """
    return find_one(view_named(reader, short_name(name, WHAT)), "view", f"'{name}'")


def save_view(work: UnitOfWork, name: str, line: Sequence[str], *, replace: bool) -> Outcome:
    """Keep a command under a name.

    Raises InvalidValue, and ViewTaken where another stands there and is not to be replaced.
    """
    key, words = short_name(name, WHAT), list(line)
    if sum(map(len, words)) > LONGEST_LINE:
        raise InvalidValue(f"A view's command has at most {LONGEST_LINE:,} characters.")
    held = view_named(work.reader, key)
    outcome = Outcome("view.save")
    if held and held.words == words:
        outcome.add(Result(name, held.id, UNCHANGED, key, note="shows that already"))
    elif held:
        if not replace:
            raise ViewTaken("view.taken", f"There is a view '{key}': {' '.join(held.words)}", why="it is to show this")
        work.update("saved_view", [{"id": held.id, "line": encode_row(words)}])
        outcome.add(Result(name, held.id, UPDATED, key))
    else:
        (number,) = work.insert("saved_view", [{"name": key, "line": encode_row(words)}])
        outcome.add(Result(name, number, "added", key, note="" if name == key else f"is called {key}"))
    work.summary(f"saved the view {key}")
    return outcome


def remove_view(work: UnitOfWork, name: str) -> Outcome:
    """Forget a view.

    Raises NotFound.
    """
    held = find_view(work.reader, name)
    work.delete("saved_view", [held.id])
    work.summary(f"removed the view {held.name}")
    return Outcome("view.remove", [Result(name, held.id, "removed", held.name)])
