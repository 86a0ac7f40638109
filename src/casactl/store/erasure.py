"""Erasing contacts for good: their rows, what the log says of them, and their traces in files.

What becomes of each table's rows stands in `SPECS`; a new table joins by saying it. Rows are changed
here, not through `UnitOfWork.update`, because the journal must not take down what is being forgotten: it
records that a row went, its seal, or the standing, never the words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from casactl.domain.mentions import IDENTITY, Mentions
from casactl.store import derived
from casactl.store.encoding import encode_row
from casactl.store.erasure_actors import Acted
from casactl.store.erasure_bank import forget_lines
from casactl.store.erasure_log import ERASED, Blanks, erase_log, scrub_drafts
from casactl.store.erasure_residue import ErasureResidue
from casactl.store.reader import BATCH
from casactl.store.schema import NAMING_BYTES, SPECS
from casactl.store.table_spec import Erase, TableSpec
from casactl.store.work import UnitOfWork, chunks

STANDING: dict[str, object] = {
    "lifecycle": "erased", "lifecycle_before": None, "portal": "not-invited", "locked": 0, "locked_at": None,
    "invited_at": None, "invitation_until": None, "last_sign_in_at": None,
}  # fmt: skip
"""What an erased contact's standing is, whatever it was."""

RECORDED = ("lifecycle", "lifecycle_before", "portal", "locked")
"""What the log says of the erasure itself."""

ACCESS = ("access_name", "access_phone", "access_email", "access_note")
ACCESS_PHONE, ACCESS_EMAIL = ACCESS[1:3]
"""What says who holds the key at an address."""

KEPT_APART = frozenset({"contact", "change", "search"})
"""The contact's own row is blanked last, its changes by `erase_log`; the search text follows from the row."""


FORGOTTEN = encode_row([{"rule": None, "code": "gone", "message": "the contact was erased", "remedy": None}])
"""Why a plan for somebody who was erased has lapsed."""


