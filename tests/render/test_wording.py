"""Remedies as lines for a shell: pasted into real ones, they are exactly what they were made of (S7, T7)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casactl.domain.remedy import Blank, Command, Remedy, Said, Sentence, restored, storable
from casactl.render.view import sanitize
from casactl.render.wording import Wording
from tests.hostile import HOSTILE, naughty_strings
from tests.length import by_length, chance
from tests.render.shells import SHELLS, Desk

TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.sampled_from("ab '\"\\$`!#%*?[]{}()<>|&;~=^-\n\t\r\x1b\u202eé/@"), max_size=12),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
)
WORDS = st.one_of(TEXTS, TEXTS.map(Said), st.integers(0, 10**9))
REMEDIES = st.builds(
    lambda verb, words, to, flag: Remedy(verb, *words, to=to, resend=flag),
    st.sampled_from(["contact find", "undo", "workspace field show"]),
    st.lists(WORDS, max_size=3),
    st.one_of(st.none(), WORDS),
    st.booleans(),
)
SLOWLY = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def meant(remedy: Remedy, *, given: Sequence[str] = ()) -> list[str]:
    """The words that the program has to get."""
    words = [str(word) for word in remedy.words]
    options: list[str] = []
    for name, value in remedy.options:
        text = None if value is None else str(value)
        options += (
            [f"--{name}={text}"] if text and text.startswith("-") else [f"--{name}", *([] if text is None else [text])]
        )
    dashed = any(word.startswith("-") and word != "-" for word in words)
    return ["casactl", *given, *remedy.verb.split(), *([*options, "--", *words] if dashed else [*words, *options])]


@pytest.mark.parametrize("shell", SHELLS)
def test_S7_hostile_words_arrive_as_they_are(desk: Desk, shell: str) -> None:
    words = [*HOSTILE, *by_length(chance("naughty").sample(naughty_strings(), 12), naughty_strings())]
    remedies = [Remedy("contact edit", word, Said(word), name=word) for word in words]
    lines = [str(Wording().line(remedy)) for remedy in remedies]

    assert desk.paste(shell, lines) == [meant(remedy) for remedy in remedies]


@pytest.mark.parametrize("shell", SHELLS)
@given(remedies=st.lists(REMEDIES, min_size=1, max_size=25))
@SLOWLY
def test_whatever_a_remedy_holds_the_pasted_line_is_just_that(desk: Desk, shell: str, remedies: list[Remedy]) -> None:
    lines = [str(Wording().line(remedy)) for remedy in remedies]

    assert desk.paste(shell, lines) == [meant(remedy) for remedy in remedies]


@pytest.mark.parametrize("shell", SHELLS)
@given(workspace=TEXTS, config=TEXTS)
@SLOWLY
def test_T7_workspace_and_configuration_go_along_as_they_were_given(
    desk: Desk, shell: str, workspace: str, config: str
) -> None:
    line = str(Wording(workspace, config).line(Remedy("contact show", 17)))

    first = [f"-w{workspace}"] if workspace.startswith("-") else ["-w", workspace]
    second = [f"--config={config}"] if config.startswith("-") else ["--config", config]
    assert desk.paste(shell, [line]) == [["casactl", *first, *second, "contact", "show", "17"]]


@pytest.mark.parametrize("shell", SHELLS)
@given(words=st.lists(TEXTS, min_size=1, max_size=4))
@SLOWLY
def test_another_programs_words_are_quoted_the_same_way(desk: Desk, shell: str, words: list[str]) -> None:
    desk.put("chmod")

    assert desk.paste(shell, [Wording().text(Command("chmod", *words))]) == [["chmod", *words]]


@given(remedy=REMEDIES)
def test_a_line_is_one_line_that_nothing_on_a_terminal_acts_upon(remedy: Remedy) -> None:
    line = str(Wording("a\nb").line(remedy))

    assert len(line.splitlines()) == 1
    assert sanitize(line) == line


def test_what_no_command_line_can_hold_has_none() -> None:
    assert Wording().line(Remedy("contact find", "a\0b")) is None
    assert Wording().line(Remedy("contact find", "\ud800")) is None


def test_ordinary_words_are_worded_as_people_type_them() -> None:
    text = Wording().text
    assert text(Remedy("contact detach", 17, Said("Rose Court/3"), as_="owner")) == (
        'casactl contact detach 17 "Rose Court/3" --as owner'
    )
    assert text(Remedy("contact edit", 17, email="")) == 'casactl contact edit 17 --email ""'
    assert text(Remedy("contact edit", 17, email=Blank("ADDRESS"))) == "casactl contact edit 17 --email ADDRESS"
    assert text(Remedy("contact recall", 17, reason=Said("leaving"))) == 'casactl contact recall 17 --reason "leaving"'
    assert text(Remedy("event list", o="json")) == "casactl event list -o json"
    assert text(Remedy("undo", 7, why="redo it")) == "redo it: casactl undo 7"
    assert text(Remedy("contact tag add", "x", tag=("a", "b"))) == "casactl contact tag add x --tag a --tag b"
    assert text(Sentence("stays locked: ", Remedy("contact unlock", 3))) == "stays locked: casactl contact unlock 3"


def test_T7_a_verb_that_names_its_workspace_is_not_given_another() -> None:
    words = Wording("second", "/etc/casa.toml")

    assert words.text(Remedy("contact show", 1)) == "casactl -w second --config /etc/casa.toml contact show 1"
    assert words.text(Remedy("workspace use", "main")) == "casactl --config /etc/casa.toml workspace use main"
    assert words.text(Remedy("contact edit", help=True)) == "casactl contact edit --help"


def test_L6_what_somebody_may_not_run_is_said_to_people_and_left_out_for_programs() -> None:
    words = Wording(may=lambda verb: verb != "contact unlock")
    remedy = Remedy("contact unlock", 3)

    assert words.line(remedy) is None
    assert words.text(remedy) == "somebody who may: casactl contact unlock 3"
    assert words.worded({"remedy": remedy, "next": [Remedy("contact show", 3)]}) == {
        "remedy": None,
        "next": ["casactl contact show 3"],
    }


def test_a_remedy_that_nobody_has_worded_yet_does_not_pass_for_text() -> None:
    for unworded in (Remedy("contact show", 1), Sentence("see ", Remedy("contact show", 1)), Command("chmod", "x")):
        with pytest.raises(TypeError):
            f"{unworded}"


@given(remedy=REMEDIES, text=TEXTS)
def test_what_is_stored_comes_back_as_it_was(remedy: Remedy, text: str) -> None:
    shape = {"results": [{"note": Sentence(text, remedy), "reasons": [{"remedy": remedy, "message": text}]}],
             "other": [Remedy("a", Blank("REF"), why=text), Command("chmod", text), None, 3, text]}  # fmt: skip

    assert restored(storable(shape)) == shape
    assert Wording().worded(restored(storable(shape))) == Wording().worded(shape)
