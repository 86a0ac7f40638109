"""What the verbs that write a message share: subject, text and channels, given or asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from casactl.cli.asking import needed
from casactl.cli.completion import choices
from casactl.cli.options import one_of, option
from casactl.domain.letters import CHANNELS
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.actions.message.words import Words
    from casactl.cli.context import App

Subject = Annotated[str | None, option("--subject", help="One line that says what it is about.")]
Text = Annotated[str | None, option("--text", help="The text; - reads it from stdin.", metavar="TEXT|-")]
Channel = Annotated[
    str,
    option("--channel", help="email, sms, or both: email,sms.", metavar="CHANNEL", autocompletion=choices(*CHANNELS)),
]


def channels_from(text: str) -> tuple[str, ...]:
    """The channels of `--channel`, each once, in their order.

    Raises UsageFault, listing them.
    """
    words = [word for word in text.split(",") if word.strip()]
    if not words:
        raise UsageFault(f"--channel takes one of {', '.join(CHANNELS)}, or both.")
    asked = one_of(words, CHANNELS, "--channel")
    return tuple(channel for channel in CHANNELS if channel in asked)


def check_stdin_is_read_once(refs: list[str] | None, text: str | None) -> None:
    """Raise UsageFault when standard input is asked for the references and for the text."""
    if text == "-" and "-" in (refs or ()):
        raise UsageFault(
            "Standard input holds the references or the text, not both.", hint="give the text itself with --text"
        )


def words_from(app: App, subject: str | None, text: str | None) -> Words:
    """Subject and text: given, asked for, or the text from standard input.

    Raises UsageFault, naming the option, for what is missing where nobody can be asked.
    """
    from casactl.actions.message.words import words_of

    asking = app.interactive
    subject = needed(subject, "--subject", "Subject", interactive=asking)
    text = _stdin() if text == "-" else needed(text, "--text", "Text", interactive=asking)
    return words_of(subject, text)


def _stdin() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise UsageFault("Standard input is not UTF-8 text.", code="input.bad-encoding") from None
