"""Events in a calendar file: read back by the library, the same on every run, and inert."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.actions.engagement.helping import add
from tests.casa import Casa


def events(text: str) -> list[Any]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def exported(casa: Casa, words: str = "") -> list[Any]:
    return events(casa.ok(f"event export - {words}").stdout)


@pytest.fixture
def office(casa: Casa) -> Casa:
    casa.property("Rose Court/12", kind="unit")
    casa.tenant("Joe Bloggs", at="Rose Court/12")
    casa.ok("workspace set timezone Europe/Berlin")
    return casa


def test_an_event_comes_back_as_it_was(office: Casa) -> None:
    add(office, 1, "Viewing, with; \\ tea", kind="event", text="Line 1\nBEGIN:VEVENT\n=cmd()", start="2026-12-01 14:00",
        end="2026-12-01 15:30", property="Rose Court/12")  # fmt: skip

    (event,) = exported(office)

    assert str(event["summary"]) == "Viewing, with; \\ tea"
    assert str(event["description"]) == "Line 1\nBEGIN:VEVENT\n=cmd()"
    assert event.decoded("dtstart") == datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 12, 1, 14, 30, tzinfo=UTC)
    assert event.decoded("dtstamp") == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert (str(event["location"]), str(event["status"]), str(event["contact"])) == (
        "Rose Court/12", "CONFIRMED", "Joe Bloggs",
    )  # fmt: skip


def test_whole_days_end_on_the_day_after(office: Casa) -> None:
    add(office, 1, "Two days", kind="event", start="2026-12-30", end="2026-12-31")
    add(office, 1, "One day", kind="event", start="2027-01-02")
    add(office, 1, "Only an end", kind="event", end="2027-01-03")

    found = [(event.decoded("dtstart"), event.decoded("dtend")) for event in exported(office)]

    assert found == [
        (date(2026, 12, 30), date(2027, 1, 1)), (date(2027, 1, 2), date(2027, 1, 3)),
        (date(2027, 1, 3), date(2027, 1, 4)),
    ]  # fmt: skip


def test_a_start_alone_has_no_end_and_no_day_at_all_is_left_out_and_counted(office: Casa) -> None:
    add(office, 1, "Call", kind="event", start="2026-12-01 14:00")
    add(office, 1, "Some day", kind="event")

    done = office.ok("event export -")

    (event,) = events(done.stdout)
    assert "dtend" not in event
    assert done.stderr == "1 event → stdout; 1 without a day left out\n"


def test_a_calendar_knows_an_event_again_after_it_has_changed(office: Casa) -> None:
    number = add(office, 1, "Viewing", kind="event", start="2026-12-01")
    (before,) = exported(office)
    office.travel(to="2026-11-24")
    assert exported(office) == [before]

    office.ok(f"event edit {number} --start 2026-12-02")
    office.ok(f"event cancel {number}")

    (after,) = exported(office)
    assert after["uid"] == before["uid"]
    assert str(before["uid"]).startswith(f"event-{number}@")
    assert (int(before["sequence"]), int(after["sequence"])) == (0, 2)
    assert after.decoded("dtstamp") > before.decoded("dtstamp")
    assert str(after["status"]) == "CANCELLED"


def test_filters_and_a_day_narrow_it(office: Casa) -> None:
    office.owner("Ann Archer")
    for contact, title, day in ((1, "A", "2026-12-01"), (1, "B", "2026-12-10"), (2, "C", "2026-12-10")):
        add(office, contact, title, kind="event", start=day)
    office.ok("event cancel 2")
    add(office, 1, "A task", due="2026-12-10")

    def titles(words: str) -> list[str]:
        return [str(event["summary"]) for event in exported(office, words)]

    assert titles("") == ["A", "B", "C"]
    assert titles("--since 2026-12-10") == ["B", "C"]
    assert titles("--since 2026-12-10 --state open") == ["C"]
    assert titles("--property 'Rose Court'") == ["A", "B"]
    assert titles("--contact 'Ann Archer' --format ics") == ["C"]


def test_a_file_is_private_and_whole(office: Casa, tmp_path: Path) -> None:
    add(office, 1, "Viewing", kind="event", start="2026-12-01")
    target = tmp_path / "out" / "events.ics"
    target.parent.mkdir()
    target.write_text("old", "utf-8")

    office.ok(["event", "export", str(target), "--yes"])

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert len(events(target.read_text("utf-8"))) == 1
    assert b"\r\n" in target.read_bytes()
    assert office.run(["event", "export", str(tmp_path / "nowhere" / "x.ics")]).exit_code == 1
    assert [path.name for path in target.parent.iterdir()] == ["events.ics"]


def test_another_format_is_refused_and_no_event_is_an_empty_calendar(office: Casa) -> None:
    for words in ("- --format xml", "- -o json", "- -o csv", "events.txt", "''"):
        done = office.run(f"event export {words}")
        assert (done.exit_code, done.stdout) == (2, "")
    assert events(office.ok("event export -").stdout) == []


def test_the_place_is_the_site_where_one_is_given(office: Casa) -> None:
    row = {"contact_id": 1, "line": "1 Mill Lane", "city": "Leeds", "postcode": "LS1 1AA", "country": "GB"}
    with office.work("address.add") as work:
        work.insert("address", [{**row, "access_name": "Kay Holder"}])
    add(office, 1, "Viewing", kind="event", start="2026-12-01", site=1, property="Rose Court/12")

    (event,) = exported(office)

    assert str(event["location"]) == "1 Mill Lane, LS1 1AA Leeds"
    assert "Kay" not in str(event)
