"""Killed at any statement or in the middle: what ended with 0 is there, nothing half done, the store sound."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.e2e.programs import Left, at_once, moments, statements_of, with_kills
from tests.length import by_length, chance
from tests.pictures import png

pytestmark = pytest.mark.heavy
ROWS = by_length(100, 400)
KILLS = by_length(16, 60)


def is_sound(casa: Casa) -> None:
    """The database, its references, derived data and the log all hold."""
    checked = casa.run("workspace check -o json")
    assert checked.exit_code == 0, checked


def test_imports_that_are_killed_are_there_whole_or_not_at_all(casa_sqlite: Casa, tmp_path: Path) -> None:
    casa = casa_sqlite

    def file(n: int) -> str:
        path = tmp_path / f"{n}.csv"
        rows = "".join(f"tenant,F{i},L{i},n{n}-{i}@example.com,batch{n}\n" for i in range(ROWS))
        path.write_text("type,first name,last name,email,tags\n" + rows)
        return str(path)

    when = moments(statements_of(["contact", "import", file(0)]), KILLS, chance("imports"))

    results = with_kills([[["contact", "import", file(n)]] for n in range(1, KILLS + 1)], when)

    counts = dict(casa.rows("select name, count(*) from tag group by name"))
    for n, left in enumerate(results, 1):
        found = counts.get(f"batch{n}", 0)
        assert found in (0, ROWS)
        if left:
            assert (left[0]["exit"], found) == (0, ROWS), left
    is_sound(casa)
    whole = sum(1 for count in counts.values() if count == ROWS)
    assert casa.rows("select count(*) from contact") == [(whole * ROWS,)]
    assert sum(1 for entry in casa.log() if entry["verb"] == "contact.import") == whole
    assert casa.tenant("Joe Bloggs")


def test_edits_that_ended_are_there_after_a_kill(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    each = statements_of(["contact", "edit", "1", "--custom", "n=0"])
    lines = [[["contact", "edit", "1", "--custom", f"n={k}-{i}"] for i in range(8)] for k in range(KILLS)]

    results = with_kills(lines, moments(7 * each, KILLS, chance("edits")))

    last = "0"
    ended = 0
    for k, left in enumerate(results):
        assert all(each["exit"] == 0 for each in left), left
        ended += len(left)
        if left:
            last = f"{k}-{len(left) - 1}"
    _is_last_or_next(casa, results, last)
    edits = sum(1 for entry in casa.log() if entry["verb"] == "contact.edit")
    assert ended + 1 <= edits <= ended + 1 + len(results)
    assert casa.contact(1).version == edits + 1
    is_sound(casa)


def _is_last_or_next(casa: Casa, results: list[list[Left]], last: str) -> None:
    """The stored value is the last that was reported, or one that was committed before it could be."""
    stored = casa.contact(1).custom["n"]
    if stored != last:
        k, i = (int(part) for part in stored.split("-"))
        assert i == len(results[k])


def test_dated_work_that_is_killed_is_done_once_by_the_next_run(casa_sqlite: Casa) -> None:
    casa = casa_sqlite
    rows = "".join(f"tenant,N{n},X\n" for n in range(3000))
    casa.ok("contact import -", stdin="type,first name,last name\n" + rows)
    casa.ok("contact archive --type tenant --on 2026-12-01 -y")
    line = ["due", "run", "--as-of", "2026-12-01", "-y"]

    with_kills([[line]] * KILLS, moments(statements_of([*line, "-n"]), KILLS, chance("dated work")))

    is_sound(casa)
    (halves,) = casa.rows(
        "select count(*) from contact c join scheduled s on s.contact_id = c.id "
        "where (c.lifecycle = 'archived') <> (s.state = 'done')"
    )
    assert halves == (0,)
    casa.ok(line)
    assert casa.rows("select state, count(*) from scheduled group by state") == [("done", 3000)]
    assert casa.rows("select version, count(*) from contact group by version") == [(2, 3000)]
    applied = casa.rows("select count(*), count(distinct contact_id) from change where after like '%\"archived\"%' "
                        "and table_name = 'contact'")  # fmt: skip
    assert applied == [(3000, 3000)]
    is_sound(casa)


def test_a_first_command_that_is_killed_leaves_nothing_that_stands_in_the_way(machine: Path) -> None:
    line = ["contact", "add", "--type", "tenant", "--first-name", "Joe", "--last-name", "Bloggs"]

    each = statements_of(line)
    for folder in machine.iterdir():
        shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
    results = with_kills([[line]] * KILLS, moments(each, KILLS, chance("first command")))

    ended = sum(1 for left in results if left)
    (done,) = at_once([[line]])
    assert done[0]["exit"] == 0, done
    (listed,) = at_once([[["contact", "list", "-o", "ids"], ["workspace", "check"]]])
    assert [left["exit"] for left in listed] == [0, 0], listed
    assert ended + 1 <= len(listed[0]["stdout"].split()) <= KILLS + 1


def test_documents_and_pictures_whose_filing_is_killed_have_their_bytes_or_no_row(
    casa_sqlite: Casa, tmp_path: Path
) -> None:
    casa = casa_sqlite
    casa.owner("Olive Owner")

    def line(n: int) -> list[str]:
        path = tmp_path / f"{n}.any"
        if n % 2:
            path.write_bytes(png(text=f"{n}".encode() * 400_000))
            return ["contact", "edit", "1", "--avatar", str(path)]
        path.write_bytes(b"%PDF-1.7\n" + f"{n}".encode() * 400_000)
        return ["document", "add", "1", str(path)]

    when = moments(statements_of(line(0)), KILLS, chance("papers"), later=0.02)

    results = with_kills([[line(n)] for n in range(2, KILLS + 2)], when)

    names = {row[0] for row in casa.rows("select name from document")}
    done = {n for n, left in enumerate(results, 2) if left and left[0]["exit"] == 0}
    assert {f"{n}.any" for n in done if n % 2 == 0} <= names
    assert casa.contact(1).avatar or not any(n % 2 for n in done)
    assert casa.run("document check").exit_code == 0
    is_sound(casa)
