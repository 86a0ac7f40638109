"""Every notification goes through one function, which asks the standing first."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from casactl.actions.message.notify import Notice, Notified, notify
from casactl.domain.standing import Lifecycle, Portal
from casactl.store.scope import Scope
from tests.casa import Casa

LETTERS = "select contact_id, channel, recipient, template, subject, state from outbox order by id"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contact stands, and whether somebody of that standing is told."""

    lifecycle: Lifecycle
    portal: Portal

    @property
    def told(self) -> bool:
        return self.lifecycle is Lifecycle.ACTIVE and self.portal is not Portal.NOT_INVITED


STANDINGS = [Standing(lifecycle, portal) for lifecycle in Lifecycle for portal in Portal]


def put(casa: Casa, number: int, standing: Standing) -> None:
    with casa.work() as work:
        row = {"id": number, "lifecycle": str(standing.lifecycle), "portal": str(standing.portal)}
        work.update("contact", [row])


def tell(casa: Casa, *numbers: int, signed_without_login: bool = False, scope: Scope | None = None) -> Notified:
    with casa.work("task.assign") as work:
        work.reader.scope = scope or work.reader.scope
        notice = Notice("A task for you", "Mend the gate.", signed_without_login=signed_without_login)
        return notify(work, numbers, notice)


@pytest.mark.parametrize("standing", STANDINGS, ids=lambda each: f"{each.lifecycle} {each.portal}")
def test_SD_19_only_the_active_who_were_invited_are_told(casa: Casa, standing: Standing) -> None:
    joe = casa.tenant(email="joe@example.com")
    put(casa, joe, standing)

    notified = tell(casa, joe)

    letter = (joe, "email", "joe@example.com", "notification", "A task for you", "pending")
    assert casa.rows(LETTERS) == ([letter] if standing.told else [])
    assert notified.told == ((joe,) if standing.told else ())
    assert bool(notified.not_told) is not standing.told


@pytest.mark.parametrize("setting", ["on", "off"])
@pytest.mark.parametrize("contract", [True, False])
@pytest.mark.parametrize("standing", STANDINGS, ids=lambda each: f"{each.lifecycle} {each.portal}")
def test_SD_20_a_contract_to_sign_without_an_account_reaches_who_was_not_invited(
    casa_sqlite: Casa, standing: Standing, contract: bool, setting: str
) -> None:
    casa = casa_sqlite
    joe = casa.tenant(email="joe@example.com")
    casa.ok(f"workspace set sign_without_login {setting}")
    put(casa, joe, standing)

    notified = tell(casa, joe, signed_without_login=contract)

    exception = contract and setting == "on" and standing.lifecycle is Lifecycle.ACTIVE
    assert bool(notified.told) is (standing.told or exception)
    for (facts,) in casa.rows("select facts from outbox"):
        assert json.loads(facts).get("signs_without_login", False) is (contract and setting == "on")


def test_who_is_not_told_has_the_rule_that_says_so(casa: Casa) -> None:
    joe, ann = casa.tenant(email="joe@example.com"), casa.tenant("Ann Archer", email="ann@example.com")
    put(casa, ann, Standing(Lifecycle.INACTIVE, Portal.ACTIVATED))

    not_told = tell(casa, joe, ann).not_told

    assert {number: [(each.rule, each.code) for each in reasons] for number, reasons in not_told.items()} == {
        joe: [("SD-19", "not-invited")], ann: [("SD-1", "inactive")],
    }  # fmt: skip


def test_SD_20_nobody_is_told_without_an_address(casa: Casa) -> None:
    joe = casa.tenant()
    casa.ok("workspace set sign_without_login on")

    notified = tell(casa, joe, signed_without_login=True)

    assert [reason.code for reason in notified.not_told[joe]] == ["no-address"]
    assert casa.rows(LETTERS) == []


def test_nobody_out_of_sight_is_told(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    put(casa, joe, Standing(Lifecycle.ACTIVE, Portal.INVITED))

    notified = tell(casa, joe, scope=Scope(communities=("elsewhere",)))

    assert notified == Notified((), {})
    assert casa.rows(LETTERS) == []


def test_a_notification_is_no_message(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    put(casa, joe, Standing(Lifecycle.ACTIVE, Portal.INVITED))

    tell(casa, joe)

    assert casa.ok("message list -o json").json == []
    assert casa.rows("select count(*) from operation where verb = 'task.assign'") == [(1,)]
