"""How a shell asks on Tab and is answered: its line taken apart as it does itself, offers quoted as it needs them.

The scripts in `data/completion/` hand over the line up to the cursor and evaluate nothing that comes back: zsh and fish
quote what they insert, bash is given it quoted. What a terminal would act upon, or not show, is not offered, nor is a
word that would be taken for an option. Nothing is ever said: a Tab that cannot be answered offers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from casactl.records import dataclass
from casactl.render.view import sanitize
from casactl.render.wording import BARE

VARIABLE = "_CASACTL_COMPLETE"
"""`offer_SHELL` as our scripts ask, `complete_SHELL` as those of 0.1.0 do; `source_SHELL` is for the script."""

NO_FILES = 1
"""The exit code that tells a script to offer no files in place of nothing."""

Offers = list[tuple[str, str]]
"""Whole words, and what each is."""


# The line -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Typed:
    """A line up to the cursor."""

    words: tuple[str, ...]
    """Those before the one at the cursor, without the program."""
    word: str
    """The one at the cursor, as the program would get it."""
    raw: str = ""
    """The same as it stands on the line."""
    quote: str = ""
    """The quotation mark that is open at the cursor."""


PIECE = r"""
    (?P<gap>\s+)
  | '(?P<single>{single})(?P<single_end>'?)
  | "(?P<double>(?:\\.|[^"\\])*)\\?(?P<double_end>"?)
  | \\(?P<escaped>.?)
  | (?P<plain>[^\s'"\\]+)
"""
POSIX = re.compile(PIECE.format(single="[^']*"), re.VERBOSE | re.DOTALL)
FISH = re.compile(PIECE.format(single=r"(?:\\.|[^'\\])*\\?"), re.VERBOSE | re.DOTALL)
ESCAPED_IN = {
    "bash": re.compile(r'\\([\\"$`\n])'),
    "zsh": re.compile(r'\\([\\"$`!\n])'),
    "fish": re.compile(r'\\([\\"$\n])'),
}
"""What a backslash takes the meaning from inside double quotes."""


def read(line: str, shell: str) -> Typed:
    """What stands on a line, as the shell takes it."""
    words: list[str] = []
    word, start, quote, at = "", 0, "", 0
    while at < len(line):
        piece = (FISH if shell == "fish" else POSIX).match(line, at)
        assert piece is not None
        at = piece.end()
        if piece["gap"] is not None:
            words += [word] if piece.start() > start else []
            word, start, quote = "", at, ""
        else:
            text, quote = _meant(piece, shell)
            word += text
    return Typed(tuple(words[1:]), word, line[start:], quote)


def _meant(piece: re.Match[str], shell: str) -> tuple[str, str]:
    """What a piece of a word stands for, and the quotation mark that it leaves open."""
    if (text := piece["single"]) is not None:
        return re.sub(r"\\(['\\])", r"\1", text) if shell == "fish" else text, "" if piece["single_end"] else "'"
    if (text := piece["double"]) is not None:
        return ESCAPED_IN[shell].sub(r"\1", text), "" if piece["double_end"] else '"'
    return piece["plain"] or piece["escaped"] or "", ""


# What is offered ----------------------------------------------------------------------------------


def offers_for(typed: Typed, app: Any) -> Offers:
    """Whole words that may stand at the cursor."""
    context, at, word = _at_cursor(typed, app)
    found = [(str(each.value), each.help or "") for each in at.shell_complete(context, word)]
    if not found and _is_bare(at):
        from casactl.cli.tab_values import offered

        found = offered(context, at, typed.words, word)
    name, equals, _ = typed.word.partition("=")
    before = f"{name}=" if equals and name.startswith("-") else ""
    return list(inert(((f"{before}{value}", help_) for value, help_ in found), typed))


def takes_file(typed: Typed, app: Any) -> bool:
    """Whether a file of the machine may stand at the cursor."""
    from casactl.cli.tab_values import means_file

    return means_file(_at_cursor(typed, app)[1])


def _is_bare(at: Any) -> bool:
    """Whether it is a parameter that has no completion of its own."""
    return hasattr(at, "opts") and getattr(at, "_custom_shell_complete", None) is None


def _at_cursor(typed: Typed, app: Any) -> tuple[Any, Any, str]:
    """The parser's context, the parameter or command at the cursor, and what is typed of its value."""
    from typer._click import shell_completion as parser  # what finds the parameter at the cursor; no other door

    from casactl.cli.loader import root

    words = list(typed.words)
    context = parser._resolve_context(root(), {"obj": app}, "casactl", words)
    return context, *parser._resolve_incomplete(context, words, typed.word)


def inert(found: Iterator[tuple[str, str]], typed: Typed) -> Iterator[tuple[str, str]]:
    """Those that stay what they are on a terminal and on the line."""
    dashed = typed.word.startswith("-") or "--" in typed.words
    for value, help_ in found:
        if value.isprintable() and value.startswith(typed.word) and (dashed or not value.startswith("-")):
            yield value, sanitize(" ".join(help_.split()))


# In each shell ------------------------------------------------------------------------------------


def in_single_quotes(text: str) -> str:
    """Text as it goes between single quotes."""
    return text.replace("'", "'\\''")


def in_double_quotes(text: str) -> str:
    """Text as it goes between double quotes of bash; `!` cannot."""
    return re.sub(r'[\\"$`]', r"\\\g<0>", text)


INSIDE: Mapping[str, Callable[[str], str]] = {"'": in_single_quotes, '"': in_double_quotes}


def for_bash(offers: Offers, typed: Typed, replaced: str) -> str:
    """Each offer as it has to stand in place of the part that bash replaces, a line each."""
    taken = read(f"casactl {typed.raw.removesuffix(replaced)}", "bash").word
    rests = [value.removeprefix(taken) for value, _ in offers if value.startswith(taken)]
    if not typed.quote:
        plain = all(BARE.fullmatch(rest) for rest in rests)
        return "\n".join(rest if plain else f"'{in_single_quotes(rest)}'" for rest in rests)
    if typed.quote == '"' and any("!" in rest for rest in rests):
        return "\n".join(f'""\'{in_single_quotes(rest)}\'""' for rest in rests)
    return "\n".join(_closed_by_bash(INSIDE[typed.quote](rest), typed.quote) for rest in rests)


def _closed_by_bash(text: str, quote: str) -> str:
    """What goes into an open quotation: bash takes a mark at its start for the open one, at its end for the last."""
    return f"{quote if text.startswith(quote) else ''}{text}{quote if text.endswith(quote) else ''}"


def for_zsh(offers: Offers) -> str:
    """Each offer as it is, and behind a tab what it is."""
    return "\n".join(f"{value}\t{help_}" for value, help_ in offers)


def for_fish(offers: Offers, typed: Typed) -> str:
    """The same without what starts with `~`, which fish leaves bare where no quotation is open."""
    return for_zsh([each for each in offers if typed.quote or not each[0].startswith("~")])


# As asked -----------------------------------------------------------------------------------------


def answer(environ: Mapping[str, str], app: Any) -> tuple[str, int]:
    """What a script reads on standard output, and the exit code."""
    kind, _, shell = environ[VARIABLE].partition("_")
    if kind == "source":
        from casactl.cli.completion_scripts import script

        return script(shell).removesuffix("\n"), 0
    if shell not in ESCAPED_IN:
        return "", 1
    try:
        return _offered(environ, app, shell) if kind == "offer" else _offered_to_0_1(environ, app, shell)
    except Exception:
        return "", NO_FILES if kind == "offer" else 0


def _offered(environ: Mapping[str, str], app: Any, shell: str) -> tuple[str, int]:
    typed = read(environ.get("_CASACTL_LINE", ""), shell)
    offers = offers_for(typed, app)
    code = 0 if offers or takes_file(typed, app) else NO_FILES
    if shell == "bash":
        return for_bash(offers, typed, environ.get("_CASACTL_WORD", "")), code
    return for_zsh(offers) if shell == "zsh" else for_fish(offers, typed), code


def _offered_to_0_1(environ: Mapping[str, str], app: Any, shell: str) -> tuple[str, int]:
    """The same for the scripts that 0.1.0 installed: zsh's evaluates what comes back, so each word is quoted."""
    if shell == "bash":
        line, replaced = _joined(environ)
        typed = read(line, shell)
        return for_bash(offers_for(typed, app), typed, replaced), 0
    typed = read(environ.get("_TYPER_COMPLETE_ARGS", ""), shell)
    offers = offers_for(typed, app)
    if shell == "fish":
        asks_whether = environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args"
        return ("", int(not offers)) if asks_whether else (for_fish(offers, typed), 0)
    words = " ".join(f"'{in_single_quotes(value)}'" for value, _ in offers)
    return f"compadd -- {words}" if words else "_files", 0


def _joined(environ: Mapping[str, str]) -> tuple[str, str]:
    """Bash's words with what it broke at `@`, `:` and `=` in one line again, and the part that it replaces."""
    words = re.split(r"[\n ]", environ.get("COMP_WORDS", ""))[: int(environ.get("COMP_CWORD", "0")) + 1]
    line = ""
    for n, word in enumerate(words):
        glued = n > 1 and (word in BREAKS or words[n - 1] in BREAKS)
        line += word if glued or not n else f" {word}"
    raw = read(line, "bash").raw
    replaced = re.split("[:=]", raw)[-1]
    return line, replaced[replaced.rfind("@") :] if "@" in replaced else replaced


BREAKS = ("@", ":", "=")
