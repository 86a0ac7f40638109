"""What can fail about contacts, money, letters, papers, users: rows of the table of failures."""

from __future__ import annotations

from collections.abc import Mapping

from casactl.domain.remedy import Blank, Remedy, Said
from casactl.domain.situation import Situation
from casactl.errors import ConfigFault, IntegrityFault, InvalidValue, NotFound, Refused, Unreadable, UsageFault

OFFICE: Mapping[str, Situation] = {
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
        sentence="There is no instalment plan {what}.",
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
    "contact.invalid-do-not": Situation(
        InvalidValue,
        "Somebody may not want what is no channel.",
        sentence="'{unknown}' is not among what somebody may not want: {known}.",
    ),
    "contact.invalid-link": Situation(UsageFault, "A word that is no kind of link between contacts."),
    "contact.invalid-role": Situation(UsageFault, "A word that is no role at a property."),
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
    "contact.missing-role": Situation(UsageFault, "A contact whose type says no role at a property; none was given."),
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
    "contract.not-found": Situation(NotFound, "There is no contract of that number in sight."),
    "document.damaged": Situation(
        IntegrityFault,
        "A document or a picture whose bytes are not there, or not those that were filed.",
        sentence="The bytes that were filed are {problem}.",
        hint=Remedy("document check"),
    ),
    "import.rejects-file-exists": Situation(
        Refused,
        "Another file stands where the rejects would go, and would be lost.",
        sentence="{target} exists, and is no rejects file.",
        hint="say --yes to replace it, or name another file: --rejects FILE",
    ),
    "document.file-exists": Situation(
        Refused,
        "A file is there already that a document, an export or a page would replace.",
        sentence="{target!r} exists; it was left untouched.",
        hint="say --yes to replace it, or name another file",
    ),
    "document.name-misleads": Situation(
        InvalidValue,
        "The name ends in what another kind of file ends in than the content is (S12).",
        sentence="'{name}' ends in .{ending}, and holds something else: {kind}. Please give it its right name.",
    ),
    "document.name-runs": Situation(
        InvalidValue,
        "The name ends as programs and web pages do, which would run where somebody opens it (S12).",
        sentence="'{name}' ends in .{ending}, as programs and web pages do. Please send it as one of these: {taken}.",
    ),
    "document.not-a-file": Situation(
        InvalidValue, "A link, pipe, device or folder: only the bytes of a plain file are filed."
    ),
    "document.not-found": Situation(NotFound, "There is no document of that number in sight, or not of this contact."),
    "document.not-scanned": Situation(
        Refused,
        "The setting `scan_command` names a program that gave no word about an upload: it is not kept.",
        sentence="'{name}' could not be checked and was not kept: {why}. Please try again later.",
    ),
    "document.scan-refused": Situation(
        Refused,
        "The program of the setting `scan_command` found something in an upload: it is not kept.",
        sentence="'{name}' was not kept: the office's scanner found something in it.",
    ),
    "document.too-large": Situation(
        InvalidValue,
        "More bytes than are taken for one file.",
        hint=Remedy("workspace set", "document_max_mb", Blank("N")),
    ),
    "document.type-not-taken": Situation(
        InvalidValue,
        "The content is none of the kinds that the workspace takes.",
        sentence="'{name}' {what}. These are taken: {taken}.",
        hint=Remedy("workspace set", "document_types", Blank("KINDS")),
    ),
    "handover.attorney-disabled": Situation(
        Refused,
        "The attorney may not act.",
        sentence="{email} is disabled.",
        hint=Remedy("user enable", "{email}"),
        rule="WU-2",
    ),
    "handover.not-an-attorney": Situation(
        Refused,
        "Accounts are handed over to attorneys only.",
        sentence="{email} is {type}, not an attorney.",
        hint=Remedy("user add", Blank("EMAIL"), name=Blank("NAME"), type="attorney", community=Blank("PATH")),
        rule="WU-2",
    ),
    "handover.which-community": Situation(
        UsageFault,
        "A contact is attached to several communities, or to none: the case needs one (WU-4).",
        sentence="{the_message}.",
        hint="give it with --community PATH",
    ),
    "lease.ends-after-agreed": Situation(
        InvalidValue,
        "A lease is not made longer by ending it.",
        sentence="Lease {id} is agreed until {ends}; it cannot end on {on}.",
        hint="for a longer stay add a lease from the day after",
    ),
    "lease.has-begun": Situation(
        InvalidValue,
        "Only a lease that has not begun is withdrawn; one that has ends on its first day at the earliest.",
        sentence="Lease {id} has run since {starts}; it cannot end on {on}.",
        hint=Remedy("lease end", "{id}", on="{starts}"),
    ),
    "lease.no-rent": Situation(
        InvalidValue,
        "A lease whose rent does not come round yet needs a day of the month for it.",
        sentence="No rent of lease {id} comes round from then on.",
        hint="--rent-day N says on which day of each month it is charged",
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
        sentence="{display_name} leases {path} from {starts} on, {until}, already (lease {id}).",
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
        sentence="No unit of {path} has a share.",
        hint=Remedy("property edit", Said("{unit}"), share=Blank("N")),
    ),
    "ledger.recurring-over": Situation(InvalidValue, "What has come round for the last time is not changed any more."),
    "ledger.too-long-ago": Situation(
        InvalidValue,
        "Nothing is charged anew from more than ten years back.",
        sentence="{starts} is more than {years} years back: nothing comes round from so long ago.",
        hint="begin later, and charge what is owed from before as one sum; an old lease is added without --rent-day, "
        "and lease rent then says from which day its rent comes round",
    ),
    "letter.extra-missing": Situation(
        ConfigFault,
        "The library that draws PDF is not installed.",
        sentence="PDF needs a library that is not installed here.",
    ),
    "letter.undrawable": Situation(
        Unreadable, "A letter cannot be drawn as PDF.", sentence="The letter cannot be drawn: {why}."
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
    "outbox.no-address": Situation(
        NotFound,
        "Nobody has that e-mail.",
        sentence="Nobody has the e-mail {address}, and no letter went there.",
        hint=Remedy("outbox list"),
    ),
    "outbox.not-found": Situation(NotFound, "No letter has that number.", hint=Remedy("outbox list")),
    "portal.changed-meanwhile": Situation(
        Refused,
        "A status is applied that was previewed while the case stood otherwise.",
        sentence="The case has changed meanwhile. This is what it would do now.",
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
    "portal.no-file": Situation(InvalidValue, "An upload without a file.", sentence="Please choose a file."),
    "portal.not-changed": Situation(
        Refused,
        "A person's own change that a rule forbids, such as somebody else's e-mail; the page does not say which.",
        sentence="This cannot be changed here. Please write to the office.",
    ),
    "portal.not-signed": Situation(
        InvalidValue, "A contract is not signed: no name, no consent, signed already, or changed meanwhile."
    ),
    "portal.other-name": Situation(
        InvalidValue,
        "A contract is signed under a name that the office does not have: the page asks once whether it is right.",
        sentence="The office knows you as {known}. If {name} is your name all the same, please sign once more.",
    ),
    "portal.port-taken": Situation(
        ConfigFault,
        "The portal cannot listen where it was told to: another program does, or the address is not this machine's.",
        hint="listen elsewhere: --listen 127.0.0.1:PORT",
    ),
    "portal.refused": Situation(Refused, "What somebody tried in the portal is not allowed, or not now."),
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
    "portal.too-many-files": Situation(
        InvalidValue, "More files at once than a form takes.", sentence="Please send no more than {most} files at once."
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
    "view.not-a-list": Situation(UsageFault, "A command that does more than show a list or a report, for a view."),
}
