"""The filters of `contact list` and of every bulk verb: declared once, kept by a storing callback.

Annotations are evaluated where they stand: as texts, Typer would compile each of them at every start.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casactl.cli.completion import choices, complete_custom, complete_properties
from casactl.cli.options import day, number, one_of
from casactl.domain.contact_types import ROLES, TYPES
from casactl.domain.failures import failure
from casactl.domain.standing import EXPIRED, HERE, Arrears, Portal
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from datetime import date

    from casactl.store.queries.filters import Filters
    from casactl.store.reader import Reader

MOST_DAYS = 36_500
"""So long ago at most something may have been due."""


def keep(ctx: typer.Context, param: Any, value: Any) -> Any:
    """Keep a filter that was given, an empty one too: `--property "$UNSET"` must not mean everywhere."""
    if value not in (None, False, [], ()) and ctx.obj is not None:
        ctx.obj.filters[param.name.removesuffix("_filter")] = value
    return value


def _words(*names: str, help: str, metavar: str, **more: Any) -> Any:  # noqa: A002 - Typer's word
    return typer.Option(
        *names, help=help, metavar=metavar, callback=keep, expose_value=False, show_default=False, **more
    )


def _switch(name: str, *, help: str) -> Any:  # noqa: A002 - Typer's word
    return typer.Option(name, metavar="", help=help, callback=keep, expose_value=False, show_default=False)


WITHOUT = ("email", "phone", "address")


def filter_options(
    type_filter: Annotated[
        list[str] | None,
        _words("--type", help="Only this type.", metavar="TYPE", autocompletion=choices(*TYPES)),
    ] = None,
    kind_filter: Annotated[
        list[str] | None,
        _words("--kind", help="person or company.", metavar="KIND", autocompletion=choices("person", "company")),
    ] = None,
    lifecycle_filter: Annotated[
        list[str] | None,
        _words(
            "--lifecycle",
            help="active, inactive or archived.",
            metavar="STATE",
            autocompletion=choices(*HERE),
        ),
    ] = None,
    portal_filter: Annotated[
        list[str] | None,
        _words(
            "--portal",
            help="not-invited, invited, expired (invited, the link is dead) or activated.",
            metavar="STATE",
            autocompletion=choices(*Portal, EXPIRED),
        ),
    ] = None,
    locked_filter: Annotated[bool, _switch("--locked", help="Only locked ones.")] = False,
    arrears_filter: Annotated[
        list[str] | None,
        _words(
            "--arrears",
            help="At this step of the debt ladder.",
            metavar="STATUS",
            autocompletion=choices(*Arrears),
        ),
    ] = None,
    property_filter: Annotated[
        str | None,
        _words("--property", help="Attached there or below.", metavar="PATH", autocompletion=complete_properties),
    ] = None,
    role_filter: Annotated[
        list[str] | None,
        _words(
            "--role",
            help="Attached in this role, there with --property.",
            metavar="ROLE",
            autocompletion=choices(*ROLES),
        ),
    ] = None,
    former_filter: Annotated[
        bool, _switch("--former", help="With --property: also who was attached there, or has charges about it.")
    ] = False,
    company_filter: Annotated[
        str | None, _words("--company", help="Who works for this company.", metavar="NAME")
    ] = None,
    tag_filter: Annotated[list[str] | None, _words("--tag", help="With this tag.", metavar="TAG")] = None,
    not_tag_filter: Annotated[list[str] | None, _words("--not-tag", help="Without this tag.", metavar="TAG")] = None,
    without_filter: Annotated[
        list[str] | None,
        _words(
            "--without",
            help=f"Who has none: {', '.join(WITHOUT)}; of several each.",
            metavar="WHAT",
            autocompletion=choices(*WITHOUT),
        ),
    ] = None,
    custom_filter: Annotated[
        list[str] | None,
        _words(
            "--custom",
            help="With this value in a field of your own; NAME= is without one.",
            metavar="NAME=VALUE",
            autocompletion=complete_custom,
        ),
    ] = None,
    owing_filter: Annotated[bool, _switch("--owing", help="Only who owes money.")] = False,
    past_due_filter: Annotated[
        str | None,
        _words("--past-due", help="Only who is past due, for so many days or more (1).", metavar="[DAYS]"),
    ] = None,
    unread_filter: Annotated[
        bool, _switch("--unread", help="Only who wrote in the portal what nobody has read.")
    ] = False,
    created_since_filter: Annotated[
        str | None, _words("--created-since", help="Added on that day or later.", metavar="DATE")
    ] = None,
    match_filter: Annotated[
        str | None,
        _words(
            "--match", help="Words in any order, in name, e-mail, phone, id, unit, company or tags.", metavar="TEXT"
        ),
    ] = None,
) -> None:
    """Hold the filters' declarations."""


