"""Statements: headed by name and billing address, and mailed to those who may get them (PY-1)."""

from __future__ import annotations

import json

import pytest

from tests.casa import Casa
from tests.mailed import letters, text_of


@pytest.fixture
def joe(casa: Casa) -> int:
    """A tenant in debt, with an address."""
    number = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(["workspace", "set", "office_name", "Rose & Co"])
    casa.ok(["address", "add", number, "--line", "10 High St", "--city", "London", "--postcode", "sw1a 1aa"])
    casa.ok(["address", "add", number, "--line", "2 Elm Row"])
    casa.ok(["ledger", "charge", number, "850", "--for", "Rent & <b>water</b>", "--on", "2026-11-01", "--due",
             "2026-11-05"])  # fmt: skip
    casa.ok(f"ledger pay {number} 800 --on 2026-11-10 --method transfer")
    return number


MAIL = "ledger statement --mail -o json"


def test_PY_1_a_statement_is_headed_by_the_name_and_the_billing_address(casa: Casa, joe: int) -> None:
    shown = casa.ok(f"ledger statement {joe} -o json").json

    assert (shown["display_name"], shown["address"]) == ("Joe Bloggs", ["10 High St", "LONDON", "SW1A 1AA"])
    casa.ok("address edit 2 --billing")
    assert casa.ok(f"ledger statement {joe} -o json").json["address"] == ["2 Elm Row"]


def test_PY_1_a_mailed_statement_holds_heading_entries_and_what_is_due(casa: Casa, joe: int) -> None:
    assert casa.ok(f"{MAIL} {joe}").outcomes == ["written"]

    (letter,) = letters(casa)
    text = text_of(letter)
    assert (letter["To"], letter["Subject"]) == ("joe@example.com", "Statement of your account")
    assert text.splitlines()[:4] == ["Joe Bloggs", "10 High St", "LONDON", "SW1A 1AA"]
    assert "Statement of your account with Rose & Co" in text
    assert "2026-11-01  Rent & <b>water</b>, due 2026-11-05   850.00            850.00" in text
    assert "2026-11-10  Payment (transfer)                             800.00    50.00" in text
    assert "Balance due: 50.00 GBP" in text
    html = letter.get_body(("html",))
    assert html is not None
    assert "Rent &amp; &lt;b&gt;water&lt;/b&gt;" in html.get_content()
    assert "10 High St<br>LONDON" in html.get_content()


def test_a_mailed_statement_is_a_message_of_the_offices(casa: Casa, joe: int) -> None:
    casa.ok(f"{MAIL} {joe} --no-send")

    (message,) = casa.ok(f"message list {joe} -o json").json
    assert (message["direction"], message["subject"], message["text"]) == (
        "out", "Statement of your account", "Statement to 2026-11-23. Balance due: 50.00 GBP")  # fmt: skip
    (letter,) = casa.ok("outbox list -o json").json
    assert (letter["state"], letter["to"]) == ("pending", "joe@example.com")
    casa.ok("undo -y")
    assert casa.ok(f"message list {joe} -o json").json == []
    assert casa.ok("outbox list -o json").json[0]["state"] == "cancelled"


def test_D4_what_is_mailed_is_still_owed_when_it_leaves(casa: Casa, joe: int) -> None:
    casa.ok(f"{MAIL} {joe} --no-send")
    casa.ok(f"ledger pay {joe} 50")
    casa.ok("outbox send")

    assert letters(casa) == []


def test_a_period_is_said_and_begins_with_what_was_owed(casa: Casa, joe: int) -> None:
    casa.ok("workspace set date_format day-first")
    casa.ok(f"{MAIL} {joe} --from 2026-11-05 --to 2026-11-20")

    text = text_of(letters(casa)[0])
    assert "with Rose & Co, from 5 Nov 2026, to 20 Nov 2026" in text
    assert "Balance brought forward" in text
    assert "water" not in text
    assert casa.run(f"{MAIL} {joe} --from 2026-11-05 --to 2026-11-01").exit_code == 2


