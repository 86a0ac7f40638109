"""Files as offices have them, each with what must come of it: `tests/data/import/cases.toml`."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from casactl.intake.field_names import field_table
from casactl.intake.headers import match_headers
from casactl.intake.profiles import chosen_profile
from tests.casa import Casa

INPUTS = Path(__file__).parents[3] / "data" / "import"
CASES: list[dict[str, Any]] = tomllib.loads((INPUTS / "cases.toml").read_text("utf-8"))["case"]
HEADERS: dict[str, dict[str, Any]] = json.loads((INPUTS / "headers.json").read_text("utf-8"))
COUNTS = ("added", "updated", "unchanged", "rejected")
REJECTS = Path("rejects.csv")


def command(case: dict[str, Any]) -> str:
    """Whose `import` it is."""
    found: str = case.get("command", "contact")
    return found


def run(casa: Casa, case: dict[str, Any], *more: str) -> tuple[dict[str, Any], list[str]]:
    """An import's counts, and the codes of the rows that came back."""
    REJECTS.unlink(missing_ok=True)
    options = case.get("options", [])
    words = [
        *command(case).split(),
        "import",
        str(INPUTS / case["input"]),
        "--rejects",
        str(REJECTS),
        *options,
        *more,
        "-o",
        "json",
    ]
    done = casa.run(words)
    assert done.exit_code == (3 if done.json["rejected"] else 0), done.stderr
    assert done.json["rows"] == sum(done.json[name] for name in COUNTS)
    if not REJECTS.exists():
        return done.json, []
    with REJECTS.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        return done.json, [row["_code"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("case", CASES, ids=[case["input"] for case in CASES])
def test_I_each_file_goes_in_and_nothing_of_it_is_mistaken(casa: Casa, case: dict[str, Any]) -> None:
    for path in case.get("properties", ()):
        casa.property(path)
    for line in case.get("before", ()):
        casa.ok(line.replace("{inputs}", str(INPUTS)))

    counts, codes = run(casa, case)

    assert [counts[name] for name in COUNTS] == case["counts"]
    assert codes == case.get("codes", [])
    for column, expected in case.get("shows", {}).items():
        assert [
            value for (value,) in casa.rows(f"select coalesce({column}, '~') from contact order by id")
        ] == expected, column
    for query, rows in case.get("rows", {}).items():
        assert [list(row) for row in casa.rows(query)] == rows, query
    first, there = case["counts"][3], casa.rows("select count(*) from contact")
    for how in () if command(case) == "ledger" else ("skip", "update"):
        again, _ = run(casa, case, "--on-conflict", how)
        assert (again["added"], again["updated"], again["rejected"]) == (0, 0, case.get("again", first)), how
        assert casa.rows("select count(*) from contact") == there


def test_every_file_has_its_case() -> None:
    files = {each.name for each in INPUTS.iterdir()} - {"cases.toml", "headers.json"}
    used = {word for case in CASES for line in case.get("before", ()) for word in line.replace("{inputs}/", "").split()}

    assert files - {case["input"] for case in CASES} - used == set()


@pytest.mark.parametrize("name", [name for name, each in HEADERS.items() if each["import"] == "contact"])
def test_a_real_exports_people_are_found_in_its_header(name: str) -> None:
    header, fields = HEADERS[name]["columns"], field_table("contact")
    profile = chosen_profile("contact", None, header)
    told = profile.told(header) if profile else DECIDED.get(name, {})

    columns = match_headers(header, fields, told=told, ignore_unknown=True)

    assert {"full_name", "last_name", "external_id"} & set(columns)
    for column, field in EXPECTED.get(name, {}).items():
        assert columns[header.index(column)] == field, column


DECIDED = {"DocketManager contacts": {"Id": ""}}
"""What only the office knows: which of two columns is the number, or the unit."""
EXPECTED: dict[str, dict[str, str | None]] = {
    "Google Contacts (since 2024)": {
        "Name Prefix": "title", "E-mail 2 - Value": "email", "Phone 2 - Value": "phone", "Labels": "tags",
        "Address 1 - Street": "address_line", "Address 1 - Postal Code": "postcode", "Organization Title": None,
    },
    "Google Contacts (before 2024)": {"Organization 1 - Name": "company", "Group Membership": "tags"},
    "Thunderbird CSV (UK)": {"Secondary Email": "email", "Work Phone": "phone", "Home Post Code": "postcode"},
    "Vantaca tenants": {
        "SecondaryTenantFirstName": "first_name_2", "SecondaryTenantPhone": "phone_2", "TenantPhone2": "phone",
        "MoveIn": "move_in", "MoveOut": "move_out",
    },
    "ResMan residents": {
        "Resident 1 Email": "email", "Resident 2 Last Name": "last_name_2", "Lease Start Date": "lease_from",
        "Move in Date": "move_in", "NTV Date": None,
    },
    "RunHOA units and owners": {"Owner Name 1": "full_name", "Owner Email 2": "email_2", "Unit Id": "unit"},
    "AppFolio tenant tickler": {
        "Tenant": "full_name", "Tenant Phone Number": "phone", "Unit": "unit", "Unit ID": None,
        "Tenant ID": "external_id",
        "Lease From": "lease_from", "Lease To": "lease_to", "Deposit": "deposit", "Move Out Date": "move_out",
        "Tenant Status": "status", "Property Name": "property", "Property": None, "Tenant Tags": "tags", "Tags": None,
    },
    "Buildium tenants": {"Move-in date": "move_in", "Lease start date": "lease_from", "Lease end date": "lease_to"},
    "MI Property Portal tenants": {"LeaseStartDate": "lease_from", "LeaseEndDate": "lease_to", "Rent": "rent"},
    "Propertyware residents": {
        "Unit Address": "property", "Unit Address Cont.": "unit", "Start Date": "lease_from", "End Date": "lease_to",
        "Monthly Rent": "rent", "Target Deposit": "deposit", "Move-in Date": "move_in", "Vacated Date": "move_out",
    },
    "RentCheck residents": {"Street": "property", "Base Rent": "rent", "Security": "deposit"},
    "WeconnectU units (columns named on help page)": {
        "Customer Name": "full_name", "Client number": "phone", "Customer Code": "external_id", "Unit Number": "unit",
        "Postal Address": "address_line", "ID": None,
    },
    "Yardi tenant (API schema)": {
        "tenantId": "external_id", "firstName": "first_name", "leaseStartDate": "lease_from",
        "leaseEndDate": "lease_to",
        "moveInDate": "move_in", "moveOutDate": "move_out", "monthlyRent": "rent", "status": "status", "unitId": "unit",
    },
    "Payaca projects": {"customer_id": "external_id", "access_contact_phone": "access_phone"},
}  # fmt: skip
