"""The fence: what a statement's `{contact} c`, `{ledger_entry} e` … stand for, for whoever asks.

To the unfenced they are the bare tables; to the fenced, subqueries of what they may see. A statement that
names such a table without braces does not run: it would pass the fence by.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from casactl.store.location import Dialect
from casactl.store.schema import SPECS
from casactl.store.scope import Scope


class ScopeMissing(AssertionError):
    """A statement names a table about contacts or properties past the fence: a defect, never a user's fault."""


FENCED = frozenset(
    name
    for name, spec in SPECS.items()
    if spec.contact or any(target in ("contact", "property") for _, target in spec.references)
) | {"property", "operation", "broadcast"}
"""The tables that belong to contacts or properties, or tell of them."""

PARTS = {"operation_part": "operation", "change_beyond": "change"}
"""Names for another part of a table: operations of which somebody in sight is one part; changes out of sight."""

OFFICE_ONLY = frozenset(
    {"operation", *PARTS, "change", "message", "broadcast", "tag", "follower", "not_duplicate", "bank_line",
     "bank_match", "bank_payer", "custom_value"}
)  # fmt: skip
"""What attorneys see no rows of."""
NOT_PERSONAL = frozenset(
    {"operation", *PARTS, "change", "note", "tag", "not_duplicate", "scheduled", "arrears_step",
     "handover_case", "user_community", "link", "search", "bank_line", "bank_match", "bank_payer",
     "custom_value"}
)  # fmt: skip
"""What a person in the portal sees no rows of."""

BLANK = {
    "contact": ("custom", "lock_reason", "locked_by"),
    "address": ("access_name", "access_phone", "access_email", "access_note"),
}
"""Columns that are the office's own; whom to ask for the key, a person may read of themselves."""

ANOTHERS = {"arrears_step": ("note",)}
"""Columns that an attorney does not read of somebody else's case."""

OUT_OF_SIGHT = "(out of sight)"
"""What stands for the name of somebody or something that is there and may not be seen."""

_BEFORE_TABLES = frozenset({"from", "join", "into", "update", "in", "table", "only"})
_LATER = frozenset({"from", "desc", "asc", "limit", "is", "as", "and", "end", "=", "<", ">", "<>"})
_NAME = re.compile(r"\{([a-z_]+)\}")
_NO_ALIAS = "where|join|left|inner|cross|on|order|group|limit|union|indexed"
_TABLE = rf"\{{([a-z_]+)\}}(?:\s+(?!(?:{_NO_ALIAS})\b)([a-z]\w*))?(\s+indexed by \w+)?"
"""A table with its alias and its hint; compiled where somebody is fenced, which most are not."""


@lru_cache(maxsize=256)
def open_to_all(sql: str) -> str:
    """The statement with bare tables, whatever it names: for those who have said why they pass the fence by."""
    return _NAME.sub(_bare_name, sql)


@lru_cache(maxsize=256)
def unfenced(sql: str) -> str:
    """The statement with bare tables, for whoever sees everything.

    Raises ScopeMissing.
    """
    _refuse_bare_names(sql)
    return _NAME.sub(_bare_name, sql)


@lru_cache(maxsize=256)
def fenced(sql: str, scope: Scope, dialect: Dialect) -> str:
    """The statement with each table narrowed to what `scope` sees; it binds `scope.params` besides its own.

    Raises ScopeMissing.
    """
    _refuse_bare_names(sql)
    return re.sub(_TABLE, lambda found: _narrowed(scope, dialect, found), sql)


def _refuse_bare_names(sql: str) -> None:
    words = sql.lower().split()
    for n, before in enumerate(words[:-1]):
        if before in _BEFORE_TABLES:
            named = words[n + 1].strip('"),;') in FENCED
        else:  # a list of tables: one with an alias behind it
            named = before[-1] == "," and words[n + 1] in FENCED and words[n + 2 :] != [] and words[n + 2] not in _LATER
        if named:
            raise ScopeMissing(f"'{before} {words[n + 1]}' passes the fence by: {sql}")


def _bare_name(found: re.Match[str]) -> str:
    name = PARTS.get(found[1], found[1])
    if name not in FENCED:
        raise ScopeMissing(f"The fence knows no table '{name}'.")
    return name


