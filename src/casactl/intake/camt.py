"""Rows out of CAMT.053 statements, whatever the version: streamed, with nothing that the XML could turn against us."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

from casactl.domain.failures import failure
from casactl.errors import Unreadable
from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.packed import Reading
from casactl.intake.statement import LONGEST_TEXT, NOT_BOOKED, BankEntry, Rows, joined, reference, signed
from casactl.records import dataclass

_CHUNK = 1 << 16
_LONGEST_TOKEN = 1 << 20
"""Bytes that may go by before anything begins or ends."""
_MOST_DETAILS, _MOST_TEXTS = 100_000, 50
_ENTRY, _DETAIL = "Ntry", "TxDtls"
_BOOKED = ("", "BOOK")
Texts = dict[str, list[str]]
_PATHS = {
    "Amt": "amount", "AmtDtls/TxAmt/Amt": "amount_of_details", "CdtDbtInd": "direction", "RvslInd": "reversal",
    "Sts": "status", "Sts/Cd": "status", "BookgDt/Dt": "booked", "BookgDt/DtTm": "booked", "ValDt/Dt": "value",
    "ValDt/DtTm": "value", "AcctSvcrRef": "bank_id", "Refs/AcctSvcrRef": "bank_id", "Refs/EndToEndId": "end_to_end",
    "RltdPties/Dbtr/Nm": "debtor", "RltdPties/Dbtr/Pty/Nm": "debtor", "RltdPties/UltmtDbtr/Nm": "ultimate_debtor",
    "RltdPties/UltmtDbtr/Pty/Nm": "ultimate_debtor", "RltdPties/DbtrAcct/Id/IBAN": "debtor_account",
    "RltdPties/DbtrAcct/Id/Othr/Id": "debtor_account", "RltdPties/Cdtr/Nm": "creditor",
    "RltdPties/Cdtr/Pty/Nm": "creditor", "RltdPties/CdtrAcct/Id/IBAN": "creditor_account",
    "RltdPties/CdtrAcct/Id/Othr/Id": "creditor_account", "RmtInf/Ustrd": "purpose",
    "RmtInf/Strd/CdtrRefInf/Ref": "purpose", "RmtInf/Strd/AddtlRmtInf": "purpose", "AddtlTxInf": "more",
    "AddtlNtryInf": "more",
}  # fmt: skip
"""What is read of an entry, or of one of its transactions, by where it stands below it."""
_ACCOUNT = ("/Acct/Id/IBAN", "/Acct/Id/Othr/Id")


def camt_rows(file: BinaryIO, name: str) -> Rows:
    """The entries of a statement, as often as asked."""

    def rows() -> Iterator[Row | BadRow]:
        source, found = _Source(file, name), _Statement()
        for _ in source.parse(found):
            yield from found.rows
            found.rows.clear()
        if not found.seen:
            raise source.damaged()

    return rows


class _Source:
    """The open file, fed to the parser piece by piece."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name

    def parse(self, parser: _Statement) -> Iterator[None]:
        at = 0
        while chunk := self._read(at):
            at += len(chunk)
            parser.feed(chunk, self)
            if at - parser.position > _LONGEST_TOKEN:
                raise self.damaged()
            yield
        parser.feed(b"", self, final=True)
        yield

    def _read(self, at: int) -> bytes:
        self._file.seek(at)
        return self._file.read(_CHUNK)

    def damaged(self) -> Unreadable:
        """The fault for a file that cannot be read to its end."""
        return failure("input.bad-statement", name=self._name)  # type: ignore[return-value]


@dataclass(slots=True)
class _Part:
    """An entry, or one transaction of it: its texts by what they are."""

    depth: int
    texts: Texts = field(default_factory=dict)
    currency: str = ""

    def first(self, *names: str) -> str:
        """The first of these that is said."""
        return next((texts[0] for name in names if (texts := self.texts.get(name))), "")

    def all(self, name: str) -> list[str]:
        """All that is said of it."""
        return self.texts.get(name, [])


