"""The way out: what `doctor` says of it, and a mail that shows whether it works."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import field

from casactl.actions.machine import BAD, OK, WARN, Verdict
from casactl.delivery.choosing import config_of, exposed, foreseen, mend, refuse_exposed, transport_for
from casactl.delivery.delivery_result import DeliveryResult, Fate, NotReady
from casactl.delivery.outgoing_message import BadOutgoingMessage, OutgoingMessage
from casactl.delivery.password import check_password_file
from casactl.delivery.template_context import sender_of
from casactl.domain.dates import parse_moment
from casactl.domain.letters import LEFT
from casactl.domain.remedy import Blank, Remedy
from casactl.domain.shapes import key
from casactl.records import dataclass
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
    if places := exposed(entry):
        listed = ", ".join(map(str, places))
        return Verdict("mail", BAD, f"others may write to {listed}, so no mail leaves", mend(places))
    missing = _missing(config)
    if missing:
        return Verdict("mail", BAD, missing, f"mend {_table(entry)}")
    if config.transport == "folder":
        detail = f"letters are written to {entry.folder / 'outbox'} and do not leave"
        return Verdict("mail", WARN, detail, f"name a transport in {_table(entry)}")
    if config.transport == "sendmail":
        return Verdict("mail", OK, f"letters go to {config.command[0]}", TRY)
    return Verdict("mail", OK, f"letters go to {config.host}:{config.port} ({config.security})", TRY)


def _table(entry: WorkspaceEntry) -> str:
    """Where the configuration says how mail leaves."""
    return f"[workspaces.{entry.name}.mail]" + (f" of {entry.source}" if entry.source else " of the configuration file")


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


TEXT = "This mail shows that {office} can send mail from casactl, workspace {workspace}.\n"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a test mail."""

    to: str
    transport: str
    sent: bool
    state: str
    words: str = field(metadata=key("message"))


def send_test_mail(entry: WorkspaceEntry, to: str, *, office: str, now: str, dry_run: bool = False) -> Tried:
    """Hand one mail over by the workspace's transport; `now` is its date."""
    config = config_of(entry)
    if config.transport != "folder":
        refuse_exposed(entry)
    transport = transport_for("email", entry, config)
    if dry_run:
        state = foreseen("email", config)
        words = f"dry run: a mail would be handed to {_handed_to(config)}"
        return Tried(to, transport.name, state is Fate.SENT, state, words)
    text = TEXT.format(office=office, workspace=entry.name)
    parcel = OutgoingMessage(
        "email", to, text, f"A test mail from {office}", None, sender_of(config, office),
        f"test.{os.urandom(8).hex()}@casactl", parse_moment(now),
    )  # fmt: skip
    try:
        result = transport.hand_over(parcel, lambda: None)
    except BadOutgoingMessage as fault:
        result = DeliveryResult(Fate.FAILED, str(fault))
    finally:
        transport.close()
    words = f"handed to {_handed_to(config)}: {result.words}" if result.fate in LEFT else result.words
    return Tried(to, transport.name, result.fate is Fate.SENT, result.fate, words)


def _handed_to(config: MailConfig) -> str:
    """The way out in words."""
    if config.transport == "smtp":
        return f"{config.host}:{config.port} ({config.security})"
    return config.command[0] if config.transport == "sendmail" else "the outbox folder"
