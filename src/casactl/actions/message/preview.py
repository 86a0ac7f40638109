"""How a letter to a contact would read: the template filled in, with a link that opens nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from casactl.actions.ledger.statement import statement_of
from casactl.actions.ledger.statement_letter import letter_facts
from casactl.actions.portal.links import link_to
from casactl.delivery.template_context import Letterhead, wording
from casactl.delivery.templates import TemplateFault, Templates
from casactl.domain.failures import failure
from casactl.domain.letters import KINDS, Template
from casactl.store.fence import OUT_OF_SIGHT
from casactl.store.queries.contacts import by_ids
from casactl.store.queries.messages import addresses_of
from casactl.store.queries.settings import all_settings, setting
from casactl.store.reader import Reader

NO_TOKEN = "EXAMPLE"  # noqa: S105 - a word that opens nothing
SAMPLE = {"status": "reminder", "balance": "120.00"}


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter that nobody gets."""

    template: str
    channel: str
    to: str | None
    subject: str
    text: str
    html: str | None


def preview_letter(
    reader: Reader, folder: Path, contact: int, template: str, *, channel: str, subject: str | None, text: str | None
) -> Preview:
    """Fill a template in for a contact; `folder` is the workspace's, whose own templates come first.

    Raises Unreadable.
    """
    who = by_ids(reader, [contact])[contact]
    to = addresses_of(reader, [contact])[contact]
    spot = to.spot(channel, forwarded=KINDS[template].forwarded)
    via = to.through if spot and spot.via else None
    shown = via is None or via.seen
    office = Letterhead.of(all_settings(reader))
    purpose = KINDS[template].link
    link = link_to(office.portal_url, purpose, NO_TOKEN) if purpose else ""
    facts = _facts(reader, contact) if template == Template.STATEMENT else SAMPLE
    words = wording(
        template, office, name=who.display_name, link=link, subject=subject, text=text, facts=facts,
        via=(via.display_name if shown else OUT_OF_SIGHT) if via else "",
    )  # fmt: skip
    templates = Templates(folder)
    try:
        made = templates.sms(template, words) if channel == "sms" else templates.mail(template, words)
    except TemplateFault as fault:
        raise failure("message.template-broken", fault=fault) from None
    address = (spot.address if shown else OUT_OF_SIGHT) if spot else None
    return Preview(template, channel, address, made.subject, made.text, made.html)


def _facts(reader: Reader, contact: int) -> Mapping[str, object]:
    """The contact's own statement, as it would leave now."""
    statement = statement_of(reader, contact, first=None, last=None)
    return letter_facts(statement, date_format=setting(reader, "date_format"))
