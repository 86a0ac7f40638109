"""The command tree: noun → verb → the right it takes → its one line of help → where it lives.

Imported by every start, so plain data. A verb's module is imported when the verb is named; a test keeps
the lines equal to the docstrings.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from casactl.domain.engagements import KINDS, WorkKind


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: the right it takes, its one line of help and `module:function` below `casactl.cli`."""

    right: str
    """`thing:right`, or a step of its own; an empty one is everybody's (`domain/permissions.py`)."""
    help: str
    target: str
    filters: bool = False
    """Whether it takes the filters of `contact list`."""
    writes: str = ""
    """The right that it takes to write, where that is another than the one to look."""
    unattended: bool = False
    """Whether cron runs it: a bare `undo` never takes back what it did."""
    whole: bool = False
    """Whether it is about a workspace as a whole, which is judged there, and need not be the current one."""


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


def _work(kind: WorkKind) -> Noun:
    """One of the five nouns of work: the same verbs, worded for its kind."""
    name, many = kind.name, kind.plural
    verbs = {
        "add": Verb("work:create", f"Add {kind.one} for a contact.", f"work.edit:add_{name}"),
        "list": Verb(
            "work:view",
            f"List {many} by their day, those that are {kind.words['open']} unless told otherwise.",
            f"work.list:list_{name}",
            filters=True,
        ),
        "show": Verb("work:view", f"Show {kind.one}.", f"work.list:show_{name}"),
        "edit": Verb("work:edit", f"Change {kind.one} that is {kind.words['open']}.", f"work.edit:edit_{name}"),
        "assign": Verb(
            "work:edit",
            f"Give {many} to a contact or a user to do, or to nobody.",
            f"work.changing:assign_{name}",
            filters=True,
        ),
        "done": Verb("work:edit", kind.closing, f"work.changing:done_{name}"),
        "cancel": Verb("work:edit", f"Cancel {many}.", f"work.changing:cancel_{name}"),
    }
    return Noun(kind.about, DAILY, verbs | _MORE_WORK.get(name, {}))


_MORE_WORK = {
    "plan": {
        "visit": Verb(
            "work:edit", "Record a visit under a service plan, and plan the next one.", "work.changing:visit_plan"
        )
    },
    "event": {"export": Verb("work:view", "Export events to a calendar file.", "work.list:event", filters=True)},
}

