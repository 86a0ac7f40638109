"""What the table of failures promises is what a terminal gets: a line for each code that no other test names."""

from __future__ import annotations

from pathlib import Path

import pytest

from casactl.domain.failure_table import FAILURES
from tests.casa import Casa

LINES = {
    "address.takeover-needed": "address remove 1",
    "arrears.bad-policy": "arrears policy set bad.toml",
    "arrears.no-plan": "arrears plan end 2",
    "arrears.plan-too-long": "arrears plan add 1 --amount 0.01 --every 1d",
    "arrears.policy-unreadable": "arrears policy set broken.toml",
    "arrears.unknown-status": "arrears status 1 --set late",
    "backup.unreadable": "workspace restore broken.toml other -y",
    "batch.nothing-done": "batch nested.txt --atomic",
    "contact.company-not-found": "contact edit 1 --company Nowhere",
    "contact.external-id-taken": "contact edit 2 --external-id X1",
    "contact.invalid-do-not": "contact edit 1 --do-not pigeons",
    "contact.invalid-type": "contact add --type king --first-name A --last-name B",
    "contact.missing-primary": "contact add --type vendor --kind company --name New",
    "contact.primary-contact": "contact edit 3 --company ''",
    "contact.type-backward": "contact promote 1 --to lead",
    "document.file-exists": "document get 1 -O letter.txt",
    "handover.attorney-disabled": "contact handover 1 --to off@firm.example",
    "handover.which-community": "contact handover 1 --to law@firm.example",
    "input.bad-statement": "ledger bank import bad.xml",
    "lease.not-then": "lease rent 1 60 --from 2030-01-01",
    "ledger.recurring-over": "ledger recurring edit 1 --amount 6",
    "message.template-broken": "message preview reminder 1",
    "outbox.no-address": "outbox bounced --address nobody@example.com",
    "outbox.not-found": "outbox cancel 99",
    "permission.out-of-reach": "--actor bob@office.example contact add --type tenant --first-name A --last-name B",
    "portal.request-decided": "portal requests accept 1",
    "portal.view-refused": "portal view 4 --reason x",
    "property.missing-parent": "property add 9 --kind unit",
    "usage.date-passed": "contact lock 1 --on 2026-01-01 --reason x",
    "usage.period-backward": "ledger statement 1 --from 2026-02-01 --to 2026-01-01",
    "usage.same-contact": "contact duplicates 1 1 --not-duplicate",
    "usage.until-too-early": "contact lock 1 --on +5d --until +2d --reason x",
    "user.invalid-group": "user add n@office.example --name N --type staff --group king",
    "user.not-a-community": "user grant bob@office.example --community Rose/1",
}

FILES = {
    "letter.txt": "hello",
    "bad.toml": '[[step]]\nstatus = "king"\ndays = 1\n',
    "broken.toml": "[[[",
    "bad.xml": '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>',
    "nested.txt": "note add 1 --text x --request-id r\n",
}


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Contacts 1 to 5 and whatever the lines name."""
    for name, content in FILES.items():
        Path(name).write_text(content, "utf-8")
    for path in ("Rose/1", "Elm/1"):
        casa.property(path, kind="unit")
    ann, bob, cy = casa.owner("Ann Lee", at="Rose/1", external_id="X1"), casa.tenant("Bob Ray"), casa.tenant("Cy Dee")
    casa.person("Lea Lead", type="lead")
    casa.ok("workspace set company_first on")
    casa.company("Acme", primary=cy)
    for line in (
        f"contact attach {ann} Elm/1 --as owner", *(f"address add {ann} --line {line}" for line in "ABC"),
        f"ledger charge {ann} 100 --for x --on 2026-01-01", f"document add {ann} letter.txt",
        f"lease add {bob} Rose/1 --from 2026-01-01 --to 2027-01-01 --rent 50",
        f"ledger recurring add {ann} 5 --for x --from 2026-11-01 --until 2026-11-02", "due run",
        "workspace set handover_requires_demand off",
        "user add law@firm.example --name Lex --type attorney --community Rose --community Elm",
        "user add off@firm.example --name Off --type attorney --community Rose", "user disable off@firm.example",
        "user add bob@office.example --name Bob --type staff --group clerk --community Rose",
    ):  # fmt: skip
        casa.ok(line)
    with casa.work("portal.request") as work:
        row = {"contact_id": ann, "field": "phone", "value": "+442079460958", "state": "declined"}
        work.insert("portal_request", [row])
    templates = casa.room / "templates"
    templates.mkdir()
    (templates / "reminder.txt.j2").write_text("{{ nobody.knows", "utf-8")
    return casa


def test_each_line_fails_by_its_code_with_the_exit_of_its_row(office: Casa) -> None:
    operations = len(office.log())

    for code, line in LINES.items():
        done = office.run(f"{line} -o json")
        assert (done.error["code"], done.exit_code) == (code, FAILURES[code].kind.exit), line

    assert len(office.log()) == operations
