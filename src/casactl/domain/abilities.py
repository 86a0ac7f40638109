"""The one table of rules: what a standing permits, which rule forbids it, and what clears the way.

Each `Rule` is a cell of the matrix in the domain's description: an ability, a condition that finds
what stands in the way, the sentence shown, the rule id and the remedy. Decisions in actions,
`contact can`, hints in errors and `docs/reference/abilities.md` all come from `RULES`; a new
blocker (MC-15) is a new row. Rows stand in the order in which their remedies clear the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from casactl.domain import blockers
from casactl.domain.blockers import Finder
from casactl.domain.facts import Facts
from casactl.domain.remedy import Blank, Line, Remedy, Said, first_of
from casactl.domain.shapes import INNER
from casactl.errors import CasaError, Refused
from casactl.records import dataclass


class Ability(StrEnum):
    """What can be asked of a standing."""

    SIGN_IN = "sign-in"
    BE_INVITED = "be-invited"
    RECEIVE_NOTIFICATION = "receive-notification"
    RECEIVE_NOTICE = "receive-notice"
    RECEIVE_BROADCAST = "receive-broadcast"
    RECEIVE_MESSAGE = "receive-message"
    SEND_MESSAGE = "send-message"
    BE_CHARGED = "be-charged"
    PAY = "pay"
    BE_ASSIGNED = "be-assigned"
    HAVE_WORK = "have-work"
    BE_ATTACHED = "be-attached"
    BE_HANDED_OVER = "be-handed-over"
    LOCK = "lock"
    UNLOCK = "unlock"
    DEACTIVATE = "deactivate"
    ACTIVATE = "activate"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    DELETE = "delete"
    ERASE = "erase"
    MERGE = "merge"
    EDIT = "edit"


VERBS = {
    Ability.BE_INVITED: "contact invite", Ability.RECEIVE_NOTICE: "arrears status",
    Ability.RECEIVE_BROADCAST: "message broadcast", Ability.RECEIVE_MESSAGE: "message send",
    Ability.BE_CHARGED: "ledger charge", Ability.PAY: "ledger pay", Ability.BE_ASSIGNED: "task assign",
    Ability.HAVE_WORK: "task add", Ability.BE_ATTACHED: "contact attach", Ability.BE_HANDED_OVER: "contact handover",
    Ability.LOCK: "contact lock", Ability.UNLOCK: "contact unlock", Ability.DEACTIVATE: "contact deactivate",
    Ability.ACTIVATE: "contact activate", Ability.ARCHIVE: "contact archive",
    Ability.UNARCHIVE: "contact unarchive", Ability.DELETE: "contact delete", Ability.ERASE: "contact erase",
    Ability.MERGE: "contact merge", Ability.EDIT: "contact edit",
}  # fmt: skip
"""The verb by which the office makes use of an ability: whoever may not run it cannot."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: one thing in the way, and what clears it (None when nothing does)."""

    rule: str | None
    code: str
    message: str
    remedy: Line | None = None
    moot: bool = field(default=False, metadata=INNER)
    """Whether a plan that meets it has lost its reason to exist: it lapses, and does not wait."""

    @classmethod
    def of(cls, fault: CasaError) -> Reason:
        """What stopped one of several, in the words of the failure that it would be by itself."""
        return cls(fault.rule, fault.code, fault.message, first_of(fault.hint))


class Hindered(Refused):
    """A refusal with all that stands in the way, one by one, which is more than its message."""

    def __init__(self, refusal: CasaError, reasons: tuple[Reason, ...]) -> None:
        super().__init__(refusal.message, code=refusal.code, hint=refusal.hint, rule=refusal.rule)
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Rule:
    """One cell: `finds` yields one mapping per thing in the way, which fills sentence and remedy.

    A mapping may bring a remedy of its own, where another than the usual one clears the way.
    """

    rule: str | None
    code: str
    ability: Ability
    finds: Finder
    sentence: str
    remedy: Remedy | None = None
    when: str = ""
    """The condition in words, for the generated matrix."""
    moot: bool = False
    """Whether a plan for it has lost its reason to exist then."""


NO_PORTAL = "no-portal-address"
PORTAL_URL = Remedy("workspace set", "portal_url", Blank("URL"))
UNARCHIVE = Remedy("contact unarchive", "{id}")
ACTIVATE = Remedy("contact activate", "{id}")
INVITE = Remedy("contact invite", "{id}")
EMAIL = Remedy("contact edit", "{id}", email=Blank("ADDRESS"))
RECALL = Remedy("contact recall", "{id}", reason=Said("leaving"))


def _gone(ability: Ability) -> Rule:
    return Rule(None, "gone", ability, blockers.gone, "{name} {fate}", None, "erased or merged", moot=True)


