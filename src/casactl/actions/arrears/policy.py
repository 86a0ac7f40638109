"""The office's policy of arrears: shared by all operators, kept in the workspace, shown and set as TOML."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import partial

from casactl.domain.amounts import Amounts
from casactl.domain.failures import failure
from casactl.domain.ladder import BUILT_IN, LadderStep, Policy, policy_of
from casactl.domain.money import InvalidAmount, format_amount
from casactl.domain.outcomes import UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.toml import parse_toml
from casactl.store.holdings import stored_setting
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

NAME = "arrears_policy"
"""The row of the settings that holds it; `workspace get` lists settings of one value only."""
MONEY_IS_NOUGHT = ("0", "0.0", "0.00", "0.000", "")


def policy(reader: Reader) -> Policy:
    """The policy that holds, the built-in one where none was set."""
    held = stored_setting(reader, NAME)
    return policy_of(json.loads(held[1])) if held else BUILT_IN


def read_policy(reader: Reader, content: bytes) -> Policy:
    """The policy of a TOML document, its fees as the workspace's currency counts.

    Raises Unreadable, InvalidValue.
    """
    try:
        document = parse_toml(content)
    except ValueError as fault:
        raise failure("arrears.policy-unreadable", why=str(fault).rstrip(".")) from None
    unknown = [name for name in document if name != "step"]
    if unknown:
        raise failure("arrears.bad-policy", why=f"it has no key '{unknown[0]}', only [[step]]")
    amounts = Amounts.of(partial(setting, reader))
    return tuple(_with_fee(step, amounts) for step in policy_of(document.get("step")))


def _with_fee(step: LadderStep, amounts: Amounts) -> LadderStep:
    if step.fee.strip() in MONEY_IS_NOUGHT:
        return replace(step, fee="")
    try:
        fee = amounts.parse(step.fee)
    except InvalidAmount as fault:
        raise failure("arrears.bad-policy", why=f"the fee of {step.status}, {fault.message}") from None
    return replace(step, fee=format_amount(fee, amounts.currency))


def set_policy(work: UnitOfWork, content: bytes) -> Outcome:
    """Let a TOML document be the policy.

    Raises Unreadable, InvalidValue.
    """
    outcome = Outcome("arrears.policy")
    wanted = read_policy(work.reader, content)
    held = stored_setting(work.reader, NAME)
    count = f"{len(wanted)} step{'' if len(wanted) == 1 else 's'}"
    if wanted == policy(work.reader):
        outcome.add(Result("policy", held[0] if held else None, UNCHANGED, "policy", note="holds already"))
        return outcome
    value = json.dumps([asdict(step) for step in wanted])
    if held:
        number = held[0]
        work.update("setting", [{"id": number, "value": value}])
    else:
        [number] = work.insert("setting", [{"name": NAME, "value": value}])
    work.summary(f"set the policy of arrears: {count}")
    outcome.add(Result("policy", number, UPDATED, "policy", note=count))
    return outcome
