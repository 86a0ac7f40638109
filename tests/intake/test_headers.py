from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from casactl.domain.remedy import Command
from casactl.errors import Unreadable
from casactl.intake.column_map import load_mapping, parse_map
from casactl.intake.field_names import field_table
from casactl.intake.headers import match_headers
from tests.failing import failing
from tests.worded import hinted

TABLE = field_table("contact")


def matched(header: str, *told: str, ignore_unknown: bool = False) -> list[str | None]:
    return match_headers(header.split(","), TABLE, told=parse_map(told), ignore_unknown=ignore_unknown)


def test_an_offices_export_is_understood_as_it_is() -> None:
    header = "External ID,Type,First Name,Last Name,Company,E-mail,Mobile phone,Property,Attached as,Tags"
    fields = "external_id,type,first_name,last_name,company,email,phone,property,role,tags"
    assert matched(header) == fields.split(",")


def test_the_columns_of_an_export_come_in_again() -> None:
    fields = "contact_id,external_id,kind,type,first_name,last_name,company,email,phone,property,role,tags,created_at"
    assert matched(fields) == fields.split(",")


def test_I3_only_contact_id_and_an_export_of_casactl_name_its_own_numbers() -> None:
    for name in ("ID", "id", "Contact ID", "CONTACT_ID", "Tenant ID"):
        assert matched(f"{name},Type") == ["external_id", "type"]
    assert matched("contact_id,type,kind") == ["contact_id", "type", "kind"]
    assert matched("id,external_id,type,kind") == ["contact_id", "external_id", "type", "kind"]
    assert matched("No.,Type", "No.=contact_id") == ["contact_id", "type"]


def test_a_property_file_is_understood() -> None:
    assert match_headers(["Kind", "Name", "In"], field_table("property"), told={}) == ["kind", "name", "in"]
    assert match_headers(["Part of", "TYPE", "Unit"], field_table("property"), told={}) == ["in", "kind", "unit"]


@pytest.mark.parametrize("name", ["First Name", "first_name", "FIRSTNAME", " first-name ", "Given name", "forename"])
def test_case_spaces_and_punctuation_do_not_matter(name: str) -> None:
    assert matched(name + ",surname") == ["first_name", "last_name"]


@pytest.mark.parametrize(
    "header",
    [
        "Vorname,Nachname,E-Mail-Adresse,Handy,Firma,Bemerkung",
        "Prénom,Nom,Courriel,Téléphone portable,Société,Remarques",
        "Nombre,Apellidos,Correo electrónico,Móvil,Empresa,Notas",
        "Nome,Cognome,Indirizzo e-mail,Cellulare,Azienda,Osservazioni",
        "Voornaam,Achternaam,E-mailadres,Mobiel,Bedrijf,Opmerkingen",
        "Imię,Nazwisko,Adres e-mail,Numer telefonu,Nazwa firmy,Uwagi",
        "Primeiro nome,Sobrenome,Endereço de e-mail,Telemóvel,Empresa,Observações",
    ],
)
def test_the_common_columns_are_understood_in_eight_languages(header: str) -> None:
    assert matched(header) == ["first_name", "last_name", "email", "phone", "company", "x-notes"]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Tenant(s),Tenant Email,Tenant's phone", "tenant"),
        ("Mieter,Mieter E-Mail,Tel. Mieter", "tenant"),
        ("Name des Mieters,E-Mail (Mieter),Telefon des Mieters", "tenant"),
        ("Eigentümer,Eigentümer E-Mail,Handy Eigentümer", "owner"),
        ("Nom du locataire,Courriel du locataire,Téléphone du locataire", "tenant"),
        ("Propriétaire,E-mail,Tel. portable", "owner"),
        ("Inquilino,Correo del inquilino,Teléfono fijo", "tenant"),
        ("Proprietario,E-mail del proprietario,Telefono fisso", "owner"),
        ("Huurder,E-mail van huurder,Telefoon huurder", "tenant"),
        ("Najemca,E-mail,Telefon najemca", "tenant"),
        ("Kunde,E-Mail,Tel. privat", None),
    ],
)
def test_a_column_may_be_called_by_whom_it_names_in_eight_languages(header: str, kind: str | None) -> None:
    found = match_headers(header.split(","), TABLE, told={})
    assert (list(found), found.implied_type) == (["full_name", "email", "phone"], kind)


@pytest.mark.parametrize("name", ["Whg.", "Whg-Nr.", "WE", "Wohnungs-Nr."])
def test_a_unit_goes_by_its_usual_abbreviations(name: str) -> None:
    assert matched(f"Name,{name}") == ["full_name", "unit"]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Name", ["full_name"]),
        ("Name,Vorname", ["last_name", "first_name"]),
        ("Name,First name,Last name", ["full_name", "first_name", "last_name"]),
        ("Nom", ["full_name"]),
        ("Nom,Prénom", ["last_name", "first_name"]),
        ("Nombre", ["full_name"]),
        ("Nome,Cognome", ["first_name", "last_name"]),
    ],
)
def test_a_bare_name_is_the_whole_one_unless_the_other_half_has_a_column(header: str, fields: list[str]) -> None:
    assert matched(header) == fields


