"""What one verb forbids, no other way brings about: archived means clear, settled means paid (L1, L4)."""

from __future__ import annotations

import pytest

from tests.actions.test_undo import follow, hints, last, undos
from tests.casa import Casa

ATTORNEY = "law@firm.example"


@pytest.fixture
def office(casa: Casa) -> Casa:
    casa.property("Rose Court/1", kind="unit")
    casa.ok(["user", "add", ATTORNEY, "--name", "Lex", "--type", "attorney", "--community", "Rose Court"])
    casa.ok("workspace set handover_requires_demand off")
    return casa


def clear(joe: int) -> dict[str, list[str]]:
    """For each thing that blocks an archive: what brings it about, and what clears it."""
    return {
        "a payment": [f"ledger charge {joe} 50.00 --for rent", f"ledger pay {joe} 50.00"],
        "a detachment": [f'contact attach {joe} "Rose Court/1"', f'contact detach {joe} "Rose Court/1"'],
        "a lease": [f'lease add {joe} "Rose Court/1" --from today --to +1y', "lease end 1"],
        "a task": [f"task add --contact {joe} --title Look", "task done 1"],
        "a cancelled task": [f"task add --contact {joe} --title Look", "task cancel 1"],
        "a handover": [
            f'contact attach {joe} "Rose Court/1"', f"ledger charge {joe} 50.00 --for rent",
            f"contact handover {joe} --to {ATTORNEY}", f"ledger pay {joe} 50.00 --outside",
            f'contact detach {joe} "Rose Court/1"', f"contact recall {joe} --reason paid",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("what", list(clear(0)))
def test_L1_undo_leaves_nobody_archived_with_anything_open(office: Casa, what: str) -> None:
    joe = office.tenant("Joe Bloggs")
    for line in clear(joe)[what]:
        office.ok(line)
    cleared = last(office)
    office.ok(f"contact archive {joe}")

    assert follow(office, cleared) == [f"contact unarchive {joe}"]
    office.ok("workspace check")


def test_L1_undo_does_not_give_work_back_to_somebody_archived(office: Casa) -> None:
    joe, ann, max_ = office.tenant("Joe Bloggs"), office.tenant("Ann Archer"), office.tenant("Max Berg")
    office.ok(f"task add --contact {joe} --title Look --assign {ann}")
    office.ok(f"task assign 1 --to {max_}")
    handed_on = last(office)
    office.ok(f"contact archive {ann}")

    assert follow(office, handed_on) == [f"contact unarchive {ann}"]
    office.ok("workspace check")


def test_L1_undo_of_an_unarchive_is_refused_while_somebody_lives_there(office: Casa) -> None:
    joe = office.tenant("Joe Bloggs")
    office.ok(f"contact archive {joe}")
    office.ok(f"contact unarchive {joe}")
    back = last(office)
    office.ok(f'contact attach {joe} "Rose Court/1"')

    assert follow(office, back) == [f'contact detach {joe} "Rose Court/1"']
    office.ok("workspace check")


def test_L1_undo_leaves_nobody_settled_with_a_debt(office: Casa) -> None:
    joe = office.tenant("Joe Bloggs")
    office.ok(f"ledger charge {joe} 50.00 --for rent")
    office.ok(f"ledger pay {joe} 50.00")
    paid = last(office)
    office.ok(f"arrears status {joe} --set settled")

    follow(office, paid)

    assert office.contact(joe).arrears != "settled"
    office.ok("workspace check")


def test_L1_undo_leaves_no_lead_invited(office: Casa) -> None:
    joe = office.add(type="lead", first_name="Joe", last_name="Bloggs", email="joe@example.com")
    office.ok(f"contact promote {joe}")
    promoted = last(office)
    office.ok(f"contact invite {joe} --no-send")

    assert follow(office, promoted) == [f"contact revoke {joe}"]


def test_L1_undo_leaves_no_prospect_without_an_email(office: Casa) -> None:
    joe = office.add(type="lead", first_name="Joe", last_name="Bloggs")
    office.ok(f"contact edit {joe} --email joe@example.com")
    edited = last(office)
    office.ok(f"contact promote {joe}")

    assert follow(office, edited) == undos(edited + 1)


@pytest.mark.parametrize("what", list(clear(0)))
def test_L1_nobody_archived_takes_over_what_is_open(office: Casa, what: str) -> None:
    keep, lose = office.tenant("Joe Bloggs"), office.tenant("Joe B.")
    office.ok(f"contact archive {keep}")
    for line in clear(lose)[what][: -1 if what != "a handover" else 3]:
        office.ok(line)

    refused = office.run(f"contact merge {keep} {lose} -y -o json")

    assert refused.exit_code == 5
    remedies = {reason["remedy"] for reason in refused.json["results"][0]["reasons"]}
    assert remedies == {f"casactl contact unarchive {keep}"}
    office.ok(f"contact unarchive {keep}")
    office.ok(f"contact merge {keep} {lose} -y")
    office.ok("workspace check")


def test_L1_nobody_archived_owes_by_the_void_of_a_payment(office: Casa) -> None:
    joe = office.tenant("Joe Bloggs")
    office.ok(f"ledger charge {joe} 50.00 --for rent")
    office.ok(f"ledger pay {joe} 50.00")
    office.ok(f"contact archive {joe}")

    refused = office.run("ledger void 2 --reason bounced -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["archived"])
    office.ok(f"contact unarchive {joe}")
    office.ok("ledger void 2 --reason bounced")


@pytest.mark.parametrize("backwards", [False, True])
def test_L1_check_and_today_name_what_an_earlier_program_left(office: Casa, backwards: bool) -> None:
    joe = office.tenant("Joe Bloggs", at="Rose Court/1")
    if backwards:
        office.ok(f"ledger charge {joe} 50.00 --for rent")
        with office.work("contact.edit") as work:
            work.update("contact", [{"id": joe, "arrears": "settled"}])
    else:
        office.set_lifecycle(joe, "archived", before="active")

    found = office.run("workspace check -o json")
    (matter,) = office.ok("today --topic standing -o json").json

    assert found.exit_code == 8
    bad = {each["check"]: each["problem"] for each in found.json["checks"] if not each["ok"]}
    assert list(bad) == ["standings"]
    assert "Joe Bloggs" in bad["standings"]
    assert matter["id"] == joe
    office.ok(matter["command"].removeprefix("casactl "))
    assert office.ok("workspace check").exit_code == 0


def test_L4_a_plan_that_ran_after_the_merge_has_built_upon_it(office: Casa) -> None:
    keep, lose = office.tenant("Joe Bloggs"), office.tenant("Joe B.")
    office.ok(f"contact archive {lose} --on +10d")
    office.ok(f"contact merge {keep} {lose} -y")
    merged = last(office)
    office.travel(to="2026-12-04")
    office.ok("due run")
    ran = last(office)
    assert office.contact(keep).lifecycle == "archived"

    assert hints(office, merged) == undos(ran)
    office.ok(["undo", ran, "-y"])
    office.ok(["undo", merged, "-y"])
    assert [office.contact(each).lifecycle for each in (keep, lose)] == ["active", "active"]


def test_WU_11_a_check_takes_nobody_settled_to_task_for_what_is_not_due_yet(casa: Casa) -> None:
    casa.tenant()
    casa.ok("ledger charge 1 20 --for Rent --due 2026-12-31")
    casa.ok("arrears status 1 --set settled")

    casa.ok("workspace check")
    casa.travel(to="2027-01-01")
    assert "settled" in casa.run("workspace check -o json").stdout
