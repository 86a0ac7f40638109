"""The options that work before and after the verb, declared once; the last one given wins.

Annotations are evaluated where they stand: as texts, Typer would compile each of them at every start.
"""

from typing import Annotated, Any

import typer

from casactl.cli.completion import complete_workspaces
from casactl.cli.completion_scripts import COMPLETION

LONGEST_ID = 200
"""So many characters a request id may have."""


def store(ctx: typer.Context, param: Any, value: str | None) -> str | None:
    """Keep a value that was given; the options' absence further on does not take it back.

    Raises UsageFault for an empty one: a variable of a script that nobody has set would mean something else.
    """
    if value is not None and ctx.obj is not None:
        if not ctx.resilient_parsing:
            _judge(param, value)
        ctx.obj.given[param.name] = value
    return value


def _judge(param: Any, value: str) -> None:
    from casactl.errors import UsageFault

    name = param.opts[-1]
    if not value.strip():
        raise UsageFault(f"{name} is empty: give a value, or leave it out.")
    if param.name == "request_id" and (len(value) > LONGEST_ID or value != value.strip() or not value.isprintable()):
        raise UsageFault(f"A request id is up to {LONGEST_ID} printable characters, without blanks around them.")


def raise_flag(ctx: typer.Context, param: Any, value: bool) -> bool:
    """Keep a flag that was raised."""
    if value and ctx.obj is not None:
        ctx.obj.given[param.name] = True
    return value


def print_version(value: bool) -> bool:
    """Print the version and leave."""
    if value:
        from casactl import __version__
        from casactl.render.view import write

        write(f"casactl {__version__}\n")
        raise typer.Exit
    return value


def install_completion(ctx: typer.Context, value: bool) -> bool:
    """Put the script of a shell where it looks for it, and leave."""
    if value and not ctx.resilient_parsing:
        from casactl.cli.completion_scripts import this_shell
        from casactl.cli.top.completion import put_in_place

        put_in_place(ctx.meta.get("casactl.shell") or this_shell())
        raise typer.Exit
    return value


def show_completion(ctx: typer.Context, value: bool) -> bool:
    """Print the script of a shell, and leave."""
    if value and not ctx.resilient_parsing:
        from casactl.cli.completion_scripts import script, this_shell
        from casactl.render.view import write

        write(script(ctx.meta.get("casactl.shell") or this_shell()))
        raise typer.Exit
    return value


def _option(*names: str, help: str, metavar: str, **more: Any) -> Any:  # noqa: A002 - Typer's word
    return typer.Option(*names, help=help, metavar=metavar, callback=store, expose_value=False, **more)


def _flag(*names: str, help: str) -> Any:  # noqa: A002 - Typer's word
    return typer.Option(*names, help=help, metavar="", callback=raise_flag, expose_value=False, show_default=False)


def _completion(name: str, callback: Any, help: str) -> Any:  # noqa: A002 - Typer's word
    return typer.Option(name, help=help, metavar="[SHELL]", callback=callback, is_eager=True, expose_value=False,
                        show_default=False)  # fmt: skip


def root_options(
    install: Annotated[
        bool, _completion(COMPLETION[0], install_completion, "The same as `casactl completion install`.")
    ] = False,
    show: Annotated[bool, _completion(COMPLETION[1], show_completion, "The same as `casactl completion`.")] = False,
) -> None:
    """Hold the declarations of what the program itself takes, beside the global options."""


def global_options(
    workspace: Annotated[
        str | None,
        _option(
            "-w", "--workspace", help="Workspace to use.", metavar="NAME", autocompletion=complete_workspaces
        ),
    ] = None,
    config: Annotated[str | None, _option("--config", help="Configuration file.", metavar="FILE")] = None,
    output: Annotated[
        str | None, _option("-o", "--output", help="table, tsv, json, jsonl, csv or ids.", metavar="FORMAT")
    ] = None,
    fields: Annotated[str | None, _option("--fields", help="Fields to show.", metavar="A,B")] = None,
    wide: Annotated[bool, _flag("--wide", help="Every column, however wide the table becomes.")] = False,
    raw: Annotated[bool, _flag("--raw", help="Leave formulas in a CSV's cells as they are.")] = False,
    dry_run: Annotated[bool, _flag("-n", "--dry-run", help="Do everything, then take it back.")] = False,
    yes: Annotated[bool, _flag("-y", "--yes", help="Confirm without asking.")] = False,
    no_input: Annotated[bool, _flag("--no-input", help="Never ask.")] = False,
    actor: Annotated[str | None, _option("--actor", help="Who acts.", metavar="USER")] = None,
    request_id: Annotated[
        str | None, _option("--request-id", help="Makes a command safe to repeat.", metavar="ID")
    ] = None,
    lock_wait: Annotated[
        str | None, _option("--lock-wait", help="How long to wait for another writer (30s).", metavar="TIME")
    ] = None,
    no_pager: Annotated[bool, _flag("--no-pager", help="Show long output at once, without a pager.")] = False,
    quiet: Annotated[bool, _flag("-q", "--quiet", help="Only results and errors.")] = False,
    verbose: Annotated[bool, _flag("-v", "--verbose", help="More about what happens.")] = False,
    color: Annotated[str | None, _option("--color", help="auto, always or never.", metavar="WHEN")] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", metavar="", callback=print_version, is_eager=True,
            expose_value=False,
            show_default=False,
        ),
    ] = False,
) -> None:  # fmt: skip
    """Hold the global options' declarations."""
