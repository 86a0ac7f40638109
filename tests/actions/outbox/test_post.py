"""Letters by post: all in one PDF, each once, true when printed, and never called printed without a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from casactl.delivery import pdf
from casactl.errors import CasaError
from tests.casa import Casa
from tests.conftest import Filled

HOMES = (("Joe Bloggs", "10 High St"), ("Ann Lee", "2 Low Rd"), ("Óscar Żuk", "3 Mid Ln"))


def settle(casa: Casa) -> None:
    """Three who owe: two have no e-mail, the third has one; all have an address."""
    for n, (name, street) in enumerate(HOMES, 1):
        number = casa.tenant(name, **({"email": "oscar@example.com"} if n == 3 else {}))
        casa.ok(["address", "add", number, "--line", street, "--city", "London", "--postcode", f"SW1A {n}AA"])
        casa.ok(f"ledger charge {number} {n}00 --for Rent --on 2026-11-01 --due 2026-11-05")


@pytest.fixture
def office(filled: Filled) -> Casa:
    """What `settle` makes."""
    return filled(settle)


def pages(file: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(file).pages]


def states(casa: Casa) -> list[tuple[str, str]]:
    found = casa.ok("outbox list -o json").json
    return [(each["channel"], each["state"]) for each in found[::-1]]


def remind(casa: Casa, refs: str = "1 2 3", notify: str = "auto") -> None:
    casa.ok(f"arrears status {refs} --set reminder --notify {notify} -y")


def test_D2_who_has_no_email_is_written_to_by_post_and_it_waits_to_be_printed(office: Casa) -> None:
    done = office.ok("arrears status 1 2 3 --set reminder --notify auto -y -o json")

    assert [(each["channel"], each["state"]) for each in done.json["letters"]] == [
        ("post", "pending"), ("post", "pending"), ("email", "written"),
    ]  # fmt: skip
    assert "2 letters wait to be printed: casactl outbox print FILE.pdf" in done.stderr
    told = office.ok("arrears history 1 -o json").json[0]
    assert (told["notified"], [(each["channel"], each["state"]) for each in told["letters"]]) == (
        [], [("post", "pending")],
    )  # fmt: skip
    assert office.ok("outbox send -o json").json["results"] == []


def test_printing_puts_each_letter_on_its_own_numbered_pages_in_order_and_marks_it_once(
    office: Casa, tmp_path: Path
) -> None:
    remind(office)
    file = tmp_path / "letters.pdf"

    done = office.ok(["outbox", "print", str(file), "-o", "json"])

    assert done.outcomes == ["printed", "printed"]
    assert done.json["operation"] is not None
    first, second = pages(file)
    assert "Joe Bloggs\n10 High St\nLONDON\nSW1A 1AA" in first
    assert "Ann Lee\n2 Low Rd" in second
    assert all("Page 1 of 1" in page for page in (first, second))
    assert states(office) == [("post", "printed"), ("post", "printed"), ("email", "written")]
    assert office.ok("arrears history 1 -o json").json[0]["notified"] == ["post"]

    again = office.ok(["outbox", "print", str(tmp_path / "more.pdf"), "-o", "json"])
    assert (again.json["results"], again.json["operation"]) == ([], None)
    assert "nothing to print" in again.stderr
    assert not (tmp_path / "more.pdf").exists()


def test_each_letter_counts_its_own_pages_whatever_follows(office: Casa, tmp_path: Path) -> None:
    """The foot of a letter's last page lies behind its end: it once counted the pages of the next letter."""
    for n in range(40):
        office.ok(f"ledger charge 1 {n + 1} --for 'Levy {n}' --on 2026-10-01")
    remind(office)
    file = tmp_path / "letters.pdf"

    office.ok(["outbox", "print", str(file)])

    numbers = [next(line for line in page.splitlines() if line.startswith("Page ")) for page in pages(file)]
    assert numbers == ["Page 1 of 2", "Page 2 of 2", "Page 1 of 1"]


