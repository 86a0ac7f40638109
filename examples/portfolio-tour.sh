#!/bin/sh
# The main job on real input: an office's portfolio of 5,000 contacts, from import to undo.
# Everything happens in a throw-away workspace. `make demo` runs this.
set -eu

portfolio=$(cd "$(dirname "$0")/portfolio" && pwd)
office=$(mktemp -d)
trap 'rm -rf "$office"' EXIT
export CASACTL_CONFIG="$office/config.toml" XDG_DATA_HOME="$office/data"
unset CASACTL_WORKSPACE CASACTL_DATABASE CASACTL_OUTPUT CASACTL_ACTOR
cd "$office"
cp "$portfolio"/*.csv .

say() { printf '\n# %s\n' "$*"; }

# Print a command line, run it, and insist on its exit code (0 unless told).
run() {
    printf '\n$ %s\n' "$1"
    code=0
    eval "$1" || code=$?
    [ "$code" -eq "${2:-0}" ] || { echo "exit $code, not ${2:-0}" >&2; exit 1; }
    [ "$code" -eq 0 ] || echo "(exit code $code)"
}

say 'A workspace in Great Britain: national phone numbers are read as British ones.'
run 'casactl workspace add tour --country GB --currency GBP --timezone Europe/London'

say 'Seventeen communities with their buildings and units.'
run 'casactl property import properties.csv'
run 'casactl property list --kind community'

say 'Contacts. Fifty rows cannot be taken; they come back with the reason. Exit code 3: partly.'
run 'casactl contact import contacts.csv' 3
run 'head -n 4 contacts.csv.rejects.csv'

say 'The same import again adds nothing.'
run 'casactl contact import contacts.csv --on-conflict skip --rejects again.csv' 3

say 'The rejected rows, corrected as somebody would in a spreadsheet, go in as they are.'
python3 - contacts.csv.rejects.csv corrected.csv <<'END'
import csv, sys

MEND = {
    "invalid-type": {"Type": "tenant", "Attached as": "tenant"}, "missing-last-name": {"Last Name": "Unknown"},
    "invalid-email": {"E-mail": ""}, "email-taken": {"E-mail": ""}, "invalid-phone": {"Mobile phone": ""},
    "unknown-property": {"Property": "", "Attached as": ""},
}
with open(sys.argv[1], newline="") as bad, open(sys.argv[2], "w", newline="") as good:
    rows = csv.DictReader(bad)
    out = csv.DictWriter(good, rows.fieldnames)
    out.writeheader()
    out.writerows({**row, **MEND[row["_code"]]} for row in rows)
END
run 'casactl contact import corrected.csv'

say 'Look around.'
run 'casactl contact list --type owner --limit 5'
run 'casactl contact find abellan'
run 'casactl contact show ref:PF-000002'

say 'Archive after a move-out: refused while the flat is attached, with the command that clears the way.'
run 'casactl contact archive ref:PF-000001' 5
run 'casactl contact detach ref:PF-000001 "Johnson Court/Block C/34"'
run 'casactl contact archive ref:PF-000001 --reason "moved out"'

say 'Archive on a date, by cron; the rules are checked again on that day.'
run 'casactl contact archive ref:PF-000002 ref:PF-000005 --on +1m'
run 'casactl contact detach ref:PF-000002 "Thomas Park/Block B/22"'
run 'casactl due run --as-of +1m --yes --verbose' 3
run 'casactl due list'

say 'Nothing is lost: the log, its proof, and undo.'
run 'casactl log list --limit 5'
run 'casactl log verify'
run 'casactl undo 10'
run 'casactl contact can ref:PF-000002 archive'

say 'That was the portfolio. The workspace is gone again.'
