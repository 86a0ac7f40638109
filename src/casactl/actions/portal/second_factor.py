"""A user's second factor: set up, proved, asked for when they sign in, taken away by the office.

The seed lies beside the password's hash, outside the log, and is shown once, when it is made.
"""

from __future__ import annotations

import hmac
import json
from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from secrets import token_bytes

from casactl.actions.portal.access import TOO_MANY, count_try, is_shut, may_enter, take_link
from casactl.actions.portal.links import CODE, Holder, make_token, void_links
from casactl.actions.user import find_user, sign_out_user
from casactl.domain.failures import failure
from casactl.domain.outcomes import UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.second_factor import DRIFT, HALF_MINUTE, RECOVERY_CODES, canonical_code, recovery_hash
from casactl.store.queries.portal import AccountRow, TokenRow, token_by_hash, user_account_of
from casactl.store.queries.portal_access import FactorRow, known_browser, second_factor
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def halfway_token(work: UnitOfWork, account: AccountRow) -> str:
    """What a browser shows that has shown the right password, until the code comes."""
    return make_token(work, Holder(user=account.user_id), CODE)


# Setting it up ----------------------------------------------------------------------------------


def set_up(work: UnitOfWork, user: int) -> str:
    """A new seed, which is shown now and never again; it counts once a first code proves that the user holds it.

    Raises Refused, where there is a factor already.
    """
    from pyotp import random_base32

    factor = second_factor(work.store, user)
    if factor is None or factor.proved_at:
        raise failure("portal.second-factor", "There is a second factor already.")
    seed = random_base32()
    work.run("update user_secret set seed = :seed, code_step = null where user_id = :id", seed=seed, id=user)
    return seed


def address_of_seed(seed: str, *, email: str, office: str) -> str:
    """The address that programs for codes take a seed from."""
    from pyotp import TOTP

    return TOTP(seed).provisioning_uri(name=email, issuer_name=office)


def prove(work: UnitOfWork, user: int, code: str, browser: str = "") -> list[str]:
    """Count the seed from now on; gives the recovery codes, which are shown now and never again.

    Raises InvalidValue.
    """
    factor = second_factor(work.store, user)
    _check_pause(work, user, browser)
    step = _step_of(factor, code, work.moment) if factor and not factor.proved_at else None
    if step is None:
        raise failure("portal.code-wrong")
    work.run(
        "update user_secret set seed_proved_at = :now, code_step = :step where user_id = :id",
        now=work.now, step=step, id=user,
    )  # fmt: skip
    work.journal.begin()
    work.summary("a second factor was set up")
    return _new_recovery_codes(work, user)


def renew_recovery_codes(work: UnitOfWork, user: int, code: str, browser: str = "") -> list[str]:
    """Other recovery codes in the place of those that there are, for whoever shows a code.

    Raises InvalidValue.
    """
    _check(work, user, code, browser)
    work.journal.begin()
    work.summary("new recovery codes were made")
    return _new_recovery_codes(work, user)


def _new_recovery_codes(work: UnitOfWork, user: int) -> list[str]:
    plain = [b32encode(token_bytes(7)).decode().lower()[:10] for _ in range(RECOVERY_CODES)]
    _keep_recovery_codes(work, user, [recovery_hash(code) for code in plain])
    return [f"{code[:5]}-{code[5:]}" for code in plain]


def _keep_recovery_codes(work: UnitOfWork, user: int, hashes: Sequence[str]) -> None:
    work.run("update user_secret set recovery_codes = :codes where user_id = :id", codes=json.dumps(hashes), id=user)


def turn_off(work: UnitOfWork, user: int, code: str, browser: str = "") -> list[str]:
    """Forget the factor, for whoever shows a code; no recovery codes are left.

    Raises InvalidValue.
    """
    _check(work, user, code, browser)
    forget_factor(work, user)
    work.journal.begin()
    work.summary("the second factor was turned off")
    return []


