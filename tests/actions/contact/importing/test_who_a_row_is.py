"""Who a row is: one weak key never overrides a name, and the same row again changes nothing (I3, I4, I5)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.casa import Casa

INPUTS = Path(__file__).parents[3] / "data" / "import"
COUNTS = ("added", "updated", "unchanged", "rejected")


def imported(casa: Casa, source: Path | str, *options: str) -> tuple[int, ...]:
    """(added, updated, unchanged, rejected) of an import of a file, or of text."""
    text = source.read_bytes() if isinstance(source, Path) else source
    counts: dict[str, Any] = casa.run(["contact", "import", "-", "-o", "json", *options], stdin=text).json
    assert counts["rows"] == sum(counts[name] for name in COUNTS)
    return tuple(counts[name] for name in COUNTS)


def codes() -> list[str]:
    with Path("stdin.rejects.csv").open(encoding="utf-8", newline="") as file:
        return [row["_code"] for row in csv.DictReader(file)]


def names(casa: Casa) -> list[str]:
    return [name for (name,) in casa.rows("select display_name from contact order by id")]


@pytest.mark.parametrize("how", ["skip", "update"])
@pytest.mark.parametrize(
    "name", ["02a-trailing-comma.csv", "02b-blank-cols-rows.csv", "03a-title.csv", "08a-noemail.csv", "27a-couple.csv"]
)
def test_I5_the_same_file_again_changes_nothing_for_any_row(casa: Casa, name: str, how: str) -> None:
    first = imported(casa, INPUTS / name, "--on-conflict", how)
    assert first[0] > 0

    for _ in range(2):
        again = imported(casa, INPUTS / name, "--on-conflict", how)
        assert again == (0, 0, first[0], first[3])
    assert len(casa.log()) == 2


def test_I5_a_row_with_its_name_alone_equals_whom_it_names_and_says_so(casa: Casa) -> None:
    assert imported(casa, INPUTS / "08a-noemail.csv") == (4, 0, 0, 0)
    assert imported(casa, INPUTS / "08a-noemail.csv") == (0, 0, 0, 4)
    assert codes() == ["same-name"] * 4


HEAD = "type,first name,last name,phone,property\n"


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        ("tenant,Ann,Archer,07700900123,", (0, 0, 1, 0)),
        ("tenant,Ann,Archer,,Rose Court/1", (0, 0, 1, 0)),
        ("tenant,Ann,Archer,07700900123,Rose Court/2", (0, 1, 0, 0)),
        ("tenant,Ann,Archer,,", (0, 0, 1, 0)),
        ("vendor,Ann,Archer,,", (0, 0, 0, 1)),
        ("tenant,Ann,Archer,,Rose Court/2", (0, 0, 0, 1)),
        ("tenant,Ann,Archer,07700900999,Rose Court/1", (0, 0, 0, 1)),
        ("tenant,Ann,Archer,07700900999,Rose Court/2", (1, 0, 0, 0)),
        ("tenant,Bob,Archer,07700900123,Rose Court/1", (1, 0, 0, 0)),
    ],
)
def test_I5_a_name_is_known_by_its_phone_or_place_and_what_is_in_doubt_comes_back(
    casa: Casa, row: str, counts: tuple[int, ...]
) -> None:
    for unit in "12":
        casa.property(f"Rose Court/{unit}")
    casa.tenant("Ann Archer", phone="07700900123", at="Rose Court/1")

    assert imported(casa, f"{HEAD}{row}\n", "--on-conflict", "update") == counts

    if counts[3]:
        assert codes() == ["same-name"]
        assert imported(casa, f"{HEAD}{row}\n", "--on-conflict", "update", "--allow-duplicate") == (1, 0, 0, 0)


def test_I5_two_of_one_name_in_one_file_ask(casa: Casa) -> None:
    for unit in "12":
        casa.property(f"Elm/{unit}")
    for _ in range(2):
        counts = imported(casa, INPUTS / "35c.csv", "--on-conflict", "update")
        assert codes() == ["same-name"]
    assert counts == (0, 0, 1, 1)
    assert names(casa) == ["Cal Cook"]


# One key, another name ---------------------------------------------------------------------------


def test_I4_a_couple_with_one_address_are_two_people_each_time(casa: Casa) -> None:
    for _ in range(3):
        imported(casa, INPUTS / "27a-couple.csv", "--on-conflict", "update")
        assert names(casa) == ["Ann Archer"]
        assert len(codes()) == 1


@pytest.mark.parametrize("how", ["skip", "update"])
def test_I4_a_row_with_anothers_address_comes_back_unless_the_address_is_trusted(casa: Casa, how: str) -> None:
    casa.tenant("Ann Archer", email="archers@example.com")

    assert imported(casa, INPUTS / "28c.csv", "--on-conflict", how) == (0, 0, 0, 1)
    assert codes() == ["matches-another-name"]
    assert names(casa) == ["Ann Archer"]

    assert imported(casa, INPUTS / "28c.csv", "--on-conflict", "update", "--trust", "email") == (0, 1, 0, 0)
    assert names(casa) == ["Sam Other"]


def test_I4_an_external_id_of_somebody_else_comes_back_each_time(casa: Casa) -> None:
    for _ in range(2):
        imported(casa, INPUTS / "42-lease-id.csv", "--on-conflict", "update")
        assert names(casa) == ["Ann Archer"]
        assert codes()[0].split()[0] == "external-id-taken"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Jon", "Bloggs"),
        ("Joe", "Bloggs"),
        ("Jonathan", "Blogs"),
        ("J.", "Bloggs"),
        ("Bloggs", "Jonathan"),
        ("", "Bloggs"),
    ],
)
def test_I4_another_spelling_is_the_same_name(casa: Casa, first: str, last: str) -> None:
    casa.tenant("Jonathan Bloggs", email="jb@example.com")
    text = f"type,first name,last name,email\ntenant,{first},{last},jb@example.com\n"
    assert imported(casa, text, "--on-conflict", "update")[3] == (first == "Joe")


def test_I3_another_systems_id_renames_nobody(casa: Casa) -> None:
    casa.tenant("Ann Archer", phone="07700900123", tag="vip")
    for name in ("Bob Barr", "Cal Cook"):
        casa.tenant(name)

    assert imported(casa, INPUTS / "45-foreign-id.csv", "--on-conflict", "update") == (3, 0, 0, 0)

    assert names(casa)[:3] == ["Ann Archer", "Bob Barr", "Cal Cook"]
    assert casa.contact(1).tags == ["vip"]


def test_I3_a_number_whose_name_is_anothers_comes_back_unless_it_is_trusted(casa: Casa) -> None:
    casa.tenant("Ann Archer")
    text = "contact_id,first_name,last_name\n1,Zed,Zulu\n"

    assert imported(casa, text, "--on-conflict", "update") == (0, 0, 0, 1)
    assert codes() == ["id-names-somebody-else"]
    assert imported(casa, text.replace("Zed", "Ann"), "--on-conflict", "update") == (0, 1, 0, 0)
    assert imported(casa, text.replace("Zulu", "Zebra"), "--on-conflict", "update", "--trust", "id") == (0, 1, 0, 0)
    assert casa.run("contact import - --trust name", stdin=text).exit_code == 2


# What is written where nothing is known, and what spreadsheets do to numbers -----------------------


def test_I9_placeholders_are_nothing(casa: Casa) -> None:
    counts = imported(casa, INPUTS / "36-placeholders.csv")
    assert (counts[0], counts[3]) == (7, 2)
    assert casa.rows("select count(*) from tag") == [(0,)]
    assert casa.rows("select external_id from contact where external_id is not null or kind = 'company'") == []
    assert codes() == ["missing-first-name", "missing-last-name"]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("T\u200b-1", "T-1"), ('"=""00123"""', "00123"), ("'00124", "00124"), ("126.0", "126"), ("00012", "00012")],
)
def test_I12_external_ids_are_cleaned(casa: Casa, cell: str, kept: str) -> None:
    text = f"external id,type,first name,last name\n{cell},tenant,Ann,Archer\n"
    assert imported(casa, text) == (1, 0, 0, 0)
    assert casa.contact(1).external_id == kept
    assert imported(casa, text, "--on-conflict", "update") == (0, 0, 1, 0)


