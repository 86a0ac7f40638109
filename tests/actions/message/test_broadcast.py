"""One text to many: who gets it, who is left out by which rule, and that the text is kept once."""

from __future__ import annotations

import pytest

from tests.casa import Casa

WORDS = ["--subject", "Water", "--text", "Off on Monday.", "--no-send"]
BROADCAST = ["message", "broadcast", *WORDS, "--yes", "-o", "json"]
LETTERS = "select contact_id, channel, template, state from outbox order by id"


def office(casa: Casa) -> None:
    """1 and 2 have an e-mail, 3 a phone, 4 nothing, 5 is inactive, 6 archived; 1 and 6 are VIPs."""
    casa.tenant("Joe Bloggs", email="joe@example.com", phone="020 7946 0958", tag=["vip"])
    casa.owner("Ann Archer", email="ann@example.com")
    casa.tenant("Phil Phone", phone="020 7946 0959")
    casa.tenant("Nick Nothing")
    casa.tenant("Ina Ctive", email="ina@example.com")
    casa.tenant("Archie Ved", email="archie@example.com", tag=["vip"])
    casa.ok("contact deactivate 5")
    casa.ok("contact archive 6")


def outcomes(casa: Casa, *words: str) -> dict[int, tuple[str, str | None]]:
    """Each contact's outcome, with the rule that leaves it out."""
    results = casa.ok([*BROADCAST, *words]).results
    return {each["id"]: (each["outcome"], each["reasons"][0]["rule"] if each["reasons"] else None) for each in results}


def test_without_a_filter_every_active_contact_with_an_address_gets_it(casa: Casa) -> None:
    office(casa)

    assert outcomes(casa) == {
        1: ("queued", None), 2: ("queued", None), 3: ("left-out", "MC-1"), 4: ("left-out", "MC-1"),
        5: ("left-out", "SD-1"), 6: ("left-out", "MC-18"),
    }  # fmt: skip
    assert casa.rows(LETTERS) == [(1, "email", "broadcast", "pending"), (2, "email", "broadcast", "pending")]


def test_MC_18_the_archived_are_left_out_of_a_broadcast(casa: Casa) -> None:
    office(casa)

    assert outcomes(casa, "--tag", "vip") == {1: ("queued", None), 6: ("left-out", "MC-18")}
    assert outcomes(casa, "--lifecycle", "archived") == {6: ("left-out", "MC-18")}


def test_SD_1_the_inactive_are_left_out_of_a_broadcast(casa: Casa) -> None:
    office(casa)

    assert outcomes(casa, "--lifecycle", "inactive") == {5: ("left-out", "SD-1")}
    assert casa.rows("select count(*) from broadcast") == [(0,)]


def test_MC_1_whom_no_channel_reaches_is_left_out(casa: Casa) -> None:
    office(casa)

    assert [number for number, (outcome, _) in outcomes(casa, "--channel", "sms").items() if outcome == "queued"] == [
        1,
        3,
    ]
    both = outcomes(casa, "--channel", "email,sms")
    assert [number for number, (outcome, _) in both.items() if outcome == "queued"] == [1, 2, 3]
    assert both[4] == ("left-out", "MC-1")
    last = casa.rows("select contact_id, channel from outbox where message_id > 2 order by id")
    assert last == [(1, "email"), (1, "sms"), (2, "email"), (3, "sms")]


def test_left_out_is_no_failure_and_is_counted_by_rule(casa: Casa) -> None:
    office(casa)

    done = casa.ok(["message", "broadcast", *WORDS, "--yes"])

    assert "left out: 2 no address (MC-1), 1 inactive (SD-1), 1 archived (MC-18)" in done.stderr
    assert "2 queued, 4 left-out" in done.stderr


