"""Changing a piece of work that is open: any field, who does it, who follows it; with a version check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date

from casactl.actions.engagement.add import signing_reasons
from casactl.actions.engagement.assign import Following, assignee_for
from casactl.actions.engagement.close import closed_reasons, first_of_rhythm
from casactl.actions.engagement.find import find_work
from casactl.actions.engagement.notifications import tell_assignee, tell_signer, withdraw_letters, withdraw_untrue
from casactl.actions.engagement.values import columns_of
from casactl.domain.engagements import KINDS, WorkKind
from casactl.domain.failures import failure
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.domain.summaries import fields_in_words
from casactl.domain.visits import rhythm_from
from casactl.records import dataclass
from casactl.store.queries.engagements import EngagementRow
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WorkEdit:
    """What changes; a field that is not in `fields` stays, an empty one is cleared."""

    fields: Mapping[str, str] = field(default_factory=dict)
    assign: str | None = None
    follow: Sequence[str] = ()
    unfollow: Sequence[str] = ()
    sign_without_login: bool | None = None
    if_version: int | None = None

    def __bool__(self) -> bool:
        """Whether anything at all was asked for."""
        asked = (self.fields, self.follow, self.unfollow)
        return any(asked) or self.assign is not None or self.sign_without_login is not None


def edit_work(work: UnitOfWork, kind: WorkKind, number: int, edit: WorkEdit) -> Outcome:
    """Change one piece of work.

    Raises NotFound, Refused, InvalidValue.
    """
    row = find_work(work.reader, kind, number)
    outcome = Outcome(f"{kind.name}.edit")
    _check_version(row, edit)
    held = {"starts": row.starts, "due": row.due}
    columns = columns_of(work, kind, row.contact_id, edit.fields, held=held)
    columns |= _rhythm(row, columns)
    assignee = assignee_for(work, edit.assign) if edit.assign is not None else None
    following = Following(work, edit.follow, edit.unfollow)
    reasons = [*closed_reasons(work, row), *(assignee.reasons if assignee else ()), *following.reasons]
    if edit.sign_without_login is not None:
        reasons += signing_reasons(work) if edit.sign_without_login else []
        columns["signs_without_login"] = int(edit.sign_without_login)
    if reasons:
        outcome.add(Result(str(number), number, REFUSED, row.display_name, tuple(reasons)))
        return outcome
    if assignee and not assignee.has(row):
        columns |= assignee.columns
    _write(work, outcome, row, columns, following)
    return outcome


def _rhythm(row: EngagementRow, columns: Mapping[str, object]) -> dict[str, object]:
    """From which day visits are counted when the next one or the interval changes: the first day is kept (M5)."""
    every, planned = columns.get("every", row.every), columns.get("next_visit", row.next_visit)
    if not (every and planned) or (every, planned) == (row.every, row.next_visit):
        return {}
    return {"rhythm_from": rhythm_from(first_of_rhythm(row), date.fromisoformat(str(planned)), str(every)).isoformat()}


def _check_version(row: EngagementRow, edit: WorkEdit) -> None:
    if edit.if_version is not None and edit.if_version != row.version:
        raise failure(
            "conflicting-edit",
            f"{row.kind.capitalize()} {row.id} has changed: it is at version {row.version}, not {edit.if_version}.",
            hint=Remedy(f"{row.kind} show", row.id),
        )


def _write(
    work: UnitOfWork, outcome: Outcome, row: EngagementRow, columns: Mapping[str, object], following: Following
) -> None:
    changed = bool(work.update("engagement", [{"id": row.id, **columns}])) if columns else False
    changed |= following.write(row.id, row.contact_id)
    told = _tell(work, outcome, row, columns) if changed else []
    how, note = ("updated", row.title) if changed else (UNCHANGED, "")
    more = {"notified": told} if told else {}
    outcome.add(Result(str(row.id), row.id, how, row.display_name, note=note, more=more))
    what = fields_in_words(work.journal.touched())
    work.summary(f"changed {what + ' of ' if what else ''}{row.kind} {row.id} of {row.display_name} ({row.contact_id})")


def _tell(work: UnitOfWork, outcome: Outcome, before: EngagementRow, columns: Mapping[str, object]) -> list[int]:
    """Who does the work from now on is told; who may sign without an account from now on, too (SD-20)."""
    after = find_work(work.reader, KINDS[before.kind], before.id)
    told: list[int] = []
    if "assignee_id" in columns:
        withdraw_letters(work, [before.assignee_id])
        if after.assignee_id:
            told += tell_assignee(work, outcome, after.assignee_id, [after])
    if after.signs_without_login and not before.signs_without_login:
        told += tell_signer(work, outcome, after)
    if (before.title, before.day) != (after.title, after.day):
        told += _tell_anew(work, outcome, after)
    return told


def _tell_anew(work: UnitOfWork, outcome: Outcome, row: EngagementRow) -> list[int]:
    """Whom a letter still waits to tell of the work as it was is told how it is now."""
    signer = KINDS[row.kind].told == "contact"
    contact = row.contact_id if signer else row.assignee_id
    rows = withdraw_untrue(work, contact, row.id) if contact else []
    if not rows:
        return []
    return tell_signer(work, outcome, row) if signer else tell_assignee(work, outcome, row.assignee_id or 0, rows)
