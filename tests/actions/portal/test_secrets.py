"""Tokens stand in the mail and nowhere else; passwords nowhere at all: searched for byte by byte."""

from __future__ import annotations

import logging

import pytest

from casactl.actions import passwords
from casactl.store.schema import ORDER
from tests.casa import Casa
from tests.mailed import PASSWORD, activation, link
from tests.run import Run

ANOTHER = "another quiet lamp 7"
LOOKS = (
    "contact show 1 -o json", "contact list --all -o json", "contact history 1 -o json", "contact can 1 -o json",
    "log list -o json", "outbox list -o json", "message list -o json", "due list -o json", "workspace check -o json",
    "contact export - --all", "doctor -o json",
)  # fmt: skip


class Everything:
    """Runs commands verbosely and keeps what they said."""

    def __init__(self, casa: Casa) -> None:
        self.casa = casa
        self.said = ""

    def run(self, command: str, stdin: str = "") -> Run:
        done = self.casa.run(f"{command} -v", stdin=stdin)
        self.said += done.stdout + done.stderr
        return done


def live(casa: Casa) -> tuple[list[str], str]:
    """The whole life of an account, failures too; gives the tokens, and everything that was said."""
    all_ = Everything(casa)
    all_.run("contact add --type client --first-name Joe --last-name Bloggs --email joe@example.com --invite -o json")
    links = [link(casa)]
    all_.run("contact invite 1 --resend --request-id again")
    links.append(link(casa))
    for stdin in (activation(links[0]), activation(links[1], "short"), activation(links[1], "password1234")):
        assert all_.run("portal activate", stdin).exit_code in (2, 5)
    assert all_.run("portal activate --request-id once -o json", activation(links[1])).exit_code == 0
    assert all_.run("portal activate --request-id once -o json", activation(links[1])).exit_code == 0
    assert all_.run("portal activate", activation(links[1], ANOTHER)).exit_code == 5
    assert all_.run("portal sign-in joe@example.com -o json", f"{PASSWORD}\n").exit_code == 0
    assert all_.run("portal sign-in joe@example.com", f"{ANOTHER}\n").exit_code == 5
    assert all_.run("portal reset-password 1 -o json").exit_code == 0
    links.append(link(casa))
    assert all_.run("portal activate -o json", activation(links[2], ANOTHER)).exit_code == 0
    assert all_.run("portal view 1 --reason x -o json").exit_code == 0
    for operation in casa.log():
        all_.run(f"log show {operation['operation']} -o json")
    for look in LOOKS:
        all_.run(look)
    return [each.partition("token=")[2] for each in links], all_.said


def test_a_token_stands_in_its_mail_only_and_a_password_nowhere(casa: Casa, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    tokens, said = live(casa)

    assert len(set(tokens)) == 3
    for secret in (*tokens, PASSWORD, ANOTHER):
        assert secret not in said
        assert secret not in caplog.text
        assert secret not in stored(casa)
    for path in (path for path in casa.config_file.parent.rglob("*") if path.is_file()):
        assert not any(secret.encode() in path.read_bytes() for secret in (*tokens, PASSWORD, ANOTHER)), path
    for path in (path for path in casa.folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert PASSWORD.encode() not in content, path
        assert ANOTHER.encode() not in content, path
        holding = [token for token in tokens if token.encode() in content]
        assert holding == [] or (path.suffix == ".eml" and len(holding) == 1), path


def test_the_search_would_find_a_token_that_was_stored(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", email="joe@example.com", external_id="the-token")

    assert "the-token" in stored(casa)


def stored(casa: Casa) -> str:
    """Every value of every table."""
    return "\n".join(str(row) for rows in casa.tables(ORDER).values() for row in rows)


@pytest.mark.parametrize("command", ["portal activate", "portal sign-in joe@example.com"])
def test_an_unexpected_failure_shows_no_secret(casa: Casa, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    casa.ok("contact add --type client --first-name Joe --last-name Bloggs --email joe@example.com --invite")
    found = link(casa)

    def broken(password: str) -> str:
        raise RuntimeError("broken")

    monkeypatch.setattr(passwords, "_canonical", broken)
    stdin = activation(found) if "activate" in command else f"{PASSWORD}\n"
    failed = casa.run(f"{command} -v -o json", stdin=stdin)

    assert failed.exit_code == 1
    assert "Traceback" in failed.stderr
    for secret in (PASSWORD, found.partition("token=")[2]):
        assert secret not in failed.stdout + failed.stderr
