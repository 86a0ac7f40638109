"""The life cycle as plain dictionaries, from "Four axes", "Abilities", "Archive", "Erasure" and "Merge" by hand.

Nothing here comes from the program: where the two disagree, one of them has misread the description.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

Person = dict[str, Any]
DAY = timedelta(days=1)
MOVES = {
    "deactivate": {"active": "inactive"},
    "activate": {"inactive": "active"},
    "archive": {"active": "archived", "inactive": "archived"},
    "delete": {"inactive": "erased"},
    "erase": {"archived": "erased"},
}
HOLDS = {
    "deactivate": ("inactive",), "activate": ("active",), "archive": ("archived",), "unarchive": ("active", "inactive"),
    "delete": ("erased",), "erase": ("erased",),
}  # fmt: skip
DONE = {
    "lock": "locked", "unlock": "unlocked", "deactivate": "deactivated", "activate": "activated",
    "archive": "archived", "unarchive": "unarchived", "delete": "deleted", "erase": "erased",
}  # fmt: skip
BACK = {"lock": "unlock", "deactivate": "activate", "archive": "unarchive"}
AXIS = {"lock": "lock", "unlock": "lock"}
PLAN_DAYS = 30 * DAY
SIGN = {"charge": 1, "refund": 1, "payment": -1, "credit": -1, "write-off": -1}
POSTED = {
    "charge": "charged", "refund": "refunded", "payment": "paid", "credit": "credited", "write-off": "written-off",
}  # fmt: skip


class Model:
    """The people of an office, what hangs on them, and the day."""

    def __init__(self, today: date, *, retention: int) -> None:
        self.today = today
        self.retention = retention
        self.people: dict[int, Person] = {}

    def copy(self) -> dict[int, Person]:
        """The people as they are now."""
        return deepcopy(self.people)

    def add(self, number: int) -> None:
        """Somebody new: active, unlocked, owing nothing."""
        self.people[number] = {
            "life": "active", "before": None, "locked": False, "into": None, "entries": {}, "attached": {},
            "leases": {}, "plans": {}, "blocked": set(),
        }  # fmt: skip

    # What is the case ---------------------------------------------------------------------------

    def gone(self, number: int) -> bool:
        return self.people[number]["life"] in ("erased", "merged")

    def balance(self, number: int) -> int:
        return sum(each["amount"] for each in self.people[number]["entries"].values() if not each["voided"])

    def attached(self, number: int) -> bool:
        return any(last is None or last >= self.today for _, last in self.people[number]["attached"].values())

    def leasing(self, number: int) -> bool:
        return any(each["last"] >= self.today for each in self.people[number]["leases"].values())

    def blocked(self, number: int) -> bool:
        """Open balance (MC-12), attached property (MC-13), active lease (MC-14)."""
        return self.balance(number) != 0 or self.attached(number) or self.leasing(number)

    def kept(self, number: int) -> bool:
        """Whether a ledger entry is younger than the retention time: with years of it, any entry of this test is."""
        return self.retention > 0 and bool(self.people[number]["entries"])

    def holds(self, number: int, verb: str) -> bool:
        person = self.people[number]
        if verb in ("lock", "unlock"):
            return person["life"] not in ("erased", "merged") and person["locked"] is (verb == "lock")
        return bool(person["life"] in HOLDS[verb])

    def may(self, number: int, verb: str) -> bool:
        """Whether the move is allowed now; one that holds already is not asked for."""
        life = self.people[number]["life"]
        if verb in ("lock", "unlock"):
            return life not in ("erased", "merged")
        if verb == "unarchive":
            return bool(life == "archived")
        if life not in MOVES[verb]:
            return False
        if verb in ("archive", "delete", "erase") and self.blocked(number):
            return False
        return verb not in ("delete", "erase") or not self.kept(number)

    # Moves --------------------------------------------------------------------------------------

    def move(self, number: int, verb: str, *, until: bool = False) -> str:
        """Now, for good unless with an end; gives the outcome."""
        if self.holds(number, verb):
            return "updated" if not until and self.end_way_back(number, verb) else "unchanged"
        if not self.may(number, verb):
            return "refused"
        if not until:
            self.end_way_back(number, verb)
        self.apply(number, verb)
        return DONE[verb]

    def end_way_back(self, number: int, verb: str, on: date | None = None) -> bool:
        """Whoever moves for good is not led back by an older plan."""
        plans, back = self.people[number]["plans"], BACK.get(verb, "")
        if back not in plans or (on and plans[back][0] <= on):
            return False
        del plans[back]
        return True

    def for_nothing(self, number: int, verb: str) -> bool:
        """Whether a plan has lost its reason: an archive shuts it out, or what it is for holds already."""
        plans, on = self.people[number]["plans"], self.people[number]["plans"][verb][0]
        if self.people[number]["life"] == "archived" and verb in ("activate", "deactivate"):
            return "unarchive" not in plans or plans["unarchive"][0] > on
        beside = any(AXIS.get(other) == AXIS.get(verb) for other in plans if other != verb)
        return self.holds(number, verb) and not beside

    def lapse(self, number: int, *verbs: str) -> None:
        """Plans end that are for nothing now."""
        plans = self.people[number]["plans"]
        for verb in [verb for verb in verbs or plans if self.for_nothing(number, verb)]:
            del plans[verb]

    def apply(self, number: int, verb: str) -> None:
        person = self.people[number]
        person["plans"].pop(verb, None)
        if verb in ("lock", "unlock"):
            person["locked"] = verb == "lock"
        elif verb == "unarchive":
            person.update(life=person["before"], before=None)
        else:
            before = person["life"] if verb == "archive" else None
            person.update(life=MOVES[verb][person["life"]], before=before)
        if verb not in AXIS:
            self.lapse(number)
        if person["life"] == "erased":
            self._forget(number)

    def _forget(self, number: int) -> None:
        """Whoever was merged into somebody goes with them; what was planned is cancelled."""
        self.people[number].update(life="erased", before=None, locked=False, plans={})
        for other, person in self.people.items():
            if person["into"] == number and person["life"] == "merged":
                self._forget(other)

    def plan(self, number: int, verb: str, on: date | None, plan: int) -> None:
        """A verb has one plan per contact: a second replaces the first."""
        self.people[number]["plans"][verb] = (on, plan)

    def run(self) -> dict[int, str]:
        """What is due, in its order, each once; gives the outcome by the number of the plan."""
        due = sorted(
            (on.isoformat() if on else "", plan, number, verb)
            for number, person in self.people.items()
            for verb, (on, plan) in person["plans"].items()
            if on is None or on <= self.today
        )
        outcomes: dict[int, str] = {}
        for on, plan, number, verb in due:
            if verb not in self.people[number]["plans"]:
                continue
            person, may = self.people[number], self.may(number, verb)
            late = bool(on) and date.fromisoformat(on) + PLAN_DAYS < self.today
            if self.holds(number, verb):
                del person["plans"][verb]
                outcomes[plan] = "unchanged"
            elif self.for_nothing(number, verb) or (late and not (may and plan not in person["blocked"])):
                del person["plans"][verb]
                outcomes[plan] = "lapsed"
            elif may:
                self.apply(number, verb)
                outcomes[plan] = DONE[verb]
            elif on:  # what waits until nothing blocks it simply goes on waiting
                person["blocked"].add(plan)
                outcomes[plan] = "blocked"
        return outcomes

    # Money --------------------------------------------------------------------------------------

    def may_post(self, number: int, kind: str, amount: int, *, outside: bool) -> bool:
        person, balance = self.people[number], self.balance(number)
        if self.gone(number):
            return False
        if kind == "charge":
            return bool(person["life"] != "archived")
        if kind == "payment":
            return outside or not person["locked"]
        if kind == "refund":
            return balance < 0 and amount <= -balance
        if kind == "write-off":
            return 0 < amount <= balance
        return True

    def post(self, number: int, kind: str, amount: int, entry: int) -> None:
        self.people[number]["entries"][entry] = {"amount": SIGN[kind] * amount, "voided": False}

    # Property -----------------------------------------------------------------------------------

    def may_attach(self, number: int) -> bool:
        return self.people[number]["life"] in ("active", "inactive")

    def overlaps(self, number: int, unit: str, first: date, last: date) -> bool:
        """Whether a lease of theirs on that unit has one of these days."""
        leases = self.people[number]["leases"].values()
        return any(
            each["unit"] == unit and each["began"] and each["first"] <= last and first <= each["last"]
            for each in leases
        )

    # Merge and undo -----------------------------------------------------------------------------

    def may_merge(self, keep: int, lose: int) -> bool:
        """Not with oneself, nor with who is gone; nobody archived takes over what is open."""
        if keep == lose or self.gone(keep) or self.gone(lose):
            return False
        return self.people[keep]["life"] != "archived" or not self._opens(keep, lose)

    def _opens(self, keep: int, lose: int) -> bool:
        """Whether a contact would have something open by a merge that it has not by itself."""
        owing = self.balance(keep) == 0 != self.balance(lose)
        attached = self.attached(lose) and not self.attached(keep)
        return owing or attached or (self.leasing(lose) and not self.leasing(keep))

    def may_void(self, number: int, entry: int) -> bool:
        """A payment that comes to nothing leaves a debt, which nobody archived takes (MC-17)."""
        person, held = self.people[number], self.people[number]["entries"][entry]
        if self.gone(number):
            return False
        if held["voided"] or person["life"] != "archived":
            return True
        return bool(held["amount"] > 0 or self.balance(number) - held["amount"] <= 0)

    def merge(self, keep: int, lose: int) -> None:
        """Everything moves; the stricter lock stays."""
        winner, loser = self.people[keep], self.people[lose]
        taken = self._plans_taken_over(winner, loser)
        winner["locked"] = winner["locked"] or loser["locked"]
        winner["entries"] |= loser["entries"]
        for key in ("attached", "leases"):
            winner[key] |= loser[key]
        winner["plans"] |= taken
        winner["blocked"] -= {plan for _, plan in taken.values()}
        if taken:
            self.lapse(keep, *taken)
        loser.update(life="merged", before=None, into=keep, entries={}, attached={}, leases={}, plans={})

    def _plans_taken_over(self, winner: Person, loser: Person) -> dict[str, Any]:
        """One plan for each verb, the winner's own before the loser's; of two locks the stricter end stays."""
        own, other = winner["plans"], dict(loser["plans"])
        if winner["locked"] and loser["locked"] and "unlock" in own:
            if "unlock" not in other or other["unlock"][0] > own["unlock"][0]:
                del own["unlock"]
        elif winner["locked"]:
            other.pop("unlock", None)
        return {verb: plan for verb, plan in other.items()
                if verb not in own and verb not in ("activate", "unarchive")}  # fmt: skip

    def restore(self, before: dict[int, Person], *, merged: bool) -> None:
        """Undo: as it was, but money stays and is reversed, and a plan whose day has come stays cancelled."""
        now, self.people = self.people, deepcopy(before)
        for number, person in self.people.items():
            later = now[number]
            for entry, each in later["entries"].items():
                if not any(entry in other["entries"] for other in self.people.values()):
                    person["entries"][entry] = {**each, "voided": True}
            for verb, (on, plan) in list(person["plans"].items()):
                changed = later["plans"].get(verb) != (on, plan)
                if changed and not merged and (on is None or on <= self.today):
                    del person["plans"][verb]
