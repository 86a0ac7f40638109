"""Hiding a word in the head of an operation: the log says what its link is then, and goes on verifying."""

from __future__ import annotations

from hashlib import sha256

from casactl.store.encoding import encode_row
from casactl.store.journal import ANEW, HASHED, change_line, operation_hash
from casactl.store.work import UnitOfWork


def hide(work: UnitOfWork, operation: int, column: str, words: str, *, under: int | None = None) -> None:
    """Put other words into one of an operation's `HASHED` columns; `under` a contact's operation, as `Journal.record`.

    The link as it was stays in the chain; who verifies compares what stands here now with the link told anew.
    """
    heads = work.store.rows(f"select {', '.join(HASHED)}, previous from operation where id = :id", {"id": operation})
    head = dict(zip((*HASHED, "previous"), heads[0], strict=True)) | {column: words}
    link = operation_hash([head[each] for each in HASHED], _digest_of_changes(work, operation), head["previous"])
    work.run(f"update operation set {column} = :words where id = :id", words=words, id=operation)
    work.journal.record("operation", [(operation, None, None, encode_row({ANEW: link}))], under=under)


def _digest_of_changes(work: UnitOfWork, operation: int) -> str:
    total = sha256()
    sql = "select id, contact_id, table_name, row_id, digest from change where operation_id = :id order by id"
    for row in work.store.stream(sql, {"id": operation}):
        total.update(change_line(*row))
    return total.hexdigest()
