"""Letters about a debt say only what is so, and carry what they were asked to carry, wherever they go."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.policy import default

import pytest

from tests.casa import Casa
from tests.conftest import Filled

LAW = "law@firm.example"
CLAIMS = ("we have reminded you", "In spite of our reminder", "although we have written to you")


def settle(casa: Casa) -> None:
    """Contact 1 owes two rents; an attorney reaches the community."""
    casa.property("Rose Court/1")
    casa.owner("Olive Owner", email="olive@example.com", at="Rose Court/1")
    for due in ("2026-08-01", "2026-09-01"):
        casa.ok(f"ledger charge 1 900 --for Rent --on {due} --due {due}")
    casa.ok(f"user add {LAW} --name 'Lex Law' --type attorney --community 'Rose Court'")
    casa.ok("workspace set payment_instructions 'IBAN GB29 NWBK'")
    casa.ok("workspace set office_phone '020 7946 0000'")


@pytest.fixture
def office(filled: Filled) -> Casa:
    """What `settle` makes."""
    return filled(settle)


def said(casa: Casa, template: str) -> str:
    return str(casa.ok(f"message preview {template} 1 -o json").json["text"])


def mails(casa: Casa) -> list[tuple[str, str, str]]:
    """To whom, text and HTML of each mail in the folder."""
    found = []
    for path in sorted((casa.folder / "outbox").glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text is not None
        assert html is not None
        found.append((str(mail["to"]), text.get_content(), html.get_content()))
    return found


def left(casa: Casa, state: str) -> None:
    """Let the letters that wait have this state."""
    with casa.work("test.mail") as work:
        work.run(f"update outbox set state = '{state}', next_at = null where state = 'pending'")


@pytest.mark.parametrize("template", ["letter-of-demand", "first-notice", "second-notice"])
@pytest.mark.parametrize("state", ["bounced", "failed", "cancelled", "written", "unknown", ""])
def test_a_letter_claims_no_reminder_that_nobody_got(office: Casa, template: str, state: str) -> None:
    if state:
        office.ok("arrears status 1 --set reminder --notify email --no-send")
        left(office, state)

    text = said(office, template)

    assert not any(claim in text for claim in CLAIMS), text
    assert "reminded" not in text


@pytest.mark.parametrize("state", ["sent", "printed"])
def test_a_letter_says_of_what_somebody_was_reminded(office: Casa, state: str) -> None:
    office.ok("arrears status 1 --set reminder --notify email --no-send")
    left(office, state)
    for template, claim in zip(("letter-of-demand", "first-notice", "second-notice"), CLAIMS, strict=True):
        assert claim in said(office, template)

    office.ok("ledger charge 1 5 --for Key --on 2026-10-01 --due 2026-10-01")

    for template in ("letter-of-demand", "first-notice", "second-notice"):
        text = said(office, template)
        assert "some of them we have" in text
        assert not any(claim in text for claim in CLAIMS[1:]), text


BARE, SECOND = "Notice: your account is past due", "Second notice: your account is past due"


@pytest.mark.parametrize("channel", ["email", "sms", "post"])
@pytest.mark.parametrize(
    ("first", "state", "subject"),
    [("first-notice", "sent", SECOND), ("first-notice", "printed", SECOND), ("first-notice", "written", SECOND),
     ("first-notice", "failed", BARE), ("first-notice", "bounced", BARE), ("first-notice", "pending", BARE),
     ("reminder", "sent", BARE), (None, "", BARE)],
)  # fmt: skip
def test_D6_no_letter_calls_itself_second_without_a_first(
    office: Casa, channel: str, first: str | None, state: str, subject: str
) -> None:
    office.ok("contact edit 1 --phone 07700900123")
    office.ok("address add 1 --line '1 High St' --city London")
    if first:
        office.ok(f"arrears status 1 --set {first} --notify {channel} --no-send")
        left(office, state)

    office.ok(f"arrears status 1 --set second-notice --notify {channel} --no-send")

    letter = office.ok("outbox list -o json").json[0]
    assert (letter["channel"], letter["subject"]) == (channel, subject)
    for way in ("email", "sms"):
        shown = office.ok(f"message preview second-notice 1 --channel {way} -o json").json
        assert ("Second notice" in shown["subject"] + shown["text"]) == (subject == SECOND)


def test_D6_an_attached_statement_has_a_heading_columns_and_its_place(office: Casa) -> None:
    office.ok("arrears status 1 --set reminder --notify email --attach-statement")

    ((_, text, html),) = mails(office)

    lines = text.splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("Statement of the account"))
    assert lines[head + 2].split() == ["date", "what", "charge", "payment", "balance"]
    assert lines[head + 3].split() == ["2026-08-01", "Rent", "900.00", "900.00"]
    assert lines[head + 2].index("what") == lines[head + 3].index("Rent")
    assert lines[head + 2].endswith("balance")
    assert len(lines[head + 2]) == len(lines[head + 3])
    assert "Balance due: 1800.00 GBP" in lines
    assert html.index("Statement of the account") < html.index("<th", html.index("Statement of the account"))
    assert head < lines.index("How to pay:") < next(n for n, line in enumerate(lines) if line.startswith("Questions?"))


@pytest.mark.parametrize("on", ["", "--on +1d"])
def test_a_handover_carries_the_statement_to_the_contact_and_to_the_attorney(office: Casa, on: str) -> None:
    office.ok("workspace set handover_requires_demand off")
    office.ok(f"contact handover 1 --to {LAW} --notify email --attach-statement -y {on}")
    if on:
        office.travel(to="2026-11-24")
        office.ok("due run")

    letters = {row[0]: json.loads(row[1]) for row in office.rows("select template, facts from outbox")}

    assert set(letters) == {"handover-owner", "handover-attorney"}
    for facts in letters.values():
        assert len(facts["statement"]["entries"]) == 2
    assert {to for to, text, _ in mails(office) if "Statement of the account" in text} == {"olive@example.com", LAW}


def test_a_handover_without_it_carries_no_statement(office: Casa) -> None:
    office.ok("workspace set handover_requires_demand off")
    office.ok(f"contact handover 1 --to {LAW} --notify email --no-send")

    assert not any(json.loads(row[0]).get("statement") for row in office.rows("select facts from outbox"))


def test_WU_6_the_way_out_of_a_missing_demand_tells_the_contact(office: Casa) -> None:
    refused = office.run(f"contact handover 1 --to {LAW} -o json")

    assert refused.results[0]["reasons"][0]["remedy"] == (
        "casactl arrears status 1 --set letter-of-demand --notify auto"
    )


def test_a_step_of_notice_that_nobody_is_told_of_says_so(office: Casa) -> None:
    silent = office.ok("arrears status 1 --set reminder -o json").results[0]["note"]
    told = office.ok("arrears status 1 --set first-notice --notify email --no-send -o json").results[0]["note"]
    hold = office.ok("arrears status 1 --set on-hold -o json").results[0]["note"]

    assert silent == "current → reminder; nobody was told (--notify)"
    assert (told, hold) == ("reminder → first-notice", "first-notice → on-hold")


def test_why_an_entry_was_taken_back_stays_in_the_office(office: Casa) -> None:
    office.ok("ledger void 2 --reason 'their lawyer is a bully'")

    office.ok("ledger statement 1 --mail")
    outside = [
        office.ok("message preview statement 1 -o json").stdout,
        office.ok("portal view 1 --reason check -o json").stdout,
        office.ok("portal view 1 --reason check -o table").stdout,
        str(office.rows("select facts from outbox")),
    ]

    for text in outside:
        assert "bully" not in text
        assert "Reversal of Rent" in text
    assert "Reversal of entry 2: their lawyer is a bully" in office.ok("ledger statement 1 -o table").stdout


def test_PY_1_a_mailed_statement_says_how_to_pay_what_is_owed_and_nothing_where_nothing_is(office: Casa) -> None:
    made = office.ok("message preview statement 1 -o json").json
    for text in (made["text"], made["html"]):
        assert "How to pay:" in text
        assert "IBAN GB29 NWBK" in text
        assert "RF74000001" in text.replace(" ", "")
    office.ok("ledger pay 1 1800")

    assert "How to pay" not in office.ok("message preview statement 1 -o json").json["text"]


# Instalments --------------------------------------------------------------------------------------


def in_instalments(casa: Casa) -> None:
    casa.ok("arrears plan add 1 --amount 600 --every 1m --from 2026-12-01 --no-send")


def told_again(casa: Casa) -> str:
    """The text of the letter to who pays by instalments, told once more."""
    before = len(mails(casa))
    casa.ok("arrears status 1 --set payment-plan --notify email --repeat")
    *_, (_, text, _) = mails(casa)
    assert len(mails(casa)) == before + 1
    return " ".join(text.split())


def test_who_pays_by_instalments_is_told_again_of_what_was_agreed_on(office: Casa) -> None:
    in_instalments(office)

    assert "600.00 GBP every month, the first on 2026-12-01, the last on 2027-02-01" in told_again(office)
    assert "the last on 2027-02-01" in said(office, "payment-plan")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-12-05", "The instalment of your payment plan that was due on 2026-12-01 has not reached us in full"),
        ("2027-02-10", "due on 2026-12-01, 2027-01-01 and 2027-02-01 have not reached us in full"),
    ],
)
def test_who_missed_an_instalment_is_told_of_that(office: Casa, day: str, words: str) -> None:
    in_instalments(office)
    office.travel(to=day)

    assert words in told_again(office)
    assert words in " ".join(said(office, "missed-instalment").split())
    assert office.ok("outbox list -o json").json[0]["subject"] == "An instalment of your payment plan was missed"


def test_D4_a_letter_about_a_missed_instalment_does_not_leave_once_it_is_paid(office: Casa) -> None:
    in_instalments(office)
    office.travel(to="2026-12-05")
    office.ok("arrears status 1 --set payment-plan --notify email --repeat --no-send")
    office.ok("ledger pay 1 600")

    office.ok("outbox send")

    assert [row["state"] for row in office.ok("outbox list -o json").json] == ["cancelled"]
    assert "2026-12-01 has not reached us" not in said(office, "missed-instalment")