def _narrowed(scope: Scope, dialect: Dialect, found: re.Match[str]) -> str:
    name, alias, index = found[1], found[2] or found[1], found[3] or ""
    if name == "reach":
        return f"({scope.reach()}) {alias}"
    table = _bare_name(found)
    return f"(select {_columns(scope, table)} from {table} z{index} where {_condition(scope, dialect, name)}) {alias}"


def _columns(scope: Scope, table: str) -> str:
    blank = BLANK.get(table, ()) if scope.outside and not (table == "address" and scope.contact is not None) else ()
    hidden = ANOTHERS.get(table, ()) if scope.attorney is not None else ()
    named = [
        f"null as {c}" if c in blank else f"case when z.case_id is null or {OF_THEIR_CASE} then z.{c} end as {c}"
        if c in hidden else f"z.{c}" for c in SPECS[table].columns
    ]  # fmt: skip
    return ", ".join(named) if blank or hidden else "z.*"


def _condition(scope: Scope, dialect: Dialect, name: str) -> str:
    """An SQL condition on a row `z` of a table: whether a fenced scope sees it."""
    if name in (NOT_PERSONAL if scope.contact is not None else OFFICE_ONLY if scope.attorney is not None else ()):
        return "1 = 0"
    if name in _LOGGED:
        return _LOGGED[name](scope, dialect)
    if name in _CONDITIONS:
        return _CONDITIONS[name](scope)
    if column := SPECS[name].contact:
        return scope.sees(f"z.{column}")
    return f"exists (select 1 from property sq where sq.id = z.property_id and {scope.places('sq')})"


def _contact(scope: Scope, dialect: Dialect) -> str:
    """Who was merged is seen by whoever saw them before: what an old reference leads to."""
    seen = scope.sees("z.id")
    return seen if scope.outside else f"({seen} or (z.merged_into is not null and {_lived(scope, dialect, 'z.id')}))"


def _known(scope: Scope, dialect: Dialect, contact: str) -> str:
    """Whether somebody may be seen, or who has gone, merged or undone, might be as long as they were there."""
    there = f"select 1 from contact sg where sg.id = {contact} and sg.merged_into is null"
    return f"({scope.sees(contact)} or (not exists ({there}) and {_lived(scope, dialect, contact)}))"


def _lived(scope: Scope, dialect: Dialect, contact: str) -> str:
    """Whether somebody lived where may be seen, by the log: what is attached to them no more says nothing."""
    named = ", ".join(number_in(dialect, f"sl.{side}", "property_id") for side in ("before", "after"))
    return (
        f"exists (select 1 from change sl join property sp on sp.id in ({named}) where sl.contact_id = {contact} "
        f"and sl.table_name = 'attachment' and {scope.places('sp')})"
    )


def number_in(dialect: Dialect, column: str, key: str) -> str:
    """The whole number that a column of JSON text holds under a key, null without one."""
    held = _word(dialect, column, key)
    return held if dialect == "sqlite" else f"cast({held} as bigint)"


def _word(dialect: Dialect, column: str, key: str) -> str:
    return f"json_extract({column}, '$.{key}')" if dialect == "sqlite" else f"(cast({column} as json) ->> '{key}')"


def _operation(scope: Scope, dialect: Dialect) -> str:
    """An operation that concerns somebody who may be seen, or nobody but the office at large, and nobody else."""
    beyond = f"exists (select 1 from change st where st.operation_id = z.id and {_beyond(scope, dialect, 'st')})"
    about = f"({_about(scope, dialect, 'z.id')} or {_open(scope, dialect, 'z.id')} or {_own_letters(scope)})"
    return f"{about} and not {beyond} and {_no_place_out_of_sight(scope, dialect)}"


def _own_letters(scope: Scope) -> str:
    """Whether an operation is of whoever asks, and about letters alone, to nobody hidden: no row is logged."""
    if scope.outside:
        return "1 = 0"
    unseen = f"select 1 from outbox sb where sb.operation_id = z.id and not {scope.sees('sb.contact_id')}"
    changed = "select 1 from change st where st.operation_id = z.id"
    return f"(z.actor = :scope_actor and not exists ({changed}) and not exists ({unseen}))"


def _about(scope: Scope, dialect: Dialect, operation: str) -> str:
    """Whether an operation concerns somebody who may be seen."""
    return (
        f"exists (select 1 from change st where st.operation_id = {operation} and st.contact_id is not null "
        f"and {_known(scope, dialect, 'st.contact_id')})"
    )


