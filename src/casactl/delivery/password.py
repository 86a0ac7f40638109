"""The mail server's password: from a private file, a command, or the system's keyring; never shown."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

from casactl.delivery.delivery_result import NotReady
from casactl.store.mail_config import MailConfig

LONGEST = 4096


def smtp_password(config: MailConfig) -> str:
    """The password for the configured login.

    Raises NotReady.
    """
    if config.password_file:
        return _from_file(Path(config.password_file).expanduser())
    if config.password_command:
        return _from_command(config)
    return _from_keyring(config)


def check_password_file(config: MailConfig) -> None:
    """Whether the password file, if there is one, can be used.

    Raises NotReady.
    """
    if config.password_file:
        _from_file(Path(config.password_file).expanduser())


def _from_file(path: Path) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise NotReady(f"others can read the password file {path}; run: chmod 600 '{path}'")
        text = path.read_text("utf-8")[:LONGEST]
    except OSError as fault:
        raise NotReady(f"the password file {path} cannot be read: {fault.strerror or fault}") from None
    except UnicodeDecodeError:
        raise NotReady(f"the password file {path} is not UTF-8 text") from None
    return _first(text, f"the password file {path}")


def _from_command(config: MailConfig) -> str:
    name = config.password_command[0]
    try:
        done = subprocess.run(
            list(config.password_command), stdin=subprocess.DEVNULL, capture_output=True, timeout=config.timeout,
            check=True,
        )  # fmt: skip
    except OSError as fault:
        raise NotReady(f"the password command {name} cannot be started: {fault.strerror or fault}") from None
    except subprocess.TimeoutExpired:
        raise NotReady(f"the password command {name} gave no answer in {config.timeout} seconds") from None
    except subprocess.CalledProcessError as fault:
        raise NotReady(f"the password command {name} ended with {fault.returncode}") from None
    return _first(done.stdout.decode("utf-8", "replace"), f"the password command {name}")


def _from_keyring(config: MailConfig) -> str:
    try:
        import keyring
    except ImportError:
        from casactl.store.extras import words_for

        raise NotReady(f"keyring is not installed; {words_for('keyring')}") from None
    try:
        found = keyring.get_password(config.host, config.username)
    except Exception as fault:  # backends raise what they like
        raise NotReady(f"the keyring gave no answer ({type(fault).__name__})") from None
    if not found:
        raise NotReady(f"the keyring holds no password; run: keyring set {config.host} {config.username}")
    return found


def _first(text: str, source: str) -> str:
    line = text.split("\n")[0].rstrip("\r")
    if not line:
        raise NotReady(f"{source} gives no password")
    return line
