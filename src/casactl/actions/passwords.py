"""Passwords: what one has to be, how it is hashed, how it is checked; for portal accounts and users alike.

Hashing takes its time on purpose: it happens before a transaction begins, never inside one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from casactl.domain.failures import failure
from casactl.domain.worded import Worded

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 1024
STRONG = 3
"""zxcvbn's score from which on it takes more than a hundred million guesses."""
ESTIMATED = 72
"""As many characters zxcvbn looks at."""
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$67+qJzeoQA3fqRXvld2EPA$kCGO0bc+lkAWyWbor9JJlKUqTKPkgk2OtK/ojcf4EcQ"
"""What a password is checked against where there is none, so that nobody's account takes as long as anybody's."""


def checked_password(password: str, *, about: Iterable[str | None] = ()) -> str:
    """The password in the form that is hashed; `about` holds what others know of its owner.

    Raises InvalidValue.
    """
    text = _canonical(password)
    if len(text) < SHORTEST:
        raise failure(
            "password.not-accepted",
            Worded("The password is too short: at least {shortest} characters.", shortest=SHORTEST),
        )
    if len(text) > LONGEST:
        raise failure(
            "password.not-accepted",
            Worded("The password is too long: at most {longest:,} characters.", longest=LONGEST),
        )
    if not _strong(_without(text, about)):
        raise failure(
            "password.not-accepted",
            "This password is among those that are guessed first.",
            hint="several words in a row make a good one",
        )
    return text


def hash_password(password: str) -> str:
    """The argon2 hash to store."""
    return _hasher().hash(_canonical(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether a password is the one that was hashed; without a hash it takes as long, and is not."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored or NOBODYS, _canonical(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def _canonical(password: str) -> str:
    """One spelling for what looks the same, whichever keyboard it comes from."""
    return unicodedata.normalize("NFC", password)


def _without(text: str, about: Iterable[str | None]) -> str:
    """The text without the words that others know of its owner: they count for nothing."""
    words = {word for known in about for word in re.findall(r"\w{3,}", (known or "").casefold())}
    for word in sorted(words, key=len, reverse=True):
        text = re.sub(re.escape(word), "", text, flags=re.IGNORECASE)
    return text


def _strong(text: str) -> bool:
    from zxcvbn import zxcvbn

    return any(zxcvbn(part)["score"] >= STRONG for part in {text[:ESTIMATED], text[-ESTIMATED:]} if part)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()
