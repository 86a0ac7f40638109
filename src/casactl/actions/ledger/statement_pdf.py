"""A statement as PDF: what the mailed one says, on the office's paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from casactl.actions.ledger.statement import Statement
from casactl.actions.ledger.statement_letter import letter_facts
from casactl.delivery.paper import on_paper
from casactl.delivery.pdf import Drawn, draw
from casactl.delivery.template_context import Letterhead, wording
from casactl.delivery.templates import TemplateFault, Templates
from casactl.domain.dates import show_date
from casactl.domain.failures import failure
from casactl.domain.letters import Template
from casactl.store.queries.settings import all_settings
from casactl.store.reader import Reader


def draw_statement(reader: Reader, folder: Path, statement: Statement, *, today: date) -> Drawn:
    """The statement; `folder` is the workspace's, whose own templates come first.

    Raises ConfigFault where the extra is not installed, Unreadable.
    """
    settings = all_settings(reader)
    office, form = Letterhead.of(settings), settings["date_format"]
    words = wording(
        Template.STATEMENT, office, name=statement.display_name, link="", subject=None, text=None,
        facts=letter_facts(statement, date_format=form),
    )  # fmt: skip
    try:
        made = Templates(folder).mail(Template.STATEMENT, words)
    except TemplateFault as fault:
        raise failure("message.template-broken", fault=fault) from None
    to = [statement.display_name, *statement.address]
    dated = show_date(today.isoformat(), form)
    letter = on_paper(made, words, office, contact=statement.contact_id, recipient=to, dated=dated)
    return draw([letter], today=today)
