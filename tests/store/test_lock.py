"""Writers queue, and one that waits in vain says for whom."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from casactl.errors import StoreFault
from casactl.store.lock import Taken, WriterBusy, acquire, lock_path, writing
from casactl.store.postgres import driver
from tests.casa import Casa

ADD = "contact add --type tenant --first-name Joe --last-name Bloggs --lock-wait 0.2s -o json"


def test_a_writer_that_waits_in_vain_names_process_and_verb(casa_sqlite: Casa) -> None:
    with writing(casa_sqlite.database, verb="contact.import", wait=1):
        ran = casa_sqlite.run(ADD)

    assert (ran.exit_code, ran.stdout) == (6, "")
    assert ran.error["code"] == "workspace.busy"
    assert f"(process {os.getpid()}, contact.import)" in ran.error["message"]
    assert "--lock-wait" in ran.error["hint"]
    assert casa_sqlite.ok(ADD).ids == [1]


def test_a_writer_that_waits_in_vain_on_postgresql_is_told_so(casa: Casa) -> None:
    if casa.backend != "postgresql":
        return
    with driver().connect(casa.url) as connection:
        connection.execute("select head from chain where id = 1 for update")
        ran = casa.run(ADD)

    assert (ran.exit_code, ran.stdout) == (6, "")
    assert ran.error["code"] == "workspace.busy"
    assert casa.ok(ADD).ids == [1]


@pytest.mark.parametrize("read", ["contact list", "log list", "due list", "due run", "log verify"])
def test_nobody_who_reads_waits_for_a_writer(casa: Casa, read: str) -> None:
    casa.tenant("Joe Bloggs")

    with casa.work("contact.import") as work:
        work.run("update chain set workspace = workspace")
        assert casa.run(f"{read} -o json --lock-wait 0.1s").exit_code == 0


def test_the_lock_is_let_go_after_a_failure(tmp_path: Path) -> None:
    database = tmp_path / "casactl.db"
    with pytest.raises(RuntimeError), writing(database, verb="one", wait=1):
        raise RuntimeError

    with writing(database, verb="two", wait=0):
        assert lock_path(database).read_text().split() == [str(os.getpid()), "two"]
    assert lock_path(database).stat().st_mode & 0o777 == 0o600


def test_a_lock_that_nobody_can_take_says_who_has_it(tmp_path: Path) -> None:
    database = tmp_path / "casactl.db"
    with (
        writing(database, verb="contact.import", wait=0),
        pytest.raises(WriterBusy) as busy,
        writing(database, verb="contact.add", wait=0.05),
    ):
        pass

    assert busy.value.exit == 6


def test_a_link_in_the_locks_place_is_not_followed(tmp_path: Path) -> None:
    database, precious = tmp_path / "casactl.db", tmp_path / "precious"
    precious.write_text("kept")
    lock_path(database).symlink_to(precious)

    with pytest.raises(StoreFault), writing(database, verb="contact.add", wait=0):
        pass

    assert precious.read_text() == "kept"


def test_a_lock_whose_file_was_deleted_meanwhile_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.lock"
    real, tries = fcntl.flock, []

    def deleted_at_first(handle: int, how: int) -> None:
        tries.append(handle)
        if len(tries) == 1:
            path.unlink()
        real(handle, how)

    monkeypatch.setattr(fcntl, "flock", deleted_at_first)
    handle = acquire(path, 5)

    assert os.fstat(handle).st_ino == path.stat().st_ino
    with pytest.raises(Taken):
        acquire(path, 0)
    os.close(handle)
    os.close(acquire(path, 0))
