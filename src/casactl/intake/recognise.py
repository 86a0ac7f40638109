"""What kind of file an import was given, by its content: a name may say anything."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from casactl.domain.failures import failure
from casactl.intake.encoding import unmarked
from casactl.intake.formats import CAMT, CSV, JSON, MT940, ODS, OFX, VCARD, XLSX

_HEAD = 8192
_AS_WORKBOOK = "open it and save it as .xlsx or .csv"
_AS_TEXT = "export it as CSV, or as a workbook (.xlsx)"
_STATEMENT = "ask the bank for CAMT.053, MT940, OFX or CSV"
_BYTES = (
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls), or one with a password", f"{_AS_WORKBOOK}, without a password"),
    (b"%PDF", "a PDF", _AS_TEXT),
    (b"\x89PNG", "a picture", _AS_TEXT),
    (b"\xff\xd8\xff", "a picture", _AS_TEXT),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it first"),
    (b"7z\xbc\xaf", "an archive (7z)", "unpack it first"),
    (b"Rar!", "an archive (RAR)", "unpack it first"),
    (b"SQLite format 3\0", "a database", _AS_TEXT),
)
_TEXTS = (
    (r"<\?xml[^>]*>\s*<\?mso-application", "an XML workbook of 2003", _AS_WORKBOOK),
    (r"(<\?xml[^>]*>\s*)?(<!doctype html|<html|<table|<meta|<head|<body)",
     "a web page, whatever it calls itself", _AS_WORKBOOK),
    (r"<\?xml[^>]*>\s*<workbook", "an XML workbook of 2003", _AS_WORKBOOK),
    (r"<\?xml|<!doctype|<!--", "XML", _AS_TEXT),
    (r"begin:vcalendar", "a calendar", "a file of contacts is CSV, a workbook or vCard"),
    (r"(version:\s*1\s+)?dn::?\s", "an address book in LDIF", "export it as CSV or vCard"),
    (r"!(type:|account|option:)", "a file of Quicken (QIF)", _STATEMENT),
    (r"01,[0-9a-z]{6,11},[0-9a-z]{6,11},\d{6},\d{4},", "a statement in BAI2", _STATEMENT),
    (r"\{\\rtf", "a text document (RTF)", _AS_TEXT),
)  # fmt: skip
_OF_BANKS = (
    (r"<([\w-]{1,40}:)?document\b[^>]{0,2000}:camt\.053\.", CAMT),
    (r"<\?ofx\b|ofxheader:|<ofx>", OFX),
    (r"\{1:[^{}]{0,60}\}|(?:[^\n:]{0,60}\n|:940:\r?\n){0,4}:20:", MT940),  # some banks put their name in front
)
_REPORT = (
    "an account report or a notification (CAMT.052, CAMT.054)", "ask the bank for the statement, CAMT.053"
)  # fmt: skip
_PACKED = (
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("Index/Document.iwa", "a Numbers document"),
    ("word/document.xml", "a text document (.docx)"),
)
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def recognise(file: BinaryIO, name: str) -> str:
    """One of the formats above, CSV where nothing speaks for another; rewinds.

    Raises Unreadable for what is plainly another thing, with the way out.
    """
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(file, name)
    for start, what, way in _BYTES:
        if head.startswith(start):
            raise _not_read(name, what, way)
    text = _opening(head)
    if text.startswith("begin:vcard"):
        return VCARD
    root = _behind_prolog(text)
    for pattern, kind in _OF_BANKS:
        if re.match(pattern, root):
            return kind
    if re.match(r"<([\w-]{1,40}:)?document\b[^>]{0,2000}:camt\.05[24]\.", root):
        raise _not_read(name, *_REPORT)
    for pattern, what, way in _TEXTS:
        if re.match(pattern, text):
            raise _not_read(name, what, way)
    if re.match(r"\[\s*[\[{\]]|\{\s*[\"}]", text):
        return JSON
    return CSV


def _opening(head: bytes) -> str:
    """The first characters in lower case, whatever the encoding, without marks and spaces."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", errors="replace")
    elif codec := unmarked(head):
        text = head.decode(codec, errors="replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return text.lstrip("\ufeff \t\r\n").lower()


def _behind_prolog(text: str) -> str:
    """What stands behind the declaration of XML and comments in front."""
    for start, end in (("<?xml", "?>"), *[("<!--", "-->")] * 20):
        text = text.lstrip()
        if text.startswith(start):
            text = text.partition(end)[2]
    return text.lstrip()


def _packed(file: BinaryIO, name: str) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            kind = archive.open("mimetype").read(200).decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError):
        raise failure("input.damaged", name=name) from None
    finally:
        file.seek(0)
    if kind.strip() == _ODS:
        return ODS
    if kind.startswith("application/vnd.oasis.opendocument.text"):
        raise _not_read(name, "a text document (.odt)", _AS_TEXT)
    for member, found in _PACKED:
        if member in names:
            if found == XLSX:
                return XLSX
            raise _not_read(name, found, _AS_WORKBOOK if "workbook" in found or "Numbers" in found else _AS_TEXT)
    raise _not_read(name, "an archive (ZIP)", "unpack it first")


def _not_read(name: str, what: str, way: str) -> Exception:
    return failure("input.other-format", f"{name} is {what}, which is not read", hint=way)
