"""Where a workspace's data is: a database URL and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from casactl.errors import ConfigFault

Dialect = Literal["sqlite", "postgresql"]


class BadDatabaseUrl(ConfigFault):
    """A database URL that names neither a SQLite file nor a PostgreSQL server."""

    code = "config.database"


@dataclass(frozen=True, slots=True)
class Location:
    """A database: its dialect, the URL as configured, and the file when it is SQLite."""

    dialect: Dialect
    url: str
    path: Path | None = None

    @property
    def shown(self) -> str:
        """The place as people may see it: without a password."""
        if self.path:
            return str(self.path)
        parts = urlsplit(self.url)
        if parts.password is None:
            return self.url
        host = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=f"{parts.username}:***@{host}").geturl()

    @property
    def file(self) -> Path:
        """The SQLite file.

        Raises BadDatabaseUrl when the workspace is not on SQLite.
        """
        if self.path is None:
            raise BadDatabaseUrl(f"{self.shown} is not a SQLite file.")
        return self.path


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file, whatever characters its path holds."""
    return "sqlite:///" + quote(str(path.absolute()), safe="/")


def parse_url(url: str) -> Location:
    """The location that a database URL names: `sqlite:////abs/casactl.db` or `postgresql://…`."""
    scheme, separator, rest = url.partition("://")
    scheme = scheme.split("+")[0].lower()
    if separator and scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        plain = unquote(rest[1:].partition("?")[0])
        path = Path(plain).expanduser().absolute()
        if path.name and not path.is_dir():
            return Location("sqlite", url, path)
    elif separator and scheme in ("postgresql", "postgres") and rest:
        return Location("postgresql", f"postgresql://{rest}")
    shown = url if "@" not in url else url.split("@")[-1]
    raise BadDatabaseUrl(
        f"'{shown}' is not a database this program can use.",
        hint="sqlite:////absolute/path/casactl.db or postgresql://user@host/database",
    )
