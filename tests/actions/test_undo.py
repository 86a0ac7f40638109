"""Undo says what stands in its way, all of it, in an order that works; what nets to nothing does not (U1 to U5)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from casactl.actions.contact.profile.history_words import WORDS
from casactl.store.schema import SPECS
from tests.casa import Casa
from tests.store.test_undo import everything

CSV = "type,first name,last name,email,external id,property\n"


def last(casa: Casa) -> int:
    """The newest operation's number."""
    return int(casa.log()[0]["operation"])


def hints(casa: Casa, operation: int) -> list[str]:
    """What a refused undo says to do before, as it would be pasted."""
    refused = casa.run(["undo", operation, "-y", "-o", "json"])
    assert refused.exit_code == 5, refused
    assert refused.error["code"] == "undo.built-upon"
    (result,) = refused.json["results"]
    remedies = [reason["remedy"] for reason in result["reasons"]]
    assert list(dict.fromkeys(each for each in remedies if each)) == re.findall(
        r"casactl .*", refused.error["hint"] or ""
    )
    return list(dict.fromkeys(each.removeprefix("casactl ") for each in remedies if each))


def follow(casa: Casa, operation: int) -> list[str]:
    """Paste all of it, then take the operation back."""
    steps = hints(casa, operation)
    for step in steps:
        casa.ok(f"{step} -y")
    casa.ok(["undo", operation, "-y"])
    return steps


def undos(*numbers: int) -> list[str]:
    return [f"undo {number}" for number in numbers]


def imported(casa: Casa, rows: Sequence[str]) -> int:
    casa.ok("contact import - -y", stdin=CSV + "\n".join(rows) + "\n")
    return last(casa)


def test_U1_the_hint_names_all_that_stands_in_the_way_the_newest_first(casa: Casa) -> None:
    casa.property("Rose Court/1")
    before = everything(casa)
    first = imported(casa, ["tenant,Una,Berg,una@example.com,,Rose Court/1", "tenant,Ann,Day,,,"])
    casa.ok('contact detach 1 "Rose Court/1"')
    detached = last(casa)
    casa.ok("note add 1 --text called")
    noted = last(casa)
    casa.tenant("Joe Bloggs")
    joe = last(casa)

    assert follow(casa, first) == undos(noted, detached)

    casa.ok(["undo", joe, "-y"])
    assert everything(casa) == before


def test_U1_a_row_out_of_a_hundred_is_all_that_stands_in_the_way(casa: Casa) -> None:
    casa.property("Rose Court/1")
    first = imported(casa, [f"tenant,No{n:03},Berg,n{n}@example.com,," for n in range(100)])
    casa.ok("contact lock 100 --reason why")

    assert hints(casa, first) == undos(last(casa))


