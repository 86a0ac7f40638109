"""Ask for known holes in the locked dependencies: `audit.py UV REQUIREMENTS`; exit 1 when there are any.

Where nobody answers (no network, a mirror without the service), that is said, and is no failure: a build on a
machine without the network must pass, and one with it must not overlook a hole.
"""

from __future__ import annotations

import json
import subprocess
import sys

SERVICES = ("pypi", "osv")
PATIENCE = 180


def asked(uv: str, requirements: str, service: str) -> tuple[list[dict[str, object]], str]:
    """What a service says of each dependency, and why not when it says nothing."""
    command = [uv, "tool", "run", "--quiet", "pip-audit", "--disable-pip", "--require-hashes", "--format", "json",
               "--progress-spinner", "off", "--vulnerability-service", service, "--requirement",
               requirements]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return [], f"no answer within {PATIENCE} s"
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return [], (done.stderr.strip().splitlines() or ["no answer"])[-1]
    return [each for each in found if "skip_reason" not in each], "it knows none of the packages"


def main() -> None:
    """Ask one service after the other until one knows."""
    uv, requirements = sys.argv[1:3]
    for service in SERVICES:
        known, why_not = asked(uv, requirements, service)
        if known:
            holes = [each for each in known if each["vulns"]]
            for each in holes:
                names = ", ".join(str(hole["id"]) for hole in each["vulns"])  # type: ignore[attr-defined]
                print(f"{each['name']} {each['version']}: {names}")
            print(f"audit: {len(known)} packages asked about ({service}), {len(holes)} with known holes")
            sys.exit(1 if holes else 0)
        print(f"audit: {service} could not be asked: {why_not}", file=sys.stderr)
    print("audit: nobody could be asked; known holes were NOT looked up")


main()
