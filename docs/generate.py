"""Write docs/reference/ and docs/man/ from the program; with --check, say which page is stale and exit with 1."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import runpy
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

from flask import Flask
from man_pages import man_pages

import casactl
from casactl.actions.find import SOUGHT
from casactl.cli.filters import filter_options
from casactl.cli.loader import global_params, load_verb, shared_params
from casactl.cli.main import main as run_casactl
from casactl.cli.nouns.verb import Verb
from casactl.cli.tree import TOP, TREE
from casactl.domain.abilities import RULES, Ability, cannot
from casactl.domain.facts import Facts
from casactl.domain.failure_table import FAILURES
from casactl.domain.permissions import RIGHTS, RIGHTS_OF, STEPS, STEPS_OF, THINGS, Group
from casactl.domain.remedy import Remedy
from casactl.domain.settings import SETTINGS
from casactl.domain.shapes import shape_of
from casactl.domain.standing import Lifecycle, Portal
from casactl.errors import CasaError, NotFound
from casactl.render.topics import TOPICS, topic_text
from casactl.render.wording import Wording
from casactl.store.queries.report_lists import RetentionRow
from casactl.web.app import add_pages
from casactl.web.words import FOLDER

HERE = Path(__file__).resolve().parent
TEXTS = FOLDER / "portal.pot"
"""What people read in the portal."""
NOTE = "<!-- Written by docs/generate.py from the program; change that, then run `make docs`. -->\n"

ACCEPTS = {
    "timezone": "a name from the time zone database: `Europe/London`, `Africa/Johannesburg`, `UTC`",
    "currency": "an ISO 4217 code: `GBP`, `EUR`, `ZAR`",
    "number_format": "`1,000.00`, `1.000,00`, `1 000,00`, `1'000.00`, or `by-country`",
    "country": "an ISO 3166 code of two letters: `GB`, `DE`, `ZA`",
    "retention_years": "0 to 100",
    "invitation_hours": "1 to 8760",
    "portal_url": "a web address with https (http on this machine), without a user's name or a fragment: "
    "`https://portal.example/activate`",
    "office_name": "one line of up to 100 characters",
    "instalment_grace_days": "a whole number from 0 to 60",
    "office_address": "plain text; `\\n` begins a line",
    "office_phone": "one line, or nothing",
    "office_email": "one line, or nothing",
    "office_legal": "plain text; `\\n` begins a line",
    "company_first": "`on` or `off`",
    "sign_without_login": "`on` or `off`",
    "handover_requires_demand": "`on` or `off`",
    "document_max_mb": "1 to 10000",
    "document_types": "some of `pdf`, `png`, `jpeg`, `tiff`, `heic`, `text`, `csv`, `office`, `mail`",
    "plan_days": "0 to 3650",
    "payment_instructions": "plain text; `\\n` begins a line",
    "office_networks": "networks, such as `192.0.2.0/24, 2001:db8::/48`; from this machine it is always possible",
    "attorney_second_factor": "`required`, `offered`, `off`",
    "portal_edits": "`off`, `ask`: a request that the office accepts or declines, or `direct`: they change it",
    "message_channel": "`email`, `sms`, `post`, `auto`, or `portal`: the text stays there, the mail says that it waits",
    "notice_channels": "`email`, `sms`, `post`, with commas between them",
    "office_logo": "a file's name, such as `logo.png`",
    "upload_day_mb": "1 to 100000, for each person and attorney",
    "scan_command": "a program with its arguments, such as `/usr/bin/clamdscan --fdpass`; the file comes last, or "
    "where `{}` stands",
    "portal_language": "a language's code, such as `en`, or `by-browser`",
    "access_log_days": "1 to 3650",
    "date_format": "`iso`, `day-first`, `month-first`",
}


# Pages ------------------------------------------------------------------------------------------


def pages() -> dict[str, str]:
    """Every page by its file name."""
    found = {f"{noun}.md": _noun_page(noun) for noun in TREE}
    found["top-level.md"] = _top_page()
    found["common.md"] = _common_page()
    found |= {f"{topic}.md": _topic_page(topic) for topic in TOPICS}
    found["exit-codes.md"] += _error_codes()
    found["abilities.md"] = _abilities_page()
    found["permissions.md"] = _permissions_page()
    found["settings.md"] = _settings_page()
    found["rejects.md"] = _rejects_page()
    found["json.md"] = _json_page()
    found["portal-routes.md"] = _routes_page()
    found["README.md"] = _index(found)
    return {name: NOTE + "\n" + text.rstrip() + "\n" for name, text in sorted(found.items())}


def _index(found: Mapping[str, str]) -> str:
    lines = ["# Reference", "", "Generated from the program; `make check` fails when a page is stale.", ""]
    lines += [f"- [{text.partition(chr(10))[0].lstrip('# ')}]({name})" for name, text in sorted(found.items())]
    return "\n".join(lines)


def _topic_page(topic: str) -> str:
    head, _, rest = topic_text(topic).partition("\n")
    return f"{head}\n\n`casactl help {topic}` shows this page.\n{rest}"


def _noun_page(noun: str) -> str:
    entry = TREE[noun]
    lines = [f"# casactl {noun}", "", entry.help, "", "| Verb | |", "|---|---|"]
    anchors = {name: f"casactl-{noun}-{name.replace(' ', '-')}" for name in entry.verbs}
    lines += [f"| [`{name}`](#{anchors[name]}) | {_cell(verb.help)} |" for name, verb in entry.verbs.items()]
    lines += ["", "Every verb also takes the [global options](common.md#global-options)."]
    for name, verb in entry.verbs.items():
        lines += ["", *_verb_section(f"casactl {noun} {name}", name, verb)]
    return "\n".join(lines)


def _top_page() -> str:
    lines = ["# Commands of the top level", "", "They also take the [global options](common.md#global-options)."]
    for name, (_, verb) in TOP.items():
        lines += ["", *_verb_section(f"casactl {name}", name, verb)]
    return "\n".join(lines)


def _permissions_page() -> str:
    lines = [
        "# Permissions", "",
        "What each permission group may do. Which contacts a user reaches at all is a matter of communities and cases: "
        "[how to let several people work](../how-to/users.md).",
        "", f"| | {' | '.join(Group)} |", f"|---|{'---|' * len(Group)}",
    ]  # fmt: skip
    for thing in THINGS:
        held = [", ".join(right for right in RIGHTS if right in RIGHTS_OF[group].get(thing, ())) for group in Group]
        lines.append(f"| {thing} | {' | '.join(held)} |")
    lines += [
        "",
        "Some steps take a right of their own:",
        "",
        f"| | {' | '.join(Group)} |",
        f"|---|{'---|' * len(Group)}",
    ]
    for step in STEPS:
        lines.append(f"| `{step}` | {' | '.join('yes' if step in STEPS_OF[group] else '' for group in Group)} |")
    return "\n".join(lines)


def _verb_section(path: str, name: str, verb: Verb) -> Iterator[str]:
    command = load_verb(name, verb)
    shared = {id(param) for param in (*global_params(), *shared_params(filter_options, "Filters"))}
    own = [param for param in command.params if id(param) not in shared]
    arguments = [param for param in own if param.param_type_name == "argument"]
    options = [param for param in own if param.param_type_name == "option"]
    yield f"## {path}"
    yield ""
    yield from (command.help or "").strip().splitlines()
    yield from ("", "```text")
    yield " ".join([path, *(param.metavar for param in arguments), "[OPTIONS]"])
    yield "```"
    if arguments:
        yield from ("", "| Argument | |", "|---|---|")
        yield from (f"| `{_cell(param.metavar)}` | {_cell(param.help)} |" for param in arguments)
    if options:
        yield from ("", "| Option | |", "|---|---|")
        yield from map(_option_row, options)
    if verb.filters:
        yield from ("", "Takes the [filters](common.md#filters).")


def _common_page() -> str:
    lines = [
        "# Options that many commands share", "", "## Global options", "",
        "They work before and after the verb; the last one given wins. An option comes before the environment "
        "(`CASACTL_WORKSPACE`, `CASACTL_CONFIG`, `CASACTL_DATABASE`, `CASACTL_OUTPUT`, `CASACTL_ACTOR`, `NO_COLOR`), "
        "that before the configuration file, that before what is built in.",
        "", "| Option | |", "|---|---|",
    ]  # fmt: skip
    lines += map(_option_row, global_params())
    lines += [
        "", "## Filters", "",
        "`contact list`, `contact export` and every verb that changes several contacts take them. "
        "[Selection](selection.md) says how they work together.",
        "", "| Option | |", "|---|---|",
    ]  # fmt: skip
    lines += map(_option_row, shared_params(filter_options, "Filters"))
    return "\n".join(lines)


def _option_row(param: Any) -> str:
    names = ", ".join(sorted(param.opts, key=len))
    value = f" {param.metavar}" if param.metavar and not param.is_flag else ""
    words = param.help or ""
    if param.multiple and "repeated" not in words:
        words += " May be repeated."
    if isinstance(param.default, str) and param.default:
        words += f" Default: `{param.default}`."
    return f"| `{_cell(names + value)}` | {_cell(words)} |"


STATES = {
    "active": {"lifecycle": Lifecycle.ACTIVE},
    "inactive": {"lifecycle": Lifecycle.INACTIVE},
    "archived": {"lifecycle": Lifecycle.ARCHIVED, "before": Lifecycle.ACTIVE},
    "archived from inactive": {"lifecycle": Lifecycle.ARCHIVED, "before": Lifecycle.INACTIVE},
    "erased, merged": {"lifecycle": Lifecycle.ERASED},
}
BY_STATE = (
    "gone", "archived", "archived-inactive", "inactive", "not-inactive", "not-archived", "already-archived",
    "already-active", "already-inactive",
)  # fmt: skip
"""The rules that the columns of the matrix show; the others are conditions beside the life cycle."""


def _abilities_page() -> str:
    lines = [
        "# Abilities", "",
        "What a contact's standing allows is computed from one table of rules, never stored. `casactl contact can REF` "
        "asks it for one contact, `casactl contact can REF ABILITY` answers with its exit code.",
        "", f"| Ability | {' | '.join(STATES)} | refused also when |", f"|---|{'---|' * len(STATES)}---|",
    ]  # fmt: skip
    for ability in Ability:
        cells = [_allowed(ability, facts) for facts in STATES.values()]
        lines.append(f"| {ability} | {' | '.join(cells)} | {_refused_also(ability)} |")
    lines += [
        "", "Every rule, with its sentence and the command that clears the way, in the order to type them:",
        "", "| Ability | Refused when | Rule | Code | Sentence | Clears the way |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for rule in RULES:
        remedy = f"`{_cell(_as_typed(rule.remedy))}`" if rule.remedy else ""
        cells = [rule.ability, rule.when, rule.rule or "", f"`{rule.code}`", _cell(rule.sentence), remedy]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _as_typed(remedy: Remedy) -> str:
    """The command of a row of the table, its blanks in braces as they stand there."""
    return re.sub(r'"(\{\w+\})"', r"\1", Wording().text(remedy))


def _allowed(ability: Ability, state: Mapping[str, Any]) -> str:
    """What the life cycle says about an ability, whatever else it needs."""
    codes = {rule.code for rule in RULES if rule.ability is ability}
    facts = Facts(id=1, display_name="X", kind="person", type="tenant", portal=Portal.ACTIVATED, **state)
    reasons = [each for each in cannot(facts, ability) if each.code in BY_STATE and each.code in codes]
    rules = ", ".join(dict.fromkeys(reason.rule for reason in reasons if reason.rule))
    return "yes" if not reasons else f"no ({rules})" if rules else "no"


def _refused_also(ability: Ability) -> str:
    """The conditions beside the life cycle, with their rules."""
    found = [rule for rule in RULES if rule.ability is ability and rule.code not in BY_STATE]
    words = [f"{rule.when}{f' ({rule.rule})' if rule.rule else ''}" for rule in found]
    return _cell("; ".join(dict.fromkeys(words)))


def _settings_page() -> str:
    lines = [
        "# Settings of a workspace", "",
        "All operators of a workspace share them. `casactl workspace get` lists them with their values, "
        "`casactl workspace set NAME VALUE` changes one.",
        "", "| Setting | Default | Accepts | Decides |", "|---|---|---|---|",
    ]  # fmt: skip
    for name, setting in SETTINGS.items():
        lines.append(f"| `{name}` | `{setting.default}` | {ACCEPTS[name]} | {_cell(setting.meaning)} |")
    return "\n".join(lines)


WHOSE = {
    "doors": "everybody", "signing": "whoever has the link",
    "unsubscribing": "whoever has the link of a broadcast", "account": "whoever is signed in", "person": "a contact",
    "company": "the company's primary contact", "attorney": "an attorney", "second_factor": "an attorney",
    "healthz": "everybody", "logo": "everybody", "static": "everybody",
}  # fmt: skip
"""For whom the parts of the portal are."""


def _routes_page() -> str:
    app = Flask("casactl", static_folder="static")
    add_pages(app)
    lines = [
        "# Routes of the portal", "",
        "What `casactl portal serve` answers, and to whom. Somebody who is not signed in is led to `/sign-in` (303); "
        "what is not there, and what is not one's own, is the same 404. Every form carries a token of its session, or "
        "it is refused (403); who has tried too often waits (429, with `Retry-After`).",
        "", "| Address | Method | For | |", "|---|---|---|---|",
    ]  # fmt: skip
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        part = rule.endpoint.partition(".")[0]
        said = (
            (app.view_functions[rule.endpoint].__doc__ or "").partition("\n")[0] if part != "static" else "The style."
        )
        path = re.sub("<(?:int|path):([a-z]+)>", lambda found: found[1].upper(), rule.rule)
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        lines.append(f"| `{path}` | {methods} | {WHOSE[part]} | {_cell(said)} |")
    return "\n".join(lines)


def _rejects_page() -> str:
    section = topic_text("import").partition("## Rejected rows\n")[2]
    return "# Rejected rows of an import\n" + section


def _error_codes() -> str:
    for module in pkgutil.walk_packages(casactl.__path__, "casactl."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    lines = ["", "## Codes of errors", "", "| Code | Exit | Situation |", "|---|---|---|"]
    ours = sorted(_kinds(CasaError), key=lambda kind: (kind.__module__, kind.__name__), reverse=True)
    found = {(kind.code, int(kind.exit)): kind.__doc__ or "" for kind in ours}
    found |= {(code, int(row.kind.exit)): row.about for code, row in FAILURES.items()}
    found |= {
        (f"{noun}.not-found", int(NotFound.exit)): f"There is no {thing.called} of that number in sight."
        for noun, thing in SOUGHT.items()
    }
    for (code, exit_), words in sorted(found.items()):
        lines.append(f"| `{code}` | {exit_} | {_cell(words.partition(chr(10))[0])} |")
    lines += [
        "",
        "A refusal by a [rule](abilities.md) has the rule's code behind the noun: `contact.property-attached`.",
    ]
    return "\n".join(lines) + "\n"


def _kinds(kind: type[CasaError]) -> Iterator[type[CasaError]]:
    for each in kind.__subclasses__():
        yield from _kinds(each)
        yield each


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# The shapes of JSON, taken from real runs -------------------------------------------------------

SCENES: Sequence[tuple[str, str, int, str]] = (
    ("", "property add", 0, "property add 'Rose Court' --kind community"),
    ("", "property add", 0, "property add 'Block A' --kind building --in 'Rose Court'"),
    ("", "property add", 0, "property add 12 --kind unit --in 'Rose Court/Block A'"),
    (
        "", "contact add", 0,
        "contact add --type tenant --first-name Joe --last-name Bloggs --email joe@example.com --company Acme "
        "--create-company --property 'Rose Court/Block A/12' --attach-as tenant --tag vip --custom shoe=44",
    ),
    ("A verb that changes something", "contact archive", 5, "contact archive joe@example.com"),
    ("An import", "contact import", 0, "contact import contacts.csv"),
    ("An import's columns", "contact import --columns", 0, "contact import contacts.csv --columns"),
    ("", "contact edit", 0, "contact edit joe@example.com --add-phone 'work: 020 7946 0018'"),
    ("", "contact add", 0, "contact add --type owner --first-name Joe --last-name Blogs --phone 07700900123"),
    ("", "contact add", 0, "contact add --type owner --first-name Jo --last-name Blogs --phone 07700900123 "
     "--allow-duplicate"),
    ("Contacts that could be one", "contact duplicates", 0, "contact duplicates"),
    ("", "contact archive", 0, "contact archive joe@example.com --on 2030-01-31"),
    ("Contacts in a list", "contact list, contact find, contact export (JSON lines)", 0, "contact list"),
    ("", "ledger charge", 0, "ledger charge joe@example.com 100 --for Rent"),
    ("", "ledger pay", 0, "ledger pay joe@example.com 20"),
    ("", "note add", 0, "note add joe@example.com --text 'prefers the phone'"),
    ("", "message send", 0, "message send joe@example.com --subject Water --text Off --no-send"),
    ("", "address add", 0, "address add joe@example.com --line '10 High St' --city London --access-name Kay"),
    ("Addresses", "address list", 0, "address list"),
    ("", "task add", 0, "task add --contact joe@example.com --title 'Fix the tap'"),
    ("", "task add", 0, "task add --contact Acme --title 'Read the meter' --assign joe@example.com"),
    ("A contact", "contact show", 0, "contact show joe@example.com"),
    ("What is allowed", "contact can", 0, "contact can joe@example.com"),
    ("A contact's history", "contact history", 0, "contact history joe@example.com"),
    ("", "task add", 0, "task add --contact joe@example.com --title 'Fix the tap' --follow joe@example.com"),
    ("A piece of work", "show of task, project, event, plan, contract; a list has all but followers", 0, "task show 1"),
    ("Properties", "property list", 0, "property list"),
    ("A property", "property show", 0, "property show 'Rose Court/Block A/12'"),
    ("Dated work", "due list", 0, "due list"),
    ("Running it", "due run", 3, "due run --as-of 2030-01-31 --dry-run"),
    ("The log", "log list", 0, "log list"),
    ("An operation", "log show", 0, "log show 5"),
    ("The same with a word about what was done (note)", "contact attach", 0,
     "contact attach 'Jo Blogs' 'Rose Court/Block A/12' --as owner"),
    ("Lines of a batch, each an object", "batch (JSON lines)", 0, "batch lines.txt"),
    ("A backup", "workspace backup", 0, "workspace backup kept.backup"),
    ("Verifying the log", "log verify", 0, "log verify"),
    ("The log's head", "log head", 0, "log head"),
    ("Workspaces", "workspace list", 0, "workspace list"),
    ("A workspace", "workspace show", 0, "workspace show"),
    ("A statement", "ledger statement", 0, "ledger statement joe@example.com"),
    ("Notes", "note list", 0, "note list"),
    ("", "document add", 0, "document add joe@example.com contacts.csv"),
    ("Documents", "document list", 0, "document list"),
    ("", "ledger charge", 0, "ledger charge joe@example.com 100 --for Levy --due yesterday"),
    ("Debts by age", "ledger ageing", 0, "ledger ageing"),
    ("", "ledger charge", 0, "ledger charge 'Jo Blogs' 50 --for Levy --on 2020-01-31"),
    ("A run of the ladder", "arrears run", 0, "arrears run --no-send"),
    ("A hold", "arrears hold", 0, "arrears hold 'Jo Blogs' --until +30d --reason 'waits for the insurer'"),
    ("The policy of the ladder", "arrears policy show", 0, "arrears policy show"),
    ("An instalment plan that was agreed on, or ended", "arrears plan add, arrears plan end", 0,
     "arrears plan add joe@example.com --amount 90 --from tomorrow"),
    ("An instalment plan", "arrears plan show; a list has the same keys", 0, "arrears plan show joe@example.com"),
    ("", "arrears plan end", 0, "arrears plan end joe@example.com"),
    ("", "contact promote", 0, "contact add --type lead --first-name Lea --last-name Lead"),
    ("", "ledger charge", 0, "ledger charge 'Lea Lead' 10 --for Key"),
    ("", "contact archive", 0, "contact archive 'Lea Lead' --when-clear"),
    ("A verb that releases a plan", "ledger pay", 0, "ledger pay 'Lea Lead' 10"),
    (
        "", "user add", 0,
        "user add law@firm.example --name Law --type attorney --community 'Rose Court'",
    ),
    ("", "workspace set", 0, "workspace set handover_requires_demand off"),
    ("", "contact handover", 0, "contact handover joe@example.com --to law@firm.example --no-send"),
    ("Who was in arrears when", "arrears history", 0, "arrears history joe@example.com"),
    ("A user, with the open cases of an attorney", "user show", 0, "user show law@firm.example"),
    ("What has to be looked at", "today", 0, "today"),
    ("An overview", "report overview", 0, "report overview"),
    ("The pipeline", "report pipeline", 0, "report pipeline"),
    ("Activity", "report activity", 0, "report activity"),
    ("Attorneys' cases", "report handovers", 0, "report handovers"),
    ("Arrears by community", "report arrears", 0, "report arrears"),
    ("Settings", "workspace get", 0, "workspace get"),
    ("", "workspace field add", 0, "workspace field add shoe --type choice --choice 43"),
    ("Fields of your own", "workspace field list", 0, "workspace field list"),
    ("A field of your own", "workspace field show", 0, "workspace field show shoe"),
    ("A check", "workspace check", 0, "workspace check"),
    ("The installation", "doctor", 0, "doctor"),
    ("Help topics", "help", 0, "help"),
    ("A help topic", "help TOPIC", 0, "help dates"),
    ("An error, the last line on standard error", "any command", 4, "contact show nobody@example.com"),
)  # fmt: skip
OF_WORK = ("task", "project", "event", "plan", "contract")
"""Nouns whose lists a scene tells of together."""
OPEN = ("custom", "arguments", "rows")
"""Objects whose keys are other people's, or tables'."""


def _json_page() -> str:
    lines = [
        "# Keys of the JSON output", "",
        "What `-o json` prints, by command: names of keys, nested as they are. Keys are only ever added. "
        "[Output](output.md) says what the values look like.",
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for title, command, code, words in SCENES:
            value = _scene(Path(folder), words, code)
            if title:
                lines += ["", f"## {title}", "", f"`{command}`", "", "```text", *_wrapped(_shape(value)), "```"]
        lines += _lists(Path(folder), "\n".join(lines))
    return "\n".join(lines)


def _lists(folder: Path, told: str) -> Iterator[str]:
    """Of each list that no scene fills the keys of its shape, which it is asked to show."""
    yield from ("", "## Other lists")
    for noun, entry in TREE.items():
        for verb in entry.verbs:
            if verb.rpartition(" ")[2] != "list" or f"`{noun} {verb}" in told or noun in OF_WORK:
                continue
            with mock.patch("casactl.cli.listing.show_rows") as shown:
                _run(folder, f"{noun} {verb}", 0)
            yield from _of_shape(f"{noun} {verb}", shown.call_args[0][1])
    yield from _of_shape("report retention", RetentionRow)


def _of_shape(command: str, shape: type) -> Iterator[str]:
    keys = dict.fromkeys(shape_of(shape).keys)
    yield from ("", f"`{command}`", "", "```text", *_wrapped(f"[{_shape(keys)}]"), "```")


def _scene(folder: Path, words: str, expected: int) -> Any:
    """What a command prints."""
    return json.loads(_run(folder, words, expected))


def _run(folder: Path, words: str, expected: int) -> str:
    import shlex

    (folder / "contacts.csv").write_text("type,first_name,last_name\ntenant,Ann,Archer\n")
    (folder / "lines.txt").write_text("contact tag add vip 'Jo Blogs'\n")
    out, err = StringIO(), StringIO()
    before = dict(os.environ)
    os.environ.update({"CASACTL_CONFIG": str(folder / "config.toml"), "XDG_DATA_HOME": str(folder / "data")})
    for name in ("CASACTL_WORKSPACE", "CASACTL_DATABASE", "CASACTL_OUTPUT", "CASACTL_ACTOR"):
        os.environ.pop(name, None)
    try:
        with chdir(folder), redirect_stdout(out), redirect_stderr(err):
            code = run_casactl([*shlex.split(words), "-o", "json", "--no-input"])
    finally:
        os.environ.clear()
        os.environ.update(before)
    if code != expected:
        raise SystemExit(f"casactl {words}: exit {code}, not {expected}\n{err.getvalue()}")
    return out.getvalue() or "".join(err.getvalue().splitlines()[-1:])


def _shape(value: Any, name: str = "") -> str:
    """Keys and their nesting as text."""
    if isinstance(value, dict) and name not in OPEN:
        return "{" + ", ".join(f'"{key}"{_nested(each, key)}' for key, each in value.items()) + "}"
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        merged: dict[str, Any] = {}
        for each in value:
            for key, inner in each.items():
                merged[key] = inner if not merged.get(key) else merged[key]
        return f"[{_shape(merged)}]"
    return ""


def _nested(value: Any, key: str) -> str:
    inner = _shape(value, key)
    return f": {inner}" if inner and inner != "{}" else ""


def _wrapped(text: str) -> list[str]:
    """Lines of at most 110 characters, broken behind commas."""
    lines, line = [], ""
    for part in re.split(r"(?<=,) ", text):
        if line and len(line) + len(part) > 108:
            lines.append(line)
            line = ""
        line = f"{line} {part}" if line else (f" {part}" if lines else part)
    return [*lines, line]


# Writing ----------------------------------------------------------------------------------------


def main(words: Sequence[str]) -> int:
    """Write the pages, or compare them with what is there."""
    wanted = {HERE / "reference" / name: text for name, text in pages().items()}
    wanted |= {HERE / "man" / name: text for name, text in man_pages().items()}
    wanted |= {TEXTS: runpy.run_path(str(HERE.parent / "tools" / "texts.py"))["catalogue"]()}
    held = {
        path: path.read_text("utf-8")
        for path in (*HERE.glob("reference/*.md"), *HERE.glob("man/*.1"), *TEXTS.parent.glob(TEXTS.name))
    }
    stale = sorted(path for path in wanted.keys() | held.keys() if wanted.get(path) != held.get(path))
    for path in stale:
        name = path.relative_to(HERE.parent)
        if "--check" in words:
            print(f"stale: {name}; run `make docs`", file=sys.stderr)
        elif path in wanted:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], "utf-8")
            print(name)
        else:
            path.unlink()
            print(f"{name} is gone")
    return 1 if stale and "--check" in words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
