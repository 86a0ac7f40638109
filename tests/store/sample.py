"""A small portfolio with a bit of everything, made by commands, and every query asked of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from casactl.domain.leases import LeaseStatus
from casactl.domain.letters import STATES
from casactl.store.queries import (
    accounts,
    addresses,
    ageing_as_of,
    agreements,
    alike,
    arrears,
    bank,
    cases,
    contacts,
    contradictions,
    debts,
    due,
    engagements,
    export,
    facts,
    filters,
    invoices,
    leases,
    ledger,
    links,
    log,
    mail_routing,
    mappings,
    merges,
    messages,
    outbox,
    overview,
    papers,
    pipeline,
    points,
    portal,
    portal_access,
    portal_work,
    profile,
    properties,
    recurring,
    refs,
    report_lists,
    settings,
    tenancies,
    today,
    users,
    views,
    worklist,
)
from casactl.store.queries.contacts import Page
from casactl.store.queries.engagements import Wanted, WhoDoes
from casactl.store.queries.filters import Filters
from casactl.store.reader import Reader
from tests.casa import Casa

TODAY = "2026-11-23"
DAY = date.fromisoformat(TODAY)
START_OF_DAY = "2026-11-23T00:00:00.000000Z"
ROSE, ELM = "Rose Court/Block A/12", "Elm Row/3"


def fill(casa: Casa) -> None:
    """Contacts 1 to 8: an employer, a worker, tenants of two communities, one archived, one planned."""
    casa.property(ROSE)
    casa.property(ELM, kind="unit")
    casa.company("Acme Ltd", phone="020 7946 0001")
    casa.person("Zoë Müller", type="vendor", company="Acme Ltd", email="zoe@acme.example", tag=["VIP", "keys"])
    casa.tenant("Joe Bloggs", email="Joe+rent@example.com", phone="020 7946 0958", external_id="T-1", at=ROSE)
    casa.tenant("Ann Bloggs", external_id="T-2", at=ELM, custom={"role": "board", "note": "=1+1"})
    casa.owner("Émile Zola", email="emile@example.fr", at=ROSE, tag=["vip"])
    casa.person("Lea Lead", type="lead")
    casa.tenant("Old Tenant", email="old@example.com")
    casa.tenant("Ina Ctive")
    casa.ok("contact archive 7 --reason moved")
    casa.ok("message send 3 --subject Water --text Off --no-send")
    casa.ok("user add law@firm.example --name Law --type attorney --community 'Rose Court'")
    casa.set_lifecycle(8, "archived", before="inactive")
    casa.ok("contact archive 6 --on 2026-12-31")
    casa.ok("contact archive 5 --when-clear")
    casa.ok(f"lease add 3 '{ROSE}' --from 2026-12-01 --to 2027-11-30 --rent 900")
    casa.ok("contact unarchive 7 --request-id again-1")
    charge(casa)
    write_down(casa)
    double(casa)
    bill(casa)
    come_round(casa)
    admit(casa)
    have_work_done(casa)
    casa.ok("contact duplicates --not-duplicate 3 4")
    tie(casa)
    casa.ok("contact archive 7")
    casa.ok("undo -y")


def tie(casa: Casa) -> None:
    """4 lives with 3, who is 5's first guarantor, and works for 1, a company that a letter waits for."""
    casa.ok("contact link 4 3 --as household")
    casa.ok("contact link 3 5 --as guarantor --primary")
    casa.ok("contact link 4 1 --as works-for")
    casa.ok("message send 1 --subject Gate --text Open --channel sms --no-send")


def admit(casa: Casa) -> None:
    """Contact 2 invited by a letter that waits, 5 by a dead link; 3 with an account that is shut for a while."""
    casa.ok("contact invite 2 --no-send")
    token = {"id": 1, "contact_id": 5, "purpose": "activation", "email_key": "emile@example.fr", "hash": "e" * 64}
    link = token | {"made_at": START_OF_DAY, "expires_at": START_OF_DAY, "used_at": None, "voided_at": None}
    account = {"id": 1, "contact_id": 3, "password_hash": "$argon2id$", "failed": 5, "updated_at": START_OF_DAY}
    with casa.work("portal.activate") as work:
        work.update("contact", [{"id": 5, "portal": "invited"}, {"id": 3, "portal": "activated"}])
        work.insert("token", [link])
        work.insert("account", [account | {"blocked_until": START_OF_DAY}])
    visit(casa)


def visit(casa: Casa) -> None:
    """Contact 3 signed in with a browser that is known, and asking for another phone; a network refused once."""
    whose = {"contact_id": 3, "user_id": None, "hash": "b" * 64}
    times = {"created_at": START_OF_DAY, "seen_at": START_OF_DAY, "ends_at": START_OF_DAY}
    event = {"contact_id": 3, "user_id": None, "event": "sign-in", "network": "192.0.2.0/24", "browser": "Firefox"}
    wish = {"contact_id": 3, "field": "phone", "value": "020 7946 0959"}
    with casa.work("portal.sign-in") as work:
        work.insert("portal_session", [whose | times | {"idle_minutes": 720, "browser": "Firefox", "replaced": None}])
        work.insert("known_browser", [whose | {"blocked_until": None, "seen_at": START_OF_DAY}])
        work.insert("access_log", [event | {"at": START_OF_DAY, "outcome": "refused"}])
    with casa.work("portal.ask") as work:
        work.insert("portal_request", [wish])


def have_work_done(casa: Casa) -> None:
    """Work 2 to 4 for contact 3: a task that 2 does and 5 follows, a plan that a user has, a signed contract."""
    casa.ok("user add ben@office.example --name Ben --type staff")
    casa.ok("user invite law@firm.example --no-send")
    with casa.work("message.receive") as work:
        row = {"contact_id": 3, "direction": "in", "author": "joe", "channel": "web", "subject": "Gate", "text": "Shut"}
        work.insert("message", [row])
    with casa.work("portal.activate") as work:
        link = {"id": 2, "user_id": 1, "purpose": "activation", "email_key": "law@firm.example", "hash": "f" * 64}
        work.insert("token", [link | {"made_at": START_OF_DAY, "expires_at": START_OF_DAY}])
        work.insert("user_secret", [{"user_id": 1, "password_hash": "$argon2id$", "updated_at": START_OF_DAY}])
    casa.ok(f"task add --contact 3 --title 'Mend the gate' --due 2026-12-01 --assign 2 --follow 5 --property '{ROSE}'")
    casa.ok("plan add --contact 3 --title Boiler --every 1y --assign ben@office.example")
    casa.ok("contract add --contact 3 --title Letting --due 2026-12-01")
    casa.ok("contract done 4")
    signed = {"contact_id": 3, "engagement_id": 4, "name": "Joe Bloggs", "text_hash": "c" * 64}
    with casa.work("contract.sign") as work:
        work.insert("signature", [signed | {"network": "192.0.2.0/24"}])
        work.update("engagement", [{"id": 4, "document_id": 1}])


