"""Failures that are told apart by their codes, as `pytest.raises` takes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from casactl.errors import CasaError


@contextmanager
def failing(code: str, *, match: str | None = None) -> Iterator[pytest.ExceptionInfo[CasaError]]:
    """What is done inside fails with that code."""
    with pytest.raises(CasaError, match=match) as caught:
        yield caught
    assert caught.value.code == code
