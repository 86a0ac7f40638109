"""What the log recorded of a row, in words: a whole row by what it is, one that changed by what did."""

from __future__ import annotations

import json
import shlex
from typing import Any

from casactl.domain.leases import OPEN
from casactl.domain.ledger import EntryKind
from casactl.domain.money import format_amount
from casactl.domain.summaries import FOLLOWS
from casactl.domain.ties import WORKS_FOR, sentence_of
from casactl.domain.visits import interval_in_words
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader

MONEY = frozenset({"amount", "total", "rent"})
"""Columns that hold an amount."""
SHOWN = 60
"""So many characters are shown of what somebody wrote."""


class Names:
    """Names for the numbers that changes refer to."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: dict[tuple[str, int], str] = {}
        self._currency: str | None = None

    def path(self, number: int) -> str:
        """A property's path."""
        return self._look(("property", number), "select p.path from {property} p where p.id = :id")

    def contact(self, number: int) -> str:
        """A contact's name."""
        return self._look(("contact", number), "select c.display_name from {contact} c where c.id = :id")

    def user(self, number: int) -> str:
        """A user's name."""
        return self._look(("user", number), "select u.name from users u where u.id = :id")

    def money(self, minor: int) -> str:
        """An amount with the workspace's currency."""
        if self._currency is None:
            self._currency = setting(self._reader, "currency")
        return f"{format_amount(minor, self._currency)} {self._currency}"

    def _look(self, key: tuple[str, int], sql: str) -> str:
        if key not in self._kept:
            row = self._reader.one(sql, {"id": key[1]})
            self._kept[key] = str(row[0]) if row else str(key[1])
        return self._kept[key]


def _attachment(row: dict[str, Any], names: Names) -> str:
    if "property_id" not in row:
        return " ".join(f"{_DATES[key]} {value or 'further notice'}" for key, value in row.items() if key in _DATES)
    until = f" until {row['ends']}" if row.get("ends") else ""
    return f"{names.path(row['property_id'])} as {row['role']} from {row['starts']}{until}"


def _plan(row: dict[str, Any], names: Names) -> str:
    if "verb" not in row:
        return str(row.get("state", ""))
    return f"{row['verb']} {'on ' + row['due_on'] if row.get('due_on') else 'when clear'}: {row['state']}"


def _picture(row: dict[str, Any], names: Names) -> str:
    """What a picture is; of one that was replaced, what differs."""
    size = f"{row['size']:,} bytes" if "size" in row else ""
    return ", ".join(filter(None, (row.get("type"), size))) or "another picture"


def _address(row: dict[str, Any], names: Names) -> str:
    """A whole address by its place; else the columns that changed."""
    if "line" in row and "country" in row:
        return ", ".join(str(row[part]) for part in ("line", "city", "postcode") if row.get(part))
    return ", ".join(f"{key.replace('_', ' ')} {_told(value)}" for key, value in row.items())


def _told(value: object) -> object:
    return "none" if value is None else value


def _link(row: dict[str, Any], names: Names) -> str | None:
    """What the contact is to whom, a company by its name alone; of a changed tie, whether it is the primary one."""
    if "other_id" in row and "kind" in row:
        other = names.contact(row["other_id"])
        return other if row["kind"] == WORKS_FOR else sentence_of(row["kind"], other)
    return "the primary one" if row.get("is_primary") else None


def _work(row: dict[str, Any], names: Names) -> str:
    """A whole piece of work by its title; else the columns that changed."""
    if "title" in row and "kind" in row:
        return f"{row['kind']}: {row['title']}, {row['state']}"
    worded = {"contact_id": names.contact, "assignee_id": names.contact, "property_id": names.path}
    return ", ".join(
        f"{key.removesuffix('_id').replace('_', ' ')} {worded[key](value) if key in worded and value else _told(value)}"
        for key, value in row.items()
    )


def _follower(row: dict[str, Any], names: Names) -> str | None:
    return names.contact(row["contact_id"]) if "contact_id" in row else None


def _entry(row: dict[str, Any], names: Names) -> str:
    """An entry by its kind, amount and day; of one that was voided, that it was."""
    if "kind" not in row or "amount" not in row:
        return "voided" if row.get("voided") else "standing" if "voided" in row else _others(row)
    amount = row["amount"] if row["kind"] == EntryKind.REVERSAL else abs(row["amount"])
    text = f": {row['text']}" if row.get("text") else ""
    return f"{row['kind']} {names.money(amount)} on {row['on_date']}{text}"


