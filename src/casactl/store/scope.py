"""Who may see which contacts, decided in one place and composed into every statement about contacts."""

from __future__ import annotations

from dataclasses import dataclass, field

from casactl.domain.properties import below


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything, or the contacts ever attached within some communities (their path keys)."""

    communities: tuple[str, ...] | None = field(default=None)

    @classmethod
    def everything(cls) -> Scope:
        """What the operating-system user sees."""
        return cls()

    def predicate(self, contact_id: str) -> str:
        """An SQL condition on the column that holds a contact's number."""
        if self.communities is None:
            return "1 = 1"
        ranges = " or ".join(
            f"p.path_key = :scope_{n} or (p.path_key >= :scope_{n}_from and p.path_key < :scope_{n}_to)"
            for n in range(len(self.communities))
        )
        return (
            "exists (select 1 from attachment a join property p on p.id = a.property_id "
            f"where a.contact_id = {contact_id} and ({ranges or '1 = 0'}))"
        )

    @property
    def params(self) -> dict[str, object]:
        """The parameters that `predicate` binds."""
        bound: dict[str, object] = {}
        for n, key in enumerate(self.communities or ()):
            first, last = below(key)
            bound |= {f"scope_{n}": key, f"scope_{n}_from": first, f"scope_{n}_to": last}
        return bound