def filters_from(given: dict[str, Any], reader: "Reader", today: "date", *, lifecycle: Sequence[str] = ()) -> "Filters":
    """The filters that were given, checked and resolved; `lifecycle` holds unless `--lifecycle` was given.

    Raises UsageFault, NotFound.
    """
    from casactl.store.queries.filters import Filters

    return Filters(
        type=one_of(given.get("type"), TYPES, "--type"),
        kind=one_of(given.get("kind"), ("person", "company"), "--kind"),
        lifecycle=one_of(given.get("lifecycle"), HERE, "--lifecycle") or tuple(lifecycle),
        portal=one_of(given.get("portal"), (*Portal, EXPIRED), "--portal"),
        locked=bool(given.get("locked")),
        arrears=one_of(given.get("arrears"), tuple(Arrears), "--arrears"),
        property=_property(reader, given.get("property")),
        role=one_of(given.get("role"), ROLES, "--role"),
        custom=_custom(reader, given.get("custom"), today),
        former=_former(given),
        company=_company(reader, given.get("company")),
        tag=tuple(given.get("tag") or ()),
        not_tag=tuple(given.get("not_tag") or ()),
        without=one_of(given.get("without"), WITHOUT, "--without"),
        owing=bool(given.get("owing")),
        past_due=number(given.get("past_due"), "--past-due", highest=MOST_DAYS),
        unread=bool(given.get("unread")),
        created_since=_since(reader, given.get("created_since"), today),
        match=_match(given.get("match")),
    )


def _former(given: dict[str, Any]) -> bool:
    if given.get("former") and not given.get("property"):
        raise UsageFault("--former goes with --property: it is about who was attached there.")
    return bool(given.get("former"))


def _property(reader: "Reader", path: str | None) -> str | None:
    if path is None:
        return None
    from casactl.actions.property.find import find_property

    return find_property(reader, path).path


def _company(reader: "Reader", name: str | None) -> int | None:
    if name is None:
        return None
    from casactl.actions.selection import is_number
    from casactl.store.queries.refs import companies_named, numbers_known

    if is_number(name) and numbers_known(reader, [int(name)]):
        return int(name)
    found = companies_named(reader, name)
    if len(found) != 1:
        numbers = f", but {len(found)}: {', '.join(str(each.id) for each in found)}" if found else ""
        raise failure("contact.company-not-found", f"There is no one company '{name}'{numbers}.")
    return found[0].id


def _custom(reader: "Reader", pairs: Sequence[str] | None, today: "date") -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not pairs:
        return ()
    from casactl.actions.contact.custom_filter import wanted

    return wanted(reader, pairs, today=today)


def _since(reader: "Reader", text: str | None, today: "date") -> str | None:
    first = day(text, today)
    if first is None:
        return None

    from casactl.domain.dates import local_midnight
    from casactl.store.queries.settings import timezone

    return local_midnight(first, timezone(reader))


def _match(text: str | None) -> str | None:
    if text is not None and not text.strip():
        raise UsageFault("--match needs some text.")
    return text
