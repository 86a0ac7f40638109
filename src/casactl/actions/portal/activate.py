"""Using a link: an invited person chooses a password, or somebody with an account a new one (SD-18)."""

from __future__ import annotations

from casactl.actions.contact.consequences import end_links
from casactl.actions.portal.links import ACTIVATION, token_hash
from casactl.domain.abilities import Ability, cannot
from casactl.domain.email_key import email_key
from casactl.domain.facts import Facts
from casactl.domain.links import token_in
from casactl.domain.outcomes import Outcome, Result
from casactl.domain.remedy import Blank, Remedy
from casactl.domain.standing import PARTICIPLE, Portal, Verb
from casactl.errors import Refused
from casactl.store.queries.facts import facts_for
from casactl.store.queries.portal import TokenRow, account_of, token_by_hash
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


class LinkDead(Refused):
    """A link that opens nothing: unknown, used, too old, or no longer meant for anybody; it says no more than that."""

    code = "portal.link-dead"

    def __init__(self) -> None:
        super().__init__(
            "This link does not work, or no longer: the office sends another one.",
            hint=(
                Remedy("contact invite", Blank("REF"), resend=True),
                Remedy("portal reset-password", Blank("REF"), why="with an account"),
            ),
        )


def digest_of(text: str) -> str:
    """What is stored of the token in a link, or of a token typed alone."""
    return token_hash(token_in(text))


def known_of(reader: Reader, digest: str) -> list[str | None]:
    """What others know of the person whose link it is, and a password should not be made of."""
    link = token_by_hash(reader, digest, scope=reader.scope)
    return [link.email, link.display_name, *link.display_name.split()] if link else []


def use_link(work: UnitOfWork, digest: str, hashed: str) -> Outcome:
    """Keep the new password under the link's contact; the first who comes with a link wins.

    Raises LinkDead.
    """
    from casactl.store.tables.contact import Contact

    link = token_by_hash(work.reader, digest, scope=work.reader.scope)
    if link is None or not _opens(work, link) or not _take(work, digest):
        raise LinkDead
    end_links(work, [link.contact_id])
    keep_password(work, link.contact_id, hashed)
    if link.purpose == ACTIVATION:
        work.update(Contact, [{"id": link.contact_id, "portal": str(Portal.ACTIVATED)}])
    else:
        work.journal.mention(link.contact_id)
    outcome = PARTICIPLE[Verb.ACTIVATE] if link.purpose == ACTIVATION else "updated"
    return Outcome("portal.activate", [Result(str(link.contact_id), link.contact_id, outcome, link.display_name)])


def _opens(work: UnitOfWork, link: TokenRow) -> bool:
    """Whether the person may still do what the link was sent for, under the e-mail that it was sent to."""
    today, scope = work.today.isoformat(), work.reader.scope
    facts = facts_for(work.reader, [link.contact_id], today=today, scope=scope, belongings=False)[link.contact_id]
    return link.email is not None and email_key(link.email) == link.email_key and _permits(facts, link.purpose)


def _permits(facts: Facts, purpose: str) -> bool:
    if purpose == ACTIVATION:
        return facts.portal is Portal.INVITED and not cannot(facts, Ability.BE_INVITED)
    return not cannot(facts, Ability.SIGN_IN)


def _take(work: UnitOfWork, digest: str) -> bool:
    """Use the link up, unless somebody has, it is dead or its time is over."""
    taken = work.run(
        "update token set used_at = :now "
        "where hash = :hash and used_at is null and voided_at is null and expires_at > :now",
        now=work.now, hash=digest,
    )  # fmt: skip
    return taken == 1


def keep_password(work: UnitOfWork, contact: int, hashed: str) -> None:
    """Store the hash of a new password; failed sign-ins are forgotten."""
    from casactl.store.tables.portal import Account

    if account_of(work.reader, contact):
        work.run(
            "update account set password_hash = :hash, failed = 0, blocked_until = null, updated_at = :now "
            "where contact_id = :contact",
            hash=hashed, now=work.now, contact=contact,
        )  # fmt: skip
        return
    row = {"id": work.take("account"), "contact_id": contact, "password_hash": hashed, "failed": 0,
           "blocked_until": None, "updated_at": work.now}  # fmt: skip
    work.put(Account, [row])
