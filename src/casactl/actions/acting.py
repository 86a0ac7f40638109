"""Who acts: a user's group says what they may do, their communities or cases which contacts exist for them."""

from __future__ import annotations

from casactl.domain.email import email_key
from casactl.domain.failures import failure
from casactl.domain.permissions import WHOLE, Group, UserType, may
from casactl.domain.remedy import Remedy
from casactl.records import dataclass
from casactl.store.queries.users import UserRow, communities_of, user_by_key
from casactl.store.reader import Reader
from casactl.store.scope import Scope

EVERYTHING = Scope.everything()


@dataclass(frozen=True, slots=True)
class Acting:
    """Whoever acts: a user, a person in the portal, or the operating-system user, who has full rights."""

    name: str
    user: UserRow | None = None
    scope: Scope = EVERYTHING

    @property
    def group(self) -> Group | None:
        """The permission group; None for the operating-system user, whom nothing is forbidden."""
        if self.scope.contact is not None:
            return Group.PERSON
        return Group(self.user.group) if self.user else None

    @property
    def is_attorney(self) -> bool:
        """Whether an attorney acts, who sees and writes for cases only."""
        return self.user is not None and self.user.type == UserType.ATTORNEY

    def may(self, needed: str) -> bool:
        """Whether a right (`contact:edit`) or a step (`contact.merge`) is given; an empty one always is."""
        if not needed or self.group is None:
            return True
        return may(self.group, needed) and not (needed in WHOLE and self.scope.fenced)

    def check(self, needed: str) -> None:
        """Raise PermissionDenied, naming the right, unless it is given."""
        if not self.may(needed) and self.group is not None:
            right = needed.replace(":", " ") if ":" in needed else needed
            enough = may(self.group, needed)
            why = "reaches a part only, and this takes the whole" if enough else "lacks the right"
            raise failure(
                "permission.denied",
                f"{self.name} ({self.group}) {why}: {right}.",
                hint=Remedy("user me", why="what you may do"),
            )


def acting_user(reader: Reader, named: str) -> Acting:
    """The user of that e-mail with what they reach.

    Raises NotFound, Refused.
    """
    user = user_by_key(reader, email_key(named)) if "@" in named else None
    if user is None:
        raise failure("user.not-found", f"There is no user '{named}'.", hint=Remedy("user list"))
    if not user.enabled:
        raise failure("user.disabled", name=user.name, email=user.email)
    return Acting(str(user.email), user, scope_of(reader, user))


def scope_of(reader: Reader, user: UserRow) -> Scope:
    """An attorney reaches the open cases in communities of their own; staff what communities they have, else all."""
    if user.type == UserType.ATTORNEY:
        return Scope(attorney=user.id)
    communities = communities_of(reader, [user.id]).get(user.id, [])
    return Scope(tuple(key for _, _, key in communities), actor=str(user.email)) if communities else Scope.everything()
