"""Whoever is fenced tries every command of the tree: it answers as if those who are out of sight were not there.

Three offices hold the same for those who are in sight. In the first there is nobody else; in the second there are
others beside them; in the third the others have ties to them as well. The first two have to answer each line alike, to
the letter, counts and footers and files included; the third must not let slip a word of the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from casactl.actions import acting
from casactl.store.queries.users import UserRow
from casactl.store.reader import Reader
from casactl.store.schema import SPECS
from casactl.store.scope import Scope
from tests.casa import Casa
from tests.cli.fence_attempts import ATTEMPTS, COMMANDS, COMPLETIONS, FILES
from tests.clock import StillClock
from tests.length import is_long
from tests.templates import sqlite_copy

pytestmark = pytest.mark.probe

CLERK, MANAGER, LAW, PERSON = "cleo@office.example", "ann@office.example", "law@firm.example", "olive@example.com"
ACTORS = {"clerk": CLERK, "manager": MANAGER, "attorney": LAW, "person": PERSON}

HIDDEN = (
    "Zacharias", "Quillfeather", "zq@hidden.example", "7777.77", "777777", "7,777", "hush-hush", "Elm Row", "ELM-EXT",
    "+442079460777", "7946 0777", "Hidden Lane", "Kim Keyholder", "Hidecorp", "BANK-HIDDEN", "hidden.txt",
)  # fmt: skip
"""What stands on those who are out of everybody's sight; a person sees the places where they live themselves."""
ROSA = ("Rosa", "rosa@example.com", "4321.00")
"""What stands on the contact who is in the staff's sight only."""
OFFICE = ("office secret", "vip-tag", "blue-eyed", "lock secret", "office.txt")
"""What the office keeps to itself about the contact whom an attorney sees, and who sees herself."""
CASE = ("for the case", "case.txt")
"""What the office shares with the attorney and not with the person."""
TASK = ("hush-task",)
"""What somebody out of sight has the contact do."""
CANARIES = {
    "clerk": (*HIDDEN, *TASK),
    "manager": (*HIDDEN, *TASK),
    "attorney": (*HIDDEN, *TASK, *ROSA, *OFFICE, "between us", "Kay Keyholder", "gate 4711"),
    "person": (*(word for word in HIDDEN if word != "Elm Row"), *ROSA, *OFFICE, *CASE),
}

ATTORNEYS = {
    "contact list", "contact find", "contact show", "contact can", "contact duplicates", "ledger statement",
    "ledger invoice",
    "ledger ageing", "arrears list", "arrears status", "arrears history", "arrears run",
    "arrears hold", "arrears policy show", "arrears plan add", "arrears plan list", "arrears plan show",
    "arrears plan end",
    "note add", "note list", "note show",
    "document add", "document list", "document get", "document check", "portal sign-in", "portal activate",
    "workspace list", "workspace use", "demo", "help", "portal view", "portal link", "contact avatar",
    "completion",
    "address list", "user me", "ledger bank list", "ledger recurring list", "ledger recurring show",
}  # fmt: skip
"""The commands that do not refuse an attorney by themselves, written by hand."""

NEVER_THE_SAME = {"workspace list", "workspace add", "workspace use", "demo"}
"""Commands about this machine, which answer with its folders."""


@dataclass(frozen=True, slots=True)
class Offices:
    """The three, and the first number that is free in each table of the first: somebody's who is out of sight."""

    alone: Casa
    beside: Casa
    entangled: Casa
    free: dict[str, int]


@pytest.fixture(scope="module")
def offices(run_root: Path, tmp_path_factory: pytest.TempPathFactory, pooled: None) -> Offices:
    """The three offices, with the same numbers for what comes next."""
    root = tmp_path_factory.mktemp("fence")
    made = []
    for name in ("alone", "beside", "entangled"):
        folder = root / name / "office"
        casa = Casa(sqlite_copy(run_root, folder), folder, root / name / "config.toml", StillClock())
        fill(casa)
        if name == "alone":
            free = {table: _highest(casa, table) + 1 for table, spec in SPECS.items() if "id" in spec.columns}
        else:
            hide(casa)
        if name == "entangled":
            entangle(casa)
        with casa.work("test.numbers") as work:
            for table in SPECS.keys() - {"operation", "change", "chain"}:
                work.take(table, 9000 - work.take(table, 0))
        made.append(casa)
    return Offices(made[0], made[1], made[2], free)


