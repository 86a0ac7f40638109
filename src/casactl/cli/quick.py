"""Parsing plain parameters without Pydantic, whose import costs more than most reads do.

Typer 0.29 builds a Pydantic adapter for any parsed parameter that is not a plain flag. Ours are all
`str`, `bool` or `list[str]`, for which the adapter changes nothing. This rests on the private
attribute `_runtime_param`: where a Typer lacks it, the stock path is taken (a test watches that).
"""

from __future__ import annotations

from typing import Any

PLAIN = (str, bool, list[str])


class AsGiven:
    """Gives a parameter's value as it was typed."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value; nothing given is None, or () for parameters that hold several."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        return value


def spare_pydantic(command: Any) -> Any:
    """Let a command's plain parameters, its help option included, take their value as typed; gives the command."""
    for param in command.params:
        _spare(param)
    find = command.get_help_option
    command.get_help_option = lambda ctx: command._help_option or _spare(find(ctx))
    return command


def _spare(param: Any) -> Any:
    descriptor = getattr(param, "type_descriptor", None)
    if hasattr(param, "_runtime_param") and descriptor and descriptor.annotation in PLAIN:
        param._runtime_param = AsGiven()
    return param
