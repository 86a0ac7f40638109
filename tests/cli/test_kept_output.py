"""Keys, their order and their values are a contract: what every list and page says of one office stays as it is.

`pytest tests/cli/test_kept_output.py --snapshot-update` takes a change in, for `git diff` to show.
"""

from __future__ import annotations

import pwd
from pathlib import Path
from types import SimpleNamespace

import pytest
from syrupy.assertion import SnapshotAssertion

from casactl.render.view import FORMATS
from tests import run as running
from tests.casa import Casa
from tests.clock import StillClock
from tests.pictures import png
from tests.portrait import HOME, LAW, portrait
from tests.templates import sqlite_copy

pytestmark = pytest.mark.probe

COMMANDS = (
    "contact list --all", "contact find o", "contact show 2", "contact can 2", "contact can 2 archive",
    "contact duplicates --threshold 10", "contact history 5",
    "address list", "address list 2", "address list --with-access",
    "arrears list", "arrears list --min 100", "arrears history 2", "arrears history 5",
    "document list", "document list 2", "document check",
    "due list", "due list --all --contact 2",
    "lease list --status all", "lease list 2", "lease show 1",
    "ledger statement 2", "ledger statement 4", "ledger statement 2 --from 2026-07-01", "ledger ageing",
    "log list --limit 8", "log show 12",
    "message list", "message list 2", "message preview invitation 2",
    "note list", "note list 2", "note show 1",
    "outbox list", "outbox list --state pending",
    "property list", "property list --kind unit", f"property show '{HOME}'",
    "report overview", "report pipeline", "report activity", "report arrears", "report handovers", "report retention",
    "task list", "task list --state all", "task show 1", "event list --state all", "plan list", "project show 5",
    "contract list", "today", "user list", f"user show {LAW}", "workspace field list", "workspace field show role",
    "workspace get", "help",
)  # fmt: skip


def settle(casa: Casa) -> None:
    """An office in which every list has something to say, formulas, odd characters and a closed case among it."""
    joe = portrait(casa)
    casa.ok(["workspace", "field", "add", "role", "--type", "choice", "--choice", "tenant", "--choice", "owner"])
    (casa.folder / "letter.txt").write_text("Dear Joe\n")
    casa.ok(["document", "add", joe, str(casa.folder / "letter.txt"), "--name", "=letter\u202e.txt"])
    (casa.folder / "joe.png").write_bytes(png(2, 2))
    casa.ok(["contact", "edit", joe, "--avatar", str(casa.folder / "joe.png")])
    odd = casa.tenant("=EVIL() @sum", tag=["=tag", "+1"], external_id="-7", email="x@example.com", at=HOME)
    casa.ok(["note", "add", odd, "--text", "@note\nwith two lines"])
    casa.ok(["ledger", "charge", odd, "55", "--for", "=Rent", "--on", "2026-03-01", "--due", "2026-03-15"])
    casa.ok(["ledger", "pay", odd, "5", "--on", "2026-03-02", "--method", "cash"])
    casa.ok(["user", "add", LAW, "--name", "Lou Law", "--type", "attorney", "--community", "Rose Court"])
    casa.ok(["arrears", "status", odd, "--set", "letter-of-demand", "--note", "-- last --"])
    casa.ok(["contact", "handover", odd, "--to", LAW])
    casa.ok(["address", "add", odd, "--line", "=1 Elm", "--city", "Leeds", "--postcode", "LS1 1AA"])
    casa.ok(["contact", "invite", joe, "--no-send"])
    gone = casa.owner("Gail Gone", email="gail@example.com")
    casa.ok(["contact", "deactivate", gone, "--reason", "moved"])
    casa.ok(["contact", "lock", gone, "--reason", "+ lost key"])
    casa.ok(["contact", "archive", casa.tenant("Joe Blogs", phone="020 7946 0999")])


@pytest.fixture
def office(machine: Path, run_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pooled: None) -> Casa:
    """What `settle` makes, once for the whole run; on SQLite only, as probes are."""
    monkeypatch.setattr(pwd, "getpwuid", lambda _: SimpleNamespace(pw_name="ann"))
    folder, config, clock = tmp_path / "office", machine / "config.toml", StillClock()

    def prepare(url: str, place: Path) -> None:
        settle(Casa(url, place, config, clock))

    return Casa(sqlite_copy(run_root, folder, "kept_output", prepare), folder, config, clock)


def test_every_list_and_page_says_what_it_said(
    office: Casa, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form in FORMATS:
        for command in COMMANDS:
            done = office.run(f"{command} -o {form}")
            assert f"{done.stdout}{done.stderr}exit {done.exit_code}" == snapshot(name=f"{form}: {command}")

    monkeypatch.setattr(running._Output, "isatty", lambda _: True)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "170")
    for command in COMMANDS:
        done = office.run(command)
        assert f"{done.stdout}{done.stderr}exit {done.exit_code}" == snapshot(name=f"terminal: {command}")
