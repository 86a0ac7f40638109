"""Custom fields on contacts: judged by their definitions wherever a value comes from (SD-16)."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.casa import Casa
from tests.store.test_undo import everything

JOE = "contact add --type tenant --first-name Joe --last-name Bloggs"


@pytest.fixture
def office(casa: Casa) -> Casa:
    casa.ok("workspace field add shoe-size --type number")
    casa.ok("workspace field add region --type choice --choice North --choice Süd")
    casa.ok("workspace field add since --type date")
    casa.ok("workspace field add memo --type text")
    return casa


def exported(casa: Casa, *more: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(casa.ok(["contact", "export", "-", *more]).stdout)))


def rejected(folder: Path) -> dict[str, tuple[str, str]]:
    """Code and message of each rejected row, by its first name."""
    with (folder / "stdin.rejects.csv").open(encoding="utf-8") as file:
        return {row["first name"]: (row["_code"], row["_message"]) for row in csv.DictReader(file)}


def test_SD_16_values_are_kept_in_one_form_on_add_and_edit(office: Casa) -> None:
    office.ok([*JOE.split(), "--custom", "Shoe size=044.0", "--custom", "region=SUD", "--custom", "since=tomorrow",
               "--custom", "memo=as  typed", "--custom", "colour=red"])  # fmt: skip

    assert office.contact(1).custom == {
        "shoe-size": "44", "region": "Süd", "since": "2026-11-24", "memo": "as typed", "colour": "red",
    }  # fmt: skip
    office.ok("contact edit 1 --custom shoe-size=-3.50 --custom region=north --custom since=")
    custom = office.contact(1).custom
    assert (custom["shoe-size"], custom["region"], "since" in custom) == ("-3.5", "North", False)
    assert office.ok("contact edit 1 --custom region=NORTH --custom shoe-size=-3.500 -o json").outcomes == ["unchanged"]
    assert office.ok("contact list --fields custom -o json").json[0]["custom"]["shoe-size"] == "-3.5"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("shoe-size=big", "'shoe-size' takes a number, not \"big\""),
        ("shoe-size=1,000", "'shoe-size' takes a number, not \"1,000\""),
        ("region=West", "'region' takes one of North, Süd, not \"West\""),
        ("since=31/12/2026", "'since' takes a date, not \"31/12/2026\""),
        ("since=2026-02-30", "'since' takes a date"),
        (f"memo={'x' * 4001}", "'memo': longer than 4,000"),
        ("memo=\x1b[31m", "'memo': has a control character"),
        (f"colour={'x' * 4001}", "'colour': longer than 4,000"),
    ],
)
def test_SD_16_what_does_not_fit_is_exit_2_and_names_field_value_and_what_is_taken(
    office: Casa, given: str, told: str
) -> None:
    office.tenant("Ann Archer")
    before = everything(office)

    for line in ([*JOE.split(), "--custom", given], ["contact", "edit", "1", "--custom", given]):
        done = office.run([*line, "-o", "json"])
        assert (done.exit_code, done.stdout, done.error["code"]) == (2, "", "contact.invalid-custom")
        assert told in done.error["message"]
        assert done.error["rule"] == "SD-16"
    assert everything(office) == before


def test_a_value_that_does_not_fit_stays_until_its_own_field_is_edited(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", custom={"shoe": "large", "region": "x"})
    casa.ok("workspace field add shoe --type number")

    casa.ok("contact edit 1 --custom region=y --tag vip")

    assert casa.contact(1).custom == {"shoe": "large", "region": "y"}
    assert casa.run("contact edit 1 --custom shoe=large").exit_code == 2
    casa.ok("contact edit 1 --custom shoe=44")
    assert casa.ok("workspace field show shoe -o json").json["misfits"] == []


def test_a_merge_keeps_the_winners_value_and_takes_what_it_lacks(office: Casa) -> None:
    office.tenant("Joe Bloggs", custom={"shoe-size": "44"})
    office.tenant("Jo Bloggs", custom={"shoe-size": "43", "region": "north"})

    office.ok("contact merge 1 2 -y")

    assert office.contact(1).custom == {"shoe-size": "44", "region": "North"}


# Import -------------------------------------------------------------------------------------------

ROWS = """type,first name,last name,Shoe size,x-region,Since,Colour
tenant,Joe,B,044,sud,2026-01-31,red
tenant,Ann,A,"1,000",North,,
tenant,Ben,B,1,West,,
tenant,Cat,C,1,North,31/01/2026,
tenant,Dan,D,,,,
"""


def test_SD_16_an_import_judges_each_row_and_names_the_field(office: Casa, machine: Path) -> None:
    done = office.run(["contact", "import", "-", "--map", "Colour=x-colour", "-o", "json"], stdin=ROWS)

    assert (done.exit_code, done.json["added"], done.json["rejected"]) == (3, 2, 3)
    faults = rejected(machine)
    assert {code for code, _ in faults.values()} == {"invalid-custom"}
    assert faults["Ann"][1].startswith("the custom field 'shoe-size' takes a number, not \"1,000\": write it without")
    assert faults["Ben"][1] == "the custom field 'region' takes one of North, Süd, not \"West\""
    assert "'since' takes a date" in faults["Cat"][1]
    assert office.contact("Joe B").custom == {
        "shoe-size": "44", "region": "Süd", "since": "2026-01-31", "colour": "red"
    }  # fmt: skip
    assert office.contact("Dan D").custom == {}
    mended = (machine / "stdin.rejects.csv").read_text("utf-8")
    for wrong, right in {'"1,000"': "1000", "West": "North", "31/01/2026": "2026-01-31"}.items():
        mended = mended.replace(f",{wrong},", f",{right},")
    assert (
        office.ok(["contact", "import", "-", "--map", "Colour=x-colour", "-o", "json"], stdin=mended).json["added"] == 3
    )
    assert office.contact("Cat C").custom == {"shoe-size": "1", "region": "North", "since": "2026-01-31"}


@pytest.mark.parametrize("header", ["shoe-size", "Shoe size", "SHOE_SIZE", "shoesize", "x-shoe-size", "X-Shoe Size"])
def test_a_column_may_bear_a_defined_fields_name(office: Casa, header: str) -> None:
    office.ok("contact import -", stdin=f"type,first name,last name,{header}\ntenant,Joe,B,44.0\n")

    assert office.contact(1).custom == {"shoe-size": "44"}


def test_a_column_can_be_mapped_to_a_field_by_its_bare_name(office: Casa) -> None:
    office.ok(
        ["contact", "import", "-", "--map", "Foot=Shoe size"], stdin="type,first name,last name,Foot\ntenant,J,B,44\n"
    )

    assert office.contact(1).custom == {"shoe-size": "44"}
    unknown = office.run("contact import - -o json", stdin="type,first name,last name,Shoe sise\ntenant,J,B,44\n")
    assert (unknown.exit_code, unknown.error["code"]) == (7, "input.unknown-column")
    assert "the nearest is x-shoe-size" in unknown.error["message"]
    twice = office.run("contact import - -o json", stdin="type,last name,Shoe size,x-shoe-size\ntenant,B,1,2\n")
    assert (twice.exit_code, twice.error["code"]) == (7, "input.duplicate-column")


def test_a_name_that_every_contact_has_goes_on_meaning_that(casa: Casa) -> None:
    for name in ("mobile", "remarks", "door-no", "door_no"):
        casa.ok(f"workspace field add {name} --type text")

    casa.ok("contact import -", stdin="type,first name,last name,Mobile,Remarks,x-mobile\n"
            "tenant,Joe,B,07700 900123,kind,second\n")  # fmt: skip

    joe = casa.contact(1)
    assert (joe.phone, joe.custom) == ("+447700900123", {"remarks": "kind", "mobile": "second"})
    shared = casa.run("contact import - -o json", stdin="type,first name,last name,Door no\ntenant,A,B,1\n")
    assert (shared.exit_code, shared.error["code"]) == (7, "input.unknown-column")


def test_without_a_definition_a_bare_column_is_unknown_as_ever(casa: Casa) -> None:
    done = casa.run("contact import - -o json", stdin="type,first name,last name,Shoe size\ntenant,J,B,44\n")

    assert (done.exit_code, done.error["code"]) == (7, "input.unknown-column")


def test_a_first_import_needs_no_workspace_to_know_its_columns(machine: Path) -> None:
    from tests.run import run

    done = run("contact import - -o json", stdin="type,first name,last name,x-a\ntenant,J,B,1\n")

    assert (done.exit_code, done.json["added"]) == (0, 1)


@pytest.mark.parametrize("key", ["contact_id", "external_id", "email"])
def test_a_row_about_somebody_who_is_there_is_judged_too(casa: Casa, machine: Path, key: str) -> None:
    casa.ok("workspace field add shoe-size --type number")
    who = {"external_id": "T-1"} if key == "external_id" else {"email": "joe@example.com"}
    casa.tenant("Joe Bloggs", custom={"shoe-size": "44"}, **who)
    head = f"{key},first name,last name,type,x-shoe-size\n{who.get(key, 1)},Joe,Bloggs,tenant,"
    line = "contact import - --on-conflict update -o json"

    bad = casa.run(line, stdin=f"{head}big\n")
    assert (bad.exit_code, bad.json["rejected"], rejected(machine)["Joe"][0]) == (3, 1, "invalid-custom")
    good = casa.ok(line, stdin=f"{head}45.0\n")

    assert (good.json["updated"], casa.contact(1).custom) == (1, {"shoe-size": "45"})


def test_what_does_not_fit_goes_round_through_a_file_unchanged(casa: Casa, machine: Path) -> None:
    casa.tenant("Joe Bloggs", custom={"shoe": "large", "n": "1"})
    casa.tenant("Ann Archer", custom={"shoe": "43"})
    casa.ok("workspace field add shoe --type number")
    file = machine / "all.csv"
    said = casa.ok(["contact", "export", str(file)])
    assert "warning: 1 value is not what 'shoe' takes, a number: casactl workspace field show shoe" in said.stderr

    again = casa.ok(["contact", "import", str(file), "--on-conflict", "update", "-o", "json"])
    assert (again.json["unchanged"], again.json["rejected"]) == (2, 0)

    file.write_text(file.read_text("utf-8").replace("large", "larger").replace("43", "43.50"), "utf-8")
    edited = casa.run(["contact", "import", str(file), "--on-conflict", "update", "-o", "json"])
    assert (edited.exit_code, edited.json["updated"], edited.json["rejected"]) == (3, 1, 1)
    assert [casa.contact(n).custom["shoe"] for n in (1, 2)] == ["large", "43.5"]


# Export -------------------------------------------------------------------------------------------


def test_SD_16_defined_fields_have_a_column_first_and_always(office: Casa) -> None:
    assert exported(office) == []
    header = office.ok("contact export -").stdout.splitlines()[0]
    assert header.endswith(",created_at,x-shoe-size,x-region,x-since,x-memo")

    office.tenant("Joe Bloggs", custom={"zeal": "high", "bike": "yes", "memo": "m"})

    [row] = exported(office)
    assert list(row)[-6:] == ["x-shoe-size", "x-region", "x-since", "x-memo", "x-bike", "x-zeal"]
    assert [row[key] for key in list(row)[-6:]] == ["", "", "", "m", "yes", "high"]


def test_a_negative_number_is_no_formula_but_other_cells_are_guarded(office: Casa) -> None:
    office.tenant("Joe Bloggs", custom={"shoe-size": "-3.5", "memo": "-3.5", "other": "=1+1"})
    office.ok("workspace field edit shoe-size --type text")
    office.tenant("Ann Archer", custom={"shoe-size": "-cmd|x"})
    office.ok("workspace field edit shoe-size --type number")

    joe, ann = exported(office)

    assert (joe["x-shoe-size"], joe["x-memo"], joe["x-other"]) == ("-3.5", "'-3.5", "'=1+1")
    assert ann["x-shoe-size"] == "'-cmd|x"
    assert exported(office, "--raw")[0]["x-memo"] == "-3.5"


def test_an_export_says_what_does_not_fit_in_either_format(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", custom={"shoe": "large"})
    casa.tenant("Ann Archer", custom={"shoe": "larger"})
    casa.ok("workspace field add shoe --type number")

    for form in ("csv", "jsonl"):
        done = casa.ok(f"contact export - -o {form}")
        assert "2 values are not what 'shoe' takes" in done.stderr
        assert "large" in done.stdout
        assert casa.ok(f"contact export - -o {form} -q").stderr == ""


def test_an_imports_dates_count_from_the_workspaces_today(office: Casa) -> None:
    office.ok("contact import -", stdin="type,first name,last name,since\ntenant,J,B,tomorrow\ntenant,K,B,tomorrow\n")

    assert [office.contact(n).custom["since"] for n in (1, 2)] == ["2026-11-24"] * 2


def test_a_definition_reaches_the_log_as_a_change_like_any(office: Casa) -> None:
    shown: dict[str, Any] = office.ok(f"log show {office.log()[0]['operation']} -o json").json

    assert shown["verb"] == "workspace.field.add"
    assert office.ok("log verify").exit_code == 0


def test_SD_16_two_values_for_one_field_are_one_too_many(casa: Casa) -> None:
    done = casa.run("contact add --type lead --first-name A --last-name B --custom x=1 --custom X=2 -o json")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "given twice" in done.error["message"]
