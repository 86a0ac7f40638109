"""What is looked at on the small and the large workspace: lists, pages, words to find, lines with Tab pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from portfolio import COMMON_NAME, RARE_METER, RARE_NAME, RARE_TAG
from subject import Workspace

Arguments = Callable[[Workspace], Sequence[str]]


def always(*arguments: str) -> Arguments:
    return lambda _: arguments


PAGE = ("contact", "list", "--limit", "25")
READS: dict[str, Arguments] = {
    "contact show 17": always("contact", "show", "17"),
    "contact show 17 -o json": always("contact", "show", "17", "-o", "json"),
    "contact can 17": always("contact", "can", "17"),
    "today": always("today"),
    "list": always(*PAGE),
    "list --type lead": always(*PAGE, "--type", "lead"),
    "list --tag RARE": always(*PAGE, "--tag", RARE_TAG),
    "list --tag COMMON": always(*PAGE, "--tag", "parking"),
    "list --property UNIT": lambda workspace: (*PAGE, "--property", workspace.files.unit),
    "list --property COMMUNITY": lambda workspace: (*PAGE, "--property", workspace.files.community),
    "list --sort name": always(*PAGE, "--sort", "name"),
    "list --sort -created": always(*PAGE, "--sort", "-created"),
    "list --type lead --sort -created": always(*PAGE, "--type", "lead", "--sort", "-created"),
    "list --archived": always(*PAGE, "--archived"),
    "list --match COMMON": always(*PAGE, "--match", COMMON_NAME),
    "list --match RARE": always(*PAGE, "--match", RARE_NAME),
    "list --custom RARE": always(*PAGE, "--custom", f"meter={RARE_METER}"),
    "list --custom COMMON": always(*PAGE, "--custom", "parking=garage"),
    "list --role NOBODY'S --property COMMUNITY": lambda workspace: (
        *PAGE,
        "--role",
        "agent",
        "--property",
        workspace.files.community,
    ),
    "list --former --property UNIT": lambda workspace: (*PAGE, "--former", "--property", workspace.files.unit),
    "list --past-due": always(*PAGE, "--past-due", "30"),
    "list --without email": always(*PAGE, "--without", "email"),
    "list --not-tag COMMON": always(*PAGE, "--not-tag", "vip"),
    "list --owing": always(*PAGE, "--owing"),
    "list --sort -balance": always(*PAGE, "--sort", "-balance"),
    "list --sort -past-due": always(*PAGE, "--sort", "-past-due"),
    "list --sort unit": always(*PAGE, "--sort", "unit"),
    "due list": always("due", "list"),
    "log list": always("log", "list", "--limit", "25"),
}
FINDS = {
    "hit": COMMON_NAME.lower(), "two words": f"joe {COMMON_NAME.lower()}", "rare hit": RARE_NAME.lower(),
    "name and place": f"{COMMON_NAME.lower()} rose court", "unit": "rose court/block 1/1",
    "miss": "nobody-is-called-so",
}  # fmt: skip
TABS = (
    "casactl con", "casactl contact sh", "casactl contact show 1", "casactl contact show J", "casactl contact show re",
    "casactl contact tag add pa", "casactl contact list --property Rose", "casactl contact list --custom me",
)  # fmt: skip
"""Lines on which Tab is pressed."""
