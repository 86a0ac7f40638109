"""Importing entries: good rows are posted, bad rows come back, the reference makes it repeatable."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from casactl.store.check import check_store
from tests.casa import Casa

HEADER = "contact_id,contact,kind,amount,date,due,text,reference\n"


@pytest.fixture
def joe(casa: Casa) -> int:
    return casa.tenant("Joe Bloggs", email="joe@example.com", phone="020 7946 0958", external_id="T-1")


def importing(casa: Casa, rows: str, *words: str, header: str = HEADER) -> Any:
    """What an import of these rows, on standard input, gives; their first cell is the own number or a reference."""
    if header == HEADER:
        rows = "".join(line.replace(",", ",,", 1) if line[:1].isdigit() else f",{line}" for line in _lines(rows))
    return casa.run(["ledger", "import", "-", "-o", "json", *words], stdin=header + rows)


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n") if line]


def rejects(name: str = "stdin.rejects.csv") -> list[tuple[str, str]]:
    """Line and code of the rows that came back."""
    with Path(name).open(encoding="utf-8", newline="") as file:
        return [(row["_row"], row["_code"]) for row in csv.DictReader(file)]


def amounts(casa: Casa) -> list[tuple[int, str, int]]:
    return [(number, kind, amount) for number, kind, amount in casa.rows(
        "select contact_id, kind, amount from ledger_entry order by id")]  # fmt: skip


ROWS = (
    "1,charge,120.00,2026-11-01,2026-11-05,Rent,R-1\n"
    "joe@example.com,payment,100,2026-11-03,,,P-1\n"
    "ref:T-1,credit,5.5,2026-11-23,,Goodwill,\n"
    "\"Bloggs, Joe\",write-off,4.50,2026-11-23,,'not worth it',W-1\n"
    "+44 20 7946 0958,Payment,20,2026-11-23,,,\n"
    "Joe Bloggs,refund,10,2026-11-23,,,\n"
)


def test_every_kind_of_entry_and_every_form_of_reference(casa: Casa, joe: int) -> None:
    done = importing(casa, ROWS)

    assert (done.exit_code, done.json["rows"], done.json["added"], done.json["rejected"]) == (0, 6, 6, 0)
    assert done.json["companies_created"] == 0
    assert amounts(casa) == [
        (joe, "charge", 12000), (joe, "payment", -10000), (joe, "credit", -550), (joe, "write-off", -450),
        (joe, "payment", -2000), (joe, "refund", 1000),
    ]  # fmt: skip
    assert casa.rows("select on_date, due, text, reference from ledger_entry where id = 1") == [
        ("2026-11-01", "2026-11-05", "Rent", "R-1")
    ]
    assert casa.contact(joe).balance == "0.00"
    assert casa.rows("select oldest_due from contact") == [(None,)]


def test_one_import_is_one_operation_and_undo_reverses_it(casa: Casa, joe: int) -> None:
    importing(casa, ROWS)
    assert casa.log()[0]["summary"].endswith("6 added, 0 updated, 0 unchanged, 0 rejected")

    undone = casa.ok("undo -y -o json")

    assert "6 ledger entries reversed" in undone.results[0]["note"]
    assert casa.contact(joe).balance == "0.00"
    assert importing(casa, ROWS).json["added"] == 6
    casa.ok("workspace check")


BAD = {
    "nobody,charge,1,,,x,": "unknown-contact",
    "99,charge,1,,,x,": "unknown-contact",
    "ref:T-9,charge,1,,,x,": "unknown-contact",
    ",charge,1,,,x,": "missing-contact",
    "Twin Two,charge,1,,,x,": "ambiguous-contact",
    "1,gift,1,,,x,": "invalid-kind",
    "1,reversal,1,,,x,": "invalid-kind",
    "1,,1,,,x,": "invalid-kind",
    "1,charge,1e3,,,x,": "invalid-amount",
    "1,charge,NaN,,,x,": "invalid-amount",
    "1,charge,-5,,,x,": "invalid-amount",
    "1,charge,1.005,,,x,": "invalid-amount",
    "1,charge,١٢,,,x,": "invalid-amount",
    "1,charge,0,,,x,": "invalid-amount",
    "1,charge,,,,x,": "invalid-amount",
    '1,charge,"1,20.00",,,x,': "invalid-amount",
    "1,charge,100000000000.01,,,x,": "invalid-amount",
    "1,charge,1,11/12/2026,,x,": "invalid-date",
    "1,charge,1,,1899-01-01,x,": "invalid-date",
    "1,payment,1,2026-11-24,,x,": "invalid-date",
    "1,write-off,1,,,,": "missing-text",
    "1,charge,1,,,a\x07b,": "invalid-text",
    "1,charge,3,,,x,": "invalid-date",
    "1,refund,1,,,x,": "no-credit",
    "1,write-off,1,,,x,": "nothing-owed",
    "4,payment,1,,,x,": "locked",
    "5,charge,1,,,x,": "archived",
    "6,charge,1,,,x,": "gone",
    "1,charge,1,,": "ragged-row",
}


@pytest.fixture
def crowd(casa: Casa, joe: int) -> Casa:
    """Contacts: 1 Joe; 2 and 3 of the same name; 4 locked; 5 archived; 6 erased."""
    for name in ("Twin Two", "Twin Two", "Lou Locked", "Archie Ved", "Nobody Now"):
        casa.tenant(name)
    casa.ok("contact lock 4 --reason x")
    casa.ok("contact archive 5")
    casa.set_lifecycle(6, "erased")
    return casa


def test_each_bad_row_comes_back_with_its_code_and_the_good_ones_go_in(crowd: Casa) -> None:
    rows = "".join(f"{row}\n" for row in BAD) + "1,charge,2,2026-11-23,,good,\n"

    done = importing(crowd, rows)

    assert (done.exit_code, done.json["added"], done.json["rejected"]) == (3, 1, len(BAD))
    assert rejects() == [(str(line), code) for line, code in enumerate(BAD.values(), 2)]
    assert amounts(crowd) == [(1, "charge", 200)]


def test_MC_6_what_came_another_way_is_taken_for_locked_contacts_too(crowd: Casa) -> None:
    assert importing(crowd, "4,payment,1,,,x,\n", "--outside").exit_code == 0


def test_rules_see_what_the_rows_before_have_done(casa: Casa, joe: int) -> None:
    done = importing(casa, "1,refund,5,,,x,\n1,payment,5,,,x,\n1,refund,4,,,x,\n1,refund,2,,,x,\n")

    assert rejects() == [("2", "no-credit"), ("5", "more-than-credit")]
    assert done.json["added"] == 2
    assert casa.contact(joe).balance == "-1.00"


def test_the_same_file_again_is_rejected_skipped_or_unchanged(casa: Casa, joe: int) -> None:
    rows = "1,charge,120.00,2026-11-01,2026-11-05,Rent,R-1\n1,payment,20,2026-11-03,,,P-1\n"
    importing(casa, rows)

    failed, skipped, updated = (importing(casa, rows, "--on-conflict", how) for how in ("fail", "skip", "update"))

    assert rejects() == [("2", "reference-taken"), ("3", "reference-taken")]
    assert (failed.exit_code, skipped.exit_code, updated.exit_code) == (3, 0, 0)
    assert [done.json["operation"] for done in (failed, skipped, updated)] == [None, None, None]
    assert (skipped.json["unchanged"], updated.json["unchanged"]) == (2, 2)
    assert len(amounts(casa)) == 2


@pytest.mark.parametrize("how", ["skip", "update"])
def test_I2_an_import_changes_no_entry(casa: Casa, joe: int, how: str) -> None:
    importing(casa, "1,charge,120.00,2026-11-01,2026-11-05,Rent,R-1\n")

    done = importing(casa, "1,charge,130.00,2026-11-01,,,R-1\n1,charge,120.00,,,,R-1\n", "--on-conflict", how)

    assert (done.json["updated"], done.json["added"], done.json["unchanged"]) == (0, 0, 1)
    assert rejects() == [("2", "entry-differs")]
    assert casa.contact(joe).balance == "120.00"


@pytest.mark.parametrize("how", ["fail", "skip", "update"])
def test_I2_a_reference_that_repeats_next_month_is_another_payment(casa: Casa, joe: int, how: str) -> None:
    february, march = "1,payment,850.00,2026-02-01,,,RENT\n", "1,payment,850.00,2026-03-01,,,RENT\n"
    importing(casa, february)

    assert importing(casa, march, "--on-conflict", how).json["added"] == 1

    assert casa.contact(joe).balance == "-1700.00"
    again = importing(casa, february + march, "--on-conflict", how).json
    assert again["unchanged" if how != "fail" else "rejected"] == 2
    assert amounts(casa) == [(joe, "payment", -85000)] * 2


PEOPLE = ("Ann Archer", "Bob Baker", "Cal Cook")


@pytest.fixture
def crossed(casa: Casa) -> Casa:
    """Contacts 1, 2, 3 with the external ids 3, 2, 1."""
    for number, name in enumerate(PEOPLE, 1):
        casa.tenant(name, external_id=str(4 - number))
    return casa


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Tenant ID,Type,Amount,Date,Reference", ()),
        ("Tenant,Type,Amount,Date,Reference", ()),
        ("Contact ID,Type,Amount,Date,Reference", ()),
        ("Tenant No,Type,Amount,Date,Reference", ("--map", "Tenant No=contact")),
        ("X,Type,Amount,Date,Reference", ("--map", "X=external_id")),
    ],
)
def test_I1_another_systems_number_is_never_casactls(crossed: Casa, header: str, words: tuple[str, ...]) -> None:
    rows = "3,payment,500.00,2026-02-01,P1\n1,payment,700.00,2026-02-01,P2\n"

    assert importing(crossed, rows, *words, header=f"{header}\n").json["added"] == 2

    assert [crossed.contact(name).balance for name in PEOPLE] == ["-500.00", "0.00", "-700.00"]


def test_I1_casactls_own_numbers_stand_in_contact_id(crossed: Casa) -> None:
    for header, words in (("contact_id", ()), ("No", ("--map", "No=contact_id", "--allow-duplicate"))):
        rows = "3,payment,500.00,2026-02-01\n"
        assert importing(crossed, rows, *words, header=f"{header},Type,Amount,Date\n").json["added"] == 1
    assert crossed.contact("Cal Cook").balance == "-1000.00"
    importing(crossed, "Ann,payment,1,\n", header="contact_id,Type,Amount,Date\n")
    assert rejects() == [("2", "invalid-id")]


def test_I1_a_number_that_nobody_has_comes_back(crossed: Casa) -> None:
    crossed.tenant("Dee Dunn")
    importing(crossed, "4,payment,1\n", header="Tenant,Type,Amount\n")
    assert rejects() == [("2", "unknown-contact")]


DATES = {
    "01/02/2024": "2024-02-01", "31/01/2024": "2024-01-31", "01.02.2024": "2024-02-01", "1 Feb 2024": "2024-02-01",
    "2024/02/01": "2024-02-01", "20240201": "2024-02-01", "2024-02-01 00:00:00": "2024-02-01",
    "2024-02-01T10:00:00Z": "2024-02-01", "01-Feb-2024": "2024-02-01", "2024-2-1": "2024-02-01",
    "Feb 1, 2024": "2024-02-01", "45323": None, "fri": None, "-30d": None, "01/02/24": None, "0024-02-01": None,
    "today": None, "30/02/2024": None,
}  # fmt: skip


def test_I16_dates_are_read_as_other_programs_write_them(casa: Casa, joe: int) -> None:
    rows = "".join(f'T-1,1,"{cell}",B{n}\n' for n, cell in enumerate(DATES))

    importing(casa, rows, "--kind", "payment", header="External ID,Amount,Date,Reference\n")

    found = [on for (on,) in casa.rows("select on_date from ledger_entry order by id")]
    assert found == [on for on in DATES.values() if on]
    assert rejects() == [(str(n), "invalid-date") for n, on in enumerate(DATES.values(), 2) if not on]


def test_I16_what_could_be_two_days_is_told_or_comes_back(casa: Casa, joe: int) -> None:
    row, header = "T-1,1,01/02/2024\n", "External ID,Amount,Date\n"
    importing(casa, row, "--kind", "payment", header=header)
    assert rejects() == [("2", "invalid-date")]

    importing(casa, row, "--kind", "payment", "--date-format", "mdy", header=header)
    casa.ok("workspace set date_format day-first")
    importing(casa, row, "--kind", "payment", header=header)

    assert casa.rows("select on_date from ledger_entry order by id") == [("2024-01-02",), ("2024-02-01",)]
    assert importing(casa, row, "--date-format", "mmd", header=header).exit_code == 2


def test_I16_a_row_that_does_not_say_its_kind_or_day_takes_what_is_told(casa: Casa, joe: int) -> None:
    importing(casa, "T-1,5,\n", "--kind", "payment", "--on", "2026-11-02", header="External ID,Amount,Date\n")
    assert casa.rows("select kind, on_date from ledger_entry") == [("payment", "2026-11-02")]
    assert importing(casa, "T-1,5,\n", "--kind", "gift", header="External ID,Amount,Date\n").exit_code == 2


PAIR = "External ID,Date,Money in,Money out,Details\n"


def test_I16_money_in_is_a_payment_and_money_out_is_none(casa: Casa, joe: int) -> None:
    rows = "T-1,2026-11-02,60.00,,a\nT-1,2026-11-02,,10.00,b\nT-1,2026-11-02,5.00,5.00,c\nT-1,2026-11-02,0.00,,d\n"

    for words in ((), ("--kind", "payment")):
        done = importing(casa, rows, *words, "--on-conflict", "skip", header=PAIR)
        assert [code for _, code in rejects()] == ["money-out", "invalid-amount", "invalid-amount"]
    assert amounts(casa) == [(joe, "payment", -6000)]
    assert done.json["unchanged"] == 1


def test_I16_money_out_is_the_refund_that_its_row_says(casa: Casa, joe: int) -> None:
    header = "External ID,Kind,Money in,Money out\n"

    importing(casa, "T-1,payment,60.00,\nT-1,refund,,10.00\n", header=header)

    assert amounts(casa) == [(joe, "payment", -6000), (joe, "refund", 1000)]


@pytest.mark.parametrize("words", [(), ("--ignore-unknown",)])
@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("External ID,Kind,Amount,Currency\n", "T-1,payment,5.00,EUR\n"),
        ("External ID,Kind,Amount (EUR)\n", "T-1,payment,5.00\n"),
        ("External ID,Kind,Amount\n", "T-1,payment,€5.00\n"),
        ("External ID,Money in (€),Money out (€)\n", "T-1,5.00,\n"),
    ],
)
def test_another_currency_comes_back_in_every_import_of_money(
    casa: Casa, joe: int, header: str, row: str, words: tuple[str, ...]
) -> None:
    done = importing(casa, row, *words, header=header)

    assert (done.exit_code, done.json["rejects"]) == (3, {"wrong-currency": 1})
    assert amounts(casa) == []
    mended = header.replace("EUR", "GBP").replace("€", "£"), row.replace("EUR", "gbp").replace("€", "£")
    assert importing(casa, mended[1], *words, header=mended[0]).json["added"] == 1


def test_I2_a_void_may_be_of_the_day_that_was_wrong(casa: Casa, joe: int) -> None:
    importing(casa, "1,payment,5,2026-10-02,,x,R-1\n")

    casa.ok("ledger void 1 --on 2026-10-02 --reason typo")

    assert casa.rows("select on_date from ledger_entry where kind = 'reversal'") == [("2026-10-02",)]
    assert casa.run("ledger void 1 --on 2026-12-24 --reason typo").exit_code == 2


def test_I15_all_that_is_wrong_with_an_entry_is_told(casa: Casa, joe: int) -> None:
    importing(casa, ",gift,x,31/31/2024,,a,\n")
    assert rejects() == [("2", "invalid-kind invalid-date invalid-amount missing-contact")]


@pytest.mark.parametrize("how", ["fail", "skip", "update"])
def test_a_row_never_matches_one_of_the_same_file(casa: Casa, joe: int, how: str) -> None:
    done = importing(casa, "1,charge,1,,,x,R-1\n1,charge,1,,,x,R-1\n", "--on-conflict", how)

    assert (done.exit_code, done.json["added"]) == (3, 1)
    assert rejects() == [("3", "reference-taken")]


def test_that_holds_over_batches_too(casa_sqlite: Casa) -> None:
    casa_sqlite.tenant("Joe Bloggs")
    rows = "".join(f"1,charge,1,,,x,R-{n}\n" for n in range(2500))

    done = importing(casa_sqlite, rows + "1,charge,1,,,x,R-7\n", "--on-conflict", "skip")

    assert (done.json["added"], rejects()) == (2500, [("2502", "reference-taken")])
    assert casa_sqlite.contact(1).balance == "2500.00"


def test_the_reference_belongs_to_the_contact(casa: Casa, joe: int) -> None:
    casa.tenant("Ann Other")

    assert importing(casa, "1,charge,1,,,x,2026-11\n2,charge,1,,,x,2026-11\n").json["added"] == 2


def test_after_a_void_the_reference_is_free_again(casa: Casa, joe: int) -> None:
    importing(casa, "1,charge,1,,,x,R-1\n")
    casa.ok("ledger void 1 --reason typo")

    assert importing(casa, "1,charge,1,,,x,R-1\n").json["added"] == 1


def test_atomic_takes_everything_back(casa: Casa, joe: int) -> None:
    done = importing(casa, "1,charge,1,,,x,\n1,gift,1,,,x,\n", "--atomic")

    assert (done.exit_code, done.json["added"], done.json["rejected"]) == (5, 0, 1)
    assert rejects() == [("3", "invalid-kind")]
    assert amounts(casa) == []


def test_a_dry_run_says_everything_and_posts_nothing(casa: Casa, joe: int) -> None:
    done = importing(casa, "1,charge,1,,,x,\n1,gift,1,,,x,\n", "-n")

    assert (done.json["added"], done.json["rejected"], done.json["operation"]) == (1, 1, None)
    assert amounts(casa) == []
    assert casa.contact(joe).balance == "0.00"


def test_columns_are_matched_by_meaning_or_told(casa: Casa, joe: int) -> None:
    header = "Nr;Art;Betrag;Buchungsdatum;Fällig am;Verwendungszweck;Belegnummer;Konto\n"

    done = importing(
        casa,
        "1;charge;1;2026-11-01;2026-11-05;Miete;R-1;77\n",
        "--map",
        "Konto=",
        "--map",
        "Nr=contact_id",
        header=header,
    )

    assert done.exit_code == 0
    assert casa.rows("select due, text, reference from ledger_entry") == [("2026-11-05", "Miete", "R-1")]


@pytest.mark.parametrize(
    "header", ["contact,kind,date\n", "contact,amount\n", "kind,amount\n", "contact,kind,amount,colour\n", ""]
)
def test_a_fault_of_the_file_is_exit_7(casa: Casa, joe: int, header: str) -> None:
    done = importing(casa, "", header=header)

    assert (done.exit_code, done.stdout) == (7, "")


def test_an_unknown_way_to_meet_conflicts_is_exit_2(casa: Casa) -> None:
    assert importing(casa, "", "--on-conflict", "replace").exit_code == 2


def test_a_rejects_file_imports_once_corrected(casa: Casa, joe: int) -> None:
    importing(casa, "1,charge,1e3,,,x,R-1\n1,charge,5,,,y,R-2\n")
    text = Path("stdin.rejects.csv").read_text("utf-8").replace("1e3", "1000")

    done = casa.ok("ledger import - -o json", stdin=text)

    assert done.json["added"] == 1
    assert casa.contact(joe).balance == "1005.00"
    reader = casa.reader()
    assert [finding for finding in check_store(reader) if not finding.ok] == []
    reader.close()


AMOUNTS = Path(__file__).parents[2] / "data" / "import" / "11a-amounts.csv"


def taken(casa: Casa, *words: str) -> dict[str, int]:
    """Minor units by reference of what an import of the amounts has posted."""
    casa.run(["ledger", "import", str(AMOUNTS), "--rejects", "r.csv", *words])
    return {reference: -amount for reference, amount in casa.rows("select reference, amount from ledger_entry")}


def test_I16_amounts_are_read_as_spreadsheets_write_them(casa: Casa, joe: int) -> None:
    found = taken(casa)
    assert {n: found.get(f"A{n}") for n in (1, 2, 3, 10, 11, 16, 17, 19, 21, 22)} == {
        1: 125000, 2: 85000, 3: 85000, 10: 85000, 11: 85000, 16: 125000, 17: 125000, 19: 85000, 21: 50, 22: 85000
    }  # fmt: skip
    assert not {f"A{n}" for n in (4, 6, 7, 8, 9, 12, 13, 14, 15, 20, 23)} & found.keys()


def test_I16_a_decimal_comma_and_signs_are_told(casa: Casa, joe: int) -> None:
    found = taken(casa, "--decimal", ",")
    assert (found["A4"], found["A5"], found["A6"]) == (85000, 125000, 125000)
    casa.ok("undo -y")
    found = taken(casa, "--negative")
    assert {found[f"A{n}"] for n in (7, 8, 9, 20)} == {85000}
    assert casa.run(["ledger", "import", str(AMOUNTS), "--decimal", ";"]).exit_code == 2


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ("T-2,Joe Bloggs,", ["id-names-somebody-else"]), ("T-2,joe@example.com,", ["id-names-somebody-else"]),
        (",T-1,2", ["id-names-somebody-else"]), ("T-2,Archer,2", []), ("T-2,\"Archer, A.\",", []),
        ("T-2,ann.new@example.com,", []), ("T-2,-,", []), ("T-2,T-2,", []), ("T-2,X-99,", []), ("T-2,ann archer,", []),
        ("T-2,T-1,", ["id-names-somebody-else"]), ("T-2,Bolt Ltd,", ["id-names-somebody-else"]),
    ],
)  # fmt: skip
def test_I1_no_number_alone_books_money_for_whom_the_row_does_not_name(
    casa: Casa, joe: int, cells: str, codes: list[str]
) -> None:
    casa.tenant("Ann Archer", external_id="T-2", email="ann@example.com")

    header = "Tenant ID,Tenant,contact_id,Type,Amount,Date\n"
    done = importing(casa, f"{cells},payment,850,2026-11-02\n", header=header)

    assert done.json["added"] == 1 - len(codes)
    assert list(done.json["rejects"]) == codes
    assert amounts(casa) == [(2, "payment", -85000)][: done.json["added"]]
