"""The extras: what each is good for and made of, whether it is there, and the command that brings it here."""

from __future__ import annotations

import shlex
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from casactl.domain.remedy import Command, Line
from casactl.records import dataclass


@dataclass(frozen=True, slots=True)
class Extra:
    """Libraries that casactl does without, as pyproject.toml asks for them."""

    check: str
    """What `doctor` calls it."""
    packages: tuple[str, ...]
    without: str
    """What is not to be had where it is missing."""

    @property
    def names(self) -> tuple[str, ...]:
        """The packages without their versions."""
        return tuple(each.partition(">=")[0].partition("[")[0] for each in self.packages)

    @property
    def missing(self) -> tuple[str, ...]:
        """Those of its packages that are not there, by name."""
        return tuple(name for name in self.names if find_spec(name) is None)

    def shown(self) -> str:
        """What is there, with versions."""
        return ", ".join(f"{name} {_version(name)}" for name in self.names)


EXTRAS = {
    "postgres": Extra("postgresql", ("psycopg[binary]>=3.3.2",), "no workspace on PostgreSQL"),
    "keyring": Extra("keyring", ("keyring>=25",), "the mail password comes from a file or a command"),
    "pdf": Extra("pdf", ("typst>=0.15.2,<0.16",), "no letter as PDF"),
    "portal": Extra(
        "portal", ("flask>=3.1.2", "waitress>=3.0.2", "pyotp>=2.9", "segno>=1.6.6,<2"), "no portal in a browser"
    ),
}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def words_for(name: str) -> str:
    """The same as a text, for what is kept beside a letter."""
    line = bringing(name)
    return f"run: {shlex.join(line.words)}" if isinstance(line, Command) else str(line)


def bringing(name: str) -> Line:
    """What to type for an extra, by the way in which this casactl was installed."""
    packages = EXTRAS[name].packages
    place = Path(sys.prefix).parts
    if "_bootstrap" in sys.modules:
        return f"install the wheel instead of the one file, and with it {', '.join(packages)}"
    if "pipx" in place:
        return Command("pipx", "inject", "casactl", *packages)
    if find_spec("pip") is None:
        return Command("uv", "pip", "install", "--python", sys.executable, *packages)
    return Command(sys.executable, "-m", "pip", "install", *packages)
