"""Commands that can be repeated: request ids, dry runs, and moves that hold already."""

from __future__ import annotations

import pytest

from tests.casa import Casa

ADD = "contact add --type tenant --first-name Joe --last-name Bloggs --email joe@example.com -o json"


def test_the_same_request_replays_the_first_result(casa: Casa) -> None:
    first = casa.ok(f"{ADD} --request-id abc")

    again = casa.ok(f"{ADD} --request-id abc")

    assert again.json == first.json
    assert len(casa.log()) == 2
    assert casa.ok("contact list -o ids").ids == [1]


def test_a_replay_keeps_the_exit_code_and_the_format_may_differ(casa: Casa) -> None:
    casa.property("Rose")
    casa.tenant("Joe Bloggs", at="Rose")
    casa.tenant("Ann Other")
    first = casa.run("contact archive 1 2 --request-id x -o json")

    again = casa.run("contact archive 1 2 --request-id x -o json")

    assert (first.exit_code, again.exit_code) == (3, 3)
    assert again.json == first.json
    assert casa.run("contact archive 1 2 --request-id x -o ids").ids == [2]


def test_a_request_id_with_other_arguments_is_refused(casa: Casa) -> None:
    casa.ok(f"{ADD} --request-id abc")

    for line in (f"{ADD} --tag vip", "contact archive 1 -o json", "contact edit 1 --tag x -o json"):
        refused = casa.run(f"{line} --request-id abc")
        assert (refused.exit_code, refused.stdout) == (5, "")
        assert refused.error["code"] == "request.reused"
    assert casa.contact(1).lifecycle == "active"


def test_a_request_that_failed_may_be_repeated(casa: Casa) -> None:
    assert casa.run(f"{ADD} --company Acme --request-id abc").exit_code == 4

    assert casa.ok(f"{ADD} --request-id abc").ids == [1]


def test_a_dry_run_does_not_use_its_request_id_up(casa: Casa) -> None:
    casa.ok(f"{ADD} --request-id abc -n")

    assert casa.ok(f"{ADD} --request-id abc").json["dry_run"] is False


def test_a_dry_run_of_a_request_that_has_run_changes_nothing_and_says_so(casa: Casa) -> None:
    first = casa.ok(f"{ADD} --request-id abc")

    again = casa.ok(f"{ADD} --request-id abc -n")

    assert again.json == first.json | {"dry_run": True, "operation": None}
    assert "dry run: this request has run before" in again.stderr
    assert casa.run("contact archive 1 --request-id abc -n -o json").error["code"] == "request.reused"
    lines = "note add 1 --text x\n"
    casa.ok("batch --atomic --request-id all", stdin=lines)
    tried = casa.ok("batch --atomic --request-id all -n", stdin=lines).json["result"]
    assert (tried["dry_run"], tried["operation"]) == (True, None)
    assert len(casa.rows("select id from note")) == 1


@pytest.mark.parametrize("given", ["", " ", "\t", " a", "a\nb", "x" * 201])
@pytest.mark.parametrize("line", [ADD, f"{ADD} -n", "contact list -o json"])
def test_a_request_id_that_is_none_is_refused_before_anything_else(casa: Casa, given: str, line: str) -> None:
    refused = casa.run([*line.split(), "--request-id", given])

    assert (refused.exit_code, refused.stdout, refused.error["code"]) == (2, "", "usage")
    assert casa.ok("contact list -o ids").ids == []
    assert casa.ok([*ADD.split(), "--request-id", "x" * 200]).ids == [1]


@pytest.mark.parametrize("option", ["--workspace", "-w", "--actor", "--config", "--output", "--fields", "--lock-wait"])
def test_a_variable_of_a_script_that_nobody_has_set_does_not_mean_something_else(casa: Casa, option: str) -> None:
    refused = casa.run([*ADD.split()[:-2], option, ""])

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "is empty: give a value, or leave it out." in refused.stderr
    assert casa.ok("contact list -o ids").ids == []


def test_an_import_can_be_repeated_by_its_request_id(casa: Casa) -> None:
    text = "type,first name,last name\ntenant,Joe,Bloggs\n"
    first = casa.ok("contact import - --request-id abc -o json", stdin=text)

    again = casa.ok("contact import - --request-id abc -o json", stdin=text)

    assert again.json == first.json
    assert casa.ok("contact list -o ids").ids == [1]


def snapshot(casa: Casa) -> list[list[tuple[object, ...]]]:
    tables = ("contact", "claim", "search", "tag", "attachment", "link", "scheduled", "engagement", "follower",
              "operation", "change", "chain")  # fmt: skip
    return [sorted(rows, key=repr) for rows in casa.tables(tables).values()]


@pytest.mark.parametrize(
    "line",
    [
        ADD,
        "contact archive 2 3 -o json",
        "contact archive 3 --on 2026-12-31 -o json",
        "contact archive 2 --when-clear -o json",
        "contact edit 3 --first-name Max --tag board --company Acme --create-company -o json",
        "contact attach 3 Rose --as owner -o json",
        "contact detach 2 Rose -o json",
        "contact promote 1 -o json",
        "task add --contact 3 --title Tap --assign 2 --follow 1 --due +1w -o json",
        "task edit 1 --title Gate --follow 2 -o json",
        "task assign 1 --to 3 -o json",
        "task done 1 -o json",
        "plan visit 2 -o json",
    ],
)
def test_a_dry_run_gives_the_real_runs_output_and_writes_nothing(casa: Casa, line: str) -> None:
    casa.property("Rose")
    casa.person("Lea Lead", type="lead", email="lea@example.com")
    casa.tenant("Ann Other", at="Rose")
    casa.tenant("Max Third")
    casa.ok("task add --contact 1 --title Tap")
    casa.ok("plan add --contact 1 --title Boiler --every 1y")
    before = snapshot(casa)

    dry = casa.run(f"{line} --dry-run")

    assert snapshot(casa) == before
    real = casa.run(line)
    assert dry.exit_code == real.exit_code
    assert dry.json == real.json | {"dry_run": True, "operation": None}
    assert real.json["operation"]


def test_a_dry_run_of_an_import_reports_everything_and_writes_nothing(casa: Casa) -> None:
    text = "type,first name,last name,company\ntenant,Joe,Bloggs,Acme\nking,No,Body,\n"
    before = snapshot(casa)

    dry = casa.run("contact import - -n -o json --rejects dry.csv", stdin=text)
    assert snapshot(casa) == before
    real = casa.run("contact import - -o json --rejects dry.csv", stdin=text)

    assert (dry.exit_code, real.exit_code) == (3, 3)
    assert dry.json == real.json | {"dry_run": True, "operation": None}


def test_a_dry_run_of_undo_and_of_dated_work_writes_nothing(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("contact archive 1 --on 2026-12-01")
    casa.travel(to="2026-12-01")
    before = snapshot(casa)

    assert casa.ok("due run -n -o json").json["results"][0]["outcome"] == "archived"
    assert casa.ok("undo -n -o json").json["dry_run"] is True

    assert snapshot(casa) == before


@pytest.mark.parametrize(("first", "line"), [("contact archive 1", "contact archive 1"), ("", "contact unarchive 1")])
def test_a_move_that_holds_already_is_a_note_and_exit_0(casa: Casa, first: str, line: str) -> None:
    casa.tenant("Joe Bloggs")
    if first:
        casa.ok(first)
    before = snapshot(casa)

    done = casa.ok(f"{line} -o json")

    assert done.outcomes == ["unchanged"]
    assert done.json["operation"] is None
    assert "already" in done.stderr
    assert snapshot(casa) == before
