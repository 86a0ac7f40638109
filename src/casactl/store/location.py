"""Where a workspace's data is: a database URL and what follows from it."""

from __future__ import annotations

import re
from dataclasses import field
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote

from casactl.domain.failures import failure
from casactl.errors import CasaError
from casactl.records import dataclass

Dialect = Literal["sqlite", "postgresql"]

SERVER_URL = re.compile(
    r"(?:(?P<user>[^:@/]*)(?P<password>:[^@/]*)?@)?(?P<hosts>[^/?@]*)(?:/(?P<database>[^?@]*))?(?:\?(?P<query>[^@]*))?"
)
"""What stands behind `postgresql://`, read as libpq reads it, with one `@` at most: the one before the hosts."""

HOST = re.compile(r"(?:\[[^\[\]]+\]|[^\[\]:]*)(?::(?P<port>[0-9]*))?")
BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})|%00")
SECRET = frozenset({"password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret"})
PARAMETERS = frozenset(
    {"application_name", "channel_binding", "connect_timeout", "dbname", "fallback_application_name",
     "gssdelegation", "gssencmode", "gsslib", "host", "hostaddr", "keepalives", "keepalives_count", "keepalives_idle",
     "keepalives_interval", "krbsrvname", "load_balance_hosts", "max_protocol_version", "min_protocol_version",
     "options", "passfile", "port", "require_auth", "requirepeer", "service", "ssl", "ssl_max_protocol_version",
     "ssl_min_protocol_version", "sslcert", "sslcertmode", "sslcompression", "sslcrl", "sslcrldir", "sslkey",
     "sslmode", "sslnegotiation", "sslrootcert", "sslsni", "target_session_attrs", "tcp_user_timeout", "user"}
)  # fmt: skip
"""What may stand behind the '?' and be shown: libpq's parameters without secrets and those that change the protocol."""

SESSION_ATTRIBUTES = ("any", "read-write", "read-only", "primary", "standby", "prefer-standby")


@dataclass(frozen=True, slots=True)
class Location:
    """A database: its dialect, the URL as configured, and the file when it is SQLite."""

    dialect: Dialect
    url: str = field(repr=False)
    path: Path | None = None

    @property
    def shown(self) -> str:
        """The place as people may see it: without a password."""
        return str(self.path) if self.path else re.sub(r"^(postgresql://[^:@/]*):[^@/]*@", r"\1:***@", self.url)

    @property
    def file(self) -> Path:
        """The SQLite file.

        Raises ConfigFault when the workspace is not on SQLite.
        """
        if self.path is None:
            raise failure("config.database", f"{self.shown} is not a SQLite file.")
        return self.path

    def owns(self, path: Path) -> bool:
        """Whether a file is the store itself, or one that SQLite or a writer keeps beside it."""
        if self.path is None:
            return False
        found, own = path.resolve(), self.path.resolve()
        return found.parent == own.parent and found.name.startswith(own.name)

    @property
    def parameters(self) -> dict[str, str]:
        """What stands behind the '?' of a server's URL."""
        return _parameters(self.url.rpartition("@")[2].partition("?")[2])


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file, whatever characters its path holds."""
    return "sqlite:///" + quote(str(path.absolute()), safe="/")


def parse_url(url: str) -> Location:
    """The location that a database URL names: `sqlite:////abs/casactl.db` or `postgresql://…`.

    Raises ConfigFault, which shows nothing that could be a part of a password.
    """
    scheme, separator, rest = url.partition("://")
    scheme = scheme.split("+")[0].lower()
    if separator and scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        plain = unquote(rest[1:].partition("?")[0])
        path = Path(plain).expanduser().absolute()
        if path.name and not path.is_dir():
            return Location("sqlite", url, path)
    elif separator and scheme in ("postgresql", "postgres") and rest:
        _check_server(rest)
        return Location("postgresql", f"postgresql://{rest}")
    shown = url if "@" not in url else f"{scheme}://…" if separator else "…"
    raise failure(
        "config.database",
        f"'{shown}' is not a database this program can use.",
        hint="sqlite:////absolute/path/casactl.db or postgresql://user@host/database",
    )


def _check_server(rest: str) -> None:
    """Refuse what libpq would not understand, or would read otherwise than it is shown here."""
    parts = SERVER_URL.fullmatch(rest)
    if parts is None or not rest.isprintable() or " " in rest or BAD_ESCAPE.search(rest):
        raise bad_server_url()
    hosts = [HOST.fullmatch(host) for host in parts["hosts"].split(",")]
    if not all(host and (not host["port"] or 0 < int(host["port"]) < 65536) for host in hosts):
        raise bad_server_url()
    try:
        given = _parameters(parts["query"] or "")
    except ValueError as fault:
        raise bad_server_url() from fault
    if SECRET & given.keys():
        raise failure(
            "config.database",
            "A password behind the '?' of a database URL would be shown; it was not used.",
            hint="put it into ~/.pgpass or PGPASSWORD, or before the @: postgresql://user:password@host/db",
        )
    if unknown := sorted(given.keys() - PARAMETERS):
        raise failure(
            "config.database",
            f"'{unknown[0]}' is no parameter that a database URL can have.",
            hint=f"known are {', '.join(sorted(PARAMETERS))}",
        )
    if given.get("target_session_attrs", "any") not in SESSION_ATTRIBUTES:
        raise bad_server_url(f"target_session_attrs is one of {', '.join(SESSION_ATTRIBUTES)}")
    named = given["host"].count(",") + 1 if "host" in given else len(hosts)
    if given.get("port", "").count(",") not in (0, named - 1):
        raise bad_server_url()


def bad_server_url(why: str = "") -> CasaError:
    """The failure of a PostgreSQL URL, with what one looks like; nothing of the URL is in it."""
    return failure(
        "config.database",
        "The database URL is not one that PostgreSQL understands" + (f": {why}." if why else "."),
        hint="postgresql://user@host:5432/database, or postgresql://user@one:5432,two:5432/database; in a password "
        "write @ as %40, / as %2F, % as %25",
    )


def _parameters(query: str) -> dict[str, str]:
    """Keys and values, decoded; raises ValueError for what is no list of them."""
    pairs = (pair.split("=") for pair in query.split("&") if query)
    return {unquote(key): unquote(value) for key, value in pairs}
