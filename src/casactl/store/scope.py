"""Who may see which contacts and properties: decided in one place, for the reader's fence to compose."""

from __future__ import annotations

from casactl.domain.properties import below
from casactl.records import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything; the contacts ever attached within communities (path keys); an attorney's open cases; one contact."""

    communities: tuple[str, ...] | None = None
    attorney: int | None = None
    contact: int | None = None
    actor: str = ""
    """The name in the log of whoever reaches communities: what they did themselves is no secret to them."""

    @classmethod
    def everything(cls) -> Scope:
        """What the operating-system user sees."""
        return cls()

    @property
    def fenced(self) -> bool:
        """Whether there are contacts that do not exist for this user."""
        return self.communities is not None or self.outside

    @property
    def outside(self) -> bool:
        """Whether it is somebody who does not belong to the office: an attorney, a person in the portal."""
        return self.attorney is not None or self.contact is not None

    def sees(self, contact_id: str) -> str:
        """An SQL condition on the column that holds a contact's number."""
        if self.contact is not None:
            return f"{contact_id} = :scope_contact"
        if self.attorney is not None:
            return (
                "exists (select 1 from handover_case sh join user_community su on su.user_id = sh.attorney_id "
                f"and su.property_id = sh.community_id where sh.contact_id = {contact_id} "
                "and sh.attorney_id = :scope_attorney and sh.closed_at is null)"
            )
        return (
            "exists (select 1 from attachment sa join property sp on sp.id = sa.property_id "
            f"where sa.contact_id = {contact_id} and ({self.within('sp.path_key') or '1 = 0'}))"
        )

    def places(self, prop: str) -> str:
        """An SQL condition on a property, given as the table's alias."""
        if self.contact is not None:
            whose = [(table, "contact_id") for table in ("attachment", "lease", "ledger_entry", "engagement")]
            own = " union ".join(
                f"select property_id from {table} where {column} = :scope_contact and property_id is not null"
                for table, column in (*whose, ("engagement", "assignee_id"))
            )
            return f"{prop}.id in ({own})"
        if self.attorney is not None:
            return (
                "exists (select 1 from handover_case sh join property sp on sp.id = sh.community_id "
                f"where sh.attorney_id = :scope_attorney and sh.closed_at is null and ({prop}.path_key = sp.path_key "
                f"or substr({prop}.path_key, 1, length(sp.path_key) + 1) = sp.path_key || '/'))"
            )
        return f"({self.within(f'{prop}.path_key') or '1 = 0'})"

    def within(self, path_key: str) -> str:
        """An SQL condition on the column that holds a property's path key; empty when there is no community."""
        return " or ".join(
            f"{path_key} = :scope_{n} or ({path_key} >= :scope_{n}_from and {path_key} < :scope_{n}_to)"
            for n in range(len(self.communities or ()))
        )

    def reach(self) -> str:
        """A statement that an index answers with the numbers of all contacts that may be seen."""
        if self.contact is not None:
            return "select cast(:scope_contact as bigint) as contact_id"
        if self.attorney is not None:
            return (
                "select sh.contact_id from handover_case sh where sh.attorney_id = :scope_attorney "
                "and sh.closed_at is null"
            )
        return (
            "select sa.contact_id from property sp join attachment sa on sa.property_id = sp.id "
            f"where {self.within('sp.path_key') or '1 = 0'}"
        )

    @property
    def params(self) -> dict[str, object]:
        """The parameters that the conditions bind."""
        bound: dict[str, object] = {}
        if self.contact is not None:
            bound["scope_contact"] = self.contact
        if self.attorney is not None:
            bound["scope_attorney"] = self.attorney
        if self.communities is not None:
            bound["scope_actor"] = self.actor
        for n, key in enumerate(self.communities or ()):
            first, last = below(key)
            bound |= {f"scope_{n}": key, f"scope_{n}_from": first, f"scope_{n}_to": last}
        return bound
