"""Bank statements: every line once, which entries came of it, and whose money it is from payers who are known."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from casactl.store.table_spec import Erase, Merge
from casactl.store.tables.base import flag, integer, kept, key, partial, reference, text


class BankLine(SQLModel, table=True):
    """One line of a statement: `amount` in minor units, below zero for money out.

    `contact_id`, `score` and `why` are what the import made of it. Whether it is posted follows from its entries.
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        flag("bank_line_ignored", "ignored"),
        Index("ix_bank_line_identity", "identity", unique=True),
        Index("ix_bank_line_on", "on_date", "id"),
        Index("ix_bank_line_contact", "contact_id"),
        kept(
            contact="contact_id",
            merge=Merge.MOVE,
            personal={"payer": None, "iban": None, "purpose": None, "why": None, "reason": None},
            since="0016",
        ),
    )

    id: int = Field(sa_column=key())
    contact_id: int | None = Field(sa_column=reference("contact_id", "contact.id", nullable=True))
    identity: str = Field(sa_column=text("identity"))
    account: str | None = Field(sa_column=text("account", nullable=True))
    bank_id: str | None = Field(sa_column=text("bank_id", nullable=True))
    on_date: str = Field(sa_column=text("on_date"))
    amount: int = Field(sa_column=integer("amount"))
    payer: str | None = Field(sa_column=text("payer", nullable=True))
    iban: str | None = Field(sa_column=text("iban", nullable=True))
    purpose: str | None = Field(sa_column=text("purpose", nullable=True))
    score: int = Field(sa_column=integer("score", default="0"))
    why: str | None = Field(sa_column=text("why", nullable=True))
    ignored: int = Field(sa_column=integer("ignored", default="0"))
    reason: str | None = Field(sa_column=text("reason", nullable=True))
    created_at: str = Field(sa_column=text("created_at"))
    version: int = Field(sa_column=integer("version", default="1"))


class BankMatch(SQLModel, table=True):
    """A payment that came of a line; `by_hand` where somebody said whose it is."""

    __tablename__ = "bank_match"
    __table_args__ = (
        flag("bank_match_by_hand", "by_hand"),
        Index("ix_bank_match_contact", "contact_id"),
        Index("ix_bank_match_line", "line_id"),
        Index("ix_bank_match_entry", "entry_id", unique=True),
        kept(contact="contact_id", merge=Merge.MOVE, since="0016"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    line_id: int = Field(sa_column=reference("line_id", "bank_line.id"))
    entry_id: int = Field(sa_column=reference("entry_id", "ledger_entry.id"))
    by_hand: int = Field(sa_column=integer("by_hand", default="0"))
    created_at: str = Field(sa_column=text("created_at"))


class BankPayer(SQLModel, table=True):
    """Whose money it is when it comes from an account, or from somebody of a name (`name_key`)."""

    __tablename__ = "bank_payer"
    __table_args__ = (
        Index("ix_bank_payer_contact", "contact_id"),
        partial("ix_bank_payer_iban", "iban", where="iban is not null"),
        partial("ix_bank_payer_name", "name_key", where="name_key is not null"),
        kept(contact="contact_id", erase=Erase.DELETE, merge=Merge.MOVE, since="0016"),
    )

    id: int = Field(sa_column=key())
    contact_id: int = Field(sa_column=reference("contact_id", "contact.id"))
    iban: str | None = Field(sa_column=text("iban", nullable=True))
    name_key: str | None = Field(sa_column=text("name_key", nullable=True))
    created_at: str = Field(sa_column=text("created_at"))
