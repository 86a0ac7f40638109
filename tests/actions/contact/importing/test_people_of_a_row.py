"""Rows of two people: what is said of the first is not said of the second, and each comes in once."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.casa import Casa

HEAD = "Type,First name,Surname,E-mail,Work e-mail,Unit,Role,Second tenant\n"
QUO = "tenant,Quo,Quin,quo@x.example,quowork@x.example,A/2,tenant,Ray Quin\n"
COUPLE = "Type,First Name,Last Name,Email,First_Name_2,Last_Name_2,Email_2\n"


@pytest.fixture
def court(casa: Casa) -> Casa:
    casa.property("A/2", kind="unit")
    return casa


def imported(casa: Casa, text: str, *options: str, code: int = 0) -> dict[str, Any]:
    done = casa.run(["contact", "import", "-", "-o", "json", *options], stdin=text)
    assert done.exit_code == code, done.stderr
    counts: dict[str, Any] = done.json
    return counts


def people(casa: Casa) -> list[tuple[Any, ...]]:
    return casa.rows("select first_name, email, phone from contact order by id")


def rejected() -> list[tuple[str, str]]:
    with Path("stdin.rejects.csv").open(encoding="utf-8", newline="") as file:
        return [(row["_code"], row["_message"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("told", [["--map", "E-mail=email"], ["--map", "Work e-mail=further_email"], []])
def test_I14_a_further_e_mail_is_the_first_persons_and_nobodys_login(court: Casa, told: list[str]) -> None:
    assert imported(court, HEAD + QUO, *told)["added"] == 2

    assert people(court) == [("Quo", "quo@x.example", None), ("Ray", None, None)]
    points = court.rows("select contact_id, kind, value from contact_point")
    assert points == [(1, "email", "quowork@x.example")]
    assert court.rows("select contact_id, role from attachment order by 1") == [(1, "tenant"), (2, "tenant")]


@pytest.mark.parametrize("told", ["Handset=phone", "Landline=phone", "Landline=further_phone"])
def test_I14_a_further_phone_is_the_first_persons(court: Casa, told: str) -> None:
    head = HEAD.replace("E-mail,Work e-mail", "Handset,Landline")
    row = QUO.replace("quo@x.example,quowork@x.example", "07700 900123,020 7946 0018")
    imported(court, head + row, "--map", told, "--map", "Handset=phone" if "Landline" in told else "Landline=phone")

    assert [phone is not None for _, _, phone in people(court)] == [True, False]
    assert {contact for (contact,) in court.rows("select contact_id from contact_point")} == {1}


def test_I14_tags_notes_and_what_not_to_do_are_the_first_persons_and_the_place_is_both_s(court: Casa) -> None:
    head = "Type,Name,Unit,Role,Tags,Notes,x-shoe,Do_not,Kind,Second tenant\n"
    row = "tenant,Quo Quin,A/2,occupant,vip,Has a dog,9,email,person,Ray Quin\n"
    imported(court, head + row, "--tag", "moved")

    assert court.rows("select contact_id, name from tag order by 1") == [(1, "vip"), (2, "moved")]
    assert [custom is not None for (custom,) in court.rows("select custom from contact order by id")] == [True, False]
    assert court.rows("select type, do_not is not null from contact order by id") == [("tenant", 1), ("tenant", 0)]
    assert court.rows("select contact_id, role from attachment order by 1") == [(1, "occupant"), (2, "occupant")]


def test_I14_of_a_company_with_a_person_numbered_two_the_person_is_no_company(casa: Casa) -> None:
    head = "Kind,Type,Company,Email,first_name_2,last_name_2\n"
    imported(casa, head + "company,vendor,Acme Ltd,a@acme.example,Ray,Quin\n")

    kinds = casa.rows("select kind, first_name, name, email from contact order by id")
    assert kinds == [("company", None, "Acme Ltd", "a@acme.example"), ("person", "Ray", None, None)]
    assert casa.rows("select contact_id, other_id from link") == [(2, 1)]


def test_I14_numbered_fields_by_their_own_names_are_the_second_persons(casa: Casa) -> None:
    row = "tenant,Joe,Berg,joe@example.com,Jane,Berg,jane@example.com\n"
    imported(casa, COUPLE + row)

    assert people(casa) == [("Joe", "joe@example.com", None), ("Jane", "jane@example.com", None)]


def test_I14_a_second_e_mail_is_the_first_persons_where_no_second_person_is_named(casa: Casa) -> None:
    imported(casa, "Type,Name,email,email_2\ntenant,Joe Berg,joe@example.com,joe2@example.com\n")

    assert people(casa) == [("Joe", "joe@example.com", None)]
    assert casa.rows("select contact_id, value from contact_point") == [(1, "joe2@example.com")]


def test_I15_a_row_of_two_goes_in_once_corrected_where_one_of_them_went_in_before(casa: Casa) -> None:
    casa.tenant("Ann Archer", email="ann@example.com")
    row = "tenant,Joe,Berg,ann@example.com,Jane,Berg,jane@example.com\n"
    assert imported(casa, COUPLE + row, code=3)["added"] == 1
    assert [code for code, _ in rejected()] == ["email-taken"]

    back = Path("stdin.rejects.csv").read_text("utf-8")
    counts = imported(casa, back.replace("ann@example.com", "joe@example.com"))

    assert (counts["added"], counts["unchanged"], counts["rejected"]) == (1, 1, 0)
    assert [email for _, email, _ in people(casa)] == ["ann@example.com", "jane@example.com", "joe@example.com"]


def test_I15_whoever_went_in_before_comes_back_where_the_row_says_another_thing_of_them(casa: Casa) -> None:
    casa.tenant("Ann Archer", email="ann@example.com")
    head, phone = COUPLE.replace("Email_2", "Email_2,Phone_2"), ",07700 900123\n"
    imported(casa, head + f"tenant,Joe,Berg,ann@example.com,Jane,Berg,jane@example.com{phone}", code=3)
    back = head + f"tenant,Joe,Berg,joe@example.com,Jane,Berg,jane@example.com{phone.replace('3', '4')}"

    assert imported(casa, back, code=3)["added"] == 1
    assert rejected() == [("email-taken", "Jane Berg: jane@example.com already belongs to contact 2")]


def test_I15_a_row_whose_people_are_all_there_comes_back_as_one_of_a_single_person_does(casa: Casa) -> None:
    row = "tenant,Joe,Berg,joe@example.com,Jane,Berg,jane@example.com\n"
    imported(casa, COUPLE + row)

    assert imported(casa, COUPLE + row, code=3)["rejected"] == 2
    assert rejected()[0][0] == "email-taken"


def test_I4_an_address_of_another_is_taken_also_in_a_row_of_two(casa: Casa) -> None:
    casa.tenant("Ann Archer", email="jane@example.com")
    row = "tenant,Joe,Berg,joe@example.com,Jane,Berg,jane@example.com\n"

    assert imported(casa, COUPLE + row, code=3)["added"] == 1
    assert rejected() == [("email-taken", "Jane Berg: jane@example.com already belongs to contact 1")]


def test_I15_what_is_wrong_with_a_row_is_said_once_and_not_of_each_of_its_people(court: Casa) -> None:
    head = "Type,Name,Unit,Created,Second tenant\n"
    imported(court, head + "tenant,Joe Berg,A/2,01/02/2026,Jane Berg\n", "--date-format", "dmy")
    imported(court, head + "tenant,Al Orr,A/2,never,Bo Orr\ntenant,Cy Orr,B/9,,Di Orr\n", code=3)

    assert [message.count(word) for (_, message), word in zip(rejected(), ("never", "B/9"), strict=True)] == [1, 1]
    assert "Orr" not in rejected()[1][1]


def test_I5_a_phone_is_no_advice_where_the_phone_is_the_same(casa: Casa) -> None:
    head = "Type,Name,Phone\n"
    imported(
        casa, head + "tenant,Al Orr,07700 900123\nowner,Al Orr,07700 900123\ntenant,Bo Orr,\nowner,Bo Orr,\n", code=3
    )

    (_, same), (_, none) = rejected()
    assert "an external id or an e-mail tells them apart" in same
    assert "an external id, an e-mail or a phone tells them apart" in none


def test_I6_what_gives_way_to_map_is_said(casa: Casa) -> None:
    done = casa.ok(
        ["contact", "import", "-", "--type", "tenant", "--map", "Given=first_name"],
        stdin="First name,Given,Surname\nJoseph,Joe,Berg\n",
    )

    assert 'note: "First name" is left out: first_name is "Given", as --map says' in done.stderr
