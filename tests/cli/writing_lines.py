"""For every verb that writes a line that does, an office that it fits, and what makes another request of it."""

from __future__ import annotations

from pathlib import Path

from casactl.domain.engagements import KINDS
from tests.casa import Casa
from tests.pictures import png

ANN, LAW, WIG = "ann@office.example", "law@firm.example", "wig@firm.example"
SEND = "--subject Water --text Off"
CONTACTS = "type,first name,last name\ntenant,New,Comer\n"
ENTRIES = "contact_id,kind,amount,text\n1,charge,5.00,Fee\n"
STATEMENT = "date,payer,purpose,amount\n2026-11-02,Owen Owing,no 4,5.00\n"
PROPERTIES = "kind,name,in\ncommunity,Oak,\n"

LINES: dict[str, tuple[str, tuple[str, ...]]] = {
    "contact add": (
        "--type tenant --first-name New --last-name Comer --company Newco --create-company --email new@example.com",
        ("--no-send", "--tag vip", "--invite", "--phone '020 7946 0001'", "--avatar {picture}"),
    ),
    "contact edit": (
        "1 --tag vip",
        ("--if-version 1", "--tag board", "--create-company", "--email ''", "--do-not sms", "--reason x", "2"),
    ),
    "contact promote": ("3 --to client", ("--reason x",)),
    "contact attach": ("2 'Rose Court/1'", ("--as owner", "--from 2026-01-01", "--to 2027-01-01", "--reason x")),
    "contact detach": ("1 'Rose Court/1'", ("--on 2026-12-01", "--as tenant", "--reason x")),
    "contact tag add": ("vip 1", ("2", "--reason x")),
    "contact tag remove": ("board 4", ("1", "--reason x")),
    "contact link": ("1 2 --as access", ("--primary",)),
    "contact unlink": ("1 5", ("--as household",)),
    "contact invite": ("1", ("--on +1w", "--reason x", "--no-send", "--resend", "--channel email --no-send")),
    "contact revoke": ("5", ("--reason x",)),
    "contact lock": ("1 --reason x", ("--reason y", "--on +1w", "--until +2w")),
    "contact unlock": ("6", ("--on +1w", "--reason x")),
    "contact deactivate": ("1", ("--until +1w", "--reason x")),
    "contact activate": ("7", ("--reason x", "--on +1d")),
    "contact archive": ("2", ("--when-clear", "--on +1w", "--reason x")),
    "contact unarchive": ("8", ("--reason x",)),
    "contact delete": ("7 -y", ("--reason x",)),
    "contact erase": ("8 -y", ("--reason x",)),
    "contact merge": ("1 2 -y", ("--reason x", "3")),
    "contact duplicates": ("1 2 --not-duplicate", ()),
    "contact handover": (
        "4 --to law@firm.example", ("--attach-statement --notify email", "--note x", "--lock x", "--no-send"),
    ),
    "contact recall": ("9 --reason back", ("--status current", "--on +1d")),
    "contact import": ("{contacts}", ("--on-conflict skip", "--tag x", "--no-send", "--atomic", "--type owner")),
    "property add": ("Elm --kind community", ()),
    "property edit": ("'Rose Court' --name Briar", ("--if-version 1",)),
    "property remove": ("Empty", ("--retire",)),
    "property import": ("{properties}", ("--atomic",)),
    "address add": ("1 --line '1 High St'", ("--billing", "--site", "--label x")),
    "address edit": ("1 --label x", ("--if-version 1", "--site")),
    "address remove": ("2", ("--billing 1",)),
    "ledger charge": ("1 50 --for Rent", ("--due 2026-12-31", "--on 2026-11-01", "--property 'Rose Court/1'")),
    "ledger fee": ("1 5 --for Late", ("--due 2026-12-31", "--on 2026-11-01")),
    "ledger due": ("1 2027-03-31 --reason agreed", ("--reason y",)),
    "ledger deposit take": ("1 500 --for Keys", ("--on 2026-11-01", "--for x")),
    "ledger deposit return": ("5 10", ("--on 2026-11-01", "--for x")),
    "ledger deposit apply": ("4 10", ("--on 2026-11-01", "--for x")),
    "ledger recurring add": ("1 50 --for Rent --from 2027-01-01", ("--every 3m", "--until 2028-01-01", "--due 5")),
    "ledger recurring edit": ("1 --amount 60", ("--for x", "--until 2028-01-01", "--due +14d")),
    "ledger recurring end": ("1", ("--on 2027-06-30",)),
    "ledger levy": ("20 --for Roof --property 'Rose Court' -y", ("--role tenant", "--due 2026-12-31", "--type owner")),
    "ledger pay": ("4 5", ("--reference x", "--method cash", "--outside", "--for x")),
    "ledger credit": ("4 5", ("--for x", "--on 2026-11-01")),
    "ledger refund": ("10 5", ("--for x",)),
    "ledger write-off": ("4 5 --reason x", ("--reason y", "--on 2026-11-01")),
    "ledger void": ("1 --reason x", ("--reason y",)),
    "ledger statement": ("1 --mail", ("--from 2026-01-01", "--to 2026-12-31", "--no-send")),
    "ledger invoice": ("4", ("--entry 1", "--from 2026-01-01", "--to 2026-12-31", "--mail", "--mail --no-send")),
    "ledger import": ("{entries}", ("--on-conflict skip", "--outside")),
    "ledger bank import": ("{statement}", ("--date-format ymd", "--decimal .", "--atomic")),
    "ledger bank match": ("1 4", ("--amount 5", "--remember", "--outside")),
    "ledger bank ignore": ("2 --reason x", ("--reason y",)),
    "lease add": ("2 'Rose Court/2' --from 2026-12-01 --to 2027-11-30", ("--rent 500",)),
    "lease rent": ("2 950 --from 2027-01-01", ("--from 2027-02-01",)),
    "lease end": ("1", ("--on 2026-12-31", "--reason x")),
    "message read": ("--contact 1", ("--contact 2",)),
    "message send": (f"1 {SEND}", ("--text On", "--subject Gas", "--channel email,sms", "--no-send")),
    "message receive": (f"1 {SEND}", ("--text On", "--subject Gas")),
    "message broadcast": (f"{SEND} -y", ("--type tenant", "--no-send", "--text On")),
    "portal requests accept": ("1", ()),
    "portal requests decline": ("2", ("--reason other",)),
    "portal reset-password": ("11", ("--no-send",)),
    "arrears status": (
        "4 --set reminder",
        ("--set letter-of-demand", "--attach-statement", "--notify email", "--note x", "--include-zero", "--no-send"),
    ),
    "arrears import": ("{statuses}", ("--notify email", "--down", "--include-zero", "--no-send", "--atomic")),
    "arrears run": ("-y", ("--as-of 2026-11-20", "--no-send", "--type owner")),
    "arrears hold": ("4 --until 2026-12-24 --reason x", ("--reason y",)),
    "arrears policy set": ("{policy}", ()),
    "arrears plan add": (
        "4 --amount 50", ("--every 2w", "--from 2026-12-24", "--reason x", "--notify email", "--no-send"),
    ),
    "arrears plan end": ("1", ("--reason x",)),
    "outbox retry": ("--state failed", ("--unknown", "--no-send")),
    "outbox cancel": ("1", ("2",)),
    "note add": ("1 --text x", ("--text y", "--visibility case", "2", "--reason x")),
    "outbox bounced": ("--address joe@example.com", ("--reason x",)),
    "note edit": ("1 --text z", ()),
    "note remove": ("1", ()),
    "document add": ("1 {file}", ("--name x.txt", "--visibility case")),
    "document edit": ("1 --name z.txt", ("--file {file}",)),
    "document remove": ("1", ()),
    "due cancel": ("1", ()),
    "user add": ("new@office.example --name New --type staff", ("--group manager", "--phone 1", "--firm x")),
    "user invite": (LAW, ("--no-send",)),
    "user reset-second-factor": (WIG, ()),
    "user edit": (f"{LAW} --name Lex", ("--firm x", "--group clerk", "--email other@firm.example")),
    "user grant": (f"{LAW} --community Elmsted", ("--community 'Rose Court'",)),
    "user revoke": (f"{LAW} --community 'Rose Court' -y", ("--community Elmsted",)),
    "user enable": ("gone@office.example", ()),
    "user disable": ("bob@office.example", ()),
    "user delete": ("gone@office.example -y", ()),
    "workspace set": ("office_name Acme", ()),
    "workspace field add": ("shoe --type choice --choice x", ("--choice y",)),
    "workspace field edit": ("nick --type number", ("--add-choice x",)),
    "workspace field remove": ("nick", ()),
    "workspace mapping remove": ("old", ()),
    "view save": ("debts contact list", ("--replace",)),
    "view remove": ("late", ()),
    "undo": ("{latest}", ()),
    **{
        f"{kind} {verb}": (line.replace("{id}", str(number)), more)
        for number, kind in enumerate(KINDS, 1)
        for verb, line, more in (
            ("add", "--contact 1 --title x" + (" --start +1w" if kind == "event" else "")
             + (" --every 1y" if kind == "plan" else ""), ("--text y", "--assign 2", "--follow 2", "--no-send")),
            ("edit", "{id} --title y", ("--if-version 1", "--text y", "--follow 2", "--no-send")),
            ("assign", "{id} --to 2", ("--reason x", "--no-send", "--to 1")),
            ("done", "{id}", ("--reason x",)),
            ("cancel", "{id}", ("--reason x",)),
        )
    },
    "plan visit": ("4", ("--on 2026-12-01",)),
}  # fmt: skip
"""For each verb that writes: the rest of a line, and what makes another request of it."""


