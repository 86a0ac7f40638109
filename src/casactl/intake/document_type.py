"""What a file is, by its content: its name may say anything."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from pathlib import Path

HEAD = 1 << 16
TYPES = {
    "pdf": ("application/pdf",),
    "png": ("image/png",),
    "jpeg": ("image/jpeg",),
    "tiff": ("image/tiff",),
    "heic": ("image/heic", "image/heif"),
    "text": ("text/plain",),
    "csv": ("text/csv",),
    "office": ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"),
    "mail": ("message/rfc822",),
}
"""The kinds that `document_types` names, with their media types."""

_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OFFICE = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")
_MAIL = re.compile(r"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\n", re.ASCII)
_MAIL_HEADERS = ("from:", "date:", "received:", "message-id:", "return-path:", "subject:", "to:")
_MARKUP = re.compile(r"\A\s*<(?:!doctype html|html|\?xml|svg|script)", re.IGNORECASE)


def media_type(path: Path) -> str | None:
    """The media type of a file's content, None when it is nothing that is known here."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    return _signed(head) or _written(path, head)


def kind_of(type_: str) -> str | None:
    """The kind that a media type belongs to, None when no document has it."""
    if type_.startswith(_OFFICE):
        return "office"
    return next((kind for kind, types in TYPES.items() if type_ in types), None)


def _signed(head: bytes) -> str | None:
    """By the signature that binary formats begin with."""
    import puremagic

    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    known = (match.mime_type for match in matches if match.mime_type and kind_of(match.mime_type))
    return next((type_ for type_ in known if not type_.startswith(("text/", "message/"))), None)


def _packed(path: Path) -> str | None:
    """An office document is a ZIP with certain parts in it."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                said = packed.read("mimetype").decode("ascii", "replace").strip()
                return said if said.startswith(_OFFICE) else None
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return None
    return next((type_ for part, type_ in _PARTS.items() if part in names), None)


def _written(path: Path, head: bytes) -> str | None:
    """Text: all of it in one encoding, without control characters."""
    text = _text(path, head)
    if text is None or _MARKUP.match(text):
        return None
    if _is_mail(text):
        return "message/rfc822"
    return "text/csv" if _is_table(text) else "text/plain"


def _text(path: Path, head: bytes) -> str | None:
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    for name in (encoding, "cp1252"):
        try:
            with path.open(encoding=name, newline="") as file:
                opening = file.read(HEAD)
                piece = opening
                while piece:
                    if any(mark < " " and mark not in "\t\n\r\f\x1a" for mark in set(piece)):
                        return None
                    piece = file.read(HEAD)
            return opening
        except UnicodeError:
            continue
    return None


def _is_mail(text: str) -> bool:
    block = _MAIL.match(text.replace("\r\n", "\n"))
    if not block:
        return False
    names = {line.partition(":")[0].lower() + ":" for line in block[0].splitlines()}
    return len(names & set(_MAIL_HEADERS)) >= 2


def _is_table(text: str) -> bool:
    lines = text.splitlines()[:20]
    if len(lines) < 2:
        return False
    for delimiter in ",;\t":
        widths = {len(row) for row in csv.reader(lines[:-1] if len(lines) == 20 else lines, delimiter=delimiter)}
        if len(widths) == 1 and widths.pop() > 1:
            return True
    return False
