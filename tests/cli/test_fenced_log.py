"""What staff of some communities find in the log of what they did themselves, and take back."""

from __future__ import annotations

import pytest

from tests.casa import Casa

ANN, BOB = "ann@office.example", "bob@office.example"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Two communities, with staff who see one of them each."""
    for place, name, email in (("Rose Court", "Ann", ANN), ("Elm Row", "Bob", BOB)):
        casa.property(f"{place}/1")
        casa.tenant(f"{name} Tenant", at=f"{place}/1")
        casa.ok(f"user add {email} --name {name} --type staff --group manager --community '{place}'")
    return casa


def listed(casa: Casa, actor: str) -> list[str]:
    return [each["verb"] for each in casa.ok(f"log list -o json --actor {actor}").json]


def test_S6_a_fenced_user_sees_and_undoes_the_view_that_they_saved(office: Casa) -> None:
    office.ok(f"view save late --actor {ANN} -- contact list --past-due 30")
    number = office.log()[0]["operation"]

    assert "view.save" in listed(office, ANN)
    assert "saved_view" in office.ok(f"log show {number} -o json --actor {ANN}").stdout
    office.ok(f"undo {number} --actor {ANN}")
    office.ok(f"view save late --actor {ANN} -- contact list --past-due 30")
    office.ok(f"undo --actor {ANN}")
    assert office.ok("view list -o json").json == []
    office.ok(f"undo {office.log()[0]['operation']} --actor {ANN}")
    assert [each["name"] for each in office.ok("view list -o json").json] == ["late"]


def test_S6_a_fenced_user_sees_and_undoes_the_unit_that_they_added_and_no_other(office: Casa) -> None:
    office.ok(f"property add 2 --kind unit --in 'Rose Court' --actor {ANN}")
    number = office.log()[0]["operation"]

    assert "property.add" in listed(office, ANN)
    assert office.run(f"log show {number} --actor {BOB}").exit_code == 4
    assert office.run(f"undo {number} --actor {BOB}").exit_code == 4
    assert number not in [each["operation"] for each in office.ok(f"log list -o json --actor {BOB}").json]
    office.ok(f"undo {number} --actor {ANN}")


def test_S6_what_was_done_about_the_office_or_elsewhere_stays_out_of_sight(office: Casa) -> None:
    office.ok("workspace set date_format day-first")
    office.ok("workspace field add seats --type number")
    office.ok("user edit bob@office.example --name Robert")
    office.ok("property add 2 --kind unit --in 'Elm Row'")
    office.ok("property remove 'Elm Row/2'")
    office.ok("contact add --type lead --last-name Nowhere --first-name Ned")

    about = {"workspace.set", "workspace.field.add", "user.edit", "user.add", "property.remove"}
    assert not about & set(listed(office, ANN))
    assert not [each for each in office.ok(f"log list -o json --actor {ANN}").json if "Elm" in each["summary"]]
    assert "Ned" not in office.ok(f"log list -o json --actor {ANN}").stdout


def test_S6_what_a_fenced_user_added_and_took_back_stays_in_their_log_and_comes_back(office: Casa) -> None:
    office.ok(f"contact add --type owner --first-name Olga --last-name New --property 'Rose Court/1' --actor {ANN}")
    office.ok(f"undo --actor {ANN}")
    undo, added = (each["operation"] for each in office.log()[:2])

    mine = [each["operation"] for each in office.ok(f"log list -o json --actor {ANN}").json]
    assert mine[:2] == [undo, added]
    assert "Olga" in office.ok(f"log show {added} -o json --actor {ANN}").stdout
    assert not {undo, added} & {each["operation"] for each in office.ok(f"log list -o json --actor {BOB}").json}
    assert office.run(f"undo {undo} --actor {BOB}").exit_code == 4
    office.ok(f"undo {undo} --actor {ANN}")
    assert "Olga" in office.ok(f"contact list --actor {ANN}").stdout


def test_S6_U1_a_fenced_user_sees_and_undoes_the_merge_and_an_old_reference_shows_the_winner(office: Casa) -> None:
    again = office.tenant("Anne Tenant", at="Rose Court/1")
    office.ok(f"contact merge 1 {again} -y --actor {ANN}")
    merge = office.log()[0]["operation"]

    assert office.ok(f"contact show {again} -o json --actor {ANN}").json["id"] == 1
    assert office.run(f"contact show {again} --actor {BOB}").exit_code == 4
    assert merge in [each["operation"] for each in office.ok(f"log list -o json --actor {ANN}").json]
    assert merge not in [each["operation"] for each in office.ok(f"log list -o json --actor {BOB}").json]
    office.ok(f"undo --actor {ANN}")
    assert office.ok(f"contact show {again} -o json --actor {ANN}").json["lifecycle"] == "active"


def test_S6_a_fenced_user_undoes_the_removal_of_a_unit_that_was_theirs_and_no_other(office: Casa) -> None:
    for place in ("Rose Court", "Elm Row"):
        office.ok(f"property add 2 --kind unit --in '{place}'")
    office.ok(f"property remove 'Rose Court/2' --actor {ANN}")
    office.ok("property remove 'Elm Row/2'")
    elm, rose = (each["operation"] for each in office.log()[:2])

    assert office.run(f"undo {elm} --actor {ANN}").exit_code == 4
    assert elm not in [each["operation"] for each in office.ok(f"log list -o json --actor {ANN}").json]
    office.ok(f"undo {rose} --actor {ANN}")
    office.ok("property show 'Rose Court/2'")


def test_S6_who_knows_an_e_mail_does_not_learn_the_name_of_its_user(office: Casa) -> None:
    office.ok("user add law@firm.example --name Lexington --type attorney --community 'Elm Row'")
    office.ok("ledger charge 1 5 --for Rent --on 2026-01-01")

    for line in (
        "contact handover 1 --to law@firm.example -y", f"contact handover 1 --to {BOB} -y",
        "task add --contact 1 --title x --assign law@firm.example", "contact edit 1 --email law@firm.example",
        "contact add --type lead --last-name B --first-name A --email law@firm.example",
    ):  # fmt: skip
        done = office.run(f"{line} --actor {ANN}")
        assert done.exit_code == 5, line
        assert not [name for name in ("Lexington", "Bob is") if name in done.stdout + done.stderr], line
    office.ok("user disable law@firm.example")
    assert "Lexington" not in office.run(f"contact handover 1 --to law@firm.example -y --actor {ANN}").stderr


def test_S6_a_fenced_user_sees_and_undoes_the_levy_that_comes_round_for_their_property_and_no_other(
    office: Casa,
) -> None:
    levy = "ledger recurring add 5 --levy --for Fee --every 1m --from 2027-01-01 --role tenant --property"
    office.ok(f"{levy} 'Elm Row'")
    office.ok("ledger recurring edit 1 --amount 7")
    office.ok(f"{levy} 'Rose Court' --actor {ANN}")
    office.ok(f"ledger recurring edit 2 --amount 6 --actor {ANN}")

    assert [verb for verb in listed(office, ANN) if "recurring" in verb] == [
        "ledger.recurring.edit", "ledger.recurring.add",
    ]  # fmt: skip
    office.ok(f"undo --actor {ANN}")
    office.ok(f"undo --actor {ANN}")
    redo = office.log()[0]["operation"]
    assert [each["amount"] for each in office.ok("ledger recurring list -o json").json] == ["7.00"]
    assert office.run(f"undo {redo} --actor {BOB}").exit_code == 4
    office.ok(f"undo {redo} --actor {ANN}")


@pytest.mark.parametrize("line", ["contact invite 1 --resend --no-send", "outbox cancel 1"])
def test_S6_a_fenced_user_sees_what_they_did_with_letters_and_hears_of_it_what_everybody_does(
    office: Casa, line: str
) -> None:
    office.ok("contact edit 1 --email ann.tenant@example.com")
    office.ok("contact invite 1 --no-send")
    office.ok(f"{line} --actor {ANN}")
    number = office.log()[0]["operation"]

    assert number in [each["operation"] for each in office.ok(f"log list -o json --actor {ANN}").json]
    assert number not in [each["operation"] for each in office.ok(f"log list -o json --actor {BOB}").json]
    mine, anybodys = office.run(f"undo {number} -n --actor {ANN}"), office.run(f"undo {number} -n")
    assert (mine.exit_code, mine.stderr) == (anybodys.exit_code, anybodys.stderr)


def test_S6_what_was_done_at_once_with_something_of_the_office_or_elsewhere_stays_out_of_sight(office: Casa) -> None:
    office.property("Elm Row/2", kind="unit")
    office.ok("ledger recurring add 5 --levy --for Fee --every 1m --from 2027-01-01 --property 'Elm Row'")
    for other in ("workspace set office_phone '020 7946 0000'", "user edit bob@office.example --name Robert",
                  "property edit 'Elm Row/2' --share 5", "ledger recurring edit 1 --amount 7"):  # fmt: skip
        office.ok("batch --atomic -", stdin=f"ledger charge 1 5 --for Rent\n{other}\n")
        number = office.log()[0]["operation"]

        assert "batch" not in listed(office, ANN)
        assert office.run(f"log show {number} --actor {ANN}").exit_code == 4
        assert office.run(f"undo {number} --actor {ANN}").exit_code == 4


@pytest.mark.parametrize("way", ["add", "edit", "import"])
def test_S6_who_makes_a_company_on_the_spot_sees_and_undoes_what_they_did_and_nobody_else_fenced_does(
    office: Casa, way: str
) -> None:
    line = {
        "add": "contact add --type owner --first-name A --last-name B --property 'Rose Court/1' --company Newco "
               "--create-company",
        "edit": "contact edit 1 --company Newco --create-company",
        "import": "contact import - --rejects r.csv",
    }[way]  # fmt: skip
    rows = "type,first_name,last_name,company,property\nowner,A,B,Newco,Rose Court/1\n"
    office.ok("user add cleo@office.example --name Cleo --type staff --group manager --community 'Rose Court'")
    office.ok(f"{line} --actor {ANN}", stdin=rows)
    done = office.log()[0]["operation"]

    assert done in [each["operation"] for each in office.ok(f"log list -o json --actor {ANN}").json]
    for other in (BOB, "cleo@office.example"):
        assert done not in [each["operation"] for each in office.ok(f"log list -o json --actor {other}").json]
    office.ok(f"undo --actor {ANN}")
    assert "Newco" not in office.ok("contact list --all -o json").stdout
    redo = office.log()[0]["operation"]
    office.ok(f"undo {redo} --actor {ANN}")
    assert "Newco" in office.ok("contact list --all -o json").stdout


def test_S6_S3_what_somebody_did_and_does_not_reach_any_more_is_said_to_be_theirs(office: Casa) -> None:
    office.ok(f"contact lock 1 --reason x --actor {ANN}")
    number = office.log()[0]["operation"]
    office.ok(f"user grant {ANN} --community 'Elm Row'")
    office.ok(f"user revoke {ANN} --community 'Rose Court'")

    for line in ("undo", f"undo {number}"):
        refused = office.run(f"{line} --actor {ANN}")
        assert (refused.exit_code, "is yours" in refused.stderr) == (4, True)
    assert "There is no operation" in office.run(f"undo {number} --actor {BOB}").stderr
