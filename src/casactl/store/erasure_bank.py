"""What an erasure takes out of bank statements: the words of lines that are theirs or name them, and payers learned.

Amounts and days stay, and the digest by which a line is known again. A line that is somebody else's keeps the payer
whose name is that one's own, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from casactl.domain.mentions import Mentions
from casactl.store.erasure_log import Blanks, Namesakes
from casactl.store.erasure_residue import ErasureResidue
from casactl.store.schema import SPECS
from casactl.store.work import UnitOfWork, chunks

LINES, PAYERS = SPECS["bank_line"], SPECS["bank_payer"]
WORDS = tuple(LINES.personal)


def forget_lines(work: UnitOfWork, blanks: Blanks, mentions: Mentions, traces: ErasureResidue) -> None:
    """Empty what lines say of these contacts, also of those whom nobody was matched with, and unlearn their payers."""
    _unlearn(work, blanks, mentions)
    found = dict(_theirs(work, blanks.winners.keys(), mentions))
    sets = ", ".join(f"{column} = null" for column in WORDS)
    for part in chunks(sorted(found)):
        ids = work.reader.bind(part)
        rows = work.fetch(LINES.name, part)
        traces.note_rows(LINES.name, rows)
        traces.note([row["iban"] for row in rows])
        work.run(f"update bank_line set {sets}, version = version + 1 where {work.reader.among('id', 'ids')}", ids=ids)
        among = work.reader.among("row_id", "ids")
        told = f"select id from change where table_name = 'bank_line' and salt is not null and {among}"
        blanks.changes([row[0] for row in work.store.rows(told, {"ids": ids})])
        for number in part:
            blanks.vouch(LINES.name, number, found[number], next(iter(blanks.winners)))


def _theirs(work: UnitOfWork, contacts: Collection[int], mentions: Mentions) -> Iterator[tuple[int, int | None]]:
    """The lines that tell of them, each with the contact that its row names."""
    namesakes, owners = Namesakes(work, mentions), _owners(work)
    accounts = _accounts(work, contacts)
    sql = f"select id, contact_id, {', '.join(WORDS)} from bank_line"
    for number, contact, *said in work.store.stream(sql):
        row: dict[str, Any] = dict(zip(WORDS, said, strict=True))
        text = "\n".join(filter(None, said))
        whose = owners.get(number) or ({contact} if contact is not None else set())
        named = mentions.found_in(text)
        others = [("contact", each) for each in whose if each not in contacts]
        own = bool(whose & set(contacts)) or (row["iban"] in accounts and not others)
        if text and (own or (named and not namesakes.account_for(named, others))):
            yield number, contact


def _owners(work: UnitOfWork) -> dict[int, set[int]]:
    """By line, the contacts whose payments came of it."""
    found: dict[int, set[int]] = {}
    for line, contact in work.store.stream("select line_id, contact_id from bank_match"):
        found.setdefault(line, set()).add(contact)
    return found


def _accounts(work: UnitOfWork, contacts: Collection[int]) -> set[str]:
    """The account numbers that lines of these contacts came from."""
    found: set[str] = set()
    for part in chunks(list(contacts)):
        among = work.reader.among("m.contact_id", "ids")
        sql = f"select distinct l.iban from bank_line l join bank_match m on m.line_id = l.id where {among}"
        found |= {row[0] for row in work.store.rows(sql, {"ids": work.reader.bind(part)}) if row[0]}
    return found


def _unlearn(work: UnitOfWork, blanks: Blanks, mentions: Mentions) -> None:
    """Drop what was learned of payers who are named as they are, though they pay for others."""
    sql = "select id, contact_id, name_key from bank_payer where name_key is not null order by id"
    held = [row for row in work.store.rows(sql) if row[1] not in blanks.winners]
    going = {row[0]: row[1] for row in held if mentions.found_in(row[2])}
    for part in chunks(list(going)):
        work.run(f"delete from bank_payer where {work.reader.among('id', 'ids')}", ids=work.reader.bind(part))
        among = work.reader.among("row_id", "ids")
        told = f"select id from change where table_name = 'bank_payer' and salt is not null and {among}"
        blanks.changes([row[0] for row in work.store.rows(told, {"ids": work.reader.bind(part)})])
        for number in part:
            blanks.vouch(PAYERS.name, number, going[number], next(iter(blanks.winners)))
