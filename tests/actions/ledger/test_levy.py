"""A levy: one charge per attachment in a role, and everybody it leaves out is named with the reason."""

from __future__ import annotations

import pytest

from tests.casa import Casa

LEVY = "ledger levy 50 --for 'Roof fund' --property 'Rose Court' -y -o json"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Contacts: 1 owns unit 1; 2 and 3 own unit 2; 4 rents unit 1; 5 owns a unit elsewhere."""
    for path in ("Rose Court/A/1", "Rose Court/A/2", "Elm Row/A/1"):
        casa.property(path)
    casa.owner("Olive One", at="Rose Court/A/1")
    casa.owner("Otto Two", at="Rose Court/A/2")
    casa.owner("Oda Three", at="Rose Court/A/2")
    casa.tenant("Tina Four", at="Rose Court/A/1")
    casa.owner("Ed Elsewhere", at="Elm Row/A/1")
    return casa


def balances(casa: Casa) -> list[int]:
    return [row[0] for row in casa.rows("select balance from contact order by id")]


def test_each_unit_is_charged_once_to_the_owner_named_first(office: Casa) -> None:
    done = office.ok(LEVY)

    assert [(r["ref"], r["id"], r["outcome"]) for r in done.results] == [
        ("1", 1, "charged"), ("2", 2, "charged"), ("3", None, "left-out"),
    ]  # fmt: skip
    assert done.reasons == ["not-named-first"]
    assert "Otto Two (2) is named first" in done.results[2]["reasons"][0]["message"]
    assert balances(office) == [5000, 5000, 0, 0, 0]
    charged = "select p.path, e.text from ledger_entry e join property p on p.id = e.property_id order by p.path"
    assert office.rows(charged) == [("Rose Court/A/1", "Roof fund"), ("Rose Court/A/2", "Roof fund")]
    assert office.log()[0]["contacts"] == 2


def test_a_levy_is_one_operation_and_undo_reverses_all_of_it(office: Casa) -> None:
    office.ok(LEVY)

    undone = office.ok("undo -y -o json")

    assert "2 ledger entries reversed" in undone.results[0]["note"]
    assert balances(office) == [0, 0, 0, 0, 0]


def test_MC_17_who_may_not_be_charged_is_left_out_and_the_next_owner_is_charged(office: Casa) -> None:
    office.set_lifecycle(1, "archived")
    office.set_lifecycle(2, "archived")

    done = office.ok(LEVY)

    assert [(r["ref"], r["outcome"]) for r in done.results] == [("1", "left-out"), ("2", "left-out"), ("3", "charged")]
    assert {reason["rule"] for result in done.results for reason in result["reasons"]} == {"MC-17"}
    assert done.exit_code == 0


def test_a_lock_does_not_keep_anybody_from_being_charged(office: Casa) -> None:
    office.ok("contact lock 1 --reason x")

    assert office.ok(LEVY).outcomes[0] == "charged"


def test_several_attached_to_the_community_itself_are_charged_each(office: Casa) -> None:
    office.ok("contact attach 4 'Elm Row' --as owner")
    office.ok("contact attach 5 'Elm Row' --as owner")

    done = office.ok("ledger levy 5 --for x --property 'Elm Row' -y -o json")

    assert [(r["ref"], r["outcome"]) for r in done.results] == [("4", "charged"), ("5", "charged"), ("5", "charged")]
    assert balances(office) == [0, 0, 0, 500, 1000]


def test_another_role_and_one_unit(office: Casa) -> None:
    done = office.ok("ledger levy 5 --for Water --property 'Rose Court/A/1' --role tenant --due 2026-12-01 -o json")

    assert [(r["ref"], r["outcome"]) for r in done.results] == [("4", "charged")]
    assert office.rows("select due from ledger_entry") == [("2026-12-01",)]


def test_attachments_that_ended_or_have_not_begun_are_not_met(office: Casa) -> None:
    office.ok("contact detach 1 'Rose Court/A/1'")
    office.ok("contact detach 2 'Rose Court/A/2' --on today")
    office.ok("contact detach 3 'Rose Court/A/2'")
    office.ok("contact attach 3 'Rose Court/A/1' --from tomorrow")

    assert [r["ref"] for r in office.ok(LEVY).results] == ["2"]


def test_filters_narrow_it(office: Casa) -> None:
    office.ok("contact edit 2 --tag board")

    done = office.ok(f"{LEVY} --tag board")

    assert [r["ref"] for r in done.results] == ["2"]


def test_from_three_contacts_on_it_wants_a_yes(office: Casa) -> None:
    asked = office.run(LEVY.replace("-y ", ""))
    assert (asked.exit_code, asked.error["code"]) == (2, "usage.confirmation-needed")
    assert "2 contacts" in asked.error["message"]

    assert office.ok("ledger levy 5 --for x --property 'Rose Court/A/2'").exit_code == 0
    assert office.ok(LEVY.replace("-y", "-n")).json["dry_run"] is True
    assert balances(office) == [0, 500, 0, 0, 0]


def test_nobody_there_is_no_failure(office: Casa) -> None:
    done = office.ok(f"{LEVY} --role vendor")

    assert done.json == {"operation": None, "dry_run": False, "results": []}
    assert "nobody is attached there in that role today" in done.stderr


AT = "--property 'Rose Court'"


@pytest.mark.parametrize(
    "words",
    ["50 --for x", f"50 {AT}", f"0 --for x {AT}", f"1e3 --for x {AT}", f"--for x {AT}", f"50 --for x {AT} --role king",
     f"50 --for x {AT} --due soon", f"50 --for '' {AT}", "50 --for x --property ''"],
)  # fmt: skip
def test_what_is_missing_or_nonsense_is_exit_2(office: Casa, words: str) -> None:
    done = office.run(f"ledger levy {words} -y")

    assert (done.exit_code, done.stdout) == (2, "")
    assert balances(office) == [0, 0, 0, 0, 0]


def test_an_unknown_property_is_exit_4(office: Casa) -> None:
    assert office.run("ledger levy 5 --for x --property Nowhere -y").exit_code == 4
