"""Addresses: one billing address when there are any, whom to ask for the key, and what removing one brings about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.casa import Casa
from tests.mailed import activated


@pytest.fixture
def joe(casa: Casa) -> int:
    return casa.tenant("Joe Bloggs")


def add(casa: Casa, contact: int, line: str, *options: str) -> int:
    return int(casa.ok(["address", "add", contact, "--line", line, *options, "-o", "json"]).results[0]["id"])


def addresses(casa: Casa, contact: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = casa.ok(f"address list {contact} -o json").json
    return found


def marks(casa: Casa, contact: int) -> dict[int, tuple[bool, bool]]:
    """(billing, site) of each address."""
    return {each["id"]: (each["billing"], each["site"]) for each in addresses(casa, contact)}


def billing(casa: Casa, contact: int) -> list[int]:
    return [number for number, (mark, _) in marks(casa, contact).items() if mark]


# Adding -------------------------------------------------------------------------------------------


def test_PY_3_the_first_address_is_the_billing_address_whether_or_not_it_was_said(casa: Casa, joe: int) -> None:
    first, second = add(casa, joe, "1 High St", "--site"), add(casa, joe, "2 Elm Row")

    assert marks(casa, joe) == {first: (True, True), second: (False, True)}


def test_PY_3_adding_another_billing_address_moves_the_mark(casa: Casa, joe: int) -> None:
    first, second = add(casa, joe, "1 High St"), add(casa, joe, "2 Elm Row", "--billing")

    assert marks(casa, joe) == {first: (False, True), second: (True, False)}
    casa.ok("undo -y")
    assert marks(casa, joe) == {first: (True, False)}


def test_a_street_of_several_lines_is_one(casa: Casa, joe: int) -> None:
    add(casa, joe, "Flat 4", "--line", " 10  High St ", "--line", "")

    assert addresses(casa, joe)[0]["line"] == "Flat 4, 10 High St"


def test_the_country_is_the_workspaces_unless_another_is_said(casa: Casa, joe: int) -> None:
    casa.ok("workspace set country DE")
    add(casa, joe, "Domkloster 4", "--city", "Köln", "--postcode", "50667")
    add(casa, joe, "1 rue", "--country", "frankreich")

    rue, dom = addresses(casa, joe)
    assert (dom["country"], dom["formatted"]) == ("DE", ["Domkloster 4", "50667 KÖLN"])
    assert (rue["country"], rue["formatted"]) == ("FR", ["1 rue", "FRANCE"])


def test_the_same_address_again_is_no_second_one(casa: Casa, joe: int) -> None:
    first = add(casa, joe, "1 High St", "--city", "London", "--postcode", "SW1A 1AA")
    other = add(casa, joe, "2 Elm Row")
    again: list[str | int] = [
        "address",
        "add",
        joe,
        "--line",
        "1 HIGH st",
        "--city",
        "london",
        "--postcode",
        "sw1a1aa",
        "-o",
        "json",
    ]

    assert casa.ok(again).outcomes == ["unchanged"]
    assert casa.ok([*again, "--billing"]).outcomes == ["unchanged"]
    assert casa.ok(f"address add {joe} --line '2 elm row' --billing -o json").outcomes == ["updated"]
    assert marks(casa, joe) == {first: (False, True), other: (True, True)}


def test_an_odd_postcode_is_told_and_taken(casa: Casa, joe: int) -> None:
    odd = casa.ok(f"address add {joe} --line x --postcode 123")
    fine = casa.ok(f"address add {joe} --line y --postcode sw1a1aa")

    assert "'123' is no postcode of GB" in odd.stderr
    assert "postcode" not in fine.stderr
    assert addresses(casa, joe)[1]["postcode"] == "123"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("--line x --country Grmany", "invalid-country"), ("--line x --country ''", "address.missing-line"),
        ("--line ' '", "usage"), ("--city London", "usage"), ("--line x --access-phone 12", "invalid-phone"),
        ("--line x --access-email no", "invalid-email"), ("--line 'a\x07b'", "invalid-text"),
        (f"--line {'x' * 401}", "invalid-text"), (f"--line x --access-note {'x' * 2001}", "invalid-text"),
        (f"--line x --postcode {'1' * 41}", "invalid-text"), (f"--line x --label {'x' * 61}", "invalid-text"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_a_usage_error_and_names_the_option(casa: Casa, joe: int, options: str, code: str) -> None:
    done = casa.run(f"address add {joe} {options} -o json --no-input")

    assert (done.exit_code, done.stdout, done.error["code"]) == (2, "", code)
    assert "--" in done.error["message"]
    assert addresses(casa, joe) == []


def test_a_mistyped_country_is_answered_with_what_comes_near(casa: Casa, joe: int) -> None:
    assert "Germany (DE)" in casa.run(f"address add {joe} --line x --country Grmany").stderr


def test_who_is_gone_gets_no_address(casa: Casa, joe: int) -> None:
    other = casa.tenant("Jo Bloggs")
    casa.ok(f"contact merge {joe} {other} -y")
    gone = casa.tenant("Gone Person")
    casa.ok(f"contact archive {gone}")
    assert casa.ok(f"address add {gone} --line x -o json").outcomes == ["added"]
    casa.ok(f"contact erase {gone} -y")

    for number in (other, gone):
        done = casa.run(f"address add {number} --line x -o json")
        assert (done.exit_code, done.reasons) == (5, ["gone"])


# The key ------------------------------------------------------------------------------------------


KEY = ["--access-name", "Kay Holder", "--access-phone", "020 7946 0958", "--access-email", "KAY@Example.COM",
       "--access-note", "under the third pot"]  # fmt: skip


def test_PY_4_PY_5_an_address_with_access_details_has_the_key(casa: Casa, joe: int) -> None:
    add(casa, joe, "1 High St", *KEY)
    add(casa, joe, "2 Elm Row")

    plain, keyed = addresses(casa, joe)
    assert (plain["has_access"], plain["access"]) == (False, None)
    assert keyed["has_access"]
    assert keyed["access"] == {"name": "Kay Holder", "phone": "+44 20 7946 0958", "email": "KAY@example.com",
                               "note": "under the third pot"}  # fmt: skip
    assert [line.count("🔑") for line in casa.ok("address list").stdout.splitlines()] == [0, 1]
    assert [each["id"] for each in casa.ok("address list --with-access -o json").json] == [keyed["id"]]


def test_PY_4_access_people_appear_only_at_the_address(casa: Casa, joe: int) -> None:
    add(casa, joe, "1 High St", *KEY)

    assert casa.ok("contact find Holder -o ids").ids == []
    assert casa.ok("contact find kay@example.com -o ids").ids == []
    assert casa.ok("contact find 7946 -o ids").ids == []
    assert casa.run("contact show kay@example.com").exit_code == 4
    assert casa.rows("select count(*) from claim") == [(0,)]
    ann = casa.tenant("Ann Archer", email="kay@example.com")
    assert casa.contact(ann).email == "kay@example.com"


def test_an_attorney_sees_where_but_not_who_has_the_key(casa: Casa) -> None:
    casa.property("Rose Court/1", kind="unit")
    olive = casa.owner("Olive Owner", at="Rose Court/1")
    add(casa, olive, "1 High St", *KEY)
    casa.ok("user add law@firm.example --name Lex --type attorney --community 'Rose Court'")
    casa.ok("workspace set handover_requires_demand off")
    casa.ok(f"ledger charge {olive} 120 --for Levy")
    casa.ok(f"contact handover {olive} --to law@firm.example")

    (seen,) = casa.ok("address list --actor law@firm.example -o json").json

    assert (seen["line"], seen["has_access"], seen["access"]) == ("1 High St", False, None)
    assert casa.ok("address list --with-access --actor law@firm.example -o json").json == []
    shown = casa.ok(f"contact show {olive} --actor law@firm.example -o json")
    assert "Kay Holder" not in shown.stdout
    assert casa.run("address remove 1 --actor law@firm.example").exit_code == 5


def test_a_person_sees_their_own_addresses_without_the_key(casa: Casa) -> None:
    joe = activated(casa)
    add(casa, joe, "1 High St", *KEY)

    (own,) = casa.ok(f"portal view {joe} --reason asked -o json").json["addresses"]

    assert own == {"id": 1, "label": None, "line": "1 High St", "city": None, "region": None, "postcode": None,
                   "country": "GB", "formatted": ["1 High St"], "billing": True, "site": False}  # fmt: skip


# Editing ------------------------------------------------------------------------------------------


def test_an_edit_changes_what_it_says_and_clears_what_is_empty(casa: Casa, joe: int) -> None:
    number = add(casa, joe, "1 High St", "--city", "London", "--label", "home", *KEY)

    edit: list[str | int] = ["address", "edit", number, "--city", "Leeds", "--label", "", "--access-phone", "",
                             "--access-note", "", "-o", "json"]  # fmt: skip
    assert casa.ok(edit).outcomes == ["updated"]

    (row,) = addresses(casa, joe)
    assert (row["line"], row["city"], row["label"]) == ("1 High St", "Leeds", None)
    assert row["access"] == {"name": "Kay Holder", "email": "KAY@example.com"}
    assert row["version"] == 2
    assert casa.ok(edit).outcomes == ["unchanged"]
    assert casa.run(f"address edit {number} --line ''").exit_code == 2
    assert casa.run(f"address edit {number}").exit_code == 2


def test_PY_3_the_mark_moves_to_the_edited_address(casa: Casa, joe: int) -> None:
    first, second = add(casa, joe, "1 High St"), add(casa, joe, "2 Elm Row")

    assert casa.ok(f"address edit {second} --billing -o json").outcomes == ["updated"]

    assert marks(casa, joe) == {first: (False, True), second: (True, True)}
    assert casa.ok(f"address edit {second} --billing --site -o json").outcomes == ["unchanged"]
    assert casa.ok(f"address edit {second} --no-site -o json").outcomes == ["updated"]
    casa.ok("undo -y")
    casa.ok("undo -y")
    assert billing(casa, joe) == [first]


def test_PY_3_the_mark_does_not_go_without_another(casa: Casa, joe: int) -> None:
    only = add(casa, joe, "1 High St")

    alone = casa.run(f"address edit {only} --no-billing -o json")
    second = add(casa, joe, "2 Elm Row")
    refused = casa.run(f"address edit {only} --no-billing -o json")
    site = casa.run(f"address edit {second} --no-site -o json")

    assert (alone.exit_code, alone.error["rule"], alone.reasons) == (5, "PY-3", ["billing-address"])
    assert (refused.exit_code, refused.reasons, refused.error["hint"]) == (
        5, ["billing-address"], f"casactl address edit {second} --billing")  # fmt: skip
    assert (site.exit_code, site.reasons) == (5, ["site-address"])
    assert casa.ok(f"address edit {second} --no-billing -o json").outcomes == ["unchanged"]
    casa.ok(refused.error["hint"].removeprefix("casactl "))
    assert casa.ok(f"address edit {only} --no-billing -o json").outcomes == ["unchanged"]
    assert billing(casa, joe) == [second]


def test_an_edit_of_another_version_is_refused(casa: Casa, joe: int) -> None:
    number = add(casa, joe, "1 High St")
    casa.ok(f"address edit {number} --city Leeds --if-version 1")

    stale = casa.run(f"address edit {number} --city York --if-version 1")

    assert (stale.exit_code, addresses(casa, joe)[0]["city"]) == (5, "Leeds")


def test_an_unknown_address_is_not_found(casa: Casa, joe: int) -> None:
    for line in ("address edit 9 --city x", "address remove 9"):
        assert casa.run(line).exit_code == 4
    for line in ("address edit x --city x", "address remove 0", "address remove 1.5"):
        assert casa.run(line).exit_code == 2


# Removing -----------------------------------------------------------------------------------------


def test_PY_3_the_only_other_address_takes_over(casa: Casa, joe: int) -> None:
    first, second = add(casa, joe, "1 High St"), add(casa, joe, "2 Elm Row")

    removed = casa.ok(f"address remove {first} -o json")

    assert removed.outcomes == ["removed"]
    assert f"address {second}" in removed.results[0]["note"]
    assert billing(casa, joe) == [second]
    casa.ok("undo -y")
    assert marks(casa, joe) == {first: (True, False), second: (False, True)}
    casa.ok(f"undo {casa.log()[0]['operation']} -y")
    assert billing(casa, joe) == [second]


def test_PY_3_with_several_others_somebody_has_to_say_which_takes_over(casa: Casa, joe: int) -> None:
    first, second, third = (add(casa, joe, line) for line in ("1 High St", "2 Elm Row", "3 Mill Lane"))

    unsaid = casa.run(f"address remove {first} -o json")

    assert (unsaid.exit_code, unsaid.stdout, unsaid.error["rule"]) == (2, "", "PY-3")
    assert f"--billing {third}" in unsaid.error["hint"]
    assert "2 Elm Row" in unsaid.error["hint"]
    for wrong in (first, 99):
        assert casa.run(f"address remove {first} --billing {wrong}").exit_code == 2
    assert casa.run(f"address remove {second} --billing {third}").exit_code == 2
    casa.ok(f"address remove {first} --billing {third}")
    assert billing(casa, joe) == [third]
    casa.ok(f"address remove {second}")
    assert casa.ok(f"address remove {third} -o json").outcomes == ["removed"]
    assert addresses(casa, joe) == []


def test_another_contacts_address_takes_nothing_over(casa: Casa, joe: int) -> None:
    ann = casa.tenant("Ann Archer")
    first, _ = add(casa, joe, "1 High St"), add(casa, joe, "2 Elm Row")
    hers = add(casa, ann, "9 Elsewhere")

    assert casa.run(f"address remove {first} --billing {hers}").exit_code == 2
    assert billing(casa, ann) == [hers]


def test_work_at_a_removed_address_stays_without_a_place(casa: Casa, joe: int) -> None:
    number = add(casa, joe, "1 High St")
    task = {"contact_id": joe, "kind": "task", "title": "Tap", "state": "open", "author": "root", "address_id": number}
    with casa.work("task.add") as work:
        work.insert("engagement", [task])

    casa.ok(f"address remove {number}")

    assert casa.rows("select title, address_id from engagement") == [("Tap", None)]
    casa.ok("undo -y")
    assert casa.rows("select title, address_id from engagement") == [("Tap", number)]


# Undo, and what stays true ------------------------------------------------------------------------


def test_PY_3_undoing_the_billing_address_gives_the_mark_to_the_oldest_left(casa: Casa, joe: int) -> None:
    add(casa, joe, "1 High St")
    first = casa.log()[0]["operation"]
    second, third = add(casa, joe, "2 Elm Row"), add(casa, joe, "3 Mill Lane")

    undone = casa.ok(f"undo {first} -y")

    assert f"address {second} is the billing address now" in undone.stderr
    assert marks(casa, joe) == {second: (True, True), third: (False, True)}
    casa.ok(f"undo {casa.log()[0]['operation']} -y")
    assert billing(casa, joe) == [1]
    casa.ok("workspace check")


def test_PY_3_an_undo_that_would_make_two_billing_addresses_is_refused(casa: Casa, joe: int) -> None:
    casa.ok(f"address remove {add(casa, joe, '1 High St')}")
    removed = casa.log()[0]["operation"]
    add(casa, joe, "2 Elm Row")

    refused = casa.run(f"undo {removed} -y -o json")

    assert (refused.exit_code, refused.error["code"]) == (5, "undo.built-upon")
    assert billing(casa, joe) == [2]


def test_PY_3_the_check_names_a_contact_without_exactly_one_billing_address(casa: Casa, joe: int) -> None:
    add(casa, joe, "1 High St")
    with casa.work("test.break") as work:
        work.update("address", [{"id": 1, "billing": 0}])

    broken = casa.run("workspace check -o json")

    assert broken.exit_code == 8
    assert f"contact {joe} has no billing address" in broken.stdout


def test_the_history_tells_of_addresses_in_words(casa: Casa, joe: int) -> None:
    number = add(casa, joe, "1 High St", "--city", "London")
    casa.ok(f"address edit {number} --city Leeds")

    changes = [each["changes"] for each in casa.ok(f"contact history {joe} -o json").json[:2]]

    assert changes == [
        [{"field": "address", "before": "city London", "after": "city Leeds"}],
        [{"field": "address", "before": None, "after": "1 High St, London"}],
    ]


# Merge and erasure --------------------------------------------------------------------------------


def test_PY_3_after_a_merge_the_winners_billing_address_stays_and_the_same_place_stands_once(casa: Casa) -> None:
    joe, jo = casa.tenant("Joe Bloggs"), casa.tenant("Jo Bloggs")
    mine = add(casa, joe, "1 High St")
    add(casa, jo, "1 high st", *KEY)
    other = add(casa, jo, "2 Elm Row", "--billing")

    merged = casa.ok(f"contact merge {joe} {jo} -y -o json")

    assert marks(casa, joe) == {mine: (True, True), other: (False, True)}
    assert [each["access"]["name"] for each in addresses(casa, joe) if each["access"]] == ["Kay Holder"]
    line = next(line for line in merged.results[0]["fields"] if line["field"] == "addresses")
    assert line["result"] == ["1 High St", "2 Elm Row"]
    casa.ok("undo -y")
    assert (billing(casa, joe), billing(casa, jo)) == ([mine], [other])


def test_a_merge_keeps_both_where_different_people_have_the_key(casa: Casa) -> None:
    joe, jo = casa.tenant("Joe Bloggs"), casa.tenant("Jo Bloggs")
    add(casa, joe, "1 High St", "--access-name", "Kim")
    add(casa, jo, "1 High St", "--access-name", "Kay")

    casa.ok(f"contact merge {joe} {jo} -y")

    assert [each["access"] for each in addresses(casa, joe)] == [{"name": "Kay"}, {"name": "Kim"}]


def test_PY_3_undoing_a_merge_leaves_a_billing_address_to_the_winner_too(casa: Casa) -> None:
    joe, jo = casa.tenant("Joe Bloggs"), casa.tenant("Jo Bloggs")
    hers = add(casa, jo, "1 High St")
    merge = casa.ok(f"contact merge {joe} {jo} -y -o json").json["operation"]
    assert billing(casa, joe) == [hers]
    later = add(casa, joe, "2 Elm Row")

    casa.ok(f"undo {merge} -y")

    assert (billing(casa, joe), billing(casa, jo)) == ([later], [hers])


def test_erasing_leaves_no_byte_of_the_people_who_had_the_key(casa: Casa, joe: int) -> None:
    number = add(casa, joe, "1 Plugh Street", "--access-name", "Xyzzy Holder", "--access-phone", "020 7946 0321",
                 "--access-email", "xyzzy@example.com", "--access-note", "frobnicate the bell")  # fmt: skip
    casa.ok(["address", "edit", number, "--access-note", "frobnicate twice"])
    add(casa, joe, "2 Plugh Street")
    casa.ok(f"address remove {number} ")
    casa.ok("undo -y")
    casa.ok(f"contact edit {joe} --email joe@example.com")
    casa.ok(f"ledger statement {joe} --mail")

    casa.ok(f"contact archive {joe}")
    casa.ok(f"contact erase {joe} -y")

    assert casa.rows("select count(*) from address") == [(0,)]
    assert not [word for word in ("Plugh", "Xyzzy", "xyzzy", "020 7946", "79460321", "frobnicate") if holds(casa, word)]
    casa.ok("log verify")
    casa.ok("workspace check")


def holds(casa: Casa, text: str) -> bool:
    """Whether the words stand anywhere: on SQLite in any file's bytes, elsewhere in the tables that held them."""
    if casa.backend == "sqlite":
        return any(text.encode() in path.read_bytes() for path in casa.folder.rglob("*") if path.is_file())
    columns = {"change": "before, after", "operation": "payload", "outbox": "facts", "message": "text"}
    return any(text in str(casa.rows(f"select {names} from {table}")) for table, names in columns.items())


