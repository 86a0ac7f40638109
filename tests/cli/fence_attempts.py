"""What the fenced try: for each command of the tree, the rests of its line; a command without any fails a test.

`{h}` is the number of somebody out of sight, `{hp}` of a property, `{note}`, `{document}` … of what is theirs; contacts
1 and 2 are in sight, properties 1 to 3 too. Files lie in `{dir}`, which is looked through afterwards. What a file or an
option says of the hidden is in the line: nothing else about them may come back. Where a line begins with `!`, what it
asks for is free or taken for everybody, and the answer may say so.
"""

from __future__ import annotations

from casactl.cli.tree import TOP, TREE

COMMANDS = [f"{noun} {verb}" for noun, each in TREE.items() for verb in each.verbs] + list(TOP)

SELECTING = ("{h}", "1 {h}", "--property 'Elm Row' -y", "--all -y", "--match quill -y", "--owing -y", "--tag vip -y")
"""What verbs that take many contacts are given."""
REFS = ("{h}", "zq@hidden.example", "ref:ELM-EXT", "'020 7946 0777'", "Quillfeather", "'Zacharias Quillfeather'")
FILTERS = ("", "--property 'Elm Row'", "--match quill", "--company Hidecorp", "--tag vip", "--property 'Rose Court'")


def _work(noun: str, *more: str) -> dict[str, tuple[str, ...]]:
    """The attempts at one kind of work; `{task}` … are of somebody out of sight."""
    number = f"{{{noun}}}"
    return {
        f"{noun} add": (
            "--contact {h} --title x -n", "--contact 1 --title x -n", "--contact 1 --title x --assign {h} -n",
            "--contact 1 --title x --follow {h} -n", "--contact 1 --title x --property 'Elm Row/3' -n",
            "--contact 1 --title x --site {address} -n",
        ),
        f"{noun} list": ("", "--contact {h}", "--assignee {h}", "--limit 1", f"--after {number}", *FILTERS[1:4]),
        f"{noun} show": ("1", number, "99999"),
        f"{noun} edit": (f"{number} --title x -n", "1 --assign {h} -n", "1 --property 'Elm Row/3' -n"),
        f"{noun} assign": (
            f"{number} --to 1 -n", f"1 {number} --to {{h}} -n", "--contact {h} --to 1 -n", "--to 1 -y -n",
        ),
        f"{noun} done": (number, f"1 {number} -n"),
        f"{noun} cancel": (number, f"1 {number} --reason x -n"),
        **dict.fromkeys(more, (number, "1")),
    }  # fmt: skip


