"""Defining fields of one's own: accepted whatever contacts hold, told what does not fit, undone exactly (SD-16)."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.cli.terminal import Terminal
from tests.store.test_undo import everything


@pytest.fixture
def office(casa: Casa) -> Casa:
    casa.tenant("Joe Bloggs", custom={"shoe": "44", "region": "nord"})
    casa.tenant("Ann Archer", custom={"shoe": "large", "region": "Mars"})
    casa.tenant("Zoe Plain")
    return casa


def definitions(casa: Casa) -> dict[str, tuple[str, list[str]]]:
    return {row["name"]: (row["type"], row["choices"]) for row in casa.ok("workspace field list -o json").json}


def test_SD_16_fields_are_defined_and_listed_in_that_order(casa: Casa) -> None:
    assert casa.ok("workspace field list -o json").json == []

    added = casa.ok("workspace field add 'Shoe size' --type number -o json").results[0]
    casa.ok("workspace field add region --type choice --choice North --choice Süd --choice north")
    casa.ok("workspace field add a-date --type DATE")

    assert added == {"ref": "shoe-size", "id": 1, "outcome": "added", "reasons": [], "note": "takes a number",
                     "misfits": 0}  # fmt: skip
    rows = casa.ok("workspace field list -o json").json
    assert rows[1] == {"id": 2, "name": "region", "type": "choice", "choices": ["North", "Süd"]}
    assert [*definitions(casa)] == ["shoe-size", "region", "a-date"]
    assert casa.ok("workspace field list -o ids").stdout.split() == ["shoe-size", "region", "a-date"]
    assert casa.ok("workspace field list").stdout.splitlines()[1] == "region\tchoice\tNorth; Süd"
    assert casa.log()[0]["verb"] == "workspace.field.add"


def test_SD_16_a_definition_is_accepted_and_says_what_does_not_fit(office: Casa) -> None:
    done = office.ok("workspace field add shoe --type number -o json")

    assert done.results[0]["misfits"] == 1
    assert "warning: 1 contact holds something else in 'shoe'" in done.stderr
    assert '2 Ann Archer ("large")' in done.stderr
    assert "casactl workspace field show shoe" in done.stderr
    assert office.contact(2).custom["shoe"] == "large"
    shown = office.ok("workspace field show shoe -o json").json
    assert shown == {"id": 1, "name": "shoe", "type": "number", "choices": [], "contacts": 2,
                     "misfits": [{"id": 2, "display_name": "Ann Archer", "value": "large"}]}  # fmt: skip
    assert "misfits\t2 Ann Archer: large" in office.ok("workspace field show Shoe -o tsv").stdout


def test_only_a_few_of_many_are_named(casa: Casa) -> None:
    for name in ("A A", "B B", "C C", "D D", "E E"):
        casa.tenant(name, custom={"shoe": f"size of {name}"})

    said = casa.ok("workspace field add shoe --type number").stderr

    assert "5 contacts hold" in said
    assert "C C" in said
    assert "D D" not in said
    assert "and 2 more" in said
    assert casa.ok("workspace field add other --type number -q").stderr == ""


def test_those_who_are_merged_or_erased_are_not_counted(office: Casa) -> None:
    office.ok("contact merge 3 2 -y")
    office.ok("contact archive 1")
    office.ok("contact erase 1 -y")

    office.ok("workspace field add shoe --type number")

    assert [each["id"] for each in office.ok("workspace field show shoe -o json").json["misfits"]] == [3]
    assert office.ok("workspace field show shoe -o json").json["contacts"] == 1


def test_changing_a_type_or_the_choices_leaves_values_and_names_what_fits_no_more(office: Casa) -> None:
    office.ok("workspace field add region --type choice --choice Nord --choice Mars")
    assert office.ok("workspace field show region -o json").json["misfits"] == []

    office.ok("workspace field edit region --add-choice Süd --add-choice Ost")
    assert definitions(office)["region"] == ("choice", ["Nord", "Mars", "Süd", "Ost"])
    done = office.ok("workspace field edit region --remove-choice mars -o json")
    assert done.results[0]["misfits"] == 1
    assert "Ann Archer" in done.stderr
    done = office.ok("workspace field edit region --type date -o json")
    assert (done.results[0]["misfits"], definitions(office)["region"]) == (2, ("date", []))
    assert office.ok("workspace field edit region --type text -o json").results[0]["misfits"] == 0
    office.ok("workspace field edit region --type choice --add-choice West")
    assert definitions(office)["region"] == ("choice", ["West"])
    assert [office.contact(n).custom["region"] for n in (1, 2)] == ["nord", "Mars"]


def test_removing_a_definition_leaves_the_values_as_text(office: Casa) -> None:
    office.ok("workspace field add shoe --type number")

    done = office.ok("workspace field remove shoe -o json").results[0]

    assert (done["outcome"], done["note"]) == ("removed", "2 contacts keep their values, as text")
    assert definitions(office) == {}
    assert office.contact(2).custom["shoe"] == "large"
    office.ok("contact edit 1 --custom shoe=anything")


@pytest.mark.parametrize(
    ("line", "code", "fault"),
    [
        ("add shoe", 2, "usage"), ("add shoe --type int", 2, "workspace.invalid-field"),
        ("add größe --type text", 2, "usage.invalid-value"), ("add '' --type text", 2, "usage.invalid-value"),
        ("add shoe --type number --choice 1", 2, "workspace.invalid-field"),
        ("add shoe --type choice", 2, "workspace.invalid-field"),
        ("add shoe --type choice --choice ''", 2, "workspace.invalid-field"),
        ("add region --type number", 5, "workspace.field-exists"),
        ("edit region", 2, "usage"), ("edit region --type int", 2, "workspace.invalid-field"),
        ("edit region --remove-choice East", 2, "workspace.invalid-field"),
        ("edit region --remove-choice North --remove-choice South", 2, "workspace.invalid-field"),
        ("edit region --type number --add-choice 5", 2, "workspace.invalid-field"),
        ("edit nothing --type text", 4, "workspace.field-not-found"),
        ("show nothing", 4, "workspace.field-not-found"), ("remove nothing", 4, "workspace.field-not-found"),
    ],
)  # fmt: skip
def test_bad_input_about_fields_is_told_and_changes_nothing(casa: Casa, line: str, code: int, fault: str) -> None:
    casa.ok("workspace field add region --type choice --choice North --choice South")
    before = everything(casa)

    done = casa.run(f"workspace field {line} -o json")

    assert (done.exit_code, done.error["code"]) == (code, fault)
    assert everything(casa) == before


def test_defining_the_same_again_changes_nothing(casa: Casa) -> None:
    line = "workspace field add region --type choice --choice North --choice South -o json"
    casa.ok(line)

    again = casa.ok(line)

    assert (again.outcomes, again.json["operation"]) == (["unchanged"], None)
    assert casa.ok("workspace field edit region --add-choice NORTH -o json").outcomes == ["unchanged"]
    assert casa.ok("workspace field edit region --type choice -o json").outcomes == ["unchanged"]


def test_a_name_that_columns_have_already_is_pointed_out(casa: Casa) -> None:
    said = casa.ok("workspace field add mobile --type text").stderr

    assert "a column 'mobile' is the contact's phone; this field's is x-mobile" in said
    assert casa.ok("workspace field add notes --type text").stderr == ""


def test_undo_and_redo_of_every_step(office: Casa) -> None:
    before = [everything(office)]
    for line in ("add shoe --type number", "edit shoe --type choice --add-choice 44", "remove shoe"):
        office.ok(f"workspace field {line}")
        before.append(everything(office))
    before.pop()

    for state in reversed(before):
        office.ok("undo -y")
        assert everything(office)["custom_field"] == state["custom_field"]
    office.ok(f"undo -y {office.log()[0]['operation']}")
    assert [*definitions(office)] == ["shoe"]


def test_undo_of_a_removal_is_refused_while_another_field_has_the_name(casa: Casa) -> None:
    casa.ok("workspace field add shoe --type number")
    casa.ok("workspace field remove shoe")
    removal = casa.log()[0]["operation"]
    casa.ok("workspace field add shoe --type text")

    refused = casa.run(f"undo {removal} -y -o json")

    assert (refused.exit_code, refused.error["code"]) == (5, "undo.built-upon")
    assert definitions(casa) == {"shoe": ("text", [])}


def test_dry_runs_and_request_ids_work(casa: Casa) -> None:
    dry = casa.ok("workspace field add shoe --type number -n -o json")
    assert (dry.json["dry_run"], definitions(casa)) == (True, {})

    first = casa.ok("workspace field add shoe --type number --request-id a -o json")
    casa.ok("workspace field remove shoe")
    assert casa.ok("workspace field add shoe --type number --request-id a -o json").json == first.json
    assert definitions(casa) == {}


@pytest.mark.parametrize("group", ["superuser", "manager", "clerk"])
def test_fields_are_defined_by_whoever_may_change_settings(casa: Casa, group: str) -> None:
    casa.ok(f"user add u@office.example --name U --type staff --group {group}")
    casa.ok("workspace field add region --type text")
    who = "--actor u@office.example -o json"

    assert casa.ok(f"workspace field list {who}").json[0]["name"] == "region"
    assert casa.ok(f"workspace field show region {who}").json["contacts"] == 0
    for line in ("add shoe --type number", "edit region --type date", "remove region"):
        done = casa.run(f"workspace field {line} {who}")
        assert done.exit_code == (0 if group == "superuser" else 5), line


def test_an_attorney_sees_no_definitions(casa: Casa) -> None:
    casa.ok("user add law@firm.example --name L --type attorney")
    casa.ok("workspace field add region --type text")

    for line in ("list", "show region", "remove region"):
        assert casa.run(f"workspace field {line} --actor law@firm.example").exit_code == 5


def test_whoever_is_fenced_counts_only_whom_they_may_see(casa: Casa) -> None:
    casa.property("Rose Court/1", kind="unit")
    casa.property("Elm Row/1", kind="unit")
    casa.tenant("Rosa Rose", at="Rose Court/1", custom={"shoe": "small"})
    casa.tenant("Elmar Elm", at="Elm Row/1", custom={"shoe": "huge"})
    casa.ok(["user", "add", "u@office.example", "--name", "U", "--type", "staff", "--group", "superuser",
             "--community", "Rose Court"])  # fmt: skip

    done = casa.ok("workspace field add shoe --type number --actor u@office.example -o json")

    assert done.results[0]["misfits"] == 1
    assert "Elmar" not in done.stderr + casa.ok("workspace field show shoe --actor u@office.example").stdout


def test_what_a_value_or_a_choice_holds_is_inert_on_a_terminal(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", custom={"region": "a\u202eb"})
    casa.ok(["workspace", "field", "add", "region", "--type", "choice", "--choice", "c\u202ed", "--choice", "[red]"])

    for line in ("workspace field list", "workspace field show region", "workspace field edit region --type number"):
        done = casa.ok(line)
        assert "\u202e" not in done.stdout + done.stderr
    assert "[red]" in casa.ok(["workspace", "field", "add", "x", "--type", "choice", "--choice", "[red]"]).stdout


def test_on_a_terminal_the_type_and_its_choices_are_asked_for(casa_sqlite: Casa) -> None:
    with Terminal("workspace", "field", "add", "region") as terminal:
        for question, answer in (("Type:", "ch"), ("Choice 1:", "North"), ("Choice 2", "Süd"), ("Choice 3", "")):
            terminal.expect(question)
            terminal.type(answer)
        assert terminal.end() == 0

    assert definitions(casa_sqlite) == {"region": ("choice", ["North", "Süd"])}


def test_on_a_terminal_a_field_is_a_page_with_those_whose_value_does_not_fit(casa_sqlite: Casa) -> None:
    casa_sqlite.tenant("Joe Bloggs", custom={"region": "Mars"})
    casa_sqlite.ok("workspace field add region --type choice --choice North")

    with Terminal("workspace", "field", "show", "region") as terminal:
        assert terminal.end() == 0

    assert "takes one of North" in terminal.stdout
    assert "1 contact has a value, which does not fit" in terminal.stdout
    assert "Joe Bloggs" in terminal.stdout
