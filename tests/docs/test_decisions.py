"""The checks that the records in docs/decisions/ close with."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from casactl.cli.tree import TOP, TREE
from casactl.domain.abilities import RULES, Ability, cannot
from casactl.domain.engagements import KINDS
from casactl.domain.facts import Facts
from casactl.domain.remedy import Remedy
from casactl.domain.standing import Lifecycle
from casactl.store.queries import contacts
from casactl.store.queries.contacts import Page, list_contacts
from casactl.store.queries.filters import Filters
from tests.casa import Casa
from tests.mailed import letters, text_of


def test_0002_a_row_matched_by_id_is_the_whole_truth_another_one_only_adds(casa: Casa, tmp_path: Path) -> None:
    home, other = casa.property("Rose Court/1"), casa.property("Rose Court/2")
    file = tmp_path / "rows.csv"
    fields = {"external_id": "T-1", "phone": "07700 900123", "tag": "vip", "custom": {"shoe": "44"}}
    careful = casa.tenant("Joe Bloggs", at=home, **fields)
    exact = casa.tenant("Ann Archer", at=home, **{**fields, "external_id": "T-2"})

    head = "contact_id,external_id,first_name,phone,tags,x-shoe,property,role\n"
    file.write_text(f"{head},T-1,Joey,,,,{other},tenant\n{exact},T-2,Anna,,,,{other},tenant\n")
    casa.ok(["contact", "import", str(file), "--on-conflict", "update"])

    joe, ann = casa.contact(careful), casa.contact(exact)
    assert (joe.first_name, joe.phone, joe.tags, joe.custom) == ("Joey", "+447700900123", ["vip"], {"shoe": "44"})
    assert joe.properties == [home, other]
    assert (ann.first_name, ann.phone, ann.tags, ann.custom) == ("Anna", None, [], {})
    assert ann.properties == [other]


def test_0003_showing_phone_numbers_needs_no_library_for_them(casa_sqlite: Casa) -> None:
    joe = casa_sqlite.tenant("Joe Bloggs", phone="07700 900123")
    look = (
        "import sys\n"
        "from casactl.cli.main import main\n"
        "assert main(sys.argv[1:]) == 0\n"
        "assert 'phonenumbers' not in sys.modules\n"
    )

    for words in (["contact", "list"], ["contact", "show", str(joe)], ["contact", "export", "-"]):
        seen = subprocess.run([sys.executable, "-c", look, *words], capture_output=True, text=True, check=False)
        assert seen.returncode == 0, seen.stderr
    assert "+44 7700 900123" in seen.stdout


@pytest.mark.parametrize("sort", ["name", "-name", "id", "created"])
def test_0004_walking_and_searching_give_the_same_page(casa: Casa, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    for n in range(12):
        casa.tenant(f"Tenant No{n:02}", tag="rare" if n in (3, 9) else "common")
    filters = Filters(lifecycle=("active",), tag=("rare",))

    def page(walk: int) -> list[int]:
        monkeypatch.setattr(contacts, "WALK", walk)
        monkeypatch.setattr(contacts, "FIRST_STEPS", 1)
        reader = casa.reader()
        try:
            found = list_contacts(reader, filters, Page(sort, 2), today="2026-11-23")
            return [row.id for row in found]
        finally:
            reader.close()

    assert page(4000) == page(1)
    assert len(page(1)) == 2


def test_0005_a_backup_opens_with_zipfile_and_sqlite3_whatever_the_source(casa: Casa, tmp_path: Path) -> None:
    casa.tenant("Joe Bloggs")

    casa.ok(["workspace", "backup", str(tmp_path / "office.backup")])

    with zipfile.ZipFile(tmp_path / "office.backup") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        archive.extract("casactl.db", tmp_path)
    database = sqlite3.connect(tmp_path / "casactl.db")
    try:
        assert database.execute("select display_name from contact").fetchall() == [("Joe Bloggs",)]
        assert database.execute("select head from chain").fetchone() == (manifest["head"],)
    finally:
        database.close()


def test_0006_dated_work_that_was_applied_and_undone_stays_undone(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on +2w")
    casa.travel(to="2026-12-07")
    casa.ok("due run")
    assert casa.contact(joe).lifecycle == "archived"

    casa.ok(f"undo {casa.log()[0]['operation']}")
    casa.ok("due run")

    assert casa.contact(joe).lifecycle == "active"
    assert casa.ok("due list -o json").json == []
    casa.ok(f"undo {casa.log()[0]['operation']}")
    assert casa.contact(joe).lifecycle == "archived"


def test_0006_undone_before_its_day_the_plan_stands_again(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on +2w")
    casa.ok("due run --as-of +2w --yes")

    casa.ok(f"undo {casa.log()[0]['operation']}")

    assert [plan["state"] for plan in casa.ok("due list -o json").json] == ["pending"]


def test_0007_a_remedy_is_a_command_that_exists() -> None:
    for rule in RULES:
        if rule.remedy:
            first, _, verb = rule.remedy.verb.partition(" ")
            nouns = KINDS if first == "{kind}" else (first,)
            assert first in TOP or all(verb in TREE[noun].verbs for noun in nouns), rule.remedy


@pytest.mark.parametrize("facts", [{"balance": 1}, {"balance": -1}, {"lifecycle": Lifecycle.MERGED, "merged_into": 5}])
def test_0007_a_remedy_that_depends_on_the_facts_is_a_command_too(facts: dict[str, Any]) -> None:
    who = Facts(id=17, display_name="Joe", kind="person", type="tenant", **{"lifecycle": Lifecycle.ACTIVE, **facts})

    (reason,) = cannot(who, Ability.ARCHIVE)

    assert isinstance(reason.remedy, Remedy)
    noun, verb = reason.remedy.verb.split()
    assert verb in TREE[noun].verbs


def test_0007_MC_10_deleting_an_active_contact_is_answered_with_advice_to_archive(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    answer = casa.run(f"contact can {joe} delete -o json")

    assert answer.exit_code == 5
    (reason,) = answer.json["abilities"][0]["reasons"]
    assert (reason["rule"], reason["remedy"]) == ("SD-6", f"casactl contact deactivate {joe}")
    assert "archive instead" in reason["message"]


def test_0012_an_emptied_address_goes_where_it_is_the_only_one_and_comes_back_elsewhere(casa: Casa) -> None:
    for name, lines in (("Joe Bloggs", ["1 High St"]), ("Ann Archer", ["2 Elm Row", "3 Mill Lane"])):
        number = casa.tenant(name)
        for line in lines:
            casa.ok(["address", "add", number, "--line", line])

    for _ in range(2):
        done = casa.run("contact import - --on-conflict update -o json", stdin="contact_id,address_line\n1,\n2,\n")
        assert (done.exit_code, done.json["rejected"]) == (3, 1)

    assert casa.contact(1).addresses == []
    assert [each["line"] for each in casa.contact(2).addresses] == ["2 Elm Row", "3 Mill Lane"]


def test_0013_a_mailed_statement_stands_among_the_messages_as_it_was_queued(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"ledger charge {joe} 120 --for Rent")
    casa.ok(f"ledger statement {joe} --mail --no-send")
    casa.ok(f"ledger pay {joe} 120")
    casa.run("outbox send")

    (message,) = casa.ok(f"message list {joe} -o json").json
    assert "Balance due: 120.00 GBP" in message["text"]
    assert letters(casa) == []  # what is no longer true does not leave (D4)

    casa.ok(f"ledger charge {joe} 80 --for Rent")
    casa.ok(f"ledger statement {joe} --mail --no-send")
    casa.ok("outbox send")
    assert "Balance due: 80.00 GBP" in text_of(letters(casa)[0])
