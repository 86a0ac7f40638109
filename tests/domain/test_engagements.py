"""The table of kinds, days with a time, and visits at an interval."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.dates import InvalidDate
from casactl.domain.day_times import check_span, in_words, moment_of, parse_day_time
from casactl.domain.engagements import FIELDS, KINDS, STATES, EngagementKind, is_over
from casactl.domain.visits import interval_in_words, next_visit, parse_interval
from casactl.store.schema import SPECS
from tests.failing import failing

TODAY = date(2026, 11, 23)
LONDON = ZoneInfo("Europe/London")


def test_the_table_holds_each_kind_with_columns_and_words_of_its_own() -> None:
    assert list(KINDS) == [str(kind) for kind in EngagementKind]
    for kind in KINDS.values():
        assert set(kind.words) == set(STATES)
        assert len(set(kind.words.values())) == len(STATES)
        stored = {name.removesuffix("_id") for name in SPECS["engagement"].columns}
        assert {*kind.fields, *kind.day} <= stored | set(SPECS["engagement"].columns)
        assert set(kind.day) <= kind.fields
        assert kind.one.split()[-1] == kind.plural.split()[-1].removesuffix("s")
    assert {"every", "signs_without_login"} <= FIELDS


def test_an_event_is_over_once_its_day_has_passed_and_other_work_once_it_is_closed() -> None:
    day = {"starts": "2026-11-20", "due": "2026-11-22T10:00"}

    assert is_over("event", "open", **day, today="2026-11-23")
    assert not is_over("event", "open", **day, today="2026-11-22")
    assert not is_over("event", "open", starts=None, due=None, today="2026-11-23")
    assert not is_over("task", "open", **day, today="2026-11-23")
    assert all(is_over(kind, "done", starts=None, due=None, today="2026-11-23") for kind in KINDS)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026-12-01 14:00", "2026-12-01T14:00"), ("2026-12-01T14:00", "2026-12-01T14:00"),
        ("2026-12-01t9:05", "2026-12-01T09:05"), ("tomorrow 00:00", "2026-11-24T00:00"),
        (" +2w   23:59 ", "2026-12-07T23:59"), ("friday 8:30", "2026-11-27T08:30"), ("2026-12-01", "2026-12-01"),
        ("today", "2026-11-23"),
    ],
)  # fmt: skip
def test_a_day_may_carry_a_time(text: str, stored: str) -> None:
    assert parse_day_time(text, TODAY, LONDON) == stored


@pytest.mark.parametrize(
    "text",
    ["2026-12-01 24:00", "2026-12-01 12:60", "2026-12-01 14", "14:00", "T14:00", "2026-12-01 14:00:00", "now",
     "2026-12-01 14:00Z", "2026-12-01 ١٤:٠٠", "2026-02-30 10:00", "1/12/2026 14:00", "2026-12-01 -1:00", "x" * 5000],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(InvalidDate):
        parse_day_time(text, TODAY, LONDON)


def test_a_time_that_clocks_skip_is_refused_and_one_that_strikes_twice_is_the_first() -> None:
    with pytest.raises(InvalidDate, match="skip 01:30"):
        parse_day_time("2027-03-28 01:30", TODAY, LONDON)

    twice = parse_day_time("2027-10-31 01:30", TODAY, LONDON)
    assert moment_of(twice, LONDON) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_where_only_days_count_a_time_is_refused() -> None:
    with pytest.raises(InvalidDate, match="only days count"):
        parse_day_time("2026-12-01 14:00", TODAY, None)


@given(st.dates(date(1900, 1, 1)), st.times(), st.sampled_from([" ", "T", "  ", "t"]))
def test_whatever_is_stored_reads_back_as_itself(day: date, at: time, mark: str) -> None:
    stored = parse_day_time(f"{day.isoformat()}{mark}{at:%H:%M}", TODAY, ZoneInfo("UTC"))

    assert stored == f"{day.isoformat()}T{at:%H:%M}"
    assert parse_day_time(stored, TODAY, ZoneInfo("UTC")) == stored
    assert parse_day_time(in_words(stored), TODAY, ZoneInfo("UTC")) == stored


@given(st.text(max_size=30))
def test_no_text_is_anything_but_a_day_or_refused(text: str) -> None:
    for zone in (None, LONDON):
        try:
            stored = parse_day_time(text, TODAY, zone)
        except InvalidDate:
            continue
        assert date.fromisoformat(stored[:10])


def test_an_end_does_not_come_before_the_start_and_both_have_a_time_or_neither() -> None:
    for starts, due in ((None, "2026-01-01"), ("2026-01-01", None), ("2026-01-01", "2026-01-01"),
                        ("2026-01-01T09:00", "2026-01-01T09:00")):  # fmt: skip
        check_span(starts, due)
    for starts, due in (("2026-01-02", "2026-01-01"), ("2026-01-01T09:01", "2026-01-01T09:00")):
        with failing("usage.ends-before-start"):
            check_span(starts, due)
    for starts, due in (("2026-01-01", "2026-01-02T09:00"), ("2026-01-01T09:00", "2026-01-01")):
        with pytest.raises(InvalidDate, match="both have a time"):
            check_span(starts, due)


@pytest.mark.parametrize(
    ("text", "words"), [(" 3M ", "every 3 months"), ("1y", "every year"), ("30d", "every 30 days")]
)
def test_an_interval_is_a_number_and_a_unit(text: str, words: str) -> None:
    assert interval_in_words(parse_interval(text)) == words


@pytest.mark.parametrize("text", ["", "m", "0d", "-1m", "1.5y", "3 m", "03m", "3h", "99999d", "+3m", "٣m", "monthly"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    with failing("usage.invalid-interval"):
        parse_interval(text)


days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(days, st.integers(1, 40), st.sampled_from("dwmy"), days)
def test_PY_8_the_next_visit_keeps_the_rhythm_and_lies_ahead(
    planned: date, count: int, unit: str, visited: date
) -> None:
    following = next_visit(planned, f"{count}{unit}", visited)

    assert following is not None
    assert following > max(planned, visited)
    longest = timedelta(days=count * {"d": 1, "w": 7, "m": 31, "y": 366}[unit])
    assert following <= max(planned, visited) + longest
    if unit in "dw":
        assert (following - planned).days % (count * {"d": 1, "w": 7}[unit]) == 0
    else:
        assert following.day == min(planned.day, following.day)


def test_PY_8_the_end_of_the_month_is_not_lost_on_the_way() -> None:
    assert next_visit(date(2026, 1, 31), "1m", date(2026, 2, 28)) == date(2026, 3, 31)
    assert next_visit(date(2026, 1, 31), "1m", date(2026, 2, 27)) == date(2026, 2, 28)


def test_PY_8_without_a_planned_day_the_rhythm_begins_with_the_visit() -> None:
    assert next_visit(None, "3m", TODAY) == date(2027, 2, 23)
    assert next_visit(date(9999, 1, 1), "2y", TODAY) is None
