"""Too much of anything is a clear error, in bounded time (S12)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.casa import Casa

WORDS = " ".join(f"w{n}" for n in range(30_000))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["contact", "find", WORDS], 2),
        (["contact", "list", "--match", WORDS], 2),
        (["contact", "archive", "-y", "--match", WORDS], 2),
        (["contact", "show", WORDS], 4),
        (["contact", "can", WORDS], 4),
        (["contact", "merge", "1", WORDS, "-y"], 4),
        (["contact", "show", "x" * 100_000], 4),
        (["contact", "show", "0" * 100_000], 4),
        (["workspace", "set", "timezone", "a/" * 50_000], 2),
        (["contact", "lock", "1", "--reason", "x" * 110_000], 2),
        (["arrears", "status", "1", "--set", "on-hold", "--note", "x" * 110_000], 2),
    ],
)  # fmt: skip
def test_S12_very_long_arguments_are_clear_errors(casa_sqlite: Casa, command: list[str], code: int) -> None:
    casa_sqlite.tenant("Joe Bloggs")

    ran = casa_sqlite.run([*command, "-o", "json"])

    assert (ran.exit_code, ran.stdout) == (code, ""), ran.stderr[:300]
    assert "unexpected" not in ran.stderr


def test_S12_words_that_repeat_are_looked_for_once(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")

    assert len(casa.ok(["contact", "find", "joe " * 5000, "-o", "json"]).json) == 1


DEEP = {
    "lists": "a = " + "[" * 50_000 + "]" * 50_000,
    "keys": "a" + ".a" * 50_000 + " = 1",
    "tables": "[" + "a." * 50_000 + "a]",
    "inline tables": "a = " + "{a = " * 20_000 + "1" + "}" * 20_000,
    "nothing, much of it": "# " + "x" * (2 << 20),
}


@pytest.mark.parametrize("kind", list(DEEP))
def test_S12_a_configuration_that_is_too_deep_or_long_is_a_clear_error(
    casa_sqlite: Casa, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "deep.toml"
    file.write_text(DEEP[kind])
    (tmp_path / "new.csv").write_text("Name,Type\nJoe,tenant\n")

    ran = casa_sqlite.run(["contact", "list", "--config", str(file), "-o", "json"])
    mapped = casa_sqlite.run(["contact", "import", f"{tmp_path}/new.csv", "--mapping", str(file), "-o", "json"])

    assert (ran.exit_code, ran.error["code"]) == (11, "config.invalid")
    assert (mapped.exit_code, mapped.error["code"]) == (7, "input.bad-mapping")
    assert any("deeply" in each.error["message"] or "larger" in each.error["message"] for each in (ran, mapped))


def test_S12_an_endless_configuration_is_not_read_to_its_end(casa_sqlite: Casa) -> None:
    ran = casa_sqlite.run("contact list --config /dev/zero -o json")

    assert (ran.exit_code, ran.error["code"]) == (11, "config.invalid")
