"""The address of a person's page in the portal (SD-27)."""

from __future__ import annotations

from casactl.domain.abilities import Ability, cannot
from casactl.domain.links import with_query
from casactl.errors import Refused
from casactl.store.queries.facts import facts_for
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader


class PageGone(Refused):
    """Who was erased or merged has no page any more."""

    code = "portal.gone"


def page_of(reader: Reader, number: int, *, today: str) -> str:
    """The address: no token is in it, whoever follows it signs in first.

    Raises PageGone.
    """
    facts = facts_for(reader, [number], today=today, belongings=False)[number]
    if gone := cannot(facts, Ability.EDIT):
        raise PageGone(gone[0].message, hint=gone[0].remedy)
    return with_query(setting(reader, "portal_url"), "contact", number)
