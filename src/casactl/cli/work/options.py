"""What the verbs of all five kinds of work take, and how one function becomes a verb of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from casactl.actions.engagement.assign import who_is
from casactl.actions.engagement.find import find_work
from casactl.cli.completion import choices, complete_contacts, complete_properties, complete_users
from casactl.cli.context import App
from casactl.cli.filters import filters_from
from casactl.cli.options import Ctx, Fields, day, option
from casactl.cli.selecting import contact_to_show
from casactl.cli.texts import InEditor, text_from
from casactl.cli.tree import TREE
from casactl.domain.engagements import FIELDS, KINDS, STATES, WorkKind
from casactl.errors import UsageFault
from casactl.records import dataclass
from casactl.store.queries.engagements import Wanted
from casactl.store.reader import Reader

ALL = "all"

Numbers = Annotated[
    list[str] | None, typer.Argument(metavar="ID", help="Numbers; - reads them from stdin.", show_default=False)
]

Contact = Annotated[
    str | None,
    option("--contact", help="For whom: a number, e-mail, phone, ref:ID or name.", metavar="REF",
           autocompletion=complete_contacts),
]  # fmt: skip
OfContact = Annotated[
    str | None, option("--contact", help="For one contact only.", metavar="REF", autocompletion=complete_contacts)
]
Assignee = Annotated[
    str | None,
    option("--assignee", help='Whose to do: a contact, or a user\'s e-mail; "" is nobody\'s.', metavar="USER|REF",
           autocompletion=complete_users),
]  # fmt: skip
DueBefore = Annotated[str | None, option("--due-before", help="Whose day lies before that one.", metavar="DATE")]
DueSince = Annotated[str | None, option("--due-since", help="Whose day is that one or later.", metavar="DATE")]
State = Annotated[
    str | None,
    option("--state", help="open (the default), done, cancelled or all.", metavar="STATE",
           autocompletion=choices(*STATES, ALL)),
]  # fmt: skip
Limit = Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")]


@dataclass(frozen=True)
class Particulars(Fields):
    """What is said of a piece of work."""

    title: Annotated[str | None, option("--title", help="What it is, in a few words.")] = None
    text: Annotated[
        str | None,
        option("--text", help="What it is about; who sees it in the portal reads this, too. - reads stdin.",
               metavar="TEXT|-"),
    ] = None  # fmt: skip
    property_: Annotated[
        str | None, option("--property", help="Where.", metavar="PATH", autocompletion=complete_properties)
    ] = None
    site: Annotated[
        str | None, option("--site", help="Where: the number of an address of the contact.", metavar="ADDRESS")
    ] = None
    assign: Annotated[
        str | None,
        option("--assign", help="Who does it: a contact, or a user's e-mail.", metavar="USER|REF",
               autocompletion=complete_users),
    ] = None  # fmt: skip
    starts: Annotated[str | None, option("--start", help="The first day.", metavar="DATE")] = None
    due: Annotated[str | None, option("--due", help="The last day.", metavar="DATE")] = None
    amount: Annotated[str | None, option("--amount", help="What it costs or is worth.", metavar="AMOUNT")] = None
    document: Annotated[
        str | None,
        option("--document", help="What is signed, where it is a file: the number of a document.", metavar="ID"),
    ] = None
    every: Annotated[str | None, option("--every", help="How often: 30d, 2w, 3m, 1y.", metavar="TIME")] = None
    next_visit: Annotated[str | None, option("--next-visit", help="The day of the next visit.", metavar="DATE")] = None
    renews: Annotated[str | None, option("--renews", help="The day on which it is renewed.", metavar="DATE")] = None
    follow: Annotated[
        list[str] | None,
        option("--follow", help="A contact who sees it in the portal, too. May be repeated.", metavar="REF",
               autocompletion=complete_contacts),
    ] = None  # fmt: skip

    editor: InEditor = False

    def fields(self, app: App, about: str, started: Callable[[], str] = str) -> dict[str, str]:
        """The work's fields that were given, empty ones too; the long text from standard input where it is `-`.

        In the editor stands what was given, else what `started` gives.
        """
        found = {name: text for name, text in self.given().items() if name != "assign"}
        if self.editor or found.get("text") == "-":
            said = found.get("text") or (started() if self.editor else "")
            found["text"] = text_from(app, said, editor=self.editor, about=lambda: about)
        return found


OF_KIND: Mapping[tuple[str, str], Any] = {
    ("event", "starts"): Annotated[
        str | None, option("--start", help="When it begins: a day, or 2026-12-01 14:00.", metavar="WHEN")
    ],
    ("event", "due"): Annotated[
        str | None, option("--due", "--end", help="When it ends: a day, or 2026-12-01 15:30.", metavar="WHEN")
    ],
    ("task", "due"): Annotated[str | None, option("--due", help="The day by which it is to be done.", metavar="DATE")],
    ("contract", "due"): Annotated[str | None, option("--due", help="The day by which to sign.", metavar="DATE")],
    ("plan", "due"): Annotated[str | None, option("--due", help="The day on which it ends.", metavar="DATE")],
}
"""Options that a kind words in its own way, by kind and parameter."""


def states(kind: WorkKind, word: str | None, *, otherwise: str) -> tuple[str, ...]:
    """The states that `--state` means, by its own words or by what people call them.

    Raises UsageFault.
    """
    asked = (word if word is not None else otherwise).strip().lower()
    if asked == ALL:
        return ()
    known = {called: state for state, called in kind.words.items()} | {state: state for state in STATES}
    if asked not in known:
        raise UsageFault(f"--state takes one of {', '.join([*known, ALL])}, not '{word}'.")
    return (known[asked],)


Command = Callable[..., None]


def of_each_kind(verb: str, body: Command) -> list[Command]:
    """The verb's command for each kind, in the order of the kinds; `body` takes the context, the kind, and options."""
    params = list(signature(body, eval_str=True).parameters.values())[2:]
    return [of_kind(kind, verb, body, params) for kind in KINDS.values()]


