"""Nouns and verbs that load when they are named; global options that work in every position."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from casactl.cli.call import MISSING, Call, marks_of
from casactl.cli.completion import complete_views
from casactl.cli.completion_scripts import COMPLETION
from casactl.cli.globals import global_options, root_options
from casactl.cli.help_page import GLOBAL, write_help
from casactl.cli.nouns.verb import Absent, Noun, Verb
from casactl.cli.quick import spare_pydantic
from casactl.cli.showing import judge_showing
from casactl.cli.tree import ABSENT, ALIASES, TOP, TREE
from casactl.errors import Exit, UsageFault
from casactl.render.view import say, write


@cache
def shared_params(declarations: Callable[..., None], panel: str) -> tuple[Any, ...]:
    """The options that a function declares as parameter objects, to be appended to many commands."""
    app = typer.Typer(add_completion=False)
    app.command()(declarations)
    command = spare_pydantic(get_command(app))
    for param in command.params:
        param.rich_help_panel = panel
    return tuple(command.params)


def global_params() -> tuple[Any, ...]:
    """The global options, shared by the root, every noun and every verb."""
    return shared_params(global_options, GLOBAL)


ALONE = {"--past-due": "1"}
"""Options that may stand without a value, and what they say then; Typer knows none."""


class VerbCommand(TyperCommand):
    """A verb that runs only for those who may, and whose words the office gets as the parser found them."""

    words = ""
    verb: Verb
    function: Callable[..., None]
    own: Sequence[Any] = ()
    """The parameters that the verb declares itself."""
    _parser: Any = None

    def make_parser(self, ctx: Any) -> Any:
        """What takes a line's words apart, made once where many lines are run in one process."""
        self._parser = self._parser or super().make_parser(ctx)
        self._parser.ctx = ctx
        return self._parser

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give an option that may stand alone the value that it has then."""
        alone = ALONE if self.verb.filters else {}
        told = args[: args.index("--")] if "--" in args else args
        for n in range(len(told) - 1, -1, -1):
            if told[n] in alone and not "".join(args[n + 1 : n + 2]).isdecimal():
                args = [*args[: n + 1], alone[told[n]], *args[n + 1 :]]
        while True:
            try:
                return list(super().parse_args(ctx, [*args]))
            except typer.TyperException as fault:
                if getattr(fault, "ctx", ctx) is None:  # the parser does not say of which verb an option lacks a value
                    fault.ctx = ctx  # type: ignore[attr-defined]
                if type(fault).__name__ != "MissingParameter" or not ctx.obj or not ctx.obj.interactive:
                    raise
                args = [*args, MISSING]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The verb's page of help."""
        write_help(self, ctx, formatter)

    def invoke(self, ctx: Any) -> Any:
        """Judge how it is to be shown, check the right, then run the body."""
        verb, function = self.verb, self.function
        writes = verb.writes or verb.right
        ctx.obj.call = Call(self.words, verb.right, writes, ctx.params, self.own, lambda: marks_of(function))
        ctx.obj.call.unattended = verb.unattended
        judge_showing(ctx.obj, self.words)
        if ctx.obj.session:
            ctx.obj.session.admit(ctx.obj, self.words)
        if not verb.whole:
            ctx.obj.permit(verb.right)
        if ctx.obj.interactive:
            from casactl.cli.answers import settle

            settle(ctx.obj, self.own, ctx.params)
        with ctx.obj.ending, ctx.obj.paging():
            return super().invoke(ctx)


