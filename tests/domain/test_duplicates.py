"""When two names are likely one person's, or one company's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.actions.contact.duplicates.pairs import _slip
from casactl.domain.company_duplicates import companies_alike, company_keys, company_name, weak_company_keys
from casactl.domain.duplicates import Likeness, people_alike
from casactl.domain.email import mailbox, own_domain
from casactl.domain.person_names import PersonName, strong_keys, weak_keys
from casactl.domain.person_names import person_name as taken_apart
from casactl.intake.data_files import nicknames

SLIP = _slip()
NAMES = st.text(min_size=0, max_size=12)
LIKELY = st.sampled_from(
    ["Mike", "Michael", "Smith", "Smyth", "J", "Jean-Pierre", "van der Berg", "Berg", "Müller", "Jr"]
)


def person_name(first: str, last: str) -> PersonName:
    return taken_apart(first, last, nicknames())


def people(one: str, other: str) -> Likeness | None:
    return people_alike(person_name(*one.split("|")), person_name(*other.split("|")), SLIP)


def companies(one: str, other: str) -> Likeness | None:
    return companies_alike(company_name(one), company_name(other), SLIP)


@pytest.mark.parametrize(
    ("one", "other", "reasons", "weak"),
    [
        ("Mike|Smith", "Michael|Smith", ("nickname",), False),
        ("Smith|Mike", "Michael|Smith", ("swapped order", "nickname"), False),
        ("Renée|Dupont", "Renee|Dupont", ("same name",), False),
        ("Jürgen|Müller", "Juergen|Mueller", ("same name",), False),
        ("John Q.|Smith", "John|Smith", ("middle name",), False),
        ("Jon|Smyth", "John|Smith", ("nickname", "spelling"), True),
        ("J.|Smith", "John|Smith", ("initial",), True),
        ("J.|Smith", "J|Smith", ("same name",), False),
        ("Carla|Winter-Young", "Carla|Winter", ("half a double name",), True),
    ],
)
def test_alike_names_say_why(one: str, other: str, reasons: tuple[str, ...], weak: bool) -> None:
    found = people(one, other)

    assert found is not None
    assert (found.reasons, found.weak) == (reasons, weak)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("James|Walter", "James|Sawyer"), ("Martin|Smith", "Marvin|Smith"), ("Eric|Brown", "Erica|Brown"),
        ("John|Smith Jr", "John|Smith"), ("John A|Smith", "John B|Smith"), ("Jean-Pierre|Zola", "Jean|Zola"),
        ("Christopher|Hunt", "Christine|Hunt"), ("Mirko|Wolf", "Mirka|Wolf"), ("Jon|Smyth", "J|Smith"),
    ],
)  # fmt: skip
def test_names_that_only_share_letters_are_two(one: str, other: str) -> None:
    assert people(one, other) is None


def test_the_nearer_two_names_are_the_more_points_they_have() -> None:
    pairs = [("Michael|Ward", "Michael|Ward"), ("Mike|Ward", "Michael|Ward"), ("Ward|Mike", "Michael|Ward"),
             ("M|Ward", "Michael|Ward")]  # fmt: skip
    points = [found.points for found in (people(*pair) for pair in pairs) if found]

    assert len(points) == len(pairs)
    assert points == sorted(points, reverse=True)
    assert len(set(points)) == len(points)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Acme Ltd", "ACME LTD.", "same name"),
        ("Acme Ltd", "Acme Limited", "legal form"),
        ("A.B.C. S.A.", "ABC", "legal form"),
        ("Kruger GmbH & Co. KG", "Kruger", "legal form"),
        ("The Lumen Technologies Ltd", "Lumen Tech", "short word"),
        ("Rowan Plumbing", "Rowan Plumming", "spelling"),
        ("Silver Group", "Silver", "part of the name"),
        ("Acme 1 Ltd", "Acme 2 Ltd", None),
        ("Northgate Ltd", "Southgate Ltd", None),
        ("Ltd", "Limited", None),
        ("Co", "& Co", "same name"),
    ],
)
def test_companies_are_alike_but_for_a_legal_form_or_a_common_word(one: str, other: str, reason: str | None) -> None:
    found = companies(one, other)

    assert (found.reasons if found else None) == ((reason,) if reason else None)


@given(LIKELY | NAMES, LIKELY | NAMES, LIKELY | NAMES, LIKELY | NAMES)
def test_likeness_is_the_same_from_both_sides_and_the_keys_find_it(a: str, b: str, c: str, d: str) -> None:
    one, other = person_name(a, b), person_name(c, d)

    found, back = people_alike(one, other, SLIP), people_alike(other, one, SLIP)
    assert (found and (found.points, set(found.reasons))) == (back and (back.points, set(back.reasons)))
    if found and not found.weak:
        assert strong_keys(one) & strong_keys(other)


@given(NAMES, NAMES)
def test_any_two_company_names_can_be_compared(a: str, b: str) -> None:
    one, other = company_name(a), company_name(b)

    found = companies_alike(one, other, SLIP)
    assert found == companies_alike(other, one, SLIP)
    assert companies_alike(one, one, SLIP) is not None
    if found and not found.weak:
        assert company_keys(one) & company_keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jon|Smyth", "John|Smith"), ("Laura|Hendersen", "Laura|Henderson"), ("J|Vance", "Joseph|Vance"),
     ("Carla|Winter-Young", "Carla|Winter"), ("Helen|Clark", "Helen|Clarke"), ("Ann|Reader", "Ann|Raeder")],
)  # fmt: skip
def test_slips_stand_under_one_key(one: str, other: str) -> None:
    assert people(one, other) is not None
    assert weak_keys(person_name(*one.split("|"))) & weak_keys(person_name(*other.split("|")))


def test_slips_in_a_company_name_stand_under_one_key() -> None:
    for one, other in [("Rowan Plumbing", "Rowan Plumming"), ("Silver Group", "Silver"), ("Ironsyde", "Ironside")]:
        assert companies(one, other) is not None
        assert weak_company_keys(company_name(one)) & weak_company_keys(company_name(other))


def test_domains_that_anybody_can_have_are_not_shared() -> None:
    assert own_domain("joe@acme.example") == "acme.example"
    for address in ("joe@gmail.com", "joe@Yahoo.co.uk", "joe@web.de", "joe@hotmail.fr", "joe@btinternet.com", "joe"):
        assert own_domain(address) in (None, "joe")


def test_a_mailbox_is_the_same_with_another_tag() -> None:
    assert mailbox("Joe+rent@Example.com") == mailbox("joe@example.com")
    assert mailbox("j.oe@gmail.com") == mailbox("joe+x@googlemail.com")
    assert mailbox("j.oe@example.com") != mailbox("joe@example.com")


def test_the_table_of_nicknames_is_folded_and_stands_for_itself() -> None:
    assert all(name == name.lower().strip() and name in formals for name, formals in nicknames().stands_for.items())
    assert {"mike", "michael", "marvin", "martin"} <= nicknames().known
    assert not nicknames().stands_for["christopher"] & nicknames().stands_for["christine"]
