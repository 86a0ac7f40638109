"""The command tree: noun → verb → its one line of help → where it lives. Imported by every start, so plain data.

A verb's module is imported when the verb is named; a test keeps the lines equal to the docstrings.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from casactl.domain.engagements import KINDS, Kind
from casactl.domain.remedy import Blank, Remedy


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: its one line of help and `module:function` below `casactl.cli`."""

    help: str
    target: str
    filters: bool = False
    """Whether it takes the filters of `contact list`."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun with its verbs, and the panel of the help page that it stands in.

    A verb of two words (`field add`) belongs to a group of verbs about a part of the noun, whose help is in `groups`.
    """

    help: str
    panel: str
    verbs: dict[str, Verb]
    groups: dict[str, str] = field(default_factory=dict)

    def group(self, name: str) -> Noun:
        """The verbs of one group as a noun of their own."""
        start = f"{name} "
        verbs = {words.removeprefix(start): verb for words, verb in self.verbs.items() if words.startswith(start)}
        return Noun(self.groups[name], self.panel, verbs)


DAILY, DATED, CARE = "Every day", "Dated work and the log", "Looking after it"


def _work(kind: Kind) -> Noun:
    """One of the five nouns of work: the same verbs, worded for its kind."""
    name, many = kind.name, kind.plural
    verbs = {
        "add": Verb(f"Add {kind.one} for a contact.", f"work.add:{name}"),
        "list": Verb(
            f"List {many} by their day, those that are {kind.words['open']} unless told otherwise.",
            f"work.list:list_{name}",
            filters=True,
        ),
        "show": Verb(f"Show {kind.one}.", f"work.list:show_{name}"),
        "edit": Verb(f"Change {kind.one} that is {kind.words['open']}.", f"work.edit:{name}"),
        "assign": Verb(
            f"Give {many} to a contact or a user to do, or to nobody.", f"work.changing:assign_{name}", filters=True
        ),
        "done": Verb(kind.closing, f"work.changing:done_{name}"),
        "cancel": Verb(f"Cancel {many}.", f"work.changing:cancel_{name}"),
    }
    return Noun(kind.about, DAILY, verbs | _MORE_WORK.get(name, {}))


_MORE_WORK = {
    "plan": {"visit": Verb("Record a visit under a service plan, and plan the next one.", "work.changing:visit_plan")},
    "event": {"export": Verb("Export events to a calendar file.", "work.list:event", filters=True)},
}