def test_I12_an_external_id_that_was_rounded_comes_back(casa: Casa) -> None:
    assert imported(casa, "external id,type,first name,last name\n1.25E+02,tenant,Ann,Archer\n") == (0, 0, 0, 1)
    assert codes() == ["invalid-external-id"]
    assert casa.run("contact add --type tenant --last-name A --first-name B --external-id 1.25E+02").exit_code == 2


def test_I11_phones_are_read_as_spreadsheets_write_them(casa: Casa) -> None:
    counts = imported(casa, INPUTS / "01-phones.csv")
    assert (counts[0], codes()) == (13, ["invalid-phone"] * 3)
    assert casa.rows("select distinct phone from contact where phone is not null") == [("+447700900123",)]


def test_I11_a_number_without_its_area_code_comes_back(casa: Casa) -> None:
    assert imported(casa, INPUTS / "43-local.csv") == (0, 0, 0, 4)
    assert codes() == ["invalid-phone"] * 4
    assert casa.run("contact add --type lead --first-name A --last-name B --phone '7946 0018'").exit_code == 2


def test_I15_all_that_is_wrong_with_a_row_is_told_and_counted(casa: Casa) -> None:
    text = "type,first name,last name,email,phone\nLeaseholder,A,B,nobody,12\ntenant,C,D,,12\n"
    done = casa.run("contact import - -o json", stdin=text)
    assert codes() == ["invalid-type invalid-email invalid-phone", "invalid-phone"]
    assert done.json["rejects"] == {"invalid-phone": 2, "invalid-type": 1, "invalid-email": 1}
    assert "rejected: 2 invalid-phone, 1 invalid-type, 1 invalid-email" in done.stderr


