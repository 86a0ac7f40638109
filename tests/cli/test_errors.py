"""One error format, in words and in JSON, and one meaning for each exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from casactl.__main__ import run as run_program
from tests.casa import Casa
from tests.run import run

USAGE = [
    "contact add --first-name Joe",
    "contact add --type tenant --first-name Joe",
    "contact add --type king --first-name Joe --last-name B",
    "contact add --type tenant --first-name Joe --last-name B --email nonsense",
    "contact add --type tenant --first-name Joe --last-name B --email 'a@x.com, b@y.com'",
    "contact add --type tenant --first-name Joe --last-name B --phone 12",
    "contact add --type tenant --first-name Joe --last-name B --custom broken",
    "contact add --type tenant --first-name Joe --last-name B --attach-as tenant",
    "contact add --type tenant --name Acme",
    "contact add --type vendor --kind company --name Acme --first-name Joe",
    "contact add --type vendor --kind robot --name Acme",
    "contact archive",
    "contact archive 1 --type tenant",
    "contact archive ''",
    "contact archive 1 --on 31/12/2026",
    "contact archive 1 --on 2026-02-30",
    "contact archive 1 --on 10000-01-01",
    "contact archive 1 --on yesterday",
    "contact archive 1 --on tomorrow --when-clear",
    "contact archive --type king -y",
    "contact archive 1 --wrong",
    "contact archive 1 --on",
    "contact edit 1",
    "contact edit 1 2 --email a@b.example",
    "contact edit 1 --name Acme",
    "contact edit 1 --if-version two",
    "contact list --sort colour",
    "contact list --limit 0",
    "contact list --limit many",
    "contact list --after -5",
    "contact list --lifecycle asleep",
    "contact list --lifecycle archived --all",
    "contact list --created-since soon",
    "contact list --match ''",
    "contact archive --type tenant --match '' -y",
    "contact archive --type tenant --created-since '' -y",
    "contact list 17",
    "contact find ''",
    "contact can 1 fly",
    "contact fly",
    "contac list",
    "due run --as-of 2027-01-01",
    "due cancel",
    "log show",
    "undo yesterday",
    "contact import",
    "--wrong",
]


@pytest.fixture
def joe(casa_sqlite: Casa) -> Casa:
    casa_sqlite.tenant("Joe Bloggs", email="joe@example.com")
    return casa_sqlite


@pytest.mark.parametrize("line", USAGE)
def test_a_wrong_line_is_exit_2_in_words_and_in_json_and_changes_nothing(joe: Casa, line: str) -> None:
    plain = joe.run(line)
    as_json = joe.run(f"{line} -o json")

    assert (plain.exit_code, plain.stdout) == (2, ""), plain
    assert plain.stderr.splitlines()[0].startswith("error[")
    assert "Traceback" not in plain.stderr
    if line != "contact archive 1 --on":  # there -o json is the value
        assert (as_json.exit_code, as_json.stdout) == (2, ""), as_json
        assert as_json.error["exit"] == 2
        assert as_json.error["message"]
        assert set(as_json.error) == {"code", "exit", "message", "hint", "rule", "row"}
    assert len(joe.log()) == 2


@pytest.mark.parametrize(
    "line",
    [
        "-o json contact fly", "contact -o json fly", "contact fly -o json", "contact fly --output json", "-ojson fly",
        "contact fly --output=json", "contact fly -o jsonl", "contact -o csv fly -o json",
        "contact list --wrong -o json", "contact -o json", "-o json",
    ],
)  # fmt: skip
def test_json_errors_whereever_json_was_asked_for(machine: Path, line: str) -> None:
    done = run(line)

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.error["exit"] == 2


def test_json_errors_when_the_environment_asks_for_json(machine: Path) -> None:
    assert run("contact fly", env={"CASACTL_OUTPUT": "json"}).error["exit"] == 2
    assert run("contact fly -o csv", env={"CASACTL_OUTPUT": "json"}).stderr.startswith("error[")


def test_after_two_dashes_nothing_is_an_option(joe: Casa) -> None:
    assert joe.run("contact show -- -o json").stderr.startswith("error[")
    assert joe.ok("contact show -o json -- 1").json["id"] == 1


def test_near_words_are_offered(machine: Path) -> None:
    assert "contact" in run("contac list").stderr
    assert "archive" in run("contact archve 1").stderr


def test_the_error_format_is_the_documented_one(joe: Casa) -> None:
    refused = joe.run("contact add --type tenant --first-name Jo --last-name B --email JOE@example.com")

    first, *rest = refused.stderr.splitlines()
    assert (
        first == "error[contact.email-taken]: JOE@example.com already belongs to contact 1, Joe Bloggs (active) (SD-8)"
    )
    assert rest == [
        "  hint: see who it is: casactl contact show 1",
        '        free the address: casactl contact edit 1 --email ""',
    ]


EXITS = [
    (0, "contact list"),
    (0, "contact list --archived"),
    (0, "contact unarchive 1"),
    (0, "contact archive 1 -n"),
    (2, "contact list --wrong"),
    (3, "contact archive 1 99"),
    (4, "contact archive 99"),
    (4, "contact show 99"),
    (4, "contact show 'Nobody Here'"),
    (4, "contact show nobody@example.com"),
    (4, "contact show ref:none"),
    (4, "contact show +442079460000"),
    (4, "contact show 017"),
    (4, "contact show 99999999999999999999999"),
    (4, "contact attach 1 Nowhere"),
    (4, "contact list --property Nowhere"),
    (4, "contact list --company Nobody"),
    (4, "contact archive --type tenant --property '' -y"),
    (4, "contact archive --type tenant --company '' -y"),
    (4, "contact detach 1 Nowhere"),
    (4, "undo 99"),
    (4, "log show 99"),
    (4, "due cancel 99"),
    (4, "contact add --type tenant --first-name J --last-name B --company None"),
    (5, "contact add --type tenant --first-name J --last-name B --email joe@example.com"),
    (5, "contact edit 1 --type lead"),
    (5, "contact edit 1 --first-name J --if-version 9"),
    (5, "contact can 1 unarchive"),
    (7, "contact import nothere.csv"),
    (7, "contact import /"),
    (11, "contact list -w nowhere"),
]


@pytest.mark.parametrize(("code", "line"), EXITS)
def test_each_situation_has_its_exit_code(joe: Casa, code: int, line: str) -> None:
    done = joe.run(f"{line} -o json")

    assert done.exit_code == code, done
    if code in (1, 2, 4, 6, 7, 10, 11):
        assert done.stdout == ""
        assert done.error["exit"] == code
    if code == 3:
        assert done.outcomes == ["archived", "refused"]


def test_of_several_that_are_all_refused_the_exit_is_5(casa_sqlite: Casa) -> None:
    casa_sqlite.property("Rose")
    for name in ("Joe A", "Ann B"):
        casa_sqlite.tenant(name, at="Rose")

    done = casa_sqlite.run("contact archive 1 2 -o json")

    assert done.exit_code == 5
    assert done.outcomes == ["refused", "refused"]
    assert done.reasons == ["property-attached", "property-attached"]


def test_a_single_refusal_gives_its_results_and_its_first_reason_as_error(casa_sqlite: Casa) -> None:
    casa_sqlite.property("Rose")
    casa_sqlite.tenant("Joe Bloggs", at="Rose")

    done = casa_sqlite.run("contact archive 1 -o json")

    assert done.exit_code == 5
    assert done.results[0]["reasons"] == [
        {
            "rule": "MC-13",
            "code": "property-attached",
            "message": "attached to Rose as tenant",
            "remedy": 'casactl contact detach 1 "Rose"',
        }
    ]
    assert done.error["code"] == "contact.property-attached"
    assert done.error["rule"] == "MC-13"
    assert done.error["hint"] == 'casactl contact detach 1 "Rose"'
    assert "attached to Rose as tenant" in done.error["message"]


@pytest.mark.parametrize(
    "ref",
    ["'; drop table contact; --", "%", "_", "\\", "1 or 1=1", "ref:'", "@", "+", "0", "-1x", "٣", "1.0", "1e3", " "],
)
def test_no_reference_whatsoever_is_a_traceback(joe: Casa, ref: str) -> None:
    done = joe.run(["contact", "show", "-o", "json", "--", ref])

    assert done.exit_code in (2, 4), done
    assert done.error["exit"] == done.exit_code


def test_an_ambiguous_name_lists_everybody_it_may_mean(joe: Casa) -> None:
    joe.tenant("Joe Bloggs")
    joe.ok("contact archive 2")

    refused = joe.run(["contact", "show", "joe bloggs", "-o", "json"])

    assert (refused.exit_code, refused.error["code"]) == (4, "contact.ambiguous")
    assert "1 Joe Bloggs joe@example.com (active)" in refused.error["message"]
    assert "2 Joe Bloggs no e-mail (archived)" in refused.error["message"]


def test_an_interrupt_before_or_after_the_command_shows_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(argv: Sequence[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("casactl.cli.main.main", interrupted)

    with pytest.raises(SystemExit) as end:
        run_program()
    assert end.value.code == 130
