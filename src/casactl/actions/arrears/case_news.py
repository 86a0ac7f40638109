"""Mails to the attorney of a case: the floor hears of what happens in it by any door, and each thing is told once."""

from __future__ import annotations

from collections.abc import Iterator

from casactl.actions.arrears.handover_letter import handover_facts
from casactl.actions.ledger.statement import statement_of
from casactl.actions.ledger.statement_letter import attached_statement
from casactl.actions.outbox.queue import Letter, queue
from casactl.domain.case_news import CLOSED, KINDS, OPENED, words_of
from casactl.domain.letters import Template
from casactl.domain.portal import leads_out, page_at
from casactl.store.queries.cases import CaseToTell, cases_to_tell
from casactl.store.work import UnitOfWork, chunks


def tell_attorneys(work: UnitOfWork) -> None:
    """Queue a letter for each thing that this work has brought about in an open case, but to who did it."""
    happened, work.case_news = work.case_news, {}
    for kind, news in KINDS.items():
        fresh = happened.get(OPENED, set()) if kind != OPENED and not news.by_case else set()
        for part in chunks(sorted(happened.get(kind, set()) - fresh)):
            found = cases_to_tell(work.store, part, by_case=news.by_case)
            queue(work, list(_letters(work, kind, found)))


def _letters(work: UnitOfWork, kind: str, cases: list[CaseToTell]) -> Iterator[Letter]:
    base = work.setting("portal_url")
    leads = leads_out(base) or not work.reader.mail_leaves
    for case in cases:
        if case.email == work.origin.actor:
            continue
        subject, text = words_of(kind, name=case.display_name, community=case.community, outcome=case.outcome)
        page = page_at(base, "cases" if kind == CLOSED else f"cases/{case.contact_id}") if leads else ""
        facts: dict[str, object] = {"name": case.attorney, "text": text, "page": page, "case": case.id, "news": kind}
        template = Template.CASE_NEWS
        if kind == OPENED:
            template = Template.HANDOVER_ATTORNEY
            facts |= handover_facts(work.store, case.contact_id, attorney=case.attorney, firm=case.firm,
                                    community=case.community, today=work.today)  # fmt: skip
            if case.contact_id in work.with_statement:
                statement = statement_of(work.store, case.contact_id, first=None, last=None)
                facts |= attached_statement(statement, date_format=work.setting("date_format"))
        yield Letter(case.contact_id, "email", case.email, template, facts, subject=subject, user_id=case.user_id)
