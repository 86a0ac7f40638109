"""Users of the office: found, added, changed, let in and kept out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from casactl.actions.acting import Acting
from casactl.actions.contact.claims import check_email_free, check_user_email_free
from casactl.actions.engagement.assign import left_by_user, to_hand_on
from casactl.actions.outbox.queue import cancel_to_user
from casactl.actions.passwords import verify_password
from casactl.actions.portal.links import ACTIVATION, Holder, void_links
from casactl.actions.property.find import find_property
from casactl.domain.abilities import Reason
from casactl.domain.email import email_key
from casactl.domain.failures import failure
from casactl.domain.letters import LINKS_TO_USERS, Template
from casactl.domain.names import clean
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.permissions import (
    GROUP_OF,
    RIGHTS,
    RIGHTS_OF,
    STEPS,
    STEPS_OF,
    THINGS,
    USERS,
    WHOLE,
    Group,
    UserType,
)
from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.domain.shapes import YES_NO, record
from casactl.errors import InvalidValue
from casactl.intake.email_address import normalise_email
from casactl.intake.phone_number import normalise_phone
from casactl.records import dataclass
from casactl.store.queries.outbox import waiting_to_user
from casactl.store.queries.portal import AccountRow, user_account_of, user_links
from casactl.store.queries.portal_access import second_factor
from casactl.store.queries.properties import PropertyRow
from casactl.store.queries.users import UserRow, communities_of, grants_of, open_cases_of, user_by_key, users
from casactl.store.queries.users import has_password as holds_password
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def user_values(work: UnitOfWork, **given: str | None) -> Mapping[str, str | None]:
    """The given fields, each validated and in the form that is kept; an empty text clears one.

    Raises InvalidEmail, InvalidPhone, InvalidValue.
    """
    values: dict[str, str | None] = {key: clean(text) or None for key, text in given.items() if text is not None}
    if values.get("email"):
        values["email"] = normalise_email(str(values["email"]))
    if values.get("phone"):
        values["phone"] = normalise_phone(str(values["phone"]), work.setting("country")).e164
    for required in ("email", "name"):
        if required in values and not values[required]:
            raise InvalidValue(f"A user needs {'an e-mail' if required == 'email' else 'a name'}.")
    return values


def group_for(type_: str, given: str | None) -> str:
    """The group asked for, else the one that the type implies; only attorneys are in the attorneys' group.

    Raises InvalidValue.
    """
    group = (given or GROUP_OF[UserType(type_)]).strip().lower()
    if group not in USERS:
        raise failure("user.invalid-group", f"'{given}' is not a permission group; groups: {', '.join(USERS)}.")
    if (group == Group.ATTORNEY) != (type_ == UserType.ATTORNEY):
        raise failure("user.invalid-group", f"A user of type {type_} cannot be in the group {group}.")
    return group


def find_user(reader: Reader, email: str) -> UserRow:
    """The user of that e-mail.

    Raises NotFound.
    """
    found = user_by_key(reader, email_key(email)) if "@" in email else None
    if found is None:
        raise failure("user.not-found", f"There is no user '{email}'.", hint=Remedy("user list"))
    return found


def add_user(
    work: UnitOfWork, email: str, *, name: str, type_: str, group: str | None, phone: str | None, firm: str | None,
    communities: Sequence[str] = (),
) -> Outcome:  # fmt: skip
    """Add a user who may act from now on, with the communities that they reach.

    Raises InvalidValue, Refused, NotFound.
    """
    if type_ not in list(UserType):
        raise InvalidValue(f"'{type_}' is not a type of user; types: {', '.join(UserType)}.")
    values = user_values(work, email=email, name=name, phone=phone, firm=firm)
    check_email_free(work, values["email"] or "")
    at = [community(work.reader, path) for path in communities]
    row = {**values, "type": type_, "permission_group": group_for(type_, group), "enabled": 1}
    number = work.insert("users", [row])[0]
    write_access(work, number, at)
    return Outcome("user.add", [Result(email, number, "added", str(values["name"]))])


def edit_user(work: UnitOfWork, ref: str, *, group: str | None = None, **given: str | None) -> Outcome:
    """Change a user's fields; the e-mail's claim follows.

    Raises NotFound, InvalidValue, Refused.
    """
    user = find_user(work.reader, ref)
    values = dict(user_values(work, **given))
    if values.get("email"):
        check_user_email_free(work, str(values["email"]), owner=user.id)
    if group is not None:
        values["permission_group"] = group_for(user.type, group)
    changed = work.update("users", [{"id": user.id, **values}])
    if values.get("email", user.email) != user.email:
        end_user_links(work, user.id, why="the address has changed since")
    return _one("user.edit", ref, user, "updated" if changed else UNCHANGED)


def enable(work: UnitOfWork, email: str, *, enabled: bool, agreed: bool = False) -> Outcome:
    """Let a user act, or stop them; what they did stays theirs.

    An attorney with open cases is stopped only when that was `agreed`, and the cases are named either way (L8).
    """
    user = find_user(work.reader, email)
    cases = [] if enabled or not user.enabled else open_cases_of(work.store, user.id)
    if cases and not agreed:
        return _left_alone("user.disable", email, user, cases)
    changed = work.update("users", [{"id": user.id, "enabled": int(enabled)}])
    if not enabled:
        sign_out_user(work, user.id)
        end_user_links(work, user.id, why=f"{user.name} was disabled")
    note = f"is {'enabled' if enabled else 'disabled'}" + ("" if changed else " already")
    outcome = _one(f"user.{'enable' if enabled else 'disable'}", email, user, "updated" if changed else UNCHANGED, note)
    return outcome if enabled else _with_work(work, _with_cases(outcome, user, cases), user)


Cases = Sequence[tuple[int, int, str]]
"""Case, contact, the contact's name."""