def _highest(casa: Casa, table: str) -> int:
    return int(casa.rows(f"select coalesce(max(id), 0) from {table}")[0][0])


def fill(casa: Casa) -> None:
    """Olive (1) is handed over, Rosa (2) is not; both live in Rose Court."""
    paper = casa.folder / "paper.txt"
    paper.parent.mkdir(parents=True, exist_ok=True)
    paper.write_text("A paper.\n", "utf-8")
    paper.chmod(0o600)
    casa.property("Rose Court/1", kind="unit")
    casa.property("Rose Court/2", kind="unit")
    casa.ok("workspace field add nickname --type text")
    casa.owner("Olive Owner", email=PERSON, at="Rose Court/1", tag=["vip-tag"], custom={"nickname": "blue-eyed"})
    casa.owner("Rosa Rose", email="rosa@example.com", at="Rose Court/2", tag=["vip"])
    casa.ok("workspace set handover_requires_demand off")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    for email, group in ((CLERK, "clerk"), (MANAGER, "manager")):
        casa.ok(["user", "add", email, "--name", group.title(), "--type", "staff", "--group", group, "--community",
                 "Rose Court"])  # fmt: skip
    belong(casa, 1, amount="120", reference="BANK-1", name="office.txt", text="ordinary", key="Kay Keyholder")
    casa.ok(["note", "add", "1", "--text", "office secret"])
    belong(casa, 2, amount="4321", reference="BANK-2", name="rosa.txt", text="Rosa", key="Rosa")
    casa.ok(["document", "add", "1", str(paper), "--name", "case.txt", "--visibility", "case"])
    casa.ok(["document", "add", "1", str(paper), "--name", "yours.txt", "--visibility", "contact"])
    casa.ok(["message", "send", "1", "--subject", "between us", "--text", "between us", "--no-send"])
    casa.ok("contact lock 1 --reason 'lock secret'")
    casa.ok("contact archive 2 --on 2027-01-01 --reason Rosa")
    casa.ok(f"contact handover 1 --to {LAW} --note 'for the case' --no-send")


def belong(casa: Casa, number: int, *, amount: str, reference: str, name: str, text: str, key: str) -> None:
    """A row of every kind for one contact."""
    paper = str(casa.folder / "paper.txt")
    where = casa.rows(
        f"select p.path from attachment a join property p on p.id = a.property_id where a.contact_id = {number}"
    )
    casa.ok(f"ledger charge {number} {amount} --for '{text}' --due 2026-06-01 --on 2026-05-01")
    casa.ok(f"ledger pay {number} 1 --reference {reference}")
    casa.ok(f"ledger deposit take {number} {amount} --for '{text}'")
    casa.ok(f"ledger recurring add {number} {amount} --for '{text}' --every 1m --from 2027-01-01")
    casa.ok(["note", "add", str(number), "--text", text])
    casa.ok(["document", "add", str(number), paper, "--name", name])
    casa.ok(["address", "add", str(number), "--line", f"{number} Open Road", "--access-name", key, "--access-note",
             "gate 4711"])  # fmt: skip
    casa.ok(
        ["lease", "add", str(number), str(where[0][0]), "--from", "2026-01-01", "--to", "2027-12-31", "--rent", amount]
    )
    for noun, day in (
        ("task", "--due"),
        ("project", "--due"),
        ("event", "--start"),
        ("plan", "--due"),
        ("contract", "--due"),
    ):
        casa.ok([noun, "add", "--contact", str(number), "--title", text, "--text", text, day, "2026-12-01",
                 "--property", str(where[0][0]), "--no-send"])  # fmt: skip
    casa.ok(["message", "send", str(number), "--subject", f"to {number}", "--text", f"to {number}", "--no-send"])
    casa.ok(["contact", "invite", str(number), "--no-send"])


