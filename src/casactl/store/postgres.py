"""Connections to PostgreSQL through psycopg, which is an optional extra."""

from __future__ import annotations

from typing import Any

from casactl.errors import ConfigFault, StoreFault
from casactl.store.location import Location


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
            hint='pipx install "casactl[postgres]"    # or: pip install "casactl[postgres]"',
        ) from missing
    return psycopg


def connect(location: Location) -> Any:
    """A psycopg connection.

    Raises DriverMissing, ServerUnreachable.
    """
    psycopg = driver()
    try:
        return psycopg.connect(location.url, connect_timeout=10, application_name="casactl")
    except psycopg.OperationalError as fault:
        raise ServerUnreachable(f"{location.shown} cannot be reached: {first_line(fault)}.") from fault


def first_line(fault: BaseException) -> str:
    """The first line of a driver's message, without its full stop."""
    lines = str(fault).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(fault).__name__
