"""Importing contacts: good rows go in, bad rows come back, the same file twice changes nothing (PY-9)."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.casa import Casa

PORTFOLIO = Path(__file__).parents[4] / "examples" / "portfolio"
HEADER = "External ID,Type,First Name,Last Name,Company,E-mail,Phone,Property,Attached as,Tags"


def contacts(*rows: str, header: str = HEADER) -> str:
    """A CSV file's text."""
    return "\n".join([header, *rows]) + "\n"


def imported(casa: Casa, text: str | bytes, *options: str) -> dict[str, Any]:
    """The counts of an import from standard input, whatever its exit code."""
    done = casa.run(["contact", "import", "-", "-o", "json", *options], stdin=text)
    counts: dict[str, Any] = done.json
    assert done.exit_code == (3 if counts["rejected"] else 0), done.stderr
    return counts


def rejects(path: Path | str = "stdin.rejects.csv") -> list[tuple[int, str]]:
    """(line, code) of every rejected row."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return [(int(row["_row"]), row["_code"]) for row in csv.DictReader(file)]


def test_PY_9_a_whole_portfolio_goes_in_and_exactly_its_bad_rows_come_back(casa: Casa, tmp_path: Path) -> None:
    casa.ok(["property", "import", f"{PORTFOLIO}/properties.csv"])
    expected = json.loads((PORTFOLIO / "expected.json").read_text())
    back = tmp_path / "back.csv"

    command = ["contact", "import", f"{PORTFOLIO}/contacts.csv", "--rejects", str(back), "-o", "json"]

    done = casa.run(command)

    assert done.exit_code == 3
    assert {str(line): code for line, code in rejects(back)} == expected["rejected"]
    assert done.json["rows"] == 5000
    assert done.json["added"] == 5000 - len(expected["rejected"])
    one = casa.contact("ref:PF-000004")
    assert (one.display_name, one.type, one.phone) == ("Madeleine Dumas", "owner", "+4915126843185")
    assert (one.properties, one.tags, one.portal) == (["Wilkinson Mews/Block C/4"], ["board"], "not-invited")

    again = casa.run([*command, "--on-conflict", "update"]).json
    assert (again["added"], again["updated"], again["operation"]) == (0, 0, None)

    casa.ok(["undo", str(done.json["operation"]), "-y"])
    assert casa.rows("select count(*) from contact") == [(0,)]
    assert casa.rows("select count(*) from claim") == [(0,)]
    casa.ok("log verify")


def test_corrected_rejects_import_as_they_are(casa: Casa) -> None:
    imported(casa, contacts("A1,tenant,Joe,Bloggs,,joeexample.com,,,,", "A2,owner,Ann,Lee,,ann@example.com,,,,"))
    text = Path("stdin.rejects.csv").read_text(encoding="utf-8").replace("joe", "joe@")

    counts = imported(casa, text)

    assert (counts["rows"], counts["added"], counts["rejected"]) == (1, 1, 0)
    assert casa.contact("joe@example.com").external_id == "A1"


def test_each_fault_has_its_code(casa: Casa) -> None:
    casa.property("Rose Court/Block A/12")
    casa.tenant("Old Holder", email="taken@example.com", external_id="X1")
    rows = {
        ",landlady,Joe,Bloggs,,,,,,": "invalid-type",
        ",,Joe,Bloggs,,,,,,": "invalid-type",
        ",tenant,,Bloggs,,,,,,": "missing-first-name",
        ",tenant,Joe,,,,,,,": "missing-last-name",
        ",tenant,,,,a@example.com,,,,": "missing-first-name",
        ",client,Joe,Bloggs,,,,,,": "missing-email",
        ',tenant,Joe,Bloggs,,"a@x.com, b@y.com",,,,': "invalid-email",
        ",tenant,Joe,Bloggs,,,12,,,": "invalid-phone",
        ",tenant,Joe,Bloggs,,TAKEN@example.com,,,,": "email-taken",
        "X1,tenant,Joe,Bloggs,,,,,,": "external-id-taken",
        ",tenant,Joe,Bloggs,,,,Rose Court/Block A/13,tenant,": "unknown-property",
        ",tenant,Joe,Bloggs,,,,Rose Court/Block A/12,king,": "invalid-role",
        ",lead,Joe,Bloggs,,,,Rose Court/Block A/12,,": "missing-role",
        ",tenant,Joe,Bloggs": "ragged-row",
        ",tenant,Joe\x1b[31m,Bloggs,,,,,,": "invalid-text",
        f",tenant,{'x' * 10_000},Bloggs,,,,,,": "invalid-text",
    }

    counts = imported(casa, contacts(*rows))

    assert [code for _, code in rejects()] == list(rows.values())
    assert (counts["added"], counts["rejected"]) == (0, len(rows))


def test_SD_8_the_second_of_two_rows_with_one_address_comes_back_in_any_case_and_batch(casa: Casa) -> None:
    rows = [f",tenant,P{n},Q,,p{n % 2500}@EXAMPLE.com,,,," for n in range(2501)]

    counts = imported(casa, contacts(*rows), "--on-conflict", "update")

    assert (counts["added"], rejects()) == (2500, [(2502, "email-taken")])


def test_SD_25_plus_addresses_are_people_of_their_own(casa: Casa) -> None:
    rows = [",tenant,Joe,One,,joe+1@example.com,,,,", ",tenant,Joe,Two,,joe+2@example.com,,,,"]

    assert imported(casa, contacts(*rows))["added"] == 2


def test_a_row_is_matched_by_id_else_external_id_else_email(casa: Casa) -> None:
    by_id = casa.tenant("One Ident")
    casa.tenant("Two External", external_id="E2")
    casa.tenant("Three Mail", email="three@example.com")
    text = (
        "contact_id,external_id,type,first_name,last_name,email\n"
        f"{by_id},,tenant,Uno,Ident,\n"
        ",E2,tenant,Two,Externals,\n"
        ",,tenant,Thre,Mail,three@example.com\n"
    )

    counts = imported(casa, text, "--on-conflict", "update")

    assert (counts["updated"], counts["added"], counts["rejected"]) == (3, 0, 0)
    names = casa.rows("select first_name from contact order by id")
    assert names == [("Uno",), ("Two",), ("Thre",)]


def test_an_address_does_not_match_when_either_side_has_an_external_id(casa: Casa) -> None:
    casa.tenant("Has Ref", email="ref@example.com", external_id="E1")
    casa.tenant("No Ref", email="none@example.com")
    rows = [",tenant,A,B,,ref@example.com,,,,", "E9,tenant,A,B,,none@example.com,,,,"]

    imported(casa, contacts(*rows), "--on-conflict", "update")

    assert rejects() == [(2, "email-taken"), (3, "email-taken")]


def test_empty_cells_of_another_system_clear_nothing(casa: Casa) -> None:
    casa.property("Rose Court/Block A/12")
    casa.tenant("Joe Bloggs", external_id="E1", phone="07700900123", tag=["vip"], at="Rose Court/Block A/12")

    counts = imported(casa, contacts("E1,tenant,Joe,Bloggs,,,,,,"), "--on-conflict", "update")

    joe = casa.contact("ref:E1")
    assert counts["unchanged"] == 1
    assert (joe.phone, joe.tags, joe.properties) == ("+447700900123", ["vip"], ["Rose Court/Block A/12"])


def test_a_row_of_our_own_export_says_everything(casa: Casa) -> None:
    casa.property("Rose Court/Block A/12")
    casa.property("Rose Court/Block A/13")
    joe = casa.tenant("Joe Bloggs", phone="07700900123", tag=["vip", "board"], at="Rose Court/Block A/12")
    text = f"contact_id,phone,tags,property,role\n{joe},,board;parking,Rose Court/Block A/13,owner\n"

    counts = imported(casa, text, "--on-conflict", "update")

    now = casa.contact(joe)
    assert counts["updated"] == 1
    assert (now.phone, sorted(now.tags), now.properties) == (None, ["board", "parking"], ["Rose Court/Block A/13"])
    casa.ok("undo -y")
    assert casa.contact(joe).phone == "+447700900123"
    assert casa.contact(joe).properties == ["Rose Court/Block A/12"]


def test_I5_of_two_rows_about_one_contact_that_differ_the_second_comes_back_each_time(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    text = f"contact_id,tags,phone\n{joe},vip,07700900123\n{joe},vip;board,07700900124\n"

    for updated in (1, 0):
        counts = imported(casa, text, "--on-conflict", "update")
        assert (counts["updated"], counts["rejects"]) == (updated, {"same-contact": 1})

    now = casa.contact(joe)
    assert (now.tags, now.phone) == (["vip"], "+447700900123")


def test_SD_13_a_company_is_made_once_and_a_row_without_a_person_is_the_company_itself(casa: Casa) -> None:
    rows = [
        ",vendor,,,Acme Ltd,office@acme.example.com,,,,",
        ",vendor,Ann,Lee,ACME ltd,,,,,",
        ",vendor,Bob,Lee,New Co,,,,,",
        ",vendor,Cy,Lee,new co,,,,,",
    ]

    counts = imported(casa, contacts(*rows))

    assert (counts["added"], counts["companies_created"]) == (4, 1)
    assert casa.contact("Ann Lee").company == "Acme Ltd"
    assert casa.contact("Cy Lee").company == "New Co"
    assert casa.contact("office@acme.example.com").kind == "company"


def test_options_give_a_value_to_rows_that_have_none(casa: Casa) -> None:
    casa.property("Rose Court")
    text = "Full name,Tags,Type\nJoe Bloggs,,\nLee; Ann,x,owner\n".replace(";", "")

    imported(casa, text, "--type", "tenant", "--tag", "new", "--property", "rose court", "--attach-as", "occupant")

    joe, ann = casa.contact("Joe Bloggs"), casa.contact("Lee Ann")
    assert (joe.type, joe.tags, joe.properties) == ("tenant", ["new"], ["Rose Court"])
    assert (ann.type, ann.tags) == ("owner", ["x"])


def test_an_unknown_property_for_all_rows_is_said_before_any_is_read(casa: Casa) -> None:
    done = casa.run("contact import - --property Nowhere", stdin=contacts(",tenant,Joe,Bloggs,,,,,,"))

    assert (done.exit_code, Path("stdin.rejects.csv").exists()) == (4, False)


def test_atomic_takes_everything_back_and_still_says_why(casa: Casa) -> None:
    text = contacts(",tenant,Joe,Bloggs,,,,,,", ",king,Joe,Bloggs,,,,,,")

    done = casa.run("contact import - --atomic -o json", stdin=text)

    assert (done.exit_code, done.error["code"]) == (5, "import.rejected")
    assert rejects() == [(3, "invalid-type")]
    assert casa.rows("select count(*) from contact") == [(0,)]


@pytest.mark.parametrize("more", ["", "--dry-run"])
def test_I_rejects_never_take_the_place_of_another_file_unasked(casa: Casa, more: str) -> None:
    Path("bad.csv").write_text("Type,Name\ntennant,Ann Archer\n", encoding="utf-8")
    Path("notes.csv").write_text("mine\n", encoding="utf-8")

    refused = casa.run(f"contact import bad.csv --rejects notes.csv {more} -o json")
    assert (refused.exit_code, refused.error["code"], refused.stdout) == (5, "import.rejects-file-exists", "")
    assert Path("notes.csv").read_text(encoding="utf-8") == "mine\n"

    for _ in range(2):  # an older rejects file is replaced without a word
        assert casa.run(f"contact import bad.csv --rejects notes.csv {more} --yes").exit_code == 3
        assert casa.run(f"contact import bad.csv --rejects notes.csv {more}").exit_code == 3
    assert "invalid-type" in Path("notes.csv").read_text(encoding="utf-8")


def test_a_dry_run_reports_everything_and_writes_only_the_rejects(casa: Casa) -> None:
    text = contacts(",tenant,Joe,Bloggs,,,,,,", ",king,Joe,Bloggs,,,,,,")

    done = casa.run("contact import - --dry-run -o json", stdin=text)

    assert (done.json["added"], done.json["rejected"], done.json["operation"]) == (1, 1, None)
    assert done.json["dry_run"] is True
    assert rejects() == [(3, "invalid-type")]
    assert casa.rows("select count(*) from contact") == [(0,)]


FAULTS = {
    "empty": (b"", "input.empty"),
    "duplicate header": (b"Type,Type,First name,Last name\n", "input.duplicate-header"),
    "unmatched column": (b"Type,First name,Last name,Shoe size\n", "input.unknown-column"),
    "no type": (b"First name,Last name\nJoe,Bloggs\n", "input.missing-column"),
    "no name": (b"Type,E-mail\ntenant,a@example.com\n", "input.missing-column"),
    "10,001 columns": (",".join(f"x-{n}" for n in range(10_001)).encode() + b"\n", "input.too-many-columns"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("option", ["--dry-run", "--yes"])
def test_faults_of_the_file_apply_nothing(casa_sqlite: Casa, fault: str, option: str) -> None:
    text, code = FAULTS[fault]

    done = casa_sqlite.run(["contact", "import", "-", "-o", "json", option], stdin=text)

    assert (done.exit_code, done.error["code"], done.stdout) == (7, code, "")


GOOD = contacts("A1,tenant,José,Müller,,jose@example.com,,,,")


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.encode("cp1252"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8 with a mark", "utf-16", "windows-1252", "semicolons", "tabs", "crlf"],
)
def test_files_as_spreadsheets_save_them_are_read(casa_sqlite: Casa, content: bytes) -> None:
    assert imported(casa_sqlite, content)["added"] == 1
    assert casa_sqlite.contact("ref:A1").display_name == "José Müller"


def test_broken_rows_are_given_back_one_by_one_and_swallow_no_other(casa_sqlite: Casa) -> None:
    lines = [
        HEADER,
        ',tenant,"Joe,Bloggs,,,,,,',
        ",tenant,Ann,Lee,,,,,,",
        ",tenant,A\0n,Lee,,,,,,",
        f",tenant,{'y' * 200_000},Lee,,,,,,",
        ",tenant,Bob,Lee,,,,,,",
    ]

    counts = imported(casa_sqlite, "\n".join(lines))

    assert rejects() == [(2, "unclosed-quote"), (4, "nul-byte"), (5, "field-too-long")]
    assert counts["added"] == 2


def test_columns_are_what_is_told(casa_sqlite: Casa) -> None:
    text = "Art der Person,Vorname,Nachname,Handy,Colour\ntenant,Jo,Do,07700 900123,red\n"
    told = ["--map", "Art der Person=type", "--map", "Colour=x-colour"]

    imported(casa_sqlite, text, *told)

    jo = casa_sqlite.contact("Jo Do")
    assert (jo.phone, jo.custom) == ("+447700900123", {"colour": "red"})


def test_an_import_writes_what_adding_one_by_one_writes(casa: Casa) -> None:
    """The driver's `executemany` and `Work.insert` leave the same rows and the same journal."""
    casa.property("Rose Court/Block A/12")
    casa.tenant(
        "Zoë O'Hara", email="zoe@example.com", phone="07700900123", external_id="E1", tag=["vip"],
        custom={"door": 'a "b" \\ c'}, at="Rose Court/Block A/12",
    )  # fmt: skip
    casa.ok(["address", "add", "1", "--line", "1 High St", "--city", "Łódź", "--access-phone", "07700900123"])
    header = f"{HEADER},x-door,Street,Town,Access phone"
    row = '{},tenant,Zoë,O\'Hara,,{},07700900123,Rose Court/Block A/12,tenant,vip,"a ""b"" \\ c"'
    row += ",1 High St,Łódź,07700900123"

    imported(casa, contacts(row.format("E2", "zoe2@example.com"), header=header))

    for table, skipped in (
        ("contact", {0, 1, 9, 20, 21}),
        ("tag", {0, 1}),
        ("attachment", {0, 1}),
        ("address", {0, 1}),
    ):
        one, other = casa.rows(f"select * from {table} order by id")
        assert [c for n, c in enumerate(one) if n not in skipped] == [
            c for n, c in enumerate(other) if n not in skipped
        ], table
    kept = [
        (table, (after or "").replace("zoe2@", "zoe@").replace("E2", "E1"))
        for table, after in casa.rows("select table_name, after from change where contact_id is not null order by id")
    ]
    assert len(kept) == 8
    tables = [table for table, _ in kept[:4]]
    by_table = {table: json.loads(after) for table, after in kept[:4]}
    for table, after in kept[4:]:
        assert table in tables
        other = json.loads(after)
        assert list(other) == list(by_table[table])
        assert {**other, "contact_id": 0} == {**by_table[table], "contact_id": 0}
    first, second = casa.rows("select text from search order by contact_id")
    assert second[0].replace("zoe2@", "zoe@").replace("e2", "e1") == first[0]


