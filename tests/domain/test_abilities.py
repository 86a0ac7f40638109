"""The one table of rules against a second one, written by hand from the domain's description.

Every combination is walked of all that an ability depends on by the hand-written table; a watched
set of facts proves that the program looks at nothing else, so that no other value can matter.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, cast

import pytest

from casactl.domain.abilities import RULES, Ability, Reason, cannot
from casactl.domain.contact_types import TYPES
from casactl.domain.facts import AttachedTo, Facts, LeaseHeld, OpenCase, OpenWork
from casactl.domain.mail_routing import Through
from casactl.domain.standing import Arrears, Lifecycle, Portal
from tests.worded import worded

ACTIVE, INACTIVE, ARCHIVED, ERASED, MERGED = Lifecycle

PLACES = (AttachedTo("Rose Court/Block A/12", "tenant"), AttachedTo("Rose Court/7", "owner"))
LEASE = LeaseHeld(9, "Rose Court/Block A/12", "2027-03-31")
PRIMARY = Through(7, "Ann", email="ann@acme.example", invited=True, first=True)
STRANGER = Through(7, "Ann", phone="+442079460001", first=True, postal=("1 High Street", "London"))
AT_HOME = Through(8, "Bob", phone="+442079460002", invited=True)
WORK = (OpenWork(4, "task", "Fix the tap"), OpenWork(5, "task", "Paint the gate", assigned=True))
CASE = OpenCase(id=3, attorney_id=1, attorney="Ada Torney", status_before="letter-of-demand")

AXES: dict[str, tuple[Any, ...]] = {
    "lifecycle": tuple(Lifecycle),
    "before": (None, ACTIVE, INACTIVE),
    "merged_into": (None, 5),
    "portal": tuple(Portal),
    "locked": (False, True),
    "arrears": tuple(Arrears),
    "type": TYPES,
    "balance": (-1, 0, 1),
    "upcoming": (0, 1),
    "deposit": (0, 1),
    "attached": ((), PLACES[:1], PLACES),
    "leases": ((), (LEASE,)),
    "case": (None, CASE),
    "work": ((), WORK[:1], WORK),
    "kept_until": (None, "2030-01-01"),
    "has_email": (False, True),
    "has_phone": (False, True),
    "through": (None, PRIMARY, STRANGER, AT_HOME),
    "attorney_has_access": (False, True),
    "demand_missing": (False, True),
    "shut_until": (None, "2026-11-23T10:00:00Z"),
    "has_post": (False, True),
    "bounced": (False, True),
    "do_not": (frozenset(), frozenset({"email"}), frozenset({"sms", "post", "broadcast"})),
    "channel": (None, "email", "sms", "post"),
    "signs_without_login": (False, True),
    "links_lead": (False, True),
}
"""All that a standing and its facts consist of, each with all of its values (or one of each sort)."""

NAMES = {"id", "display_name", "currency", "oldest_due"}
"""What stands in sentences and remedies only."""


# The second table ---------------------------------------------------------------------------------

YES, NO = "yes", "no"
Test = Callable[[Facts], bool]


def archived_from_inactive(s: Facts) -> bool:
    return s.lifecycle is ARCHIVED and s.before is INACTIVE


def no_account(s: Facts) -> bool:
    return s.portal is not Portal.ACTIVATED


def is_shut(s: Facts) -> bool:
    return s.shut_until is not None


def is_lead(s: Facts) -> bool:
    return s.type == "lead"


def asked(s: Facts) -> set[str]:
    """The channels that the question is about."""
    return {s.channel} if s.channel else {"email", "sms"}


def own(s: Facts) -> set[str]:
    arrives = s.has_email and not s.bounced
    return {each for each, has in (("email", arrives), ("sms", s.has_phone), ("post", s.has_post)) if has} & asked(s)


def anywhere(s: Facts) -> set[str]:
    other = s.through or Through(0, "")
    held = (("email", other.email), ("sms", other.phone), ("post", other.postal))
    return own(s) | ({each for each, has in held if has} & asked(s))


def no_own_address(s: Facts) -> bool:
    return not own(s)


def no_address(s: Facts) -> bool:
    return not anywhere(s)


def unwanted(s: Facts) -> bool:
    """It could be reached, and only by what it does not want."""
    return bool(anywhere(s)) and anywhere(s) <= s.do_not


def no_broadcast(s: Facts) -> bool:
    """As `unwanted`, of what goes to the contact itself; or it wants none at all."""
    return "broadcast" in s.do_not or (bool(own(s)) and own(s) <= s.do_not)


def wants_no_mail(s: Facts) -> bool:
    return "email" in s.do_not


def not_invited(s: Facts) -> bool:
    """A company with a primary contact is told where either was invited; a household's primary does not count."""
    return s.portal is Portal.NOT_INVITED and s.through is not PRIMARY


