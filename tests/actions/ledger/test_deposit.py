"""Deposits and changed due dates: held apart, and what is past due follows."""

from __future__ import annotations

import pytest

from tests.casa import Casa


@pytest.fixture
def joe(casa: Casa) -> int:
    return casa.tenant("Joe Bloggs")


def test_MC_12_a_deposit_is_held_apart_and_blocks_an_archive(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger deposit take {joe} 500 --for Keys")

    shown = casa.ok(f"contact show {joe} -o json").json
    assert (shown["deposit"], shown["balance"]) == ("500.00", "0.00")
    assert casa.ok("contact list -o json").json[0]["deposit"] == "500.00"
    refused = casa.run(f"contact archive {joe} -o json")
    assert refused.reasons == ["deposit-held"]
    assert "casactl ledger deposit return 1 500.00" in refused.stdout
    casa.ok(f"ledger deposit return {joe} 500")
    casa.ok(f"contact archive {joe}")
    assert casa.run(f"ledger deposit take {joe} 5 -o json").exit_code == 5


def test_a_deposit_pays_what_is_owed(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger deposit take {joe} 500")
    casa.ok(f"ledger charge {joe} 120 --for Rent")

    assert casa.run(f"ledger deposit apply {joe} 121 -o json").reasons == ["more-than-owed"]
    refused = casa.run(f"ledger deposit return {joe} 501 -o json")
    assert (refused.reasons, refused.error["hint"]) == (
        ["more-than-held"],
        f"casactl ledger deposit return {joe} 500.00",
    )
    applied = casa.ok(f"ledger deposit apply {joe} 120 -o json").json["operation"]

    shown = casa.ok(f"contact show {joe} -o json").json
    assert (shown["deposit"], shown["balance"]) == ("380.00", "0.00")
    casa.ok(f"undo {applied} -y")
    shown = casa.ok(f"contact show {joe} -o json").json
    assert (shown["deposit"], shown["balance"]) == ("500.00", "120.00")
    assert casa.ok("workspace check -o json").json
    for amount in ("0", "-5", "x"):
        assert casa.run(f"ledger deposit take {joe} -- {amount}").exit_code == 2
    assert casa.run(f"ledger deposit take {joe} 5 --on tomorrow").exit_code == 2


def test_a_merge_takes_the_deposit_along(casa: Casa, joe: int) -> None:
    joey = casa.tenant("Joey Bloggs")
    casa.ok(f"ledger deposit take {joey} 500")

    casa.ok(f"contact merge {joe} {joey} -y")

    assert casa.ok(f"contact show {joe} -o json").json["deposit"] == "500.00"


def test_another_due_date_moves_what_is_past_due(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 120 --for Rent --on 2026-10-01")
    casa.ok(f"ledger pay {joe} 20")

    assert casa.run("ledger due 1 2026-12-24").exit_code == 2
    done = casa.ok("ledger due 1 2026-12-24 --reason agreed -o json").json

    shown = casa.ok(f"contact show {joe} -o json").json
    assert (shown["past_due"], shown["upcoming"], shown["oldest_due"]) == ("0.00", "100.00", "2026-12-24")
    assert casa.run("ledger due 2 2026-12-24 --reason x -o json").reasons == ["not-a-charge"]
    assert casa.run("ledger due 1 2026-09-01 --reason x").exit_code == 2
    casa.ok(["undo", done["operation"], "-y"])
    assert casa.ok(f"contact show {joe} -o json").json["past_due"] == "100.00"


def test_a_fee_is_a_kind_of_its_own(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger fee {joe} 5 --for 'Second notice'")

    assert casa.ok(f"ledger statement {joe} -o json").json["entries"][0]["kind"] == "fee"
    assert casa.contact(joe).balance == "5.00"
    assert casa.run(f"ledger fee {joe} 5").exit_code == 2


def test_MC_12_undo_takes_no_deposit_back_that_was_given_back_since(casa: Casa, joe: int) -> None:
    taken = casa.ok(f"ledger deposit take {joe} 500 -o json").json["operation"]
    returned = casa.ok(f"ledger deposit return {joe} 400 -o json").json["operation"]

    refused = casa.run(f"undo {taken} -y -o json")

    assert refused.exit_code == 5
    assert f"casactl undo {returned}" in refused.stdout
    assert casa.ok(f"contact show {joe} -o json").json["deposit"] == "100.00"
    casa.ok(f"undo {returned} -y")
    casa.ok(f"undo {taken} -y")
    assert casa.ok(f"contact show {joe} -o json").json["deposit"] == "0.00"


def test_MC_12_undo_gives_nobody_a_deposit_who_was_archived_without_one(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger deposit take {joe} 500")
    returned = casa.ok(f"ledger deposit return {joe} 500 -o json").json["operation"]
    casa.ok(f"contact archive {joe}")

    assert casa.run(f"undo {returned} -y -o json").exit_code == 5
    assert casa.ok(f"contact show {joe} -o json").json["deposit"] == "0.00"


def test_MC_12_a_payment_by_deposit_is_undone_and_not_voided(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger deposit take {joe} 500")
    casa.ok(f"ledger charge {joe} 120 --for Rent")
    applied = casa.ok(f"ledger deposit apply {joe} 120 -o json").json["operation"]

    refused = casa.run("ledger void 2 --reason wrong -o json")

    assert refused.reasons == ["paid-by-deposit"]
    assert f"casactl undo {applied}" in refused.stdout
    casa.ok(f"ledger pay {joe} 5 --method deposit")  # nobody's deposit
    casa.ok("ledger void 3 --reason wrong")
    casa.ok(f"undo {applied} -y")
    shown = casa.ok(f"contact show {joe} -o json").json
    assert (shown["deposit"], shown["balance"]) == ("500.00", "120.00")
    assert casa.run("workspace check").exit_code == 0


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("update deposit set amount = -50000 where id = 1", "deposit 1, taken, has an amount of -50000"),
        ("update deposit set amount = -90000 where id = 2", "were taken, 90000 returned, 12000 applied"),
        ("update ledger_entry set voided = 1 where id = 2", "deposit 3 was applied, and no payment"),
    ],
)
def test_a_check_proves_what_is_held(casa: Casa, joe: int, damage: str, told: str) -> None:
    casa.ok(f"ledger deposit take {joe} 500")
    casa.ok(f"ledger deposit return {joe} 100")
    casa.ok(f"ledger charge {joe} 120 --for Rent")
    casa.ok(f"ledger deposit apply {joe} 120")
    with casa.work() as work:
        work.run(damage)

    assert told in casa.run("workspace check -o json").stdout
