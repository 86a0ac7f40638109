"""What a file is, by its content: its name may say anything."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
import zlib
from html import unescape
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
_MARKUP = re.compile(
    r"\A\s*<(?:!--|\?|(?:!doctype|html|head|body|script|iframe|svg|math|style|title|table|div|font|img|link|meta|object"
    r"|embed|form|h1|a|b|p|br)[\s/>])",
    re.IGNORECASE,
)
"""What browsers take for a page, whatever it is called."""

_CODE = re.compile(r"\A(?:#!|ID;P|\s*\{\\rtf(?s:.)*\\obj)")
"""Text that programs run: a script, a SYLK sheet, rich text with an object in it."""

_MACRO_PARTS = re.compile(
    r"vbaproject|vbadata|(?:^|/)macrosheets/|(?:^|/)activex/|^basic/|^scripts/"
    r"|\.(?:doc|dot|xls|xlt|ppt|pot|pps|xla|ppa)m$",
    re.IGNORECASE,
)
_MACRO_TYPES = re.compile(r"macroenabled|vbaproject|macrosheet", re.IGNORECASE)
"""What says in an office file's parts, or of them, that it holds macros."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_MACROS = re.compile(
    rb"_\0?V\0?B\0?A\0?_\0?P\0?R\0?O\0?J\0?E\0?C\0?T"  # a stream of Word's or Excel's
    rb"|V\0B\0A\0{59}\x08\0\x01|M\0a\0c\0r\0o\0s\0{53}\x0e\0\x01"  # the folders that they stand in
    rb"|Attribut.e VB_"  # the beginning of any module, packed
    rb"|\x02\0\0\x04\x0c\0\0\0.{4}\x01\0\0\0"  # PowerPoint's record that says so
    rb"|\x85\0[\x08-\xff]\0.{4}[\0-\x02]\x01",  # a sheet of Excel 4 macros
    re.DOTALL | re.IGNORECASE,
)
_LONGEST_CONTENTS = 1 << 20
_OVERLAP = 128

WITH_MACROS = "an office file with macros"
"""What is said in place of a media type of a program that passes for a letter."""


def media_type(path: Path) -> str | None:
    """The media type of a file's content, None when it is nothing that is known here."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    if head.startswith(_OLE) and _holds(path, _OLE_MACROS):
        return WITH_MACROS
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
            if _has_macros(packed, names):
                return WITH_MACROS
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                said = packed.read("mimetype").decode("ascii", "replace").strip()
                return said if said.startswith(_OFFICE) else None
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError):
        return None
    return next((type_ for part, type_ in _PARTS.items() if part in names), None)


def _has_macros(packed: zipfile.ZipFile, names: set[str]) -> bool:
    """Whether an office file brings a program along, whatever it and its parts are called (S12)."""
    if any(_MACRO_PARTS.search(name.replace("\\", "/")) for name in names):
        return True
    for name in names:
        if name.lower() in ("[content_types].xml", "meta-inf/manifest.xml"):
            if packed.getinfo(name).file_size > _LONGEST_CONTENTS:
                return True
            content = packed.read(name)
            wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            if _MACRO_TYPES.search(unescape(content.decode("utf-16" if wide else "utf-8", "replace"))):
                return True
    return False


def _holds(path: Path, pattern: re.Pattern[bytes]) -> bool:
    """Whether a file's bytes match anywhere, read piece by piece."""
    kept = b""
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            if pattern.search(kept + piece):
                return True
            kept = piece[-_OVERLAP:]
    return False


def _written(path: Path, head: bytes) -> str | None:
    """Text: all of it in one encoding, without control characters."""
    text = _text(path, head)
    if text is None or _MARKUP.match(text) or _CODE.match(text):
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