def _archived(ability: Ability, rule: str | None, sentence: str) -> Rule:
    return Rule(rule, "archived", ability, blockers.archived, sentence, UNARCHIVE, "archived", moot=True)


def _inactive(ability: Ability, rule: str | None, sentence: str) -> Rule:
    """What an archive hides counts too: unarchiving leads back to inactive."""
    return Rule(rule, "inactive", ability, blockers.inactive_underneath, sentence, ACTIVATE, "inactive")


def _signing_in(ability: Ability) -> tuple[Rule, ...]:
    """What keeps a person out of the portal; who has no account yet is led to an invitation."""
    return (
        _gone(ability),
        Rule(
            "SD-1",
            "archived-inactive",
            ability,
            blockers.archived_from_inactive,
            "{name} was inactive when archived, so has no portal access",
            UNARCHIVE,
            "archived from inactive",
        ),
        _inactive(ability, "SD-1", "{name} is inactive, which takes portal access away"),
        Rule(None, "archived", ability, blockers.where(blockers.not_activated, blockers.archived_from_active),
             "{name} is archived; only active contacts are invited", UNARCHIVE, "archived without an account"),
        *_inviting(ability, blockers.not_activated, who=", without an account"),
        Rule("MC-4", "not-invited", ability, blockers.not_invited, "{name} has not been invited", INVITE,
             "not invited"),
        Rule("SD-18", "not-activated", ability, blockers.invited,
             "{name} was invited and has not chosen a password yet",
             Remedy("contact invite", "{id}", resend=True), "invited, not activated"),
        Rule(None, "account-shut", ability, blockers.shut,
             "{name}'s account is shut until {until}, after wrong passwords",
             Remedy("portal unblock", "{id}"), "the account is shut for a while"),
    )  # fmt: skip


def _inviting(ability: Ability, condition: Finder, *, who: str = "") -> tuple[Rule, ...]:
    """What an invitation needs, for those who have yet to get one."""
    return (
        Rule("SD-18", "no-email", ability, blockers.where(condition, blockers.no_email),
             "{name} has no e-mail for the invitation", EMAIL, f"no e-mail{who}"),
        Rule("SD-30", "lead", ability, blockers.where(condition, blockers.is_lead),
             "{name} is a lead; leads never sign in", Remedy("contact promote", "{id}"), f"a lead{who}"),
    )  # fmt: skip


def _no_address(ability: Ability, finder: Finder = blockers.no_address) -> Rule:
    whose = ", its own or a primary contact's" if finder is blockers.no_address else " of its own"
    when = f"no address{whose} for the channel"
    return Rule("MC-1", "no-address", ability, finder, "{name} has no {address}", EMAIL, when)


def _unwanted(ability: Ability, finder: Finder = blockers.unwanted) -> Rule:
    """What a letter obeys, unless the law or a case needs it."""
    return Rule(None, "do-not", ability, finder, "{name} wants nothing by {ways}", None, "`do-not` names the channel")


def _no_mail(ability: Ability) -> Rule:
    """As `_unwanted`, of what leaves by mail alone."""
    return Rule(None, "do-not", ability, blockers.wants_no_mail, "{name} wants nothing by e-mail", None,
                "`do-not` names e-mail")  # fmt: skip


