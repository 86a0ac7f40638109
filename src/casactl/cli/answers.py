"""What an answer has to be, by what the option or argument takes that it stands for: the rule, the judge, and Tab.

The same judges look at what stands on a line before anything is asked. All of this is for a terminal: elsewhere the
verb judges what it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING, Any

from casactl.cli.asking import Judge, ask, tell
from casactl.cli.call import MISSING
from casactl.cli.completion import complete_contacts_by_name, complete_properties
from casactl.cli.line_editor import Offers
from casactl.errors import ConfigFault, NotFound, StoreFault
from casactl.records import dataclass
from casactl.render.view import sanitize

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.store.queries.refs import RefMatch
    from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Answer:
    """How one kind of answer is asked for."""

    rule: str = ""
    judge: Judge | None = None
    offers: Offers | None = None

    def tell(self) -> None:
        """Say the rule before the question."""
        if self.rule:
            tell(self.rule)


def answer_to(app: App, param: Any) -> Answer:
    """How what a parameter takes is asked for; nothing is known of one that there is not."""
    if param is None:
        return Answer()
    rule, judge = KINDS.get(param.metavar or "", ("", None))
    return Answer(rule, (lambda text: judge(app, text)) if judge else None, _offers(app, param))


def _offers(app: App, param: Any) -> Offers | None:
    if param.metavar in COMPLETED:
        return offers_of(app, COMPLETED[param.metavar])
    complete = getattr(param, "_custom_shell_complete", None)
    if complete is None:
        return None
    return offers_of(app, lambda ctx, typed: [(each.value, each.help or "") for each in complete(ctx, param, typed)])


def offers_of(app: App, complete: Callable[[Any, str], list[tuple[str, str]]]) -> Offers:
    """What a completion offers at a question: nothing that a terminal would act upon."""

    def offers(typed: str) -> list[tuple[str, str]]:
        found = complete(_Surroundings(app), typed)
        return [(word, sanitize(what)) for word, what in found if sanitize(word) == word]

    return offers


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a completion asks of the parser: the application, and what else stands on the line."""

    obj: App
    params: dict[str, Any] = field(default_factory=dict)


# The line -----------------------------------------------------------------------------------------


def settle(app: App, params: Sequence[Any], values: dict[str, Any]) -> None:
    """Judge what stands on the line, have a pick made of what may mean several, and only then ask for what is missing.

    Raises what the judges raise.
    """
    missing = list[Any]()
    _look_at_filters(app)
    for param in params:
        value = values.get(param.name)
        if value == MISSING or (isinstance(value, tuple | list) and MISSING in value):
            missing.append(param)
        elif value and (known := KINDS.get(param.metavar or "")) and not _may_be_another(param):
            values[param.name] = _settled(app, known[1], value)
    for param in missing:
        answer = _asked_for(app, param)
        values[param.name] = answer if values[param.name] == MISSING else [answer]


def _look_at_filters(app: App) -> None:
    """Have the filters resolved once, which says what is wrong with them."""
    if not app.filters:
        return
    from casactl.cli.filters import filters_from

    with reading(app) as reader:
        if reader is not None:
            filters_from(app.filters, reader, app.today(reader))


def _may_be_another(param: Any) -> bool:
    """Whether a word is another argument's where it stands alone, as the place behind references is."""
    return param.metavar == "PATH" and param.param_type_name == "argument" and not param.required


def _settled(app: App, judge: Callable[[App, str], str], value: Any) -> Any:
    """A value as it stands then; of several, one that means nobody has a result of its own."""
    if isinstance(value, str):
        return judge(app, value)
    settled, faults = [], []
    for each in value:
        word = each
        try:
            word = judge(app, each)
        except NotFound as fault:
            faults.append(fault)
        settled.append(word)
    if faults and len(faults) == len(settled):
        raise faults[0]
    return settled


def _asked_for(app: App, param: Any) -> str:
    """An argument that is missing, asked for; it says what it is as its page of help does."""
    name = "Contact" if param.metavar == "REF" else str(param.metavar or param.name).replace("_", " ").capitalize()
    question = f"{name} ({param.help.rstrip('.')})" if param.help else name
    kind = answer_to(app, param)
    while not (answer := ask(question, judge=kind.judge, offers=kind.offers)):
        pass
    return answer