def test_D4_a_letter_that_is_not_true_any_more_is_cancelled_and_lies_in_no_file(office: Casa, tmp_path: Path) -> None:
    remind(office)
    office.ok("ledger pay 1 100")
    file = tmp_path / "letters.pdf"

    done = office.ok(["outbox", "print", str(file), "-o", "json"])

    assert done.outcomes == ["cancelled", "printed"]
    assert len(pages(file)) == 1
    assert states(office)[0] == ("post", "cancelled")


def test_a_letter_is_made_out_to_where_its_contact_lives_when_it_is_printed(office: Casa, tmp_path: Path) -> None:
    remind(office, "1")
    office.ok(["address", "edit", "1", "--line", "99 New St"])
    file = tmp_path / "letters.pdf"

    office.ok(["outbox", "print", str(file)])

    assert "99 New St" in pages(file)[0]
    assert "10 High St" not in pages(file)[0]
    assert office.ok("outbox list -o json").json[0]["to"].startswith("99 New St")


def test_who_has_lost_the_address_gets_no_letter_and_it_says_why(office: Casa, tmp_path: Path) -> None:
    remind(office, "1")
    office.ok("address remove 1 -y")

    done = office.ok(["outbox", "print", str(tmp_path / "letters.pdf"), "-o", "json"])

    assert done.outcomes == ["cancelled"]
    assert "no postal address" in done.results[0]["reasons"][0]["message"]


def test_no_letter_is_printed_where_the_file_cannot_be_written(office: Casa, tmp_path: Path) -> None:
    remind(office)
    taken = tmp_path / "letters.pdf"
    taken.write_text("mine")

    assert office.run(["outbox", "print", str(taken)]).exit_code == 5
    assert office.run(["outbox", "print", str(tmp_path / "nowhere" / "letters.pdf")]).exit_code == 2
    assert taken.read_text() == "mine"
    assert states(office)[:2] == [("post", "pending"), ("post", "pending")]


