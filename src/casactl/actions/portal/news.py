"""Who wants no more news: by the link of a broadcast, with one click and without signing in."""

from __future__ import annotations

from secrets import token_urlsafe

from casactl.actions.contact.values import clean_do_not
from casactl.actions.outbox.queue import cancel_forbidden
from casactl.domain.channels import BROADCAST
from casactl.domain.portal import leads_out, page_at, with_query
from casactl.domain.standing import GONE, Lifecycle
from casactl.domain.unsubscribe import contact_of, news_token
from casactl.store.queries.facts import facts_for
from casactl.store.queries.portal import link_key
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def news_link(work: UnitOfWork, contact: int) -> str:
    """Where a contact says that they want no more broadcasts; empty until the portal has an address."""
    base = work.setting("portal_url")
    if not leads_out(base):
        return ""
    return with_query(page_at(base, "unsubscribe"), "token", news_token(_key(work), contact))


def _key(work: UnitOfWork) -> str:
    """What signs the links, made with the first."""
    if held := link_key(work.store):
        return held
    work.run("update chain set link_key = :key where id = 1", key=token_urlsafe(32))
    return link_key(work.store)


def whose_news(reader: Reader, token: str, *, today: str) -> int | None:
    """The contact whom a token names, or whoever that was merged into; None for a token of nobody who is here."""
    number = contact_of(link_key(reader), token)
    facts = facts_for(reader, [number], today=today, belongings=False).get(number) if number else None
    if facts is None:
        return None
    if facts.lifecycle is Lifecycle.MERGED:
        return facts.merged_into
    return None if facts.lifecycle in GONE else facts.id


def no_more_news(work: UnitOfWork, contact: int) -> bool:
    """Let a contact get no more broadcasts; whether that is new."""
    row = work.fetch("contact", [contact])[0]
    wanted = clean_do_not(f"{row['do_not'] or ''},{BROADCAST}")
    if wanted == row["do_not"]:
        return False
    work.update("contact", [{"id": contact, "do_not": wanted}])
    cancel_forbidden(work, [contact])
    work.summary(f"{row['display_name']} ({contact}) wants no more broadcasts")
    return True
