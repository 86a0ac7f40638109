"""The letter by which an attorney gets a case: who owes what, and where they are reached (WU-6, D6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from casactl.actions.arrears.notice import Claim, notice_facts
from casactl.domain.standing import Arrears
from casactl.store.queries.contacts import by_ids
from casactl.store.queries.mail_routing import postal_lines
from casactl.store.reader import Reader


def handover_facts(
    reader: Reader, contact: int, *, attorney: str, firm: str | None, community: str, today: date
) -> Mapping[str, object]:
    """What its template may use: the account, made out to the attorney, and the debtor line by line."""
    claim = Claim(Arrears.HANDOVER, attorney=attorney, community=community)
    facts = notice_facts(reader, {contact: claim}, today=today)[contact]
    account = facts["account"]
    assert isinstance(account, dict)
    who = by_ids(reader, [contact])[contact]
    debtor = [who.display_name, *postal_lines(reader, [contact]).get(contact, ())]
    reached = [line for line in (who.phone_shown or who.phone, who.email) if line]
    to = [attorney, firm] if firm else [attorney]
    return facts | {"name": attorney, "account": account | {"recipient": to}, "debtor": [*debtor, *reached]}
