"""What rows of an older store become when its schema is brought up to date: written like any change, in the log."""

from __future__ import annotations

from collections.abc import Iterator

from casactl.store.accounting import account
from casactl.store.encoding import encode_row
from casactl.store.journal import ACCOUNTED
from casactl.store.work import UnitOfWork, chunks

VERB = "workspace.migrate"
"""The log's word for it."""


def carry_over(work: UnitOfWork, revision: str) -> list[str]:
    """Bring the rows of a store that was at `revision` up to date; gives what people should know."""
    told: list[str] = []
    if revision < ACCOUNTED:
        account(work)
    if revision < "0009":
        told += _lapse_planned_erasures(work)
        _assign_papers(work)
    if work.journal.current:
        work.summary(f"brought the workspace from schema revision {revision} up to date")
    return told


def _lapse_planned_erasures(work: UnitOfWork) -> Iterator[str]:
    """Deleting and erasing take no date any more."""
    sql = (
        "select s.id, s.contact_id, s.verb, s.due_on from scheduled s "
        "where s.verb in ('delete', 'erase') and s.state in ('pending', 'blocked') order by s.id"
    )
    plans = work.store.rows(sql)
    for part in chunks(plans):
        work.update("scheduled", [{"id": row[0], "state": "lapsed", "reasons": _no_date(row[2])} for row in part])
    if plans:
        named = ", ".join(f"{verb} of {contact} on {on}" for _, contact, verb, on in plans[:10])
        more = f" and {len(plans) - 10:,} more" if len(plans) > 10 else ""
        yield f"delete and erase take no date any more; what was planned has lapsed: {named}{more}"


def _no_date(verb: str) -> str:
    message = f"{verb} takes no date any more: where it is still meant, do it now"
    return encode_row([{"rule": None, "code": "no-date", "message": message, "remedy": None}])


def _assign_papers(work: UnitOfWork) -> None:
    """A paper for a case belongs to the one that was open then, else to the next that was opened.

    Where cases of a merged contact overlap, its author's own comes first. What no case has followed belongs to none.
    """
    for table in ("note", "document"):
        sql = (
            f"select p.id, h.id from {table} p join handover_case h on h.contact_id = p.contact_id "
            "join users u on u.id = h.attorney_id where p.visibility = 'case' and p.case_id is null "
            "and (h.closed_at is null or h.closed_at >= p.created_at) "
            "order by p.id, case when h.opened_at > p.created_at then 1 else 0 end, "
            "case when u.email = p.author then 0 else 1 end, h.opened_at, h.id"
        )
        first: dict[int, int] = {}
        for paper, case in work.store.rows(sql):
            first.setdefault(paper, case)
        work.update(table, [{"id": paper, "case_id": case} for paper, case in first.items()])