def forget_factor(work: UnitOfWork, user: int) -> None:
    """Leave nothing of a user's seed and codes."""
    void_links(work, Holder(user=user), CODE)
    work.run(
        "update user_secret set seed = null, seed_proved_at = null, code_step = null, recovery_codes = null "
        "where user_id = :id",
        id=user,
    )


def reset_second_factor(work: UnitOfWork, email: str) -> Outcome:
    """Take the factor away from who has lost it: the password alone signs them in, to set up another.

    Raises NotFound.
    """
    user = find_user(work.reader, email)
    factor = second_factor(work.store, user.id)
    if factor is None or not factor.seed:
        note = "has no second factor"
        return Outcome("user.reset-second-factor", [Result(email, user.id, UNCHANGED, user.name, note=note)])
    forget_factor(work, user.id)
    sign_out_user(work, user.id)
    work.journal.begin()
    work.summary(f"took away the second factor of {user.name}")
    note = "signs in with the password alone until another is set up"
    return Outcome("user.reset-second-factor", [Result(email, user.id, UPDATED, user.name, note=note)])


# Signing in -------------------------------------------------------------------------------------


def waiting_for_code(reader: Reader, digest: str) -> TokenRow | None:
    """The sign-in that waits for its code, while it may."""
    link = token_by_hash(reader, digest)
    dead = link is None or link.purpose != CODE or link.used_at or link.voided_at or link.expires_at <= reader.now
    return None if dead else link


def admit_with_code(work: UnitOfWork, digest: str, code: str, *, browser: str = "") -> AccountRow | None:
    """Record the try; gives the account when the code opens it, else None.

    Wrong codes are counted with wrong passwords, and shut the account, or the browser, for as long.
    """
    link = waiting_for_code(work.store, digest)
    account = user_account_of(work.store, link.user_id) if link else None
    if link is None or account is None:
        return None
    known = known_browser(work.store, browser, contact=0, user=account.user_id) if browser else None
    held = known or account
    shut = held.blocked_until is not None and held.blocked_until > work.now
    right = (
        not shut and may_enter(work.store, account, today=work.today.isoformat()) and _uses(work, account.user_id, code)
    )
    count_try(work, account, known, failed=0 if right else held.failed if shut else held.failed + 1)
    if not right or not take_link(work, digest):
        return None
    return account


def _uses(work: UnitOfWork, user: int, code: str) -> bool:
    """Whether a code is right, which then is used up."""
    factor = second_factor(work.store, user)
    if factor is None or not factor.proved_at:
        return False
    step = _step_of(factor, code, work.moment)
    if step is not None:
        work.run("update user_secret set code_step = :step where user_id = :id", step=step, id=user)
        return True
    left = [each for each in factor.hashes if not hmac.compare_digest(each, recovery_hash(code))]
    if len(left) == len(factor.hashes):
        return False
    _keep_recovery_codes(work, user, left)
    return True


def _check(work: UnitOfWork, user: int, code: str, browser: str) -> None:
    """Raise InvalidValue unless a code is right, which then is used up."""
    _check_pause(work, user, browser)
    if not _uses(work, user, code):
        raise failure("portal.code-wrong")


def _check_pause(work: UnitOfWork, user: int, browser: str) -> None:
    """Raise InvalidValue where a user has to wait after wrong codes."""
    if is_shut(work.store, browser, contact=0, user=user):
        raise failure("portal.code-wrong", TOO_MANY)


def _step_of(factor: FactorRow, code: str, at: datetime) -> int | None:
    """The half minute of a code, where it is one of this seed's and later than the last that was taken."""
    from pyotp import TOTP

    if not factor.seed:
        return None
    made, now, given = TOTP(factor.seed), int(at.timestamp()) // HALF_MINUTE, canonical_code(code)
    for step in range(now - DRIFT, now + DRIFT + 1):
        fits = hmac.compare_digest(made.generate_otp(step).encode(), given.encode())
        if fits and (factor.step is None or step > factor.step):
            return step
    return None
