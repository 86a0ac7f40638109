"""What Tab offers, asked as each shell asks."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from casactl.cli.tree import TOP, TREE
from tests.casa import Casa


@pytest.fixture
def office(casa: Casa) -> Casa:
    casa.property("Rose Court/Block A/12")
    casa.tenant("Joe Bloggs", email="joe@example.com", external_id="T-100", at="Rose Court/Block A/12")
    casa.tenant("Joan Other", email="joan@example.com", external_id="T-200")
    casa.owner("Zoë Zimmer", email="zoe@elsewhere.example")
    return casa


def asked(env: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'casactl'; from casactl.__main__ import run; run()"],
        env={**os.environ, **env}, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode in (0, 1), done
    assert "Traceback" not in done.stderr
    return done.stdout


def bash(*words: str) -> list[str]:
    """The offers for the last word, given the words as bash has broken them."""
    env = {
        "_CASACTL_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(["casactl", *words]),
        "COMP_CWORD": str(len(words)),
    }
    return [offer for offer in asked(env).splitlines() if offer]


def zsh(line: str) -> str:
    return asked({"_CASACTL_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": f"casactl {line}"})


def fish(line: str) -> list[str]:
    env = {
        "_CASACTL_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": f"casactl {line}",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }  # fmt: skip
    return [offer.split("\t")[0] for offer in asked(env).splitlines()]


def test_nouns_and_verbs_are_offered(office: Casa) -> None:
    assert set(bash("")) >= {*TREE, *TOP}
    assert bash("conta") == ["contact"]
    assert set(bash("contact", "")) >= set(TREE["contact"].verbs)
    assert set(bash("contact", "ar")) == {"archive"}
    assert "contact" in zsh("co")
    assert fish("contact unarch") == ["unarchive"]


def test_options_are_offered(office: Casa) -> None:
    assert "--output" in bash("contact", "list", "--ou")
    assert "--when-clear" in bash("contact", "archive", "--wh")


def test_choices_are_offered(office: Casa) -> None:
    assert bash("contact", "add", "--type", "te") == ["tenant"]
    assert set(bash("contact", "list", "--lifecycle", "")) >= {"active", "inactive", "archived"}
    assert bash("contact", "can", "1", "arch") == ["archive"]


def test_a_group_of_verbs_is_offered_once_and_then_its_verbs(office: Casa) -> None:
    assert bash("workspace", "fi") == ["field"]
    assert set(bash("workspace", "field", "")) >= {"add", "list", "show", "edit", "remove"}
    assert bash("workspace", "field", "rem") == ["remove"]
    assert "--add-choice" in bash("workspace", "field", "edit", "x", "--add")
    assert "field" in zsh("workspace fi")
    assert fish("workspace field sh") == ["show"]


def test_SD_16_defined_fields_and_their_choices_are_offered(office: Casa) -> None:
    office.ok("workspace field add region --type choice --choice North --choice 'Far west'")
    office.ok("workspace field add rent-review --type date")

    assert bash("contact", "edit", "1", "--custom", "re") == ["region=", "rent-review="]
    assert bash("contact", "edit", "1", "--custom", "region", "=", "N") == ["North"]
    assert set(bash("contact", "edit", "1", "--custom", "region", "=")) == {"North", "Far west"}
    assert bash("contact", "edit", "1", "--custom", "rent-review", "=") == []
    assert bash("contact", "edit", "1", "--custom", "nothing", "=") == []
    assert fish("contact edit 1 --custom region=N") == ["region=North"]
    assert bash("workspace", "field", "edit", "re") == ["region", "rent-review"]


def test_an_options_value_behind_an_equals_sign_is_offered(office: Casa) -> None:
    assert bash("contact", "add", "--type", "=", "te") == ["tenant"]
    assert bash("contact", "list", "--workspace", "=", "m") == ["main"]


def test_workspaces_are_offered(office: Casa) -> None:
    assert bash("contact", "list", "-w", "m") == ["main"]
    assert bash("workspace", "use", "m") == ["main"]


def test_contacts_are_offered_by_number_and_email(office: Casa) -> None:
    assert bash("contact", "show", "1") == ["1"]
    assert sorted(bash("contact", "show", "jo")) == ["joan@example.com", "joe@example.com"]
    assert "joe@example.com" in zsh("contact show joe")
    assert fish("contact show zo") == ["zoe@elsewhere.example"]


def test_what_was_typed_limits_what_is_offered(office: Casa) -> None:
    assert bash("contact", "show", "9") == []
    assert bash("contact", "show", "nobody") == []


@pytest.mark.parametrize("verb", ["archive", "show"])
def test_bash_breaks_an_email_at_the_at_sign(office: Casa, verb: str) -> None:
    assert bash("contact", verb, "joe", "@", "") == ["example.com"]
    assert bash("contact", verb, "joe", "@", "exa") == ["example.com"]
    if verb == "archive":
        assert bash("contact", verb, "1", "zoe", "@", "else") == ["elsewhere.example"]
    assert bash("contact", verb, "zoe", "@", "exa") == []


@pytest.mark.parametrize("verb", ["archive", "show"])
def test_bash_breaks_an_external_id_at_the_colon(office: Casa, verb: str) -> None:
    assert bash("contact", verb, "ref", ":", "T-1") == ["T-100"]
    assert sorted(bash("contact", verb, "ref", ":", "")) == ["T-100", "T-200"]
    assert "ref:T-100" in fish(f"contact {verb} ref:T-1")


def test_properties_are_offered(office: Casa) -> None:
    assert "Rose Court/Block A/12" in "\n".join(bash("contact", "list", "--property", "Rose")).replace("\\", "")


def test_a_tab_that_cannot_be_answered_offers_nothing(machine: Path) -> None:
    assert bash("contact", "show", "1") == []
    (machine / "config.toml").write_text("broken")
    assert bash("contact", "show", "1") == []
    assert bash("contact", "list", "-w", "") == []


def test_a_name_in_an_offer_cannot_act_on_the_terminal(casa_sqlite: Casa) -> None:
    casa_sqlite.tenant("\u202eJoe Bloggs", email="joe@example.com")

    for text in ("\n".join(fish("contact show 1")), zsh("contact show 1")):
        assert "\u202e" not in text
        assert "\x1b" not in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_each_shell_is_printed(machine: Path, shell: str) -> None:
    text = asked({"_CASACTL_COMPLETE": f"source_{shell}"})

    assert "_CASACTL_COMPLETE" in text
    assert f"complete_{shell}" in text
    assert shlex.split(text.replace("'", "").replace('"', "").replace("`", ""))
