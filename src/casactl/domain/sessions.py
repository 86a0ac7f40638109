"""How long somebody stays signed in at the portal, and how many tries a network has."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network

ATTORNEY_IDLE = timedelta(minutes=30)
PERSON_IDLE = timedelta(hours=12)
KEPT_IDLE = timedelta(days=14)
"""For a person who asked to be kept signed in."""
LOOK_IDLE = timedelta(minutes=10)
LOOK_LASTS = timedelta(hours=1)
"""For the office, which looks through somebody's eyes (SD-27)."""
LONGEST = timedelta(days=30)
"""After so long everybody signs in again."""

SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is written down no more often than that."""

TERMINAL = "terminal"
"""The network of whoever stands at the office's own terminal."""

FAILURES = 20
WITHIN = timedelta(minutes=15)
"""So many failures of one network within so long, and it has to wait."""
A_MINUTE = 200
"""So many tries of everybody together."""
LINK_AGAIN = timedelta(hours=1)
"""A link that somebody asks for themselves goes out at most so often."""


def idle_time(*, attorney: bool, kept: bool) -> timedelta:
    """How long a session outlives its last use."""
    if attorney:
        return ATTORNEY_IDLE
    return KEPT_IDLE if kept else PERSON_IDLE


def is_office(address: str, networks: str) -> bool:
    """Whether an address is this machine's, or of a network that the setting `office_networks` lists."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    plain = getattr(found, "ipv4_mapped", None) or found
    return plain.is_loopback or any(plain in ip_network(each) for each in networks.split(", ") if each)


def network_of(address: str) -> str:
    """The network that an address belongs to, which is what is kept of it: a /24, or a /56."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    mapped = getattr(found, "ipv4_mapped", None)
    plain = mapped or found
    return str(ip_network(f"{plain}/{24 if plain.version == 4 else 56}", strict=False))


def network_named(text: str) -> str:
    """The network that somebody means by an address in it, or by itself; empty where it is neither."""
    found = network_of(text.strip().partition("/")[0])
    return "" if found == "unknown" else found


BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl")
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux")
NAMES = {"Edg": "Edge", "OPR": "Opera", "Mac OS X": "macOS"}


def browser_of(agent: str) -> str:
    """A browser in a few words, by what it says of itself: `Firefox on Linux`."""
    words = [next((NAMES.get(name, name) for name in names if name in agent), "") for names in (BROWSERS, SYSTEMS)]
    return " on ".join(filter(None, words)) or "another program"