@cache
def load_verb(name: str, verb: Verb, noun: str = "") -> Any:
    """The command of a verb, its module imported now; whoever runs many lines in one process builds it once."""
    module, _, function = verb.target.partition(":")
    callback = getattr(import_module(f"casactl.cli.{module}"), function)
    app = typer.Typer(add_completion=False, rich_markup_mode="rich")
    app.command(name, cls=VerbCommand, no_args_is_help=False)(callback)
    command = spare_pydantic(get_command(app))
    command.words, command.verb, command.function = f"{noun} {name}".strip(), verb, callback
    command.own = tuple(command.params)
    if verb.filters:
        from casactl.cli.filters import filter_options

        filters = shared_params(filter_options, "Filters")
        command.params.extend(param for param in filters if not _words_of(command.own) & set(param.opts))
    own = _words_of(command.params)
    command.params.extend(param for param in global_params() if not own & set(param.opts))
    return command


def _words_of(params: Iterable[Any]) -> set[str]:
    return {word for param in params for word in param.opts}


def absent_verb(name: str, absent: Absent) -> TyperCommand:
    """A verb that there is not: it reads its line to the end, for what the hint has to carry, and says what to type."""

    def refuse() -> None:
        from casactl.domain.remedy import Blank, Remedy

        verb, takes = absent.instead
        raise UsageFault(absent.why, hint=Remedy(verb, Blank(takes)), rule=absent.rule)

    anything = {"ignore_unknown_options": True, "allow_extra_args": True}
    return TyperCommand(
        name, callback=refuse, params=[*global_params()], context_settings=anything, add_help_option=False
    )


def placeholder(name: str, help_: str, panel: str | None = None) -> TyperCommand:
    """What help pages and completion need of a command: its name and its line."""
    return TyperCommand(name, help=help_, rich_help_panel=panel, add_help_option=False)


class HelpfulGroup(TyperGroup):
    """A group that shows its page of help where nothing further is said."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """The words of a line; where the first one is a name, none of this level's options was given."""
        if not args or args[0].startswith("-"):
            return super().parse_args(ctx, args)
        ctx._protected_args, ctx.args = args[:1], args[1:]
        return ctx.args

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The group's page of help."""
        write_help(self, ctx, formatter)

    def invoke(self, ctx: Any) -> Any:
        """Run what is named; where nothing is, show what there is: asked for on a terminal, a mistake in a script."""
        if ctx._protected_args or ctx.obj.wants_json:
            return super().invoke(ctx)
        if sys.stdout.isatty():
            write(f"{ctx.get_help()}\n")
            return int(Exit.DONE)
        say(ctx.get_help())
        return int(Exit.USAGE)


class NounGroup(HelpfulGroup):
    """The verbs of one noun, or of one of its groups."""

    noun: Noun
    words = ""
    """What leads here: `workspace`, `workspace field`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The verbs and groups in the order of the tree."""
        return list(dict.fromkeys(name.partition(" ")[0] for name in self.noun.verbs))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A placeholder while listing, the real verb or group once it is resolved."""
        verb, group = self.noun.verbs.get(cmd_name), self.noun.groups.get(cmd_name)
        if " " in cmd_name or (verb is None and group is None):
            return None
        if cmd_name not in _named(ctx):
            return placeholder(cmd_name, verb.help if verb else group or "")
        if verb:
            return load_verb(cmd_name, verb, self.words)
        return noun_group(cmd_name, self.noun.group(cmd_name), within=f"{self.words} ")

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Resolve a verb, with a hint for those that the tree does not have."""
        absent = ABSENT.get(self.words, {}).get(args[0])
        if absent and not ctx.resilient_parsing:
            return args[0], absent_verb(args[0], absent), args[1:]
        args = [self._ours(args[0]), *args[1:]]
        _lead_on(ctx, self, self.words, args)
        self.commands = _near(args[0], self.list_commands(ctx))
        _named(ctx).add(args[0])
        return super().resolve_command(ctx, args)

    def _ours(self, word: str) -> str:
        """The verb that other programs' word for it leads to, where this noun has none of that name."""
        known = [word, *ALIASES.get(word, ())]
        names = self.list_commands(None)
        return next((name for name in known if name in names), word)


