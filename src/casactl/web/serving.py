"""The server: one process that serves one workspace, in the foreground, until it is told to end."""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from errno import EACCES, EADDRINUSE, EADDRNOTAVAIL
from types import FrameType
from typing import Any

from waitress.server import create_server
from waitress.wasyncore import close_all

from casactl.domain.failures import failure
from casactl.office.floor import Office
from casactl.store.kept import Kept
from casactl.store.queries.settings import all_settings
from casactl.web.app import create_app
from casactl.web.desk import NOBODY
from casactl.web.guards import largest_upload

CONNECTIONS = 1200
"""So many at once, a thousand idle ones among them, leave room for whoever asks for a page."""
FILES = 4096
"""So many descriptors, where the machine lets us: a connection is one."""
FORM_HEADERS = 64 << 10
LAST_WAIT = 1.0
"""So many seconds it waits for another writer when it ends, to write the store's log back."""
ROOM = 64 << 20
"""So many bytes more than the largest form may have are read, so that a page of ours says that it is too large."""


def serve(office: Office, *, host: str, port: int, threads: int, behind: str | None) -> None:
    """Answer requests until SIGTERM or an interrupt, and finish those that have begun."""
    kept = Kept("portal.serve", wait=LAST_WAIT)
    office.manner = replace(office.manner, kept=kept)
    app = create_app(office)
    _make_room()
    trusted: dict[str, Any] = {}
    if behind:
        headers = "x-forwarded-for x-forwarded-host x-forwarded-proto"
        trusted = {"trusted_proxy": behind, "trusted_proxy_headers": headers, "trusted_proxy_count": 1}
    with _opening(host, port) as opened:
        server = create_server(
            app, map=opened, host=host, port=port, threads=threads, connection_limit=CONNECTIONS,
            asyncore_use_poll=True, ident=None, max_request_body_size=ROOM,
            max_request_header_size=FORM_HEADERS, clear_untrusted_proxy_headers=True, **trusted,
        )  # fmt: skip

    def let_in(largest: int) -> None:
        server.adj.max_request_body_size = largest + ROOM  # what each connection looks at before it reads a body

    app.config["LET_IN"] = let_in
    with office.read(NOBODY, "") as reader:
        let_in(largest_upload(all_settings(reader)))
    signal.signal(signal.SIGTERM, _end)
    chosen = getattr(server, "effective_port", port)  # where 0 let the system choose
    shown = f"[{host}]" if ":" in host else host
    sys.stderr.write(f"the portal is at http://{shown}:{chosen}/\n")
    sys.stderr.flush()
    try:
        server.run()
    except SystemExit:
        server.close()
    finally:
        kept.close()


@contextmanager
def _opening(host: str, port: int) -> Iterator[dict[int, Any]]:
    """What the server opens, by descriptor: closed again where nobody can listen at an address, and said what is wrong.

    Raises ConfigFault.
    """
    opened: dict[int, Any] = {}
    try:
        yield opened
    except OSError as fault:
        close_all(opened)
        if fault.errno not in (EADDRINUSE, EADDRNOTAVAIL, EACCES):
            raise
        why = "is taken by another program" if fault.errno == EADDRINUSE else "cannot be listened at here"
        raise failure("portal.port-taken", f"Port {port} of {host} {why}.") from None


def _make_room() -> None:
    """Let this process hold as many connections as it takes: systems begin with 1,024 files."""
    held, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    if held != resource.RLIM_INFINITY and held < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