# Lists --------------------------------------------------------------------------------------------


def test_the_list_has_the_newest_first_and_a_limit(casa: Casa, joe: int) -> None:
    ann = casa.tenant("Ann Archer")
    numbers = [add(casa, who, f"{n} High St") for n, who in enumerate((joe, ann, joe))]

    assert casa.ok("address list -o ids").ids == numbers[::-1]
    assert casa.ok(f"address list {joe} -o ids").ids == [numbers[2], numbers[0]]
    assert casa.ok("address list --limit 2 -o ids").ids == numbers[:0:-1]
    assert casa.run("address list --limit 0").exit_code == 2
    assert casa.run("address list nobody").exit_code == 4
    assert (
        casa.ok(f"address list {ann} -o csv --fields id,line,billing").stdout == "id,line,billing\n2,1 High St,true\n"
    )


def test_a_dry_run_says_the_same_and_writes_nothing(casa: Casa, joe: int) -> None:
    add(casa, joe, "1 High St")
    dry = casa.ok(f"address add {joe} --line '2 Elm Row' --billing -n -o json").json

    assert len(addresses(casa, joe)) == 1
    assert casa.ok(f"address add {joe} --line '2 Elm Row' --billing -o json").json["results"] == dry["results"]


def test_a_repeated_request_adds_one_address(casa: Casa, joe: int) -> None:
    words: list[str | int] = ["address", "add", joe, "--line", "1 High St", "--request-id", "a1", "-o", "json"]

    assert casa.ok(words).json == casa.ok(words).json
    assert len(addresses(casa, joe)) == 1
    assert casa.run([*words, "--city", "Leeds"]).error["code"] == "request.reused"