def young_entry(s: Facts) -> bool:
    return s.kept_until is not None


BLOCKERS: tuple[tuple[str, Test], ...] = (
    ("MC-12", lambda s: s.balance != 0 or s.deposit != 0),
    ("MC-13", lambda s: bool(s.attached)),
    ("MC-14", lambda s: bool(s.leases)),
    ("MC-15", lambda s: s.case is not None or bool(s.work)),
)
PORTAL = ("portal", "type", "has_email")
ADDRESS = ("has_email", "has_phone", "has_post", "bounced", "channel")
WANTED = (*ADDRESS, "through", "do_not")
HANGING = ("balance", "deposit", "attached", "leases", "locked", "case", "work")


@dataclass(frozen=True)
class Row:
    """A line of the matrix: active, inactive, archived (`no` or the rule that forbids), then what else is needed."""

    active: str
    inactive: str
    archived: str
    needs: tuple[tuple[str, Test], ...] = ()
    depends_on: tuple[str, ...] = ()


TABLE: dict[str, Row] = {
    "sign-in": Row(YES, "SD-1", YES, ((NO, no_account), (NO, is_shut)), (*PORTAL, "shut_until")),
    "be-invited": Row(
        YES, NO, NO,
        (("SD-30", is_lead), (NO, lambda s: not s.has_email), ("SD-24", lambda s: not no_account(s)),
         (NO, lambda s: not s.links_lead), (NO, wants_no_mail), (NO, lambda s: s.has_email and s.bounced)),
        (*PORTAL, "bounced", "do_not", "links_lead"),
    ),
    "receive-notification": Row(
        YES, NO, NO,
        (("SD-19", lambda s: not_invited(s) and not s.signs_without_login), (NO, wants_no_mail)),
        (*PORTAL, "do_not", "signs_without_login", "through"),
    ),
    "receive-notice": Row(YES, YES, NO, ((NO, no_address),), (*ADDRESS, "through")),
    "receive-broadcast": Row(
        YES, NO, "MC-18", ((NO, no_own_address), (NO, no_broadcast)), (*ADDRESS, "do_not")
    ),
    "receive-message": Row(YES, YES, "MC-22", ((NO, unwanted),), WANTED),
    "send-message": Row(YES, "SD-1", YES, ((NO, no_account), (NO, is_shut)), (*PORTAL, "shut_until")),
    "be-charged": Row(YES, YES, "MC-17"),
    "pay": Row(YES, YES, YES, (("MC-6", lambda s: s.locked),), ("locked",)),
    "be-assigned": Row(YES, "SD-2", NO),
    "have-work": Row(YES, YES, "MC-15"),
    "be-attached": Row(YES, YES, NO),
    "be-handed-over": Row(
        YES, YES, NO,
        ((NO, lambda s: s.balance <= s.upcoming), (NO, lambda s: s.case is not None),
         (NO, lambda s: not s.attorney_has_access), (NO, lambda s: s.balance > s.upcoming and s.demand_missing)),
        ("balance", "upcoming", "case", "attorney_has_access", "demand_missing"),
    ),
    "lock": Row(YES, YES, YES, ((NO, lambda s: s.locked),), ("locked",)),
    "unlock": Row(YES, YES, YES, ((NO, lambda s: not s.locked),), ("locked",)),
    "deactivate": Row(YES, NO, NO),
    "activate": Row(NO, YES, NO),
    "archive": Row(YES, YES, NO, BLOCKERS, HANGING),
    "unarchive": Row(NO, NO, YES),
    "delete": Row("SD-6", YES, "SD-6", (*BLOCKERS, ("MC-10", young_entry)), (*HANGING, "kept_until")),
    "erase": Row(NO, NO, YES, (*BLOCKERS, (NO, young_entry)), (*HANGING, "kept_until")),
    "merge": Row(YES, YES, YES),
    "edit": Row(YES, YES, YES),
}  # fmt: skip
"""The abilities of the description and the moves of its "Four axes"; erased and merged are always `no`."""

