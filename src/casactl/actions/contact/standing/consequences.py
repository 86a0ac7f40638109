"""What a change of standing or of the e-mail brings about elsewhere, in the same transaction.

Outstanding links die with an archive, a deactivation, an erasure, a merge or another e-mail; neither
undo nor a later move revives one.
"""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.contact.standing.lapsing import lapse_moot, lapse_those_for_nothing
from casactl.actions.outbox.queue import cancel_forbidden, follow_ways
from casactl.actions.portal.links import queue_links
from casactl.domain.moves import Move
from casactl.store.queries.due import planned_after
from casactl.store.queries.portal import TOUCHED, waiting_after
from casactl.store.work import UnitOfWork, chunks


def follow_move(work: UnitOfWork, move: Move, contacts: Sequence[int]) -> None:
    """Follow a move that has just been written."""
    if move.ends_links:
        end_links(work, contacts)
    if move.locked is None:  # a lock and its end leave every other plan its reason
        lapse_moot(work, contacts)
    if move.ends_sessions:
        end_sessions(work, contacts)
    if move.ends_charges:
        from casactl.actions.recurring.keep import end_what_comes_round

        end_what_comes_round(work, contacts)
    cancel_forbidden(work, contacts)
    if move.reroutes:
        follow_ways(work, contacts)
    if move.leaves_company and work.setting("company_first") == "on":  # most offices are spared the import
        from casactl.actions.contact.companies import without_primary

        work.warnings += without_primary(work, contacts)
    if move.letter:
        queue_links(work, contacts, move.letter)


def follow_new_email(work: UnitOfWork, contacts: Sequence[int]) -> None:
    """Follow a change of e-mail: links sent to the old address die, letters that wait to go there are cancelled."""
    end_links(work, contacts)
    cancel_forbidden(work, contacts)
    follow_ways(work, contacts)


def end_links(work: UnitOfWork, contacts: Sequence[int]) -> None:
    """Void every unused link of these contacts; who was invited stays so, with an expired invitation."""
    for part in chunks(contacts):
        ids = work.reader.bind(part)
        among = work.reader.among("contact_id", "ids")
        work.run(
            f"update token set voided_at = :now where {among} and used_at is null and voided_at is null",
            now=work.now, ids=ids,
        )  # fmt: skip
        among = work.reader.among("id", "ids")
        work.run(f"update contact set invitation_until = null where {among} and invitation_until is not null", ids=ids)


def end_sessions(work: UnitOfWork, contacts: Sequence[int]) -> None:
    """Sign these contacts out of the portal in every browser, for good."""
    for part in chunks(contacts):
        among = work.reader.among("contact_id", "ids")
        work.run(f"delete from portal_session where {among}", ids=work.reader.bind(part))


def follow_merge(work: UnitOfWork, merged: Sequence[int]) -> int:
    """Let links, passwords and waiting letters of merged contacts die; gives how many letters there were."""
    end_links(work, merged)
    end_sessions(work, merged)
    for part in chunks(merged):
        among = work.reader.among("contact_id", "ids")
        work.run(f"delete from account where {among}", ids=work.reader.bind(part))
    return cancel_forbidden(work, merged)


def follow_undo(work: UnitOfWork, operation: int) -> None:
    """Follow the undo of an operation: links and passwords that hang on what it changed are not revived."""
    work.run(
        f"update token set voided_at = :now where used_at is null and voided_at is null and contact_id in ({TOUCHED})",
        operation=operation, now=work.now,
    )  # fmt: skip
    work.run(
        f"update contact set invitation_until = null where invitation_until is not null and id in ({TOUCHED})",
        operation=operation,
    )
    work.run(
        f"delete from account where contact_id in ({TOUCHED}) "
        "and contact_id in (select id from {contact} where portal <> 'activated')",
        operation=operation,
    )
    lapse_those_for_nothing(work, planned_after(work.store, operation))
    cancel_forbidden(work, waiting_after(work.reader, operation))
