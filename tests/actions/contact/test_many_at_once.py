"""Editing, attaching, detaching, tagging and noting take selections, as every verb does (T4)."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.conftest import Filled

LINES = {
    "contact edit": "--custom heating=gas",
    "contact attach": "'Rose Court'",
    "contact detach": "'Rose Court/1'",
    "contact tag add": "board",
    "contact tag remove": "vip",
    "note add": "--text 'Lift out of order'",
}
"""What each verb is given beside the contacts; a tag stands before them."""


CHOSEN = "--property 'Rose Court'"


def gather(casa: Casa) -> None:
    """Four tenants at Rose Court/1, all with a tag; the last is an owner who is archived."""
    casa.property("Rose Court/1")
    for name in ("Ann One", "Bob Two", "Cyd Three"):
        casa.tenant(name, at="Rose Court/1", tag=["vip"])
    casa.owner("Dee Four", tag=["vip"])
    casa.ok("contact archive 4")


@pytest.fixture
def four(filled: Filled) -> Casa:
    """What `gather` makes."""
    return filled(gather)


def line(verb: str, whom: str) -> str:
    parts = (LINES[verb], whom) if "tag" in verb else (whom, LINES[verb])
    return f"{verb} {' '.join(parts)}"


def done_to(casa: Casa) -> dict[int, object]:
    """All that these verbs change, by contact."""
    notes = [row["contact_id"] for row in casa.ok("note list -o json").json]
    rows = casa.ok("contact list --all -o json").json
    return {row["id"]: (row["custom"], row["properties"], row["tags"], notes.count(row["id"])) for row in rows}


@pytest.mark.parametrize("verb", LINES)
@pytest.mark.parametrize(("whom", "stdin"), [("1 2 3", ""), ("-", "1\nBob Two\n\n3\n"), (CHOSEN, "")])
def test_T4_several_are_one_operation_that_undo_takes_back(four: Casa, verb: str, whom: str, stdin: str) -> None:
    before = done_to(four)

    tried = four.ok(f"{line(verb, whom)} -n -o json", stdin=stdin)
    assert done_to(four) == before
    done = four.ok(f"{line(verb, whom)} -y -o json --reason because", stdin=stdin)
    changed = done_to(four)

    assert [each["outcome"] for each in done.results] == [each["outcome"] for each in tried.results]
    assert len(done.results) == 3
    assert all(changed[number] != before[number] for number in (1, 2, 3))
    assert changed[4] == before[4]
    assert (four.log()[0]["operation"], four.log()[0]["verb"]) == (done.json["operation"], verb.replace(" ", "."))
    assert four.ok(f"log show {done.json['operation']} -o json").json["reason"] == "because"
    four.ok("undo")
    assert done_to(four) == before
    four.ok("log verify")


@pytest.mark.parametrize("verb", LINES)
def test_T4_from_three_on_somebody_has_to_be_sure(four: Casa, verb: str) -> None:
    before = done_to(four)

    unsure = four.run(f"{line(verb, '1 2 3')} -o json")
    by_filter = four.run(f"{line(verb, CHOSEN)} -o json")

    assert (unsure.exit_code, by_filter.exit_code) == (2, 2)
    assert {unsure.error["code"], by_filter.error["code"]} == {"usage.confirmation-needed"}
    assert done_to(four) == before
    assert four.run(line(verb, "1 2")).exit_code == 0


@pytest.mark.parametrize("verb", LINES)
def test_T4_each_has_an_outcome_of_its_own(four: Casa, verb: str) -> None:
    done = four.run(f"{line(verb, '1 nobody@example.com')} -o json")

    assert done.exit_code == 3
    assert [each["outcome"] == "refused" for each in done.results] == [False, True]
    nobody = four.run(line(verb, "nobody@example.com"))
    assert nobody.exit_code == 4


@pytest.mark.parametrize("verb", LINES)
def test_T4_neither_both_nor_nothing_is_a_selection(four: Casa, verb: str) -> None:
    for whom in ("1 --kind person", "", "--kind nonsense", "--property Nowhere"):
        assert four.run(f"{line(verb, whom)} -y").exit_code in (2, 4), whom
    empty = four.ok(f"{line(verb, '-')} -o json", stdin="\n")
    assert (empty.json["operation"], empty.results) == (None, [])


@pytest.mark.parametrize("verb", LINES)
def test_T4_the_same_request_id_does_it_once(four: Casa, verb: str) -> None:
    first = four.ok(f"{line(verb, '1 2')} --request-id r1 -o json")
    again = four.ok(f"{line(verb, '1 2')} --request-id r1 -o json")
    other = four.run(f"{line(verb, '1 3')} --request-id r1")

    assert first.json == again.json
    assert other.exit_code == 5


@pytest.mark.parametrize("verb", LINES)
def test_T4_nobody_out_of_sight_is_chosen(four: Casa, verb: str) -> None:
    four.property("Elm Row/1")
    hidden = four.tenant("Zoe Hidden", at="Elm Row/1", tag=["vip"])
    four.ok("user add ann@office.example --name Ann --type staff --community 'Rose Court'")
    before = done_to(four)

    done = four.ok(f"{line(verb, '--lifecycle active')} -y -o json --actor ann@office.example")
    named = four.run(f"{line(verb, str(hidden))} --actor ann@office.example")

    assert len(done.results) == 3
    assert named.exit_code == 4
    assert done_to(four)[hidden] == before[hidden]


# Fields that are one contact's own -----------------------------------------------------------------


@pytest.mark.parametrize(
    "option",
    ["--email a@example.com", "--phone 02079460018", "--external-id X1", "--first-name Al", "--last-name ''",
     "--name Acme", "--title Dr.", "--suffix Jr.", "--single-name", "--if-version 1 --untag vip",
     "--add-email a@example.com", "--add-phone 02079460018", "--remove-phone 02079460018"],
)  # fmt: skip
def test_T4_what_is_one_contact_s_own_is_not_given_to_several(four: Casa, option: str) -> None:
    before = four.log()

    named = four.run(f"contact edit 1 2 {option} -o json")
    chosen = four.run(f"contact edit --match o --tag x {option} -y -o json")

    assert (named.exit_code, named.error["code"]) == (2, "usage.one-contact-only")
    assert option.split()[0] in named.stderr
    assert (chosen.exit_code, chosen.error["code"]) == (2, "usage.one-contact-only")
    assert four.log() == before
    assert "casactl contact import FILE --on-conflict update" in named.error["hint"]


def test_T4_a_filter_that_finds_one_may_give_it_its_own(four: Casa) -> None:
    four.ok("contact edit --match 'ann one' --email ann@example.com -y")

    assert four.contact(1).email == "ann@example.com"


def test_T4_what_clears_a_field_clears_it_of_several(four: Casa) -> None:
    four.ok("contact edit 1 --email ann@example.com --phone 02079460018")

    four.ok("contact edit 1 2 --email '' --phone ''")

    assert (four.contact(1).email, four.contact(1).phone) == (None, None)


def test_T4_on_edit_type_tag_and_company_are_new_values_and_the_others_choose(four: Casa) -> None:
    done = four.ok(
        "contact edit --property 'Rose Court' --type owner --tag board --company Acme --create-company -y -o json"
    )

    rows = {row["id"]: row for row in four.ok("contact list --all -o json").json}
    assert [each["outcome"] for each in done.results] == ["updated"] * 3
    assert {(row["type"], row["company"]) for number, row in rows.items() if number in (1, 2, 3)} == {("owner", "Acme")}
    assert [row["tags"] for number, row in rows.items() if number in (1, 2, 3)] == [["board", "vip"]] * 3
    assert len([row for row in rows.values() if row["display_name"] == "Acme"]) == 1
    four.ok("undo")
    assert [row["display_name"] for row in four.ok("contact list --all -o json").json].count("Acme") == 0


def test_T4_who_may_not_have_it_is_refused_alone_and_keeps_all_of_the_old(four: Casa) -> None:
    firm = four.company("Brook Ltd")

    done = four.run(f"contact edit 1 {firm} 2 --company Acme --create-company --tag board -y -o json")

    assert done.exit_code == 3
    assert [each["outcome"] for each in done.results] == ["updated", "refused", "updated"]
    assert four.contact(firm).tags == []
    assert four.contact(1).company == "Acme"
    backward = four.run("contact edit 1 2 --type lead --tag late -o json")
    assert (backward.exit_code, four.contact(2).tags) == (5, ["board", "vip"])


@pytest.mark.parametrize(
    "option", ["--tag 'a;b'", "--type nonsense", "--company Nowhere", "--custom 'a b!=1'", "--custom nothing"]
)
def test_T4_what_nobody_can_be_given_is_said_once_and_nothing_is_done(four: Casa, option: str) -> None:
    done = four.run(f"contact edit 1 2 --untag vip {option}")

    assert done.exit_code in (2, 4)
    assert done.stdout == ""
    assert four.contact(1).tags == ["vip"]


# Attaching and detaching ---------------------------------------------------------------------------


def test_T4_the_last_word_is_the_path(four: Casa) -> None:
    assert four.run("contact attach 1").exit_code == 2
    assert four.run("contact attach 'Rose Court'").exit_code == 2
    assert four.run("contact attach 1 2 Nowhere").exit_code == 4
    four.ok("contact attach 1 2 'Rose Court' --as owner")
    assert four.contact(2).properties == ["Rose Court", "Rose Court/1"]


def test_T4_who_has_no_role_of_their_own_is_refused_alone(four: Casa) -> None:
    lead = four.person("Lea Lead", type="lead")

    done = four.run(f"contact attach 1 {lead} 'Rose Court' -o json")
    wrong = four.run(f"contact attach 1 {lead} 'Rose Court' --as king")

    assert [each["outcome"] for each in done.results] == ["attached", "refused"]
    assert done.results[1]["reasons"][0]["code"].endswith("missing-role")
    assert (wrong.exit_code, wrong.stdout) == (2, "")


def test_T4_the_list_and_the_text_cannot_both_come_from_standard_input(four: Casa) -> None:
    assert four.run("note add - --text -", stdin="1\n").exit_code == 2
    assert four.run("note add 1 - --text -", stdin="1\n").exit_code == 2
    assert four.ok("note add 1 2 --text - -o json", stdin="Lift\n").results[1]["outcome"] == "added"


def test_T4_a_tag_is_one_however_it_is_spelt(four: Casa) -> None:
    done = four.ok("contact tag add 'Vip' 1 -o json")
    off = four.ok("contact tag remove VÏP 1 2 -o json")

    assert done.results[0]["outcome"] == "unchanged"
    assert [each["outcome"] for each in off.results] == ["updated", "updated"]
    assert four.run("contact tag add '' 1").exit_code == 2
    assert four.run("contact tag add 'a;b' 1").exit_code == 2
    assert four.ok("contact tag add x --tag vip -y -o json").results[0]["ref"] == "3"
    assert four.ok("contact tag rm x 3 -o json").results[0]["outcome"] == "updated"
