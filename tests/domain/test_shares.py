"""Totals spread by shares sum to the cent (8-money): as often as is asked for."""

from __future__ import annotations

from random import Random

import pytest

from casactl.domain.recurring import by_largest_remainder
from tests.length import by_length


def test_shares_sum_to_the_total_and_nobody_is_a_cent_off() -> None:
    chance = Random(8)
    for _ in range(by_length(500, 10_000)):
        shares = [chance.choice((0, 1, chance.randrange(1, 10_000))) for _ in range(chance.randrange(1, 60))]
        if not sum(shares):
            continue
        total = chance.randrange(1, 10**9)

        parts = by_largest_remainder(total, shares)

        assert sum(parts) == total
        assert all(
            abs(part * sum(shares) - total * share) < sum(shares) for part, share in zip(parts, shares, strict=True)
        )


def test_the_largest_remainder_takes_the_cent() -> None:
    assert by_largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert by_largest_remainder(100, [1, 2, 3]) == [17, 33, 50]


def test_shares_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError):
        by_largest_remainder(100, [0, 0])
