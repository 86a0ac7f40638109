"""Rows out of MT940 statements: field 61 says what was booked, field 86 what for, in the forms that banks use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TextIO

from casactl.intake.csv_rows import LONGEST_LINE, BadRow, Row
from casactl.intake.statement import NOT_BOOKED, BankEntry, Rows, iban_in, is_iban, joined, reference, signed

_TAG = re.compile(r":(\d{2}[A-Z]?):(.*)", re.DOTALL)
_BOOKING = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<mark>R[CD]|E[CD]|[CD])[A-Z]?(?P<amount>\d{1,15}(?:[,.]\d{0,3})?)"
    r"(?:[A-Z][A-Z0-9]{3}(?P<rest>.*))?"
)
_BALANCE = re.compile(r"[CD]\d{6}([A-Z]{3})")
_CODED = re.compile(r"\d{3}([^\w\s])(?=\d\d)")
_SLASHED = re.compile(
    r"/(TRTP|EREF|IBAN|BIC|NAME|REMI|CNTP|ORDP|BENM|MARF|CSID|ISDT|TRCD|ISSR|USTD|PREF|RTRN|ADDR|PURP|ULTD|ULTC|SVCL|"
    r"KREF|OCMT|CHGS|EXCH)/"
)
_SEPA = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP|IBAN|BIC)\+")
_LABELLED = re.compile(r"(?i)\b(IBAN|BIC|NAAM|NAME|OMSCHRIJVING|KENMERK|MACHTIGING|INCASSANT) ?: ")
_FULL = 27
"""The characters of a coded part of field 86: one that is full goes on in the next."""
_CODES = {"32": "payer", "33": "payer"}
_MOST_LINES = 200
"""Lines of one field: field 86 has six."""
Said = dict[str, str]


def mt940_rows(opened: Callable[[], TextIO]) -> Rows:
    """The bookings of a file of statements, as often as asked."""

    def rows() -> Iterator[Row | BadRow]:
        account, currency, number = "", "", 0
        booking: str | None = None
        for tag, text in (*_fields(opened()), ("", "")):
            if booking is not None:
                number += 1
                yield _row(number, booking, text if tag == "86" else "", account, currency)
                booking = None
            if tag == "25":
                account, currency = _account(text), ""
            elif tag in ("60F", "60M") and (found := _BALANCE.match(text)):
                currency = found[1]
            elif tag == "61":
                booking = text

    return rows


def _fields(text: TextIO) -> Iterator[tuple[str, str]]:
    """The fields of all messages, each with its lines; the envelope of a message is left out."""
    tag, lines = "", list[str]()
    for line in iter(lambda: text.readline(LONGEST_LINE), ""):
        line = line.rstrip("\r\n").removeprefix("\ufeff")
        line = re.sub(r"^\{1:.*?\{4:", "", line) if line.startswith("{1:") else line
        found = _TAG.match(line)
        if found or line.startswith(("-}", "{")) or line.strip() == "-":
            if tag:
                yield tag, "\n".join(lines)
            tag, lines = (found[1], [found[2]]) if found else ("", [])
        elif tag and len(lines) < _MOST_LINES:
            lines.append(line)
    if tag:
        yield tag, "\n".join(lines)


def _account(text: str) -> str:
    """The account of field 25: one of international form without the currency behind it."""
    account = text.partition("\n")[0].strip()
    return account[:-3] if account[-3:].isalpha() and is_iban(account[:-3]) else account


def _row(number: int, booking: str, about: str, account: str, currency: str) -> Row | BadRow:
    first, _, more = booking.partition("\n")
    found = _BOOKING.fullmatch(first.strip())
    if not found:
        line = BankEntry(account, currency=currency, purpose=joined(booking, about))
        return line.row(number, "is no booking that can be read (field 61)")
    mark = found["mark"]
    said = _said(about, account)
    customers, _, banks = (found["rest"] or "").partition("//")
    line = BankEntry(
        account=account, date=_day(found["value"], found["entry"]), currency=currency,
        amount=signed(found["amount"], out=mark in ("D", "RC", "ED")), payer=said.get("payer", ""),
        iban=said.get("iban", ""), purpose=joined(said.get("purpose", ""), *map(reference, (customers, banks)), more),
        reversal="yes" if mark in ("RC", "RD") else "",
    )  # fmt: skip
    if mark in ("EC", "ED"):
        line.status = "expected"
        return line.row(number, "is expected, not booked; a later statement has it", NOT_BOOKED)
    return line.row(number, "" if line.date else "has no day that exists (field 61)")


def _day(value: str, entry: str | None) -> str:
    """The day of booking, its year taken from the day of value; empty where there is no such day."""
    year, month = 2000 + int(value[:2]), int(value[2:4])
    of_value = _iso(year, month, int(value[4:]))
    if not entry:
        return of_value
    later = int(entry[:2])
    year += 1 if month - later > 6 else -1 if later - month > 6 else 0
    return _iso(year, later, int(entry[2:])) or of_value


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _said(about: str, account: str) -> Said:
    """Who and for what, out of field 86."""
    whole = about.replace("\n", "")
    if coded := _CODED.match(whole):
        return _coded(whole[coded.end() :].split(coded[1]))
    if _SLASHED.search(f"/{whole}"):
        return _slashed(whole)
    words = " ".join(about.split("\n"))
    if _LABELLED.search(words):
        return _labelled(words)
    iban = iban_in(words)
    return {"purpose": words, "iban": "" if iban == account else iban}


def _coded(parts: list[str]) -> Said:
    """Parts with a code of two digits in front, as German, Austrian and Polish banks have them."""
    held: dict[str, list[str]] = {}
    for part in parts:
        code, text = part[:2], part[2:]
        what = (
            "purpose"
            if "20" <= code <= "29" or "60" <= code <= "63"
            else {"32": "payer", "33": "payer"}.get(code, code)
        )
        held.setdefault(what, []).append(text)
    text = _continued(held.get("purpose", []))
    sepa = _by_keys(_SEPA, text)
    purpose = joined(sepa.get("SVWZ", ""), reference(sepa.get("EREF", ""))) if sepa else text
    iban = next((each[0].replace(" ", "") for code in ("38", "31") if (each := held.get(code))), "")
    return {
        "payer": (sepa.get("ABWA") or _continued(held.get("payer", []))).strip(),
        "iban": iban or iban_in(sepa.get("IBAN", "")),
        "purpose": joined(purpose) or joined(sepa.get("", ""), *held.get("00", [])),
    }


def _continued(parts: list[str]) -> str:
    return "".join(part if len(part) >= _FULL else f"{part} " for part in parts).strip()


def _slashed(text: str) -> Said:
    """Words between slashes, as Dutch banks have them."""
    said = _by_keys(_SLASHED, text if text.startswith("/") else f"/{text}")
    iban, _, rest = said.get("CNTP", "").partition("/")
    name = said.get("NAME", "").strip("/") or (rest.split("/")[1] if rest.count("/") else "")
    purpose = said.get("USTD") or re.sub(r"^(USTD|STRD)//?", "", said.get("REMI", ""))
    return {
        "payer": name.strip(),
        "iban": (said.get("IBAN", "").strip("/") or iban).replace(" ", ""),
        "purpose": joined(purpose.strip("/"), reference(said.get("EREF", "").strip("/"))),
    }


def _labelled(text: str) -> Said:
    said = {key.upper(): value for key, value in _by_keys(_LABELLED, text).items()}
    purpose = said.get("OMSCHRIJVING", "") or ("" if "NAAM" in said or "NAME" in said else text)
    return {
        "payer": (said.get("NAAM") or said.get("NAME", "")).strip(),
        "iban": iban_in(said.get("IBAN", "")),
        "purpose": joined(purpose, reference(said.get("KENMERK", ""))),
    }


def _by_keys(pattern: re.Pattern[str], text: str) -> Said:
    """What stands behind each key; what comes before the first under the empty one."""
    found = pattern.split(text)
    said = {"": found[0].strip()}
    for key, value in zip(found[1::2], found[2::2], strict=True):
        said.setdefault(key, value.strip())
    return said if len(found) > 1 else {}
