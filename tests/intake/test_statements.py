"""Bank statements as banks write them: every dialect gives the same lines, and what no bank writes is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from casactl.domain.money import InvalidAmount
from casactl.errors import Unreadable
from casactl.intake.csv_rows import BadRow
from casactl.intake.field_names import field_table
from casactl.intake.header_row import Asked
from casactl.intake.sheet import open_sheet
from casactl.intake.statement import COLUMNS, is_iban
from tests.intake.statements import JOES, OWN, camt, entry, mt940, ofx

BANK = Asked(fields=field_table("bank"), country="GB")


def read(tmp_path: Path, text: str | bytes, encoding: str = "utf-8") -> list[dict[str, str]]:
    """The rows of a file, each by its columns; `fault` is the code of a bad one."""
    file = tmp_path / "statement"
    file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    with open_sheet(str(file), BANK) as sheet:
        assert sheet.header == COLUMNS
        return [
            dict(zip(COLUMNS, row.cells, strict=True)) | ({"fault": row.code} if isinstance(row, BadRow) else {})
            for row in sheet.rows()
        ]


def short(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in ("date", "amount", "currency", "payer", "iban", "purpose")) for row in rows]


JOE = ("2026-11-02", "850.00", "GBP", "Joe Bloggs", JOES, "Rent no 17")


@pytest.mark.parametrize("version", ["02", "04", "08"])
@pytest.mark.parametrize("prefix", ["", "ns2"])
def test_every_version_and_namespace_of_camt(tmp_path: Path, version: str, prefix: str) -> None:
    eight = version == "08"
    one = entry(
        "850.00", payer="Joe Bloggs", iban=JOES, purpose="Rent no 17", id="B1",
        wrap="<Pty><Nm>*</Nm></Pty>" if eight else "<Nm>*</Nm>",
        status="<Sts><Cd>BOOK</Cd></Sts>" if eight else "<Sts>BOOK</Sts>",
    )  # fmt: skip

    rows = read(tmp_path, camt(one, version=version, prefix=prefix))

    assert short(rows) == [JOE]
    assert (rows[0]["account"], rows[0]["bank_id"]) == (OWN, "B1")


def test_money_out_is_below_zero_and_names_who_got_it(tmp_path: Path) -> None:
    rows = read(tmp_path, camt(entry("20.00", direction="DBIT", payer="Water Works", purpose="Bill")))

    assert short(rows) == [("2026-11-02", "-20.00", "GBP", "Water Works", "", "Bill")]


def details(*parts: tuple[str, str, str]) -> str:
    return "".join(
        f"<TxDtls><Refs>{f'<AcctSvcrRef>{number}</AcctSvcrRef>' if number else ''}</Refs>"
        f"<Amt Ccy='GBP'>{amount}</Amt><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties></TxDtls>"
        for amount, name, number in parts
    )


def test_a_batch_whose_parts_make_up_its_amount_is_a_line_each(tmp_path: Path) -> None:
    own = details(("60.00", "Ann", "A"), ("40.00", "Bob", "B"))
    bare = details(("60.00", "Ann", ""), ("40.00", "Bob", ""))
    wrong = details(("60.00", "Ann", ""), ("30.00", "Bob", ""))

    rows = read(tmp_path, camt(*(entry("100.00", id="E", details=each) for each in (own, bare, wrong))))

    assert [(row["amount"], row["payer"], row["bank_id"]) for row in rows] == [
        ("60.00", "Ann", "A"), ("40.00", "Bob", "B"), ("60.00", "Ann", "E/1"), ("40.00", "Bob", "E/2"),
        ("100.00", "", "E"),
    ]  # fmt: skip


def test_what_is_not_booked_or_has_no_amount_comes_back(tmp_path: Path) -> None:
    rows = read(tmp_path, camt(entry("1.00", status="<Sts>PDNG</Sts>"), entry(""), entry("1.00", on="")))

    assert [row.get("fault") for row in rows] == ["not-booked", "bad-entry", "bad-entry"]


def test_a_purpose_cut_at_140_characters_is_put_together_again(tmp_path: Path) -> None:
    whole = "x" * 139 + "Rose Court 12"
    parts = f"{whole[:140]}</Ustrd><Ustrd>{whole[140:]}"

    assert read(tmp_path, camt(entry("1.00", purpose=parts)))[0]["purpose"] == whole


CODED = (
    "166?00GUTSCHRIFT?109310?20EREF+E2E-77?21SVWZ+Rent no?2217?30COBADEFFXXX?31DE89370400440532013000"
    "?32Joe Bloggs?34000"
)
DIALECTS = {
    "coded": (CODED, "Joe Bloggs", JOES, "Rent no 17 E2E-77"),
    "coded over lines": ("166?00GUT\r\nSCHRIFT?20Rent no 17?3\r\n2Joe Bloggs", "Joe Bloggs", "", "Rent no 17"),
    "slashed": (f"/EREF/NOTPROVIDED/CNTP/{JOES}/BANKNL2A/Joe Bloggs/LEEDS//REMI/USTD//Rent no 17/",
                "Joe Bloggs", JOES, "Rent no 17"),
    "ordered": (f"/TRTP/SEPA/IBAN/{JOES}/BIC/BANKNL2A/NAME/Joe Bloggs/REMI/Rent no 17",
                "Joe Bloggs", JOES, "Rent no 17"),
    "labelled": (f"SEPA OVERBOEKING IBAN: {JOES} BIC: BANKNL2A NAAM: Joe Bloggs OMSCHRIJVING: Rent no 17",
                 "Joe Bloggs", JOES, "Rent no 17"),
    "plain": ("FASTER PAYMENT JOE BLOGGS\r\nRENT NO 17", "", "", "FASTER PAYMENT JOE BLOGGS RENT NO 17"),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_form_of_field_86_says_who_and_for_what(tmp_path: Path, dialect: str) -> None:
    about, payer, iban, purpose = DIALECTS[dialect]

    rows = read(tmp_path, mt940(("2611021102CR850,00NTRFNONREF//BANK1", about)))

    assert [(row["payer"], row["iban"], row["purpose"].removesuffix(" BANK1")) for row in rows] == [
        (payer, iban, purpose)
    ]
    assert (rows[0]["date"], rows[0]["amount"], rows[0]["account"]) == ("2026-11-02", "850.00", OWN)


def test_field_61_in_its_forms(tmp_path: Path) -> None:
    forms = {
        "2611021102C850,NTRFX": ("2026-11-02", "850."), "261102D20,5NMSCY": ("2026-11-02", "-20.5"),
        "2612310102CR1,00NTRFNONREF": ("2027-01-02", "1.00"), "2701021231C1,00NTRFNONREF": ("2026-12-31", "1.00"),
        "2611021102RC7,00NRTIX": ("2026-11-02", "-7.00"), "2611021102RD7,00NRTIX": ("2026-11-02", "7.00"),
    }  # fmt: skip

    rows = read(tmp_path, mt940(*((form, "") for form in forms), envelope=True))

    assert [(row["date"], row["amount"]) for row in rows] == list(forms.values())
    assert [row["reversal"] for row in rows[-2:]] == ["yes", "yes"]
    bad = read(tmp_path, mt940(("nonsense", "x"), ("261399C1,00NTRFX", ""), ("2611021102EC1,00NTRFX", "")))
    assert [row["fault"] for row in bad] == ["bad-entry", "bad-entry", "not-booked"]


TRANSACTION = {"TRNTYPE": "CREDIT", "DTPOSTED": "20261102120000[-5:EST]", "TRNAMT": "850.00", "FITID": "F1",
               "NAME": "Joe &amp; Bloggs", "MEMO": "Rent no 17"}  # fmt: skip


@pytest.mark.parametrize("version", [1, 2])
def test_both_versions_of_ofx(tmp_path: Path, version: int) -> None:
    rows = read(tmp_path, ofx(TRANSACTION, {**TRANSACTION, "TRNAMT": "-20,5", "FITID": "F2"}, version=version))

    assert short(rows)[0] == ("2026-11-02", "850.00", "GBP", "Joe & Bloggs", "", "Rent no 17")
    assert [(row["bank_id"], row["amount"], row["account"]) for row in rows] == [
        ("F1", "850.00", "555"), ("F2", "-20.5", "555")
    ]  # fmt: skip


def test_the_encoding_that_an_ofx_file_names_is_taken(tmp_path: Path) -> None:
    named = {**TRANSACTION, "NAME": "Zoë Müller"}

    assert read(tmp_path, ofx(named), "cp1252")[0]["payer"] == "Zoë Müller"
    assert read(tmp_path, ofx(named, version=2))[0]["payer"] == "Zoë Müller"


LAUGHS = '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;">]>'
SPACE = 'xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"'
HOSTILE = {
    "entities": camt().replace("<Document", f"{LAUGHS}<Document"),
    "an external reference": camt().replace("<Document", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><Document'),
    "depth": f"<Document {SPACE}>" + "<a>" * 10_000,
    "a tag without an end": f"<Document {SPACE}><a " + "b" * (3 << 20),
    "an encoding of no name": '<?xml version="1.0" encoding="UTFTF-8"?>' + camt(),
    "an encoding that is no text": '<?xml version="1.0" encoding="rot13"?>' + camt(),
    "cut off": camt(entry("1.00"))[:-60],
    "no statement": f"<Document {SPACE}></Document>",
    "entities in OFX": ofx(TRANSACTION, version=2).replace("<OFX>", f"{LAUGHS}<OFX>"),
    "a tag without an end in OFX": "OFXHEADER:100\n<OFX><" + "B" * (1 << 20),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_no_bank_writes_is_refused(tmp_path: Path, case: str) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path, HOSTILE[case])


@pytest.mark.parametrize("text", [camt().replace("camt.053", "camt.054"), "BEGIN:VCARD\nFN:Ann\nEND:VCARD\n"])
def test_other_files_are_named_with_the_way_out(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable) as fault:
        read(tmp_path, text)
    assert fault.value.code == "input.other-format"
    assert fault.value.hint


def test_a_statement_is_no_file_of_contacts(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text(camt(), encoding="utf-8")
    with (
        pytest.raises(Unreadable, match="bank statement"),
        open_sheet(str(file), Asked(fields=field_table("contact"))),
    ):
        pass


def test_check_digits_tell_an_account_number_from_other_text() -> None:
    assert is_iban(JOES)
    assert is_iban(OWN)
    assert not is_iban(JOES.replace("89", "98"))
    assert not is_iban("MIETE2024")


def test_signs_of_money_out() -> None:
    from casactl.domain.amounts import Amounts
    from casactl.intake.amount_cell import AmountCells, proved_decimal

    cells = AmountCells(Amounts("GBP"))
    read_as = {"850.00": 85000, "-850": -85000, "£-8.50": -850, "-£8.50": -850, "(8.50)": -850, "8.50-": -850,
               "8.50 DR": -850, "8.50CR": 850, "0.00": 0, "+8.50": 850, "1,250.00": 125000}  # fmt: skip
    assert {cell: cells.signed(cell) for cell in read_as} == read_as
    with pytest.raises(InvalidAmount, match="EUR"):
        cells.signed("€8.50")
    assert proved_decimal(["850,00", "-1.250,50", ""], 2) == ","
    assert proved_decimal(["850.00", "1,250.00 CR"], 2) == "."
    assert proved_decimal(["850,00", "850.00"], 2) is None
    assert proved_decimal(["1,250"], 2) is None


@pytest.mark.parametrize("piece", [1 << 16, 7])
def test_text_of_ofx_may_be_marked_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr("casactl.intake.ofx._PIECE", piece)
    said = "<NAME><![CDATA[Joe & Co]]></NAME><MEMO><![CDATA[a <b> c]]></STMTTRN>"

    (line,) = read(tmp_path, f"<OFX><STMTTRN><DTPOSTED>20261102<TRNAMT>850.00{said}")

    assert (line["payer"], line["purpose"], line["amount"]) == ("Joe & Co", "a <b> c", "850.00")


def test_a_line_that_is_not_booked_says_so_in_its_cells(tmp_path: Path) -> None:
    (line,) = read(tmp_path, camt(entry("850.00", status="<Sts>PDNG</Sts>")))
    assert (line["fault"], line["status"]) == ("not-booked", "PDNG")


@pytest.mark.parametrize(
    "front", ["ABNANL2A\r\n940\r\nABNANL2A\r\n", ":940:\r\n", "0000 01INGBNL2AXXXX00001\r\n940 00\r\n"]
)
def test_a_bank_may_put_its_name_before_its_statement(tmp_path: Path, front: str) -> None:
    (line,) = read(tmp_path, front + mt940(("2611021102C850,00NTRFRENT", "Joe Bloggs")))
    assert (line["date"], line["amount"]) == ("2026-11-02", "850.00")
