"""Rows out of OFX and QFX: version 1, whose tags nobody closes, and version 2, which is XML; read alike, tag by tag."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import TextIO

from casactl.domain.failures import failure
from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.statement import BankEntry, Rows, joined, reference, signed

_PIECE = 1 << 16
_LONGEST_TAG = 1 << 16
_TAG = re.compile(r"<(/?)([A-Za-z0-9._]{1,64})\s*/?>([^<]*)")
_AS_IT_IS = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_AS_IT_IS_BEGINS = "<![CDATA["
_HOSTILE = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_AMOUNT = re.compile(r"[+-]?\d{0,15}([.,]\d{0,6})?")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_LINE, _OWN = "STMTTRN", ("BANKACCTFROM", "CCACCTFROM")
_OTHERS = ("BANKACCTTO", "BANKACCTFROM", "CCACCTTO")
_CHARSET = re.compile(rb"(?i)CHARSET:\s*(\d{3,5})")
_UTF8 = re.compile(rb"(?i)ENCODING:\s*(UTF-?8|UNICODE)")


def declared_codec(head: bytes) -> str:
    """The encoding that the head of a file names, empty where it names none."""
    if _UTF8.search(head):
        return "utf-8"
    found = _CHARSET.search(head)
    return f"cp{found[1].decode()}" if found else ""


def ofx_rows(opened: Callable[[], TextIO], name: str) -> Rows:
    """The transactions of a file, as often as asked."""

    def rows() -> Iterator[Row | BadRow]:
        said: dict[str, str] | None = None
        account, currency, within, number = "", "", "", 0
        for closing, tag, text in _tags(opened(), name):
            if tag == _LINE and not closing:
                if said is not None:
                    yield _row(number, said, account, currency)
                said, within, number = {}, "", number + 1
            elif said is not None and tag in (_LINE, "BANKTRANLIST"):
                yield _row(number, said, account, currency)
                said = None
            elif tag in _OWN and said is None:
                within, account = ("", account) if closing else (tag, "")
            elif tag in (*_OTHERS, "PAYEE", "CURRENCY", "ORIGCURRENCY"):
                within = "" if closing else tag
            elif text and said is not None:
                said.setdefault(f"{within}/{tag}" if within else tag, text)
            elif text and tag == "ACCTID" and within:
                account = text
            elif text and tag == "CURDEF":
                currency = text
        if said is not None:
            yield _row(number, said, account, currency)

    return rows


def _tags(file: TextIO, name: str) -> Iterator[tuple[bool, str, str]]:
    """Tag by tag: whether it closes, its name in capitals, the text behind it."""
    held = ""
    while piece := file.read(_PIECE):
        held = _AS_IT_IS.sub(lambda found: escape(found[1]), held + piece)
        if _HOSTILE.search(held):
            raise failure("input.bad-statement", name=name)
        last = _whole_until(held)
        if last < 0 or len(held) - last > _LONGEST_TAG:
            if len(held) > 2 * _LONGEST_TAG:
                raise failure("input.bad-statement", name=name)
            continue
        yield from _found(held[:last])
        held = held[last:]
    yield from _found(held)


def _whole_until(held: str) -> int:
    """Where the last tag begins whose text may go on; text in CDATA belongs to the tag before it."""
    last = held.rfind("<")
    begun = held.find(_AS_IT_IS_BEGINS)
    if begun < 0 and _AS_IT_IS_BEGINS.startswith(held[last:]):
        begun = last
    return held.rfind("<", 0, begun) if begun > 0 else last


def _found(text: str) -> Iterator[tuple[bool, str, str]]:
    for closing, tag, said in _TAG.findall(text):
        yield bool(closing), tag.upper(), unescape(said).strip()


def _row(number: int, said: dict[str, str], account: str, currency: str) -> Row | BadRow:
    amount, day = said.get("TRNAMT", "").replace(" ", ""), _DAY.match(said.get("DTPOSTED", ""))
    readable = amount.strip("+-") != "" and _AMOUNT.fullmatch(amount)
    names = [said[key] for key in ("NAME", "PAYEE/NAME", "EXTDNAME") if key in said]
    purpose = joined(said.get("MEMO", ""), reference(said.get("REFNUM", "")), reference(said.get("CHECKNUM", "")))
    line = BankEntry(
        account=account, bank_id=reference(said.get("FITID", "")), date="-".join(day.groups()) if day else "",
        amount=signed(amount, out=amount.startswith("-")) if readable else "",
        currency=said.get("CURRENCY/CURSYM", "") or currency, payer=names[0] if names else "",
        iban=next((said[f"{kind}/ACCTID"] for kind in _OTHERS if f"{kind}/ACCTID" in said), ""), purpose=purpose,
    )  # fmt: skip
    fault = "has no amount that can be read (TRNAMT)" if not readable else "has no day (DTPOSTED)" if not day else ""
    return line.row(number, fault)
