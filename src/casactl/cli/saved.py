"""The commands that views stand for: which may be saved, and what a view's name on the line becomes.

The words are kept as they were typed and handed to the parser as they are: no shell reads them. Whoever saves one is
told at once what is wrong with it, for it is run up to its first word of output; whoever shows one runs it by their
own rights, within their own reach.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any

from casactl.cli.call import LISTS, is_page
from casactl.cli.tree import TOP, TREE, verb_for
from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.cli.context import App

NOT_KEPT = {
    "workspace": "-w", "config": "--config", "actor": "--actor", "request_id": "--request-id",
    "lock_wait": "--lock-wait", "dry_run": "-n", "yes": "-y", "verbose": "-v",
}  # fmt: skip
"""Global options that say where, who and how, which is whoever's who shows the view."""
HANDED_ON = ("workspace", "config", "actor")
SHOWN_BY = ("output", "fields", "color")
"""Global options of which the one that is typed holds, before the name as well."""


def parted(line: Sequence[str]) -> tuple[str, list[str]]:
    """A command's noun and verb, and its other words.

    Raises UsageFault, where it is none, or none that a view shows.
    """
    words = list(line)
    for count in (3, 2, 1):
        verb = " ".join(words[:count])
        if len(words) >= count and (verb in TOP or (words[0] in TREE and verb_for(verb))):
            _refuse_writing(verb)
            return verb, words[count:]
    shown = " ".join(words[:2])
    raise UsageFault(f"'{shown}' is no command with noun and verb.", hint=Remedy("help"))


def _refuse_writing(verb: str) -> None:
    """Raise UsageFault for all but lists and pages that are about what an office has."""
    known = verb_for(verb)
    reads = is_page(verb) or verb.rpartition(" ")[2] in LISTS
    if not reads or verb.startswith("view ") or (known and known.whole):
        raise failure(
            "view.not-a-list", f"A view shows a list or a report; {verb} does something else.",
            hint="such as contact list, ledger ageing, report overview",
        )  # fmt: skip


def loaded(verb: str) -> Any:
    """The command of a noun and a verb."""
    from casactl.cli.loader import load_verb

    before, _, name = verb.rpartition(" ")
    known = verb_for(verb)
    assert known is not None
    return load_verb(name, known, before)


def judged(app: App, line: Sequence[str]) -> list[str]:
    """The words to keep, once the command has been run up to its first word of output.

    Raises UsageFault, Refused, and whatever the command raises.
    """
    import typer

    from casactl.cli.context import App

    verb, words = parted(line)
    command = loaded(verb)
    _refuse_words(command, words)
    trial = App(app.now)
    trial.given = {name: app.given[name] for name in HANDED_ON if name in app.given} | {"no_pager": True}
    before = set(trial.given)
    trial.shows_only = True
    short = not command.verb.writes and any(param.name == "limit" for param in command.own)
    one = ["--limit", "1"] if short and "--limit" not in words else []
    with redirect_stdout(_Nowhere()), redirect_stderr(io.StringIO()):
        try:
            context = command.make_context(f"casactl {verb}", [*one, *words], obj=trial)
            for name in NOT_KEPT.keys() & (trial.given.keys() - before):
                raise UsageFault(f"{NOT_KEPT[name]} is not kept in a view: give it when you show the view.")
            trial.given["no_input"] = True
            with context:
                command.invoke(context)
        except (typer.Exit, _Shown):
            pass
    return list(line)


class _Shown(Exception):
    """The command has come to its output."""


class _Nowhere(io.StringIO):
    """Standard output that takes no word."""

    def write(self, text: str) -> int:
        raise _Shown


def _refuse_words(command: Any, words: Sequence[str]) -> None:
    """Raise UsageFault for words with which a command does more than show what there is."""
    told = words[: list(words).index("--")] if "--" in words else words
    if "-" in told:
        raise UsageFault("A view reads nothing from standard input: - cannot be saved.")
    if asked := [word for word in told if word in ("-h", "--help", "--version")]:
        raise UsageFault(f"{asked[0]} is not kept in a view.")
    to_files = [name for param in command.params if "FILE" in str(param.metavar or "") for name in param.opts]
    for word in told:
        if word.partition("=")[0] in to_files or (word[:2] in to_files and not word.startswith("--")):
            raise failure("view.not-a-list", f"A view writes no file: {word} is not kept.",
                          hint="give it when you show the view")  # fmt: skip


def command_named(app: App, name: str, typed: Sequence[str]) -> tuple[Any, list[str]]:
    """The command that a view stands for with its words, those behind the view's name among them.

    Raises NotFound, UsageFault.
    """
    from casactl.actions.view import find_view

    _hear_globals(app, typed)
    with app.office.read(app.who, "report:view") as reader:
        line = find_view(reader, name).words
    verb, words = parted(line)
    command = loaded(verb)
    _refuse_words(command, words)
    end = words.index("--") if "--" in words else len(words)
    shown_by = [word for key in SHOWN_BY if key in app.given for word in (f"--{key}", str(app.given[key]))]
    app.shows_only = True
    return command, [*words[:end], *shown_by, *typed, *words[end:]]


def _hear_globals(app: App, typed: Sequence[str]) -> None:
    """Let the global options behind a view's name say where it is and who asks, before anything is looked up."""
    from typer.core import TyperCommand

    from casactl.cli.loader import global_params

    anything = {"ignore_unknown_options": True, "allow_extra_args": True}
    command = TyperCommand("view", params=[*global_params()], context_settings=anything, add_help_option=False)
    command.make_context("view", list(typed), obj=app)