def charge(casa: Casa) -> None:
    """Entries 1 to 4: two charges, the older one paid in part, and a payment that was voided (5 reverses it)."""
    casa.ok("ledger charge 3 120 --for Rent --due 2026-10-01")
    casa.ok("ledger charge 4 80.50 --for Water --property 'Elm Row/3'")
    casa.ok("ledger pay 3 20 --reference B-1")
    casa.ok("ledger pay 3 1 --reference B-2")
    casa.ok("ledger void 4 --reason mistake")


def bill(casa: Casa) -> None:
    """Invoice 1 of contact 3's rent."""
    casa.ok("ledger invoice 3")
    agreed = {"contact_id": 4, "status_before": "letter-of-demand", "author": "root", "starts": "2026-11-01"}
    plan = {"kind": "instalments", "amount": 5000, "every": "1m", "total": 8050, "entry_before": 0}
    with casa.work("arrears.plan") as work:
        work.insert("agreement", [{**agreed, **plan, "missed_on": "2026-11-01"}])
        work.insert("agreement", [{**agreed, "kind": "hold", "ends": "2026-11-20"}])


def come_round(casa: Casa) -> None:
    """Contact 5's levy of a month, paid by a line of the bank's; a deposit held, a share, a mapping, a rent to come."""
    unit = casa.rows(f"select id from property where path = '{ROSE}'")[0][0]
    levy = {"contact_id": 5, "amount": 10000, "text": "Service", "every": "1m", "starts": "2026-11-01"}
    rent = {"contact_id": 3, "lease_id": 1, "amount": 90000, "every": "1m", "starts": "2026-12-01", "rent_day": 1}
    line = {"identity": "i-1", "on_date": "2026-11-20", "amount": 10000, "payer": "Émile Zola", "iban": "FR76"}
    entry = {"contact_id": 5, "on_date": "2026-11-01"}
    with casa.work("test.round") as work:
        work.update("property", [{"id": unit, "share": 3}])
        (levies, _) = work.insert("recurring", [{**levy, "next_on": "2026-11-01"}, {**rent, "next_on": "2026-12-01"}])
        charge = {**entry, "kind": "charge", "amount": 10000, "recurring_id": levies, "period": "2026-11-01"}
        (_, paid) = work.insert("ledger_entry", [charge, {**entry, "kind": "payment", "amount": -10000}])
        (first, second, _) = work.insert("bank_line", [
            {**line, "contact_id": 5, "score": 100}, {**line, "identity": "i-2", "amount": 500, "ignored": 1},
            {**line, "identity": "i-3", "amount": 700, "contact_id": 5, "score": 60, "why": "their name alone"},
        ])  # fmt: skip
        work.insert("bank_match", [{"contact_id": 5, "line_id": first, "entry_id": paid}])
        work.update("bank_line", [{"id": second, "reason": "not ours"}])
        point = {"kind": "email", "value": "letting@example.com", "shown": None, "key": "letting@example.com"}
        work.insert("contact_point", [{"contact_id": 3, **point}])
        known = {"contact_id": 5, "iban": "FR76", "name_key": "emile zola"}
        work.insert("bank_payer", [known])
        work.insert("deposit", [{"contact_id": 4, "kind": "taken", "on_date": "2026-11-01", "amount": 50000}])
        work.insert("import_mapping", [{"name": "bank", "noun": "ledger", "columns": "{}", "words": "{}"}])
        work.insert("saved_view", [{"name": "late", "line": '["contact","list"]'}])


def double(casa: Casa) -> None:
    """Contact 9, merged into 3; and 4, whose account is with the attorney."""
    casa.tenant("Jo Bloggs", email="jo@example.com")
    casa.ok("contact merge 3 9 --yes")
    case = {"contact_id": 4, "attorney_id": 1, "community_id": 1, "status_before": "current", "opened_by": "root"}
    with casa.work("contact.handover") as work:
        work.insert("handover_case", [{**case, "opened_at": work.now}])


def write_down(casa: Casa) -> None:
    """Contact 4 with a letter of demand, a note, and a document whose bytes are nowhere."""
    casa.ok("arrears status 4 --set letter-of-demand --note 'waits for the insurer'")
    row = {"contact_id": 4, "visibility": "office", "name": "letter.pdf", "type": "application/pdf", "size": 3}
    home = {"contact_id": 4, "line": "3 Elm Row", "country": "GB", "billing": 1, "access_name": "Kay Holder"}
    with casa.work("address.add") as work:
        work.insert("address", [home])
    task = {"contact_id": 4, "kind": "task", "title": "Fix the tap", "state": "done", "author": "root"}
    with casa.work("task.add") as work:
        work.insert("engagement", [task])
    casa.ok("workspace field add role --type choice --choice chair --choice 'Vice chair'")
    picture = {"contact_id": 4, "type": "image/png", "size": 3, "sha256": "a" * 64}
    with casa.work("contact.edit") as work:
        work.insert("avatar", [picture])
    with casa.work("document.add") as work:
        work.insert("document", [{**row, "sha256": "d" * 64, "author": "root"}])


def in_the_morning(reader: Reader) -> Reader:
    """A reader that knows what time it is."""
    reader.now = START_OF_DAY
    return reader


def newest(reader: Reader, verb: str) -> int:
    """The number of the latest operation of a verb."""
    row = reader.one("select max(id) from {operation} where verb = :verb", {"verb": verb})
    return int(row[0]) if row else 0


Question = Callable[[Reader], Any]

BY = ("id", "message_id", "step_id", "operation_id")
EVERYBODY = Filters()
PAGE = Page()

DAYS = today.WorkDays("2027-01-01", "2027-01-02", "2027-01-31", START_OF_DAY)

