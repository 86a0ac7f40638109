"""Hooks hear of every change, after its commit, through every door; only those run that nobody else can put there."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from casactl.delivery import hooks
from casactl.delivery.hooks import AFTER, run_hook
from casactl.office.floor import Office
from casactl.web import serving
from tests.casa import Casa
from tests.mailed import PASSWORD, activated
from tests.web.browser import Browser, portal
from tests.web.conftest import signed_in

ADD = "contact add --type tenant --first-name Joe --last-name Bloggs --email joe@example.com"


def hooked(casa: Casa, script: str = "cat >> told", *, mode: int = 0o700) -> Path:
    """A hook in the workspace's folder, which is where it runs."""
    folder = casa.room / "hooks"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / AFTER
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(mode)
    return path


def told(casa: Casa) -> list[dict[str, Any]]:
    """What the hook has heard."""
    file = casa.folder / "told"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_a_hook_hears_of_a_change_in_numbers(casa: Casa) -> None:
    hooked(casa)

    done = casa.ok(f"{ADD} --request-id r1")

    (heard,) = told(casa)
    assert heard == {
        "event": "after-change", "workspace": "main", "operation": 2, "operations": 1, "verb": "contact.add",
        "actor": heard["actor"], "channel": "terminal", "at": "2026-11-23T09:00:00.000000Z", "changes": 1,
        "contacts_changed": 1, "contacts": [1], "request_id": "r1",
    }  # fmt: skip
    assert "Joe" not in json.dumps(heard)
    assert done.stderr == ""


