"""People who have one name only: the last name holds it, and nothing stumbles over a first one (L11)."""

from __future__ import annotations

import csv
import io

import pytest

from tests.casa import Casa

ONE = {"type": "tenant", "single_name": True}


def test_L11_one_name_is_enough_for_who_has_only_one(casa: Casa) -> None:
    refused = casa.run("contact add --type tenant --last-name Sukarno -o json")
    assert (refused.exit_code, refused.error["code"], refused.error["hint"]) == (
        2, "contact.missing-field", "who has only one name: --single-name",
    )  # fmt: skip
    last = casa.contact(casa.add(**ONE, last_name="Sukarno"))
    first = casa.contact(casa.add(**ONE, first_name="Suharto"))

    assert (last.display_name, last.first_name, last.last_name, last.single_name) == ("Sukarno", None, "Sukarno", True)
    assert (first.display_name, first.first_name, first.last_name) == ("Suharto", None, "Suharto")
    assert casa.contact("sukarno").id == last.id
    assert casa.run("contact add --type tenant --single-name").exit_code == 2
    assert casa.run("contact add --type client --last-name Ono --single-name").exit_code == 2
    assert casa.run("contact add --type tenant --first-name A --last-name B --single-name").exit_code == 2
    assert casa.run("contact add --type vendor --kind company --name Acme --single-name").exit_code == 2


def test_L11_it_is_sorted_and_found_as_given(casa: Casa) -> None:
    casa.tenant("Ann Tan")
    one = casa.add(**ONE, last_name="Suharto")
    casa.tenant("Bob Rao")
    casa.company("Sun Ltd")

    names = [each["display_name"] for each in casa.ok("contact list -o json").json]
    assert names == ["Bob Rao", "Suharto", "Sun Ltd", "Ann Tan"]
    [found] = casa.ok("contact find uharto -o json").json
    assert (found["id"], found["single_name"]) == (one, True)
    assert casa.contact("Ann Tan").single_name is False


def test_L11_an_edit_takes_the_first_name_away_and_gives_one(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    assert casa.run(["contact", "edit", joe, "--first-name", ""]).exit_code == 2
    casa.ok(["contact", "edit", joe, "--single-name"])
    assert casa.contact(joe).display_name == "Bloggs"
    assert "unchanged" in casa.ok(["contact", "edit", joe, "--single-name"]).stderr
    casa.ok(["contact", "edit", joe, "--email", "b@example.com", "--external-id", "7"])
    casa.ok(["contact", "edit", joe, "--last-name", "Blogg"])
    assert (casa.contact(joe).display_name, casa.contact(joe).single_name) == ("Blogg", True)
    casa.ok(["contact", "edit", joe, "--first-name", "Prince", "--single-name"])
    assert casa.contact(joe).last_name == "Prince"
    casa.ok(["contact", "edit", joe, "--first-name", "Joe"])
    assert (casa.contact(joe).display_name, casa.contact(joe).single_name) == ("Joe Prince", False)
    casa.ok("undo")
    assert (casa.contact(joe).display_name, casa.contact(joe).single_name) == ("Prince", True)


def test_L11_promote_asks_for_no_first_name(casa: Casa) -> None:
    lead = casa.add(type="lead", last_name="Sukarno", single_name=True, email="s@example.com")

    casa.ok(["contact", "promote", lead])
    assert casa.contact(lead).type == "prospect"


FILE = (
    "type,name,email,single name\ntenant,Prince,p@example.com,yes\ntenant,Cher,c@example.com,\n"
    "tenant,Ann Lee,a@example.com,yes\n"
)


def test_L11_a_file_says_who_has_one_name(casa: Casa) -> None:
    done = casa.run("contact import - -o json", stdin=FILE)
    assert (done.exit_code, done.json["added"], done.json["rejected"]) == (0, 3, 0)
    assert [casa.contact(name).single_name for name in ("Prince", "Cher", "Ann Lee")] == [True, True, False]

    again = casa.ok("contact import --single-name --on-conflict skip - -o json", stdin=FILE).json
    assert (again["added"], again["unchanged"]) == (0, 3)
    parts = "type,first name,last name\ntenant,Sukarno,\n"
    bad = casa.run("contact import - -o json", stdin=parts)
    assert "missing-last-name,a tenant needs a last name" in rejects(bad.json)
    assert casa.ok("contact import --single-name - -o json", stdin=parts).json["added"] == 1
    odd = casa.run("contact import - -o json", stdin="type,last name,single name\ntenant,Sting,perhaps\n")
    assert "invalid-single-name" in rejects(odd.json)


def rejects(counts: dict[str, str]) -> str:
    with open(counts["rejects_file"], encoding="utf-8") as file:
        return file.read()


def test_L11_an_export_comes_back_as_it_was(casa: Casa) -> None:
    casa.tenant("Ann Lee")
    assert "single_name" not in casa.ok("contact export -").stdout
    casa.add(**ONE, last_name="Sukarno", external_id="=7")
    text = casa.ok("contact export -").stdout

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["last_name"], row["single_name"]) for row in rows] == [("Lee", ""), ("Sukarno", "yes")]
    same = casa.ok("contact import - --on-conflict update -o json", stdin=text).json
    assert (same["unchanged"], same["updated"]) == (2, 0)
    new = text.replace("Ann,Lee", ",Lee").replace("\r\n", "\n").splitlines()
    casa.ok("contact import - --on-conflict update", stdin=f"{new[0]}\n{new[1]}yes\n")
    assert (casa.contact(1).display_name, casa.contact(1).single_name) == ("Lee", True)


def test_L11_two_of_one_name_are_found_merged_and_erased(casa: Casa) -> None:
    one = casa.add(**ONE, last_name="Sukarno", phone="020 7946 0000")
    other = casa.add(**ONE, last_name="Soekarno", phone="020 7946 0000", email="s@example.com")
    casa.tenant("Ann Lee")

    [pair] = casa.ok("contact duplicates -o json").json
    assert {pair["a"], pair["b"]} == {one, other}
    casa.ok(["contact", "merge", one, other, "-y"])
    merged = casa.contact(one)
    assert (merged.display_name, merged.email, merged.single_name) == ("Sukarno", "s@example.com", True)
    casa.ok(["note", "add", 3, "--text", "rang about Sukarno"])
    casa.ok(["contact", "archive", one])
    done = casa.ok(["contact", "erase", one, "-y"])
    assert casa.contact(one).single_name is False
    assert "Sukarno" not in casa.ok("log list -o json").stdout
    casa.ok("workspace check")
    assert done.exit_code == 0


@pytest.mark.parametrize("line", ["message send {} --subject Hi --text Hello", "ledger statement {}", "contact can {}"])
def test_L11_pages_and_letters_call_them_by_it(casa: Casa, line: str) -> None:
    one = casa.add(**ONE, last_name="Sukarno", email="s@example.com")

    done = casa.ok(line.format(one))
    assert "None" not in done.stdout + done.stderr
