"""How a letter to a contact would read: the template filled in, with a link that opens nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Any

from casactl.actions.arrears.handover_letter import handover_facts
from casactl.actions.arrears.notice import Claim, notice_facts
from casactl.actions.ledger.invoice import proposed_invoice
from casactl.actions.ledger.invoice_letter import invoice_facts
from casactl.actions.ledger.statement import statement_of
from casactl.actions.ledger.statement_letter import letter_facts
from casactl.actions.portal.links import link_to
from casactl.delivery.paper import on_paper
from casactl.delivery.pdf import Drawn, draw
from casactl.delivery.template_context import Letterhead, wording
from casactl.delivery.templates import Rendered, TemplateFault, Templates
from casactl.domain.case_news import OPENED, words_of
from casactl.domain.dates import show_date
from casactl.domain.failures import failure
from casactl.domain.letters import KINDS, NOTICES, OF_STATUS, Template
from casactl.domain.shapes import INNER
from casactl.domain.standing import Arrears
from casactl.records import dataclass
from casactl.store.fence import OUT_OF_SIGHT
from casactl.store.queries.accounts import recipients
from casactl.store.queries.arrears import open_case
from casactl.store.queries.contacts import by_ids
from casactl.store.queries.messages import addresses_of
from casactl.store.queries.settings import all_settings, setting
from casactl.store.reader import Reader

SOMEBODY = "(the attorney)"
NO_TOKEN = "EXAMPLE"  # noqa: S105 - a word that opens nothing
STATUS_OF = {template: status for status, template in OF_STATUS.items()}


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter that nobody gets."""

    template: str
    channel: str
    to: str | None
    subject: str
    text: str
    html: str | None
    contact: int = field(metadata=INNER)
    words: Mapping[str, Any] = field(metadata=INNER)
    """What the template was given."""
    office: Letterhead = field(metadata=INNER)


def preview_letter(
    reader: Reader, folder: Path, contact: int, template: str, *, channel: str, subject: str | None, text: str | None,
    today: date,
) -> Preview:  # fmt: skip
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
    if template == Template.HANDOVER_ATTORNEY:
        text = None  # its own
    facts = _facts(reader, contact, who.display_name, template, Arrears(who.arrears), today)
    words = wording(
        template, office, name=who.display_name, link=link, subject=subject, text=text, facts=facts,
        contact=contact, via=(via.display_name if shown else OUT_OF_SIGHT) if via else "",
    )  # fmt: skip
    templates = Templates(folder)
    try:
        made = templates.sms(template, words) if channel == "sms" else templates.mail(template, words)
    except TemplateFault as fault:
        raise failure("message.template-broken", fault=fault) from None
    address = (spot.address if shown else OUT_OF_SIGHT) if spot else None
    if template == Template.HANDOVER_ATTORNEY:
        case = open_case(reader, contact)
        address = case.attorney_email if case else None
    return Preview(template, channel, address, made.subject, made.text, made.html, contact, words, office)


def _facts(reader: Reader, contact: int, who: str, template: str, status: Arrears, today: date) -> Mapping[str, object]:
    """What the contact's own letter would hold, were it to leave now."""
    if template == Template.STATEMENT:
        statement = statement_of(reader, contact, first=None, last=None)
        return letter_facts(statement, date_format=setting(reader, "date_format"))
    if template == Template.INVOICE:
        return invoice_facts(reader, proposed_invoice(reader, contact, today=today))
    case = open_case(reader, contact)
    if template == Template.HANDOVER_ATTORNEY:
        attorney, community = (case.attorney, case.community) if case else (SOMEBODY, "")
        text = words_of(OPENED, name=who, community=community or "(the community)", outcome=None)[1]
        told = handover_facts(reader, contact, attorney=attorney, firm=None, community=community, today=today)
        return {**told, "text": text}
    if template not in NOTICES:
        return {}
    claim = Claim(
        STATUS_OF.get(Template(template), status), attorney=case.attorney if case else "",
        attorney_lines=(case.attorney_email,) if case and case.attorney_email else (),
        community=case.community if case else "",
    )  # fmt: skip
    return notice_facts(reader, {contact: claim}, today=today)[contact]


def draw_preview(reader: Reader, made: Preview, *, today: date) -> Drawn:
    """The letter as PDF.

    Raises ConfigFault where the extra is not installed.
    """
    rendered = Rendered(made.subject, made.text, made.html)
    dated = show_date(today.isoformat(), setting(reader, "date_format"))
    to = recipients(reader, [made.contact])[made.contact].lines
    if made.template == Template.HANDOVER_ATTORNEY:
        to = made.words["account"]["recipient"]
    letter = on_paper(rendered, made.words, made.office, contact=made.contact, recipient=to, dated=dated)
    return draw([letter], today=today)
