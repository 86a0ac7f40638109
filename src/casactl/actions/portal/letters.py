"""Letters that carry a link: what is queued names the person; the link is made when the letter leaves."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.outbox.queue import Letter, queue
from casactl.domain.letters import Template
from casactl.store.queries.portal import recipients
from casactl.store.work import UnitOfWork, chunks


def queue_links(work: UnitOfWork, contacts: Sequence[int], template: Template) -> None:
    """Queue one letter to each of these contacts, by e-mail."""
    for part in chunks(contacts):
        letters = [
            Letter(who.id, "email", who.email, template, {"name": who.display_name})
            for who in recipients(work.reader, part)
        ]
        queue(work, letters)
