"""Asking for help, or for a completion, loads nothing that only a write needs."""

from __future__ import annotations

import subprocess
import sys

LOAD_EVERY_VERB = """
import sys
from casactl.cli.loader import load_verb
from casactl.cli.tree import TOP, TREE
for noun in TREE.values():
    for name, verb in noun.verbs.items():
        load_verb(name, verb)
for name, (panel, verb) in TOP.items():
    load_verb(name, verb)
print(*sorted({"sqlalchemy", "sqlmodel", "alembic", "pydantic", "psycopg", "phonenumbers"} & set(sys.modules)))
"""


def test_no_verbs_own_module_loads_the_write_side() -> None:
    loaded = subprocess.run([sys.executable, "-c", LOAD_EVERY_VERB], capture_output=True, text=True, check=True)

    assert loaded.stdout.split() == []