def hide(casa: Casa) -> None:
    """Zacharias and what is his, a company, another community: beside the others, without ties to them."""
    casa.property("Elm Row/3", kind="unit")
    number = casa.owner(
        "Zacharias Quillfeather", email="zq@hidden.example", at="Elm Row/3", external_id="ELM-EXT",
        phone="020 7946 0777", tag=["vip"], custom={"nickname": "Quillfeather's own"},
    )  # fmt: skip
    casa.company("Hidecorp", tag=["vip"])
    belong(
        casa,
        number,
        amount="7777.77",
        reference="BANK-HIDDEN",
        name="hidden.txt",
        text="hush-hush",
        key="Kim Keyholder",
    )
    casa.ok(["address", "edit", str(_highest(casa, "address")), "--line", "2 Hidden Lane"])
    casa.ok(["note", "add", str(number), "--text", "hush-hush", "--visibility", "case"])
    casa.ok(["user", "add", "elm@office.example", "--name", "Elma", "--type", "staff", "--community", "Elm Row"])
    casa.ok("user disable elm@office.example")
    casa.ok("user delete elm@office.example -y")
    casa.ok(f"contact archive {number} --on 2027-01-01 --reason hush-hush")
    casa.ok(f"contact lock {number} --reason hush-hush --request-id hidden-request")
    with casa.work("ledger.bank.import") as work:
        line = {"on_date": "2026-11-20", "amount": 777777, "payer": "Zacharias Quillfeather", "purpose": "hush-hush"}
        work.insert("bank_line", [{**line, "identity": "1", "contact_id": number}, {**line, "identity": "2"}])


def entangle(casa: Casa) -> None:
    """Ties between them and the others, in every way there is."""
    number, company = _highest(casa, "contact") - 1, _highest(casa, "contact")
    casa.ok(f"contact link 2 {company} --as works-for --primary")
    casa.ok(f"contact link {number} {company} --as works-for")
    casa.ok(f"contact link 1 {number} --as household")
    casa.ok("contact attach 1 'Elm Row/3' --as tenant --from 2026-01-01")
    casa.ok("ledger charge 1 5 --for open --property 'Elm Row/3'")
    casa.ok("lease add 2 'Elm Row/3' --from 2026-01-01 --to 2027-12-31")
    casa.ok(f"task add --contact {number} --title hush-task --text hush-task --assign 1 --follow 2 --no-send")
    casa.ok(f"task add --contact 1 --title open --assign {number} --follow {number} --property 'Elm Row/3' --no-send")
    casa.ok(f"contact unlock 1 2 {number} -y")
    casa.ok("message broadcast --subject open --text open --property 'Elm Row' -y --no-send")


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Olive acts for herself with every right there is: what she sees is her scope's matter alone."""
    known = acting.acting_user

    def who(reader: Reader, named: str) -> acting.Acting:
        if named != PERSON:
            return known(reader, named)
        user = UserRow(0, PERSON, "Olive Owner", "staff", "superuser", None, None, 1, "", 1)
        return acting.Acting(PERSON, user, Scope(contact=1))

    monkeypatch.setattr(acting, "acting_user", who)


def test_there_are_attempts_at_every_command_of_the_tree() -> None:
    assert set(ATTEMPTS) == set(COMMANDS)
    assert all(ATTEMPTS.values())


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("who", list(ACTORS))
@pytest.mark.usefixtures("person")
def test_S6_beside_somebody_out_of_sight_every_command_answers_as_without_them(
    offices: Offices, who: str, command: str, tmp_path: Path
) -> None:
    for rest in attempts_of(who, command):
        line = f"{command} {rest.removeprefix('!')}"
        alone, beside, entangled = (
            attempt(office, offices, line, ACTORS[who], tmp_path)
            for office in (offices.alone, offices.beside, offices.entangled)
        )

        if command not in NEVER_THE_SAME and not rest.startswith("!"):
            assert beside == alone, line
        if who == "attorney" and command not in ATTORNEYS:
            assert not beside.startswith("exit 0"), line
        assert slipped(who, line, beside) == [], line
        assert slipped(who, line, entangled) == [], line


def attempts_of(who: str, command: str) -> Sequence[str]:
    """All that is tried; in short one of each of whom the verb refuses, and of a clerk, and of a person every other.

    A clerk stands behind the manager's fence with fewer rights; a verb refuses an attorney before it looks at anything;
    a statement that goes past the fence goes past a manager's too, who tries everything.
    """
    if is_long():
        return ATTEMPTS[command]
    one = who == "clerk" or (who == "attorney" and command not in ATTORNEYS)
    return ATTEMPTS[command][: 1 if one else None : 2 if who == "person" else 1]


