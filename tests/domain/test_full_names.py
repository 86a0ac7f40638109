"""Whole names taken apart: titles, particles, suffixes, couples, and what is no person's name at all (I10)."""

from __future__ import annotations

import pytest

from casactl.domain.full_names import FullName, full_name, name_of_columns

PEOPLE = {
    "Smith Jr., John": ("", "John", "Smith", "Jr."), "Smith, Mr John": ("Mr", "John", "Smith", ""),
    "Peter Meier jun.": ("", "Peter", "Meier", "jun."), "Meier sen., Peter": ("", "Peter", "Meier", "sen."),
    "Park Ji Jun": ("", "Park Ji", "Jun", ""), "Berg, Jan van der": ("", "Jan", "van der Berg", ""),
    "de la Cruz, Juan": ("", "Juan", "de la Cruz", ""),
    "Prof. Dr. med. Ute Weber": ("Prof. Dr. med.", "Ute", "Weber", ""),
    "Dr. rer. nat. Jo Kern": ("Dr. rer. nat.", "Jo", "Kern", ""), "Sra. Ana García": ("Sra.", "Ana", "García", ""),
    "Hr. Peter Meier": ("Hr.", "Peter", "Meier", ""), "Ana y Luis García": ("", "Ana y Luis", "García", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), PEOPLE.items(), ids=PEOPLE)
def test_I10_a_persons_name_is_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    found = full_name(text)
    assert (found.title, found.first, found.last, found.suffix) == parts
    assert (found.whole, found.company, found.remark) == ("", False, "")


@pytest.mark.parametrize("text", ["John & Mary", "Smith / Jones", "Olga und Dieter"])
def test_I10_two_of_whom_no_family_name_is_known_stay_whole(text: str) -> None:
    assert full_name(text) == FullName(whole=text)


@pytest.mark.parametrize(
    "text",
    [
        "Société Générale SA", "Foo Sp. z o.o.", "Verein zur Förderung e.V.", "The Smith Family Trust", "ООО Ромашка",
        "株式会社トヨタ", "삼성전자 주식회사", "Foo S.R.L.", "PT Maju Jaya", "Acme GmbH & Co. KG", "Müller S.A.S.",
    ],
)  # fmt: skip
def test_I10_a_legal_form_makes_a_company_wherever_it_stands(text: str) -> None:
    assert full_name(text) == FullName(whole=text, company=True)


@pytest.mark.parametrize("text", ["Ana Sa", "Jo Trust", "Max Ag Weber", "Pan Wei", "Ev Müller"])
def test_I10_a_name_that_is_like_a_legal_form_stays_a_name(text: str) -> None:
    found = full_name(text)
    assert (found.company, f"{found.first} {found.last}") == (False, text)


def test_I10_in_whose_care_somebody_is_is_no_part_of_the_name() -> None:
    found = full_name("John Smith c/o Acme Ltd")
    assert (found.first, found.last, found.company, found.remark) == ("John", "Smith", False, "c/o Acme Ltd")


LISTED = {
    "Dr. Weber, Anna": ("Dr.", "Anna", "Weber", ""), "Weber, Anna Dr.": ("Dr.", "Anna", "Weber", ""),
    "Mr. & Mrs. Smith, John": ("", "Mr. & Mrs. John", "Smith", ""), "Smith, John, MBA": ("", "John", "Smith", "MBA"),
    "JAN VAN DER BERG": ("", "JAN", "VAN DER BERG", ""), "Juan De La Cruz": ("", "Juan", "De La Cruz", ""),
    "Nguyen Van An": ("", "Nguyen Van", "An", ""), "Müller - Schmidt, Anna": ("", "Anna", "Müller - Schmidt", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), LISTED.items(), ids=LISTED)
def test_I10_titles_degrees_and_particles_are_known_as_lists_write_them(text: str, parts: tuple[str, ...]) -> None:
    found = full_name(text)
    assert (found.title, found.first, found.last, found.suffix) == parts


@pytest.mark.parametrize(
    "text",
    ["Jane Doe, John Doe", "Doe, Jane; Doe, John", "Jane Doe / John Roe", "Doe, John, Jane", "Jane Doe - Guarantor"],
)
def test_I10_of_several_whole_names_in_a_cell_nothing_is_lost_and_nobody_is_made_up(text: str) -> None:
    assert full_name(text) == FullName(whole=text)


@pytest.mark.parametrize("text", ["Smith & Sons", "Leeds City Council", "Baker and Co.", "Huber & Söhne"])
def test_I10_a_firm_without_a_legal_form_is_a_company(text: str) -> None:
    assert full_name(text) == FullName(whole=text, company=True)


BEHIND = {
    "Rossi Mario": ("Mario", "Rossi"), "De Luca Anna Maria": ("Anna Maria", "De Luca"),
    "ROSSI MARIO": ("MARIO", "ROSSI"), "GARCIA LOPEZ Ana": ("Ana", "GARCIA LOPEZ"), "Weber, Ute": ("Ute", "Weber"),
    "van der Berg Jan": ("Jan", "van der Berg"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), BEHIND.items(), ids=BEHIND)
def test_I10_the_last_name_stands_first_where_that_is_said(text: str, parts: tuple[str, str]) -> None:
    found = full_name(text, last_first=1)
    assert (found.first, found.last) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("García López María José", ("María José", "García López")),
        ("de la Cruz Peña Ana", ("Ana", "de la Cruz Peña")),
        ("García Ana", ("Ana", "García")), ("GARCÍA LÓPEZ ANA", ("ANA", "GARCÍA LÓPEZ")),
    ],
)  # fmt: skip
def test_I10_two_family_names_may_stand_first(text: str, parts: tuple[str, str]) -> None:
    found = full_name(text, last_first=2)
    assert (found.first, found.last) == parts


COLUMNS = {
    ("Dr. Anna", "Weber"): ("Dr.", "Anna", "Weber", "", ""), ("John", "Smith Jr."): ("", "John", "Smith", "Jr.", ""),
    ("John", "Smith, III"): ("", "John", "Smith", "III", ""),
    ("Mr", "van der Berg"): ("", "Mr", "van der Berg", "", ""),
    ("Mary", "Holt (deceased)"): ("", "Mary", "Holt", "", "(deceased)"),
    ("Mr & Mrs John", "Smith"): ("", "Mr & Mrs John", "Smith", "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("columns", "parts"), COLUMNS.items(), ids=str)
def test_I10_what_is_no_name_in_its_column_is_taken_out_of_it(columns: tuple[str, str], parts: tuple[str, ...]) -> None:
    found = name_of_columns(*columns)
    assert (found.title, found.first, found.last, found.suffix, found.remark) == parts
