"""What `contact show` gathers: everything on one contact, why it stands as it does, and what to do about it."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest

from casactl.actions.contact.profile.next_steps import HANDFUL
from casactl.actions.contact.profile.page import profile_of
from casactl.actions.contact.profile.parts import ALWAYS, SECTIONS
from casactl.cli.tree import TREE
from casactl.domain.engagements import KINDS
from tests.casa import Casa
from tests.mailed import activated
from tests.portrait import HOME, LAW, portrait


def page(casa: Casa, number: int, *words: str) -> Any:
    return casa.ok(["contact", "show", number, "-o", "json", *words]).json


def commands(casa: Casa, number: int, *words: str) -> list[str]:
    return [step["command"] for step in page(casa, number, *words)["next"]]


def piece(casa: Casa, contact: int, kind: str, title: str = "X", **more: Any) -> int:
    row = {"contact_id": contact, "kind": kind, "title": title, "state": "open", "author": "root", **more}
    with casa.work(f"{kind}.add") as work:
        number: int = work.insert("engagement", [row])[0]
    return number


# All of it ----------------------------------------------------------------------------------------


def test_PY_6_the_page_holds_work_in_progress_and_completed(casa: Casa) -> None:
    joe = portrait(casa)
    found = page(casa, joe)

    states = {(each["kind"], each["title"]): each["state"] for each in found["engagements"]}
    assert states["project", "New roof"] == "open"
    assert states["task", "Change the lock"] == "done"
    assert states["task", "Call the bank"] == "cancelled"
    assert found["analytics"]["work"] == {"open": 6, "done": 3, "cancelled": 1}  # an event that passed is done
    assert [each["title"] for each in found["assigned_work"]] == ["Water the plants"]


def test_PY_5_has_access_marks_the_address_with_a_key(casa: Casa) -> None:
    joe = portrait(casa)

    billing, shop = page(casa, joe)["addresses"]

    assert (billing["billing"], billing["has_access"], billing["access"]) == (True, False, None)
    assert (shop["site"], shop["has_access"], shop["access"]["name"]) == (True, True, "Kay Holder")


def test_PY_8_analytics_say_how_a_contact_pays(casa: Casa) -> None:
    joe = portrait(casa)

    found = page(casa, joe)["analytics"]

    assert {key: found[key] for key in ("charged", "paid", "average_days_to_pay", "share_paid_in_time")} == {
        "charged": "350.50", "paid": "200.00", "average_days_to_pay": 20.0, "share_paid_in_time": 0.5,
    }  # fmt: skip


def test_money_is_told_with_its_age_and_the_last_three_payments(casa: Casa) -> None:
    joe = portrait(casa)
    casa.ok(["ledger", "pay", joe, "0.50", "--on", "2026-11-02", "--method", "transfer"])

    found = page(casa, joe)["money"]

    assert found["ageing"] == {
        "not_due": "80.00", "current": "0.00", "d30": "40.00", "d60": "0.00", "d90": "20.50", "d120": "9.50",
    }  # fmt: skip
    assert (found["balance"], found["currency"], found["oldest_due"]) == ("150.00", "GBP", "2026-07-10")
    assert found["last_payments"] == [
        {"on": "2026-11-02", "amount": "0.50", "method": "transfer"},
        {"on": "2026-07-01", "amount": "60.00", "method": None},
        {"on": "2026-06-10", "amount": "40.00", "method": "cash"},
    ]
    (row,) = (row for row in casa.ok("ledger ageing -o json").json if row["id"] == joe)
    assert found["ageing"] == {key: row[key] for key in found["ageing"]}


def test_who_never_had_a_charge_has_nothing_to_say_about_paying(casa: Casa) -> None:
    ann = casa.owner("Ann Archer")

    found = page(casa, ann)

    assert found["analytics"] == {
        "charged": "0.00", "paid": "0.00", "average_days_to_pay": None, "share_paid_in_time": None,
        "work": {"open": 0, "done": 0, "cancelled": 0},
        "first_contact": found["created_at"], "last_contact": found["created_at"],
    }  # fmt: skip
    assert found["money"]["last_payments"] == []
    assert set(found["money"]["ageing"].values()) == {"0.00"}


def test_money_in_credit_is_not_owed_by_anybody(casa: Casa) -> None:
    ann = casa.owner("Ann Archer")
    casa.ok(["ledger", "pay", ann, "50"])

    found = page(casa, ann)["money"]

    assert (found["balance"], found["oldest_due"]) == ("-50.00", None)
    assert set(found["ageing"].values()) == {"0.00"}


def test_contact_is_first_and_last_what_was_written_noted_or_signed_in(casa: Casa) -> None:
    ann = casa.owner("Ann Archer", email="ann@example.com")
    for day, words in (("2026-12-01", "message receive"), ("2026-12-05", "note add")):
        casa.travel(to=day)
        casa.ok([*words.split(), ann, "--text", "hello", *(["--subject", "s"] if "message" in words else [])])
    casa.travel(to="2026-12-24")

    found = page(casa, ann)["analytics"]

    assert found["first_contact"].startswith("2026-11-23")
    assert found["last_contact"].startswith("2026-12-05")


def test_people_of_a_company_stand_with_the_primary_first(casa: Casa) -> None:
    acme = casa.company("Acme Ltd")
    casa.tenant("Ann Archer", company="Acme Ltd")
    zoe = casa.tenant("Zoë Zimmer", company="Acme Ltd")
    ((link,),) = casa.rows(f"select id from link where contact_id = {zoe}")
    with casa.work("contact.link") as work:
        work.update("link", [{"id": link, "is_primary": 1}])

    found = page(casa, acme)["links"]

    assert [(each["display_name"], each["primary"]) for each in found] == [("Zoë Zimmer", True), ("Ann Archer", False)]


# Standing -----------------------------------------------------------------------------------------


def test_SD_4_the_page_says_since_when_by_whom_and_why_somebody_is_inactive(casa: Casa) -> None:
    ann = casa.owner("Ann Archer")
    casa.ok(["contact", "deactivate", ann, "--reason", "no answer"])
    casa.ok(["contact", "activate", ann])
    assert page(casa, ann)["lifecycle_reason"] is None
    casa.ok("undo -y")

    found = page(casa, ann)

    assert (found["lifecycle"], found["lifecycle_reason"]) == ("inactive", "no answer")
    assert found["lifecycle_since"].startswith("2026-11-23")
    assert found["lifecycle_by"] == casa.log()[0]["actor"]
    assert "SD-1" in found["meaning"][0]


def test_MC_17_the_page_says_what_an_archive_means_and_why_it_came(casa: Casa) -> None:
    ann = activated(casa, "Ann Archer")
    casa.ok(["contact", "archive", ann, "--reason", "moved out", "--on", "tomorrow"])
    casa.travel(to="2026-11-24")
    casa.ok("due run")

    found = page(casa, ann)

    assert (found["lifecycle"], found["lifecycle_reason"]) == ("archived", "moved out")
    assert [rule in " ".join(found["meaning"]) for rule in ("MC-17", "MC-18", "MC-19", "MC-22")] == [True] * 4
    assert found["next"][0]["command"] == f"casactl contact unarchive {ann}"


def test_SD_1_who_was_inactive_before_the_archive_does_not_sign_in(casa: Casa) -> None:
    ann = casa.owner("Ann Archer")
    casa.ok(["contact", "deactivate", ann])
    casa.ok(["contact", "archive", ann])

    assert "SD-1" in page(casa, ann)["meaning"][-1]
    assert "MC-19" not in " ".join(page(casa, ann)["meaning"])


def test_SD_22_the_invitation_stands_in_the_place_of_the_last_sign_in(casa: Casa) -> None:
    ann = casa.owner("Ann Archer", email="ann@example.com")
    casa.ok(["contact", "invite", ann])

    found = page(casa, ann, "--section", "standing")

    assert (found["portal"], found["last_sign_in_at"]) == ("invited", None)
    assert found["invited_at"].startswith("2026-11-23")
    assert found["invitation_until"].startswith("2026-11-30")
    casa.travel(to="2026-12-24")
    expired = page(casa, ann)
    assert expired["invitation_expired"]
    why = {step["command"]: step["why"] for step in expired["next"]}
    assert "expired" in why[f"casactl contact invite {ann} --resend"]


def test_the_page_of_somebody_erased_has_no_words_left_and_that_of_somebody_merged_is_the_others(casa: Casa) -> None:
    gone, kept = casa.owner("Ann Archer", email="ann@example.com"), casa.owner("Anna Archer")
    casa.ok(["note", "add", gone, "--text", "secret"])
    other = casa.owner("An Archer")
    casa.ok(["contact", "deactivate", gone, "--reason", "Ann asked"])
    casa.ok(["contact", "delete", gone, "--yes"])
    casa.ok(["contact", "merge", kept, other, "--yes"])

    erased = casa.ok(["contact", "show", gone, "-o", "json"])

    assert "Archer" not in erased.stdout
    assert "secret" not in erased.stdout
    assert (erased.json["lifecycle"], erased.json["next"], erased.json["lifecycle_reason"]) == ("erased", [], None)
    assert erased.json["lifecycle_since"].startswith("2026-11-23")
    assert page(casa, other)["id"] == kept


# Next ---------------------------------------------------------------------------------------------


def test_SD_26_every_command_that_is_proposed_can_be_pasted(casa: Casa) -> None:
    joe = portrait(casa)
    others = [casa.owner("Ann Archer"), casa.person("Lea Lead", type="lead"), casa.company("Bricks Ltd")]
    casa.ok(["contact", "lock", joe, "--reason", "debt"])
    casa.ok(["contact", "deactivate", others[0]])
    verbs = {kind: {"add", "list", "show", "edit", "assign", "done", "cancel"} for kind in KINDS}

    for number in (joe, *others):
        steps = commands(casa, number)
        assert 1 < len(steps) <= HANDFUL
        assert steps[-1] == f"casactl contact can {number}"
        for step in steps:
            program, noun, verb, *rest = shlex.split(step)
            assert program == "casactl"
            assert verb in (TREE[noun].verbs if noun in TREE else verbs[noun]), step
            if noun in TREE and not {"ADDRESS", "PATH", "ATTORNEY"} & set(rest):
                casa.ok([noun, verb, *rest, "--dry-run", "--yes"])


def test_PY_6_work_that_is_due_is_proposed_the_oldest_first(casa: Casa) -> None:
    ann = casa.owner("Ann Archer", email="ann@example.com")
    piece(casa, ann, "task", "Later", due="2026-11-24")
    today = piece(casa, ann, "project", "Today", due="2026-11-23")
    late = piece(casa, ann, "task", "Late", due="2026-11-01")
    piece(casa, ann, "task", "Closed", due="2026-11-01", state="done")

    why = {step["command"]: step["why"] for step in page(casa, ann)["next"]}

    assert list(why)[:2] == [f"casactl task done {late}", f"casactl project done {today}"]
    assert why[f"casactl task done {late}"] == "Late: 22 days overdue"
    assert why[f"casactl project done {today}"] == "Today: due today"
    assert not any("Later" in each or "Closed" in each for each in why.values())


def test_PY_8_a_visit_that_has_come_is_proposed(casa: Casa) -> None:
    ann = casa.owner("Ann Archer", email="ann@example.com")
    plan = piece(casa, ann, "plan", "Boiler", every="3m", next_visit="2026-11-22")

    assert commands(casa, ann)[0] == f"casactl plan show {plan}"


@pytest.mark.parametrize(
    ("type_", "email", "without_login", "proposed"),
    [
        ("owner", None, 0, "contact edit {id} --email ADDRESS"),
        ("lead", "ann@example.com", 0, "contact promote {id}"),
        ("owner", "ann@example.com", 0, "contact invite {id}"),
        ("owner", "ann@example.com", 1, "contract show {contract}"),
    ],
)
def test_SD_20_a_contract_that_waits_proposes_what_lets_it_be_signed(
    casa: Casa, type_: str, email: str | None, without_login: int, proposed: str
) -> None:
    ann = casa.person("Ann Archer", type=type_, email=email)
    contract = piece(casa, ann, "contract", "Service agreement", signs_without_login=without_login)

    first = page(casa, ann)["next"][0]

    assert first["command"] == "casactl " + proposed.format(id=ann, contract=contract)
    assert "Service agreement" in first["why"]


def test_a_debt_past_due_proposes_the_next_rung_and_leaves_each_two_weeks(casa: Casa) -> None:
    ann = casa.owner("Ann Archer", email="ann@example.com")
    casa.ok(["ledger", "charge", ann, "50", "--for", "Levy", "--due", "2026-11-01"])

    def rung() -> list[str]:
        return [words for words in commands(casa, ann) if " arrears " in words or " handover " in words]

    assert rung() == [f"casactl arrears status {ann} --set reminder"]
    casa.ok(["arrears", "status", ann, "--set", "reminder"])
    assert rung() == []
    casa.travel(to="2026-12-08")
    assert rung() == [f"casactl arrears status {ann} --set first-notice"]
    casa.ok(["arrears", "status", ann, "--set", "payment-plan"])
    casa.travel(to="2027-02-08")
    assert rung() == []


def test_WU_6_after_the_demand_comes_the_handover_where_an_attorney_reaches(casa: Casa) -> None:
    casa.property(HOME)
    ann = casa.owner("Ann Archer", at=HOME)
    casa.ok(["ledger", "charge", ann, "50", "--for", "Levy", "--due", "2026-10-01"])
    casa.ok(["arrears", "status", ann, "--set", "letter-of-demand"])
    casa.travel(to="2026-12-24")
    assert not any("handover" in step for step in commands(casa, ann))
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])

    assert f"casactl contact handover {ann} --to ATTORNEY" in commands(casa, ann)


def test_only_what_the_user_may_do_is_proposed(casa: Casa) -> None:
    joe = portrait(casa)
    casa.ok("workspace set handover_requires_demand off")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    casa.ok(["contact", "handover", joe, "--to", LAW])

    assert commands(casa, joe, "--actor", LAW) == [f"casactl contact can {joe}"]


# Who may see what ---------------------------------------------------------------------------------


def test_WU_10_an_attorney_sees_the_account_and_none_of_the_offices_own(casa: Casa) -> None:
    joe = portrait(casa)
    casa.ok("workspace set handover_requires_demand off")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    casa.ok(["contact", "handover", joe, "--to", LAW])
    casa.travel(to="2026-12-24")
    casa.ok(["note", "add", joe, "--text", "office only"])

    found = page(casa, joe, "--actor", LAW)

    assert (found["engagements"], found["assigned_work"], found["messages"]) == ([], [], [])
    assert found["analytics"]["work"] is None
    assert {note["visibility"] for note in found["notes"]} == {"case"}
    assert found["analytics"]["last_contact"].startswith("2026-11-23")
    assert found["money"]["balance"] == "150.50"


def test_fenced_staff_see_no_work_for_somebody_out_of_sight(casa: Casa) -> None:
    casa.property("Elm Row/3", kind="unit")
    joe = portrait(casa)
    hidden = casa.owner("Zacharias Quill", at="Elm Row/3")
    piece(casa, hidden, "task", "hush-hush", assignee_id=joe, due="2026-11-01")
    clerk = "ann@office.example"
    casa.ok(["user", "add", clerk, "--name", "Ann Lee", "--type", "staff", "--community", "Rose Court"])

    seen = json.dumps(page(casa, joe, "--actor", clerk))

    assert "hush-hush" in json.dumps(page(casa, joe))
    assert "hush-hush" not in seen
    assert "Quill" not in seen


# Sections -----------------------------------------------------------------------------------------


def test_every_key_stands_in_a_section_and_every_section_has_its_keys(casa: Casa) -> None:
    joe = portrait(casa)
    whole = page(casa, joe)

    assert {*ALWAYS, *(key for keys in SECTIONS.values() for key in keys)} == set(whole)
    for name, keys in SECTIONS.items():
        assert page(casa, joe, "--section", name) == {key: whole[key] for key in whole if key in {*ALWAYS, *keys}}


def test_sections_can_be_named_together_in_every_form(casa: Casa) -> None:
    joe = portrait(casa)
    words = ["contact", "show", str(joe), "--section", "Notes", "--section", "reach", "--section", "notes"]

    assert set(casa.ok([*words, "-o", "json"]).json) >= {"id", "display_name", "email", "notes"}
    lines = dict(line.split("\t") for line in casa.ok([*words, "-o", "tsv"]).stdout.splitlines())
    assert (lines["id"], lines["email"]) == (str(joe), "joe@example.com")
    assert "balance" not in lines
    assert casa.ok([*words, "-o", "csv"]).stdout.startswith("id,external_id,display_name,first_name")
    assert casa.ok([*words, "-o", "ids"]).ids == [joe]
    assert casa.ok([*words, "--fields", "email"]).stdout == "joe@example.com\n"


@pytest.mark.parametrize("name", ["cash", "", "id"])
def test_an_unknown_section_lists_the_valid_ones(casa: Casa, name: str) -> None:
    refused = casa.run(["contact", "show", "1", "--section", name])

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert all(each in refused.stderr for each in SECTIONS)


def test_off_a_terminal_every_key_is_a_line_and_nested_ones_are_json(casa: Casa) -> None:
    joe = portrait(casa)
    whole = page(casa, joe)

    lines = dict(line.split("\t") for line in casa.ok(["contact", "show", joe, "-o", "tsv"]).stdout.splitlines())

    assert list(lines) == list(whole)
    assert json.loads(lines["money"]) == whole["money"]
    assert json.loads(lines["engagements"]) == whole["engagements"]
    assert lines["tags"] == "keys; vip"


def test_addresses_of_others_stay_theirs(casa: Casa) -> None:
    ann, joe = casa.owner("Ann Archer"), casa.owner("Joe Bloggs")
    with casa.work("address.add") as work:
        work.insert("address", [{"contact_id": ann, "line": "1 Rd", "country": "GB", "billing": 1}])

    assert [len(page(casa, number)["addresses"]) for number in (ann, joe)] == [1, 0]


# At any size --------------------------------------------------------------------------------------

FEW = ("json_each", "setting", "users", "user_community", "home", "sqlite_master", ")")
"""What may be read from end to end: a handful of rows in any office, and what another select has found."""


def test_no_statement_of_the_page_reads_a_table_from_end_to_end(casa_sqlite: Casa) -> None:
    joe = portrait(casa_sqlite)
    casa_sqlite.ok(["contact", "deactivate", joe, "--reason", "no answer"])
    reader = casa_sqlite.reader()
    asked: list[str] = []
    reader.connection.set_trace_callback(asked.append)

    profile_of(reader, joe, today="2026-11-23")

    reader.connection.set_trace_callback(None)
    plans = {sql: reader.connection.execute(f"explain query plan {sql}").fetchall() for sql in asked}
    reader.close()
    steps = [(row[3], sql) for sql, rows in plans.items() for row in rows]
    scans = {(step.split()[1], sql) for step, sql in steps if step.startswith("SCAN") and "(subquery" not in step}
    assert len(asked) > 20
    assert {
        (name, sql) for name, sql in scans if not any(f"{each} {name} " in sql or name == each for each in FEW)
    } == set()