def cases_left(reader: Reader, email: str, communities: Sequence[str] | None) -> Cases:
    """The open cases that a user would leave who is stopped, or who loses these communities.

    Raises NotFound, InvalidValue.
    """
    user = find_user(reader, email)
    if communities is None:
        return open_cases_of(reader, user.id) if user.enabled else []
    held = grants_of(reader, user.id)
    places = [number for path in communities if (number := community(reader, path).id) in held]
    return open_cases_of(reader, user.id, within=places)


def _left_alone(verb: str, email: str, user: UserRow, cases: Cases) -> Outcome:
    """Refused: nobody would work these cases any more."""
    return Outcome(verb, [Result(email, user.id, REFUSED, user.name, tuple(_case_reasons(cases)))])


def _case_reasons(cases: Cases) -> list[Reason]:
    return [
        Reason("WU-7", "open-handover", f"case {case} of {name} is open",
               Remedy("contact recall", contact, reason=Blank("TEXT")))
        for case, contact, name in cases
    ]  # fmt: skip


def _with_cases(outcome: Outcome, user: UserRow, cases: Cases) -> Outcome:
    """The outcome with the cases that nobody works any more: in the result, and as warnings."""
    listed = [{"case": case, "contact_id": contact, "display_name": name} for case, contact, name in cases]
    if cases:
        outcome.results[0] = replace(outcome.results[0], more={**outcome.results[0].more, "cases": listed})
        outcome.warnings += [
            Sentence(f"{user.name} cannot reach case {case} of {name} ({contact}) any more: ",
                     Remedy("contact recall", contact, reason=Blank("TEXT")))
            for case, contact, name in cases[:CASES_NAMED]
        ]  # fmt: skip
        if len(cases) > CASES_NAMED:
            outcome.warnings.append(Sentence(f"and {len(cases):,} cases in all: ", Remedy("today", topic="attorneys")))
    return outcome


CASES_NAMED = 10


def sign_out_user(work: UnitOfWork, user: int) -> None:
    """Sign a user out of the portal in every browser, for good."""
    work.run("delete from portal_session where user_id = :id", id=user)


def end_user_links(work: UnitOfWork, user: int, *, why: str) -> None:
    """Let a user's links die, and cancel what waits to be sent to them."""
    void_links(work, Holder(user=user))
    cancel_to_user(work, user, why=why, templates=LINKS_TO_USERS)


