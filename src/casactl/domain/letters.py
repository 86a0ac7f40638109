"""Letters: which kinds of letters there are, and what a standing has to permit before one leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import StrEnum

from casactl.domain.abilities import Ability, cannot
from casactl.domain.channels import CHANNELS as CHANNELS
from casactl.domain.facts import Facts
from casactl.domain.standing import Arrears, Portal
from casactl.records import dataclass


class Template(StrEnum):
    """The kinds of letters, each a template of its own."""

    INVITATION = "invitation"
    RESEND = "resend"
    RESET = "reset"
    MESSAGE = "message"
    MESSAGE_WAITING = "message-waiting"
    BROADCAST = "broadcast"
    NOTIFICATION = "notification"
    ARREARS_STATUS = "arrears-status"
    REMINDER = "reminder"
    FIRST_NOTICE = "first-notice"
    SECOND_NOTICE = "second-notice"
    LETTER_OF_DEMAND = "letter-of-demand"
    HANDOVER_OWNER = "handover-owner"
    HANDOVER_ATTORNEY = "handover-attorney"
    RECALL = "recall"
    PAYMENT_PLAN = "payment-plan"
    MISSED_INSTALMENT = "missed-instalment"
    STATEMENT = "statement"
    INVOICE = "invoice"
    USER_INVITATION = "user-invitation"
    USER_RESET = "user-reset"
    CASE_NEWS = "case-news"


@dataclass(frozen=True, slots=True)
class LetterKind:
    """What a template needs: the ability of whom it goes to, and the purpose of the link in it."""

    ability: Ability | None
    """None of a letter to a user, whose standing is another."""
    title: str
    """The subject where the letter has none of its own."""
    uncounted: str = ""
    """The subject in its place, where the letter that it counts from never left."""
    link: str | None = None
    """`activation` or `reset`: the link is made when the letter is about to leave, and only the letter holds it."""
    forwarded: bool = False
    """Whether it goes to who takes the contact's letters, where somebody does: never a link, nor one text to many."""
    attached: bool = False
    """Whether a mail carries it as a PDF, too: what people file, or show to somebody."""
    leads: bool = False
    """Whether a mail is meant to lead to the portal: where that has no address it leaves without, and that is said."""

    @property
    def paper(self) -> bool:
        """Whether it can leave by post: what holds no link."""
        return self.link is None and self.ability is not None

    @property
    def needed(self) -> bool:
        """Whether it goes to who wants nothing by its channel, too: the law or a case needs it, or they asked."""
        return self.ability in (Ability.RECEIVE_NOTICE, Ability.SIGN_IN)


def _notice(title: str, uncounted: str = "") -> LetterKind:
    """A letter about a debt."""
    return LetterKind(Ability.RECEIVE_NOTICE, title, uncounted, forwarded=True, attached=True)


KINDS: Mapping[str, LetterKind] = {
    Template.INVITATION: LetterKind(Ability.BE_INVITED, "Invitation to the portal", link="activation"),
    Template.RESEND: LetterKind(Ability.BE_INVITED, "New invitation to the portal", link="activation"),
    Template.RESET: LetterKind(Ability.SIGN_IN, "New password for the portal", link="reset"),
    Template.MESSAGE: LetterKind(Ability.RECEIVE_MESSAGE, "Message from the office", forwarded=True),
    Template.MESSAGE_WAITING: LetterKind(Ability.RECEIVE_MESSAGE, "A message waits for you in the portal", leads=True),
    Template.BROADCAST: LetterKind(Ability.RECEIVE_BROADCAST, "News from the office", leads=True),
    Template.NOTIFICATION: LetterKind(Ability.RECEIVE_NOTIFICATION, "Something new for you", forwarded=True),
    Template.ARREARS_STATUS: LetterKind(Ability.RECEIVE_NOTICE, "The status of your account", forwarded=True),
    Template.REMINDER: _notice("Payment reminder"),
    Template.FIRST_NOTICE: _notice("First notice: your account is past due"),
    Template.SECOND_NOTICE: _notice("Second notice: your account is past due", "Notice: your account is past due"),
    Template.LETTER_OF_DEMAND: _notice("Letter of demand"),
    Template.HANDOVER_OWNER: _notice("Your account has been handed over"),
    Template.RECALL: _notice("Your account is back with us"),
    Template.PAYMENT_PLAN: _notice("Your payment plan"),
    Template.MISSED_INSTALMENT: _notice("An instalment of your payment plan was missed"),
    Template.STATEMENT: LetterKind(Ability.RECEIVE_MESSAGE, "Statement of your account", forwarded=True, attached=True),
    Template.INVOICE: LetterKind(Ability.RECEIVE_MESSAGE, "Invoice", forwarded=True, attached=True),
    Template.USER_INVITATION: LetterKind(None, "Your access to the portal", link="activation"),
    Template.USER_RESET: LetterKind(None, "New password for the portal", link="reset"),
    Template.CASE_NEWS: LetterKind(None, "News of a case"),
    Template.HANDOVER_ATTORNEY: LetterKind(None, "New case", attached=True, leads=True),
}


