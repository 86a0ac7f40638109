"""What `doctor` says of the way out: the mail table's programs and files, and letters that need somebody."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from casactl.actions.machine import BAD, OK, WARN, Verdict
from casactl.delivery.choosing import config_of
from casactl.delivery.delivery_result import NotReady
from casactl.delivery.password import check_password_file
from casactl.domain.remedy import Blank, Remedy
from casactl.store.config import WorkspaceEntry
from casactl.store.mail_config import MailConfig
from casactl.store.queries.outbox import counts
from casactl.store.reader import Reader

TRY = Remedy("workspace test-mail", Blank("ADDRESS"))


def mail_verdicts(entry: WorkspaceEntry, reader: Reader) -> Iterator[Verdict]:
    """How letters leave, whether what that needs is there, and what did not leave."""
    yield _way(entry, config_of(entry))
    held = counts(reader)
    stuck = [f"{held[state]:,} {state}" for state in ("failed", "unknown") if held.get(state)]
    waiting = sum(held.get(state, 0) for state in ("pending", "retry", "sending"))
    detail = ", ".join([*stuck, f"{waiting:,} waiting"])
    if stuck:
        yield Verdict("outbox", WARN, detail, Remedy("outbox list", state=stuck[0].rpartition(" ")[2]))
    else:
        yield Verdict("outbox", OK, detail)


def _way(entry: WorkspaceEntry, config: MailConfig) -> Verdict:
    missing = _missing(config)
    if missing:
        return Verdict("mail", BAD, missing, "mend the mail table of the configuration file")
    if config.transport == "folder":
        return Verdict("mail", OK, f"letters are written to {entry.folder / 'outbox'}")
    if config.transport == "sendmail":
        return Verdict("mail", OK, f"letters go to {config.command[0]}", TRY)
    return Verdict("mail", OK, f"letters go to {config.host}:{config.port} ({config.security})", TRY)


def _missing(config: MailConfig) -> str:
    """What the configuration names and this machine does not have."""
    programs = [config.command] if config.transport == "sendmail" else []
    programs += [command for command in (config.password_command, config.sms_command) if command]
    for command in programs:
        if shutil.which(command[0]) is None:
            return f"there is no program {command[0]}"
    try:
        check_password_file(config)
    except NotReady as fault:
        return str(fault)
    return ""
