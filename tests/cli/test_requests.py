"""A request id: the same command by the same person replays, anything else is refused, for every verb that writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from casactl.cli.call import Call, Kept, marks_of
from casactl.cli.filters import filter_options
from casactl.cli.loader import load_verb, shared_params
from casactl.cli.tree import TREE, verb_for
from casactl.domain.engagements import KINDS
from tests.casa import Casa
from tests.pictures import png

ANN, LAW = "ann@office.example", "law@firm.example"
SEND = "--subject Water --text Off"
CONTACTS = "type,first name,last name\ntenant,New,Comer\n"
ENTRIES = "contact_id,kind,amount,text\n1,charge,5.00,Fee\n"
PROPERTIES = "kind,name,in\ncommunity,Oak,\n"

LINES: dict[str, tuple[str, tuple[str, ...]]] = {
    "contact add": (
        "--type tenant --first-name New --last-name Comer --company Newco --create-company --email new@example.com",
        ("--no-send", "--tag vip", "--invite", "--phone '020 7946 0001'", "--avatar {picture}"),
    ),
    "contact edit": ("1 --tag vip", ("--if-version 1", "--tag board", "--create-company", "--email ''")),
    "contact promote": ("3 --to client", ("--reason x",)),
    "contact attach": ("2 'Rose Court/1'", ("--as owner", "--from 2026-01-01", "--to 2027-01-01")),
    "contact detach": ("1 'Rose Court/1'", ("--on 2026-12-01", "--as tenant")),
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
    "ledger levy": ("20 --for Roof --property 'Rose Court' -y", ("--role tenant", "--due 2026-12-31", "--type owner")),
    "ledger pay": ("4 5", ("--reference x", "--method cash", "--outside", "--for x")),
    "ledger credit": ("4 5", ("--for x", "--on 2026-11-01")),
    "ledger refund": ("10 5", ("--for x",)),
    "ledger write-off": ("4 5 --reason x", ("--reason y", "--on 2026-11-01")),
    "ledger void": ("1 --reason x", ("--reason y",)),
    "ledger statement": ("1 --mail", ("--from 2026-01-01", "--to 2026-12-31", "--no-send")),
    "ledger import": ("{entries}", ("--on-conflict skip", "--outside")),
    "lease add": ("2 'Rose Court/2' --from 2026-12-01 --to 2027-11-30", ("--rent 500",)),
    "lease end": ("1", ("--on 2026-12-31", "--reason x")),
    "message send": (f"1 {SEND}", ("--text On", "--subject Gas", "--channel email,sms", "--no-send")),
    "message receive": (f"1 {SEND}", ("--text On", "--subject Gas")),
    "message broadcast": (f"{SEND} -y", ("--type tenant", "--no-send", "--text On")),
    "portal reset-password": ("11", ("--no-send",)),
    "arrears status": (
        "4 --set reminder",
        ("--set letter-of-demand", "--attach-statement", "--notify email", "--note x", "--include-zero", "--no-send"),
    ),
    "outbox retry": ("--state failed", ("--unknown", "--no-send")),
    "outbox cancel": ("1", ("2",)),
    "note add": ("1 --text x", ("--text y", "--visibility case")),
    "note remove": ("1", ()),
    "document add": ("1 {file}", ("--name x.pdf", "--visibility case")),
    "document remove": ("1", ()),
    "due cancel": ("1", ()),
    "user add": ("new@office.example --name New --type staff", ("--group manager", "--phone 1", "--firm x")),
    "user edit": (f"{LAW} --name Lex", ("--firm x", "--group clerk", "--email other@firm.example")),
    "user grant": (f"{LAW} --community Elmsted", ("--community 'Rose Court'",)),
    "user revoke": (f"{LAW} --community 'Rose Court'", ("--community Elmsted",)),
    "user enable": ("gone@office.example", ()),
    "user disable": ("bob@office.example", ()),
    "user delete": ("gone@office.example -y", ()),
    "workspace set": ("office_name Acme", ()),
    "workspace field add": ("shoe --type choice --choice x", ("--choice y",)),
    "workspace field edit": ("nick --type number", ("--add-choice x",)),
    "workspace field remove": ("nick", ()),
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

BY_INPUT = {"portal activate", "user set-password"}
"""Verbs that read a secret; tests of their own."""
EACH_COUNTS = {"portal view", "portal sign-in", "due run", "outbox send"}
"""Verbs of which every run counts, or that are safe to repeat by themselves."""
NOTHING_TO_TAKE_BACK = {"portal unblock"}
MACHINE = {"workspace add", "workspace use", "workspace remove", "workspace backup", "workspace restore",
           "workspace move", "workspace migrate", "workspace test-mail", "demo"}  # fmt: skip
"""Verbs about this machine and whole stores: no operation of a workspace's log."""