def office(casa: Casa) -> None:
    """Contacts 1 to 11 and whatever the lines name."""
    for path in ("Rose Court/1", "Rose Court/2", "Elmsted", "Empty"):
        casa.property(path, kind="unit" if "/" in path else None)
    joe = casa.tenant("Joe Bloggs", at="Rose Court/1", email="joe@example.com", phone="020 7946 0018")
    ann = casa.tenant("Ann Other", email="ann@example.com")
    casa.person("Lea Lead", type="lead", email="lea@example.com")
    owes = casa.owner("Owen Owing", at="Rose Court/1", email="owen@example.com")
    invited = casa.tenant("Ivy Invited", email="ivy@example.com")
    locked, inactive, archived = casa.tenant("Lou Locked"), casa.tenant("Ina Inactive"), casa.tenant("Ada Archived")
    handed = casa.owner("Hal Handed", at="Rose Court/2")
    rich = casa.tenant("Rich Credit")
    active = casa.tenant("Ada Active", email="ada@example.com")
    casa.ok("workspace set handover_requires_demand off")
    casa.ok("workspace set retention_years 0")
    casa.ok("workspace set sign_without_login on")
    casa.ok("workspace field add nick --type text")
    casa.ok("view save late -- contact list --past-due 30")
    casa.ok("contact import - --save-mapping old", stdin="contact_id\n")
    for email, group in ((ANN, "superuser"), ("bob@office.example", "clerk"), ("gone@office.example", "clerk")):
        casa.ok(["user", "add", email, "--name", "Ann Lee", "--type", "staff", "--group", group])
    casa.ok("user disable gone@office.example")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    for line in (
        f"contact link {joe} {invited} --as household", f"contact invite {invited} --no-send",
        f"contact lock {locked} --reason x", f"contact deactivate {inactive}", f"contact archive {archived}",
        f"ledger charge {owes} 100 --for Levy", f"ledger charge {handed} 100 --for Levy",
        f"contact handover {handed} --to {LAW}", f"ledger pay {rich} 50", f"contact invite {active} --no-send",
        f"address add {joe} --line '1 First St'", f"address add {joe} --line '2 Second St'",
        f"lease add {joe} 'Rose Court/1' --from 2026-01-01 --to 2026-12-31",
        f"lease add {rich} 'Rose Court/2' --from 2026-12-01 --rent 900 --rent-day 1",
        f"note add {joe} --text hello", f"contact edit {owes} --tag board", f"contact archive {ann} --on 2027-01-01",
        f"contact deactivate {joe} --on 2027-01-01",
        f"ledger deposit take {invited} 50", f"ledger deposit take {owes} 50",
        f"ledger recurring add {joe} 50 --for Parking --from 2027-01-15",
    ):  # fmt: skip
        casa.ok(line)
    casa.ok(["user", "add", WIG, "--name", "Wig Barrister", "--type", "attorney"])
    with casa.work("portal.second-factor") as work:
        secret = {"user_id": 5, "password_hash": "$argon2id$", "updated_at": work.now}
        work.insert("user_secret", [secret | {"seed": "ABCD", "seed_proved_at": work.now}])
    with casa.work("message.receive") as work:
        row = {"direction": "in", "author": "joe", "channel": "web", "subject": "Gate", "text": "Shut"}
        work.insert("message", [{"contact_id": contact, **row} for contact in (joe, ann)])
    casa.ok(f"ledger charge {owes} 20 --for Key --on 2026-10-01")
    casa.ok(f"ledger charge {handed} 20 --for Key")
    casa.ok(f"arrears plan add {handed} --amount 50")
    with casa.work("portal.request") as work:
        wishes = [("email", "joe.new@example.com"), ("phone", "+442079460960")]
        work.insert("portal_request", [{"contact_id": joe, "field": f, "value": value} for f, value in wishes])
    for kind in KINDS:
        line = f"{kind} add --contact {joe} --title x"
        casa.ok(line + {"event": " --start 2026-12-01", "plan": " --every 1y"}.get(kind, ""))
    file = casa.config_file.parent / "letter.txt"
    file.write_text("hello", "utf-8")
    casa.ok(["document", "add", joe, str(file)])
    with casa.work() as work:
        work.run("update contact set portal = 'activated' where id = :id", id=active)
        work.run("update outbox set state = 'failed' where id = 2")
        lines = [{"identity": str(n), "on_date": "2026-11-02", "amount": 1000} for n in (1, 2)]
        work.insert("bank_line", lines)


def line_of(casa: Casa, words: str, tmp_path: Path) -> str:
    """The whole line, its files in place."""
    (tmp_path / "contacts.csv").write_text(CONTACTS, "utf-8")
    (tmp_path / "entries.csv").write_text(ENTRIES, "utf-8")
    (tmp_path / "statement.csv").write_text(STATEMENT, "utf-8")
    (tmp_path / "properties.csv").write_text(PROPERTIES, "utf-8")
    (tmp_path / "statuses.csv").write_text("ref,status\n4,reminder\n", "utf-8")
    (tmp_path / "policy.toml").write_text('[[step]]\nstatus = "reminder"\ndays = 5\n', "utf-8")
    (tmp_path / "file.txt").write_text("some words\n", "utf-8")
    (tmp_path / "picture.png").write_bytes(png(20, 20))
    rest = LINES[words][0].format(
        contacts=tmp_path / "contacts.csv", entries=tmp_path / "entries.csv", file=tmp_path / "file.txt",
        properties=tmp_path / "properties.csv", statement=tmp_path / "statement.csv", latest=casa.log()[0]["operation"],
        policy=tmp_path / "policy.toml", statuses=tmp_path / "statuses.csv",
    )  # fmt: skip
    return f"{words} {rest}"
