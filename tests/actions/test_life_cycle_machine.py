"""Any course of an office's work: the real actions against a dictionary that knows the description by heart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casactl.actions.acting import Acting
from casactl.actions.contact.add import NewContact, add_contact
from casactl.actions.contact.attach import attach_contact, detach_contact
from casactl.actions.contact.merge.merge import merge_contacts
from casactl.actions.contact.standing.move import When, move_contacts
from casactl.actions.due import run_batch
from casactl.actions.lease import Terms, add_lease, end_lease
from casactl.actions.ledger.post import Posting, post_entry, void_entry
from casactl.actions.ledger.statement import statement_of
from casactl.actions.selection import Chosen
from casactl.actions.undo import Undoing, undo_operation, undo_target
from casactl.domain.ledger import EntryKind
from casactl.domain.moves import MOVES
from casactl.domain.outcomes import Outcome
from casactl.errors import CasaError
from casactl.store.check import check_store
from casactl.store.queries.due import open_of
from casactl.store.work import UnitOfWork
from tests.actions.course import START, Course
from tests.actions.life_cycle_model import DONE, POSTED, Model
from tests.casa import Casa
from tests.length import by_length

NOW = When()
RUNS = by_length(60, 300)
FLATS, SHOPS = ("Rose/1", "Rose/2"), ("Elm/1", "Elm/2")
WHO = st.integers(0, 95)
AMOUNT = st.sampled_from((100, 200, 300))
VERBS = st.sampled_from(tuple(DONE))
PLANNED = st.sampled_from(tuple(verb for verb in DONE if verb not in ("delete", "erase")))
BACK = {"lock": "unlock", "deactivate": "activate"}


Place = tuple[str, date | None]


class Office(Course):
    """The real thing, as the description speaks of it."""

    def contacts(self) -> dict[int, tuple[Any, ...]]:
        """Life cycle, the one before, lock, balance, winner of everybody."""
        sql = "select c.id, c.lifecycle, c.lifecycle_before, c.locked, c.balance, c.merged_into from {contact} c"
        return {row[0]: tuple(row[1:]) for row in self.reader.rows(sql)}

    def sums(self) -> dict[int, int]:
        rows = self.reader.rows("select contact_id, sum(amount) from {ledger_entry} group by contact_id")
        return {row[0]: int(row[1]) for row in rows}

    def plans(self) -> dict[int, dict[str, tuple[date | None, int]]]:
        """What is planned, by contact and verb: the day and the number."""
        held: dict[int, dict[str, tuple[date | None, int]]] = {number: {} for number in self.contacts()}
        for plan in open_of(self.reader, list(held)):
            assert plan.verb not in held[plan.contact_id], "a verb has one plan"
            held[plan.contact_id][plan.verb] = (_day(plan.on), plan.id)
        return held

    def places(self) -> dict[int, dict[int, Place]]:
        """Where each contact is or was attached, by the number of the attachment: the path and the last day."""
        sql = "select a.contact_id, a.id, p.path, a.ends from {attachment} a join {property} p on p.id = a.property_id"
        held: dict[int, dict[int, Place]] = {number: {} for number in self.contacts()}
        for contact, number, path, ends in self.reader.rows(sql):
            held[contact][number] = (path, _day(ends))
        return held

    def leases(self) -> dict[int, dict[int, dict[str, Any]]]:
        """Each contact's leases by their number."""
        sql = (
            "select l.contact_id, l.id, p.path, l.starts, coalesce(l.terminated_on, l.ends) from {lease} l "
            "join {property} p on p.id = l.property_id"
        )
        held: dict[int, dict[int, dict[str, Any]]] = {number: {} for number in self.contacts()}
        for contact, number, path, first, last in self.reader.rows(sql):
            held[contact][number] = {"unit": path, "first": _day(first), "last": _day(last), "began": first <= last}
        return held


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class LifeCycle(RuleBasedStateMachine):
    """Every step is taken in both, and both must say the same."""

    casa: Casa
    reached: Counter[str]
    """Every outcome that any course has come to."""

    def __init__(self) -> None:
        super().__init__()
        self.office = Office(self.casa)
        self.model = Model(START, retention=7)
        self.last: tuple[int, dict[int, Any], str] | None = None
        """The operation of the last step, the people before it, and its verb."""

    def teardown(self) -> None:
        try:
            problems = [each for each in check_store(self.office.reader) if not each.ok]
            assert problems == []
            for number, row in self.office.contacts().items():
                balances = statement_of(self.office.reader, number, first=None, last=None).balances
                assert (balances[-1] if balances else 0) == row[3], number
        finally:
            self.office.close()

    @initialize(retention=st.sampled_from((0, 7)))
    def begin(self, retention: int) -> None:
        self.model.retention = retention
        setting = {"name": "retention_years", "value": str(retention)}
        self.office.do("workspace.set", lambda work: work.insert("setting", [setting]))
        for _ in range(3):
            self.add()

    # Helpers --------------------------------------------------------------------------------------

    def number(self, pick: int) -> int:
        """Somebody, most often one who is still here."""
        here = [number for number in self.model.people if not self.model.gone(number)]
        whom = here if here and pick % 8 else sorted(self.model.people)
        return whom[pick // 8 % len(whom)]

    def step(self, verb: str, action: Callable[[UnitOfWork], Outcome]) -> str:
        """The outcome of a real step; keeps what undo needs."""
        before = self.model.copy()
        result, operation = self.office.do(verb, action)
        if operation is not None:
            self.last = operation, before, verb
        self.reached[result.code if isinstance(result, CasaError) else result.results[0].outcome] += 1
        if isinstance(result, CasaError):
            return result.code
        assert len(result.results) == 1
        done = result.results[0]
        assert (done.outcome in ("refused", "unchanged")) is (operation is None), done
        assert bool(done.reasons) or done.outcome != "refused", done
        self.id = done.id
        return str(done.outcome)

    def same_plans(self, number: int) -> None:
        """Take over the numbers of new plans; days and verbs must be the same."""
        real, ours = self.office.plans()[number], self.model.people[number]["plans"]
        assert {verb: on for verb, (on, _) in real.items()} == {verb: on for verb, (on, _) in ours.items()}, number
        self.model.people[number]["plans"] = real

    def same_property(self, number: int) -> None:
        """Take over what leases and attachments became; whether there are any must be the same."""
        blocked = self.model.attached(number), self.model.leasing(number)
        self.model.people[number].update(attached=self.office.places()[number], leases=self.office.leases()[number])
        assert (self.model.attached(number), self.model.leasing(number)) == blocked, number

    # Steps ----------------------------------------------------------------------------------------

    @rule()
    @precondition(lambda self: len(self.model.people) < 6)
    def add(self) -> None:
        new = NewContact("tenant", fields={"first_name": "Joe", "last_name": "Bloggs"})
        assert self.step("contact.add", lambda work: add_contact(work, new)) == "added"
        assert self.id is not None
        self.model.add(self.id)

    def _move(self, number: int, verb: str, when: When = NOW) -> str:
        chosen = Chosen(((str(number), number),))
        return self.step(
            f"contact.{verb}", lambda work: move_contacts(work, MOVES[verb], chosen, when=when, reason="why")
        )

    @rule(who=WHO, verb=VERBS)
    def move(self, who: int, verb: str) -> None:
        number = self.number(who)
        said = self._move(number, verb)
        assert said == self.model.move(number, verb), (number, verb)

    @rule(who=WHO)
    def next_of_the_life_cycle(self, who: int) -> None:
        """There and back again."""
        number = self.number(who)
        steps = {"active": "deactivate", "inactive": "activate", "archived": "unarchive"}
        verb = steps.get(self.model.people[number]["life"], "activate")
        assert self._move(number, verb) == self.model.move(number, verb), (number, verb)

    @rule(who=WHO)
    def lock_or_unlock(self, who: int) -> None:
        number = self.number(who)
        verb = "unlock" if self.model.people[number]["locked"] else "lock"
        assert self._move(number, verb) == self.model.move(number, verb), (number, verb)

    @rule(who=WHO)
    def forget(self, who: int) -> None:
        number = self.number(who)
        verb = "erase" if self.model.people[number]["life"] == "archived" else "delete"
        assert self._move(number, verb) == self.model.move(number, verb), (number, verb)

    @rule(who=WHO, verb=st.sampled_from(tuple(BACK)), days=st.integers(1, 9))
    def move_until(self, who: int, verb: str, days: int) -> None:
        number, until = self.number(who), self.model.today + timedelta(days)
        planned = self.model.people[number]["plans"].get(BACK[verb], (None, 0))[0]
        said = self._move(number, verb, When(until=until))
        expected = self.model.move(number, verb, until=True)
        if expected == "unchanged" and planned != until:
            expected = "scheduled"
        assert said == expected, (number, verb)
        if expected != "refused":
            self.model.plan(number, BACK[verb], until, 0)
            self.same_plans(number)

    @rule(who=WHO, verb=PLANNED, days=st.integers(1, 9))
    def move_later(self, who: int, verb: str, days: int) -> None:
        number, on = self.number(who), self.model.today + timedelta(days)
        holds, plans = self.model.holds(number, verb), self.model.people[number]["plans"]
        leaves = [each for each, _ in plans.values() if each is None or each <= on]
        same = plans.get(verb, (None, 0))[0] == on
        said = self._move(number, verb, When(on))
        ended = said in ("scheduled", "updated") and self.model.end_way_back(number, verb, on)
        kept = "updated" if ended else "unchanged"
        if holds:
            assert said in ("unchanged", kept) or (said == "scheduled" and leaves), (number, verb)
        elif self.model.gone(number):
            assert said == "refused", (number, verb)
        else:
            assert said == (kept if same else "scheduled"), (number, verb)
        if said == "scheduled":
            self.model.plan(number, verb, on, 0)
        self.same_plans(number)

    @rule(who=WHO)
    def archive_when_clear(self, who: int) -> None:
        number = self.number(who)
        waiting = self.model.people[number]["plans"].get("archive", (START, 0))[0] is None
        said = self._move(number, "archive", When(clear=True))
        expected = self.model.move(number, "archive")
        if expected == "refused" and not self.model.gone(number):
            kept = "updated" if self.model.end_way_back(number, "archive") else "unchanged"
            expected = kept if waiting else "scheduled"
            self.model.plan(number, "archive", None, 0)
        assert said == expected, number
        self.same_plans(number)

    @rule(who=WHO, kind=st.sampled_from(tuple(POSTED)), amount=AMOUNT, outside=st.booleans(), back=st.booleans())
    def post(self, who: int, kind: str, amount: int, outside: bool, back: bool) -> None:
        number = self.number(who)
        posting = Posting(EntryKind(kind), f"{amount // 100}.00", text="why", outside=outside)
        said = self.step("ledger.post", lambda work: post_entry(work, str(number), number, posting))
        allowed = self.model.may_post(number, kind, amount, outside=outside)
        assert said == (POSTED[kind] if allowed else "refused"), (number, kind)
        if allowed:
            assert self.id is not None
            self.model.post(number, kind, amount, self.id)
            if back:
                self.both_say_the_same()
                self.undo_the_last()

    @rule(who=WHO, written_off=st.booleans())
    def settle(self, who: int, written_off: bool) -> None:
        """Whatever is open, so that archiving comes within reach."""
        number = self.number(who)
        balance = self.model.balance(number)
        kind = ("write-off" if written_off else "payment") if balance > 0 else "refund"
        posting = Posting(EntryKind(kind), f"{abs(balance) // 100 or 1}.00", outside=True)
        said = self.step("ledger.post", lambda work: post_entry(work, str(number), number, posting))
        allowed = self.model.may_post(number, kind, abs(balance) or 100, outside=True)
        assert said == (POSTED[kind] if allowed else "refused"), number
        if allowed:
            assert self.id is not None
            self.model.post(number, kind, abs(balance), self.id)

    @rule(which=WHO)
    def void(self, which: int) -> None:
        entries = [(number, entry) for number, each in self.model.people.items() for entry in each["entries"]]
        if not entries:
            return
        number, entry = entries[which % len(entries)]
        held = self.model.people[number]["entries"][entry]
        said = self.step("ledger.void", lambda work: void_entry(work, entry, reason="why"))
        allowed, voided = self.model.may_void(number, entry), held["voided"]
        assert said == ("unchanged" if voided else "voided" if allowed else "refused") or not allowed, (number, entry)
        assert allowed or said == "refused", (number, entry)
        held["voided"] = voided or said == "voided"

    @rule(who=WHO, place=st.sampled_from(SHOPS), ends=st.none() | st.integers(0, 9))
    def attach(self, who: int, place: str, ends: int | None) -> None:
        number, today = self.number(who), self.model.today
        last = today + timedelta(ends) if ends is not None else None
        said = self.step(
            "contact.attach",
            lambda work: attach_contact(work, str(number), number, place, role="owner", starts=None, ends=last),
        )
        allowed = self.model.may_attach(number)
        assert said in (("attached", "updated", "unchanged") if allowed else ("refused",)), number
        if allowed:
            self.model.people[number]["attached"] = self.office.places()[number]
            assert self.model.attached(number)

    @rule(who=WHO, which=WHO)
    def detach(self, who: int, which: int) -> None:
        number, today = self.number(who), self.model.today
        place = SHOPS[which % 2]
        attached = [n for n in self.model.people if self.model.attached(n) and not self.model.gone(n)]
        if attached and which % 4:
            number = attached[who % len(attached)]
            place = min(path for path, _ in self.model.people[number]["attached"].values())
        held = {path for path, _ in self.model.people[number]["attached"].values()}
        running = any(p == place and (last is None or last >= today)
                      for p, last in self.model.people[number]["attached"].values())  # fmt: skip
        said = self.step("contact.detach", lambda work: detach_contact(work, str(number), number, place, on=None))
        if self.model.gone(number):
            assert said in ("unchanged", "contact.not-attached"), number
            return
        assert said == ("detached" if running else "unchanged" if place in held else "contact.not-attached"), number
        self.model.people[number]["attached"] = real = self.office.places()[number]
        assert not any(p == place and (last is None or last >= today) for p, last in real.values()), number

    @rule(who=WHO, unit=st.sampled_from(FLATS), starts=st.integers(-3, 3), days=st.integers(0, 9))
    def lease(self, who: int, unit: str, starts: int, days: int) -> None:
        number, first = self.number(who), self.model.today + timedelta(starts)
        last = first + timedelta(days)
        said = self.step("lease.add", lambda work: add_lease(work, str(number), number, unit, Terms(first, last)))
        if not self.model.may_attach(number):
            assert said == "refused", number
        elif self.model.overlaps(number, unit, first, last):
            assert said == "lease.overlaps", number
        else:
            assert said == "added", number
            assert self.id is not None
            lease = {"unit": unit, "first": first, "last": last, "began": True}
            self.model.people[number]["leases"][self.id] = lease
            assert self.office.leases()[number][self.id] == lease
            self.model.people[number]["attached"] = self.office.places()[number]
            assert self.model.attached(number) or last < self.model.today

    @rule(which=WHO)
    def end_lease(self, which: int) -> None:
        held = [(number, lease) for number in self.model.people if not self.model.gone(number)
                for lease in self.model.people[number]["leases"]]  # fmt: skip
        if not held:
            return
        number, lease = held[which % len(held)]
        leases = self.model.people[number]["leases"]
        running = leases[lease]["last"] >= self.model.today
        said = self.step("lease.end", lambda work: end_lease(work, str(lease), on=None))
        assert said == ("ended" if running else "unchanged"), (number, lease)
        real = self.office.leases()[number]
        assert real[lease]["last"] < self.model.today
        assert {n: each for n, each in real.items() if n != lease} == {n: e for n, e in leases.items() if n != lease}
        self.model.people[number].update(leases=real, attached=self.office.places()[number])

    @rule(keep=WHO, lose=WHO)
    def merge(self, keep: int, lose: int) -> None:
        winner, loser = self.number(keep), self.number(lose)
        chosen = Chosen(((str(loser), loser),))
        said = self.step("contact.merge", lambda work: merge_contacts(work, winner, chosen))
        allowed = self.model.may_merge(winner, loser)
        assert said == ("merged" if allowed else "refused"), (winner, loser)
        if not allowed:
            return
        self.model.merge(winner, loser)
        self.same_plans(winner)
        assert self.office.plans()[loser] == {}
        self.same_property(winner)

    @rule(days=st.integers(0, 10))
    def due_run(self, days: int) -> None:
        """A later day: what is due runs, each as an operation of its own."""
        self.model.today += timedelta(days)
        self.office.today = self.model.today
        before, as_of = self.model.copy(), self.model.today.isoformat()
        results, after = [], ("", 0)
        while after is not None:
            batch, _ = self.office.do("due.run", partial(run_batch, as_of=as_of, after=after))
            assert not isinstance(batch, CasaError), batch
            results += batch.results
            after = batch.last
        outcomes = {result.id: result.outcome for result in results}
        self.reached.update(f"due {result.outcome}" for result in results)
        assert outcomes == self.model.run()
        changed = [result for result in results if result.operation is not None]
        if results:
            moved = len(results) == len(changed) == 1
            self.last = (changed[0].operation or 0, before, "due.run") if moved else None
        if all(outcome == "blocked" for outcome in outcomes.values()):
            again, _ = self.office.do("due.run", lambda work: run_batch(work, as_of, ("", 0)))
            assert [each for each in again.results if each.outcome != "blocked" or each.news] == []

    @rule()
    @precondition(lambda self: self.last is not None)
    def undo_the_last(self) -> None:
        assert self.last is not None
        number, before, verb = self.last
        self.last = None
        by = Undoing(Acting("ann"), lambda verb: "")
        done, _ = self.office.do("undo", lambda work: undo_operation(work, undo_target(work.reader, number, "ann"), by))
        erased = {n for n, each in self.model.people.items() if each["life"] == "erased"}
        if erased - {n for n, each in before.items() if each["life"] == "erased"}:
            assert isinstance(done, CasaError), done
            assert done.code == "undo.impossible"
            return
        assert isinstance(done, Outcome), f"undo of {verb}: {done}"
        self.reached[f"undo {verb}"] += 1
        self.model.restore(before, merged=verb == "contact.merge")

    # What always holds ------------------------------------------------------------------------------

    @invariant()
    def both_say_the_same(self) -> None:
        ours = {
            number: (each["life"], each["before"], int(each["locked"]), self.model.balance(number), each["into"])
            for number, each in self.model.people.items()
        }
        real = self.office.contacts()
        for number, each in self.model.people.items():  # of those who are gone only what the description says
            if each["life"] in ("merged", "erased"):
                known = real[number][0], each["before"], int(each["locked"]), real[number][3], each["into"]
                real[number] = known
        assert real == ours

    @invariant()
    def plans_and_property_are_the_same(self) -> None:
        plans, places, leases = self.office.plans(), self.office.places(), self.office.leases()
        for number, each in self.model.people.items():
            assert plans[number] == each["plans"], number
            if not self.model.gone(number):
                assert places[number] == each["attached"], number
                assert leases[number] == each["leases"], number

    @invariant()
    def a_balance_is_the_sum_of_its_entries(self) -> None:
        sums = self.office.sums()
        for number, row in self.office.contacts().items():
            assert row[3] == sums.get(number, 0), number


REACHED = {
    "activated", "added", "archived", "attached", "charged", "deactivated", "detached", "locked", "merged", "paid",
    "refused", "scheduled", "unchanged", "undo contact.add", "undo ledger.post", "unlocked",
}  # fmt: skip
"""What any few hundred courses come to, many times over: a machine that never gets there proves nothing."""


@pytest.mark.heavy
def test_no_forbidden_step_succeeds_and_no_allowed_one_fails_in_any_course(casa: Casa) -> None:
    for place in (*FLATS, *SHOPS):
        casa.property(place, kind="unit")
    reached: Counter[str] = Counter()
    machine = type("LifeCycleHere", (LifeCycle,), {"casa": casa, "reached": reached})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

    assert set(reached) >= REACHED
