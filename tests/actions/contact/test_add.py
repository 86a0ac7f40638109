"""Adding a contact: what each type requires, what is kept, and that no access comes with it."""

from __future__ import annotations

import pytest

from casactl.domain.contact_types import TYPES
from tests.casa import Casa

PERSON = "--first-name Joe --last-name Bloggs"


def test_MC_1_a_contact_can_be_a_person_or_a_company_and_is_related_to_properties(casa: Casa) -> None:
    casa.property("Rose Court/Block A/12")
    joe = casa.tenant("Joe Bloggs", at="Rose Court/Block A/12")
    acme = casa.company("Acme Ltd")

    assert casa.contact(joe).properties == ["Rose Court/Block A/12"]
    assert (casa.contact(acme).kind, casa.contact(acme).display_name) == ("company", "Acme Ltd")


def test_MC_2_adding_starts_with_the_contact_type(casa: Casa) -> None:
    missing = casa.run(f"contact add {PERSON} -o json")
    unknown = casa.run(f"contact add --type king {PERSON} -o json")

    assert (missing.exit_code, missing.error["rule"]) == (2, "MC-2")
    assert "--type" in missing.error["message"]
    assert all(type_ in missing.error["hint"] for type_ in TYPES)
    assert unknown.exit_code == 2
    assert all(type_ in unknown.error["message"] for type_ in TYPES)


@pytest.mark.parametrize("type_", TYPES)
def test_MC_3_each_type_has_required_fields_and_the_rest_is_optional(casa: Casa, type_: str) -> None:
    email = "--email joe@example.com" if type_ in ("prospect", "client") else ""

    assert casa.ok(f"contact add --type {type_} {PERSON} {email} -o json").outcomes == ["added"]


def test_MC_3_nothing_exists_until_everything_is_saved(casa: Casa) -> None:
    tables = ("contact", "claim", "search", "tag", "link", "attachment", "operation", "change")
    before = casa.tables(tables)

    good = f"contact add --type tenant {PERSON} --tag vip --company Acme --create-company"
    for wrong in ("--property Nowhere", "--phone 1", "--email joe@", "--custom x", "--tag 'a;b'"):
        assert casa.run(f"{good} {wrong}").exit_code in (2, 4)

    assert casa.tables(tables) == before


def test_MC_4_adding_grants_no_access(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")

    assert casa.contact(joe).portal == "not-invited"
    assert casa.contact(joe).last_sign_in_at is None
    assert "Not invited" in casa.ok("contact list").stdout


@pytest.mark.parametrize("taken", ["joe@example.com", "JOE@EXAMPLE.COM", "Joe@Example.com"])
@pytest.mark.parametrize("lifecycle", ["active", "inactive", "archived"])
def test_SD_8_a_login_email_is_unique_across_all_contacts(casa: Casa, taken: str, lifecycle: str) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.set_lifecycle(joe, lifecycle)

    refused = casa.run(f"contact add --type lead --first-name A --last-name B --email {taken} -o json")

    assert (refused.exit_code, refused.outcomes, refused.reasons) == (5, ["refused"], ["email-taken"])
    assert refused.error["code"] == "contact.email-taken"
    assert refused.error["rule"] in ("SD-8", "SD-9")
    assert casa.ok("contact list --all -o ids").ids == [joe]


@pytest.mark.parametrize("lifecycle", ["active", "inactive", "archived"])
def test_SD_9_the_error_names_the_holder_its_state_and_what_to_do(casa: Casa, lifecycle: str) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.set_lifecycle(joe, lifecycle)

    error = casa.run("contact add --type lead --first-name A --last-name B --email joe@example.com -o json").error

    assert f"contact {joe}, Joe Bloggs ({lifecycle})" in error["message"]
    for line in error["hint"].splitlines():
        if "casactl " in line:
            command = line.partition("casactl ")[2].partition("#")[0].strip()
            assert str(joe) in command


@pytest.mark.parametrize("lifecycle", ["active", "inactive", "archived"])
def test_SD_9_a_command_that_the_hint_gives_frees_the_address_or_restores_its_holder(
    casa: Casa, lifecycle: str
) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.set_lifecycle(joe, lifecycle, before="active" if lifecycle == "archived" else None)
    hint = casa.run("contact add --type lead --first-name A --last-name B --email joe@example.com -o json").error[
        "hint"
    ]
    commands = [
        line.partition("casactl ")[2].partition("#")[0].strip() for line in hint.splitlines() if "casactl " in line
    ]

    worked = [casa.run(f"{command} -y").exit_code for command in commands]

    assert 0 in worked, commands
    free = casa.run("contact add --type lead --first-name A --last-name B --email joe@example.com").exit_code == 0
    assert free or casa.contact(joe).lifecycle == "active"


def test_SD_10_an_email_is_freed_by_changing_it_at_its_holder(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact archive {joe}")
    assert casa.run("contact add --type lead --first-name A --last-name B --email joe@example.com").exit_code == 5

    casa.ok(f"contact edit {joe} --email old-joe@example.com")

    assert casa.person("A B", type="lead", email="joe@example.com") == 2
    casa.ok(f'contact edit {joe} --email ""')
    assert casa.person("C D", type="lead", email="old-joe@example.com") == 3


@pytest.mark.parametrize("type_", ["prospect", "client"])
def test_SD_12_prospects_and_clients_need_an_email_too(casa: Casa, type_: str) -> None:
    refused = casa.run(f"contact add --type {type_} {PERSON} -o json")

    assert (refused.exit_code, refused.error["code"]) == (2, "contact.missing-field")
    assert refused.error["rule"] == "SD-12"
    assert "--email" in refused.error["message"]
    assert casa.company("Acme", type=type_) == 1


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("--type lead", ["--first-name", "--last-name"]),
        ("--type lead --first-name Joe", ["--last-name"]),
        ("--type client --last-name Bloggs", ["--first-name", "--email"]),
        ("--type vendor --kind company", ["--name"]),
        ("--type lead --first-name ' ' --last-name Bloggs", ["--first-name"]),
    ],
)
def test_SD_12_what_is_missing_is_named_by_its_option(casa: Casa, line: str, options: list[str]) -> None:
    refused = casa.run(f"contact add {line} -o json")

    assert refused.exit_code == 2
    assert all(option in refused.error["message"] for option in options)


