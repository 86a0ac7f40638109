"""`--custom`, `--role` and `--sort unit`: for lists, exports, every selection; on both databases; within the fence."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.conftest import Filled


def settle(casa: Casa) -> None:
    """Five people here and there, with fields of the office's own; the fifth is attached nowhere."""
    assert casa.backend
    for at in ("Rose Court/2", "Rose Court/1", "Elm Row/1"):
        casa.property(at)
    casa.ok("workspace field add seats --type number")
    casa.ok("workspace field add since --type date")
    casa.ok("workspace field add heating --type choice --choice gas --choice Öl")
    casa.tenant("Ann One", at="Rose Court/2", custom={"seats": "2", "since": "2026-01-31", "heating": "gas"})
    casa.owner("Bob Two", at="Rose Court/1", custom={"seats": "2.50", "heating": "öl", "memo": 'Says "No" = 5'})
    casa.owner("Cyd Three", at="Elm Row/1", custom={"seats": "2"})
    casa.tenant("Dee Four", at="Rose Court/2", custom={"memo": "x"})
    casa.tenant("Eve Five")
    casa.ok("contact attach 3 'Rose Court/2' --as agent")


@pytest.fixture
def office(filled: Filled) -> Casa:
    """What `settle` makes."""
    return filled(settle)


def found(casa: Casa, *words: str) -> list[int]:
    return casa.ok(["contact", "list", "-o", "ids", "--sort", "id", *words]).ids


# Fields of the office's own -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "ids"),
    [
        (["seats=2"], [1, 3]), (["seats=002.0"], [1, 3]), (["SEATS=2.5"], [2]), (["x-seats=2"], [1, 3]),
        (["seats=2", "seats=2.5"], [1, 2, 3]), (["seats=2", "heating=gas"], [1]), (["seats="], [4, 5]),
        (["seats=", "memo=X"], [4]), (["since=2026-01-31"], [1]), (["heating=GAS"], [1]), (["heating=OL"], [2]),
        (["heating=", "heating=gas"], [1, 3, 4, 5]), (['memo=says "no" = 5'], [2]), (["memo=x"], [4]), (["memo=%"], []),
        (["memo=' or 1=1"], []),
    ],
)  # fmt: skip
def test_T8_a_field_of_one_s_own_narrows_a_list_as_its_type_says(
    office: Casa, pairs: list[str], ids: list[int]
) -> None:
    assert found(office, *(word for pair in pairs for word in ("--custom", pair))) == ids


@pytest.mark.parametrize("pair", ["saets=2", "seats=many", "since=never", "heating=wood", "seats", "=2", "a b!=2"])
def test_T8_what_is_no_field_or_no_value_of_it_is_refused(office: Casa, pair: str) -> None:
    done = office.run(["contact", "list", "--custom", pair, "-o", "json"])

    assert (done.exit_code, done.stdout) == (2, "")


def test_T8_an_unknown_field_is_told_the_near_one_defined_or_in_use(office: Casa) -> None:
    defined = office.run("contact list --custom saets=2 -o json").error
    used = office.run("contact list --custom meno=2 -o json").error

    assert (defined["code"], used["code"]) == ("usage.unknown-field", "usage.unknown-field")
    assert "Did you mean seats?" in defined["message"]
    assert "Did you mean memo?" in used["message"]


def test_T8_a_field_that_nobody_in_sight_has_is_unknown_to_the_fenced(office: Casa) -> None:
    zoe = office.tenant("Zoe Hidden", at="Elm Row/1", custom={"secret": "hush", "seats": "2"})
    office.ok("user add ann@office.example --name Ann --type staff --community 'Rose Court'")

    hidden = office.run("contact list --custom secert=hush --actor ann@office.example -o json")

    assert (hidden.exit_code, "secret" in hidden.stderr) == (2, False), hidden.stderr
    assert office.run("contact list --custom secret=hush --actor ann@office.example").exit_code == 2
    assert office.ok("contact list --custom seats=2 --actor ann@office.example --sort id -o ids").ids == [1, 3]
    assert found(office, "--custom", "secret=hush") == [zoe]


def test_T8_whatever_becomes_of_a_contact_it_is_found_by_what_it_has(office: Casa) -> None:
    def heated() -> list[int]:
        return found(office, "--all", "--custom", "heating=GAS")

    office.ok("contact edit 5 --custom heating=gas")
    assert heated() == [1, 5]
    office.ok("contact edit 5 --email eve@example.com --custom heating=Öl")
    assert (heated(), found(office, "--custom", "heating=ol")) == ([1], [2, 5])
    office.ok("undo")
    assert heated() == [1, 5]
    office.ok("contact merge 4 5 --yes")
    assert heated() == [1, 4]
    office.ok("undo")
    assert heated() == [1, 5]
    office.ok("contact archive 5 --yes")
    office.ok("contact erase 5 --yes")
    assert heated() == [1]
    assert office.rows("select contact_id from custom_value where name = 'heating' order by 1") == [(1,), (2,)]
    office.ok("workspace check")


def test_T8_a_long_value_is_found_by_the_whole_of_it(office: Casa) -> None:
    long = "Straße " * 80
    office.ok(["contact", "edit", "1", "--custom", f"memo={long}"])

    assert found(office, "--custom", f"memo={long.upper()}") == [1]
    assert found(office, "--custom", f"memo={long} 2") == []


