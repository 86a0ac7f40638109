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