def _others(row: dict[str, Any]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {_told(value)}" for key, value in row.items())


def _changed(row: dict[str, Any], names: Names) -> str:
    """The columns that changed, amounts as money."""
    return _others({key: names.money(value) if key in MONEY and value is not None else value
                    for key, value in row.items() if key not in FOLLOWS})  # fmt: skip


def _of(row: dict[str, Any]) -> str:
    return f": {row['text']}" if row.get("text") else ""


def _until(row: dict[str, Any], end: str) -> str:
    return f" until {row[end]}" if row.get(end) and row[end] != OPEN else ""


def _lease(row: dict[str, Any], names: Names) -> str:
    if "property_id" not in row:
        return _changed({**row, "ends": None} if row.get("ends") == OPEN else row, names)
    rent = f", {names.money(row['rent'])}" if row.get("rent") is not None else ""
    return f"{names.path(row['property_id'])} from {row['starts']}{_until(row, 'ends')}{rent}"


def _deposit(row: dict[str, Any], names: Names) -> str:
    if "kind" not in row:
        return _changed(row, names)
    return f"{row['kind']} {names.money(abs(row['amount']))} on {row['on_date']}{_of(row)}"


def _recurring(row: dict[str, Any], names: Names) -> str:
    if "every" not in row or "starts" not in row:
        return _changed(row, names)
    how_often = f"{names.money(row['amount'])} {interval_in_words(row['every'])}"
    return f"{how_often} from {row['starts']}{_until(row, 'until')}{_of(row)}"


def _invoice(row: dict[str, Any], names: Names) -> str:
    if "number" not in row:
        return _changed(row, names)
    what = "credit note" if row.get("credits") else "invoice"
    return f"{what} {row['number']} of {names.money(abs(row['total']))} on {row['on_date']}"


def _line(row: dict[str, Any], names: Names) -> str:
    return f"entry {row['entry_id']}, {names.money(row['amount'])}" if "entry_id" in row else _changed(row, names)


def _agreement(row: dict[str, Any], names: Names) -> str:
    """An instalment plan by its amount, a hold by its end; of either that changed, what did."""
    if "kind" not in row:
        return _changed(row, names)
    money = f"{names.money(row['amount'])} {interval_in_words(row['every'])} " if row.get("amount") else ""
    return f"{row['kind']}: {money}from {row['starts']}{_until(row, 'ends')}"


def _step(row: dict[str, Any], names: Names) -> str:
    note = f": {row['note']}" if row.get("note") else ""
    return f"{row['status']}{note}" if "status" in row else _changed(row, names)


def _case(row: dict[str, Any], names: Names) -> str:
    if "attorney_id" in row:
        return f"to {names.user(row['attorney_id'])} in {names.path(row['community_id'])}"
    return f"closed, {row['outcome']}" if row.get("outcome") else "open" if "outcome" in row else _changed(row, names)


def _message(row: dict[str, Any], names: Names) -> str:
    if "direction" not in row:
        return _changed(row, names)
    way = "from them" if row["direction"] == "in" else "to them"
    return f"{way}: {row.get('subject') or 'a broadcast'}"


def _note(row: dict[str, Any], names: Names) -> str:
    """The first line of a text; whom it is for where it is new."""
    first = next(iter((row.get("text") or "").splitlines()), "")
    said = f"{first[:SHOWN]}…" if len(first) > SHOWN else first
    return f"for the {row['visibility']}: {said}" if "visibility" in row and said else said or _changed(row, names)


def _file(row: dict[str, Any], names: Names) -> str:
    return str(row["name"]) if row.get("name") else "other bytes" if "sha256" in row else _changed(row, names)


def _matched(row: dict[str, Any], names: Names) -> str:
    return f"line {row['line_id']} as entry {row['entry_id']}" if "line_id" in row else _changed(row, names)


def _request(row: dict[str, Any], names: Names) -> str:
    return f"{row['field']} {row['value']}: {row.get('state', '')}" if "field" in row else _changed(row, names)


def _property(row: dict[str, Any], names: Names) -> str:
    """A whole property by its kind and name, else what changed; its place as it is now, to whoever may see that."""
    place = f" in {names.path(row['parent_id'])}" if row.get("parent_id") else ""
    if "kind" in row and "name" in row:
        share = f", share {row['share']}" if row.get("share") else ""
        return f"{row['kind']}: {row['name']}{place}{share}"
    told = [f"{key} {_yes_no(row[key]) if key == 'retired' else _told(row[key])}"
            for key in ("kind", "name", "share", "retired") if key in row]  # fmt: skip
    if "parent_id" in row:
        told.append(place.strip() or "in nothing")
    return ", ".join(told) or "another path"


def _yes_no(value: object) -> str:
    return "yes" if value else "no"


def _user(row: dict[str, Any], names: Names) -> str:
    """A whole user by name, e-mail and rights; else the columns that changed."""
    if "type" in row and "permission_group" in row and "name" in row:
        return f"{row['name']} <{row.get('email') or ''}>, {row['type']}, {row['permission_group']}"
    return ", ".join(
        f"{'group' if key == 'permission_group' else key} {_yes_no(value) if key == 'enabled' else _told(value)}"
        for key, value in row.items()
    )


def _reach(row: dict[str, Any], names: Names) -> str:
    return f"{names.user(row['user_id'])} reaches {names.path(row['property_id'])}"


def _setting(row: dict[str, Any], names: Names) -> str:
    """A setting as it is typed; of one that changed, the value."""
    value = _told(row.get("value"))
    return f"{row['name']} = {value}" if "name" in row else str(value)


def _field(row: dict[str, Any], names: Names) -> str:
    if "type" not in row:
        return _others(row)
    choices = json.loads(row.get("choices") or "[]")
    return f"{row['name']}: {row['type']}{' of ' + ', '.join(choices) if choices else ''}"


def _view(row: dict[str, Any], names: Names) -> str:
    """A saved view by its command."""
    line = f"casactl {shlex.join(json.loads(row['line']))}" if row.get("line") else ""
    return ": ".join(filter(None, (row.get("name"), line)))


def _mapping(row: dict[str, Any], names: Names) -> str:
    """A saved mapping by its columns."""
    columns = ", ".join(f"{column} → {field}" for column, field in json.loads(row.get("columns") or "{}").items())
    return ": ".join(filter(None, (row.get("name"), columns))) or "other words"


def _statement_line(row: dict[str, Any], names: Names) -> str:
    """A bank statement's line by amount, day and payer; else the columns that changed."""
    if "amount" in row and "on_date" in row:
        payer = f" from {row['payer']}" if row.get("payer") else ""
        return f"{names.money(row['amount'])} on {row['on_date']}{payer}"
    kept = {key: value for key, value in row.items() if key not in ("contact_id", "score")}
    whose = (
        [f"of {names.contact(row['contact_id'])}" if row["contact_id"] else "nobody's"] if "contact_id" in row else []
    )
    if "ignored" in kept:
        kept["ignored"] = _yes_no(kept["ignored"])
    return ", ".join(filter(None, (*whose, _others(kept))))


def _payer(row: dict[str, Any], names: Names) -> str:
    return str(row.get("iban") or row.get("name_key") or "") or _others(row)


def _broadcast(row: dict[str, Any], names: Names) -> str:
    return str(row.get("subject") or "") or _others(row)


_DATES = {"starts": "from", "ends": "until", "role": "as"}
WORDS: dict[str, tuple[str, Any]] = {
    "tag": ("tags", lambda row, names: row.get("name")),
    "attachment": ("property", _attachment),
    "link": ("link", _link),
    "scheduled": ("schedule", _plan),
    "avatar": ("avatar", _picture),
    "address": ("address", _address),
    "engagement": ("work", _work),
    "follower": ("follower", _follower),
    "ledger_entry": ("ledger_entry", _entry),
    "lease": ("lease", _lease),
    "deposit": ("deposit", _deposit),
    "recurring": ("recurring", _recurring),
    "invoice": ("invoice", _invoice),
    "invoice_line": ("invoice_line", _line),
    "agreement": ("agreement", _agreement),
    "arrears_step": ("arrears_step", _step),
    "handover_case": ("handover_case", _case),
    "message": ("message", _message),
    "note": ("note", _note),
    "document": ("document", _file),
    "contact_point": ("contact_point", lambda row, names: row.get("shown") or row.get("value")),
    "bank_match": ("bank_match", _matched),
    "portal_request": ("portal_request", _request),
    "signature": ("signature", lambda row, names: row.get("name")),
    "property": ("property", _property),
    "users": ("users", _user),
    "user_community": ("user_community", _reach),
    "setting": ("setting", _setting),
    "custom_field": ("custom_field", _field),
    "saved_view": ("saved_view", _view),
    "import_mapping": ("import_mapping", _mapping),
    "bank_line": ("bank_line", _statement_line),
    "bank_payer": ("bank_payer", _payer),
    "not_duplicate": ("not_duplicate", lambda row, names: names.contact(row["other_id"])),
    "broadcast": ("broadcast", _broadcast),
}
