"""The office's reports, held against a recount by hand over offices made at random."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from casactl.domain.contact_types import TYPES
from casactl.store.queries.pipeline import CHANGING
from tests.casa import Casa

TODAY = "2026-11-23"
ANN = "ann@office.example"


def shape(casa: Casa, words: str) -> Any:
    return casa.ok(f"report {words} -o json").json


def people(casa: Casa, random: Random, count: int, types: tuple[str, ...] = TYPES) -> list[int]:
    """So many persons of random types, by an import."""
    start = len(casa.rows("select id from contact"))
    rows = [f"{random.choice(types)},N{n},Person,p{n}@example.com" for n in range(start, start + count)]
    text = "\n".join(["type,first name,last name,email", *rows, ""])
    casa.ok("contact import - -q -o json", stdin=text)
    return [row[0] for row in casa.rows("select id from contact order by id desc")][:count][::-1]


# Overview -----------------------------------------------------------------------------------------


STATUSES = ("current", "current", "current", "reminder", "letter-of-demand", "settled", "on-hold")


def random_office(casa: Casa, random: Random) -> None:
    """Sixty people in all standings, with plans and work."""
    numbers = people(casa, random, 60)
    columns = []
    for number in numbers:
        lifecycle = random.choice(("active", "active", "active", "inactive", "archived", "erased", "merged"))
        balance = random.choice((0, 0, 12345, 500, -700)) if lifecycle not in ("erased", "merged") else 0
        portal = random.choice(("not-invited", "invited", "activated"))
        columns.append(
            {"id": number, "lifecycle": lifecycle, "locked": random.randrange(2), "balance": balance,
             "portal": "not-invited" if lifecycle in ("erased", "merged") else portal,
             "arrears": random.choice(STATUSES),
             "oldest_due": random.choice(("2026-10-01", "2026-11-23", "2026-12-24")) if balance > 0 else None,
             "invitation_until": random.choice((None, "2026-11-01T00:00:00.000000Z", "2026-12-01T00:00:00.000000Z"))}
        )  # fmt: skip
    plans = [
        {"contact_id": random.choice(numbers), "verb": random.choice(("archive", "lock")), "actor": "root",
         "due_on": random.choice((None, "2026-11-30", "2026-12-31", "2027-01-01", "2026-10-01")),
         "state": random.choice(("pending", "blocked", "done", "cancelled"))}
        for _ in range(40)
    ]  # fmt: skip
    with casa.work("test.fill") as work:
        for row in columns:
            work.update("contact", [row])
        work.insert("scheduled", [plan | {"created_at": work.now} for plan in plans])
        work.insert("engagement", [random_work(random, random.choice(numbers)) for _ in range(60)])


def random_work(random: Random, contact: int) -> dict[str, object]:
    kind = random.choice(("task", "project", "event", "plan", "contract"))
    day = random.choice((None, "2026-11-20", "2026-11-23", "2026-11-30", "2026-12-01", "2027-02-02"))
    key = {"event": "starts", "plan": "next_visit"}.get(kind, "due")
    if kind == "event" and day:
        day += random.choice(("", "T10:30"))
    state = random.choice(("open", "open", "done", "cancelled"))
    return {"contact_id": contact, "kind": kind, "title": "W", "state": state, "author": "root", key: day}


def recount(casa: Casa) -> dict[str, Any]:
    """The overview, counted row by row."""
    columns = "id, type, lifecycle, locked, portal, arrears, balance, oldest_due, invitation_until"
    here = [row for row in casa.rows(f"select {columns} from contact") if row[2] not in ("erased", "merged")]
    types = []
    for type_ in TYPES:
        rows = [row for row in here if row[1] == type_]
        cycle, portal = Counter(row[2] for row in rows), Counter(row[4] for row in rows)
        line = {name: cycle[name] for name in ("active", "inactive", "archived")}
        line |= {"locked": sum(row[3] for row in rows), "invited": portal["invited"], "activated": portal["activated"]}
        types += [{"type": type_, **line, "total": len(rows)}] if rows else []
    arrears: dict[str, tuple[int, int, int]] = {}
    for row in here:
        if row[5] != "current" or row[6] > 0:
            contacts, owed, late = arrears.get(row[5], (0, 0, 0))
            due = row[6] > 0 and row[7] < TODAY
            arrears[row[5]] = (contacts + 1, owed + max(row[6], 0), late + due)
    invited = [row for row in here if row[4] == "invited"]
    plans = casa.rows("select due_on, state from scheduled where verb = 'archive'")
    held = [(day and day[:7], state) for day, state in plans if state in ("pending", "blocked")]
    return {
        "contacts": types,
        "arrears": {status: (n, f"{owed / 100:.2f}", late) for status, (n, owed, late) in arrears.items()},
        "outstanding": len(invited),
        "expired": sum(row[2] == "active" and (row[8] or "") < "2026-11-23T09" for row in invited),
        "archives": {
            month: (sum(m == month for m, _ in held), sum(each == (month, "blocked") for each in held))
            for month, _ in held
        },
        "work": recounted_work(casa),
    }


def recounted_work(casa: Casa) -> dict[str, tuple[int, int, int]]:
    found: dict[str, tuple[int, int, int]] = {}
    for kind, starts, due, visit in casa.rows(
        "select kind, starts, due, next_visit from engagement where state = 'open'"
    ):
        day = ({"event": starts, "plan": visit}.get(kind, due) or "")[:10]
        if kind == "event" and day and day < TODAY:
            continue
        opened, overdue, coming = found.get(kind, (0, 0, 0))
        found[kind] = opened + 1, overdue + (day != "" and day < TODAY), coming + (TODAY <= day <= "2026-11-30")
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_the_overview_is_what_a_recount_by_hand_gives(casa: Casa, seed: int) -> None:
    random_office(casa, Random(seed))

    found, by_hand = shape(casa, "overview"), recount(casa)

    assert found["contacts"] == by_hand["contacts"]
    assert {r["status"]: (r["contacts"], r["owed"], r["past_due"]) for r in found["arrears"]} == by_hand["arrears"]
    assert found["invitations"]["outstanding"] == by_hand["outstanding"]
    assert found["invitations"]["expired"] == by_hand["expired"]
    assert {r["month"]: (r["planned"], r["blocked"]) for r in found["archives"]} == by_hand["archives"]
    assert {r["kind"]: (r["open"], r["overdue"], r["coming"]) for r in found["work"]} == by_hand["work"]
    dated = "select id from scheduled where verb = 'archive' and due_on is not null and state in ('pending', 'blocked')"
    first = [row[0] for row in casa.rows(f"{dated} order by due_on, id limit 10")]
    assert [each["id"] for each in found["next_archives"]] == first


def test_an_empty_office_has_an_overview(casa: Casa) -> None:
    found = shape(casa, "overview")

    assert (found["as_of"], found["currency"]) == (TODAY, "GBP")
    assert found["invitations"] == {"outstanding": 0, "expired": 0, "activated": 0}
    assert [found[part] for part in ("contacts", "arrears", "archives", "next_archives", "work")] == [[]] * 5


# Pipeline -----------------------------------------------------------------------------------------


RUNGS = ("lead", "prospect", "client")


@dataclass
class Person:
    """Somebody as the model knows them."""

    id: int
    month: str
    came: str
    type: str
    lifecycle: str = "active"
    gone: bool = False
    moves: list[tuple[str, str, str]] = field(default_factory=list)
    """(month, from, to) of every change that stands."""


class Course:
    """A year of an office, lived by commands, and by a model that keeps count."""

    def __init__(self, casa: Casa, seed: int) -> None:
        self.casa = casa
        self.random = Random(seed)
        self.people: dict[int, Person] = {}
        self.month = ""

    def live(self) -> None:
        for month in ("2026-01", "2026-03", "2026-04", "2026-07"):
            self.month = month
            self.casa.travel(to=f"{month}-15")
            for number in people(self.casa, self.random, 6, (*RUNGS, "lead", "owner")):
                type_ = self.casa.rows(f"select type from contact where id = {number}")[0][0]
                self.people[number] = Person(number, month, type_, type_)
            self.undone()
            for step in self.random.sample((self.promote, self.edit, self.reimport, self.promote, self.quiet), 4):
                step()
        self.leave()

    def some(self, *types: str) -> list[Person]:
        held = [one for one in self.people.values() if one.type in types and one.lifecycle == "active" and not one.gone]
        return self.random.sample(held, min(len(held), 3))

    def move(self, person: Person, to: str) -> None:
        person.moves.append((self.month, person.type, to))
        person.type = to

    def promote(self) -> None:
        for type_, to in (("lead", "prospect"), ("prospect", "client")):
            if chosen := self.some(type_):
                refs = " ".join(str(each.id) for each in chosen)
                self.casa.ok(f"contact promote {refs} -y -o json")
                for each in chosen:
                    self.move(each, to)

    def edit(self) -> None:
        for each in self.some("lead", "client")[:2]:
            to = self.random.choice(("client", "owner")) if each.type == "lead" else "tenant"
            self.casa.ok(f"contact edit {each.id} --type {to} --tag seen -o json")
            self.move(each, to)

        for each in self.some("owner")[:1]:  # not of the pipeline, before and after
            self.casa.ok(f"contact edit {each.id} --type landlord -o json")
            self.move(each, "landlord")

    def reimport(self) -> None:
        chosen = self.some("lead", "prospect")
        rows = [f"{each.id},client,Re,Imported,r{each.id}@example.com" for each in chosen]
        text = "\n".join(["contact_id,type,first name,last name,email", *rows, ""])
        self.casa.ok("contact import - --on-conflict update --trust id -q -o json", stdin=text)
        for each in chosen:
            self.move(each, "client")

    def quiet(self) -> None:
        for each in self.some(*RUNGS)[:2]:
            self.casa.ok(f"contact deactivate {each.id} -y -o json")
            each.lifecycle = "inactive"

    def undone(self) -> None:
        """A promotion that is undone has not happened; undone once more, it has."""
        for often in (1, 2, 3):
            email = f"undone{len(self.people)}@example.com"
            number = self.casa.person(f"Undone No{often}", type="lead", email=email)
            each = self.people[number] = Person(number, self.month, "lead", "lead")
            operation = self.casa.ok(f"contact promote {number} -o json").json["operation"]
            for _ in range(often):
                operation = self.casa.ok(f"undo {operation} -y -o json").json["operation"]
            if often % 2 == 0:
                self.move(each, "prospect")

    def leave(self) -> None:
        """One is erased, one is merged into another: neither is counted any more."""
        gone, lost, kept = self.random.sample(
            sorted(self.some(*RUNGS) + self.some("owner", "landlord"), key=lambda p: p.id), 3
        )
        self.casa.ok(f"contact archive {gone.id} -y")
        self.casa.ok(f"contact erase {gone.id} -y")
        self.casa.ok(f"contact merge {kept.id} {lost.id} -y")
        gone.gone = lost.gone = True

    def expected(self) -> dict[str, dict[str, int]]:
        """Every month by hand."""
        months: dict[str, dict[str, int]] = {}
        for each in (one for one in self.people.values() if not one.gone):
            for month, old, new in each.moves:
                key = f"to_{new}" if new in RUNGS else "onward"
                _add(months, month, key if old in RUNGS else "")
            if each.came not in RUNGS:
                continue
            lost = each.type in ("lead", "prospect") and each.lifecycle != "active"
            end = "lost" if lost else each.type if each.type in RUNGS else "onward"
            _add(months, each.month, f"{each.came}s")
            _add(months, each.month, f"now_{end}")
            _add(months, each.month, "converted" if each.came != "client" and end in ("client", "onward") else "")
        return months


def _add(months: dict[str, dict[str, int]], month: str, key: str) -> None:
    counts = months.setdefault(month, {})
    if key:
        counts[key] = counts.get(key, 0) + 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_pipeline_is_what_a_model_of_the_year_counts(casa: Casa, seed: int) -> None:
    course = Course(casa, seed)
    course.live()

    found = shape(casa, "pipeline --since 2026-01-20")

    months = {
        month["month"]: {k: v for k, v in month.items() if v and k not in ("month", "conversion")}
        for month in found["months"]
    }
    assert list(months) == [f"2026-0{n}" for n in range(1, 8)]
    assert {month: counts for month, counts in months.items() if counts} == course.expected()
    for month in [*found["months"], found["total"]]:
        came = month["leads"] + month["prospects"]
        assert month["conversion"] == (round(100 * month["converted"] / came, 1) if came else None)
        assert sum(month[f"now_{end}"] for end in ("lead", "prospect", "client", "onward", "lost")) == (
            came + month["clients"]
        )
    changing = "select distinct o.verb from operation o join change h on h.operation_id = o.id"
    typed = """h.before like '%"type":%' and h.after like '%"type":%' and h.table_name = 'contact'"""
    assert {row[0] for row in casa.rows(f"{changing} where {typed}")} <= {*CHANGING, "undo"}
    active = Counter(each.type for each in course.people.values() if each.lifecycle == "active" and not each.gone)
    assert found["standing"] == {f"{type_}s": active[type_] for type_ in RUNGS}


def test_those_who_came_before_the_first_month_count_only_as_moves(casa: Casa) -> None:
    casa.travel(to="2026-01-15")
    lea = casa.person("Lea Lead", type="lead", email="lea@example.com")
    casa.travel(to="2026-03-15")
    casa.ok(f"contact promote {lea}")

    (february, march) = shape(casa, "pipeline --since 2026-02-28")["months"]

    assert {key: each for key, each in february.items() if each} == {"month": "2026-02"}
    assert {key: each for key, each in march.items() if each} == {"month": "2026-03", "to_prospect": 1}


def test_a_month_is_that_of_the_workspaces_calendar(casa: Casa) -> None:
    casa.ok("workspace set timezone Pacific/Auckland")
    casa.travel(to="2026-05-31 13:00:00")  # already June there
    lea = casa.person("Lea Lead", type="lead", email="lea@example.com")
    casa.ok(f"contact promote {lea}")

    (june,) = shape(casa, "pipeline --since 2026-06-01")["months"]

    assert (june["month"], june["leads"], june["to_prospect"]) == ("2026-06", 1, 1)


def test_an_import_that_was_undone_brought_nobody(casa: Casa) -> None:
    people(casa, Random(1), 5, RUNGS)
    casa.ok("undo -y")

    total = shape(casa, "pipeline")["total"]

    assert {key: each for key, each in total.items() if each} == {}


# Activity -----------------------------------------------------------------------------------------


def busy(casa: Casa) -> None:
    casa.ok(f"user add {ANN} --name Ann --type staff --group manager")
    casa.travel(to="2027-01-01")
    casa.tenant("Early Bird")
    casa.travel(to="2027-02-02")
    for name in ("Joe Bloggs", "Ann Archer", "Al Pha"):
        casa.tenant(name)
    casa.ok("contact lock 2 3 4 --reason debt -y")
    casa.travel(to="2027-02-03")
    casa.ok(f"contact edit 2 --tag vip --actor {ANN}")
    casa.ok(f"undo -y --actor {ANN}")


def test_activity_counts_operations_by_verb_and_actor(casa: Casa) -> None:
    busy(casa)

    found = shape(casa, "activity --since 2027-02-01")

    log = [each for each in casa.log() if each["at"] >= "2027-02-01"]
    assert Counter((each["verb"], each["actor"]) for each in log) == {
        (row["verb"], row["actor"]): row["operations"] for row in found["done"]
    }
    assert (found["operations"], found["contacts"]) == (len(log), sum(each["contacts"] for each in log))
    assert (found["undone"], [row["verb"] for row in found["done"] if row["undone"]]) == (1, ["contact.edit"])
    assert [(row["actor"], row["operations"]) for row in found["actors"]] == [("root", 4), (ANN, 2)]
    assert (found["by"], [tuple(each.values()) for each in found["spread"]]) == (
        "day", [("2027-02-02", 4, 6), ("2027-02-03", 2, 2)],
    )  # fmt: skip
    assert found["done"][0] == {
        "verb": "contact.add", "actor": "root", "operations": 3, "contacts": 3, "undone": 0,
        "last_at": next(each["at"] for each in log if each["verb"] == "contact.add"),
    }  # fmt: skip


def test_activity_reaches_back_30_days_unless_told_otherwise_and_spreads_as_it_gets_long(casa: Casa) -> None:
    busy(casa)

    assert shape(casa, "activity")["since"] == "2027-01-04"
    assert shape(casa, "activity")["operations"] == 6
    weeks, months = shape(casa, "activity --since 2026-12-30"), shape(casa, "activity --since 2026-07-01")
    assert (weeks["by"], [each["from"] for each in weeks["spread"]]) == ("week", ["2026-12-30", "2027-02-01"])
    assert (months["by"], [each["from"] for each in months["spread"]]) == (
        "month",
        ["2026-11-01", "2027-01-01", "2027-02-01"],
    )


def test_activity_of_the_fenced_is_what_concerns_nobody_out_of_sight(casa: Casa) -> None:
    casa.property("Rose Court/1", kind="unit")
    casa.owner("Olive Owner", at="Rose Court/1")
    casa.owner("Ed Elm")
    casa.ok("contact lock 1 2 --reason debt -y")
    casa.ok("contact lock 1 --until +1d --reason debt -y")
    casa.ok(f"user add {ANN} --name Ann --type staff --group manager --community 'Rose Court'")

    found = casa.ok(f"report activity -o json --actor {ANN}").json

    seen = casa.ok("log list -o json", env={"CASACTL_ACTOR": ANN}).json
    assert found["operations"] == len(seen) == sum(each["operations"] for each in found["spread"]) > 0
    assert {row["verb"] for row in found["done"]} == {each["verb"] for each in seen}


@pytest.mark.parametrize("report", ["pipeline", "activity"])
def test_nothing_has_happened_since_a_day_ahead(casa: Casa, report: str) -> None:
    done = casa.run(f"report {report} --since tomorrow -o json")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "lies ahead" in done.error["message"]


def test_a_pipeline_of_nobody_says_so_on_its_page(casa: Casa) -> None:
    assert "Nobody came in as lead, prospect or client." in casa.ok("report pipeline --html -").stdout
