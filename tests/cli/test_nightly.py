"""What `due crontab` prints, run as cron runs it: silent where all is well, and about the workspace that was meant."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from casactl.render.crontab import crontab_of
from tests.casa import Casa


def test_B1_each_line_is_silent_where_all_is_well(casa_sqlite: Casa, tmp_path: Path) -> None:
    casa_sqlite.ok("due run")
    program = tmp_path / "casactl"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m casactl "$@"\n', "utf-8")
    program.chmod(0o700)
    command = [str(program), "--config", str(casa_sqlite.config_file), "--workspace", "main"]
    page = crontab_of("main", command, str(tmp_path / "main"))
    lines = [line.split("  ", 1)[1] for line in page.splitlines() if re.match(r"[\d*]", line)]
    assert len(lines) == 4

    for line in lines:
        done = subprocess.run(
            ["/bin/sh", "-c", line.replace("\\%", "%")], env={"HOME": str(tmp_path)}, capture_output=True, text=True,
            cwd=tmp_path, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), line
    assert len(list(tmp_path.glob("main.*.backup"))) == 1


def test_B1_a_program_gets_its_facts_all_the_same(casa_sqlite: Casa, tmp_path: Path) -> None:
    assert casa_sqlite.ok(f"workspace backup {tmp_path}/a.backup -q -o json").json["verified"]
    assert casa_sqlite.ok(f"workspace backup {tmp_path}/b.backup -q --fields file").stdout == f"{tmp_path}/b.backup\n"
    assert casa_sqlite.ok(f"workspace backup {tmp_path}/c.backup").stdout.startswith("workspace\tmain\n")


def test_A9_lines_for_a_database_that_no_configuration_names_are_refused(
    casa_sqlite: Casa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASACTL_DATABASE", f"sqlite:///{tmp_path}/other.db")

    refused = casa_sqlite.run("due crontab -o json")

    assert (refused.exit_code, refused.stdout, refused.error["code"]) == (11, "", "config.not-there")
    assert "workspace add" in refused.error["hint"]
    assert casa_sqlite.ok("due crontab --workspace main").stdout.startswith("# casactl")
