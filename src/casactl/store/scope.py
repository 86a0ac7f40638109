"""Who may see which contacts, decided in one place and composed into every statement about contacts."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.domain.properties import below


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything, the contacts ever attached within some communities (their path keys), or an attorney's open cases."""

    communities: tuple[str, ...] | None = None
    attorney: int | None = None

    @classmethod
    def everything(cls) -> Scope:
        """What the operating-system user sees."""
        return cls()

    @property
    def fenced(self) -> bool:
        """Whether there are contacts that do not exist for this user."""
        return self.communities is not None or self.attorney is not None

    def predicate(self, contact_id: str) -> str:
        """An SQL condition on the column that holds a contact's number."""
        if self.attorney is not None:
            return (
                "exists (select 1 from handover_case h join user_community uc on uc.user_id = h.attorney_id "
                f"and uc.property_id = h.community_id where h.contact_id = {contact_id} "
                "and h.attorney_id = :scope_attorney and h.closed_at is null)"
            )
        if self.communities is None:
            return "1 = 1"
        return (
            "exists (select 1 from attachment a join property p on p.id = a.property_id "
            f"where a.contact_id = {contact_id} and ({self.within('p.path_key') or '1 = 0'}))"
        )

    def places(self, path_key: str) -> str:
        """An SQL condition on the column that holds a property's path key."""
        if self.attorney is not None:
            return (
                "exists (select 1 from handover_case h join property t on t.id = h.community_id "
                f"where h.attorney_id = :scope_attorney and h.closed_at is null and ({path_key} = t.path_key "
                f"or substr({path_key}, 1, length(t.path_key) + 1) = t.path_key || '/'))"
            )
        if self.communities is None:
            return "1 = 1"
        return f"({self.within(path_key) or '1 = 0'})"

    def papers(self, visibility: str) -> str:
        """An SQL condition on the column that says who may see a note or a document (WU-10)."""
        return f"{visibility} = 'case'" if self.attorney is not None else "1 = 1"

    def within(self, path_key: str) -> str:
        """An SQL condition on the column that holds a property's path key; empty when there is no community."""
        return " or ".join(
            f"{path_key} = :scope_{n} or ({path_key} >= :scope_{n}_from and {path_key} < :scope_{n}_to)"
            for n in range(len(self.communities or ()))
        )

    @property
    def params(self) -> dict[str, object]:
        """The parameters that `predicate` binds."""
        bound: dict[str, object] = {}
        if self.attorney is not None:
            bound["scope_attorney"] = self.attorney
        for n, key in enumerate(self.communities or ()):
            first, last = below(key)
            bound |= {f"scope_{n}": key, f"scope_{n}_from": first, f"scope_{n}_to": last}
        return bound