def test_a_repeated_request_imports_once(casa: Casa) -> None:
    text = contacts(",tenant,Joe,Bloggs,,,,,,")
    command = ["contact", "import", "-", "-o", "json", "--request-id", "night-1"]

    first, second = casa.ok(command, stdin=text), casa.ok(command, stdin=text)

    assert first.json == second.json
    assert casa.rows("select count(*) from contact") == [(1,)]
    other = casa.run(command, stdin=contacts(",tenant,Ann,Lee,,,,,,"))
    assert (other.exit_code, other.error["code"]) == (5, "request.reused")


def test_SD_13_a_company_further_down_in_the_file_is_the_one_that_people_work_for(casa: Casa) -> None:
    people = "".join(f"tenant,person,P{n},Lee,Acme Ltd\n" for n in range(3))
    others = "".join(f"tenant,person,Q{n},Orr,\n" for n in range(2500))
    head = "type,kind,first_name,last_name,company\n"
    text = f"{head}{people}vendor,company,,,Acme Ltd\ntenant,person,R,Roe,Bolt Ltd\n{others}vendor,company,,,Bolt Ltd\n"

    counts = imported(casa, text)

    assert (counts["added"], counts["rejected"], counts["companies_created"]) == (2505, 0, 1)
    assert casa.rows("select name, type from contact where kind = 'company' order by id") == [
        ("Acme Ltd", "vendor"),
        ("Bolt Ltd", "vendor"),
    ]


