"""Contacts with several addresses: every one goes out and comes back, and a file of another program may say several."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.casa import Casa

FILES = ("people.csv", "people.xlsx", "people.jsonl", "people.vcf")
HEAD = "contact_id,address_line,city,address_2_line,address_2_city,address_3_line,address_3_city"


@pytest.fixture
def ann(casa: Casa) -> Casa:
    """Ann has a billing address and two more, at the first of which work waits."""
    casa.tenant("Ann Archer")
    casa.ok("address add 1 --line '1 High St' --city Leeds")
    casa.ok("address add 1 --line '2 Low St' --city York --label Shop --access-name 'Kay Holder'")
    casa.ok("address add 1 --line '3 Side St' --city Hull")
    casa.ok("project add --title Roof --contact 1 --site 2")
    return casa


def held(casa: Casa) -> list[tuple[Any, ...]]:
    return casa.rows("select id, line, city, label, access_name, billing from address order by id")


def brought(casa: Casa, *rows: str, head: str = HEAD, options: str = "--on-conflict update") -> dict[str, Any]:
    done = casa.run(f"contact import - -o json {options}", stdin="\n".join([head, *rows, ""]))
    found: dict[str, Any] = done.json
    return found


@pytest.mark.parametrize("file", FILES)
def test_I_every_address_goes_out_and_the_same_file_again_changes_nothing(ann: Casa, file: str) -> None:
    before = held(ann)
    ann.ok(f"contact export {file}")

    again = ann.ok(f"contact import {file} --on-conflict update -o json").json

    assert (again["unchanged"], again["operation"], held(ann)) == (1, None, before)


def test_I_an_address_that_was_corrected_stays_the_same_one(ann: Casa) -> None:
    assert brought(ann, "1,1 High St,Leeds,22 Low St,York,3 Side St,Hull")["updated"] == 1

    assert held(ann)[1] == (2, "22 Low St", "York", "Shop", "Kay Holder", 0)
    assert ann.rows("select address_id from engagement") == [(2,)]


def test_I_an_address_that_was_emptied_goes_and_one_that_was_written_comes(ann: Casa) -> None:
    brought(ann, "1,1 High St,Leeds,,,3 Side St,Hull")
    assert [row[1] for row in held(ann)] == ["1 High St", "3 Side St"]

    brought(ann, "1,1 High St,Leeds,3 Side St,Hull,4 New St,Bath")
    assert [row[1] for row in held(ann)] == ["1 High St", "3 Side St", "4 New St"]
    brought(ann, "1,,,,,,")
    assert held(ann) == []


def test_I_addresses_that_the_file_has_no_columns_for_stay(ann: Casa) -> None:
    head = HEAD.rpartition(",address_3_line")[0]

    assert brought(ann, "1,1 High St,Leeds,2 Low St,York", head=head)["unchanged"] == 1
    brought(ann, "1,1 High St,Leeds,,", head=head)

    assert [row[1] for row in held(ann)] == ["1 High St", "3 Side St"]


def test_PY_3_the_billing_address_does_not_go_while_others_stay_or_come(ann: Casa) -> None:
    assert brought(ann, "1,,,2 Low St,York,3 Side St,Hull")["rejects"] == {"billing-address-needed": 1}
    ann.ok("address remove 3")
    ann.ok("address remove 2")

    assert brought(ann, "1,,,5 Far St,Bath,,")["rejects"] == {"billing-address-needed": 1}


def test_PY_3_the_first_of_somebody_who_has_none_is_the_billing_address(casa: Casa) -> None:
    casa.tenant("Bob Brown")

    brought(casa, "1,,,5 Far St,Bath,6 Near St,Bath")

    assert [(row[1], row[5]) for row in held(casa)] == [("5 Far St", 1), ("6 Near St", 0)]


def test_I_a_row_of_another_system_adds_each_new_place_once(casa: Casa) -> None:
    head = ("External ID,Type,Name,Address 1 - Street,Address 1 - City,Address 2 - Street,Address 2 - City,"
            "Address 2 - Label")  # fmt: skip
    row = "A,tenant,Ann Archer,1 High St,Leeds,2 Low St,York,Shop"

    first = brought(casa, row, head=head)
    again = brought(casa, row, head=head)
    more = brought(casa, "A,tenant,Ann Archer,3 Side St,Hull,3 SIDE ST,Hull,", head=head)

    assert (first["added"], again["unchanged"], more["updated"]) == (1, 1, 1)
    assert [row[1:4] for row in held(casa)] == [
        ("1 High St", "Leeds", None), ("2 Low St", "York", "Shop"), ("3 Side St", "Hull", None)]  # fmt: skip


def test_I6_the_home_address_of_outlook_is_one_more(casa: Casa) -> None:
    columns = ["First Name", "Last Name", "E-mail Address", "Business Phone", "Mobile Phone", "Home Phone",
               "Business Street", "Business City", "Home Street", "Home City", "Other Street",
               "Other City"]  # fmt: skip
    with Path("outlook.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([
            columns, ["Ann", "Archer", "ann@example.com", "", "", "", "1 High St", "Leeds", "2 Low St", "York", "", ""],
            ["Bob", "Brown", "bob@example.com", "", "", "", "", "", "5 Far St", "Bath", "6 Near St", "Bath"],
        ])  # fmt: skip

    casa.ok("contact import outlook.csv --type tenant")

    assert casa.rows("select contact_id, line, billing, site from address order by id") == [
        (1, "1 High St", 1, 0), (1, "2 Low St", 0, 1), (2, "5 Far St", 1, 0), (2, "6 Near St", 0, 1)]  # fmt: skip
