"""Editing: any field, by the rules of adding, and only what differs."""

from __future__ import annotations

import pytest

from tests.casa import Casa


@pytest.fixture
def joe(casa: Casa) -> Casa:
    casa.tenant(
        "Joe Bloggs", email="joe@example.com", phone="02079460958", external_id="T-1", tag=["vip"],
        custom={"role": "board"}, company="Acme", create_company=True,
    )  # fmt: skip
    return casa


def number_of(casa: Casa) -> int:
    return int(casa.contact("joe@example.com").id)


@pytest.mark.parametrize(
    ("options", "field", "value"),
    [
        (["--first-name", "Max"], "display_name", "Max Bloggs"),
        (["--last-name", "Müller"], "display_name", "Joe Müller"),
        (["--phone", "+33 1 42 68 53 00"], "phone", "+33142685300"),
        (["--phone", ""], "phone", None),
        (["--external-id", "T-9"], "external_id", "T-9"),
        (["--external-id", ""], "external_id", None),
        (["--type", "owner"], "type", "owner"),
        (["--tag", "board"], "tags", ["board", "vip"]),
        (["--untag", "VIP"], "tags", []),
        (["--custom", "role=chair", "--custom", "x=1"], "custom", {"role": "chair", "x": "1"}),
        (["--custom", "role="], "custom", {}),
        (["--company", ""], "company", None),
        (["--company", "Beta", "--create-company"], "company", "Beta"),
    ],
)
def test_a_field_is_changed_or_cleared_and_undone(joe: Casa, options: list[str], field: str, value: object) -> None:
    number = number_of(joe)
    before = vars(joe.contact(number))

    assert joe.ok(["contact", "edit", number, *options, "-o", "json"]).outcomes == ["updated"]
    assert getattr(joe.contact(number), field) == value
    assert joe.ok(["contact", "edit", number, *options, "-o", "json"]).outcomes == ["unchanged"]

    joe.ok("undo -y")
    after = vars(joe.contact(number))
    assert {k: v for k, v in after.items() if k not in ("version", "updated_at")} == {
        k: v for k, v in before.items() if k not in ("version", "updated_at")
    }


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--first-name", ""], 2), (["--last-name", " "], 2), (["--email", "x"], 2), (["--phone", "1"], 2),
        (["--name", "Acme"], 2), (["--custom", "no"], 2), (["--type", "king"], 2), (["--type", "lead"], 5),
        (["--company", "Nobody"], 4), (["--if-version", "7", "--tag", "x"], 5),
    ],
)  # fmt: skip
def test_what_adding_would_refuse_editing_refuses(joe: Casa, options: list[str], code: int) -> None:
    number = number_of(joe)
    before = vars(joe.contact(number))

    assert joe.run(["contact", "edit", number, *options]).exit_code == code
    assert vars(joe.contact(number)) == before


def test_SD_8_an_edit_cannot_take_somebody_elses_email_and_may_respell_its_own(joe: Casa) -> None:
    number = number_of(joe)
    joe.tenant("Ann Other", email="ann@example.com")

    refused = joe.run(f"contact edit {number} --email ANN@example.com -o json")
    assert (refused.exit_code, refused.error["code"]) == (5, "contact.email-taken")
    joe.ok(f"contact edit {number} --email JOE@example.com")
    assert joe.contact(number).email == "JOE@example.com"


def test_history_tells_before_and_after(joe: Casa) -> None:
    number = number_of(joe)
    joe.ok(f"contact edit {number} --first-name Max --untag vip")

    latest = joe.ok(f"contact history {number} -o json").json[0]

    assert latest["verb"] == "contact.edit"
    assert {"field": "first_name", "before": "Joe", "after": "Max"} in latest["changes"]
    assert {"field": "tags", "before": "vip", "after": None} in latest["changes"]
