"""Letters to a real mail server: accepted, put off, refused, broken off, or never reached."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.casa import Casa
from tests.delivery.servers import Post, free_port, mail_by, mail_to, serving
from tests.run import Run

SECRET = "correct-horse-battery"


def outbox(casa: Casa) -> list[dict[str, object]]:
    """The letters, oldest first."""
    found: list[dict[str, object]] = casa.ok("outbox list -o json").json
    return found[::-1]


def states(casa: Casa) -> list[object]:
    """The letters' states, oldest first."""
    return [letter["state"] for letter in outbox(casa)]


def write(casa: Casa, *, to: str = "joe@example.com", more: str = "") -> Run:
    """Send a contact a message, which leaves at once."""
    number = casa.tenant(email=to)
    return casa.run(f"message send {number} --subject Water --text 'Off on Monday' -o json {more}")


def test_an_accepted_letter_is_sent_and_silent(casa: Casa) -> None:
    with serving(Post()) as post:
        mail_to(casa, post)
        done = write(casa)

    assert done.exit_code == 0
    assert states(casa) == ["sent"]
    assert post.recipients == [["joe@example.com"]]
    message = post.messages[0]
    assert (message["To"], message["From"]) == ("joe@example.com", "The office <office@rose.example>")
    assert (message["Subject"], message["Auto-Submitted"]) == ("Water", "auto-generated")
    assert message["Message-ID"].endswith(".casactl>")
    assert message["Date"] == "Mon, 23 Nov 2026 09:00:00 +0000"


