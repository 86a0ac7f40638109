"""The state verbs: all that is particular to a move of a contact's standing stands in its one record.

Whether a move is permitted, `abilities.RULES` says; the right that it needs stands beside the verb in `cli/nouns/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from casactl.domain.abilities import Ability
from casactl.domain.facts import Facts
from casactl.domain.letters import Template
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.domain.standing import GONE, Lifecycle, Portal
from casactl.records import dataclass

ACTIVE, INACTIVE, ARCHIVED, ERASED = Lifecycle.ACTIVE, Lifecycle.INACTIVE, Lifecycle.ARCHIVED, Lifecycle.ERASED

UNLOCKED: Mapping[str, object] = {"locked": 0, "lock_reason": None, "locked_at": None, "locked_by": None}
"""The columns of a contact that is not locked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One state verb; which of `lifecycle`, `locked`, `portal`, `with_attorney` is given says which axis it moves."""

    verb: str
    """The log names it `contact.<verb>`."""
    participle: str
    ability: Ability
    """What a standing has to permit."""
    lifecycle: Mapping[Lifecycle, Lifecycle | None] = field(default_factory=dict, hash=False)
    """Where it leads from where; None is back to what was before the archive."""
    locked: bool | None = None
    portal: Portal | None = None
    with_attorney: bool | None = None
    """Whether it opens a case with an attorney (WU-6) or closes it (WU-7)."""
    held: str = "is already {participle}"
    """What is said where it has nothing left to do; `{why}` is the reason of a lock."""
    again: Remedy | None = None
    """What does it once more for whom it holds, said behind those words."""
    back: str = ""
    """The verb that leads back: `--until` plans it, and who moves for good is not led back by an older plan."""
    leads_back: bool = False
    """Whether it ends a state out of the ordinary: a plan for it goes with that state."""
    belongings: bool = False
    """Whether what hangs on a contact can forbid it."""
    erases: bool = False
    """Whether it ends in `erased`, from which nothing leads back."""
    ends_links: bool = False
    """Whether no link that was sent before opens anything after it."""
    ends_sessions: bool = False
    """Whether whoever is signed in at the portal is signed out by it (SD-1)."""
    ends_charges: bool = False
    """Whether who moves so takes no further charges: what comes round ends (MC-17)."""
    ends_work: bool = False
    """Whether who moves so takes no more tasks, and leaves those that are open to be handed on (SD-2)."""
    reroutes: bool = False
    """Whether somebody no longer takes letters for others after it, or does again."""
    leaves_company: bool = False
    """Whether a company may be left without a primary contact (SD-15)."""
    letter: Template | None = None
    """The letter, with a link, that it sends."""

    def __str__(self) -> str:
        return self.verb

    @property
    def axis(self) -> str:
        """Which of the four values of a standing it moves: a lock and an archive pass each other by."""
        axes = {"lock": self.locked, "portal": self.portal, "case": self.with_attorney}
        return next((axis for axis, value in axes.items() if value is not None), "lifecycle")

    def holds(self, facts: Facts) -> bool:
        """Whether there is nothing left to do, which is a note and exit 0, never an error."""
        if self.locked is not None:
            return facts.lifecycle not in GONE and facts.locked is self.locked
        if self.portal is not None:
            return facts.lifecycle is ACTIVE and facts.portal is self.portal
        if self.with_attorney is not None:  # a second handover is refused, not repeated
            return not self.with_attorney and facts.lifecycle not in GONE and facts.case is None
        ends = self.lifecycle.values()
        return facts.lifecycle in ends or (None in ends and facts.lifecycle in (ACTIVE, INACTIVE))

    @property
    def so_already(self) -> str:
        """What is said of a contact for whom a plan of it is for nothing."""
        return "is with no attorney" if self.with_attorney is False else f"is {self.participle} already"

    def after(self, lifecycle: Lifecycle, before: Lifecycle | None) -> Lifecycle | None:
        """The life cycle that it leads to, None where there is no such move."""
        if not self.lifecycle:
            return None if lifecycle in GONE else lifecycle
        return (self.lifecycle[lifecycle] or before or ACTIVE) if lifecycle in self.lifecycle else None

    def columns(self, facts: Facts, *, reason: str, actor: str, now: str) -> dict[str, object]:
        """What it gives the contact's row."""
        if self.locked:
            return {"locked": 1, "lock_reason": reason or None, "locked_at": now, "locked_by": actor}
        if self.locked is False:
            return dict(UNLOCKED)
        if self.portal is not None:
            return {"portal": str(self.portal), "invited_at": now}
        to = self.after(facts.lifecycle, facts.before)
        return {"lifecycle": str(to), "lifecycle_before": str(facts.lifecycle) if to is ARCHIVED else None}

    def held_in_words(self, facts: Facts) -> Line:
        """What is said of a contact for whom it holds."""
        why = f" ({facts.lock_reason})" if facts.lock_reason else ""
        words = self.held.format(participle=self.participle, why=why)
        return Sentence(words, self.again.filled({"id": facts.id})) if self.again else words


