"""The bar on standard error."""

from __future__ import annotations

import sys

import pytest

from casactl.render import progress
from casactl.render.view import View
from tests.examples.blocks import ESCAPES, TAKEN_BACK


def test_a_bar_that_is_late_before_its_work_has_begun_is_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")

    with progress.watched(View(color="never"), "importing", lambda: 5, 10):
        pass

    seen = capsys.readouterr().err
    assert "importing" in seen
    assert " 50%" in seen
    assert ESCAPES.sub("", TAKEN_BACK.sub("", seen)).strip() == ""
