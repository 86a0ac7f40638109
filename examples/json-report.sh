#!/bin/sh
# Numbers out of JSON, without further tools: contacts by type, and what stands in the way of archiving one.
# It runs in a workspace of its own; leave out the lines marked "throw-away" to work on yours.
set -eu
office=$(mktemp -d) && trap 'rm -rf "$office"' EXIT                       # throw-away
export CASACTL_CONFIG="$office/config.toml" XDG_DATA_HOME="$office/data"  # throw-away
unset CASACTL_WORKSPACE CASACTL_DATABASE CASACTL_OUTPUT CASACTL_ACTOR     # throw-away
cd "$office"

casactl property add "Rose Court" --kind community --quiet > /dev/null
casactl contact add --quiet --type owner --first-name Olive --last-name Owner > /dev/null
casactl contact add --quiet --type tenant --first-name Joe --last-name Bloggs --email joe@example.com \
    --property "Rose Court" --attach-as tenant > /dev/null

casactl contact list -o json | python3 -c '
import collections, json, sys
for kind, count in sorted(collections.Counter(c["type"] for c in json.load(sys.stdin)).items()):
    print(f"{count:6} {kind}")
'

# A refused verb still prints its result; the exit code (5) says that a rule forbade it.
code=0
casactl contact archive joe@example.com -o json > result.json 2> error.json || code=$?
echo "exit code $code"
python3 -c '
import json
for result in json.load(open("result.json"))["results"]:
    for reason in result["reasons"]:
        print(reason["rule"], reason["message"], "->", reason["remedy"])
'
