#!/bin/sh
# Monday morning: what needs somebody today, one contact's page, and a report to send to the owners' board.
# It runs in a workspace of its own; leave out the lines marked "throw-away" to work on yours.
set -eu
office=$(mktemp -d) && trap 'rm -rf "$office"' EXIT                       # throw-away
export CASACTL_CONFIG="$office/config.toml" XDG_DATA_HOME="$office/data"  # throw-away
unset CASACTL_WORKSPACE CASACTL_DATABASE CASACTL_OUTPUT CASACTL_ACTOR     # throw-away
cd "$office"

casactl property add "Rose Court" --kind community --quiet > /dev/null
casactl property add 12 --kind unit --in "Rose Court" --quiet > /dev/null

# A company with its people, a tenant with an address and somebody who has the key.
casactl contact add --type vendor --kind company --name "Pipes Ltd" --quiet > /dev/null
casactl contact add --type vendor --first-name Vic --last-name Vendor --email vic@pipes.example \
    --company "Pipes Ltd" --quiet > /dev/null
casactl contact link "Vic Vendor" "Pipes Ltd" --as works-for --primary --quiet > /dev/null
tenant=$(casactl contact add --type tenant --first-name Joe --last-name Bloggs --email joe@example.com \
    --property "Rose Court/12" -o ids)
casactl address add "$tenant" --line "12 Rose Court" --city London --postcode "SW1A 1AA" \
    --access-name "Kay Holder" --access-phone "020 7946 0958" --quiet > /dev/null

# Work, money and a service plan.
casactl task add --contact "$tenant" --title "Mend the boiler" --due today --assign "Vic Vendor" --quiet > /dev/null
casactl plan add --contact "$tenant" --title "Boiler service" --every 1y --next-visit +2w --quiet > /dev/null
casactl ledger charge "$tenant" 950 --for Rent --due yesterday --quiet > /dev/null

echo "== What needs somebody today"
casactl today
echo "== The page for when the phone rings"
casactl contact show "$tenant"
echo "== The office at a glance"
casactl report overview --html overview.html
grep -c '<table' overview.html
