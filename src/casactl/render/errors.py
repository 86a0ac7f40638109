"""The one error format, in words and in JSON, always on standard error."""

from __future__ import annotations

import json
import sys

from casactl.errors import CasaError
from casactl.render.sanitize import sanitize
from casactl.render.view import say
from casactl.render.wording import Wording


def show_error(error: CasaError, wording: Wording, *, as_json: bool) -> None:
    """`error[code]: message`, its hints below; or one JSON object as the last line."""
    hints = wording.lines(error.hint)
    if as_json:
        say(json.dumps({"error": error_dict(error, "\n".join(hints) or None)}, ensure_ascii=False))
        return
    bold, plain = ("\x1b[1;31m", "\x1b[0m") if _colored() else ("", "")
    row = f"row {error.row}: " if error.row is not None else ""
    rule = f" ({error.rule})" if error.rule else ""
    say(f"{bold}error[{error.code}]{plain}: {row}{inert_lines(error.message)}{rule}")
    for n, line in enumerate(hints):
        say(("  hint: " if n == 0 else "        ") + sanitize(line))


def error_dict(error: CasaError, hint: str | None) -> dict[str, object]:
    """The JSON shape of an error, its hint in words."""
    return {
        "code": error.code,
        "exit": int(error.exit),
        "message": error.message,
        "hint": hint,
        "rule": error.rule,
        "row": error.row,
    }


def inert_lines(text: str) -> str:
    """Inert text that may have several lines of its own."""
    return "\n".join(sanitize(line) for line in text.splitlines()) or ""


def _colored() -> bool:
    import os

    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")
