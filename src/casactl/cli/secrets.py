"""Reading secrets: without an echo on a terminal, line by line from standard input elsewhere; never from argv."""

from __future__ import annotations

import sys
from getpass import getpass

from casactl.errors import Declined, UsageFault


def secret(question: str, *, interactive: bool) -> str:
    """One secret: asked for, or the next line of standard input.

    Raises UsageFault when there is none.
    """
    if interactive:
        return _hidden(f"{question}: ")
    line = _line()
    if not line:
        raise UsageFault(f"{question} is missing: it is read from standard input.", code="input.missing-secret")
    return line


def new_password(*, interactive: bool) -> str:
    """A new password, asked for twice where somebody is there to answer."""
    first = secret("New password", interactive=interactive)
    while interactive and secret("The same again", interactive=True) != first:
        sys.stderr.write("These two differ. Once more.\n")
        first = secret("New password", interactive=True)
    return first


def _hidden(prompt: str) -> str:
    try:
        return getpass(prompt, stream=sys.stderr)
    except EOFError:
        raise Declined("Nothing was changed.") from None


def _line() -> str:
    try:
        return sys.stdin.readline().rstrip("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise UsageFault("Standard input is not UTF-8 text.", code="input.bad-encoding") from None
