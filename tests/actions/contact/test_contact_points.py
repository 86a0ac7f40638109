"""Further e-mails and phones: kept beside the login e-mail and the main phone, found, merged and erased with them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.casa import Casa


def points(casa: Casa, ref: int | str) -> list[tuple[str, str, str | None]]:
    """(kind, value, label) of a contact's further e-mails and phones."""
    return [(each["kind"], each["value"], each["label"]) for each in casa.contact(ref).contact_points]


def test_T14_a_second_phone_and_a_second_email_have_a_place(casa: Casa) -> None:
    ann = casa.add(
        type="tenant", first_name="Ann", last_name="Archer", phone=["020 7946 0018", "mobile: 07700 900123"],
        email=["ann@example.com", "Work: Ann@Firm.example", "ann@example.com"],
    )  # fmt: skip

    shown = casa.contact(ann)
    assert (shown.email, shown.phone) == ("ann@example.com", "+442079460018")
    assert points(casa, ann) == [("phone", "+447700900123", "mobile"), ("email", "Ann@firm.example", "Work")]
    assert casa.ok("workspace check").exit_code == 0


def test_T14_they_come_and_go(casa: Casa) -> None:
    ann = casa.tenant("Ann Archer", phone="020 7946 0018")

    casa.ok(["contact", "edit", ann, "--add-phone", "work: 07700 900123", "--add-email", "a@firm.example"])
    again = casa.ok(["contact", "edit", ann, "--add-phone", "07700900123", "--add-phone", "020 7946 0018"])
    assert "unchanged" in again.stderr
    casa.ok(["contact", "edit", ann, "--add-phone", "office: 07700900123"])
    assert points(casa, ann) == [("phone", "+447700900123", "office"), ("email", "a@firm.example", None)]
    casa.ok(["contact", "edit", ann, "--remove-phone", "07700 900123", "--remove-email", "A@FIRM.example"])
    assert points(casa, ann) == []
    casa.ok("undo")
    assert len(points(casa, ann)) == 2
    assert casa.ok("contact find 900123 -o ids").ids == [ann]
    assert casa.ok("workspace check").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--remove-phone", "020 7946 0018"], "is the contact's own phone"),
        (["--remove-phone", "020 7946 0019"], "has no further phone +44 20 7946 0019; it has +44 7700 900123"),
        (["--remove-email", "x@example.com"], "has no further email x@example.com."),
    ],
)
def test_T14_what_is_no_further_one_cannot_be_taken_off(casa: Casa, words: list[str], said: str) -> None:
    ann = casa.tenant("Ann Archer", phone=["020 7946 0018", "07700 900123"])

    refused = casa.run(["contact", "edit", ann, *words, "-o", "json"])

    assert (refused.exit_code, refused.error["code"]) == (4, "contact.no-such-point")
    assert said in refused.error["message"]


def test_what_becomes_the_main_phone_is_no_further_one_any_more(casa: Casa) -> None:
    ann = casa.tenant("Ann Archer", phone=["020 7946 0018", "07700 900123"], email=["a@example.com", "b@example.com"])

    casa.ok(["contact", "edit", ann, "--phone", "07700 900123", "--email", "b@example.com"])

    assert (casa.contact(ann).phone, casa.contact(ann).email) == ("+447700900123", "b@example.com")
    assert points(casa, ann) == []


def test_a_person_is_meant_and_resembled_by_a_further_one_too(casa: Casa) -> None:
    ann = casa.tenant(
        "Ann Archer", email=["ann@example.com", "archers@example.com"], phone=["020 7946 0018", "07700 900123"]
    )
    bob = casa.tenant("Bob Archer", email="archers@example.com")

    assert casa.contact("07700 900123").id == casa.contact("ann@example.com").id == ann
    assert casa.contact("archers@example.com").id == bob  # whose login it is
    again = casa.run("contact add --type tenant --first-name Ann --last-name Archer --phone 07700900123 -o json")
    assert (again.exit_code, again.error["code"]) == (5, "contact.looks-the-same")
    assert "the same phone" in again.error["message"]


