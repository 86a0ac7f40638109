"""One contact who has everything that a page can show, in a small office around it."""

from __future__ import annotations

from typing import Any

from tests.casa import Casa

HOME = "Rose Court/Block A/12"
LAW = "law@firm.example"


def portrait(casa: Casa) -> int:
    """A tenant with all of it: places, people, keys, money of every age, work of every kind, papers, plans."""
    casa.property(HOME)
    casa.property("Rose Court/Block A/14")
    casa.company("Acme Ltd")
    joe = casa.tenant(
        "Joe Bloggs", email="joe@example.com", phone="020 7946 0958", external_id="T-1", company="Acme Ltd", at=HOME,
        tag=["vip", "keys"], custom={"role": "board"},
    )  # fmt: skip
    casa.ok(["lease", "add", joe, HOME, "--from", "2026-01-01", "--to", "2027-03-31", "--rent", "900"])
    casa.ok(["contact", "attach", joe, "Rose Court/Block A/14", "--as", "owner"])
    money(casa, joe)
    addresses(casa, joe)
    work(casa, joe)
    casa.ok(["note", "add", joe, "--text", "prefers the phone"])
    casa.ok(["note", "add", joe, "--text", "the bank was asked", "--visibility", "case"])
    casa.ok(["message", "send", joe, "--subject", "Water", "--text", "Off on Monday", "--no-send"])
    casa.ok(["contact", "archive", joe, "--on", "2027-04-01"])
    return joe


def money(casa: Casa, contact: int) -> None:
    """Charges of every age, four payments, one of them voided; two charges are paid, one of them in time."""
    casa.ok(["ledger", "charge", contact, "100", "--for", "Rent", "--on", "2026-05-01", "--due", "2026-05-15"])
    casa.ok(["ledger", "pay", contact, "100", "--on", "2026-05-11"])
    casa.ok(["ledger", "charge", contact, "100", "--for", "Rent", "--on", "2026-06-01", "--due", "2026-06-15"])
    casa.ok(["ledger", "pay", contact, "40", "--on", "2026-06-10", "--method", "cash"])
    casa.ok(["ledger", "pay", contact, "60", "--on", "2026-07-01"])
    for due, amount in (("2026-07-10", "10"), ("2026-08-10", "20.50"), ("2026-10-20", "40"), ("2026-12-01", "80")):
        casa.ok(["ledger", "charge", contact, amount, "--for", "Water", "--on", "2026-07-05", "--due", due])
    mistake = casa.ok(["ledger", "pay", contact, "7", "--on", "2026-11-01", "-o", "ids"]).ids[0]
    casa.ok(["ledger", "void", mistake, "--reason", "mistake"])
    casa.ok(["arrears", "status", contact, "--set", "reminder", "--note", "waits for the insurer"])


def addresses(casa: Casa, contact: int) -> None:
    """A billing address, and another with somebody who holds the key."""
    home = {"contact_id": contact, "line": "12 Rose Court", "city": "London", "postcode": "N1 1AA", "country": "GB"}
    key = {"access_name": "Kay Holder", "access_phone": "+442079460111", "access_note": "rings twice"}
    shop = {**home, **key, "line": "3 Elm Row", "label": "shop", "site": 1}
    with casa.work("address.add") as work:
        work.insert("address", [{**home, "billing": 1}, {**shop, "billing": 0}])


def work(casa: Casa, contact: int) -> None:
    """Something of each kind, open and closed; a task of somebody else's is the contact's to do."""
    ann = casa.owner("Ann Archer")
    pieces: list[dict[str, Any]] = [
        {"kind": "task", "title": "Fix the tap", "due": "2026-11-20"},
        {"kind": "task", "title": "Paint the door", "due": "2026-12-20", "amount": 25_000},
        {"kind": "task", "title": "Change the lock", "state": "done", "closed_at": "2026-10-01T10:00:00.000000Z"},
        {"kind": "task", "title": "Call the bank", "state": "cancelled", "closed_at": "2026-09-01T10:00:00.000000Z"},
        {"kind": "project", "title": "New roof", "starts": "2026-10-01", "due": "2027-02-01"},
        {"kind": "project", "title": "Old roof", "state": "done", "closed_at": "2026-08-01T10:00:00.000000Z"},
        {"kind": "event", "title": "Viewing", "starts": "2026-12-03T14:30", "due": "2026-12-03T15:00"},
        {"kind": "event", "title": "Housewarming", "starts": "2026-02-03T14:30"},
        {"kind": "plan", "title": "Boiler", "every": "3m", "next_visit": "2027-01-15", "renews": "2027-06-30"},
        {"kind": "contract", "title": "Service agreement", "due": "2026-12-31"},
        {"kind": "task", "title": "Water the plants", "contact_id": ann, "assignee_id": contact, "due": "2026-11-30"},
    ]
    rows = [{"contact_id": contact, "author": "root", "state": "open", **piece} for piece in pieces]
    with casa.work("task.add") as unit:
        for row in rows:
            unit.insert("engagement", [row])