def test_it_counts_before_it_asks(casa: Casa) -> None:
    office(casa)

    done = casa.run(["message", "broadcast", *WORDS, "--channel", "email,sms"])

    assert done.exit_code == 2
    assert done.stdout == ""
    assert "goes to 3 contacts: 2 by e-mail, 2 by SMS" in done.stderr
    assert "1 inactive (SD-1)" in done.stderr
    assert "1 archived (MC-18)" in done.stderr
    assert "--yes" in done.stderr
    assert casa.rows("select count(*) from message") == [(0,)]


def test_even_one_contact_needs_a_yes_without_a_filter_and_few_do_not_with_one(casa: Casa) -> None:
    casa.tenant(email="joe@example.com", tag=["vip"])

    assert casa.run(["message", "broadcast", *WORDS]).exit_code == 2
    assert casa.ok(["message", "broadcast", *WORDS, "--tag", "vip", "-o", "json"]).outcomes == ["queued"]


def test_the_text_is_kept_once_and_stands_in_each_list(casa: Casa) -> None:
    office(casa)
    casa.ok(BROADCAST)

    assert casa.rows("select subject, text from broadcast") == [("Water", "Off on Monday.")]
    assert casa.rows("select contact_id, subject, text from message order by id") == [(1, None, None), (2, None, None)]
    for number in (1, 2):
        listed = casa.ok(f"message list {number} -o json").json
        assert [(each["subject"], each["text"]) for each in listed] == [("Water", "Off on Monday.")]


def test_a_dry_run_says_who_would_get_it_and_keeps_nothing(casa: Casa) -> None:
    office(casa)

    done = casa.ok(["message", "broadcast", *WORDS, "--dry-run", "-o", "json"])

    assert (done.json["dry_run"], done.json["operation"]) == (True, None)
    assert done.outcomes.count("queued") == 2
    for table in ("broadcast", "message", "outbox"):
        assert casa.rows(f"select count(*) from {table}") == [(0,)]


def test_a_broadcast_to_nobody_is_an_empty_result(casa: Casa) -> None:
    done = casa.ok(BROADCAST)

    assert (done.results, done.json["operation"]) == ([], None)
    assert casa.ok([*BROADCAST, "--tag", "nobody"]).results == []


def test_a_broadcast_is_one_operation_and_is_undone_whole(casa: Casa) -> None:
    office(casa)
    operation = casa.ok(BROADCAST).json["operation"]

    assert casa.rows("select distinct operation_id from outbox") == [(operation,)]
    casa.ok("undo -y")
    assert casa.rows("select count(*) from message") == [(0,)]
    assert casa.rows("select count(*) from broadcast") == [(0,)]
    assert casa.rows("select distinct state from outbox") == [("cancelled",)]
    casa.ok("workspace check")


def test_what_has_left_of_a_broadcast_stays_with_its_text(casa: Casa) -> None:
    office(casa)
    casa.ok(BROADCAST)
    with casa.work() as work:
        work.run("update outbox set state = 'sent' where contact_id = 2")

    done = casa.ok("undo -y")

    assert "2 Ann Archer" in done.stderr
    assert [each["contact_id"] for each in casa.ok("message list -o json").json] == [2]
    assert casa.ok("message list 2 -o json").json[0]["text"] == "Off on Monday."


@pytest.mark.parametrize("count", [0, 1, 4999, 5000, 5001])
def test_however_many_there_are_each_gets_one(casa_sqlite: Casa, count: int) -> None:
    lines = "".join(f"tenant,Ten,Ant {n},t{n}@example.com\n" for n in range(count))
    casa_sqlite.ok("contact import -", stdin="type,first name,last name,email\n" + lines + "tenant,No,Mail,\n")

    casa_sqlite.ok(BROADCAST)

    assert casa_sqlite.rows("select count(*), count(distinct contact_id) from message") == [(count, count)]
    assert casa_sqlite.rows("select count(*), count(distinct message_id) from outbox") == [(count, count)]
    assert casa_sqlite.rows("select count(*) from broadcast") == [(min(count, 1),)]
