"""Merging: which value wins, what moves, what is refused, where old references lead."""

from __future__ import annotations

import re
from typing import Any

import pytest

from casactl.store.schema import SPECS
from casactl.store.table_spec import Merge
from tests.casa import Casa
from tests.cli.terminal import Terminal
from tests.store.test_undo import everything

MOVED = {name for name, spec in SPECS.items() if spec.merge is Merge.MOVE}
MOMENT = "2026-11-01T08:00:00.000000Z"


@pytest.fixture
def pair(casa: Casa) -> tuple[int, int]:
    """Joe Bloggs, and Joe B., who is the same."""
    casa.property("Rose Court/12", kind="unit")
    keep = casa.tenant("Joe Bloggs", email="joe@example.com", at="Rose Court/12", tag=["vip"])
    lose = casa.tenant("Joe B.", email="job@example.com", phone="020 7946 0958", external_id="T-2", tag=["VIP", "keys"])
    return keep, lose


def put(casa: Casa, table: str, *rows: dict[str, Any]) -> list[int]:
    """Rows that no command is needed for; gives their numbers."""
    with casa.work("test.put") as work:
        return list(work.insert(table, rows))


def set_columns(casa: Casa, number: int, **columns: Any) -> None:
    with casa.work("test.set") as work:
        work.update("contact", [{"id": number, **columns}])


def merged(casa: Casa, keep: int, *lose: int) -> list[dict[str, Any]]:
    return casa.ok(["contact", "merge", keep, *lose, "--yes", "-o", "json"]).results


def charge(contact: int, amount: int, **more: Any) -> dict[str, Any]:
    return {"contact_id": contact, "kind": "charge", "on_date": "2026-10-01", "amount": amount, **more}


# The result ---------------------------------------------------------------------------------------


