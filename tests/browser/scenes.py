"""Offices to look at: people with nothing and with too much, names of every script, lists of two hundred."""

from __future__ import annotations

from tests.casa import Casa
from tests.mailed import PASSWORD, activation, link

LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh"
PEOPLE = {
    "plain": "joe@example.com",
    "long": "hubert.blaine.wolfeschlegelsteinhausenbergerdorff-featherstonehaugh@a-rather-long-domain-name.example.com",
    "japanese": "sakura@example.com",
    "arabic": "layla@example.com",
    "none": "ann@example.com",
}
"""Who is there, with what they sign in."""
LEX, EVE = "lex@law.example", "eve@law.example"
"""Two attorneys: one with two hundred cases, one with none."""
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
RULES = "1. No drums after nine.\n2. Bins stand in the yard.\n\n" + "The hall is kept free. " * 20


def people(casa: Casa) -> None:
    """Contacts who have chosen a password, from one with nothing to one with two hundred entries."""
    casa.property("Rose Court/Block A/12")
    casa.property("桜坂レジデンス/A棟/3階")
    casa.property("مجمع الورود/المبنى أ/12")
    place = "Rose Court/Block A/12"
    casa.tenant("Joe Bloggs", email=PEOPLE["plain"], phone="020 7946 0018", at=place)
    casa.tenant(f"Hubert Blaine {LONG}", email=PEOPLE["long"], at=place)
    casa.tenant("さくら 田中", email=PEOPLE["japanese"], at="桜坂レジデンス/A棟/3階")
    casa.tenant("ليلى عبد الرحمن", email=PEOPLE["arabic"], at="مجمع الورود/المبنى أ/12")
    casa.tenant("Ann Archer", email=PEOPLE["none"])
    casa.ok("contact invite 1 2 3 4 5 --yes")
    for email in PEOPLE.values():
        casa.ok("portal activate", stdin=activation(link(casa, email)))


def belongings(casa: Casa) -> None:
    """What the first four have to do with the office."""
    casa.ok(["workspace", "set", "payment_instructions", "IBAN GB29 NWBK 6016 1331 9268 19\nReference: your number"])
    casa.ok(["address", "add", "1", "--line", "Rose Court 12", "--city", "London", "--postcode", "N1 9GU", "--billing"])
    book(casa, [(2, "charge" if n % 2 else "payment", n, 1 + n % 10, f"{LONG} {n}") for n in range(1, 201)])
    for number, words in ((1, "Rent"), (3, "家賃"), (4, "إيجار")):
        casa.ok(["ledger", "charge", number, "850", "--for", words, "--on", "2026-11-01"])
        casa.ok(["ledger", "charge", number, "120", "--for", words, "--on", "2026-11-02", "--due", "2027-01-01"])
        casa.ok(["ledger", "pay", number, "100", "--on", "2026-11-03"])
        casa.ok(["event", "add", "--contact", number, "--title", f"{words}: viewing", "--start", "2026-12-01 14:00"])
        casa.ok(["task", "add", "--contact", number, "--title", f"{words} {LONG}", "--no-send"])
        casa.ok(["contract", "add", "--contact", number, "--title", f"{words} 2027", "--text", RULES, "--no-send"])
        casa.ok(["ledger", "invoice", number])
    casa.ok("arrears plan add 1 --amount 300 --every 1m --from 2026-12-01 --no-send")
    paper = casa.folder / "paper.pdf"
    paper.write_bytes(PDF)
    for number, name in ((1, "Lease.pdf"), (2, f"{LONG}-{LONG}.pdf"), (3, "契約書.pdf"), (4, "عقد الإيجار.pdf")):
        casa.ok(["document", "add", number, str(paper), "--name", name, "--visibility", "contact"])
        for n in range(12 if number == 2 else 2):
            casa.ok(["message", "receive", number, "--subject", name, "--text", f"{name}\n\nNumber {n}. " + RULES])
        casa.ok(["message", "send", number, "--subject", name, "--text", f"مرحبا {name} こんにちは", "--no-send"])


def attorneys(casa: Casa, cases: int = 200) -> None:
    """Two attorneys, and that many who were handed over to the first of them."""
    casa.ok("workspace set handover_requires_demand off")
    for name, email in (("Lex Law", LEX), ("Eve Law", EVE)):
        casa.ok(["user", "add", email, "--name", name, "--type", "attorney", "--community", "Rose Court"])
        casa.ok(["user", "set-password", email], stdin=f"{PASSWORD}\n")
    debtors = casa.folder / "debtors.csv"
    names = ("Tim,Tenant", f"Hubert Blaine,{LONG}", "さくら,鈴木", "ليلى,حداد")
    rows = [f"tenant,{names[n % 4]} {n},Rose Court/Block A/12" for n in range(cases)]
    debtors.write_text("\n".join(["type,first_name,last_name,property", *rows]) + "\n")
    casa.ok(["contact", "import", str(debtors), "--tag", "debtor"])
    numbers = casa.ok("contact list --tag debtor -o ids").ids
    book(casa, [(number, "charge", 120, 7, "Rent") for number in numbers])
    casa.ok(["contact", "handover", "--tag", "debtor", "--to", LEX, "--no-send", "--yes"])


def one_case(casa: Casa) -> int:
    """The first case, with notes, documents and a history; gives its number."""
    (number,) = (row[0] for row in casa.rows("select min(contact_id) from handover_case"))
    paper = casa.folder / "claim.pdf"
    paper.write_bytes(PDF)
    casa.ok(["note", "add", number, "--text", f"Called. {RULES}", "--visibility", "case"])
    casa.ok(["document", "add", number, str(paper), "--name", f"{LONG}.pdf", "--visibility", "case"])
    casa.ok(["arrears", "status", number, "--set", "on-hold", "--note", "waits for the hearing", "--no-send"])
    return int(number)


def book(casa: Casa, entries: list[tuple[int, str, int, int, str]]) -> None:
    """Put entries into the ledger: contact, kind, amount, month, text."""
    file = casa.folder / "entries.csv"
    rows = [f"{who},{kind},{amount},2026-{month:02}-01,{text},r{n}"
            for n, (who, kind, amount, month, text) in enumerate(entries)]  # fmt: skip
    file.write_text("\n".join(["contact_id,kind,amount,date,text,reference", *rows]) + "\n")
    casa.ok(["ledger", "import", str(file)])


def led_companies(casa: Casa) -> list[int]:
    """Companies with names of every script whose primary contact is one person; gives their numbers."""
    casa.ok("workspace set company_first on")
    number = casa.tenant("ليلى عبد الرحمن", email=PEOPLE["arabic"])
    names = ("Acme Ltd", f"{LONG} & Sons International Holdings", "株式会社さくら不動産", "شركة الورود العقارية")
    found = [casa.company(name, primary=number) for name in names]
    casa.ok(f"contact invite {number}")
    casa.ok("portal activate", stdin=activation(link(casa, PEOPLE["arabic"])))
    return found


def contracts_by_link(casa: Casa) -> dict[str, str]:
    """Contracts to sign without an account; where each is read."""
    casa.ok("workspace set sign_without_login on")
    found = {}
    for name, who in (("long", f"Hubert Blaine {LONG}"), ("japanese", "さくら 田中")):
        number = casa.tenant(who, email=PEOPLE[name])
        title = ["--title", f"{who} 2027", "--text", RULES, "--due", "2027-01-31"]
        casa.ok(["contract", "add", "--contact", number, *title, "--sign-without-login"])
        found[name] = link(casa, PEOPLE[name])
    return found