def _with_work(work: UnitOfWork, outcome: Outcome, user: UserRow) -> Outcome:
    """The outcome with a word about the work that is left to hand on."""
    outcome.warnings += to_hand_on(user.name, left_by_user(work, user.id))
    return outcome


def delete_user(work: UnitOfWork, email: str) -> Outcome:
    """Free a disabled user's e-mail (SD-10); the log keeps the name."""
    user = find_user(work.reader, email)
    reasons = _still_needed(work, user)
    if reasons:
        return Outcome("user.delete", [Result(email, user.id, REFUSED, user.name, tuple(reasons))])
    work.delete("user_community", list(grants_of(work.reader, user.id).values()))
    work.run("delete from user_secret where user_id = :id", id=user.id)
    work.run("delete from token where user_id = :id", id=user.id)
    work.update("users", [{"id": user.id, "email": None, "phone": None}])
    return _with_work(work, _one("user.delete", email, user, "deleted", f"{user.email} is free again"), user)


def _still_needed(work: UnitOfWork, user: UserRow) -> list[Reason]:
    reasons = []
    if user.enabled:
        disable = Remedy("user disable", str(user.email))
        reasons.append(Reason("SD-10", "user-enabled", f"{user.name} is enabled; disable first", disable))
    return [*reasons, *_case_reasons(open_cases_of(work.store, user.id))]


def _one(verb: str, email: str, user: UserRow, outcome: str, note: str = "") -> Outcome:
    return Outcome(verb, [Result(email, user.id, outcome, user.name, note=note)])


def keep_password(work: UnitOfWork, email: str, hashed: str) -> Outcome:
    """Store the hash of a new password; the log says that it changed, never what it is."""
    user = find_user(work.reader, email)
    write_password(work, user.id, hashed)
    return Outcome("user.set-password", [Result(email, user.id, "updated", user.name, note="has a new password")])


def write_password(work: UnitOfWork, user: int, hashed: str) -> None:
    """The same for a user by number: failed tries are forgotten, links die, whoever is signed in is signed out."""
    sign_out_user(work, user)
    end_user_links(work, user, why="there is a password by now")
    kept = work.run(
        "update user_secret set password_hash = :hash, failed = 0, blocked_until = null, updated_at = :now "
        "where user_id = :id",
        hash=hashed, now=work.now, id=user,
    )  # fmt: skip
    if not kept:
        row = {"user_id": user, "password_hash": hashed, "updated_at": work.now}
        work.insert("user_secret", [row])
    work.journal.begin()


def has_password(reader: Reader, email: str, password: str) -> bool:
    """Whether this is the user's password: what a repeated request to set it has to show."""
    user = find_user(reader, email)
    row = reader.one("select password_hash from user_secret where user_id = :id", {"id": user.id})
    return row is not None and verify_password(row[0], password)


def community(reader: Reader, path: str) -> PropertyRow:
    """The community of that path.

    Raises NotFound, InvalidValue.
    """
    at = find_property(reader, path)
    if at.kind != "community":
        raise failure("user.not-a-community", path=at.path, kind=at.kind)
    return at


def write_access(work: UnitOfWork, user: int, communities: Sequence[PropertyRow]) -> list[str]:
    """Store what is not in reach yet; gives the paths that are new."""
    held = {number for number, _, _ in communities_of(work.reader, [user]).get(user, [])}
    fresh = {at.id: at.path for at in communities if at.id not in held}
    work.insert("user_community", [{"user_id": user, "property_id": number} for number in fresh])
    return list(fresh.values())


def grant(work: UnitOfWork, email: str, paths: Sequence[str]) -> Outcome:
    """Let a user reach communities."""
    user = find_user(work.reader, email)
    fresh = write_access(work, user.id, [community(work.reader, path) for path in paths])
    return _outcome("user.grant", email, user.id, user.name, fresh, "reaches")


