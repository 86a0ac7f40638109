"""What people may write for a date, and what the store makes of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.dates import (
    STYLES,
    InvalidDate,
    Today,
    calendar_date,
    local_midnight,
    moment,
    parse_date,
    parse_moment,
    show_date,
)
from casactl.errors import Exit

WEDNESDAY = date(2026, 11, 25)

days = st.dates(date(1900, 1, 1), date(9999, 12, 31))
zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


def parsed(text: str, today: date = WEDNESDAY) -> str:
    return parse_date(text, today).isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-31", "2026-12-31"),
        (" 2026-12-31 ", "2026-12-31"),
        ("1900-01-01", "1900-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("today", "2026-11-25"),
        ("Tomorrow", "2026-11-26"),
        ("yesterday", "2026-11-24"),
        ("+30d", "2026-12-25"),
        ("-30d", "2026-10-26"),
        ("+0d", "2026-11-25"),
        ("+2w", "2026-12-09"),
        ("+1m", "2026-12-25"),
        ("-11m", "2025-12-25"),
        ("+1y", "2027-11-25"),
        ("eom", "2026-11-30"),
        ("eoq", "2026-12-31"),
        ("EOY", "2026-12-31"),
        ("thursday", "2026-11-26"),
        ("Thu", "2026-11-26"),
        ("tue", "2026-12-01"),
    ],
)
def test_a_date_is_read_in_every_form_of_the_grammar(text: str, expected: str) -> None:
    assert parsed(text) == expected


@pytest.mark.parametrize("word", ["wed", "wednesday"])
def test_a_weekday_is_the_next_one_and_never_today(word: str) -> None:
    assert parsed(word) == "2026-12-02"


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        ("2026-01-31", "+1m", "2026-02-28"),
        ("2028-01-31", "+1m", "2028-02-29"),
        ("2026-03-31", "-1m", "2026-02-28"),
        ("2028-02-29", "+1y", "2029-02-28"),
        ("2026-08-31", "+13m", "2027-09-30"),
        ("2026-01-01", "eoq", "2026-03-31"),
        ("2026-06-30", "eoq", "2026-06-30"),
        ("2026-12-31", "eom", "2026-12-31"),
    ],
)
def test_months_end_where_the_calendar_ends_them(today: str, text: str, expected: str) -> None:
    assert parsed(text, date.fromisoformat(today)) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-30", "30 February 2026 does not exist"),
        ("2026-02-29", "29 February 2026 does not exist"),
        ("2026-04-00", "0 April 2026 does not exist"),
        ("2026-13-01", "there is no month 13"),
        ("1899-12-31", "the year 1899 is outside 1900 to 9999"),
        ("10000-01-01", "the year 10000 is outside 1900 to 9999"),
        ("+99999y", '"+99999y" leads outside the years 1900 to 9999'),
        ("-99999999999999999999d", '"-99999999999999999999d" leads outside the years 1900 to 9999'),
        ("-200y", '"-200y" leads outside the years 1900 to 9999'),
        ("soon", '"soon" is not a date'),
        ("", '"" is not a date'),
    ],
)
def test_what_names_no_day_is_refused_in_a_sentence(text: str, message: str) -> None:
    with pytest.raises(InvalidDate) as failure:
        parsed(text)

    assert failure.value.message == message
    assert failure.value.code == "usage.invalid-date"
    assert failure.value.exit is Exit.USAGE


@pytest.mark.parametrize("text", ["31/12/2026", "12/31/2026", "31.12.2026", "2026/12/31"])
def test_an_order_that_differs_by_country_is_refused_with_the_iso_form(text: str) -> None:
    with pytest.raises(InvalidDate) as failure:
        parsed(text)

    assert "2026-12-31" in str(failure.value.hint)


def test_a_date_without_leading_zeros_is_refused_with_its_correct_form() -> None:
    with pytest.raises(InvalidDate) as failure:
        parsed("2026-1-5")

    assert failure.value.hint == "write 2026-01-05"


@pytest.mark.parametrize("text", ["٢٠٢٦-12-31", "+٣d", "2026-12-31T00:00", "20261231", "+1d2w", "1d", "9" * 5000])
def test_other_digits_and_shapes_are_no_dates(text: str) -> None:
    with pytest.raises(InvalidDate):
        parsed(text)


def test_a_long_text_is_quoted_in_short() -> None:
    with pytest.raises(InvalidDate) as failure:
        parsed("x" * 10_000)

    assert len(failure.value.message) < 80


def test_the_last_day_of_all_has_no_tomorrow() -> None:
    with pytest.raises(InvalidDate):
        parsed("+1d", date.max)


@given(day=days, today=days)
def test_every_day_in_reach_is_read_back_from_its_iso_form(day: date, today: date) -> None:
    assert parse_date(day.isoformat(), today) == day


@given(text=st.text() | st.from_regex(r"[+-]\d{1,30}[dwmy]|\d{1,6}-\d{1,2}-\d{1,2}", fullmatch=True), today=days)
def test_any_text_is_a_day_within_bounds_or_an_invalid_date(text: str, today: date) -> None:
    try:
        day = parse_date(text, today)
    except InvalidDate:
        return
    assert 1900 <= day.year <= 9999


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Europe/London", "2026-07-01", "2026-06-30T23:00:00.000000Z"),
        ("America/Santiago", "2026-09-06", "2026-09-06T04:00:00.000000Z"),  # clocks jump from 0:00 to 1:00
        ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00.000000Z"),  # the same
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00.000000Z"),  # from 23:30 to 0:30
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00.000000Z"),  # from 1:00 back to 0:00
        ("America/St_Johns", "2006-10-29", "2006-10-29T02:30:00.000000Z"),  # from 0:01 back to 23:01
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000000Z"),  # a day left out
    ],
)
def test_a_day_begins_at_its_first_instant_whatever_the_clocks_do(zone: str, day: str, expected: str) -> None:
    assert local_midnight(date.fromisoformat(day), ZoneInfo(zone)) == expected


@given(day=st.dates(date(1970, 1, 1), date(2100, 1, 1)), zone=zones)
def test_the_instant_before_a_day_begins_belongs_to_an_earlier_day(day: date, zone: ZoneInfo) -> None:
    begins = parse_moment(local_midnight(day, zone))

    assert calendar_date(begins, zone) >= day
    assert calendar_date(begins - timedelta(microseconds=1), zone) < day


@given(first=st.datetimes(), second=st.datetimes())
def test_moments_sort_as_text_and_are_read_back(first: datetime, second: datetime) -> None:
    first, second = first.replace(tzinfo=UTC), second.replace(tzinfo=UTC)

    assert (moment(first) < moment(second)) == (first < second)
    assert parse_moment(moment(first)) == first
    assert len(moment(first)) == 27


def test_a_moment_is_utc_wherever_the_clock_stands() -> None:
    noon = datetime(2026, 12, 31, 12, tzinfo=timezone(timedelta(hours=-5)))

    assert moment(noon) == "2026-12-31T17:00:00.000000Z"


def test_a_time_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="zone"):
        moment(datetime(2026, 12, 31))  # noqa: DTZ001 - the case under test
    with pytest.raises(ValueError, match="zone"):
        calendar_date(datetime(2026, 12, 31), ZoneInfo("UTC"))  # noqa: DTZ001 - the case under test


@pytest.mark.parametrize(
    "text",
    ["", "2026-12-31", "2026-12-31T00:00:00Z", "2026-02-30T00:00:00.000000Z", "2026-12-31T25:00:00.000000Z"],
)
def test_other_text_is_no_moment(text: str) -> None:
    with pytest.raises(InvalidDate):
        parse_moment(text)


def test_a_date_is_shown_in_the_style_of_the_house() -> None:
    assert {style: show_date("2026-12-31", style) for style in STYLES} == {
        "iso": "2026-12-31",
        "day-first": "31 Dec 2026",
        "month-first": "Dec 31, 2026",
    }


@pytest.mark.parametrize(
    ("style", "text", "hint"),
    [
        ("iso", "31/12/2026", "write 2026-12-31"), ("iso", "12/31/2026", "write 2026-12-31"),
        ("iso", "1/2/2026", "write 2026-02-01 or 2026-01-02: which number is the month differs by country"),
        ("iso", "1.2.2026", "write 2026-02-01"), ("iso", "31/31/2026", "write year-month-day"),
        ("day-first", "12/31/2026", "the day comes first here: 31/12/2026, or 2026-12-31"),
        ("month-first", "31/12/2026", "the month comes first here: 12/31/2026, or 2026-12-31"),
    ],
)  # fmt: skip
def test_T12_a_day_typed_another_way_round_is_told_as_it_is_written_here(style: str, text: str, hint: str) -> None:
    with pytest.raises(InvalidDate) as refused:
        parse_date(text, Today.of(date(2026, 11, 23), style))
    assert str(refused.value.hint).startswith(hint)
