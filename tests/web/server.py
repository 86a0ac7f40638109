"""The real server in a process of its own, and visitors who come to it over the network of this machine."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from casactl.actions.portal.sessions import Visit, open_session
from casactl.store.queries.portal import AccountRow
from tests.casa import Casa
from tests.mailed import activated

AT = re.compile(r"the portal is at http://127\.0\.0\.1:(\d+)/")
TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
ONCE = re.compile(r'name="once" value="([0-9a-f]+)"')


class Server:
    """`casactl portal serve`, and what it has said."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process, self.log = process, log
        self.port = 0

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    @property
    def memory(self) -> int:
        """How much of it is in memory, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return int(status.partition("VmRSS:")[2].split()[0]) >> 10


@contextmanager
def serving(casa: Casa, *words: str) -> Iterator[Server]:
    """A server on a port that the system chooses, until the end of the block, however it ends."""
    log = casa.config_file.with_name("server.log")
    line = [sys.executable, "-m", "casactl", "portal", "serve", "--listen", "127.0.0.1:0", *words]
    with log.open("w") as said:
        process = subprocess.Popen(
            line, stdin=subprocess.DEVNULL, stdout=said, stderr=said, text=True,
            env=os.environ | {"CASACTL_CONFIG": str(casa.config_file)},
        )  # fmt: skip
    server = Server(process, log)
    try:
        while not (found := AT.search(server.said)):
            assert process.poll() is None, server.said
        server.port = int(found[1])
        yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def signed_in(casa: Casa, count: int) -> list[str]:
    """So many people who have chosen a password, each with a session; gives the tokens."""
    casa.travel(to=datetime.now(UTC))  # the server reads the machine's clock
    numbers = [activated(casa, f"Visitor {n}", f"v{n}@example.com") for n in range(count)]
    with casa.work("portal.sign-in", now=casa.clock.now()) as work:
        visit = Visit("127.0.0.0/24", "a test")
        return [open_session(work, AccountRow(number, None, 0, None), visit, kept=True) for number in numbers]


class Visitor:
    """One browser with one session, over one connection after the other."""

    def __init__(self, port: int, session: str = "", *, patience: float = 60) -> None:
        self.port, self.session, self.patience = port, session, patience
        self.headers: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str]:
        """Status and page of one request."""
        wire = HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        try:
            headers = {"Cookie": f"casactl={self.session}"} | ({"Content-Type": kind} if kind else {})
            wire.request(method, path, body or None, headers)
            answer = wire.getresponse()
            self.headers = dict(answer.getheaders())
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            wire.close()

    def look(self, path: str) -> tuple[int, str]:
        return self.ask("GET", path)

    def write(self, words: str, files: Sequence[tuple[str, bytes]] = ()) -> int:
        """Write to the office, with files; gives the status."""
        _, page = self.look("/messages")
        token, once = TOKEN.findall(page), ONCE.findall(page)
        if not (token and once):
            return 0
        fields = {"form_token": token[-1], "once": once[-1], "subject": words, "message": words}
        body, kind = multipart(fields, files)
        return self.ask("POST", "/messages", body, kind)[0]


def multipart(fields: dict[str, str], files: Sequence[tuple[str, bytes]] = ()) -> tuple[bytes, str]:
    """A form with files as browsers send it, and its type."""
    mark = secrets.token_hex(16)
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in fields.items()]  # fmt: skip
    for name, content in files:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def plain(fields: dict[str, str]) -> tuple[bytes, str]:
    """A form without files, and its type."""
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"