class ViewGroup(NounGroup):
    """The verbs of `view`; any other word is a view's name, and stands for the command that is saved under it."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The verbs; on Tab the views as well."""
        names = super().list_commands(ctx)
        return [*names, *(name for name, _ in complete_views(ctx, ""))] if ctx and ctx.resilient_parsing else names

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The verb of that name; of a view, what completion needs."""
        found = super().get_command(ctx, cmd_name)
        return placeholder(cmd_name, "") if found is None and ctx.resilient_parsing else found

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that is named, or the command of a view with all its words."""
        if self._ours(args[0]) in super().list_commands(ctx) or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        opened = import_module("casactl.cli.saved").command_named  # as a verb's module, when it is named
        return args[0], *opened(ctx.obj, args[0], args[1:])


class RootGroup(HelpfulGroup):
    """The nouns and the few commands of the top level."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """The words of a line; behind an option for completion a shell may be named."""
        named = (n for n, word in enumerate(args) if n and args[n - 1] in COMPLETION and not word.startswith("-"))
        if (at := next(named, None)) is not None:
            ctx.meta["casactl.shell"] = args.pop(at)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """Nouns first, in the order of the tree."""
        return [*TREE, *TOP]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A noun's group or a top-level command; placeholders while listing."""
        if cmd_name in TREE:
            noun = TREE[cmd_name]
            named = cmd_name in _named(ctx)
            return noun_group(cmd_name, noun) if named else placeholder(cmd_name, noun.help, noun.panel)
        if cmd_name in TOP:
            panel, verb = TOP[cmd_name]
            named = cmd_name in _named(ctx)
            return load_verb(cmd_name, verb) if named else placeholder(cmd_name, verb.help, panel)
        return None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Resolve a noun, with near matches for a mistyped one."""
        _lead_on(ctx, self, "", args)
        self.commands = _near(args[0], [*TREE, *TOP])
        _named(ctx).add(args[0])
        return super().resolve_command(ctx, args)


def _lead_on(ctx: Any, group: Any, words: str, args: list[str]) -> None:
    """Say which command lines do what other people's word stands for.

    Raises UsageFault.
    """
    word = args[0]
    if ctx.resilient_parsing or word.startswith("-") or word in group.list_commands(ctx):
        return
    leads = import_module("casactl.cli.other_words").leads(words, word, args[1:])  # only then is the table read
    if leads:
        raise UsageFault(f"No such command '{word}' here; this may be what you look for.", hint=leads)


def _near(typed: str, words: Sequence[str]) -> dict[str, Any]:
    """What Typer looks through for near matches of a mistyped word: a word that is half another is no slip of it."""
    return dict.fromkeys(words if typed in words else get_close_matches(typed, words, 3, NEARLY))


NEARLY = 0.7


def _named(ctx: Any) -> set[str]:
    """The words of this level that were typed as commands: those are loaded for real."""
    named: set[str] = ctx.meta.setdefault(f"casactl.named.{ctx.command.name}", set())
    return named


def noun_group(name: str, noun: Noun, *, within: str = "") -> NounGroup:
    """The group of one noun; `within` leads to one that is part of another."""
    kind = ViewGroup if name == "view" and not within else NounGroup
    group = kind(name=name, help=noun.help, rich_markup_mode="rich", no_args_is_help=False)
    group.noun, group.words = noun, f"{within}{name}"
    group.params.extend(global_params())
    spare_pydantic(group)
    return group


@cache
def root() -> Any:
    """The whole program as one lazy command."""
    app = typer.Typer(
        name="casactl",
        cls=RootGroup,
        rich_markup_mode="rich",
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Administration of a property-management office's contacts.\n\n"
        "Every change is in the log and can be undone. `casactl NOUN --help` lists a noun's verbs; "
        "`casactl help TOPIC` explains output, dates, selection, import and exit codes.",
    )
    app.callback()(root_options)
    command = get_command(app)
    command.params.extend(global_params())
    return spare_pydantic(command)
