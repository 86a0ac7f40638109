"""What people read, in their language: English as it stands in the pages, other languages from catalogues beside it.

`locale/portal.pot` lists every text; `locale/LANGUAGE.po`, made from it, is all that a further language takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import TYPE_CHECKING

from flask import g, request

from casactl.domain.settings import BY_BROWSER
from casactl.domain.worded import Several, Worded
from casactl.intake.languages import CATALOGUES, ENGLISH, languages, nearest
from casactl.web.desk import desk

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from casactl.domain.abilities import Reason
    from casactl.errors import CasaError

FOLDER = CATALOGUES
RIGHT_TO_LEFT = ("ar", "dv", "fa", "he", "ps", "ur", "yi")


def N_(text: str) -> str:  # noqa: N802
    """Mark a text that is read later, and translated then."""
    return text


def gettext(text: str) -> str:
    """A text in the language of this request."""
    return _catalogue_here().gettext(text) if text else text


def ngettext(one: str, many: str, count: int) -> str:
    """The text that goes with a number."""
    return _catalogue_here().ngettext(one, many, count)


def _catalogue_here() -> NullTranslations:
    """The catalogue of this request."""
    try:
        found: NullTranslations = g.words
    except AttributeError:
        found = g.words = _catalogue(FOLDER, language())
    return found


def word(text: object) -> object:
    """A word of the office's own tables, such as a status; what somebody typed stays as it is."""
    return gettext(text) if isinstance(text, str) else text


HERE: Mapping[str, str] = {
    "invalid-email": N_("This is not an e-mail address."),
    "usage.invalid-date": N_("This is not a date."),
    "no-debt": N_("{name} owes nothing ({amount})"),
}
"""What a page says in its own words of what is said elsewhere in a library's, or with the terminal's options."""
FIELDS: Mapping[str, str] = {"--text": N_("The text"), "--subject": N_("The subject")}
"""What a page calls what the terminal takes as an option."""


def spoken(text: str) -> str:
    """What the program says, in the language of this request: the sentence, then what fills its places."""
    if not isinstance(text, Worded):
        return gettext(text)
    sentence = FIELDS.get(text.sentence, text.sentence)
    return gettext(sentence).format_map({name: _spoken_value(value) for name, value in text.values.items()})


def _spoken_value(value: object) -> object:
    if isinstance(value, Worded):
        return spoken(value)
    return ", ".join(map(gettext, value)) if isinstance(value, Several) else value


def browser(text: str) -> str:
    """A browser in a few words, as the log has it in English."""
    name, on, system = text.partition(" on ")
    return gettext("{browser} on {system}").format(browser=name, system=system) if on else gettext(text)


OTHER_PROGRAM = N_("another program")


def said(fault: CasaError | Reason) -> str:
    """What a page says of a failure, or of what is in the way."""
    here, message = HERE.get(fault.code), fault.message
    if here is None:
        return spoken(message)
    return gettext(here).format_map(message.values if isinstance(message, Worded) else {})


def in_words(fault: CasaError) -> str:
    """What a form says of a value that it does not take, with what makes a good one."""
    if not isinstance(fault.hint, str):
        return said(fault)
    return gettext("{words} Tip: {tip}.").format(words=said(fault), tip=gettext(fault.hint))


def language() -> str:
    """The office's language, or, where it follows the browser, the first that the browser asks for and that is here."""
    if "language" not in g:
        g.language = _chosen()
    return str(g.language)


def _chosen() -> str:
    held, wanted = languages(FOLDER), BY_BROWSER
    with suppress(Exception):  # a page that says that the store cannot be read has a language, too
        wanted = desk().settings["portal_language"]
    if wanted != BY_BROWSER:
        return nearest(wanted, held)
    return request.accept_languages.best_match(held, ENGLISH) or ENGLISH


def right_to_left() -> bool:
    """Whether the language of this request is written so."""
    return language().partition("-")[0] in RIGHT_TO_LEFT


@cache
def _catalogue(folder: Path, wanted: str) -> NullTranslations:
    if wanted == ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (folder / f"{wanted}.po").open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return GNUTranslations(compiled)


def let_pages_speak(app: Flask) -> None:
    """Give the pages what marks their texts."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters["browser"] = browser
    app.jinja_env.globals.update(word=word, language=language, right_to_left=right_to_left)
