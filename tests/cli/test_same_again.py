"""The same again is said, asked about on a terminal, and takes `--allow-duplicate` in scripts (L12)."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.cli.terminal import Terminal

JOE = "contact add --type tenant --first-name Joe --last-name Bloggs"
HOME = "--property 'Rose Court/12'"
LEVY = "ledger levy 50 --for 'Roof fund' --property 'Rose Court' -y"


@pytest.fixture
def office(casa: Casa) -> Casa:
    casa.property("Rose Court/12")
    casa.property("Rose Court/13")
    casa.ok(f"{JOE} --phone '020 7946 0958' {HOME}")
    casa.owner(at="Rose Court/12", phone="020 7946 0111")
    casa.owner("Olga Owner", at="Rose Court/13")
    return casa


# Contacts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "shared"),
    [
        (f"{JOE} --phone '+44 20 7946 0958'", "phone"),
        ("contact add --type lead --first-name JOÉ --last-name bloggs --phone 02079460958", "phone"),
        ("contact add --type tenant --first-name Bloggs --last-name Joe --phone 02079460958", "phone"),
        (f"{JOE} {HOME}", "place at the property"),
        (f"{JOE} --email new@example.com {HOME}", "place at the property"),
    ],
)
def test_L12_the_same_person_again_takes_a_word(office: Casa, line: str, shared: str) -> None:
    done = office.run(f"{line} -o json")

    message = f"Contact 1, Joe Bloggs (active), has the same name and the same {shared}."
    assert (done.exit_code, done.error["code"], done.error["message"]) == (5, "contact.looks-the-same", message)
    assert "--allow-duplicate" in done.error["hint"]
    assert (done.outcomes, done.reasons) == (["refused"], ["looks-the-same"])
    assert office.run(f"{line} -y").exit_code == 5
    assert office.run(f"{line} --dry-run").exit_code == 5
    assert len(office.ok("contact list --all -o json").json) == 3
    assert office.ok(f"{line} --allow-duplicate -o json").outcomes == ["added"]


@pytest.mark.parametrize(
    "line",
    [
        JOE,
        f"{JOE} --phone 02079460959",
        "contact add --type tenant --first-name Ann --last-name Bloggs --phone 02079460958",
        f"contact add --type owner --first-name Joe --last-name Bloggs {HOME}",
        f"{JOE} --property 'Rose Court/13'",
        "contact add --type vendor --kind company --name 'Joe Bloggs' --phone 02079460958",
    ],
)
def test_L12_who_only_shares_something_is_somebody_else(office: Casa, line: str) -> None:
    assert office.ok(f"{line} -o json").outcomes == ["added"]


def test_L12_an_archived_one_counts_an_erased_one_does_not(office: Casa) -> None:
    line = "contact add --type vendor --kind company --name 'Acme Ltd' --phone 02079460222"
    acme = office.ok(f"{line} -o ids").ids[0]
    office.ok(["contact", "archive", acme])
    assert "Acme Ltd (archived)" in office.run(line).stderr
    office.ok(["contact", "erase", acme, "-y"])
    assert office.ok(f"{line} -o json").outcomes == ["added"]


def test_L12_a_request_that_is_repeated_is_no_second_person(office: Casa) -> None:
    line = "contact add --type tenant --first-name Ann --last-name Lee --phone 02079460333 --request-id r-1 -o ids"

    assert office.ok(line).ids == office.ok(line).ids
    assert office.run(line.replace("r-1", "r-2")).exit_code == 5


def test_L12_nobody_learns_of_whom_they_do_not_reach(office: Casa) -> None:
    office.property("Elm Park")
    office.ok("user add c@example.com --name Clerk --type staff --community 'Elm Park'")

    line = f"--actor c@example.com {JOE} --phone 02079460958 --property 'Elm Park' -o json"
    assert office.ok(line).outcomes == ["added"]


# Money ---------------------------------------------------------------------------------------------


def test_L12_a_levy_again_takes_a_word(office: Casa) -> None:
    office.ok(LEVY)
    again = office.run(f"{LEVY} -o json")

    assert (again.exit_code, again.error["code"]) == (5, "ledger.looks-the-same")
    assert again.error["message"] == (
        "2 of 2 charges of 50.00 GBP for Roof fund on 2026-11-23 are there already (entry 1)."
    )
    assert office.contact(2).balance == "50.00"
    assert office.run(LEVY.replace("Roof fund", "roof  FUND")).exit_code == 5
    assert office.run("ledger levy 50 --for 'Roof fund' --property 'Rose Court/13' -y").exit_code == 5
    (reason,) = again.json["results"][0]["reasons"]
    assert reason["remedy"] == f"casactl {LEVY} -o json --allow-duplicate".replace("'", '"')
    office.ok(reason["remedy"].removeprefix("casactl "))
    assert office.contact(2).balance == "100.00"


@pytest.mark.parametrize("more", ["--on +1m", "--on yesterday"])
def test_L12_the_same_levy_of_another_day_is_the_next(office: Casa, more: str) -> None:
    office.travel(to="2026-11-25")  # they own since the 23rd, and who owned on the day is levied (M3)
    office.ok(LEVY)
    office.ok(f"{LEVY} {more}")
    office.ok(LEVY.replace("50", "51"))
    office.ok(LEVY.replace("Roof fund", "Water"))
    assert office.contact(2).balance == "201.00"


def test_L12_a_levy_that_was_taken_back_may_be_made_anew(office: Casa) -> None:
    office.ok(LEVY)
    office.ok("undo")
    office.ok(LEVY)
    assert office.contact(2).balance == "50.00"


def test_L12_a_charge_or_a_payment_again_is_said(office: Casa) -> None:
    for line in ("ledger charge 2 20 --for Keys", "ledger pay 2 5 --method cash"):
        assert office.ok(line).stderr == ""
        assert "says the same" in office.ok(line).stderr
        assert office.ok(f"{line} --on yesterday").stderr == ""
    office.ok("ledger pay 2 5 --reference A")
    assert office.ok("ledger pay 2 5 --reference B").stderr == ""


FILE = "contact_id,kind,amount,date,text\n2,payment,10.00,2026-11-01,Rent\n2,payment,10.00,2026-11-01,Rent\n"


def test_L12_a_file_without_references_again_takes_a_word(office: Casa) -> None:
    assert office.ok("ledger import - -o json", stdin=FILE).json["added"] == 2
    again = office.run("ledger import - -o json", stdin=FILE)

    assert (again.exit_code, again.error["code"]) == (5, "import.looks-the-same")
    assert (again.json["operation"], again.json["added"], again.json["rejects"]) == (None, 0, {"looks-the-same": 2})
    with open(again.json["rejects_file"], encoding="utf-8") as file:
        assert 'looks-the-same,"entry 2 says the same' in file.read()
    assert office.contact(2).balance == "-20.00"

    more = f"{FILE}2,payment,10.00,2026-11-01,Rent\n2,payment,10.00,2026-10-01,Rent\n"
    assert office.run("ledger import -", stdin=more).exit_code == 5
    skipped = office.ok("ledger import - --on-conflict skip -o json", stdin=more).json
    assert (skipped["added"], skipped["unchanged"]) == (2, 2)
    for how in ("skip", "update"):
        assert office.ok(f"ledger import - --on-conflict {how} -o json", stdin=more).json["unchanged"] == 4
    assert office.contact(2).balance == "-40.00"
    assert office.ok("ledger import - --allow-duplicate -o json", stdin=FILE).json["added"] == 2


def test_L12_what_was_voided_is_not_there(office: Casa) -> None:
    office.ok("ledger import -", stdin=FILE)
    office.ok("undo")
    assert office.ok("ledger import - -o json", stdin=FILE).json["added"] == 2


# On a terminal -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "count"), [("y", 4), ("n", 3)])
def test_L12_a_terminal_is_asked(office: Casa, answer: str, count: int) -> None:
    words = [*JOE.split(), "--phone", "02079460958", "--no-invite"]
    with Terminal(*words, env={"CASACTL_CONFIG": str(office.config_file)}) as terminal:
        terminal.expect("has the same name and the same phone. Once more? [y/N]")
        terminal.type(answer)
        assert terminal.end() == (0 if answer == "y" else 1)
    assert len(office.ok("contact list --all -o json").json) == count


def test_L12_a_terminal_is_asked_about_a_levy_and_a_file(office: Casa) -> None:
    office.ok(LEVY)
    env = {"CASACTL_CONFIG": str(office.config_file)}
    file = office.folder / "payments.csv"
    file.write_text(FILE)
    office.ok(["ledger", "import", str(file)])
    with Terminal("ledger", "import", str(file), env=env) as terminal:
        terminal.expect("2 rows say what is there already; nothing was imported. Once more? [y/N]")
        terminal.type("y")
        assert terminal.end() == 0
    assert office.contact(2).balance == "10.00"


def test_L12_what_comes_round_for_everybody_again_takes_a_word(office: Casa) -> None:
    line = "ledger recurring add 50 --levy --property 'Rose Court' --for 'Roof fund' --from 2026-12-01"
    assert office.ok(line).stderr == ""

    again = office.run(f"{line.replace('Roof fund', 'roof  FUND')} -o json")

    assert (again.exit_code, again.error["code"]) == (5, "ledger.looks-the-same")
    assert again.error["message"] == "Recurring 1 levies the same at Rose Court already."
    assert "casactl ledger recurring show 1" in again.error["hint"]
    for other in ("50 --levy --role tenant", "51 --levy", "50 --levy --every 3m"):
        office.ok(line.replace("50 --levy", other))
    office.ok(f"{line} --allow-duplicate")
    for number in (1, 5):
        office.ok(f"ledger recurring end {number}")
    assert office.ok(line).stderr == ""


def test_L12_what_comes_round_or_is_held_again_is_said(office: Casa) -> None:
    office.ok("contact edit 2 --email olive@example.com")
    for line, said in (
        ("ledger recurring add 2 50 --for Parking --from 2026-12-01", "recurring 1 says the same"),
        ("ledger deposit take 2 500 --for Keys", "movement 1 of the same day says the same"),
        ("message broadcast --subject Water --text Off -y", "the same words were broadcast today already"),
    ):
        assert said not in office.ok(line).stderr
        assert f"warning: {said}" in office.ok(line).stderr
    office.travel(to="2026-11-24")
    assert office.ok("ledger deposit take 2 500 --for Keys").stderr == ""
    assert "already" not in office.ok("message broadcast --subject Water --text Off -y").stderr