def test_SD_13_the_company_is_optional_and_can_be_created_on_the_spot(casa: Casa) -> None:
    unknown = casa.run(f"contact add --type vendor {PERSON} --company 'Acme Ltd' -o json")
    assert unknown.exit_code == 4
    assert "--create-company" in unknown.error["hint"]

    casa.ok(f"contact add --type vendor {PERSON} --company 'Acme Ltd' --create-company")
    casa.ok("contact add --type vendor --first-name Ann --last-name Other --company 'ACME LTD' --create-company")

    companies = casa.ok("contact list --kind company -o json").json
    assert [each["display_name"] for each in companies] == ["Acme Ltd"]
    people = casa.ok("contact list --company 'acme ltd' -o json").json
    assert [(each["display_name"], each["company"]) for each in people] == [
        ("Joe Bloggs", "Acme Ltd"), ("Ann Other", "Acme Ltd"),
    ]  # fmt: skip


def test_SD_13_undo_of_the_adding_takes_the_company_away_again(casa: Casa) -> None:
    casa.ok(f"contact add --type vendor {PERSON} --company 'Acme Ltd' --create-company")

    casa.ok("undo -y")

    assert casa.ok("contact list --all -o ids").ids == []


def test_SD_16_tags_and_custom_fields_are_optional(casa: Casa) -> None:
    plain = casa.contact(casa.tenant("Joe Bloggs"))
    rich = casa.contact(
        casa.tenant("Ann Other", tag=["VIP", "vip", "Key holder"], custom={"Role": "board", "x-car": "B-1"})
    )

    assert (plain.tags, plain.custom) == ([], {})
    assert sorted(rich.tags) == ["Key holder", "VIP"]
    assert rich.custom == {"role": "board", "car": "B-1"}
    assert casa.ok("contact list --tag vip --tag 'key HOLDER' -o ids").ids == [rich.id]


def test_SD_25_plus_addressed_emails_are_different_people(casa: Casa) -> None:
    one = casa.tenant("Joe One", email="joe@example.com")
    two = casa.tenant("Joe Two", email="joe+test@example.com")
    three = casa.tenant("Joe Three", email="joe+test2@example.com")

    assert [casa.contact(ref).id for ref in ("joe@example.com", "joe+test@example.com", "JOE+test2@example.com")] == [
        one, two, three,
    ]  # fmt: skip
    assert casa.run("contact add --type lead --first-name A --last-name B --email Joe+Test@example.com").exit_code == 5


def test_PY_1_a_customer_is_an_agent_a_business_or_an_individual(casa: Casa) -> None:
    agent = casa.contact(casa.person("Ann Agent", type="agent"))
    business = casa.contact(casa.company("Acme Ltd", type="client"))
    individual = casa.contact(casa.person("Joe Bloggs", type="client", email="joe@example.com"))

    assert [(each.type, each.kind) for each in (agent, business, individual)] == [
        ("agent", "person"), ("client", "company"), ("client", "person"),
    ]  # fmt: skip


def test_names_email_and_phone_are_kept_in_one_form(casa: Casa) -> None:
    casa.ok(["contact", "add", "--type", "tenant", "--first-name", "  Jose\u0301 ", "--last-name", "de  la   Cruz",
             "--phone", "020 7946 0958", "--email", "Jose@Münster.example"])  # fmt: skip

    found = casa.contact(1)
    assert (found.first_name, found.last_name) == ("José", "de la Cruz")
    assert found.phone == "+442079460958"
    assert casa.contact("jose@xn--mnster-3ya.example").id == 1


def test_an_external_id_belongs_to_one_contact(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", external_id="T-1")

    refused = casa.run(f"contact add --type tenant {PERSON} --external-id T-1 -o json")

    assert refused.exit_code == 5
    assert "T-1" in refused.error["message"]


def test_attaching_while_adding_takes_the_type_as_role_where_it_is_one(casa: Casa) -> None:
    casa.property("Rose")
    casa.tenant("Joe Bloggs", at="Rose")
    casa.person("Lea Lead", type="lead", at="Rose", attach_as="occupant")

    assert casa.rows("select contact_id, role, starts from attachment order by 1") == [
        (1, "tenant", "2026-11-23"), (2, "occupant", "2026-11-23"),
    ]  # fmt: skip
    assert casa.run("contact add --type lead --first-name A --last-name B --property Rose").exit_code == 2


def test_whoever_has_no_role_of_its_own_is_told_the_option_of_this_command(casa: Casa) -> None:
    casa.property("Rose Court", kind="community")
    done = casa.run(
        "contact add --type client --first-name A --last-name B --email a@example.com --property 'Rose Court' -o json"
    )

    assert (done.exit_code, done.error["code"]) == (2, "contact.missing-role")
    assert done.error["hint"].startswith("--attach-as owner")