# fmt: off
TREE: dict[str, Noun] = {
    "contact": Noun(
        "People and companies, through their whole life.",
        DAILY,
        {
            "add": Verb("contact:create", "Add a contact.", "contact.add:add"),
            "list": Verb("contact:view", "List contacts, the active ones unless told otherwise.",
                         "contact.list:list_", filters=True),
            "find": Verb("contact:view",
                         "Find contacts by words: parts of names, e-mails, phones, ids, units, companies, tags.",
                         "contact.list:find"),
            "show": Verb("contact:view", "Show everything known about a contact.", "contact.show:show"),
            "edit": Verb("contact:edit", "Change a contact's fields.", "contact.edit:edit"),
            "avatar": Verb("contact:view", "Write a contact's picture to a file, proved.", "contact.show:avatar"),
            "can": Verb("contact:view", "Say what a contact's standing allows, and what clears the way.",
                        "contact.show:can"),
            "history": Verb("contact.history", "Show who changed what about a contact, and when.",
                            "contact.show:history"),
            "promote": Verb("contact:edit", "Move contacts forward: lead, prospect, client, and on.",
                            "contact.edit:promote", filters=True),
            "attach": Verb("contact:edit", "Attach a contact to a property in a role.", "contact.relations:attach"),
            "detach": Verb("contact:edit", "End a contact's attachment to a property.", "contact.relations:detach"),
            "link": Verb("contact:edit",
                         "Link a contact to another: who works for whom, lives with whom, stands in for whom.",
                         "contact.relations:link"),
            "unlink": Verb("contact:edit", "End a contact's link to another: of one kind, or all of them.",
                           "contact.relations:unlink"),
            "invite": Verb("contact:edit", "Invite contacts to the portal by e-mail, now or on a date.",
                           "contact.invite:invite", filters=True),
            "revoke": Verb("contact:edit", "Take invitations back: their links stop working.",
                           "contact.invite:revoke", filters=True),
            "lock": Verb("contact:edit", "Lock contacts: no payments through the platform until unlocked.",
                         "contact.standing:lock", filters=True),
            "unlock": Verb("contact:edit", "Unlock contacts, so that they pay again.",
                           "contact.standing:unlock", filters=True),
            "deactivate": Verb("contact:edit",
                               "Make contacts inactive: no portal access and no tasks, everything else stays.",
                               "contact.standing:deactivate", filters=True),
            "activate": Verb("contact:edit", "Make inactive contacts active again.",
                             "contact.standing:activate", filters=True),
            "archive": Verb("contact:edit", "Archive contacts now, on a date, or when nothing blocks it.",
                            "contact.standing:archive", filters=True),
            "unarchive": Verb("contact:edit", "Bring archived contacts back.",
                              "contact.standing:unarchive", filters=True),
            "delete": Verb("contact.delete", "Delete inactive contacts for good; after a move-out, archive instead.",
                           "contact.erase:delete", filters=True),
            "erase": Verb("contact.erase", "Erase archived contacts for good, once nothing has to be kept.",
                          "contact.erase:erase", filters=True),
            "merge": Verb("contact.merge", "Merge contacts into one that takes over everything of theirs.",
                          "contact.merge:merge"),
            "duplicates": Verb("contact:view", "Find contacts that are likely entered twice.",
                               "contact.merge:duplicates", filters=True, writes="contact:edit"),
            "handover": Verb("contact.handover", "Hand accounts over to an attorney, now or on a date.",
                             "contact.handover:handover", filters=True),
            "recall": Verb("contact.handover", "Take accounts back from an attorney, now or on a date.",
                           "contact.handover:recall", filters=True),
            "import": Verb("contact:create", "Import contacts from a file; bad rows come back.",
                           "contact.import_:import_"),
            "export": Verb("contact.export", "Export contacts to a file that imports again.",
                           "contact.export:export", filters=True),
        },
    ),
    "property": Noun(
        "Communities, their buildings and their units.",
        DAILY,
        {
            "add": Verb("property:create", "Add a community, a building or a unit.", "property:add"),
            "list": Verb("property:view", "List properties as a tree.", "property:list_"),
            "show": Verb("property:view", "Show a property and who is attached to it.", "property:show"),
            "edit": Verb("property:edit", "Rename, move or restore a property, or say a unit's share.",
                         "property:edit"),
            "remove": Verb("property:delete", "Remove a property, or retire one that was in use.", "property:remove"),
            "import": Verb("property:create", "Import properties from a CSV file.", "property:import_"),
        },
    ),
    "address": Noun(
        "Postal addresses of contacts: billing and sites, and who has the key.",
        DAILY,
        {
            "add": Verb("contact:create", "Add an address to a contact; the first is the billing address.",
                        "address:add"),
            "list": Verb("contact:view", "List addresses, of one contact or of all, the newest first.",
                         "address:list_"),
            "edit": Verb("contact:edit", 'Change an address; "" clears a field, --billing moves the mark.',
                         "address:edit"),
            "remove": Verb("contact:edit", "Remove an address; of the billing address another one takes over.",
                           "address:remove"),
        },
    ),
    "ledger": Noun(
        "Money: charges, payments, and what is owed.",
        DAILY,
        {
            "charge": Verb("ledger:create", "Charge a contact.", "ledger:charge"),
            "fee": Verb("ledger:create", "Charge a contact a fee, a kind of its own.", "ledger:fee"),
            "levy": Verb("ledger:create", "Charge everybody attached in a role at a property (--property) or below it.",
                         "ledger:levy", filters=True),
            "pay": Verb("ledger:create", "Record a payment; what is more than owed becomes a credit balance.",
                        "ledger:pay"),
            "credit": Verb("ledger:create", "Credit a contact: the balance goes down without a payment.",
                           "ledger:credit"),
            "refund": Verb("ledger:create", "Pay a credit balance back to a contact.", "ledger:refund"),
            "write-off": Verb("ledger.write-off", "Write off what will not be paid: all that is owed, or an amount.",
                              "ledger:write_off"),
            "void": Verb("ledger:edit", "Void an entry by a reversing one; nothing is ever removed.",
                         "ledger:void"),
            "statement": Verb("ledger:view",
                              "Show a contact's entries and the running balance, or mail contacts theirs.",
                              "ledger:statement", filters=True, writes="message:create"),
            "invoice": Verb("ledger:view",
                            "Make an invoice of a contact's charges that stand on none yet; list invoices, show one.",
                            "invoice:invoice", writes="ledger:create"),
            "ageing": Verb("ledger:view", "List who owes money, the largest debt first, by days past due.",
                           "ledger:ageing", filters=True),
            "import": Verb("ledger:create",
                           "Import entries from a file: whose, kind, amount, date, due, text, reference.",
                           "ledger:import_"),
            "bank import": Verb("ledger.bank",
                                "Import a bank statement: each line is kept once, and posted if it is certain whose "
                                "it is.",
                                "bank:import_"),
            "bank list": Verb("ledger:view", "List the lines of bank statements, the newest first.", "bank:list_"),
            "bank match": Verb("ledger:create", "Say whose money a line is: it is posted as their payment.",
                               "bank:match"),
            "bank ignore": Verb("ledger:edit", "Say of lines that nothing of them is to be posted.", "bank:ignore"),
            "due": Verb("ledger:edit", "Let a charge be due on another day.", "ledger:due"),
            "deposit take": Verb("ledger:create", "Take a deposit: it is held apart from the balance.",
                                 "deposit:take"),
            "deposit return": Verb("ledger:create", "Return a deposit, or a part of it.", "deposit:return_"),
            "deposit apply": Verb("ledger:create", "Pay what is owed out of a deposit.", "deposit:apply"),
            "recurring add": Verb("ledger:create",
                                  "Charge a contact, or levy a property, period by period; `due run` posts what "
                                  "has come.",
                                  "recurring:add"),
            "recurring list": Verb("ledger:view", "List what comes round, the next first.", "recurring:list_"),
            "recurring show": Verb("ledger:view", "Show what comes round, and which periods have been posted.",
                                   "recurring:show"),
            "recurring edit": Verb("ledger:edit", "Change what is posted from the next period on.", "recurring:edit"),
            "recurring end": Verb("ledger:edit", "Let nothing come round any more.", "recurring:end"),
        },
        {
            "bank": "Bank statements: lines that are posted by themselves, and lines that wait for somebody.",
            "deposit": "Deposits, held apart from the balance: take, return, apply.",
            "recurring": "What comes round: charges and levies, period by period: add, list, show, edit, end.",
        },
    ),
    "lease": Noun(
        "Leases: who rents which unit, and until when.",
        DAILY,
        {
            "add": Verb("lease:create", "Add a lease; the contact is attached as tenant for its time.", "lease:add"),
            "list": Verb("lease:view", "List leases by their last day, the active ones unless told otherwise.",
                         "lease:list_"),
            "show": Verb("lease:view", "Show a lease.", "lease:show"),
            "rent": Verb("lease:edit", "Change the rent of a lease from a day on.", "lease:rent"),
            "end": Verb("lease:edit", "End a lease at once or on a day, and the tenant's attachment and rent with it.",
                        "lease:end"),
        },
    ),
    **{name: _work(kind) for name, kind in KINDS.items()},
    "message": Noun(
        "Messages between the office and its contacts.",
        DAILY,
        {
            "send": Verb("message:create",
                         "Send contacts a message, each their own: by e-mail, by SMS, or to be read in the portal.",
                         "message:send", filters=True),
            "receive": Verb("message:create", "Record a message that came in by phone, post or e-mail.",
                            "message:receive"),
            "read": Verb("message:edit", "Mark what people wrote in the portal as read.", "message:read"),
            "list": Verb("message:view", "List messages, of one contact or of all, the newest first.", "message:list_"),
            "show": Verb("message:view", "Show a message.", "message:show"),
            "broadcast": Verb("message:create",
                "Send one text to many: every active contact whom it reaches, or those that the filters find.",
                "message:broadcast", filters=True),
            "preview": Verb("message:view", "Show how a letter to a contact would read.", "message:preview"),
        },
    ),
    "portal": Noun(
        "Accounts of the people outside: how they get in, and what they see.",
        DAILY,
        {
            "activate": Verb("",
                "Choose a password with the link from a mail: link and password from prompts, or two lines of stdin.",
                "portal:activate"),
            "sign-in": Verb("",
                            "Sign in as a person does, the password from a prompt or stdin, and show what they see.",
                            "portal:sign_in"),
            "view": Verb("contact:view",
                "Show what a person sees in the portal; that you looked, and why, is in the log.", "portal:view"),
            "link": Verb("contact:view",
                "Print the address of a person's page in the portal; it opens nothing by itself.", "portal:link"),
            "serve": Verb("workspace:edit",
                          "Open the portal to browsers: runs in the foreground until it is told to end.",
                          "serving:serve"),
            "unit": Verb(
                "workspace:view",
                "Print a systemd service for the portal, and the proxy with TLS before it: Caddy, or nginx.",
                "serving:unit"),
            "requests list": Verb("message:view",
                                  "List changes that people ask for in the portal, the oldest first.",
                                  "portal_requests:list_"),
            "requests accept": Verb("contact:edit", "Make a change that somebody asked for.",
                                    "portal_requests:accept"),
            "requests decline": Verb("contact:edit",
                                     "Decline a change that somebody asked for; they read the reason.",
                                     "portal_requests:decline"),
            "log": Verb("log:view",
                "List who came to the portal's doors: signing in, links asked for and used, the newest first.",
                "portal_requests:log"),
            "reset-password": Verb("contact:edit",
                "Mail a person a link for a new password; it works once, for an hour.", "portal:reset_password"),
            "unblock": Verb("contact:edit", "Let a person sign in again at once after too many wrong passwords.",
                            "portal:unblock"),
        },
        {"requests": "Changes that people ask for in the portal: list, accept, decline."},
    ),
    "arrears": Noun(
        "Debts: who owes, which step of the ladder, who was told.",
        DAILY,
        {
            "list": Verb("arrears:view", "List who owes money: status, attorney, age of the debt, last payment.",
                         "arrears:list_", filters=True),
            "status": Verb("arrears:edit", "Apply a status of the debt ladder to contacts.",
                           "arrears:status", filters=True),
            "history": Verb("arrears:view", "Show every status that a contact has had, with its notes and notices.",
                            "arrears:history"),
            "run": Verb("arrears:edit",
                        "Let everybody climb a step of the ladder for whom the policy says so today; for cron, too.",
                        "ladder:run", filters=True, unattended=True),
            "hold": Verb("arrears:edit", "Ask contacts for nothing until a day; their status then is what it is now.",
                         "ladder:hold", filters=True),
            "policy show": Verb("arrears:view", "Print the ladder's policy as TOML, which `arrears policy set` takes.",
                                "ladder:policy_show"),
            "policy set": Verb("settings:edit",
                               "Set the ladder's policy from a TOML file: for each step days, wait, fee, letter, "
                               "channel.", "ladder:policy_set"),
            "plan add": Verb("arrears:edit",
                             "Agree on instalments until what is due now is paid: the status is payment-plan "
                             "meanwhile.", "ladder:plan_add"),
            "plan list": Verb("arrears:view",
                              "List instalment plans with what has been paid and missed, the newest first.",
                              "ladder:plan_list"),
            "plan show": Verb("arrears:view", "Show an instalment plan, instalment by instalment.", "ladder:plan_show"),
            "plan end": Verb("arrears:edit", "End an instalment plan: the status before it holds again.",
                             "ladder:plan_end"),
        },
        {"policy": "When which step of the ladder is due: show, set.",
         "plan": "Debts that are paid by instalments: add, list, show, end."},
    ),
    "outbox": Noun(
        "Mail and SMS on their way out.",
        DAILY,
        {
            "list": Verb("message:view", "List mail and SMS, sent and unsent, the newest first.", "outbox:list_"),
            "show": Verb("message:view", "Show a letter: to whom, what about, and what has become of it.",
                         "outbox:show"),
            "send": Verb(
                "message:create", "Send the letters whose time has come; for cron.", "outbox:send_", unattended=True
            ),
            "retry": Verb("message:edit", "Send letters again: some, or all in a state.", "outbox:retry"),
            "cancel": Verb("message:edit", "Cancel letters that have not left.", "outbox:cancel"),
        },
    ),
    "note": Noun(
        "Notes about contacts: the office's, or a case's.",
        DAILY,
        {
            "add": Verb("note:create", "Write a note about a contact.", "note:add"),
            "list": Verb("note:view", "List notes, of one contact or of all, the newest first.", "note:list_"),
            "show": Verb("note:view", "Show a note.", "note:show"),
            "edit": Verb("note:edit", "Put a note right: your own, while it is the last word.", "note:edit"),
            "remove": Verb("note:delete", "Remove a note; the log keeps it.", "note:remove"),
        },
    ),
    "document": Noun(
        "Documents about contacts, proved byte for byte.",
        DAILY,
        {
            "add": Verb("document:create", "File a document about a contact.", "document:add"),
            "list": Verb("document:view", "List documents, of one contact or of all, the newest first.",
                         "document:list_"),
            "edit": Verb("document:edit", "Put a document right: your own, while it is the last word.",
                         "document:edit"),
            "get": Verb("document:view", "Write a document's bytes to a file, proved.", "document:get"),
            "remove": Verb("document:delete", "Remove a document; undo brings it back until its contact is erased.",
                           "document:remove"),
            "check": Verb("document:view", "Prove every byte of every document and every picture.", "document:check"),
        },
    ),
    "due": Noun(
        "Changes that were given a date.",
        DATED,
        {
            "list": Verb("due:view", "List scheduled changes.", "due:list_"),
            "run": Verb("due:edit", "Apply what is due, and post what comes round; for cron.", "due:run",
                        unattended=True),
            "cancel": Verb("due:edit", "Cancel scheduled changes.", "due:cancel"),
            "crontab": Verb("due:view", "Print crontab lines and a systemd timer for the nightly work.", "due:crontab"),
        },
    ),
    "log": Noun(
        "Every operation: who, when, what, before and after.",
        DATED,
        {
            "list": Verb("log:view", "List operations, the newest first.", "log:list_"),
            "show": Verb("log:view", "Show an operation with every change it made.", "log:show"),
            "verify": Verb("log:view", "Prove that nobody has edited, removed or inserted anything.", "log:verify"),
            "head": Verb("log:view", "Print the log's head, to keep elsewhere.", "log:head"),
        },
    ),
    "user": Noun(
        "Who acts: staff and attorneys, what they may do and what they reach.",
        CARE,
        {
            "add": Verb("user:create", "Add a user: staff, or an attorney.", "user:add"),
            "list": Verb("user:view", "List users.", "user:list_"),
            "show": Verb("user:view", "Show a user: what they may do, and what they reach.", "user:show"),
            "me": Verb("", "Show what you may do, and what you reach.", "user:me"),
            "edit": Verb("user:edit", "Change a user's fields.", "user:edit"),
            "grant": Verb("user:edit", "Let a user reach communities.", "user:grant"),
            "revoke": Verb("user:edit", "Take communities out of a user's reach.", "user:revoke"),
            "enable": Verb("user:edit", "Let a disabled user act again.", "user:enable"),
            "disable": Verb("user:edit", "Stop a user from acting; what they did stays.", "user:disable"),
            "invite": Verb("user:edit", "Mail an attorney a link to a first password for the portal.", "user:invite"),
            "set-password": Verb("user:edit", "Give a user a password: asked for, or one line of standard input.",
                                 "user:set_password"),
            "reset-second-factor": Verb(
                "user:edit",
                "Take away the second factor of a user who has lost it; the password signs them in, to set up another.",
                "user:reset_second_factor"),
            "delete": Verb("user:edit", "Delete a disabled user, which frees the e-mail; the log keeps the name.",
                           "user:delete"),
        },
    ),
    "report": Noun(
        "What the office wants to know.",
        DAILY,
        {
            "overview": Verb("report:view",
                             "Show how the office stands: contacts, arrears, invitations, archives coming up, work.",
                             "report:overview"),
            "pipeline": Verb("report:view",
                "Show leads, prospects and clients by month: who came in, who moved on, what became of them.",
                "report:pipeline"),
            "activity": Verb("report:view", "Show what was done since a day: operations by verb and actor.",
                             "report:activity"),
            "arrears": Verb("report:view", "Show the debt ladder by community, with what moved since a day.",
                            "report:arrears"),
            "handovers": Verb("report:view", "Show each attorney's cases: open, owed, oldest, last activity, outcome.",
                              "report:handovers"),
            "retention": Verb("report:view", "List from when on each archived contact may be erased.",
                              "report:retention"),
        },
    ),
    "workspace": Noun(
        "Workspaces: where an office's data lives.",
        CARE,
        {
            "add": Verb("workspace:create", "Make a workspace.", "workspace.store:add"),
            "list": Verb("", "List the workspaces of this machine.", "workspace.machine:list_"),
            "use": Verb("", "Make a workspace the current one.", "workspace.machine:use"),
            "show": Verb("workspace:view", "Show where a workspace is and what it holds.",
                         "workspace.machine:show", whole=True),
            "remove": Verb("workspace.store", "Forget a workspace; its data stays unless told otherwise.",
                           "workspace.store:remove", whole=True),
            "get": Verb("settings:view", "Read the settings that all operators share.", "workspace.settings:get"),
            "set": Verb("settings:edit", "Change a setting that all operators share.", "workspace.settings:set_"),
            "field add": Verb("settings:edit", "Define a field of your own for contacts.", "workspace.settings:add"),
            "field list": Verb("settings:view", "List the fields that are defined.", "workspace.settings:list_"),
            "field show": Verb("settings:view", "Show what a field takes, and which contacts' values do not fit.",
                               "workspace.settings:show"),
            "field edit": Verb("settings:edit", "Change a field's type or its choices.", "workspace.settings:edit"),
            "field remove": Verb("settings:edit", "Remove a field's definition; values stay, as text.",
                                 "workspace.settings:remove"),
            "mapping list": Verb("settings:view", "List the saved mappings of columns.", "workspace.mappings:list_"),
            "mapping show": Verb("settings:view", "Show a saved mapping: what columns are, and what words mean.",
                                 "workspace.mappings:show"),
            "mapping remove": Verb("settings:edit", "Forget a saved mapping.", "workspace.mappings:remove"),
            "backup": Verb("workspace.store", "Write a verified backup.", "workspace.store:backup", whole=True),
            "restore": Verb("workspace.store", "Put a backup into a new or an empty workspace.",
                            "workspace.store:restore", whole=True),
            "check": Verb("workspace:view", "Check the database, its references, derived data and the log.",
                          "workspace.store:check", whole=True),
            "migrate": Verb("workspace.store", "Bring an older workspace to this program's schema.",
                            "workspace.store:migrate", whole=True),
            "move": Verb("workspace.store", "Move a workspace to another database.", "workspace.store:move",
                         whole=True),
            "test-mail": Verb("workspace:edit", "Send a test mail the way letters leave, and say what happened.",
                              "workspace.settings:test_mail"),
        },
        {
            "field": "Fields of your own for contacts, and what they take: add, list, show, edit, remove.",
            "mapping": "What was told of a file's columns, saved for the next one: list, show, remove.",
        },
    ),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Absent:
    """A verb that people look for in vain: why there is none, and what to type instead."""

    why: str
    instead: tuple[str, str]
    """The verb to type, and what it takes."""
    rule: str | None = None


_ARCHIVE = Absent(
    "Contacts are archived after a move-out, which keeps their history (to forget one: contact delete).",
    ("contact archive", "REF"),
    "MC-10",
)
ABSENT: dict[str, dict[str, Absent]] = {
    "contact": {"remove": _ARCHIVE, "rm": _ARCHIVE},
    "property": {"delete": Absent("Properties are removed or retired.", ("property remove", "PATH"))},
}

ALIASES: dict[str, tuple[str, ...]] = {
    "view": ("show",),
    "info": ("show",),
    "cat": ("show",),
    "rm": ("remove", "delete"),
    "del": ("remove", "delete"),
    "delete": ("remove",),
    "ls": ("list",),
    "search": ("find", "list"),
    "query": ("find", "list"),
    "update": ("edit", "set"),
    "modify": ("edit", "set"),
    "change": ("edit", "set"),
    "new": ("add",),
    "create": ("add",),
}
"""Other programs' words for verbs, with the verbs of ours that they mean; a noun's own verbs go first."""

TOP: dict[str, tuple[str, Verb]] = {
    "today": (
        DAILY,
        Verb(
            "report:view",
            "Show what has to be looked at today, each with its command; off a terminal silent when there is nothing.",
            "top.office:today",
        ),
    ),
    "undo": (
        DATED,
        Verb("contact:edit", "Take an operation back, the latest of your own by default.", "top.office:undo"),
    ),
    "demo": (CARE, Verb("", "Show the program at work in a throw-away workspace.", "top.demo:demo")),
    "doctor": (
        CARE,
        Verb("workspace:view", "Check this installation and say what to do about anything wrong.", "top.office:doctor"),
    ),
    "help": (
        CARE,
        Verb(
            "",
            "Explain a topic, or a command: exit-codes, output, dates, import, import-profiles, selection, options.",
            "top.help:help_",
        ),
    ),
}


def verb_for(words: str) -> Verb | None:
    """The verb that words on the command line lead to: `contact archive`, `workspace field add`, `undo`."""
    noun, _, verb = words.partition(" ")
    if noun in TREE:
        return TREE[noun].verbs.get(verb)
    return TOP[words][1] if words in TOP else None


def right_to_write(operation: str) -> str | None:
    """The right that an operation took, by its verb in the log (`contact.archive`); None where no verb makes it."""
    verb = verb_for(operation.replace(".", " "))
    return (verb.writes or verb.right) if verb else None
