"""Undo where money was posted since, together with others': it is voided by the entry, and nobody else's goes."""

from __future__ import annotations

import shlex

from tests.casa import Casa


def follow(casa: Casa, number: int) -> list[str]:
    """Undo an operation by its hints, pasted in the order in which they stand; gives them."""
    refused = casa.run(f"undo {number} -o json")
    assert refused.exit_code == 5, refused.stderr
    hints = [each["remedy"] for each in refused.results[0]["reasons"]]
    for hint in hints:
        casa.ok(shlex.split(hint)[1:])
    casa.ok(f"undo {number}")
    casa.ok("workspace check")
    return hints


def newest(casa: Casa) -> int:
    return int(casa.log()[0]["operation"])


def test_U1_a_lease_is_undone_without_the_rents_of_others(casa: Casa) -> None:
    casa.backend  # noqa: B018 - runs on both
    joe = casa.tenant("Joe Bloggs", at=casa.property("Rose Court/1", kind="unit"))
    ann = casa.tenant("Ann Other", at=casa.property("Rose Court/2", kind="unit"))
    casa.ok(f"lease add {ann} 'Rose Court/2' --from 2026-10-01 --rent 90 --rent-day 1")
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-10-01 --rent 70 --rent-day 1")
    lease = newest(casa)
    casa.ok("due run")

    hints = follow(casa, lease)

    assert len(hints) == 2
    assert all(hint.startswith("casactl ledger void") for hint in hints)
    assert (casa.contact(joe).balance, casa.contact(ann).balance) == ("0.00", "180.00")


def test_U1_what_was_posted_for_nobody_else_is_undone_whole(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", at=casa.property("Rose Court/1", kind="unit"))
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-11-01 --rent 70 --rent-day 1")
    lease = newest(casa)
    casa.ok("due run")

    assert follow(casa, lease) == [f"casactl undo {newest(casa) - 2}"]


def test_U1_somebody_added_is_taken_back_without_the_levy_of_others(casa: Casa) -> None:
    for n in range(3):
        casa.owner(f"Olive{n} Owner", at=casa.property(f"Rose Court/{n}", kind="unit"))
    olive = newest(casa)
    casa.ok("ledger levy 5 --for Fee --property 'Rose Court' -y")

    hints = follow(casa, olive)

    assert hints == [f'casactl ledger void 3 --reason "undo of operation {olive}"']
    assert [casa.contact(n).balance for n in (1, 2)] == ["5.00", "5.00"]


def test_U1_where_the_entry_cannot_be_voided_its_operation_is_named(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", at=casa.property("Rose Court/1", kind="unit"))
    ann = casa.tenant("Ann Other", at=casa.property("Rose Court/2", kind="unit"))
    casa.ok(f"lease add {ann} 'Rose Court/2' --from 2026-11-01 --rent 90 --rent-day 1")
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-11-01 --rent 70 --rent-day 1")
    casa.ok("due run")
    run = newest(casa)
    casa.ok("lease end 2 --on 2026-11-15")
    lease = run - 1

    refused = casa.run(f"undo {lease} -o json")

    assert f"casactl undo {run + 1}" in refused.stdout
    follow(casa, lease)
    assert casa.contact(joe).balance == "0.00"
    assert casa.contact(ann).balance == "90.00"


def test_U1_M4_what_follows_from_money_that_comes_back_is_tried_too(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"ledger charge {joe} 100 --for Rent --on 2026-09-01")
    charge = newest(casa)
    casa.ok(f"arrears hold {joe} --until 2026-12-20 --reason ill")
    hold = newest(casa)
    casa.ok(f"ledger charge {joe} 10 --for Key --on 2026-12-01")
    casa.ok(f"ledger write-off {joe} --reason kindness")
    write_off = newest(casa)
    casa.ok(f"arrears hold {joe} --until 2026-12-22 --reason away")
    casa.ok(f"undo {charge}")

    assert follow(casa, hold) == [f"casactl undo {newest(casa) - 3}", f"casactl undo {write_off}"]
