"""The formats of files, and which of them each import reads."""

from __future__ import annotations

CSV, XLSX, ODS, JSON, JSON_LINES, VCARD = "csv", "xlsx", "ods", "json", "jsonl", "vcard"
STATEMENTS = CAMT, MT940, OFX = "camt", "mt940", "ofx"
"""The formats of banks."""
TABLES = (CSV, XLSX, ODS, JSON, JSON_LINES)

READ: dict[str, tuple[str, ...]] = {
    "contact": (*TABLES, VCARD),
    "property": TABLES,
    "ledger": TABLES,
    "arrears": TABLES,
    "bank": (*STATEMENTS, *TABLES),
}
"""By what an import brings in."""
CALLED = {
    "CAMT.053": (CAMT,), "MT940": (MT940,), "OFX (.ofx, .qfx)": (OFX,), "CSV": (CSV,),
    "a workbook (.xlsx, .ods)": (XLSX, ODS),
    "JSON": (JSON, JSON_LINES), "vCard": (VCARD,),
}  # fmt: skip
"""What people call them."""


def formats_read(noun: str) -> str:
    """The formats that an import reads, in words."""
    *names, last = [name for name, formats in CALLED.items() if set(formats) <= set(READ[noun])]
    return f"{', '.join(names)} or {last}"