def test_I6_what_was_left_out_is_told(casa: Casa) -> None:
    text = "type,first name,last name,Photo,Nickname\ntenant,Ann,Archer,x,y\n"
    done = casa.ok("contact import - --ignore-unknown -o json", stdin=text)
    assert done.json["columns"][-2:] == [{"column": "Photo", "field": None}, {"column": "Nickname", "field": None}]
    assert "left out: Photo, Nickname" in done.stderr


def test_I14_property_and_unit_make_a_path(casa: Casa) -> None:
    casa.property("Rose Court/12")
    assert imported(casa, INPUTS / "10a-prop-unit.csv") == (1, 0, 0, 0)
    assert casa.contact(1).properties == ["Rose Court/12"]
    text = "type,first,middle,last,unit,x\ntenant,Bob,B,Barr,12,\n"
    assert imported(casa, text, "--property", "Rose Court", "--ignore-unknown") == (1, 0, 0, 0)
    assert (casa.contact(2).properties, casa.contact(2).first_name) == (["Rose Court/12"], "Bob B")


def test_I17_the_offices_own_export_comes_in_again(casa: Casa) -> None:
    casa.property("Rose Court/12")
    casa.company("Acme Ltd", email="acme@example.com")
    casa.tenant(
        "Ann Archer", email="ann@example.com", tag="vip", at="Rose Court/12", custom={"door": "3"}, company="Acme Ltd"
    )
    casa.ok("contact export people.jsonl")
    casa.ok("contact export people.csv")

    for name in ("people.jsonl", "people.csv"):
        done = casa.ok(["contact", "import", name, "--on-conflict", "update", "-o", "json"]).json
        assert tuple(done[count] for count in COUNTS) == (0, 0, 2, 0), done


@pytest.mark.parametrize(("name", "words"), [("21a-tenants.xlsx", ()), ("21c.vcf", ("--type", "tenant"))])
def test_I17_a_workbook_and_a_card_go_in(casa: Casa, name: str, words: tuple[str, ...]) -> None:
    assert imported(casa, INPUTS / name, *words)[0] >= 1
    assert names(casa)[0] == "Ann Archer"


def test_I7_a_rejects_file_keeps_its_inputs_shape(casa: Casa) -> None:
    done = casa.run("contact import - -o json", stdin=(INPUTS / "07a-onebadbyte.csv").read_bytes())
    assert (done.json["rejected"], done.json["rejects"]) == (1, {"bad-encoding": 1})
    assert b"Zo\xeb" in Path("stdin.rejects.csv").read_bytes() or b"\xe9" in Path("stdin.rejects.csv").read_bytes()

    casa.run("contact import -", stdin="Typ;Vorname;Nachname;Telefon\ntenant;Zoë;Müller;12\n".encode("cp1252"))
    text = Path("stdin.rejects.csv").read_text("cp1252")
    assert text.splitlines()[1].startswith("tenant;Zoë;Müller;12;2;invalid-phone;")


