"""Many people with one link, and a guesser with many hands."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.casa import Casa
from tests.e2e.programs import at_once
from tests.length import by_length
from tests.mailed import PASSWORD, activated, activation, invited, link

pytestmark = pytest.mark.heavy
HANDS = by_length(8, 50)
PATIENT = ("--lock-wait", "10m")


def test_of_many_activations_with_one_link_one_wins(casa: Casa) -> None:
    joe = invited(casa)

    done = at_once([[["portal", "activate", *PATIENT]]] * HANDS, stdin=activation(link(casa)))

    assert Counter(left["exit"] for job in done for left in job) == {0: 1, 5: HANDS - 1}
    assert casa.rows("select count(*) from account") == [(1,)]
    assert casa.rows("select count(*) from token where used_at is not null") == [(1,)]
    assert [entry["verb"] for entry in casa.log()].count("portal.activate") == 1
    assert casa.contact(joe).portal == "activated"
    casa.ok("portal sign-in joe@example.com", stdin=f"{PASSWORD}\n")
    assert casa.ok("log verify -o json").json["ok"]


def test_of_many_guesses_at_once_five_count_and_the_account_is_shut(casa: Casa) -> None:
    joe = activated(casa)

    done = at_once([[["portal", "sign-in", "joe@example.com", *PATIENT]]] * HANDS, stdin="a wrong password\n")

    assert Counter(left["exit"] for job in done for left in job) == {5: HANDS}
    assert casa.rows("select failed from account") == [(5,)]
    assert casa.rows("select blocked_until is not null from account") in ([(1,)], [(True,)])
    assert casa.contact(joe).lifecycle == "active"
