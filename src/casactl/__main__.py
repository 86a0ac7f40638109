"""`python -m casactl` and the installed command."""

from __future__ import annotations

import gc
import sys


def run() -> None:
    """Hand the arguments to the one error boundary and leave with its exit code."""
    gc.set_threshold(50_000, 20, 100)  # a command lives briefly and makes few cycles: spare it most collections
    from casactl.cli.main import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
