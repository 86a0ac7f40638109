"""One command line in this process: whatever becomes of it, an exit code or a failure in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from casactl.cli.broken_off import Interrupted
from casactl.cli.loader import root
from casactl.domain.failures import failure
from casactl.errors import CasaError, Exit, UsageFault
from casactl.render.view import FORMATS, PipeClosed

if TYPE_CHECKING:
    from casactl.cli.context import App

PROGRAM = "casactl"


def run_words(words: Sequence[str], app: App) -> int:
    """Run a command line and give its exit code.

    Raises CasaError for all that can go wrong; PipeClosed, when nobody reads what it prints.
    """
    app.typed = tuple(words)
    try:
        result = root()(list(words), prog_name=PROGRAM, obj=app, standalone_mode=False)
    except typer.TyperException as fault:
        raise _usage(fault) from fault
    except (typer.Abort, KeyboardInterrupt, EOFError):
        raise Interrupted(f"Interrupted; {_what_stands(app)}.") from None
    except (CasaError, PipeClosed):
        raise
    except (BrokenPipeError, SystemExit):  # Typer leaves with the latter
        raise PipeClosed from None
    except UnicodeEncodeError as fault:
        raise failure("usage.not-text", f"Some of this is not valid text ({fault.reason}).") from None
    except Exception as fault:
        raise _unexpected(fault, app) from fault
    return result if isinstance(result, int) else Exit.DONE


def _usage(fault: typer.TyperException) -> CasaError:
    from casactl.domain.remedy import Remedy

    context = getattr(fault, "ctx", None)
    path = context.command_path if context is not None else PROGRAM
    message = fault.format_message().replace("\n\t", " ").strip() or "This command line is not complete."
    if type(fault).__name__ == "NoArgsIsHelpError":
        message = "A verb is missing."
    name = getattr(fault, "option_name", "")
    if name.removeprefix("--") in FORMATS and type(fault).__name__ == "NoSuchOption":
        return UsageFault(f"No such option: {name}", hint=f"-o {name.removeprefix('--')}")
    return UsageFault(message, hint=Remedy(path.removeprefix(PROGRAM).strip(), help=True))


def _what_stands(app: App) -> str:
    """What was done before something went wrong: whoever repeats the command has to know."""
    return "nothing was changed" if app.committed is None else f"operation {app.committed} was done and stands"


def _unexpected(fault: Exception, app: App) -> CasaError:
    if app.flag("verbose"):
        import traceback

        traceback.print_exception(fault)
    what = fault.strerror if isinstance(fault, OSError) and fault.strerror else type(fault).__name__
    if isinstance(fault, OSError) and fault.filename:
        what = f"{fault.filename}: {what}"
    return failure(
        "unexpected",
        f"Something unexpected went wrong ({what}); {_what_stands(app)}.",
        hint="repeat with -v for the details, and tell whoever looks after casactl",
    )
