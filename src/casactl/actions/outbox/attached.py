"""The PDF that a mail carries: what the letter says, on the office's paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from casactl.actions.outbox.lease import Leased
from casactl.delivery.outgoing_message import Attachment, BadOutgoingMessage
from casactl.delivery.paper import dated, made_out_to, on_paper
from casactl.delivery.pdf import PaperLetter, draw, is_installed
from casactl.delivery.templates import Rendered
from casactl.domain.letters import KINDS
from casactl.errors import CasaError


def attachment(letter: Leased, made: Rendered, words: Mapping[str, Any]) -> Attachment | None:
    """The letter as PDF; None where its template carries none, or where the extra is not installed.

    Raises BadOutgoingMessage.
    """
    if not KINDS[letter.row.template].attached or not is_installed():
        return None
    try:
        drawn = draw([paper_of(letter, made, words)], today=date.fromisoformat(letter.row.queued_at[:10]))
    except CasaError as fault:
        raise BadOutgoingMessage(fault.message) from None
    return Attachment(f"{letter.row.template}.pdf", drawn.content)


def paper_of(letter: Leased, made: Rendered, words: Mapping[str, Any]) -> PaperLetter:
    """The letter on paper: made out to whom it says itself, else to the name alone."""
    row = letter.row
    day = dated(words, letter.office, row.queued_at)
    return on_paper(
        made, words, letter.office, contact=row.contact_id, recipient=made_out_to(words, row.name), dated=day
    )