def test_I13_the_life_cycle_goes_along(casa: Casa) -> None:
    for name in ("Ann Archer", "Ivy Inns", "Arc Hived"):
        casa.tenant(name)
    casa.ok("contact deactivate 2")
    casa.ok("contact archive 3")
    casa.ok("contact export people.csv")
    casa.ok("contact export people.jsonl")
    for operation in [entry["operation"] for entry in casa.log() if entry["verb"].startswith("contact.")]:
        casa.run(["undo", operation, "-y"])

    lines = Path("people.csv").read_text("utf-8").splitlines()
    text = "\n".join(line.partition(",")[2] for line in lines) + "\n"
    assert imported(casa, text) == (3, 0, 0, 0)
    assert casa.rows("select display_name, lifecycle from contact order by 1") == [
        ("Ann Archer", "active"), ("Arc Hived", "archived"), ("Ivy Inns", "inactive")
    ]  # fmt: skip
    number = casa.rows("select id from contact where lifecycle = 'archived'")[0][0]
    casa.ok(["contact", "unarchive", number])
    casa.ok("workspace check")


def test_I13_who_cannot_be_archived_is_inactive_and_nobody_there_is_changed(casa: Casa) -> None:
    casa.property("Rose Court/1")
    casa.tenant("Ann Archer", email="ann@example.com")
    head = "type,first name,last name,email,unit,lifecycle\n"
    rows = "tenant,Bob,Barr,,Rose Court/1,Archived\ntenant,Ann,Archer,ann@example.com,,archived\ntenant,C,D,,,erased\n"

    done = casa.run("contact import - --on-conflict update -o json", stdin=head + rows)

    assert codes() == ["invalid-lifecycle"]
    assert sorted(casa.rows("select display_name, lifecycle from contact")) == [
        ("Ann Archer", "active"), ("Bob Barr", "inactive")
    ]  # fmt: skip
    assert done.json["warnings"] == [
        "line 2: is attached to a property, so inactive instead of archived",
        "line 3: stays active: an import changes nobody's life cycle",
    ]


# Names and words of other systems ------------------------------------------------------------------


def test_I10_whole_names_are_taken_apart(casa: Casa) -> None:
    done = casa.run(["contact", "import", str(INPUTS / "05-names.csv"), "-o", "json", "--rejects", "r.csv"])
    assert (done.json["added"], done.json["rejected"]) == (24, 0)

    found = {mail: (first, last, name) for mail, first, last, name in casa.rows(
        "select email, first_name, last_name, name from contact")}  # fmt: skip
    expected = {
        1: ("Jan", "van der Berg", None), 2: ("Jan", "van der Berg", None),
        3: ("Maria del Carmen", "García López", None), 4: ("John", "Smith", None), 5: ("John", "Smith", None),
        6: ("Anna", "Weber", None), 7: ("John", "Smith", None), 17: ("太郎", "山田", None),
        8: ("Mr & Mrs P", "Jones", None), 9: ("Ann and Bob", "Carter", None), 10: ("Ann & Bob", "Carter", None),
        11: (None, "Madonna", None), 12: (None, None, "Acme Lettings Ltd"), 13: (None, None, "Bloggs & Sons, Ltd"),
        14: ("Ludwig", "von und zu Stein", None), 18: (None, "山田太郎", None), 19: (None, "Smith", None),
        21: ("John", "Smith", None), 22: (None, "The Estate of Mary Holt", None), 23: ("Mary", "Holt", None),
    }  # fmt: skip
    assert {number: found[f"n{number}@example.com"] for number in expected} == expected
    around = casa.rows("select title, suffix, display_name from contact where title is not null or suffix is not null")
    assert sorted(around, key=str) == [
        ("Dr", None, "Dr John Smith"), ("Dr.", None, "Dr. Anna Weber"),
        (None, "Jr.", "John Smith Jr."), (None, "Jr.", "John Smith Jr."),
    ]  # fmt: skip
    assert casa.rows("select display_name from contact where family_first = 1") == [("山田 太郎",)]
    assert any("(deceased) is no part of the name" in warning for warning in done.json["warnings"])
    assert any("'Smith' was taken for a name of one" in warning for warning in done.json["warnings"])


