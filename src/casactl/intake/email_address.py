"""E-mail addresses: the form to store, judged by the `email-validator` library.

The library takes some 50 µs and an import for each command; addresses that look like nearly all
addresses do are decided here. `tests/intake/test_email_address.py` proves that both agree.

Form is checked, not delivery: that an address reaches somebody is proven by the invitation. So no DNS
is asked, and `.test` passes as `.example` does (an office rehearses with such data). The other
special-use names (`.local`, `.invalid`, `.onion`, …) stay refused, as the library refuses them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from casactl.errors import InvalidValue

_LONGEST_ADDRESS = 254
_LONGEST_DOMAIN = 253
_LONGEST_WORLDWIDE = 60
"""Short enough to stay below the limits in every encoding."""

_ATOM = r"[A-Za-z0-9_!#$%&'*+\-/=?^`{|}~]+"
_local_part = re.compile(rf"{_ATOM}(?:\.{_ATOM})*").fullmatch
# No two hyphens in a row: that leaves Punycode and the reserved labels to the library.
_LABEL = r"(?=[a-z0-9-]{1,63}\.)[a-z0-9]+(?:-[a-z0-9]+)*"
_plain_domain = re.compile(rf"(?:{_LABEL}\.)+(?P<top>[a-z]{{2,63}})").fullmatch
_SPECIAL_TOPS = frozenset({"arpa", "invalid", "local", "localhost", "onion"})

# Mailboxes that every domain has, in any case (RFC 2142): the library stores them in lower case.
_ROLES = frozenset({
    "info", "marketing", "sales", "support", "abuse", "noc", "security", "postmaster", "hostmaster",
    "usenet", "news", "webmaster", "www", "uucp", "ftp",
})  # fmt: skip


class InvalidEmail(InvalidValue):
    """What is given is not one e-mail address."""

    code = "invalid-email"


def normalise_email(text: str) -> str:
    """The address as it is stored and delivered to; raises InvalidEmail."""
    local, _, domain = text.partition("@")
    worldwide = not domain.isascii()
    known = _worldwide_domain(domain) if worldwide else _domain(domain)
    longest = _LONGEST_WORLDWIDE if worldwide else _LONGEST_ADDRESS
    if known is None or not _local_part(local) or len(text) > longest:
        return _by_library(text.strip())
    if len(local) < 12 and local.lower() in _ROLES:
        local = local.lower()
    return f"{local}@{known}"


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str | None:
    """The domain in lower case, None where only the library can tell."""
    if not domain.isascii() or len(domain) > _LONGEST_DOMAIN:
        return None
    domain = domain.lower()
    plain = _plain_domain(domain)
    return domain if plain and plain["top"] not in _SPECIAL_TOPS else None


@lru_cache(maxsize=4096)
def _worldwide_domain(domain: str) -> str | None:
    """A domain with letters beyond ASCII as the library stores it, None where the address needs judging whole."""
    if len(domain) > _LONGEST_WORLDWIDE or "@" in domain:
        return None
    try:
        return _by_library(f"a@{domain}").partition("@")[2]
    except InvalidEmail:
        return None


def _by_library(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        if text.count("@") > 1:
            raise InvalidEmail("not an e-mail address: one address per field, this holds several") from None
        raise InvalidEmail(f"not an e-mail address: {_sentence(str(error))}") from None
    if "." not in found.domain:  # the library lets a bare `@test` through in a test environment
        raise InvalidEmail("not an e-mail address: the part after the @-sign should have a period")
    return found.normalized


def _sentence(reason: str) -> str:
    return reason[:1].lower() + reason[1:].rstrip(".")
