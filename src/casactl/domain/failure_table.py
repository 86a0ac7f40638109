"""Every failure that nobody catches by its name, as a table: code, exit, situation, sentence, what leads on.

Raised as `raise failure("contact.no-avatar", contact=17)`, see `failures.py`, which fills sentence and hint. What is
told apart by whoever catches it is a class of its own, beside what raises it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casactl.domain.remedy import Advice, Blank, Remedy, Said
from casactl.errors import (
    Busy,
    CasaError,
    ConfigFault,
    IntegrityFault,
    InvalidValue,
    NotFound,
    Refused,
    StoreFault,
    Unreadable,
    UsageFault,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """One row: the kind, which has the exit code, and the situation as the reference describes it."""

    kind: type[CasaError]
    about: str
    sentence: str = ""
    """Empty where each that raises it words its own."""
    hint: Advice | None = None
    rule: str | None = None


FAILURES: Mapping[str, Situation] = {
    "address.missing-line": Situation(
        UsageFault,
        "An address without a street, or another line that says where.",
        sentence="An address needs {option}.",
    ),
    "address.not-found": Situation(NotFound, "There is no address of that number in sight."),
    "address.takeover-needed": Situation(
        UsageFault,
        "The billing address goes, and nobody has said which of several others takes over.",
        sentence="Address {id} is the billing address of {display_name}; say which one takes over with --billing ID.",
        rule="PY-3",
    ),
    "arrears.bad-policy": Situation(
        InvalidValue,
        "A ladder of arrears whose steps go backwards, or that says something unknown.",
        sentence="The policy cannot be set: {why}.",
        hint=Remedy("arrears policy show", why="what a policy looks like"),
    ),
    "arrears.no-plan": Situation(
        NotFound,
        "There is no such instalment plan in sight.",
        sentence="There is no instalment plan of {what}.",
        hint=Remedy("arrears plan list"),
    ),
    "arrears.plan-too-long": Situation(
        InvalidValue,
        "Instalments so small that there would be too many of them.",
        sentence="That would be {count} instalments; {most} are the most.",
    ),
    "arrears.policy-unreadable": Situation(
        Unreadable, "A policy of arrears that is no TOML.", sentence="The policy cannot be read: {why}."
    ),
    "arrears.unknown-status": Situation(InvalidValue, "No step of the debt ladder has that name."),
    "backup.incomplete": Situation(
        IntegrityFault, "A backup without the bytes of a document or a picture that it names."
    ),
    "backup.unreadable": Situation(Unreadable, "A file that is no backup of casactl, or a damaged one."),
    "config.busy": Situation(
        Busy,
        "Another command is changing the configuration.",
        sentence="Another command is changing {path}.",
        hint="try again",
    ),
    "config.database": Situation(
        ConfigFault, "A database URL that names neither a SQLite file nor a PostgreSQL server."
    ),
    "config.exposed": Situation(
        ConfigFault, "Others may write to the configuration, or to its folder: its mail commands are not run (S12)."
    ),
    "config.invalid": Situation(
        ConfigFault, "A configuration file that cannot be used; names the file and the line or key."
    ),
    "config.unknown-workspace": Situation(
        ConfigFault,
        "A workspace name that the configuration does not know.",
        sentence="No workspace '{name}' in {path} (known: {known}).",
        hint=Remedy("workspace add", "{name}"),
    ),
    "conflicting-edit": Situation(Refused, "Somebody else changed the row since it was read."),
    "contact.company-not-found": Situation(NotFound, "No company of that name, or several."),
    "contact.email-taken": Situation(
        Refused,
        "The address is somebody's login already: names the holder and the way to restore or free it (SD-9).",
        sentence="{email} already belongs to {holder}",
        rule="SD-8",
    ),
    "contact.external-id-taken": Situation(
        Refused,
        "The external id is another contact's.",
        sentence="The external id {external_id} already belongs to {holder}",
    ),
    "contact.invalid-type": Situation(UsageFault, "Not a type of contact.", rule="MC-2"),
    "contact.missing-field": Situation(
        UsageFault,
        "A field that the contact's type requires is empty (SD-12).",
        sentence="{what} needs {options}.",
        rule="SD-12",
    ),
    "contact.missing-primary": Situation(
        UsageFault,
        "Each company has a primary contact, by the office's setting (SD-15).",
        sentence="A company needs a primary contact: --primary REF.",
        hint="or add the person with --company NAME --create-company",
        rule="SD-15",
    ),
    "contact.no-avatar": Situation(
        NotFound,
        "The contact has no picture.",
        sentence="Contact {contact} has no picture.",
        hint=Remedy("contact edit", "{contact}", avatar=Blank("FILE")),
        rule="SD-16",
    ),
    "contact.no-such-point": Situation(NotFound, "A phone or an e-mail that is none of the contact's further ones."),
    "contact.not-attached": Situation(
        NotFound,
        "The contact is not attached there.",
        sentence="{display_name} is not attached to {path}, but to {where}.",
    ),
    "contact.not-found": Situation(NotFound, "No contact answers to the reference."),
    "contact.primary-contact": Situation(
        Refused, "Each company has a primary contact, and this would leave one without (SD-15)."
    ),
    "contact.reason-names-contact": Situation(
        UsageFault,
        "The log keeps the reason for good, so it may not say who was forgotten.",
        sentence="--reason names who is to be erased, and the log keeps it.",
        hint="say why without saying who",
    ),
    "contact.type-backward": Situation(
        Refused,
        "A type does not go back on the ladder, nor onto it (SD-11).",
        sentence="{one} does not become {other}: lead, prospect, client is a one-way road.",
        rule="SD-11",
    ),
    "contact.wrong-kind": Situation(
        Refused,
        "A company's primary contact is a person.",
        sentence="--primary names a person; {display_name} ({number}) is a {kind}.",
        hint=Remedy("contact find", Blank("TEXT"), fields="id,kind,display_name"),
        rule="PY-2",
    ),
    "demo.step-failed": Situation(CasaError, "A step of the tour did not end as it should."),
    "document.damaged": Situation(
        IntegrityFault,
        "A document or a picture whose bytes are not there, or not those that were filed.",
        sentence="The bytes that were filed are {problem}.",
        hint=Remedy("document check"),
    ),
    "document.file-exists": Situation(
        Refused,
        "Something is there already that would be lost.",
        sentence="{target!r} exists.",
        hint="say --yes to replace it, or name another file",
    ),
    "document.not-a-file": Situation(
        InvalidValue, "A link, pipe, device or folder: only the bytes of a plain file are filed."
    ),
    "document.too-large": Situation(
        InvalidValue,
        "More bytes than are taken for one file.",
        hint=Remedy("workspace set", "document_max_mb", Blank("N")),
    ),
    "document.type-not-taken": Situation(
        InvalidValue,
        "The content is none of the kinds that the workspace takes.",
        sentence="{name!r} {what}; taken are {taken}.",
        hint=Remedy("workspace set", "document_types", Blank("KINDS")),
    ),
    "handover.attorney-disabled": Situation(
        Refused,
        "The attorney may not act.",
        sentence="{name} is disabled.",
        hint=Remedy("user enable", "{email}"),
        rule="WU-2",
    ),
    "handover.not-an-attorney": Situation(
        Refused,
        "Accounts are handed over to attorneys only.",
        sentence="{name} is {type}, not an attorney.",
        hint=Remedy("user add", Blank("EMAIL"), name=Blank("NAME"), type="attorney", community=Blank("PATH")),
        rule="WU-2",
    ),
    "handover.which-community": Situation(
        UsageFault,
        "A contact is attached to several communities, or to none: the case needs one (WU-4).",
        sentence="{the_message}.",
        hint="give it with --community PATH",
    ),
    "help.no-such-topic": Situation(NotFound, "No help topic of that name."),
    "input.bad-delimiter": Situation(
        Unreadable,
        "A delimiter that cannot part cells.",
        sentence="{delimiter!r} cannot part cells; take one character, or tab",
    ),
    "input.bad-encoding": Situation(Unreadable, "Bytes that are no text in the encoding told, marked or guessed."),
    "input.bad-json": Situation(Unreadable, "JSON that cannot be read, or is no list of objects."),
    "input.bad-mapping": Situation(Unreadable, "A mapping file that is no TOML, or holds anything but names."),
    "input.bad-statement": Situation(
        Unreadable,
        "A bank statement that is cut off, or holds what no bank writes.",
        sentence="{name} is damaged, or no statement that a bank wrote",
        hint="download it from the bank once more",
    ),
    "input.damaged": Situation(
        Unreadable,
        "A packed document that is cut off, encrypted, or holds what no office program writes.",
        sentence="{name} is damaged, or no document that an office program wrote",
        hint="open it and save it anew, without a password",
    ),
    "input.duplicate-column": Situation(Unreadable, "Two columns that mean one field."),
    "input.duplicate-header": Situation(
        Unreadable, "Two columns of one name.", sentence="{name} has two columns named {cell!r}"
    ),
    "input.empty": Situation(Unreadable, "Nothing in it, not even a header.", sentence="{name} is empty"),
    "input.missing": Situation(Unreadable, "No such file."),
    "input.missing-column": Situation(
        Unreadable, "The file lacks a column without which none of its rows can be taken."
    ),
    "input.no-header": Situation(Unreadable, "A first line that cannot be a header."),
    "input.no-such-sheet": Situation(Unreadable, "A workbook that has no sheet of that name."),
    "input.not-a-file": Situation(
        Unreadable, "A folder or a device where a file should be.", sentence="{path} is not a file"
    ),
    "input.other-format": Situation(Unreadable, "A format that is not read, with the way out."),
    "input.too-large": Situation(Unreadable, "More than any list of contacts holds."),
    "input.too-many-columns": Situation(Unreadable, "More columns than any sheet of contacts has."),
    "input.unknown-column": Situation(Unreadable, "A column that matches no field."),
    "lease.ends-after-agreed": Situation(
        InvalidValue,
        "A lease is not made longer by ending it.",
        sentence="Lease {id} is agreed until {ends}; it cannot end on {on}.",
        hint="for a longer stay add a lease from the day after",
    ),
    "lease.no-rent": Situation(
        InvalidValue,
        "A lease whose rent does not come round has none to change.",
        sentence="No rent of lease {id} comes round from then on.",
        hint="a lease is added with --rent and --rent-day",
    ),
    "lease.not-a-unit": Situation(
        Refused,
        "A lease is for a unit, not for a building or a whole community.",
        sentence="{path} is a {kind}; a lease is for a unit.",
        hint=Remedy("property list", in_=Said("{id}")),
    ),
    "lease.not-then": Situation(
        InvalidValue, "A day on which the lease does not hold.", sentence="Lease {id} does not hold on {on}."
    ),
    "lease.overlaps": Situation(
        Refused,
        "The contact leases that unit already on some of the days.",
        sentence="{display_name} leases {path} from {starts} to {last} already (lease {id}).",
        hint=Remedy("lease show", "{id}"),
    ),
    "ledger.no-day-of-month": Situation(
        InvalidValue,
        "Text that is no day of the month.",
        sentence="{name} takes a day of the month, 1 to 31, not '{text}'.",
    ),
    "ledger.no-shares": Situation(
        Refused,
        "Nothing to spread a total by: no unit there has a share above zero.",
        sentence="The shares there come to nothing.",
        hint=Remedy("property edit", Blank("PATH"), share=Blank("N")),
    ),
    "ledger.recurring-over": Situation(InvalidValue, "What has come round for the last time is not changed any more."),
    "ledger.too-long-ago": Situation(
        InvalidValue,
        "Nothing is charged anew from more than ten years back.",
        sentence="{starts} is more than {years} years back: nothing comes round from so long ago.",
    ),
    "letter.extra-missing": Situation(
        ConfigFault,
        "The library that draws PDF is not installed.",
        sentence="PDF needs a library that is not installed here.",
        hint="pip install 'casactl[pdf]', or pipx inject casactl typst",
    ),
    "letter.undrawable": Situation(
        Unreadable, "A letter cannot be drawn as PDF.", sentence="The letter cannot be drawn: {why}."
    ),
    "log.broken": Situation(
        IntegrityFault,
        "The log was altered, or its tail is missing.",
        sentence="The log does not verify: {problem}.",
        hint="keep the file, restore a backup",
    ),
    "message.template-broken": Situation(
        Unreadable, "A template that cannot be read or rendered.", sentence="The template cannot be used: {fault}."
    ),
    "note.office-only": Situation(
        Refused,
        "An attorney writes for the case; the office's own notes are the staff's.",
        sentence="An attorney's notes and documents belong to the case.",
        hint="leave --visibility away",
    ),
    "outbox.not-found": Situation(NotFound, "No letter has that number.", hint=Remedy("outbox list")),
    "output.unwritable": Situation(CasaError, "Standard output cannot be written to."),
    "password.not-accepted": Situation(
        InvalidValue, "A new password is too short, too long or among those that are guessed first."
    ),
    "permission.denied": Situation(Refused, "The user's group lacks the right."),
    "permission.out-of-reach": Situation(
        Refused,
        "Whoever is fenced to communities adds contacts there.",
        sentence="A contact without a property would be out of your own sight.",
        hint="say --property PATH",
    ),
    "portal.code-wrong": Situation(
        InvalidValue,
        "A code of the second factor that is wrong, too old, or was used already.",
        sentence="This code is not right, or no longer. Please type the newest one.",
    ),
    "portal.extra-missing": Situation(
        ConfigFault,
        "The libraries of the browser portal are not installed.",
        sentence="The browser portal needs libraries that are not installed here.",
        hint="pip install 'casactl[portal]', or pipx inject casactl flask waitress pyotp",
    ),
    "portal.gone": Situation(Refused, "Who was erased or merged has no page any more."),
    "portal.link-dead": Situation(
        Refused,
        "A link that opens nothing: unknown, used, too old, or no longer meant for anybody; it says no more than that.",
        sentence="This link does not work, or no longer: the office sends another one.",
        hint=(
            Remedy("contact invite", Blank("REF"), resend=True),
            Remedy("portal reset-password", Blank("REF"), why="with an account"),
        ),
    ),
    "portal.look-dead": Situation(
        Refused,
        "A link of `portal view --open` that was used, or is older than ten minutes.",
        sentence="This link has been used, or is too old: it works once, for ten minutes.",
    ),
    "portal.no-address": Situation(
        Refused,
        "Letters leave the machine, and the links in them would lead nowhere.",
        sentence="No link leaves until portal_url is the portal's own https address.",
        hint=Remedy("workspace set", "portal_url", Blank("URL")),
        rule="SD-18",
    ),
    "portal.no-edits": Situation(
        Refused, "The setting `portal_edits` is off.", sentence="Please write to the office about changes."
    ),
    "portal.no-email": Situation(
        Refused,
        "The contact has no e-mail that a link could be bound to.",
        sentence="Contact {contact_id} has no e-mail, so gets no link.",
    ),
    "portal.not-changed": Situation(
        Refused,
        "A person's own change that a rule forbids, such as somebody else's e-mail; the page does not say which.",
        sentence="This cannot be changed here. Please write to the office.",
    ),
    "portal.not-signed": Situation(
        InvalidValue, "A contract is not signed: no name, no consent, signed already, or changed meanwhile."
    ),
    "portal.request-decided": Situation(
        Refused,
        "A change that was asked for has been decided about already.",
        sentence="Request {number} is {state} already.",
        hint=Remedy("portal requests list"),
    ),
    "portal.second-factor": Situation(
        Refused, "The second factor is set up already, or is not used: the setting `attorney_second_factor` is off."
    ),
    "portal.sign-in-refused": Situation(
        Refused,
        "E-mail and password open nothing; why is nobody's business.",
        sentence="This e-mail and this password do not open the portal.",
    ),
    "portal.signed-out": Situation(
        Refused,
        "Nobody is signed in by that session, or not any more.",
        sentence="You are not signed in any more.",
    ),
    "portal.uploads-spent": Situation(
        Refused,
        "Somebody has uploaded as much today as the setting `upload_day_mb` allows.",
        sentence="That is more than can be uploaded in a day. Please send the rest tomorrow.",
    ),
    "portal.view-refused": Situation(
        Refused, "The person could not sign in, so there is nothing to see through their eyes."
    ),
    "property.ambiguous": Situation(NotFound, "Several properties end in that path.", hint="give the whole path"),
    "property.invalid-name": Situation(InvalidValue, "A property's name that could not stand in a path."),
    "property.missing-parent": Situation(
        UsageFault, "A building or a unit needs a property to stand in.", hint="--in PATH"
    ),
    "property.not-found": Situation(
        NotFound, "No property at that path; the message names near ones.", hint=Remedy("property list")
    ),
    "property.retired": Situation(
        Refused,
        "Nobody is attached to a property that was retired.",
        sentence="{path} is retired.",
        hint=Remedy("property edit", "{id}", restore=True),
    ),
    "store.network-file-system": Situation(
        StoreFault,
        "Write-ahead logging and file locks do not hold on network file systems.",
        sentence="{path} is on a network file system ({kind}), where locks do not hold.",
        hint="keep the workspace on a local disk, or use PostgreSQL",
    ),
    "store.no-foreign-keys": Situation(
        StoreFault,
        "SQLite was built without foreign keys: nothing may be written with it.",
        sentence="This SQLite cannot enforce foreign keys.",
    ),
    "undo.already": Situation(
        Refused,
        "The operation has been undone, and the undo stands.",
        sentence="Operation {number} was undone by operation {undone}.",
        hint=Remedy("undo", "{undone}", why="redo it"),
    ),
    "undo.built-upon": Situation(Refused, "Later work rests on what should be undone."),
    "undo.impossible": Situation(Refused, "The operation's content is gone, or its tables have changed shape since."),
    "undo.mail-left": Situation(Refused, "All that the operation did was to send mail, and that has left."),
    "undo.nothing": Situation(NotFound, "There is no operation of that number, or none of the actor's own left."),
    "usage.bad-map": Situation(
        UsageFault, "A mapping that is not one, or names a column or a field that is not there."
    ),
    "usage.date-in-future": Situation(
        InvalidValue, "A day that is still to come, of money that has moved or a visit that took place."
    ),
    "usage.date-passed": Situation(
        InvalidValue, "A dated change cannot be planned for the past.", sentence="{on} has passed; today is {today}."
    ),
    "usage.ends-before-start": Situation(InvalidValue, "Something would end before it begins."),
    "usage.invalid-interval": Situation(InvalidValue, "Text that is no interval.", hint="write 30d, 2w, 3m or 1y"),
    "usage.period-backward": Situation(
        InvalidValue,
        "A period that ends before it begins.",
        sentence="The statement would end on {last}, before it begins on {first}.",
    ),
    "usage.rejects": Situation(UsageFault, "A rejects file that would overwrite the input, or cannot be written."),
    "usage.same-contact": Situation(
        UsageFault,
        "Both references mean one contact, which cannot be told apart from itself.",
        sentence="Both references mean contact {one}; two contacts are needed.",
    ),
    "usage.until-too-early": Situation(
        InvalidValue,
        "The way back (`--until`) lies before the move itself.",
        sentence="--until {until} is not after {starts}, when it starts.",
    ),
    "user.disabled": Situation(
        Refused,
        "The user exists and may not act.",
        sentence="{name} ({email}) is disabled.",
        hint=Remedy("user enable", "{email}"),
    ),
    "user.invalid-group": Situation(
        InvalidValue, "No permission group of that name, or one that does not go with the type."
    ),
    "user.not-a-community": Situation(
        InvalidValue,
        "Reach is given by whole communities.",
        sentence="{path} is a {kind}; users reach whole communities.",
    ),
    "user.not-found": Situation(NotFound, "Nobody of that e-mail is a user."),
    "workspace.access-refused": Situation(
        StoreFault, "The PostgreSQL server lets nobody in this way: a wrong password, an unknown role or database."
    ),
    "workspace.copy-differs": Situation(
        IntegrityFault, "What arrived is not what was sent; the target was left as it was."
    ),
    "workspace.driver-missing": Situation(
        ConfigFault,
        "The workspace is on PostgreSQL and the driver is not installed.",
        sentence="This workspace is on PostgreSQL, and its driver is not installed.",
    ),
    "workspace.exists": Situation(Refused, "The name, or the database, belongs to a workspace already."),
    "workspace.field-exists": Situation(
        Refused,
        "A field of that name is defined, and otherwise.",
        sentence="The field '{name}' is defined already: it takes {takes}.",
        hint=Remedy("workspace field edit", "{name}", type="{type}"),
    ),
    "workspace.field-not-found": Situation(
        NotFound,
        "No field of that name is defined.",
        sentence="There is no field '{key}'{known}.",
        hint=Remedy("workspace field list"),
    ),
    "workspace.foreign": Situation(
        StoreFault,
        "A database, but none of casactl's.",
        sentence="{shown} is not a casactl workspace; it was left untouched.",
    ),
    "workspace.holds-data": Situation(Refused, "A restore would replace data that nobody agreed to lose."),
    "workspace.invalid-field": Situation(InvalidValue, "A custom field that cannot be defined so."),
    "workspace.newer": Situation(StoreFault, "A store that a newer casactl has written."),
    "workspace.unknown-setting": Situation(
        NotFound, "No setting of that name.", hint=Remedy("workspace get", why="every setting with its value")
    ),
    "workspace.unreachable": Situation(
        Busy, "The PostgreSQL server is away: not reachable, starting, failing over, full, or lost in the middle."
    ),
}
