"""The pictures of docs/pictures/, from real runs in the demonstration's office: `python tools/pictures.py`.

`terminal.svg` is what commands show on a terminal of 100 columns; `portal.png` a tenant's first page in Chromium, where
one is installed. The office's clock stands still, so that what is drawn again is the same but for what has changed.
"""

from __future__ import annotations

import fcntl
import os
import pty
import shlex
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time
from io import StringIO
from pathlib import Path

from open_portal import TENANT, Office
from rich.console import Console
from rich.text import Text

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
COLUMNS, ROWS = 100, 50
ADDRESS = "127.0.0.1:8799"
STILL = """import sys
from datetime import UTC, datetime
from casactl.cli.main import main
sys.exit(main(sys.argv[1:], clock=lambda: datetime(2026, 11, 30, 8, 30, tzinfo=UTC)))
"""
SHOWN = (
    "casactl contact list --owing",
    "casactl contact archive joe.bloggs@example.com",
    "casactl contact archive joe.bloggs@example.com --when-clear --yes",
    "casactl today",
)
FORMAT = """<svg class="{unique_id}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
font-size: {char_height}px; line-height: {line_height}px }}
.{unique_id}-title {{ font-family: sans-serif; font-size: 16px }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own without the fonts that it would fetch from elsewhere."""


class StillOffice(Office):
    """The demonstration's office on a Monday morning."""

    @staticmethod
    def program(*words: str) -> list[str]:
        """casactl with a clock that stands still."""
        return [sys.executable, "-c", STILL, *words]

    def typed(self, line: str) -> str:
        """What a line shows on a terminal."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        environment = self.environment | {"TERM": "xterm-256color", "CASACTL_PAGER": "cat", "LANG": "C.UTF-8"}
        for name in ("NO_COLOR", "COLUMNS", "LINES"):
            environment.pop(name, None)
        words = self.program(*shlex.split(line)[1:])
        with subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs):
            os.close(theirs)
            seen = bytearray()
            while part := _read(ours):
                seen += part
        os.close(ours)
        return seen.decode("utf-8").replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so when the last writer has gone
        return b""


def main() -> int:
    """Draw both; 1 where the portal could not be looked at."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="casactl-pictures.") as folder:
        office = StillOffice(Path(folder))
        office.fill(ADDRESS)
        (PICTURES / "terminal.svg").write_text(terminal(office), "utf-8")
        return 0 if photograph(office, PICTURES / "portal.png") else 1


def terminal(office: StillOffice) -> str:
    """What the lines show, one below the other, as a picture."""
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor")
    for n, line in enumerate(SHOWN):
        if n:
            console.print()
        console.print(Text(f"$ {line}", style="bold"))
        console.print(Text.from_ansi(office.typed(line).rstrip("\n")))
    drawn = console.export_svg(title="casactl", code_format=FORMAT, unique_id="casactl")
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def photograph(office: StillOffice, file: Path) -> bool:
    """A tenant's first page, after the password was chosen; False where there is no Chromium."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        print("no Chromium is installed here: portal.png stays as it is", file=sys.stderr)
        return False
    from playwright.sync_api import sync_playwright

    link = office.link(TENANT)
    server = subprocess.Popen(
        office.program("portal", "serve", "--listen", ADDRESS), env=office.environment, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for_the_portal()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=False)
            page = browser.new_page(viewport={"width": 1000, "height": 640})
            page.goto(link)
            for field in page.locator("input[type=password]").all():
                field.fill("correct horse battery staple 7")
            page.locator("main form button").first.click()
            page.wait_for_load_state()
            page.screenshot(path=file)
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return True


def _wait_for_the_portal() -> None:
    host, _, port = ADDRESS.partition(":")
    for _ in range(100):
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
