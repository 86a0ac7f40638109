"""Whatever an office has done, in any order: the invariants hold, and undo's own hints lead to any operation's undo.

Where `test_life_cycle_machine.py` knows what becomes of each step, this one has every verb, by its line, and knows
what may never be.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from casactl.store.check import check_store
from casactl.store.verify import verify_log
from tests.actions.course import Course
from tests.actions.course_lines import IMPORTS, LAW, LINES
from tests.casa import Casa
from tests.length import by_length
from tests.run import Run

COURSES = by_length({"sqlite": 15, "postgresql": 10}, {"sqlite": 500, "postgresql": 500})
OPENS = frozenset({"contact.unlock", "contact.merge", "contact.erase", "contact.delete", "due.run", "undo"})
"""What ends a lock: whoever is merged or erased is not locked any more."""

NOT_CLEAR = """
select c.id from contact c where c.lifecycle = 'archived' and (c.balance > 0
or exists (select 1 from attachment a where a.contact_id = c.id and (a.ends is null or a.ends >= '{day}'))
or exists (select 1 from lease l where l.contact_id = c.id and coalesce(l.terminated_on, l.ends) >= '{day}')
or exists (select 1 from engagement e where c.id in (e.contact_id, e.assignee_id) and e.state = 'open'
           and (e.kind <> 'event' or coalesce(e.due, e.starts, '9') >= '{day}'))
or exists (select 1 from handover_case h where h.contact_id = c.id and h.closed_at is null))
"""
OWING = "select id from contact where arrears = 'settled' and balance > 0 and oldest_due <= '{day}'"

SMALL = st.integers(1, 9)


class AnyCourse(RuleBasedStateMachine):
    """Lines of any verb; after each what always holds, after each refusal that its remedies clear the way."""

    casa: Casa
    reached: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.office = Course(self.casa)
        self.set_up = len(self.office.operations())

    def teardown(self) -> None:
        try:
            assert [each for each in check_store(self.office.reader) if not each.ok] == []
            assert verify_log(self.office.reader).ok
        finally:
            self.office.close()

    @initialize()
    def begin(self) -> None:
        for name in ("Joe", "Ann", "Max"):
            self.run_line(f"contact add --type tenant --first-name {name} --last-name B")

    @rule(line=st.sampled_from(LINES), a=SMALL, b=SMALL, n=SMALL, k=SMALL)
    def line(self, line: str, a: int, b: int, n: int, k: int) -> None:
        self.run_line(self.filled(line, a=a, b=b, n=n, k=k))

    @rule(which=st.sampled_from(IMPORTS), n=SMALL, k=SMALL)
    def take_in(self, which: tuple[str, str], n: int, k: int) -> None:
        command, rows = which
        self.run_line(command, stdin=self.filled(rows, a=1, b=1, n=n, k=k))

    @rule(days=st.integers(0, 12))
    def due_run(self, days: int) -> None:
        self.office.today += timedelta(days)
        self.run_line("due run --no-send")

    @rule(pick=st.integers(0, 200), follow=st.booleans())
    @precondition(lambda self: len(self.office.operations()) > self.set_up)
    def undo_any(self, pick: int, follow: bool) -> None:
        """Any operation, in any order: what undo says to do before is done, and then it is undone."""
        listed = self.office.operations()[self.set_up :]
        number, _ = listed[-1 - pick % len(listed)]
        words = f"undo {number} --yes -o json"
        done = self.office.line(words)
        self.reached[f"undo {done.exit_code}"] += 1
        assert done.exit_code in (0, 5), done
        self.always("undo", set())
        if done.exit_code == 0 or done.error["code"] != "undo.built-upon":
            return
        steps = self.office.remedies(done)
        if steps and follow:
            for step in steps:
                assert self.office.line(step).exit_code == 0, (number, steps, step)
                self.always("undo", set())
            assert self.office.line(words).exit_code == 0, (number, steps)
            self.always("undo", set())
            self.reached["undo followed"] += 1
        elif steps:
            self.office.clear(words, done)

    # Helpers --------------------------------------------------------------------------------------

    def filled(self, words: str, *, a: int, b: int, n: int, k: int) -> str:
        """The line, about people that there are."""
        (count,) = self.office.rows("select coalesce(max(id), 1) from contact")[0]
        low = min(count, 5)
        return words.format(a=1 + a % low, b=1 + b % low, n=n, k=k, u=1 + n % 2, m=1 + k % 3, d=k)

    def run_line(self, words: str, *, stdin: str = "") -> Run:
        locked = {row[0] for row in self.office.rows("select id from contact where locked = 1")}
        done = self.office.line(f"{words} --yes -o json", stdin=stdin)
        assert done.exit_code in (0, 2, 3, 4, 5), done
        verb = ".".join(words.split()[:2])
        self.reached[f"{verb} {done.exit_code}"] += 1
        self.always(verb, locked)
        if done.exit_code == 5 and done.stdout and not stdin and "--actor" not in words:
            self.office.clear(f"{words} --yes -o json", done)
        return done

    def always(self, verb: str, locked: set[int]) -> None:
        """What holds after every step, asked by statements of this test's own."""
        assert self.office.rows(NOT_CLEAR.format(day=self.office.today)) == []
        assert self.office.rows(OWING.format(day=self.office.today)) == []
        if verb not in OPENS:
            assert locked & {row[0] for row in self.office.rows("select id from contact where locked = 0")} == set()


REACHED = {
    "undo 0", "undo 5", "undo followed", "contact.archive 0", "contact.archive 5", "due.run 0", "contact.import 0",
}  # fmt: skip
"""What any few courses come to: a machine that never gets there proves nothing."""


@pytest.mark.heavy
def test_U1_L1_any_course_keeps_the_rules_and_any_operation_is_undone_by_its_hints(casa: Casa) -> None:
    for place in ("Rose/1", "Rose/2"):
        casa.property(place, kind="unit")
    casa.ok(["user", "add", LAW, "--name", "Lex", "--type", "attorney", "--community", "Rose"])
    casa.ok("workspace set handover_requires_demand off")
    casa.ok("workspace set retention_years 0")
    reached: Counter[str] = Counter()
    machine = type("AnyCourseHere", (AnyCourse,), {"casa": casa, "reached": reached})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=COURSES[casa.backend], stateful_step_count=by_length(30, 40), deadline=None,
            suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
        ),
    )  # fmt: skip

    assert set(reached) >= REACHED
