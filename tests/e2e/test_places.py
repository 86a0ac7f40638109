"""Places that cannot be written to, and files that nobody else may read."""

from __future__ import annotations

import ctypes
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.e2e.programs import ended, program

ADD = ("contact", "add", "--type", "tenant", "--first-name", "Joe", "--last-name", "Bloggs")
CAPBSET_DROP, DAC_OVERRIDE, DAC_READ_SEARCH = 24, 1, 2


def without_privilege() -> None:
    """Root, too, is held to the permissions of files after this."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (DAC_OVERRIDE, DAC_READ_SEARCH):
            libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)


@pytest.mark.parametrize(
    "line",
    [
        "contact list", "contact list -o json", "contact list -o csv", "contact show 1 -o json", "contact export -",
        "log list -o json", "--version", "--help", "contact --help", "help exit-codes", "contact archive 1 -o json",
        "workspace list", "doctor", "due crontab",
    ],
)  # fmt: skip
def test_a_full_disk_behind_standard_output_is_an_error_in_words(casa_sqlite: Casa, line: str) -> None:
    casa_sqlite.tenant("Joe Bloggs")

    with open("/dev/full", "wb") as full:
        code, _, err = ended(program(*line.split(), stdout=full))

    assert code not in (0, 120), err
    assert "Traceback" not in err
    assert "Exception ignored" not in err
    assert "No space left" in err


def test_a_full_disk_behind_standard_error_is_no_failure(casa_sqlite: Casa) -> None:
    with open("/dev/full", "wb") as full:
        code, out, _ = ended(program(*ADD, "-o", "ids", stderr=full))

    assert (code, out) == (0, "1\n")


@pytest.fixture
def sealed(casa_sqlite: Casa) -> Casa:
    """A workspace whose folder and files nobody may write."""
    casa_sqlite.tenant("Joe Bloggs")
    casa_sqlite.database.chmod(0o400)
    casa_sqlite.folder.chmod(0o500)
    return casa_sqlite


def test_a_read_only_folder_can_be_read_and_says_that_it_cannot_be_written(sealed: Casa) -> None:
    read = ended(program("contact", "list", "-o", "ids", preexec_fn=without_privilege))
    write = ended(program(*ADD, "--lock-wait", "1s", preexec_fn=without_privilege))
    sealed.folder.chmod(0o700)

    assert read == (0, "1\n", "")
    assert write[:2] == (10, "")
    assert "error[workspace.read-only]" in write[2]
    assert str(sealed.folder) in write[2]


def test_a_folder_that_cannot_be_made_is_an_error_in_words(machine: Path) -> None:
    (machine / "file").touch()
    sealed = machine / "sealed"
    sealed.mkdir(mode=0o500)

    for place in (machine / "file" / "office", sealed / "office", Path("/proc/office"), Path("/dev/null/office")):
        url = f"sqlite:///{place}/casactl.db"
        for words in (("workspace", "add", "x", "--database", url), ADD):
            environment = {**os.environ, **({"CASACTL_DATABASE": url} if words is ADD else {})}
            code, out, err = ended(program(*words, env=environment, preexec_fn=without_privilege))
            assert (code in (1, 10, 11), out) == (True, ""), (place, code, err)
            assert "Traceback" not in err, err
            assert err.startswith("error["), err


def test_a_result_file_that_cannot_be_written_is_an_error_in_words(casa_sqlite: Casa, tmp_path: Path) -> None:
    casa_sqlite.tenant("Joe Bloggs")
    (tmp_path / "bad.csv").write_text("type,first name,last name\nking,A,B\n")

    for words in (
        ("contact", "export", "/proc/out.csv"),
        ("contact", "export", "/dev/full", "-o", "csv"),
        ("contact", "export", "/nowhere/out.csv"),
        ("workspace", "backup", "/proc/out.backup"),
        ("contact", "import", str(tmp_path / "bad.csv"), "--rejects", "/proc/out.csv"),
    ):
        code, _, err = ended(program(*words))
        assert code not in (0, 120), words
        assert "Traceback" not in err, err
        assert "error[" in err


def test_under_a_umask_of_nothing_files_are_private_all_the_same(machine: Path) -> None:
    (machine / "rows.csv").write_text("type,first name,last name\ntenant,Joe,Bloggs\nking,A,B\n")
    machine.chmod(0o755)
    (machine / "rows.csv").chmod(0o644)
    given = {machine / "rows.csv", machine}
    for words, expected in (
        (ADD, 0),
        (("contact", "import", "rows.csv"), 3),
        (("contact", "export", "out.csv"), 0),
        (("workspace", "backup", "out.backup"), 0),
        (("contact", "list"), 0),
        (("workspace", "add", "second"), 0),
        (("due", "run"), 0),
    ):
        code, _, err = ended(program(*words, umask=0))
        assert code == expected, err

    found = [path for path in machine.rglob("*") if path not in given]
    open_to_others = [str(path) for path in found if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    assert open_to_others == []
    assert {path.name for path in found} >= {
        "casactl.db",
        "config.toml",
        "out.csv",
        "out.backup",
        "rows.csv.rejects.csv",
    }
    for path in found:
        assert stat.S_IMODE(path.lstat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_any_locale_will_do(casa_sqlite: Casa, locale: str) -> None:
    environment = {**os.environ, "LC_ALL": locale, "LANG": locale}
    code, _, err = ended(program(*ADD[:-1], "Müller-李", env=environment))
    assert code == 0, err

    code, out, err = ended(program("contact", "find", "müller", "-o", "jsonl", env=environment))

    assert (code, err) == (0, "")
    assert "Müller-李" in out


@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "0<&- 1>&-", "0<&- 1>&- 2>&-"])
def test_closed_standard_streams_are_no_traceback(casa_sqlite: Casa, closed: str) -> None:
    casa_sqlite.tenant("Joe Bloggs")

    for line in ("contact list", "contact edit 1 --tag vip", "contact archive -"):
        done = subprocess.run(
            ["sh", "-c", f'exec "$0" -m casactl {line} {closed}', sys.executable],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1, 2), done
        assert "Traceback" not in done.stderr
        assert "Exception ignored" not in done.stderr
