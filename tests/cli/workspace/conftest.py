"""Empty places beside the workspace of a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.postgres import drop_database, fresh_database


@pytest.fixture
def empty_url(casa: Casa, tmp_path: Path) -> Iterator[str]:
    """An empty place on the database that the test runs on."""
    if casa.backend == "sqlite":
        yield f"sqlite:///{tmp_path}/second/casactl.db"
        return
    url = fresh_database("second")
    yield url
    drop_database(url)


@pytest.fixture
def other_url(casa: Casa, tmp_path: Path) -> Iterator[str]:
    """An empty place on the other database."""
    if casa.backend == "postgresql":
        yield f"sqlite:///{tmp_path}/other/casactl.db"
        return
    url = fresh_database("other")
    yield url
    drop_database(url)
