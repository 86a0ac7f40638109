"""A noun with add, list, show, edit, remove takes eight source files: one is added to a copy of the program and used.

Its files stand in `data/new_noun/`; the list of them is in `docs/explanation/architecture.md`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import casactl
from casactl.store.schema import HEAD

ROOT = Path(__file__).parent.parent
FILES = Path(__file__).parent / "data" / "new_noun"
MOST = 8
VERBS = """
    "key": Noun(
        "Keys that are with contacts.",
        DAILY,
        {
            "add": Verb("key:create", "Hand a key to a contact.", "key:add"),
            "list": Verb("key:view", "List keys, of one contact or of all, the latest first.", "key:list_"),
            "show": Verb("key:view", "Show a key.", "key:show"),
            "edit": Verb("key:edit", "Call a key something else.", "key:edit"),
            "remove": Verb("key:delete", "Take a key back.", "key:remove"),
        },
    ),
    "note": Noun("""
CHANGED = {
    "cli/nouns/daily.py": ('\n    "note": Noun(', VERBS),
    "domain/permissions.py": ('"message", "note",', '"message", "key", "note",'),
}


class Program:
    """A copy of the program with the noun in it, and an office of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "casactl"
        shutil.copytree(Path(casactl.__file__).parent, self.source, ignore=shutil.ignore_patterns("__pycache__"))
        self.touched = {self._add(file) for file in FILES.rglob("*.txt")}
        self.touched |= {self._change(name, *texts) for name, texts in CHANGED.items()}
        before = (self.source / "store/schema.py").read_bytes()
        self.python(str(ROOT / "tools" / "schema.py"))
        assert (self.source / "store/schema.py").read_bytes() != before
        self.touched.add("store/schema.py")

    def _add(self, file: Path) -> str:
        name = str(file.relative_to(FILES).with_suffix(""))
        (self.source / name).write_text(file.read_text("utf-8").replace('"HEAD"', f'"{HEAD}"'), "utf-8")
        return name

    def _change(self, name: str, old: str, new: str) -> str:
        path = self.source / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        return name

    def python(self, *words: str) -> str:
        """What a Python that finds this copy first says."""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CASACTL_")},
            "PYTHONPATH": str(self.folder),
            "CASACTL_CONFIG": str(self.folder / "config.toml"),
            "XDG_DATA_HOME": str(self.folder / "data"),
        }
        done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def run(self, *words: str) -> Any:
        """What a command says in JSON."""
        return json.loads(self.python("-m", "casactl", *words, "-o", "json"))


@pytest.mark.heavy
def test_a_noun_with_its_verbs_takes_eight_files(tmp_path: Path) -> None:
    program = Program(tmp_path)
    assert len(program.touched) <= MOST, sorted(program.touched)

    program.run("contact", "add", "--type", "vendor", "--first-name", "Joe", "--last-name", "Bloggs")
    assert program.run("key", "add", "1", "front door")["results"][0]["outcome"] == "added"
    program.run("key", "add", "1", "cellar")
    assert [each["label"] for each in program.run("key", "list", "1")] == ["cellar", "front door"]
    assert list(program.run("key", "show", "1")) == ["id", "contact_id", "label", "on", "version"]
    assert program.python("-m", "casactl", "key", "list", "-o", "csv").startswith("id,contact_id,label,on,version\n")
    assert program.run("key", "edit", "1", "back door")["results"][0]["outcome"] == "updated"
    assert program.run("key", "edit", "1", "back door")["results"][0]["outcome"] == "unchanged"
    program.run("key", "remove", "2")
    assert [(each["id"], each["label"]) for each in program.run("key", "list")] == [(1, "back door")]

    program.run("undo", "--yes")
    assert len(program.run("key", "list")) == 2
    assert program.run("log", "verify")["ok"]
    assert program.run("workspace", "check")["ok"]
    assert any(each["verb"] == "key.edit" for each in program.run("contact", "history", "1"))
    program.run("contact", "archive", "1")
    program.run("contact", "erase", "1", "--yes")
    assert program.run("key", "list") == []
