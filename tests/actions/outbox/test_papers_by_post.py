"""Messages, statements and invoices on paper: for whom no mail reaches, or where the office says so (8-money)."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.casa import Casa

SEND = "message send --subject Lift --text 'It stands still.' -o json"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """1 has both ways, 2 only an address, 3 neither; 1 and 2 owe."""
    for number, email in ((1, "ann@example.com"), (2, None), (3, None)):
        assert casa.tenant(f"Ann{number} Lee{number}", **({"email": email} if email else {})) == number
    for number in (1, 2):
        casa.ok(["address", "add", number, "--line", f"{number} High St", "--city", "London"])
        casa.ok(f"ledger charge {number} 60 --for Rent --on 2026-11-02")
    casa.ok("workspace set date_format day-first")
    return casa


def ways(casa: Casa, line: str, *, code: int = 0) -> list[tuple[int, str]]:
    """Each contact of a command's letters with the channel."""
    done = casa.run(line)
    assert done.exit_code == code, done.stderr
    return [(each["contact_id"], each["channel"]) for each in casa.ok("outbox list -o json").json[::-1]]


def printed(casa: Casa, folder: Path) -> list[str]:
    casa.ok(["outbox", "print", str(folder / "out.pdf")])
    return [page.extract_text() for page in PdfReader(folder / "out.pdf").pages]


def test_8_money_a_message_goes_on_paper_where_no_mail_leads(office: Casa, tmp_path: Path) -> None:
    assert ways(office, f"{SEND} 1 2 3 -y", code=3) == [(1, "email"), (2, "post")]

    [page] = printed(office, tmp_path)
    assert "Ann2 Lee2\n2 High St\nLONDON" in page
    assert "23 Nov 2026" in page
    assert "It stands still." in page
    said = office.ok("message list -o json").json
    assert [(each["contact_id"], each["state"]) for each in said] == [(2, "printed"), (1, "written")]


def test_MC_1_who_has_no_way_at_all_is_refused_for_the_usual_one(office: Casa) -> None:
    [result] = office.run(f"{SEND} 3").json["results"]
    assert (result["outcome"], result["reasons"][0]["code"]) == ("refused", "no-address")
    assert "has no e-mail" in result["reasons"][0]["message"]


@pytest.mark.parametrize(
    ("channel", "left"),
    [
        ("post", [(1, "post"), (2, "post")]),
        ("email", [(1, "email")]),
        ("auto", [(1, "email"), (2, "post")]),
        ("email,post", [(1, "email"), (1, "post"), (2, "post")]),
    ],
)
def test_8_money_the_channel_is_obeyed(office: Casa, channel: str, left: list[tuple[int, str]]) -> None:
    refused = channel == "email"
    assert ways(office, f"{SEND} 1 2 -y --channel {channel}", code=3 if refused else 0) == left


def test_do_not_is_obeyed_and_the_other_way_taken(office: Casa) -> None:
    office.ok("contact edit 1 --do-not email")
    office.ok("contact edit 2 --do-not post")
    assert ways(office, f"{SEND} 1 2 -y", code=3) == [(1, "post")]


def test_where_mail_came_back_paper_takes_its_place(office: Casa) -> None:
    office.ok("outbox bounced --address ann@example.com")
    assert ways(office, f"{SEND} 1") == [(1, "post")]


def test_8_money_a_setting_sends_messages_on_paper(office: Casa) -> None:
    office.ok("workspace set message_channel post")
    assert ways(office, f"{SEND} 1 2 -y") == [(1, "post"), (2, "post")]


def test_8_money_a_broadcast_by_post_counts_and_reaches_who_has_an_address(office: Casa, tmp_path: Path) -> None:
    line = "message broadcast --subject Lift --text 'It stands still.' --channel post"
    assert "goes to 2 contacts: 2 by post" in office.run(line).stderr
    office.ok(f"{line} -y")
    assert ways(office, "outbox list") == [(1, "post"), (2, "post")]
    assert len(printed(office, tmp_path)) == 2


def test_8_money_a_statement_goes_on_paper_where_no_mail_leads(office: Casa, tmp_path: Path) -> None:
    assert ways(office, "ledger statement 1 2 --mail -y -o json") == [(1, "email"), (2, "post")]

    [page] = printed(office, tmp_path)
    assert page.count("Statement of your account") == 1
    assert "Balance due: 60.00 GBP" in page


def test_8_money_where_notices_go_by_post_so_do_statements(office: Casa) -> None:
    office.ok("workspace set notice_channels post,email")
    assert ways(office, "ledger statement 1 --mail") == [(1, "post")]
    assert ways(office, "ledger statement 1 --mail --channel email")[1:] == [(1, "email")]


def test_D4_a_statement_on_paper_is_still_true_when_it_is_printed(office: Casa, tmp_path: Path) -> None:
    office.ok("ledger statement 2 --mail")
    office.ok("ledger pay 2 60")
    done = office.ok(["outbox", "print", str(tmp_path / "out.pdf"), "-o", "json"])
    assert done.outcomes == ["cancelled"]


def test_PY_1_an_invoice_on_paper_is_in_the_name_that_it_says(office: Casa, tmp_path: Path) -> None:
    assert ways(office, "ledger invoice 2 --mail") == [(2, "post")]
    office.ok("contact edit 2 --last-name Other")

    [page] = printed(office, tmp_path)
    assert "Ann2 Lee2\n2 High St\nLONDON" in page
    assert "Invoice 1" in page


def test_a_channel_goes_with_mail(office: Casa) -> None:
    for line in ("ledger statement 1 --channel post", "ledger invoice 1 --channel post"):
        assert "--channel goes with --mail" in office.run(line).stderr
    assert office.run("ledger statement 1 --mail --channel sms").exit_code == 2
    assert ways(office, "outbox list") == []
