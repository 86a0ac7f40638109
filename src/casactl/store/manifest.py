"""What a backup says of itself: read as strictly as anything that comes from a stranger."""

from __future__ import annotations

import json
import re
from typing import NoReturn

from casactl.records import dataclass

FORMAT = 1
HEAD = re.compile("[0-9a-f]{64}")
MOST = 1 << 62


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; sizes are what 0.1.0 did not write yet."""

    format: int
    made_at: str
    workspace: str
    revision: str
    head: str
    rows: dict[str, int]
    sha256: str
    size: int | None = None
    """The bytes of the database."""
    documents: int | None = None
    """How many documents and pictures there are, and their bytes."""
    documents_size: int | None = None


def parse_manifest(text: bytes) -> Manifest | None:
    """The manifest, or None when a newer casactl wrote it.

    Raises ValueError, TypeError, KeyError, RecursionError for what is none.
    """
    said = json.loads(text, parse_constant=_refuse)
    if _count(said["format"]) > FORMAT:
        return None
    json.dumps(said, ensure_ascii=False).encode()  # half a character is no text, though JSON can spell it
    manifest = Manifest(**said)
    texts = (manifest.made_at, manifest.workspace, manifest.revision)
    sizes = [each for each in (manifest.size, manifest.documents, manifest.documents_size) if each is not None]
    if not (all(isinstance(each, str) and len(each) < 100 for each in texts) and isinstance(manifest.rows, dict)):
        _refuse("text")
    if not (HEAD.fullmatch(manifest.head) and HEAD.fullmatch(manifest.sha256)):
        _refuse("hash")
    for each in (*sizes, *manifest.rows.values()):
        _count(each)
    return manifest


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < MOST:
        _refuse("number")
    return value


def _refuse(what: str) -> NoReturn:
    raise ValueError(what)