def test_who_cannot_get_one_is_refused_with_the_reason(casa: Casa, joe: int) -> None:
    silent, old = casa.tenant("Phil Phone"), casa.tenant("Old Tenant", email="old@example.com")
    casa.ok(f"contact archive {old}")

    done = casa.run(f"{MAIL} {joe} {silent} {old} --yes")

    assert (done.exit_code, done.outcomes) == (3, ["written", "refused", "refused"])
    assert [(reason["rule"], reason["code"]) for result in done.results for reason in result["reasons"]] == [
        ("MC-1", "no-address"), ("MC-22", "archived")]  # fmt: skip
    assert len(letters(casa)) == 1
    assert casa.run(f"{MAIL} {silent}").exit_code == 5


def test_a_selection_is_taken_by_filter_or_from_a_list(casa: Casa, joe: int) -> None:
    ann = casa.tenant("Ann Archer", email="ann@example.com")

    assert [each["id"] for each in casa.ok(f"{MAIL} --owing --no-send").results] == [joe]
    assert [each["id"] for each in casa.ok(f"{MAIL} - --no-send", stdin=f"{ann}\n{joe}\n").results] == [ann, joe]
    casa.owner()
    unsaid = casa.run(f"{MAIL} --kind person --no-send")
    assert (unsaid.exit_code, unsaid.error["code"]) == (2, "usage.confirmation-needed")


def test_without_mail_it_is_one_contact(casa: Casa, joe: int) -> None:
    for line in ("", f"{joe} {joe}", "--type tenant", "-", f"{joe} --no-send", f"{joe} --owing"):
        done = casa.run(f"ledger statement {line}", stdin=f"{joe}\n")
        assert (done.exit_code, done.stdout) == (2, ""), line


def test_who_may_not_send_messages_mails_no_statement(casa: Casa, joe: int) -> None:
    casa.property("Rose Court/1", kind="unit")
    casa.ok(f"contact attach {joe} 'Rose Court/1'")
    casa.ok("user add law@firm.example --name Lex --type attorney --community 'Rose Court'")
    casa.ok("workspace set handover_requires_demand off")
    casa.ok(f"contact handover {joe} --to law@firm.example")

    assert casa.ok(f"ledger statement {joe} --actor law@firm.example -o json").json["balance"] == "50.00"
    assert casa.run(f"ledger statement {joe} --mail --actor law@firm.example").exit_code == 5
    assert letters(casa, "joe@example.com") == []


def test_the_office_can_word_it_and_look_at_it_first(casa: Casa, joe: int) -> None:
    own = casa.folder / "templates"
    own.mkdir(parents=True)
    (own / "statement.txt.j2").write_text("Subject: Owed: {{ balance }}\n\n{{ statement.entries|length }} entries\n")

    seen = casa.ok(f"message preview statement {joe} -o json").json

    assert (seen["subject"], seen["text"], seen["to"]) == ("Owed: 50.00 GBP", "2 entries\n", "joe@example.com")
    assert "<table" in seen["html"]


def test_a_contact_without_entries_or_address_gets_one_all_the_same(casa: Casa) -> None:
    ann = casa.tenant("Ann Archer", email="ann@example.com")

    casa.ok(f"{MAIL} {ann}")

    text = text_of(letters(casa)[0])
    assert "No entries." in text
    assert "Balance due: 0.00 GBP" in text


def test_the_facts_of_the_letter_hold_no_more_than_the_statement(casa: Casa, joe: int) -> None:
    casa.ok(f"{MAIL} {joe} --no-send")

    facts = json.loads(casa.rows("select facts from outbox")[0][0])

    assert set(facts) == {"balance", "statement", "period", "figures"}
    assert set(facts["statement"]) == {
        "contact",
        "address",
        "from",
        "to",
        "currency",
        "entries",
        "closing",
        "table",
        "owed",
    }
