"""Results that go into a file: streamed, private to their owner, in place only when complete."""

from __future__ import annotations

import codecs
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from casactl.domain.failures import failure
from casactl.render.view import PipeClosed
from casactl.store.files import in_place

CHUNK = 2000


@contextmanager
def result_file(name: str, *, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A text stream to `name`, `-` for standard output; a file appears only once it is whole.

    What is written to its `buffer` may be bytes.

    Raises CasaError, PipeClosed.
    """
    try:
        if name == "-":
            if encoding != "utf-8":
                sys.stdout.write(codecs.BOM_UTF8.decode())
            yield sys.stdout
            return
        with _in_place(Path(name), encoding) as stream:
            yield stream
    except BrokenPipeError:
        raise PipeClosed from None
    except OSError as fault:
        raise failure("output.unwritable", f"{name} cannot be written: {fault.strerror or fault}.") from fault


@contextmanager
def _in_place(target: Path, encoding: str) -> Iterator[TextIO]:
    place = target.resolve()
    if place.exists() and not place.is_file():  # a pipe or a device: there is nothing to put in place
        with place.open("w", encoding=encoding, newline="") as stream:
            yield stream
        return
    with in_place(place) as file:
        stream = TextIOWrapper(file, encoding=encoding, newline="")
        yield stream
        stream.detach()


def write_csv(target: TextIO, rows: Iterable[Sequence[Any]]) -> int:
    """Write rows and give their number."""
    writer = csv.writer(target, lineterminator="\n")
    source, count = iter(rows), 0
    while chunk := list(islice(source, CHUNK)):
        writer.writerows(chunk)
        count += len(chunk)
    return count


def write_json_lines(target: TextIO, objects: Iterable[Mapping[str, Any]]) -> int:
    """Write an object a line and give their number."""
    count = 0
    for each in objects:
        target.write(json.dumps(each, ensure_ascii=False) + "\n")
        count += 1
    return count
