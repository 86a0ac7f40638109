"""Ties between contacts: made, marked as the primary one, and ended (SD-13 to SD-15, PY-2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casactl.actions.contact.companies import takes_first_place, why_not_leave
from casactl.actions.outbox.queue import cancel_forbidden
from casactl.domain.abilities import Reason, cannot_now
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.domain.ties import (
    HOUSEHOLD,
    KINDS,
    LOOPING,
    WORKS_FOR,
    TieKind,
    forbids,
    members_of,
    primary_of,
    sentence_of,
    way,
    with_primary,
)
from casactl.errors import Refused
from casactl.records import dataclass
from casactl.store.queries.contacts import by_ids
from casactl.store.queries.facts import facts_for
from casactl.store.queries.links import Tie, households_of, marked_for, onward_from, ties_between
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TieAsked:
    """`one` is `kind` for `other`."""

    one: int
    other: int
    kind: str
    primary: bool = False


def tie_kind(text: str) -> TieKind:
    """A kind of tie by name.

    Raises UsageFault, listing them.
    """
    word = text.strip().lower().replace("_", "-").replace(" ", "-")
    if word not in KINDS:
        raise failure("contact.invalid-link", f"'{text}' is not a kind of link; kinds: {', '.join(KINDS)}.")
    return KINDS[word]


def link_contacts(work: UnitOfWork, ref: str, asked: TieAsked) -> Outcome:
    """Tie one contact to another, or mark a tie that is there as the primary one; repeating it changes nothing."""
    facts = _facts(work, [asked.one, asked.other])
    one, other = facts[asked.one], facts[asked.other]
    outcome = Outcome("contact.link")
    if reasons := forbids(KINDS[asked.kind], one, other) or _loop(work, asked):
        outcome.add(Result(ref, one.id, REFUSED, one.display_name, tuple(reasons)))
        return outcome
    done, note = tie(work, asked, other.display_name)
    outcome.add(Result(ref, one.id, done, one.display_name, note=note))
    return outcome


def tie_new(work: UnitOfWork, asked: TieAsked) -> None:
    """Tie a contact that has just been added.

    Raises Refused.
    """
    facts = _facts(work, [asked.one, asked.other])
    for reason in forbids(KINDS[asked.kind], facts[asked.one], facts[asked.other]):
        raise Refused(reason.message, code=f"contact.{reason.code}", rule=reason.rule, hint=reason.remedy)
    tie(work, asked, "")


def _facts(work: UnitOfWork, contacts: Sequence[int]) -> dict[int, Facts]:
    today = work.today.isoformat()
    return facts_for(work.reader, contacts, today=today, belongings=False)


def _loop(work: UnitOfWork, asked: TieAsked) -> list[Reason]:
    """Why a tie would lead back to where it begins: there is a way from the other to the one already."""
    if asked.kind not in LOOPING:
        return []
    ties = [tie for tie in onward_from(work.reader, [asked.other]) if tie["kind"] == asked.kind]
    steps = way(ties, asked.other, asked.one)
    if not steps:
        return []
    seen = by_ids(work.reader, steps)
    names = [seen[number].display_name if number in seen else "somebody out of sight" for number in steps]
    kind = KINDS[asked.kind]
    already = f"{names[0]} {sentence_of(kind.name, names[1])}"
    message = f"it would be a loop: {', who '.join([already, *(sentence_of(kind.name, n) for n in names[2:])])}"
    hidden = not {steps[0], steps[1]} <= seen.keys()
    unlink = Remedy("contact unlink", steps[0], steps[1], as_=kind.name)
    return [Reason(kind.rule, "loop", message, None if hidden else unlink)]


# Making a tie -------------------------------------------------------------------------------------


def tie(work: UnitOfWork, asked: TieAsked, other: str) -> tuple[str, str]:
    """Make or mark a tie that no rule forbids; gives the outcome and a note."""
    held = next((tie for tie in ties_between(work.reader, asked.one, asked.other) if tie["kind"] == asked.kind), None)
    words = sentence_of(asked.kind, other)
    if held and not asked.primary:
        return UNCHANGED, f"{words} already"
    heads = _heads(work, asked)
    if held is None:
        row = {"contact_id": asked.one, "other_id": asked.other, "kind": asked.kind}
        work.insert("link", [row])
    leads = asked.primary or (asked.kind == WORKS_FOR and held is None and takes_first_place(work, asked.other))
    marked = _mark_home(work, asked, heads) if asked.kind == HOUSEHOLD else leads and _mark(work, asked)
    if marked or (held is None and asked.kind == HOUSEHOLD):
        cancel_forbidden(work, _whose_letters(work, asked))
    words += f", {KINDS[asked.kind].first}" if leads else ""
    if held is None:
        return "linked", words
    return ("updated", words) if marked else (UNCHANGED, f"{words} already")


def _mark(work: UnitOfWork, asked: TieAsked) -> bool:
    """Make a tie the primary one of those that are the same to the other."""
    ours = next(tie for tie in ties_between(work.reader, asked.one, asked.other) if tie["kind"] == asked.kind)
    others = [tie for tie in marked_for(work.reader, asked.other, asked.kind) if tie["id"] != ours["id"]]
    work.update("link", [{"id": tie["id"], "is_primary": 0} for tie in others])
    return bool(work.update("link", [{"id": ours["id"], "is_primary": 1}]))


def _heads(work: UnitOfWork, asked: TieAsked) -> list[int]:
    """Who is the primary of the households that a tie joins, that of the other first."""
    homes = households_of(work.reader, [asked.one, asked.other]) if asked.kind == HOUSEHOLD else {}
    heads = [primary_of(homes[number]) for number in (asked.other, asked.one) if number in homes]
    return [head for head in heads if head is not None]


def _mark_home(work: UnitOfWork, asked: TieAsked, heads: Sequence[int]) -> bool:
    """Give a household its one primary: who was asked for, else who it was before two became one."""
    head = asked.one if asked.primary else [*heads, asked.other][0]
    changes = with_primary(households_of(work.reader, [asked.one])[asked.one], head, marking=asked.primary)
    return bool(work.update("link", [{"id": number, **new} for number, new in changes.items()]))


def _whose_letters(work: UnitOfWork, asked: TieAsked) -> list[int]:
    """Whose letters may go another way after a tie was made or marked."""
    if asked.kind != HOUSEHOLD:
        return [asked.other]
    return sorted(members_of(households_of(work.reader, [asked.one]).get(asked.one, [])))


# Ending ties --------------------------------------------------------------------------------------


def unlink_contacts(work: UnitOfWork, ref: str, asked: TieAsked) -> Outcome:
    """End the tie of a kind, or all ties, of one contact to another; those of a household from either side."""
    one, other = (_facts(work, [asked.one, asked.other])[number] for number in (asked.one, asked.other))
    outcome = Outcome("contact.unlink")
    ties = [tie for tie in ties_between(work.reader, one.id, other.id) if asked.kind in ("", tie["kind"])]
    if reasons := cannot_now(one) or [reason for tie in ties for reason in why_not_leave(work, tie)]:
        outcome.add(Result(ref, one.id, REFUSED, one.display_name, tuple(reasons)))
        return outcome
    if not ties:
        outcome.add(Result(ref, one.id, UNCHANGED, one.display_name, note=_not_linked(work, asked, other)))
        return outcome
    homes = _homes(work, ties)
    work.delete("link", [tie["id"] for tie in ties])
    _stay_primary(work, ties)
    cancel_forbidden(work, sorted({other.id, *homes}))
    kinds = ", ".join(tie["kind"] for tie in ties)
    outcome.add(Result(ref, one.id, "unlinked", one.display_name, note=f"from {other.display_name}: {kinds}"))
    return outcome


def _not_linked(work: UnitOfWork, asked: TieAsked, other: Facts) -> Line:
    """That there is no such tie; and where it is the other way round, the command that ends it."""
    note = f"is not linked to {other.display_name}{f' as {asked.kind}' if asked.kind else ''}"
    back = [tie for tie in ties_between(work.reader, asked.other, asked.one) if asked.kind in ("", tie["kind"])]
    unlink = Remedy("contact unlink", asked.other, asked.one)
    return Sentence(f"{note}, but the other way round: ", unlink) if back else note


def _homes(work: UnitOfWork, ties: Iterable[Tie]) -> set[int]:
    ends = [tie["contact_id"] for tie in ties if tie["kind"] == HOUSEHOLD]
    return {number for home in households_of(work.reader, ends).values() for number in members_of(home)}


def _stay_primary(work: UnitOfWork, gone: Iterable[Tie]) -> None:
    """Whoever was marked as a household's primary stays it for those who still live there."""
    for tie in gone:
        home = households_of(work.reader, [tie["contact_id"]]).get(tie["contact_id"], [])
        if tie["kind"] == HOUSEHOLD and tie["is_primary"] and home:
            changes = with_primary(home, tie["contact_id"], marking=True)
            work.update("link", [{"id": number, **new} for number, new in changes.items()])