@pytest.mark.parametrize(
    "name",
    ["Nickname", "Contact number", "Account number", "Apelido", "Company e-mail", "Name of pet", "Art"],
)
def test_only_whole_names_match_and_none_that_may_mean_another_thing(name: str) -> None:
    with failing("input.unknown-column") as fault:
        matched(f"E-mail,{name}")

    assert fault.value.code == "input.unknown-column"
    assert f'column "{name}" matches no field' in fault.value.message


def test_an_unknown_column_comes_with_the_nearest_field_and_three_ways_out() -> None:
    with failing("input.unknown-column") as fault:
        matched("Phnoe,Shoe size")

    assert "the nearest is phone" in fault.value.message
    assert '"Shoe size"' in fault.value.message
    assert hinted(fault.value) == [
        '--map "Phnoe=phone" --map "Shoe size=x-shoe-size"',
        'leave them out: --map "Phnoe=" --map "Shoe size="',
        "leave all out: --ignore-unknown",
    ]


def test_a_column_that_is_near_to_nothing_is_offered_as_a_custom_field() -> None:
    with failing("input.unknown-column") as fault:
        matched("Shoe size \x1b[31m")

    assert isinstance(fault.value.hint, tuple)
    assert fault.value.hint[0] == Command("--map", "Shoe size \x1b[31m=x-shoe-size-31m")
    assert "\x1b" not in "".join([fault.value.message, *hinted(fault.value)])


def test_unknown_columns_can_be_left_out_and_custom_ones_are_taken() -> None:
    assert matched("E-mail,Shoe size,x-Role Name", ignore_unknown=True) == ["email", None, "x-role-name"]
    with failing("input.unknown-column"):
        matched("x-Größe")
    with failing("input.unknown-column"):
        match_headers(["Name", "x-floor"], field_table("property"), told={})


def test_the_columns_of_a_rejects_file_are_left_out() -> None:
    assert matched("E-mail,_row,_code,_message") == ["email", None, None, None]


def test_told_beats_matched() -> None:
    assert matched("Mobile,Phone", "Phone=phone") == ["further_phone", "phone"]
    assert matched("Mobile,Phone", "Mobile=x-second-phone") == ["x-second-phone", "phone"]
    assert matched("E-mail,Secret", "Secret=") == ["email", None]
    assert matched("a=b", "a=b=First name") == ["first_name"]


def test_two_columns_for_one_field_are_a_fault() -> None:
    with failing("input.duplicate-column", match='columns "Surname" and "Family name" both mean last_name') as fault:
        matched("E-mail,Surname,Family name")
    assert fault.value.code == "input.duplicate-column"


def test_I14_several_columns_of_notes_keep_their_own_names() -> None:
    assert matched("Notes,Comment,Remarks") == ["x-notes", "x-comment", "x-remarks"]
    with failing("input.duplicate-column"):
        matched("x-size,X-Size ")


def test_I14_a_salutation_and_a_title_are_one_and_the_parts_of_a_street_too() -> None:
    header = "Anrede,Titel,Vorname,Nachname,Straße,Hausnr.,PLZ,Ort"
    assert matched(header) == [
        "title", "title", "first_name", "last_name", "address_line", "house_number", "postcode", "city"
    ]  # fmt: skip
    assert matched("Voornaam,Tussenvoegsel,Achternaam") == ["first_name", "particle", "last_name"]


def test_I16_a_banks_numbered_purposes_are_one_and_its_balance_has_a_currency_too() -> None:
    header = ["Datum", "Saldo", "Währung", "Betrag", "Währung", "Omschrijving-1", "Omschrijving-2"]
    assert match_headers(header, field_table("bank"), told={}, ignore_unknown=True) == [
        "date", None, None, "amount", "currency", "purpose", "purpose"
    ]  # fmt: skip


@pytest.mark.parametrize("told", ["Fax=phone", "Phone=fax", "Phone=x-", "Phone=x-é", "Phone"])
def test_a_column_or_field_that_is_not_there_cannot_be_told(told: str) -> None:
    with failing("usage.bad-map") as fault:
        matched("Phone", told)
    assert fault.value.exit == 2


def test_a_field_that_is_not_there_lists_those_that_are() -> None:
    with failing("usage.bad-map") as fault:
        matched("Phone", "Phone=fax")
    assert "first_name" in str(fault.value.hint)
    assert "x-NAME" in str(fault.value.hint)


def test_a_field_cannot_be_told_twice() -> None:
    with failing("usage.bad-map", match="two columns are mapped to company"):
        matched("A,B", "A=company", "B=company")


def test_I14_a_file_may_have_several_columns_of_numbers_and_addresses() -> None:
    assert matched("Phone,Mobile,E-mail 1 - Value,E-mail 2 Address") == ["phone", "phone", "email", "email"]
    assert matched("Home Phone 2,Fax", "Fax=further_phone", ignore_unknown=True) == ["phone", "further_phone"]


