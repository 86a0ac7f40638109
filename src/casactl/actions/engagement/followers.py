"""Who else sees a piece of work in the portal: contacts that follow it (SD-14)."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.selection import resolve
from casactl.domain.abilities import Reason, cannot_now
from casactl.store.queries.engagements import followers_of
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork


class Following:
    """Contacts that are to follow, or not to follow any more, resolved before anything is written."""

    def __init__(self, work: UnitOfWork, follow: Sequence[str], unfollow: Sequence[str] = ()) -> None:
        self.work = work
        self.ids = list(dict.fromkeys(resolve(work.reader, ref) for ref in follow))
        self.leaving = {resolve(work.reader, ref) for ref in unfollow}

    @property
    def reasons(self) -> list[Reason]:
        """Why somebody cannot follow: erased, or merged into another."""
        today = self.work.today.isoformat()
        facts = facts_for(self.work.reader, self.ids, today=today, belongings=False)
        return [reason for number in self.ids for reason in cannot_now(facts[number])]

    def write(self, engagement: int, contact: int) -> bool:
        """Write who follows the work for a contact, who sees it anyhow; gives whether anything changed."""
        from casactl.store.tables.engagement import Follower

        held = {row.contact_id: row.id for row in followers_of(self.work.reader, engagement)}
        fresh = [number for number in self.ids if number not in held and number != contact]
        gone = [row for number, row in held.items() if number in self.leaving and number not in self.ids]
        self.work.delete(Follower, gone)
        self.work.insert(Follower, [{"engagement_id": engagement, "contact_id": number} for number in fresh])
        return bool(fresh or gone)
