"""`batch`: a command a line, each as if it ran alone, or all of them as one operation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from casactl.cli.lines import MOST
from casactl.cli.session import ALONE, NEVER
from casactl.cli.tree import verb_for
from casactl.store.journal import Origin
from casactl.store.kept import Kept
from casactl.store.opening import open_work
from casactl.store.schema import SPECS
from tests.casa import Casa
from tests.cli.writing_lines import LINES, line_of, office
from tests.conftest import Filled
from tests.mailed import letters
from tests.pictures import png

JOE = "contact add --type tenant --first-name Joe --last-name Bloggs --email joe@example.com"
ANN = "contact add --type owner --first-name Ann --last-name Archer --email ann@example.com"


def batch(casa: Casa, lines: str | bytes, options: str = "", *, code: int = 0) -> list[dict[str, Any]]:
    """What comes of lines on standard input."""
    done = casa.run(f"batch {options}", stdin=lines)
    assert done.exit_code == code, done
    return done.lines


# Line by line -------------------------------------------------------------------------------------


def test_each_line_is_told_with_its_number_its_exit_code_and_its_result(casa: Casa) -> None:
    charge = '["ledger", "charge", "1", "50", "--for", "Rent\\nMay"]'

    told = batch(casa, f"# the first\n{JOE}\n\n  \n{charge}\ncontact list\n")

    assert [each["line"] for each in told] == [2, 5, 6]
    assert [each["exit"] for each in told] == [0, 0, 0]
    assert told[0]["result"]["results"][0]["outcome"] == "added"
    assert [contact["balance"] for contact in told[2]["result"]] == ["50.00"]


def test_a_line_that_fails_is_told_and_the_others_are_done(casa: Casa) -> None:
    told = batch(casa, f"{JOE}\n{JOE}\ncontact show 99\n{ANN}\n", code=3)

    assert [each["exit"] for each in told] == [0, 5, 4, 0]
    assert told[1]["error"]["code"] == "contact.email-taken"
    assert told[1]["result"]["results"][0]["outcome"] == "refused"
    assert "result" not in told[2]


def test_with_stop_on_error_no_line_behind_one_that_fails_is_begun(casa: Casa) -> None:
    told = batch(casa, f"{JOE}\ncontact show 99\n{ANN}\n", "--stop-on-error", code=3)

    assert [each["line"] for each in told] == [1, 2]
    assert casa.rows("select count(*) from contact") == [(1,)]


def test_nothing_to_do_is_done(casa: Casa) -> None:
    assert batch(casa, "") == batch(casa, "# only this\n\n") == []


def test_a_pasted_line_may_begin_with_the_program(casa: Casa) -> None:
    assert batch(casa, f"casactl {JOE}\n")[0]["exit"] == 0


def test_what_was_given_for_all_holds_unless_a_line_says_otherwise(casa: Casa) -> None:
    casa.ok("user add boss@office.example --type staff --group superuser --name Boss")
    casa.ok("user add ann@office.example --type staff --group superuser --name Ann")

    batch(casa, f"{JOE}\n{ANN} --actor ann@office.example\n", "--actor boss@office.example")

    assert [each["actor"] for each in casa.log()[:2]] == ["ann@office.example", "boss@office.example"]


def test_a_dry_run_takes_every_line_back(casa: Casa) -> None:
    told = batch(casa, f"{JOE}\n{JOE}\n", "-n")

    assert [each["result"]["dry_run"] for each in told] == [True, True]
    assert casa.rows("select count(*) from contact") == [(0,)]


def test_a_line_that_would_ask_says_what_is_missing(casa: Casa) -> None:
    for name in ("Joe", "Jim", "Jon"):
        casa.tenant(f"{name} Bloggs")

    lines = "contact lock 1 2 3 --reason Keys\ncontact add --type tenant\ncontact lock 1 2 3 --reason x -y\n"
    told = batch(casa, lines, code=3)

    assert [each["exit"] for each in told] == [2, 2, 0]


def test_a_line_has_no_standard_input_of_its_own(casa: Casa) -> None:
    casa.tenant()

    lines = "contact archive -\nnote add 1 --text -\ncontact import -\nuser set-password a@b.example\n"
    told = batch(casa, lines, code=3)

    assert [each["error"]["code"] for each in told[:3]] == ["batch.no-input"] * 3
    assert all(each["exit"] for each in told)


def test_text_that_is_no_json_is_told_as_text(casa: Casa) -> None:
    told = batch(casa, f"{JOE}\ncontact list -o ids\ncontact --help\ncontact list -o jsonl\n")

    assert told[1]["output"] == "1\n"
    assert told[2]["output"].startswith("People and companies")
    assert [each["id"] for each in told[3]["result"]] == [1]


def test_bytes_are_not_told(casa: Casa, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    casa.tenant(avatar=str(tmp_path / "a.png"))

    (told,) = batch(casa, "contact avatar 1 -O -\n", code=3)

    assert (told["exit"], told["error"]["code"]) == (2, "batch.bytes")


HOSTILE = {
    b"contact add 'x": "no closing quotation",
    b"contact add \\": "no escaped character",
    b"contact show \x00": "NUL",
    b'["contact", "show", "\\u0000"]': "NUL",
    b"contact show \xff\xfe": "not UTF-8",
    b'["contact", "show", 1]': "array of strings",
    b'["contact"': "no JSON",
    b"[" * 100_000: "no JSON",
    b'["contact", "show"] x': "no JSON",
    b"contact find " + b"x" * MOST: "longer",
}


def test_what_is_no_line_is_refused_and_the_next_one_is_done(casa: Casa) -> None:
    told = batch(casa, b"".join(line + b"\n" for line in HOSTILE) + JOE.encode(), code=3)

    assert [each["line"] for each in told] == list(range(1, len(HOSTILE) + 2))
    for each, why in zip(told, HOSTILE.values(), strict=False):
        assert (each["exit"], each["error"]["code"]) == (2, "batch.unreadable-line"), each
        assert why in each["error"]["message"]
    assert told[-1]["exit"] == 0


@pytest.mark.parametrize(
    "line", ['["contact", "find", "\\ud800"]', "[]", '[""]', "''", '["casactl"]', "nonsense", "--"]
)
def test_odd_words_are_mistakes_of_their_line(casa: Casa, line: str) -> None:
    (told,) = batch(casa, line, code=3)

    assert told["exit"] == 2
    assert told["error"]["exit"] == 2


def test_no_line_has_lines_of_its_own(casa: Casa) -> None:
    for verb in NEVER:
        assert verb_for(verb) is not None
        (told,) = batch(casa, f"{verb}\n", code=3)
        assert (told["exit"], told["error"]["code"]) == (2, "batch.not-a-line")


def test_byte_order_marks_and_carriage_returns_are_no_words(casa: Casa) -> None:
    assert batch(casa, b"\xef\xbb\xbfcontact list\r\nlog list\r\n")[0]["exit"] == 0


@pytest.mark.parametrize(
    "options", ["-o csv", "-o table", "--fields id", "--request-id a", "nowhere.txt", "--actor nobody@x.example"]
)
def test_what_cannot_hold_for_a_batch_is_refused(casa: Casa, options: str) -> None:
    done = casa.run(f"batch {options}", stdin="contact list\n")

    assert done.exit_code in (2, 3, 7)
    assert casa.rows("select count(*) from contact") == [(0,)]


def test_lines_are_repeated_by_their_own_request_ids(casa: Casa) -> None:
    lines = f"{JOE} --request-id a\nledger charge 1 50 --for Rent --request-id b\n"
    first = batch(casa, lines)

    assert batch(casa, lines) == first
    assert batch(casa, "ledger charge 1 60 --for Rent --request-id b\n", code=3)[0]["exit"] == 5
    assert casa.contact(1).balance == "50.00"


def test_whoever_may_not_does_not_by_batch_either(casa: Casa) -> None:
    casa.property("Rose Court/1")
    casa.property("Elm Row/1")
    casa.tenant("Joe Bloggs", at="Rose Court/1")
    casa.tenant("Zoe Hidden", at="Elm Row/1")
    casa.ok("user add clerk@office.example --type staff --group clerk --name C --community 'Rose Court'")

    lines = "contact show 2\ncontact list\nuser list\ncontact edit 2 --tag x\ncontact edit 1 --tag y\n"
    told = batch(casa, lines, "--actor clerk@office.example", code=3)

    assert [each["exit"] for each in told] == [4, 0, 5, 4, 0]
    assert [each["id"] for each in told[1]["result"]] == [1]
    assert "Zoe" not in json.dumps(told)


def test_rights_that_are_taken_away_are_gone_on_the_next_line(casa: Casa) -> None:
    casa.tenant()
    casa.ok("user add ann@office.example --type staff --group superuser --name Ann")

    told = batch(
        casa,
        "contact edit 1 --tag a --actor ann@office.example\nuser disable ann@office.example\n"
        "contact edit 1 --tag b --actor ann@office.example\n",
        code=3,
    )

    assert [bool(each["exit"]) for each in told] == [False, False, True]


def test_stores_as_a_whole_are_taken_care_of_between_lines(casa: Casa, tmp_path: Path) -> None:
    backup = tmp_path / "a.backup"
    lines = [
        JOE,
        f"workspace backup {backup}",
        ANN,
        "workspace check",
        "contact delete 2 -y",
        "workspace check",
        "today",
    ]

    told = batch(casa, "\n".join(lines), code=3)

    assert [each["exit"] for each in told] == [0, 0, 0, 0, 5, 0, 0]  # only who is inactive is deleted
    assert backup.exists()


def test_an_erasure_between_lines_leaves_a_sound_store(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")

    told = batch(casa, f"contact deactivate 1\n{ANN}\ncontact delete 1 -y\ncontact edit 2 --tag x\nworkspace check\n")

    assert [each["exit"] for each in told] == [0] * 5
    assert casa.ok("workspace check")


def test_a_store_that_was_replaced_between_lines_is_opened_anew(casa_sqlite: Casa, tmp_path: Path) -> None:
    casa, kept = casa_sqlite, Kept("batch")
    with open_work(casa.location, Origin("x", "me", "me"), now=casa.clock.now(), kept=kept):
        pass
    assert kept.is_ready(casa.location)

    casa.database.rename(tmp_path / "away.db")
    casa.database.write_bytes((tmp_path / "away.db").read_bytes())

    assert not kept.is_ready(casa.location)
    kept.close()


# As one operation ---------------------------------------------------------------------------------


def test_lines_are_one_operation_that_is_undone_as_one(casa: Casa) -> None:
    told = batch(casa, f"{JOE}\n{ANN}\nledger charge joe@example.com 50 --for Rent\ncontact list\n", "--atomic")

    assert {each["result"]["operation"] for each in told[:3]} == {2}
    assert [contact["balance"] for contact in told[3]["result"]] == ["0.00", "50.00"]
    entry = casa.log()[0]
    assert (entry["verb"], entry["summary"], entry["contacts"]) == ("batch", "2 contact.add, 1 ledger.charge", 2)
    casa.ok("log verify")
    casa.ok("workspace check")


def test_one_operation_is_undone_by_whoever_has_the_rights_of_all_its_lines(casa: Casa) -> None:
    casa.tenant()
    casa.ok("user add clerk@office.example --type staff --group manager --name C")
    batch(casa, "contact edit 1 --tag x\nworkspace set plan_days 31\n", "--atomic")

    assert casa.run("undo 4 -y --actor clerk@office.example").exit_code == 5
    casa.ok("undo 4 -y")
    assert casa.contact(1).tags == []


def test_a_line_that_changes_nothing_has_no_operation(casa: Casa) -> None:
    casa.tenant(tag="x")

    told = batch(casa, f"{JOE}\ncontact edit 1 --tag x\n", "--atomic")

    assert [each["result"]["operation"] for each in told] == [3, None]
    assert casa.ok("log list -o json").json[0]["contacts"] == 1


def test_when_a_line_fails_nothing_is_left_of_any(casa: Casa, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Deed")
    (tmp_path / "a.png").write_bytes(png())
    casa.tenant("Joe Bloggs", email="joe@example.com")
    before, files = _everything(casa), _files(casa)

    lines = (
        f"{ANN}\ncontact invite 1\ncontact invite 2\nledger charge 1 50 --for Rent\nnote add 1 --text Quill\n"
        f"document add 1 {tmp_path / 'a.txt'}\ncontact edit 1 --avatar {tmp_path / 'a.png'} --last-name Quillfeather\n"
        "message send 1 --subject Water --text Off\ncontact show 99\n"
    )
    done = casa.run("batch --atomic", stdin=lines)

    assert done.exit_code == 5
    assert [(each["line"], each["exit"]) for each in done.lines] == [(9, 4)]
    assert "nothing was changed" in done.stderr
    assert _everything(casa) == before
    assert _files(casa) == files
    assert casa.ok("contact find quillfeather -o json").json == []
    casa.ok("workspace check")


TOGETHER = sorted(words for words in LINES if words not in ALONE and not words.endswith(" import"))


@pytest.mark.parametrize("words", TOGETHER)
def test_whatever_changes_something_is_done_with_others_or_taken_back_with_them(
    filled: Filled, words: str, tmp_path: Path
) -> None:
    casa = filled(office)
    line = line_of(casa, words, tmp_path)
    before, sound = _everything(casa), _problems(casa)

    assert casa.run("batch --atomic", stdin=f"{line}\ncontact show 99999\n").exit_code == 5
    assert _everything(casa) == before

    (told,) = batch(casa, f"{line}\n", "--atomic")
    assert told["result"]["operation"] == casa.log()[0]["operation"]
    assert _problems(casa) == sound


def test_documents_and_pictures_are_kept_when_all_is_done(casa: Casa, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Deed")
    (tmp_path / "a.png").write_bytes(png())

    batch(casa, f"{JOE} --avatar {tmp_path / 'a.png'}\ndocument add 1 {tmp_path / 'a.txt'}\n", "--atomic")

    casa.ok("document check")
    casa.ok("workspace check")
    assert not [name for name in _files(casa) if "incoming" in name]


def test_letters_leave_once_all_is_done(casa: Casa) -> None:
    told = batch(casa, f"{JOE}\ncontact invite 1\nmessage send 1 --subject Water --text Off --no-send\n", "--atomic")

    assert told[1]["result"]["letters"][0]["state"] == "pending"
    assert len(letters(casa)) == 1
    assert sorted(each["state"] for each in casa.ok("outbox list -o json").json) == ["pending", "written"]


def test_a_dry_run_of_all_lets_each_line_see_those_before_it(casa: Casa) -> None:
    told = batch(casa, f"{JOE}\nledger charge joe@example.com 50 --for Rent\n", "--atomic -n")

    assert [each["result"]["dry_run"] for each in told] == [True, True]
    assert casa.rows("select count(*) from operation") == [(1,)]


@pytest.mark.parametrize("line", [
    f"{ANN} --actor x@office.example", f"{ANN} -w other", f"{ANN} --config x", f"{ANN} --request-id x", f"{ANN} -n",
    "contact add 'x", "contact nonsense", "batch x", "contact import x.csv", "--install-completion bash",
    *sorted(ALONE),
])  # fmt: skip
def test_what_cannot_be_taken_back_is_refused_before_anything_runs(casa_sqlite: Casa, line: str) -> None:
    done = casa_sqlite.run("batch --atomic", stdin=f"{JOE}\n{_filled(line)}\n")

    assert done.exit_code == 5
    assert [(each["line"], each["exit"]) for each in done.lines] == [(2, 2)], done
    assert casa_sqlite.rows("select count(*) from operation") == [(1,)]


def test_those_that_stand_alone_are_verbs() -> None:
    assert [words for words in ALONE if verb_for(words) is None] == []


def test_the_whole_is_repeated_by_its_request_id(casa: Casa) -> None:
    lines = f"{JOE}\ncontact list\n"
    first = batch(casa, lines, "--atomic --request-id a")

    assert batch(casa, lines, "--atomic --request-id a") == first
    assert casa.run("batch --atomic --request-id a", stdin=f"{ANN}\n").exit_code == 5
    assert casa.rows("select count(*) from contact") == [(1,)]


def test_an_account_follows_line_by_line(casa: Casa) -> None:
    """A payment settles what a line before has charged, as it would in commands of their own."""
    casa.tenant()

    told = batch(
        casa,
        "ledger charge 1 50 --for Rent --due 2026-10-01\narrears status 1 --set reminder\nledger pay 1 50\n"
        "contact show 1\n", "--atomic",
    )  # fmt: skip

    assert told[3]["result"]["arrears"] == "current"
    casa.ok("workspace check")


def _filled(line: str) -> str:
    rest = {
        "contact delete": "1 -y", "contact erase": "1 -y", "contact merge": "1 2", "contact avatar": "1 -O x",
        "document get": "1 -O x", "outbox retry": "1", "outbox cancel": "1", "portal sign-in": "a@b.example",
        "portal view": "1", "user set-password": "a@b.example", "contact export": "x.csv", "event export": "x.ics",
        "workspace add": "x", "workspace use": "main", "workspace remove": "main", "workspace backup": "x",
        "workspace restore": "x", "workspace move": "x", "workspace test-mail": "a@b.example",
    }  # fmt: skip
    return f"{line} {rest.get(line, '')}"


def _everything(casa: Casa) -> list[Any]:
    return list(casa.tables(sorted(SPECS)).values())


def _problems(casa: Casa) -> list[str | None]:
    return [each["problem"] for each in casa.run("workspace check -o json").json["checks"]]


def _files(casa: Casa) -> list[str]:
    files = [path for path in casa.room.rglob("*") if path.is_file() and ".db" not in path.name]
    return sorted(str(path.relative_to(casa.room)) for path in files)


def test_A8_what_was_taken_back_is_not_told_as_done(casa: Casa) -> None:
    """A8: a line that reached some of several, and failed, has done nothing where all lines are one operation."""
    casa.person("Lea Lead", type="lead")
    casa.tenant("Ann Other")
    casa.ok("ledger charge 2 5 --for Key")

    done = casa.run("batch --atomic", stdin="contact archive 1 2 -y\n")

    (told,) = done.lines
    assert (done.exit_code, told["result"]["operation"]) == (5, None), done
    assert [each["outcome"] for each in told["result"]["results"]] == ["unchanged", "refused"]
    assert "nothing" in " ".join(told["notes"])
    assert casa.contact(1).lifecycle == "active"


def test_A8_all_at_once_ends_with_its_count_too(casa: Casa) -> None:
    assert casa.run("batch --atomic", stdin=f"{JOE}\n{ANN}\n").stderr.endswith("2 lines: all done\n")


def test_A8_the_count_is_followed_by_what_went_wrong_each_fault_once(casa: Casa) -> None:
    done = casa.run("batch", stdin=f"{JOE}\ncontact show 98\ncontact show 99\nnote add 1\nnote add 1\n")

    assert done.stderr.splitlines() == [
        "5 lines: 1 done, 4 failed (2, 3, 4, 5)",
        "line 2: No contact '98'.",
        "line 3: No contact '99'.",
        "line 4: --text is missing.",
    ]
