"""The ladder of arrears as the office has set it: its steps, and which of them is due for whom on a day.

It climbs one step at a time and never down; what was agreed with somebody (`payment-plan`, `on-hold`) and what is with
an attorney stays. Behind the last step a handover is proposed, and never made by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from casactl.domain.abilities import Reason
from casactl.domain.arrears import LADDER, PAUSED
from casactl.domain.channels import AUTO, NOTICE_CHANNELS
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.letters import NOTICES, OF_STATUS
from casactl.domain.remedy import Blank, Remedy
from casactl.domain.standing import Arrears
from casactl.records import dataclass

STEPS = LADDER[1:-1]
"""The statuses that a step can give: a handover is made by hand."""
NONE = "none"
"""The word for no letter, and for no channel."""
LONGEST = 3650
UNTOLD = "cannot-be-told"
"""The code of a step that is left out because its letter reaches nobody."""
DAYS_TO_PAY = 14
"""So long a letter gives where no step of the ladder says more; a handover is proposed after as long."""
KEYS = ("status", "days", "wait", "fee", "letter", "channel")


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step of the policy."""

    status: Arrears
    days: int
    """Days past due from which it is due."""
    wait: int
    """Days since the step before."""
    fee: str
    """What it costs, as decimal text; empty for nothing."""
    letter: str
    """The template of its letter; empty for none."""
    channel: str
    """Over which channel it leaves: `auto` for whichever leads to the contact; empty for none."""


Policy = tuple[LadderStep, ...]

BUILT_IN: Policy = tuple(
    LadderStep(status, days, 14, "", str(OF_STATUS[status]), AUTO)
    for status, days in zip(STEPS, (7, 21, 35, 49), strict=True)
)
"""The policy of an office that has set none."""


def policy_of(entries: object) -> Policy:
    """The policy that a TOML document's `[[step]]` tables say.

    Raises InvalidValue, naming the step.
    """
    if not isinstance(entries, list) or not entries:
        raise _wrong("it has no [[step]]")
    steps = tuple(_step(n, entry) for n, entry in enumerate(entries, 1))
    for n, (before, step) in enumerate(pairwise(steps), 2):
        if LADDER.index(step.status) <= LADDER.index(before.status):
            raise _wrong(f"step {n}, {step.status}, goes back: it comes after {before.status}")
        if step.days < before.days:
            raise _wrong(f"step {n}, {step.status}, goes back: {step.days} days past due come after {before.days}")
    return steps


def _step(n: int, entry: object) -> LadderStep:
    if not isinstance(entry, Mapping):
        raise _wrong(f"step {n} is no table")
    unknown = [str(name) for name in entry if name not in KEYS]
    if unknown:
        raise _wrong(f"step {n} has no key '{unknown[0]}'; keys: {', '.join(KEYS)}")
    status = entry.get("status")
    if status not in STEPS:
        raise _wrong(f"step {n} has the status '{status}'; statuses of steps: {', '.join(STEPS)}")
    letter = _word(n, entry, "letter", sorted(NOTICES), str(OF_STATUS[Arrears(status)]))
    channel = _word(n, entry, "channel", POLICY_CHANNELS, AUTO)
    return LadderStep(
        Arrears(status), _days(n, entry, "days", None), _days(n, entry, "wait", 14), str(entry.get("fee", "") or ""),
        letter, channel,
    )  # fmt: skip


POLICY_CHANNELS = (AUTO, *NOTICE_CHANNELS)


def _word(n: int, entry: Mapping[str, object], name: str, known: Sequence[str], default: str) -> str:
    word = entry.get(name, default)
    if word in ("", NONE):
        return ""
    if word not in known:
        raise _wrong(f"step {n} has the {name} '{word}'; it takes {', '.join(known)} or {NONE}")
    return str(word)


def _days(n: int, entry: Mapping[str, object], name: str, default: int | None) -> int:
    value = entry.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LONGEST:
        raise _wrong(f"step {n} has no number of {name} from 0 to {LONGEST:,}")
    return value


def _wrong(why: str) -> Exception:
    return failure("arrears.bad-policy", why=why)


