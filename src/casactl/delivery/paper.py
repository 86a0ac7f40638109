"""A letter as it lies in an envelope: the words of its template on the office's paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casactl.delivery.html_blocks import blocks_of
from casactl.delivery.pdf import PaperLetter, Sender
from casactl.delivery.template_context import Letterhead
from casactl.delivery.templates import Rendered
from casactl.domain.payment_reference import payment_reference


def on_paper(
    made: Rendered, words: Mapping[str, Any], office: Letterhead, *, contact: int | None, recipient: Sequence[str],
    dated: str,
) -> PaperLetter:  # fmt: skip
    """The letter; `words` are what its template was given. A user's has no reference."""
    sender = Sender(office.name, office.address, office.phone, office.email, office.legal.splitlines())
    reference = words["account"]["reference"] or (payment_reference(contact) if contact else "")
    return PaperLetter(sender, list(recipient), dated, reference, made.subject, blocks_of(made.html or ""))


def made_out_to(words: Mapping[str, Any], name: str) -> list[str]:
    """Name and address as the letter says them itself, else the name alone."""
    if words["invoice"]:
        return list(words["invoice"]["recipient"])
    address = words["statement"]["address"] if words["statement"] else ()
    return list(words["account"]["recipient"] or [name, *address])


def dated(words: Mapping[str, Any], office: Letterhead, queued_at: str) -> str:
    """The day of the letter: of the document that it is, else the one on which it was written."""
    own = words["invoice"]["date"] if words["invoice"] else words["account"]["date"]
    return str(own or office.day_of(queued_at))