def title_of(template: str, facts: Mapping[str, object]) -> str:
    """The subject of a letter that has none of its own: no second notice calls itself so without a first (D6)."""
    kind = KINDS[template]
    return kind.uncounted if kind.uncounted and not facts.get("noticed") else kind.title


INVITING = (Template.INVITATION, Template.RESEND)
"""What brings a contact the link to a first password."""
LINKS_TO_USERS = (Template.USER_INVITATION, Template.USER_RESET)
TO_CONTACTS = tuple(name for name, kind in KINDS.items() if kind.ability is not None)
"""The templates of letters to contacts."""
ABOUT_CONTACTS = (*TO_CONTACTS, Template.HANDOVER_ATTORNEY)
"""Those, and the letter about a contact that goes to an attorney: what can be previewed."""
OF_CASES = (Template.CASE_NEWS, Template.HANDOVER_ATTORNEY)
"""What attorneys are told of a case, as long as it is theirs."""

OF_STATUS: Mapping[Arrears, Template] = {
    Arrears.REMINDER: Template.REMINDER,
    Arrears.FIRST_NOTICE: Template.FIRST_NOTICE,
    Arrears.SECOND_NOTICE: Template.SECOND_NOTICE,
    Arrears.LETTER_OF_DEMAND: Template.LETTER_OF_DEMAND,
    Arrears.HANDOVER: Template.HANDOVER_OWNER,
    Arrears.PAYMENT_PLAN: Template.PAYMENT_PLAN,
}
"""The letter of each step of the ladder; any other status is told of by `arrears-status`."""

DUNNING = frozenset({Template.REMINDER, Template.FIRST_NOTICE, Template.SECOND_NOTICE, Template.LETTER_OF_DEMAND})
"""The letters that ask for what is past due, step by step."""

NOTICES = frozenset({Template.ARREARS_STATUS, Template.RECALL, Template.MISSED_INSTALMENT, *OF_STATUS.values()})
"""The letters about a debt: each holds what is past due, in a table."""

WAITING = ("pending", "retry")
"""The states from which a letter will still leave by itself."""

STATES = (
    "pending", "sending", "retry", "sent", "written", "printed", "failed", "bounced", "cancelled", "unknown",
)  # fmt: skip

LEFT = ("sent", "written", "printed")
"""Handed over: to a server or a program, to a file in the workspace's folder, which is not sent yet, or to paper."""

QUEUED = "queued"
"""The outcome of a verb whose letter has not left."""

_LUCK = (("sent", "sent"), ("printed", "printed"), ("written", "written"), ("sending", QUEUED), ("pending", QUEUED),
         ("retry", QUEUED), ("unknown", "unknown"), ("bounced", "bounced"), ("failed", "failed"),
         ("cancelled", "cancelled"))  # fmt: skip
"""The states of a letter from the luckiest on, each with the outcome of the verb that queued it."""


def outcome_of(states: Collection[str]) -> str:
    """What became of a message by its letters, over whichever channel it came furthest."""
    return next((outcome for state, outcome in _LUCK if state in states), QUEUED)


def furthest(states: Collection[str]) -> str | None:
    """The state of a message by its letters; None without any."""
    return next((state for state, _ in _LUCK if state in states), None)


def forbidden(template: str, facts: Facts, *, channel: str, signs_without_login: bool = False) -> str | None:
    """Why a letter may not go to a contact of this standing (in words), None when it may."""
    about = replace(facts, channel=channel, signs_without_login=signs_without_login, links_lead=True)
    kind = KINDS[template]
    assert kind.ability is not None, "a letter to a user is judged by the user"
    reasons = cannot(about, kind.ability)
    if reasons:
        return reasons[0].message
    if kind.link == "activation" and facts.portal is Portal.NOT_INVITED:
        return f"{facts.display_name} is not invited any more"
    return None