def test_a_hook_hears_of_nothing_that_did_not_happen(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", tag="x")
    hooked(casa)

    casa.ok("contact list")
    casa.ok("contact edit 1 --tag x")
    casa.ok("contact edit 1 --tag y -n")
    casa.run("contact show 99")
    casa.run("contact add --type tenant --first-name Joe --last-name Other --company Nowhere")
    casa.ok(f"{ADD} --request-id a")
    casa.ok(f"{ADD} --request-id a")  # shown again, not done again

    assert [each["verb"] for each in told(casa)] == ["contact.add"]


def test_what_comes_by_a_batch_is_heard_line_by_line_or_as_one(casa: Casa) -> None:
    hooked(casa)

    casa.ok("batch", stdin=f"{ADD}\nledger charge 1 50 --for Rent\ncontact show 1\n")
    casa.ok("batch --atomic", stdin="contact edit 1 --tag a\nledger pay 1 50\ncontact show 1\n")
    casa.run("batch --atomic", stdin="contact edit 1 --tag b\ncontact show 99\n")

    assert [each["verb"] for each in told(casa)] == ["contact.add", "ledger.charge", "batch"]
    assert (told(casa)[-1]["operation"], told(casa)[-1]["contacts"]) == (4, [1])


def test_what_comes_by_the_portal_is_heard_without_a_name(casa: Casa) -> None:
    number = activated(casa)
    page = signed_in(Browser(portal(casa)), password=PASSWORD)
    hooked(casa)

    page.open("/messages").press("Send", subject="Gate", message="Shut")

    heard = [each for each in told(casa) if each["verb"].startswith("message")]
    assert [(each["channel"], each["actor"], each["contacts"]) for each in heard] == [
        ("web", f"contact {number}", [number])
    ]
    assert "joe" not in json.dumps(told(casa)).lower()


def test_dated_work_is_heard_of_by_commit(casa: Casa) -> None:
    for name in ("Joe", "Jim"):
        casa.tenant(f"{name} Bloggs")
    casa.ok("contact archive 1 2 --on 2026-12-01")
    hooked(casa)

    casa.travel(to="2026-12-02")
    casa.ok("due run")

    assert [(each["operations"], each["contacts"]) for each in told(casa)] == [(2, [1, 2])]


def test_many_contacts_are_counted_and_a_thousand_named(casa: Casa) -> None:
    hooked(casa)

    rows = "".join(f"tenant,F{n},L{n}\n" for n in range(1_200))
    casa.ok("contact import -", stdin=f"type,first name,last name\n{rows}")

    (heard,) = told(casa)
    assert (heard["contacts_changed"], len(heard["contacts"])) == (1_200, 1_000)


def test_a_hook_that_fails_is_a_warning_and_the_change_stands(casa: Casa) -> None:
    hooked(casa, "echo first; echo 'no such\x1b host' >&2; exit 3")

    done = casa.ok(ADD)

    said = "warning: the change stands, but the hook after-change ended with 3; it said: no such  host"
    assert done.stderr.splitlines() == [said]
    assert casa.contact(1).display_name == "Joe Bloggs"
    assert casa.ok("contact edit 1 --tag x -q").stderr == ""


@pytest.mark.parametrize(("first", "why"), [
    ("#!/no/such/sh", "its interpreter '/no/such/sh' is not there"),
    ("#!/usr/bin/env nosuchprogram", "its interpreter 'nosuchprogram' is not there"),
    ("#!/bin/sh\r", "is not there"), ("echo hello", "its first line names no interpreter, such as #!/bin/sh"),
    ("", "its first line names no interpreter, such as #!/bin/sh"),
])  # fmt: skip
def test_a_hook_that_cannot_be_started_is_named_by_doctor_and_at_each_change(casa: Casa, first: str, why: str) -> None:
    path = hooked(casa)
    path.write_text(f"{first}\nexit 0\n", newline="")

    assert why in casa.ok(ADD).stderr
    [found] = [each for each in casa.run("doctor -o json").json["checks"] if each["check"] == "hooks"]
    assert (found["state"], why in found["detail"], "does not run" in found["detail"]) == ("warn", True, True)


def test_what_a_hook_prints_is_no_result(casa: Casa) -> None:
    hooked(casa, "echo spoken; head -c 1000000 /dev/zero >&2")

    assert casa.ok(f"{ADD} -o json").json["operation"] == 2


def test_a_hook_that_reads_nothing_is_as_good(casa: Casa) -> None:
    hooked(casa, "exec 0<&-; exit 0")

    assert casa.ok(ADD).stderr == ""


def test_a_hook_that_takes_too_long_is_killed_with_its_children(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "SECONDS", 0.5)
    hooked(casa, "(sleep 3; touch late) & sleep 60")

    assert "took longer than 0.5 seconds and was killed" in casa.ok(ADD).stderr
    time.sleep(3.2)
    assert not (casa.folder / "late").exists()


def test_what_a_hook_changes_starts_no_other(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    hooked(casa, "env > told")
    casa.ok(ADD)
    assert "CASACTL_HOOK=after-change" in (casa.folder / "told").read_text().splitlines()
    (casa.folder / "told").unlink()

    casa.ok("contact edit 1 --tag x", env={"CASACTL_HOOK": AFTER})

    assert told(casa) == []


def test_nobody_waits_for_a_hook_to_write(casa: Casa) -> None:
    """The writer's lock is let go before: a hook may write itself."""
    hooked(casa, "python3 -c \"import fcntl, glob; [fcntl.flock(open(f), 6) for f in glob.glob('*.lock')]\" || exit 9")

    assert casa.ok(ADD).stderr == ""


def _by_somebody_else(path: Path) -> None:
    os.chown(path, 65534, 65534)


def _linked(path: Path) -> None:
    path.rename(path.parent.parent / "elsewhere")
    path.symlink_to(path.parent.parent / "elsewhere")


def _folder_linked(path: Path) -> None:
    path.parent.rename(path.parent.parent / "elsewhere")
    path.parent.symlink_to(path.parent.parent / "elsewhere")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


WRONG: dict[str, Any] = {
    "others may write to it": lambda path: path.chmod(0o702),
    "others may write to": lambda path: path.chmod(0o720),
    "it may not be executed": lambda path: path.chmod(0o600),
    "it is a link": _linked,
    "it is no plain file": _folder,
    "belongs to somebody else": _by_somebody_else,
    "folder: others may write": lambda path: path.parent.chmod(0o770),
    "folder: it is a link": _folder_linked,
    "folder: it belongs to somebody else": lambda path: _by_somebody_else(path.parent),
    "workspace: others may write": lambda path: path.parent.parent.chmod(0o707),
}


@pytest.mark.parametrize("why", WRONG)
def test_a_hook_that_others_could_have_put_there_does_not_run_and_doctor_says_why(casa: Casa, why: str) -> None:
    if "somebody else" in why and os.geteuid() != 0:
        pytest.skip("only root gives files away")
    WRONG[why](hooked(casa))

    done = casa.ok(ADD)

    said = why.rpartition(": ")[2]
    assert "was not run" in done.stderr
    assert said in done.stderr
    assert told(casa) == []
    verdicts = casa.run("doctor -o json").json["checks"]
    assert [each["state"] for each in verdicts if each["check"] == "hooks"] == ["warn"]
    assert any(said in each["detail"] for each in verdicts if each["check"] == "hooks")


def test_doctor_says_which_hooks_run_and_which_are_none(casa: Casa) -> None:
    assert not [each for each in casa.run("doctor -o json").json["checks"] if each["check"] == "hooks"]
    path = hooked(casa)
    (path.parent / "before-change").write_text("")

    verdicts = [each for each in casa.run("doctor -o json").json["checks"] if each["check"] == "hooks"]

    assert [(each["state"], "before-change" in each["detail"]) for each in verdicts] == [("ok", False), ("warn", True)]


def test_a_hook_that_is_no_program_is_a_warning(casa: Casa) -> None:
    hooked(casa).write_text("#!/nowhere/at/all\n")

    assert "its interpreter '/nowhere/at/all' is not there" in casa.ok(ADD).stderr


def test_a_folder_without_hooks_runs_none(tmp_path: Path) -> None:
    assert run_hook(tmp_path, AFTER, {}) is None
    assert run_hook(tmp_path / "nowhere", AFTER, {}) is None


def test_the_portal_is_a_door_of_its_own_in_the_log(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes by the browser says so, in the log and to hooks."""
    opened: list[Office] = []
    monkeypatch.setattr(serving, "serve", lambda office, **_: opened.append(office))

    casa.ok("portal serve")

    assert [office.manner.channel for office in opened] == ["web"]
