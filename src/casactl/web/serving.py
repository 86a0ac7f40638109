"""The server: one process that serves one workspace, in the foreground, until it is told to end."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Any

from waitress.server import create_server

from casactl.office.floor import Office
from casactl.web.app import create_app

IDLE_CONNECTIONS = 1000
FORM_HEADERS = 64 << 10


def serve(office: Office, *, host: str, port: int, threads: int, behind: str | None) -> None:
    """Answer requests until SIGTERM or an interrupt, and finish those that have begun."""
    app = create_app(office)
    trusted: dict[str, Any] = {}
    if behind:
        headers = "x-forwarded-for x-forwarded-host x-forwarded-proto"
        trusted = {"trusted_proxy": behind, "trusted_proxy_headers": headers, "trusted_proxy_count": 1}
    server = create_server(
        app, host=host, port=port, threads=threads, connection_limit=IDLE_CONNECTIONS, ident=None,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"], max_request_header_size=FORM_HEADERS,
        clear_untrusted_proxy_headers=True, **trusted,
    )  # fmt: skip
    signal.signal(signal.SIGTERM, _end)
    sys.stderr.write(f"the portal is at http://{host}:{port}/\n")
    sys.stderr.flush()
    try:
        server.run()
    except SystemExit:
        server.close()


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