def _change(scope: Scope, dialect: Dialect) -> str:
    """A change goes by its contact; one that has none, by the rest of its operation."""
    of_sight = f"({_about(scope, dialect, 'z.operation_id')} or {_open(scope, dialect, 'z.operation_id')})"
    beyond = (
        f"exists (select 1 from change st where st.operation_id = z.operation_id and {_beyond(scope, dialect, 'st')})"
    )
    return f"({_known(scope, dialect, 'z.contact_id')} or (z.contact_id is null and {of_sight} and not {beyond}))"


OPEN = "saved_view"
"""The table that is nobody's, and of which everybody in the office sees every row."""
WIDE = ("setting", "custom_field", "users", "user_community")
"""Tables whose rows are the whole office's, and not for the fenced to see changed, or to change."""


def _beyond(scope: Scope, dialect: Dialect, row: str) -> str:
    """Whether a change is one of somebody, of a place, or of what is the whole office's, that may not be seen."""
    wide = ", ".join(f"'{table}'" for table in WIDE)
    known = f"{_known(scope, dialect, f'{row}.contact_id')} or {_own(scope, row)}"
    return (
        f"(({row}.contact_id is not null and not ({known})) "
        f"or ({row}.table_name = 'property' and not {_place(scope, dialect, row)}) or {row}.table_name in ({wide}) "
        f"or ({_is_levy(row)} and not {_levied(scope, dialect, row)}))"
    )


def _own(scope: Scope, row: str) -> str:
    """Whether a change is of a company that whoever asks made on the spot, with somebody in sight, or took back."""
    if scope.outside:
        return "1 = 0"
    made = "so.table_name = 'contact' and so.row_id = so.contact_id and (so.before is null or so.after is null)"
    lived = f"select 1 from change sl where sl.contact_id = {row}.contact_id and sl.table_name = 'attachment'"
    return (
        f"(exists (select 1 from change so join operation sm on sm.id = so.operation_id and sm.actor = :scope_actor "
        f"where so.operation_id = {row}.operation_id and so.contact_id = {row}.contact_id and {made}) "
        f"and not exists ({lived}))"
    )


def _place(scope: Scope, dialect: Dialect, row: str) -> str:
    """Whether the property that a change is of may be seen, or might be as long as it was there."""
    there = f"select 1 from property sq where sq.id = {row}.row_id"
    path = ", ".join(_word(dialect, f"{row}.{side}", "path_key") for side in ("before", "after"))
    gone = f"not exists ({there}) and ({scope.within(f'coalesce({path})') or '1 = 0'})"
    return f"(exists ({there} and {scope.places('sq')}) or ({gone}))"


def _is_levy(row: str) -> str:
    """Whether a change is of what comes round for a property, and is no contact's."""
    return f"({row}.table_name = 'recurring' and {row}.contact_id is null)"


def _levied(scope: Scope, dialect: Dialect, row: str) -> str:
    """Whether the property that it comes round for may be seen."""
    named = ", ".join(number_in(dialect, f"{row}.{side}", "property_id") for side in ("before", "after"))
    held = f"select sr.property_id from recurring sr where sr.id = {row}.row_id"
    return (
        f"exists (select 1 from property sq where (sq.id in ({named}) or sq.id in ({held})) and {scope.places('sq')})"
    )


def _open(scope: Scope, dialect: Dialect, operation: str) -> str:
    """Whether an operation changed nothing but that, and properties that may be seen, or what comes round for them."""
    place = f"(st.table_name = 'property' and {_place(scope, dialect, 'st')})"
    place += f" or ({_is_levy('st')} and {_levied(scope, dialect, 'st')})"
    changes = f"select 1 from change st where st.operation_id = {operation}"
    return f"(exists ({changes}) and not exists ({changes} and st.table_name <> '{OPEN}' and not ({place})))"


def _no_place_out_of_sight(scope: Scope, dialect: Dialect) -> str:
    """Whether an operation gave nobody a place that may not be seen: its summary would name it."""
    columns = sorted({column for spec in SPECS.values() for column, target in spec.references if target == "property"})
    sides = [(f"st.{side}", column) for side in ("before", "after") for column in columns]
    named = ", ".join(number_in(dialect, side, column) for side, column in sides)
    return (
        f"not exists (select 1 from change st join property sq on sq.id in ({named}) "
        f"where st.operation_id = z.id and not {scope.places('sq')})"
    )


