"""A statement as PDF: what the mailed one says, on the office's paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from casactl.actions.ledger.statement import Statement
from casactl.actions.ledger.statement_letter import letter_facts
from casactl.actions.message.drawing import draw_letter
from casactl.delivery.pdf import Drawn
from casactl.domain.letters import Template
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader


def draw_statement(reader: Reader, folder: Path, statement: Statement, *, today: date) -> Drawn:
    """The statement; `folder` is the workspace's, whose own templates come first.

    Raises ConfigFault where the extra is not installed, Unreadable.
    """
    return draw_letter(
        reader, folder, Template.STATEMENT, letter_facts(statement, date_format=setting(reader, "date_format")),
        contact=statement.contact_id, to=[statement.display_name, *statement.address], dated=today,
    )  # fmt: skip
