"""What staff of some communities find in the log of what they did themselves, and take back."""

from __future__ import annotations

import pytest

from tests.casa import Casa

ANN, BOB = "ann@office.example", "bob@office.example"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Two communities, with staff who see one of them each."""
    for place, name, email in (("Rose Court", "Ann", ANN), ("Elm Row", "Bob", BOB)):
        casa.property(f"{place}/1")
        casa.tenant(f"{name} Tenant", at=f"{place}/1")
        casa.ok(f"user add {email} --name {name} --type staff --group manager --community '{place}'")
    return casa


def listed(casa: Casa, actor: str) -> list[str]:
    return [each["verb"] for each in casa.ok(f"log list -o json --actor {actor}").json]


def test_S6_a_fenced_user_sees_and_undoes_the_view_that_they_saved(office: Casa) -> None:
    office.ok(f"view save late --actor {ANN} -- contact list --past-due 30")
    number = office.log()[0]["operation"]

    assert "view.save" in listed(office, ANN)
    assert "saved_view" in office.ok(f"log show {number} -o json --actor {ANN}").stdout
    office.ok(f"undo {number} --actor {ANN}")
    office.ok(f"view save late --actor {ANN} -- contact list --past-due 30")
    office.ok(f"undo --actor {ANN}")
    assert office.ok("view list -o json").json == []
    office.ok(f"undo {office.log()[0]['operation']} --actor {ANN}")
    assert [each["name"] for each in office.ok("view list -o json").json] == ["late"]


def test_S6_a_fenced_user_sees_and_undoes_the_unit_that_they_added_and_no_other(office: Casa) -> None:
    office.ok(f"property add 2 --kind unit --in 'Rose Court' --actor {ANN}")
    number = office.log()[0]["operation"]

    assert "property.add" in listed(office, ANN)
    assert office.run(f"log show {number} --actor {BOB}").exit_code == 4
    assert office.run(f"undo {number} --actor {BOB}").exit_code == 4
    assert number not in [each["operation"] for each in office.ok(f"log list -o json --actor {BOB}").json]
    office.ok(f"undo {number} --actor {ANN}")


def test_S6_what_was_done_about_the_office_or_elsewhere_stays_out_of_sight(office: Casa) -> None:
    office.ok("workspace set date_format day-first")
    office.ok("workspace field add seats --type number")
    office.ok("user edit bob@office.example --name Robert")
    office.ok("property add 2 --kind unit --in 'Elm Row'")
    office.ok("property remove 'Elm Row/2'")
    office.ok("contact add --type lead --last-name Nowhere --first-name Ned")

    about = {"workspace.set", "workspace.field.add", "user.edit", "user.add", "property.remove"}
    assert not about & set(listed(office, ANN))
    assert not [each for each in office.ok(f"log list -o json --actor {ANN}").json if "Elm" in each["summary"]]
    assert "Ned" not in office.ok(f"log list -o json --actor {ANN}").stdout
