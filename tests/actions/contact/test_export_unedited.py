"""An unedited export imported again changes nothing, and says the same in another workspace (7-intake, Out again)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.actions.contact.test_export_formats import FORMATS, rows
from tests.casa import Casa


def unchanged(casa: Casa, file: str, *more: str) -> int:
    """How many rows of an unedited export are as they were; fails where one is not."""
    done = casa.ok(["contact", "import", file, "--on-conflict", "update", "-o", "json", *more])
    assert (done.json["operation"], done.json["added"], done.json["rejected"]) == (None, 0, 0), done.stderr
    assert "warning" not in done.stderr
    return int(done.json["unchanged"])


def carried(casa: Casa, file: str) -> None:
    """Bring a file into a second, empty workspace and find the same there."""
    casa.ok("workspace add second")
    casa.ok(["-w", "second", "contact", "import", file])
    assert rows(casa, "-w", "second") == rows(casa)


@pytest.mark.parametrize("form", FORMATS)
def test_A2_who_has_no_main_address_or_number_gets_none_from_the_further_ones(casa: Casa, form: str) -> None:
    casa.ok("contact add --type owner --first-name Olive --last-name Owens")
    casa.ok("contact edit 1 --add-email partner@example.com --add-phone 'son: 07700 900123' --add-phone 07700900124")
    casa.ok("contact add --type owner --first-name Ann --last-name Ash --email ann@example.com --phone 07700900125")
    casa.ok(["contact", "export", FORMATS[form]])

    assert unchanged(casa, FORMATS[form]) == 2
    assert (casa.contact("Olive Owens").email, casa.contact("Olive Owens").phone) == (None, None)
    carried(casa, FORMATS[form])


@pytest.mark.parametrize("form", FORMATS)
def test_A2_where_nobody_has_a_main_one_nobody_gets_one(casa: Casa, form: str) -> None:
    casa.ok("contact add --type owner --first-name Olive --last-name Owens")
    casa.ok("contact edit 1 --add-email partner@example.com --add-phone 07700900124")
    casa.ok(["contact", "export", FORMATS[form]])

    assert unchanged(casa, FORMATS[form]) == 1
    carried(casa, FORMATS[form])


def test_A2_a_file_of_others_still_has_its_first_number_as_the_main_one(casa: Casa) -> None:
    Path("a.csv").write_text("type,first name,last name,Phone,Mobile\nowner,Olive,Owens,,07700 900123\n", "utf-8")
    casa.ok("contact import a.csv")

    assert casa.contact("Olive Owens").phone == "+447700900123"


@pytest.mark.parametrize("form", FORMATS)
def test_A3_a_title_that_edit_takes_comes_back_from_an_export(casa: Casa, form: str) -> None:
    for n, title in enumerate(("Cllr", "Captain", "=cmd", "Dr", "Regional Manager"), 1):
        casa.ok(f"contact add --type owner --first-name Olive{n} --last-name Owens{n}")
        casa.ok(["contact", "edit", str(n), "--title", title])
    casa.ok(["contact", "export", FORMATS[form]])

    assert unchanged(casa, FORMATS[form]) == 5
    carried(casa, FORMATS[form])


def test_A3_what_a_file_of_others_calls_a_title_has_to_be_one(casa: Casa) -> None:
    Path("a.csv").write_text("type,first name,last name,title\nowner,Olive,Owens,Regional Manager\n", "utf-8")

    assert "is no title" in casa.ok("contact import a.csv").stderr


@pytest.mark.parametrize("form", FORMATS)
def test_A4_a_tag_with_a_comma_stays_one(casa: Casa, form: str) -> None:
    casa.ok("contact add --type owner --first-name Olive --last-name Owens --tag board")
    casa.ok(["contact", "tag", "add", "vip, gold", "1"])
    casa.ok(["contact", "tag", "add", "one ::: two", "1"])
    casa.ok(["contact", "export", FORMATS[form]])

    assert unchanged(casa, FORMATS[form]) == 1
    carried(casa, FORMATS[form])


def test_A4_a_file_of_others_parts_its_tags_by_commas(casa: Casa) -> None:
    Path("a.csv").write_text('type,first name,last name,tags\nowner,Olive,Owens,"vip, gold"\n', "utf-8")
    casa.ok("contact import a.csv")

    assert casa.contact("Olive Owens").tags == ["gold", "vip"]


@pytest.mark.parametrize("form", FORMATS)
def test_B3_an_import_that_was_undone_can_be_made_again(casa: Casa, form: str) -> None:
    casa.ok("contact add --type owner --first-name Olive --last-name Owens --email olive@example.com")
    casa.ok("contact add --type owner --first-name Otto --last-name Ohm")
    casa.ok("contact add --type owner --kind company --name 'Acme Ltd'")
    casa.ok(["contact", "export", FORMATS[form]])
    before = rows(casa)
    casa.ok("workspace add second")
    second = ["-w", "second"]
    first = casa.ok([*second, "contact", "import", FORMATS[form], "-o", "json"]).json
    casa.ok([*second, "undo", str(first["operation"]), "-y"])

    again = casa.ok([*second, "contact", "import", FORMATS[form], "-o", "json"]).json

    assert (again["added"], again["rejected"]) == (3, 0)
    assert rows(casa, *second) == before
    once_more = casa.run([*second, "contact", "import", FORMATS[form], "--on-conflict", "update", "-o", "json"]).json
    assert once_more["added"] == 0


def test_B3_a_number_that_is_gone_for_good_and_a_row_that_says_little_come_back(casa: Casa) -> None:
    casa.ok("contact add --type owner --first-name Olive --last-name Owens --email olive@example.com")
    casa.ok("contact add --type owner --first-name Otto --last-name Ohm")
    casa.ok("contact export a.csv")
    casa.ok("contact archive 1")
    casa.ok("contact erase 1 -y --reason asked")
    Path("b.csv").write_text("contact_id,phone\n99,07700900123\n", "utf-8")

    erased = casa.run("contact import a.csv --on-conflict update -o json")
    little = casa.run("contact import b.csv --on-conflict update -o json")

    assert (erased.exit_code, erased.json["added"], erased.json["rejects"]) == (3, 0, {"unknown-id": 1})
    assert little.json["rejects"] == {"unknown-id": 1}


def placed(casa: Casa, *where: str) -> None:
    """The places of the two tests below."""
    casa.ok([*where, "property", "add", "Rose Court", "--kind", "community"])
    for unit in ("12", "13", "semi;colon"):
        casa.ok([*where, "property", "add", unit, "--kind", "unit", "--in", "Rose Court"])


def attachments(casa: Casa, ref: str, *where: str) -> object:
    """When somebody is where."""
    return casa.ok([*where, "contact", "show", ref, "-o", "json"]).json["attachments"]


@pytest.mark.parametrize("form", FORMATS)
def test_B4_days_at_a_place_and_leases_go_along(casa: Casa, form: str) -> None:
    placed(casa)
    casa.ok("contact add --type owner --first-name Olive --last-name Owens --email o@example.com")
    casa.ok("contact add --type owner --first-name Otto --last-name Ohm --email ot@example.com")
    casa.ok("contact add --type tenant --first-name Tom --last-name Ten --email t@example.com")
    casa.ok("contact add --type tenant --first-name Una --last-name Use --email u@example.com")
    casa.ok("contact attach 1 'Rose Court/12' --as owner --from 2024-02-01")
    casa.ok("contact attach 1 'Rose Court/13' --as owner --from 2024-03-01 --to 2099-12-31")
    casa.ok("contact attach 2 'Rose Court/12' --as owner --from 2098-02-01")
    casa.ok("contact attach 4 'Rose Court/12' --as tenant --from 2024-02-01")
    casa.ok("lease add 3 'Rose Court/13' --from 2026-01-01 --to 2098-12-31 --rent 500")
    casa.ok(["contact", "export", FORMATS[form]])
    casa.ok("workspace add second")
    second = ("-w", "second")
    placed(casa, *second)

    casa.ok([*second, "contact", "import", FORMATS[form]])

    for ref in ("o@example.com", "ot@example.com", "t@example.com", "u@example.com"):
        assert attachments(casa, ref, *second) == attachments(casa, ref)
    leases = [casa.ok([*where, "lease", "list", "-o", "csv", "--fields", "from,to,rent"]) for where in ((), second)]
    assert leases[0].stdout == leases[1].stdout
    assert unchanged(casa, FORMATS[form]) == 4
    assert unchanged(casa, FORMATS[form], *second) == 4


@pytest.mark.parametrize("form", FORMATS)
def test_B5_semicolons_of_names_and_labels_come_back_in(casa: Casa, form: str) -> None:
    placed(casa)
    casa.ok("contact add --type owner --first-name Olive --last-name Owens --email o@example.com")
    casa.ok(["contact", "attach", "1", "Rose Court/semi;colon", "--as", "owner"])
    casa.ok(["contact", "attach", "1", "Rose Court/12", "--as", "owner"])
    casa.ok(["contact", "edit", "1", "--add-phone", "a;b: 07700900123", "--add-phone", "07700900124"])
    casa.ok(["contact", "export", FORMATS[form]])

    assert unchanged(casa, FORMATS[form]) == 1
    casa.ok("workspace add second")
    placed(casa, "-w", "second")
    casa.ok(["-w", "second", "contact", "import", FORMATS[form]])
    assert rows(casa, "-w", "second") == rows(casa)
    Path("b.csv").write_text("type,first name,last name,property,unit\nowner,A,B,Rose Court,semi\\;colon\n", "utf-8")
    casa.ok("contact import b.csv")
    assert attachments(casa, "A B")
