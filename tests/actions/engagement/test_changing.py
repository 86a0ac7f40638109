"""Editing, handing on and closing work, and visits under service plans."""

from __future__ import annotations

import pytest

from casactl.domain.engagements import KINDS
from tests.actions.engagement.helping import BEN, add, ben, shown
from tests.casa import Casa
from tests.cli.terminal import Terminal


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Joe (1), who has work done; Ann (2), who does some."""
    casa.property("Rose Court/12", kind="unit")
    casa.tenant("Joe Bloggs", at="Rose Court/12", tag=["vip"])
    casa.person("Ann Archer", type="vendor", email="ann@example.com")
    return casa


# Editing ------------------------------------------------------------------------------------------


def test_any_field_is_changed_and_an_empty_text_clears_it(office: Casa) -> None:
    add(office, 1, text="Drips", due="2026-12-01", amount="50", property="Rose Court/12", assign=2)

    office.ok(["task", "edit", 1, "--title", "Fix both taps", "--start", "2026-11-30", "--amount", "", "--property", "",
               "--text", "", "--assign", ""])  # fmt: skip

    found = shown(office, 1)
    assert (found["title"], found["start"], found["due"], found["version"]) == (
        "Fix both taps", "2026-11-30", "2026-12-01", 2,
    )  # fmt: skip
    assert [found[key] for key in ("text", "amount", "property", "assignee")] == [None] * 4
    assert found["assigned"] is False
    office.ok("undo -y")
    assert shown(office, 1)["amount"] == "50.00"


def test_what_an_edit_makes_is_checked_as_a_whole(office: Casa) -> None:
    add(office, 1, due="2026-12-01")

    done = office.run("task edit 1 --start 2026-12-02 -o json")

    assert (done.exit_code, done.error["code"]) == (2, "usage.ends-before-start")
    assert office.run("task edit 1 --title ''").exit_code == 2
    assert office.run("task edit 1").exit_code == 2
    assert shown(office, 1)["version"] == 1


def test_the_same_again_changes_nothing(office: Casa) -> None:
    add(office, 1, assign=2)
    operations = len(office.log())

    for words in ("--title 'Fix the tap'", "--assign ann@example.com", "--unfollow 2", "--follow 1", "--text ''"):
        assert office.ok(f"task edit 1 {words} -o json").outcomes == ["unchanged"], words
    assert office.ok("task assign 1 --to 2 -o json").outcomes == ["unchanged"]
    assert len(office.log()) == operations


def test_an_edit_may_insist_on_a_version(office: Casa) -> None:
    add(office, 1)
    office.ok("task edit 1 --title Second --if-version 1")

    late = office.run("task edit 1 --title Third --if-version 1 -o json")

    assert (late.exit_code, late.error["hint"]) == (5, "casactl task show 1")
    assert shown(office, 1)["title"] == "Second"


@pytest.mark.parametrize("state", ["done", "cancel"])
def test_what_is_closed_stays_as_it_was_until_undo_opens_it(office: Casa, state: str) -> None:
    add(office, 1, assign=2)
    office.ok(f"task {state} 1")
    other = {"done": "cancel", "cancel": "done"}[state]

    for line in ("edit 1 --title Other", "assign 1 --to ''", f"{other} 1", "edit 1 --follow 2"):
        refused = office.run(f"task {line} -o json")
        assert (refused.exit_code, refused.reasons) == (5, ["closed"]), line
    office.ok(f"{str(refused.error['hint']).removeprefix('casactl ')} -y")
    assert shown(office, 1)["state"] == "open"
    assert shown(office, 1)["closed_at"] is None


def test_followers_come_and_go(office: Casa) -> None:
    bea = office.tenant("Bea Beam")
    number = add(office, 1, follow=[2, bea])

    office.ok(f"task edit {number} --unfollow 'Ann Archer' --follow 1")

    assert shown(office, number)["followers"] == [{"contact_id": bea, "display_name": "Bea Beam"}]
    office.ok(f"contact archive {bea}")
    office.ok(f"contact erase {bea} -y")
    assert shown(office, number)["followers"] == []
    assert office.run(f"task edit {number} --follow {bea}").exit_code == 5
    office.ok("log verify")


# Handing on ---------------------------------------------------------------------------------------


def test_work_is_given_to_a_contact_a_user_or_nobody(office: Casa) -> None:
    ben(office)
    add(office, 1)

    for to, name in (("2", "Ann Archer"), (BEN, "Ben Office"), ("", None)):
        assert office.ok(["task", "assign", 1, "--to", to, "-o", "json"]).outcomes == ["assigned"]
        assert shown(office, 1)["assignee"] == name
    office.ok("undo -y")
    assert shown(office, 1)["assignee"] == "Ben Office"


def test_a_selection_comes_from_numbers_from_stdin_or_from_filters(office: Casa) -> None:
    for title, due in (("Tap", "2026-12-01"), ("Gate", "2026-12-02"), ("Roof", "2026-12-03")):
        add(office, 1, title, due=due)
    add(office, 2, "Van", due="2026-12-01")
    office.ok("task done 3")

    for words, ids, stdin in (
        ("-", [1, 2], "1\n2\n\n"), ("--contact 1 --due-before 2026-12-02", [1], ""), ("--tag vip", [1, 2], ""),
        ("--property 'Rose Court' --due-since 2026-12-02", [2], ""), ("--type vendor", [4], ""),
        ("--assignee ''", [1, 2, 4], ""), ("--state open", [1, 2, 4], ""),
    ):  # fmt: skip
        done = office.ok(f"task assign {words} --to 2 -n -o json", stdin=stdin)
        assert sorted((r["id"], r["outcome"]) for r in done.results) == [(n, "assigned") for n in ids], words


def test_nothing_said_is_never_all(office: Casa) -> None:
    add(office, 1)

    for line in ("assign --to 2", "assign 1 --tag vip --to 2", "assign 1", "assign --state done --to 2 -y", "done",
                 "cancel", "assign x --to 2", "done 0"):  # fmt: skip
        assert office.run(f"task {line} -o json").exit_code == 2, line
    assert office.ok("task assign - --to 2 -o json", stdin="").results == []
    assert office.ok("task assign --tag nothing --to 2 -o json").results == []


def test_from_three_on_a_yes_is_needed(office: Casa) -> None:
    for _ in range(3):
        add(office, 1)

    for line in ("assign 1 2 3 --to 2", "assign --tag vip --to 2", "done 1 2 3", "cancel 1 2 3"):
        refused = office.run(f"task {line} -o json")
        assert (refused.exit_code, refused.error["code"]) == (2, "usage.confirmation-needed")
    assert office.ok("task assign 1 2 3 --to 2 -y -o json").outcomes == ["assigned"] * 3
    assert office.ok("task done 1 2 -o json").outcomes == ["done"] * 2


def test_on_a_terminal_three_are_asked_about(casa_sqlite: Casa) -> None:
    casa_sqlite.tenant()
    for _ in range(3):
        add(casa_sqlite, 1)

    with Terminal("task", "cancel", "1", "2", "3") as terminal:
        terminal.expect("Cancel 3 tasks: 1 ")
        terminal.expect("; 3 ")
        terminal.expect("[y/N]")
        terminal.type("n")
        assert terminal.end() == 1

    assert shown(casa_sqlite, 1)["state"] == "open"


def test_each_piece_has_its_own_outcome(office: Casa) -> None:
    for title in ("Tap", "Gate", "Roof"):
        add(office, 1, title)
    add(office, 1, "Viewing", kind="event")
    office.ok("task assign 1 --to 2")
    office.ok("task done 3")

    done = office.run("task assign 1 2 3 4 99 --to 2 -y -o json")

    assert done.exit_code == 3
    assert {result["ref"]: result["outcome"] for result in done.results} == {
        "1": "unchanged", "2": "assigned", "3": "refused", "4": "refused", "99": "refused",
    }  # fmt: skip
    assert {r["ref"]: r["reasons"][0]["remedy"] for r in done.results if r["ref"] in ("4", "99")} == {
        "4": "casactl event show 4", "99": "casactl task list --state all",
    }  # fmt: skip


def test_SD_2_a_selection_is_not_given_to_somebody_inactive(office: Casa) -> None:
    add(office, 1), add(office, 1)
    office.ok("contact deactivate 2")

    done = office.run("task assign 1 2 --to 2 -o json")

    assert (done.exit_code, done.outcomes) == (5, ["refused"] * 2)
    assert {result["reasons"][0]["rule"] for result in done.results} == {"SD-2"}


# Closing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize(("verb", "state"), [("done", "done"), ("cancel", "cancelled")])
def test_work_of_every_kind_is_closed_once_and_opened_by_undo(casa: Casa, kind: str, verb: str, state: str) -> None:
    casa.tenant()
    add(casa, 1, kind=kind)

    assert casa.ok(f"{kind} {verb} 1 --reason because -o json").outcomes == [state]
    assert casa.ok(f"{kind} {verb} 1 -o json").outcomes == ["unchanged"]

    found = shown(casa, 1, kind)
    assert (found["state"], found["state_in_words"]) == (state, KINDS[kind].words[state])
    assert found["closed_at"] == "2026-11-23T09:00:00.000000Z"
    assert casa.ok(f"{kind} list -o ids").ids == []
    assert casa.ok([kind, "list", "--state", KINDS[kind].words[state], "-o", "ids"]).ids == [1]
    assert casa.log()[0]["verb"] == f"{kind}.{verb}"
    casa.ok("undo -y")
    assert casa.ok(f"{kind} list -o ids").ids == [1]


@pytest.mark.parametrize("line", ["show {}", "edit {} --title x", "assign {} --to ''", "done {}", "cancel {}"])
def test_a_number_of_another_kind_leads_to_its_command(office: Casa, line: str) -> None:
    number = add(office, 1, "New roof", kind="project")

    done = office.run(f"task {line.format(number)} -o json")

    assert (done.exit_code, done.stdout, done.error["code"]) == (4, "", "task.not-found")
    assert done.error["hint"] == f"casactl project show {number}"
    assert office.run(f"task {line.format(99)}").exit_code == 4


# Service plans ------------------------------------------------------------------------------------


def test_PY_8_a_visit_moves_the_next_one_on_and_stands_among_the_events(office: Casa) -> None:
    add(office, 1, "Boiler", kind="plan", every="3m", next_visit="2026-11-01", assign=2, property="Rose Court/12")

    done = office.ok("plan visit 1 --on 2026-11-20 -o json")

    (result,) = done.results
    assert (result["outcome"], result["id"], result["on"], result["next_visit"]) == (
        "visited", 1, "2026-11-20", "2027-02-01",
    )  # fmt: skip
    assert shown(office, 1, "plan")["next_visit"] == "2027-02-01"
    visit = shown(office, result["event"], "event")
    assert (visit["title"], visit["state_in_words"], visit["start"]) == ("Visit: Boiler", "held", "2026-11-20")
    assert (visit["property"], visit["assignee"]) == ("Rose Court/12", "Ann Archer")
    office.ok("undo -y")
    assert shown(office, 1, "plan")["next_visit"] == "2026-11-01"
    assert office.ok("event list --state all -o json").json == []


def test_PY_8_visits_follow_each_other_until_the_plan_ends(office: Casa) -> None:
    add(office, 1, "Boiler", kind="plan", every="1w", next_visit="2026-11-23")

    office.ok("plan visit 1")
    office.travel(to="2026-11-30")
    office.ok("plan visit 1")
    assert shown(office, 1, "plan")["next_visit"] == "2026-12-07"
    assert office.run("plan visit 1 --on tomorrow").exit_code == 2
    assert office.run("plan visit 99").exit_code == 4
    assert office.ok("plan done 1 -o json").outcomes == ["done"]
    refused = office.run("plan visit 1 -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["closed"])


def test_PY_8_a_plan_without_an_interval_has_no_next_visit(office: Casa) -> None:
    add(office, 1, "Boiler", kind="plan", next_visit="2026-11-23")

    done = office.ok("plan visit 1 -o json")

    assert done.results[0]["next_visit"] is None
    assert "casactl plan edit 1 --next-visit DATE" in done.results[0]["note"]