def _work(scope: Scope) -> str:
    """Of work, attorneys see nothing; a person sees their own, what they have to do, and what they follow (SD-14)."""
    if scope.attorney is not None:
        return "1 = 0"
    if scope.contact is None:
        return scope.sees("z.contact_id")
    followed = "exists (select 1 from follower sf where sf.engagement_id = z.id and sf.contact_id = :scope_contact)"
    return f"(z.contact_id = :scope_contact or z.assignee_id = :scope_contact or {followed})"


def _visible(scope: Scope) -> str:
    """Of papers, attorneys see those of their case (WU-10), a person those that are meant for them."""
    if scope.attorney is not None:
        return f"z.visibility = 'case' and {OF_THEIR_CASE}"
    seen = scope.sees("z.contact_id")
    return seen if scope.contact is None else f"{seen} and (z.visibility = 'contact' or {TO_SIGN})"


TO_SIGN = (
    "exists (select 1 from engagement se where se.document_id = z.id and se.contact_id = :scope_contact "
    "and se.kind = 'contract')"
)
"""Whether a document is what somebody is asked to sign: whoever signs has to read it."""


OF_THEIR_CASE = (
    "exists (select 1 from handover_case sk join user_community sv on sv.user_id = sk.attorney_id "
    "and sv.property_id = sk.community_id where sk.contact_id = z.contact_id and sk.attorney_id = :scope_attorney "
    "and sk.closed_at is null and (sk.id = z.case_id or (sk.passed_on = 1 and z.case_id is not null)))"
)
"""Whether a row is of an attorney's own open case, or of an earlier one that was passed on with it (L9)."""


def _both_sides(scope: Scope) -> str:
    return f"{scope.sees('z.contact_id')} and {scope.sees('z.other_id')}"


def _bank_line(scope: Scope) -> str:
    """Of statements, those lines that are somebody's who may be seen, or may be."""
    matched = f"exists (select 1 from bank_match sb where sb.line_id = z.id and {scope.sees('sb.contact_id')})"
    unmatched = "not exists (select 1 from bank_match sb where sb.line_id = z.id)"
    return f"({matched} or ({unmatched} and {scope.sees('z.contact_id')}))"


def _recurring(scope: Scope) -> str:
    """A charge goes by its contact; a levy, which has none, by its property."""
    seen = scope.sees("z.contact_id")
    if scope.outside:
        return seen
    place = f"exists (select 1 from property sq where sq.id = z.property_id and {scope.places('sq')})"
    return f"({seen} or (z.contact_id is null and {place}))"


def _letter(scope: Scope) -> str:
    """A letter goes by its contact; of those to users about somebody, a person sees none and an attorney the own."""
    seen = scope.sees("z.contact_id")
    if scope.contact is not None:
        return f"({seen} and z.user_id is null)"
    if scope.attorney is not None:
        return f"({seen} and (z.user_id is null or z.user_id = :scope_attorney))"
    return seen


def _own_or_seen(scope: Scope) -> str:
    """Of sessions, an attorney sees the own; everybody else those of the contacts whom they see."""
    return "z.user_id = :scope_attorney" if scope.attorney is not None else scope.sees("z.contact_id")


_CONDITIONS: dict[str, Callable[[Scope], str]] = {
    "property": lambda scope: scope.places("z"),
    "link": _both_sides,
    "not_duplicate": _both_sides,
    "engagement": _work,
    "note": _visible,
    "document": _visible,
    "claim": lambda scope: f"(z.contact_id is null or {scope.sees('z.contact_id')})",
    "broadcast": lambda scope: (
        f"exists (select 1 from message sm where sm.broadcast_id = z.id and {scope.sees('sm.contact_id')})"
    ),
    "bank_line": _bank_line,
    "recurring": _recurring,
    "outbox": _letter,
    "portal_session": _own_or_seen,
    "token": _own_or_seen,
    "known_browser": _own_or_seen,
    "access_log": _own_or_seen,
}
"""What is seen of a table by more than whose the row is."""

_LOGGED: dict[str, Callable[[Scope, Dialect], str]] = {
    "contact": _contact,
    "operation": _operation,
    "operation_part": lambda scope, dialect: _about(scope, dialect, "z.id"),
    "change": _change,
    "change_beyond": lambda scope, dialect: _beyond(scope, dialect, "z"),
}
"""What is seen of a table by what the log holds."""
