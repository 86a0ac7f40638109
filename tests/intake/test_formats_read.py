"""What each import says that it reads is what it reads."""

from __future__ import annotations

import pytest

from casactl.intake.formats import CALLED, READ, formats_read
from tests.casa import Casa

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Archer\nEND:VCARD\n"
STATEMENT = ":20:X\n:25:1\n:28C:1\n:60F:C260101GBP0,\n:62F:C260101GBP0,\n-\n"
IMPORTS = {
    "contact": "contact import", "property": "property import", "ledger": "ledger import",
    "arrears": "arrears import", "bank": "ledger bank import",
}  # fmt: skip


@pytest.mark.parametrize("noun", READ)
def test_I17_the_help_of_an_import_names_the_formats_that_it_reads_and_no_other(casa: Casa, noun: str) -> None:
    said = " ".join(casa.ok([*IMPORTS[noun].split(), "--help"]).stdout.split())

    assert f"{formats_read(noun)}; - for standard input." in said
    argument = said.partition("Arguments:")[2].partition("Options:")[0]
    for name, formats in CALLED.items():
        assert (name in argument) == (set(formats) <= set(READ[noun])), name


@pytest.mark.parametrize("noun", READ)
@pytest.mark.parametrize(("kind", "text", "way"), [("vcard", CARD, "contact"), ("mt940", STATEMENT, "bank")])
def test_I17_what_an_import_does_not_read_it_refuses_naming_who_does(
    casa: Casa, noun: str, kind: str, text: str, way: str
) -> None:
    done = casa.run([*IMPORTS[noun].split(), "-"], stdin=text)

    refused = "input.other-format" in done.stderr
    assert refused == (kind not in READ[noun]), done.stderr
    if refused:
        assert IMPORTS[way] in done.stderr
