"""Many at once: nothing is lost, nothing happens twice, nobody waits who only reads."""

from __future__ import annotations

import csv
import io
import json
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.clock import StillClock
from tests.e2e.programs import at_once, ended, failures, program
from tests.length import by_length
from tests.templates import sqlite_copy

pytestmark = pytest.mark.heavy
ROWS = by_length(40_000, 200_000)
PATIENT = ("--lock-wait", "10m")
MANY = 6000
SPILLED = 1_000_000
"""Bytes of a transaction that has not ended, which SQLite keeps no longer in memory alone."""


def edit_together(casa: Casa, processes: int, edits: int) -> None:
    """Each process sets its own field again and again; all of it has to be there afterwards."""
    casa.tenant("Joe Bloggs")
    jobs = [
        [["contact", "edit", "1", "--custom", f"p{process}={n}", *PATIENT] for n in range(edits)]
        for process in range(processes)
    ]

    assert failures(at_once(jobs)) == []

    joe = casa.contact(1)
    assert joe.custom == {f"p{process}": str(edits - 1) for process in range(processes)}
    assert joe.version == 1 + processes * edits
    verbs = Counter(entry["verb"] for entry in casa.log())
    assert verbs["contact.edit"] == processes * edits
    assert casa.ok("log verify -o json").json["ok"]


def test_of_many_edits_by_16_processes_none_is_lost(casa_sqlite: Casa) -> None:
    edit_together(casa_sqlite, 16, by_length(10, 50))


def test_of_many_edits_by_32_writers_on_postgresql_none_fails(casa_postgres: Casa) -> None:
    edit_together(casa_postgres, 32, by_length(5, 25))


def test_invoices_written_together_are_numbered_without_a_gap(casa: Casa) -> None:
    for n in range(8):
        casa.tenant(f"N{n} X")
        casa.ok(["ledger", "charge", n + 1, "5", "--for", "Key"])

    assert failures(at_once([[["ledger", "invoice", str(n + 1), *PATIENT]] for n in range(8)])) == []

    listed = casa.ok("ledger invoice list -o json").json
    assert sorted(each["number"] for each in listed) == list(range(1, 9))
    casa.ok("workspace check")


def test_only_one_of_many_takes_an_email(casa: Casa) -> None:
    jobs = [
        [["contact", "add", "--type", "tenant", "--first-name", f"N{n}", "--last-name", "X",
          "--email", "joe@example.com", *PATIENT]]
        for n in range(12)
    ]  # fmt: skip

    codes = Counter(left["exit"] for job in at_once(jobs) for left in job)

    assert codes == {0: 1, 5: 11}
    assert casa.rows("select count(*) from contact") == [(1,)]


def test_of_many_due_runs_at_once_each_archive_is_applied_once(casa: Casa) -> None:
    rows = "".join(f"tenant,N{n},X\n" for n in range(100))
    casa.ok("contact import -", stdin="type,first name,last name\n" + rows)
    casa.ok("contact archive --type tenant --on 2026-12-01 -y")

    runs = at_once(
        [["due", "run", "--as-of", "2026-12-01", "-y", "-o", "json", *PATIENT]] for _ in range(by_length(10, 20))
    )

    assert failures(runs) == []
    applied = [each for job in runs for each in json.loads(job[0]["stdout"])["results"]]
    assert sorted(each["contact_id"] for each in applied) == list(range(1, 101))
    assert {each["outcome"] for each in applied} == {"archived"}
    entries = [entry for entry in casa.log() if entry["verb"] == "contact.archive" and "as planned" in entry["summary"]]
    assert len(entries) == 100
    assert casa.rows("select lifecycle, version, count(*) from contact group by lifecycle, version") == [
        ("archived", 2, 100)
    ]
    assert casa.ok("workspace check -o json").exit_code == 0


def test_many_processes_make_the_first_workspace_together(machine: Path) -> None:
    jobs = [
        [["contact", "add", "--type", "tenant", "--first-name", f"N{n}", "--last-name", "X", *PATIENT]]
        for n in range(6)
    ]

    results = at_once(jobs)

    assert failures(results) == []
    assert len(ended(program("contact", "list", "-o", "ids"))[1].split()) == 6
    assert sum("made workspace" in left["stderr"] for job in results for left in job) == 1


def big_file(path: Path, rows: int) -> Path:
    """A CSV file of contacts with an e-mail and a phone each."""
    with path.open("w", newline="") as file:
        file.write("type,first name,last name,email,phone,external id\n")
        file.writelines(f"tenant,First{n},Last{n},n{n}@example.com,+4420{70000000 + n},E-{n}\n" for n in range(rows))
    return path


