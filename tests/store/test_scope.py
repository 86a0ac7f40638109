"""Who may see which contacts: decided in one place, and impossible to forget."""

from __future__ import annotations

from casactl.domain.properties import path_key
from casactl.store.fence import FENCED, PARTS
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


def numbers(reader: Reader, table: str) -> list[int]:
    return [row[0] for row in reader.rows(f"select t.id from {{{table}}} t order by t.id")]


def papers(casa: Casa) -> None:
    """Contacts 1 and 2 of one house, 3 elsewhere; 1 has papers of every kind, and 2's task to do."""
    casa.property("Rose Court/1", kind="unit")
    casa.property("Elm Row/1", kind="unit")
    casa.ok("workspace set handover_requires_demand off")
    casa.tenant("Joe One", at="Rose Court/1", email="joe@example.com", tag=["vip"], custom={"role": "chair"})
    casa.tenant("Ann Two", at="Rose Court/1", tag=["vip"])
    casa.tenant("Bob Three", at="Elm Row/1")
    casa.ok("user add law@firm.example --name Law --type attorney --community 'Rose Court'")
    casa.ok("ledger charge 1 50 --for Rent --property 'Elm Row/1'")
    for visibility in ("office", "case"):
        casa.ok(f"note add 1 --text {visibility} --visibility {visibility}")
    for visibility in ("office", "case", "contact"):
        (casa.config_file.parent / "paper.txt").write_text(visibility, "utf-8")
        casa.ok(["document", "add", "1", str(casa.config_file.parent / "paper.txt"), "--visibility", visibility])
    casa.ok("address add 1 --line 'Open Road' --access-name Kay --access-note 'gate 4711'")
    casa.ok("contact lock 1 --reason 'lock secret'")
    casa.ok("message send 1 --subject s --text 'to one' --no-send")
    casa.ok("message broadcast --subject b --text 'to all' -y --no-send")
    for whose, more in ((1, ""), (2, "--assign 1"), (2, "--follow 1"), (2, "")):
        casa.ok(f"task add --contact {whose} --title t {more} --no-send")
    casa.ok("contact link 1 2 --as household")
    casa.ok("contact handover 1 --to law@firm.example --no-send")


def test_a_person_sees_their_own_and_what_is_meant_for_them(casa: Casa) -> None:
    papers(casa)
    reader = casa.reader()
    reader.scope = Scope(contact=1)

    tables = sorted({*FENCED, *PARTS} - {"claim", "search", "custom_value", "user_community"})
    assert {table: numbers(reader, table) for table in tables if numbers(reader, table)} == {
        "contact": [1], "attachment": [1], "ledger_entry": [1], "address": [1], "document": [3], "message": [1, 2],
        "broadcast": [1], "outbox": [1, 2], "engagement": [1, 2, 3], "follower": [1],
        "property": [2, 4],
    }  # fmt: skip
    own = "select c.custom, c.lock_reason, c.locked_by, c.locked, a.access_name, c.email from {contact} c "
    assert reader.rows(f"{own} join {{address}} a on a.contact_id = c.id") == [
        (None, None, None, 1, "Kay", "joe@example.com")
    ]
    assert reader.rows("select k.key from {claim} k where k.contact_id is not null") == [("joe@example.com",)]
    reader.close()


def test_an_attorney_sees_the_case_and_nothing_of_the_office(casa: Casa) -> None:
    papers(casa)
    reader = casa.reader()
    reader.scope = Scope(attorney=1)

    tables = sorted({*FENCED, *PARTS} - {"claim", "search", "custom_value"})
    assert {table: numbers(reader, table) for table in tables if numbers(reader, table)} == {
        "contact": [1], "attachment": [1], "ledger_entry": [1], "address": [1], "note": [2], "document": [2],
        "outbox": [1, 2, 3], "handover_case": [1], "arrears_step": [1], "property": [1, 2], "user_community": [1],
    }  # fmt: skip
    own = "select c.custom, c.lock_reason, c.locked_by, a.access_name, a.access_note, a.line from {contact} c "
    assert reader.rows(f"{own} join {{address}} a on a.contact_id = c.id") == [
        (None, None, None, None, None, "Open Road")
    ]
    casa.ok("contact recall 1 --reason over")
    assert numbers(reader, "contact") == []
    reader.close()


def test_staff_see_every_row_of_those_in_their_communities_and_no_other(casa: Casa) -> None:
    fill(casa)
    papers_of = {"operation", "operation_part", "change", "broadcast", "property", "user_community", "link"}
    reader = casa.reader()
    reader.scope = ROSE
    seen = (3, 5)

    for table in sorted(FENCED - papers_of - {"claim", "search", "custom_value", "not_duplicate"}):
        whose = "id" if table == "contact" else "contact_id"
        by_hand = casa.rows(f"select id from {table} where {whose} in {seen} order by id")
        assert numbers(reader, table) == [row[0] for row in by_hand], table
    for table in ("claim", "search", "custom_value"):
        rows = reader.rows(f"select distinct t.contact_id from {{{table}}} t where t.contact_id is not null")
        assert {row[0] for row in rows} <= set(seen), table
    ties = {tuple(row) for row in reader.rows("select l.contact_id, l.other_id from {link} l")}
    assert ties == {(3, 5)}
    assert numbers(reader, "not_duplicate") == []
    reader.close()
