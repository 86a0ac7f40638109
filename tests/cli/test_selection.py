"""References, a list on standard input, filters; and confirmation where nobody can be asked."""

from __future__ import annotations

import pytest

from tests.casa import Casa


@pytest.fixture
def five(casa: Casa) -> Casa:
    """Five tenants, the last two with a tag."""
    for number in range(1, 6):
        casa.tenant(f"Tenant N{number}", tag=["vip"] if number > 3 else [])
    return casa


def archived(casa: Casa) -> list[int]:
    return sorted(casa.ok("contact list --archived -o ids").ids)


@pytest.mark.parametrize(
    "ref",
    [
        "1",
        "JOE@Example.com",
        "+44 20 7946 0958",
        "020 7946 0958",
        "ref:T-1",
        "Joe Bloggs",
        "bloggs, joe",
        "JOE  bloggs",
    ],
)
def test_a_contact_answers_to_number_email_phone_external_id_and_name(casa: Casa, ref: str) -> None:
    casa.tenant("Joe Bloggs", email="joe@example.com", phone="+442079460958", external_id="T-1")
    casa.tenant("Ann Other")

    assert casa.contact(ref).id == 1


def test_digits_with_a_leading_zero_or_plus_are_a_phone(casa: Casa) -> None:
    for n in range(20):
        casa.tenant(f"N{n} X")
    casa.ok("contact edit 3 --phone 02079460017")

    assert casa.contact("17").display_name == "N16 X"
    assert casa.contact("02079460017").id == 3
    assert casa.run("contact show 017").exit_code == 4


def test_a_dash_reads_references_from_standard_input(five: Casa) -> None:
    five.ok("contact archive -", stdin="1\n\n  2 \r\n")

    assert archived(five) == [1, 2]


def test_references_and_a_dash_go_together_and_each_counts_once(five: Casa) -> None:
    done = five.ok("contact archive 1 - 1 -y -o json", stdin="2\n1\nTenant N2\n")

    assert [result["id"] for result in done.results] == [1, 2]


def test_an_empty_list_on_standard_input_is_nothing_to_do(five: Casa) -> None:
    done = five.ok("contact archive - -o json", stdin="\n")

    assert done.json == {"operation": None, "dry_run": False, "results": []}


def test_standard_input_that_is_no_text_is_a_clear_error(five: Casa) -> None:
    done = five.run("contact archive - -o json", stdin=b"1\n\xff\xfe\n")

    assert done.exit_code in (2, 7)
    assert "UTF-8" in done.error["message"]


def test_from_three_contacts_on_nobody_can_be_asked_so_yes_is_needed(five: Casa) -> None:
    five.ok("contact archive 1 2")
    refused = five.run("contact archive 3 4 5 -o json")

    assert (refused.exit_code, refused.error["code"]) == (2, "usage.confirmation-needed")
    assert "--yes" in refused.error["message"]
    assert archived(five) == [1, 2]
    five.ok("contact archive 3 4 5 -y")
    assert archived(five) == [1, 2, 3, 4, 5]


def test_contacts_are_counted_before_their_outcomes(five: Casa) -> None:
    five.ok("contact archive 1 2 3 -y")

    assert five.run("contact archive 1 2 3").exit_code == 2


@pytest.mark.parametrize("form", ["", "-o json", "--no-input"])
def test_a_filter_over_three_contacts_needs_yes_too(five: Casa, form: str) -> None:
    assert five.run(f"contact archive --type tenant {form}").exit_code == 2
    assert archived(five) == []
    five.ok(f"contact archive --tag vip {form}")
    assert archived(five) == [4, 5]


def test_a_filter_that_finds_nobody_is_nothing_to_do(five: Casa) -> None:
    assert five.ok("contact archive --tag none -o json").results == []


def test_filters_on_a_verb_cover_every_life_cycle_unless_told(five: Casa) -> None:
    five.ok("contact archive 1 2")

    done = five.ok("contact unarchive --type tenant -y -o json")
    assert sorted(zip([r["id"] for r in done.results], done.outcomes, strict=True)) == [
        (1, "unarchived"), (2, "unarchived"), (3, "unchanged"), (4, "unchanged"), (5, "unchanged"),
    ]  # fmt: skip
    assert five.ok("contact archive --lifecycle active --tag vip -o json").outcomes == ["archived", "archived"]


def test_a_large_selection_is_one_operation(casa_sqlite: Casa) -> None:
    rows = "".join(f"tenant,N{n},X\n" for n in range(1200))
    casa_sqlite.ok("contact import -", stdin="type,first name,last name\n" + rows)

    done = casa_sqlite.ok("contact archive --type tenant -y -o json")

    assert done.outcomes == ["archived"] * 1200
    assert casa_sqlite.log()[0]["contacts"] == 1200
    casa_sqlite.ok("undo -y")
    assert archived(casa_sqlite) == []


def test_each_contact_gets_its_own_outcome_in_the_order_asked(five: Casa) -> None:
    five.property("Rose")
    five.ok("contact attach 3 Rose")
    five.ok("contact archive 5")

    done = five.run("contact archive 5 3 99 1 -y -o json")

    assert done.exit_code == 3
    outcomes = {result["ref"]: result["outcome"] for result in done.results}
    assert outcomes == {"5": "unchanged", "3": "refused", "99": "refused", "1": "archived"}
    assert "contact.not-found" in done.reasons
    assert archived(five) == [1, 5]