STANDING = ("lifecycle", "before", "merged_into")


def forbidding(ability: str, s: Facts) -> set[str]:
    """What forbids it by the second table: rule ids, or `no` where the description names none."""
    row = TABLE[ability]
    if s.lifecycle in (ERASED, MERGED):
        return {NO}
    cells = {ACTIVE: [row.active], INACTIVE: [row.inactive], ARCHIVED: [row.archived]}[s.lifecycle]
    if archived_from_inactive(s) and row.active == YES:
        cells.append(row.inactive)  # what was taken away before the archive stays away
    return {cell for cell in cells if cell != YES} | {rule for rule, holds in row.needs if holds(s)}


def named(ability: str) -> set[str]:
    row = TABLE[ability]
    return {row.active, row.inactive, row.archived, *(rule for rule, _ in row.needs)} - {YES, NO}


class Watched:
    """Facts that remember which of them were looked at."""

    def __init__(self, facts: Facts, seen: set[str]) -> None:
        self._facts, self._seen = facts, seen

    def __getattr__(self, name: str) -> Any:
        found = getattr(Facts, name)
        if isinstance(found, property):
            assert found.fget
            return found.fget(self)
        self._seen.add(name)
        return getattr(self._facts, name)


def situations(names: tuple[str, ...]) -> Iterator[Facts]:
    """Every combination of the values of some axes."""
    for values in product(*(AXES[name] for name in names)):
        given: dict[str, Any] = {"lifecycle": ACTIVE, "type": "tenant"} | dict(zip(names, values, strict=True))
        yield Facts(id=17, display_name="Joe", kind="person", **given)


def test_the_hand_written_table_knows_every_ability() -> None:
    assert set(TABLE) == set(Ability)


@pytest.mark.parametrize("ability", list(Ability))
def test_every_combination_permits_what_the_description_says(ability: Ability) -> None:
    walked, seen = (*STANDING, *TABLE[ability].depends_on), set[str]()
    for facts in situations(walked):
        reasons = cannot(cast("Facts", Watched(facts, seen)), ability)
        expected = forbidding(ability, facts)
        assert bool(reasons) is bool(expected), facts
        assert {r.rule for r in reasons} & named(ability) == expected - {NO}, facts

    assert seen - NAMES <= set(walked), "the program looks at more than the table depends on"


def test_each_axis_matters_to_some_ability_but_the_debt_ladder_which_forbids_nothing_by_itself() -> None:
    used = set(STANDING).union(*(row.depends_on for row in TABLE.values()))
    assert set(AXES) - used == {"arrears"}


def test_who_is_gone_hears_only_that() -> None:
    for ability, facts in product(Ability, situations((*STANDING, "locked", "balance"))):
        if facts.lifecycle in (ERASED, MERGED):
            assert [reason.code for reason in cannot(facts, ability)] == ["gone"]


# Sentences and remedies ---------------------------------------------------------------------------


def joe(lifecycle: Lifecycle = ACTIVE, **more: Any) -> Facts:
    given: Mapping[str, Any] = {"display_name": "Joe", "kind": "person", "type": "tenant"} | more
    return Facts(id=17, lifecycle=lifecycle, **given)


def remedies(reasons: list[Reason]) -> list[str | None]:
    return [worded(reason.remedy) for reason in reasons]


