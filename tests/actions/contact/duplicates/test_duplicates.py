"""Finding contacts that were entered twice, and remembering that a pair is two."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from casactl.actions.contact.duplicates import blocking
from casactl.store.derived import sort_key
from tests.casa import Casa

LABELLED = Path(__file__).parents[3] / "data" / "duplicates.csv"


def found(casa: Casa, more: str = "") -> list[dict[str, Any]]:
    pairs: list[dict[str, Any]] = casa.ok(f"contact duplicates -o json {more}").json
    return pairs


def pairs(casa: Casa, more: str = "") -> set[tuple[int, int]]:
    return {(each["a"], each["b"]) for each in found(casa, more)}


def person(name: str, **more: Any) -> dict[str, Any]:
    """A row for `fill`, `First|Last`."""
    first, last = name.split("|")
    shown = f"{first} {last}"
    return {"kind": "person", "type": "tenant", "first_name": first, "last_name": last, "display_name": shown,
            "sort_key": sort_key(first, last, None), **more}  # fmt: skip


def company(name: str, **more: Any) -> dict[str, Any]:
    return {"kind": "company", "type": "vendor", "name": name, "display_name": name,
            "sort_key": sort_key(None, None, name), **more}  # fmt: skip


def fill(casa: Casa, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    with casa.work() as work:
        ids: list[int] = work.insert("contact", list(rows))
    return ids


def _in_common(what: str, n: int, side: int) -> dict[str, str]:
    mail = {"domain": f"works{n}.example", "free": "gmail.com"}.get(what)
    phone = {"phone": f"+44207946{n:04}"} if what == "phone" else {}
    return {**phone, **({"email": f"somebody{n}.{side}@{mail}"} if mail else {})}


def _labelled(casa: Casa) -> Iterator[tuple[bool, tuple[int, int], str]]:
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    made = [
        (person if row["kind"] == "person" else company)(row[side], **_in_common(row["in common"], n, at))
        for n, row in enumerate(rows)
        for at, side in enumerate("ab")
    ]
    ids = fill(casa, made)
    for n, row in enumerate(rows):
        pair = ids[2 * n], ids[2 * n + 1]
        _tie(casa, row["in common"], pair)
        yield row["double"] == "yes", pair, f"{row['a']} / {row['b']} ({row['in common']})"


def _tie(casa: Casa, what: str, pair: tuple[int, int]) -> None:
    if what not in ("property", "company"):
        return
    unit = int(casa.rows("select id from property where kind = 'unit'")[0][0])
    unit = unit if what == "company" else _unit(casa, pair[0])
    with casa.work() as work:
        if what == "property":
            row = {"property_id": unit, "role": "tenant", "starts": "2026-01-01"}
            work.insert("attachment", [{"contact_id": each, **row} for each in pair])
        else:
            firm = work.insert("contact", [company(f"Firm Number {pair[0]}")])[0]
            work.insert("link", [{"contact_id": each, "other_id": firm, "kind": "works-for"} for each in pair])


def _unit(casa: Casa, number: int) -> int:
    path = casa.property(f"Row/{number}", kind="unit")
    return int(casa.rows(f"select id from property where path = '{path}'")[0][0])


def test_all_labelled_doubles_are_found_and_nobody_who_is_two(casa: Casa) -> None:
    casa.property("Row/0", kind="unit")
    labelled = list(_labelled(casa))
    said = pairs(casa)

    assert [words for double, pair, words in labelled if double and pair not in said] == []
    assert [words for double, pair, words in labelled if not double and pair in said] == []
    assert sum(double for double, _, _ in labelled) >= 60
    assert sum(not double for double, _, _ in labelled) >= 60


def test_the_same_phone_is_a_likely_double_and_with_the_name_a_sure_one(casa: Casa) -> None:
    mike = casa.tenant("Mike Smith", phone="020 7946 0001")
    michael = casa.tenant("Michael Smith", phone="+44 20 7946 0001")
    other = casa.tenant("Olga Orlov", phone="020 7946 0001")
    casa.company("Mike Smith Ltd", phone="020 7946 0001")

    pairs = [{key: row[key] for key in ("a", "b", "score", "reasons")} for row in found(casa)]
    assert pairs == [
        {"a": mike, "b": michael, "score": 92, "reasons": ["nickname", "same phone"]},
        {"a": mike, "b": other, "score": 60, "reasons": ["same phone"]},
        {"a": michael, "b": other, "score": 60, "reasons": ["same phone"]},
    ]
    assert found(casa, "--threshold 61 --limit 5") == found(casa)[:1]
    assert found(casa, "--limit 2") == found(casa)[:2]


def test_what_is_in_common_counts_on_top(casa: Casa) -> None:
    casa.property("Rose/1", kind="unit")
    first = casa.tenant("John Smith", email="john@acme.example", at="Rose/1")
    second = casa.tenant("John Smith", email="js@acme.example", at="Rose/1", allow_duplicate=True)
    third = casa.tenant("John Smith", email="john+x@acme.example")
    fourth = casa.tenant("John Smith", email="john@gmail.com")

    by_pair = {(each["a"], each["b"]): (each["score"], each["reasons"]) for each in found(casa)}
    assert by_pair[first, second] == (100, ["same name", "same property", "same e-mail domain"])
    assert by_pair[first, third] == (96, ["same name", "same mailbox"])
    assert by_pair[second, third] == (88, ["same name", "same e-mail domain"])
    assert by_pair[first, fourth] == (80, ["same name"])
    assert [each["score"] for each in found(casa)] == sorted((s for s, _ in by_pair.values()), reverse=True)


def test_only_who_is_here_and_within_the_filters_pairs(casa: Casa) -> None:
    kept, lost = casa.tenant("Joe Bloggs"), casa.owner("Joe Bloggs")
    assert pairs(casa) == {(kept, lost)}

    assert pairs(casa, "--type tenant") == set()
    assert pairs(casa, "--match bloggs") == {(kept, lost)}
    casa.set_lifecycle(lost, "archived", before="active")
    assert pairs(casa) == {(kept, lost)}
    assert pairs(casa, "--lifecycle active") == set()
    for gone in ("merged", "erased"):
        casa.set_lifecycle(lost, gone)
        assert pairs(casa) == set()


def test_a_pair_that_is_two_is_remembered_until_that_is_undone(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", email="joe@example.com", external_id="T-1")
    casa.tenant("Joe Bloggs", phone="020 7946 0002")
    casa.tenant("Joe Bloggs")

    done = casa.ok("contact duplicates --not-duplicate ref:T-1 02079460002 -o json").json
    assert [(each["ref"], each["id"], each["outcome"]) for each in done["results"]] == [("ref:T-1", 1, "updated")]
    assert done["operation"] is not None
    assert pairs(casa) == {(1, 3), (2, 3)}
    assert casa.rows("select contact_id, other_id from not_duplicate") == [(1, 2)]

    again = casa.ok("contact duplicates --not-duplicate 2 joe@example.com -o json").json
    assert (again["operation"], again["results"][0]["outcome"]) == (None, "unchanged")
    assert casa.ok("log list -o json").json[0]["verb"] == "contact.duplicates"
    casa.ok("log verify")
    undone = casa.ok(f"undo {done['operation']} -y -o json").json["operation"]
    assert pairs(casa) == {(1, 2), (1, 3), (2, 3)}
    casa.ok(f"undo {undone} -y")
    assert pairs(casa) == {(1, 3), (2, 3)}


def test_the_lower_number_stands_first_whatever_the_order(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.tenant("Joe Bloggs")

    casa.ok("contact duplicates 2 1 --not-duplicate")

    assert casa.rows("select contact_id, other_id from not_duplicate") == [(1, 2)]


def test_a_dry_run_remembers_nothing(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.tenant("Joe Bloggs")

    tried = casa.ok("contact duplicates --not-duplicate 1 2 -o json --dry-run").json

    assert (tried["operation"], tried["dry_run"], tried["results"][0]["outcome"]) == (None, True, "updated")
    assert pairs(casa) == {(1, 2)}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("--not-duplicate 1 1", 2), ("--not-duplicate 1 'Joe Only'", 2), ("--not-duplicate 1", 2),
        ("--not-duplicate", 2), ("--not-duplicate 1 2 3", 2), ("1 2", 2), ("1", 2), ("--not-duplicate 1 99", 4),
        ("--not-duplicate 'Ann Twin' 1", 4), ("--not-duplicate 1 2 --type tenant", 2), ("--not-duplicate 1 5", 5),
        ("--not-duplicate 5 1", 5), ("--threshold 101", 2), ("--threshold -1", 2), ("--threshold x", 2),
        ("--limit 0", 2), ("--limit 1.5", 2), ("--type nobody", 2), ("--not-duplicate 1 ''", 2),
    ],
)  # fmt: skip
def test_nonsense_is_told_and_changes_nothing(casa: Casa, words: str, code: int) -> None:
    casa.tenant("Joe Only")
    casa.tenant("Joe Bloggs")
    casa.tenant("Ann Twin")
    casa.tenant("Ann Twin")
    casa.tenant("Gone Person")
    casa.set_lifecycle(5, "erased")

    done = casa.run(f"contact duplicates -o json {words}")

    assert done.exit_code == code
    assert done.error["exit"] == code
    assert casa.rows("select * from not_duplicate") == []


def test_nobody_is_an_empty_list(casa: Casa) -> None:
    assert casa.ok("contact duplicates -o json").stdout == "[]\n"
    assert casa.ok("contact duplicates").stdout == ""
    assert casa.ok("contact duplicates -o ids").stdout == ""
    assert casa.ok("contact duplicates -o csv").stdout == (
        "a,b,score,reasons,a_name,a_email,a_standing,b_name,b_email,b_standing\n"
    )


def test_every_format_carries_the_pair(casa: Casa) -> None:
    casa.tenant("Joe [red]Bloggs", email="joe@example.com")
    casa.tenant("Joe [red]Bloggs")

    sides = {
        f"{side}_{key}": value
        for side, email in (("a", "joe@example.com"), ("b", None))
        for key, value in (
            ("name", "Joe [red]Bloggs"),
            ("email", email),
            ("standing", "active"),
            ("lifecycle", "active"),
        )
    }
    assert casa.ok("contact duplicates -o jsonl").lines == [
        {"a": 1, "b": 2, "score": 80, "reasons": ["same name"], **sides}
    ]
    assert casa.ok("contact duplicates -o csv").stdout.splitlines()[1] == (
        "1,2,80,same name,Joe [red]Bloggs,joe@example.com,active,Joe [red]Bloggs,,active"
    )
    assert casa.ok("contact duplicates -o ids").ids == [1, 2]
    assert casa.ok("contact duplicates -o json --fields b").json == [{"b": 2}]
    cells = casa.ok("contact duplicates").stdout.rstrip("\n").split("\t")
    assert cells == ["80", "1", "Joe [red]Bloggs", "joe@example.com", "active", "2", "Joe [red]Bloggs", "", "active",
                     "same name"]  # fmt: skip


def test_a_crowd_of_one_name_loses_nobody_who_has_more_in_common(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "LARGEST_BLOCK", 20)
    rows = [person("John|Smith", email=f"js{n}@firm{n // 2}.example" if n < 4 else None) for n in range(60)]
    rows += [person(f"{first}|Smith", phone=f"+4420794600{n:02}") for n, first in enumerate(("Jon", "Johnny"))]
    ids = fill(casa, [*rows, person("John|Smith", phone="+442079460000")])

    said = pairs(casa)

    assert {(ids[0], ids[1]), (ids[2], ids[3]), (ids[60], ids[62])} <= said
    assert (ids[10], ids[11]) not in said


def test_a_switchboard_is_nobodys_phone_but_a_name_with_it_counts(casa: Casa) -> None:
    names = ("Ann|Ash", "Bea|Bell", "Cat|Cole", "Don|Dale", "Eve|East", "Fay|Fox", "Guy|Gray", "Hal|Hill", "Ian|Ives",
             "Joy|Jay", "Kim|Kerr", "Bee|Bell")  # fmt: skip
    ids = fill(casa, [person(name, phone="+442079460000") for name in names])

    assert pairs(casa) == {(ids[1], ids[11])}


def test_a_mail_domain_that_a_crowd_has_is_a_providers(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = fill(
        casa, [person(name, email=f"x{n}@mail.example") for n, name in enumerate(("Ann|Thomson", "Ann|Thompson"))]
    )
    assert pairs(casa) == {(ids[0], ids[1])}

    monkeypatch.setattr(blocking, "LARGEST_BLOCK", 1)
    assert pairs(casa) == set()


def test_doubles_are_looked_for_within_reach_and_who_may_only_look_remembers_none(casa: Casa) -> None:
    casa.property("Rose/1", kind="unit")
    for _ in range(2):
        casa.tenant("Joe Bloggs", at="Rose/1", allow_duplicate=True)
    casa.tenant("Joe Bloggs")
    casa.ok("user add sue@example.com --name Sue --type staff --community Rose")
    casa.ok("user add att@example.com --name Att --type attorney")

    assert pairs(casa, "--actor sue@example.com") == {(1, 2)}
    assert casa.run("contact duplicates --not-duplicate 1 3 --actor sue@example.com").exit_code == 4
    denied = casa.run("contact duplicates --not-duplicate 1 2 -o json --actor att@example.com")
    assert (denied.exit_code, denied.error["code"]) == (5, "permission.denied")
    assert casa.rows("select * from not_duplicate") == []
    casa.ok("contact duplicates --not-duplicate 1 2 --actor sue@example.com")
    assert pairs(casa) == {(1, 3), (2, 3)}
