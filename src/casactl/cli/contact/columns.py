"""The columns of a contact list on a terminal and in tab-separated lines."""

from __future__ import annotations

from casactl.render.records import Column, Record
from casactl.render.view import View


def standing(record: Record) -> str:
    """The standing in words: what is out of the ordinary, else active."""
    words = [] if record["lifecycle"] == "active" else [str(record["lifecycle"])]
    if record["locked"]:
        words.append("Locked")
    if record["archive_on"]:
        words.append(f"archives on {record['archive_on']}")
    return ", ".join(words) or "active"


def arrears(record: Record) -> str:
    """The debt ladder's step, with a red flag naming the attorney."""
    flag = f" ⚑ {record['attorney']}" if record["attorney"] else ""
    return ("" if record["arrears"] == "current" else str(record["arrears"])) + flag


def last_seen(record: Record) -> str:
    """The last sign-in, or in its place Invited or Not invited (SD-22)."""
    if record["last_sign_in_at"]:
        return str(record["last_sign_in_at"])[:10]
    if record["invitation_expired"]:
        return "Invitation expired"
    words = {"not-invited": "Not invited", "invited": "Invited", "activated": "never"}
    return words[str(record["portal"])]


def works_for(record: Record) -> str:
    """The company of a person; a company's own stands in its name."""
    return str(record["company"] or "") if record["kind"] == "person" else ""


COMPANY = Column("company", "company", works_for)


def contact_columns(view: View) -> list[Column]:
    """Number, name, type, standing, arrears, balance, last sign-in, company; more where lines are not for people."""
    columns = [
        Column("id", "no", right=True),
        Column("display_name", "name"),
        Column("type", "type"),
        Column("standing", "standing", standing, style=lambda r: "bad" if r["locked"] else ""),
        Column("arrears", "arrears", arrears, style=lambda r: "flag" if r["attorney"] else "attention"),
        Column("balance", "balance", right=True),
        Column("last_sign_in_at", "last sign-in", last_seen, style=lambda _: "quiet"),
    ]
    if view.terminal:
        return [*columns, COMPANY]
    return [*columns, Column("email", "e-mail"), Column("phone", "phone"), Column("properties", "properties"), COMPANY]
