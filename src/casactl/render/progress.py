"""A progress bar on standard error for work over a second; nothing where nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from casactl.render.view import View, console

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds that work may take before it is worth a bar."""


def watched(view: View, what: str, position: Callable[[], int], size: int) -> AbstractContextManager[Any]:
    """While the block runs, show how far `position()` has come of `size`."""
    if view.quiet or not size or not sys.stderr.isatty():
        return nullcontext()
    return _bar(view, what, position, size)


def _bar(view: View, what: str, position: Callable[[], int], size: int) -> Progress:
    from rich.progress import BarColumn, Progress, Task, TaskProgressColumn, TextColumn, TimeRemainingColumn

    started = time.monotonic()

    class Watch(Progress):
        """Asks for the position whenever it is drawn, so that the work itself need not tell."""

        def get_renderables(self) -> Iterable[Any]:
            late = time.monotonic() - started > PATIENCE
            return self._drawn() if self.tasks and late else iter(())  # none yet while the bar itself is made

        def _drawn(self) -> Iterator[Any]:
            self.update(self.tasks[0].id, completed=_quietly(position))
            tasks: list[Task] = self.tasks
            yield self.make_tasks_table(tasks)

    bar = Watch(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
        console=console(view, stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
    bar.add_task(what, total=size)
    return bar


def _quietly(position: Callable[[], int]) -> int:
    try:
        return position()
    except (OSError, ValueError):  # the file has just been closed
        return 0
