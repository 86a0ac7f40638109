"""On a terminal: what is missing is asked for, and what goes is confirmed."""

from __future__ import annotations

from tests.casa import Casa
from tests.cli.terminal import Terminal


def test_kind_and_place_are_asked_for(casa: Casa) -> None:
    casa.property("Rose Court")

    with Terminal("property", "add", "Block A") as terminal:
        terminal.expect("Kind")
        terminal.type("building")
        terminal.expect("In which community")
        terminal.type("rose court")
        assert terminal.end() == 0

    assert casa.ok("property show 'Rose Court/Block A' -o json").json["kind"] == "building"


def test_retiring_names_what_goes_with_it_and_a_no_leaves_everything(casa: Casa) -> None:
    casa.property("Rose Court/Block A/12")

    with Terminal("property", "remove", "rose court", "--retire") as terminal:
        terminal.expect("Retire Rose Court and the 2 below it?")
        terminal.type("n")
        assert terminal.end() == 1

    assert len(casa.ok("property list -o json").json) == 3


def test_a_yes_removes(casa: Casa) -> None:
    casa.property("Rose Court")

    with Terminal("property", "remove", "Rose Court") as terminal:
        terminal.expect("Remove Rose Court?")
        terminal.type("y")
        assert terminal.end() == 0

    assert casa.ok("property list -o json").json == []
