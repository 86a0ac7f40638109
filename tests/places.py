"""Places for a workspace: nothing there yet, on either database; and ways to meddle with one that is there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from casactl.store.location import parse_url
from casactl.store.postgres import connect
from tests.casa import Casa
from tests.fence import FOR_TESTS

PORTFOLIO = ("Rose Court/Block A/12", "Elm Row/House/3")


def meddle(casa: Casa, *statements: str) -> None:
    """Change the store behind casactl's back."""
    if casa.backend == "sqlite":
        with closing(sqlite3.connect(casa.database, isolation_level=None)) as database:
            for statement in statements:
                database.execute(statement)
        return
    with connect(casa.location) as server:
        for statement in statements:
            server.execute(statement)


def fill(casa: Casa) -> None:
    """A little of everything: properties, contacts, a company, tags, a planned change, an undone one."""
    for path in PORTFOLIO:
        casa.property(path)
    casa.company("Acme Ltd", phone="020 7946 0001")
    casa.tenant("Joe Bloggs", email="Joe+rent@example.com", external_id="T-1", at=PORTFOLIO[0], tag=["vip"])
    casa.person("Zoë Müller", type="vendor", company="Acme Ltd", email="zoe@acme.example")
    casa.owner("Émile Zola", at=PORTFOLIO[1], custom={"role": "board"})
    casa.ok("contact archive 3 --on 2027-01-31")
    casa.ok("workspace set country DE")
    casa.ok("undo -y")


def content(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a store, whatever database holds it."""
    from casactl.store.reader import open_reader
    from casactl.store.schema import ORDER, SPECS

    opened = open_reader(parse_url(url))
    reader = opened.unfenced(FOR_TESTS)
    try:
        return {
            table: [
                tuple(row) for row in reader.rows(f"select {', '.join(SPECS[table].columns)} from {table} order by 1")
            ]
            for table in ORDER
        }
    finally:
        reader.close()


def files_below(folder: Path) -> list[str]:
    """Everything in a folder, by its path there."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) if folder.exists() else []
