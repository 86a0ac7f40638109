"""Finding what stands in the way: for each condition of a rule, one mapping per thing found.

The mappings fill the sentences and remedies of the table of rules; amounts are decimal text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from casactl.domain.channels import BROADCAST, POST
from casactl.domain.contact_types import ContactType
from casactl.domain.facts import Facts
from casactl.domain.leases import OPEN
from casactl.domain.money import format_amount
from casactl.domain.remedy import Blank, Remedy, Said
from casactl.domain.standing import GONE, Lifecycle, Portal

Items = Iterable[Mapping[str, object]]
Finder = Callable[[Facts], Items]


def when(condition: bool, **words: object) -> Items:
    """One thing in the way when `condition` holds."""
    return [words] if condition else []


def where(condition: Finder, finder: Finder) -> Finder:
    """What `finder` finds, on contacts for which `condition` finds something too."""
    return lambda facts: finder(facts) if list(condition(facts)) else []


def anybody(facts: Facts) -> Items:
    """Whoever it is: the condition that always holds."""
    return when(True)


# Life cycle ---------------------------------------------------------------------------------------


def gone(facts: Facts) -> Items:
    """Erased, or merged into another contact."""
    if facts.lifecycle not in GONE:  # asked of everybody by every verb: nothing is worded for those who are here
        return []
    if facts.lifecycle is Lifecycle.MERGED and facts.merged_into:
        fate = f"was merged into contact {facts.merged_into}"
        return [{"fate": fate, "remedy": Remedy("contact show", facts.merged_into)}]
    return [{"fate": f"is {facts.lifecycle} for good"}]


def active(facts: Facts) -> Items:
    """Active."""
    return when(facts.lifecycle is Lifecycle.ACTIVE)


def inactive(facts: Facts) -> Items:
    """Inactive, and not archived since."""
    return when(facts.lifecycle is Lifecycle.INACTIVE)


def archived(facts: Facts) -> Items:
    """Archived, from whatever it was."""
    return when(facts.lifecycle is Lifecycle.ARCHIVED)


def not_archived(facts: Facts) -> Items:
    """Active or inactive."""
    return when(facts.lifecycle is not Lifecycle.ARCHIVED, lifecycle=facts.lifecycle)


def archived_from_active(facts: Facts) -> Items:
    """Archived while active."""
    return when(facts.lifecycle is Lifecycle.ARCHIVED and not facts.was_inactive)


def archived_from_inactive(facts: Facts) -> Items:
    """Archived while inactive."""
    return when(facts.lifecycle is Lifecycle.ARCHIVED and facts.was_inactive)


def inactive_underneath(facts: Facts) -> Items:
    """Inactive now, or once an archive is taken back."""
    return when(facts.was_inactive)


def not_inactive_underneath(facts: Facts) -> Items:
    """Active now, or once an archive is taken back."""
    return when(not facts.was_inactive)


# Portal and addresses -----------------------------------------------------------------------------


def not_invited(facts: Facts) -> Items:
    """Without an account, and not asked to have one."""
    return when(facts.portal is Portal.NOT_INVITED)


def never_invited(facts: Facts) -> Items:
    """As `not_invited`, of whoever reads it; a contract that may be signed without an account is the exception (SD-20).

    For a company that may be its primary contact (SD-15).
    """
    who = facts.spoken_for
    if facts.signs_without_login or not list(not_invited(facts)) or (who and who.invited):
        return []
    return [{"id": who.id, "name": who.display_name}] if who and who.seen else [{}]


def never_invited_itself(facts: Facts) -> Items:
    """As `never_invited`, where nobody else would be invited in its place."""
    return [] if facts.spoken_for else never_invited(facts)


def not_activated(facts: Facts) -> Items:
    """Without an account that a password opens."""
    return when(facts.portal is not Portal.ACTIVATED)


def invited(facts: Facts) -> Items:
    """Invited, without a password yet."""
    return when(facts.portal is Portal.INVITED)


def activated(facts: Facts) -> Items:
    """With an account and a password."""
    return when(facts.portal is Portal.ACTIVATED)


def links_lead_nowhere(facts: Facts) -> Items:
    """Letters leave, and nobody has said where the portal is."""
    return when(not facts.links_lead)


def is_lead(facts: Facts) -> Items:
    """On the first rung of the ladder."""
    return when(facts.type == ContactType.LEAD)


def no_email(facts: Facts) -> Items:
    """Without an e-mail."""
    return when(not facts.has_email)


def no_address(facts: Facts) -> Items:
    """Nothing to reach the contact by on the channel at hand, or on any, nor anybody who takes its letters."""
    if facts.reachable:
        return []
    other = "its primary contact" if facts.spoken_for else "the household's primary"
    nor = f", nor has {other}" if facts.through else ""
    return [{**item, "address": f"{item['address']}{nor}"} for item in no_own_address(facts)]


def no_own_address(facts: Facts) -> Items:
    """Nothing on the contact itself to reach it by on the channel at hand, or on any."""
    words = {None: "e-mail and no phone", "email": "e-mail", "sms": "phone", POST: "postal address"}
    remedies = {
        "sms": Remedy("contact edit", facts.id, phone=Blank("NUMBER")),
        POST: Remedy("address add", facts.id, line=Blank("STREET"), city=Blank("CITY")),
    }
    remedy = remedies.get(facts.channel or "")
    address = words[facts.channel]
    if facts.bounced and facts.channel != "sms":
        address = address.replace("e-mail", "e-mail at which mail arrives")
    return when(not facts.has_address, address=address, remedy=remedy)


IN_WORDS = {"email": "e-mail", "sms": "SMS", POST: "post"}


def unwanted(facts: Facts) -> Items:
    """Nothing is wanted by the channel at hand, or by any that leads there."""
    return _by(facts.unwanted)


def unwanted_itself(facts: Facts) -> Items:
    """As `unwanted`, of what goes to nobody else in its place."""
    return _by(facts.unwanted_itself)


def _by(channels: Sequence[str]) -> Items:
    return when(bool(channels), ways=" or ".join(IN_WORDS[channel] for channel in channels))


def wants_no_mail(facts: Facts) -> Items:
    """Nothing is wanted by e-mail."""
    return when("email" in facts.do_not)


def wants_no_broadcast(facts: Facts) -> Items:
    """What goes to many is not wanted."""
    return when(BROADCAST in facts.do_not)


def bounced(facts: Facts) -> Items:
    """Mail to the e-mail came back."""
    return when(facts.has_email and facts.bounced)


# Money and what hangs on a contact ----------------------------------------------------------------


def locked(facts: Facts) -> Items:
    """Locked."""
    return when(facts.locked)


def not_locked(facts: Facts) -> Items:
    """Unlocked."""
    return when(not facts.locked)


def open_balance(facts: Facts) -> Items:
    """Money that either side owes the other."""
    amount = format_amount(abs(facts.balance), facts.currency)
    pay = Remedy("ledger pay", facts.id, amount, outside=facts.locked)
    remedy = pay if facts.balance > 0 else Remedy("ledger refund", facts.id, amount)
    return when(facts.balance != 0, balance=_money(facts), remedy=remedy)


def deposit_held(facts: Facts) -> Items:
    """A deposit that has not been returned or applied."""
    amount = format_amount(facts.deposit, facts.currency)
    return when(facts.deposit != 0, amount=amount, deposit=f"{amount} {facts.currency}")


def nothing_owed(facts: Facts) -> Items:
    """Settled, or in credit."""
    return when(facts.balance <= 0, balance=_money(facts))


def nothing_due(facts: Facts) -> Items:
    """Owing only what is not due yet (M2)."""
    return when(facts.balance > 0 and facts.due <= 0, balance=_money(facts), since=facts.oldest_due)


def _money(facts: Facts) -> str:
    return f"{format_amount(facts.balance, facts.currency)} {facts.currency}"


def attachments(facts: Facts) -> Items:
    """Properties, each role there apart; one command would end them all, so that each says which it means."""
    roles = Counter(at.path for at in dict.fromkeys(facts.attached))
    return [
        {"path": at.path, "role": at.role}
        | ({"remedy": Remedy("contact detach", facts.id, Said(at.path), as_=at.role)} if roles[at.path] > 1 else {})
        for at in dict.fromkeys(facts.attached)
    ]


def leases(facts: Facts) -> Items:
    """Leases that have not run out."""
    return [
        {"lease": lease.id, "ends": "somebody ends it" if lease.ends == OPEN else lease.ends} for lease in facts.leases
    ]


def open_work(facts: Facts) -> Items:
    """Work that is not over: the contact's own, and what others have the contact do."""
    return [
        {
            "kind": each.kind,
            "work": each.id,
            "title": each.title,
            "how": "assigned and open" if each.assigned else "open",
            "remedy": Remedy(f"{each.kind} assign", each.id, to="") if each.assigned else None,
        }
        for each in facts.work
    ]


def open_case(facts: Facts) -> Items:
    """A handover that has not been closed."""
    return [{"case": facts.case.id, "attorney": facts.case.attorney}] if facts.case else []


def no_attorney(facts: Facts) -> Items:
    """Nobody to hand the account over to."""
    return when(not facts.attorney_has_access)


def demand_missing(facts: Facts) -> Items:
    """No letter of demand for the present debt, where the setting asks for one."""
    return when(facts.demand_missing and facts.due > 0)


def shut(facts: Facts) -> Items:
    """An account that wrong passwords keep shut for a while."""
    return when(facts.shut_until is not None, until=facts.shut_until)


def kept(facts: Facts) -> Items:
    """A ledger entry that is younger than the retention time."""
    return when(facts.kept_until is not None, until=facts.kept_until)