def _blockers(ability: Ability) -> tuple[Rule, ...]:
    """What blocks an archive, a delete and an erasure (MC-15, MC-24)."""
    return (
        Rule("MC-15", "open-handover", ability, blockers.open_case, "with {attorney}, handover case {case} is open",
             RECALL, "a handover is open"),
        Rule("MC-12", "open-balance", ability, blockers.open_balance, "open balance {balance}",
             Remedy("ledger pay", "{id}", "{amount}"), "the balance is not zero"),
        Rule("MC-12", "deposit-held", ability, blockers.deposit_held, "a deposit of {deposit} is held",
             Remedy("ledger deposit return", "{id}", "{amount}"), "a deposit is held"),
        Rule("MC-13", "property-attached", ability, blockers.attachments, "attached to {path} as {role}",
             Remedy("contact detach", "{id}", Said("{path}")), "a property is attached"),
        Rule("MC-14", "active-lease", ability, blockers.leases, "lease {lease} active until {ends}",
             Remedy("lease end", "{lease}"), "a lease is active"),
        Rule("MC-15", "open-engagement", ability, blockers.open_work, "{kind} {work} is {how}: {title}",
             Remedy("{kind} cancel", "{work}"), "work is open"),
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    *_signing_in(Ability.SIGN_IN),

    _gone(Ability.BE_INVITED),
    _archived(Ability.BE_INVITED, None, "{name} is archived; only active contacts are invited"),
    _inactive(Ability.BE_INVITED, "SD-1", "{name} is inactive; only active contacts are invited"),
    *_inviting(Ability.BE_INVITED, blockers.anybody),
    Rule(None, "bounced", Ability.BE_INVITED, blockers.bounced,
         "mail to {name} came back, so the invitation would not arrive", EMAIL, "mail came back"),
    _no_mail(Ability.BE_INVITED),
    Rule("SD-24", "already-activated", Ability.BE_INVITED, blockers.activated,
         "{name} has an account already; a new password solves access trouble",
         Remedy("portal reset-password", "{id}"), "activated", moot=True),
    Rule("SD-18", NO_PORTAL, Ability.BE_INVITED, blockers.links_lead_nowhere,
         "no link leaves until portal_url is the portal's own https address", PORTAL_URL,
         "mail leaves and `portal_url` is not set"),

    _gone(Ability.RECEIVE_NOTIFICATION),
    _archived(Ability.RECEIVE_NOTIFICATION, None, "{name} is archived and gets no notifications"),
    _inactive(Ability.RECEIVE_NOTIFICATION, "SD-1", "{name} is inactive and gets no notifications"),
    *_inviting(Ability.RECEIVE_NOTIFICATION, blockers.never_invited_itself, who=", not invited"),
    Rule("SD-19", "not-invited", Ability.RECEIVE_NOTIFICATION, blockers.never_invited,
         "{name} has not been invited, so is not notified", INVITE,
         "not invited, unless a contract may be signed without an account (SD-20)"),
    _no_mail(Ability.RECEIVE_NOTIFICATION),

    _gone(Ability.RECEIVE_NOTICE),
    _archived(Ability.RECEIVE_NOTICE, None, "{name} is archived and gets no notices"),
    _no_address(Ability.RECEIVE_NOTICE),

    _gone(Ability.RECEIVE_BROADCAST),
    _archived(Ability.RECEIVE_BROADCAST, "MC-18", "{name} is archived; broadcasts leave the archived out"),
    _inactive(Ability.RECEIVE_BROADCAST, "SD-1", "{name} is inactive; broadcasts leave the inactive out"),
    _no_address(Ability.RECEIVE_BROADCAST, blockers.no_own_address),
    Rule(None, "do-not", Ability.RECEIVE_BROADCAST, blockers.wants_no_broadcast, "{name} wants no broadcasts", None,
         "`do-not` names broadcasts"),
    _unwanted(Ability.RECEIVE_BROADCAST, blockers.unwanted_itself),

    _gone(Ability.RECEIVE_MESSAGE),
    _archived(Ability.RECEIVE_MESSAGE, "MC-22", "{name} is archived; the office sends no new messages"),
    _unwanted(Ability.RECEIVE_MESSAGE),

    *_signing_in(Ability.SEND_MESSAGE),

    _gone(Ability.BE_CHARGED),
    _archived(Ability.BE_CHARGED, "MC-17", "{name} is archived and takes no further charges"),

    _gone(Ability.PAY),
    Rule("MC-6", "locked", Ability.PAY, blockers.locked,
         "{name} is locked: no payments through the platform (--outside records money that came another way)",
         Remedy("contact unlock", "{id}"), "locked, unless the money came another way"),

    _gone(Ability.BE_ASSIGNED),
    _archived(Ability.BE_ASSIGNED, None, "{name} is archived and takes no tasks"),
    _inactive(Ability.BE_ASSIGNED, "SD-2", "{name} is inactive and takes no tasks"),

    _gone(Ability.HAVE_WORK),
    _archived(Ability.HAVE_WORK, "MC-15", "{name} is archived and has no new work done"),

    _gone(Ability.BE_ATTACHED),
    _archived(Ability.BE_ATTACHED, "MC-13", "{name} is archived; archived contacts take no property"),

    _gone(Ability.BE_HANDED_OVER),
    _archived(Ability.BE_HANDED_OVER, None, "{name} is archived; the archived are not handed over"),
    Rule("WU-6", "case-open", Ability.BE_HANDED_OVER, blockers.open_case,
         "{name} is with {attorney} already, case {case}",
         Remedy("contact recall", "{id}", reason="to another attorney"), "a handover is open"),
    Rule("WU-5", "nothing-owed", Ability.BE_HANDED_OVER, blockers.nothing_owed, "{name} owes nothing, {balance}",
         None, "the balance is not above zero", moot=True),
    Rule("WU-5", "not-due", Ability.BE_HANDED_OVER, blockers.nothing_due,
         "nothing that {name} owes is due yet: {balance} from {since} on", None, "nothing is due yet", moot=True),
    Rule("WU-6", "no-demand", Ability.BE_HANDED_OVER, blockers.demand_missing,
         "{name} has had no letter of demand for this debt",
         Remedy("arrears status", "{id}", set="letter-of-demand", notify="auto"),
         "no letter of demand for this debt, while `handover_requires_demand` is on"),
    Rule("WU-2", "no-attorney", Ability.BE_HANDED_OVER, blockers.no_attorney, "no attorney can reach {name}",
         Remedy("user add", Blank("EMAIL"), type="attorney", community=Blank("PATH")), "no attorney has access"),

    _gone(Ability.LOCK),
    Rule(None, "already-locked", Ability.LOCK, blockers.locked, "{name} is locked already", None, "locked"),
    _gone(Ability.UNLOCK),
    Rule(None, "not-locked", Ability.UNLOCK, blockers.not_locked, "{name} is not locked", None, "not locked"),

    _gone(Ability.DEACTIVATE),
    _archived(Ability.DEACTIVATE, "MC-25", "{name} is archived; unarchive first"),
    Rule(None, "already-inactive", Ability.DEACTIVATE, blockers.inactive, "{name} is inactive already", None,
         "inactive"),
    _gone(Ability.ACTIVATE),
    _archived(Ability.ACTIVATE, "MC-25", "{name} is archived; unarchive first"),
    Rule(None, "already-active", Ability.ACTIVATE, blockers.active, "{name} is active already", None, "active"),

    _gone(Ability.ARCHIVE),
    Rule(None, "already-archived", Ability.ARCHIVE, blockers.archived, "{name} is archived already", None, "archived"),
    *_blockers(Ability.ARCHIVE),
    _gone(Ability.UNARCHIVE),
    Rule("MC-25", "not-archived", Ability.UNARCHIVE, blockers.not_archived, "{name} is {lifecycle}, not archived",
         None, "active or inactive"),

    _gone(Ability.DELETE),
    _archived(Ability.DELETE, "SD-6", "{name} is archived; the archived are erased (contact erase), not deleted"),
    Rule("SD-6", "not-inactive", Ability.DELETE, blockers.not_inactive_underneath,
         "only an inactive contact can be deleted (after a move-out, archive instead: the history stays, MC-10)",
         Remedy("contact deactivate", "{id}"), "not inactive"),
    *_blockers(Ability.DELETE),
    Rule("MC-10", "retention", Ability.DELETE, blockers.kept,
         "ledger entries keep {name} until {until}: archive instead", Remedy("contact archive", "{id}"),
         "a ledger entry is younger than the retention time"),

    _gone(Ability.ERASE),
    *_blockers(Ability.ERASE),
    Rule("MC-11", "not-archived", Ability.ERASE, blockers.not_archived, "only archived contacts are erased; {name} is "
         "{lifecycle}", Remedy("contact archive", "{id}"), "not archived"),
    Rule("MC-11", "retention", Ability.ERASE, blockers.kept, "ledger entries keep {name} until {until}", None,
         "a ledger entry is younger than the retention time"),

    _gone(Ability.MERGE),
    _gone(Ability.EDIT),
)  # fmt: skip