def test_I_units_parted_by_a_comma_are_told_how_several_are_parted(casa: Casa) -> None:
    casa.property("Rose Court", kind="community")
    Path("owners.csv").write_text('Owner,Units,E-mail\n"Harper, Ann","1, 2",ann@example.com\n', encoding="utf-8")

    done = casa.run(["contact", "import", "owners.csv", "--property", "Rose Court"])

    assert done.exit_code == 3
    assert "there is no property 'Rose Court/1, 2'; several are parted by ;" in Path(
        "owners.csv.rejects.csv"
    ).read_text("utf-8")


def test_I10_names_are_put_together_as_their_columns_say(casa: Casa) -> None:
    header = "Type,Anrede,Titel,Voornaam,Tussenvoegsel,Achternaam"
    imported(casa, contacts("tenant,Herr,Dr.,Jan,van der,Berg", header=header))
    imported(casa, contacts("tenant,Rossi Mario", header="Type,Cognome e Nome"))

    jan, mario = casa.contact(1), casa.contact(2)
    assert (jan.title, jan.first_name, jan.last_name) == ("Herr Dr.", "Jan", "van der Berg")
    assert (mario.first_name, mario.last_name) == ("Mario", "Rossi")


def test_I9_an_error_of_a_spreadsheet_is_nothing_in_a_field_of_ones_own_either(casa: Casa) -> None:
    imported(casa, contacts("tenant,Ann,Archer,#N/A,none", header="Type,First name,Last name,Notes,x-pets"))
    assert casa.contact(1).custom == {"pets": "none"}