TREE: dict[str, Noun] = {
    "contact": Noun(
        "People and companies, through their whole life.",
        DAILY,
        {
            "add": Verb("Add a contact.", "contact.add:add"),
            "list": Verb("List contacts, the active ones unless told otherwise.", "contact.list:list_", filters=True),
            "find": Verb("Find contacts by any part of a name, e-mail, phone or external id.", "contact.list:find"),
            "show": Verb("Show everything known about a contact.", "contact.show:show"),
            "edit": Verb("Change a contact's fields.", "contact.edit:edit"),
            "avatar": Verb("Write a contact's picture to a file, proved.", "contact.show:avatar"),
            "can": Verb("Say what a contact's standing allows, and what clears the way.", "contact.show:can"),
            "history": Verb("Show who changed what about a contact, and when.", "contact.show:history"),
            "promote": Verb(
                "Move contacts forward: lead, prospect, client, and on.",
                "contact.edit:promote",
                filters=True,
            ),
            "attach": Verb("Attach a contact to a property in a role.", "contact.relations:attach"),
            "detach": Verb("End a contact's attachment to a property.", "contact.relations:detach"),
            "link": Verb(
                "Link a contact to another: who works for whom, lives with whom, stands in for whom.",
                "contact.relations:link",
            ),
            "unlink": Verb("End a contact's link to another: of one kind, or all of them.", "contact.relations:unlink"),
            "invite": Verb(
                "Invite contacts to the portal by e-mail, now or on a date.", "contact.invite:invite", filters=True
            ),
            "revoke": Verb("Take invitations back: their links stop working.", "contact.invite:revoke", filters=True),
            "lock": Verb(
                "Lock contacts: no payments through the platform until unlocked.", "contact.standing:lock", filters=True
            ),
            "unlock": Verb("Unlock contacts, so that they pay again.", "contact.standing:unlock", filters=True),
            "deactivate": Verb(
                "Make contacts inactive: no portal access and no tasks, everything else stays.",
                "contact.standing:deactivate",
                filters=True,
            ),
            "activate": Verb("Make inactive contacts active again.", "contact.standing:activate", filters=True),
            "archive": Verb(
                "Archive contacts now, on a date, or when nothing blocks it.",
                "contact.standing:archive",
                filters=True,
            ),
            "unarchive": Verb("Bring archived contacts back.", "contact.standing:unarchive", filters=True),
            "delete": Verb(
                "Delete inactive contacts for good; after a move-out, archive instead.",
                "contact.erase:delete",
                filters=True,
            ),
            "erase": Verb(
                "Erase archived contacts for good, once nothing has to be kept.", "contact.erase:erase", filters=True
            ),
            "merge": Verb("Merge contacts into one that takes over everything of theirs.", "contact.merge:merge"),
            "duplicates": Verb(
                "Find contacts that are likely entered twice.", "contact.merge:duplicates", filters=True
            ),
            "handover": Verb(
                "Hand accounts over to an attorney, now or on a date.", "contact.handover:handover", filters=True
            ),
            "recall": Verb(
                "Take accounts back from an attorney, now or on a date.", "contact.handover:recall", filters=True
            ),
            "import": Verb("Import contacts from a CSV file; bad rows come back.", "contact.import_:import_"),
            "export": Verb("Export contacts to a file that imports again.", "contact.export:export", filters=True),
        },
    ),
    "property": Noun(
        "Communities, their buildings and their units.",
        DAILY,
        {
            "add": Verb("Add a community, a building or a unit.", "property:add"),
            "list": Verb("List properties as a tree.", "property:list_"),
            "show": Verb("Show a property and who is attached to it.", "property:show"),
            "edit": Verb("Rename, move or restore a property.", "property:edit"),
            "remove": Verb("Remove a property, or retire one that was in use.", "property:remove"),
            "import": Verb("Import properties from a CSV file.", "property:import_"),
        },
    ),
    "address": Noun(
        "Postal addresses of contacts: billing and sites, and who has the key.",
        DAILY,
        {
            "add": Verb("Add an address to a contact; the first is the billing address.", "address:add"),
            "list": Verb("List addresses, of one contact or of all, the newest first.", "address:list_"),
            "edit": Verb('Change an address; "" clears a field, --billing moves the mark.', "address:edit"),
            "remove": Verb("Remove an address; of the billing address another one takes over.", "address:remove"),
        },
    ),
    "ledger": Noun(
        "Money: charges, payments, and what is owed.",
        DAILY,
        {
            "charge": Verb("Charge a contact.", "ledger.posting:charge"),
            "levy": Verb(
                "Charge everybody attached in a role at a property (--property) or below it.",
                "ledger.posting:levy",
                filters=True,
            ),
            "pay": Verb("Record a payment; what is more than owed becomes a credit balance.", "ledger.posting:pay"),
            "credit": Verb("Credit a contact: the balance goes down without a payment.", "ledger.posting:credit"),
            "refund": Verb("Pay a credit balance back to a contact.", "ledger.posting:refund"),
            "write-off": Verb(
                "Write off what will not be paid: all that is owed, or an amount.", "ledger.posting:write_off"
            ),
            "void": Verb("Void an entry by a reversing one; nothing is ever removed.", "ledger.posting:void"),
            "statement": Verb(
                "Show a contact's entries and the running balance, or mail contacts theirs.",
                "ledger.statement:statement",
                filters=True,
            ),
            "ageing": Verb(
                "List who owes money, the largest debt first, by days past due.",
                "ledger.statement:ageing",
                filters=True,
            ),
            "import": Verb(
                "Import entries from a CSV file: contact, kind, amount, date, due, text, reference.",
                "ledger.import_:import_",
            ),
        },
    ),
    "lease": Noun(
        "Leases: who rents which unit, and until when.",
        DAILY,
        {
            "add": Verb("Add a lease; the contact is attached as tenant for its time.", "lease:add"),
            "list": Verb("List leases by their last day, the active ones unless told otherwise.", "lease:list_"),
            "show": Verb("Show a lease.", "lease:show"),
            "end": Verb("End a lease at once or on a day, and the tenant's attachment with it.", "lease:end"),
        },
    ),
    **{name: _work(kind) for name, kind in KINDS.items()},
    "message": Noun(
        "Messages between the office and its contacts.",
        DAILY,
        {
            "send": Verb("Send contacts a message, each their own, by e-mail or SMS.", "message:send", filters=True),
            "receive": Verb("Record a message that came in by phone, post or e-mail.", "message:receive"),
            "list": Verb("List messages, of one contact or of all, the newest first.", "message:list_"),
            "broadcast": Verb(
                "Send one text to many: every active contact whom it reaches, or those that the filters find.",
                "message:broadcast",
                filters=True,
            ),
            "preview": Verb("Show how a letter to a contact would read.", "message:preview"),
        },
    ),
    "portal": Noun(
        "Accounts of the people outside: how they get in, and what they see.",
        DAILY,
        {
            "activate": Verb(
                "Choose a password with the link from a mail: link and password from prompts, or two lines of stdin.",
                "portal:activate",
            ),
            "sign-in": Verb(
                "Sign in as a person does, the password from a prompt or stdin, and show what they see.",
                "portal:sign_in",
            ),
            "view": Verb(
                "Show what a person sees in the portal; that you looked, and why, is in the log.", "portal:view"
            ),
            "link": Verb(
                "Print the address of a person's page in the portal; it opens nothing by itself.", "portal:link"
            ),
            "reset-password": Verb(
                "Mail a person a link for a new password; it works once, for an hour.", "portal:reset_password"
            ),
            "unblock": Verb("Let a person sign in again at once after too many wrong passwords.", "portal:unblock"),
        },
    ),
    "arrears": Noun(
        "Debts: who owes, which step of the ladder, who was told.",
        DAILY,
        {
            "list": Verb(
                "List who owes money: status, attorney, age of the debt, last payment.",
                "arrears:list_",
                filters=True,
            ),
            "status": Verb("Apply a status of the debt ladder to contacts.", "arrears:status", filters=True),
            "history": Verb("Show every status that a contact has had, with its notes and notices.", "arrears:history"),
        },
    ),
    "outbox": Noun(
        "Mail and SMS on their way out.",
        DAILY,
        {
            "list": Verb("List mail and SMS, sent and unsent, the newest first.", "outbox:list_"),
            "send": Verb("Send the letters whose time has come; for cron.", "outbox:send_"),
            "retry": Verb("Send letters again: some, or all in a state.", "outbox:retry"),
            "cancel": Verb("Cancel letters that have not left.", "outbox:cancel"),
        },
    ),
    "note": Noun(
        "Notes about contacts: the office's, or a case's.",
        DAILY,
        {
            "add": Verb("Write a note about a contact.", "note:add"),
            "list": Verb("List notes, of one contact or of all, the newest first.", "note:list_"),
            "show": Verb("Show a note.", "note:show"),
            "remove": Verb("Remove a note; the log keeps it.", "note:remove"),
        },
    ),
    "document": Noun(
        "Documents about contacts, proved byte for byte.",
        DAILY,
        {
            "add": Verb("File a document about a contact.", "document:add"),
            "list": Verb("List documents, of one contact or of all, the newest first.", "document:list_"),
            "get": Verb("Write a document's bytes to a file, proved.", "document:get"),
            "remove": Verb("Remove a document; undo brings it back until its contact is erased.", "document:remove"),
            "check": Verb("Prove every byte of every document and every picture.", "document:check"),
        },
    ),
    "due": Noun(
        "Changes that were given a date.",
        DATED,
        {
            "list": Verb("List scheduled changes.", "due:list_"),
            "run": Verb("Apply what is due; for cron.", "due:run"),
            "cancel": Verb("Cancel scheduled changes.", "due:cancel"),
            "crontab": Verb("Print crontab lines and a systemd timer for the nightly work.", "due:crontab"),
        },
    ),
    "log": Noun(
        "Every operation: who, when, what, before and after.",
        DATED,
        {
            "list": Verb("List operations, the newest first.", "log:list_"),
            "show": Verb("Show an operation with every change it made.", "log:show"),
            "verify": Verb("Prove that nobody has edited, removed or inserted anything.", "log:verify"),
            "head": Verb("Print the log's head, to keep elsewhere.", "log:head"),
        },
    ),
    "user": Noun(
        "Who acts: staff and attorneys, what they may do and what they reach.",
        CARE,
        {
            "add": Verb("Add a user: staff, or an attorney.", "user:add"),
            "list": Verb("List users.", "user:list_"),
            "show": Verb("Show a user: what they may do, and what they reach.", "user:show"),
            "edit": Verb("Change a user's fields.", "user:edit"),
            "grant": Verb("Let a user reach communities.", "user:grant"),
            "revoke": Verb("Take communities out of a user's reach.", "user:revoke"),
            "enable": Verb("Let a disabled user act again.", "user:enable"),
            "disable": Verb("Stop a user from acting; what they did stays.", "user:disable"),
            "set-password": Verb(
                "Give a user a password: asked for, or one line of standard input.", "user:set_password"
            ),
            "delete": Verb("Delete a disabled user, which frees the e-mail; the log keeps the name.", "user:delete"),
        },
    ),
    "report": Noun(
        "What the office wants to know.",
        DAILY,
        {
            "overview": Verb(
                "Show how the office stands: contacts, arrears, invitations, archives coming up, work.",
                "report:overview",
            ),
            "pipeline": Verb(
                "Show leads, prospects and clients by month: who came in, who moved on, what became of them.",
                "report:pipeline",
            ),
            "activity": Verb("Show what was done since a day: operations by verb and actor.", "report:activity"),
            "arrears": Verb("Show the debt ladder by community, with what moved since a day.", "report:arrears"),
            "handovers": Verb(
                "Show each attorney's cases: open, owed, oldest, last activity, outcome.", "report:handovers"
            ),
            "retention": Verb("List from when on each archived contact may be erased.", "report:retention"),
        },
    ),
    "workspace": Noun(
        "Workspaces: where an office's data lives.",
        CARE,
        {
            "add": Verb("Make a workspace.", "workspace.store:add"),
            "list": Verb("List the workspaces of this machine.", "workspace.machine:list_"),
            "use": Verb("Make a workspace the current one.", "workspace.machine:use"),
            "show": Verb("Show where a workspace is and what it holds.", "workspace.machine:show"),
            "remove": Verb("Forget a workspace; its data stays unless told otherwise.", "workspace.store:remove"),
            "get": Verb("Read the settings that all operators share.", "workspace.settings:get"),
            "set": Verb("Change a setting that all operators share.", "workspace.settings:set_"),
            "field add": Verb("Define a field of your own for contacts.", "workspace.settings:add"),
            "field list": Verb("List the fields that are defined.", "workspace.settings:list_"),
            "field show": Verb(
                "Show what a field takes, and which contacts' values do not fit.", "workspace.settings:show"
            ),
            "field edit": Verb("Change a field's type or its choices.", "workspace.settings:edit"),
            "field remove": Verb("Remove a field's definition; values stay, as text.", "workspace.settings:remove"),
            "backup": Verb("Write a verified backup.", "workspace.store:backup"),
            "restore": Verb("Put a backup into a new or an empty workspace.", "workspace.store:restore"),
            "check": Verb("Check the database, its references, derived data and the log.", "workspace.store:check"),
            "migrate": Verb("Bring an older workspace to this program's schema.", "workspace.store:migrate"),
            "move": Verb("Move a workspace to another database.", "workspace.store:move"),
            "test-mail": Verb(
                "Send a test mail the way letters leave, and say what happened.", "workspace.settings:test_mail"
            ),
        },
        {"field": "Fields of your own for contacts, and what they take: add, list, show, edit, remove."},
    ),
}