@pytest.mark.parametrize("line", COMPLETIONS)
@pytest.mark.parametrize("who", list(ACTORS))
@pytest.mark.usefixtures("person")
def test_S6_tab_offers_nobody_out_of_sight(offices: Offices, who: str, line: str, tmp_path: Path) -> None:
    alone, beside, entangled = (
        pressed(office, named(line, offices, tmp_path), ACTORS[who])
        for office in (offices.alone, offices.beside, offices.entangled)
    )

    assert beside == alone
    assert slipped(who, line, entangled) == []


@pytest.mark.parametrize("email", [CLERK, LAW])
def test_S6_tab_offers_users_to_those_only_who_may_see_them(offices: Offices, email: str) -> None:
    assert pressed(offices.alone, "user show ", email).strip() == ""
    assert LAW in pressed(offices.alone, "user show ", "root")


@pytest.mark.parametrize("who", ["clerk", "manager", "person"])
@pytest.mark.usefixtures("person")
def test_S6_no_operation_that_may_be_shown_names_anybody_out_of_sight(
    offices: Offices, who: str, tmp_path: Path
) -> None:
    shown = 0
    for number in range(1, _highest(offices.entangled, "operation") + 1):
        told = attempt(offices.entangled, offices, f"log show {number}", ACTORS[who], tmp_path)
        shown += told.startswith("exit 0")
        assert slipped(who, f"log show {number}", told) == []
    assert bool(shown) is (who != "person")


def named(line: str, offices: Offices, folder: Path) -> str:
    """The line with the numbers of those who are out of sight."""
    free = offices.free
    work = dict.fromkeys(("task", "project", "event", "plan", "contract"), free["engagement"])
    return line.format(**free | work, h=free["contact"], hp=free["property"], dir=folder)


def attempt(office: Casa, offices: Offices, line: str, actor: str, folder: Path) -> str:
    """What a line says and leaves behind in one of the offices, without what no two of them have in common."""
    for path in folder.iterdir():
        path.unlink()
    for name, text in FILES.items():
        (folder / name).write_text(text.format(h=offices.free["contact"]), "utf-8")
    shown = "" if re.search(r" -o (table|csv|jsonl|tsv)", line) else " -o json"
    done = office.run(
        f"{named(line, offices, folder)} --no-input{shown}", stdin="a pass phrase of words\n" * 2,
        env={"CASACTL_ACTOR": actor, "COLUMNS": "400"},  # wide: no folder breaks a line, no word is cut
    )  # fmt: skip
    left = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name not in FILES}
    return plain(office, f"exit {done.exit_code}\n{done.stdout}\n{done.stderr}\n{left}")


def plain(office: Casa, text: str) -> str:
    """Without folders, hashes, tokens, free room, the numbers of operations, and what columns are padded with."""
    for pattern, instead in (
        (re.escape(str(office.config_file.parent)), "HERE"),
        (r"[0-9a-f]{64}", "HASH"),
        (r"token=[\w-]+", "token=T"),
        (r"[\d.,]+ (?:bytes|[KMGT]iB)", "SIZE"),
        (r'"operation": ?\d+', '"operation": N'),
        (r"operation \d+", "operation N"),
        (r"\b9\d{3}\b", "NEW"),
        (r"Python [\d.]+|UID:[\w@.-]+", "ID"),
        (r" {2,}", "  "),
    ):
        text = re.sub(pattern, instead, text)
    return text


def slipped(who: str, line: str, text: str) -> list[str]:
    """The canaries that an answer holds, but for those that the line or its files said themselves."""
    said = line.lower() + ("".join(FILES.values()).lower() if "{dir}" in line else "")
    return [canary for canary in CANARIES[who] if canary.lower() in text.lower() and canary.lower() not in said]


def pressed(office: Casa, line: str, actor: str) -> str:
    """What Tab offers behind a line in Bash."""
    words = ["casactl", *line.split(" ")]
    env = {"_CASACTL_COMPLETE": "complete_bash", "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    return office.run([], env=env | ({} if actor == "root" else {"CASACTL_ACTOR": actor})).stdout