def revoke(work: UnitOfWork, email: str, paths: Sequence[str], *, agreed: bool = False) -> Outcome:
    """Take communities out of a user's reach; what is handed over there is out of sight with it.

    Where cases are open there, only when that was `agreed`, and they are named either way (L8).
    """
    user = find_user(work.reader, email)
    held = grants_of(work.reader, user.id)
    places = [at for path in paths if (at := community(work.reader, path)).id in held]
    gone = {held[at.id]: at.path for at in places}
    cases = open_cases_of(work.store, user.id, within=[at.id for at in places])
    if cases and not agreed:
        return _left_alone("user.revoke", email, user, cases)
    work.delete("user_community", list(gone))
    if len(gone) == len(held):
        sign_out_user(work, user.id)
    outcome = _outcome("user.revoke", email, user.id, user.name, list(gone.values()), "no longer reaches")
    return _with_cases(outcome, user, cases)


def _outcome(verb: str, email: str, number: int, name: str, paths: Sequence[str], words: str) -> Outcome:
    done, note = ("updated", f"{words} {', '.join(paths)}") if paths else (UNCHANGED, "that is so already")
    return Outcome(verb, [Result(email, number, done, name, note=note)])


@dataclass(frozen=True, slots=True)
class UserLine:
    """A user in a list, with the communities in reach."""

    id: int
    email: str | None
    name: str
    type: str
    group: str
    communities: list[str]
    enabled: int = field(metadata=YES_NO)


def _line(user: UserRow, communities: list[str]) -> UserLine:
    return UserLine(user.id, user.email, user.name, user.type, user.group, communities, user.enabled)


def list_users(reader: Reader, *, type_: str | None = None) -> list[UserLine]:
    """All users, by name."""
    rows = users(reader, type_=type_)
    access = communities_of(reader, [row.id for row in rows])
    return [_line(row, [path for _, path, _ in access.get(row.id, [])]) for row in rows]


def user_profile(reader: Reader, email: str) -> dict[str, Any]:
    """One user with rights, reach and open cases.

    Raises NotFound.
    """
    user = find_user(reader, email)
    paths = [path for _, path, _ in communities_of(reader, [user.id]).get(user.id, [])]
    group = Group(user.group)
    rights = {thing: sorted(RIGHTS_OF[group].get(thing, ())) for thing in THINGS}
    cases = [{"case": case, "contact_id": contact, "display_name": name}
             for case, contact, name in open_cases_of(reader, user.id)]  # fmt: skip
    more: dict[str, Any] = {"phone": user.phone, "firm": user.firm, "created_at": user.created_at}
    more |= {"portal": portal_state(reader, user.id), "second_factor": has_second_factor(reader, user.id)}
    account = user_account_of(reader, user.id)
    more["sign_in_blocked_until"] = blocked_until(reader, account) if account else None
    steps = STEPS_OF[group] - WHOLE if paths else STEPS_OF[group]
    return record(_line(user, paths)) | more | {"rights": rights, "steps": sorted(steps), "cases": cases}


def blocked_until(reader: Reader, account: AccountRow) -> str | None:
    """Until when browsers that an account does not know wait after failures; None where they do not."""
    return account.blocked_until if account.blocked_until and account.blocked_until > reader.now else None


def portal_state(reader: Reader, user: int) -> str:
    """How far a user's way into the portal is: `not-invited`, `invited` or `activated`."""
    if holds_password(reader, user):
        return "activated"
    invited = user_links(reader, user, ACTIVATION) or waiting_to_user(reader, user, [Template.USER_INVITATION])
    return "invited" if invited else "not-invited"


def has_second_factor(reader: Reader, user: int) -> bool:
    """Whether a user is asked for a code."""
    factor = second_factor(reader, user)
    return bool(factor and factor.proved_at)


def own_profile(reader: Reader, acting: Acting) -> dict[str, Any]:
    """The same of whoever acts; the operating system's user may do everything and reaches everything (L7)."""
    if acting.user is not None:
        return user_profile(reader.unfenced("everybody may see what they themselves reach"), acting.name)
    nobody = dict.fromkeys(("id", "email"), None) | {"name": acting.name, "type": UserType.STAFF.value}
    everything = {"group": Group.SUPERUSER.value, "communities": [], "enabled": True}
    more = dict.fromkeys(("phone", "firm", "created_at", "portal", "sign_in_blocked_until"), None) | {
        "second_factor": False
    }
    rights = {thing: sorted(RIGHTS) for thing in THINGS}
    return nobody | everything | more | {"rights": rights, "steps": sorted(STEPS), "cases": []}