_ROWS = {ability: tuple(rule for rule in RULES if rule.ability is ability) for ability in Ability}


def cannot(facts: Facts, ability: Ability) -> list[Reason]:
    """Everything that forbids `ability`, empty when it is allowed; a contact that is gone says only that."""
    reasons: list[Reason] = []
    for rule in _ROWS[ability]:
        reasons += [_reason(rule, facts, item) for item in rule.finds(facts)]
        if reasons and rule.code == "gone":
            break
    return reasons


def cannot_now(facts: Facts) -> list[Reason]:
    """Why nothing at all can be done to a contact any more: it is erased, or merged into another."""
    return [reason for reason in cannot(facts, Ability.EDIT) if reason.code == "gone"]


NO_ADDRESS = _no_address(Ability.RECEIVE_MESSAGE)
"""Not in the table: the office may write to people whom no mail reaches, but then has to print it."""


def unreachable(facts: Facts) -> list[Reason]:
    """Why a permitted letter reaches nobody: there is no address for the channel at hand (MC-1)."""
    return [_reason(NO_ADDRESS, facts, item) for item in NO_ADDRESS.finds(facts)]


def cannot_be_written_to(facts: Facts) -> list[Reason]:
    """Everything that keeps a message of the office from a contact, its address included."""
    return cannot_now(facts) or [*cannot(facts, Ability.RECEIVE_MESSAGE), *unreachable(facts)]


def _reason(rule: Rule, facts: Facts, item: Mapping[str, object]) -> Reason:
    words = {"id": facts.id, "name": facts.display_name, **item}
    own = item.get("remedy")
    remedy = own if isinstance(own, Remedy) else rule.remedy.filled(words) if rule.remedy else None
    return Reason(rule.rule, rule.code, rule.sentence.format(**words), remedy, rule.moot)
