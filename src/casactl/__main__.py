"""`python -m casactl` and the installed command."""

from __future__ import annotations

import sys


def run() -> None:
    """Hand the arguments to the one error boundary and leave with its exit code."""
    from casactl.cli.main import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