def test_MC_24_a_refusal_names_each_thing_that_is_still_attached() -> None:
    reasons = cannot(joe(attached=PLACES, leases=(LEASE,), balance=12_000), Ability.ARCHIVE)

    assert [(reason.rule, reason.message, worded(reason.remedy)) for reason in reasons] == [
        ("MC-12", "open balance 120.00 GBP", "casactl ledger pay 17 120.00"),
        ("MC-13", "attached to Rose Court/Block A/12 as tenant", 'casactl contact detach 17 "Rose Court/Block A/12"'),
        ("MC-13", "attached to Rose Court/7 as owner", 'casactl contact detach 17 "Rose Court/7"'),
        ("MC-14", "lease 9 active until 2027-03-31", "casactl lease end 9"),
    ]


@pytest.mark.parametrize(
    ("locked", "balance", "remedy"),
    [
        (False, 12_000, "casactl ledger pay 17 120.00"),
        (True, 12_000, "casactl ledger pay 17 120.00 --outside"),
        (False, -500, "casactl ledger refund 17 5.00"),
        (True, -500, "casactl ledger refund 17 5.00"),
    ],
)
def test_MC_12_the_money_remedy_fits_the_balance_and_the_lock(locked: bool, balance: int, remedy: str) -> None:
    assert remedies(cannot(joe(locked=locked, balance=balance), Ability.ARCHIVE)) == [remedy]


def test_two_roles_at_one_property_are_two_commands_and_a_double_is_one() -> None:
    twice = (AttachedTo("Rose/7", "owner"), AttachedTo("Rose/7", "occupant"), AttachedTo("Rose/7", "owner"))

    assert remedies(cannot(joe(attached=twice), Ability.ARCHIVE)) == [
        'casactl contact detach 17 "Rose/7" --as owner',
        'casactl contact detach 17 "Rose/7" --as occupant',
    ]


def test_MC_10_deleting_somebody_active_advises_the_archive() -> None:
    (advice,) = cannot(joe(), Ability.DELETE)

    assert advice.rule == "SD-6"
    assert "archive instead" in advice.message
    assert worded(advice.remedy) == "casactl contact deactivate 17"


def test_MC_10_what_the_ledger_keeps_is_archived_instead_of_deleted() -> None:
    (advice,) = cannot(joe(INACTIVE, kept_until="2030-01-01"), Ability.DELETE)

    assert (advice.rule, worded(advice.remedy)) == ("MC-10", "casactl contact archive 17")


def test_a_merged_contact_leads_to_the_one_that_it_became() -> None:
    (reason,) = cannot(joe(MERGED, merged_into=5), Ability.PAY)

    assert reason.message == "Joe was merged into contact 5"
    assert worded(reason.remedy) == "casactl contact show 5"


def test_the_way_into_the_portal_is_told_step_by_step() -> None:
    lead = joe(ARCHIVED, type="lead", before=INACTIVE)

    assert remedies(cannot(lead, Ability.SIGN_IN)) == [
        "casactl contact unarchive 17",
        "casactl contact activate 17",
        "casactl contact edit 17 --email ADDRESS",
        "casactl contact promote 17",
        "casactl contact invite 17",
    ]


def test_MC_15_a_blocker_is_a_row_that_speaks_for_itself() -> None:
    for rule in RULES:
        assert rule.sentence
        assert rule.when, f"{rule.code}: the generated matrix has nothing to say"
        assert rule.code == rule.code.lower()


@pytest.mark.parametrize("name", ["{id}", "{name}", "%s", "Joe {0}", 'Joe "the roof" Bloggs', "$(reboot)"])
def test_a_name_is_never_taken_for_a_pattern(name: str) -> None:
    for ability, lifecycle in product(Ability, Lifecycle):
        for reason in cannot(joe(lifecycle, display_name=name), ability):
            assert "{" not in reason.message.replace(name, "")


@pytest.mark.parametrize(
    "text",
    ["Rose Court/Block A/12", "O'Hare Place/1", 'The "Old" Mill', "Cash $HOME/1", "`id`", "back\\slash", "Wow!"],
)
def test_a_remedy_can_be_pasted_whatever_a_property_is_called(text: str) -> None:
    (reason,) = cannot(joe(attached=(AttachedTo(text, "owner"),)), Ability.ARCHIVE)
    assert shlex.split(str(worded(reason.remedy))) == ["casactl", "contact", "detach", "17", text]