def test_I14_a_column_without_a_name_is_known_by_its_place_if_it_holds_something() -> None:
    header = ["Name", "", " ", "E-mail"]
    assert match_headers(header, TABLE, told={}) == ["full_name", None, None, "email"]
    assert match_headers(header, TABLE, told={"2": "phone"}, nameless={1}) == ["full_name", "phone", None, "email"]
    with failing("input.unknown-column", match='column "2" matches no field') as fault:
        match_headers(header, TABLE, told={}, nameless={1})
    assert hinted(fault.value)[0] == '--map "2=x-2"'


def test_I14_a_unit_has_its_place_in_a_property() -> None:
    assert matched("Property,Unit") == ["property", "unit"]
    assert matched("House,No", "House+No=property") == ["property", "property"]
    assert matched("First,Middle,Last") == ["first_name", "middle_name", "last_name"]


@pytest.mark.parametrize("table", ["[columns]\n", ""])
def test_a_mapping_file_tells_as_the_option_does(tmp_path: Path, table: str) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(f'{table}"Mobile phone" = "phone"\nSecret = ""\n')
    assert load_mapping(str(mapping)) == {"Mobile phone": "phone", "Secret": ""}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Mobile = ", "input.bad-mapping"),
        (b"Mobile = 7", "input.bad-mapping"),
        (b"columns = 7", "input.bad-mapping"),
        (b"\xe9 = 7", "input.bad-mapping"),
        (None, "input.missing"),
    ],
)
def test_a_mapping_file_that_is_none_says_why(tmp_path: Path, content: bytes | None, code: str) -> None:
    mapping = tmp_path / "mapping.toml"
    if content is not None:
        mapping.write_bytes(content)

    with pytest.raises(Unreadable) as fault:
        load_mapping(str(mapping))

    assert fault.value.code == code
    assert str(mapping) in fault.value.message


def test_I14_of_several_unknown_columns_all_are_told_of_at_once_up_to_a_line_s_worth() -> None:
    with failing("input.unknown-column") as fault:
        matched(",".join(f"Odd {chr(97 + n)}" for n in range(12)))

    assert "and 2 more" in fault.value.message
    assert hinted(fault.value)[0].count("--map") == hinted(fault.value)[1].count("--map") == 10


def test_I6_a_column_that_gives_way_to_what_is_told_is_named_with_its_field() -> None:
    found = match_headers(["First name", "Given", "Surname", "Mail", "E-mail"], TABLE,
                          told={"Given": "first_name", "E-mail": "email"})  # fmt: skip

    assert found == [None, "first_name", "last_name", "further_email", "email"]
    assert found.given_way == [("First name", "first_name", "Given")]


def test_I14_columns_by_the_fields_own_numbered_names_are_another_persons() -> None:
    assert matched("full_name,full_name_2,email,Email_2") == ["full_name", "full_name_2", "email", "email_2"]
    assert matched("Name,Second tenant,email_2") == ["full_name", "full_name_2", "email_2"]
    assert matched("Name,Also,email_2", "Also=full_name_2") == ["full_name", "full_name_2", "email_2"]
    assert matched("Name,Email,email_2") == ["full_name", "email", "email"]
    assert matched("Name,Also,email_2", "Also=full_name_3") == ["full_name", "full_name_3", "email"]


def test_I14_the_hint_of_a_wrong_field_names_those_of_a_second_person() -> None:
    with failing("usage.bad-map") as fault:
        matched("Name", "Name=bogus")

    hint = " ".join(hinted(fault.value))
    for field in ("first_name_2", "full_name_2", "email_2", "phone_2", "title", "suffix", "further_phone", "x-NAME"):
        assert f" {field}," in f" {hint},".replace("fields:", ""), field


@pytest.mark.parametrize("field", field_table("contact").told)
def test_I14_help_names_every_field_that_a_column_may_be_told_to_be(field: str) -> None:
    assert f"`{field}`" in files("casactl").joinpath("topics", "import.md").read_text("utf-8")


def test_I14_how_many_units_a_property_has_is_no_units_name() -> None:
    with failing("input.unknown-column", match="Units"):
        match_headers(["Property", "Units", "Unit Name"], field_table("property"), told={})


def test_I14_an_address_with_a_town_of_its_own_is_a_second_one_and_no_second_line() -> None:
    assert matched("Address,City,Zip,Address 2,City 2,Zip 2") == [
        "address_line", "city", "postcode", "address_2_line", "address_2_city", "address_2_postcode"
    ]  # fmt: skip
    assert matched("Street 1,City 1,Street 2,City 2") == ["address_line", "city", "address_2_line", "address_2_city"]
    assert matched("Address 1,Address 2,City") == ["address_line", "address_line_2", "city"]
    assert matched("Address Line 1,Address Line 2,City 2") == ["address_line", "address_line_2", "address_2_city"]
