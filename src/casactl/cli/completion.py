"""What Tab offers beyond the command tree: workspaces, contact references, property paths, choices.

Completions come from the read side, limited to what was typed and to what whoever acts may see. They never fail: a Tab
that cannot be answered offers nothing. How the shell's line is read and the offers are quoted: `tab.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from casactl.domain.custom import CustomField

Offers = list[tuple[str, str]]
MOST = 30


def _quietly(offers: Callable[[Any, str], Offers], ctx: Any, incomplete: str) -> Offers:
    from casactl.cli.context import App

    app = ctx.obj if isinstance(ctx.obj, App) else App()
    try:
        return offers(app, incomplete)
    except Exception:
        return []


def complete_workspaces(ctx: typer.Context, incomplete: str) -> Offers:
    """Names of the workspaces of this machine."""
    return _quietly(lambda app, _: [(name, "") for name in sorted(app.config.workspaces)], ctx, incomplete)


def complete_contacts(ctx: typer.Context, incomplete: str) -> Offers:
    """Numbers, e-mails, external ids, last names and companies that start as typed."""
    return _quietly(partial(_contacts, by_name=True), ctx, incomplete)


def _contacts(app: Any, text: str, *, by_name: bool = False) -> Offers:
    from casactl.store.queries import refs

    with app.office.read(app.who, "contact:view") as reader:
        if text.startswith("ref:"):
            found = refs.external_ids_starting(reader, text.removeprefix("ref:"), limit=MOST)
            return [(f"ref:{ref}", name) for ref, name in found]
        if text.isascii() and text.isdigit() and not text.startswith("0"):
            numbers = refs.numbers_starting(reader, text, limit=MOST)
            return [(str(number), name) for number, name in numbers]
        if len(text) < 2:
            return []
        found = refs.emails_starting(reader, text, limit=MOST)
        names = refs.names_starting(reader, text, limit=MOST) if by_name and "@" not in text else []
    return [*found, *((_gone_on(text, word), name) for word, name in names)][:MOST]


def _gone_on(text: str, word: str) -> str:
    """A name in the letters that were typed: shells compare large and small ones, which it does not."""
    begun = len(text)
    return text + word[begun:] if word[:begun].lower() == text.lower() else word


def complete_contacts_by_name(ctx: typer.Context, incomplete: str) -> Offers:
    """As `complete_contacts`, and the numbers of those whom words find: for a question, where a name may stand."""

    def named(app: Any, text: str) -> Offers:
        from casactl.domain.standing import HERE
        from casactl.store.queries.contacts import Page, list_contacts
        from casactl.store.queries.filters import Filters

        if len(text.strip()) < 2 or text.isdigit():
            return []
        with app.office.read(app.who, "contact:view") as reader:
            today = app.today(reader).isoformat()
            rows = list_contacts(reader, Filters(lifecycle=HERE, match=text), Page("name", MOST), today=today)
        return [(str(row.id), row.display_name) for row in rows]

    return _quietly(_contacts, ctx, incomplete) or _quietly(named, ctx, incomplete)


def complete_properties(ctx: typer.Context, incomplete: str) -> Offers:
    """Paths of properties that start as typed."""

    def paths(app: Any, text: str) -> Offers:
        from casactl.store.queries.properties import paths_starting

        with app.office.read(app.who, "property:view") as reader:
            return [(path, "") for path in paths_starting(reader, text, limit=MOST)]

    return _quietly(paths, ctx, incomplete)


def complete_contacts_and_places(ctx: typer.Context, incomplete: str) -> Offers:
    """Contacts, and the paths of properties: what the last word is, nobody knows yet."""
    return [*complete_contacts(ctx, incomplete), *complete_properties(ctx, incomplete)]


def complete_where_they_are(ctx: typer.Context, incomplete: str) -> Offers:
    """Contacts, and where the one that has been typed is attached."""

    def paths(app: Any, text: str) -> Offers:
        from casactl.actions.selection import resolve
        from casactl.store.queries.leases import attachments_of

        typed = [*(ctx.params.get("refs") or ()), ctx.params.get("property_")]
        with app.office.read(app.who, "contact:view") as reader:
            whose = [resolve(reader, ref) for ref in typed if ref and ref != "-"]
            found = {row.path: row.role for number in whose for row in attachments_of(reader, number)}
        return [(path, role) for path, role in found.items() if path.startswith(text)]

    return [*_quietly(paths, ctx, incomplete), *complete_contacts(ctx, incomplete)]


def complete_tags(ctx: typer.Context, incomplete: str) -> Offers:
    """Tags in use that start as typed."""

    def tags(app: Any, text: str) -> Offers:
        from casactl.store.queries.refs import tags_starting

        with app.office.read(app.who, "contact:view") as reader:
            return [(tag, "") for tag in tags_starting(reader, text, limit=MOST)]

    return _quietly(tags, ctx, incomplete)


def complete_users(ctx: typer.Context, incomplete: str) -> Offers:
    """E-mails of users that start as typed."""

    def emails(app: Any, text: str) -> Offers:
        from casactl.store.queries.users import users

        with app.office.read(app.who, "user:view") as reader:
            return [(str(user.email), user.name) for user in users(reader) if str(user.email).startswith(text)][:MOST]

    return _quietly(emails, ctx, incomplete)


def complete_fields(ctx: typer.Context, incomplete: str) -> Offers:
    """Names of defined fields that start as typed."""
    return _quietly(lambda app, text: [(n, f.takes) for n, f in _defined(app).items() if n.startswith(text)], ctx,
                    incomplete)  # fmt: skip


def complete_mappings(ctx: typer.Context, incomplete: str) -> Offers:
    """Names of saved mappings that start as typed."""

    def offers(app: Any, text: str) -> Offers:
        from casactl.store.queries.mappings import mappings

        with app.read() as reader:
            return [(row.name, f"{row.noun} import") for row in mappings(reader) if row.name.startswith(text)]

    return _quietly(offers, ctx, incomplete)


def complete_views(ctx: typer.Context, incomplete: str) -> Offers:
    """Names of saved views that start as typed."""

    def offers(app: Any, text: str) -> Offers:
        from casactl.store.queries.views import views

        with app.office.read(app.who, "report:view") as reader:
            return [(row.name, " ".join(row.words)) for row in views(reader) if row.name.startswith(text)]

    return _quietly(offers, ctx, incomplete)


def complete_planned(ctx: typer.Context, incomplete: str) -> Offers:
    """Numbers of scheduled changes that are still to come."""

    def numbers(app: Any, text: str) -> Offers:
        from casactl.store.queries.due import open_starting

        with app.office.read(app.who, "due:view") as reader:
            found = open_starting(reader, text, limit=MOST)
        return [(str(number), f"{verb} {name}{f' on {day}' if day else ''}") for number, verb, day, name in found]

    return _quietly(numbers, ctx, incomplete)


def complete_custom(ctx: typer.Context, incomplete: str) -> Offers:
    """`NAME=` of defined fields; behind it the choices of one that has them."""

    def offers(app: Any, text: str) -> Offers:
        name, equals, value = text.partition("=")
        if not equals:
            return [(f"{known.name}=", known.takes) for known in _defined(app).values() if known.name.startswith(name)]
        listed = _defined(app)[name].choices
        return [(f"{name}={choice}", "") for choice in listed if choice.startswith(value)]

    return _quietly(offers, ctx, incomplete)


def _defined(app: Any) -> Mapping[str, CustomField]:
    from casactl.store.queries.settings import definitions

    with app.office.read(app.who, "settings:view") as reader:
        return definitions(reader)


def choices(*words: str) -> Callable[[str], Offers]:
    """Offers of a fixed list of words."""

    def complete(incomplete: str) -> Offers:
        return [(word, "") for word in words if word.startswith(incomplete)]

    return complete
