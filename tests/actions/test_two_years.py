"""Two years of an office, day by day, held against a model in plain Python (8-money, Proof).

Charges that come round, rents, levies by shares, payments at random, the ladder, plans, holds, deposits, what is
voided: each exactly once, also when days are skipped, when a run is done twice, and when two processes do it at once.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.length import by_length, chance
from tests.office_model import POLICY, Account, Entry, Hold, Plan, Round

pytestmark = pytest.mark.heavy
FIRST = date(2026, 11, 24)
DAYS = by_length(45, 730)
TOGETHER = by_length(1, 12)
LOOKS = by_length(9, 7)
"""After so many days everything is compared."""
DAY = timedelta(days=1)
OFFICE = "Rose Court"
ROOT = Path(__file__).parents[2]
RUN = (
    "import sys; from datetime import datetime; from tests.run import run; "
    "moment = datetime.fromisoformat(sys.argv[2]); "
    "done = run(sys.argv[3:], env={'CASACTL_CONFIG': sys.argv[1]}, clock=lambda: moment); "
    "sys.stderr.write(done.stderr); sys.exit(done.exit_code)"
)


def money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


class Office:
    """The program and the model, side by side."""

    def __init__(self, casa: Casa, luck: random.Random) -> None:
        self.casa, self.luck, self.today = casa, luck, FIRST
        self.accounts: dict[int, Account] = {}
        self.entries: list[tuple[int, Entry]] = []
        """Every entry with whose it is, in the order of their numbers."""
        self.rounds: list[list[Round]] = []
        """By number; a levy has a part for each who pays."""
        self.lease_ended = False

    def ok(self, *words: object) -> None:
        self.casa.ok([str(word) for word in words])

    # Setting up -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        self.casa.travel(to=FIRST.isoformat())
        policy = "".join(
            f'[[step]]\nstatus = "{step}"\ndays = {days}\nwait = {wait}\nfee = "{money(fee)}"\n'
            for step, (days, wait, fee) in POLICY.items()
        )
        assert self.casa.run("arrears policy set -", stdin=policy).exit_code == 0
        for unit, share in (("1", 3), ("2", 2), ("3", 2)):
            self.casa.property(f"{OFFICE}/A/{unit}")
            self.ok("property", "edit", f"{OFFICE}/A/{unit}", "--share", share)
        for n in range(1, 7):
            email = {} if n > 4 else {"email": f"n{n}@example.com"}
            at = f"{OFFICE}/A/{n - 3}" if n > 3 else None
            assert self.casa.person(f"Ann{n} Nr{n}", type="owner" if at else "tenant", at=at, **email) == n
            self.accounts[n] = Account(reached=n != 6)
        self.ok("address", "add", 5, "--line", "5 High Street", "--city", "Leeds")  # its letters go by post
        self.rents()

    def rents(self) -> None:
        self.ok("lease", "add", 1, f"{OFFICE}/A/1", "--from", "2026-12-10", "--rent", "850.01", "--rent-day", 31)
        self.rounds.append([Round(1, 85_001, date(2026, 12, 10), rent_day=31)])
        self.ok("ledger", "recurring", "add", 2, "99.99", "--for", "Club", "--from", "2026-11-30")
        self.rounds.append([Round(2, 9_999, date(2026, 11, 30), months=1)])
        self.ok("ledger", "recurring", "add", 3, "40", "--for", "Care", "--every", "2w", "--from", "2026-11-20",
                "--due", "+10d", "--until", "2028-03-01")  # fmt: skip
        self.rounds.append([Round(3, 4_000, date(2026, 11, 20), days=14, grace=10, until=date(2028, 3, 1))])
        self.ok("ledger", "recurring", "add", "1000.03", "--levy", "--property", OFFICE, "--by", "share",
                "--for", "Levy", "--every", "1m", "--from", "2026-12-31")  # fmt: skip
        parts = {
            4: 42_859,
            5: 28_572,
            6: 28_572,
        }  # sevenths: 42858.43, 28572.29, 28572.29; the largest rest gets the cent
        self.rounds.append([Round(n, part, date(2026, 12, 31), months=1) for n, part in parts.items()])

    # What happens -----------------------------------------------------------------------------------------

    def post(self, contact: int, amount: int, *, kind: str = "charge", on: date | None = None, due: date | None = None,
             ) -> Entry:  # fmt: skip
        entry = Entry(len(self.entries) + 1, on or self.today, amount, due, kind)
        self.entries.append((contact, entry))
        if kind != "reversal":
            self.accounts[contact].entries.append(entry)
        return entry

    def moved(self, *contacts: int, lowered: bool = False) -> None:
        for contact in contacts:
            self.accounts[contact].moved(self.today, lowered=lowered)

    def charge(self, contact: int) -> None:
        amount, due = self.luck.randrange(100, 30_000), self.today + self.luck.randrange(-5, 30) * DAY
        self.ok("ledger", "charge", contact, money(amount), "--for", "Key", "--due", due)
        self.post(contact, amount, due=due)
        self.moved(contact)

    def pay(self, contact: int) -> None:
        owed = max(self.accounts[contact].balance, 0)
        amount = self.luck.choice((owed, max(self.accounts[contact].due(self.today), 0), owed // 2, 5_000)) or 100
        kind = "payment" if self.luck.random() < 0.8 else "credit"
        self.ok("ledger", "pay" if kind == "payment" else "credit", contact, money(amount))
        self.post(contact, -amount, kind=kind)
        self.moved(contact, lowered=True)

    def void(self, contact: int) -> None:
        left = [each for each in self.accounts[contact].entries if not each.voided and each.kind != "deposit"]
        if not left:
            return
        entry = self.luck.choice(left[-4:])
        self.ok("ledger", "void", entry.id, "--reason", "wrong")
        entry.voided = True
        self.post(contact, -entry.amount, kind="reversal")
        self.accounts[contact].moved(self.today, lowered=entry.amount > 0, revived=entry.amount < 0)

    def deposit(self, contact: int) -> None:
        account = self.accounts[contact]
        amount = self.luck.randrange(100, 20_000)
        if account.deposit == 0 or self.luck.random() < 0.3:
            self.ok("ledger", "deposit", "take", contact, money(amount))
            account.deposit += amount
        elif self.luck.random() < 0.5:
            amount = min(amount, account.deposit)
            self.ok("ledger", "deposit", "return", contact, money(amount))
            account.deposit -= amount
        elif (amount := min(amount, account.deposit, account.balance)) > 0:
            self.ok("ledger", "deposit", "apply", contact, money(amount))
            account.deposit -= amount
            self.post(contact, -amount, kind="deposit")
            self.moved(contact, lowered=True)

    def hold(self, contact: int) -> None:
        account, until = self.accounts[contact], self.today + self.luck.randrange(1, 40) * DAY
        there = account.hold
        self.ok("arrears", "hold", contact, "--until", until, "--reason", "waits")
        if there and there.until == until:
            return
        if there:
            there.open = False
        before = there.before if there else account.status
        account.give("on-hold", self.today)
        account.holds.append(Hold(until, before))

    def agree(self, contact: int) -> None:
        account = self.accounts[contact]
        due = account.due(self.today)
        if account.plan:
            number = sum(len(each.plans) for each in self.accounts.values() if each is account)
            listed = self.casa.ok(f"arrears plan list {contact} -o json").json
            assert len(listed) == number
            self.ok("arrears", "plan", "end", listed[0]["id"])
            plan, status = account.plan, account.status
            plan.open = False
            if status == "payment-plan":
                account.give(account.after(plan.before, self.today), self.today)
        elif due > 300:
            amount, first = due // self.luck.randrange(1, 6), self.today + self.luck.randrange(0, 20) * DAY
            self.ok("arrears", "plan", "add", contact, "--amount", money(amount), "--from", first)
            newest = max(each.id for whose, each in self.entries if whose == contact)
            before = account.status
            account.give("payment-plan", self.today)
            account.plans.append(Plan(amount, 1, first, due, newest, before, self.today))

    def reprice(self, _: int) -> None:
        number = self.luck.choice((2, 3))
        amount = self.luck.randrange(1_000, 9_000)
        [it] = self.rounds[number - 1]
        if it.coming():
            self.ok("ledger", "recurring", "edit", number, "--amount", money(amount))
            it.amount = amount

    def end_lease(self, _: int) -> None:
        [rent] = self.rounds[0]
        if self.lease_ended or self.today < FIRST + 100 * DAY:
            return
        self.lease_ended, rent.until = True, self.today + self.luck.randrange(-20, 60) * DAY
        self.ok("lease", "end", 1, "--on", rent.until)
        beyond = [(held - amount) for period, amount, entry in rent.posted
                  if not entry.voided and amount > (held := rent.part(period))]  # fmt: skip
        for credit in beyond:
            self.post(1, credit, kind="credit")
        if beyond:
            self.moved(1, lowered=True)

    # Runs -------------------------------------------------------------------------------------------------

    def due_run(self, times: int = 1, *, together: bool = False) -> None:
        if together:
            self.at_once("due", "run", "--no-send")
        else:
            for _ in range(times):
                self.ok("due", "run", "--no-send")
        while coming := sorted(
            (on, n) for n, parts in enumerate(self.rounds) if (on := parts[0].coming()) and on <= self.today
        ):
            for on, n in coming:
                for each in self.rounds[n]:
                    each.last = on
                    if (amount := each.part(on)) > 0:
                        due = on + each.grace * DAY if each.grace else None
                        each.posted.append((on, amount, self.post(each.contact, amount, on=on, due=due)))
            self.moved(*{each.contact for _, n in coming for each in self.rounds[n]})
        for account in self.accounts.values():
            account.keep(self.today)

    def arrears_run(self, times: int = 1, *, together: bool = False) -> None:
        if together:
            self.at_once("arrears", "run", "--yes", "--no-send")
        else:
            for _ in range(times):
                self.ok("arrears", "run", "--yes", "--no-send")
        climbing = {n: step for n, account in self.accounts.items() if (step := account.next_step(self.today))}
        for wanted in dict.fromkeys(climbing.values()):
            for contact in (n for n, step in climbing.items() if step == wanted):
                if fee := POLICY[wanted][2]:
                    self.post(contact, fee, kind="fee", due=self.today)
                self.accounts[contact].give(wanted, self.today, letter=True)

    def at_once(self, *words: str) -> None:
        """The same run in two processes."""
        moment = self.casa.clock.now().isoformat()
        argv = [sys.executable, "-c", RUN, str(self.casa.config_file), moment, *words, "--lock-wait", "5m"]
        both = [subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT) for _ in range(2)]
        for each in both:
            _, said = each.communicate()
            assert each.returncode == 0, said.decode()

    # Comparing --------------------------------------------------------------------------------------------

    def compare(self) -> None:
        """Ledger, figures, steps and letters of the program are the model's."""
        stored = self.casa.rows(
            "select id, contact_id, kind, on_date, due, amount, voided from ledger_entry order by id"
        )
        assert stored == [
            (each.id, contact, "payment" if each.kind == "deposit" else each.kind, each.on.isoformat(),
             each.due.isoformat() if each.due else None, each.amount, int(each.voided))
            for contact, each in self.entries
        ]  # fmt: skip
        steps = self.casa.rows(
            "select s.contact_id, s.status, count(o.id) from arrears_step s left join outbox o on o.step_id = s.id "
            "group by s.id, s.contact_id, s.status order by s.contact_id, s.id"
        )
        assert steps == [
            (n, step.status, int(step.letter)) for n, account in self.accounts.items() for step in account.steps
        ]
        for shown in self.casa.ok("contact list --all -o json").json:
            self.compare_figures(shown)
        for owing in self.casa.ok("ledger ageing -o json").json:
            buckets = self.accounts[owing["id"]].buckets(self.today)
            assert {name: owing[name] for name in buckets} == {name: money(each) for name, each in buckets.items()}

    def compare_figures(self, shown: dict[str, object]) -> None:
        account = self.accounts[int(str(shown["id"]))]
        oldest = account.oldest
        assert {name: shown[name] for name in ("arrears", "oldest_due", "days_past_due")} == {
            "arrears": account.status,
            "oldest_due": oldest.isoformat() if oldest else None,
            "days_past_due": max((self.today - oldest).days, 0) if oldest else 0,
        }, shown
        figures = {
            "balance": account.balance, "due": account.due(self.today), "past_due": account.past_due(self.today),
            "upcoming": account.upcoming(self.today), "deposit": account.deposit,
        }  # fmt: skip
        assert {name: signed(str(shown[name])) for name in figures} == figures, shown


def signed(text: str) -> int:
    return round(float(text) * 100)


def test_two_years_of_an_office_are_what_plain_python_says(casa: Casa) -> None:
    luck = chance("two years")
    office = Office(casa, luck)
    office.begin()
    acts: list[Callable[[int], None]] = [
        *[office.pay] * 5, *[office.charge] * 2, office.void, office.deposit, office.hold, office.agree, office.reprice,
        office.end_lease,
    ]  # fmt: skip
    together = set(luck.sample(range(5, DAYS), TOGETHER))
    skipped = 0
    for n in range(DAYS):
        office.today = FIRST + n * DAY
        casa.travel(to=office.today.isoformat())
        for _ in range(luck.choice((0, 0, 1, 2))):
            luck.choice(acts)(luck.randrange(1, 7))
        skipped = skipped - 1 if skipped else luck.choice((0, 0, 0, 0, 0, 1, 9))
        if n in together or not skipped:
            office.due_run(luck.choice((1, 1, 2)), together=n in together)
            office.arrears_run(luck.choice((1, 1, 2)), together=n in together)
        if n % LOOKS == LOOKS - 1:
            office.compare()
    office.compare()
    assert casa.run("workspace check").exit_code == 0
    assert casa.run("log verify").exit_code == 0
