"""Words that do harm to a shell or a terminal which takes them for more than words."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

HOSTILE = [
    "", " ", "$(touch x)", "`touch x`", "$HOME", "${IFS}", "!!", "wow!", "!$", "a;touch x", "a|touch x", "a&touch x&",
    ">x", "<x", "*", "?", "[a-z]", "{a,b}", "~", "~root", "=ls", "%self", "%1", "#x", "a #x", "^", "^a^b", "()", "(a)",
    "-", "--", "-w", "--config", "-rf", "--to=x", "'", '"', "'\"", "O'Hare Place/1", 'The "Old" Mill', "\\", "a\\",
    "\\'", "'\\", "\\\\", "\\n", "it's\\'", "a\nb", "a\n", "\n", "\r\n", "\t", "\x1b[2Jx", "\x07", "\x7f", "\x85",
    "Zoë", "中文", "e\u0301", "\u202etxt.exe", "\u200b", "\u00a0", "\u2028", "\ue000", "🙂", "\udcff", "100%", "%d%s\n",
    "a\tb c", "\\x41", "a\\\nb", "$'a'", "a=~", "A=b", "and", "if", "end", "Rose Court/Block A/12", "a@example.com",
    '"$(touch x)"', "'$(touch x)'", "`touch x`@example.com", "\\$(touch x)", "\"`touch x`",
    "a'b\"c\\d!e",
]  # fmt: skip
"""Each with a character, or two together, that some shell makes something of."""

NAUGHTY = Path(__file__).parent / "data" / "naughty_strings" / "blns.json"


@cache
def naughty_strings() -> list[str]:
    """The Big List of Naughty Strings, a copy (its licence stands beside it)."""
    found: list[str] = json.loads(NAUGHTY.read_text("utf-8"))
    return found
