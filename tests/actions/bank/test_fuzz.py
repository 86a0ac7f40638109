"""Statements that nobody has thought of: mutated files never end in a traceback, lose a row, or book twice."""

from __future__ import annotations

import random
from pathlib import Path

from tests.actions.bank.test_import_lines import importing, listed
from tests.casa import Casa
from tests.intake.statements import JOES, camt, entry, mt940, ofx
from tests.length import by_length, chance

BITS = [
    "", "0", "-1", "1e9", "850,00", "1.250,50", "€5", "\x00", "é", "\u202e", "<", ">", "&amp;", "]]>", "/", "//",
    "?20", ":61:", ":86:", "<STMTTRN>", "</Ntry>", "2026-11-02", "20261102", "RF74000001", "EUR", "\r\n", ";", ",", '"',
    "A" * 300,
]  # fmt: skip
STATEMENTS = (
    camt(
        entry("850.00", payer="Joe Bloggs", iban=JOES, purpose="RF74000001", id="B1"), entry("5.00", direction="DBIT")
    ),
    mt940(
        ("2611021102CR850,00NTRFNONREF//B", "166?00GUT?20EREF+X?21SVWZ+RF74000001?31DE8937?32Joe"),
        ("261102D5,NTRF", "fee"),
    ),
    ofx({"DTPOSTED": "20261102", "TRNAMT": "850.00", "FITID": "1", "NAME": "Joe", "MEMO": "RF74000001"}),
    "Date,Payer,Details,Paid in,Paid out,Currency\n02/11/2026,Joe,RF74000001,850.00,,GBP\n13/11/2026,W,,,5.00,GBP\n",
    "Buchungstag;Verwendungszweck;Betrag;Waehrung\n02.11.2026;RF74000001;850,00;GBP\n03.11.26;x;-5,00;GBP\n",
)


def mutated(text: str, dice: random.Random) -> str:
    """A statement with some of it cut out, doubled or overwritten."""
    for _ in range(dice.randint(1, 6)):
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.randint(0, 12))
        part = dice.choice([dice.choice(BITS), text[start:end] * 2, "", text[dice.randrange(len(text) or 1) :][:20]])
        text = text[:start] + part + text[end:]
    return text


def test_mutated_statements_are_counted_or_refused_and_the_same_again_changes_nothing(casa_sqlite: Casa) -> None:
    casa = casa_sqlite
    casa.tenant("Joe Bloggs")
    dice, read = chance("statements"), 0
    for _ in range(by_length(40, 2000)):
        text = mutated(dice.choice(STATEMENTS), dice)
        Path("statement").unlink(missing_ok=True)

        done = importing(casa, text)

        assert done.exit_code in (0, 3, 7), f"{text!r}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        if done.exit_code != 7:
            told = done.json
            assert told["rows"] == told["added"] + told["unchanged"] + told["rejected"], text
            assert told["added"] == told["posted"] + told["parked"], text
            before = listed(casa)
            again = importing(casa, text).json
            assert (again["added"], again["posted"], listed(casa)) == (0, 0, before), text
            read += 1
    assert read > 5
    casa.ok("workspace check")
