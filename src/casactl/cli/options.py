"""Every shared option and argument, declared once, and how its text becomes a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from functools import cache, wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from casactl.cli.completion import choices, complete_contacts, complete_properties
from casactl.domain.channels import AUTO, POST
from casactl.domain.contact_types import ROLES
from casactl.errors import UsageFault

Ctx = typer.Context

Refs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="REF", help="Numbers, e-mails, phones, ref:ID or names; - reads them from stdin.",
        autocompletion=complete_contacts, show_default=False,
    ),
]  # fmt: skip
_ONE = typer.Argument(
    metavar="REF", help="A number, e-mail, phone, ref:ID or name.", autocompletion=complete_contacts,
    show_default=False,
)  # fmt: skip
Ref = Annotated[str, _ONE]
PerhapsRef = Annotated[str | None, _ONE]
Whose = Annotated[
    str | None,
    typer.Argument(
        metavar="REF", help="Whose; everybody's by default.", autocompletion=complete_contacts, show_default=False
    ),
]
OneContact = Annotated[
    str | None,
    typer.Argument(metavar="REF", help="Of one contact only.", autocompletion=complete_contacts, show_default=False),
]
Number = Annotated[str, typer.Argument(metavar="ID", help="Its number.", show_default=False)]
Path = Annotated[
    str,
    typer.Argument(
        metavar="PATH", help="A property, such as 'Rose Court/Block A/12'.", autocompletion=complete_properties,
        show_default=False,
    ),
]  # fmt: skip


def option(*names: str, help: str, metavar: str = "TEXT", panel: str | None = None, **more: Any) -> Any:  # noqa: A002
    """An option with a text value."""
    return typer.Option(*names, help=help, metavar=metavar, rich_help_panel=panel, show_default=False, **more)


def flag(*names: str, help: str, panel: str | None = None) -> Any:  # noqa: A002 - Typer's word
    """An option without a value."""
    return typer.Option(*names, help=help, metavar="", rich_help_panel=panel, show_default=False)


AllowDuplicate = Annotated[
    bool, flag("--allow-duplicate", help="Do it although the same is there already; asked on a terminal.")
]
Below = Annotated[
    str | None, option("--property", help="There or below.", metavar="PATH", autocompletion=complete_properties)
]
DateFormat = Annotated[
    str | None,
    option("--date-format", metavar="dmy|mdy|ymd", help="The order in dates such as 01/02/2026 (by the column)."),
]
OnDate = Annotated[
    str | None,
    option("--on", help="On a day: 2026-12-31, tomorrow, +2w, eom, friday.", metavar="DATE"),
]
UntilDate = Annotated[
    str | None,
    option("--until", help="Plan the way back for that day, too.", metavar="DATE"),
]
Reason = Annotated[str, option("--reason", help="Why; kept in the log.")]
Role = Annotated[
    str | None,
    option("--as", help="The role: owner, tenant, occupant …", metavar="ROLE", autocompletion=choices(*ROLES)),
]


Limit = Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")]
After = Annotated[str | None, option("--after", help="Continue behind this number.", metavar="N")]
IfVersion = Annotated[str | None, option("--if-version", help="Only if it is still at this version.", metavar="N")]
Since = Annotated[str | None, option("--since", help="On that day or later.", metavar="DATE")]


NoSend = Annotated[bool, flag("--no-send", help="Leave the letters in the outbox, for outbox send.")]


PAPER_CHANNELS = ("email", POST, AUTO)
PaperChannel = Annotated[
    str | None,
    option("--channel", help="With --mail: email, post, or auto (without it): by what leads there.", metavar="CHANNEL",
           autocompletion=choices(*PAPER_CHANNELS)),
]  # fmt: skip


def paper_channel(said: str | None, *, mail: bool) -> str:
    """The channel of `--mail`.

    Raises UsageFault.
    """
    if said is not None and not mail:
        raise UsageFault("--channel goes with --mail.")
    return one_of([said], PAPER_CHANNELS, "--channel")[0] if said is not None else AUTO


Body = Callable[..., None]


class Fields:
    """Options that several verbs take: a dataclass of them, which a verb gets as one argument by `taking`."""

    def given(self, *names: str) -> dict[str, str]:
        """The texts that were given, an empty one among them, of all the options or of some."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]
        return {
            name.rstrip("_"): value
            for name, value in said.items()
            if isinstance(value, str) and (not names or name.rstrip("_") in names)
        }


@cache
def _params(group: type) -> tuple[Parameter, ...]:
    return tuple(signature(group, eval_str=True).parameters.values())


def taking(**groups: type) -> Callable[[Body], Body]:
    """A verb that takes the options of dataclasses, and gets each of them whole, under its name."""

    def command(body: Body) -> Body:
        @wraps(body)
        def verb(*args: Any, **given: Any) -> None:
            whole = {name: group(**{each.name: given.pop(each.name) for each in _params(group) if each.name in given})
                     for name, group in groups.items()}  # fmt: skip
            body(*args, **whole, **given)

        own = signature(body, eval_str=True).parameters.values()
        params = [each for param in own for each in (_params(groups[param.name]) if param.name in groups else [param])]
        verb.__annotations__ = {each.name: each.annotation for each in params}
        verb.__signature__ = Signature(  # type: ignore[attr-defined]
            [each.replace(kind=Parameter.POSITIONAL_OR_KEYWORD) for each in params]
        )
        return verb

    return command


def number(text: str | None, name: str, *, lowest: int = 1, highest: int | None = None) -> int | None:
    """A whole number from an option's text.

    Raises UsageFault, naming the option.
    """
    if text is None:
        return None
    digits = text.strip()
    found = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else lowest - 1
    if found < lowest or (highest is not None and found > highest):
        most = f" to {highest:,}" if highest is not None else ""
        raise UsageFault(f"{name} takes a whole number from {lowest}{most}, not '{text}'.")
    return found


def one_of(words: Sequence[str] | None, valid: Sequence[str], name: str) -> tuple[str, ...]:
    """An option's words, each one of the valid.

    Raises UsageFault, listing them.
    """
    cleaned = tuple(word.strip().lower() for word in words or ())
    for word in cleaned:
        if word not in valid:
            raise UsageFault(f"{name} takes one of {', '.join(valid)}, not '{word}'.")
    return cleaned


def day(text: str | None, today: date) -> date | None:
    """A date from an option's text."""
    from casactl.domain.dates import parse_date

    return parse_date(text, today) if text is not None else None


def past_day(text: str | None, today: date, name: str) -> date | None:
    """A date from the text of an option that looks back.

    Raises InvalidDate; InvalidValue, naming the option, for a day that is still to come.
    """
    from casactl.domain.failures import failure

    then = day(text, today)
    if then and then > today:
        raise failure("usage.date-in-future", f"{name} looks back; {then} is still to come, today is {today}.")
    return then
