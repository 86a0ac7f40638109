"""The one error boundary: arguments in, an exit code out, nothing uncaught in between."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import typer

from casactl.cli.context import App
from casactl.cli.loader import root
from casactl.errors import CasaError, Exit, UsageFault
from casactl.office.clock import Clock, now
from casactl.render.view import PipeClosed, flush, show_error

PROGRAM = "casactl"


def main(argv: Sequence[str], *, clock: Clock = now) -> int:
    """Run one command line and give its exit code."""
    os.umask(0o077)
    app = App(clock)
    try:
        if os.environ.get("_CASACTL_COMPLETE"):
            return _answer_tab(app)
        code = _run(list(argv), app)
        flush()
    except PipeClosed:
        _let_go_of_stdout()
        return Exit.DONE
    except CasaError as fault:
        return _report(fault, argv, app)
    return code


def _run(argv: list[str], app: App) -> int:
    try:
        result = root()(argv, prog_name=PROGRAM, obj=app, standalone_mode=False)
    except typer.TyperException as fault:
        return _report(_usage(fault), argv, app)
    except (typer.Abort, KeyboardInterrupt, EOFError):
        return _report(CasaError("Interrupted; nothing was changed.", code="interrupted"), argv, app, Exit.INTERRUPTED)
    except CasaError as fault:
        return _report(fault, argv, app)
    except BrokenPipeError:
        raise PipeClosed from None
    except PipeClosed:
        raise
    except UnicodeEncodeError as fault:
        unclear = UsageFault(f"Some of this is not valid text ({fault.reason}).", code="usage.not-text")
        return _report(unclear, argv, app)
    except Exception as fault:
        return _report(_unexpected(fault, verbose=app.flag("verbose")), argv, app)
    return result if isinstance(result, int) else Exit.DONE


def _answer_tab(app: App) -> int:
    """Answer a shell that asks what may stand at the cursor."""
    from casactl.cli.tab import answer
    from casactl.render.view import write

    text, code = answer(os.environ, app)
    write(text + "\n" if text else "")
    flush()
    return code


def _usage(fault: typer.TyperException) -> CasaError:
    from casactl.domain.remedy import Remedy

    context = getattr(fault, "ctx", None)
    path = context.command_path if context is not None else PROGRAM
    message = fault.format_message().replace("\n\t", " ").strip() or "This command line is not complete."
    if type(fault).__name__ == "NoArgsIsHelpError":
        message = "A verb is missing."
    return UsageFault(message, hint=Remedy(path.removeprefix(PROGRAM).strip(), help=True))


def _unexpected(fault: Exception, *, verbose: bool) -> CasaError:
    if verbose:
        import traceback

        traceback.print_exception(fault)
    what = fault.strerror if isinstance(fault, OSError) and fault.strerror else type(fault).__name__
    if isinstance(fault, OSError) and fault.filename:
        what = f"{fault.filename}: {what}"
    return CasaError(
        f"Something unexpected went wrong ({what}); nothing was changed.",
        code="unexpected",
        hint="repeat with -v for the details, and tell whoever looks after casactl",
    )


def _report(fault: CasaError, argv: Sequence[str], app: App, code: Exit | None = None) -> int:
    if code is not None:
        fault.exit = code
    try:
        flush()
    except (PipeClosed, CasaError):
        _let_go_of_stdout()

    show_error(fault, app.wording, as_json=wants_json(argv))
    return int(fault.exit)


def wants_json(argv: Sequence[str]) -> bool:
    """Whether JSON was asked for anywhere on the line, which need not be a valid one, or by the environment."""
    chosen = os.environ.get("CASACTL_OUTPUT", "")
    words = list(argv)
    for n, word in enumerate(words):
        if word == "--":
            break
        if word in ("-o", "--output") and n + 1 < len(words):
            chosen = words[n + 1]
        elif word.startswith("--output="):
            chosen = word.partition("=")[2]
        elif word.startswith("-o") and len(word) > 2 and not word.startswith("--"):
            chosen = word[2:].removeprefix("=")
    return chosen in ("json", "jsonl")


def _let_go_of_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's last flush cannot fail."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
