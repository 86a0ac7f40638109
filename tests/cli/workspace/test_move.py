"""`workspace move`: every row, number and hash; the old data stays; nothing on the way is lost."""

from __future__ import annotations

import threading

from casactl.store.lock import lock_path
from tests.casa import Casa
from tests.places import content, files_below, fill, meddle


def test_a_workspace_moves_to_the_other_database_and_goes_on_there(casa: Casa, other_url: str) -> None:
    fill(casa)
    before, head = content(casa.url), casa.ok("log head").stdout

    ran = casa.ok(["workspace", "move", "main", "--database", other_url, "-o", "json"])

    assert ran.outcomes == ["moved"]
    assert "the old data stays at" in ran.results[0]["note"]
    assert content(other_url) == content(casa.url) == before
    assert casa.ok("log head").stdout == head
    casa.ok("workspace check")
    joe = casa.tenant("Late Comer")
    assert joe == 5
    casa.ok("undo -y")
    assert content(casa.url) == before
    assert str(casa.folder) == casa.ok("workspace show -o json").json["folder"]


def test_a_place_with_something_in_it_is_refused(casa: Casa, other_url: str, empty_url: str) -> None:
    casa.ok(["workspace", "add", "second", "--database", empty_url])
    casa.ok("workspace remove second")

    ran = casa.run(["workspace", "move", "main", "--database", empty_url, "-o", "json"])

    assert (ran.exit_code, ran.error["code"]) == (5, "workspace.holds-data")
    same = casa.run(["workspace", "move", "main", "--database", casa.url, "-o", "json"])
    assert (same.exit_code, same.error["code"]) == (5, "workspace.exists")


def test_a_log_that_does_not_verify_does_not_move(casa: Casa, other_url: str) -> None:
    fill(casa)
    meddle(casa, "update operation set actor = 'nobody' where id = 2")

    ran = casa.run(["workspace", "move", "main", "--database", other_url, "-o", "json"])

    assert (ran.exit_code, ran.error["code"]) == (8, "workspace.copy-differs")
    assert casa.ok("workspace list -o json").json[0]["state"] == "ready"
    casa.ok(["workspace", "add", "still-empty", "--database", other_url])


def test_a_dry_run_moves_nothing(casa: Casa, other_url: str) -> None:
    fill(casa)

    ran = casa.ok(["workspace", "move", "main", "--database", other_url, "-n", "-o", "json"])

    assert ran.json["dry_run"] is True
    assert casa.folder.parent.joinpath("other") not in casa.folder.parent.iterdir()
    assert casa.rows("select count(*) from contact") == [(4,)]
    assert casa.ok("workspace show -o json").json["database"] != other_url


def test_the_database_has_to_be_named(casa: Casa) -> None:
    ran = casa.run("workspace move main -o json")

    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "--database" in ran.error["message"]


def test_writers_wait_while_it_moves(casa: Casa, other_url: str) -> None:
    fill(casa)
    with casa.work() as work:
        work.reader.execute("update chain set id = 1")
        mover = threading.Thread(
            target=lambda: answers.append(
                casa.run(["workspace", "move", "main", "--database", other_url, "--lock-wait", "100ms", "-o", "json"])
            )
        )
        answers: list[object] = []
        mover.start()
        mover.join(30)

    assert [getattr(answer, "exit_code", None) for answer in answers] == [6]
    assert files_below(casa.folder.parent / "other") == []
    assert lock_path(casa.database).exists() if casa.backend == "sqlite" else True
