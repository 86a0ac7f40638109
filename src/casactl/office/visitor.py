"""Whoever acts by the browser: somebody signed in, or somebody with a link from a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casactl.records import dataclass

if TYPE_CHECKING:
    from casactl.actions.acting import Acting
    from casactl.store.queries.portal import AccountRow
    from casactl.store.queries.portal_access import SessionRow
    from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a session of the portal, by its token's hash: judged anew whenever something is opened."""

    digest: str
    company: int = 0
    """Whose primary contact they act as, where it is not for themselves."""
    judged: tuple[SessionRow, AccountRow] | None = None
    """Whose session it is, where that was judged on the same connection a moment ago."""

    @property
    def unlimited(self) -> bool:
        """Never: nobody outside is."""
        return False

    def acting(self, reader: Reader | None) -> Acting:
        """The person, or the attorney, as they stand now.

        Raises Refused.
        """
        from casactl.actions.portal.sessions import acting_of

        assert reader is not None, "a portal has a workspace"
        return acting_of(reader, self.digest, self.company, self.judged)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a broadcast went to, by the signed token in it: they say that they want no more."""

    contact: int

    @property
    def unlimited(self) -> bool:
        """Never: a token is for one."""
        return False

    def acting(self, reader: Reader | None) -> Acting:
        """The person."""
        from casactl.actions.portal.sessions import person

        assert reader is not None, "a portal has a workspace"
        return person(reader, self.contact)


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Somebody with a link from a letter, by its token's hash: whom it was sent to."""

    digest: str

    @property
    def unlimited(self) -> bool:
        """Never: a link is for one."""
        return False

    def acting(self, reader: Reader | None) -> Acting:
        """Whom the link is for.

        Raises Refused where it is for nobody.
        """
        from casactl.actions.portal.sessions import acting_for
        from casactl.domain.failures import failure
        from casactl.store.queries.portal import AccountRow, token_by_hash

        assert reader is not None, "a portal has a workspace"
        link = token_by_hash(reader, self.digest)
        if link is None:
            raise failure("portal.link-dead")
        return acting_for(reader, AccountRow(link.contact_id, None, 0, None, link.user_id))