COMMANDS = [f"{noun} {name}" for noun, each in TREE.items() for name in each.verbs]


def test_the_table_holds_every_verb_that_writes() -> None:
    looks = re.compile(r":view$|^contact\.(export|history)$|^$")

    def writes(words: str) -> bool:
        verb = verb_for(words)
        assert verb is not None
        return bool(verb.writes) or not looks.search(verb.right)

    writing = {words for words in COMMANDS if writes(words)} | {"undo"}
    assert writing - MACHINE - EACH_COUNTS - BY_INPUT == set(LINES) | NOTHING_TO_TAKE_BACK


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
        f"note add {joe} --text hello", f"contact archive {ann} --on 2027-01-01",
        f"contact deactivate {joe} --on 2027-01-01",
    ):  # fmt: skip
        casa.ok(line)
    for kind in KINDS:
        line = f"{kind} add --contact {joe} --title x"
        casa.ok(line + {"event": " --start 2026-12-01", "plan": " --every 1y"}.get(kind, ""))
    file = casa.folder / "letter.txt"
    file.write_text("hello", "utf-8")
    casa.ok(["document", "add", joe, str(file)])
    with casa.work() as work:
        work.run("update contact set portal = 'activated' where id = :id", id=active)
        work.run("update outbox set state = 'failed' where id = 2")


def line_of(casa: Casa, words: str, tmp_path: Path) -> str:
    """The whole line, its files in place."""
    (tmp_path / "contacts.csv").write_text(CONTACTS, "utf-8")
    (tmp_path / "entries.csv").write_text(ENTRIES, "utf-8")
    (tmp_path / "properties.csv").write_text(PROPERTIES, "utf-8")
    (tmp_path / "file.txt").write_text("some words\n", "utf-8")
    rest = LINES[words][0].format(
        contacts=tmp_path / "contacts.csv", entries=tmp_path / "entries.csv", file=tmp_path / "file.txt",
        properties=tmp_path / "properties.csv", latest=casa.log()[0]["operation"],
    )  # fmt: skip
    return f"{words} {rest}"


def stored(casa: Casa) -> list[list[tuple[object, ...]]]:
    tables = ("contact", "operation", "change", "chain", "outbox", "message", "engagement", "users", "setting")
    return [sorted(casa.rows(f"select * from {table}"), key=repr) for table in tables]


@pytest.mark.parametrize("words", list(LINES))
def test_F4_a_request_is_repeated_or_refused(
    filled: Callable[[Callable[[Casa], None]], Casa], words: str, tmp_path: Path
) -> None:
    casa = filled(office)
    (tmp_path / "picture.png").write_bytes(png(20, 20))
    line = f"{line_of(casa, words, tmp_path)} --request-id r -o json"
    first = casa.run(line)
    assert first.json["operation"], first.stderr
    before = stored(casa)

    again = casa.run(line)
    assert (again.exit_code, again.json) == (first.exit_code, first.json)
    for shown in ("-o ids", "-q", "-v", "--color always", "--lock-wait 5s", "--no-input"):
        assert casa.run(f"{line} {shown}").exit_code == first.exit_code

    for other in (*LINES[words][1], f"--actor {ANN}"):
        refused = casa.run(f"{line} {other.format(picture=tmp_path / 'picture.png')}")
        assert (refused.exit_code, refused.error["code"]) == (5, "request.reused"), (other, refused)
        assert refused.stdout == ""
    assert stored(casa) == before


def parameters(words: str) -> Iterator[tuple[str, Any]]:
    """The parameters that a verb declares itself, and values of theirs that are not the default."""
    verb = verb_for(words)
    assert verb is not None
    for param in load_verb(words.partition(" ")[2] or words, verb, words.partition(" ")[0]).own:
        if isinstance(param.default, bool) or (param.is_flag if hasattr(param, "is_flag") else False):
            yield param.name, not param.default
        else:
            yield param.name, ["zz"] if param.multiple or param.nargs == -1 else "zz"


def called(words: str, given: dict[str, Any], filters: dict[str, Any]) -> str:
    verb = verb_for(words)
    assert verb is not None
    command = load_verb(words.partition(" ")[2] or words, verb, words.partition(" ")[0])
    call = Call(words, "", "", given, command.own, lambda: marks_of(command.function))
    return call.command(filters, None).fingerprint


