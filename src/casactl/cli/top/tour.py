"""The tour that `demo` gives: what is said, which commands are run, and how each must end."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.errors import Exit

REJECTS = "contacts.csv.rejects.csv"


@dataclass(frozen=True, slots=True)
class Command:
    """A command line as one would type it, and the exit code that it ends with."""

    line: str
    exit: Exit = Exit.DONE


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of the tour: a heading, a sentence or two, and commands."""

    title: str
    words: str
    commands: tuple[Command, ...]


TOUR: tuple[Stop, ...] = (
    Stop(
        "Bring the portfolio in",
        "Communities, their buildings and their units come from one CSV file, in any order of rows.",
        (
            Command("casactl property import properties.csv"),
            Command('casactl property list --in "Rose Court/Block A"'),
        ),
    ),
    Stop(
        "Import contacts; bad rows come back",
        "Six of the 200 rows have something wrong. The good ones go in, the bad ones come back in a file of their "
        "own with the reason. That is exit code 3: partly.",
        (Command("casactl contact import contacts.csv", Exit.PARTLY), Command(f"cat {REJECTS}")),
    ),
    Stop(
        "Correct the rows and import them",
        "corrected.csv is that file after somebody has mended its cells. Its last three columns may stay.",
        (Command("casactl contact import corrected.csv"),),
    ),
    Stop(
        "Look around",
        "Lists take filters; find ignores case and accents.",
        (
            Command('casactl contact list --type owner --property "Harbour View/East" --limit 5'),
            Command("casactl contact find muller"),
            Command("casactl contact show joe.bloggs@example.com"),
        ),
    ),
    Stop(
        "Ask what is allowed",
        "Every answer names its rule and the command that clears the way.",
        (Command("casactl contact can joe.bloggs@example.com"),),
    ),
    Stop(
        "Archive after a move-out",
        "While a property is attached, archiving is refused. The hint is the way: paste it, and archive again.",
        (
            Command("casactl contact archive joe.bloggs@example.com", Exit.REFUSED),
            Command('casactl contact detach joe.bloggs@example.com "Rose Court/Block A/3"'),
            Command('casactl contact archive joe.bloggs@example.com --reason "moved out"'),
        ),
    ),
    Stop(
        "Archive on a date",
        "What is in the way today does not matter for a date to come, but it is said.",
        (
            Command("casactl contact archive temi.okoro@example.net --on +2w"),
            Command("casactl due list"),
            Command('casactl contact detach temi.okoro@example.net "Rose Court/Block B/7"'),
        ),
    ),
    Stop(
        "Run the dated work",
        "Cron runs `casactl due run` every morning. Here it pretends that two weeks have passed.",
        (Command("casactl due run --as-of +2w --yes --verbose"), Command("casactl contact list --archived")),
    ),
    Stop(
        "Read the log, and undo",
        "Every operation is there, with who, when and what. The latest one is taken back, then the log is verified.",
        (
            Command("casactl log list --limit 6"),
            Command("casactl undo"),
            Command("casactl contact history temi.okoro@example.net"),
            Command("casactl log verify"),
        ),
    ),
    Stop(
        "Take it elsewhere",
        "An export holds the same columns that an import reads.",
        (Command("casactl contact export - --tag board"),),
    ),
)
