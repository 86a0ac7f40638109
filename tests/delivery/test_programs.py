"""Letters to a folder, to a local mail program, and SMS to a program of the office's."""

from __future__ import annotations

import json
import stat
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.delivery.servers import mail_by
from tests.delivery.test_smtp import outbox, states

SENDER = {"from": "office@rose.example"}


def script(folder: Path, body: str) -> str:
    """A program for the test."""
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o700)
    return str(path)


def write(casa: Casa, *, channel: str = "email") -> int:
    """Send a contact a message by a channel; gives the exit code."""
    number = casa.tenant(email="joe@example.com", phone="020 7946 0958")
    words: list[str | int] = [
        "message",
        "send",
        number,
        "--subject",
        "Water",
        "--text",
        "Zoë: off",
        "--channel",
        channel,
    ]
    return casa.run(words).exit_code


# The folder -----------------------------------------------------------------------------------


def test_without_any_configuration_a_letter_is_a_private_file(casa: Casa) -> None:
    assert write(casa) == 0

    (file,) = (casa.folder / "outbox").iterdir()
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    message = message_from_bytes(file.read_bytes())
    assert message["To"] == "joe@example.com"
    assert casa.rows("select file from outbox") == [(file.name,)]
    assert file.name.removesuffix(".eml") in message["Message-ID"]


def test_a_folder_that_cannot_be_written_keeps_letters_waiting(casa: Casa) -> None:
    casa.folder.mkdir(exist_ok=True)
    (casa.folder / "outbox").write_text("in the way")

    assert write(casa) == 0

    assert states(casa) == ["retry"]


def test_a_link_planted_in_the_folder_is_not_followed(casa: Casa, tmp_path: Path) -> None:
    casa.tenant(email="joe@example.com")
    casa.ok("message send 1 --subject x --text y --no-send")
    (header,) = casa.rows("select header_id from outbox")[0]
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = casa.folder / "outbox"
    folder.mkdir(parents=True)
    (folder / f".{header.partition('@')[0]}.eml.part").symlink_to(victim)

    casa.run("outbox send")

    assert victim.read_text() == "precious"


# sendmail -------------------------------------------------------------------------------------


def test_a_local_program_gets_the_whole_message_on_its_standard_input(casa: Casa, tmp_path: Path) -> None:
    mail_by(casa, transport="sendmail", command=[script(tmp_path, f"cat > {tmp_path}/got")], **SENDER)

    assert write(casa) == 0

    raw = (tmp_path / "got").read_bytes()
    assert message_from_bytes(raw)["To"] == "joe@example.com"
    assert b"\r" not in raw
    assert raw.isascii()
    assert states(casa) == ["sent"]


@pytest.mark.parametrize(
    ("body", "state", "code"),
    [
        ("cat > /dev/null; exit 75", "retry", 0),
        ("exit 75", "retry", 0),
        ("cat > /dev/null; echo no such user; exit 67", "failed", 9),
        ("kill -9 $$", "unknown", 9),
        ("sleep 5", "unknown", 9),
    ],
)
def test_the_programs_exit_code_decides(casa: Casa, body: str, state: str, code: int, tmp_path: Path) -> None:
    mail_by(casa, transport="sendmail", command=[script(tmp_path, body)], timeout=1, **SENDER)

    assert write(casa) == code

    assert states(casa) == [state]
    if state == "failed":
        assert str(outbox(casa)[0]["last_error"]).endswith("ended with 67: no such user")


def test_a_program_that_is_not_there_keeps_letters_waiting(casa: Casa) -> None:
    mail_by(casa, transport="sendmail", command="/no/such/sendmail -t", **SENDER)

    assert write(casa) == 0

    assert states(casa) == ["retry"]


# SMS ------------------------------------------------------------------------------------------


def test_an_sms_program_gets_number_and_text_as_json(casa: Casa, tmp_path: Path) -> None:
    mail_by(casa, sms_command=script(tmp_path, f"cat > {tmp_path}/got"))

    assert write(casa, channel="sms") == 0

    assert json.loads((tmp_path / "got").read_text()) == {"to": "+442079460958", "text": "Zoë: off"}
    assert [(letter["channel"], letter["to"]) for letter in outbox(casa)] == [("sms", "+442079460958")]


def test_without_an_sms_program_an_sms_has_failed_and_says_why(casa: Casa) -> None:
    assert write(casa, channel="sms") == 9

    assert states(casa) == ["failed"]
    assert "sms_command" in str(outbox(casa)[0]["last_error"])


def test_both_channels_leave_each_by_its_own_way(casa: Casa, tmp_path: Path) -> None:
    mail_by(casa, sms_command=script(tmp_path, "exit 75"))

    assert write(casa, channel="email,sms") == 0

    assert sorted((str(letter["channel"]), str(letter["state"])) for letter in outbox(casa)) == [
        ("email", "written"),
        ("sms", "retry"),
    ]


# test-mail ------------------------------------------------------------------------------------


def test_a_test_mail_says_in_words_what_happened(casa: Casa) -> None:
    done = casa.ok("workspace test-mail joe@example.com")

    assert "written to" in done.stdout
    assert casa.rows("select count(*) from outbox") == [(0,)]
    tried = casa.ok("workspace test-mail joe@example.com -o json").json
    assert (tried["sent"], tried["state"]) == (False, "written")


def test_a_test_mail_that_cannot_leave_exits_9(casa: Casa, tmp_path: Path) -> None:
    mail_by(casa, transport="sendmail", command=[script(tmp_path, "exit 75")], **SENDER)

    done = casa.run("workspace test-mail joe@example.com -o json")

    assert done.exit_code == 9
    assert done.error["code"] == "workspace.mail-failed"
    assert "ended with 75" in done.error["message"]
    assert done.json["sent"] is False


def test_a_test_mail_goes_to_one_address_only(casa: Casa) -> None:
    assert casa.run(["workspace", "test-mail", "a@x.example, b@y.example"]).exit_code == 2


# doctor ---------------------------------------------------------------------------------------


def verdicts(casa: Casa) -> dict[str, tuple[str, str]]:
    """State and detail of what doctor says, by check."""
    checks = casa.run("doctor -o json").json["checks"]
    return {each["check"]: (each["state"], each["detail"]) for each in checks}


def test_doctor_knows_the_way_out_and_what_is_stuck(casa: Casa) -> None:
    assert verdicts(casa)["mail"] == ("warn", f"letters are written to {casa.folder}/outbox and do not leave")
    assert verdicts(casa)["outbox"] == ("ok", "0 waiting")

    write(casa, channel="sms")

    assert verdicts(casa)["outbox"] == ("warn", "1 failed, 0 waiting")


def test_doctor_finds_a_program_that_is_not_there(casa: Casa) -> None:
    mail_by(casa, sms_command="/no/such/program")

    assert verdicts(casa)["mail"] == ("bad", "there is no program /no/such/program")