class _Statement(Reading):
    """Entries as they end."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row | BadRow] = []
        self.seen = False
        self._number = 0
        self._way: list[str] = []
        self._account = ""
        self._entry: _Part | None = None
        self._detail: _Part | None = None
        self._details: list[_Part] = []
        self._pieces: list[str] = []
        self._held = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._way.append(name)
        self.listen(None)
        if name == "Stmt":
            self.seen, self._account = True, ""
        elif name == _ENTRY and self._entry is None:
            self._entry, self._details = _Part(len(self._way)), []
        elif name == _DETAIL and self._entry and self._detail is None:
            self._detail = _Part(len(self._way))
        elif self._meaning():
            self._pieces, self._held = [], 0
            self.listen(self._take)
            if name == "Amt" and (part := self._part):
                part.currency = part.currency or attributes.get("Ccy", "")

    def end(self, name: str) -> None:
        if (meaning := self._meaning()) and (text := "".join(self._pieces).strip()):
            if (part := self._part) is None:
                self._account = self._account or text
            elif len(held := part.texts.setdefault(meaning, [])) < _MOST_TEXTS:
                held.append(text)
        self.listen(None)
        self._pieces = []
        if self._detail and len(self._way) == self._detail.depth:
            self._details.append(self._detail)
            self._detail = None
            if len(self._details) > _MOST_DETAILS:
                raise ValueError("more transactions than an entry has")
        elif self._entry and len(self._way) == self._entry.depth:
            self.rows += self._lines(self._entry, self._details)
            self._entry, self._details = None, []
        self._way.pop()

    @property
    def _part(self) -> _Part | None:
        return self._detail or self._entry

    def _meaning(self) -> str:
        """What the element at hand is of its part, `account` outside of any."""
        if part := self._part:
            return _PATHS.get("/".join(self._way[part.depth :]), "")
        return "account" if "/".join(["", *self._way[-5:]]).endswith(_ACCOUNT) else ""

    def _take(self, text: str) -> None:
        if self._held < LONGEST_TEXT:
            self._pieces.append(text[:LONGEST_TEXT])
            self._held += len(text)

    def _lines(self, entry: _Part, details: list[_Part]) -> Iterator[Row | BadRow]:
        """An entry's rows: one, or one for each transaction of a batch where their amounts make up the entry's."""
        apart = len(details) > 1 and _make_up(entry, details)
        numbered = {each.first("bank_id") for each in details} - {""}
        for n, detail in enumerate(details if apart else [None], 1):
            self._number += 1
            own = details if detail is None else [detail]
            found = self._entry_of(entry, own, apart=apart)
            number = reference(entry.first("bank_id"))
            if apart and len(numbered) == len(details):
                number = reference(own[0].first("bank_id"))
            elif apart and number:
                number = f"{number}/{n}"
            found.bank_id = number or (reference(own[0].first("bank_id")) if len(own) == 1 else "")
            status = entry.first("status").upper()
            if status not in _BOOKED:
                found.status = status
                yield found.row(self._number, f"is not booked yet ({status}); a later statement has it", NOT_BOOKED)
            else:
                yield found.row(self._number, _fault(found))

    def _entry_of(self, entry: _Part, details: list[_Part], *, apart: bool) -> BankEntry:
        one = details[0] if len(details) == 1 else _Part(0)
        direction = (apart and one.first("direction")) or entry.first("direction")
        out = direction.upper() == "DBIT"
        here, there = ("creditor", "debtor") if out else ("debtor", "creditor")
        side = here if one.first(here, f"{here}_account") else there
        amount = one.first("amount", "amount_of_details") if apart else entry.first("amount")
        purposes = [text for each in details for text in each.all("purpose")]
        more = [text for each in (*details, entry) for text in each.all("more")]
        ends = [end for each in details if (end := reference(each.first("end_to_end")))]
        said = ["".join(purposes)] if len(details) == 1 and any(len(text) == 140 for text in purposes) else purposes
        return BankEntry(
            account=self._account, date=entry.first("booked", "value")[:10],
            amount=signed(amount, out=out) if direction else "",
            currency=entry.currency, payer=one.first(side) or one.first("ultimate_debtor"),
            iban=one.first(f"{side}_account").replace(" ", ""),
            purpose=joined(*said, *ends) or joined(*more),
            reversal="yes" if entry.first("reversal").lower() in ("true", "1") else "",
        )  # fmt: skip


def _make_up(entry: _Part, details: list[_Part]) -> bool:
    """Whether the transactions' amounts add up to the entry's."""
    try:
        total = sum(_sign(each, entry) * Decimal(each.first("amount", "amount_of_details")) for each in details)
        return total == _sign(entry, entry) * Decimal(entry.first("amount"))
    except InvalidOperation:
        return False


def _sign(part: _Part, entry: _Part) -> int:
    return -1 if (part.first("direction") or entry.first("direction")).upper() == "DBIT" else 1


def _fault(found: BankEntry) -> str:
    if not found.amount:
        return "has no amount, or does not say whether it is money in or out"
    return "" if found.date else "has no day of booking"
