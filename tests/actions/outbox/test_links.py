"""No letter that carries a link leaves the machine until it is known where the portal is (D3)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.delivery.servers import mail_by
from tests.delivery.test_programs import SENDER, script
from tests.mailed import activated, link

LINKS = (
    "contact invite 1", "contact invite 2 --resend", "contact invite 1 -n", "portal reset-password 3",
    "contact add --type tenant --first-name New --last-name Comer --email new@example.com --invite",
)  # fmt: skip


@pytest.fixture
def office(casa: Casa, tmp_path: Path) -> Casa:
    """Contact 1 is not invited, 2 is, 3 has an account; mail goes to a program that keeps it."""
    casa.tenant("Nora New", email="nora@example.com")
    casa.tenant("Ian Invited", email="ian@example.com")
    casa.ok("contact invite 2")
    activated(casa, "Ann Active", "ann@example.com")
    mail_by(casa, transport="sendmail", command=[script(tmp_path, f"cat >> {tmp_path}/got")], **SENDER)
    return casa


def got(tmp_path: Path) -> str:
    return (tmp_path / "got").read_text() if (tmp_path / "got").exists() else ""


@pytest.mark.parametrize("line", LINKS)
def test_D3_a_link_is_refused_with_the_command_that_clears_the_way(office: Casa, tmp_path: Path, line: str) -> None:
    refused = office.run(f"{line} -o json")

    assert refused.exit_code == 5
    assert "casactl workspace set portal_url URL" in str(refused.error["hint"]) + str(refused.json)
    assert got(tmp_path) == ""

    office.ok("workspace set portal_url https://portal.example/enter")
    office.ok(line)


def test_D3_an_import_that_invites_is_refused_whole(office: Casa, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("type,first_name,last_name,email\ntenant,New,Comer,new@example.com\n")

    refused = office.run(f"contact import {tmp_path}/new.csv --invite -o json")

    assert (refused.exit_code, refused.error["code"]) == (5, "portal.no-address")
    assert refused.error["hint"] == "casactl workspace set portal_url URL"
    assert len(office.ok("contact list -o json").json) == 3


@pytest.mark.parametrize("url", ["http://localhost:8000/", "https://127.0.0.1/x"])
def test_D3_this_machine_is_no_address_for_others(office: Casa, tmp_path: Path, url: str) -> None:
    office.ok(f"workspace set portal_url {url}")

    assert office.run("contact invite 1").exit_code == 5
    assert got(tmp_path) == ""


def test_D3_with_an_address_the_link_leads_there(office: Casa, tmp_path: Path) -> None:
    office.ok("workspace set portal_url https://portal.example/enter")

    office.ok("contact invite 1")

    assert re.search(r"https://portal\.example/enter\S*token=", got(tmp_path))


def test_D3_what_was_queued_for_the_folder_waits_and_leaves_once_the_address_is_set(casa: Casa, tmp_path: Path) -> None:
    casa.tenant("Nora New", email="nora@example.com")
    casa.ok("contact invite 1 --no-send")
    mail_by(casa, transport="sendmail", command=[script(tmp_path, f"cat >> {tmp_path}/got")], **SENDER)

    held = casa.ok("outbox send -o json")

    assert (held.outcomes, got(tmp_path)) == (["retry"], "")
    assert "portal_url" in held.results[0]["reasons"][0]["message"]
    assert casa.rows("select count(*) from token") == [(0,)]
    casa.ok("workspace set portal_url https://portal.example/enter")
    casa.ok("outbox retry 1")
    assert re.search(r"https://portal\.example/enter\S*token=", got(tmp_path))


def test_D3_can_says_so_too_and_a_planned_invitation_is_blocked_on_its_day(office: Casa) -> None:
    said = office.run("contact can 1 be-invited -o json")
    assert "no-portal-address" in str(said.json)

    office.ok("contact invite 1 --on +1d")
    office.travel(to="2026-11-24T09:00:00")

    assert office.run("due run -o json").results[0]["outcome"] == "blocked"


def test_D3_what_carries_no_link_leaves(office: Casa, tmp_path: Path) -> None:
    office.ok("message send 1 --subject Water --text Off")

    assert "Water" in got(tmp_path)


def test_D3_the_offices_own_template_names_no_address_of_this_machine(office: Casa, tmp_path: Path) -> None:
    folder = office.folder / "templates"
    folder.mkdir(exist_ok=True)
    (folder / "message.txt.j2").write_text("Subject: x\n\n{{ text }} [{{ portal_url }}]\n")

    office.run("message send 1 --subject Water --text Off")

    assert "localhost" not in got(tmp_path)


LINKLESS = (
    "message broadcast --subject Water --text Off --yes",
    "message send 3 --subject Water --text Off --channel portal",
    "contact handover 3 --to law@firm.example",
)


@pytest.mark.parametrize("line", LINKLESS)
def test_D2_mails_that_would_lead_to_the_portal_say_that_they_do_not(office: Casa, line: str) -> None:
    office.property("Rose Court/1")
    office.ok("contact attach 3 'Rose Court/1' --as tenant")
    office.ok("ledger charge 3 10 --for Key --due 2026-01-31")
    office.ok("user add law@firm.example --name Law --type attorney --community 'Rose Court'")
    office.ok("workspace set handover_requires_demand off")

    assert "carry no link to the portal" in office.ok(f"{line} -n").stderr
    office.ok("workspace set portal_url http://localhost:9000/")
    assert "casactl workspace set portal_url URL" in office.ok(f"{line} -n").stderr
    office.ok("workspace set portal_url https://portal.example/")
    assert "link to the portal" not in office.ok(line).stderr


def test_D3_into_the_folder_links_lead_to_this_machine(casa: Casa) -> None:
    casa.tenant("Nora New", email="nora@example.com")

    casa.ok("contact invite 1")

    assert link(casa).startswith("http://localhost:8000/")