def test_I15_words_of_other_systems_mean_types(casa: Casa) -> None:
    text = "type,first name,last name\nProperty Owner,A,B\nLeaseholder,C,D\nResident,E,F\nSupplier,G,H\n"

    assert imported(casa, text, "--value", "type:Leaseholder=owner") == (3, 0, 0, 1)

    assert casa.rows("select type from contact order by id") == [("owner",), ("owner",), ("vendor",)]
    reason = Path("stdin.rejects.csv").read_text("utf-8")
    assert "lead, prospect, client" in reason
    for wrong in ("type=owner", "colour:red=blue", "type:=owner"):
        assert casa.run(["contact", "import", "-", "--value", wrong], stdin=text).exit_code == 2


# Profiles -------------------------------------------------------------------------------------------


def test_a_known_programs_export_is_read_by_its_profile(casa: Casa) -> None:
    done = casa.run(["contact", "import", str(INPUTS / "40-managecasa.csv"), "--rejects", "r.csv", "-o", "json"])

    assert (done.json["added"], done.json["rejected"]) == (6, 0)
    assert "ManageCasa" in done.stderr
    assert casa.rows("select display_name, type, kind from contact order by id") == [
        ("Ann Archer", "owner", "person"), ("Bob Barr", "tenant", "person"),
        ("Bolt Plumbing Ltd", "service-pro", "company"), ("Pat", "service-pro", "person"),
        ("Lamp Ltd", "vendor", "company"),
        ("Cal Cook", "manager", "person"),
    ]  # fmt: skip
    assert casa.rows("select line, city, postcode, country from address") == [("10 High St", "Leeds", "LS1 4AP", "GB")]
    assert casa.contact("Pat").company == "Bolt Plumbing Ltd"


def test_a_profile_is_told_or_left_out(casa: Casa) -> None:
    file = str(INPUTS / "40-managecasa.csv")
    assert casa.run(["contact", "import", file, "--profile", "none"]).exit_code == 7
    assert casa.run(["contact", "import", file, "--profile", "nobody"]).exit_code == 2


def test_what_outlook_writes_beside_people_is_left_out_and_told(casa: Casa) -> None:
    head = "Title,First Name,Middle Name,Last Name,E-mail Address,Business Phone,Home Phone,Mobile Phone,"
    head += "Business City,Anniversary,Gender"
    row = "Mr.,Joe,,Bloggs,joe@example.com,,020 7946 0018,07700 900123,,0/0/00,Unspecified"

    done = casa.ok("contact import - --type tenant -o json", stdin=f"{head}\n{row}\n")

    assert casa.contact(1).phone == "+442079460018"
    assert [each["column"] for each in done.json["columns"] if each["field"] is None] == [
        "Anniversary",
        "Gender",
    ]
    assert casa.contact(1).contact_points == [{"kind": "phone", "value": "+447700900123", "label": "Mobile"}]


# Several people, shared addresses, further numbers ---------------------------------------------------


def test_I4_a_couple_with_one_address_goes_in_the_second_without_a_login(casa: Casa) -> None:
    for n, expected in enumerate([(2, 0, 0, 0), (0, 0, 2, 0), (0, 0, 2, 0)]):
        how = ("--on-conflict", ("fail", "skip", "update")[n])
        assert imported(casa, INPUTS / "27a-couple.csv", "--shared-email", "keep", *how) == expected
    assert casa.rows("select display_name, email from contact order by id") == [
        ("Ann Archer", "archers@example.com"), ("Bob Archer", None),
    ]  # fmt: skip
    assert casa.run(["contact", "import", "-", "--shared-email", "twice"], stdin="a\n").exit_code == 2


def test_I4_who_is_told_apart_by_the_external_id_may_share_an_address_too(casa: Casa) -> None:
    text = (
        "type,first name,last name,email,external id\ntenant,Ann,Lee,l@example.com,1\ntenant,Bob,Lee,l@example.com,2\n"
    )

    assert imported(casa, text) == (1, 0, 0, 1)
    assert "--shared-email keep" in Path("stdin.rejects.csv").read_text("utf-8")
    assert imported(casa, text, "--shared-email", "keep", "--on-conflict", "update") == (1, 0, 1, 0)
    assert imported(casa, text, "--shared-email", "keep", "--on-conflict", "update") == (0, 0, 2, 0)


