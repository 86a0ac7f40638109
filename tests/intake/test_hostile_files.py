"""Files that nobody's office writes: refused in bounded time and memory, and the workspace is as it was.

Each is given to a process of its own that has so much memory and no more, and so many seconds of the processor.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.intake.statements import camt
from tests.workbooks import MAIN, ods, packed, xlsx

MEMORY = 640 << 20
"""All that a process may map, the interpreter and its libraries included."""
SECONDS = 60
MB = 1 << 20
CARDS = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Archer\n"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DTD = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
STRINGS = "xl/sharedStrings.xml"


def text_of(chunks: Iterator[bytes] | bytes) -> Callable[[Path], None]:
    """A file of these bytes, which are made when they are wanted."""

    def write(path: Path) -> None:
        with path.open("wb") as file:
            for chunk in [chunks] if isinstance(chunks, bytes) else chunks:
                file.write(chunk)

    return write


def repeated(chunk: bytes, times: int, *, start: bytes = b"", end: bytes = b"") -> Iterator[bytes]:
    yield start
    for _ in range(times):
        yield chunk
    yield end


def repacked(part: str, chunks: Iterator[bytes], *, of: bytes | None = None) -> Callable[[Path], None]:
    """A workbook one part of which is another."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            with zipfile.ZipFile(BytesIO(of or xlsx([["Name"], ["Ann"]]))) as good:
                for name in good.namelist():
                    if name != part:
                        archive.writestr(name, good.read(name))
            with archive.open(part, "w", force_zip64=True) as target:
                for chunk in chunks:
                    target.write(chunk)

    return write


FILES: dict[str, Callable[[Path], None]] = {
    "a zip bomb": repacked("xl/worksheets/s1.xml", repeated(b" " * MB, 900, start=f"<worksheet {MAIN}>".encode())),
    "a bomb of strings": repacked(STRINGS, repeated(b"<si><t>x</t></si>" * 60_000, 20, start=b"<sst>")),
    "a nested archive": text_of(packed({"xl/workbook.xml": packed({"a": b"0" * MB * 8})})),
    "laughing entities": text_of(xlsx([["Name"], ["&l9;"]], head=DTD)),
    "an external reference": text_of(xlsx([["Name"], ["&e;"]], head=OUTSIDE)),
    "entities in ODS": text_of(packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                                       "content.xml": f"{DTD}<a>&l9;</a>"})),
    "10,000 columns": text_of(",".join(f"c{n}" for n in range(10_000)).encode() + b"\n"),
    "10,000 columns of a workbook": text_of(xlsx([[f"c{n}" for n in range(10_000)]])),
    "absurd dimensions": text_of(xlsx("<row r='1'><c r='A1'><v>1</v></c><c r='ZZZZZZZZZ1'><v>1</v></c></row>")),
    "an absurd row": text_of(xlsx(f"<row r='{10**400}'><c r='A1'><v>1</v></c></row>")),
    "cells repeated without end": text_of(ods(
        "<table:table-row table:number-rows-repeated='999999999'><table:table-cell table:number-columns-repeated='900'>"
        "<text:p>x</text:p></table:table-cell></table:table-row>")),
    "deep JSON": text_of(b"[" * 5_000_000),
    "deep JSON in a line": text_of(b'{"a":' * 200_000 + b"\n"),
    "a deep object": text_of(b'[{"a":' * 100_000),
    "JSON of millions of objects": text_of(repeated(b'{"a":1},' * 1024, 1000, start=b"[", end=b"{}]")),
    "JSON of empty lists": text_of(repeated(b"[]," * 1024, 4 * 1024, start=b'[{"a":[', end=b"[]]}]")),
    "a JSON number without end": text_of(repeated(b"9" * MB, 60, start=b'[{"a":', end=b"}]")),
    "JSON of ever new keys": text_of(b"[" + b",".join(b'{"k%d":1}' % n for n in range(400_000)) + b"]"),
    "an endless line of vCard": text_of(repeated(b"x" * MB, 100, start=f"{CARDS}NOTE:".encode())),
    "an endless card": text_of(repeated(b"TEL:+442079460018\n" * 50_000, 10, start=CARDS.encode())),
    "CAMT with a document type": text_of(camt().replace("<Document", f"{DTD}<Document").encode()),
    "an endless element of CAMT": text_of(repeated(b"x" * MB, 60, start=(
        camt().partition("<Stmt>")[0] + "<Stmt><Ntry><AddtlNtryInf>").encode())),
    "a CSV cell of 100 MB": text_of(repeated(b"x" * MB, 100, start=b'"Name","Email\n')),
    "an endless line": text_of(repeated(b"x" * MB, 100)),
    "nothing but quotes": text_of(repeated(b'"' * MB, 40)),
    "nothing but NUL": text_of(repeated(b"\0" * MB, 40)),
    "nothing but line ends": text_of(repeated(b"\n" * MB, 4)),
}  # fmt: skip
CARDS_CUT = frozenset({"an endless line of vCard", "an endless card"})
"""What is a row that comes back: there may be others in the file."""
BANKS = frozenset({"CAMT with a document type", "an endless element of CAMT"})


