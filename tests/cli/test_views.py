"""Saved views: which commands may be saved, how they are shown, and by whose rights (T8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casactl.cli import asking
from tests import run as running
from tests.casa import Casa
from tests.conftest import Filled

LATE = "contact list --past-due 30 --not-tag vip"


def settle(casa: Casa) -> None:
    """Ann owes since long and is a friend, Bob owes since long, Cyd owes since yesterday; each somewhere else."""
    casa.property("Rose Court/1")
    casa.property("Elm Row/1")
    for name, at, due, tags in (
        ("Ann One", "Rose Court/1", "2026-08-01", ["vip"]), ("Bob Two", "Elm Row/1", "2026-08-01", []),
        ("Cyd Three", "Rose Court/1", "2026-11-20", []),
    ):  # fmt: skip
        who = casa.tenant(name, at=at, tag=tags)
        casa.ok(["ledger", "charge", who, "50", "--for", "Rent", "--on", due, "--due", due])
    casa.ok(f"view save late -- {LATE}")


@pytest.fixture
def office(filled: Filled) -> Casa:
    """What `settle` makes."""
    return filled(settle)


def staff(casa: Casa, group: str = "clerk", at: str | None = None) -> str:
    email = f"{group}@office.example"
    type_ = "attorney" if group == "attorney" else "staff"
    words = ["user", "add", email, "--name", "Some Body", "--type", type_, "--group", group]
    casa.ok([*words, *(["--community", at] if at else [])])
    return f"--actor {email}"


# Showing -------------------------------------------------------------------------------------------


def test_a_view_is_the_command_that_was_saved(office: Casa) -> None:
    for more in ("", "-o json", "-o csv", "-o ids", "--fields id,name", "-o table"):
        assert office.ok(f"view late {more}").stdout == office.ok(f"{LATE} {more}").stdout
    assert office.ok("view LATE -o ids").ids == [2]


def test_more_options_narrow_it_or_take_the_place_of_what_was_saved(office: Casa) -> None:
    assert office.ok("view late --past-due 1 -o ids").ids == [3, 2]
    assert office.ok("view late --past-due -o ids").ids == [3, 2]
    assert office.ok("view late --property 'Rose Court' -o ids").ids == []
    assert office.ok("-o ids view late --past-due 1 --sort id").ids == [2, 3]
    wrong = office.run("view late --nonsense")
    assert (wrong.exit_code, "No such option: --nonsense" in wrong.stderr) == (2, True)
    assert office.run("view late 17").exit_code == 2


def test_what_is_typed_before_the_name_holds_against_what_was_saved(office: Casa) -> None:
    office.ok("view save numbers -- contact list -o csv --fields id")

    assert office.ok("view numbers").stdout.splitlines() == ["id", "1", "3", "2"]
    assert office.ok("-o ids view numbers").ids == [1, 3, 2]
    assert office.ok("--fields name view numbers").stdout.splitlines()[0] == "display_name"


def test_options_come_before_two_dashes_that_were_saved(office: Casa) -> None:
    office.ok("view save odd -- contact find -- --x")

    assert office.ok("view odd -o json").json == []


@pytest.mark.parametrize(
    "line",
    ["contact find one", "contact show 1", "ledger ageing", "ledger statement 1", "report overview", "today",
     "due list", "workspace field list", "property list --kind unit", "user list", "log list --limit 3",
     "contact history 1"],
)  # fmt: skip
def test_lists_and_reports_can_be_saved(office: Casa, line: str) -> None:
    office.ok(f"view save some -- {line}")

    assert office.run("view some -o json").stdout == office.run(f"{line} -o json").stdout


# Saving --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("contact archive 1", "view.not-a-list"), ("contact export -", "view.not-a-list"),
        ("contact duplicates 1 2 --not-duplicate", "view.not-a-list"), ("view list", "view.not-a-list"),
        ("ledger statement 1 --mail", "view.not-a-list"), ("ledger statement 1 --pdf x.pdf", "view.not-a-list"),
        ("report overview --html=x.html", "view.not-a-list"), ("workspace show", "view.not-a-list"),
        ("document get 1 -O x", "view.not-a-list"), ("portal view 1", "view.not-a-list"), ("undo", "view.not-a-list"),
        ("contact list --nonsense", "usage"), ("contact list 17", "usage"), ("contact", "usage"),
        ("duplicates list", "usage"),
        ("nonsense list", "usage"), ("contact nonsense", "usage"), ("contact list --help", "usage"),
        ("contact list -w other", "usage"), ("contact list --actor ann", "usage"), ("contact list -n", "usage"),
        ("contact list -y", "usage"), ("contact list --request-id x", "usage"), ("contact list -nq", "usage"),
        ("ledger statement -", "usage"), ("contact list --sort nonsense", "usage"),
        ("contact list --fields nonsense", "usage.unknown-field"), ("contact list --limit x", "usage"),
        ("contact list --created-since never", "usage.invalid-date"), ("contact find", "usage"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line_is_said_when_it_is_saved(office: Casa, line: str, code: str) -> None:
    before = office.log()

    done = office.run(f"view save other -o json -- {line}", stdin="1\n")

    assert (done.exit_code, done.stdout) == (2, ""), done.stderr
    assert done.error["code"].startswith(code.partition(".")[0])
    if "." in code:
        assert done.error["code"] == code
    assert office.log() == before
    assert not (office.room / "x.pdf").exists()


def test_what_a_line_names_has_to_be_there(office: Casa) -> None:
    assert office.run("view save other -- contact list --property Nowhere").exit_code == 4
    assert office.run("view save other -- contact show 99").exit_code == 4


def test_a_view_that_is_there_is_not_replaced_unasked(office: Casa) -> None:
    taken = office.run("view save late -o json -- contact list --owing")

    assert (taken.exit_code, taken.error["code"]) == (5, "view.taken")
    assert LATE in taken.error["message"]
    assert office.run("view save late -y -- contact list --owing").exit_code == 5
    assert office.ok(f"view save late -o json -- {LATE}").results[0]["outcome"] == "unchanged"
    assert office.ok("view save late --replace -o json -- contact list --owing").results[0]["outcome"] == "updated"
    assert office.ok("view late -o ids").ids == [1, 3, 2]


def test_on_a_terminal_it_is_asked_about(office: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, asked = ["n", "y"], list[str]()
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)
    monkeypatch.setattr("casactl.cli.context.App.interactive", property(lambda app: not app.flag("no_input")))

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return answers.pop(0)

    monkeypatch.setattr(asking, "_ask", ask)

    assert office.run("view save late -- contact list --owing").exit_code == 1
    assert office.run("view save late -- contact list --owing").exit_code == 0
    assert [prompt.endswith("Replace it? [y/N] ") for prompt in asked] == [True, True]
    assert office.ok("view late -o ids").ids == [1, 3, 2]


@pytest.mark.parametrize("name", ["", " ", "a/b", "-x", "x" * 41, "é", "a;b", "list", "save", "ls", "rm", "view"])
def test_a_name_is_a_short_word_and_no_verb(office: Casa, name: str) -> None:
    assert office.run(["view", "save", name, "--", "contact", "list"]).exit_code == 2


def test_a_line_that_is_too_long_is_refused(office: Casa) -> None:
    assert office.run(["view", "save", "long", "--", "contact", "find", "x" * 4000]).exit_code == 2


def test_no_shell_reads_the_words(office: Casa) -> None:
    evil = "$(touch evil); `touch evil` && 'x' \"y\" | *"
    office.ok(["view", "save", "evil", "--", "contact", "find", evil])

    assert office.ok("view show evil -o json").json["line"] == ["contact", "find", evil]
    assert office.ok("view evil -o json").json == []
    assert not (office.room / "evil").exists()


# Listing, removing, the log ------------------------------------------------------------------------


def test_views_are_listed_shown_and_removed_and_undo_brings_them_back(office: Casa) -> None:
    assert office.ok("view list -o json").json == [{"id": 1, "name": "late", "line": LATE.split()}]
    assert office.ok("view show late").stdout.strip() == f"casactl {LATE}"

    office.ok("view remove late")
    assert office.ok("view list -o json").json == []
    gone = office.run("view late -o json")
    assert (gone.exit_code, gone.error["code"]) == (4, "view.not-found")
    office.ok("undo")
    assert office.ok("view late -o ids").ids == [2]
    office.ok("view save late --replace -- contact list")
    office.ok("undo")
    assert office.ok("view show late -o json").json["line"] == LATE.split()
    assert office.log()[1]["verb"] == "view.save"
    office.ok("log verify")
    office.ok("workspace check")


def test_a_name_that_is_taken_again_stands_in_the_way_of_undo(office: Casa) -> None:
    office.ok("view remove late")
    removed = office.log()[0]["operation"]
    office.ok("view save late -- contact list")

    assert office.run(f"undo {removed}").exit_code == 5


def test_a_dry_run_saves_nothing_and_a_request_id_saves_once(office: Casa) -> None:
    office.ok("view save other -n -- contact list")
    assert office.run("view other").exit_code == 4

    first = office.ok("view save other --request-id r1 -o json -- contact list").json
    assert office.ok("view save other --request-id r1 -o json -- contact list").json == first
    assert office.run("view save other --request-id r1 -- contact list --owing").exit_code == 5


# Rights and the fence ------------------------------------------------------------------------------


def test_whoever_shows_a_view_sees_what_they_may_see(office: Casa) -> None:
    rose = staff(office, at="Rose Court")

    assert office.ok(f"view late --past-due 1 -o ids {rose}").ids == [3]
    assert office.ok(f"view late -o ids {rose}").ids == []
    office.ok("view save elm -- contact list --property 'Elm Row'")
    assert office.run(f"view elm {rose}").exit_code == 4
    assert office.run(f"view save other {rose} -- contact list --property 'Elm Row'").exit_code == 4


def test_a_view_needs_the_right_of_what_it_shows(office: Casa) -> None:
    office.ok("view save people -- user list")
    clerk = staff(office)

    assert office.run(f"view people {clerk}").exit_code == 5
    assert office.run(f"view save other {clerk} -- user list").exit_code == 5
    assert office.ok(f"view save other {clerk} -- contact list").exit_code == 0


def test_an_attorney_neither_sees_nor_saves_views(office: Casa) -> None:
    law = staff(office, "attorney", at="Rose Court")

    for line in ("late", "list", "show late", "remove late", "save x -- contact list"):
        assert office.run(f"view {line.replace(' --', f' {law} --')} {'' if '--' in line else law}").exit_code == 5, (
            line
        )


@pytest.mark.parametrize("more", ["--mail --no-send", "--mail -y"])
def test_options_that_are_added_do_not_make_a_view_write(office: Casa, more: str) -> None:
    office.ok("view save one -- ledger statement 1")
    before = office.log()

    done = office.run(f"view one {more} -o json")

    assert (done.exit_code, done.error["code"]) == (2, "view.not-a-list")
    assert office.log() == before


def test_a_line_that_somebody_put_into_the_store_is_judged_again(office: Casa) -> None:
    for line in ('["contact","archive","2"]', '["contact","duplicates","1","2","--not-duplicate"]', '["no"]', "[]"):
        with office.work() as work:
            work.run("update saved_view set line = :line", line=line)
        assert office.run("view late").exit_code == 2, line


# Completion ----------------------------------------------------------------------------------------


def test_names_are_offered_on_tab_and_behind_them_the_options_of_what_they_show(
    office: Casa, tab: Callable[[str, str], list[str]]
) -> None:
    assert "late" in tab("view ", "")
    assert tab("view la", "la") == ["late"]
    assert tab("view show l", "l") == ["late"]
    assert "--not-tag" in tab("view late --not", "--not")
    assert tab("view nosuch --not", "--not") == []


@pytest.fixture
def tab(office: Casa) -> Callable[[str, str], list[str]]:
    """What bash is offered at the end of a line."""

    def offered(line: str, word: str) -> list[str]:
        env = {"_CASACTL_COMPLETE": "offer_bash", "_CASACTL_LINE": f"casactl {line}", "_CASACTL_WORD": word}
        return office.run("", env=env).stdout.split()

    return offered
