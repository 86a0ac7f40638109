"""The mail table of the configuration: what it takes, and what it refuses in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from casactl.store.mail_config import PORTS, BadMailConfig, MailConfig, mail_config
from tests.run import run

SMTP = {"transport": "smtp", "from": "office@rose.example", "host": "mail.example"}


def test_nothing_at_all_is_the_folder() -> None:
    assert mail_config({}) == MailConfig(port=587)


@pytest.mark.parametrize("security", list(PORTS))
def test_each_kind_of_privacy_has_its_usual_port(security: str) -> None:
    assert mail_config({**SMTP, "security": security}).port == PORTS[security]
    assert mail_config({**SMTP, "security": security, "port": 2525}).port == 2525


def test_a_command_is_text_or_a_list() -> None:
    assert mail_config({"sms_command": "send-sms --now 'my office'"}).sms_command == ("send-sms", "--now", "my office")
    assert mail_config({"sms_command": ["send-sms", "my office"]}).sms_command == ("send-sms", "my office")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"transport": "pigeon"}, "'mail.transport' must be one of folder, smtp, sendmail"),
        ({"colour": "red"}, "unknown key 'mail.colour'"),
        ({"password": "secret"}, "unknown key 'mail.password'"),
        ({**SMTP, "host": ""}, "'mail.host' is missing"),
        ({"transport": "smtp", "host": "mail.example"}, "'mail.from' is missing"),
        ({"from": "a@x.example, b@y.example"}, "'mail.from' must be one address"),
        ({"from": "Rose\nBcc: x <a@x.example>"}, "'mail.from' must be text"),
        ({**SMTP, "security": "maybe"}, "'mail.security' must be one of"),
        ({**SMTP, "port": 0}, "'mail.port' must be a whole number"),
        ({**SMTP, "port": "25"}, "'mail.port' must be a whole number"),
        ({**SMTP, "port": True}, "'mail.port' must be a whole number"),
        ({**SMTP, "timeout": 601}, "'mail.timeout' must be a whole number"),
        ({**SMTP, "username": "office"}, "needs one of password_file, password_command, keyring"),
        ({**SMTP, "username": "o", "keyring": True, "password_file": "f"}, "not several"),
        ({**SMTP, "keyring": True}, "'mail.username' is missing"),
        ({**SMTP, "keyring": "yes"}, "'mail.keyring' must be true or false"),
        ({**SMTP, "security": "none", "username": "o", "keyring": True}, "in clear text"),
        ({"sms_command": "unclosed 'quote"}, "'mail.sms_command' must be a command"),
        ({"sms_command": []}, "'mail.sms_command' must be a command"),
        ({"transport": "sendmail", "from": "a@x.example", "command": 5}, "'mail.command' must be a command"),
    ],
)
def test_what_cannot_work_is_refused_in_words(table: dict[str, Any], says: str) -> None:
    with pytest.raises(BadMailConfig) as refused:
        mail_config(table)

    assert says in refused.value.message
    assert "secret" not in refused.value.message


def test_a_wrong_mail_table_is_a_wrong_configuration(machine: Path) -> None:
    config = machine / "config.toml"
    config.write_text('[workspaces.main]\ndatabase = "sqlite:////x/y.db"\n[workspaces.main.mail]\ntransport = "x"\n')

    done = run("contact list -o json")

    assert done.exit_code == 11
    assert "[workspaces.main.mail]: 'mail.transport' must be one of" in done.error["message"]
