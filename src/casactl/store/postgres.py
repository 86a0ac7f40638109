"""Connections to PostgreSQL through psycopg, which is an optional extra."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from casactl.domain.remedy import Command
from casactl.errors import ConfigFault, StoreFault
from casactl.store.location import BadDatabaseUrl, Location

PATIENCE = 10
"""Seconds to wait for a server that does not answer."""


class DriverMissing(ConfigFault):
    """The workspace is on PostgreSQL and the driver is not installed."""

    code = "workspace.driver-missing"


class ServerUnreachable(StoreFault):
    """The PostgreSQL server, or the database on it, does not answer."""

    code = "workspace.unreachable"


def driver() -> Any:
    """The psycopg module.

    Raises DriverMissing, naming the extra to install.
    """
    try:
        import psycopg
    except ImportError as missing:
        raise DriverMissing(
            "This workspace is on PostgreSQL, and its driver is not installed.",
            hint=(
                Command("pipx", "install", "casactl[postgres]"),
                Command("pip", "install", "casactl[postgres]", why="or"),
            ),
        ) from missing
    return psycopg


def check_url(location: Location) -> Location:
    """The location, when its URL can be shown and handed to the driver without giving a secret away.

    Raises BadDatabaseUrl.
    """
    if location.dialect != "postgresql":
        return location
    try:
        query = parse_qs(urlsplit(location.url).query)
        _ = urlsplit(location.url).port
    except ValueError as fault:
        raise _bad_url() from fault
    if "password" in query or "sslpassword" in query:
        raise BadDatabaseUrl(
            "A password behind the '?' of a database URL would be shown; it was not used.",
            hint="put it into ~/.pgpass or PGPASSWORD, or before the @: postgresql://user:password@host/db",
        )
    return location


def connect(location: Location, *, patience: int = PATIENCE) -> Any:
    """A psycopg connection.

    Raises DriverMissing, BadDatabaseUrl, ServerUnreachable.
    """
    psycopg = driver()
    check_url(location)
    try:
        return psycopg.connect(location.url, connect_timeout=patience, application_name="casactl")
    except psycopg.OperationalError as fault:
        raise ServerUnreachable(f"{location.shown} cannot be reached: {first_line(fault)}.") from fault
    except psycopg.Error as fault:
        raise _bad_url() from fault


def _bad_url() -> BadDatabaseUrl:
    return BadDatabaseUrl(
        "The database URL is not one that PostgreSQL understands.",
        hint="postgresql://user@host:5432/database; percent-encode special characters in a password",
    )


def first_line(fault: BaseException) -> str:
    """The first line of a driver's message, without its full stop."""
    lines = str(fault).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(fault).__name__
