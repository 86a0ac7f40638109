"""What can fail about lines, files, settings, the log and the store: rows of the table of failures."""

from __future__ import annotations

from collections.abc import Mapping

from casactl.domain.remedy import Blank, Remedy
from casactl.domain.situation import Situation
from casactl.errors import (
    Busy,
    CasaError,
    ConfigFault,
    IntegrityFault,
    InvalidValue,
    NotFound,
    Partly,
    Refused,
    StoreFault,
    Unreadable,
    UsageFault,
)

MACHINE: Mapping[str, Situation] = {
    "backup.incomplete": Situation(
        IntegrityFault, "A backup without the bytes of a document or a picture that it names."
    ),
    "backup.unreadable": Situation(Unreadable, "A file that is no backup of casactl, or a damaged one."),
    "backup.unwritable": Situation(StoreFault, "A backup, or the folder for it, that cannot be written."),
    "batch.bytes": Situation(
        UsageFault,
        "A line of a batch that writes bytes, which no text can hold, to standard output.",
        sentence="What this prints is no text; let it write to a file.",
    ),
    "batch.no-input": Situation(
        UsageFault,
        "A line of a batch that reads standard input, which holds the lines.",
        sentence="A line of a batch has no standard input of its own.",
        hint="give it on the line, or in a file",
    ),
    "batch.not-a-line": Situation(
        UsageFault,
        "A command that has lines of its own, or runs until it is told to end, as a line of a batch or a shell.",
        sentence="{verb} cannot be one line among others.",
    ),
    "batch.not-together": Situation(
        UsageFault,
        "A line of `batch --atomic` that cannot be taken back with the others.",
        sentence="{verb} cannot be one operation with other lines: it {why}.",
    ),
    "batch.nothing-done": Situation(
        Refused,
        "A line of `batch --atomic` failed, or could not run; nothing was changed by any.",
        sentence="Line {line} failed; nothing was changed.",
    ),
    "batch.unheard": Situation(
        Partly,
        "Nobody reads the results of a batch any more: lines were left.",
        sentence="No line behind {last} was begun, because nobody reads the results.",
    ),
    "batch.unreadable-line": Situation(
        UsageFault, "What stands on a line of a batch is no command.", sentence="This line cannot be read: {why}."
    ),
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
    "config.not-there": Situation(
        ConfigFault,
        "CASACTL_DATABASE names a database that the configuration does not know: cron would open another.",
        sentence="CASACTL_DATABASE names {database}, which the configuration does not know; cron has no such variable.",
        hint=Remedy("workspace add", Blank("NAME"), database="…", why="name it first, and leave the variable out"),
    ),
    "config.unknown-workspace": Situation(
        ConfigFault,
        "A workspace name that the configuration does not know.",
        sentence="No workspace '{name}' in {path} (known: {known}).",
        hint=Remedy("workspace add", "{name}"),
    ),
    "config.unwritable": Situation(ConfigFault, "The configuration file, or its folder, cannot be written."),
    "conflicting-edit": Situation(Refused, "Somebody else changed the row since it was read."),
    "demo.step-failed": Situation(CasaError, "A step of the tour did not end as it should."),
    "doctor.broken": Situation(IntegrityFault, "`doctor` has found something broken."),
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
    "input.missing-secret": Situation(UsageFault, "A password, or a token, that was to come on standard input."),
    "input.no-header": Situation(Unreadable, "A first line that cannot be a header."),
    "input.no-such-sheet": Situation(Unreadable, "A workbook that has no sheet of that name."),
    "input.not-a-file": Situation(
        Unreadable, "A folder or a device where a file should be.", sentence="{path} is not a file"
    ),
    "input.other-format": Situation(Unreadable, "A format that is not read, with the way out."),
    "input.too-large": Situation(Unreadable, "More than any list of contacts holds."),
    "input.too-many-columns": Situation(Unreadable, "More columns than any sheet of contacts has."),
    "input.unknown-column": Situation(Unreadable, "A column that matches no field."),
    "log.broken": Situation(
        IntegrityFault,
        "The log was altered, or its tail is missing.",
        sentence="The log does not verify: {problem}.",
        hint="keep the file, restore a backup",
    ),
    "output.unwritable": Situation(CasaError, "Standard output, or the file for a result, cannot be written to."),
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
    "undo.mail-left": Situation(
        Refused, "All that the operation did was to send mail, which has left, or was printed or written to a folder."
    ),
    "undo.nothing": Situation(NotFound, "There is no operation of that number, or none of the actor's own left."),
    "undo.signed": Situation(
        Refused,
        "The operation is a signature, somebody else's own act, or what was signed: contract, text and paper stay.",
        sentence="Operation {number} is the signature under contract {contract}: what somebody signed stays.",
        hint=Remedy("contract add", contact="{contact}", title=Blank("TEXT"), why="agree on something else"),
        rule="SD-20",
    ),
    "unexpected": Situation(CasaError, "Something that casactl did not foresee: a defect. `-v` shows where."),
    "usage.bad-map": Situation(
        UsageFault, "A mapping that is not one, or names a column or a field that is not there."
    ),
    "usage.confirmation-needed": Situation(
        UsageFault,
        "What needs a yes, where nobody can be asked: say `--yes`.",
        sentence="{what}: say --yes to confirm, nobody can be asked here.",
    ),
    "usage.date-in-future": Situation(
        InvalidValue, "A day that is still to come, of money that has moved or a visit that took place."
    ),
    "usage.date-passed": Situation(
        InvalidValue, "A dated change cannot be planned for the past.", sentence="{on} has passed; today is {today}."
    ),
    "usage.ends-before-start": Situation(InvalidValue, "Something would end before it begins."),
    "usage.invalid-interval": Situation(InvalidValue, "Text that is no interval.", hint="write 30d, 2w, 3m or 1y"),
    "usage.not-text": Situation(UsageFault, "Words of the command line that are no text."),
    "usage.one-contact-only": Situation(
        UsageFault, "A value that is one contact's own, such as an e-mail or a name, for several contacts."
    ),
    "usage.period-backward": Situation(
        InvalidValue,
        "A period that ends before it begins.",
        sentence="The period would end on {last}, before it begins on {first}.",
    ),
    "usage.rejects": Situation(UsageFault, "A rejects file that would overwrite the input, or cannot be written."),
    "usage.same-contact": Situation(
        UsageFault,
        "Both references mean one contact, which cannot be told apart from itself.",
        sentence="Both references mean contact {one}; two contacts are needed.",
    ),
    "usage.unknown-field": Situation(
        UsageFault,
        "A field that what is shown does not have, or a custom field that is not there; names those that are.",
    ),
    "usage.until-too-early": Situation(
        InvalidValue,
        "The way back (`--until`) lies before the move itself.",
        sentence="--until {until} is not after {starts}, when it starts.",
    ),
    "workspace.access-refused": Situation(
        StoreFault, "The PostgreSQL server lets nobody in this way: a wrong password, an unknown role or database."
    ),
    "workspace.copy-differs": Situation(
        IntegrityFault, "What arrived is not what was sent; the target was left as it was."
    ),
    "workspace.disk": Situation(StoreFault, "The disk of the workspace, or of its database server, is full or fails."),
    "workspace.driver-missing": Situation(
        ConfigFault,
        "The workspace is on PostgreSQL and the driver is not installed.",
        sentence="This workspace is on PostgreSQL, and its driver is not installed.",
    ),
    "workspace.encoding": Situation(StoreFault, "A PostgreSQL database that does not hold UTF-8."),
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
    "workspace.no-wal": Situation(StoreFault, "A place where SQLite cannot keep its write-ahead log."),
    "workspace.read-only": Situation(StoreFault, "A workspace that cannot be written to."),
    "workspace.unknown-setting": Situation(
        NotFound, "No setting of that name.", hint=Remedy("workspace get", why="every setting with its value")
    ),
    "workspace.unreachable": Situation(
        Busy, "The PostgreSQL server is away: not reachable, starting, failing over, full, or lost in the middle."
    ),
    "workspace.unreadable": Situation(StoreFault, "A workspace whose file cannot be opened."),
}
