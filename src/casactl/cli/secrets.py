"""Reading secrets: without an echo on a terminal, line by line from standard input elsewhere; never from argv."""

from __future__ import annotations

import sys
from getpass import getpass

from casactl.cli.broken_off import Interrupted
from casactl.cli.lines import read_stdin
from casactl.domain.failures import failure
from casactl.errors import Declined
from casactl.render.view import say


def secret(question: str, *, interactive: bool) -> str:
    """One secret: asked for, or the next line of standard input.

    Raises UsageFault when there is none.
    """
    if interactive:
        return _hidden(f"{question}: ")
    line = _line()
    if not line:
        raise failure("input.missing-secret", f"{question} is missing: it is read from standard input.")
    return line


def new_password(*, interactive: bool) -> str:
    """A new password, asked for twice where somebody is there to answer."""
    first = secret("New password", interactive=interactive)
    while interactive and secret("The same again", interactive=True) != first:
        sys.stderr.write("These two differ. Once more.\n")
        first = secret("New password", interactive=True)
    return first


def _hidden(prompt: str) -> str:
    while True:
        try:
            return getpass(prompt, stream=sys.stderr)
        except EOFError:
            raise Declined("Nothing was changed.") from None
        except KeyboardInterrupt:
            say("")
            raise Interrupted("Interrupted; nothing was changed.") from None
        except UnicodeDecodeError:
            say("That is not UTF-8 text; once more.")


def _line() -> str:
    return read_stdin(line=True).rstrip("\n").removesuffix("\r")
