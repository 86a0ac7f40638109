"""Letters as PDF that do not leave: what a template says to one contact, on the office's paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from casactl.delivery.paper import on_paper
from casactl.delivery.pdf import Drawn, draw
from casactl.delivery.template_context import Letterhead, wording
from casactl.delivery.templates import TemplateFault, Templates
from casactl.domain.dates import show_date
from casactl.domain.failures import failure
from casactl.store.queries.settings import all_settings
from casactl.store.reader import Reader


def draw_letter(
    reader: Reader, folder: Path, template: str, facts: Mapping[str, object], *, contact: int, to: Sequence[str],
    subject: str | None = None, dated: date,
) -> Drawn:  # fmt: skip
    """The letter, made out `to` name and address; `folder` is the workspace's, whose own templates come first.

    Raises ConfigFault where the extra is not installed, Unreadable.
    """
    settings = all_settings(reader)
    office = Letterhead.of(settings)
    words = wording(template, office, name=to[0], link="", subject=subject, text=None, facts=facts, contact=contact)
    try:
        made = Templates(folder).mail(template, words)
    except TemplateFault as fault:
        raise failure("message.template-broken", fault=fault) from None
    day = show_date(dated.isoformat(), settings["date_format"])
    return draw([on_paper(made, words, office, contact=contact, recipient=to, dated=day)], today=dated)
