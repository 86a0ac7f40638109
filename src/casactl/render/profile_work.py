"""Work, papers, messages and plans on a contact's page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from casactl.actions.contact.profile.page import LAST_MESSAGES
from casactl.domain.engagements import KINDS, OPEN, is_over
from casactl.domain.remedy import Remedy
from casactl.render.message import message_in_words
from casactl.render.profile_who import Block
from casactl.render.section import Line, Lines, Page, Styled, counted, opening
from casactl.render.view import sanitize

AT_WORK, COMPLETED, PAPERS = 6, 3, 5
TITLE = 80
HEADINGS = {
    "Work": ("project", "task"), "Service plan": ("plan",), "Events ahead": ("event",), "To be signed": ("contract",)
}  # fmt: skip
"""What is open, by kind: projects and tasks in progress come first (PY-6, PY-7, PY-8)."""

UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
Piece = Mapping[str, Any]


def work(page: Page) -> Iterator[Block]:
    """What is going on, what comes, what has been given to the contact, and what was completed last."""
    pieces = page.shape["engagements"]
    going_on = [each for each in pieces if not _over(page, each)]
    for title, kinds in HEADINGS.items():
        mine = sorted((each for each in going_on if each["kind"] in kinds), key=lambda each: kinds.index(each["kind"]))
        yield title, page.some([_piece(page, each) for each in mine], AT_WORK, "work")
    given = page.shape["assigned_work"]
    yield "Given to them", page.some([_piece(page, each, whose=True) for each in given], AT_WORK, "work")
    over = sorted((each for each in pieces if _over(page, each)), key=_ended, reverse=True)
    yield "Completed", page.some([_completed(page, each) for each in over], COMPLETED, "work")


def _over(page: Page, piece: Piece) -> bool:
    days = {"starts": piece["start"], "due": piece["due"]}
    return is_over(piece["kind"], piece["state"], **days, today=page.today.isoformat())


def _ended(piece: Piece) -> tuple[str, int]:
    return str(piece["closed_at"] or piece["due"] or piece["start"] or ""), piece["id"]


def _piece(page: Page, piece: Piece, *, whose: bool = False) -> Line | Styled:
    """One piece of work: what, for whom, where, for how much, by whom, and when; red when it is late."""
    parts = [
        _title(page, piece),
        f"for {sanitize(piece['display_name'])} (no {piece['contact_id']})" if whose else "",
        f"at {sanitize(piece['property'])}" if piece["property"] else "",
        f"{piece['amount']} {piece['currency']}" if piece.get("amount") else "",
        f"by {sanitize(piece['assignee'])}" if piece.get("assignee") else "",
        *_days(page, piece),
    ]
    late = _late(page, piece)
    return f"{piece['kind']} {piece['id']}", ", ".join(filter(None, parts)), "bad" if late else ""


def _days(page: Page, piece: Piece) -> Iterator[str]:
    """When it starts, recurs, is due: an event by its time, a plan by its visits."""
    if piece.get("every"):
        yield every_in_words(piece["every"])
    if piece["kind"] == "event":
        yield _from_to(page, piece["start"], piece["due"])
    elif piece["due"]:
        late = _late(page, piece)
        yield f"due {page.when(piece['due'])}" + (f", {counted(late)} overdue" if late else "")
    if piece["next_visit"]:
        yield f"next visit {page.day(piece['next_visit'])}"
    if piece.get("renews"):
        yield f"renews {page.day(piece['renews'])}"


def _from_to(page: Page, start: str | None, end: str | None) -> str:
    """From when to when; the day is said once where it is the same."""
    first, last = page.when(start), page.when(end)
    if start and end and start[:10] == end[:10]:
        last = end[11:16]
    return " to ".join(filter(None, (first, last)))


def every_in_words(every: str) -> str:
    """An interval such as `3m` in words."""
    shape = re.fullmatch(r"(\d+)([dwmy])", every)
    if not shape:
        return f"every {sanitize(every)}"
    number, unit = int(shape[1]), UNITS[shape[2]]
    return f"every {unit}" if number == 1 else f"every {number} {unit}s"


def _late(page: Page, piece: Piece) -> int:
    """For how many days it has been overdue."""
    day = piece["next_visit"] if piece["kind"] == "plan" else piece["due"]
    return max(page.days_since(day), 0) if day and piece["kind"] != "event" else 0


def _completed(page: Page, piece: Piece) -> Line | Styled:
    word = "passed" if piece["state"] == OPEN else KINDS[piece["kind"]].words[piece["state"]]
    day = page.day(_ended(piece)[0])
    return f"{piece['kind']} {piece['id']}", f"{_title(page, piece)}, {word} {day}".rstrip(), "quiet"


def _title(page: Page, piece: Piece) -> str:
    return sanitize(piece["title"]) if page.whole else opening(piece["title"], TITLE)


def planned(page: Page) -> Iterator[Block]:
    """What is scheduled, and what keeps it."""
    lines: Lines = []
    for plan in page.shape["schedule"]:
        words = f"{page.day(plan['on']) or 'when nothing blocks it'}  {plan['state']} (no {plan['id']})"
        why = "; ".join(sanitize(reason["message"]) for reason in plan["reasons"])
        lines.append((plan["verb"], f"{words}: {why}" if why else words))
    yield "Planned", page.some(lines, PAPERS, "planned")


def notes(page: Page) -> Iterator[Block]:
    """When, by whom, for whom, and how the text begins."""
    lines = [
        (page.day(note["at"]), f"{sanitize(note['author'])}, {note['visibility']}: {page.words(note['text'])}")
        for note in page.shape["notes"]
    ]
    yield "Notes", page.some(lines, PAPERS, "notes")


def documents(page: Page) -> Iterator[Block]:
    """What is filed, the newest first (WU-14)."""
    lines = [
        (
            page.day(each["at"]),
            f"{sanitize(each['name'])}, {each['type']}, for the {each['visibility']} (no {each['id']})",
        )
        for each in page.shape["documents"]
    ]
    yield "Documents", page.some(lines, PAPERS, "documents")


def messages(page: Page) -> Iterator[Block]:
    """The last ones, which way they went, when and about what."""
    last = page.shape["messages"]
    lines: Lines = [message_in_words(page.view, message) for message in last]
    if page.whole and len(last) >= LAST_MESSAGES:
        every = page.view.words.text(Remedy("message list", page.shape["id"]))
        lines.append(("", f"{every} has all of them, with their texts", "quiet"))
    yield "Messages", page.some(lines, PAPERS, "messages")
