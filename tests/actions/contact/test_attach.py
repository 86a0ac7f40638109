"""Attaching and detaching: roles, dates, the last day inclusive."""

from __future__ import annotations

import pytest

from tests.casa import Casa


@pytest.fixture
def rose(casa: Casa) -> Casa:
    casa.property("Rose")
    casa.tenant("Joe Bloggs")
    return casa


def test_a_contact_is_attached_in_its_own_role_from_today(rose: Casa) -> None:
    assert rose.ok("contact attach 1 rose -o json").outcomes == ["attached"]

    assert rose.rows("select role, starts, ends from attachment") == [("tenant", "2026-11-23", None)]
    assert rose.ok("contact attach 1 Rose -o json").outcomes == ["unchanged"]


def test_one_person_has_several_roles_at_one_place(rose: Casa) -> None:
    rose.ok("contact attach 1 Rose --as owner")
    rose.ok("contact attach 1 Rose --as occupant")

    assert rose.contact(1).properties == ["Rose"]
    assert rose.rows("select count(*) from attachment") == [(2,)]


def test_detach_without_a_date_ends_it_at_once(rose: Casa) -> None:
    rose.ok("contact attach 1 Rose --from 2020-01-01")

    assert rose.ok("contact detach 1 Rose -o json").outcomes == ["detached"]

    assert rose.contact(1).properties == []
    rose.ok("contact archive 1")


def test_detach_on_a_date_holds_to_its_end(rose: Casa) -> None:
    rose.ok("contact attach 1 Rose --from 2020-01-01")
    rose.ok("contact detach 1 Rose --on 2026-11-30")

    rose.travel(to="2026-11-30")
    assert rose.contact(1).properties == ["Rose"]
    rose.travel(to="2026-12-01")
    assert rose.contact(1).properties == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("attach 1 Rose --as king", 2), ("attach 1 Rose --from 2026-12-01 --to 2026-11-30", 2),
        ("attach 1 Nowhere", 4), ("attach 99 Rose", 4), ("detach 1 Rose", 4), ("attach 1 Rose --as lead", 2),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(rose: Casa, line: str, code: int) -> None:
    assert rose.run(f"contact {line}").exit_code == code
    assert rose.rows("select * from attachment") == []


def test_a_mistyped_path_names_near_ones(rose: Casa) -> None:
    rose.property("Rose Court/Block A/12")

    refused = rose.run(["contact", "attach", "1", "Rose Cuort/Block A/12", "-o", "json"])

    assert refused.exit_code == 4
    assert "Rose Court/Block A/12" in refused.error["message"]


def test_an_archived_contact_takes_no_property(rose: Casa) -> None:
    rose.ok("contact archive 1")

    refused = rose.run("contact attach 1 Rose -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["archived"])
    assert refused.error["hint"] == "casactl contact unarchive 1"


def test_an_attachment_that_has_not_begun_is_withdrawn_when_it_is_ended_at_once(casa: Casa) -> None:
    path = casa.property("Rose Court/Block A/12")
    joe = casa.tenant("Joe Bloggs")
    casa.ok(["contact", "attach", joe, path, "--as", "tenant", "--from", "+1m"])

    casa.ok(["contact", "detach", joe, path])

    assert casa.contact(joe).attachments == []
    assert casa.ok(["contact", "can", joe, "archive"]).exit_code == 0
    casa.ok("workspace check")
    casa.ok("undo -y")
    assert [at["from"] for at in casa.contact(joe).attachments] == ["2026-12-23"]