def as_toml(policy: Policy, *, money: str) -> str:
    """The document that says this policy, every key written out; `money` is what stands for no fee."""
    return "\n".join(
        f'[[step]]\nstatus = "{step.status}"\ndays = {step.days}\nwait = {step.wait}\n'
        f'fee = "{step.fee or money}"\nletter = "{step.letter or NONE}"\nchannel = "{step.channel or NONE}"\n'
        for step in policy
    )


@dataclass(frozen=True, slots=True)
class Climb:
    """What the policy says of a contact: the next step, and the day from which it is due; or why there is none.

    Behind the last step it is the day from which a handover is proposed.
    """

    step: LadderStep | None = None
    on: date | None = None
    why_not: Reason | None = None

    def due(self, day: date) -> bool:
        """Whether the step is due on a day."""
        return self.step is not None and self.why_not is None and self.has_come(day)

    def has_come(self, day: date) -> bool:
        """Whether it is the day from which it is due, or later."""
        return self.on is not None and self.on <= day

    @property
    def proposes_handover(self) -> bool:
        """Whether the ladder ends here, so that a handover is next."""
        return self.why_not is not None and self.why_not.code == "handover-next"


def climb(policy: Policy, facts: Facts, *, since: date | None) -> Climb:
    """The next step for a contact with something past due; `since` is the day on which its status was given."""
    if facts.case:
        return Climb(why_not=_left(facts, "case-open", f"is with {facts.case.attorney}"))
    if facts.arrears is Arrears.HANDOVER:  # its case may not have been asked for
        return Climb(why_not=_left(facts, "case-open", "is with an attorney already"))
    if facts.arrears in PAUSED:
        return Climb(why_not=_left(facts, "paused", f"is at {facts.arrears}, which is left alone"))
    reached = LADDER.index(facts.arrears) if facts.arrears in LADDER else 0
    step = next((each for each in policy if LADDER.index(each.status) > reached), None)
    oldest = date.fromisoformat(facts.oldest_due or "9999-12-31")
    if step is None:
        remedy = Remedy("contact handover", facts.id, to=Blank("ATTORNEY"))
        words = f"is at {facts.arrears}, the last step; a handover is next"
        on = since + timedelta(days=DAYS_TO_PAY) if since else None
        return Climb(on=on, why_not=_left(facts, "handover-next", words, remedy))
    on = oldest + timedelta(days=step.days)
    if reached and since:
        on = max(on, since + timedelta(days=step.wait))
    return Climb(step, on)


def come_for(policy: Policy, day: date) -> dict[str, str]:
    """For each status that the ladder leads on from: how old a debt is, at the least, for which the next step has come.

    By the day from which the debt is due; behind the last step any day, for there only the day of the status counts.
    """
    found: dict[str, str] = {}
    for status in Arrears:
        if status not in PAUSED and status is not Arrears.HANDOVER:
            reached = LADDER.index(status) if status in LADDER else 0
            step = next((each for each in policy if LADDER.index(each.status) > reached), None)
            found[str(status)] = (day - timedelta(days=step.days if step else 0)).isoformat()
    return found


def not_yet(facts: Facts, at: Climb) -> Reason:
    """Why a step is not due on a day."""
    assert at.step is not None
    return _left(facts, "not-yet", f"comes to {at.step.status} on {at.on}")


def untold(facts: Facts, step: LadderStep, reason: Reason) -> Reason:
    """Why a step that is due is left out: nobody would hear of it, and what is not told costs nobody a fee (WU-8)."""
    why = reason.message.removeprefix(f"{facts.display_name} ")
    helps = ""
    if step.channel == AUTO and reason.code == "no-address":
        helps = "; an e-mail or a billing address would help"
    message = f"{facts.display_name} cannot be told of {step.status}: {why}{helps}"
    return Reason("WU-8", UNTOLD, message, reason.remedy)


def _left(facts: Facts, code: str, words: str, remedy: Remedy | None = None) -> Reason:
    return Reason("WU-5", code, f"{facts.display_name} {words}", remedy)


def days_to_pay(policy: Policy, step: LadderStep, default: int) -> int:
    """How long the letter of a step gives: until the next one may follow."""
    later = [each for each in policy if LADDER.index(each.status) > LADDER.index(step.status)]
    return later[0].wait if later and later[0].wait else default