def of_kind(kind: WorkKind, verb: str, body: Command, params: Iterable[Parameter] | None = None) -> Command:
    """The verb's command for one kind."""

    def command(ctx: Ctx, **given: Any) -> None:
        body(ctx, kind, **given)

    listed = list(signature(body, eval_str=True).parameters.values())[2:] if params is None else params
    own = [Parameter("ctx", Parameter.POSITIONAL_OR_KEYWORD, annotation=Ctx), *_fitting(kind, listed)]
    command.__name__ = kind.name
    command.__doc__ = TREE[kind.name].verbs[verb].help
    command.__annotations__ = {param.name: param.annotation for param in own}
    command.__signature__ = Signature(own)  # type: ignore[attr-defined]
    return command


def _fitting(kind: WorkKind, params: Iterable[Parameter]) -> Iterator[Parameter]:
    for param in params:
        if param.name in FIELDS - kind.fields:
            continue
        yield param.replace(annotation=OF_KIND.get((kind.name, param.name), param.annotation))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the options of a list of work said, beside the filters of `contact list`."""

    states: tuple[str, ...] = ()
    contact: str | None = None
    assignee: str | None = None
    due_before: str | None = None
    due_since: str | None = None
    after: int | None = None

    def wanted(self, app: App, reader: Reader, kind: WorkKind, today: date) -> Wanted:
        """What to look for.

        Raises UsageFault, InvalidDate, NotFound, ContactAmbiguous, NotFound, and what filters raise.
        """
        about = filters_from(app.filters, reader, today)
        first, last = day(self.due_since, today), day(self.due_before, today)
        return Wanted(
            kind.name,
            self.states,
            replace(about, property=None),
            about.property,
            contact_to_show(app, reader, self.contact) if self.contact is not None else None,
            who_is(reader, self.assignee) if self.assignee is not None else None,
            last.isoformat() if last else None,
            first.isoformat() if first else None,
            find_work(reader, kind, self.after) if self.after is not None else None,
        )
