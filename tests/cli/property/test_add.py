"""Adding one community, building or unit by hand."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.cli.terminal import Terminal


@pytest.mark.parametrize(
    ("path", "kind", "said"),
    [
        ("Rose Court/12", "unit", 'casactl property add "12" --kind unit --in "Rose Court"'),
        ("Rose Court/Block A/12", "unit", 'casactl property add "12" --kind unit --in "Rose Court/Block A"'),
        ("Rose Court/Block B", "building", 'casactl property add "Block B" --kind building --in "Rose Court"'),
        (r"Rose Court/2\/1", "unit", r"""casactl property add '2'\\'/1' --kind unit --in "Rose Court" """.strip()),
    ],
)
def test_a_whole_path_is_no_name_and_the_line_that_says_it_is_given(
    casa: Casa, path: str, kind: str, said: str
) -> None:
    casa.property("Rose Court/Block A", kind="building")

    refused = casa.run(["property", "add", path, "--kind", kind, "-o", "json"])

    assert (refused.exit_code, refused.error["hint"]) == (2, said)
    casa.ok(said.removeprefix("casactl "))
    assert path in [each["path"] for each in casa.ok("property list -o json").json]


@pytest.mark.parametrize("name", ["/", "a/", "/a", "-a", "a/b"])
def test_what_is_no_path_either_is_only_refused(casa: Casa, name: str) -> None:
    refused = casa.run(["property", "add", "--kind", "community", "-o", "json", "--", name])
    assert (refused.exit_code, refused.error["hint"]) == (2, None)


def test_a_whole_path_is_said_to_be_no_name_before_anything_is_asked(casa: Casa) -> None:
    casa.property("Rose Court", kind="community")

    with Terminal("property", "add", "Rose Court/12", "--kind", "unit") as terminal:
        assert terminal.end() == 2

    assert "In which" not in terminal.stderr
    assert 'casactl property add "12" --kind unit --in "Rose Court"' in terminal.stderr
