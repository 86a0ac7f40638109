"""`python -m casactl` and the installed command."""

from __future__ import annotations

import codecs
import gc
import io
import os
import sys


def run() -> None:
    """Hand the arguments to the one error boundary and leave with its exit code."""
    gc.set_threshold(50_000, 20, 100)  # a command lives briefly and makes few cycles: spare it most collections
    try:
        from casactl.cli.main import main

        _open_what_is_closed()
        _take_every_letter()
        code = main(sys.argv[1:])
    except KeyboardInterrupt:  # while the program loads, or as it ends: in between a command says what became of it
        sys.exit(130)
    gc.freeze()  # the system takes back all at once what the interpreter would look through twice
    sys.exit(code)


def _open_what_is_closed() -> None:
    """Let `casactl … >&-` write to nowhere, instead of to the next file that is opened."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - stays open


def _take_every_letter() -> None:
    """Let standard output tell what it has no letters for as JSON would: a result is lost on no terminal of old."""

    def escaped(fault: UnicodeError) -> tuple[str, int]:
        assert isinstance(fault, UnicodeEncodeError)
        units = fault.object[fault.start : fault.end].encode("utf-16-be", "surrogatepass").hex()
        return "".join(f"\\u{units[n : n + 4]}" for n in range(0, len(units), 4)), fault.end

    codecs.register_error("casactl.escaped", escaped)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="casactl.escaped")


if __name__ == "__main__":
    run()