@pytest.mark.parametrize("where", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("reply", ["421 closing", "451 later"])
def test_what_is_put_off_waits_and_exits_0_with_a_warning(casa: Casa, where: str, reply: str) -> None:
    with serving(Post.answering(where, reply, "250 OK")) as post:
        mail_to(casa, post)
        done = write(casa)

        assert done.exit_code == 0
        assert "warning: 1 to joe@example.com" in done.stderr
        assert reply in done.stderr
        assert states(casa) == ["retry"]
        assert casa.ok("outbox send").stdout == ""
        assert states(casa) == ["retry"], "not before its time"
        casa.travel(to="2026-11-23 09:01:01")
        casa.ok("outbox send")

    assert states(casa) == ["sent"]
    assert outbox(casa)[0]["attempts"] == 2
    assert len(post.got) == 1


def test_the_message_id_stays_the_same_over_attempts(casa: Casa) -> None:
    with serving(Post(data=["451 later", "250 OK"])) as post:
        mail_to(casa, post)
        write(casa)
        (kept,) = casa.rows("select header_id from outbox")[0]
        casa.ok("outbox retry 1")

    assert post.messages[0]["Message-ID"] == f"<{kept}>"


def test_after_eight_tries_a_letter_has_failed(casa: Casa) -> None:
    with serving(Post(rcpt=["450 greylisted"])) as post:
        mail_to(casa, post)
        write(casa)
        exits = []
        for hours in range(1, 60):
            casa.travel(to=f"2026-11-{23 + (9 + hours) // 24} {(9 + hours) % 24:02}:00:00")
            exits.append(casa.run("outbox send").exit_code)

    assert states(casa) == ["failed"]
    assert outbox(casa)[0]["attempts"] == 8
    assert exits.count(9) == 1
    assert post.asked["rcpt"] == 8


@pytest.mark.parametrize("where", ["mail", "rcpt", "data"])
def test_what_is_refused_has_failed_at_once_and_the_change_stands(casa: Casa, where: str) -> None:
    with serving(Post.answering(where, "550 no such user")) as post:
        mail_to(casa, post)
        done = write(casa)
        casa.travel(to="2026-11-25")
        casa.ok("outbox send")

    assert done.exit_code == 9
    assert done.error["code"] == "outbox.not-delivered"
    assert done.outcomes == ["failed"]
    assert states(casa) == ["failed"]
    assert outbox(casa)[0]["last_error"] == "550 no such user"
    assert len(casa.ok("message list -o json").json) == 1
    assert post.asked[where] == 1


def test_a_break_after_DATA_is_unknown_and_sent_again_only_when_told(casa: Casa) -> None:
    with serving(Post(cut=[True, False])) as post:
        mail_to(casa, post)
        done = write(casa)

        assert done.exit_code == 9
        assert states(casa) == ["unknown"]
        casa.travel(to="2026-11-25")
        casa.ok("outbox send")
        assert casa.run("outbox retry 1").exit_code == 5
        assert casa.run("outbox retry --state failed").exit_code == 0
        assert states(casa) == ["unknown"]
        casa.ok("outbox retry --unknown")

    assert states(casa) == ["sent"]
    assert len(post.got) == 1


def test_without_a_server_every_letter_waits(casa: Casa) -> None:
    mail_to(casa, Post(port=free_port()))
    numbers = [casa.tenant(f"T Nr{n}", email=f"t{n}@example.com") for n in range(3)]

    done = casa.run(["message", "send", *numbers, "--subject", "x", "--text", "y", "--yes"])

    assert done.exit_code == 0
    assert "no connection to 127.0.0.1" in done.stderr
    assert states(casa) == ["retry"] * 3


def test_a_server_that_stops_halfway_leaves_the_rest_waiting(casa: Casa) -> None:
    with serving(Post(mail=["250 OK", "421 enough", "421 enough"])) as post:
        mail_to(casa, post)
        numbers = [casa.tenant(f"T Nr{n}", email=f"t{n}@example.com") for n in range(3)]
        casa.run(["message", "send", *numbers, "--subject", "x", "--text", "y", "--yes"])

    assert states(casa) == ["sent", "retry", "retry"]
    assert len(post.got) == 1


def test_one_connection_carries_many_letters_one_recipient_each(casa: Casa) -> None:
    with serving(Post()) as post:
        mail_to(casa, post)
        numbers = [casa.tenant(f"T Nr{n}", email=f"t{n}@example.com") for n in range(5)]
        casa.ok(["message", "send", *numbers, "--subject", "x", "--text", "y", "--yes"])

    assert post.recipients == [[f"t{n}@example.com"] for n in range(5)]


# Certificates and logins ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Somebody who issues certificates."""
    return trustme.CA()


def context(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    """A server's side of TLS under a certificate for a name."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(made)
    return made


def trusted(authority: trustme.CA, folder: Path) -> dict[str, str]:
    """The environment of a machine that trusts the authority."""
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    return {"SSL_CERT_FILE": str(file)}


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_verified_certificate_and_a_login_let_the_letter_through(
    casa: Casa, security: str, authority: trustme.CA, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)
    side: dict[str, Any] = {security: context(authority)}
    with serving(Post(), login=("office", SECRET), **side) as post:
        mail_to(casa, post, security=security, username="office", password_file=str(file))
        number = casa.tenant(email="joe@example.com")
        words = f"message send {number} --subject x --text y"
        casa.ok(words, env=trusted(authority, tmp_path))

    assert states(casa) == ["sent"]
    assert len(post.got) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("wrong", ["issuer", "name"])
def test_a_wrong_certificate_keeps_the_letter_here(
    casa: Casa, security: str, wrong: str, authority: trustme.CA, tmp_path: Path
) -> None:
    environment = trusted(authority if wrong == "name" else trustme.CA(), tmp_path)
    name = "mail.elsewhere.example" if wrong == "name" else "127.0.0.1"
    side: dict[str, Any] = {security: context(authority, name)}
    with serving(Post(), **side) as post:
        mail_to(casa, post, security=security)
        number = casa.tenant(email="joe@example.com")
        done = casa.run(f"message send {number} --subject x --text y", env=environment)

    assert done.exit_code == 0
    assert "certificate of 127.0.0.1" in done.stderr
    assert states(casa) == ["retry"]
    assert post.asked == {}


def test_a_server_without_STARTTLS_gets_nothing_in_clear_text(casa: Casa) -> None:
    with serving(Post()) as post:
        mail_to(casa, post, security="starttls")
        done = write(casa)

    assert done.exit_code == 0
    assert "STARTTLS" in done.stderr
    assert post.asked == {}


def test_a_refused_login_waits_and_shows_no_password(casa: Casa, tmp_path: Path) -> None:
    wrong = tmp_path / "password"
    wrong.write_text("wrong-horse\n")
    wrong.chmod(0o600)
    with serving(Post(), login=("office", SECRET)) as post:
        mail_to(casa, post, username="office", password_file=str(wrong))
        done = write(casa)

    assert done.exit_code == 0
    assert "refused the login of office (535)" in done.stderr
    assert "wrong-horse" not in done.stderr + done.stdout
    assert states(casa) == ["retry"]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ({"password_file": "/nowhere/at/all"}, "cannot be read"),
        ({"password_command": "false"}, "ended with 1"),
        ({"password_command": "printf ''"}, "gives no password"),
        ({"password_command": "/no/such/program"}, "cannot be started"),
        ({"keyring": True}, "keyring"),
    ],
)
def test_without_a_password_letters_wait_and_the_reason_is_said(
    casa: Casa, source: dict[str, object], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with serving(Post(), login=("office", SECRET)) as post:
        mail_to(casa, post, username="office", **source)
        done = write(casa)

    assert done.exit_code == 0
    assert says in done.stderr
    assert states(casa) == ["retry"]


def test_a_password_file_that_others_can_read_is_not_used(casa: Casa, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(SECRET)
    file.chmod(0o640)
    with serving(Post(), login=("office", SECRET)) as post:
        mail_to(casa, post, username="office", password_file=str(file))
        done = write(casa)

    assert "chmod 600" in done.stderr
    assert SECRET not in done.stderr
    assert post.asked == {}


def test_a_password_may_come_from_a_command(casa: Casa) -> None:
    with serving(Post(), login=("office", SECRET)) as post:
        mail_to(casa, post, username="office", password_command=["printf", "%s\\n", SECRET])
        write(casa)

    assert states(casa) == ["sent"]


def test_what_a_server_says_cannot_bring_the_link_back(casa: Casa) -> None:
    """A server that repeats what it was given does not put a token into the database."""

    class Echo(Post):
        async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
            text: bytes = envelope.content  # type: ignore[attr-defined]
            token = text.split(b"token=")[1].split()[0].decode()
            self.got.append(token.encode())
            return f"554 spam: {token}"

    with serving(Echo()) as post:
        mail_to(casa, post)
        casa.ok("workspace set portal_url https://portal.example/")
        number = casa.tenant(email="joe@example.com")
        done = casa.run(f"contact invite {number}")

    token = post.got[0].decode()
    assert done.exit_code == 9
    assert token not in done.stderr + done.stdout + str(outbox(casa))
    assert outbox(casa)[0]["last_error"] == "554 spam: …"
    mail_by(casa)
