"""Handing something over to a local program: its standard input, its exit code."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from casactl.delivery.delivery_result import Begin, DeliveryResult, Fate, first_line

TEMPORARY = 75
"""EX_TEMPFAIL of sysexits.h: try again later."""


def feed(command: Sequence[str], content: bytes, *, timeout: int, begin: Begin) -> DeliveryResult:
    """Start a program as it stands and give it the content; what it prints is no secret of ours."""
    try:
        program = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except OSError as fault:
        return DeliveryResult(Fate.RETRY, f"{command[0]} cannot be started: {fault.strerror or fault}", down=True)
    try:
        begin()
        said, _ = program.communicate(content, timeout=timeout)
    except subprocess.TimeoutExpired:
        return DeliveryResult(Fate.UNKNOWN, f"{command[0]} gave no answer in {timeout} seconds")
    finally:
        _end(program)
    return _judged(command[0], program.returncode, first_line(said))


def _end(program: subprocess.Popen[bytes]) -> None:
    if program.poll() is None:
        program.kill()
        program.communicate()


def _judged(name: str, code: int, said: str) -> DeliveryResult:
    words = f"{name} ended with {code}{f': {said}' if said else ''}"
    if code == 0:
        return DeliveryResult(Fate.SENT, f"{name} took it")
    if code == TEMPORARY:
        return DeliveryResult(Fate.RETRY, words)
    return DeliveryResult(Fate.UNKNOWN if code < 0 else Fate.FAILED, words)
