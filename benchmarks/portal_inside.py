"""What `portal.py` needs of the program itself; run by the program's own interpreter, with its configuration.

`sessions DATABASE CONTACT EMAIL` signs a contact and an attorney in and prints their two tokens; `pages TIMES
TOKEN PATH…` asks for each page so many times in this process, by turns, and prints the milliseconds
of each, by the clock and of the processor.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from casactl.actions.portal.sessions import Visit, open_session
from casactl.office.clock import now
from casactl.office.floor import Manner, Office
from casactl.office.places import Places
from casactl.store.journal import Origin
from casactl.store.kept import Kept
from casactl.store.location import Location, sqlite_url
from casactl.store.opening import open_work
from casactl.store.queries.portal import AccountRow
from casactl.store.queries.users import user_by_key
from casactl.web.app import create_app

HOST = "http://localhost:8000"


def sessions(database: Path, contact: int, email: str) -> list[str]:
    """A token for a contact, who may come in from now on, and one for an attorney."""
    location = Location("sqlite", sqlite_url(database), database)
    with open_work(location, Origin("contact.edit", "bench", "bench"), now=datetime.now(UTC)) as work:
        work.update("contact", [{"id": contact, "portal": "activated", "email": "bench@example.com"}])
        user = user_by_key(work.reader, email)
        assert user is not None
        accounts = (AccountRow(contact, None, 0, None), AccountRow(0, None, 0, None, user.id))
        visit = Visit("127.0.0.0/24", "a benchmark")
        return [open_session(work, account, visit, kept=True) for account in accounts]


def pages(times: int, token: str, paths: Sequence[str]) -> dict[str, list[tuple[float, float]]]:
    """How long each page took, each time, and how much of the processor."""
    office = Office(
        Places(os.environ["CASACTL_CONFIG"]), "bench", clock=now, manner=Manner(channel="web", kept=Kept("bench"))
    )
    client = create_app(office, later=lambda task: None, log=lambda line: None).test_client()
    client.set_cookie("casactl", token)
    taken: dict[str, list[tuple[float, float]]] = {path: [] for path in paths}
    for turn in range(times + 3):  # the first three do not count
        for path in paths:
            begin, used = time.perf_counter(), time.process_time()
            answer = client.get(path, base_url=HOST)
            took = (time.perf_counter() - begin) * 1000, (time.process_time() - used) * 1000
            assert answer.status_code == 200, (path, answer.status_code)
            if turn >= 3:
                taken[path].append(took)
    return taken


if __name__ == "__main__":
    what, *words = sys.argv[1:]
    if what == "sessions":
        print(json.dumps(sessions(Path(words[0]), int(words[1]), words[2])))
    else:
        print(json.dumps(pages(int(words[0]), words[1], words[2:])))
