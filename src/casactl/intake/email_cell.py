"""What a cell says about e-mails: one address or several, with what programs and people put around them."""

from __future__ import annotations

import re

from casactl.intake.email_address import normalise_email

_ADDRESS = re.compile(r"[^\s<>()\[\]{};,|/\\\"'@:]+@[^\s<>()\[\]{};,|/\\\"'@:]+")
_AROUND = re.compile(
    r"<[^<>]*>|\s*\([^()@]*\)|\bmailto:|\b(?:or|and|oder|und|ou|o|y|e)\b|[\s;,|/\\&<>\[\]()\"']+", re.IGNORECASE
)
_MADE_UP = """
    noemail no-email no_email no.email nomail no-mail noemailaddress noaddress notprovided not-provided
    nonegiven donotemail keinemail keine-email
"""
_WORDS = "none no na n.a nil null unknown nobody noone nothing nowhere keine"
_NOBODYS = frozenset(_MADE_UP.split())
"""The mailboxes that people make up where there is none."""
_NO_WORDS = _NOBODYS | frozenset(_WORDS.split())
_NO_PLACES = _NO_WORDS | {"email", "mail"}


def is_nobodys(text: str) -> bool:
    """Whether an address only says that there is none, as `none@none.com` does."""
    local, _, domain = text.strip().lower().partition("@")
    if local in _NOBODYS and domain:
        return True
    return local in _NO_WORDS and domain.partition(".")[0] in _NO_PLACES


def emails_in(text: str) -> list[str]:
    """The addresses of a cell in the form to store, in their order; none where it only says that there is none.

    Raises InvalidEmail.
    """
    found = [each.rstrip(".") for each in _ADDRESS.findall(text)]
    named = len(found) == 1 and "<" in text  # `Ann Archer <ann@example.com>`
    rest = text
    for each in found:
        rest = rest.replace(each, " ", 1)
    if not found or (_AROUND.sub("", rest).strip(".") and not named):
        return [normalise_email(text)]  # which says what is wrong
    return [normalise_email(each) for each in dict.fromkeys(found) if not is_nobodys(each)]