@dataclass(frozen=True, slots=True)
class Absent:
    """A verb that people look for in vain: why there is none, and what to type instead."""

    why: str
    instead: Remedy
    rule: str | None = None


_ARCHIVE = Absent(
    "Contacts are archived after a move-out, which keeps their history (to forget one: contact delete).",
    Remedy("contact archive", Blank("REF")),
    "MC-10",
)
ABSENT: dict[str, dict[str, Absent]] = {
    "contact": {"remove": _ARCHIVE, "rm": _ARCHIVE},
    "property": {"delete": Absent("Properties are removed or retired.", Remedy("property remove", Blank("PATH")))},
}

TOP: dict[str, tuple[str, Verb]] = {
    "today": (
        DAILY,
        Verb(
            "Show what has to be looked at today, each with its command; silent when there is nothing.",
            "top.office:today",
        ),
    ),
    "undo": (DATED, Verb("Take an operation back, the latest of your own by default.", "top.office:undo")),
    "demo": (CARE, Verb("Show the program at work in a throw-away workspace.", "top.demo:demo")),
    "doctor": (
        CARE,
        Verb("Check this installation and say what to do about anything wrong.", "top.office:doctor"),
    ),
    "help": (CARE, Verb("Explain a topic: exit-codes, output, dates, import, selection.", "top.help:help_")),
}
