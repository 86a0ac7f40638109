"""`batch` as a process: step by step through pipes, broken off, killed, and read by nobody."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.casa import Casa
from tests.e2e.programs import PATIENCE, ended, program
from tests.e2e.test_kills import is_sound
from tests.length import by_length

pytestmark = pytest.mark.heavy
MANY = by_length(1_200, 100_000)


def adding(n: int) -> str:
    """A line that adds somebody."""
    return f"contact add --type tenant --first-name F{n} --last-name L{n} --email n{n}@example.com\n"


def started(*options: str) -> subprocess.Popen[bytes]:
    """A batch that waits for lines."""
    return program("batch", *options, stdin=subprocess.PIPE)


def told(process: subprocess.Popen[bytes], line: str) -> dict[str, Any]:
    """What comes of one more line."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(line.encode())
    process.stdin.flush()
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found


def unheard(process: subprocess.Popen[bytes], lines: str) -> tuple[int, str]:
    """Exit code and standard error where whoever read the results has gone before the last lines."""
    assert process.stdout
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(lines.encode(), timeout=PATIENCE)
    return process.returncode, err.decode()


def test_a_producer_goes_step_by_step(casa: Casa) -> None:
    """Each result is there before the next line is, and others' writes are seen between them."""
    process = started()
    new = told(process, adding(1))["result"]["results"][0]["id"]

    assert casa.ok(f"contact edit {new} --tag vip")  # nothing is locked between lines
    assert told(process, f"contact show {new}\n")["result"]["tags"] == ["vip"]
    assert told(process, f"contact edit {new} --tag board\n")["exit"] == 0
    assert casa.contact(new).tags == ["board", "vip"]

    code, _, err = ended(process)
    assert (code, err) == (0, "3 lines: all done\n")
    is_sound(casa)


def test_a_batch_waits_for_whoever_writes_and_others_for_it(casa: Casa) -> None:
    process = started("--lock-wait", "100ms")
    assert told(process, adding(1))["exit"] == 0

    with casa.work("contact.edit"):
        assert told(process, adding(2))["exit"] == 6

    assert told(process, adding(3))["exit"] == 0
    assert ended(process)[0] == 3
    is_sound(casa)


def test_ctrl_c_between_lines_says_which_are_done(casa: Casa) -> None:
    process = started()
    for n in (1, 2):
        told(process, adding(n))

    process.send_signal(signal.SIGINT)
    code, out, err = ended(process)

    assert (code, out) == (130, "")
    assert "behind line 2: 2 lines: all done; no other was begun" in err
    assert casa.rows("select count(*) from contact") == [(2,)]
    is_sound(casa)


def test_ctrl_c_lets_the_line_end_that_runs(casa_sqlite: Casa, tmp_path: Path) -> None:
    """Whatever is told is done, and nothing else is."""
    casa = casa_sqlite
    file = tmp_path / "lines.txt"
    file.write_text("".join(map(adding, range(3_000))))
    process = program("batch", str(file))
    assert process.stdout
    first = [process.stdout.readline() for _ in range(5)]

    process.send_signal(signal.SIGINT)
    code, out, err = ended(process)

    results = [json.loads(line) for line in b"".join([*first, out.encode()]).splitlines()]
    assert code == 130, err
    assert {each["exit"] for each in results} == {0}
    assert f"behind line {results[-1]['line']}:" in err
    assert casa.rows("select count(*) from contact") == [(len(results),)]
    is_sound(casa)


def test_ctrl_c_takes_all_back_that_was_to_be_one_operation(casa_sqlite: Casa, tmp_path: Path) -> None:
    casa = casa_sqlite
    file = tmp_path / "lines.txt"
    file.write_text("".join(map(adding, range(3_000))))
    process = program("batch", "--atomic", str(file))
    lock = casa.database.with_name(casa.database.name + ".lock")
    while "batch" not in (lock.read_text() if lock.exists() else ""):
        assert process.poll() is None
        time.sleep(0.01)

    process.send_signal(signal.SIGINT)
    code, out, err = ended(process)

    assert (code, out) == (130, ""), err
    assert "nothing was changed" in err
    assert casa.rows("select count(*) from contact") == [(0,)]
    is_sound(casa)


@pytest.mark.parametrize("options", [(), ("--atomic",)])
def test_a_kill_leaves_whole_lines_or_nothing(casa: Casa, tmp_path: Path, options: tuple[str, ...]) -> None:
    file, results = tmp_path / "lines.txt", tmp_path / "results"
    file.write_text("".join(map(adding, range(400))))
    with results.open("wb") as out:
        process = program("batch", *options, str(file), stdout=out)
        while not options and results.stat().st_size < 2_000:
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
        process.communicate()

    done = results.read_text().count("\n")
    (count,) = casa.rows("select count(*) from contact")[0]
    assert count in ((done, done + 1) if not options else (0,))
    is_sound(casa)
    casa.ok("contact list")


def test_when_nobody_reads_on_what_is_left_is_not_begun(casa_sqlite: Casa, tmp_path: Path) -> None:
    casa = casa_sqlite
    process = started()
    told(process, adding(1))
    code, err = unheard(process, "".join(map(adding, range(2, 200))))

    assert code == 3
    (count,) = casa.rows("select count(*) from contact")[0]
    assert count == 2
    assert "No line behind 2 was begun" in err
    is_sound(casa)


def test_when_nobody_reads_the_last_result_all_is_done(casa_sqlite: Casa) -> None:
    assert unheard(started(), adding(1))[0] == 0
    assert casa_sqlite.rows("select count(*) from contact") == [(1,)]


@pytest.mark.parametrize("options", [(), ("--atomic", "-n")])
def test_many_lines_take_no_more_memory(casa_sqlite: Casa, tmp_path: Path, options: tuple[str, ...]) -> None:
    def peak(count: int) -> int:
        file = tmp_path / f"{count}.txt"
        with file.open("w") as lines:
            lines.writelines(f"contact can {n % 7 + 1}\n" for n in range(count))
        script = "import sys, resource; from casactl.cli.main import main; main(sys.argv[1:]); " \
                 "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"  # fmt: skip
        line = [sys.executable, "-c", script, "batch", *options, str(file), "-q"]
        done = subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=PATIENCE, check=True)
        return int(done.stderr.split()[-1])

    casa_sqlite.tenant()

    assert peak(MANY) - peak(MANY // 20) < 8 * 1024


def test_two_batches_take_turns(casa: Casa, tmp_path: Path) -> None:
    processes = []
    for k in range(2):
        file = tmp_path / f"{k}.txt"
        file.write_text("".join(map(adding, range(k * 1000, k * 1000 + 60))))
        processes.append(program("batch", str(file), env={**os.environ}))

    assert [ended(process)[0] for process in processes] == [0, 0]
    assert casa.rows("select count(*) from contact") == [(120,)]
    is_sound(casa)
