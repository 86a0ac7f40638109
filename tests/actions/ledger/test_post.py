"""Charging, paying, crediting, refunding, writing off: what is posted, and what forbids it."""

from __future__ import annotations

import pytest

from tests.casa import Casa


@pytest.fixture
def joe(casa: Casa) -> int:
    return casa.tenant("Joe Bloggs", email="joe@example.com")


def balance(casa: Casa, number: int) -> str:
    return str(casa.contact(number).balance)


def test_a_charge_adds_to_what_is_owed_and_its_number_is_the_results_id(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 80 --for Water")

    done = casa.ok(f"ledger charge {joe} 120.5 --for 'Rent November' --due 2026-12-01 -o json")

    assert done.json == {
        "operation": 4,
        "dry_run": False,
        "results": [
            {"ref": str(joe), "id": 2, "outcome": "charged", "reasons": [], "note": "120.50 GBP, balance 200.50"}
        ],
    }
    assert balance(casa, joe) == "200.50"
    row = casa.rows("select contact_id, kind, on_date, due, amount, text, voided from ledger_entry where id = 2")
    assert row == [(joe, "charge", "2026-11-23", "2026-12-01", 12050, "Rent November", 0)]


def test_the_number_of_a_charge_is_what_void_takes(casa: Casa, joe: int) -> None:
    entry = casa.ok(f"ledger charge {joe} 120 --for Rent -o ids").ids[0]

    assert casa.ok(f"ledger void {entry} --reason typo -o json").outcomes == ["voided"]
    assert balance(casa, joe) == "0.00"


def test_the_reference_is_shown_as_typed(casa: Casa, joe: int) -> None:
    done = casa.ok(["ledger", "charge", "Bloggs, Joe", "1", "--for", "Key", "-o", "json"])

    assert done.results[0]["ref"] == "Bloggs, Joe"


def test_a_payment_of_more_than_is_owed_makes_a_credit_balance(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 100 --for Rent")

    done = casa.ok(f"ledger pay {joe} 150.25 --method transfer --reference B-7 --on 2026-11-20 -o json")

    assert done.outcomes == ["paid"]
    assert balance(casa, joe) == "-50.25"
    assert casa.rows("select on_date, amount, method, reference from ledger_entry where kind = 'payment'") == [
        ("2026-11-20", -15025, "transfer", "B-7")
    ]


def test_a_reference_that_stands_twice_is_worth_a_warning(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger pay {joe} 10 --reference B-7")

    assert "entry 1 has the reference B-7, too" in casa.ok(f"ledger pay {joe} 10 --reference B-7").stderr
    assert casa.ok(f"ledger pay {casa.tenant('Ann Other')} 10 --reference B-7").stderr == ""


def test_MC_6_a_locked_contact_pays_only_money_that_came_another_way(casa: Casa, joe: int) -> None:
    casa.ok(f"contact lock {joe} --reason 'with the attorney'")

    refused = casa.run(f"ledger pay {joe} 10 -o json")

    assert (refused.exit_code, refused.reasons, refused.json["operation"]) == (5, ["locked"], None)
    assert refused.results[0]["reasons"][0]["rule"] == "MC-6"
    assert refused.error["rule"] == "MC-6"
    assert casa.rows("select * from ledger_entry") == []
    assert casa.ok(f"ledger pay {joe} 10 --outside -o json").outcomes == ["paid"]
    assert casa.ok(f"ledger charge {joe} 10 --for Fee -o json").outcomes == ["charged"]


def test_MC_17_an_archived_contact_is_not_charged_but_pays_and_is_credited(casa: Casa, joe: int) -> None:
    casa.ok(f"contact archive {joe}")

    refused = casa.run(f"ledger charge {joe} 10 --for Fee -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["archived"])
    assert refused.error["rule"] == "MC-17"
    assert refused.error["hint"] == f"casactl contact unarchive {joe}"
    casa.ok(f"ledger pay {joe} 10")
    casa.ok(f"ledger credit {joe} 5 --for goodwill")
    casa.ok(f"ledger refund {joe} 15")
    assert balance(casa, joe) == "0.00"


@pytest.mark.parametrize("lifecycle", ["erased", "merged"])
@pytest.mark.parametrize(
    "verb", ["charge {} 1 --for x", "pay {} 1 --outside", "credit {} 1", "write-off {} --reason x"]
)
def test_nothing_is_posted_to_who_is_gone(casa: Casa, joe: int, lifecycle: str, verb: str) -> None:
    casa.set_lifecycle(joe, lifecycle)

    refused = casa.run(f"ledger {verb.format(joe)} -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["gone"])


def test_a_refund_pays_a_credit_balance_back_and_no_more(casa: Casa, joe: int) -> None:
    nothing = casa.run(f"ledger refund {joe} 1 -o json")
    casa.ok(f"ledger pay {joe} 50")
    too_much = casa.run(f"ledger refund {joe} 50.01 -o json")

    assert (nothing.exit_code, nothing.reasons) == (5, ["no-credit"])
    assert (too_much.exit_code, too_much.reasons) == (5, ["more-than-credit"])
    assert too_much.error["hint"] == f"casactl ledger refund {joe} 50.00"
    assert casa.ok(f"ledger refund {joe} 50 -o json").outcomes == ["refunded"]
    assert balance(casa, joe) == "0.00"


def test_a_write_off_takes_the_whole_balance_or_a_part_of_it(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 100 --for Rent")

    part = casa.ok(f"ledger write-off {joe} 30 --reason 'settled in court' -o json")
    assert (part.outcomes, balance(casa, joe)) == (["written-off"], "70.00")
    more = casa.run(f"ledger write-off {joe} 70.01 --reason gone -o json")
    assert (more.exit_code, more.reasons) == (5, ["more-than-owed"])
    casa.ok(f"ledger write-off {joe} --reason gone")

    assert balance(casa, joe) == "0.00"
    assert casa.run(f"ledger write-off {joe} --reason gone -o json").reasons == ["nothing-owed"]
    assert casa.ok("log list -o json").json[0]["summary"] == "written-off 70.00 GBP: Joe Bloggs (1), entry 3"


@pytest.mark.parametrize(
    "amount",
    ["1e3", "NaN", "inf", "-5", "+5", "1.005", "١٢", "0", "0.00", "", " ", "12 3", "0x10", "100000000000.01",
     "9" * 5000],
)  # fmt: skip
@pytest.mark.parametrize("verb", ["charge {} --for x", "pay {}", "credit {}", "refund {}", "write-off {} --reason x"])
def test_what_is_no_amount_is_exit_2_and_changes_nothing(casa_sqlite: Casa, amount: str, verb: str) -> None:
    number = casa_sqlite.tenant("Joe Bloggs")
    before, _, after = verb.partition(" {}")

    done = casa_sqlite.run(["ledger", before, number, amount, *after.split(), "-o", "json"])

    assert (done.exit_code, done.stdout) == (2, "")
    assert casa_sqlite.rows("select * from ledger_entry") == []


def test_an_amount_may_be_as_large_as_ten_to_the_thirteen(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 100000000000.00 --for Palace")
    casa.ok(f"ledger charge {joe} 100000000000.00 --for Palace")

    assert balance(casa, joe) == "200000000000.00"
    assert casa.ok("ledger ageing -o json").json[0]["current"] == "200000000000.00"


def test_amounts_have_the_currencys_decimals(casa: Casa, joe: int) -> None:
    casa.ok("workspace set currency JPY")

    assert casa.run(f"ledger charge {joe} 1.5 --for x").exit_code == 2
    assert casa.ok(f"ledger charge {joe} 1200 --for x -o json").results[0]["note"] == "1200 JPY, balance 1200"


@pytest.mark.parametrize("day", ["1899-12-31", "2026-02-30", "23/11/2026", "soon", ""])
@pytest.mark.parametrize("option", ["--on", "--due"])
def test_a_date_that_is_none_is_exit_2(casa: Casa, joe: int, day: str, option: str) -> None:
    done = casa.run(["ledger", "charge", joe, "1", "--for", "x", option, day])

    assert (done.exit_code, done.stdout) == (2, "")


@pytest.mark.parametrize("verb", ["pay {} 1", "credit {} 1", "refund {} 1", "write-off {} --reason x"])
def test_money_that_has_moved_is_not_dated_ahead(casa: Casa, joe: int, verb: str) -> None:
    done = casa.run(f"ledger {verb.format(joe)} --on tomorrow -o json")

    assert (done.exit_code, done.error["code"]) == (2, "usage.date-in-future")


def test_a_charge_may_have_any_date(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 1 --for 'next year' --on +1y --due +13m")
    casa.ok(f"ledger charge {joe} 1 --for 'long ago' --on 1900-01-01")

    assert balance(casa, joe) == "2.00"


@pytest.mark.parametrize("verb", ["charge {} 1", "write-off {}", "void 1"])
def test_what_is_missing_is_named(casa: Casa, joe: int, verb: str) -> None:
    done = casa.run(f"ledger {verb.format(joe)} -o json")

    assert done.exit_code == 2
    assert "is missing" in done.error["message"]


@pytest.mark.parametrize("text", ["\x1b[31mred", "x" * 1001, "\ud800"])
def test_text_that_cannot_be_stored_is_exit_2(casa: Casa, joe: int, text: str) -> None:
    assert casa.run(["ledger", "charge", joe, "1", "--for", text]).exit_code == 2


def test_nobody_is_exit_4(casa: Casa) -> None:
    assert casa.run("ledger charge 99 1 --for x").exit_code == 4
    assert casa.run("ledger statement 99").exit_code == 4
    assert casa.run("ledger void 99 --reason x").exit_code == 4


def test_a_charge_can_be_about_a_property(casa: Casa, joe: int) -> None:
    casa.property("Rose Court/Block A/12")

    casa.ok(f"ledger charge {joe} 1 --for x --property 'Block A/12'")

    assert casa.rows("select property_id from ledger_entry") == [(3,)]
    assert casa.run(f"ledger charge {joe} 1 --for x --property Nowhere").exit_code == 4


def test_a_dry_run_posts_nothing(casa: Casa, joe: int) -> None:
    done = casa.ok(f"ledger charge {joe} 1 --for x -n -o json")

    assert (done.json["operation"], done.json["dry_run"], done.outcomes) == (None, True, ["charged"])
    assert (balance(casa, joe), casa.rows("select * from ledger_entry")) == ("0.00", [])


def test_a_request_id_posts_once(casa: Casa, joe: int) -> None:
    first = casa.ok(f"ledger pay {joe} 5 --request-id bank-1 -o json")

    assert casa.ok(f"ledger pay {joe} 5 --request-id bank-1 -o json").json == first.json
    assert casa.run(f"ledger pay {joe} 6 --request-id bank-1").exit_code == 5
    assert balance(casa, joe) == "-5.00"


def test_the_contacts_history_tells_of_its_money(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 5 --for x")

    assert casa.ok(f"contact history {joe} -o json").json[0]["verb"] == "ledger.charge"
    assert (
        casa.ok(f"log list --contact {joe} -o json").json[0]["summary"] == "charged 5.00 GBP: Joe Bloggs (1), entry 1"
    )
    assert casa.rows("select distinct contact_id from change where table_name = 'ledger_entry'") == [(joe,)]