# Roles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("--role owner", [2, 3]), ("--role agent", [3]), ("--role agent --role tenant", [1, 3, 4]),
        ("--role owner --property 'Rose Court'", [2]), ("--role agent --property 'Rose Court'", [3]),
        ("--role agent --property 'Elm Row'", []), ("--role landlord", []), ("--role OWNER --type owner", [2, 3]),
    ],
)  # fmt: skip
def test_T8_a_role_is_that_of_today_and_of_the_place_that_is_named(office: Casa, line: str, ids: list[int]) -> None:
    assert office.ok(f"contact list -o ids --sort id {line}").ids == ids


def test_T8_who_had_a_role_once_is_found_among_the_former(office: Casa) -> None:
    office.ok("contact detach 2 'Rose Court/1'")

    assert office.ok("contact list -o ids --role owner --property 'Rose Court'").ids == []
    assert office.ok("contact list -o ids --role owner --property 'Rose Court' --former").ids == [2]
    assert office.ok("contact list -o ids --role tenant --property 'Rose Court/1' --former").ids == []
    assert office.run("contact list --role king").exit_code == 2


# By unit --------------------------------------------------------------------------------------------


def test_T8_a_list_by_unit_goes_from_place_to_place_and_nowhere_comes_last(office: Casa) -> None:
    assert office.ok("contact list --sort unit -o ids").ids == [3, 2, 1, 4, 5]
    assert office.ok("contact list --sort -unit -o ids").ids == [4, 1, 2, 3, 5]
    assert office.ok("contact list --sort unit -o ids --property 'Rose Court'").ids == [3, 2, 1, 4]
    assert office.ok("contact list --sort unit -o ids --custom seats=2 --role owner").ids == [3]


@pytest.mark.parametrize("sort", ["unit", "-unit"])
@pytest.mark.parametrize("actor", ["", "--actor ann@office.example"])
@pytest.mark.parametrize("more", ["", "--type tenant", "--without email --custom heating="])
def test_T8_pages_by_unit_joined_are_the_whole_list(office: Casa, sort: str, actor: str, more: str) -> None:
    office.ok("user add ann@office.example --name Ann --type staff --community 'Rose Court'")
    line = f"contact list --all --sort {sort} -o ids {actor} {more}"
    whole, pages, after = office.ok(line).ids, list[int](), ""

    while page := office.ok(f"{line} --limit 1 {after}").ids:
        pages += page
        after = f"--after {page[-1]}"

    assert pages == whole
    assert len(set(whole)) == len(whole)


def test_T8_the_fenced_go_by_the_units_in_their_sight(office: Casa) -> None:
    office.ok("user add ann@office.example --name Ann --type staff --community 'Rose Court'")

    assert office.ok("contact list --sort unit -o ids --actor ann@office.example").ids == [2, 1, 3, 4]


def test_T8_somebody_with_two_places_or_two_roles_stands_once_and_an_end_counts(office: Casa) -> None:
    office.ok("contact attach 4 'Elm Row/1' --as owner")
    office.ok("contact attach 4 'Elm Row/1' --as agent")
    assert office.ok("contact list --sort unit -o ids").ids == [3, 4, 2, 1, 5]

    office.ok("contact detach 4 'Elm Row/1'")
    assert office.ok("contact list --sort unit -o ids").ids == [3, 2, 1, 4, 5]


def test_T8_flat_2_stands_before_flat_10_in_whole_lists_in_pages_and_within_the_fence(casa: Casa) -> None:
    for number, flat in enumerate((10, 2, 1, 100), 1):
        casa.property(f"Rose Court/Flat {flat}")
        casa.tenant(f"Joe {'ABCD'[number - 1]}", at=f"Rose Court/Flat {flat}")
    casa.property("Rose Court Annex/Flat 1")
    casa.tenant("Jane E", at="Rose Court Annex/Flat 1")
    casa.ok("user add ann@office.example --name Ann --type staff --community 'Rose Court'")

    assert casa.ok("contact list --sort unit -o ids").ids == [3, 2, 1, 4, 5]
    assert casa.ok("contact list --sort -unit -o ids").ids == [5, 4, 1, 2, 3]
    assert casa.ok("contact list --sort unit --limit 2 --after 2 -o ids").ids == [1, 4]
    assert casa.ok("contact list --sort unit -o ids --actor ann@office.example").ids == [3, 2, 1, 4]

    casa.ok("property edit 'Rose Court/Flat 100' --name 'Flat 3'")
    assert casa.ok("contact list --sort unit -o ids").ids == [3, 2, 4, 1, 5]
    casa.ok("undo")
    assert casa.ok("contact list --sort unit -o ids").ids == [3, 2, 1, 4, 5]


# Wherever filters are taken -------------------------------------------------------------------------


def test_T8_exports_selections_and_views_take_them(office: Casa) -> None:
    rows = office.ok("contact export - --custom seats=2 --role tenant -o csv").stdout.splitlines()
    assert len(rows) == 2
    assert "Ann" in rows[1]

    locked = office.ok("contact lock --custom heating=gas --role tenant --reason x -y -o json")
    assert [each["id"] for each in locked.results] == [1]
    office.ok("view save two -- contact list --custom seats=2 --sort unit")
    assert office.ok("view two -o ids").ids == [3, 1]
    edited = office.ok("contact edit --role agent --custom seats=9 -y -o json")
    assert [each["id"] for each in edited.results] == [3]
    assert office.run("view save bad -- contact list --custom nothing=2").exit_code == 2
