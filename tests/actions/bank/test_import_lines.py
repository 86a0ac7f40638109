"""Bank statements: every line once, posted where it is certain whose it is, left to people with why where it is not."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.casa import Casa
from tests.intake.statements import JOES, OWN, camt, entry, mt940, ofx
from tests.workbooks import xlsx

ANNS = "NL91ABNA0417164300"
FILE = "statement"
KEYS = ["id", "on", "amount", "payer", "iban", "purpose", "state", "contact_id", "display_name", "score", "why"]


def importing(casa: Casa, text: str, *words: str, name: str = FILE) -> Any:
    Path(name).write_text(text, encoding="utf-8")
    return casa.run(["ledger", "bank", "import", name, "-o", "json", *words])


def listed(casa: Casa, *words: str) -> list[dict[str, Any]]:
    """The lines, the oldest first."""
    found: list[dict[str, Any]] = casa.ok(["ledger", "bank", "list", "-o", "json", *words]).json
    return found[::-1]


def what(casa: Casa) -> list[tuple[Any, ...]]:
    return [(each["state"], each["contact_id"], each["score"]) for each in listed(casa)]


def codes(name: str = f"{FILE}.rejects.csv") -> list[str]:
    with Path(name).open(encoding="utf-8-sig", newline="") as file:
        return [row["_code"] for row in csv.DictReader(file)]


@pytest.fixture
def joe(casa: Casa) -> int:
    return casa.tenant("Joe Bloggs", external_id="T-4711")


def test_a_reference_in_the_purpose_posts_and_the_rest_waits(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 850 --for Rent")
    text = camt(
        entry("850.00", payer="J B", iban=JOES, purpose=f"Rent no {joe}", id="B1"),
        entry("12.00", payer="Some One", purpose="thanks", id="B2"),
        entry("20.00", direction="DBIT", payer="Water", id="B3"),
    )

    done = importing(casa, text)

    assert (done.exit_code, done.json["added"], done.json["posted"], done.json["parked"]) == (0, 3, 1, 2)
    assert done.stderr.strip().endswith("3 rows: 3 added, 0 updated, 0 unchanged, 0 rejected; 1 posted, 2 parked")
    lines = listed(casa)
    assert list(lines[0])[: len(KEYS)] == KEYS
    assert [lines[0][key] for key in KEYS] == [
        1, "2026-11-02", "850.00", "J B", JOES, f"Rent no {joe}", "posted", joe, "Joe Bloggs", 95,
        "their number in the purpose and the exact amount"
    ]  # fmt: skip
    assert [(each["amount"], each["state"], each["contact_id"]) for each in lines[1:]] == [
        ("12.00", "parked", None), ("-20.00", "parked", None),
    ]  # fmt: skip
    assert casa.contact(joe).balance == "0.00"
    assert casa.rows(
        "select kind, on_date, amount, text, method, reference from ledger_entry where kind <> 'charge'"
    ) == [("payment", "2026-11-02", -85000, f"Rent no {joe}", "bank", "B1")]
    casa.ok("workspace check")
    casa.ok("undo -y")
    assert listed(casa) == []
    assert casa.contact(joe).balance == "850.00"
    assert importing(casa, text).json["posted"] == 1


STATEMENTS = {
    "camt": camt(entry("850.00", payer="Joe", purpose="RF74000001", id="B1"), entry("5.00"), entry("5.00")),
    "mt940": mt940(("2611021102C850,00NTRFNONREF", "RF74000001"), ("261102C5,NTRFX", ""), ("261102C5,NTRFX", "")),
    "ofx": ofx({"DTPOSTED": "20261102", "TRNAMT": "850.00", "FITID": "1", "MEMO": "RF74000001"},
               {"DTPOSTED": "20261102", "TRNAMT": "5.00", "FITID": "2"},
               {"DTPOSTED": "20261102", "TRNAMT": "5.00", "FITID": "3"}),
    "csv": "Date,Description,Amount,Balance\n02/11/2026,RF74000001,850.00,1\n02/11/2026,,5.00,2\n13/11/2026,,5.00,3\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", STATEMENTS)
@pytest.mark.parametrize("words", [(), ("--on-conflict", "skip"), ("--on-conflict", "update")])
def test_the_same_file_again_changes_nothing(casa: Casa, joe: int, kind: str, words: tuple[str, ...]) -> None:
    importing(casa, STATEMENTS[kind])
    before, operations = listed(casa), len(casa.log())

    again = importing(casa, STATEMENTS[kind], *words)

    assert (again.exit_code, again.json["added"], again.json["unchanged"], again.json["posted"]) == (0, 0, 3, 0)
    assert again.json["operation"] is None
    assert (listed(casa), len(casa.log())) == (before, operations)
    assert casa.contact(joe).balance == "-850.00"


def test_equal_lines_are_told_apart_by_their_place(casa: Casa) -> None:
    two = mt940(*[("261102C5,NTRFX", "cash")] * 2)

    assert importing(casa, two).json["added"] == 2
    assert importing(casa, mt940(*[("261102C5,NTRFX", "cash")] * 3)).json["added"] == 1


def test_the_banks_id_of_another_line_comes_back(casa: Casa, joe: int) -> None:
    importing(casa, camt(entry("5.00", id="B1", purpose="as it was")))

    again = importing(casa, camt(entry("5.00", id="B1", purpose="worded anew"), entry("6.00", id="B1")))

    assert (again.exit_code, again.json["unchanged"], again.json["rejected"]) == (3, 1, 1)
    assert codes() == ["line-differs"]
    assert importing(casa, camt(entry("1.00", id="X"), entry("2.00", id="X"))).json["rejects"] == {"line-differs": 1}


def test_fail_brings_lines_back_that_are_there(casa: Casa) -> None:
    importing(casa, STATEMENTS["ofx"])

    assert importing(casa, STATEMENTS["ofx"], "--on-conflict", "fail").json["rejects"] == {"line-taken": 3}


def test_a_line_that_came_in_another_format_waits(casa: Casa, joe: int) -> None:
    importing(casa, mt940(("261102C850,NTRFX", "166?20RF74000001?32Joe Bloggs")))

    importing(casa, camt(entry("850.00", payer="Joe Bloggs", purpose="RF74000001", id="B1")))

    assert [each["state"] for each in listed(casa)] == ["posted", "parked"]
    assert listed(casa)[1]["why"].startswith("line 1 says the same")


def test_a_payment_that_was_posted_by_hand_is_not_posted_again(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger pay {joe} 850 --on 2026-11-01")

    importing(casa, camt(entry("850.00", purpose="RF74000001"), entry("849.00", purpose="RF74000001")))

    assert what(casa) == [("parked", joe, 95), ("posted", joe, 95)]
    assert "entry 1 may be this payment already" in listed(casa)[0]["why"]


# Whose a line is ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("purpose", "whose"),
    [
        ("Rent no 1", 1), ("RENT NO. 1 FEB", 1), ("Miete Nr. 1", 1), ("#1", 1), ("no 11", None), ("no 1.50", None),
        ("invoice no 1", None), ("Rechnung Nr. 1", None), ("flat no 1", None), ("T-4711 rent", 1),
        ("RF74000001", 1), ("rent RF74 0000 01 2026", 1), ("RF75000001", None), ("ref:t-4711", 1),
        ("T-47111", None), ("Rose Court/Block A/7", 1), ("rent rose court 7", 1), ("ROSE COURT BLOCK A 7", 1),
        ("flat 7 november", 1), ("rose court 8", None), ("7 november", None),
    ],
)  # fmt: skip
def test_what_a_purpose_says(casa: Casa, purpose: str, whose: int | None) -> None:
    casa.property("Rose Court/Block A/7")
    casa.tenant("Joe Bloggs", external_id="T-4711", at="Rose Court/Block A/7")
    casa.ok("ledger charge 1 850 --for Rent")

    importing(casa, camt(entry("850.00", payer="Payer Unknown", purpose=purpose)))

    assert [(each["state"], each["contact_id"]) for each in listed(casa)] == [
        ("posted", whose) if whose else ("parked", None)
    ]


NOT_THEIRS = (
    "instalment no 3", "parking space no 3", "part no 3 of 4", "garage no 3", "Rent no 3 of 12", "meter no 3",
    "I owe no 3 favours", "Rent no 3", "#3", "Nr. 3", "boiler 77001",
)  # fmt: skip


@pytest.mark.parametrize("purpose", NOT_THEIRS)
def test_a_plain_number_alone_waits(casa: Casa, purpose: str) -> None:
    for n in range(3):
        casa.tenant(f"Tenant Number{n}", external_id=f"7700{n - 1}" if n else None)
    casa.ok("ledger charge 3 120 --for Rent")

    importing(casa, camt(entry("55.00", payer="Payer Unknown", purpose=purpose)))

    (line,) = listed(casa)
    assert line["state"] == "parked", line
    if line["contact_id"]:
        assert (line["contact_id"], line["score"]) == (3, 60)
        assert line["why"].endswith("alone: neither is the payer's name theirs nor the amount due")
    assert casa.contact(3).balance == "120.00"


@pytest.mark.parametrize("purpose", ["Rent no 3", "meter 77001"])
@pytest.mark.parametrize(
    ("amount", "payer", "why"),
    [("120.00", "x", "the exact amount"), ("7.00", "Tenant Number2", "their name"), ("50.00", "x", "the exact amount")],
)
def test_a_plain_number_with_the_name_or_the_amount_is_certain(
    casa: Casa, purpose: str, amount: str, payer: str, why: str
) -> None:
    for n in range(3):
        casa.tenant(f"Tenant Number{n}", external_id=f"7700{n - 1}" if n else None)
    casa.ok("ledger charge 3 120 --for Rent")
    casa.ok("ledger charge 3 50 --for Key")

    importing(casa, camt(entry(amount, payer=payer, purpose=purpose)))

    (line,) = listed(casa)
    assert (line["state"], line["contact_id"], line["score"]) == ("posted", 3, 95)
    assert line["why"].endswith(f" and {why}")


def test_a_payment_reference_and_a_known_account_are_certain_by_themselves(casa: Casa, joe: int) -> None:
    importing(casa, camt(entry("1.00", payer="Papa Bloggs", iban=JOES)))
    casa.ok(f"ledger bank match 1 {joe} --remember")

    importing(casa, camt(
        entry("2.00", payer="Nobody Known", purpose="RF74000001"), entry("3.00", payer="x", iban=JOES, purpose="key"),
    ))  # fmt: skip

    assert what(casa)[1:] == [("posted", joe, 95), ("posted", joe, 100)]
    assert listed(casa)[1]["why"] == "their payment reference"


@pytest.mark.parametrize("purpose", [
    "RF74000001 RF47000002", "T-4711 and A-1000", "no 1 no 2", "Elm 1 and Elm 2", "RF74000001 and RF47000002 no 1",
])  # fmt: skip
def test_a_line_that_names_several_contacts_waits_whoever_pays_it(casa: Casa, purpose: str) -> None:
    casa.property("Elm/1")
    casa.property("Elm/2")
    joe = casa.tenant("Joe Bloggs", external_id="T-4711", at="Elm/1")
    ann = casa.tenant("Ann Archer", external_id="A-1000", at="Elm/2")
    casa.ok(f"ledger charge {joe} 900 --for Rent")
    importing(casa, camt(entry("1.00", payer="Joe Bloggs", iban=JOES)))
    casa.ok(f"ledger bank match 1 {joe} --remember")

    importing(casa, camt(entry("900.00", payer="Joe Bloggs", iban=JOES, purpose=purpose)))

    line = listed(casa)[1]
    assert (line["state"], line["contact_id"], line["score"]) == ("parked", None, 40)
    assert line["why"] == f"names several contacts ({joe}, {ann}), who may each have a part of it"
    casa.ok(f"ledger bank match 2 {joe} --amount 500")
    casa.ok(f"ledger bank match 2 {ann}")
    assert listed(casa)[1]["state"] == "posted"


def test_a_unit_of_two_is_told_by_the_name_or_the_amount(casa: Casa) -> None:
    casa.property("Elm/1")
    owner, tenant = casa.owner("Olive Owner", at="Elm/1"), casa.tenant("Tim Tenant", at="Elm/1")
    casa.ok(f"ledger charge {tenant} 700 --for Rent")

    importing(casa, camt(
        entry("300.00", payer="x", purpose="Elm 1"), entry("300.00", payer="OWNER, Olive", purpose="Elm 1"),
        entry("700.00", payer="x", purpose="Elm 1"),
    ))  # fmt: skip

    assert [row[:2] for row in what(casa)] == [("parked", None), ("posted", owner), ("posted", tenant)]


@pytest.mark.parametrize(
    "payer", ["Joe Bloggs", "BLOGGS JOE", "Bloggs, Joe", "Mr. Joe Bloggs", "Jane X and Joe Bloggs"]
)
def test_a_name_with_the_exact_amount_is_certain_and_alone_it_is_not(casa: Casa, joe: int, payer: str) -> None:
    casa.ok(f"ledger charge {joe} 850 --for Rent")
    casa.ok(f"ledger charge {joe} 40 --for Key")

    importing(casa, camt(*(entry(amount, payer=payer) for amount in ("40.00", "850.00", "850.00"))))

    assert what(casa) == [("posted", joe, 90), ("posted", joe, 90), ("parked", joe, 60)]


def test_a_name_with_an_instalment_that_was_agreed_on_is_certain(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 850 --for Rent --on 2026-09-01")
    casa.ok(f"arrears plan add {joe} --amount 50 --every 1m --from 2026-12-01")

    importing(casa, camt(entry("50.00", payer="Joe Bloggs"), entry("51.00", payer="Joe Bloggs")))

    assert what(casa) == [("posted", joe, 90), ("parked", joe, 60)]


def test_a_name_of_two_is_told_by_the_amount_or_waits(casa: Casa) -> None:
    one, two = casa.tenant("Jan Kowalski"), casa.tenant("Jan Kowalski")
    casa.ok(f"ledger charge {one} 10 --for Key")
    for each in (one, two):
        casa.ok(f"ledger charge {each} 500 --for Rent")

    importing(casa, camt(entry("500.00", payer="Jan Kowalski"), entry("10.00", payer="Jan Kowalski")))

    assert what(casa) == [("parked", None, 40), ("posted", one, 90)]


def test_without_a_payer_the_name_is_looked_for_in_the_purpose(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 850 --for Rent")

    importing(casa, "Date,Description,Amount\n2026-11-02,FPS JOE BLOGGS NOV,850.00\n")

    assert what(casa) == [("posted", joe, 90)]


def test_signs_that_contradict_each_other_wait(casa: Casa, joe: int) -> None:
    casa.tenant("Ann Archer", external_id="A-1000")

    importing(casa, camt(
        entry("1.00", payer="x", purpose="no 1 A-1000"), entry("1.00", payer="Ann Archer", purpose="no 1"),
    ))  # fmt: skip

    assert what(casa) == [("parked", None, 40), ("parked", joe, 60)]


def test_a_known_payer_is_known_again_by_account_or_name(casa: Casa, joe: int) -> None:
    importing(casa, camt(entry("1.00", payer="Papa Bloggs", iban=JOES), entry("2.00", payer="Mama Bloggs")))
    casa.ok(f"ledger bank match 1 {joe} --remember")
    casa.ok(f"ledger bank match 2 {joe} --remember")

    importing(casa, camt(
        entry("3.00", payer="Somebody Else", iban=JOES), entry("4.00", payer="Papa Bloggs", iban=ANNS),
        entry("5.00", payer="BLOGGS PAPA"), entry("6.00", payer="mama bloggs"),
    ))  # fmt: skip

    assert what(casa)[2:] == [("posted", joe, 100), ("parked", None, 0), ("posted", joe, 95), ("posted", joe, 95)]


def test_MC_6_money_of_somebody_locked_waits_and_is_posted_by_hand(casa: Casa, joe: int) -> None:
    casa.ok(f"contact lock {joe} --reason court")

    importing(casa, camt(entry("1.00", purpose="RF74000001")))

    assert listed(casa, "--state", "parked")[0]["why"].startswith("MC-6")
    refused = casa.run(f"ledger bank match 1 {joe} -o json")
    assert (refused.exit_code, refused.results[0]["reasons"][0]["rule"]) == (5, "MC-6")
    assert refused.results[0]["reasons"][0]["remedy"] == f"casactl ledger bank match 1 {joe} --outside"
    assert casa.ok(f"ledger bank match 1 {joe} --outside -o json").results[0]["outcome"] == "matched"
    assert casa.contact(joe).balance == "-1.00"


def test_a_reversal_and_a_day_to_come_wait(casa: Casa, joe: int) -> None:
    importing(casa, camt(
        entry("1.00", purpose="T-4711", more="<RvslInd>true</RvslInd>"),
        entry("1.00", purpose="T-4711", on="2026-11-24"),
    ))  # fmt: skip

    assert [row[:2] for row in what(casa)] == [("parked", joe), ("parked", joe)]
    early = casa.run("ledger bank match 2 1 -o json")
    assert (early.exit_code, early.reasons) == (5, ["date-in-future"])


# The files ----------------------------------------------------------------------------------------

BANKS = {
    "Date,Type,Description,Paid out,Paid in,Balance\n13/11/2026,FPI,T-4711,,850.00,1\n13/11/2026,DD,Water,20.00,,1\n",
    "Transaction Date,Description,Debit Amount,Credit Amount\n13/11/2026,T-4711,0.00,850.00\n13/11/2026,W,20,\n",
    "Date,Counter Party,Reference,Amount (GBP),Balance (GBP)\n13/11/2026,x,T-4711,850.00,1\n13/11/2026,W,,-20.00,1\n",
    "Datum;Naam / Omschrijving;Af Bij;Bedrag (GBP);Mededelingen\n20261113;x;Bij;850,00;T-4711\n20261113;W;Af;20,00;\n",
    "Buchungstag;Verwendungszweck;Betrag;Waehrung\n13.11.26;T-4711;850,00;GBP\n13.11.26;Wasser;-20,00;GBP\n",
    "Title of the bank\n\nDate,Details,Amount,Currency\n2026-11-13,T-4711,\"£850.00\",gbp\n2026-11-13,W,(20.00),GBP\n",
    "Date,Memo,Transaction Type,Amount\n11/13/2026,T-4711,Credit,850\n11/13/2026,Water,Debit,20\n",
    "Date;Libellé court;Libellé;Crédit euros;Débit euros\n13/11/2026;VIR;T-4711;850,00;\n13/11/2026;EAU;;;20,00\n",
    "Date,Memo,Amount\n11/13/2026,T-4711,850.00 CR\n11/13/2026,Water,20.00 DR\n",
}  # fmt: skip


@pytest.mark.parametrize("text", sorted(BANKS))
def test_csv_of_banks(casa: Casa, joe: int, text: str) -> None:
    done = importing(casa, text, name="bank.csv")

    assert (done.exit_code, done.json["added"]) == (0, 2), done.stderr
    assert [(each["on"], each["amount"], each["state"], each["contact_id"]) for each in listed(casa)] == [
        ("2026-11-13", "850.00", "posted", joe), ("2026-11-13", "-20.00", "parked", None)
    ]  # fmt: skip


def test_the_german_file_of_the_cases(casa: Casa, joe: int) -> None:
    casa.ok("workspace set currency EUR")
    text = (
        '"Kontonummer:";"DE02 1203 0000 0000 2020 51 / Girokonto"\n\n"Buchungstag";"Wertstellung";"Buchungstext";'
        '"Auftraggeber / Begünstigter";"Verwendungszweck";"Betrag (EUR)"\n'
        '"01.02.2024";"01.02.2024";"Gutschrift";"Joe Bloggs";"Miete Feb";"850,00"\n'
    )

    assert importing(casa, text, name="bank.csv").exit_code == 0

    assert [(each["on"], each["amount"], each["payer"], each["contact_id"]) for each in listed(casa)] == [
        ("2024-02-01", "850.00", "Joe Bloggs", joe)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Date,Details,Amount,Currency\n2026-11-13,RF74000001,850.00,EUR\n",
        "Date,Details,Amount (EUR)\n2026-11-13,RF74000001,850.00\n",
        "Date,Details,Paid in (€),Paid out (€)\n2026-11-13,RF74000001,850.00,\n",
        "Date,Details,Amount\n2026-11-13,RF74000001,€850.00\n",
        camt(entry("850.00", purpose="RF74000001", currency="EUR")),
        mt940(("261113C850,NTRFX", "RF74000001"), currency="EUR"),
        ofx({"DTPOSTED": "20261113", "TRNAMT": "850.00", "FITID": "1", "MEMO": "RF74000001"}, currency="EUR"),
    ],
)
@pytest.mark.parametrize("words", [(), ("--ignore-unknown",)])
def test_another_currency_comes_back(casa: Casa, joe: int, text: str, words: tuple[str, ...]) -> None:
    done = importing(casa, text, *words)

    assert (done.exit_code, done.json["rejects"], done.json["added"]) == (3, {"wrong-currency": 1}, 0)
    assert casa.contact(joe).balance == "0.00"


def test_bad_rows_come_back_with_all_that_is_wrong_and_go_in_when_mended(casa: Casa, joe: int) -> None:
    rows = "soon,RF74000001,abc,\n2026-11-13,RF74000001,1.00,Pending\n2026-11-13,,,\n2026-11-13,RF74000001,1.00,\n"
    text = f"Date,Details,Amount,Status\n{rows}"

    done = importing(casa, text, name="bank.csv")

    assert (done.exit_code, done.json["added"]) == (3, 1)
    assert codes("bank.csv.rejects.csv") == ["invalid-date invalid-amount", "not-booked", "invalid-amount"]
    mended = (
        Path("bank.csv.rejects.csv").read_text(encoding="utf-8").replace("soon", "2026-11-14").replace("abc", "2.00")
    )
    again = importing(casa, mended, name="mended.csv")
    assert (again.json["added"], again.json["rejected"]) == (1, 2)


def test_rejects_of_a_statement_go_in_when_mended(casa: Casa, joe: int) -> None:
    importing(casa, camt(entry("850.00", purpose="RF74000001", currency="EUR", id="B1")))
    mended = Path(f"{FILE}.rejects.csv").read_text(encoding="utf-8-sig").replace("EUR", "GBP")

    assert importing(casa, mended, name="mended.csv").json["posted"] == 1
    assert importing(casa, camt(entry("850.00", purpose="RF74000001", id="B1"))).json["unchanged"] == 1


def test_a_file_without_days_or_amounts_is_refused(casa: Casa) -> None:
    for header in ("Details,Amount", "Date,Details"):
        assert importing(casa, f"{header}\nx,y\n", name="bank.csv").exit_code == 7
    assert importing(casa, "BEGIN:VCARD\nFN:Ann\nEND:VCARD\n").exit_code == 7
    assert casa.rows("select 1 from bank_line") == []


def test_a_dry_run_keeps_nothing_and_atomic_takes_back(casa: Casa, joe: int) -> None:
    text = camt(entry("1.00", purpose="RF74000001"), entry("", purpose="RF74000001"))

    dry = importing(casa, text, "--dry-run")
    assert (dry.exit_code, dry.json["posted"], dry.json["operation"]) == (3, 1, None)
    whole = importing(casa, text, "--atomic")
    assert (whole.exit_code, whole.json["posted"], whole.json["added"]) == (5, 0, 0)
    assert listed(casa) == []


def test_the_statement_of_a_contact_import_is_named_with_its_verb(casa: Casa) -> None:
    Path(FILE).write_text(camt(entry("1.00")), encoding="utf-8")

    refused = casa.run(f"contact import {FILE}")

    assert refused.exit_code == 7
    assert f'casactl ledger bank import "{FILE}"' in refused.stderr


def test_I16_what_is_not_booked_stays_so_when_it_comes_from_the_rejects(casa: Casa) -> None:
    importing(casa, camt(entry("850.00", status="<Sts>PDNG</Sts>", id="B1")))
    assert codes() == ["not-booked"]

    again = importing(casa, Path(f"{FILE}.rejects.csv").read_text(encoding="utf-8-sig"), name="again.csv")

    assert (again.json["added"], codes("again.csv.rejects.csv")) == (0, ["not-booked"])


def test_I16_the_column_of_a_german_bank_that_says_what_is_only_reserved_is_read(casa: Casa) -> None:
    head = "Buchungstag;Verwendungszweck;Betrag;Info"
    done = importing(casa, f"{head}\n02.11.26;a;8,50;Umsatz gebucht\n02.11.26;b;8,50;Umsatz vorgemerkt\n",
                     "--decimal", ",", name="bank.csv")  # fmt: skip

    assert (done.json["added"], done.json["rejects"]) == (1, {"not-booked": 1})


@pytest.mark.parametrize(
    "rows",
    [
        "2026-11-13,x,850,B\n",  # a letter, which may be anything
        "2026-11-13,x,850,Debit\n2026-11-13,y,-20,Debit\n",  # signs, which say it
        "2026-11-13,x,850,Debit\n2026-11-13,y,20,Fee\n",  # another word
    ],
)
def test_I16_only_a_column_that_says_it_of_every_line_tells_money_out_from_money_in(casa: Casa, rows: str) -> None:
    done = importing(casa, f"Date,Details,Amount,Sort\n{rows}", name="bank.csv")

    assert {"column": "Sort", "field": None} in done.json["columns"]
    assert listed(casa)[0]["amount"] == "850.00"


def test_I16_the_accounts_own_number_and_name_are_not_the_payers(casa: Casa, joe: int) -> None:
    rows = f"{OWN};02.11.2026;T-4711;850,00\n{OWN};03.11.2026;Wasser;-20,00\n"
    importing(casa, f"Kontonummer;Buchungsdatum;Verwendungszweck;Betrag\n{rows}", name="bank.csv")
    head = "Rekeningnummer;Naam;Datum;Bedrag;rekeningnummer tegenpartij;Naam tegenpartij;Vrije mededeling"
    importing(casa, f"{head}\n{OWN};Office;04/11/2026;850,00;{ANNS};A Archer;x\n", "--date-format", "dmy", name="b.csv")

    importing(casa, f"Account number;IBAN;Date;Amount;Details\n{OWN};{OWN};2026-11-05;850,00;x\n", name="c.csv")

    found = [(each["iban"], each["payer"]) for each in listed(casa)]
    assert found == [(None, None), (None, None), (ANNS, "A Archer"), (None, None)]


def test_I16_three_decimals_of_a_workbooks_number_are_no_thousands(casa: Casa, joe: int) -> None:
    casa.ok("workspace set country DE")
    day = "<c r='A2' t='inlineStr'><is><t>2026-11-13</t></is></c>"
    named = (("A", "Date"), ("B", "Amount"))
    head = "".join(f"<c r='{at}1' t='inlineStr'><is><t>{name}</t></is></c>" for at, name in named)
    Path("bank.xlsx").write_bytes(xlsx(f"<row r='1'>{head}</row><row r='2'>{day}<c r='B2'><v>862.325</v></c></row>"))

    done = casa.run("ledger bank import bank.xlsx -o json")

    assert (done.exit_code, done.json["rejects"]) == (3, {"invalid-amount": 1})