LOCK = Move(
    verb="lock", participle="locked", ability=Ability.LOCK, locked=True, back="unlock", held="is already locked{why}"
)
UNLOCK = Move(verb="unlock", participle="unlocked", ability=Ability.UNLOCK, locked=False, leads_back=True)
DEACTIVATE = Move(
    verb="deactivate", participle="deactivated", ability=Ability.DEACTIVATE, lifecycle={ACTIVE: INACTIVE},
    back="activate", ends_links=True, ends_sessions=True, ends_work=True,
)  # fmt: skip
ACTIVATE = Move(
    verb="activate", participle="activated", ability=Ability.ACTIVATE, lifecycle={INACTIVE: ACTIVE}, leads_back=True
)
ARCHIVE = Move(
    verb="archive", participle="archived", ability=Ability.ARCHIVE,
    lifecycle={ACTIVE: ARCHIVED, INACTIVE: ARCHIVED}, back="unarchive", belongings=True, ends_links=True,
    ends_charges=True, reroutes=True, leaves_company=True,
)  # fmt: skip
UNARCHIVE = Move(
    verb="unarchive", participle="unarchived", ability=Ability.UNARCHIVE, lifecycle={ARCHIVED: None}, leads_back=True,
    reroutes=True,
)  # fmt: skip
DELETE = Move(
    verb="delete", participle="deleted", ability=Ability.DELETE, lifecycle={INACTIVE: ERASED}, belongings=True,
    erases=True, ends_charges=True,
)  # fmt: skip
ERASE = Move(
    verb="erase", participle="erased", ability=Ability.ERASE, lifecycle={ARCHIVED: ERASED}, belongings=True,
    erases=True, ends_charges=True,
)  # fmt: skip
INVITE = Move(
    verb="invite", participle="invited", ability=Ability.BE_INVITED, portal=Portal.INVITED, letter=Template.INVITATION,
    held="is already invited; another link: ", again=Remedy("contact invite", "{id}", resend=True),
)  # fmt: skip
HANDOVER = Move(
    verb="handover", participle="handed-over", ability=Ability.BE_HANDED_OVER, with_attorney=True, back="recall",
    belongings=True,
)  # fmt: skip
RECALL = Move(
    verb="recall", participle="recalled", ability=Ability.EDIT, with_attorney=False, belongings=True,
    held="is with no attorney",
)  # fmt: skip

MOVES: Mapping[str, Move] = {
    move.verb: move
    for move in (LOCK, UNLOCK, DEACTIVATE, ACTIVATE, ARCHIVE, UNARCHIVE, DELETE, ERASE, INVITE, HANDOVER, RECALL)
}
"""In the order in which one run makes those that are due."""