def test_I10_a_title_in_its_column_adds_to_that_of_the_name(casa: Casa) -> None:
    imported(casa, contacts('tenant,Herr,"Dr. Weber, Jan"', "tenant,Dr.,Dr. Ute Weber", header="Type,Anrede,Name"))
    assert (casa.contact(1).title, casa.contact(2).title) == ("Herr Dr.", "Dr.")


@pytest.mark.parametrize("cell", ["no phone", "N / A", "k. A.", "000-000-0000", "Not given", "pas de téléphone", "NA"])
def test_I9_a_phone_that_says_there_is_none_is_none(casa: Casa, cell: str) -> None:
    assert imported(casa, contacts(f"tenant,Ann,Archer,{cell}", header="Type,First name,Last name,Phone"))["added"] == 1
    assert casa.contact(1).phone is None


def test_I15_nothing_is_said_to_be_taken_of_a_row_that_comes_back(casa: Casa) -> None:
    counts = imported(casa, contacts("Madonna,tenant", "Cher,", "Prince,tennant", header="Name,Type"))

    assert counts["rejected"] == 2
    assert counts["warnings"] == ["line 2: 'Madonna' was taken for a name of one"]


def test_I8_what_a_web_page_has_written_for_a_sign_is_that_sign(casa: Casa) -> None:
    imported(
        casa, contacts("tenant,Shaun O&#39;Neill", "tenant,Ann &amp; Bob Archer", "tenant,A&B; C", header="Type,Name")
    )
    assert [casa.contact(n).display_name for n in (1, 2, 3)] == ["Shaun O'Neill", "Ann & Bob Archer", "A&B; C"]


def test_I6_the_groups_that_google_makes_by_itself_are_no_tags(casa: Casa) -> None:
    imported(casa, contacts("tenant,Ann,Archer,Board ::: * myContacts", header="Type,First name,Last name,Labels"))
    assert casa.contact(1).tags == ["Board"]


def test_I6_labels_beside_phones_and_emails_are_kept_and_a_fax_is_not_the_phone(casa: Casa) -> None:
    header = (
        "Type,Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,E-mail 1 - Type,E-mail 1 - Value"
    )
    row = "tenant,Ann Archer,Work Fax,020 7946 0019,Mobile,07700 900123,* Work,ann@example.com"
    imported(casa, contacts(row, header=header))

    ann = casa.contact(1)
    assert (ann.phone, ann.email) == ("+447700900123", "ann@example.com")
    assert [(point["value"], point["label"]) for point in ann.contact_points] == [("+442079460019", "Work Fax")]
    again = imported(casa, contacts(row, header=header), "--on-conflict", "update")
    assert (again["unchanged"], again["operation"]) == (1, None)