ATTEMPTS: dict[str, tuple[str, ...]] = {
    "contact add": (
        "--type owner --first-name A --last-name B --property 'Elm Row/3' -n",
        "--type owner --first-name A --last-name B --property 'Rose Court/1' -n",
        "--type owner --first-name A --last-name B --company Hidecorp --property 'Rose Court/1' -n",
        "--type owner --first-name A --last-name B --company Hidecorp --create-company --property 'Rose Court/1' -n",
        "--type owner --first-name A --last-name B --secondary-of {h} --property 'Rose Court/1' -n",
        "!--type owner --first-name A --last-name B --email zq@hidden.example --property 'Rose Court/1' -n",
        "!--type owner --first-name A --last-name B --external-id ELM-EXT --property 'Rose Court/1' -n",
    ),
    "contact list": (
        *FILTERS, "--all", "--archived", "--inactive", "--limit 1", "--sort name --after {h}",
        "--sort -name --after {h}",
        "--sort id --after {h}", "--sort created --after {h} --limit 5", "--sort name --after 1", "--limit 300 --all",
        "-o table", "-o csv --fields id,display_name,balance,company,properties,tags",
    ),
    "contact find": ("quill", "zacharias", "hidden", "0777", "elm", "rosa", "quil --limit 1"),
    "contact show": (*REFS, "1", "1 -o table", "2", "2 --section links", "99999"),
    "contact edit": ("{h} --tag x -n", "1 --tag x -n", "1 --company Hidecorp -n", "2 --if-version 9 --tag x -n"),
    "contact avatar": ("{h} -O {dir}/a", "1 -O {dir}/a"),
    "contact can": ("{h}", "1", "1 -o table", "2", "{h} edit"),
    "contact history": ("{h}", "1", "2 -o table"),
    "contact promote": tuple(f"{each} --to client -n" for each in SELECTING),
    "contact attach": ("{h} 'Rose Court/1' --as owner -n", "1 'Elm Row/3' --as owner -n", "1 {hp} --as owner -n"),
    "contact detach": ("{h} 'Rose Court/1' -n", "1 'Elm Row/3' -n", "1 'Rose Court/1' -n"),
    "contact link": ("1 {h} --as household -n", "{h} 1 --as access -n", "2 {h} --as works-for --primary -n"),
    "contact unlink": ("1 {h} -n", "{h} 1 -n"),
    "contact invite": tuple(f"{each} --no-send -n" for each in SELECTING),
    "contact revoke": tuple(f"{each} -n" for each in SELECTING),
    "contact lock": (
        *(f"{each} --reason x -n" for each in SELECTING), "!2 --reason x --request-id hidden-request -n",
        "!{h} --reason hush-hush --request-id hidden-request -n",
    ),
    "contact unlock": tuple(f"{each} -n" for each in SELECTING),
    "contact deactivate": tuple(f"{each} -n" for each in SELECTING),
    "contact activate": tuple(f"{each} -n" for each in SELECTING),
    "contact archive": tuple(f"{each} -n" for each in (*SELECTING, "2 --when-clear", "2 --on +5d")),
    "contact unarchive": tuple(f"{each} -n" for each in SELECTING),
    "contact delete": ("{h} -y -n", "2 -y -n"),
    "contact erase": ("{h} -y -n", "2 -y -n", "--all-due -y -n"),
    "contact merge": ("1 {h} -y -n", "{h} 1 -y -n", "1 2 -y -n"),
    "contact duplicates": ("", "--threshold 1", "1 {h} --not-duplicate -n", *FILTERS[1:4]),
    "contact handover": (
        "{h} --to law@firm.example -n -y", "2 --to law@firm.example --community 'Elm Row' -n -y",
        "2 --to law@firm.example -n -y", "--all --to law@firm.example -y -n",
    ),
    "contact recall": ("{h} -n", "1 -n", "--all -y -n"),
    "contact import": (
        "{dir}/contacts.csv --rejects {dir}/r.csv -n",
        "{dir}/contacts.csv --on-conflict update --rejects {dir}/r.csv -n",
        "!{dir}/taken.csv --rejects {dir}/r.csv -n", "!{dir}/taken.csv --on-conflict update --rejects {dir}/r.csv -n",
    ),
    "contact export": ("-", "- --property 'Elm Row'", "- --match quill", "{dir}/out.csv --all", "- -o jsonl"),
    "property add": (
        "New --kind community -n", "9 --kind unit --in 'Elm Row' -n", "9 --kind unit --in 'Rose Court' -n",
    ),
    "property list": ("", "--in 'Elm Row'", "--kind unit", "--retired", "--limit 1"),
    "property show": ("'Elm Row'", "'Elm Row/3'", "{hp}", "3", "'Rose Court'", "Elm", "'Rose Court/1'", "'Elm Rou'"),
    "property edit": (
        "{hp} --name x -n", "3 --in 'Elm Row' -n", "3 --in {hp} -n", "3 --name 7 -n", "!1 --name 'Elm Row' -n",
    ),
    "property remove": ("{hp} -y -n", "'Elm Row' --retire -y -n", "'Rose Court' -y -n", "'Rose Court' --retire -y -n"),
    "property import": ("{dir}/properties.csv --rejects {dir}/r.csv -n",),
    "address add": ("{h} --line x -n", "1 --line x -n"),
    "address list": ("", "{h}", "1", "--with-access", "--limit 1"),
    "address edit": ("{address} --label x -n", "1 --label x -n"),
    "address remove": ("{address} -y -n", "1 --billing {address} -y -n"),
    "ledger charge": ("{h} 5 --for x -n", "1 5 --for x -n", "1 5 --for x --property 'Elm Row/3' -n"),
    "ledger levy": ("5 --for x --property 'Elm Row' -y -n", "5 --for x --property 'Rose Court' -y -n"),
    "ledger pay": ("{h} 5 -n", "1 5 --reference BANK-1 -n", "1 5 --reference BANK-HIDDEN -n"),
    "ledger credit": ("{h} 5 --for x -n", "1 5 --for x -n"),
    "ledger refund": ("{h} 5 --for x -n", "1 5 --for x -n"),
    "ledger write-off": ("{h} 5 --reason x -n", "1 5 --reason x -n"),
    "ledger void": ("{ledger_entry} --reason x -n", "1 --reason x -n"),
    "ledger invoice": (*REFS[:3], "list", "list {h}", "show 1", "1 --entry 1 -n"),
    "ledger statement": (*REFS[:3], "1", "1 {h}", "1 -o table", "--all --mail --no-send -y -n", "--owing -o csv"),
    "ledger ageing": (*FILTERS, "--limit 1", "-o csv"),
    "ledger import": ("{dir}/entries.csv --rejects {dir}/r.csv -n",),
    "ledger bank import": ("{dir}/entries.csv --rejects {dir}/r.csv -n",),
    "ledger bank list": ("", "--state parked", "-o table"),
    "ledger bank match": ("{bank_line} 1 -n", "1 {h} -n", "1 1 -n"),
    "ledger bank ignore": ("{bank_line} --reason x -n", "1 --reason x -n"),
    "lease add": (
        "{h} 'Rose Court/1' --from 2026-12-01 --to 2027-11-30 -n", "1 'Elm Row/3' --from 2026-12-01 --to 2027-11-30 -n",
        "1 'Rose Court/1' --from 2026-12-01 --to 2027-11-30 -n",
    ),
    "lease list": ("", "{h}", "--property 'Elm Row'", "--status active", "--limit 1"),
    "lease show": ("{lease}", "1"),
    "ledger fee": ("{h} 5 --for x -n", "1 5 --for x -n"),
    "ledger due": ("{ledger_entry} 2027-01-01 --reason x -n", "1 2027-01-01 --reason x -n"),
    "ledger deposit take": ("{h} 5 -n", "1 5 -n"),
    "ledger deposit return": ("{h} 5 -n", "1 5 -n"),
    "ledger deposit apply": ("{h} 5 -n", "1 5 -n"),
    "ledger recurring add": (
        "{h} 5 --for x --every 1m --from 2026-12-01 -n",
        "5 --levy --for x --every 1m --from 2026-12-01 --property 'Elm Row' -n",
    ),
    "ledger recurring list": ("", "{h}", "--property 'Elm Row'", "--all"),
    "ledger recurring show": ("{recurring}", "1", "99"),
    "ledger recurring edit": ("{recurring} --amount 5 -n", "1 --amount 5 -n"),
    "ledger recurring end": ("{recurring} -n", "1 -n"),
    "lease rent": ("{lease} 5 --from 2026-12-01 -n", "1 5 --from 2026-12-01 -n"),
    "lease end": ("{lease} -n", "1 -n"),
    **_work("task"),
    **_work("project"),
    **_work("event"),
    "event export": ("-", "- --contact {h}", "- --assignee {h}", "{dir}/x.ics"),
    **_work("plan", "plan visit"),
    **_work("contract"),
    "message read": ("1 -n", "{h} -n", "--contact {h} -n"),
    "message send": tuple(f"{each} --subject s --text t --no-send -n" for each in SELECTING),
    "message receive": ("{h} --subject s --text t -n", "1 --subject s --text t -n"),
    "message list": ("", "{h}", "1", "--limit 1", "--after {message}", "--since 2026-01-01"),
    "message show": ("{message}", "1"),
    "message broadcast": ("--subject s --text t -y --no-send -n", "--subject s --text t --match quill -y --no-send -n"),
    "message preview": ("invitation {h}", "invitation 1", "message 1 --subject s --text t"),
    "portal activate": ("",),
    "portal serve": ("--threads 0",),
    "portal unit": ("",),
    "portal requests list": ("", "{h}", "1", "--state all"),
    "portal requests accept": ("1 -n", "99 -n"),
    "portal requests decline": ("1 -n", "99 -n"),
    "portal log": ("", "{h}", "1", "--since 2026-01-01"),
    "portal sign-in": ("zq@hidden.example", "nobody@nowhere.example"),
    "portal view": ("{h} --reason x -n", "1 --reason x -n", "1 --reason x -o table -n"),
    "portal link": ("{h}", "1"),
    "portal reset-password": ("{h} --no-send -n", "1 --no-send -n"),
    "portal unblock": ("{h} -n", "1 -n"),
    "arrears list": (*FILTERS, "--limit 1", "--min 5000"),
    "arrears status": (
        "{h} --set on-hold -n", "1 --set on-hold -n", "--all --set on-hold -y -n", "1 {h} --set settled -n",
    ),
    "arrears history": ("{h}", "1"),
    "arrears run": ("-y -n", "--as-of 2026-11-01 -y -n", "--type tenant -y -n"),
    "arrears hold": ("{h} --until +9d --reason x -n", "1 --until +9d --reason x -n"),
    "arrears policy show": ("", "-o json"),
    "arrears policy set": ("/nowhere.toml",),
    "arrears plan add": ("{h} --amount 5 -n", "1 --amount 5 -n"),
    "arrears plan list": ("", "{h}", "--all", "--limit 1"),
    "arrears plan show": ("1", "9"),
    "arrears plan end": ("1 -n", "9 -n"),
    "outbox list": ("", "--contact {h}", "--state pending", "--after {outbox}", "--limit 1"),
    "outbox show": ("{outbox}", "1"),
    "outbox send": ("-n", "--limit 1 -n"),
    "outbox retry": ("{outbox} -n", "1 -n", "--state failed -n"),
    "outbox cancel": ("{outbox} -n", "1 {outbox} -n"),
    "note add": ("{h} --text x -n", "1 --text x -n"),
    "note list": ("", "{h}", "1", "--limit 1"),
    "note show": ("{note}", "1"),
    "note edit": ("{note} --text x -n", "1 --text x -n"),
    "note remove": ("{note} -y -n", "1 -y -n"),
    "document add": ("{h} {dir}/paper.txt -n", "1 {dir}/paper.txt -n"),
    "document list": ("", "{h}", "1"),
    "document get": ("{document} -O {dir}/got", "1 -O {dir}/got"),
    "document edit": ("{document} --name x -n", "1 --name x -n"),
    "document remove": ("{document} -y -n", "1 -y -n"),
    "document check": ("", "-o table"),
    "due list": ("", "--all", "--contact {h}"),
    "due run": ("-n", "--as-of 2028-01-01 -n"),
    "due cancel": ("{scheduled} -n", "--contact {h} -n", "1 -n"),
    "due crontab": ("",),
    "log list": (
        "", "--contact {h}", "--by root", "--verb contact", "--limit 1", "--after 99999", "--since 2026-01-01",
        "--by ann@office.example -o table",
    ),
    "log show": ("{operation}", "1", "2", "99999"),
    "log verify": ("", "-o table"),
    "log head": ("",),
    "user add": (
        "new@office.example --name N --type staff --community 'Elm Row' -n", "n@o.example --name N --type staff -n",
    ),
    "user list": ("", "--type attorney"),
    "user show": ("law@firm.example", "ann@office.example", "zq@hidden.example"),
    "user me": ("",),
    "user edit": ("law@firm.example --name N -n",),
    "user grant": ("ann@office.example --community 'Elm Row' -n",),
    "user revoke": ("ann@office.example --community 'Elm Row' -n", "law@firm.example --community 'Rose Court' -y -n"),
    "user enable": ("law@firm.example -n",),
    "user disable": ("law@firm.example -y -n",),
    "user reset-second-factor": ("law@firm.example -n",),
    "user invite": ("law@firm.example -n",),
    "user set-password": ("law@firm.example -n",),
    "user delete": ("law@firm.example -y -n",),
    "report overview": ("", "-o table", "--html {dir}/x.html"),
    "report pipeline": ("", "--since 2026-01-01 -o csv"),
    "report activity": ("", "--since 2026-01-01 -o table"),
    "report arrears": ("", "--since 2026-01-01"),
    "report handovers": ("", "-o csv"),
    "report retention": ("", "--due"),
    "workspace add": ("other -n",),
    "workspace list": ("",),
    "workspace use": ("main -n",),
    "workspace show": ("", "main -o tsv"),
    "workspace remove": ("main -y -n",),
    "workspace get": ("", "currency"),
    "workspace set": ("currency EUR -n", "company_first on -y -n"),
    "workspace field add": ("shade --type text -n", "nickname --type number -n"),
    "workspace field list": ("",),
    "workspace field show": ("nickname",),
    "workspace field edit": ("nickname --type number -n",),
    "workspace field remove": ("nickname -y -n",),
    "workspace mapping list": ("",),
    "workspace mapping show": ("x",),
    "workspace mapping remove": ("x -y -n",),
    "workspace backup": ("{dir}/b.backup -n",),
    "workspace restore": ("{dir}/b.backup other -n",),
    "workspace check": ("", "-o table"),
    "workspace migrate": ("-n",),
    "workspace move": ("main --database sqlite:////tmp/nowhere/x.db -n",),
    "workspace test-mail": ("x@y.example -n",),
    "today": ("", "--limit 1", "-o table"),
    "undo": ("{operation} -y -n", "-y -n", "2 -y -n"),
    "demo": ("",),
    "doctor": ("", "-o tsv"),
    "help": ("", "import"),
}  # fmt: skip

