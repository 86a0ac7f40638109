"""Spans of time as people type them: `30s`, `5m`, `1h`."""

from __future__ import annotations

import re

from casactl.errors import UsageFault

UNITS = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
GRAMMAR = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(ms|s|m|h)?", re.ASCII)


def seconds(text: str) -> float:
    """The span in seconds.

    Raises UsageFault.
    """
    match = GRAMMAR.fullmatch(text.strip().lower())
    if not match:
        raise UsageFault(f"'{text}' is not a span of time such as 30s, 5m or 1h.")
    return float(match[1]) * UNITS[match[2] or ""]