def test_I14_what_is_wrong_with_one_of_two_people_of_a_row_brings_the_row_back_once(casa: Casa) -> None:
    head = "Owner Name 1,Owner Email 1,Owner Name 2,Owner Email 2\n"

    assert imported(casa, f"{head}Ann Lee,ann@,Bob Lee,bob@\n") == (0, 0, 0, 1)
    assert codes() == ["invalid-email"]
    casa.tenant("Old Holder", email="taken@example.com")
    casa.tenant("Other Holder", email="gone@example.com")
    assert imported(casa, f"{head}Ann Lee,taken@example.com,Bob Lee,gone@example.com\n") == (0, 0, 0, 2)
    assert codes() == ["email-taken"]
    assert "Bob Lee: gone@example.com already belongs" in Path("stdin.rejects.csv").read_text("utf-8")


def test_I14_an_update_leaves_the_main_phone_where_the_file_knows_a_further_one(casa: Casa) -> None:
    casa.tenant("Ann Lee", email="a@example.com", phone=["020 7946 0018", "07700 900123"])
    text = "type,first name,last name,email,phone,mobile\ntenant,Ann,Lee,a@example.com,07700 900123,07700 900124\n"

    assert imported(casa, text, "--on-conflict", "update") == (0, 1, 0, 0)
    assert imported(casa, text, "--on-conflict", "update") == (0, 0, 1, 0)

    assert casa.contact(1).phone == "+442079460018"
    assert [each["value"] for each in casa.contact(1).contact_points] == ["+447700900123", "+447700900124"]


def test_further_numbers_titles_and_suffixes_come_back_from_an_export(casa: Casa) -> None:
    casa.add(
        type="tenant", first_name="Ann", last_name="Lee", title="Dr.", suffix="PhD", family_first=True,
        phone=["020 7946 0018", "work: 07700 900123", "07700 900124"], email=["a@example.com", "b@example.com"],
    )  # fmt: skip
    text = casa.ok("contact export -").stdout

    assert "work: +44 7700 900123;+44 7700 900124" in text
    assert imported(casa, text, "--on-conflict", "update") == (0, 0, 1, 0)
    emptied = text.replace("work: +44 7700 900123;", "").replace("b@example.com", "").replace("PhD", "")
    assert imported(casa, emptied, "--on-conflict", "update") == (0, 1, 0, 0)
    assert [each["value"] for each in casa.contact(1).contact_points] == ["+447700900124"]
    assert casa.contact(1).display_name == "Dr. Lee Ann"


def test_I18_a_unit_may_have_a_slash_of_its_own(casa: Casa) -> None:
    casa.property("Elm House")
    casa.ok(["property", "add", "2\\/1", "--kind", "unit", "--in", "Elm House"])
    refused = casa.run("property add 3/1 --kind unit --in 'Elm House'")
    assert (refused.exit_code, "\\/" in refused.stderr) == (2, True)
    units = "kind,name,in\nunit,2/1,Elm House\nunit,2/2,Elm House\n"
    assert casa.ok("property import - -o json", stdin=units).json["added"] == 1

    people = "type,first name,last name,property,unit\ntenant,Ann,Lee,Elm House,2/1\ntenant,Bob,Ray,,Elm House/2\\/2\n"
    assert imported(casa, people) == (2, 0, 0, 0)
    assert casa.contact(1).properties == ["Elm House/2\\/1"]
    assert casa.ok(["property", "show", "Elm House/2\\/2", "-o", "json"]).json["name"] == "2/2"
    assert casa.ok("contact export -").stdout.count("Elm House/2\\/") == 2
    assert casa.ok("workspace check").exit_code == 0


def test_projects_that_know_customers_by_their_number_update_them_or_come_back(casa: Casa) -> None:
    casa.tenant("Ann Lee", external_id="C-1")
    head = "customer_id,address_line1,city,pipeline_stage,access_contact_name"
    text = f"{head}\nC-1,1 High St,Leeds,New,Kay\nC-2,2 High St,,,\n"

    assert imported(casa, text) == (0, 1, 0, 1)
    assert codes() == ["unknown-external-id"]
    assert casa.rows("select contact_id, line, access_name from address") == [(1, "1 High St", "Kay")]


SENIOR = "Type,Name,Unit\ntenant,John Smith Sr.,Elm/1\n"


