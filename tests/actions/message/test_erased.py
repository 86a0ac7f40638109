"""What was written to somebody goes with them; a text that others got, too, stays theirs."""

from __future__ import annotations

from tests.casa import Casa

SECRETS = ("plugh-one", "plugh-two", "xyzzy")


def test_the_text_of_a_broadcast_goes_with_the_last_who_got_it(casa: Casa) -> None:
    casa.tenant(email="joe@example.com", tag=["vip"])
    casa.tenant("Ann Archer", email="ann@example.com", tag=["vip"])
    casa.ok("message broadcast --tag vip --subject plugh-one --text plugh-two --yes --no-send")
    casa.ok("message send 1 --subject xyzzy --text xyzzy --no-send")

    _erase(casa, 1)
    assert [each["text"] for each in casa.ok("message list -o json").json] == ["plugh-two"]
    assert not _holds(casa, "xyzzy")
    _erase(casa, 2)

    assert casa.ok("message list -o json").json == []
    assert not any(_holds(casa, secret) for secret in SECRETS)
    casa.ok("log verify")
    casa.ok("workspace check")


def _erase(casa: Casa, number: int) -> None:
    casa.ok(f"contact archive {number}")
    casa.ok(f"contact erase {number} --yes")


def _holds(casa: Casa, text: str) -> bool:
    """Whether the words stand anywhere: on SQLite in the file's bytes, elsewhere in the tables that held them."""
    if casa.backend == "sqlite":
        return any(text.encode() in path.read_bytes() for path in casa.folder.rglob("*") if path.is_file())
    columns = {"broadcast": ("subject", "text"), "message": ("subject", "text"), "change": ("before", "after"),
               "operation": ("payload",), "outbox": ("subject", "facts")}  # fmt: skip
    return any(
        text in str(row)
        for table, names in columns.items()
        for row in casa.rows(f"select {', '.join(names)} from {table}")
    )