QUESTIONS: dict[str, Question] = {
    "bank.by_external_ids": lambda r: sorted(bank.by_external_ids(r, ["T-1"]).items()),
    "bank.by_names": lambda r: sorted(bank.by_names(r, ["Joe Bloggs"]).items()),
    "bank.by_numbers": lambda r: bank.by_numbers(r, [3, 9]),
    "bank.counts": lambda r: sorted(bank.counts(r).items()),
    "bank.entries_of": lambda r: bank.entries_of(r, [1, 2]),
    "bank.ignored_by": lambda r: bank.ignored_by(r, 2),
    "bank.instalments_of": lambda r: sorted(bank.instalments_of(r, 4)),
    "bank.kept": lambda r: bank.kept(r, ["i-1", "i-9"]),
    "bank.known_accounts": lambda r: sorted(bank.known_accounts(r, ["FR76"]).items()),
    "bank.known_names": lambda r: bank.known_names(r, ["emile zola"]),
    "bank.line": lambda r: bank.line(r, 1),
    "bank.lines": lambda r: [bank.lines(r), bank.lines(r, state="ignored", limit=1)],
    "bank.lines_of_days": lambda r: bank.lines_of_days(r, ["2026-11-20"]),
    "bank.payers_at": lambda r: bank.payers_at(r, [number for number, path in bank.unit_paths(r) if path == ROSE]),
    "bank.payers_like": lambda r: [bank.payers_like(r, "FR76", []), bank.payers_like(r, None, ["emile zola"])],
    "bank.payments_by_hand": lambda r: bank.payments_by_hand(r, [3, 5], "2026-01-01", "2026-12-31"),
    "bank.waiting": lambda r: bank.waiting(r, limit=9),
    "bank.unit_paths": lambda r: sorted(bank.unit_paths(r)),
    "alike.recurring_alike": lambda r: [
        alike.recurring_alike(r, dataclasses.asdict(row), today=TODAY) for row in recurring.list_recurring(r)
    ],
    "alike.deposits_alike": lambda r: alike.deposits_alike(
        r, {"contact_id": 4, "kind": "taken", "on_date": "2026-11-01", "amount": 50000}
    ),
    "alike.is_broadcast_since": lambda r: [alike.is_broadcast_since(r, "Water", "Off", START_OF_DAY)],
    "debts.deposits_of": lambda r: debts.deposits_of(r, [4, 5]),
    "due.planned_days": lambda r: due.planned_days(r, "2026-12-31"),
    "due.open_starting": lambda r: due.open_starting(r, "1", limit=5),
    "ledger.shares_within": lambda r: ledger.shares_within(r, "Rose Court"),
    "ledger.total_of": lambda r: ledger.total_of(r, [1, 2]),
    "mappings.mapping_named": lambda r: [
        each.meant or each.name for each in [mappings.mapping_named(r, "bank")] if each
    ],
    "filters.field_in_use": lambda r: [filters.field_in_use(r, "shoe")],
    "filters.fields_in_use": lambda r: filters.fields_in_use(r),
    "views.view_named": lambda r: [each.words for each in [views.view_named(r, "late")] if each],
    "views.views": lambda r: [each.name for each in views.views(r)],
    "mappings.mappings": lambda r: [each.name for each in mappings.mappings(r)],
    "outbox.message_text": lambda r: [text for n in range(1, 9) if (text := outbox.message_text(r, n))],
    "recurring.any_coming": lambda r: recurring.any_coming(r, "2026-12-31"),
    "recurring.coming_by": lambda r: recurring.coming_by(r, "2026-12-31", limit=9),
    "recurring.credits_of_charge": lambda r: [recurring.credits_of_charge(r, 1)],
    "recurring.credits_without_charge": lambda r: [recurring.credits_without_charge(r, 1)],
    "recurring.charges_taken_back": lambda r: [recurring.charges_taken_back(r, 1, since=1)],
    "recurring.brought_back": lambda r: [recurring.brought_back(r, 1)],
    "recurring.charges_of_new_terms": lambda r: [recurring.charges_of_new_terms(r, 1)],
    "recurring.given_back": lambda r: [recurring.given_back(r, 1)],
    "recurring.list_recurring": lambda r: [
        recurring.list_recurring(r),
        recurring.list_recurring(r, contact=5, within="Rose Court", everything=True),
    ],
    "recurring.posted": lambda r: recurring.posted(r, 1),
    "recurring.recurring_by_number": lambda r: recurring.recurring_by_number(r, 1),
    "recurring.rents_of": lambda r: recurring.rents_of(r, 1),
    "recurring.running_of": lambda r: recurring.running_of(r, [3, 5]),
    "report_lists.done_since": lambda r: [
        dataclasses.replace(row, last_at="") for row in report_lists.done_since(r, START_OF_DAY)
    ],
    "report_lists.minutes_since": lambda r: [row.operations for row in report_lists.minutes_since(r, START_OF_DAY)],
    "overview.by_type": lambda r: overview.by_type(r),
    "overview.by_standing": lambda r: [row for axis in overview.STANDINGS for row in overview.by_standing(r, axis)],
    "overview.by_status": lambda r: overview.by_status(r, today=TODAY),
    "overview.expired_invitations": lambda r: overview.expired_invitations(r),
    "overview.archives_ahead": lambda r: overview.archives_ahead(r),
    "overview.next_archives": lambda r: overview.next_archives(r, limit=5),
    "overview.work_by_kind": lambda r: overview.work_by_kind(r, today=TODAY, week="2026-11-30") or ["nobody"],
    "pipeline.came_in": lambda r: [
        dataclasses.replace(row, minute="") for row in pipeline.came_in(r, types=["lead"], since=START_OF_DAY)
    ],
    "pipeline.type_changes": lambda r: (
        [dataclasses.replace(row, at="") for row in pipeline.type_changes(r, since=START_OF_DAY)] or ["nobody"]
    ),
    "pipeline.undoings": lambda r: pipeline.undoings(r, since=START_OF_DAY),
    "pipeline.movers": lambda r: [dataclasses.replace(row, created_at="") for row in pipeline.movers(r, [6, 9])],
    "pipeline.standing_now": lambda r: pipeline.standing_now(r, types=["lead", "client"]),
    "today.stuck_plans": lambda r: [
        dataclasses.replace(row, created_at="") for row in today.stuck_plans(r, today="2027-01-01", limit=5)
    ],
    "today.lost_letters": lambda r: today.lost_letters(r, before=START_OF_DAY, limit=5) or ["nobody"],
    "today.bounced_addresses": lambda r: today.bounced_addresses(r, limit=5) or ["nobody"],
    "today.dead_invitations": lambda r: today.dead_invitations(r, limit=5),
    "today.ending_leases": lambda r: today.ending_leases(r, today=TODAY, until="2027-12-31", limit=5),
    "today.grown_debts": lambda r: today.grown_debts(r, today=TODAY, since="2026-11-01", limit=5),
    "today.quiet_cases": lambda r: [
        dataclasses.replace(row, last="")
        for row in today.quiet_cases(r, since="2027-01-01T00:00", since_day="2027-01-01", limit=5)
    ],
    "today.paid_cases": lambda r: (
        [dataclasses.replace(row, last="") for row in today.paid_cases(r, today=TODAY, limit=5)] or ["nobody"]
    ),
    "today.work_to_do": lambda r: (
        [row for kind in today.WHEN for row in today.work_to_do(r, kind, DAYS, limit=5)] or ["nobody"]
    ),
    "accounts.standing_of": lambda r: accounts.standing_of(r, [3, 4]),
    "accounts.letters_that_left": lambda r: (
        accounts.letters_that_left(r, [1, 2, 3, 4, 5], ["reminder", "message"]) or ["nobody"]
    ),
    "accounts.recipients": lambda r: accounts.recipients(r, [3, 4]),
    "agreements.plans": lambda r: agreements.plans(r, today=TODAY, contacts=[4], number=1, still_open=True, limit=5),
    "agreements.open_agreements": lambda r: agreements.open_agreements(r, [4]),
    "agreements.holds_over": lambda r: agreements.holds_over(r, TODAY),
    "agreements.newest_entry": lambda r: agreements.newest_entry(r, 3),
    "arrears.settled_and_due": lambda r: arrears.settled_and_due(r, "2099-01-01") or ["nobody"],
    "agreements.agreements_to_keep": lambda r: agreements.agreements_to_keep(r, TODAY),
    "arrears.since_when": lambda r: list(arrears.since_when(r, [4])),
    "agreements.newest_ended": lambda r: [agreements.newest_ended(r, 4, "hold", outcome="kept")],
    "debts.applied_by": lambda r: [debts.applied_by(r, 1)],
    "contradictions.moved_deposit": lambda r: [contradictions.moved_deposit(r, 4, (1, 99))],
    "arrears.notes_of_status": lambda r: list(arrears.notes_of_status(r, [4])),
    "arrears.late": lambda r: arrears.late(r, EVERYBODY, day="2026-12-24", today=TODAY),
    "worklist.notes_of": lambda r: [count for count, _ in worklist.notes_of(r, [4]).values()],
    "worklist.handed_over_at": lambda r: list(worklist.handed_over_at(r, [4])),
    "worklist.last_activities": lambda r: list(worklist.last_activities(r, [3, 4])),
    "invoices.invoices": lambda r: [
        dataclasses.replace(row, on="") for row in invoices.invoices(r, contact=3, number=1, limit=5)
    ],
    "invoices.last_number": lambda r: invoices.last_number(r),
    "invoices.billable": lambda r: [row[:1] for row in invoices.billable(r, 3)],
    "invoices.invoice_of": lambda r: invoices.invoice_of(r, 1),
    "invoices.too_much_invoiced": lambda r: invoices.too_much_invoiced(r, [3]) or ["nobody"],
    "invoices.lines_made_by": lambda r: invoices.lines_made_by(r, newest(r, "ledger.invoice")),
    "invoices.credit_notes_made_by": lambda r: (
        invoices.credit_notes_made_by(r, newest(r, "ledger.invoice")) or ["nobody"]
    ),
    "invoices.headings": lambda r: invoices.headings(r, [1]),
    "invoices.is_credited": lambda r: [invoices.is_credited(r, 1)],
    "ageing_as_of.ageing_as_of": lambda r: list(ageing_as_of.ageing_as_of(r, EVERYBODY, day=DAY)),
    "debts.debts_of": lambda r: debts.debts_of(r, {3: 10000}, today=TODAY),
    "settings.today_of": lambda r: settings.today_of(in_the_morning(r)).isoformat(),
    "addresses.addresses_of": lambda r: addresses.addresses_of(r, 4),
    "addresses.addresses": lambda r: addresses.addresses(r, contact=4, with_access=True, limit=5),
    "addresses.address_by_number": lambda r: addresses.address_by_number(r, 1),
    "addresses.billing_address": lambda r: addresses.billing_address(r, 4),
    "addresses.billing_of": lambda r: addresses.billing_of(r, [4]),
    "addresses.unmarked": lambda r: addresses.unmarked(r, [4]) or ["nobody"],
    "addresses.unmarked_by": lambda r: addresses.unmarked_by(r, newest(r, "address.add")) or ["nobody"],
    "export.any_address": lambda r: export.any_address(r),
    "export.most_addresses": lambda r: export.most_addresses(r),
    "export.any_of_further": lambda r: export.any_of_further(r) or ["nothing"],
    "export.any_billing_site": lambda r: export.any_billing_site(r) or "nobody",
    "export.addresses_out": lambda r: export.addresses_out(r, [3, 4, 5]),
    "engagements.engagements_of": lambda r: engagements.engagements_of(r, 4),
    "papers.avatar_of": lambda r: papers.avatar_of(r, 4),
    "papers.every_avatar": lambda r: papers.every_avatar(r),
    "settings.timezone": lambda r: str(settings.timezone(r)),
    "settings.whole": lambda r: settings.whole(r, "plan_days"),
    "settings.field_rows": lambda r: settings.field_rows(r),
    "settings.definitions": lambda r: settings.definitions(r),
    "settings.values_of": lambda r: settings.values_of(r, "role"),
    "engagements.assigned_to": lambda r: engagements.assigned_to(r, 2),
    "engagements.engagements_by_number": lambda r: engagements.engagements_by_number(r, [2, 1, 99]),
    "engagements.list_engagements": lambda r: [
        engagements.list_engagements(r, wanted, today=TODAY, limit=5)
        for wanted in (
            Wanted("task"),
            Wanted("task", ("open",), Filters(type=("tenant",)), "Rose Court", 3, WhoDoes(2)),
            Wanted("task", assignee=WhoDoes(user=1)),
            Wanted("task", assignee=WhoDoes(), due_before="2027-01-01"),
            Wanted("plan", due_since="2026-01-01"),
        )
    ],
    "engagements.followers_of": lambda r: engagements.followers_of(r, 2),
    "engagements.seen_by": lambda r: [engagements.seen_by(r, number) for number in (2, 3, 5)],
    "engagements.open_assigned": lambda r: engagements.open_assigned(r, [2, 3], today=TODAY),
    "engagements.open_of_user": lambda r: engagements.open_of_user(r, 2, today=TODAY),
    "engagements.signed_on": lambda r: engagements.signed_on(r, 1) or ["nobody"],
    "engagements.contracts_of": lambda r: engagements.contracts_of(r, 1),
    "engagements.closed_by": lambda r: engagements.closed_by(r, 3, 4),
    "leases.attachments_of": lambda r: leases.attachments_of(r, 3),
    "contacts.list_contacts": lambda r: contacts.list_contacts(r, EVERYBODY, PAGE, today=TODAY),
    "contacts.selected_ids": lambda r: contacts.selected_ids(r, EVERYBODY, today=TODAY),
    "refs.names_starting": lambda r: refs.names_starting(r, "", limit=50),
    "refs.tags_starting": lambda r: refs.tags_starting(r, "", limit=5),
    "contacts.count_hidden": lambda r: contacts.count_hidden(r, EVERYBODY, today=TODAY),
    "contacts.by_ids": lambda r: contacts.by_ids(r, [3, 1, 99]),
    "contacts.with_details": lambda r: contacts.with_details(
        r, [row for _, row in sorted(contacts.by_ids(r, [2, 3, 6]).items())], today=TODAY
    ),
    "due.scheduled": lambda r: due.scheduled(r, everything=True, contact=None),
    "due.due": lambda r: due.due(r, "2026-12-31", limit=10),
    "due.any_due": lambda r: due.any_due(r, "2026-12-31"),
    "due.open_of": lambda r: due.open_of(r, [5, 6]),
    "due.by_number": lambda r: due.by_number(r, 1),
    "merges.candidates": lambda r: merges.candidates(r, EVERYBODY, today=TODAY),
    "merges.told_apart": lambda r: sorted(merges.told_apart(r)),
    "merges.remembered": lambda r: merges.remembered(r, 3, 4),
    "export.stream_for_export": lambda r: export.stream_for_export(r, EVERYBODY, today=TODAY),
    "export.tags_of": lambda r: export.tags_of(r, [2, 5]),
    "export.places_of": lambda r: export.places_of(r, [3, 4, 5], TODAY),
    "export.companies_of": lambda r: export.companies_of(r, [2, 3]),
    "facts.facts_for": lambda r: facts.facts_for(r, [3, 5, 7], today=TODAY),
    "ledger.entry": lambda r: ledger.entry(r, 2),
    "ledger.entries_of": lambda r: ledger.entries_of(r, 3, "2026-11-01", None),
    "ledger.balance_before": lambda r: ledger.balance_before(r, 3, "2026-11-24"),
    "ledger.standing_entries": lambda r: ledger.standing_entries(r, 3),
    "ledger.standing_references": lambda r: ledger.standing_references(r, ["B-1", "B-2"]),
    "ledger.ageing": lambda r: ledger.ageing(r, EVERYBODY, today=TODAY),
    "ledger.paid_up_cases": lambda r: ledger.paid_up_cases(r, EVERYBODY, today=TODAY) or ["nobody"],
    "ledger.levied": lambda r: ledger.levied(r, "Rose Court", "owner", EVERYBODY, on=TODAY),
    "leases.list_leases": lambda r: leases.list_leases(
        r, status=LeaseStatus.ACTIVE, contact=3, within="Rose Court", today=TODAY
    ),
    "leases.lease_by_number": lambda r: leases.lease_by_number(r, 1, today=TODAY),
    "links.led_by": lambda r: [links.led_by(r, number) for number in (2, 3)],
    "links.headed_by": lambda r: links.headed_by(r, [2]) or ["nobody"],
    "links.links_of": lambda r: [links.links_of(r, n) for n in (2, 3)],
    "links.ties_between": lambda r: links.ties_between(r, 3, 4),
    "links.marked_for": lambda r: links.marked_for(r, 5, "guarantor"),
    "links.companies_of_person": lambda r: links.companies_of_person(r, 2),
    "links.households_of": lambda r: links.households_of(r, [3, 4, 5]),
    "links.onward_from": lambda r: links.onward_from(r, [3]),
    "links.ties_around": lambda r: sorted(links.ties_around(r, [3, 1])),
    "links.another_employee": lambda r: [each for each in [links.another_employee(r, 1, 2)] if each],
    "links.led": lambda r: sorted(links.led(r, [1])) or ["nobody"],
    "links.unled": lambda r: links.unled(r, after=0, limit=5),
    "log.operations": lambda r: log.operations(
        r, contact=7, since="2026-01-01", actor="root", verb="contact", limit=5, after=99
    ),
    "users.attorney_of": lambda r: [users.attorney_of(r, n) for n in range(1, 9)],
    "arrears.is_superseded": lambda r: [arrears.is_superseded(r, n) for n in range(1, 9)],
    "log.actor_of": lambda r: [log.actor_of(r, 1)],
    "log.operation": lambda r: log.operation(r, 2),
    "log.revision_of_operation": lambda r: log.revision_of_operation(r, 2),
    "log.made_by": lambda r: log.made_by(r, log.head(r)[1]),
    "log.reaches": lambda r: log.reaches(r, 2),
    "log.signed_since": lambda r: [log.signed_since(r, n) for n in range(1, 30)],
    "log.signed_by_operation": lambda r: [log.signed_by_operation(r, n) for n in range(1, 30)],
    "log.undoable": lambda r: log.undoable(r, "root"),
    "log.holds_changes": lambda r: log.holds_changes(r, 2),
    "log.is_undone": lambda r: log.is_undone(r, log.head(r)[1] - 1),
    "log.by_request": lambda r: (log.by_request(r, "again-1") or ())[1:2],
    "log.changes_of": lambda r: log.changes_of(r, 5, limit=10, after=1),
    "log.count_changes": lambda r: log.count_changes(r, 5),
    "log.history_of": lambda r: log.history_of(r, 7),
    "log.head": lambda r: log.head(r)[1:],
    "merges.winner_of": lambda r: merges.winner_of(r, 9),
    "merges.absorbed_by": lambda r: merges.absorbed_by(r, 3),
    "merges.formerly": lambda r: merges.formerly(r, "email"),
    "merges.merged_named": lambda r: merges.merged_named(r, "bloggs, jo"),
    "merges.whole_contacts": lambda r: [
        {**row, "created_at": "", "updated_at": ""} for row in merges.whole_contacts(r, [3, 9]).values()
    ],
    "merges.counts_of": lambda r: merges.counts_of(r, "attachment", [3, 5, 9]),
    "merges.without_way_in": lambda r: merges.without_way_in(r, 1 << 32) or ["nobody"],
    "merges.hanging_on": lambda r: merges.hanging_on(r, "tag", "contact_id", [2, 5]),
    "outbox.waiting_of": lambda r: outbox.waiting_of(r, [3, 5]),
    "outbox.waiting_to_user": lambda r: outbox.waiting_to_user(r, 1, ["user-invitation", "user-reset"]),
    "outbox.letters": lambda r: [
        dataclasses.replace(row, header_id="", queued_at="") for row in outbox.letters(r, [1, 2, 3])
    ],
    "outbox.due_letters": lambda r: outbox.due_letters(r, "pending", "2999-01-01", limit=5),
    "outbox.to_print": lambda r: outbox.to_print(r, ["pending"]) or ["nobody"],
    "outbox.last_printed": lambda r: outbox.last_printed(r) or ["nobody"],
    "outbox.last_invitation": lambda r: [outbox.last_invitation(r, n) for n in range(1, 9)],
    "outbox.newest_to": lambda r: [outbox.newest_to(r, "joe@example.com", STATES)],
    "outbox.holders_of": lambda r: outbox.holders_of(r, "joe+rent@example.com"),
    "outbox.anything_to_send": lambda r: outbox.anything_to_send(r, "2999-01-01"),
    "outbox.leases": lambda r: outbox.leases(r) or ["nobody"],
    "outbox.listed": lambda r: outbox.listed(r, states=["sent", "pending", "cancelled"], contact=3, limit=5, after=99),
    "outbox.waiting_for_companies": lambda r: outbox.waiting_for_companies(r),
    "outbox.in_states": lambda r: outbox.in_states(r, ["sent", "pending", "cancelled"]),
    "outbox.counts": lambda r: outbox.counts(r),
    "outbox.letter_states": lambda r: [outbox.letter_states(r, column, range(1, 40)) for column in BY],
    "outbox.by_channel": lambda r: [outbox.by_channel(r, column, range(1, 40)) for column in BY],
    "outbox.of_operation": lambda r: [outbox.of_operation(r, n) for n in range(1, 40)],
    "messages.messages": lambda r: messages.messages(
        r, contact=3, since="2026-01-01", direction="out", limit=5, after=99
    ),
    "messages.files_of": lambda r: messages.files_of(r, [1, 2]) or ["nobody"],
    "messages.added_by": lambda r: [messages.added_by(r, n) for n in range(1, 30)],
    "messages.messages_by_number": lambda r: messages.messages_by_number(r, [1, 2]),
    "messages.unread_from_contacts": lambda r: messages.unread_from_contacts(r, limit=5),
    "messages.unread_in_portal": lambda r: messages.unread_in_portal(r, 1),
    "messages.addresses_of": lambda r: messages.addresses_of(r, [3, 1], postal=True),
    "messages.standings_of": lambda r: messages.standings_of(r, EVERYBODY, today=TODAY),
    "profile.particulars": lambda r: profile.particulars(r, 3),
    "profile.last_move": lambda r: profile.last_move(r, 7, ["contact.archive"]),
    "profile.heard_of": lambda r: [moment[:4] for moment in profile.heard_of(r, 3)],
    "portal.account_by_email": lambda r: portal.account_by_email(r, "joe+rent@example.com"),
    "portal.account_of": lambda r: portal.account_of(r, 3),
    "portal.recipients": lambda r: portal.recipients(r, [5, 3, 4, 99]),
    "portal.link_key": lambda r: [portal.link_key(r)],
    "portal.token_by_hash": lambda r: portal.token_by_hash(r, "e" * 64),
    "portal.user_account_of": lambda r: portal.user_account_of(r, 1),
    "portal.user_links": lambda r: portal.user_links(r, 1, "activation"),
    "portal.waiting_invitations": lambda r: portal.waiting_invitations(r, [2, 3, 5]),
    "portal.waiting_after": lambda r: portal.waiting_after(r, newest(r, "contact.invite")),
    "properties.by_key": lambda r: properties.by_key(r, "rosé court/BLOCK A/12"),
    "properties.by_number": lambda r: properties.by_number(r, 2),
    "properties.ending_in": lambda r: properties.ending_in(r, "Block A/12"),
    "properties.all_paths": lambda r: properties.all_paths(r),
    "properties.paths_starting": lambda r: properties.paths_starting(r, "rose", limit=5),
    "properties.list_properties": lambda r: properties.list_properties(
        r, within="Rose Court", kind="unit", retired=True, today=TODAY
    ),
    "properties.children": lambda r: properties.children(r, 1),
    "properties.descendants": lambda r: properties.descendants(r, "rose court"),
    "properties.occupancies": lambda r: properties.occupancies(r, 3),
    "properties.ever_attached": lambda r: properties.ever_attached(r, 3),
    "properties.kinds_of": lambda r: properties.kinds_of(r, [1, 3]),
    "tenancies.any_deposit": lambda r: tenancies.any_deposit(r),
    "tenancies.any_lease": lambda r: tenancies.any_lease(r),
    "tenancies.any_time": lambda r: tenancies.any_time(r),
    "tenancies.deposits_taken": lambda r: [tuple(row) for row in tenancies.deposits_taken(r, [3, 4, 5])],
    "tenancies.leases_of": lambda r: tenancies.leases_of(r, [1, 2, 3, 4, 5]),
    "tenancies.times_of": lambda r: [tuple(row) for row in tenancies.times_of(r, [1, 2, 3, 4, 5])],
    "properties.keys_to_ids": lambda r: properties.keys_to_ids(r, ["rose court", "elm row", "nowhere"]),
    "properties.by_keys": lambda r: sorted(
        properties.by_keys(r, ["rose court", "elm row", "nowhere"]), key=lambda row: row.id
    ),
    "properties.child_names": lambda r: properties.child_names(r, 1, limit=5),
    "properties.count_below": lambda r: properties.count_below(r, "rose court"),
    "properties.attached_within": lambda r: properties.attached_within(r, "rose court", today=TODAY, limit=5),
    "properties.mentioned_in": lambda r: properties.mentioned_in(r, 3),
    "properties.count_attached_within": lambda r: properties.count_attached_within(r, "rose court", today=TODAY),
    "mail_routing.through_whom": lambda r: mail_routing.through_whom(r, [3, 4, 5]),
    "mail_routing.postal_lines": lambda r: mail_routing.postal_lines(r, [1, 3, 4, 5]) or ["nobody"],
    "mail_routing.reached_through": lambda r: mail_routing.reached_through(r, [2, 3]),
    "refs.named_near": lambda r: refs.named_near(r, "Joe Blogs", limit=5),
    "refs.numbers_known": lambda r: refs.numbers_known(r, [3, 99]),
    "refs.by_number": lambda r: refs.by_number(r, 3),
    "refs.by_email": lambda r: refs.by_email(r, "joe+rent@example.com"),
    "refs.by_phone": lambda r: refs.by_phone(r, "+442079460958"),
    "refs.by_external_id": lambda r: refs.by_external_id(r, "T-1"),
    "refs.by_name": lambda r: refs.by_name(r, "bloggs, joe"),
    "refs.companies_named": lambda r: refs.companies_named(r, "ACME ltd"),
    "report_lists.retention": lambda r: report_lists.retention(r, today="2030-01-01"),
    "refs.numbers_starting": lambda r: refs.numbers_starting(r, "3", limit=5),
    "refs.emails_starting": lambda r: refs.emails_starting(r, "joe", limit=5),
    "refs.external_ids_starting": lambda r: refs.external_ids_starting(r, "T-", limit=5),
    "arrears.steps_of": lambda r: arrears.steps_of(r, 4),
    "arrears.last_payments": lambda r: arrears.last_payments(r, [3, 4]),
    "arrears.demanded": lambda r: sorted(arrears.demanded(r, [3, 4])),
    "arrears.contradicted": lambda r: arrears.contradicted(r, range(1, 20), today="2020-01-01") or ["nobody"],
    "arrears.late_at_current": lambda r: arrears.late_at_current(r, range(1, 20), today="2999-01-01") or ["nobody"],
    "arrears.nothing_late": lambda r: (
        arrears.nothing_late(r, range(1, 20), today=TODAY, midnight=f"{TODAY}T00:00:00.000000Z") or ["nobody"]
    ),
    "arrears.reopenable": lambda r: [arrears.reopenable(r, n) for n in range(1, 5)],
    "arrears.open_case": lambda r: arrears.open_case(r, 4),
    "arrears.communities_of_contacts": lambda r: arrears.communities_of_contacts(r, [3, 4], today=TODAY),
    "report_lists.ladder": lambda r: report_lists.ladder(r, today=TODAY, since="2026-11-20T00:00:00.000000Z"),
    "report_lists.caseloads": lambda r: report_lists.caseloads(r),
    "papers.documents": lambda r: papers.documents(r, contact=4, limit=5, visibility="office"),
    "papers.document_by_number": lambda r: papers.document_by_number(r, 1),
    "papers.every_document": lambda r: papers.every_document(r),
    "papers.notes": lambda r: papers.notes(r, contact=4, limit=5),
    "papers.note_by_number": lambda r: papers.note_by_number(r, 1),
    "users.user_by_number": lambda r: users.user_by_number(r, 1),
    "users.has_password": lambda r: users.has_password(r, 1),
    "users.user_by_key": lambda r: users.user_by_key(r, "law@firm.example"),
    "users.users": lambda r: users.users(r, type_="attorney"),
    "users.communities_of": lambda r: users.communities_of(r, [1, 2]),
    "users.grants_of": lambda r: users.grants_of(r, 1),
    "users.open_cases_of": lambda r: users.open_cases_of(r, 1),
    "settings.all_settings": lambda r: settings.all_settings(r),
    "settings.workspace_id": lambda r: len(settings.workspace_id(r)),
    "settings.setting": lambda r: settings.setting(r, "currency"),
    "cases.open_cases": lambda r: [
        dataclasses.replace(row, opened_at="", last_activity="") for row in cases.open_cases(r, contact=4)
    ],
    "contradictions.contradictory": lambda r: contradictions.contradictory(r, today=TODAY, limit=5) or ["nobody"],
    "contradictions.contradictory_after": lambda r: contradictions.contradictory_after(r, 2, today=TODAY) or ["nobody"],
    "contradictions.gives_back": lambda r: [
        contradictions.gives_back(r, 7, newest(r, "contact.archive"), column="lifecycle", value=value)
        for value in ("active", "archived")
    ],
    "contradictions.given_between": lambda r: [
        contradictions.given_between(r, 7, (1, log.head(r)[1]), column="lifecycle", value="archived")
    ],
    "due.anything_open": lambda r: due.anything_open(r),
    "due.planned_for_workers": lambda r: [due.planned_for_workers(r)],
    "due.open_concerning": lambda r: due.open_concerning(r, [5, 6], verbs=["archive"]),
    "due.planned_after": lambda r: due.planned_after(r, newest(r, "workspace.add")) or ["nobody"],
    "engagements.visited_on": lambda r: [engagements.visited_on(r, 3, "Boiler", TODAY)],
    "export.any_of_few": lambda r: export.any_of_few(r) or ["nobody"],
    "points.any_point": lambda r: [points.any_point(r, "phone")],
    "points.points_of": lambda r: points.points_of(r, [3, 4]),
    "refs.by_point": lambda r: refs.by_point(r, "email", "letting@example.com"),
    "facts.facts_now": lambda r: [
        facts.facts_now(r, number, today=TODAY) for number in facts.facts_for(r, [4], today=TODAY)
    ],
    "ledger.charges_after": lambda r: ledger.charges_after(r, 3, 0, "2026-09-30") or ["nobody"],
    "ledger.standing_on": lambda r: ledger.standing_on(r, [3, 4], ["2026-11-23", "2026-10-01"]),
    "ledger.voided_of": lambda r: [ledger.voided_of(r, n) for n in range(1, log.head(r)[1])],
    "ledger.posted_more": lambda r: [n for n in range(1, log.head(r)[1]) if ledger.posted_more(r, n, {999})],
    "papers.filed_since": lambda r: papers.filed_since(r, "root", "2026-01-01") or 1,
    "papers.last_word": lambda r: papers.last_word(r, 4, None),
    "papers.open_cases": lambda r: papers.open_cases(r, [3, 4]),
    "papers.papers_of_case": lambda r: papers.papers_of_case(r, "note", 1) or ["nobody"],
    "papers.papers_to_come": lambda r: papers.papers_to_come(r, "note", [4]) or ["nobody"],
    "portal.user_account_by_email": lambda r: portal.user_account_by_email(r, "law@firm.example"),
    "portal_access.access_log": lambda r: portal_access.access_log(r, contact=3, since="2026-01-01", limit=5),
    "portal_access.attorney_reaches": lambda r: portal_access.attorney_reaches(r, 1),
    "cases.cases_to_tell": lambda r: [cases.cases_to_tell(r, [1, 2, 3, 4], by_case=way) for way in (True, False)],
    "cases.is_with": lambda r: cases.is_with(r, 1, 1),
    "portal_access.second_factor": lambda r: portal_access.second_factor(r, 1),
    "portal_access.failures_of": lambda r: portal_access.failures_of(r, "192.0.2.0/24", "2026-01-01"),
    "portal_access.known_browser": lambda r: portal_access.known_browser(r, "b" * 64, contact=3, user=0),
    "portal_access.link_asked_since": lambda r: [portal_access.link_asked_since(r, "2026-01-01", contact=3, user=0)],
    "portal_access.session_by_hash": lambda r: portal_access.session_by_hash(r, "b" * 64),
    "portal_access.sessions_of": lambda r: portal_access.sessions_of(r, contact=3, user=None),
    "portal_access.was_shut_since": lambda r: [portal_access.was_shut_since(r, "192.0.2.0/24", "2026-01-01")],
    "portal_access.tries_since": lambda r: portal_access.tries_since(r, "2026-01-01"),
    "portal_work.request_by_number": lambda r: [
        row and dataclasses.replace(row, at="") for row in [portal_work.request_by_number(r, 1)]
    ],
    "portal_work.requests": lambda r: [
        dataclasses.replace(row, at="") for row in portal_work.requests(r, contact=3, state="open", limit=5)
    ],
    "refs.named_alike": lambda r: refs.named_alike(
        r, "person", "bloggs, joe", "+442079460958", (3, "tenant"), today=TODAY
    ),
    "today.archived_primaries": lambda r: today.archived_primaries(r, limit=5) or ["nobody"],
    "today.signed_since": lambda r: today.signed_since(r, "2026-01-01", limit=5) or ["nobody"],
    "today.attorney_news": lambda r: today.attorney_news(r, "2026-01-01", limit=5) or ["nobody"],
    "today.lost_cases": lambda r: today.lost_cases(r, limit=5) or ["nobody"],
}
"""Every query by `module.function`, asked so that the sample has an answer."""

