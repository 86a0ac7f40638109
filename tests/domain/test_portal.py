"""How long an account stays shut."""

from __future__ import annotations

from casactl.domain.portal import pause_after


def test_four_failures_cost_nothing_then_each_doubles_the_pause_up_to_an_hour() -> None:
    minutes = [pause.total_seconds() / 60 if (pause := pause_after(failed)) else 0 for failed in range(14)]

    assert minutes == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_any_number_of_failures_has_a_pause() -> None:
    pause = pause_after(10**9)

    assert pause is not None
    assert pause.total_seconds() == 3600
