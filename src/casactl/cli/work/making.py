"""One body for a verb of all five nouns: a command for each kind, with its help line and the options of its kind.

The line is the tree's own; an option of a field that the kind does not have is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from inspect import Parameter, Signature, signature
from typing import Any

from casactl.cli.options import Ctx
from casactl.cli.tree import TREE
from casactl.cli.work.options import OF_KIND
from casactl.domain.engagements import FIELDS, KINDS, Kind

Command = Callable[..., None]


def of_each_kind(verb: str, body: Command) -> list[Command]:
    """The verb's command for each kind, in the order of the kinds; `body` takes the context, the kind, and options."""
    params = list(signature(body, eval_str=True).parameters.values())[2:]
    return [of_kind(kind, verb, body, params) for kind in KINDS.values()]


def of_kind(kind: Kind, verb: str, body: Command, params: Iterable[Parameter] | None = None) -> Command:
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


def _fitting(kind: Kind, params: Iterable[Parameter]) -> Iterator[Parameter]:
    for param in params:
        if param.name in FIELDS - kind.fields:
            continue
        yield param.replace(annotation=OF_KIND.get((kind.name, param.name), param.annotation))
