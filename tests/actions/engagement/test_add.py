"""Adding work for a contact, whatever its kind: what it may say, and for whom there is none."""

from __future__ import annotations

import pytest

from casactl.domain.engagements import FIELDS, KINDS
from tests.actions.engagement.helping import BEN, add, ben, shown
from tests.casa import Casa
from tests.cli.terminal import Terminal

ONLY_ITS_OWN = {"every": "--every 3m", "next_visit": "--next-visit 2027-01-01", "renews": "--renews 2027-01-01",
                "signs_without_login": "--sign-without-login", "document": "--document 1"}  # fmt: skip


def address(casa: Casa, contact: int, line: str = "1 Mill Lane", **more: object) -> int:
    with casa.work("address.add") as work:
        (number,) = work.insert("address", [{"contact_id": contact, "line": line, "country": "GB", **more}])
    return int(number)


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_is_added_listed_shown_and_undone(casa: Casa, kind: str) -> None:
    joe = casa.tenant()

    done = casa.ok(
        f"{kind} add --contact 'Joe Bloggs' --title 'Gas check' --text - -o json", stdin="Line 1\r\nLine 2\n"
    )

    (result,) = done.results
    assert (result["outcome"], result["id"], result["ref"]) == ("added", 1, "Joe Bloggs")
    found = shown(casa, 1, kind)
    assert (found["kind"], found["state"], found["state_in_words"]) == (kind, "open", KINDS[kind].words["open"])
    assert (found["contact_id"], found["title"], found["text"]) == (joe, "Gas check", "Line 1\nLine 2")
    listed = casa.ok(f"{kind} list -o json").json
    assert listed == [{key: value for key, value in found.items() if key != "followers"}]
    assert [each["id"] for each in casa.contact(joe).engagements] == [1]
    assert casa.log()[0]["verb"] == f"{kind}.add"
    casa.ok("undo -y")
    assert casa.ok(f"{kind} list --state all -o json").json == []


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kind_takes_the_options_of_its_fields_and_no_others(casa_sqlite: Casa, kind: str) -> None:
    casa_sqlite.tenant()
    casa_sqlite.ok("workspace set sign_without_login on")
    paper = casa_sqlite.folder / "terms.txt"
    paper.write_text("No drums.")
    casa_sqlite.ok(["document", "add", "1", str(paper)])

    for field in sorted(FIELDS - {"starts", "due", "amount"}):
        done = casa_sqlite.run(f"{kind} add --contact 1 --title x {ONLY_ITS_OWN[field]}")
        assert done.exit_code == (0 if field in KINDS[kind].fields else 2), (field, done)


def test_all_that_can_be_said_is_kept(casa: Casa) -> None:
    casa.property("Rose Court/12", kind="unit")
    joe, ann = casa.tenant(), casa.company("Acme Ltd")
    at = address(casa, joe, city="Leeds", postcode="LS1 1AA")

    number = add(casa, joe, start="today", due="+2w", amount="120.5", property="12", site=at, assign=ann)

    found = shown(casa, number)
    assert (found["start"], found["due"], found["amount"], found["currency"]) == (
        "2026-11-23", "2026-12-07", "120.50", "GBP",
    )  # fmt: skip
    assert (found["property"], found["site"]) == ("Rose Court/12", at)
    assert found["site_address"] == "1 Mill Lane, LS1 1AA Leeds"
    assert (found["assignee"], found["assignee_id"], found["assignee_user"], found["assigned"]) == (
        "Acme Ltd", ann, None, True,
    )  # fmt: skip


def test_who_does_it_is_a_number_of_a_contact_an_email_of_either_or_a_name(casa: Casa) -> None:
    joe, ann = casa.tenant(), casa.owner("Ann Archer", email="ann@example.com", external_id="A-1")
    ben(casa)
    for who in (str(ann), "ann@example.com", "ref:A-1", "Ann Archer"):
        assert shown(casa, add(casa, joe, assign=who))["assignee_id"] == ann
    for who in (BEN, BEN.upper()):
        found = shown(casa, add(casa, joe, assign=who))
        assert (found["assignee"], found["assignee_user"], found["assignee_id"]) == ("Ben Office", BEN, None)
    for who in ("99", "nobody@example.com", "No Body", "ref:nothing"):
        missing = casa.run(["task", "add", "--contact", joe, "--title", "x", "--assign", who, "-o", "json"])
        assert (missing.exit_code, missing.stdout) == (4, "")


