"""The documentation cannot lie: generated pages are fresh, every verb and code has its place, links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from casactl import __version__
from casactl.cli.tree import TOP, TREE
from casactl.domain.abilities import RULES
from casactl.domain.settings import SETTINGS
from casactl.errors import Exit
from casactl.intake.statement import BAD_ENTRY, NOT_BOOKED
from casactl.render.topics import TOPICS, topic_text

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
RECORDS = sorted((DOCS / "decisions").glob("0*.md"))
SOURCE = ROOT / "src" / "casactl"
WRITTEN = [page for page in PAGES if page.parent.name != "reference"]
NOT_HERE = (
    "TODO",
    "TBD",
    "lorem ipsum",
    "seamless",
    "blazing",
    "cutting-edge",
    "best-in-class",
    "effortless",
    str(ROOT),
)


def reference(name: str) -> str:
    return (DOCS / "reference" / name).read_text("utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_reference_is_what_the_program_says() -> None:
    command = [sys.executable, str(DOCS / "generate.py"), "--check"]

    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stderr


def test_every_verb_of_the_tree_is_documented() -> None:
    for noun, entry in TREE.items():
        page = reference(f"{noun}.md")
        for verb in entry.verbs:
            assert f"## casactl {noun} {verb}\n" in page
    for verb in TOP:
        assert f"## casactl {verb}\n" in reference("top-level.md")


def test_B11_the_keys_of_every_list_are_documented() -> None:
    text = (DOCS / "reference" / "json.md").read_text(encoding="utf-8")
    lists = [f"{noun} {verb}" for noun, entry in TREE.items() for verb in entry.verbs if verb.split()[-1] == "list"]
    of_work = "show of task, project, event, plan, contract; a list has all but followers"

    assert of_work in text
    assert [each for each in lists if f"`{each}" not in text and each.split()[0] not in of_work] == []
    for other in ("contact duplicates", "report handovers", "report retention", "arrears history", "workspace backup",
                  "batch", "contact import --columns"):  # fmt: skip
        assert f"`{other}" in text


def test_every_setting_rule_and_exit_code_is_documented() -> None:
    assert all(f"`{name}`" in reference("settings.md") for name in SETTINGS)
    assert all(f"`{rule.code}`" in reference("abilities.md") for rule in RULES)
    assert re.findall(r"^\| (\d+) ", topic_text("exit-codes"), re.MULTILINE) == [str(int(code)) for code in Exit]


def test_every_code_of_a_rejected_row_is_documented() -> None:
    sources = [
        *SOURCE.glob("actions/*/import_*.py"), SOURCE / "actions/bank/read_line.py", SOURCE / "intake/amount_cell.py",
        SOURCE / "intake/csv_rows.py", SOURCE / "intake/email_address.py", SOURCE / "intake/phone_number.py",
    ]  # fmt: skip
    said = r'(?:RowFault\(\s*|RowFault\.of\(\w+, |_allowed\(.*, |code = |code=|return )"([a-z]+(?:-[a-z]+)+)"'
    codes = {code for source in sources for code in re.findall(said, source.read_text("utf-8"))}
    codes |= {BAD_ENTRY, NOT_BOOKED}

    assert len(codes) > 15
    assert codes - {code for code in codes if f"`{code}`" in topic_text("import")} == set()


def test_the_help_line_names_the_topics_there_are() -> None:
    _, verb = TOP["help"]

    assert verb.help == f"Explain a topic, or a command: {', '.join(TOPICS)}, options."
    assert all(topic_text(topic).startswith("# ") for topic in TOPICS)
    of_data = {"import-profiles"}
    assert {path.stem for path in (SOURCE / "topics").glob("*.md")} == set(TOPICS) - of_data


def test_the_changelog_has_this_version() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_image_is_labelled_with_this_version() -> None:
    assert f'image.version="{__version__}"' in (ROOT / "Containerfile").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)

    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_every_page_can_be_reached() -> None:
    index = (DOCS / "README.md").read_text("utf-8")

    assert [
        page for page in WRITTEN if page.is_relative_to(DOCS / "how-to") and f"how-to/{page.name}" not in index
    ] == []
    assert [page for page in RECORDS if f"decisions/{page.name}" not in index] == []


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_pages_hold_no_slogans_and_no_loose_ends(page: Path) -> None:
    text = page.read_text("utf-8").lower()

    assert [word for word in NOT_HERE if word.lower() in text] == []


@pytest.mark.parametrize("record", RECORDS, ids=name_of)
def test_a_decision_record_closes_with_a_check_that_is_there(record: Path) -> None:
    text = record.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)

    assert headings[0].startswith(f"{int(record.name[:4])}. ")
    assert headings[1:] in (["Situation", "Decision", "Check"], ["Situation", "Decision", "What follows", "Check"])
    paths = re.findall(r"`((?:tests|benchmarks)/[\w/.]+)`", text.rpartition("## Check")[2])
    assert paths
    assert all((ROOT / path).exists() for path in paths)
    assert len(text.splitlines()) < 60
