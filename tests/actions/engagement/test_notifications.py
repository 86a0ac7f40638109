"""Who is mailed about work: only those whom the abilities allow, and only while it is theirs."""

from __future__ import annotations

import pytest

from tests.actions.engagement.helping import LETTERS, add
from tests.casa import Casa
from tests.mailed import letters, text_of


def put(casa: Casa, number: int, **columns: str) -> None:
    with casa.work() as work:
        work.update("contact", [{"id": number, **columns}])


@pytest.fixture
def vendor(casa: Casa) -> int:
    """Ann, contact 2, whose invitation has left; Joe is contact 1."""
    casa.tenant("Joe Bloggs", email="joe@example.com")
    ann = casa.person("Ann Archer", type="vendor", email="ann@example.com")
    put(casa, ann, portal="invited")
    return ann


@pytest.mark.parametrize("kind", ["task", "project", "event", "plan"])
def test_SD_19_whoever_gets_work_to_do_is_told_once_they_were_invited(casa: Casa, vendor: int, kind: str) -> None:
    done = casa.ok(f"{kind} add --contact 1 --title 'Fix the tap' --assign {vendor} -o json")

    assert done.results[0]["notified"] == [vendor]
    (letter,) = letters(casa)
    assert letter["To"] == "ann@example.com"
    assert letter["Subject"] == "For you to do: Fix the tap"
    assert "Bloggs" not in text_of(letter), "a letter outlives those whom it is about"


def test_SD_19_who_was_not_invited_is_not_mailed_and_that_is_said(casa: Casa, vendor: int) -> None:
    put(casa, vendor, portal="not-invited")

    done = casa.ok(f"task add --contact 1 --title x --assign {vendor} -o json")

    assert (done.outcomes, done.results[0]["notified"]) == (["added"], [])
    assert f"note: no mail to contact {vendor}: Ann Archer has not been invited" in done.stderr
    assert "(SD-19): casactl contact invite 2" in done.stderr
    assert casa.rows(LETTERS) == []


def test_nobody_is_mailed_about_their_own_work_or_because_the_office_does_it(casa: Casa, vendor: int) -> None:
    casa.ok("user add ben@office.example --name Ben --type staff")

    for words in ("", "--assign ben@office.example"):
        add(casa, vendor, assign=words.removeprefix("--assign ") or None)

    assert casa.rows(LETTERS) == []


@pytest.mark.parametrize("portal", ["not-invited", "invited"])
@pytest.mark.parametrize(("setting", "words"), [("on", "--sign-without-login"), ("on", ""), ("off", "")])
def test_SD_20_a_contract_reaches_whoever_signs_it(
    casa: Casa, vendor: int, portal: str, setting: str, words: str
) -> None:
    casa.ok(f"workspace set sign_without_login {setting}")
    put(casa, 1, portal=portal)

    done = casa.ok(f"contract add --contact 1 --title Letting {words} -o json")

    told = portal == "invited" or bool(words)
    assert done.results[0]["notified"] == ([1] if told else [])
    assert [letter["Subject"] for letter in letters(casa, "joe@example.com")] == (["To sign: Letting"] if told else [])
    assert ("SD-19" in done.stderr) is not told


def test_SD_20_who_may_sign_without_an_account_from_now_on_is_told_then(casa: Casa, vendor: int) -> None:
    casa.ok("workspace set sign_without_login on")
    number = add(casa, 1, "Letting", kind="contract")
    assert letters(casa) == []

    casa.ok(f"contract edit {number} --sign-without-login")
    casa.ok(f"contract edit {number} --sign-without-login")

    assert [letter["Subject"] for letter in letters(casa)] == ["To sign: Letting"]


def test_one_letter_tells_of_all_that_is_assigned_at_once(casa: Casa, vendor: int) -> None:
    for title in ("Tap", "Gate", "Roof"):
        add(casa, 1, title, due="2026-12-01")

    done = casa.ok(f"task assign 1 2 3 --to {vendor} -y -o json")

    assert [result["notified"] for result in done.results] == [[vendor]] * 3
    (letter,) = letters(casa)
    assert letter["Subject"] == "For you to do: 3 tasks"
    assert [title in text_of(letter) for title in ("Tap, 2026-12-01", "Gate", "Roof")] == [True] * 3


def test_who_has_it_already_is_not_told_again(casa: Casa, vendor: int) -> None:
    number = add(casa, 1, assign=vendor, no_send=True)

    casa.ok(f"task assign {number} --to {vendor} --no-send")
    casa.ok(f"task edit {number} --text 'They drip' --amount 50 --no-send")

    assert casa.rows(LETTERS) == [(vendor, "For you to do: Fix the tap", "pending")]


@pytest.mark.parametrize("change", ["--title 'Fix both taps'", "--due 2026-12-24"])
def test_D4_a_letter_that_waits_tells_of_the_work_as_it_is(casa: Casa, vendor: int, change: str) -> None:
    add(casa, 1, "Gate", due="2026-12-01"), add(casa, 1, "Fix the tap", due="2026-12-01")
    casa.ok(f"task assign 1 2 --to {vendor} --no-send")

    done = casa.ok(f"task edit 2 {change} --no-send -o json")
    casa.ok("outbox send")

    assert done.results[0]["notified"] == [vendor]
    assert [row[2] for row in casa.rows(LETTERS)] == ["cancelled", "written"]
    (letter,) = letters(casa, "ann@example.com")
    told = " ".join(text_of(letter).split())
    assert "Gate, 2026-12-01, no 1" in told
    assert ("Fix both taps, 2026-12-01, no 2" if "title" in change else "Fix the tap, 2026-12-24, no 2") in told


def test_D4_what_has_left_is_not_told_again(casa: Casa, vendor: int) -> None:
    number = add(casa, 1, assign=vendor)

    casa.ok(f"task edit {number} --title 'Fix both taps'")

    assert casa.rows(LETTERS) == [(vendor, "For you to do: Fix the tap", "written")]


@pytest.mark.parametrize(
    "line", ["cancel {}", "done {}", "assign {} --to ''", "edit {} --assign 1", "assign {} --to 1"]
)
def test_a_letter_that_waits_is_cancelled_once_the_work_is_no_longer_theirs(casa: Casa, vendor: int, line: str) -> None:
    number = add(casa, 1, assign=vendor, no_send=True)

    casa.ok(f"task {line.format(number)}")

    assert casa.rows(f"{LETTERS} limit 1")[0][2] == "cancelled"
    casa.ok("outbox send")
    assert letters(casa, "ann@example.com") == []


def test_a_letter_about_several_leaves_while_any_of_it_is_theirs(casa: Casa, vendor: int) -> None:
    add(casa, 1, "Tap"), add(casa, 1, "Gate")
    casa.ok(f"task assign 1 2 --to {vendor} --no-send")

    casa.ok("task cancel 1")
    assert casa.rows(LETTERS)[0][2] == "pending"
    casa.ok("task done 2")
    assert casa.rows(LETTERS)[0][2] == "cancelled"


def test_undo_takes_the_waiting_letter_back(casa: Casa, vendor: int) -> None:
    add(casa, 1, assign=vendor, no_send=True)

    casa.ok("undo -y")

    assert casa.rows(LETTERS)[0][2] == "cancelled"
