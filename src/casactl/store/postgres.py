"""Connections to PostgreSQL through psycopg, which is an optional extra, and what its failures mean to people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from casactl.domain.failures import failure
from casactl.errors import Busy, CasaError
from casactl.store.location import Location, bad_server_url

DEFAULTS = {
    "connect_timeout": "10",
    "fallback_application_name": "casactl",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
"""What holds unless the URL says otherwise: a host that is gone without a word is given up within about a minute."""

TAKES_WRITES = ("read-write", "primary")
"""Values of target_session_attrs that lead to a server which a write can go to."""

SEARCH_PATH = re.compile(r"(?:-c\s*|--)search_path\s*=\s*((?:\\\s|\S)+)")

ATTEMPT = re.compile(r"- host: (.+?), port: (.+?), hostaddr: .+?: (.*)")
"""How psycopg lists what became of each of several hosts."""

REASON = re.compile(r"(?:connection (?:failed|is bad): )?(?:connection to .*? failed: )?(?:[A-Z]+:\s+)?(.*)")

AWAY = re.compile(
    r"refused|timeout|timed out|resolve|starting up|shutting down|recovery|not (?:yet )?accepting|hot standby|read-only"
    r"|too many|connection slots|no more connections|terminating connection|closed|reset by|eof\b|unreachable|no route"
    r"|try again|cannot connect",
    re.IGNORECASE,
)
"""What servers and poolers say while they are away for a while, in English."""

REFUSES = re.compile(
    r"authentication failed|auth failed|no password supplied|pg_hba\.conf|does not exist|permission denied"
    r"|not permitted|no such (?:user|database)|definition of service|certificate|SSL|parameter|root\.crt|private key",
    re.IGNORECASE,
)
"""What they say to somebody whom they will not let in tomorrow either."""

AGAIN = "try again; with --request-id a change is never made twice"

ACCESS = "look at user, password (~/.pgpass), database, and what the server's pg_hba.conf and grants allow"

LOCKED = ("55P03", "40001", "40P01")
GONE = ("08", "40001", "57", "25P03", "25P04", "53200", "53300", "53400")
"""SQLSTATEs, or their beginnings, of a server that is away, going, or full."""


def driver() -> Any:
    """The psycopg module.

    Raises ConfigFault, naming the extra to install.
    """
    try:
        import psycopg
    except ImportError as missing:
        from casactl.store.extras import bringing

        raise failure("workspace.driver-missing", hint=bringing("postgres")) from missing
    return psycopg


def connect(location: Location, *, writing: bool = False) -> Any:
    """A psycopg connection; one for writing goes to a server that takes writes, whatever the URL says of reads.

    Nothing of it outlives a transaction, so that a pooler may sit in between. Raises ConfigFault, Busy, StoreFault.
    """
    psycopg = driver()
    given = location.parameters
    settings = {name: value for name, value in DEFAULTS.items() if name not in given}
    if writing and given.get("target_session_attrs") not in TAKES_WRITES:
        settings["target_session_attrs"] = "read-write"
    try:
        connection = psycopg.connect(location.url, prepare_threshold=None, client_encoding="utf8", **settings)
    except psycopg.OperationalError as fault:
        raise _not_connected(location, fault) from fault
    except psycopg.Error as fault:
        raise bad_server_url() from fault
    try:
        _check_schema(connection, given.get("options", ""))
    except BaseException as fault:
        connection.close()
        if (told := explain(fault)) is None:
            raise
        raise told from fault
    return connection


def _check_schema(connection: Any, options: str) -> None:
    """A pooler may leave `options` out: then this would be another office's schema.

    Raises ConfigFault.
    """
    wanted = SEARCH_PATH.findall(options)
    if not wanted:
        return
    (held,) = connection.execute("show search_path").fetchone()
    (schema,) = connection.execute("select current_schema()").fetchone()
    connection.rollback()
    if _names(held) != _names(wanted[-1]):
        raise bad_server_url(f"its search_path does not reach the server, which looks in {held}")
    if schema is None:
        raise failure(
            "workspace.access-refused",
            f"There is no schema {held} in the database, or none that this role may use.",
            hint=f"create schema {held} authorization ROLE    # in psql",
        )


def _names(path: str) -> list[str]:
    return [name.strip().strip('"') for name in path.replace("\\", "").split(",")]


def _not_connected(location: Location, fault: Exception) -> CasaError:
    reasons = _reasons(str(fault))
    told = "; ".join(dict.fromkeys(f"{where}{reason}" for where, reason in reasons))
    texts = [reason for _, reason in reasons]
    if any(re.match(r"invalid .*value|cannot match", text) for text in texts):
        return bad_server_url(told)
    if any(_is_away(text, fault) for text in texts):
        return failure("workspace.unreachable", f"{location.shown} cannot be reached: {told}.", hint=AGAIN)
    return failure("workspace.access-refused", f"{location.shown} does not let this workspace in: {told}.", hint=ACCESS)


def _reasons(text: str) -> Sequence[tuple[str, str]]:
    """(where, why) of each host that was tried; `where` is empty when there was one."""
    tried = ATTEMPT.findall(text)
    if not tried:
        return [("", _why(text))]
    return [(f"{host.strip(chr(39))}:{port.strip(chr(39))}: ", _why(why)) for host, port, why in tried]


def _why(text: str) -> str:
    line = first_line(text)
    found = REASON.fullmatch(line)
    return found[1] if found else line


def _is_away(text: str, fault: Any) -> bool:
    """Whether trying again may help. A server that speaks another language is judged by how far it let us come."""
    text = re.sub(r'"[^"]*"', "", text)  # how somebody has called a role or a database says nothing
    if AWAY.search(text):
        return True
    used_password = bool(getattr(getattr(fault, "pgconn", None), "used_password", False))
    return not (REFUSES.search(text) or used_password)


def explain(fault: BaseException) -> CasaError | None:
    """What a failure of psycopg means to people; None when it is a defect, or no failure of psycopg."""
    if not type(fault).__module__.startswith("psycopg"):
        return None
    state, text = str(getattr(fault, "sqlstate", None) or ""), first_line(str(fault))
    if state in LOCKED and "recovery" not in text:
        return Busy(
            "Another command is writing to this workspace.",
            hint="try again, or wait longer with --lock-wait 5m",
        )
    if state == "25006":
        return failure(
            "workspace.unreachable",
            "The database server takes no writes now: it is a standby, or read-only.",
            hint=AGAIN,
        )
    if state.startswith(GONE) or (not state and isinstance(fault, driver().OperationalError)):
        return failure("workspace.unreachable", f"The database server went away: {text}.", hint=AGAIN)
    if state.startswith(("53100", "58")):
        return failure("workspace.disk", f"The database server cannot use its disk: {text}.")
    if state == "42501":
        return failure("workspace.access-refused", f"The database server does not allow that: {text}.", hint=ACCESS)
    return None


def first_line(text: str) -> str:
    """The first line of a driver's message, without its full stop."""
    return (text.strip().splitlines() or [""])[0].rstrip(".")
