#!/bin/sh
# Every night another system leaves its contacts as a CSV file, and this takes them in: new people are
# added, known ones updated by their external id, rows that cannot be taken wait for somebody to mend them.
# It runs in a workspace of its own; leave out the lines marked "throw-away" to work on yours.
set -eu
office=$(mktemp -d) && trap 'rm -rf "$office"' EXIT                       # throw-away
export CASACTL_CONFIG="$office/config.toml" XDG_DATA_HOME="$office/data"  # throw-away
unset CASACTL_WORKSPACE CASACTL_DATABASE CASACTL_OUTPUT CASACTL_ACTOR     # throw-away
cd "$office"
casactl workspace add main --country GB --quiet > /dev/null               # throw-away

cat > inbox.csv <<'END'
External ID,Type,First Name,Last Name,E-mail
T-1,tenant,Ann,Archer,ann.archer@example.com
T-2,tenant,Ben,Baker,ben.baker@example.com
T-3,tenant,Cleo,,cleo@example.com
END

# The request id makes a repeat harmless: the same file twice in one night gives the first result again.
import_inbox() {
    id="nightly-$(date +%F)-$(cksum < inbox.csv | cut -d ' ' -f 1)"
    casactl contact import inbox.csv --on-conflict update --request-id "$id"
}

code=0
import_inbox || code=$?
case $code in
    0) echo "all rows are in" ;;
    3) echo "these rows wait in inbox.csv.rejects.csv:"; cut -d , -f 1,6- inbox.csv.rejects.csv ;;
    6) echo "somebody else is writing; the next run tries again" ;;
    *) echo "the import failed with $code" >&2; exit "$code" ;;
esac
