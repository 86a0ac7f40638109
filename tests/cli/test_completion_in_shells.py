"""What Tab puts on the line of a real bash, zsh and fish is one word, and nothing runs (S1)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from casactl.cli import tab
from casactl.cli.completion_scripts import script
from tests.casa import Casa
from tests.cli.typed_shell import SHELLS, TypedShell
from tests.hostile import HOSTILE, naughty_strings
from tests.length import by_length, chance

FEW = [
    "$(touch x)",
    "`touch x`@example.com",
    "Mill Lane",
    "a'b\"c\\d!e",
    "!!",
    "~root",
    "=ls",
    '"',
    "a\\",
    "$'a'",
    "b*c;d",
]
"""One for each way in which a shell makes more of a word; the short run takes these and a few by chance."""
LEFT_OPEN = "/=@:.,-"
"""Behind these fish leaves an open quotation open."""


def words() -> list[str]:
    """What can stand on a line: nothing that a terminal acts upon, or a program takes for an option."""
    every = dict.fromkeys([*FEW, *HOSTILE, *naughty_strings()])
    offered = [each for each in every if each and each.isprintable() and not each.startswith("-")]
    return by_length([*FEW, *chance("words").sample(offered, 4)], offered)


def never_offered(shell: str, word: str) -> bool:
    """Whether fish keeps a word back: files that are hidden, and homes, which it would not quote."""
    return shell == "fish" and word.startswith((".", "~"))


Named = tuple[str, TypedShell]


class Office:
    """What the shell's question is answered with."""

    def __init__(self) -> None:
        self.offers: list[tuple[str, str]] = []

    def answer(self, given: Mapping[str, str]) -> str:
        """The answer to a script's question, from offers that the test makes."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tab, "offers_for", lambda typed, app: list(tab.inert(iter(self.offers), typed)))
            return tab.answer(given, None)[0] + "\n"


@pytest.fixture(scope="module")
def office() -> Office:
    return Office()


@pytest.fixture(scope="module", params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, office: Office) -> Iterator[Named]:
    with TypedShell(request.param, tmp_path_factory.mktemp("desk"), script(request.param), office.answer) as typed:
        yield request.param, typed
        assert not list(typed.here.iterdir())


def test_S1_an_offer_becomes_one_word_that_is_just_that(office: Office, shell: Named) -> None:
    name, typed = shell
    for word in words():
        if never_offered(name, word):
            continue
        office.offers = [(word, "$(touch y) `touch y`")]
        for quote in ("", '"', "'"):
            end = quote if name == "fish" and word[-1] in LEFT_OPEN else ""
            assert typed.complete(f"casactl show {quote}", end) == [["show", word]], (quote, word, typed.seen[-500:])


def test_S1_offers_that_start_alike_run_nothing_either(office: Office, shell: Named) -> None:
    name, typed = shell
    draw = chance(f"pairs {name}")
    for _ in range(by_length(6, 60)):
        start, *ends = draw.sample(words(), 3)
        office.offers = [(f"{start}{end}", "") for end in ends]
        for quote in ("", '"', "'"):
            line = typed.offered(f"casactl show {quote}")
            open_at = tab.read(line, name)
            escape = "\\" * ((len(line) - len(line.rstrip("\\"))) % 2)
            [command] = typed.enter(f"{escape}{open_at.quote}")
            assert command[0] == "show", office.offers
            assert all(word.startswith("".join(command[1:]).removesuffix(escape)) for word, _ in office.offers), command
            assert len(command) <= 2, (command, office.offers)


def test_S1_what_acts_on_a_terminal_or_is_an_option_is_not_offered(office: Office, shell: Named) -> None:
    _, typed = shell
    for offer in ("a\nb", "a\x1b[2J", "\u202etxt", "--delete-data", "-rf"):
        office.offers = [(offer, ""), ("plain", "")]
        assert typed.complete("casactl show ") == [["show", "plain"]], offer


# A real office -------------------------------------------------------------------------------------


@pytest.fixture
def full(casa_sqlite: Casa) -> Casa:
    """An office whose every text is hostile."""
    casa = casa_sqlite
    rows = "".join(
        f'lead,"{word}","Lee {n}",a{n}@example.com,"{n:03}-{word}"\n'
        for n, word in enumerate((each.replace('"', '""') for each in FEW), start=1)
    )
    casa.ok("contact import -", stdin=f"type,first name,last name,email,external id\n{rows}")
    for n, word in enumerate(FEW):
        casa.property(f"{n:03} {word}")
    casa.ok(["user", "add", "clerk@example.com", "--type", "staff", "--name", "$(touch x) `touch x`"])
    casa.ok(["workspace", "field", "add", "region", "--type", "choice",
             *(part for n, word in enumerate(FEW) for part in ("--choice", f"{n:03} {word}"))])  # fmt: skip
    return casa


@pytest.mark.parametrize("name", SHELLS)
def test_S1_references_of_a_hostile_office_are_completed_whole(full: Casa, tmp_path: Path, name: str) -> None:
    lock = threading.Lock()

    def answer(given: Mapping[str, str]) -> str:
        with lock:
            kept = {key: text for key, text in given.items() if key.startswith("_CASACTL")}
            return full.ok([], env=kept).stdout or "\n"

    place = tmp_path / "desk"
    place.mkdir()
    with TypedShell(name, place, script(name), answer) as typed:
        for n, word in enumerate(FEW):
            lines = {
                f"contact show ref:{n + 1:03}": f"ref:{n + 1:03}-{word}",
                f"contact list --property {n:03}": f"{n:03} {word}",
                f"contact edit 1 --custom region={n:03}": f"region={n:03} {word}",
            }
            for line, meant in lines.items():
                [command] = typed.complete(f"casactl {line}")
                assert command == [*line.split()[:-1], meant], typed.seen[-500:]
        assert typed.complete("casactl contact show a1@") == [["contact", "show", "a1@example.com"]]
        assert typed.complete("casactl task assign 1 --to cl") == [["task", "assign", "1", "--to", "clerk@example.com"]]
        assert typed.complete("casactl contact list --type=te") == [["contact", "list", "--type=tenant"]]
        assert typed.complete("X=1 casactl contact unarch") == [["contact", "unarchive"]]
        assert not list(typed.here.iterdir())


@pytest.mark.parametrize("name", SHELLS)
def test_S1_the_script_that_is_installed_is_found_and_asks_the_program(
    casa_sqlite: Casa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    casa_sqlite.tenant(external_id="7-$(touch x)")
    place = tmp_path / "desk"
    place.mkdir()
    home = {"HOME": str(place / "home"), "XDG_CONFIG_HOME": str(place / "home" / ".config")}
    casa_sqlite.ok(["completion", "install", name], env=home)
    casa_sqlite.ok(["--install-completion", name], env=home)
    monkeypatch.setenv("CASACTL_CONFIG", str(casa_sqlite.config_file))
    with TypedShell(name, place, "", None) as typed:
        assert typed.complete("casactl contact show ref:7") == [["contact", "show", "ref:7-$(touch x)"]]
        assert not list(typed.here.iterdir())
        (typed.here / "tab letter.csv").touch()
        assert typed.complete("casactl contact import ta") == [["contact", "import", "tab letter.csv"]]
        assert typed.complete("casactl contact list -o ta") == [["contact", "list", "-o", "table"]]
        assert typed.complete("casactl contact add --first-name ta") == [["contact", "add", "--first-name", "ta"]]
