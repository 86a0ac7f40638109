"""Help: asked for in any way people try, own options first, examples that run."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from casactl.cli.help_page import examples_of
from casactl.cli.tree import TOP, TREE
from tests import run as running
from tests.casa import Casa
from tests.cli import writing_lines
from tests.pictures import png
from tests.run import Run, run

VERBS = [*(f"{noun} {verb}" for noun, each in TREE.items() for verb in each.verbs), *TOP]


@pytest.mark.parametrize("line", ["", "contact", "workspace field"])
def test_T9_bare_words_print_help(machine: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = run(f"{line} --help").stdout
    piped = run(line)
    as_json = run(f"-o json {line}")
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)
    monkeypatch.setenv("NO_COLOR", "1")
    shown = run(line)

    assert (piped.exit_code, piped.stdout, piped.stderr) == (2, "", page)
    assert (shown.exit_code, shown.stdout, shown.stderr) == (0, page, "")
    assert (as_json.exit_code, as_json.error["exit"], as_json.stdout) == (2, 2, "")


@pytest.mark.parametrize("words", ["contact archive", "contact", "workspace field add", "today", "property rm"])
def test_T9_help_before_the_words_is_help_behind_them(machine: Path, words: str) -> None:
    assert run(f"help {words}").stdout == run(f"{words} --help").stdout


def test_T9_a_page_puts_own_options_first_and_the_others_on_one_line(machine: Path) -> None:
    page = run("contact archive --help").stdout

    order = [page.index(words) for words in ("Archive contacts", "--when-clear", "--tag TAG", "Examples")]
    assert order == sorted(order)
    assert page.splitlines()[-1].endswith("casactl help options")
    assert "--lock-wait" not in page
    assert "--lock-wait TIME" in run("help options").stdout
    assert not {"str", "TEXT|None", "BOOLEAN"} & set(page.split())


@pytest.mark.parametrize(
    ("line", "page"),
    [("contact add --last-name", "contact add"), ("ledger bank import --format", "ledger bank import"),
     ("-w x contact list --limit", "contact list"), ("undo -o", "undo")],
)  # fmt: skip
def test_T9_an_option_without_its_value_leads_to_its_verbs_page(machine: Path, line: str, page: str) -> None:
    refused = run(line)

    assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (2, f"  hint: casactl {page} --help")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("contact view 1", "contact show 1"), ("contact ls", "contact list"), ("contact search joe", "contact find joe"),
     ("property ls", "property list"), ("note rm 1", "note remove 1"), ("property search", "property list"),
     ("contact update 1 --tag a", "contact edit 1 --tag a"), ("note view 1", "note show 1"),
     ("property new Oak --kind community", "property add Oak --kind community")],
)  # fmt: skip
def test_T9_other_programs_words_for_verbs_lead_to_ours(casa_sqlite: Casa, typed: str, meant: str) -> None:
    casa_sqlite.tenant("Joe Bloggs")
    casa_sqlite.property("Elm")
    casa_sqlite.ok("note add 1 --text hello")

    done, other = (casa_sqlite.run(f"{line} -n -o jsonl") for line in (typed, meant))

    assert (done.exit_code, done.stdout) == (other.exit_code, other.stdout)
    assert done.exit_code == 0


def test_no_words_of_others_take_a_nouns_own(machine: Path) -> None:
    assert "contact archive REF" in run("contact rm 1").stderr
    assert "property remove PATH" in run("property delete Elm").stderr


@pytest.mark.parametrize("words", VERBS)
def test_T9_every_verb_shows_two_or_three_examples(words: str) -> None:
    assert 2 <= len(examples_of(words)) <= 3


FILES = {
    "people.csv": writing_lines.CONTACTS, "properties.csv": writing_lines.PROPERTIES, "letter.txt": "hello",
    "entries.csv": writing_lines.ENTRIES, "statement.csv": writing_lines.STATEMENT,
    "policy.toml": '[[step]]\nstatus = "reminder"\ndays = 5\n', "password.txt": "correct horse battery\n",
    "lines.txt": "contact list\n", "statuses.csv": "ref,status\n4,reminder\n",
}  # fmt: skip
"""What the examples call files that somebody has."""
APART = {
    "portal serve": "runs until it is told to end", "contact pick": "asks on a terminal",
    "portal activate": "takes a link out of a mail",
    "portal sign-in": "takes a password that somebody chose", "workspace check": "an office made by hand does not pass",
    "workspace move": "reaches for a server", "shell": "needs a terminal",
}  # fmt: skip
"""Verbs whose examples have tests of their own."""


@pytest.mark.probe
def test_every_example_of_the_help_pages_runs(
    casa_sqlite: Casa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office_of_the_examples(casa_sqlite, tmp_path)
    monkeypatch.chdir(tmp_path)
    lines = [line for words in VERBS if words not in APART for line in examples_of(words)]

    assert len(lines) > 380
    done = {line: tried(casa_sqlite, line) for line in lines}
    failed = [f"{line}: {each.stderr}" for line, each in done.items() if each.exit_code not in (0, 3)]
    assert not failed, "\n".join(failed)


def office_of_the_examples(casa: Casa, folder: Path) -> None:
    """The office that the examples speak of, and the files."""
    writing_lines.office(casa)
    casa.ok(["contact", "edit", 11, "--avatar", str(picture(folder))])
    for line in (
        'property edit "Rose Court/1" --share 125', "workspace set portal_url https://portal.example/",
        f"user invite {writing_lines.LAW}", 'user grant bob@office.example --community "Rose Court"',
        f"user grant {writing_lines.WIG} --community Elmsted", f"workspace backup {folder}/old.backup",
    ):  # fmt: skip
        casa.ok(line)
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")


def picture(folder: Path) -> Path:
    path = folder / "face.png"
    path.write_bytes(png(20, 20))
    return path


def tried(casa: Casa, line: str) -> Run:
    """An example, tried out; what it reads from a file is handed in."""
    typed, _, file = line.partition(" < ")
    given = FILES[file] if file else FILES["password.txt"]
    words = shlex.split(typed)[1:]
    if words == ["undo", "12"]:
        words[1] = next(str(each["operation"]) for each in casa.log() if each["verb"] != "portal.view")
    always = words[:2] == ["portal", "view"]
    end = words.index("--") if "--" in words else len(words)
    return casa.run([*words[:end], *(() if always else ("-n",)), "--no-input", *words[end:]], stdin=given)
