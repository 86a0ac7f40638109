"""What Tab offers beyond the command tree: workspaces, contact references, property paths, choices.

Completions come from the read side, limited to what was typed. They never fail: a Tab that cannot
be answered offers nothing. Bash breaks words at `@` and `:`, so the parts of an e-mail and of
`ref:…` arrive as words of their own and are completed part by part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from casactl.render.inert import inert

Offers = list[tuple[str, str]]
MOST = 30


def _quietly(offers: Callable[[Any, str], Offers], ctx: Any, incomplete: str) -> Offers:
    from casactl.cli.context import App

    app = ctx.obj if isinstance(ctx.obj, App) else App()
    try:
        return [(value, inert(name)) for value, name in offers(app, incomplete)]
    except Exception:
        return []


def complete_workspaces(ctx: typer.Context, incomplete: str) -> Offers:
    """Names of the workspaces of this machine."""
    return _quietly(lambda app, _: [(name, "") for name in sorted(app.config.workspaces)], ctx, incomplete)


def complete_contacts(ctx: typer.Context, incomplete: str) -> Offers:
    """Numbers, e-mails and external ids that start as typed."""
    typed = [str(word) for value in ctx.params.values() if isinstance(value, (list, tuple)) for word in value]
    return _quietly(lambda app, text: _contacts(app, typed, text), ctx, incomplete)


def _contacts(app: Any, typed: list[str], text: str) -> Offers:
    from casactl.store.queries import refs

    with app.read() as reader:
        scope = reader.scope
        if typed[-2:] == ["ref", ":"] or text.startswith("ref:"):
            prefix = "" if typed[-2:] == ["ref", ":"] else "ref:"
            start = text.removeprefix("ref:")
            found = refs.external_ids_starting(reader, start, limit=MOST, scope=scope)
            return [(prefix + ref, name) for ref, name in found]
        if typed[-1:] == ["@"] and len(typed) > 1:
            local = typed[-2]
            mails = refs.emails_starting(reader, f"{local}@{text}", limit=MOST, scope=scope)
            return [(mail.partition("@")[2], name) for mail, name in mails]
        if text.isascii() and text.isdigit() and not text.startswith("0"):
            numbers = refs.numbers_starting(reader, text, limit=MOST, scope=scope)
            return [(str(number), name) for number, name in numbers]
        if len(text) >= 2:
            return refs.emails_starting(reader, text, limit=MOST, scope=scope)
    return []


def complete_properties(ctx: typer.Context, incomplete: str) -> Offers:
    """Paths of properties that start as typed."""

    def paths(app: Any, text: str) -> Offers:
        from casactl.store.queries.properties import paths_starting

        with app.read() as reader:
            return [(path, "") for path in paths_starting(reader, text, limit=MOST)]

    return _quietly(paths, ctx, incomplete)


def choices(*words: str) -> Callable[[str], Offers]:
    """Offers of a fixed list of words."""

    def complete(incomplete: str) -> Offers:
        return [(word, "") for word in words if word.startswith(incomplete)]

    return complete