@pytest.mark.parametrize("how", ["fail", "skip", "update"])
def test_I4_father_and_son_of_one_name_and_unit_are_two(casa: Casa, how: str) -> None:
    casa.property("Elm/1")
    casa.ok("contact import - ", stdin=SENIOR)

    casa.run(f"contact import - --on-conflict {how}", stdin=SENIOR + 'tenant,"Smith Jr., John",Elm/1\n')
    again = casa.run(f"contact import - --on-conflict {how} -o json", stdin=SENIOR + "tenant,John Smith jun.,Elm/1\n")

    father, son = casa.rows("select last_name, suffix from contact order by id")
    assert (father, son[0], son[1] in ("Jr.", "jun.")) == (("Smith", "Sr."), "Smith", True)
    assert again.json["added"] == 0


def test_I4_father_and_son_who_share_an_address_are_two(casa: Casa) -> None:
    head = "Type,First name,Last name,Suffix,E-mail\n"
    casa.ok("contact import -", stdin=f"{head}tenant,John,Smith,Sr,smith@example.com\n")

    son = f"{head}tenant,John,Smith,Jr,smith@example.com\n"
    done = casa.run("contact import - --on-conflict update -o json", stdin=son)

    assert done.json["rejects"] == {"matches-another-name": 1}


def test_I5_whoever_was_merged_is_known_by_the_address_that_went_along(casa: Casa) -> None:
    text = "Type,First name,Last name,E-mail\ntenant,Ann,Archer,ann@example.com\ntenant,Anne,Archer,anne@example.com\n"
    casa.ok("contact import -", stdin=text)
    casa.ok("contact merge 1 2 --yes")

    failed, skipped, updated = (
        casa.run(f"contact import - --on-conflict {how} -o json", stdin=text) for how in ("fail", "skip", "update")
    )

    assert failed.json["rejects"] == {"email-taken": 2}
    assert (skipped.json["unchanged"], updated.json["rejects"]) == (2, {"same-contact": 1})
    assert casa.rows("select count(*) from contact where lifecycle = 'active'") == [(1,)]
    couple = "Type,First name,Last name,E-mail\ntenant,Bob,Brown,anne@example.com\n"
    assert casa.ok("contact import - -o json", stdin=couple).json["added"] == 1


CELLS = {
    "Ann Archer <one@example.com>": ["one@example.com"], "mailto:one@example.com": ["one@example.com"],
    "'one@example.com'": ["one@example.com"], "one@example.com (work)": ["one@example.com"],
    "[one@example.com](mailto:one@example.com)": ["one@example.com"], "<one@example.com>": ["one@example.com"],
    "none@none.com": [], "noemail@gmail.com": [], "NO@EMAIL.COM": [], "na@na.com": [],
}  # fmt: skip


@pytest.mark.parametrize(("cell", "held"), CELLS.items(), ids=CELLS)
def test_I14_an_e_mail_is_known_in_what_stands_around_it_and_nobodys_is_none(
    casa: Casa, cell: str, held: list[str]
) -> None:
    done = casa.ok("contact import - -o json", stdin=f'Type,Name,E-mail\ntenant,Ann Archer,"{cell}"\n')

    found = casa.rows("select email from contact where email is not null union all select value from contact_point")
    assert [each for (each,) in found] == held
    assert bool(done.json["warnings"]) is not bool(held)


@pytest.mark.parametrize(
    "cell",
    [
        "one at example.com",
        "one @example.com",
        "one@example,com",
        "one@@example.com",
        "call one@example.com now",
        "one@example.com, two@example.com",
        "one@example.com; two@example.com",
    ],
)
def test_I14_what_is_no_one_address_comes_back(casa: Casa, cell: str) -> None:
    done = casa.run("contact import - -o json", stdin=f'Type,Name,E-mail\ntenant,Ann Archer,"{cell}"\n')
    assert done.json["rejects"] == {"invalid-email": 1}


def test_I14_further_e_mails_are_parted_as_people_part_them(casa: Casa) -> None:
    casa.ok("contact import -", stdin='Type,Name,further_email\ntenant,Ann Archer,"one@example.com, two@example.com"\n')
    assert casa.rows("select value from contact_point") == [("one@example.com",), ("two@example.com",)]