COMPLETIONS = (
    "contact show ", "contact show {h}", "contact show 1", "contact show zq", "contact show ref:E", "property show E",
    "property show ", "task assign 1 --to ", "contact list --property E", "user show ", "user show a",
    "outbox list --contact {h}",
    "contact add --custom ", "contact add --company ", "log list --by ", "task edit {h}", "contact show --actor ",
)  # fmt: skip
"""Lines behind which Tab is pressed."""

FILES = {
    "contacts.csv": "id,external id,type,first name,last name,email,company,property,attach as\n"
    ",,owner,C,D,c@d.example,Hidecorp,Rose Court/1,owner\n"
    ",,owner,E,F,e@f.example,,Elm Row/3,owner\n{h},,owner,G,H,,,Rose Court/1,owner\n,,owner,I,J,i@j.example,,,\n",
    "taken.csv": "external id,type,first name,last name,email,property,attach as\n"
    "ELM-EXT,owner,A,B,,Rose Court/1,owner\n"
    ",owner,C,D,zq@hidden.example,Rose Court/1,owner\n",
    "properties.csv": "kind,name,in\nunit,9,Elm Row\nunit,8,Rose Court\ncommunity,Fresh,\nunit,1,Fresh\n",
    "entries.csv": "contact_id,kind,amount,date,reference\n{h},payment,5,2026-11-20,R-1\n1,payment,5,2026-11-20,R-2\n"
    "Quillfeather,payment,5,2026-11-20,R-3\n1,payment,5,2026-11-20,BANK-HIDDEN\nref:ELM-EXT,charge,5,2026-11-20,\n",
    "paper.txt": "A paper.\n",
}  # fmt: skip
