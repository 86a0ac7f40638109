"""What a user may not do is refused, and what a user may not see does not exist for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.casa import Casa
from tests.clock import StillClock
from tests.templates import sqlite_copy

pytestmark = pytest.mark.probe

LAW, ANN = "law@firm.example", "ann@office.example"

HIDDEN = ("Zacharias", "Quillfeather", "zq@hidden.example", "7777.77", "777777", "hush-hush", "Elm Row", "ELM-EXT",
          "+442079460777", "7946 0777", "Hidden Lane", "Kim Keyholder")  # fmt: skip
"""What stands on the contact that is neither in Ann's community nor handed over."""


@pytest.fixture(scope="module")
def office(run_root: Path, tmp_path_factory: pytest.TempPathFactory, pooled: None) -> Casa:
    """Olive (1) is handed over, Zacharias (2) out of everybody's sight, Rosa (3) in Ann's community only."""
    folder = tmp_path_factory.mktemp("office") / "main"
    casa = Casa(sqlite_copy(run_root, folder), folder, folder / "config.toml", StillClock())
    fill(casa)
    return casa


def fill(casa: Casa) -> None:
    casa.property("Rose Court/1", kind="unit")
    casa.property("Elm Row/3", kind="unit")
    casa.owner("Olive Owner", email="olive@example.com", at="Rose Court/1")
    casa.owner(
        "Zacharias Quillfeather",
        email="zq@hidden.example",
        at="Elm Row/3",
        external_id="ELM-EXT",
        phone="020 7946 0777",
        custom={"nickname": "Quillfeather's own"},
    )
    casa.ok("workspace field add nickname --type number")
    casa.owner("Rosa Rose", at="Rose Court/1")
    casa.ok("workspace set handover_requires_demand off")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    casa.ok(
        ["user", "add", ANN, "--name", "Ann Lee", "--type", "staff", "--group", "manager", "--community", "Rose Court"]
    )
    casa.ok("ledger charge 1 120 --for Levy")
    casa.ok("ledger charge 2 7777.77 --for hush-hush")
    casa.ok("note add 2 --text hush-hush --visibility case")
    casa.ok(["address", "add", "1", "--line", "1 Open Road", "--access-name", "Kay Keyholder", "--access-note",
             "gate 4711"])  # fmt: skip
    casa.ok(["address", "add", "2", "--line", "2 Hidden Lane", "--access-name", "Kim Keyholder"])
    casa.ok(["note", "add", "1", "--text", "office secret"])
    casa.ok(["message", "send", "1", "--subject", "between us", "--text", "between us", "--no-send"])
    casa.ok(["message", "send", "2", "--subject", "hush-hush", "--text", "hush-hush", "--no-send"])
    casa.ok("task add --contact 2 --title hush-hush --text hush-hush --assign 3 --follow 1 --due 2026-12-01")
    casa.ok("task add --contact 1 --title 'between us' --assign 2 --follow 2")
    casa.ok("event add --contact 2 --title hush-hush --start 2026-12-01 --property 'Elm Row/3'")
    casa.ok("contact archive 2 --on 2027-01-01 --reason hush-hush")
    casa.ok(f"contact handover 1 --to {LAW} --note 'for the case'")


@pytest.mark.parametrize(
    "line",
    [
        "contact show 2", "contact edit 2 --tag x", "contact lock 2 --reason x", "contact archive 2", "contact can 2",
        "ledger charge 2 5 --for x", "ledger statement 2", "note add 2 --text x", "lease list 2", "contact history 2",
        "task add --contact 2 --title x", "task add --contact 1 --title x --assign 2", "task show 1", "task done 1",
        "task assign 2 --to 2", "task edit 2 --follow 2", "event show 3", "task list --contact 2",
        "task list --assignee 2", "task show 3",
        "message send 2 --subject s --text t", "contact merge 1 2 -y", "contact attach 1 'Elm Row/3'",
        "property show 'Elm Row'", "arrears history 2", "portal reset-password 2", "due cancel 1",
        "contact invite zq@hidden.example", "contact link 1 2 --as access", "contact unlink 2 1",
        "address list 2", "address add 2 --line x", "address edit 2 --label x",
        "address remove 2", "ledger statement 2 --mail",
    ],
)  # fmt: skip
def test_what_is_out_of_sight_is_not_found_rather_than_forbidden(office: Casa, line: str) -> None:
    done = office.run(f"{line} --actor {ANN}")

    assert (done.exit_code, [secret for secret in HIDDEN if secret in done.stderr and secret not in line]) == (4, [])


DENIED = {
    "clerk": {
        "contact delete", "contact erase", "contact merge", "contact handover", "contact recall", "ledger write-off",
        "user list", "user add", "workspace set", "workspace backup", "note remove", "document remove",
        "property remove",
    },
    "manager": {"user list", "user add", "workspace set", "workspace backup"},
    "superuser": set(),
}  # fmt: skip
"""By hand: some of what each group is refused; everything else in the union is allowed."""


@pytest.mark.parametrize("group", list(DENIED))
def test_a_group_is_refused_exactly_what_it_lacks(casa: Casa, group: str) -> None:
    casa.ok(f"user add u@office.example --name U --type staff --group {group}")
    for command in sorted(set().union(*DENIED.values())):
        rest = {"user list": "", "workspace set": "currency EUR"}.get(command, "99")
        done = casa.run(f"{command} {rest} --actor u@office.example -o json")
        denied = done.exit_code == 5 and done.error["code"] == "permission.denied"
        assert denied is (command in DENIED[group]), (command, done.stderr)


def test_SD_13_a_company_out_of_sight_is_not_made_a_second_time(casa: Casa) -> None:
    casa.property("Rose/1", kind="unit")
    casa.company("Corp")
    casa.ok("user add cl@o.example --name Cl --type staff --community Rose")
    who = "contact add --type tenant --first-name A --property Rose/1 --actor cl@o.example --create-company --company"

    for name in ("B", "C"):
        casa.ok(f"{who} Corp --last-name {name}")

    assert casa.rows("select count(*) from contact where kind = 'company'") == [(1,)]