@pytest.mark.parametrize("words", [*COMMANDS, "undo"])
def test_F4_every_parameter_of_every_verb_tells_requests_apart(words: str) -> None:
    prints = {called(words, {}, {})}
    given: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({name: value}, {}) for name, value in parameters(words) if (words, name) not in SECRET
    ]
    verb = verb_for(words)
    if verb and verb.filters:
        given += [
            ({}, {param.name.removesuffix("_filter"): "zz"}) for param in shared_params(filter_options, "Filters")
        ]

    prints |= {called(words, *each) for each in given}

    assert len(prints) == 1 + len(given)


SECRET = {("workspace add", "database"), ("workspace move", "database")}
"""What may hold a password."""
DIGESTS = {(f"message {verb}", name) for verb in ("send", "receive", "broadcast") for name in ("subject", "text")}
"""What is about people, and kept where erasure finds it."""


def test_what_the_log_does_not_hold_is_marked_where_it_is_declared() -> None:
    marked = {
        (words, name): mark
        for words in COMMANDS
        if (verb := verb_for(words))
        for name, mark in marks_of(load_verb(words.partition(" ")[2], verb, words.partition(" ")[0]).function).items()
    }

    assert {key for key, mark in marked.items() if mark is Kept.NOT} == SECRET
    assert {key for key, mark in marked.items() if mark is Kept.AS_DIGEST} - {("message preview", "subject")} == DIGESTS


@pytest.mark.parametrize(
    ("line", "first", "other"),
    [
        ("contact lock - --reason x", "1\n2\n", "1\n3\n"),
        ("note add 1 --text -", "One", "Two"),
        ("message send 1 --subject x --text -", "One", "Two"),
        ("task add --contact 1 --title x --text -", "One", "Two"),
        ("task done -", "1\n", "2\n"),
        ("contact merge 1 - -y", "2\n", "3\n"),
        ("contact import -", CONTACTS, CONTACTS + "tenant,An,Other\n"),
    ],
)
def test_F4_what_standard_input_holds_tells_requests_apart(casa: Casa, line: str, first: str, other: str) -> None:
    for name in ("Joe Bloggs", "Ann Other", "Max Third"):
        casa.tenant(name, email=f"{name[:3]}@example.com")
    casa.ok("task add --contact 1 --title x")
    casa.ok("task add --contact 1 --title y")

    done = casa.ok(f"{line} --request-id r -o json", stdin=first)

    assert casa.ok(f"{line} --request-id r -o json", stdin=first).json == done.json
    assert casa.run(f"{line} --request-id r", stdin=other).exit_code == 5


def test_F4_what_a_file_holds_tells_requests_apart(casa: Casa, tmp_path: Path) -> None:
    casa.tenant()
    file = tmp_path / "letter.txt"
    file.write_text("One", "utf-8")
    line: list[str | int] = ["document", "add", "1", str(file), "--request-id", "r", "-o", "json"]
    done = casa.ok(line)

    assert casa.ok(line).json == done.json
    file.write_text("Two", "utf-8")
    assert casa.run(line).error["code"] == "request.reused"


def test_F4_a_repeated_secret_is_proved_and_kept_nowhere(casa: Casa) -> None:
    casa.ok(["user", "add", ANN, "--name", "Ann Lee", "--type", "staff"])
    line = f"user set-password {ANN} --request-id r -o json"
    done = casa.ok(line, stdin="correct horse battery\n")

    assert casa.ok(line, stdin="correct horse battery\n").json == done.json
    assert casa.run(line, stdin="another horse battery\n").error["code"] == "request.reused"
    assert "horse" not in str(casa.rows("select payload from operation"))


@pytest.mark.parametrize("line", ["due run", "outbox send", "portal view 1 --reason x", "portal sign-in a@example.com"])
def test_a_verb_of_which_every_run_counts_takes_no_request_id(casa: Casa, line: str) -> None:
    casa.tenant("Joe Bloggs", email="a@example.com")
    casa.ok("contact lock 1 --reason x --on +1d")
    casa.travel(to="2026-12-01")
    casa.ok("message send 1 --subject x --text y --no-send")
    before = stored(casa)

    refused = casa.run(f"{line} --request-id r", stdin="password\n")

    assert (refused.exit_code, stored(casa)) == (2, before)


def test_a_message_leaves_only_digests_of_its_words_in_the_log(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", email="a@example.com")
    done = casa.ok("message send 1 --subject Water --text 'Off on Monday' --no-send -o json")

    shown = casa.ok(f"log show {done.json['operation']} -o json").json["arguments"]

    assert set(shown) == {"refs", "subject", "text", "no_send"}
    assert all(shown[name].startswith("sha256:") for name in ("subject", "text"))
