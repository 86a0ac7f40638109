"""One way to say that there is no such thing in sight."""

from __future__ import annotations

from typing import TypeVar

from casactl.errors import NotFound

Row = TypeVar("Row")


def find_one(found: Row | None, noun: str, said: object, *, listed: str = "", called: str = "") -> Row:
    """What a query found, where it found something.

    What is out of reach is not told from what is not there. `listed` is the command that shows what there is, the
    noun's own list by default; `called` is what people call the thing, where that is not the noun.
    Raises NotFound.
    """
    if found is None:
        raise NotFound(
            f"There is no {called or noun} {said}.",
            code=f"{noun}.not-found",
            hint=f"casactl {listed or f'{noun} list'}",
        )
    return found
