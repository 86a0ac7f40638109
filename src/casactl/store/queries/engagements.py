"""Work for contacts: tasks, projects, events, service plans and contracts."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.domain.engagements import KINDS
from casactl.domain.money import format_amount
from casactl.store.reader import Reader
from casactl.store.scope import Scope

SELECT = (
    "select e.id, e.contact_id, c.display_name, e.kind, e.title, e.text, e.state, e.starts, e.due, e.amount, p.path, "
    "e.address_id, e.assignee_id, e.user_id, coalesce(a.display_name, u.name), u.email, e.every, e.next_visit, "
    "e.renews, e.signs_without_login, e.closed_at, e.created_at, e.version from engagement e "
    "join contact c on c.id = e.contact_id left join contact a on a.id = e.assignee_id "
    "left join users u on u.id = e.user_id left join property p on p.id = e.property_id"
)


@dataclass(frozen=True, slots=True)
class EngagementRow:
    """One piece of work with its contact, its assignee (a contact or a user) and its place."""

    id: int
    contact_id: int
    display_name: str
    kind: str
    title: str
    text: str | None
    state: str
    starts: str | None
    due: str | None
    amount: int | None
    path: str | None
    address_id: int | None
    assignee_id: int | None
    user_id: int | None
    assignee: str | None
    assignee_email: str | None
    """The user's e-mail where the assignee is a user."""
    every: str | None
    next_visit: str | None
    renews: str | None
    signs_without_login: int
    closed_at: str | None
    created_at: str
    version: int

    @property
    def state_in_words(self) -> str:
        """What people call the state of this kind of work."""
        return KINDS[self.kind].words[self.state]

    def as_dict(self, currency: str) -> dict[str, object]:
        """The JSON shape."""
        return {
            "id": self.id,
            "kind": self.kind,
            "contact_id": self.contact_id,
            "display_name": self.display_name,
            "title": self.title,
            "text": self.text,
            "state": self.state,
            "start": self.starts,
            "due": self.due,
            "amount": None if self.amount is None else format_amount(self.amount, currency),
            "currency": currency,
            "property": self.path,
            "site": self.address_id,
            "assignee": self.assignee,
            "assignee_id": self.assignee_id,
            "assignee_user": self.assignee_email,
            "every": self.every,
            "next_visit": self.next_visit,
            "renews": self.renews,
            "sign_without_login": bool(self.signs_without_login),
            "closed_at": self.closed_at,
            "created_at": self.created_at,
            "version": self.version,
        }


def engagements_of(reader: Reader, contact: int, *, scope: Scope) -> list[EngagementRow]:
    """The work for one contact, what is open first, then by its day; completed work is part of it."""
    sql = (
        f"{SELECT} where e.contact_id = :id and {scope.predicate('c.id')} "
        "order by e.state = 'open' desc, coalesce(e.due, e.next_visit, e.starts, '9999-99-99'), e.id"
    )
    return [EngagementRow(*row) for row in reader.rows(sql, {"id": contact} | scope.params, scope=scope)]
