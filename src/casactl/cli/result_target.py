"""Where a command writes its result: standard output, or a file that is whole, private, and nobody's unasked.

Every verb that writes a file goes through `ResultTarget`: it is judged before anything is done, a file that is there is
replaced only after `--yes` or a yes, and a dry run touches nothing.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, TextIO

from casactl.cli.asking import confirm
from casactl.cli.context import App
from casactl.cli.needing import needed
from casactl.cli.options import option
from casactl.domain.failures import failure
from casactl.errors import UsageFault
from casactl.render.view import sanitize

To = Annotated[
    str | None, option("-O", "--to", help="Where to write it; - is standard output.", metavar="FILE|-")
]  # fmt: skip


def named_target(app: App, name: str | None) -> ResultTarget:
    """Where to write.

    Raises UsageFault where nobody said, and nobody can be asked; Refused.
    """
    if not name and not app.interactive:
        raise UsageFault("-O is missing: say where to write it.", hint="-O FILE, or -O - for standard output")
    return placed_target(app, needed(app, name, "-O", "Where to write it (a file)"))


def write_out(app: App, target: ResultTarget, sha256: str, size: int, *, whose: int) -> None:
    """Write the stored bytes of a hash, proved, which are a contact's.

    Raises CasaError, PipeClosed.
    """
    from casactl.store.blobs import pieces

    target.write(pieces(app.places.existing().folder, sha256, size), size, whose=[whose])


class ResultTarget:
    """A file, or `-` for standard output, judged as soon as it is named.

    Raises UsageFault, Refused.
    """

    def __init__(self, app: App, name: str, *, option: str = "FILE") -> None:
        self._app = app
        self.name = name
        self.path = None if name == "-" else Path(name)
        self._agreed = False
        if self.path is None:
            return
        if not name.strip():
            raise UsageFault(f"{option} takes a file, or - for standard output.")
        if app.session and app.session.together:
            raise failure("batch.not-together", verb=app.call.verb.replace(".", " "), why="writes to files of yours")
        _refuse_own(app, self.path)

    @property
    def told(self) -> str:
        """The target in words."""
        if self.path is None:
            return "stdout"
        return sanitize(self.name) + (" (dry run: not written)" if self._app.dry_run else "")

    def judge(self) -> None:
        """Look whether it may be written, without asking.

        Raises Refused for a file that nobody agreed to lose.
        """
        if self.replaces and not (self._agreed or self._app.flag("yes") or self._app.interactive):
            raise failure("document.file-exists", target=self.name)

    def agree(self) -> None:
        """The same, and on a terminal ask about a file that is there.

        Raises Refused, Declined.
        """
        self.judge()
        if self.replaces and not (self._agreed or self._app.sure):
            confirm(f"Replace {self.name}?")
            self._agreed = True

    @property
    def replaces(self) -> bool:
        """Whether something would be lost: a pipe or a device, which is written into, loses nothing."""
        if self.path is None:
            return False
        with suppress(OSError):
            return stat.S_ISREG(os.stat(self.path).st_mode)
        return os.path.lexists(self.path)

    def holds(self, content: bytes) -> bool:
        """Whether the file holds these very bytes."""
        path = self.path
        return bool(path and path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content)

    @contextmanager
    def open(self, encoding: str = "utf-8", *, whose: Collection[int] | None = None) -> Iterator[TextIO]:
        """What is written into it, text or, by its `buffer`, bytes; it is in place once it is whole.

        A file about these contacts, none where it may be about anybody, is kept in mind: an erasure names it.

        Raises Refused, Declined, CasaError, PipeClosed.
        """
        from casactl.render.files import result_file

        self.agree()
        name = os.devnull if self.path is not None and self._app.dry_run else self.name
        with result_file(name, encoding=encoding) as stream:
            yield stream
        if whose is not None and self.path is not None and not self._app.dry_run:
            from casactl.actions.copies import remember

            remember(self._app.places.existing(), self.path, whose)

    def write(self, content: Iterable[bytes], size: int, *, whose: Collection[int] | None = None) -> None:
        """Write bytes piece by piece, and say so.

        Raises Refused, Declined, CasaError, PipeClosed.
        """
        with self.open(whose=whose) as stream:
            for piece in content:
                stream.buffer.write(piece)
            stream.buffer.flush()
        if self.path is not None:
            self._app.tell(f"{'would write' if self._app.dry_run else 'wrote'} {size:,} bytes to {sanitize(self.name)}")


def placed_target(app: App, name: str, option: str = "FILE") -> ResultTarget:
    """A target in a folder that is there.

    Raises UsageFault, Refused.
    """
    target = ResultTarget(app, name, option=option)
    if target.path and target.path.is_dir():
        raise UsageFault(f"{name!r} is a folder; name a file.")
    if target.path and not target.path.parent.is_dir():
        raise UsageFault(f"There is no folder {str(target.path.parent)!r}.")
    return target


def _refuse_own(app: App, path: Path) -> None:
    """Raise UsageFault for the configuration and the store of any workspace."""
    config = app.config
    if path.exists() and (
        path.resolve() == config.path.resolve()
        or any(entry.location.owns(path) for entry in config.workspaces.values())
    ):
        raise UsageFault(f"{str(path)!r} is casactl's own; name another file.")
