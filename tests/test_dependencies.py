"""What casactl stands on: floors without known holes, a lock with hashes, jobs that use both (S11)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
MENDED = {
    "alembic": "1.8", "argon2-cffi": "25.1", "babel": "2.9.1", "cryptography": "44.0.1", "filelock": "3.20.3",
    "flask": "3.1.1", "idna": "3.7", "jinja2": "3.1.6", "keyring": "0.9", "mako": "1.2.2", "markupsafe": "2.0",
    "psycopg": "3.1.18", "pydantic": "2.4", "pygments": "2.15", "rich": "12", "sqlalchemy": "1.4", "typer": "0.9",
    "urllib3": "2.5", "waitress": "3.0.1", "werkzeug": "3.0.6", "zxcvbn": "4.4.28",
}  # fmt: skip
"""The first release of each without a hole that is known of it."""


SAID = (
    "## Reporting", "## What is promised", "## What is not promised", "Whoever owns the file has every right",
    "`--actor` divides work, it is no wall", "uv.lock",
)  # fmt: skip


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


def required() -> dict[str, tuple[int, ...]]:
    """The lowest version allowed of each direct dependency, the empty one where nothing is said."""
    lists = [PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values()]
    found = {}
    for line in [each for lines in lists for each in lines]:
        name = re.match(r"[\w.-]+", line)
        floor = re.search(r">=\s*([\d.]+)", line)
        if name and name[0] != "casactl":
            found[name[0].lower()] = version(floor[1]) if floor else ()
    return found


def test_S11_every_dependency_has_a_floor_without_known_holes() -> None:
    floors = required()

    assert len(floors) > 10
    assert [name for name, floor in floors.items() if not floor] == []
    assert [name for name, floor in floors.items() if floor < version(MENDED.get(name, "0"))] == []


def test_S11_the_lock_names_each_file_by_its_hash_and_keeps_to_the_floors() -> None:
    floors, locked = required(), {}
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    for package in lock["package"]:
        if "registry" not in package["source"]:
            continue
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each["hash"]) for each in files), package["name"]
        locked[package["name"]] = version(package["version"])

    assert floors.keys() <= locked.keys()
    assert [name for name, floor in floors.items() if locked[name] < floor] == []
    assert [name for name, held in locked.items() if held < version(MENDED.get(name, "0"))] == []


def test_S11_tests_run_on_the_lock_and_on_the_lowest_versions_and_ask_for_holes() -> None:
    make, run = (ROOT / "Makefile").read_text(), (ROOT / ".ci" / "run").read_text()

    assert re.search(r"^SYNC = .*uv sync .*--locked", make, re.MULTILINE)
    assert "--resolution lowest-direct" in (ROOT / ".ci" / "lowest").read_text()
    assert re.search(r"^lowest:.*\n\t@\.ci/lowest ", make, re.MULTILINE)
    for target in ("make check", "make test", "make lowest", "make audit"):
        assert re.search(rf"^{target}$", run, re.MULTILINE), target


def test_S11_the_security_page_says_what_is_promised_what_is_not_and_whom_to_tell() -> None:
    page = (ROOT / "SECURITY.md").read_text()

    for said in SAID:
        assert said in page, said
