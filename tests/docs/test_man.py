"""The pages for `man`: one for everything that can be typed, in roff that nobody complains of, to be pasted from."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from casactl.cli.help_page import examples_of
from casactl.cli.tree import TOP, TREE

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted((DOCS / "man").glob("*.1"))
VERBS = [*(f"{noun} {verb}" for noun, each in TREE.items() for verb in each.verbs), *TOP]
GROUPS = [f"{noun} {group}" for noun, each in TREE.items() for group in each.groups]


def page_of(words: str) -> Path:
    return DOCS / "man" / f"{'-'.join(['casactl', *words.split()])}.1"


def rendered(*pages: Path) -> str:
    """What `man` shows on a wide terminal, without bold."""
    command = ["groff", "-man", "-Tutf8", "-rLL=150n", "-P-cbou", "-ww", *map(str, pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_everything_that_can_be_typed_has_its_page_and_no_page_is_of_something_else() -> None:
    assert sorted(page_of(words) for words in ["", *TREE, *GROUPS, *VERBS]) == PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.stem))
def test_a_page_names_itself_so_that_apropos_finds_it(page: Path) -> None:
    name = page.stem.replace("-", "\\-")
    text = page.read_text("ascii")

    assert f"\n.SH NAME\n{name} \\- " in text
    assert re.search(rf"^\.TH {re.escape(name.upper())} 1 \d{{4}}-\d\d-\d\d ", text, re.MULTILINE)
    requests = {line.split()[0] for line in text.splitlines() if line.startswith((".", "'"))}
    assert requests <= {'.\\"', ".TH", ".SH", ".TP", ".PP", ".nf", ".fi", ".nh", ".ad"}


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_groff_renders_every_page_without_a_warning_and_what_is_typed_can_be_pasted() -> None:
    text = rendered(*PAGES)

    lines = {line.strip() for line in text.splitlines()}
    assert [line for words in VERBS for line in examples_of(words) if line not in lines] == []
    assert "--when-clear" in text
    assert "\N{MINUS SIGN}" not in text


@pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed")
def test_mandoc_finds_nothing_to_say() -> None:
    done = subprocess.run(
        ["mandoc", "-Tlint", "-Wwarning", *map(str, PAGES)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


ODD = [".SH no request", "'t was", "C:\\new", "a-b --on", "`tick` and ~ ^", "über – ß €", '"q"']


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
@pytest.mark.parametrize("text", ODD)
def test_no_text_is_taken_for_roff(tmp_path: Path, text: str) -> None:
    spec = importlib.util.spec_from_file_location("man_pages", DOCS / "man_pages.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    page = tmp_path / "x.1"
    page.write_text(f'.TH X 1 2026-11-29 "x" "x"\n.SH NAME\n{made._code(text)}\n', "ascii")

    assert text in [line.strip() for line in rendered(page).splitlines()]