COMPOSERS = {"contacts.condition_of", "filters.predicates", "filters.matching"}
"""Functions that give a piece of SQL, not rows: the queries that run it are asked."""

FILTERS: dict[str, tuple[Filters, list[int]]] = {
    "everybody": (Filters(), [1, 2, 3, 4, 5, 6, 7, 8]),
    "type": (Filters(type=("tenant", "lead")), [3, 4, 6, 7, 8]),
    "person": (Filters(kind=("person",)), [2, 3, 4, 5, 6, 7, 8]),
    "company kind": (Filters(kind=("company",)), [1]),
    "either kind": (Filters(kind=("person", "company")), [1, 2, 3, 4, 5, 6, 7, 8]),
    "active": (Filters(lifecycle=("active",)), [1, 2, 3, 4, 5, 6, 7]),
    "inactive": (Filters(lifecycle=("inactive",)), []),
    "active and archived": (Filters(lifecycle=("active", "archived")), [1, 2, 3, 4, 5, 6, 7, 8]),
    "archived": (Filters(lifecycle=("archived",)), [8]),
    "portal": (Filters(portal=("not-invited",)), [1, 4, 6, 7, 8]),
    "invited": (Filters(portal=("invited", "activated")), [2, 3, 5]),
    "expired": (Filters(portal=("expired",)), [5]),
    "expired or active": (Filters(portal=("activated", "expired")), [3, 5]),
    "expired or never asked": (Filters(portal=("not-invited", "expired")), [1, 4, 5, 6, 7, 8]),
    "locked": (Filters(locked=True), []),
    "current": (Filters(arrears=("current",)), [1, 2, 3, 5, 6, 7, 8]),
    "demanded": (Filters(arrears=("letter-of-demand",)), [4]),
    "arrears": (Filters(arrears=("reminder", "handover")), []),
    "community": (Filters(property="Rose Court"), [3, 5]),
    "unit": (Filters(property=ELM), [4]),
    "company": (Filters(company=1), [2, 4]),
    "tag": (Filters(tag=("vip",)), [2, 5]),
    "role": (Filters(role=("owner", "agent")), [5]),
    "role there": (Filters(property="Rose Court", role=("owner",)), [5]),
    "role once": (Filters(property="Rose Court", role=("owner",), former=True), [5]),
    "custom": (Filters(custom=(("shoe", ("44", "45")),)), []),
    "no custom": (Filters(custom=(("shoe", ("",)),)), [1, 2, 3, 4, 5, 6, 7, 8]),
    "two tags": (Filters(tag=("VIP", "Keys")), [2]),
    "owing": (Filters(owing=True), [3, 4]),
    "unread": (Filters(unread=True), [3]),
    "created": (Filters(created_since="2026-11-23T00:00:00.000000Z"), [1, 2, 3, 4, 5, 6, 7, 8]),
    "created later": (Filters(created_since="2026-11-24T00:00:00.000000Z"), []),
    "name": (Filters(match="zoe MULLER"), [2]),
    "accents": (Filters(match="emile"), [5]),
    "e-mail": (Filters(match="rent@example"), [3]),
    "phone": (Filters(match="7946 0958"), [3]),
    "percent": (Filters(match="100%_"), []),
    "together": (Filters(type=("tenant",), property="Rose Court", match="joe"), [3]),
}


def answer(reader: Reader, name: str) -> Any:
    """A query's answer as plain values."""
    return plain(QUESTIONS[name](reader))


def plain(value: Any) -> Any:
    """Rows, iterators and dataclasses as lists and dictionaries."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain(dataclasses.asdict(value))
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | Iterator):
        return [plain(each) for each in value]
    return value


__all__ = ["COMPOSERS", "FILTERS", "QUESTIONS", "answer", "fill", "filters"]
