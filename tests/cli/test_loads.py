"""What a command loads: no verb but those that make, migrate, move or restore a store touches SQLModel or Alembic."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casactl.cli.call import is_page
from casactl.cli.tree import TOP, TREE
from tests.casa import Casa
from tests.mailed import link
from tests.nursery import Nursery
from tests.pictures import png

DEFINING = {"sqlmodel", "sqlalchemy", "alembic", "pydantic", "pydantic_core"}
"""What defines a store: too much for a command to load that only reads or writes one."""
NEEDLESS = {"asyncio", "filelock", "unittest", "rich"}
"""What nothing off a terminal needs."""
NEEDED = dict.fromkeys(
    (
        "workspace add",
        "workspace backup",
        "workspace check",
        "workspace migrate",
        "workspace move",
        "workspace restore",
    ),
    DEFINING | {"asyncio"},
) | {"demo": DEFINING | NEEDLESS}
"""What makes, compares, migrates, moves or restores a store may load; a backup of PostgreSQL makes one of SQLite."""

NEVER_ENDS = {"portal serve"}
"""What runs until it is told to end."""
ASKS = {"contact pick", "shell"}
"""What is nothing without a terminal to ask on."""

NEWEST = {"waiting": "outbox", "charge": "ledger_entry where kind = 'charge'", "recurring": "recurring"}
"""What stands for the newest row of a table."""

LINES = """
property add Rose --kind community
property add A --kind building --in Rose
property add 1 --kind unit --in Rose/A
property list
property show Rose
property edit Rose --name Rosegarden
property import - < kind,name\\ncommunity,Elm\\n
property remove Elm
contact add --type tenant --first-name Joe --last-name Bloggs --email joe@example.com --phone 02079460958 --tag vip
contact add --type owner --first-name Ann --last-name Archer --email ann@example.com --property Rosegarden
contact add --type vendor --kind company --name Acme
contact add --type tenant --first-name Joe --last-name Blogs
contact add --type lead --first-name Lea --last-name Dee --email lea@example.com
contact list
contact find joe
contact show 1
contact edit 1 --email joe.bloggs@example.com --phone 02079460959 --avatar {png}
contact avatar 1 --to -
contact can 1
contact history 1
contact promote 5 --to client
contact attach 1 Rosegarden/A/1 --as tenant
contact detach 1 Rosegarden/A/1
contact tag add board 1
contact tag remove board 1
contact link 2 3 --as works-for
contact unlink 2 3
contact lock 1 --reason Keys
contact unlock 1
contact deactivate 5
contact activate 5
contact duplicates
contact merge 1 4 --yes
contact invite 1
contact revoke 1
contact archive 5
contact unarchive 5
contact export -
contact import - --save-mapping bank < first_name,last_name,type,email,tags\\nMax,Muster,tenant,max@example.com,new\\n
address add 1 --line '1 Elm Row' --city London --postcode SW1A1AA --country GB
address list 1
address edit 1 --label Home
address remove 1
ledger charge 1 100 --for Rent
ledger levy 200 --for Levy --property Rosegarden --role owner --yes
ledger pay 1 10
ledger credit 1 5 --for Repair
ledger statement 1
ledger ageing
ledger import - < contact_id,kind,amount,date,text\\n1,charge,5.00,2026-11-01,Key\\n
ledger bank import - < date,purpose,amount\\n2026-11-02,x,5.00\\n2026-11-02,y,6.00\\n
ledger bank list
ledger bank match 1 1 --remember
ledger bank ignore 2 --reason x
ledger void 1 --reason typo --yes
ledger write-off 2 1 --reason small --yes
ledger credit 6 20 --for Repair
ledger refund 6 20
lease add 1 Rosegarden/A/1 --from 2026-11-01 --to 2099-10-31 --rent 900 --rent-day 1
lease list
lease show 1
lease rent 1 950 --from 2099-01-01
lease end 1 --yes
task add --contact 1 --title Tap --due tomorrow
task list
task show 1
task edit 1 --title Taps
task assign 1 --assign 2
task done 1
task add --contact 1 --title Tap
task cancel 2
project add --contact 1 --title Roof
project list
project show 3
project edit 3 --title Roofs
project assign 3 --assign 2
project done 3
project add --contact 1 --title Roof
project cancel 4
event add --contact 1 --title Viewing --start '2099-12-01 14:00'
event list
event show 5
event edit 5 --title Viewings
event export -
event assign 5 --assign 2
event done 5
event add --contact 1 --title Viewing --start '2099-12-01 14:00'
event cancel 6
plan add --contact 1 --title Boiler --every 1m --next-visit 2099-01-01
plan list
plan show 7
plan edit 7 --title Boilers
plan assign 7 --assign 2
plan visit 7
plan done 7
plan add --contact 1 --title Boiler
plan cancel 9
contract add --contact 1 --title Lease
contract list
contract show 10
contract edit 10 --title Leases
contract assign 10 --assign 2
contract done 10
contract add --contact 1 --title Lease
contract cancel 11
message send 1 --subject Hello --text World
message receive 1 --subject Hello --text World
message list 1
message broadcast --subject Hello --text World --yes
message preview invitation 1
note add 1 --text Called
note list 1
note show 1
note edit 1 --text Wrote
note remove 1 --yes
document add 1 {png}
document list 1
document get 1 --to -
document check
document edit 1 --name other.png
document remove 1 --yes
contact invite 1
portal link 1
portal activate < {link}\\nXyzzy-plugh-2026!\\n
portal sign-in joe.bloggs@example.com < Xyzzy-plugh-2026!\\n
portal view 1 --reason Check
portal reset-password 1
portal unblock 1
portal unblock --network 192.0.2.7
portal requests list
portal requests accept {asked}
portal requests decline {asked}
portal log
user add att@example.com --name Att --type attorney --community Rosegarden
user invite att@example.com --no-send
user list
user show att@example.com
user me
user edit att@example.com --name Atta
user revoke att@example.com --community Rosegarden -y
user grant att@example.com --community Rosegarden
user set-password att@example.com < Xyzzy-plugh-2026!\\n
user reset-second-factor att@example.com
ledger charge 2 500 --for Rent
ledger fee 2 1 --for Reminder
ledger due {charge} 2099-01-01 --reason Agreed
ledger deposit take 2 5
ledger deposit apply 2 1
ledger deposit return 2 4
ledger recurring add 2 5 --for Parking --every 1m --from 2099-01-01
ledger recurring list
ledger recurring show {recurring}
ledger recurring edit {recurring} --amount 6
ledger recurring end {recurring}
arrears status 2 --set letter-of-demand --yes
arrears import - < ref,status\\n2,letter-of-demand\\n
arrears list
arrears history 2
ledger invoice 2
arrears policy show
arrears policy set - < [[step]]\\nstatus = "reminder"\\ndays = 5\\n
arrears run --yes
arrears plan add 2 --amount 50
arrears plan list
arrears plan show 1
arrears plan end 1
contact handover 2 --to att@example.com --community Rosegarden --yes
contact recall 2 --reason Paid --yes
arrears hold 2 --until 2099-01-01 --reason Later
user disable att@example.com --yes
user enable att@example.com
user disable att@example.com --yes
user delete att@example.com --yes
message send 1 --subject Later --text World --no-send
message show 1
message read --contact 1
outbox list
outbox show {waiting}
outbox send
message send 1 --subject Later --text World --no-send
outbox cancel {waiting}
outbox retry --state failed
outbox bounced --address ann@example.com
outbox print none.pdf
contact lock 5 --on 2099-01-01 --reason Later
due list
due run
due crontab
due cancel 1
contact deactivate 3
contact delete 3 --yes
contact archive 5
contact erase 5 --yes
contact add --type lead --first-name Tim --last-name Dee
log list
log show 1
log verify
log head
undo --yes
report overview
report pipeline
report activity
report arrears
report handovers
report retention
today
batch - < contact edit 1 --tag a\\ncontact list\\nledger charge 1 5 --for Key\\n
batch - --atomic < contact edit 1 --tag b\\n
doctor
completion zsh
help exit-codes
workspace list
workspace use main
workspace show
workspace get
workspace set office_name House
workspace set portal_url https://office.example/
portal unit
workspace field add Size --type number
workspace field list
workspace field show Size
workspace field edit Size --type text
workspace field remove Size --yes
view save late -- contact list --past-due
view list
view show late
view remove late
workspace mapping list
workspace mapping show bank
workspace mapping remove bank
workspace test-mail joe@example.com
workspace backup {folder}/a.backup
workspace check
workspace migrate
workspace add other --country GB
workspace restore {folder}/a.backup third
workspace move third --database sqlite:///{folder}/moved/casactl.db --yes
workspace remove other --delete-data --yes
demo
"""


def verbs() -> set[str]:
    """Every verb of the tree."""
    return {f"{noun} {name}" for noun, each in TREE.items() for name in each.verbs} | set(TOP)


def verb_of(words: list[str]) -> str:
    """The verb that a line names, longest first."""
    return next(" ".join(words[:n]) for n in (3, 2, 1) if " ".join(words[:n]) in verbs())


def asked(casa: Casa) -> int:
    """The number of a change that somebody has asked for in the portal."""
    with casa.work("portal.request") as work:
        wish = {"contact_id": 2, "field": "phone", "value": "+442079460960"}
        return int(work.insert("portal_request", [wish])[0])


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    with Nursery() as made:
        yield made


@pytest.mark.heavy
def test_no_verb_loads_what_defines_a_store(casa: Casa, nursery: Nursery, tmp_path: Path) -> None:
    known: dict[str, Any] = {"png": str(tmp_path / "a.png"), "folder": str(tmp_path)}
    (tmp_path / "a.png").write_bytes(png())
    drivers = {"asyncio"} if casa.backend == "postgresql" else set()
    tried, found = set[str](), {}
    assert nursery.common & (DEFINING | NEEDLESS) == set()
    for line in LINES.strip().splitlines():
        if "{link}" in line:
            known["link"] = link(casa, "joe.bloggs")
        for blank, table in NEWEST.items():
            if f"{{{blank}}}" in line:
                known[blank] = casa.rows(f"select max(id) from {table}")[0][0]
        if "{asked}" in line:
            known["asked"] = asked(casa)
        command, _, typed = line.format_map(known).partition(" < ")
        words = shlex.split(command)
        code, said, warned, loaded = nursery.run(words, typed.replace("\\n", "\n"))
        assert code == 0, f"{line}: exit {code}\n{said}{warned}"
        verb = verb_of(words)
        tried.add(verb)
        drawn = {"rich"} if is_page(verb) else set()  # a page is one in a pipe, too; -o json is not (test_imports.py)
        if heavy := loaded & (DEFINING | NEEDLESS) - NEEDED.get(verb, set()) - drivers - drawn:
            found[line] = heavy
    assert found == {}
    assert tried == verbs() - NEVER_ENDS - ASKS