class Erasure:
    """Contacts that are about to be erased, with everybody who was merged into them."""

    def __init__(self, work: UnitOfWork, contacts: Sequence[int]) -> None:
        self.work = work
        self.winners = _with_merged(work, contacts)
        """Who goes: each with the contact that was asked for."""
        self.ids = list(self.winners)
        self.mentions = Mentions()
        self.traces = ErasureResidue()
        self.blanks = Blanks(work, self.winners)
        self.acted = Acted(work)
        for number, row in _identities(work, self.ids):
            self.mentions.add(row)
            self.traces.note_contact(number, row)
            self.acted.note(number, row)

    def carry_out(self) -> None:
        """Erase them in the work's transaction; what files hold goes after the commit."""
        work = self.work
        work.journal.flush()
        self.traces.hashes |= _hashes_before(work, self.ids)
        for merged, winner in self.winners.items():
            work.journal.along(merged, winner)
        self._empty_broadcasts()
        self._forget_letters_taken()
        self._forget_keys_held()
        self.acted.hide(self.winners)
        forget_lines(work, self.blanks, self.mentions, self.traces)
        erase_log(work, self.blanks, self.mentions, self.traces)
        for spec in reversed(SPECS.values()):
            if spec.contact and spec.name not in KEPT_APART:
                for ids in chunks(self.ids):
                    self._drop(spec, ids) if spec.erase is Erase.DELETE else self._blank(spec, ids)
        for ids in chunks(self.ids):
            self._end_plans(ids)
            self._blank_contacts(ids)
        self.blanks.account()
        scrub_drafts(work, self.mentions)
        work.afterwards.append(self.traces.remove)

    def _empty_broadcasts(self) -> None:
        """Empty the texts of broadcasts that were written to nobody else: they are theirs."""
        work = self.work
        sql = (
            "select m.broadcast_id, min(m.contact_id) from message m where m.broadcast_id in ("
            f"select t.broadcast_id from message t where {work.reader.among('t.contact_id', 'ids')} "
            "and t.broadcast_id is not null) group by m.broadcast_id "
            f"having sum(case when {work.reader.among('m.contact_id', 'ids')} then 0 else 1 end) = 0"
        )
        reached: dict[int, int] = dict(work.store.rows(sql, {"ids": work.reader.bind(self.ids)}))
        for part in chunks(sorted(reached)):
            ids = work.reader.bind(part)
            among = work.reader.among("id", "ids")
            work.run(f"update broadcast set subject = :gone, text = :gone where {among}", ids=ids, gone=ERASED)
            among = work.reader.among("row_id", "ids")
            told = f"select id from change where table_name = 'broadcast' and salt is not null and {among}"
            self.blanks.changes([row[0] for row in work.store.rows(told, {"ids": ids})])
            for number in part:
                self.blanks.vouch("broadcast", number, reached[number], reached[number])

    def _forget_letters_taken(self) -> None:
        """Take their addresses off the letters that they took for others; those letters' files go."""
        work, columns = self.work, ("id", "recipient", "facts", "last_error", "file")
        sql = f"select {', '.join(columns)} from outbox where {work.reader.contains('facts', 'mark')} order by id"
        found = [dict(zip(columns, row, strict=True)) for row in work.store.rows(sql, {"mark": '"via": '})]
        for row in found:
            held = json.loads(row["facts"])
            if held.get("via") in self.winners:
                self.traces.note_rows("outbox", [row])
                self.traces.note([row["recipient"]])
                work.run(
                    "update outbox set recipient = :gone, facts = :facts, last_error = null, file = null "
                    "where id = :id",
                    gone=ERASED, facts=json.dumps(held | {"via": 0}, ensure_ascii=False), id=row["id"],
                )  # fmt: skip

    def _forget_keys_held(self) -> None:
        """Empty who holds the key at others' addresses where it is one of them, by phone or e-mail (PY-4)."""
        work, spec = self.work, SPECS["address"]
        held = " or ".join(f"{column} is not null" for column in (ACCESS_PHONE, ACCESS_EMAIL))
        sql = f"select id, contact_id, {', '.join(ACCESS)} from address where {held} order by id"
        for number, contact, *kept in list(work.store.stream(sql)):
            access = dict(zip(ACCESS, kept, strict=True))
            reached = f"{access[ACCESS_PHONE] or ''}\n{access[ACCESS_EMAIL] or ''}"
            if contact not in self.winners and self.mentions.found_in(reached):
                self.traces.note_rows("address", [access])
                self.traces.note([access[ACCESS_PHONE], access[ACCESS_EMAIL]])
                empty: dict[str, object] = dict.fromkeys(ACCESS)
                work.run(f"update address set {_set(work, spec, empty)} where id = :id", id=number, now=work.now,
                         **_bound(empty))  # fmt: skip
                self.blanks.vouch("address", number, contact, self.ids[0])

    def _drop(self, spec: TableSpec, ids: Sequence[int]) -> None:
        """Delete the rows that are theirs, and those of others that refer to them."""
        for column in [column for column, target in spec.references if target == "contact"]:
            among = f"{spec.name} where {self.work.reader.among(column, 'ids')}"
            bound = {"ids": self.work.reader.bind(ids)}
            rows = [dict(zip(spec.columns, row, strict=True)) for row in self.work.store.rows(
                f"select {', '.join(spec.columns)} from {among}", bound)]  # fmt: skip
            if rows:
                self.traces.note_rows(spec.name, rows)
                self.work.run(f"delete from {among}", **bound)
                for row in rows if spec.journalled else ():
                    self.blanks.vouch(spec.name, row["id"], row[spec.contact or ""], row[column])

    def _blank(self, spec: TableSpec, ids: Sequence[int]) -> None:
        """Empty the personal columns of rows that stay."""
        if not spec.personal:
            return
        columns = list(spec.personal)
        filled = " or ".join(f"{column} is not null" for column in columns)
        where = f"where {self.work.reader.among(spec.contact or '', 'ids')} and ({filled})"
        bound = {"ids": self.work.reader.bind(ids)}
        rows = self.work.store.rows(f"select id, {spec.contact}, {', '.join(columns)} from {spec.name} {where}", bound)
        if rows:
            self.traces.note_rows(spec.name, [dict(zip(columns, row[2:], strict=True)) for row in rows])
            self.work.run(f"update {spec.name} set {_set(self.work, spec, spec.personal)} {where}", **bound,
                          **_bound(spec.personal), now=self.work.now)  # fmt: skip
            for row in rows:
                self.blanks.vouch(spec.name, row[0], row[1], row[1])

    def _end_plans(self, ids: Sequence[int]) -> None:
        """Nothing is left to do for them; why is said without saying who."""
        among = self.work.reader.among("contact_id", "ids")
        sql = f"select id from scheduled where {among} and state in ('pending', 'blocked') order by id"
        plans = self.work.store.rows(sql, {"ids": self.work.reader.bind(ids)})
        self.work.update("scheduled", [{"id": row[0], "state": "lapsed", "reasons": FORGOTTEN} for row in plans])

    def _blank_contacts(self, ids: Sequence[int]) -> None:
        spec, work = SPECS["contact"], self.work
        values = {**spec.personal, **STANDING}
        where = f"where {work.reader.among('id', 'ids')}"
        bound = {"ids": work.reader.bind(ids)}
        rows = work.store.rows(f"select id, {', '.join(RECORDED)} from contact {where} order by id", bound)
        sets = _set(work, spec, values)
        work.run(f"update contact set {sets} {where}", **bound, **_bound(values), now=work.now)
        work.journal.record("contact", [(row[0], row[0], *_standing(row[1:])) for row in rows])
        blank = {"sort_key": "", "email": None, "phone": None, "external_id": None, "custom": None}
        derived.rebuild(work, [{"id": row[0], **blank} for row in rows])


