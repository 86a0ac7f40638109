"""What says how mail leaves is believed only where nobody else can have written it (S12)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.delivery.servers import mail_by
from tests.delivery.test_programs import SENDER, script

WAYS = {
    "the file, by its group": lambda config: config.chmod(0o620),
    "the file, by anybody": lambda config: config.chmod(0o602),
    "its folder, by its group": lambda config: config.parent.chmod(0o770),
    "its folder, by anybody": lambda config: config.parent.chmod(0o707),
}
if os.getuid() == 0:
    WAYS["the file, for it is theirs"] = lambda config: os.chown(config, 12345, -1)


@pytest.fixture
def office(casa_sqlite: Casa, tmp_path: Path) -> Casa:
    """An office whose mail, SMS and password come by programs that leave a trace."""
    casa = casa_sqlite
    casa.config_file = tmp_path / "private" / "config.toml"
    casa.config_file.parent.mkdir(mode=0o700)
    program = script(tmp_path, f"cat >> {tmp_path}/trace")
    mail_by(casa, transport="sendmail", command=[program], sms_command=[program], **SENDER)
    casa.tenant("Joe Bloggs", email="joe@example.com", phone="020 7946 0958")
    return casa


def send(casa: Casa, channel: str = "email") -> None:
    casa.run(["message", "send", "1", "--subject", "s", "--text", "t", "--channel", channel])


@pytest.mark.parametrize("way", list(WAYS))
def test_S12_commands_that_others_may_have_written_are_not_run(office: Casa, tmp_path: Path, way: str) -> None:
    WAYS[way](office.config_file)

    send(office)
    send(office, "sms")
    office.run("message send 1 --subject s --text t --no-send")
    sent = office.run("outbox send -o json")
    tried = office.run("workspace test-mail ann@example.com -o json")
    found = next(each for each in office.run("doctor -o json").json["checks"] if each["check"] == "mail")

    assert not (tmp_path / "trace").exists()
    for ran in (sent, tried):
        assert (ran.exit_code, ran.error["code"]) == (11, "config.exposed"), ran
        assert ran.error["hint"].startswith("chown " if "theirs" in way else "chmod go-w ")
        assert str(tmp_path / "private") in ran.error["hint"]
    assert (found["state"], found["advice"]) == ("bad", sent.error["hint"])
    assert all(each["state"] in ("pending", "retry") for each in office.ok("outbox list -o json").json)


def test_S12_once_the_remedy_was_pasted_what_waits_leaves(office: Casa, tmp_path: Path) -> None:
    office.config_file.chmod(0o666)
    office.config_file.parent.chmod(0o777)
    office.ok("message send 1 --subject s --text t --no-send")
    hint = office.run("outbox send -o json").error["hint"]

    assert os.system(hint) == 0  # noqa: S605 - the hint is what is tried
    office.ok("outbox send")

    assert "Subject: s" in (tmp_path / "trace").read_text()


def test_S12_a_shared_folder_in_which_nobody_replaces_what_is_anothers_is_no_danger(
    office: Casa, tmp_path: Path
) -> None:
    office.config_file.parent.chmod(0o1777)

    send(office)

    assert (tmp_path / "trace").exists()


def test_S12_a_link_to_where_others_may_write_is_followed_to_there(office: Casa, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    office.config_file.rename(shared / "config.toml")
    office.config_file.symlink_to(shared / "config.toml")
    shared.chmod(0o777)

    send(office)

    assert not (tmp_path / "trace").exists()


def test_S12_a_password_command_is_not_run_either(casa_sqlite: Casa, tmp_path: Path) -> None:
    program = script(tmp_path, f"echo x >> {tmp_path}/trace; echo secret")
    mail_by(casa_sqlite, transport="smtp", host="127.0.0.1", port=9, security="none", username="ann",
            password_command=[program], **SENDER)  # fmt: skip
    casa_sqlite.config_file.chmod(0o666)
    casa_sqlite.tenant("Joe Bloggs", email="joe@example.com")

    send(casa_sqlite)
    casa_sqlite.run("workspace test-mail ann@example.com")
    casa_sqlite.run("outbox send")

    assert not (tmp_path / "trace").exists()


def test_S12_letters_into_the_folder_run_nothing_and_are_written(casa_sqlite: Casa) -> None:
    casa_sqlite.config_file.chmod(0o666)
    casa_sqlite.tenant("Joe Bloggs", email="joe@example.com")

    send(casa_sqlite)

    assert json.loads(casa_sqlite.ok("outbox list -o json").stdout)[0]["state"] in ("sent", "written")
