"""A contact's version tells of all that `contact edit` can change, of what other tables hold too (A7)."""

from __future__ import annotations

import pytest

from tests.casa import Casa


def version(casa: Casa, contact: object = 1) -> int:
    return int(casa.ok(f"contact show {contact} -o json").json["version"])


@pytest.fixture
def joe(casa: Casa) -> Casa:
    casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok("contact edit 1 --tag old --add-email home:joe2@example.com --add-phone '020 7946 0001'")
    return casa


@pytest.mark.parametrize(
    "line",
    ["contact edit 1 --tag vip", "contact edit 1 --untag old", "contact edit 1 --add-email w:j3@example.com",
     "contact edit 1 --add-email work:joe2@example.com", "contact edit 1 --add-phone '020 7946 0002'",
     "contact edit 1 --remove-email joe2@example.com", "contact edit 1 --remove-phone '020 7946 0001'",
     "contact edit 1 --company Acme --create-company", "contact tag add vip 1", "contact tag remove old 1"],
)  # fmt: skip
def test_A7_every_edit_raises_the_version_once(joe: Casa, line: str) -> None:
    before = version(joe)
    touched = joe.ok("contact show 1 -o json").json["updated_at"]
    joe.travel(to="2027-01-02")

    joe.ok(line)

    assert version(joe) == before + 1
    assert joe.ok("contact show 1 -o json").json["updated_at"] > touched
    stale = joe.run(f"contact edit 1 --last-name Other --if-version {before} -o json")
    assert (stale.exit_code, stale.error["code"]) == (5, "conflicting-edit")


@pytest.mark.parametrize("line", ["contact edit 1 --tag old", "contact tag add old 1", "contact tag remove none 1"])
def test_A7_what_changes_nothing_raises_nothing(joe: Casa, line: str) -> None:
    before = version(joe)
    joe.run(line)
    assert version(joe) == before


def test_A7_an_edit_of_columns_and_tags_is_one_version(joe: Casa) -> None:
    before = version(joe)
    joe.ok("contact edit 1 --last-name Smith --tag vip")
    assert version(joe) == before + 1


def test_A7_the_log_says_the_same_as_ever_and_undo_takes_it_back(joe: Casa) -> None:
    joe.ok("contact edit 1 --tag vip")
    newest = joe.log()[0]["operation"]
    changes = joe.ok(f"log show {newest} -o json").json["changes"]
    assert [each["table"] for each in changes] == ["tag"]

    joe.ok("undo")
    assert joe.ok("contact show 1 -o json").json["tags"] == ["old"]
    assert joe.run("workspace check").exit_code == 0


def test_A7_an_import_that_tags_raises_it_too(joe: Casa) -> None:
    before = version(joe)
    joe.ok("contact import - --on-conflict update --tag board", stdin="contact_id\n1\n")
    assert version(joe) == before + 1