def test_a_merge_gives_one_result_for_each_who_is_given_up(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair

    done = casa.ok(f"contact merge {keep} {lose} --yes -o json")

    assert done.json["operation"] == casa.log()[0]["operation"]
    (result,) = done.results
    assert list(result) == ["ref", "id", "outcome", "reasons", "note", "into", "fields"]
    assert (result["ref"], result["id"], result["outcome"], result["reasons"]) == (str(lose), lose, "merged", [])
    assert result["into"] == keep
    fields = {line["field"]: (line["keep"], line["lose"], line["result"]) for line in result["fields"]}
    assert fields["email"] == ("joe@example.com", "job@example.com", "joe@example.com")
    assert fields["phone"] == (None, "+44 20 7946 0958", "+44 20 7946 0958")
    assert fields["tags"] == (["vip"], ["keys", "VIP"], ["vip", "keys"])
    assert casa.log()[0]["summary"] == f"merged {lose} Joe B. into {keep} Joe Bloggs"
    assert casa.log()[0]["verb"] == "contact.merge"


def test_the_winner_has_what_both_had(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair

    merged(casa, keep, lose)

    joe = casa.contact(keep)
    assert (joe.display_name, joe.email, joe.phone, joe.external_id) == (
        "Joe Bloggs", "joe@example.com", "+442079460958", "T-2",
    )  # fmt: skip
    assert joe.tags == ["keys", "vip"]
    assert casa.ok("contact list --all -o ids").ids == [keep]
    assert (casa.ok("contact find job -o ids").ids, casa.ok("contact find 'joe b.' -o ids").ids) == ([keep], [])


def test_the_preview_and_the_result_say_what_then_is(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    set_columns(casa, lose, locked=1, lock_reason="fraud", arrears="reminder", custom='{"role":"board"}')
    put(casa, "ledger_entry", charge(keep, 100), charge(lose, 250))
    put(casa, "note", {"contact_id": lose, "visibility": "office", "text": "x", "author": "ann"})

    fields = {line["field"]: line["result"] for line in merged(casa, keep, lose)[0]["fields"]}

    joe = casa.contact(keep)
    for name in ("display_name", "type", "email", "external_id", "lifecycle", "portal", "arrears", "balance"):
        assert fields[name] == getattr(joe, name), name
    assert sorted(fields["tags"]) == sorted(joe.tags)
    assert fields["properties"] == ["Rose Court/12 as tenant"]
    assert (fields["balance"], fields["locked"], fields["custom.role"]) == ("3.50", "yes: fraud", "board")
    for name, table in (("ledger_entries", "ledger_entry"), ("notes", "note"), ("leases", "lease")):
        assert (fields[name],) == casa.rows(f"select count(*) from {table} where contact_id = {keep}")[0]


def test_a_dry_run_shows_the_preview_and_changes_nothing(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    before = everything(casa)

    tried = casa.ok(f"contact merge {keep} {lose} -n -o json")

    assert (tried.json["dry_run"], tried.json["operation"], tried.outcomes) == (True, None, ["merged"])
    assert "phone\t\t+44 20 7946 0958\t+44 20 7946 0958" in tried.stderr
    assert everything(casa) == before


def test_off_a_terminal_a_merge_always_needs_a_yes(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair

    refused = casa.run(f"contact merge {keep} {lose} -o json")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.error["code"] == "usage.confirmation-needed"
    assert casa.contact(lose).id == lose


# What moves ---------------------------------------------------------------------------------------


def rows_of(casa: Casa, table: str, lose: int, third: int) -> list[dict[str, Any]]:
    """A row of each kind that can hang on a contact."""
    unit = casa.rows("select max(id) from property")[0][0]
    rows: dict[str, list[dict[str, Any]]] = {
        "tag": [{"contact_id": lose, "name": "gate", "name_key": "gate"}],
        "attachment": [{"contact_id": lose, "property_id": unit, "role": "owner", "starts": "2026-01-01"}],
        "link": [{"contact_id": lose, "other_id": third, "kind": "works-for"},
                 {"contact_id": third, "other_id": lose, "kind": "works-for"}],
        "scheduled": [{"contact_id": lose, "verb": "lock", "due_on": "2026-12-31", "state": "pending", "actor": "a"}],
        "lease": [{"contact_id": lose, "property_id": unit, "starts": "2026-01-01", "ends": "2026-12-31"}],
        "ledger_entry": [charge(lose, 100)],
        "message": [{"contact_id": lose, "direction": "in", "text": "hello", "author": "ann"}],
        "handover_case": [{"contact_id": lose, "attorney_id": 1, "community_id": 1, "status_before": "reminder",
                           "opened_at": MOMENT, "opened_by": "ann"}],
        "arrears_step": [{"contact_id": lose, "status": "reminder", "balance": 100, "author": "ann"}],
        "note": [{"contact_id": lose, "visibility": "office", "text": "x", "author": "ann"}],
        "document": [{"contact_id": lose, "visibility": "office", "name": "a.pdf", "type": "application/pdf",
                      "size": 1, "sha256": "0" * 64, "author": "ann"}],
        "address": [{"contact_id": lose, "line": "1 High St", "country": "GB", "billing": 1}],
        "engagement": [{"contact_id": lose, "kind": "task", "title": "Mend it", "state": "open", "author": "ann"},
                       {"contact_id": third, "kind": "task", "title": "Paint it", "state": "open", "author": "ann",
                        "assignee_id": lose}],
        "follower": [{"contact_id": lose, "engagement_id": 1}],
        "avatar": [{"contact_id": lose, "type": "image/png", "size": 1, "sha256": "0" * 64}],
        "signature": [{"contact_id": lose, "engagement_id": 1, "name": "Joe Bloggs", "text_hash": "0" * 64,
                       "network": "127.0.0.0/24"}],
        "deposit": [{"contact_id": lose, "kind": "taken", "on_date": "2026-11-01", "amount": 100}],
        "recurring": [{"contact_id": lose, "amount": 100, "every": "1m", "starts": "2027-01-01"}],
        "contact_point": [{"contact_id": lose, "kind": "phone", "value": "+447700900123", "key": "+447700900123"}],
        "agreement": [{"contact_id": lose, "kind": "hold", "starts": "2026-11-01", "ends": "2026-12-31",
                       "status_before": "reminder", "author": "ann"}],
        "invoice": [{"contact_id": lose, "number": 1, "on_date": "2026-11-01", "customer": "Joe", "total": 0}],
        "invoice_line": [{"contact_id": lose, "invoice_id": 1, "entry_id": 1, "amount": 0}],
        "portal_request": [{"contact_id": lose, "field": "phone", "value": "+442079460958"}],
        "bank_line": [{"contact_id": lose, "identity": "x", "on_date": "2026-11-02", "amount": 100}],
        "bank_match": [{"contact_id": lose, "line_id": 1, "entry_id": 1}],
        "bank_payer": [{"contact_id": lose, "iban": "DE89370400440532013000"}],
    }  # fmt: skip
    assert set(rows) == MOVED, "a table that declares Merge.MOVE needs a row here"
    return rows[table]


def columns_of(table: str) -> list[str]:
    return [column for column, target in SPECS[table].references if target == "contact"]


@pytest.mark.parametrize("table", sorted(MOVED))
def test_nothing_stays_with_the_loser_in_any_table_that_moves(casa: Casa, pair: tuple[int, int], table: str) -> None:
    keep, lose = pair
    third = casa.tenant("Third One")
    casa.ok("user add law@firm.example --name Law --type attorney --community 'Rose Court'")
    if table == "invoice_line":
        put(casa, "ledger_entry", charge(third, 100))
        put(casa, "invoice", {"contact_id": third, "number": 1, "on_date": "2026-11-01", "total": 0})
    if table in ("follower", "signature"):
        put(
            casa, "engagement", {"contact_id": third, "kind": "task", "title": "Gate", "state": "open", "author": "ann"}
        )
    if table == "bank_match":
        put(casa, "ledger_entry", {**charge(lose, -100), "kind": "payment"})
        put(casa, "bank_line", {"identity": "x", "on_date": "2026-11-02", "amount": 100})
    held = put(casa, table, *rows_of(casa, table, lose, third))
    before = everything(casa)

    done = casa.ok(f"contact merge {keep} {lose} -y -o json").json["operation"]

    numbers = ", ".join(str(number) for number in held)
    for column in columns_of(table):
        assert casa.rows(f"select 1 from {table} where {column} = {lose}") == []
    owners = casa.rows(f"select {', '.join(columns_of(table))} from {table} where id in ({numbers})")
    assert len(owners) == len(held)
    assert all(keep in owner for owner in owners)
    assert casa.ok("workspace check -o json").json
    casa.ok(["undo", done, "-y"])
    assert everything(casa) == before


def test_balances_of_both_follow_the_entries(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    put(casa, "ledger_entry", charge(keep, 500, due="2026-11-30"), charge(lose, 700, due="2026-10-31"),
        {**charge(lose, -100), "kind": "payment"})  # fmt: skip

    merged(casa, keep, lose)

    assert casa.contact(keep).balance == "11.00"
    assert casa.rows("select id, balance, oldest_due from contact order by id") == [
        (keep, 1100, "2026-10-31"),
        (lose, 0, None),
    ]
    casa.ok("undo -y")
    assert casa.rows("select id, balance, oldest_due from contact order by id") == [
        (keep, 500, "2026-11-30"),
        (lose, 600, "2026-10-31"),
    ]


def test_the_stricter_lock_moves_with_its_reason_and_its_end(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    casa.ok(f"contact lock {lose} --reason fraud --until 2026-12-31")

    merged(casa, keep, lose)

    joe = casa.contact(keep)
    assert (joe.locked, joe.lock_reason) == (True, "fraud")
    plans = casa.ok("due list -o json").json
    assert [(each["contact_id"], each["verb"], each["on"]) for each in plans] == [(keep, "unlock", "2026-12-31")]


def test_a_lock_without_an_end_is_not_ended_by_the_losers_plan(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    casa.ok(f"contact lock {keep} --reason court")
    casa.ok(f"contact lock {lose} --reason fraud --until 2026-12-31")

    merged(casa, keep, lose)
    casa.travel(to="2027-01-01")
    casa.ok("due run")

    assert (casa.contact(keep).locked, casa.contact(keep).lock_reason) == (True, "court")


def test_the_losers_plans_go_on_for_the_winner_and_are_named(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    casa.ok(f"contact deactivate {lose} --on 2026-12-01")

    done = casa.ok(f"contact merge {keep} {lose} -y")

    assert "takes over the plan to deactivate on 2026-12-01: casactl due cancel 1" in done.stderr
    casa.travel(to="2026-12-01")
    casa.ok("due run")
    assert casa.contact(keep).lifecycle == "inactive"


def test_a_passed_plan_that_changed_hands_still_runs_after_an_undo(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    casa.ok(f"contact deactivate {lose} --on 2026-12-01")
    casa.travel(to="2026-12-03")
    merged(casa, keep, lose)

    casa.ok("undo -y")
    casa.ok("due run")

    assert [casa.contact(number).lifecycle for number in (keep, lose)] == ["active", "inactive"]


def test_the_winners_company_goes_on_being_shown(casa: Casa) -> None:
    casa.company("Acme Ltd")
    casa.company("Beta Ltd")
    lose = casa.tenant("Joe B.", company="Beta Ltd")
    keep = casa.tenant("Joe Bloggs", company="Acme Ltd")

    merged(casa, keep, lose)

    joe = casa.contact(keep)
    assert joe.company == "Acme Ltd"
    assert sorted(link["display_name"] for link in joe.links) == ["Acme Ltd", "Beta Ltd"]


def test_two_companies_become_one_for_those_who_work_there(casa: Casa) -> None:
    keep, lose = casa.company("Acme Ltd"), casa.company("ACME Limited")
    joe, ann = casa.tenant("Joe Bloggs", company="ACME Limited"), casa.tenant("Ann Other", company="Acme Ltd")

    merged(casa, keep, lose)

    assert {casa.contact(number).company for number in (joe, ann)} == {"Acme Ltd"}
    assert casa.ok("contact list --company 'Acme Ltd' -o ids --sort id").ids == [joe, ann]


def test_two_leases_of_one_unit_are_named(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    for who in (keep, lose):
        casa.ok(f"lease add {who} 'Rose Court/12' --from 2026-01-01 --to 2026-12-31")

    done = casa.ok(f"contact merge {keep} {lose} -y")

    assert "has two leases of Rose Court/12 now, 1 and 2: casactl lease end 2" in done.stderr
    assert casa.ok(f"lease list {keep} -o ids").ids == [1, 2]


def test_the_winners_life_cycle_stays_and_that_is_said(casa: Casa) -> None:
    keep, lose = casa.tenant("Ann One"), casa.tenant("Ann Two")
    casa.ok(f"contact archive {keep}")

    done = casa.ok(f"contact merge {keep} {lose} -y")

    assert casa.contact(keep).lifecycle == "archived"
    assert f"Ann One stays archived: casactl contact unarchive {keep}" in done.stderr


# E-mail, portal -----------------------------------------------------------------------------------


def test_the_losers_email_is_free_when_the_winner_has_one(casa: Casa, pair: tuple[int, int]) -> None:
    merged(casa, *pair)

    other = casa.tenant("Somebody Else", email="JOB@example.com", external_id="T-3")

    assert casa.contact("job@example.com").id == other


def test_the_winner_without_an_email_takes_the_losers(casa: Casa) -> None:
    keep, lose = casa.tenant("Joe Bloggs"), casa.tenant("Joe B.", email="job@example.com")

    merged(casa, keep, lose)

    assert casa.contact("job@example.com").id == keep
    assert casa.run("contact add --type tenant --first-name A --last-name B --email job@example.com").exit_code == 5
    casa.ok("undo -y")
    assert casa.contact("job@example.com").id == lose
    casa.ok(["undo", casa.log()[0]["operation"], "-y"])
    assert casa.contact("job@example.com").id == keep


def test_the_losers_password_and_links_die_and_undo_says_so(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    set_columns(casa, lose, portal="activated")
    set_columns(casa, keep, portal="activated")
    account = {"password_hash": "x", "failed": 0, "updated_at": MOMENT}
    token = {"purpose": "reset", "email_key": "k", "made_at": MOMENT, "expires_at": MOMENT}
    with casa.work("test.put") as work:
        work.insert("account", [{"id": n, "contact_id": n, **account} for n in pair])
        work.insert("token", [{"id": n, "contact_id": n, "hash": str(n), **token} for n in pair])

    done = casa.ok(f"contact merge {keep} {lose} -y")

    assert f"the portal account of {lose} Joe B. is gone; that of {keep} Joe Bloggs stays" in done.stderr
    assert casa.contact(keep).portal == "activated"
    assert casa.rows("select contact_id from account") == [(keep,)]
    assert casa.rows("select contact_id from token where voided_at is null") == [(keep,)]
    undone = casa.ok("undo -y")
    assert f"the password of {lose} Joe B. is gone for good: casactl portal reset-password {lose}" in undone.stderr
    assert f"of {keep}" not in undone.stderr
    assert casa.contact(lose).portal == "activated"


# Old references -----------------------------------------------------------------------------------


@pytest.mark.parametrize("ref", ["2", "job@example.com", "JOB@EXAMPLE.COM", "Joe B.", "ref:T-2", "020 7946 0958"])
def test_an_old_reference_shows_the_winner(casa: Casa, ref: str) -> None:
    keep = casa.tenant("Joe Bloggs", email="joe@example.com", phone="020 7946 0001", external_id="T-1")
    lose = casa.tenant("Joe B.", email="job@example.com", phone="020 7946 0958", external_id="T-2")
    merged(casa, keep, lose)

    shown = casa.ok(["contact", "show", ref, "-o", "json"])

    assert shown.json["id"] == keep
    assert ("note: 2 was merged into 1" in shown.stderr) is (ref == "2")


@pytest.mark.parametrize(
    "line", ["contact show {}", "contact history {}", "ledger statement {}", "arrears history {}", "lease list {}",
             "message list {}", "note list {}", "due list --contact {}"],
)  # fmt: skip
def test_whatever_shows_a_contact_follows_an_old_number_to_the_winner(
    casa: Casa, pair: tuple[int, int], line: str
) -> None:
    keep, lose = pair
    put(casa, "ledger_entry", charge(lose, 100))
    put(casa, "note", {"contact_id": lose, "visibility": "office", "text": "x", "author": "ann"})
    merged(casa, keep, lose)

    old, new = (casa.ok(f"{line.format(number)} -o json") for number in (lose, keep))

    assert old.json == new.json
    assert (old.stderr, new.stderr) == (f"note: {lose} was merged into {keep}\n", "")
    assert casa.ok(f"{line.format(lose)} -o json --quiet").stderr == ""


def test_a_reference_that_somebody_else_answers_to_is_theirs(casa: Casa, pair: tuple[int, int]) -> None:
    merged(casa, *pair)
    namesake = casa.tenant("Joe B.", phone="020 7946 0958")

    assert casa.contact("Joe B.").id == namesake
    assert casa.run(["contact", "show", "020 7946 0958"]).exit_code == 4  # the winner's too by now


def test_a_chain_of_merges_leads_to_its_end(casa: Casa) -> None:
    one, two, three = (casa.tenant(f"Joe {name}") for name in ("A", "B", "C"))
    merged(casa, two, three)
    merged(casa, one, two)

    shown = casa.ok(f"contact show {three} -o json")

    assert (shown.json["id"], shown.stderr) == (one, f"note: {three} was merged into {one}\n")
    refused = casa.run(f"contact edit {three} --tag x -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["gone"])
    assert f"merged into contact {one}" in refused.error["message"]


@pytest.mark.parametrize(
    "line",
    ["lock {} --reason x", "archive {}", "edit {} --tag x", "promote {} --to owner", "attach {} 'Rose Court/12'",
     "deactivate {}", "merge {} 1 -y", "merge 1 {} -y"],
)  # fmt: skip
def test_verbs_that_write_refuse_a_merged_number_and_name_the_winner(
    casa: Casa, pair: tuple[int, int], line: str
) -> None:
    keep, lose = pair
    merged(casa, keep, lose)
    before = everything(casa)

    refused = casa.run(f"contact {line.format(lose)} -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["gone"])
    assert f"was merged into contact {keep}" in refused.error["message"]
    assert everything(casa) == before


def test_the_winners_history_holds_the_losers(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    put(casa, "ledger_entry", *(charge(lose, n) for n in range(1, 31)))
    merged(casa, keep, lose)

    events = casa.ok(f"contact history {lose} -o json").json

    assert events == casa.ok(f"contact history {keep} -o json").json
    assert [(event["verb"], event.get("contact_id")) for event in events] == [
        ("contact.merge", None), ("contact.merge", lose), ("test.put", lose), ("contact.add", lose),
        ("contact.add", None),
    ]  # fmt: skip
    told = [change["after"] for change in events[1]["changes"] if change["field"] == "ledger_entry"]
    assert told == [f"30 moved to Joe Bloggs ({keep})"]


# What is refused ----------------------------------------------------------------------------------


def test_nobody_is_merged_with_themselves_whatever_they_are_called(casa: Casa, pair: tuple[int, int]) -> None:
    keep, _ = pair
    before = everything(casa)

    for ref in (str(keep), "joe@example.com", "Joe Bloggs"):
        refused = casa.run(["contact", "merge", str(keep), ref, "-y", "-o", "json"])
        assert (refused.exit_code, refused.reasons) == (5, ["same-contact"])
    assert everything(casa) == before


def test_a_loop_of_merges_is_refused(casa: Casa) -> None:
    one, two = casa.tenant("Joe A"), casa.tenant("Joe B")
    merged(casa, one, two)

    assert casa.run(f"contact merge {two} {one} -y -o json").reasons == ["gone"]


@pytest.mark.parametrize("erased", [0, 1])
def test_an_erased_contact_is_on_neither_side(casa: Casa, pair: tuple[int, int], erased: int) -> None:
    casa.set_lifecycle(pair[erased], "erased")

    refused = casa.run(["contact", "merge", *pair, "-y", "-o", "json"])

    assert (refused.exit_code, refused.reasons) == (5, ["gone"])


def test_a_person_is_not_merged_with_a_company(casa: Casa) -> None:
    joe, acme = casa.tenant("Joe Bloggs"), casa.company("Acme Ltd")

    assert casa.run(f"contact merge {joe} {acme} -y -o json").reasons == ["other-kind"]


def test_unknown_references_are_not_found_and_nothing_is_done(casa: Casa, pair: tuple[int, int]) -> None:
    for line in (f"{pair[0]} 99", f"99 {pair[1]}", f"{pair[0]} nobody@example.com"):
        refused = casa.run(f"contact merge {line} -y -o json")
        assert (refused.exit_code, refused.stdout) == (4, ""), line
    assert casa.run(f"contact merge {pair[0]} -y").exit_code == 2


def test_accounts_with_two_attorneys_are_not_merged(casa: Casa, pair: tuple[int, int]) -> None:
    for name in ("law", "lex"):
        casa.ok(f"user add {name}@firm.example --name {name} --type attorney --community 'Rose Court'")
    case = {"community_id": 1, "status_before": "reminder", "opened_at": MOMENT, "opened_by": "ann"}
    put(casa, "handover_case", *({"contact_id": who, "attorney_id": n, **case} for n, who in enumerate(pair, 1)))

    refused = casa.run(["contact", "merge", *pair, "-y", "-o", "json"])

    assert (refused.exit_code, refused.reasons) == (5, ["two-handovers"])


# Several, large, undone ---------------------------------------------------------------------------


def test_several_are_merged_at_once_each_with_an_outcome_of_its_own(casa: Casa) -> None:
    keep = casa.tenant("Joe Bloggs")
    first = casa.tenant("Joe One", email="one@example.com", tag=["a"])
    second = casa.tenant("Joe Two", email="two@example.com", tag=["a", "b"], phone="020 7946 0958")
    acme = casa.company("Acme Ltd")

    done = casa.run(["contact", "merge", keep, first, second, acme, "99", "-y", "-o", "json"])

    assert done.exit_code == 3
    assert [(each["id"], each["outcome"]) for each in done.results] == [
        (first, "merged"), (second, "merged"), (acme, "refused"), (None, "refused"),
    ]  # fmt: skip
    joe = casa.contact(keep)
    assert (joe.email, joe.phone, joe.tags) == ("one@example.com", "+442079460958", ["a", "b"])
    assert casa.log()[0]["summary"] == f"merged {first} Joe One, {second} Joe Two into {keep} Joe Bloggs"
    casa.ok("undo -y")
    assert [casa.contact(number).lifecycle for number in (first, second)] == ["active", "active"]


def test_references_come_from_standard_input(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair

    done = casa.ok(f"contact merge {keep} - -y -o ids", stdin=f"{lose}\n")

    assert done.ids == [lose]


def test_ten_thousand_entries_move_in_sets(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    put(casa, "ledger_entry", *(charge(lose, n) for n in range(1, 10_001)))
    before = everything(casa)

    merged(casa, keep, lose)

    assert casa.rows(f"select balance from contact where id = {keep}") == [(50_005_000,)]
    assert len(casa.ok(f"contact history {keep} -o json").json) < 10
    casa.ok("undo -y")
    assert everything(casa) == before


def test_undo_is_refused_where_something_was_built_on_the_merge(casa: Casa) -> None:
    keep, lose = casa.tenant("Joe Bloggs"), casa.tenant("Joe B.", phone="020 7946 0958")
    merge = casa.ok(f"contact merge {keep} {lose} -y -o json").json["operation"]
    casa.ok(f"contact edit {keep} --phone 02079460001")

    refused = casa.run(["undo", merge, "-y"])

    assert refused.exit_code == 5
    assert f"casactl undo {merge + 1}" in refused.stderr


def test_a_void_stays_with_the_entry_that_it_voids(casa: Casa) -> None:
    keep, lose = casa.tenant("Joe Bloggs"), casa.tenant("Joe B.")
    put(casa, "ledger_entry", charge(lose, 500))
    merge = casa.ok(f"contact merge {keep} {lose} -y -o json").json["operation"]
    void = casa.ok("ledger void 1 --reason mistake -y -o json").json["operation"]
    before = everything(casa)

    refused = casa.run(["undo", merge, "-y"])

    assert refused.exit_code == 5
    assert f"casactl undo {void}" in refused.stderr
    assert everything(casa) == before


def test_a_request_id_merges_once(casa: Casa, pair: tuple[int, int]) -> None:
    keep, lose = pair
    line = f"contact merge {keep} {lose} -y -o json --request-id m-1"

    assert casa.ok(line).json == casa.ok(line).json
    assert [each["verb"] for each in casa.log()].count("contact.merge") == 1


# At a terminal ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "code", "left"), [("y", 0, 1), ("n", 1, 2)])
def test_at_a_terminal_the_preview_comes_before_the_question(
    casa_sqlite: Casa, answer: str, code: int, left: int
) -> None:
    casa_sqlite.tenant("Joe Bloggs")
    casa_sqlite.tenant("Joe [red]B\u202e.", phone="020 7946 0958")

    with Terminal("contact", "merge", "1", "2", "--color", "never") as terminal:
        terminal.expect("Merge 2 Joe [red]B<U+202E>. into 1 Joe Bloggs? [y/N]")
        shown = re.sub(r"\x1b\[[0-9;]*m", "", terminal.stderr)
        terminal.type(answer)
        assert terminal.end() == code

    assert [line.split() for line in shown.splitlines()[1:4]] == [
        ["field", "keep", "1", "lose", "2", "result"],
        ["display", "name", "Joe", "Bloggs", "Joe", "[red]B<U+202E>.", "Joe", "Bloggs"],
        ["phone", "+44", "20", "7946", "0958", "+44", "20", "7946", "0958"],
    ]
    assert "phone" not in terminal.stdout
    assert len(casa_sqlite.ok("contact list --all -o ids").ids) == left


def test_at_a_terminal_nobody_is_asked_about_what_is_refused(casa_sqlite: Casa) -> None:
    casa_sqlite.tenant("Joe Bloggs")

    with Terminal("contact", "merge", "1", "1") as terminal:
        assert terminal.end() == 5

    assert "[y/N]" not in terminal.stderr


@pytest.mark.parametrize("follower", ["keep", "lose", "third"])
def test_a_merge_is_undone_whoever_follows_the_work_that_moved(casa: Casa, follower: str) -> None:
    keep, lose, third = casa.tenant("Ann Keep"), casa.tenant("Ann Lose"), casa.tenant("Ben Third")
    who = {"keep": keep, "lose": third, "third": third}[follower]
    owner = third if follower == "lose" else lose
    casa.ok(f"task add --contact {owner} --title Look --follow {lose if follower == 'lose' else who}")
    casa.ok(f"contact merge {keep} {lose} -y")

    casa.ok("undo -y")

    assert casa.rows("select contact_id from engagement") == [(owner,)]
    assert casa.contact(lose).lifecycle == "active"


def _owing_with_plans(casa: Casa) -> tuple[int, int]:
    """Two who owe and have an instalment plan each."""
    keep, lose = casa.tenant("Joe Bloggs"), casa.tenant("Joseph Bloggs")
    for number in (keep, lose):
        casa.ok(f"ledger charge {number} 100 --for Rent --on 2026-10-01")
        casa.ok(f"arrears plan add {number} --amount 50 --from 2026-12-01")
    return keep, lose


def test_a_merge_leaves_one_instalment_plan_so_that_a_payment_counts_once(casa: Casa) -> None:
    keep, lose = _owing_with_plans(casa)

    merged = casa.ok(f"contact merge {keep} {lose} -y")

    assert "the instalment plan 2 has ended: the instalment plan 1 goes on" in merged.stderr
    assert [plan["id"] for plan in casa.ok("arrears plan list -o json").json] == [1]
    casa.ok("undo -y")
    assert [plan["id"] for plan in casa.ok("arrears plan list -o json").json] == [2, 1]


def test_a_merge_with_somebody_on_hold_puts_a_plan_behind_the_hold(casa: Casa) -> None:
    keep, lose = _owing_with_plans(casa)
    casa.ok(f"arrears hold {lose} --until 2026-12-10 --reason insurer")

    assert "the instalment plan 1 has ended: the hold 3 goes on" in casa.ok(f"contact merge {keep} {lose} -y").stderr

    casa.travel(to="2026-12-10")
    casa.ok("due run")
    assert (casa.contact(keep).arrears, len(casa.ok("arrears plan list -o json").json)) == ("payment-plan", 1)


def test_U1_undo_of_a_merge_names_the_runs_that_posted_what_came_round_since(casa: Casa) -> None:
    keep, lose = casa.tenant("Joe Bloggs"), casa.tenant("Joseph Bloggs")
    casa.ok(f"ledger recurring add {lose} 5 --for Parking --from 2026-11-30")
    casa.ok(f"ledger deposit take {lose} 50")
    merge = casa.ok(f"contact merge {keep} {lose} -y -o json").json["operation"]
    casa.travel(to="2026-12-30")
    casa.ok("due run")

    refused = casa.run(f"undo {merge} -y -o json")
    assert refused.exit_code == 5
    for reason in refused.results[0]["reasons"]:
        casa.ok(f"{reason['remedy'].removeprefix('casactl ')} -y")

    casa.ok(f"undo {merge} -y")
    assert casa.contact(lose).lifecycle == "active"
    assert (casa.contact(keep).balance, casa.contact(lose).deposit) == ("0.00", "50.00")
    casa.ok("workspace check")
    said = casa.ok(f"log show {merge}").stdout
    assert "deposit" in said