def test_reads_answer_while_many_rows_come_in(casa_sqlite: Casa, tmp_path: Path) -> None:
    casa_sqlite.tenant("Joe Bloggs", email="joe@example.com")
    wal = casa_sqlite.database.with_name("casactl.db-wal")
    reads = ("contact list --limit 5 -o ids", "contact find joe@ -o ids", "contact show 1 -o ids", "log list -o json",
             "due run -o json", "contact can 1 archive")  # fmt: skip
    importing = program("contact", "import", str(big_file(tmp_path / "big.csv", ROWS)), "-o", "json")
    while not (wal.exists() and wal.stat().st_size > SPILLED):
        assert importing.poll() is None, ended(importing)
    importing.send_signal(signal.SIGSTOP)
    try:
        for read in reads:
            done = casa_sqlite.run(read)
            assert done.exit_code == 0, (read, done)
            if read.endswith("ids"):
                assert done.ids == [1]
    finally:
        importing.send_signal(signal.SIGCONT)

    code, out, err = ended(importing)
    assert code == 0, err
    assert json.loads(out)["added"] == ROWS
    assert casa_sqlite.rows("select count(*) from contact") == [(ROWS + 1,)]
    casa_sqlite.ok("contact edit 1 --tag vip")
    assert not wal.exists() or wal.stat().st_size < 10_000_000


def test_a_writer_succeeds_beside_an_export_whose_reader_stalls(casa: Casa, tmp_path: Path) -> None:
    casa.ok(["contact", "import", str(big_file(tmp_path / "some.csv", 20_000))])
    exporting = program("contact", "export", "-")
    assert exporting.stdout
    first = exporting.stdout.readline()
    assert b"id" in first

    new = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact archive {new}")
    casa.ok("contact edit 1 --last-name Changed --lock-wait 5s")

    rows = list(csv.DictReader(io.StringIO((first + exporting.stdout.read()).decode())))
    assert ended(exporting)[0] == 0
    assert len(rows) == 20_000
    assert all("Changed" not in row.values() for row in rows[:1])


@pytest.fixture
def many(machine: Path, run_root: Path, tmp_path: Path) -> Casa:
    """A workspace on SQLite with more contacts than a pipe holds, brought in once for the whole run."""
    folder, config = tmp_path / "office", machine / "config.toml"

    def bring_in(url: str, place: Path) -> None:
        casa = Casa(url, place, config, StillClock())
        casa.ok(["contact", "import", str(big_file(tmp_path / "some.csv", MANY))])

    return Casa(sqlite_copy(run_root, folder, "many", bring_in), folder, config, StillClock())


@pytest.mark.parametrize(
    "line",
    [
        "contact list", "contact list -o json", "contact list -o jsonl", "contact list -o csv", "contact list -o ids",
        "contact export -", "contact export - -o jsonl", "log show 2", "log show 2 -o json",
        "contact archive --type tenant -y", "contact archive --type tenant -y -o json",
        "contact archive --type tenant -y -o ids",
    ],
)  # fmt: skip
def test_a_reader_that_has_seen_enough_ends_it_quietly(many: Casa, line: str) -> None:
    process = program(*line.split())
    assert process.stdout
    assert process.stdout.read(10)
    process.stdout.close()
    assert process.stderr
    err = process.stderr.read().decode()
    process.stderr.close()

    assert process.wait(timeout=60) == 0
    assert "Traceback" not in err
    assert "error" not in err
    if "archive" in line:
        assert many.rows("select lifecycle, count(*) from contact group by lifecycle") == [("archived", MANY)]


def test_work_is_closed_once_and_every_visit_counts(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("task add --contact 1 --title Tap")
    casa.ok("plan add --contact 1 --title Boiler --every 1d --next-visit 2000-01-01")
    jobs = [[["task", "done", "1", "-o", "json", *PATIENT], ["plan", "visit", "2", "--on", "2000-01-01", *PATIENT]]
            for _ in range(12)]  # fmt: skip

    left = at_once(jobs)

    assert failures(left) == []
    assert Counter(json.loads(job[0]["stdout"])["results"][0]["outcome"] for job in left) == {
        "done": 1,
        "unchanged": 11,
    }
    # One day, one step of the rhythm (M5).
    assert casa.rows("select next_visit from engagement where id = 2") == [("2000-01-02",)]
    assert casa.rows("select count(*) from engagement where kind = 'event'") == [(12,)]
    assert casa.ok("log verify -o json").json["ok"]