def test_a_phone_may_have_its_words_and_nothing_is_nothing(casa: Casa) -> None:
    ann = casa.tenant("Ann Archer", phone="07700 900123 (mobile) / 020 7946 0018", external_id="n/a")

    assert (casa.contact(ann).phone, casa.contact(ann).external_id) == ("+447700900123", None)
    assert points(casa, ann) == [("phone", "+442079460018", None)]


def test_a_merge_keeps_every_way_to_reach_somebody(casa: Casa) -> None:
    keep = casa.tenant("Joe Bloggs", phone="020 7946 0018", email="joe@example.com")
    lose = casa.tenant(
        "Joe B.", phone=["07700 900123", "020 7946 0018", "07700 900124"], email=["job@example.com", "JOE@example.com"]
    )

    casa.ok(f"contact merge {keep} {lose} --yes")

    assert [(kind, value) for kind, value, _ in points(casa, keep)] == [
        ("phone", "+447700900124"), ("email", "job@example.com"), ("phone", "+447700900123"),
    ]  # fmt: skip
    assert casa.add(type="tenant", first_name="New", last_name="Comer", email="job@example.com") == lose + 1
    assert casa.ok("workspace check").exit_code == 0
    casa.ok(f"contact edit {lose + 1} --email ''")
    casa.ok("undo 4")
    assert (points(casa, keep), len(points(casa, lose))) == ([], 3)


def test_an_erasure_takes_them_from_everywhere(casa: Casa) -> None:
    ann = casa.tenant("Ann Archer", phone=["020 7946 0018", "work: 07700 900123"], email=["", "away@example.com"])
    casa.ok(["contact", "edit", ann, "--remove-phone", "07700 900123"])
    bob = casa.tenant("Bob Baker")
    casa.ok(["note", "add", bob, "--text", "Ring 07700 900123 or write to away@example.com"])
    casa.ok(f"contact deactivate {ann}")

    casa.ok(f"contact delete {ann} --yes")

    told: Any = casa.rows("select coalesce(before, '') || coalesce(after, '') from change")
    assert not [text for (text,) in told if "900123" in text or "away@" in text]
    assert casa.rows("select 1 from contact_point") == []
    assert casa.ok("workspace check").exit_code == 0


def test_duplicates_are_found_by_a_further_phone_once(casa: Casa) -> None:
    one = casa.tenant("Ann Archer", phone=["020 7946 0018", "07700 900123"])
    other = casa.tenant("Anna Archer", phone=["07700 900123", "020 7946 0018"])

    [pair] = casa.ok("contact duplicates -o json").json
    assert (pair["a"], pair["b"]) == (one, other)
    assert "same phone" in pair["reasons"]


def test_I10_a_title_and_a_suffix_are_no_part_of_the_name(casa: Casa) -> None:
    anna = casa.add(type="tenant", first_name="Anna", last_name="Weber", title="Frau Dr.")
    john = casa.add(type="tenant", first_name="John", last_name="Smith", suffix="Jr.", title="Mr")

    assert (casa.contact(anna).display_name, casa.contact(anna).title) == ("Dr. Anna Weber", "Frau Dr.")
    assert (casa.contact(john).display_name, casa.contact("john smith").suffix) == ("John Smith Jr.", "Jr.")
    casa.ok(["contact", "edit", john, "--suffix", ""])
    assert casa.contact(john).display_name == "John Smith"
    assert casa.run("contact add --type vendor --kind company --name Acme --title Dr").exit_code == 2


def test_a_family_name_stands_first_where_its_script_or_somebody_says_so(casa: Casa) -> None:
    taro = casa.add(type="tenant", first_name="太郎", last_name="山田")
    an = casa.add(type="tenant", first_name="Van An", last_name="Nguyen", family_first=True)

    assert (casa.contact(taro).display_name, casa.contact(taro).family_first) == ("山田 太郎", True)
    assert casa.contact(an).display_name == "Nguyen Van An"
    casa.ok(["contact", "edit", an, "--given-first"])
    assert (casa.contact(an).display_name, casa.contact(an).family_first) == ("Van An Nguyen", False)
