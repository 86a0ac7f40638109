"""What has to be looked at this morning: found when it is there, silent when not, each with a command that works."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casactl.actions.report.today import TOPICS
from casactl.cli.tree import TOP, TREE
from casactl.domain.engagements import KINDS
from casactl.render.today import FIELDS
from casactl.store.scope import Scope
from tests.casa import Casa
from tests.cli.terminal import Terminal
from tests.conftest import Filled
from tests.store.sample import QUESTIONS, answer, fill

LAW, ANN = "law@firm.example", "ann@office.example"
ROSE, ELM = "Rose Court/1", "Elm Row/3"
LONG_AGO = "2026-08-01T00:00:00.000000Z"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """What `settle` makes."""
    return settle(casa)


def settle(casa: Casa) -> Casa:
    """Olive (1) of Rose Court, Ed (2) of Elm Row; an attorney for both; Ann, who reaches Rose Court only."""
    casa.property(ROSE, kind="unit")
    casa.property(ELM, kind="unit")
    casa.owner("Olive Owner", email="olive@example.com", at=ROSE)
    casa.owner("Ed Elm", email="ed@example.com", at=ELM)
    both = "--community 'Rose Court' --community 'Elm Row'"
    casa.ok(f"user add {LAW} --name 'Lex Law' --type attorney {both}")
    casa.ok(f"user add {ANN} --name 'Ann Lee' --type staff --group manager --community 'Rose Court'")
    return casa


def matters(casa: Casa, topic: str = "", more: str = "") -> list[dict[str, Any]]:
    """What `today` says, of one topic."""
    chosen = f"--topic {topic}" if topic else ""
    found: list[dict[str, Any]] = casa.ok(f"today {chosen} {more} -o json").json
    return found


def engage(casa: Casa, contact: int, kind: str, **more: object) -> int:
    """A piece of open work."""
    row = {"contact_id": contact, "kind": kind, "title": "Boiler", "state": "open", "author": "root", **more}
    with casa.work(f"{kind}.add") as work:
        return int(work.insert("engagement", [row])[0])


def hand_over(casa: Casa, contact: int, at: str = LONG_AGO) -> int:
    row = {"contact_id": contact, "attorney_id": 1, "community_id": 1, "status_before": "current", "opened_by": "root"}
    with casa.work("contact.handover") as work:
        return int(work.insert("handover_case", [row | {"opened_at": at}])[0])


def everything(casa: Casa) -> None:
    """Something of every topic for Olive and for Ed."""
    for number in (1, 2):
        casa.ok(f"ledger charge {number} 100 --for Levy --on 2026-09-01 --due 2026-09-30")
        casa.ok(f"ledger charge {number} 20 --for Levy --due yesterday")
        casa.ok(f"contact archive {number} --on +1d -y")
        engage(casa, number, "task", due="2026-11-23")
        engage(casa, number, "project", due="2026-11-20")
        engage(casa, number, "event", starts="2026-11-24T14:30")
        engage(casa, number, "plan", next_visit="2026-11-24", every="3m")
        contract = engage(casa, number, "contract")
        with casa.work("contract.edit") as work:
            work.run(f"update engagement set created_at = '{LONG_AGO}' where id = {contract}")
        signed = engage(casa, number, "contract", state="done", closed_at=casa.clock.now().isoformat())
        with casa.work("contract.sign") as work:
            hashed = {"name": "x", "text_hash": "0" * 64, "network": "192.0.2.0/24"}
            work.insert("signature", [{"contact_id": number, "engagement_id": signed, **hashed}])
        hand_over(casa, number)
    casa.ok(f"lease add 1 '{ROSE}' --from 2026-01-01 --to 2026-12-10")
    casa.ok(f"lease add 2 '{ELM}' --from 2026-01-01 --to 2026-12-20")
    casa.ok("contact invite 1 2 --no-send")
    casa.ok("message send 1 2 --subject Water --text Off --no-send")
    with casa.work("test.mail") as work:
        work.run("update outbox set state = 'failed', last_error = '550 no' where template = 'message'")
        work.run("update outbox set state = 'cancelled' where template = 'invitation'")
    casa.travel(to="2026-11-24")
    assert casa.run("due run").exit_code == 3
    with casa.work("arrears.status") as work:  # as nothing does any more
        work.update("contact", [{"id": number, "arrears": "settled"} for number in (1, 2)])
    write_in_portal(casa)
    with casa.work("ledger.bank.import") as work:
        line = {"on_date": "2026-11-20", "amount": 5000, "why": "their name alone"}
        work.insert("bank_line", [{"contact_id": n, "identity": str(n), **line} for n in (1, 2)])


def write_in_portal(casa: Casa) -> None:
    """Both have written in the portal, and ask for another phone number."""
    row = {"direction": "in", "author": "x", "channel": "web", "subject": "Gate", "text": "Shut"}
    with casa.work("message.receive") as work:
        work.insert("message", [{"contact_id": number, **row} for number in (1, 2)])
        wishes = [(1, "+442079460961"), (2, "+442079460962")]
        work.insert("portal_request", [{"contact_id": n, "field": "phone", "value": phone} for n, phone in wishes])


# One by one ---------------------------------------------------------------------------------------


def test_money_at_the_bank_that_waits_is_named_until_somebody_says_whose_it_is(office: Casa) -> None:
    rows = "2026-11-02,Olive Owner,thanks,50.00\n2026-11-03,A Nother,x,7.00\n2026-11-04,Water,x,-9.00\n"
    Path("b.csv").write_text(f"Date,Payer,Details,Amount\n{rows}2026-11-05,N,RF74000001,1.00\n", encoding="utf-8")
    office.ok("ledger bank import b.csv")

    one, two = matters(office, "bank")

    assert (one["contact_id"], one["id"], one["on"], two["contact_id"], two["id"]) == (1, 1, "2026-11-02", None, 2)
    assert one["what"].startswith("50.00 GBP from Olive Owner: their name alone")
    assert two["what"] == "7.00 GBP from A Nother: says nobody who is known here"
    assert (one["command"], two["command"]) == (
        "casactl ledger bank match 1 1", "casactl ledger bank match 2 REF"
    )  # fmt: skip
    office.ok("ledger bank match 1 1 --amount 30")
    assert matters(office, "bank")[0]["what"] == "20.00 GBP from Olive Owner: 20.00 GBP left, matched by hand"
    office.ok("ledger bank match 1 2")
    office.ok("ledger bank ignore 2 --reason theirs")
    assert matters(office, "bank") == []
    office.ok("ledger void 3 --reason wrong")
    assert [each["id"] for each in matters(office, "bank")] == [1]


def test_a_quiet_morning_is_silent_in_every_form(office: Casa) -> None:
    for form, out in (("table", ""), ("ids", ""), ("jsonl", ""), ("json", "[]\n"), ("csv", ",".join(FIELDS) + "\n")):
        done = office.ok(f"today -o {form}")

        assert (done.stdout, done.stderr) == (out, ""), form


def test_MC_15_dated_work_that_is_blocked_is_named_with_what_blocks_it(office: Casa) -> None:
    office.ok("contact archive 1 --on +1d -y")
    assert matters(office) == []
    office.travel(to="2026-11-24")
    office.run("due run")

    (matter,) = matters(office)

    assert (matter["topic"], matter["contact_id"], matter["on"]) == ("blocked", 1, "2026-11-24")
    assert f"archive is blocked: attached to {ROSE} as owner" in matter["what"]
    assert matter["command"] == "casactl contact can 1"
    assert matter["id"] == office.ok("due list -o json").json[0]["id"]
    office.ok(f"contact detach 1 '{ROSE}'")
    office.ok("due run")
    assert matters(office) == []


def test_MC_15_work_that_was_blocked_ahead_of_its_day_is_named_too(office: Casa) -> None:
    office.ok("contact archive 1 --on +1m -y")
    assert office.run("due run --as-of +1m -y").exit_code == 3

    assert [matter["topic"] for matter in matters(office)] == ["blocked"]


def test_dated_work_whose_day_passed_without_a_run_asks_for_one(office: Casa) -> None:
    office.ok("contact lock 1 --reason debt --on +1d -y")
    office.travel(to="2026-11-24")
    assert matters(office) == []  # today's own run has the day to come
    office.travel(to="2026-11-25")

    (matter,) = matters(office)

    assert (matter["command"], matter["on"]) == ("casactl due run", "2026-11-24")
    assert matter["what"] == "lock: its day has passed without a run"
    office.ok("due run")
    assert matters(office) == []


@pytest.mark.parametrize(
    ("state", "words", "again"),
    [("failed", "did not leave: 550 no", ""), ("unknown", "may not have left", " --unknown")],
)
def test_mail_that_failed_or_is_unknown_is_retried_by_number(office: Casa, state: str, words: str, again: str) -> None:
    office.ok("message send 1 2 --subject Water --text Off --no-send")
    with office.work("test.mail") as work:
        work.run(f"update outbox set state = '{state}', last_error = '550 no' where contact_id = 2")

    (matter,) = matters(office)

    assert (matter["topic"], matter["contact_id"], matter["on"]) == ("mail", 2, "2026-11-23")
    assert "mail to ed@example.com" in matter["what"]
    assert words in matter["what"]
    assert matter["command"] == f"casactl outbox retry {matter['id']}{again}"
    office.ok(shlex.split(matter["command"])[1:])
    assert matters(office) == []


def test_SD_22_SD_23_an_invitation_that_ran_out_is_sent_again(office: Casa) -> None:
    office.ok("contact invite 1 2")
    assert matters(office) == []
    office.ok("contact revoke 2")
    office.travel(to="2026-12-01")

    (matter,) = matters(office)

    assert (matter["topic"], matter["contact_id"], matter["id"]) == ("invitation", 1, 1)
    assert (matter["on"], matter["what"]) == ("2026-11-30", "the invitation has expired")
    assert matter["command"] == "casactl contact invite 1 --resend"
    assert [row["id"] for row in office.ok("contact list --portal expired -o json").json] == [1]
    office.ok(shlex.split(matter["command"])[1:])
    assert matters(office) == []


def test_SD_22_an_invitation_whose_link_died_says_so_and_one_that_waits_to_leave_is_no_matter(office: Casa) -> None:
    office.ok("contact invite 1 --no-send")
    assert matters(office) == []
    office.ok("contact edit 1 --email new@example.com")
    (matter,) = matters(office)
    assert (matter["what"], matter["on"]) == ("the invitation's link does not work any more", None)

    with office.work("test.mail") as work:
        work.update("contact", [{"id": 1, "email": None}])
    (matter,) = matters(office)

    assert (matter["what"], matter["command"]) == ("invited, and has no e-mail any more", "casactl contact show 1")


def test_a_lease_that_runs_out_within_60_days_is_named_unless_another_follows(office: Casa) -> None:
    office.ok(f"lease add 1 '{ROSE}' --from 2026-01-01 --to 2027-01-22")
    office.ok(f"lease add 2 '{ELM}' --from 2026-01-01 --to 2027-01-23")

    (matter,) = matters(office)

    assert (matter["topic"], matter["contact_id"], matter["id"], matter["on"]) == ("lease", 1, 1, "2027-01-22")
    assert matter["what"] == f"{ROSE} ends in 60 days"
    assert matter["command"] == "casactl lease show 1"
    office.ok(f"lease add 1 '{ROSE}' --from 2027-01-23 --to 2028-01-22")
    assert matters(office) == []


def test_a_lease_that_was_ended_early_or_is_over_is_no_matter(office: Casa) -> None:
    office.ok(f"lease add 1 '{ROSE}' --from 2026-01-01 --to 2026-11-22")
    office.ok(f"lease add 2 '{ELM}' --from 2026-01-01 --to 2026-12-20")
    office.ok("lease end 2 --on 2026-12-10")

    assert matters(office) == []


def test_a_debt_is_named_when_it_is_past_due_and_grew_in_30_days(office: Casa) -> None:
    office.ok("ledger charge 1 100 --for Levy --on 2026-09-01 --due 2026-09-30")
    office.ok("ledger charge 2 100 --for Levy --on 2026-09-01 --due 2026-09-30")
    assert matters(office, "arrears") == []  # past due, and no more than a month ago
    office.ok("ledger charge 1 20 --for Levy --due 2026-12-31")
    office.ok("ledger charge 2 20 --for Levy --due 2026-12-31")
    office.ok("ledger pay 2 20")

    (matter,) = matters(office, "arrears")

    assert (matter["topic"], matter["contact_id"], matter["id"]) == ("arrears", 1, 1)
    assert (matter["on"], matter["what"]) == ("2026-09-30", "owes 120.00 GBP (+20.00 in 30 days), 100.00 GBP past due")
    assert matter["command"] == "casactl ledger statement 1"
    office.ok("arrears status 1 --set reminder")
    assert matters(office, "arrears")[0]["what"].endswith(", reminder")


def test_a_debt_that_is_not_due_yet_is_no_matter_and_the_largest_comes_first(office: Casa) -> None:
    office.ok("ledger charge 1 100 --for Levy --due 2026-11-23")
    assert matters(office, "arrears") == []
    office.ok("ledger charge 2 300 --for Levy --due 2026-11-22")
    office.travel(to="2026-11-24")

    assert [matter["contact_id"] for matter in matters(office, "arrears")] == [2, 1]


@pytest.mark.parametrize("sign", ["step", "note", "payment", "nothing"])
def test_WU_14_a_case_is_silent_until_a_step_a_note_or_a_payment(office: Casa, sign: str) -> None:
    office.ok("ledger charge 1 100 --for Levy --on 2026-07-01 --due 2026-07-30")
    number = hand_over(office, 1)
    late = {"contact_id": 1, "author": "law", "created_at": "2026-10-25T12:00:00.000000Z"}
    if sign == "step":
        office.ok("arrears status 1 --set payment-plan")
    elif sign == "note":
        with office.work("note.add") as work:
            work.insert("note", [late | {"visibility": "case", "text": "called"}])
    elif sign == "payment":
        office.ok("ledger pay 1 5 --outside --on 2026-10-24")

    found = matters(office, "case")

    if sign != "nothing":
        assert found == []
        office.travel(to="2026-12-25")
        found = matters(office, "case")
    else:
        assert found[0]["on"] == "2026-08-01"
    (matter,) = found
    assert (matter["id"], matter["contact_id"]) == (number, 1)
    assert re.fullmatch(r"with Lex Law, silent for \d+ days, owes (100|95)\.00 GBP", matter["what"])
    assert matter["command"] == "casactl contact show 1"


def test_a_voided_payment_is_no_activity_and_a_new_or_closed_case_is_no_matter(office: Casa) -> None:
    office.ok("ledger charge 1 100 --for Levy --on 2026-07-01 --due 2026-07-30")
    hand_over(office, 1)
    office.ok("ledger charge 2 5 --for Levy")
    hand_over(office, 2, at="2026-10-26T12:00:00.000000Z")
    office.ok("ledger pay 1 5 --outside")
    assert matters(office, "case") == []
    payment = office.rows("select max(id) from ledger_entry")[0][0]
    office.ok(f"ledger void {payment} --reason bounced")
    assert [matter["contact_id"] for matter in matters(office, "case")] == [1]

    office.ok("contact recall 1 --reason paid -y")

    assert matters(office, "case") == []


@pytest.mark.parametrize(
    ("kind", "fields", "on", "what"),
    [
        ("task", {"due": "2026-11-23"}, "2026-11-23", "Boiler: due today"),
        ("task", {"due": "2026-11-22"}, "2026-11-22", "Boiler: overdue 1 day"),
        ("task", {"due": "2026-11-24"}, None, None),
        ("task", {"due": "2026-11-20", "state": "done"}, None, None),
        ("task", {"due": "2026-11-20", "state": "cancelled"}, None, None),
        ("task", {}, None, None),
        ("project", {"due": "2026-11-13"}, "2026-11-13", "Boiler: overdue 10 days"),
        ("event", {"starts": "2026-11-23T14:30"}, "2026-11-23", "Boiler: at 14:30"),
        ("event", {"starts": "2026-11-23"}, "2026-11-23", "Boiler: today"),
        ("event", {"starts": "2026-11-20", "due": "2026-11-24T10:00"}, "2026-11-20", "Boiler: today"),
        ("event", {"starts": "2026-11-22T14:30"}, None, None),
        ("event", {"starts": "2026-11-24T00:00"}, None, None),
        ("event", {"starts": "2026-11-21", "due": "2026-11-22"}, None, None),
        ("plan", {"next_visit": "2026-11-23"}, "2026-11-23", "Boiler: visit due today"),
        ("plan", {"next_visit": "2026-11-24"}, None, None),
        ("plan", {"renews": "2026-12-23", "next_visit": "2027-01-05"}, "2026-12-23", "Boiler: renews in 30 days"),
        ("plan", {"renews": "2026-12-24"}, None, None),
        ("contract", {}, None, None),
        ("contract", {"due": "2026-11-22"}, "2026-11-22", "Boiler: overdue 1 day"),
    ],
)  # fmt: skip
def test_work_is_named_when_its_day_has_come(
    office: Casa, kind: str, fields: dict[str, str], on: str | None, what: str | None
) -> None:
    number = engage(office, 1, kind, **fields)

    found = [
        (matter["topic"], matter["id"], matter["on"], matter["what"], matter["command"]) for matter in matters(office)
    ]

    assert found == ([(kind, number, on, what, f"casactl {kind} show {number}")] if what else [])


def test_a_contract_that_waits_for_its_signature_for_long_is_named(office: Casa) -> None:
    engage(office, 1, "contract")
    office.travel(to="2026-12-06")
    assert matters(office) == []
    office.travel(to="2026-12-08")

    (matter,) = matters(office)

    assert (matter["topic"], matter["on"], matter["what"]) == ("contract", "2026-11-23", "Boiler: unsigned 15 days")


def test_work_names_the_user_whose_it_is(office: Casa) -> None:
    engage(office, 1, "task", due="2026-11-23", user_id=2)

    assert matters(office)[0]["what"] == "Boiler: due today, Ann Lee"


# All together -------------------------------------------------------------------------------------


OF_PEOPLE = [topic for topic in TOPICS if topic not in ("attorneys", "primary", "instalments", "news")]
"""Those about these two; attorneys out of reach, companies without a voice, missed instalments have their own tests."""


def test_every_topic_has_its_matter_in_order_and_every_command_can_be_pasted(office: Casa) -> None:
    everything(office)

    found = matters(office)

    assert list(dict.fromkeys(matter["topic"] for matter in found)) == OF_PEOPLE
    of_each = {topic: [m["contact_id"] for m in found if m["topic"] == topic] for topic in OF_PEOPLE}
    assert of_each.pop("ladder") == [None]
    assert all(sorted(numbers) == [1, 2] for numbers in of_each.values())
    assert all(tuple(matter) == FIELDS for matter in found)
    for matter in found:
        program, noun, *rest = shlex.split(matter["command"])
        assert program == "casactl"
        if noun in TREE:
            assert {rest[0], " ".join(rest[:2])} & TREE[noun].verbs.keys()
            office.ok([noun, *rest])
        else:
            assert noun in KINDS or noun in TOP
    for topic in TOPICS:
        assert {matter["topic"] for matter in matters(office, topic)} <= {topic}


def test_whoever_is_fenced_is_told_of_nobody_else(office: Casa) -> None:
    everything(office)
    engage(office, 1, "task", due="2026-11-23", assignee_id=2, title="Carry")

    done = office.ok(f"today -o json --actor {ANN}")

    assert {matter["contact_id"] for matter in done.json if matter["topic"] != "ladder"} == {1}
    assert [matter["what"] for matter in done.json if matter["topic"] == "ladder"] == [
        "1 contact is due for the next step"
    ]
    assert {matter["topic"] for matter in done.json} == set(OF_PEOPLE)
    assert [word for word in ("Ed Elm", "Elm Row", "ed@example.com") if word in done.stdout] == []


def test_an_attorney_has_no_morning_of_the_office(office: Casa) -> None:
    everything(office)

    done = office.run(f"today -o json --actor {LAW}")

    assert (done.exit_code, done.error["code"], done.stdout) == (5, "permission.denied", "")


def asked_about_contacts() -> Iterator[str]:
    for name in QUESTIONS:
        module, _, function = name.partition(".")
        if module in ("today", "overview", "pipeline") and function != "undoings":
            yield name


@pytest.mark.parametrize("name", list(asked_about_contacts()))
def test_no_question_of_a_report_is_answered_out_of_sight(filled: Filled, name: str) -> None:
    reader = filled(fill).reader()
    reader.scope = Scope(())

    assert answer(reader, name) in ([], 0, {}, ["nobody"])
    reader.close()


# Forms --------------------------------------------------------------------------------------------


def test_a_limit_holds_for_each_topic_and_says_that_there_is_more(office: Casa) -> None:
    for day in range(1, 8):
        engage(office, 1, "task", due=f"2026-11-0{day}")
        engage(office, 2, "project", due="2026-11-01") if day == 1 else None

    done = office.ok("today --limit 3")

    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == ["task", "task", "task", "project"]
    assert [row[1] for row in rows[:3]] == ["2026-11-01", "2026-11-02", "2026-11-03"]
    assert done.stderr == "there is more of task: casactl today --topic TOPIC\n"
    assert office.ok("today --limit 7").stderr == ""
    assert len(matters(office)) == 8  # programs get everything
    assert office.ok("today --limit 3 -q").stderr == ""


def test_ids_are_the_contacts_each_once(office: Casa) -> None:
    for contact in (2, 1, 2):
        engage(office, contact, "task", due="2026-11-20")

    assert office.ok("today --topic task -o ids").ids == [2, 1]


@pytest.mark.parametrize(
    ("words", "said"),
    [("--topic dogs", "blocked, mail, message"), ("--limit 0", "from 1"), ("--limit x", "from 1"), ("1", "xtra"),
     ("--fields dog", "topic, contact_id")],
)  # fmt: skip
def test_bad_words_are_a_usage_error(office: Casa, words: str, said: str) -> None:
    done = office.run(f"today {words} -o json")

    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_names_and_titles_are_inert(office: Casa) -> None:
    engage(office, 1, "task", due="2026-11-20", title="a\x1b[31m\u202eb [red]x[/red]")

    assert "a^[[31m<U+202E>b [red]x[/red]: overdue" in office.ok("today").stdout
    assert json.loads(office.ok("today -o json").stdout)[0]["what"].startswith("a\x1b[31m\u202eb")


@pytest.mark.parametrize("columns", [80, 140])
def test_a_terminal_shows_headings_counts_and_whole_commands(casa_sqlite: Casa, columns: int) -> None:
    casa = settle(casa_sqlite)
    everything(casa)
    for day in range(1, 8):
        engage(casa, 1, "task", due=f"2026-11-1{day}", title="A very long title of a task " * 3)

    with Terminal("today", columns=columns, env={"CASACTL_CONFIG": str(casa.config_file)}) as terminal:
        assert terminal.end() == 0

    text = re.sub(r"\x1b\[[0-9;]*m", "", terminal.stdout)
    assert max(map(len, text.splitlines())) <= columns
    assert "Tasks due  9" in text
    assert "and 4 more:\n  casactl today --topic task\n" in text
    for command in ("casactl contact can 1", "casactl outbox retry 4", "casactl ledger statement 2"):
        assert command in text


@pytest.mark.parametrize("state", ["pending", "retry"])
def test_mail_that_waits_for_more_than_a_day_is_looked_at(casa: Casa, state: str) -> None:
    joe = casa.tenant(email="joe@example.com")
    casa.ok(f"message send {joe} --subject Water --text Off --no-send")
    if state == "retry":
        with casa.work("test.work") as work:
            work.run("update outbox set state = 'retry', attempts = 1")
    assert casa.ok("today --topic mail -o json").json == []

    casa.travel(to="2026-11-25")

    (line,) = casa.ok("today --topic mail -o json").json
    assert line["what"] == f"mail to joe@example.com {'waits to be sent' if state == 'pending' else 'was put off'}"
    casa.ok(line["command"].removeprefix("casactl "))
    assert casa.ok("today --topic mail -o json").json == []