def limited() -> None:
    """Hold this process to so much memory, and so much time of the processor."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))


def given(casa: Casa, noun: str, file: Path) -> subprocess.CompletedProcess[str]:
    words = [*noun.split(), "import", file.name]
    return subprocess.run(
        [sys.executable, "-m", "casactl", *words, *(["--type", "tenant"] if noun == "contact" else [])],
        env={**os.environ, "CASACTL_CONFIG": str(casa.config_file)}, cwd=file.parent, capture_output=True, text=True,
        check=False, preexec_fn=limited,
    )  # fmt: skip


@pytest.mark.heavy
@pytest.mark.parametrize("name", FILES)
def test_I17_a_hostile_file_is_refused_within_bounds_and_nothing_is_changed(
    casa: Casa, tmp_path: Path, name: str
) -> None:
    casa.tenant("Joe Bloggs")
    before = casa.rows("select count(*) from operation"), casa.rows("select * from contact")
    file = tmp_path / "given"
    FILES[name](file)

    done = given(casa, "ledger bank" if name in BANKS else "contact", file)

    if name in CARDS_CUT:
        assert (done.returncode, "rejected: 1 bad-card" in done.stderr) == (3, True), done.stderr[-1500:]
    else:
        assert done.returncode == 7, (done.returncode, done.stdout[-500:], done.stderr[-1500:])
        assert done.stdout == ""
        assert done.stderr.startswith("error[input."), done.stderr[:500]
    assert len(done.stderr) < 2000
    assert "Traceback" not in done.stderr
    assert (casa.rows("select count(*) from operation"), casa.rows("select * from contact")) == before


def test_I17_a_cell_too_long_for_any_field_comes_back_and_the_rows_around_it_go_in(casa: Casa, tmp_path: Path) -> None:
    file = tmp_path / "given"
    text_of(repeated(b"x" * MB, 100, start=b"Name\nAnn Archer\n", end=b"\nBob Baker\n"))(file)

    done = given(casa, "contact", file)

    assert done.returncode == 3, done.stderr[-1500:]
    assert casa.rows("select display_name from contact order by id") == [("Ann Archer",), ("Bob Baker",)]
    assert "field-too-long" in done.stderr


def test_I17_a_formula_is_not_calculated(casa: Casa, tmp_path: Path) -> None:
    file = tmp_path / "given"
    file.write_text('Name,Notes\nAnn Archer,"=cmd|\' /C calc\'!A0"\nBob Baker,"=HYPERLINK(""http://x"")"\n')

    assert given(casa, "contact", file).returncode == 0

    exported = casa.ok("contact export -").stdout
    assert "'=cmd" in exported
    assert "'=HYPERLINK" in exported
