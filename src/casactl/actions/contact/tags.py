"""Putting tags on contacts and taking them off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from casactl.actions.contact.values import clean_tags
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Ability, cannot
from casactl.domain.names import clean, fold
from casactl.domain.outcomes import REFUSED, UNCHANGED, UPDATED, Outcome, Result
from casactl.errors import InvalidValue
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork, chunks


def tag_contacts(work: UnitOfWork, chosen: Chosen, tag: str) -> Outcome:
    """Put a tag on each contact.

    Raises InvalidValue.
    """
    return _change(work, chosen, "contact.tag.add", _one_tag(tag))


def untag_contacts(work: UnitOfWork, chosen: Chosen, tag: str) -> Outcome:
    """Take a tag off each contact.

    Raises InvalidValue.
    """
    return _change(work, chosen, "contact.tag.remove", _one_tag(tag))


def _one_tag(text: str) -> str:
    if not (found := clean_tags([text])):
        raise InvalidValue("The tag is empty.")
    return next(iter(found.values()))


def _change(work: UnitOfWork, chosen: Chosen, verb: str, tag: str) -> Outcome:
    facts = facts_for(work.reader, chosen.ids, today=work.today.isoformat(), belongings=False)
    forbidden = {number: reasons for number in chosen.ids if (reasons := cannot(facts[number], Ability.EDIT))}
    allowed = [number for number in chosen.ids if number not in forbidden]
    adding = verb.endswith("add")
    changed = retag(work, allowed, [tag] if adding else [], [] if adding else [tag])
    work.touch(changed)
    outcome = Outcome(verb)
    for ref, number in chosen.found:
        name = facts[number].display_name
        if number in forbidden:
            outcome.add(Result(ref, number, REFUSED, name, tuple(forbidden[number])))
        elif number in changed:
            outcome.add(Result(ref, number, UPDATED, name, note=f"{'with' if adding else 'without'} the tag {tag}"))
        else:
            outcome.add(
                Result(ref, number, UNCHANGED, name, note=f"has the tag {tag}" if adding else f"has no tag {tag}")
            )
    outcome.results += chosen.faults
    return outcome


def retag(work: UnitOfWork, contacts: Sequence[int], tags: Iterable[str], untags: Iterable[str]) -> Collection[int]:
    """Put tags on contacts and take others off; gives the contacts that this changed.

    Raises InvalidValue.
    """
    fresh, gone = clean_tags(tags), {fold(clean(tag)) for tag in untags}
    changed: set[int] = set()
    if not (fresh or gone):
        return changed
    among, keys = work.reader.among("t.contact_id", "ids"), work.reader.among("t.name_key", "keys")
    sql = f"select t.contact_id, t.name_key, t.id from {{tag}} t where {among} and {keys}"
    for part in chunks(contacts):
        params = {"ids": work.reader.bind(part), "keys": work.reader.bind([*fresh, *gone])}
        held = {(contact, key): number for contact, key, number in work.reader.rows(sql, params)}
        off = {place: number for place, number in held.items() if place[1] in gone}
        on = [(contact, key) for contact in part for key in fresh if (contact, key) not in held]
        work.delete("tag", list(off.values()))
        work.insert("tag", [{"contact_id": who, "name": fresh[key], "name_key": key} for who, key in on])
        changed |= {contact for contact, _ in (*off, *on)}
    return changed
