"""Who may see which contacts: decided in one place, and impossible to forget."""

from __future__ import annotations

from casactl.domain.properties import path_key
from casactl.store.queries.contacts import Page, list_contacts, selected_ids
from casactl.store.queries.filters import Filters
from casactl.store.reader import Reader
from casactl.store.scope import Scope
from tests.casa import Casa
from tests.store.sample import FILTERS, QUESTIONS, TODAY, answer, fill

ROSE = Scope((path_key("Rose Court"),))
NOBODY = Scope(())


def seen(reader: Reader, scope: Scope) -> list[int]:
    reader.scope = scope
    return list(selected_ids(reader, Filters(), today=TODAY))


def test_a_community_holds_who_was_ever_attached_within_it(casa: Casa) -> None:
    fill(casa)
    casa.ok('contact detach 3 "Rose Court/Block A/12"')
    casa.property("Rose Court Annex/1", kind="unit")
    casa.ok('contact attach 4 "Rose Court Annex/1"')
    reader = casa.reader()

    assert seen(reader, Scope.everything()) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert seen(reader, ROSE) == [3, 5]
    assert seen(reader, Scope((path_key("Elm Row"),))) == [4]
    assert seen(reader, Scope((path_key("Elm Row"), path_key("Rose Court")))) == [3, 4, 5]
    assert seen(reader, NOBODY) == []
    reader.close()


def test_no_query_shows_a_contact_out_of_scope(casa: Casa) -> None:
    fill(casa)
    reader = casa.reader()

    reader.scope = NOBODY
    for name in QUESTIONS:
        module = name.partition(".")[0]
        if module in ("contacts", "refs", "facts") or name == "due.scheduled":
            assert not answer(reader, name), name
    reader.scope = ROSE
    for filters, expected in FILTERS.values():
        for limit in (None, 3):
            rows = list_contacts(reader, filters, Page("name", limit), today=TODAY)
            assert {row.id for row in rows} == {3, 5} & set(expected)
    reader.close()