def _hashes_before(work: UnitOfWork, contacts: Sequence[int]) -> set[str]:
    """The hashes of documents and pictures that were removed or replaced: the log could bring them back until now."""
    found: set[str] = set()
    sql = (
        f"select before from change where {work.reader.among('table_name', 'tables')} and before is not null "
        f"and {work.reader.among('contact_id', 'ids')}"
    )
    tables = work.reader.bind(NAMING_BYTES)
    for part in chunks(contacts):
        rows = work.store.rows(sql, {"tables": tables, "ids": work.reader.bind(part)})
        found |= {json.loads(row[0]).get("sha256", "") for row in rows}
    return found - {""}


def _set(work: UnitOfWork, spec: TableSpec, values: Iterable[str]) -> str:
    sets = [f"{column} = :new_{column}" for column in values]
    if "version" in spec.columns:
        sets.append("version = version + 1")
    if "updated_at" in spec.columns:
        sets.append("updated_at = :now")
    return ", ".join(sets)


def _bound(values: Any) -> dict[str, object]:
    return {f"new_{column}": value for column, value in values.items()}


def _standing(row: Sequence[Any]) -> tuple[str, str]:
    before = {column: value for column, value in zip(RECORDED, row, strict=True) if value != STANDING[column]}
    return encode_row(before), encode_row({column: STANDING[column] for column in before})


def _with_merged(work: UnitOfWork, contacts: Sequence[int]) -> dict[int, int]:
    """These contacts and all that were merged into them, over any number of steps, each with whom it came by."""
    winners = {number: number for number in contacts}
    level = list(contacts)
    while level:
        found: list[int] = []
        sql = (
            f"select c.id, c.merged_into from contact c where {work.reader.among('c.merged_into', 'ids')} order by c.id"
        )
        for start in range(0, len(level), BATCH):
            bound = {"ids": work.reader.bind(level[start : start + BATCH])}
            for number, into in work.store.rows(sql, bound):
                if number not in winners:
                    winners[number] = winners[into]
                    found.append(number)
        level = found
    return winners


def _identities(work: UnitOfWork, ids: Sequence[int]) -> Iterable[tuple[int, dict[str, Any]]]:
    """What each contact is called now and ever was, as far as the log still tells."""
    columns = (*IDENTITY, "lock_reason", "custom")
    listed = ", ".join(f"c.{column}" for column in columns)
    now = f"select c.id, {listed} from contact c where {work.reader.among('c.id', 'ids')}"
    points = f"select contact_id, kind, value, shown from contact_point where {work.reader.among('contact_id', 'ids')}"
    then = (
        f"select contact_id, before, after from change where {work.reader.among('contact_id', 'ids')} "
        "and table_name in ('contact', 'contact_point') and salt is not null"
    )
    for part in chunks(list(ids)):
        bound = {"ids": work.reader.bind(part)}
        for number, *row in work.store.rows(now, bound):
            yield number, dict(zip(columns, row, strict=True))
        yield from ((number, _point(*row)) for number, *row in work.store.rows(points, bound))
        for number, *texts in work.store.rows(then, bound):
            for text in filter(None, texts):
                told = json.loads(text)
                yield number, {column: value for column, value in told.items() if column in columns}
                if "value" in told and "kind" in told:
                    yield number, _point(told["kind"], told["value"], told.get("shown"))


def _point(kind: str, value: str, shown: str | None) -> dict[str, Any]:
    """A further e-mail or phone, as if it were the contact's own."""
    return {kind: value, f"{kind}_shown": shown}