@pytest.mark.parametrize("rows", ["Name\nTotal\nGrand Total: 12\nSeite 1 von 2\nSumme:\n",
                                  "First name,Last name\nTotal,1\nTotal,\n,Subtotal\nPage,1 of 2\n",
                                  "Unit,Mieter,E-Mail\n,,Summe\nTotal:,,\n,,Total 3\n,,Seite 1\n"])  # fmt: skip
def test_I14_the_sums_and_feet_of_a_list_are_nobody(casa: Casa, rows: str) -> None:
    done = casa.run("contact import - --type tenant -o json", stdin=rows)
    assert (done.json["added"], done.json["rejects"]) == (0, {"total-row": 4})


def test_I9_a_vacant_unit_is_nobody_and_what_is_called_so_otherwise_is_taken(casa: Casa) -> None:
    done = casa.run(
        "contact import - --type tenant -o json", stdin="Name\nVACANT\nVacant\nSuma Rao\nJo Total\nSum Wong\n"
    )
    assert (done.json["added"], done.json["rejected"]) == (3, 2)
    assert casa.ok("contact import - --type vendor -o json", stdin="Company\nTotal\n").json["added"] == 1


# Lists as other programs write them -----------------------------------------------------------------

RENT_ROLL = """"Sunset Apartments"
"Rent Roll as of 11/01/2026"

Unit,Bd/Ba,Tenant,Status,Market Rent,Phone Numbers,Emails
101,2/1,"Smith, John & Mary",Current,"1,500.00","Mobile: (212) 555-0142, Home: (212) 555-0143",john@example.com
102,1/1,,Vacant-Unrented,"1,200.00",,
103,2/2,"O'Neil, Pat",Notice-Unrented,"1,600.00",(212) 555-0199,"pat@example.com, pat2@example.com"
104,3/2,VACANT,,2000.00,,
4 Units,,75% Occupied,,6300.00,,
"""


def test_I14_a_rent_roll_of_another_program_goes_in_as_it_is(casa: Casa) -> None:
    casa.ok("workspace set country US")
    for unit in ("101", "102", "103", "104"):
        casa.property(f"Sunset/{unit}")

    done = casa.run("contact import - --type tenant --property Sunset --ignore-unknown -o json", stdin=RENT_ROLL)

    assert done.json["rejects"] == {"vacant-unit": 2, "total-row": 1}
    assert casa.rows("select first_name, last_name, email from contact order by id") == [
        ("John & Mary", "Smith", "john@example.com"), ("Pat", "O'Neil", "pat@example.com"),
    ]  # fmt: skip
    assert casa.rows("select contact_id, value, label from contact_point order by id") == [
        (1, "+12125550143", "Home"), (2, "pat2@example.com", None),
    ]  # fmt: skip


@pytest.mark.parametrize("heading", ["Emails", "E-mail(s)", "E-Mail-Adressen", "Email Addresses", "Courriels"])
def test_I14_a_column_that_says_so_may_hold_several_addresses(casa: Casa, heading: str) -> None:
    casa.ok("contact import - --type tenant", stdin=f'Name,{heading}\nAnn Archer,"a@example.com; b@example.com"\n')
    assert casa.rows("select email from contact") == [("a@example.com",)]
    assert casa.rows("select value from contact_point") == [("b@example.com",)]


@pytest.mark.parametrize("word", ["notice-unrented", "Notice – Rented", "MONTH-TO-MONTH", "moved_out"])
def test_I14_hyphens_and_blanks_in_another_systems_words_are_the_same(casa: Casa, word: str) -> None:
    casa.property("Rose Court/12")
    rows = f"Name,Unit,Property,Status,Move out\nAnn Archer,12,Rose Court,{word},2026-01-01\n"
    assert casa.run("contact import - --type tenant -o json", stdin=rows).json["rejects"] == {}


@pytest.mark.parametrize("title", ["M.", "Mme", "Familie", "Eheleute", "Sr.", "Sig.ra", "Pani", "Herr Dr."])
def test_I4_titles_of_eight_languages_are_titles(casa: Casa, title: str) -> None:
    done = casa.ok("contact import - --type tenant -o json", stdin=f"Titel,Vorname,Nachname\n{title},Ann,Archer\n")
    assert done.json["warnings"] == []
    assert casa.rows("select title, first_name, last_name from contact") == [(title, "Ann", "Archer")]
