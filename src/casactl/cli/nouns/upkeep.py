"""Dated work and the log, users, reports and workspaces, and what stands without a noun."""

from __future__ import annotations

from casactl.cli.nouns.verb import CARE, DAILY, DATED, Noun, Verb

# fmt: off
NOUNS: dict[str, Noun] = {
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
    "view": Noun(
        "Lists and reports under names of your own: `view NAME` shows one, with whatever options you add.",
        DAILY,
        {
            "save": Verb("contact:edit", "Save a list or a report under a name, for everybody in the office.",
                         "view:save"),
            "list": Verb("report:view", "List the saved views.", "view:list_"),
            "show": Verb("report:view", "Show which command a view stands for.", "view:show"),
            "remove": Verb("contact:edit", "Forget a view.", "view:remove"),
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
            "restore": Verb("workspace.store", "Put a backup into a workspace; data that it replaces is asked about.",
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
    "batch": (
        DATED,
        Verb("", "Run a command a line in one process; the results come as JSON Lines, in order.", "batch:batch"),
    ),
    "shell": (
        DATED,
        Verb(
            "",
            "Type commands at a prompt, with completion and history; each line is an ordinary command.",
            "shell:shell",
        ),
    ),
    "demo": (CARE, Verb("", "Show the program at work in a throw-away workspace.", "top.demo:demo")),
    "doctor": (
        CARE,
        Verb("workspace:view", "Check this installation and say what to do about anything wrong.", "top.office:doctor"),
    ),
    "completion": (
        CARE,
        Verb("", "Print a shell's script for completing on Tab, or install it.", "top.completion:completion"),
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