# The judges ---------------------------------------------------------------------------------------


@contextmanager
def reading(app: App) -> Iterator[Reader | None]:
    """A reader; None where there is nothing to read yet, as before the first command of all."""
    with ExitStack() as stack:
        reader = None
        with suppress(StoreFault, ConfigFault):
            reader = stack.enter_context(app.read())
        yield reader


def contact(app: App, text: str) -> str:
    """A reference to one contact, by its number once it is known whom it means."""
    from casactl.actions.selection import ContactAmbiguous, look_up
    from casactl.cli.picking import near_to, pick_near, pick_of

    if not text.strip() or text == "-":
        return text
    candidates: Sequence[RefMatch] = ()
    with reading(app) as reader:
        if reader is None:
            return text
        try:
            look_up(reader, text)
        except ContactAmbiguous as fault:
            candidates = fault.candidates
        except NotFound as fault:
            near, nobody = near_to(app, reader, text), fault
        else:
            return text
    if candidates:
        return str(pick_of(app, text, candidates))
    if picked := pick_near(app, text, near) if near else None:
        return str(picked)
    raise nobody


def named(app: App, text: str) -> str:
    """A word that may be a contact's name and something else: a user's e-mail, a number, an amount, a word of the
    verb's own."""
    other = text in ("list", "show") or "@" in text or any(mark.isdigit() for mark in text)
    return text if other else contact(app, text)


def place(app: App, text: str) -> str:
    """The path of a property that there is."""
    from casactl.actions.property.find import find_property

    with reading(app) as reader:
        if reader is not None and text.strip():
            find_property(reader, text)
    return text


def day(app: App, text: str) -> str:
    """A day."""
    from casactl.cli.options import day as read_day

    with reading(app) as reader:
        if reader is not None:
            read_day(text, app.today(reader))
    return text


def day_or_time(app: App, text: str) -> str:
    """A day, or a moment of it."""
    from casactl.domain.day_times import parse_day_time
    from casactl.store.queries.settings import timezone

    with reading(app) as reader:
        if reader is not None:
            parse_day_time(text, app.today(reader), timezone(reader))
    return text


def entry(app: App, text: str) -> str:
    """An entry that there is."""
    from casactl.actions.find import find_one
    from casactl.store.queries.ledger import entry as by_number

    if whole(app, text, name="ENTRY") == "-":
        return text
    number = int(text)
    with reading(app) as reader:
        if reader is not None:
            find_one(by_number(reader, number), "ledger", number)
    return text


def setting(app: App, text: str) -> str:
    """A setting's name."""
    from casactl.domain.settings import setting as known

    known(text)
    return text


def amount(app: App, text: str) -> str:
    """An amount of money."""
    from casactl.domain.amounts import Amounts
    from casactl.store.queries.settings import setting as held

    with reading(app) as reader:
        if reader is not None:
            Amounts.of(partial(held, reader)).parse(text)
    return text


def whole(app: App, text: str, name: str = "ID") -> str:
    """A number of something."""
    from casactl.cli.options import number

    if text != "-":
        number(text, name)
    return text


COMPLETED: dict[str, Callable[[Any, str], list[tuple[str, str]]]] = {
    "REF": complete_contacts_by_name, "PATH": complete_properties,
}  # fmt: skip
"""What is offered for one of them, where the line's own completion looks at the whole of it."""
CONTACT = ("", contact)
NAMED = ("", named)
KINDS: dict[str, tuple[str, Callable[[App, str], str]]] = {
    "REF": CONTACT, "KEEP": CONTACT, "LOSE": CONTACT, "OTHER": CONTACT,
    "USER|REF": NAMED, "ID|REF": NAMED, "ID…|REF": NAMED, "REF|list|show": NAMED, "[REF|NUMBER]": NAMED,
    "[REF] AMOUNT": NAMED,
    "PATH": ("", place), "UNIT": ("", place),
    "DATE": ("A day: 2026-12-31, tomorrow, +2w, eom, friday.", day),
    "AMOUNT": ("", amount),
    "WHEN": ("A day, or a time of it: 2026-12-01 14:00.", day_or_time),
    "ID": ("", whole), "ENTRY": ("", entry), "SETTING": ("", setting),
}  # fmt: skip
"""The rule that is said before, and the judge, by the word that stands for it on the page of help."""
