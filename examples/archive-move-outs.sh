#!/bin/sh
# Another system knows who moves out. Its list, one external id a line, comes in on standard input; all of
# them are archived at the end of the month.
# It runs in a workspace of its own; leave out the lines marked "throw-away" to work on yours.
set -eu
office=$(mktemp -d) && trap 'rm -rf "$office"' EXIT                       # throw-away
export CASACTL_CONFIG="$office/config.toml" XDG_DATA_HOME="$office/data"  # throw-away
unset CASACTL_WORKSPACE CASACTL_DATABASE CASACTL_OUTPUT CASACTL_ACTOR     # throw-away
cd "$office"

for n in 1 2 3; do
    casactl contact add --quiet --type tenant --first-name "Tenant$n" --last-name Moving --external-id "T-$n" > /dev/null
done

# `-` reads references from standard input. Three or more need --yes, because nobody can be asked here.
printf 'T-1\nT-2\nT-3\n' | sed 's/^/ref:/' | casactl contact archive - --on eom --yes --reason "moved out"

casactl due list
