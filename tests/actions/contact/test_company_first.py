"""Company First: each company has a primary contact, from the day on which the office says so (SD-15)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.casa import Casa
from tests.store.test_undo import everything

WORKS = "select contact_id, other_id, is_primary from link where kind = 'works-for' order by id"


@pytest.fixture
def first(casa: Casa) -> Casa:
    """A workspace in which each company has a primary contact."""
    casa.ok("workspace set company_first on")
    return casa


def heads(casa: Casa) -> list[tuple[int, int]]:
    """(person, company) of the primary contacts."""
    return [(one, other) for one, other, primary in casa.rows(WORKS) if primary]


def imported(casa: Casa, text: str, *options: str, exit_code: int = 0) -> dict[str, Any]:
    done = casa.run(["contact", "import", "-", "-o", "json", *options], stdin=text)
    assert done.exit_code == exit_code, done.stderr
    found: dict[str, Any] = done.json
    return found


# Adding -----------------------------------------------------------------------------------------------


def test_SD_15_a_company_needs_a_primary_contact_and_the_option_is_named(first: Casa) -> None:
    missing = first.run("contact add --type vendor --kind company --name Acme -o json")
    assert (missing.exit_code, missing.stdout, missing.error["rule"]) == (2, "", "SD-15")
    assert "--primary" in missing.error["message"]

    joe = first.tenant("Joe Bloggs")
    acme = first.company("Acme", primary=joe)
    assert heads(first) == [(joe, acme)]


def test_SD_15_whoever_is_added_with_a_new_company_becomes_its_primary_contact(first: Casa) -> None:
    joe = first.tenant("Joe Bloggs", company="Acme", create_company=True)
    ann = first.tenant("Ann Archer", company="Acme")
    (acme,) = first.ok("contact list --kind company -o ids").ids
    assert heads(first) == [(joe, acme)]

    first.ok(["contact", "edit", ann, "--company", "Beta", "--create-company"])
    assert [person for person, _ in heads(first)] == [joe, ann]


def test_with_the_setting_off_nobody_is_marked_and_a_company_may_stand_alone(casa: Casa) -> None:
    casa.company("Beta")
    joe = casa.tenant("Joe Bloggs", company="Acme", create_company=True)

    assert heads(casa) == []
    casa.ok(["contact", "edit", joe, "--company", ""])
    assert casa.rows(WORKS) == []


def test_SD_15_the_first_who_is_linked_to_a_company_without_one_becomes_it(casa: Casa) -> None:
    acme, joe, ann = casa.company("Acme"), casa.tenant("Joe Bloggs"), casa.tenant("Ann Archer")
    casa.ok("workspace set company_first on")

    casa.ok(f"contact link {joe} {acme} --as works-for")
    casa.ok(f"contact link {ann} {acme} --as works-for")

    assert heads(casa) == [(joe, acme)]


# Leaving ----------------------------------------------------------------------------------------------


def test_SD_15_the_primary_contact_does_not_leave_before_another_is_named(first: Casa) -> None:
    joe = first.tenant("Joe Bloggs", company="Acme", create_company=True)
    (acme,) = first.ok("contact list --kind company -o ids").ids
    lines = [f"contact unlink {joe} {acme}", f"contact unlink {joe} {acme} --as works-for",
             f"contact edit {joe} --company ''", f"contact edit {joe} --company Beta --create-company"]  # fmt: skip
    for line in lines:
        done = first.run(f"{line} -o json")
        (reason,) = done.results[0]["reasons"]
        assert (done.exit_code, reason["rule"], reason["code"]) == (5, "SD-15", "primary-contact"), line
        assert reason["remedy"] == f"casactl contact link OTHER {acme} --as works-for --primary"
    ann = first.tenant("Ann Archer", company="Acme")

    remedy = first.run(f"{lines[-1]} -o json").results[0]["reasons"][0]["remedy"]
    assert remedy == f"casactl contact link {ann} {acme} --as works-for --primary"
    first.ok(remedy.removeprefix("casactl "))

    assert heads(first) == [(ann, acme)]
    first.ok(lines[-1])
    assert first.contact(joe).company == "Beta"


def test_one_of_several_leaves_freely_and_so_does_everybody_once_the_company_is_archived(first: Casa) -> None:
    joe = first.tenant("Joe Bloggs", company="Acme", create_company=True)
    ann = first.tenant("Ann Archer", company="Acme")
    (acme,) = first.ok("contact list --kind company -o ids").ids

    first.ok(f"contact unlink {ann} {acme}")
    first.ok(f"contact archive {acme}")
    first.ok(f"contact unlink {joe} {acme}")

    assert first.rows(WORKS) == []


# Switching it on --------------------------------------------------------------------------------------


def test_SD_15_switching_it_on_makes_the_earliest_primary_and_lists_who_has_nobody(casa: Casa) -> None:
    gone = casa.tenant("Old Tenant", company="Acme", create_company=True)
    joe, ann = casa.tenant("Joe Bloggs", company="Acme"), casa.tenant("Ann Archer", company="Acme")
    casa.set_lifecycle(gone, "archived")
    acme = casa.ok("contact list --kind company -o ids").ids[0]
    beta = casa.company("Beta", primary=ann)
    casa.tenant("Bea Other", company="Beta")
    lone = [casa.company(f"Lone {n:02}") for n in range(22)]
    before = everything(casa)

    done = casa.ok("workspace set company_first on -o json")

    assert heads(casa) == [(joe, acme), (ann, beta)]
    result = done.results[0]
    assert (result["marked"], result["without_primary"]) == (1, 22)
    assert [each["id"] for each in result["companies"]] == lone[:20]
    assert "22 companies have no primary contact" in done.stderr
    assert "Lone 19 and 2 more" in done.stderr
    assert casa.log()[0]["verb"] == "workspace.set"
    assert casa.ok("workspace set company_first on -o json").outcomes == ["unchanged"]
    casa.ok("undo -y")
    assert everything(casa) == before
    assert casa.ok("workspace get company_first").stdout == "off\n"


def test_switching_it_on_goes_through_any_number_of_companies(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casactl.actions.workspace.settings.BATCH", 2)
    people = [casa.tenant(f"Joe {n}", company=f"Firm {n}", create_company=n != 2) for n in range(5) if n != 2]

    casa.ok("workspace set company_first on")

    assert [person for person, _ in heads(casa)] == people


# Importing --------------------------------------------------------------------------------------------


def test_SD_15_the_first_person_of_a_new_company_in_a_file_becomes_its_primary_contact(first: Casa) -> None:
    rows = ["vendor,Ann,Lee,New Co", "vendor,Bob,Lee,new co", "vendor,,,Lone Ltd", "vendor,Cy,Lee,Old Co"]
    joe = first.tenant("Joe Bloggs", company="Old Co", create_company=True)

    counts = imported(first, "\n".join(["type,first name,last name,company", *rows]), exit_code=3)

    assert (counts["added"], counts["companies_created"], counts["rejected"]) == (3, 1, 1)
    assert "missing-primary" in Path(counts["rejects_file"]).read_text("utf-8")
    assert [person for person, _ in heads(first)] == [joe, first.contact("Ann Lee").id]


def test_a_company_that_is_there_takes_its_row_and_its_first_person(casa: Casa) -> None:
    acme = casa.company("Acme", external_id="A-1")
    casa.ok("workspace set company_first on")
    text = (
        "type,first name,last name,company,external id,phone\nvendor,,,Acme,A-1,020 7946 0001\nvendor,Ann,Lee,Acme,,\n"
    )

    counts = imported(casa, text, "--on-conflict", "update")

    assert (counts["added"], counts["updated"], counts["rejected"]) == (1, 1, 0)
    assert heads(casa) == [(casa.contact("Ann Lee").id, acme)]


def test_a_row_does_not_take_a_companys_primary_contact_away(first: Casa) -> None:
    joe = first.tenant("Joe Bloggs", company="Acme", create_company=True)
    for company in ("", "Beta"):
        text = f"contact_id,kind,company\n{joe},person,{company}\n"
        counts = imported(first, text, "--on-conflict", "update", exit_code=3)
        assert "primary-contact" in Path(counts["rejects_file"]).read_text("utf-8")
    assert first.contact(joe).company == "Acme"


def test_the_round_trip_of_an_export_changes_nothing_for_somebody_with_several_companies(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", company="Acme", create_company=True)
    (acme,) = casa.ok("contact list --kind company -o ids").ids
    casa.company("Beta", primary=joe)
    text = casa.ok("contact export -").stdout
    assert "Beta" in next(line for line in text.splitlines() if "Bloggs" in line)

    assert imported(casa, text, "--on-conflict", "update")["updated"] == 0
    assert len(casa.rows(WORKS)) == 2
    imported(casa, f"contact_id,kind,company\n{joe},person,Acme\n", "--on-conflict", "update")
    assert [other for _, other, _ in casa.rows(WORKS)] == [acme]
    imported(casa, f"contact_id,kind,company\n{joe},person,\n", "--on-conflict", "update")
    assert casa.rows(WORKS) == []
    assert casa.contact(joe).company is None


@pytest.mark.parametrize("verb", ["archive", "delete"])
def test_SD_15_when_a_primary_contact_goes_it_is_said_who_could_be_the_next(casa: Casa, verb: str) -> None:
    casa.ok("workspace set company_first on")
    one = casa.person("Pat One", type="vendor", company="Acme", create_company=True)
    two = casa.person("Pat Two", type="vendor", company="Acme")
    if verb == "delete":
        casa.ok(f"contact deactivate {one}")

    done = casa.ok(f"contact {verb} {one} -y")

    assert f"casactl contact link {two} 1 --as works-for --primary" in done.stderr


def test_SD_15_a_letter_that_nobody_takes_now_waits_for_who_takes_it_next(casa: Casa) -> None:
    casa.ok("workspace set company_first on")
    one = casa.person("Pat One", type="vendor", email="one@x.example", company="Acme", create_company=True)
    two = casa.person("Pat Two", type="vendor", email="two@x.example", company="Acme")
    casa.ok("message send 1 --subject S --text t --no-send")

    casa.ok(f"contact archive {one} -y")
    assert [each["state"] for each in casa.ok("outbox list -o json").json] == ["pending"]
    casa.ok(f"contact link {two} 1 --as works-for --primary")
    assert [(each["to"], each["state"]) for each in casa.ok("outbox list -o json").json] == [
        ("two@x.example", "pending")
    ]


def test_SD_15_a_letter_that_nobody_takes_when_it_leaves_is_cancelled(casa: Casa) -> None:
    casa.ok("workspace set company_first on")
    casa.person("Pat One", type="vendor", email="one@x.example", company="Acme", create_company=True)
    casa.ok("message send 1 --subject S --text t --no-send")
    casa.ok("contact archive 2 -y")

    casa.run("outbox send")

    assert [each["state"] for each in casa.ok("outbox list -o json").json] == ["cancelled"]


def test_PY_2_a_company_is_nobodys_primary_contact(casa: Casa) -> None:
    acme = casa.company("Acme")

    done = casa.run(f"contact add --type vendor --kind company --name Beta --primary {acme}")

    assert done.exit_code == 5
    assert "--primary names a person; Acme" in done.stderr
