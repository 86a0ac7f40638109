"""What rows of an older store become: told on the first write, and written down in the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from casactl.store.check import check_store
from casactl.store.engine import transaction
from casactl.store.journal import GENESIS
from casactl.store.location import Location, parse_url
from casactl.store.migrate import upgrade
from tests.casa import Casa
from tests.fence import FOR_TESTS
from tests.postgres import drop_database, fresh_database

CUSTOM = '{"heating": "Öl"}'
LAW, OTHER = "law@firm.example", "other@firm.example"
ROWS = (
    "insert into contact (id, kind, type, first_name, last_name, display_name, sort_key, lifecycle, custom, "
    "created_at, updated_at) values "
    f"(1, 'person', 'owner', 'Ann', 'Old', 'Ann Old', 'old\tann', 'inactive', '{CUSTOM}', '2026', '2026')",
    "insert into property (id, kind, name, path, path_key, created_at, updated_at) "
    "values (1, 'community', 'Rose', 'Rose', 'rose', '2026', '2026')",
    "insert into users (id, email, name, type, permission_group, enabled, created_at, updated_at) values "
    f"(1, '{LAW}', 'Lex', 'attorney', 'attorney', 1, '2026', '2026'), "
    f"(2, '{OTHER}', 'Olga', 'attorney', 'attorney', 1, '2026', '2026')",
    "insert into handover_case (id, contact_id, attorney_id, community_id, status_before, opened_at, opened_by, "
    "closed_at, closed_by, outcome) values (1, 1, 1, 1, 'current', '2026-02', 'ann', '2026-04', 'ann', 'recalled'), "
    "(2, 1, 2, 1, 'current', '2026-06', 'ann', null, null, null)",
    "insert into scheduled (id, contact_id, verb, due_on, state, actor, created_at, updated_at) values "
    "(1, 1, 'delete', '2026-12-24', 'pending', 'ann', '2026', '2026'), "
    "(2, 1, 'erase', '2026-11-01', 'blocked', 'ann', '2026', '2026'), "
    "(3, 1, 'activate', '2026-12-31', 'pending', 'ann', '2026', '2026')",
    *(
        f"insert into note (id, contact_id, visibility, text, author, created_at) "
        f"values ({n}, 1, '{visibility}', 'x', 'ann', '{at}')"
        for n, (at, visibility) in enumerate(
            [("2026-01", "case"), ("2026-03", "case"), ("2026-05", "case"), ("2026-07", "case"), ("2026-03", "office")],
            1,
        )
    ),
)


def release_0_1_0(location: Location) -> None:
    """A store of 0.1.0 with planned erasures, two cases and what was written about them."""
    with transaction(location) as reader:
        upgrade(reader, "0006")
        numbers = '{"contact": 2, "scheduled": 4, "note": 6, "users": 3, "handover_case": 3, "property": 2}'
        head = {"head": GENESIS, "numbers": numbers}
        reader.execute("insert into chain (id, workspace, head, numbers) values (1, 'w', :head, :numbers)", head)
        for sql in ROWS:
            reader.unfenced(FOR_TESTS).execute(sql)
        reader.connection.commit()


@pytest.fixture
def older(casa: Casa, tmp_path: Path) -> Iterator[Casa]:
    """The configuration points at that store."""
    (tmp_path / "older").mkdir()
    postgres = casa.backend == "postgresql"
    url = fresh_database("older") if postgres else f"sqlite:///{tmp_path}/older/casactl.db"
    release_0_1_0(parse_url(url))
    yield Casa(url, tmp_path / "older", casa.config_file, casa.clock)
    if postgres:
        drop_database(url)


@pytest.mark.parametrize("write", ["contact edit 1 --tag vip", "workspace migrate"])
def test_L2_planned_erasures_of_older_versions_lapse_and_that_is_told(older: Casa, write: str) -> None:
    done = older.ok(write)

    assert "delete and erase take no date any more; what was planned has lapsed: delete of 1 on 2026-12-24" in (
        done.stderr
    )
    plans = older.ok("due list --all -o json").json
    assert {(plan["verb"], plan["state"]) for plan in plans} == {
        ("delete", "lapsed"), ("erase", "lapsed"), ("activate", "pending"),
    }  # fmt: skip
    assert [reason["code"] for plan in plans for reason in plan["reasons"]] == ["no-date"] * 2
    older.ok("log verify")
    assert "workspace.migrate" in [operation["verb"] for operation in older.log()]


def test_L9_papers_of_older_versions_come_to_the_case_of_their_time_else_to_the_next(older: Casa) -> None:
    older.ok("workspace migrate")

    assert older.rows("select id, case_id from note order by id") == [(1, 1), (2, 1), (3, 2), (4, 2), (5, None)]
    older.ok("log verify")


def test_T8_what_older_versions_held_in_fields_of_one_s_own_is_found(older: Casa) -> None:
    older.ok("workspace migrate")

    assert older.ok("contact list --inactive --custom heating=OL -o ids").ids == [1]
    assert older.ok("contact list --inactive --custom heating= -o ids").ids == []
    with closing(older.reader()) as reader:
        assert not [each for each in check_store(reader) if each.check == "custom values" and each.problem]