def test_no_letter_is_printed_where_the_pdf_cannot_be_drawn(
    office: Casa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind(office)

    def broken(*args: object, **more: object) -> None:
        raise CasaError("no paper", code="letter.undrawable")

    monkeypatch.setattr("casactl.actions.outbox.printing.draw", broken)
    assert office.run(["outbox", "print", str(tmp_path / "letters.pdf")]).exit_code == 1
    assert states(office)[:2] == [("post", "pending"), ("post", "pending")]


def test_a_dry_run_prints_and_marks_nothing(office: Casa, tmp_path: Path) -> None:
    remind(office)
    file = tmp_path / "letters.pdf"

    done = office.ok(["outbox", "print", str(file), "-n", "-o", "json"])

    assert (done.outcomes, done.json["dry_run"], file.exists()) == (["printed", "printed"], True, False)
    assert states(office)[:2] == [("post", "pending"), ("post", "pending")]


def test_a_paper_jam_prints_the_last_file_again_or_some_letters_of_it(office: Casa, tmp_path: Path) -> None:
    remind(office, "1")
    office.ok(["outbox", "print", str(tmp_path / "one.pdf")])
    office.travel(to="2026-11-24")
    remind(office, "2")
    office.ok(["outbox", "print", str(tmp_path / "two.pdf")])

    office.ok(["outbox", "print", str(tmp_path / "again.pdf"), "--again"])
    assert [page.count("Ann Lee") > 0 for page in pages(tmp_path / "again.pdf")] == [True]

    office.ok(["outbox", "print", str(tmp_path / "first.pdf"), "1", "--again"])
    assert "Joe Bloggs" in pages(tmp_path / "first.pdf")[0]
    refused = office.run(["outbox", "print", str(tmp_path / "no.pdf"), "1"])
    assert (refused.exit_code, (tmp_path / "no.pdf").exists()) == (5, False)
    assert "--again" in refused.stderr


def test_a_letter_again_that_is_not_true_any_more_is_left_out_and_stays_printed(office: Casa, tmp_path: Path) -> None:
    remind(office, "1")
    office.ok(["outbox", "print", str(tmp_path / "one.pdf")])
    office.ok("ledger pay 1 100")

    done = office.ok(["outbox", "print", str(tmp_path / "again.pdf"), "--again", "-o", "json"])

    assert done.outcomes == ["left-out"]
    assert states(office) == [("post", "printed")]


def test_what_leaves_by_mail_or_has_left_is_not_printed(office: Casa, tmp_path: Path) -> None:
    remind(office)
    number = next(each["id"] for each in office.ok("outbox list -o json").json if each["channel"] == "email")

    refused = office.run(["outbox", "print", str(tmp_path / "no.pdf"), str(number)])

    assert refused.exit_code == 5
    assert "by email" in refused.stderr
    assert office.run(["outbox", "print", str(tmp_path / "no.pdf"), "99"]).exit_code == 4


def test_a_template_that_does_not_work_fails_its_letter_alone(office: Casa, tmp_path: Path) -> None:
    folder = office.room / "templates"
    folder.mkdir()
    (folder / "first-notice.words.j2").write_text("{{ nothing }}")
    remind(office, "1")
    office.ok("arrears status 2 --set first-notice --notify post")

    done = office.run(["outbox", "print", str(tmp_path / "letters.pdf"), "-o", "json"])

    assert (done.exit_code, done.outcomes) == (9, ["printed", "failed"])
    (folder / "first-notice.words.j2").write_text("Now.")
    office.ok(["outbox", "print", str(tmp_path / "more.pdf"), "--state", "failed"])
    assert states(office) == [("post", "printed"), ("post", "printed")]


def test_notices_by_post_for_who_has_no_address_say_so(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok("ledger charge 1 100 --for Rent --on 2026-11-01 --due 2026-11-05")

    done = casa.ok("arrears status 1 --set reminder --notify post -o json")

    assert "no postal address" in done.results[0]["note"]
    assert casa.ok("outbox list -o json").json == []


def test_the_setting_says_in_which_order_auto_looks(office: Casa) -> None:
    assert office.run("workspace set notice_channels pigeon").exit_code == 2
    office.ok("workspace set notice_channels post,email")

    remind(office, "3")

    assert states(office) == [("post", "pending")]


def test_the_ladder_writes_by_post_where_its_policy_says_so(office: Casa, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[[step]]\nstatus = "reminder"\ndays = 7\nchannel = "post"\n')
    office.ok(["arrears", "policy", "set", str(policy)])

    office.ok("arrears run -y")

    assert states(office) == [("post", "pending")] * 3


def test_two_who_print_at_once_print_no_letter_twice(office: Casa, tmp_path: Path) -> None:
    from casactl.actions.outbox.printing import ToPrint, mark, print_run

    remind(office)
    with print_run(office.work, office.room, ToPrint()) as one:
        with print_run(office.work, office.room, ToPrint()) as other:
            assert (len(one.rows), other.rows) == (2, [])
        with office.work() as work:
            mark(work, one)
    assert states(office)[:2] == [("post", "printed")] * 2


def test_undo_of_a_notice_cancels_its_letter_and_names_one_that_was_printed(office: Casa, tmp_path: Path) -> None:
    office.ok("arrears status 1 --set reminder --notify auto")
    office.ok("undo -y")
    assert states(office) == [("post", "cancelled")]

    operation = office.ok("arrears status 2 --set reminder --notify auto -o json").json["operation"]
    office.ok(["outbox", "print", str(tmp_path / "letters.pdf")])
    assert "mail was printed and" in office.ok(f"undo {operation} -y").stderr


def test_missing_letters_are_looked_for_once_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand letters are not drawn anew for each character that no font has."""
    compiled: list[int] = []
    real = pdf._compiled

    def counted(letters: str, today: object, **more: object) -> tuple[bytes, str]:
        compiled.append(len(letters))
        return real(letters, today, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pdf, "_compiled", counted)
    many = [
        pdf.PaperLetter(pdf.Sender("Office"), [f"Ann \U0001e100\U000110d0 {n}"], "", "", "Letter") for n in range(40)
    ]

    drawn = pdf.draw(many, today=pdf.SOME_DAY)

    assert set(drawn.missing) == {"\U0001e100", "\U000110d0"}
    assert sum(size > 4000 for size in compiled) <= 2
