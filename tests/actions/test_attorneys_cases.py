"""Cases whose attorney goes, and debts of people who have moved out."""

from __future__ import annotations

import pytest

from tests.casa import Casa

LAW = "law@firm.example"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Contact 1, who owes 120 in Rose, is with Lex Law."""
    casa.property("Rose/1", kind="unit")
    casa.property("Elm")
    casa.owner("Olive Owner", at="Rose/1")
    line = ["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose", "--community", "Elm"]
    casa.ok(line)
    casa.ok("ledger charge 1 120 --for Levy")
    casa.ok("arrears status 1 --set letter-of-demand")
    casa.ok(f"contact handover 1 --to {LAW}")
    return casa


@pytest.mark.parametrize("verb", [f"user disable {LAW}", f"user revoke {LAW} --community Rose"])
def test_L8_an_attorney_with_cases_does_not_go_unseen(office: Casa, verb: str) -> None:
    refused = office.run(f"{verb} -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["open-handover"])
    assert "case 1 of Olive Owner is open" in refused.error["message"]
    assert office.ok("today --topic attorneys -o json").json == []

    agreed = office.ok(f"{verb} -y -o json")

    assert agreed.results[0]["cases"] == [{"case": 1, "contact_id": 1, "display_name": "Olive Owner"}]
    assert "Lex Law cannot reach case 1 of Olive Owner (1) any more" in agreed.stderr
    (matter,) = office.ok("today --topic attorneys -o json").json
    assert (matter["topic"], matter["id"], matter["contact_id"]) == ("attorneys", 1, 1)
    assert matter["command"].startswith(("casactl user enable", "casactl user grant"))
    checks = {each["check"]: each for each in office.ok("workspace check -o json").json["checks"]}
    assert "case 1 of contact 1 is with Lex Law" in checks["standings"]["note"]


def test_L8_what_is_not_about_a_case_asks_nothing(office: Casa) -> None:
    assert office.ok(f"user revoke {LAW} --community Elm -o json").outcomes == ["updated"]
    assert office.run(f"user delete {LAW} -y -o json").reasons == ["user-enabled", "open-handover"]
    office.ok("contact recall 1 --reason x")
    assert "cases" not in office.ok(f"user disable {LAW} -o json").results[0]


# Former tenants -----------------------------------------------------------------------------------


@pytest.fixture
def moved_out(office: Casa) -> int:
    """Somebody who owes and has moved out of Rose."""
    number = office.tenant("Fred Former")
    office.ok(f"contact attach {number} Rose/1 --as tenant --from 2025-01-01")
    office.ok(f"contact detach {number} Rose/1 --on 2026-06-30")
    office.ok(f"ledger charge {number} 80 --for Rent")
    office.ok(f"arrears status {number} --set letter-of-demand")
    return number


def test_L10_a_former_tenant_is_handed_over_in_the_last_community(office: Casa, moved_out: int) -> None:
    assert office.ok(f"contact can {moved_out} be-handed-over").exit_code == 0

    assert office.ok(f"contact handover {moved_out} --to {LAW} -o json").outcomes == ["handed-over"]
    assert office.contact(moved_out).case["community"] == "Rose"


def test_L10_without_any_attachment_the_charges_property_says_where(office: Casa) -> None:
    number = office.tenant("Carl Charged")
    office.ok(f"ledger charge {number} 80 --for Rent --property Rose/1")
    office.ok(f"arrears status {number} --set letter-of-demand")

    office.ok(f"contact handover {number} --to {LAW}")

    assert office.contact(number).case["community"] == "Rose"


def test_L10_filters_find_former_people_when_they_are_asked(office: Casa, moved_out: int) -> None:
    for command in ("contact list --property Rose", "arrears list --property Rose", "ledger ageing --property Rose"):
        assert moved_out not in office.ok(f"{command} -o ids").ids, command
        assert moved_out in office.ok(f"{command} --former -o ids").ids, command
    assert office.run("contact list --former").exit_code == 2


def test_L10_the_ladder_by_community_counts_former_people_there(office: Casa, moved_out: int) -> None:
    rows = office.ok("report arrears -o json").json

    assert {(row["community"], row["status"]): row["contacts"] for row in rows if row["contacts"]} == {
        ("Rose", "handover"): 1, ("Rose", "letter-of-demand"): 1,
    }  # fmt: skip
