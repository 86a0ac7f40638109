"""Promotion: lead, prospect, client is a one-way road; off it in every direction."""

from __future__ import annotations

import pytest

from tests.casa import Casa


def test_SD_11_a_lead_becomes_a_prospect_and_then_a_client(casa: Casa) -> None:
    lea = casa.person("Lea Lead", type="lead", email="lea@example.com")

    for expected in ("prospect", "client"):
        assert casa.ok(f"contact promote {lea} -o json").outcomes == ["promoted"]
        assert casa.contact(lea).type == expected
    done = casa.run(f"contact promote {lea} -o json")
    assert (done.exit_code, done.results[0]["reasons"][0]["rule"]) == (5, "SD-11")
    casa.ok(f"contact promote {lea} --to owner")
    assert casa.contact(lea).type == "owner"


@pytest.mark.parametrize("how", ["contact promote {} --to {} -o json", "contact edit {} --type {} -o json"])
@pytest.mark.parametrize(
    ("old", "new", "works"),
    [
        ("lead", "client", True), ("client", "lead", False), ("client", "prospect", False),
        ("prospect", "lead", False), ("lead", "tenant", True), ("client", "vendor", True), ("tenant", "owner", True),
        ("owner", "service-pro", True), ("tenant", "lead", False), ("owner", "client", False),
    ],
)  # fmt: skip
def test_SD_11_types_move_one_way(casa: Casa, how: str, old: str, new: str, works: bool) -> None:
    number = casa.person("Joe Bloggs", type=old, email="joe@example.com")

    done = casa.run(how.format(number, new))

    assert done.exit_code == (0 if works else 5)
    assert casa.contact(number).type == (new if works else old)
    if not works:
        assert done.error["rule"] == "SD-11"


@pytest.mark.parametrize(
    "how", ["contact promote {}", "contact edit {} --type prospect", "contact promote {} --to client"]
)
def test_SD_12_whoever_becomes_a_prospect_needs_an_email(casa: Casa, how: str) -> None:
    lea = casa.person("Lea Lead", type="lead")

    refused = casa.run(how.format(lea))

    assert refused.exit_code in (2, 5)
    assert "--email" in refused.stderr
    casa.ok(f"contact edit {lea} --email lea@example.com")
    casa.ok(how.format(lea))


def test_promoting_many_gives_each_its_outcome(casa: Casa) -> None:
    casa.person("Lea Lead", type="lead", email="lea@example.com")
    casa.person("Leo Lead", type="lead")
    casa.person("Pat Prospect", type="prospect", email="pat@example.com")

    done = casa.run("contact promote --type lead --type prospect -y -o json")

    assert done.exit_code == 3
    assert done.outcomes == ["promoted", "refused", "promoted"]
    assert [casa.contact(n).type for n in (1, 2, 3)] == ["prospect", "lead", "client"]
