"""How long archived contacts are kept."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.remedy import Remedy, Sentence
from casactl.domain.shapes import record, shape_of
from casactl.render.records import Column
from casactl.render.report import Figure, Report, Table, Words
from casactl.store.queries.retention import RetentionRow


def retention_columns(words: Words) -> list[Column]:
    """Number, name, archived since, newest ledger entry, and from when on the contact may be erased."""
    return [
        Column("id", "no", right=True),
        Column("display_name", "name"),
        Column("archived_on", "archived", lambda r: words.day(r["archived_on"])),
        Column("newest_entry", "newest entry", lambda r: words.day(r["newest_entry"])),
        Column("due_on", "due on", lambda r: words.day(r["due_on"])),
        Column("due", "", lambda r: "due" if r["due"] else "", style=lambda _: "attention"),
    ]


def retention_report(rows: Sequence[RetentionRow], words: Words, *, today: str) -> Report:
    """A line per archived contact, the earliest due first."""
    ready = sum(row.due for row in rows)
    erase = (": ", Remedy("contact erase", all_due=True)) if ready else ()
    table = Table(
        "Archived contacts", retention_columns(words), [record(row) for row in rows], empty="Nobody is archived."
    )
    return Report(
        "report retention", "Retention", f"as of {words.day(today)}",
        [Figure("archived", words.amount(len(rows))),
         Figure("due for erasure", words.amount(ready), style="attention" if ready else "")],
        [table], table, shape_of(RetentionRow).keys, with_ids=True,
        footer=Sentence(f"{len(rows):,} archived, {ready:,} due", *erase),
    )  # fmt: skip
