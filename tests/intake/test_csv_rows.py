from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casactl.intake import csv_rows
from casactl.intake.csv_rows import LONGEST_FIELD, BadRow, Lines, Row, read_rows

cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8) | st.text('a,;"\r\n\t| ', max_size=8)
tables = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width)))


def read(text: str, width: int, delimiter: str = ",") -> list[Row | BadRow]:
    return list(read_rows(Lines(io.StringIO(text, newline="")), delimiter, width))


def outline(rows: list[Row | BadRow]) -> list[tuple[int, object]]:
    return [(row.line, row.code if isinstance(row, BadRow) else row.cells) for row in rows]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_row(end: str) -> None:
    assert read(f"a,b{end}c,d{end}", 2) == [Row(1, ["a", "b"]), Row(2, ["c", "d"])]
    assert read(f"a,b{end}c,d", 2) == [Row(1, ["a", "b"]), Row(2, ["c", "d"])]


def test_empty_lines_are_counted_but_are_no_rows() -> None:
    assert read("\n\na,b\n\r\n,\n\n", 2) == [Row(3, ["a", "b"])]


def test_a_quoted_field_may_hold_delimiters_quotes_and_line_ends() -> None:
    text = 'a,"b, ""c""\r\nd"\ne,f\n'
    assert read(text, 2) == [Row(1, ["a", 'b, "c"\r\nd']), Row(3, ["e", "f"])]


def test_a_quote_inside_an_unquoted_field_is_a_character() -> None:
    assert read('12" pipe,Joe "Jo" Bloggs\n', 2) == [Row(1, ['12" pipe', 'Joe "Jo" Bloggs'])]


def test_a_row_that_is_too_short_comes_back_as_it_is() -> None:
    assert read("a\nb,c\n", 2) == [
        BadRow(1, ["a"], "ragged-row", "1 cell where the header has 2"),
        Row(2, ["b", "c"]),
    ]


def test_a_row_that_is_too_long_names_what_is_left_over() -> None:
    (row,) = read("a,b,c,d\n", 2)
    assert row == BadRow(1, ["a", "b"], "ragged-row", "4 cells where the header has 2; left over: 'c', 'd'")


def test_a_ragged_row_over_several_lines_is_one_row() -> None:
    assert outline(read('a,"x\ny",b\nc,d\n', 2)) == [(1, "ragged-row"), (3, ["c", "d"])]


@pytest.mark.parametrize("rest", ["c,d\n", 'c,d\n"e","f"\n', 'c,d\n"e, f",g\n', 'c,d\n,""\ng,h\n'])
def test_a_quote_that_never_closes_costs_its_own_line_only(rest: str) -> None:
    rows = outline(read(f'a,"b\n{rest}', 2))

    assert rows[0] == (1, "unclosed-quote")
    assert rows[1] == (2, ["c", "d"])
    assert all(isinstance(found, list) for _, found in rows[1:])


def test_a_quote_left_open_at_the_end_costs_the_last_line_only() -> None:
    assert read('a,b\nc,"d', 2) == [
        Row(1, ["a", "b"]),
        BadRow(2, ["c", '"d'], "unclosed-quote", "a quoted field that never closes"),
    ]


def test_a_lost_quote_that_the_next_one_closes_swallows_no_row() -> None:
    rows = outline(read('1,"a,x\n2,b,y\n3,c,z\n4",d,w\n', 3))
    assert rows == [(1, "unclosed-quote"), (2, ["2", "b", "y"]), (3, ["3", "c", "z"]), (4, ['4"', "d", "w"])]


def test_a_quoted_field_is_followed_a_thousand_lines_and_no_further() -> None:
    assert outline(read('"' + "x\n" * 1_000 + '"\n', 1))[0][0] == 1
    within = read('a,"' + "x\n" * 1_000 + '"\n', 2)
    beyond = read('a,"' + "x\n" * 1_001 + '"\n', 2)
    assert len(within) == 1
    assert outline(beyond)[0] == (1, "unclosed-quote")
    assert len(beyond) == 1_002


def test_text_behind_a_closing_quote_is_refused() -> None:
    assert outline(read('a,"b"c\nd,e\n', 2)) == [(1, "bad-quote"), (2, ["d", "e"])]


def test_a_nul_is_refused_in_any_line_of_a_row() -> None:
    assert outline(read('a,b\0\n"c\0",d\n"e\nf\0",g\nh,i\n', 2)) == [
        (1, "nul-byte"),
        (2, "nul-byte"),
        (3, "nul-byte"),
        (5, ["h", "i"]),
    ]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_field_that_is_too_long_is_refused_and_cut_to_what_readers_take(quote: str) -> None:
    rows = read(f"a,{quote}{'x' * 200_000}{quote}\nb,{quote}{'y' * LONGEST_FIELD}{quote}\n", 2)

    assert outline(rows) == [(1, "field-too-long"), (2, ["b", "y" * LONGEST_FIELD])]
    assert rows[0].cells[0] == "a"
    assert len(rows[0].cells[1]) == LONGEST_FIELD


def test_a_line_beyond_all_measure_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "LONGEST_LINE", 10)
    monkeypatch.setattr(csv_rows, "LONGEST_FIELD", 9)

    rows = outline(read(f'a,b\nc,{"d" * 35}\ne,f\ng,"{"h" * 35}\ni,j\nk,"l\n{"m" * 35}",n\n', 2))

    assert rows == [
        (1, ["a", "b"]),
        (2, "field-too-long"),
        (3, ["e", "f"]),
        (4, "field-too-long"),
        (5, ["i", "j"]),
        (6, "unclosed-quote"),
        (7, "field-too-long"),
    ]


@given(tables, st.sampled_from(",;\t|"), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
@example([["a\r"], ["\nb"], ["c\r\n"], [""], ['"'], ['""']], ",", csv.QUOTE_MINIMAL)
def test_what_a_csv_writer_writes_is_read_back(table: list[list[str]], delimiter: str, quoting: int) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL)
    writer.writerows(table)

    rows = read(text.getvalue(), len(table[0]) if table else 1, delimiter)

    said = [row.cells for row in rows if any(map(str.strip, row.cells))]
    assert said == [cells for cells in table if any(map(str.strip, cells))]
    assert all(isinstance(row, Row) for row in rows)


@given(st.text('ab,"\n\r\0', max_size=60), st.integers(1, 3))
def test_of_any_text_every_line_is_in_a_row_or_empty(text: str, width: int) -> None:
    rows = read(text, width)

    lines = [row.line for row in rows]
    assert lines == sorted(set(lines))
    assert all(len(row.cells) == width for row in rows if isinstance(row, Row))
    assert all(len(row.cells) <= width for row in rows)