BAD = [
    "--due 2026-02-30", "--due 1899-12-31", "--due '2026-12-01 14:00'", "--start 2026-12-02 --due 2026-12-01",
    "--amount ''", "--due ''", "--amount 1e3", "--amount -5", "--amount 0", "--amount 1.005",
    "--title ''", "--title '  '",
]  # fmt: skip


@pytest.mark.parametrize("words", BAD)
def test_a_bad_value_is_refused_and_nothing_is_added(casa: Casa, words: str) -> None:
    casa.tenant()
    title = "" if "--title" in words else "--title x"

    done = casa.run(f"task add --contact 1 {title} {words} -o json --no-input")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.error["message"]
    assert casa.rows("select count(*) from engagement") == [(0,)]


@pytest.mark.parametrize("words", ["--every monthly", "--every 0d", "--next-visit '2026-12-01 10:00'", "--renews soon"])
def test_a_bad_interval_or_day_of_a_plan_is_refused(casa: Casa, words: str) -> None:
    casa.tenant()

    assert casa.run(f"plan add --contact 1 --title x {words}").exit_code == 2


def test_the_site_is_one_of_the_contacts_own_addresses(casa: Casa) -> None:
    joe, ann = casa.tenant(), casa.owner("Ann Archer")
    theirs = address(casa, ann)

    for number in (theirs, 99, "x"):
        done = casa.run(["task", "add", "--contact", joe, "--title", "x", "--site", number, "-o", "json"])
        assert (done.exit_code, done.error["code"]) == (4, "address.not-found")
        assert done.error["hint"] == f"casactl address list {joe}"


def test_nothing_new_is_planned_at_a_retired_property_or_one_that_is_not_there(casa: Casa) -> None:
    casa.property("Rose Court")
    casa.tenant()
    casa.ok("property remove 'Rose Court' --retire")

    assert casa.run("task add --contact 1 --title x --property 'Rose Court'").exit_code == 5
    assert casa.run("task add --contact 1 --title x --property Elsewhere").exit_code == 4


@pytest.mark.parametrize(("lifecycle", "code"), [("archived", "archived"), ("erased", "gone"), ("merged", "gone")])
@pytest.mark.parametrize("kind", ["task", "contract"])
def test_MC_15_nobody_archived_or_gone_has_new_work_done(casa: Casa, kind: str, lifecycle: str, code: str) -> None:
    joe = casa.tenant()
    casa.set_lifecycle(joe, lifecycle, before="active" if lifecycle == "archived" else None)

    done = casa.run(f"{kind} add --contact {joe} --title x -o json")

    assert (done.exit_code, done.reasons) == (5, [code])
    assert casa.rows("select count(*) from engagement") == [(0,)]


def test_an_inactive_contact_may_have_work_done(casa: Casa) -> None:
    joe = casa.tenant()
    casa.ok(f"contact deactivate {joe}")

    assert add(casa, joe) == 1


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize(
    ("lifecycle", "code", "rule"), [("inactive", "inactive", "SD-2"), ("archived", "archived", None)]
)
def test_SD_2_nobody_inactive_or_archived_is_given_work(
    casa_sqlite: Casa, kind: str, lifecycle: str, code: str, rule: str | None
) -> None:
    casa = casa_sqlite
    joe, ann = casa.tenant(), casa.owner("Ann Archer")
    casa.set_lifecycle(ann, lifecycle, before="active" if lifecycle == "archived" else None)

    done = casa.run(f"{kind} add --contact {joe} --title x --assign {ann} -o json")

    assert (done.exit_code, done.reasons, done.error["rule"]) == (5, [code], rule)
    assert str(ann) in done.error["hint"]
    assert casa.rows("select count(*) from engagement") == [(0,)]


