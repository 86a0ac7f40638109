"""Judge first, ask once: a question says who, what, when and how much, and who is left out (T2)."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from casactl.cli import asking, secrets
from casactl.cli.tree import TOP, TREE
from tests import run as running
from tests.casa import Casa
from tests.cli.writing_lines import LINES, line_of, office

Answers = Callable[..., list[str]]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """A person at the terminal who answers; gives the questions that were asked."""
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)
    monkeypatch.setattr("casactl.cli.context.App.interactive", property(lambda app: not app.flag("no_input")))
    asked: list[str] = []

    def answer(*answers: str | Callable[[], object]) -> list[str]:
        left = list(answers)

        def ask(prompt: str, *_: object, **__: object) -> str:
            asked.append(prompt)
            given = left.pop(0)
            if callable(given):
                given()
                return "y"
            return given

        monkeypatch.setattr(asking, "_ask", ask)
        return asked

    return answer


def test_T2_a_question_names_who_and_says_who_is_left_out(casa_sqlite: Casa, answering: Answers) -> None:
    casa = casa_sqlite
    joe, ann = casa.tenant("Joe Bloggs"), casa.tenant("Ann Owes")
    casa.ok(f"ledger charge {ann} 120 --for Rent")
    asked = answering("n")

    done = casa.run(f"contact archive {joe} {ann}")

    assert asked == ["Archive Joe Bloggs (1)? [y/N] "]
    assert "refused: Ann Owes: open balance 120.00 GBP" in done.stderr
    assert (done.exit_code, casa.contact(joe).lifecycle) == (1, "active")


def test_T2_what_is_refused_is_not_asked_about(casa_sqlite: Casa, answering: Answers) -> None:
    ann = casa_sqlite.tenant("Ann Owes")
    casa_sqlite.ok(f"ledger charge {ann} 120 --for Rent")
    asked = answering()

    assert casa_sqlite.run(f"contact archive {ann}").exit_code == 5
    assert asked == []


def test_T2_a_question_resolves_the_day(casa_sqlite: Casa, answering: Answers) -> None:
    joe = casa_sqlite.tenant("Joe Bloggs")
    asked = answering("y")

    assert casa_sqlite.run(f"contact archive {joe} --on +10d").exit_code == 0
    assert "Joe Bloggs (1)" in asked[0]
    assert "2026-12-03" in asked[0]


def test_T2_a_levy_says_how_many_are_charged_and_how_much_in_all(casa: Casa, answering: Answers) -> None:
    for n in range(7):
        casa.owner(f"Olive{n} Owner", at=casa.property(f"Rose Court/{n}"))
    asked = answering("n")

    done = casa.run(["ledger", "levy", "50", "--for", "Fee", "--property", "Rose Court"])

    assert asked, done.stderr
    assert "Charge 7 contacts: " in asked[0]
    assert "and 2 more" in asked[0]
    assert "350.00 GBP in all" in asked[0]


def test_T2_what_has_changed_by_the_answer_is_asked_about_again(casa_sqlite: Casa, answering: Answers) -> None:
    joe, ann = casa_sqlite.tenant("Joe Bloggs"), casa_sqlite.tenant("Ann Other")

    def meanwhile() -> None:
        out = sys.stdout, sys.stderr, sys.stdin
        casa_sqlite.ok(f"ledger charge {ann} 5 --for Key --no-input")
        sys.stdout, sys.stderr, sys.stdin = out

    asked = answering(meanwhile, "y")
    done = casa_sqlite.run(f"contact archive {joe} {ann}")

    assert asked == ["Archive 2 contacts: Joe Bloggs (1), Ann Other (2)? [y/N] ", "Archive Joe Bloggs (1)? [y/N] "]
    assert (done.exit_code, casa_sqlite.contact(ann).lifecycle) == (3, "active")


def test_T13_what_is_missing_is_asked_for_in_every_verb_by_one_rule(casa_sqlite: Casa, answering: Answers) -> None:
    casa = casa_sqlite
    joe = casa.tenant("Joe Bloggs", at=casa.property("Rose Court/1"))
    casa.ok(f"ledger charge {joe} 120 --for Rent --no-input")

    for line, answers in (
        ("ledger pay", ["Joe Bloggs", "20"]),
        ("contact detach 1", ["Rose Court/1"]),
        ("arrears status 1 -y", ["reminder"]),
        ("contact lock", ["1", "bounced", "y"]),
        ("note add", ["1", "hello"]),
    ):
        asked = answering(*answers)
        before = len(asked)
        done = casa.run(line)
        assert (done.exit_code, len(asked) - before) == (0, len(answers)), (line, asked, done.stderr)
        assert casa.run(f"{line} --no-input").exit_code == 2, line

    assert casa.contact(joe).balance == "100.00"
    assert casa.contact(joe).locked


VERBS = [f"{noun} {name}" for noun, each in TREE.items() for name in each.verbs] + list(TOP)
WHOLE = {
    "portal unit": "a setting is missing, which is another verb's", "portal serve": "runs until it is told to end",
    "contact edit": "what changes stands on the line; without it nobody is asked whom",
    "contact pick": "asks anyway", "batch": "reads lines", "shell": "asks for lines", "view": "is looked up first",
}  # fmt: skip
"""Verbs that take nothing, or for which nobody could answer."""
MORE = (
    "user grant ann@office.example", "user revoke ann@office.example", "contact merge 1", "ledger levy 5 --for Fee",
    "ledger levy 5", "document get 1", "contact avatar 1", "ledger recurring add 1", "property add Elm",
    "contact link 1 1",
    "workspace move main", "contact detach 1", "arrears status 1", "contact attach 1",
)  # fmt: skip


@pytest.mark.probe
@pytest.mark.parametrize("line", [*(words for words in VERBS if words not in WHOLE), *MORE])
def test_T13_whatever_is_exit_2_when_it_is_missing_is_asked_for_on_a_terminal(
    casa_sqlite: Casa, answering: Answers, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    casa_sqlite.tenant("Joe Bloggs", at=casa_sqlite.property("Rose Court/1", kind="unit"))
    casa_sqlite.ok("user add ann@office.example --name Ann --type staff --no-input")
    asked = list[str]()

    def ask(prompt: str, *_: object, **__: object) -> str:
        asked.append(prompt)
        raise KeyboardInterrupt

    monkeypatch.setattr(asking, "_ask", ask)
    monkeypatch.setattr(secrets, "_hidden", ask)
    if casa_sqlite.run(f"{line} --no-input", stdin="").exit_code != 2:
        return
    before = casa_sqlite.rows("select count(*) from operation")
    done = casa_sqlite.run(line)

    assert (done.exit_code, len(asked), done.stdout) == (130, 1, ""), done.stderr
    assert casa_sqlite.rows("select count(*) from operation") == before


def test_T2_what_would_be_refused_is_not_asked_about_in_any_verb(casa_sqlite: Casa, answering: Answers) -> None:
    casa = casa_sqlite
    casa.tenant("Joe Bloggs", at=casa.property("Rose Court/1", kind="unit"))
    casa.ok("user add ann@office.example --name Ann --type staff --group manager --no-input")
    asked = answering()

    for line in ("property remove 'Rose Court'", "property remove 'Rose Court/1' --retire", "contact erase 1",
                 "contact delete 1", "user delete ann@office.example", "workspace move main --database nonsense",
                 "contact merge 1 99", "due cancel 99"):  # fmt: skip
        assert casa.run(line).exit_code in (2, 4, 5, 11), line
    assert asked == []


def test_T3_what_stands_on_a_line_is_judged_before_anything_is_asked_in_any_verb(
    casa_sqlite: Casa, answering: Answers
) -> None:
    casa = casa_sqlite
    casa.tenant("Joe Bloggs", at=casa.property("Rose Court/1", kind="unit"))
    casa.ok("ledger charge 1 5 --for Rent --no-input")
    asked = answering()

    for line, code in {
        "ledger levy 10 --property Nowhere": 4, "message broadcast --property Nowhere": 4,
        "message broadcast --type nobody": 2, "ledger recurring add 99": 4, "ledger recurring add 1 much": 2,
        "ledger recurring add Nobody 5": 4, "ledger due 99": 4, "ledger void 99": 4, "user add nothing": 2,
        "user add ann@office.example --type boss": 2, "user add ann@office.example --type staff --group owner": 2,
        "user grant nobody@office.example": 4, "user revoke nobody@office.example": 4, "workspace set colour": 4,
        "workspace restore nothing.backup": 7, "address add 1 --country ZZ": 2, "event add --contact 1 --start soon": 2,
        "event add --contact 1 --start '2026-12-01 25:00'": 2, "contact tag add vip --property Nowhere": 4,
    }.items():  # fmt: skip
        done = casa.run(line)
        assert (done.exit_code, done.stdout, asked) == (code, "", []), (line, done.stderr)


@pytest.mark.probe
@pytest.mark.parametrize("words", list(LINES))
def test_T2_every_line_goes_through_where_somebody_says_yes(
    filled: Callable[[Callable[[Casa], None]], Casa], request: pytest.FixtureRequest, words: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    casa = filled(office)
    line = line_of(casa, words, tmp_path).removesuffix(" -y")
    request.getfixturevalue("answering")  # nobody sits there while the office is filled

    def agree(prompt: str, *_: object, **__: object) -> str:
        if found := re.search("Type '(.*)'", prompt):
            return found[1]
        if "[y/N]" not in prompt and "[Y/n]" not in prompt:
            raise KeyboardInterrupt
        return "y"

    monkeypatch.setattr(asking, "_ask", agree)
    done = casa.run(line)

    assert done.exit_code in (0, 3, 5, 130), done.stderr
    assert "error[unexpected]" not in done.stderr


def test_T2_what_is_said_with_a_command_among_its_words_is_agreed_to(casa: Casa, answering: Answers) -> None:
    casa.property("Rose", kind="community")
    casa.ok("user add lex@firm.example --name Lex --type attorney --community Rose --no-input")
    casa.ok("workspace set handover_requires_demand off --no-input")
    for name in ("Joe Bloggs", "Ann Archer"):
        who = casa.owner(name, at="Rose", email=f"{name[:3].lower()}@example.com")
        casa.ok(f"ledger charge {who} 120 --for Levy --on 2026-09-01 --due 2026-09-01 --no-input")
        casa.ok(f"contact handover {who} --to lex@firm.example --lock debt --reason owes --no-input")
    casa.ok("contact archive 1 --when-clear --no-input")
    asked = answering("y", "y", "y", "y", "y")

    recalled = casa.run("contact recall 1 --reason paid")
    casa.ok("ledger pay 2 120 --outside --no-input")
    settled = casa.run("arrears status 2 --set settled --note paid")

    for done in (recalled, settled):
        assert (done.exit_code, "unexpected" in done.stderr) == (0, False), done.stderr
    assert "stays locked: casactl contact unlock 1" in recalled.stdout
    assert "stays locked: casactl contact unlock 1" in recalled.stderr.splitlines()[0]
    casa.run("contact unlock 1")
    casa.ok("ledger pay 1 120 --no-input")
    released = casa.run("contact detach 1 Rose")
    assert released.stderr.splitlines()[0].endswith("; to stop it: casactl due cancel 1"), released.stderr
    assert [prompt for prompt in asked if "casactl" in prompt] == []
    assert "Go on? [y/N] " in asked


def test_T6_one_refusal_has_no_table_beside_it(casa_sqlite: Casa, answering: Answers) -> None:
    casa_sqlite.tenant("Joe Bloggs")
    answering()

    for line in ("message send 1", "contact handover 1", "contact erase 1"):
        refused = casa_sqlite.run(line)
        assert (refused.exit_code, refused.stdout) == (5, ""), line


def test_T2_what_is_refused_whatever_the_answer_is_asks_nothing(casa_sqlite: Casa, answering: Answers) -> None:
    casa = casa_sqlite
    gone, debtor = casa.tenant("Gone Away"), casa.tenant("Ann Owes", at=casa.property("Rose Court/1"))
    merged = casa.tenant("Anne Owes")
    casa.ok(f"contact merge {debtor} {merged} --yes")
    casa.ok(f"contact archive {gone} --no-input")
    casa.ok(f"ledger charge {debtor} 120 --for Rent --on 2026-09-01 --no-input")
    casa.ok(f"ledger pay {debtor} 1 --no-input")
    casa.ok("ledger void 2 --reason bounced --no-input")
    casa.ok(f"contact lock {debtor} --reason debt --no-input")
    casa.ok("workspace set handover_requires_demand on --no-input")
    asked = answering()

    for line, code, said in (
        (f"contact handover {debtor}", 5, "letter of demand"),
        (f"contact handover {gone}", 5, "archived"),
        (f"contact handover {debtor} --community Elm", 4, "Elm"),
        (f"contact recall {debtor}", 0, "unchanged"),
        (f"contact lock {debtor}", 0, "unchanged"),
        (f"ledger charge {gone} 5", 5, "MC-17"),
        (f"ledger fee {gone} 5", 5, "MC-17"),
        (f"ledger write-off {gone}", 5, ""),
        ("ledger void 2", 0, "unchanged"),
        (f"message send {gone}", 5, "MC-22"),
        (f"arrears hold {merged}", 5, "merged"),
        (f"ledger recurring add {gone} 5", 5, "MC-17"),
        (f"task add --contact {debtor} --assign {gone}", 5, "archived"),
    ):
        done = casa.run(line)
        assert (done.exit_code, asked) == (code, []), (line, done.stderr)
        assert said in done.stdout + done.stderr, line


def test_T2_what_is_not_refused_is_asked_and_then_done(casa_sqlite: Casa, answering: Answers) -> None:
    casa = casa_sqlite
    debtor = casa.tenant("Ann Owes", at=casa.property("Rose Court/1"))
    casa.ok("user add law@firm.example --name Lex --type attorney --community 'Rose Court' --no-input")
    casa.ok("workspace set handover_requires_demand off --no-input")
    asked = answering("Rent", "law@firm.example", "y", "settled between us", "y")

    assert casa.run(f"ledger charge {debtor} 120 --on 2026-09-01").exit_code == 0
    assert casa.run(f"contact handover {debtor} --no-send").exit_code == 0
    assert "with Lex already" in casa.run(f"contact handover {debtor}").stderr
    assert casa.run(f"contact recall {debtor}").exit_code == 0
    assert [words.partition(" ")[0] for words in asked] == ["What", "Attorney:", "Hand", "Why", "Recall"]
    assert casa.rows("select text from ledger_entry") == [("Rent",)]


@pytest.mark.parametrize("what", ["", "1"])
def test_T2_a_file_is_not_asked_about_where_no_letter_waits(
    casa_sqlite: Casa, answering: Answers, tmp_path: Path, what: str
) -> None:
    casa = casa_sqlite
    ann = casa.tenant("Ann Owes")
    casa.ok(f"address add {ann} --line '1 Road' --city Town --postcode 'SW1A 1AA' --billing --no-input")
    casa.ok(f"ledger charge {ann} 120 --for Rent --on 2026-09-01 --no-input")
    casa.ok(f"arrears status {ann} --set reminder --notify post --no-input")
    casa.ok(f"ledger pay {ann} 120 --no-input")
    file = tmp_path / "letters.pdf"
    file.write_text("old")
    asked = answering()

    done = casa.run(f"outbox print {file} {what}")

    assert (done.exit_code, asked, file.read_text()) == (0, [], "old"), done.stderr
    assert casa.rows("select state from outbox") == [("cancelled",)]


@pytest.mark.probe
def test_T2_what_no_undo_brings_back_says_what_it_takes(casa_sqlite: Casa, answering: Answers) -> None:
    casa = casa_sqlite
    for name in ("Joe Bloggs", "Ann Other", "Sam Owing"):
        number = casa.tenant(name)
        casa.ok(f"note add {number} --text x --no-input")
        casa.ok(f"address add {number} --line '1 High St' --no-input")
    casa.ok("ledger charge 3 5 --for Key --no-input")
    casa.ok("contact deactivate 1 2 --no-input")
    asked = answering("n", "n")

    one, two = casa.run("contact delete 1"), casa.run("contact delete 1 2 3")

    assert "Delete Joe Bloggs (1) for good? With them go 1 note, 1 address." in asked[0]
    assert "Delete 2 contacts for good? Joe Bloggs (1), Ann Other (2). With them go 2 notes, 2 addresses." in asked[1]
    assert "refused: Sam Owing (3): " in two.stderr
    assert (one.exit_code, two.exit_code) == (1, 1)
    assert len(casa.ok("contact list --all -o ids --no-input").ids) == 3


def test_T2_a_user_a_property_and_a_plan_are_named_when_they_are_asked_about(
    casa_sqlite: Casa, answering: Answers
) -> None:
    casa = casa_sqlite
    casa.tenant("Joe Bloggs")
    casa.property("Rose Court")
    casa.ok("user add ann@office.example --name Ann --type staff --group manager --no-input")
    casa.ok("user disable ann@office.example --no-input")
    casa.ok("contact archive 1 --on +10d --no-input")
    asked = answering("n", "n", "n")

    for line in ("user delete ann@office.example", "property remove 'Rose Court'", "due cancel 1"):
        assert casa.run(line).exit_code == 1, line

    assert asked[0].startswith("Delete the user Ann (ann@office.example)? Password and reach are gone")
    assert asked[1] == "Remove Rose Court? [y/N] "
    assert asked[2] == "Cancel scheduled change 1, archive of contact 1 (Joe Bloggs)? [y/N] "


def test_T2_moving_a_workspace_is_tried_before_it_is_asked_about(
    casa_sqlite: Casa, answering: Answers, tmp_path: Path
) -> None:
    casa_sqlite.tenant("Joe Bloggs")
    asked = answering(f"sqlite:///{tmp_path}/there/casactl.db", "n")

    done = casa_sqlite.run("workspace move main")

    assert "To which database" in asked[0]
    assert re.search(r"Move workspace 'main', [0-9,]+ rows, from .* to .*there/casactl.db", asked[1])
    assert done.exit_code == 1
    assert casa_sqlite.contact(1).display_name == "Joe Bloggs"
    assert not (tmp_path / "there" / "casactl.db").exists()


def test_I7_which_encoding_a_file_is_in_is_asked_where_that_is_not_sure(
    casa_sqlite: Casa, answering: Answers, tmp_path: Path
) -> None:
    file = tmp_path / "names.csv"
    file.write_bytes("Name\nGuðrún Jónsdóttir\n".encode("latin-1"))
    words = ["contact", "import", str(file), "--type", "tenant"]

    refused = casa_sqlite.run([*words, "--no-input"])
    asked = answering("cp1252")
    done = casa_sqlite.run(words)

    assert refused.exit_code == 7
    assert "Windows-1252 ('Guðrún'), Windows-1254 ('Guğrún')" in refused.stderr
    assert (done.exit_code, asked) == (0, ["Encoding: "])
    assert casa_sqlite.rows("select display_name from contact") == [("Guðrún Jónsdóttir",)]
