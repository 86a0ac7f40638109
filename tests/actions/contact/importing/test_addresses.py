"""Importing addresses and the people who have the key, and the round trip of an export that holds them (PY-9)."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.casa import Casa

HEAD = "external id,type,first name,last name,street,address line 2,town,postcode,country,key holder,key holder phone"
JOE = 'T-1,tenant,Joe,Bloggs,10 High St,Flat 4,London,SW1A 1AA,UK,Kay Holder,020 7946 0958'  # fmt: skip
ANN = "T-2,tenant,Ann,Archer,1 rue,,Paris,75001,Frankreich,,"


def imported(casa: Casa, *rows: str, head: str = HEAD, options: str = "") -> dict[str, Any]:
    done = casa.run(f"contact import - -o json {options}", stdin="\n".join([head, *rows, ""]))
    assert done.exit_code in (0, 3), done
    found: dict[str, Any] = done.json
    return found


def rejects() -> list[tuple[str, str]]:
    with Path("stdin.rejects.csv").open(encoding="utf-8", newline="") as file:
        return [(row["_row"], row["_code"]) for row in csv.DictReader(file)]


def addresses(casa: Casa, contact: int) -> list[dict[str, Any]]:
    """The billing address first."""
    found: list[dict[str, Any]] = casa.contact(contact).addresses
    return found


def test_PY_9_a_file_brings_an_address_and_who_has_the_key_with_each_contact(casa: Casa) -> None:
    assert imported(casa, JOE, ANN)["added"] == 2

    (joe,), (ann,) = addresses(casa, 1), addresses(casa, 2)
    assert (joe["line"], joe["city"], joe["country"], joe["billing"], joe["site"]) == (
        "10 High St, Flat 4", "London", "GB", True, False)  # fmt: skip
    assert joe["access"] == {"name": "Kay Holder", "phone": "+44 20 7946 0958"}
    assert (ann["line"], ann["country"], ann["has_access"]) == ("1 rue", "FR", False)
    casa.ok("undo -y")
    assert casa.rows("select count(*) from address") == [(0,)]


@pytest.mark.parametrize("how", ["skip", "update"])
def test_PY_9_the_same_file_again_changes_nothing(casa: Casa, how: str) -> None:
    imported(casa, JOE, ANN)

    again = imported(casa, JOE, ANN, options=f"--on-conflict {how}")

    assert (again["unchanged"], again["operation"]) == (2, None)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("1 rue,,,,,Kay,12", "invalid-access-phone"),
        (f"{'x' * 401},,,,,,", "invalid-text"), (f"1 rue,,,{'x' * 41},,,", "invalid-text"),
        ("a\x07b,,,,,,", "invalid-text"),
    ],
)  # fmt: skip
def test_a_row_whose_address_cannot_be_taken_comes_back_whole(casa: Casa, cells: str, code: str) -> None:
    counts = imported(casa, f"T-3,tenant,Bea,Baker,{cells}", JOE)

    assert (counts["added"], counts["rejected"], rejects()) == (1, 1, [("2", code)])
    assert casa.rows("select count(*) from contact") == [(1,)]


@pytest.mark.parametrize(
    ("cells", "warning", "stored"),
    [
        (",,,LS1 4AP,,,", "there is no address line", []),
        (",,,,,Kay,", "there is no address line", []),
        ("1 rue,,,,Narnia,,", "'Narnia' is no country", [("1 rue", "GB")]),
        ("1 rue,,,,Korea,,", "South Korea (KR) or North Korea (KP)", [("1 rue", "GB")]),
        ("1 rue,,,,No,,", "near: Norway (NO)", [("1 rue", "GB")]),
        ("1 rue,,,,NA,,", "Namibia is written out", [("1 rue", "GB")]),
    ],
)
def test_I9_I19_a_person_with_an_odd_address_is_still_a_person(
    casa: Casa, cells: str, warning: str, stored: list[tuple[str, str]]
) -> None:
    counts = imported(casa, f"T-3,tenant,Bea,Baker,{cells}", JOE)

    assert (counts["added"], counts["rejected"]) == (2, 0)
    assert counts["warnings"][0].startswith("line 2: ")
    assert warning in counts["warnings"][0]
    assert casa.rows("select line, country from address where contact_id = 1") == stored


@pytest.mark.parametrize("placeholder", ["N/A", "n.a.", "none", "-", "--", "?", "TBC", "unknown", "#REF!"])
def test_I9_a_placeholder_is_no_country(casa: Casa, placeholder: str) -> None:
    assert imported(casa, f"T-3,tenant,Bea,Baker,1 rue,,,,{placeholder},,")["warnings"] == []
    assert casa.rows("select line, country from address") == [("1 rue", "GB")]


def test_an_access_email_is_one_address_or_the_row_comes_back(casa: Casa) -> None:
    head = "type,first name,last name,address,access e-mail,access notes"

    imported(casa, "tenant,A,B,1 rue,nobody,", 'tenant,C,D,1 rue,KAY@Example.com,"ring twice"', head=head)

    assert rejects() == [("2", "invalid-access-email")]
    assert addresses(casa, 1)[0]["access"] == {"email": "KAY@example.com", "note": "ring twice"}


def test_a_country_alone_is_no_address(casa: Casa) -> None:
    assert imported(casa, "T-3,tenant,Bea,Baker,,,,,UK,,")["added"] == 1
    assert addresses(casa, 1) == []


def test_an_odd_postcode_is_taken(casa: Casa) -> None:
    assert imported(casa, "T-3,tenant,Bea,Baker,1 High St,,London,???,,,")["added"] == 1


def test_lines_of_one_cell_are_joined(casa: Casa) -> None:
    imported(casa, 'tenant,A,B,"Flat 4\n10 High St"', head="type,first name,last name,address")

    assert addresses(casa, 1)[0]["line"] == "Flat 4, 10 High St"


def test_PY_3_a_row_from_another_system_adds_an_address_that_is_new(casa: Casa) -> None:
    imported(casa, JOE)
    moved = JOE.replace("10 High St", "2 Elm Row")

    assert imported(casa, moved, options="--on-conflict update")["updated"] == 1
    assert imported(casa, moved, options="--on-conflict update")["unchanged"] == 1

    assert [(each["line"], each["billing"], each["site"]) for each in addresses(casa, 1)] == [
        ("10 High St, Flat 4", True, False), ("2 Elm Row, Flat 4", False, True)]  # fmt: skip


def test_at_a_place_that_is_there_a_row_from_another_system_says_more(casa: Casa) -> None:
    imported(casa, JOE)

    imported(casa, JOE.replace("Kay Holder", "Kim").replace("020 7946 0958", ""), options="--on-conflict update")

    (only,) = addresses(casa, 1)
    assert only["access"] == {"name": "Kim", "phone": "+44 20 7946 0958"}


def test_I5_of_several_rows_about_one_contact_each_further_address_comes_back_and_goes_in_with_the_rejects(
    casa: Casa,
) -> None:
    casa.tenant("Joe Bloggs", external_id="T-1")

    rows = (JOE, JOE.replace("10 High", "11 High"), JOE.replace("10 High", "12 High"))
    for updated in (1, 0):
        counts = imported(casa, *rows, options="--on-conflict update")
        assert (counts["updated"], counts["rejects"]) == (updated, {"same-contact": 2})
    for row in rows[1:]:
        assert imported(casa, row, options="--on-conflict update")["updated"] == 1

    assert [each["billing"] for each in addresses(casa, 1)] == [True, False, False]


# By number: the row is the whole truth about the billing address ----------------------------------

BY_ID = "contact_id,address_line,city,country,access_name"


def by_id(casa: Casa, row: str, *, head: str = BY_ID) -> dict[str, Any]:
    return imported(casa, row, head=head, options="--on-conflict update")


def test_a_row_by_id_changes_the_billing_address(casa: Casa) -> None:
    imported(casa, JOE)
    casa.ok("address add 1 --line '2 Elm Row'")

    assert by_id(casa, "1,9 New Road,,,")["updated"] == 1

    billing, other = addresses(casa, 1)
    assert (billing["line"], billing["city"], billing["country"], billing["access"]) == (
        "9 New Road", None, "GB", {"phone": "+44 20 7946 0958"})  # fmt: skip
    assert (billing["postcode"], other["line"]) == ("SW1A 1AA", "2 Elm Row")
    assert by_id(casa, "1,9 New Road,,,")["unchanged"] == 1


def test_a_row_by_id_gives_an_address_to_who_had_none(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")

    by_id(casa, "1,9 New Road,Leeds,,")

    assert [(each["line"], each["billing"]) for each in addresses(casa, 1)] == [("9 New Road", True)]


def test_an_emptied_row_by_id_takes_the_only_address_away(casa: Casa) -> None:
    imported(casa, JOE)

    assert by_id(casa, "1,,,,")["updated"] == 1
    assert by_id(casa, "1,,,,")["unchanged"] == 1

    assert addresses(casa, 1) == []


def test_PY_3_an_emptied_row_by_id_comes_back_where_another_would_have_to_take_over(casa: Casa) -> None:
    imported(casa, JOE)
    casa.ok("address add 1 --line '2 Elm Row'")

    by_id(casa, "1,,,,")

    assert rejects() == [("2", "billing-address-needed")]
    assert len(addresses(casa, 1)) == 2


def test_a_file_without_the_line_changes_the_rest_of_the_billing_address(casa: Casa) -> None:
    imported(casa, JOE, ANN)
    casa.tenant("Bea Baker")

    by_id(casa, "1,Leeds\n2,\n3,York", head="contact_id,city")

    assert [addresses(casa, n)[0]["city"] for n in (1, 2)] == ["Leeds", "Paris"]
    assert rejects() == [("4", "missing-address-line")]


# Export -------------------------------------------------------------------------------------------


def test_the_export_holds_billing_addresses_once_anybody_has_one(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    assert "address_line" not in casa.ok("contact export -").stdout
    casa.ok(["address", "add", "1", "--line", "1 High St", "--access-note", "=cmd()", "--access-phone", "07700 900123"])
    casa.ok(["address", "add", "1", "--line", "2 Elm Row"])

    (row,) = csv.DictReader(io.StringIO(casa.ok("contact export -").stdout))

    assert (row["address_line"], row["country"], row["access_note"], row["access_phone"]) == (
        "1 High St", "GB", "'=cmd()", "+44 7700 900123")  # fmt: skip


def test_the_round_trip_with_addresses_changes_only_what_was_changed(casa: Casa) -> None:
    imported(casa, JOE, ANN)
    casa.ok(["address", "edit", "1", "--access-note", "=gate", "--label", "@home"])
    casa.ok("address add 1 --line '2 Elm Row'")
    casa.tenant("Bea Baker")
    casa.ok("contact export people.csv")

    same = casa.ok("contact import people.csv --on-conflict update -o json").json
    text = Path("people.csv").read_text("utf-8").replace("Paris", "Lyon")
    changed = casa.ok("contact import - --on-conflict update -o json", stdin=text).json

    assert (same["unchanged"], same["operation"]) == (3, None)
    assert (changed["updated"], changed["unchanged"]) == (1, 2)
    assert addresses(casa, 2)[0]["city"] == "Lyon"


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ("Elm Row,12a,Leeds,", "12a Elm Row"), ("Dorpsstraat,12a,Utrecht,NL", "Dorpsstraat 12a"),
        ("Hauptstr. 7,7,Berlin,DE", "Hauptstr. 7"), ("Elm Row,,Leeds,", "Elm Row"), ("Elm Row,-,Leeds,", "Elm Row"),
    ],
)  # fmt: skip
def test_I14_a_houses_number_in_a_column_of_its_own_goes_with_the_street(casa: Casa, cells: str, line: str) -> None:
    head = "external id,type,first name,last name,street,house no,town,country"
    imported(casa, f"T-1,tenant,Joe,Bloggs,{cells}", head=head)

    assert [each["line"] for each in addresses(casa, 1)] == [line]
