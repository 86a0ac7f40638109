"""What Tab offers for a value whose option says only what kind it is: closed sets, and whoever or whatever is meant.

An option's own completion, beside its declaration, comes first. Files are left to the shell, and only where one is
meant: anything else of no known kind offers nothing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from casactl.cli.completion import (
    complete_contacts,
    complete_properties,
    complete_tags,
    complete_users,
)

Offers = list[tuple[str, str]]
Offer = Callable[[Any, Sequence[str], str], Offers]
"""Of the parser's context, the words before the one at the cursor, and that word: what may stand there."""

IN_WORDS = re.compile(r"[a-z]+(?:\|[a-z]+)+")
"""How a metavar names a closed set itself: `dmy|mdy|ymd`."""


def means_file(param: Any) -> bool:
    """Whether a parameter takes a file of the machine."""
    return "FILE" in str(getattr(param, "metavar", "") or "")


def offered(ctx: Any, param: Any, words: Sequence[str], typed: str) -> Offers:
    """What may stand for a parameter that has no completion of its own."""
    metavar = str(getattr(param, "metavar", "") or "")
    known = next((BY_OPTION[word] for word in param.opts if word in BY_OPTION), None) or BY_METAVAR.get(metavar)
    if known:
        return known(ctx, words, typed)
    return _among(metavar.split("|"), typed) if IN_WORDS.fullmatch(metavar) else []


def _among(words: Sequence[str], typed: str) -> Offers:
    return [(word, "") for word in words if word.startswith(typed)]


def _set(words: Callable[[], Sequence[str]]) -> Offer:
    return lambda ctx, before, typed: _among(words(), typed)


def _store(complete: Callable[[Any, str], Offers]) -> Offer:
    return lambda ctx, before, typed: complete(ctx, typed)


# Sets that the program knows ----------------------------------------------------------------------


def _formats() -> Sequence[str]:
    from casactl.render.view import FORMATS

    return FORMATS


def _colors() -> Sequence[str]:
    return ("auto", "always", "never")


def _zones() -> Sequence[str]:
    from zoneinfo import available_timezones

    return sorted(available_timezones())


def _currencies() -> Sequence[str]:
    from casactl.domain.money import currencies

    return currencies()


def _countries() -> Sequence[str]:
    from phonenumbers import SUPPORTED_REGIONS

    return sorted(SUPPORTED_REGIONS)


def _encodings() -> Sequence[str]:
    return ("utf-8", "utf-16", "windows-1252", "iso-8859-1", "iso-8859-15", "mac-roman", "cp437", "cp850")


def _verbs() -> Sequence[str]:
    """The verbs that the log can name, and the nouns."""
    from casactl.cli.tree import TREE

    return [word for noun, each in TREE.items() for word in (noun, *(f"{noun}.{verb}".replace(" ", ".")
                                                                      for verb in each.verbs))]  # fmt: skip


def _profiles(ctx: Any, words: Sequence[str], typed: str) -> Offers:
    from casactl.intake.profiles import profiles

    noun = "contact" if "contact" in words else " ".join(words).partition(" import")[0]
    return _among(["none", *profiles(noun)], typed)


def _setting(ctx: Any, words: Sequence[str], typed: str) -> Offers:
    """The values of a setting that has few."""
    from casactl.domain.settings import SETTINGS

    name = str(ctx.params.get("name") or "").strip().lower().replace("-", "_")
    if name in SETTING_SETS:
        return _among(SETTING_SETS[name](), typed)
    return _among(SETTINGS[name].choices, typed) if name in SETTINGS else []


SETTING_SETS: Mapping[str, Callable[[], Sequence[str]]] = {
    "timezone": _zones, "currency": _currencies, "country": _countries,
}  # fmt: skip


def _fields(ctx: Any, words: Sequence[str], typed: str) -> Offers:
    """The fields of what a line shows; of several parted by commas, the last is being typed."""
    before, comma, last = typed.rpartition(",")
    taken = before.split(",")
    return [(f"{before}{comma}{name}", "") for name in _fields_of(ctx, words)
            if name.startswith(last) and name not in taken]  # fmt: skip


ASKED = "?"
"""A field that there is not: its refusal lists those that there are."""


def _fields_of(ctx: Any, words: Sequence[str]) -> Sequence[str]:
    from casactl.cli.context import App
    from casactl.cli.running import run_words
    from casactl.cli.showing import fields_of
    from casactl.errors import CasaError
    from casactl.render.outcome import FIELDS

    command = ctx.command
    path, verb = getattr(command, "words", ""), getattr(command, "verb", None)
    if verb is None:
        return ()
    if not reads(path):
        return fields_of(path) or FIELDS
    few = ["--limit", "1"] if any("--limit" in param.opts for param in command.params) else []
    typed = list(words[: [*words, "--"].index("--")])
    line = [*(typed[:-1] if typed[-1:] == ["--fields"] else typed), *few, "--fields", ASKED]
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            run_words(line, App(ctx.obj.now) if ctx.obj else App())
    except CasaError as fault:
        if fault.code == "usage.unknown-field":
            return fault.message.partition("fields: ")[2].partition(".")[0].split(", ")
    return ()


def reads(words: str) -> bool:
    """Whether a verb only shows things, so that running it changes nothing."""
    from casactl.cli.call import LISTS, is_page

    return is_page(words) or words.rpartition(" ")[2] in LISTS


BY_OPTION: Mapping[str, Offer] = {
    "--output": _set(_formats), "--color": _set(_colors), "--fields": _fields, "--actor": _store(complete_users),
    "--timezone": _set(_zones), "--currency": _set(_currencies), "--country": _set(_countries),
    "--encoding": _set(_encodings), "--decimal": _set(lambda: (".", ",")), "--verb": _set(_verbs),
    "--profile": _profiles, "--user": _store(complete_users), "--by": _store(complete_users),
}  # fmt: skip
"""Where the option's name says what it takes."""
BY_METAVAR: Mapping[str, Offer] = {
    "TAG": _store(complete_tags), "REF": _store(complete_contacts), "ID|REF": _store(complete_contacts),
    "ID…|REF": _store(complete_contacts), "[REF|NUMBER]": _store(complete_contacts),
    "REF|list|show": lambda ctx, words, typed: [*_among(("list", "show"), typed), *complete_contacts(ctx, typed)],
    "PATH": _store(complete_properties), "VALUE": _setting,
}  # fmt: skip
"""Where its metavar does."""
