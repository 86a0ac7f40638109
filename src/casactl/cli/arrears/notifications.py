"""What goes with a status: the options that `arrears status` and `contact handover` share."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.completion import choices
from casactl.cli.options import flag, one_of, option
from casactl.domain.letters import CHANNELS

Note = Annotated[str, option("--note", help="A note for the office and the attorney; the contact never sees it.")]
Notify = Annotated[
    str | None,
    option("--notify", help="Tell the contact: email, sms, or both.", metavar="CHANNELS",
           autocompletion=choices(*CHANNELS)),
]  # fmt: skip
Statement = Annotated[bool, flag("--attach-statement", help="Send the statement along.")]


def channels_of(text: str | None) -> tuple[str, ...]:
    """The channels of a comma-separated list.

    Raises UsageFault.
    """
    if not text:
        return ()
    return tuple(dict.fromkeys(one_of(text.split(","), CHANNELS, "--notify")))
