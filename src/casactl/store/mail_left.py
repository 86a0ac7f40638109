"""What undo finds of mail: a message of which a letter has left stays, the letters of others are cancelled."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.store.schema import SPECS
from casactl.store.table_spec import TableSpec, Undo
from casactl.store.work import UnitOfWork

LEFT = "('sending', 'sent', 'written', 'printed', 'bounced', 'unknown')"
"""The states of a letter that has left, or may have."""


def stays(work: UnitOfWork, table: str, ids: Sequence[int]) -> set[int]:
    """Which added rows undo leaves: messages of which mail has left, and the texts that they point at."""
    among = work.reader.among
    if table == "message":
        sql = f"select distinct message_id from outbox where {among('message_id', 'ids')} and state in {LEFT}"
    elif table == "broadcast":
        sql = f"select distinct broadcast_id from message where {among('broadcast_id', 'ids')}"
    else:
        return set()
    return {row[0] for row in work.store.rows(sql, {"ids": work.reader.bind(ids)})}


def let_go(work: UnitOfWork, messages: Sequence[int]) -> None:
    """Cancel the letters of messages that are about to be removed, those that failed too: none is tried again."""
    work.run(
        "update outbox set message_id = null, state = 'cancelled', next_at = null, "
        "last_error = case state when 'cancelled' then last_error "
        "else coalesce(last_error || '; ', '') || 'what caused it was undone' end "
        f"where {work.reader.among('message_id', 'ids')}",
        ids=work.reader.bind(messages),
    )


def part(work: UnitOfWork, steps: Sequence[int]) -> None:
    """Part letters from statuses that are about to be removed."""
    among = work.reader.among("step_id", "ids")
    work.run(f"update outbox set step_id = null where {among}", ids=work.reader.bind(steps))


def forget(work: UnitOfWork, spec: TableSpec, ids: Sequence[int]) -> None:
    """Drop what the log says nothing of: letters, links, passwords, browsers of people who are about to be removed."""
    for table, column in spec.referred_by:
        if SPECS[table].undo is Undo.NEVER:
            work.run(f"delete from {table} where {work.reader.among(column, 'ids')}", ids=work.reader.bind(ids))
