"""Generated pairs of contacts to be merged, with a row of everything that can hang on them."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import strategies as st

from casactl.domain.standing import Arrears, Lifecycle, Portal
from casactl.store import blobs
from casactl.store.queries.arrears import contradicted
from casactl.store.work import UnitOfWork
from tests.casa import Casa

MOMENT = "2026-11-01T08:00:00.000000Z"
PLACES = (2, 3)
"""The numbers of two units."""

TIES = ("works-for", "household", "guarantor")

days = st.integers(1, 28).map(lambda day: f"2026-{1 + day % 12:02}-{day:02}")
cases: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {"attorney_id": st.sampled_from([1, 2]), "community_id": st.just(1), "opened_at": st.just(MOMENT),
     "opened_by": st.just("ann"), "status_before": st.just("reminder"), "closed": st.booleans()}
)  # fmt: skip
entries = st.fixed_dictionaries(
    {"kind": st.sampled_from(["charge", "payment", "credit"]), "amount": st.integers(1, 10**13), "on_date": days,
     "due": st.none() | days, "void": st.booleans()}
)  # fmt: skip
sides = st.fixed_dictionaries(
    {
        "columns": st.fixed_dictionaries(
            {
                "lifecycle": st.sampled_from([Lifecycle.ACTIVE, Lifecycle.INACTIVE, Lifecycle.ARCHIVED]).map(str),
                "portal": st.sampled_from([*Portal]).map(str),
                "arrears": st.sampled_from([*Arrears]).map(str),
                "custom": st.none() | st.sampled_from(['{"role":"board"}', '{"role":"none","ключ":"\\u202e"}', "{}"]),
                "phone": st.none() | st.sampled_from(["+442079460958", "+442079460001"]),
                "lock_reason": st.none() | st.just("fraud"),
            }
        ),
        "email": st.booleans(),
        "external_id": st.booleans(),
        "tag": st.sets(st.sampled_from(["vip", "keys", "gate"])),
        "attachment": st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(["tenant", "owner"]), days,
                                         st.none() | days), max_size=3),
        "link": st.sets(st.tuples(st.sampled_from(["other", "third", "fourth"]), st.sampled_from(TIES)), max_size=4),
        "linked": st.sets(st.tuples(st.sampled_from(["third", "fourth"]), st.sampled_from(TIES)), max_size=4),
        "lease": st.lists(days, max_size=2),
        "ledger_entry": st.lists(entries, max_size=3),
        "scheduled": st.dictionaries(st.sampled_from(["archive", "lock", "unlock", "activate", "erase", "invite"]),
                                     st.sampled_from(["pending", "blocked", "done"]), max_size=4),
        "address": st.lists(st.tuples(st.sampled_from(["1 High St", "1 high st", "2 Elm Row"]),
                                      st.sampled_from([None, "Kay", "Kim"]), st.booleans()), max_size=3),
        "message": st.integers(0, 2),
        "note": st.integers(0, 1),
        "document": st.integers(0, 1),
        "avatar": st.sampled_from([None, "a" * 64, "b" * 64]),
        "engagement": st.lists(st.sampled_from(["own", "assigned", "followed", "both"]), max_size=3),
        "handover_case": st.none() | cases,
    }
)  # fmt: skip
numbering = count(1)


class Filling:
    """Puts a generated pair, and two others whom they know, into a workspace."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self.ids = {name: self.person(name) for name in ("keep", "lose", "third", "fourth")}

    def put(self, table: str, *rows: dict[str, Any]) -> list[int]:
        return self.work.insert(table, rows)

    def person(self, name: str) -> int:
        names = {"first_name": "Joe", "last_name": name, "display_name": f"Joe {name}", "sort_key": f"{name}\tjoe"}
        return self.put("contact", {"kind": "person", "type": "tenant", **names})[0]

    def fill(self, name: str, side: dict[str, Any]) -> None:
        me, other = self.ids[name], self.ids["lose" if name == "keep" else "keep"]
        self._columns(me, side)
        self.put("tag", *({"contact_id": me, "name": tag, "name_key": tag} for tag in side["tag"]))
        for place, role, starts, ends in side["attachment"]:
            last = max(starts, ends) if ends else None
            self.put("attachment", {"contact_id": me, "property_id": place, "role": role, "starts": starts,
                                    "ends": last})  # fmt: skip
        known = {**self.ids, "other": other}
        ties = [(me, known[each], kind) for each, kind in sorted(side["link"])]
        ties += [(known[each], me, kind) for each, kind in sorted(side["linked"])]
        self.put("link", *({"contact_id": a, "other_id": b, "kind": kind, "is_primary": n % 2}
                           for n, (a, b, kind) in enumerate(ties)))  # fmt: skip
        self.put("lease", *({"contact_id": me, "property_id": 2, "starts": day, "ends": "2027-01-01"}
                            for day in side["lease"]))  # fmt: skip
        self.put("scheduled", *({"contact_id": me, "verb": verb, "state": state, "actor": "ann", "due_on": "2026-12-31"}
                                for verb, state in side["scheduled"].items()))  # fmt: skip
        for entry in side["ledger_entry"]:
            self._entry(me, dict(entry))
        self._papers(me, side)
        self._work(me, side["engagement"], other)
        self._addresses(me, side["address"])

    def _addresses(self, me: int, addresses: list[tuple[str, str | None, bool]]) -> None:
        """Addresses, the last one the billing address; work is to be done at some of them."""
        for n, (line, key, work) in enumerate(addresses):
            marks = {"billing": int(n == len(addresses) - 1), "site": int(n < len(addresses) - 1)}
            at = self.put("address", {"contact_id": me, "line": line, "country": "GB", "access_name": key, **marks})
            if work:
                task = {"contact_id": me, "kind": "task", "title": "Look", "state": "done", "author": "ann"}
                self.put("engagement", {**task, "address_id": at[0]})

    def _columns(self, me: int, side: dict[str, Any]) -> None:
        columns, unique = dict(side["columns"]), next(numbering)
        columns |= {"phone_shown": columns["phone"], "locked": int(columns["lock_reason"] is not None)}
        columns |= {"email": f"joe{unique}@example.com"} if side["email"] else {}
        columns |= {"external_id": f"T-{unique}"} if side["external_id"] else {}
        self.work.update("contact", [{"id": me, **columns}])

    def _entry(self, me: int, entry: dict[str, Any]) -> None:
        void = entry.pop("void")
        sign = 1 if entry["kind"] == "charge" else -1
        (number,) = self.put("ledger_entry", {**entry, "contact_id": me, "amount": sign * entry["amount"]})
        if void:
            back = {"kind": "reversal", "on_date": "2026-11-23", "amount": -sign * entry["amount"]}
            self.put("ledger_entry", {**back, "contact_id": me, "reverses": number})
            self.work.update("ledger_entry", [{"id": number, "voided": 1}])

    def _work(self, me: int, roles: list[str], other: int) -> None:
        for role in roles:
            whose = me if role in ("own", "both") else self.ids["third"]
            does = me if role in ("assigned", "both") else None
            row = {"contact_id": whose, "kind": "task", "title": "x", "state": "open", "author": "ann"}
            (number,) = self.put("engagement", {**row, "assignee_id": does})
            if role == "followed":
                self.put("follower", *({"engagement_id": number, "contact_id": who} for who in (me, other)))

    def _papers(self, me: int, side: dict[str, Any]) -> None:
        mine = {"contact_id": me, "author": "ann"}
        self.put("message", *({**mine, "direction": "in", "text": "x"} for _ in range(side["message"])))
        self.put("note", *({**mine, "visibility": "office", "text": "x"} for _ in range(side["note"])))
        paper = {"visibility": "office", "name": "a", "type": "text/plain", "size": 1, "sha256": "0" * 64}
        self.put("document", *({**mine, **paper} for _ in range(side["document"])))
        if side["avatar"]:
            self._picture(me, side["avatar"])
        if side["handover_case"]:
            case = dict(side["handover_case"])
            case |= {"closed_at": MOMENT, "outcome": "recalled"} if case.pop("closed") else {}
            (number,) = self.put("handover_case", {**case, "contact_id": me})
            self.put("arrears_step", {**mine, "case_id": number, "status": "handover", "balance": 1})

    def _picture(self, me: int, digest: str) -> None:
        """A picture whose bytes are there: undo insists on them."""
        assert self.work.folder
        bytes_ = blobs.place(self.work.folder, digest)
        bytes_.parent.mkdir(parents=True, exist_ok=True)
        bytes_.write_bytes(b"x")
        self.put("avatar", {"contact_id": me, "type": "image/png", "size": 1, "sha256": digest})


def office(casa: Casa) -> None:
    """The places and attorneys that pairs refer to."""
    casa.property("Rose Court/1", kind="unit")
    casa.property("Rose Court/2", kind="unit")
    for name in ("law", "lex"):
        casa.ok(f"user add {name}@firm.example --name {name} --type attorney --community 'Rose Court'")


def fill(casa: Casa, keep: dict[str, Any], lose: dict[str, Any]) -> tuple[int, int]:
    """Store a generated pair; gives their numbers."""
    with casa.work("test.fill", backups=casa.folder) as work:
        filling = Filling(work)
        filling.fill("keep", keep)
        filling.fill("lose", lose)
        ids = (filling.ids["keep"], filling.ids["lose"])
        out_of_step = contradicted(work.reader, ids, today=work.today.isoformat())  # never so: statuses follow money
        work.update("contact", [{"id": each, "arrears": "current"} for each in out_of_step])
    return filling.ids["keep"], filling.ids["lose"]
