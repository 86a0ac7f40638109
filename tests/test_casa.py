"""The fixture keeps its promises."""

from __future__ import annotations

from tests.casa import Casa


def test_a_workspace_starts_empty_on_the_day_of_the_tests(casa: Casa) -> None:
    assert casa.ok("contact list -o json").json == []
    casa.property("Rose Court/Block A/12")
    joe = casa.tenant("Joe Bloggs", email="joe@example.com", at="Rose Court/Block A/12", tag=["vip"])

    found = casa.ok("contact list -o json").json

    assert [each["id"] for each in found] == [joe]
    assert found[0]["created_at"] == "2026-11-23T09:00:00.000000Z"
    assert found[0]["properties"] == ["Rose Court/Block A/12"]


def test_time_passes_only_when_told(casa: Casa) -> None:
    casa.travel(to="2026-12-31")

    joe = casa.tenant("Joe Bloggs")

    assert casa.rows(f"select created_at from contact where id = {joe}") == [("2026-12-31T09:00:00.000000Z",)]
