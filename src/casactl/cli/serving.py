"""`portal serve`: the one place where the terminal hands over to the browser's door, which loads when it is named."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from casactl.cli.options import Ctx, option
from casactl.domain.channels import WEB
from casactl.domain.failures import failure
from casactl.domain.portal import is_loopback
from casactl.domain.remedy import Blank, Remedy
from casactl.errors import UsageFault
from casactl.render.records import show_object
from casactl.render.view import write
from casactl.render.wording import Untypable
from casactl.store.queries.settings import all_settings, whole_in

Listen = Annotated[
    str, option("--listen", help="Where to listen; on loopback only, unless --behind says otherwise.",
                metavar="ADDRESS:PORT")
]  # fmt: skip
Threads = Annotated[str, option("--threads", help="How many requests are answered at once, 1 to 64.", metavar="N")]
Behind = Annotated[
    str | None,
    option("--behind", help="The proxy whose word about the visitor's address and TLS is taken.", metavar="ADDRESS"),
]


def serve(ctx: Ctx, listen: Listen = "127.0.0.1:8000", threads: Threads = "8", behind: Behind = None) -> None:
    """Open the portal to browsers: runs in the foreground until it is told to end."""
    app = ctx.obj
    app.refuse_request_id()
    if app.dry_run:
        raise UsageFault("A server has no dry run.")
    host, port = _address(listen)
    if behind is not None and not _is_address(behind):
        raise UsageFault(f"--behind takes the proxy's address, not '{behind}'.", hint="such as 127.0.0.1")
    if behind is None and not _is_loopback(host):
        raise UsageFault(
            f"{host} can be reached from outside, where passwords need TLS.",
            hint="let a proxy with TLS stand before it and name the proxy: --behind ADDRESS",
        )
    count = int(threads) if threads.isascii() and threads.isdigit() else 0
    if not 1 <= count <= 64:
        raise UsageFault(f"--threads takes a number from 1 to 64, not '{threads}'.")
    try:
        from casactl.web.serving import serve as run
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "casactl":
            raise
        from casactl.store.extras import bringing

        raise failure("portal.extra-missing", hint=bringing("portal")) from None
    with app.read():  # whether the workspace is there, and may be served, is said before anything listens
        pass
    if os.geteuid() == 0:
        app.tell("warning: the portal runs as root; give it a user of its own")
    app.office.manner = replace(app.office.manner, channel=WEB)
    run(app.office, host=host, port=port, threads=count, behind=behind)


def unit(
    ctx: Ctx,
    listen: Listen = "127.0.0.1:8000",
    user: Annotated[str, option("--user", help="Which user of the machine the service runs as.")] = "casactl",
) -> None:
    """Print a systemd service for the portal, and the proxy with TLS before it: Caddy, or nginx."""
    from casactl.render.portal_unit import Serving, portal_unit, unit_page

    app = ctx.obj
    host, port = _address(listen)
    if not _is_loopback(host):
        raise UsageFault(f"{host} can be reached from outside, where the proxy has to stand.", hint="127.0.0.1:8000")
    if not re.fullmatch(r"[a-z_][a-z0-9_-]{0,31}", user):
        raise UsageFault(f"'{user}' is no user's name.")
    entry = app.places.existing()
    with app.read() as reader:
        settings = all_settings(reader)
    outside = urlsplit(settings["portal_url"]).hostname or "localhost"
    if is_loopback(outside):
        raise UsageFault(
            "Nobody outside finds the portal yet.", hint=Remedy("workspace set", "portal_url", Blank("URL"))
        )
    program = shutil.which("casactl") or str(Path(sys.argv[0]).absolute())
    serving = Serving(
        entry.name, [program, "--config", str(app.config.path), "--workspace", entry.name], user, outside,
        f"[{host}]:{port}" if ":" in host else f"{host}:{port}", whole_in(settings, "document_max_mb") + 1,
        sorted({str(entry.folder), *([str(entry.location.path.parent)] if entry.location.path else [])}),
    )  # fmt: skip
    try:
        files = portal_unit(serving)
    except Untypable:
        raise UsageFault("A path here ends in the end of a line, which no file of systemd can hold.") from None
    if not show_object(app.view, files):
        write(unit_page(serving, files))


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise UsageFault(f"--listen takes ADDRESS:PORT, not '{listen}'.", hint="such as 127.0.0.1:8000")
    return host.strip("[]"), int(port)


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
