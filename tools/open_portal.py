"""`make portal`: the demonstration's office in a browser, with a tenant and an attorney who are invited.

Everything stands in a throw-away folder, which goes when the server ends (Ctrl-C).
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from email import message_from_bytes, policy
from pathlib import Path

TENANT, ATTORNEY = "joe.bloggs@example.com", "lex.law@example.com"
LINK = re.compile(r"^http\S+token=\S+$", re.MULTILINE)
SAMPLES = Path(__file__).parents[1] / "src/casactl/demo_data"
FILLING = f"""
workspace set portal_url http://{{address}}/
workspace set office_name 'Rose & Partners'
workspace set payment_instructions 'Please transfer to 12-34-56 12345678 with your name.'
workspace set handover_requires_demand off
property import {{samples}}/properties.csv
user add {ATTORNEY} --name 'Lex Law' --type attorney --firm 'Law & Co' --community 'Rose Court' --invite
ledger charge ref:R-0001 850.00 --for 'Rent of this month' --on today --due +14d
ledger charge ref:R-0001 60.00 --for 'Water' --on -40d --due -20d
message send ref:R-0001 --subject 'Water off on Friday' --text 'From nine to noon, in the whole block.' --no-send
task add --contact ref:R-0001 --title 'Read the meters' --due +1w --assign 1 --no-send
contract add --contact ref:R-0001 --title 'Letting of a garage' --text 'Garage 3, 40.00 a month.' --no-send
ledger charge ref:R-0003 420.00 --for Rent --on -120d --due -100d
contact handover ref:R-0003 --to {ATTORNEY} --no-send
contact invite {TENANT}
"""


def main() -> int:
    """Fill the office, print the links, serve."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--listen", default="127.0.0.1:8000")
    address = given.parse_args().listen
    check_free(address)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: the server with it
    with tempfile.TemporaryDirectory(prefix="casactl-portal.") as folder:
        office = Office(Path(folder))
        office.fill(address)
        sys.stdout.write(
            f"\nA tenant chooses a password here:\n\n  {office.link(TENANT)}\n\n"
            f"An attorney here (in another browser, or a private window):\n\n  {office.link(ATTORNEY)}\n\n"
            f"Beside them, in another terminal: CASACTL_CONFIG={office.config} casactl today\n\n"
        )
        sys.stdout.flush()
        return office.serve(address)


def check_free(address: str) -> None:
    """Say at once that a port is taken, and not after a minute of filling."""
    host, _, port = address.rpartition(":")
    try:
        with socket.socket() as wire:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            wire.bind((host, int(port)))
    except (OSError, ValueError, OverflowError):
        raise SystemExit(
            f"The portal cannot listen at {address}. Choose another: make portal ARGS='--listen 127.0.0.1:8001'"
        ) from None


class Office:
    """A throw-away workspace of the demonstration's."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.config = folder, folder / "config.toml"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CASACTL_")}
        self.environment = {**kept, "CASACTL_CONFIG": str(self.config), "XDG_DATA_HOME": str(folder / "data")}

    def run(self, *words: str, expect: tuple[int, ...] = (0,)) -> None:
        """One command; what it says is shown only when it fails."""
        done = subprocess.run(
            self.program(*words), cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode not in expect:
            raise SystemExit(f"casactl {' '.join(words)}\n{done.stdout}{done.stderr}")

    @staticmethod
    def program(*words: str) -> list[str]:
        """casactl, as this Python has it."""
        return [sys.executable, "-m", "casactl", *words]

    def fill(self, address: str) -> None:
        """Bring the sample portfolio in, and give two people something to see."""
        import shlex

        self.run("workspace", "add", "demo", "--country", "GB", "--timezone", "Europe/London")
        lines = FILLING.format(address=address, samples=shlex.quote(str(SAMPLES))).strip().splitlines()
        for line in lines:
            self.run(*shlex.split(line))
            if line.startswith("property import"):
                samples = str(SAMPLES / "contacts.csv")
                self.run("contact", "import", samples, "--rejects", "rejects.csv", expect=(3,))

    def link(self, to: str) -> str:
        """The link in the newest letter to somebody."""
        found = ""
        for file in sorted(self.folder.rglob("outbox/*.eml")):
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
            part = letter.get_body(("plain",))
            if part is not None and to in str(letter["To"]):
                found = "".join(LINK.findall(str(part.get_content()))[-1:]) or found
        return found

    def serve(self, address: str) -> int:
        """Run the portal until it is told to end."""
        server = subprocess.Popen(
            self.program("portal", "serve", "--listen", address), cwd=self.folder, env=self.environment
        )
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            server.wait()
            return 0


if __name__ == "__main__":
    try:
        code = main()
    except KeyboardInterrupt:
        code = 130
    raise SystemExit(code)
