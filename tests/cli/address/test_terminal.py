"""At a terminal: what is missing is asked for, who takes over is asked, and the key is shown."""

from __future__ import annotations

from tests.casa import Casa
from tests.cli.terminal import COLD, Terminal


def test_what_says_where_is_asked_for(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")

    with Terminal("address", "add", "1", "--label", "home") as terminal:
        terminal.expect("Street and number: ")
        terminal.type("10 High St")
        terminal.expect("City: ")
        terminal.type("London")
        terminal.expect("Postcode: ")
        terminal.type("")
        terminal.expect("Country [GB]: ")
        terminal.type("")
        assert terminal.end() == 0

    (row,) = casa.contact(1).addresses
    assert (row["line"], row["city"], row["postcode"], row["label"]) == ("10 High St", "London", None, "home")


def test_PY_3_removing_the_billing_address_asks_which_takes_over(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    for line in ("1 High St", "2 Elm Row", "3 Mill Lane"):
        casa.ok(["address", "add", "1", "--line", line])

    with Terminal("address", "remove", "1") as terminal:
        terminal.expect("2 Elm Row")
        terminal.expect("3 Mill Lane")
        terminal.expect("Which one is the billing address then?: ")
        terminal.type("3")
        assert terminal.end() == 0

    assert [(row["id"], row["billing"]) for row in casa.contact(1).addresses] == [(3, True), (2, False)]


def test_PY_5_the_key_stands_in_the_list_and_on_the_contacts_page(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok(
        ["address", "add", "1", "--line", "1 High St", "--access-name", "Kay \u202eHolder", "--access-note", "bell"]
    )

    for words in (("address", "list"), ("contact", "show", "1")):
        with Terminal(*words) as terminal:
            assert terminal.end() == 0
        assert "🔑" in terminal.stdout
        assert "Kay <U+202E>Holder" in terminal.stdout.replace("\n", " ")

    with Terminal("address", "list", env={"PYTHONIOENCODING": "ascii:replace"}, program=COLD) as terminal:
        assert terminal.end() == 0
    assert "(key)" in terminal.stdout


def test_PY_1_the_statement_is_headed_by_name_and_address(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok(["address", "add", "1", "--line", "1 High St", "--city", "London"])

    with Terminal("ledger", "statement", "1") as terminal:
        assert terminal.end() == 0

    assert [line.strip() for line in terminal.stdout.splitlines()[1:4]] == [
        "Statement for Joe Bloggs (no 1)", "1 High St", "LONDON"]  # fmt: skip
