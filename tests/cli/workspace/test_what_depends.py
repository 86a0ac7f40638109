"""What stored data depends on is not changed under it: refused, or said before (M1); amounts by the settings (M7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from casactl.store.holdings import AMOUNTS
from casactl.store.schema import SPECS
from tests.casa import Casa


@pytest.fixture
def office(casa: Casa) -> Casa:
    casa.tenant("Joe Bloggs")
    return casa


HOLDERS = (
    "ledger charge 1 850 --for Rent", "plan add --contact 1 --title Boiler --amount 20",
    "ledger recurring add 1 850 --for Rent --from 2026-12-01", "ledger deposit take 1 850",
    "arrears policy set fee.toml", "ledger bank import lines.csv",
)  # fmt: skip
"""Each leaves an amount, and no other."""
FOLLOWS = {"contact": "balance", "invoice_line": "amount"}
"""Money that there is only where there is other money."""


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("currency", ["JPY", "KWD", "EUR"])
def test_M1_the_currency_stays_once_any_amount_exists(office: Casa, holder: str, currency: str) -> None:
    Path("fee.toml").write_text('[[step]]\nstatus = "reminder"\ndays = 7\nfee = "12.50"\n', "utf-8")
    Path("lines.csv").write_text("date,payer,purpose,amount\n2026-11-02,Nobody,none,5.00\n", "utf-8")
    office.ok(holder)

    refused = office.run(f"workspace set currency {currency} -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["amounts-exist"])
    assert refused.error["hint"] == f"casactl workspace add NAME --currency {currency}"
    assert office.ok("workspace get currency").stdout == "GBP\n"
    assert office.ok("workspace set currency gbp -o json").outcomes == ["unchanged"]


def test_M1_every_column_of_money_is_looked_at() -> None:
    money = {"amount", "total", "rent", "balance", "fee"}
    holding = {name for name, spec in SPECS.items() if money.intersection(spec.columns) and name not in FOLLOWS}

    for table in holding:
        assert any(f"from {{{table}}} t" in sql for _, sql in AMOUNTS), table


def test_M1_a_policy_without_fees_holds_nothing(office: Casa) -> None:
    Path("free.toml").write_text('[[step]]\nstatus = "reminder"\ndays = 7\n', "utf-8")
    office.ok("arrears policy set free.toml")
    office.ok("workspace set currency JPY")


def test_M1_a_lease_with_a_rent_holds_the_currency_too_and_a_voided_charge(office: Casa) -> None:
    office.property("Mill/Block/1")
    office.ok("lease add 1 Mill/Block/1 --from 2026-01-01 --to 2027-01-01 --rent 500")
    assert office.run("workspace set currency JPY").exit_code == 5


def test_M1_voided_money_still_counts(office: Casa) -> None:
    office.ok("ledger charge 1 5 --for Key")
    office.ok("ledger void 1 --reason wrong")

    assert office.run("workspace set currency JPY").exit_code == 5


def test_M1_without_amounts_the_currency_is_free(office: Casa) -> None:
    assert office.ok("workspace set currency JPY -o json").outcomes == ["updated"]


def test_M1_undo_does_not_revalue_either(office: Casa) -> None:
    changed = office.ok("workspace set currency JPY -o json").json["operation"]
    office.ok("ledger charge 1 850 --for Rent")

    refused = office.run(f"undo {changed} -y -o json")

    assert (refused.exit_code, refused.error["code"]) == (5, "undo.impossible")
    assert office.contact(1).balance == "850"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("timezone Africa/Johannesburg", "planned change keeps its day"),
        ("country DE", "phones that are stored stay"),
        ("country DE", "amounts that are typed or imported are read as 1.000,00, no longer as 1,000.00"),
        ("number_format 1.000,00", "read as 1.000,00 from now on"),
        ("retention_years 0", "1 contact may be erased from now on"),
        ("portal_url https://portal.example/", "1 link that was sent before"),
    ],
)  # fmt: skip
def test_M1_what_a_setting_means_for_what_is_stored_is_said(office: Casa, line: str, said: str) -> None:
    office.ok("ledger charge 1 5 --for Key")
    office.ok("contact lock 1 --on +5d --reason later")
    office.tenant("Ina Invited", email="ina@example.com")
    office.ok("contact invite 2")

    assert said in office.ok(f"workspace set {line}").stderr


@pytest.mark.parametrize(
    ("setting", "text", "balance"),
    [("by-country", "£1,000.50", "1000.50"), ("1.000,00", "1.000,50", "1000.50"), ("1.000,00", "1.000", "1000.00")],
)
def test_M7_every_way_in_reads_amounts_alike(
    office: Casa, tmp_path: Path, setting: str, text: str, balance: str
) -> None:
    office.ok(["workspace", "set", "number_format", setting])
    office.property("Mill/Block/1")
    office.ok(["contact", "attach", "1", "Mill/Block/1", "--as", "owner"])
    charge = ["ledger", "charge", "1", text, "--for", "Rent"]
    for line in (charge, ["ledger", "levy", text, "--for", "Levy", "--property", "Mill"], ["ledger", "pay", "1", text]):
        office.ok(line)
    assert office.contact(1).balance == balance

    (tmp_path / "in.csv").write_text(f'contact_id,kind,amount\n1,payment,"{text}"\n')
    office.ok(["ledger", "import", str(tmp_path / "in.csv"), "--allow-duplicate"])  # the payment is there (L12)
    assert office.contact(1).balance == "0.00"
    office.ok(["lease", "add", "1", "Mill/Block/1", "--from", "2026-01-01", "--to", "2027-01-01", "--rent", text])
    assert office.ok("lease list -o json").json[0]["rent"] == balance
    office.ok(["plan", "add", "--contact", "1", "--title", "Boiler", "--amount", text])
    assert office.ok("plan list -o json").json[0]["amount"] == balance
    office.ok(["ledger", "charge", "1", text, "--for", "Rent"])
    assert office.ok(["arrears", "list", "--min", text, "-o", "ids"]).ids == [1]


def test_M7_what_is_not_an_amount_here_is_refused_with_how_to_write_it(office: Casa, tmp_path: Path) -> None:
    refused = office.run(["ledger", "charge", "1", "1.000,00", "--for", "Rent", "-o", "json"])

    assert (refused.exit_code, refused.error["code"]) == (2, "usage.invalid-amount")
    assert "1200.00" in refused.error["hint"]
    assert "1,000.00" in refused.error["hint"]
    assert office.run("workspace set number_format 1000").exit_code == 2
