"""The second factor of users (TOTP, RFC 6238): whether a code is asked for, and what recovery codes look like."""

from __future__ import annotations

from hashlib import sha256

REQUIRED, OFFERED, OFF = "required", "offered", "off"
CHOICES = (REQUIRED, OFFERED, OFF)
"""What the setting `attorney_second_factor` says."""

HALF_MINUTE = 30
DRIFT = 1
"""So many half minutes a clock may be wrong, either way."""
RECOVERY_CODES = 10


def canonical_code(typed: str) -> str:
    """A code as it is compared: without the spaces and hyphens that make it readable."""
    return "".join(mark for mark in typed.casefold() if mark.isalnum())[:100]


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code: it has 50 bits, and tries are counted."""
    return sha256(canonical_code(code).encode()).hexdigest()