def test_U1_what_was_changed_and_changed_back_is_left_out(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    added = last(casa)
    casa.ok(f"contact edit {joe} --first-name Max")
    named = last(casa)
    casa.ok(f"contact edit {joe} --first-name Moritz")
    casa.ok(f"contact edit {joe} --first-name Max")

    assert follow(casa, added) == undos(named)


def test_U1_what_built_on_what_built_on_it_comes_first(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    added = last(casa)
    casa.ok(f"task add --contact {joe} --title Look")
    task = last(casa)
    casa.ok("task edit 1 --title Listen")
    edited = last(casa)

    assert follow(casa, added) == undos(edited, task)


def test_U1_a_property_that_moved_under_another_name_is_named(casa: Casa) -> None:
    casa.property("Rose Court")
    casa.ok('property edit "Rose Court" --name "Elm Row"')
    renamed = last(casa)
    casa.ok('property add 7 --kind unit --in "Elm Row"')
    inside = last(casa)

    assert follow(casa, renamed) == undos(inside)
    casa.ok("workspace check")


def test_U1_a_property_that_would_go_back_to_a_parent_of_another_name_names_the_renaming(casa: Casa) -> None:
    casa.property("Rose Court/A")
    casa.property("Elm Row")
    casa.ok('property edit "Rose Court/A" --in "Elm Row"')
    moved = last(casa)
    casa.ok('property edit "Rose Court" --name Oak')

    assert follow(casa, moved) == undos(last(casa) - 2)
    casa.ok("workspace check")


def test_U1_redone_work_stands_in_the_way_by_its_redo(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    added = last(casa)
    casa.ok(f"note add {joe} --text hello")
    casa.ok("undo -y")
    casa.ok(["undo", last(casa), "-y"])

    assert follow(casa, added) == undos(last(casa) - 2)


def test_U1_an_operation_whose_mail_has_left_stays_and_nothing_is_promised(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    added = last(casa)
    casa.ok(f"message send {joe} --subject Hello --text there")
    sent = last(casa)

    assert hints(casa, added) == []
    refused = casa.run(["undo", added, "-y", "-o", "json"])
    assert f"operation {sent} has built on it and stays" in refused.error["message"]
    assert refused.error["hint"] is None


def test_U1_a_tag_that_is_there_anew_is_named_and_not_given_twice(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact edit {joe} --tag vip")
    casa.ok("undo -y")
    undone = last(casa)
    casa.ok(f"contact edit {joe} --tag VIP")

    assert follow(casa, undone) == undos(last(casa) - 2)
    assert casa.contact(joe).tags == ["vip"]


def test_U2_an_undone_charge_does_not_block(casa: Casa) -> None:
    before = everything(casa)
    joe = casa.tenant("Joe Bloggs")
    added = last(casa)
    casa.ok(f"ledger charge {joe} 50.00 --for rent")
    casa.ok("undo -y")

    casa.ok(["undo", added, "-y"])

    assert everything(casa) == before
    casa.ok(["undo", last(casa), "-y"])
    assert casa.contact(joe).balance == "0.00"
    assert len(casa.ok(f"ledger statement {joe} -o json").json["entries"]) == 2
    assert casa.ok("workspace check").exit_code == 0


def test_U2_money_that_was_posted_and_voided_does_not_block(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    added = last(casa)
    casa.ok(f"ledger charge {joe} 50.00 --for rent")
    casa.ok("ledger void 1 --reason mistake")

    casa.ok(["undo", added, "-y"])

    assert casa.rows("select count(*) from ledger_entry") == [(0,)]
    assert casa.ok("workspace check").exit_code == 0


def test_U2_an_import_of_money_of_which_one_entry_was_voided_is_undone(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", external_id="T-1")
    lines = "contact,kind,amount,date,text\nref:T-1,charge,50.00,2026-11-01,a\nref:T-1,charge,20.00,2026-11-02,b\n"
    casa.ok("ledger import - -y", stdin=lines)
    money = last(casa)
    casa.ok("ledger void 1 --reason mistake")

    casa.ok(["undo", money, "-y"])

    assert casa.contact(joe).balance == "0.00"
    assert casa.ok("workspace check").exit_code == 0


def test_U2_nothing_is_left_to_undo_of_a_charge_that_was_voided(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"ledger charge {joe} 50.00 --for rent")
    charged = last(casa)
    casa.ok("ledger void 1 --reason mistake")

    refused = casa.run(["undo", charged, "-y", "-o", "json"])

    assert (refused.exit_code, refused.error["code"]) == (5, "undo.already")
    assert refused.error["hint"].endswith(f"casactl undo {last(casa)}")


def test_U2_a_plan_that_was_cancelled_does_not_block(casa: Casa) -> None:
    before = everything(casa)
    joe = casa.tenant("Joe Bloggs")
    added = last(casa)
    casa.ok(f"contact archive {joe} --on +5d")
    casa.ok("due cancel 1")

    casa.ok(["undo", added, "-y"])

    assert everything(casa) == before


def test_U2_a_standing_charge_does_block(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    added = last(casa)
    casa.ok(f"ledger charge {joe} 50.00 --for rent")

    assert follow(casa, added) == undos(last(casa) - 2)
    assert casa.rows("select count(*) from ledger_entry") == [(0,)]


def test_U3_a_bare_undo_never_takes_crons_work(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on tomorrow")
    casa.tenant("Ann Archer")
    ann = last(casa)
    casa.travel(to="2026-11-24")
    casa.ok("due run")
    ran = last(casa)
    assert casa.ok(f"log show {ran} -o json").json["unattended"] is True

    done = casa.ok("undo -y -o json").json

    assert done["results"][0]["id"] == ann
    assert casa.contact(joe).lifecycle == "archived"
    casa.ok(["undo", ran, "-y"])
    assert casa.contact(joe).lifecycle == "active"


def test_U3_what_cron_did_before_this_release_is_not_taken_either(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    payload = {"arguments": {"due": 1, "on": "2026-11-23", "planned_by": "root"}, "summary": "locked, as planned"}
    with casa.work() as work:
        draft = work.journal.open("contact.lock", "root", payload)
        work.journal.route({joe: draft})
        work.update("contact", [{"id": joe, "locked": 1}])
    cron = last(casa)

    refused = casa.run("undo -y")

    assert f"Operation {cron - 1} cannot be undone" in refused.stderr
    assert f"casactl undo {cron}" in refused.stderr


def test_U3_nor_somebody_elses(casa: Casa) -> None:
    casa.ok("user add ann@office.example --name Ann --type staff --group manager")
    casa.ok("contact add --type tenant --first-name Joe --last-name Bloggs --actor ann@office.example")
    casa.tenant("Max Berg")
    own = last(casa)

    hers = casa.ok("undo -y -o json --actor ann@office.example").json["results"][0]
    ours = casa.ok("undo -y -o json").json["results"][0]

    assert (hers["id"], ours["id"]) == (own - 1, own)
    assert "Joe Bloggs" in hers["note"]


@pytest.mark.parametrize("taker", ["contact", "user"])
def test_U4_who_took_the_address_since_is_named(casa: Casa, taker: str) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact edit {joe} --email new@example.com")
    changed = last(casa)
    if taker == "contact":
        casa.tenant("Ann Bloggs", email="JOE@example.com")
    else:
        casa.ok("user add joe@example.com --name Joe --type staff")

    assert follow(casa, changed) == undos(last(casa) - 2)
    assert casa.contact(joe).email == "joe@example.com"


def test_U4_who_took_the_external_id_or_the_mark_since_is_named(casa: Casa) -> None:
    joe, ann = casa.tenant("Joe Bloggs", external_id="T-1"), casa.tenant("Ann Archer")
    casa.ok(f'contact edit {joe} --external-id ""')
    freed = last(casa)
    casa.ok(f"contact edit {ann} --external-id T-1")

    assert follow(casa, freed) == undos(last(casa) - 2)


def test_U5_a_contacts_history_shows_a_charge_with_its_amount(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"ledger charge {joe} 50.00 --for rent")
    casa.ok("ledger void 1 --reason mistake")

    voided, charged, _ = casa.ok(f"contact history {joe} -o json").json

    assert charged["changes"] == [
        {"field": "ledger_entry", "before": None, "after": "charge 50.00 GBP on 2026-11-23: rent"}
    ]
    assert {"field": "ledger_entry", "before": "standing", "after": "voided"} in voided["changes"]
    assert any(str(each["after"]).startswith("reversal -50.00 GBP") for each in voided["changes"])


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        ("--email una@example.com --phone 02079460958", "e-mail and phone"),
        ("--first-name Ulla", "first name"),
        ("--tag vip", "tags"),
        ("--email u@example.com --phone 02079460958 --first-name U --last-name B --external-id 7", "2 more"),
    ],
)
def test_U5_the_log_says_what_was_updated_and_not_to_what(casa: Casa, options: str, fields: str) -> None:
    una = casa.tenant("Una Berg")
    casa.ok(f"contact edit {una} {options}")

    summary = casa.log()[0]["summary"]

    assert summary.startswith("updated ")
    assert f"{fields} of " in summary
    assert "example.com" not in summary


def test_U5_a_contacts_history_says_what_each_thing_was(casa: Casa) -> None:
    casa.property("Rose/1", kind="unit")
    joe, lines = casa.tenant("Joe Bloggs"), {
        "lease add 1 Rose/1 --from 2026-12-01 --to 2027-11-30 --rent 900": (
            "Rose/1 from 2026-12-01 until 2027-11-30, 900.00 GBP"
        ),
        "ledger deposit take 1 500 --for Keys": "taken 500.00 GBP on 2026-11-23: Keys",
        "ledger recurring add 1 5 --for Parking --from 2026-12-01": "5.00 GBP every month from 2026-12-01: Parking",
        "ledger recurring edit 1 --amount 6": "amount 6.00 GBP",
        "ledger charge 1 100 --for Key --on 2026-01-01": "charge 100.00 GBP on 2026-01-01: Key",
        "ledger invoice 1": "invoice 1 of 100.00 GBP on 2026-11-23",
        "arrears status 1 --set reminder --note late": "reminder: late",
        "arrears plan add 1 --amount 50": "instalments: 50.00 GBP every month from 2026-11-23",
        "note add 1 --text 'rang twice'": "for the office: rang twice",
        "note edit 2 --text 'rang thrice'": "rang thrice",
        "message receive 1 --subject Hello --text x": "from them: Hello",
        "contact edit 1 --add-phone '020 7946 0111'": "+44 20 7946 0111",
    }  # fmt: skip
    for line, said in lines.items():
        casa.ok(line)
        newest = casa.ok(f"contact history {joe} -o json").json[0]
        assert said in [each["after"] for each in newest["changes"]], line
        assert all(each["before"] or each["after"] for each in newest["changes"]), line


def test_U5_the_log_says_what_each_thing_of_the_office_was_and_is(casa: Casa) -> None:
    casa.property("Rose")
    joe = casa.tenant("Joe Bloggs")
    ann = casa.tenant("Joe Blogs")
    lines = {
        "property add Elm --kind community": (None, "community: Elm"),
        "property add 1 --kind unit --in Elm": (None, "unit: 1 in Elm"),
        "property edit Elm --name Oak": ("name Elm", "name Oak"),
        "property edit Oak/1 --in Rose --share 40": ("share none, in Oak", "share 40, in Rose"),
        "workspace set office_phone '020 7946 0000'": (None, "office_phone = 020 7946 0000"),
        "workspace set office_phone '020 7946 0001'": ("020 7946 0000", "020 7946 0001"),
        "workspace field add heat --type choice --choice gas --choice oil": (None, "heat: choice of gas, oil"),
        "user add lex@firm.example --name Lex --type attorney": (None, "Lex <lex@firm.example>, attorney, attorney"),
        "user edit lex@firm.example --name Lexa": ("name Lex", "name Lexa"),
        "user grant lex@firm.example --community Rose": (None, "Lexa reaches Rose"),
        "user disable lex@firm.example -y": ("enabled yes", "enabled no"),
        "view save late -- contact list --past-due 30": (None, "late: casactl contact list --past-due 30"),
        f"contact duplicates {joe} {ann} --not-duplicate": (None, "Joe Blogs"),
        f"lease add {joe} Rose/1 --from 2026-12-01": (None, "Rose/1 from 2026-12-01"),
    }
    for line, (before, after) in lines.items():
        casa.run(line)
        changes = casa.ok(f"log show {casa.log()[0]['operation']} -o json").json["changes"]
        fields = [field for change in changes for field in change["fields"]]
        assert (before, after) in [(each["before"], each["after"]) for each in fields], (line, fields)
        assert all(each["before"] or each["after"] for each in fields), (line, fields)


def test_U5_whatever_the_log_records_has_words() -> None:
    recorded = {name for name, spec in SPECS.items() if spec.journalled and name != "contact"}

    assert recorded - set(WORDS) == set()


def test_U5_the_log_numbers_what_has_the_number(casa: Casa) -> None:
    casa.tenant("Una Berg")
    joe = casa.tenant("Joe Bloggs")
    for line, said in {
        f"note add {joe} --text x": "added note 1: Joe Bloggs",
        "note edit 1 --text y": "updated text of note 1: Joe Bloggs",
        f"address add {joe} --line '1 Elm Row'": "added address 1: Joe Bloggs",
        f"contact lock {joe} --on +5d --reason x": f"scheduled Joe Bloggs ({joe})",
        "due cancel 1": f"cancelled scheduled change 1: lock of contact {joe}",
        f"task add --contact {joe} --title Gate": f"added task 1: Gate, for Joe Bloggs ({joe})",
        "task edit 1 --title Door": f"changed title of task 1 of Joe Bloggs ({joe})",
        f"ledger recurring add {joe} 5 --for Parking --from 2026-12-01": None,
        "ledger recurring edit 1 --amount 6": "changed amount of recurring 1: Joe Bloggs",
    }.items():
        casa.ok(line)
        assert said in (None, casa.log()[0]["summary"]), line