def test_a_user_who_may_not_act_or_not_see_work_is_given_none(casa: Casa) -> None:
    joe = casa.tenant()
    ben(casa)
    casa.property("Rose Court")
    casa.ok("user add law@firm.example --name Lex --type attorney --community 'Rose Court'")
    casa.ok(f"user disable {BEN}")

    disabled = casa.run(f"task add --contact {joe} --title x --assign {BEN} -o json")
    attorney = casa.run(f"task add --contact {joe} --title x --assign law@firm.example -o json")

    assert (disabled.exit_code, disabled.reasons) == (5, ["user-disabled"])
    assert disabled.error["hint"] == f"casactl user enable {BEN}"
    assert (attorney.exit_code, attorney.reasons) == (5, ["no-right"])
    casa.ok(f"user delete {BEN} -y")
    assert casa.run(f"task add --contact {joe} --title x --assign {BEN}").exit_code == 4


def test_what_is_missing_is_named_where_nobody_can_be_asked(casa: Casa) -> None:
    casa.tenant()

    for words, option in (("--title x", "--contact"), ("--contact 1", "--title")):
        done = casa.run(f"task add {words} -o json")
        assert (done.exit_code, done.stdout) == (2, "")
        assert option in done.error["message"]


def test_on_a_terminal_what_is_missing_is_asked_for(casa_sqlite: Casa) -> None:
    casa_sqlite.tenant()

    with Terminal("task", "add") as terminal:
        terminal.expect("For whom")
        terminal.type("Joe Bloggs")
        terminal.expect("Title: ")
        terminal.type("Fix the tap")
        assert terminal.end() == 0

    assert shown(casa_sqlite, 1)["title"] == "Fix the tap"


def test_a_dry_run_adds_nothing_and_a_request_id_adds_once(casa: Casa) -> None:
    casa.tenant()
    line = "task add --contact 1 --title x --request-id r-1 -o json"

    assert casa.ok(f"{line} -n").json["operation"] is None
    assert casa.rows("select count(*) from engagement") == [(0,)]
    assert casa.ok(line).json == casa.ok(line).json
    assert casa.rows("select count(*) from engagement") == [(1,)]


def test_an_event_has_a_time_in_the_workspaces_zone(casa: Casa) -> None:
    casa.tenant()
    casa.ok("workspace set timezone Europe/London")

    number = add(casa, 1, "Viewing", kind="event", start="2026-12-01 14:00", end="2026-12-01T15:30")

    found = shown(casa, number, "event")
    assert (found["start"], found["due"]) == ("2026-12-01T14:00", "2026-12-01T15:30")
    for words in ("--start '2026-12-01 14:00' --due '2026-12-01 13:00'", "--start '2027-03-28 01:30'",
                  "--start '2026-12-01 14:00' --due 2026-12-01", "--start '2026-12-01 25:00'"):  # fmt: skip
        assert casa.run(f"event add --contact 1 --title x {words}").exit_code == 2, words


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("--every 3m", "2027-02-23"), ("--every 3m --start 2026-12-01", "2026-12-01"),
        ("--every 3m --start 2026-10-01", "2027-01-01"), ("--every 1y --next-visit 2026-11-30", "2026-11-30"),
        ("--renews 2027-11-01", None),
    ],
)  # fmt: skip
def test_PY_8_a_plan_knows_its_next_visit(casa: Casa, words: str, first: str | None) -> None:
    casa.tenant()
    casa.ok(f"plan add --contact 1 --title Boiler {words}")

    assert shown(casa, 1, "plan")["next_visit"] == first


def test_SD_20_signing_without_an_account_needs_the_setting(casa: Casa) -> None:
    joe = casa.tenant()
    line = f"contract add --contact {joe} --title Letting --sign-without-login -o json"

    refused = casa.run(line)

    assert (refused.exit_code, refused.error["rule"]) == (5, "SD-20")
    assert casa.rows("select count(*) from engagement") == [(0,)]
    casa.ok(str(refused.error["hint"]).removeprefix("casactl "))
    assert casa.ok(line).outcomes == ["added"]
    assert shown(casa, 1, "contract")["sign_without_login"] is True
