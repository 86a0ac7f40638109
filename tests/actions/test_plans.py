"""Plans: why they end, and what releases them."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.conftest import Filled
from tests.run import Run

LAW = "law@firm.example"


def settle(casa: Casa) -> None:
    """Contact 1, in Rose, owes 120 and may be handed over to an attorney."""
    casa.property("Rose/1", kind="unit")
    casa.owner("Olive Owner", email="olive@example.com", at="Rose/1")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose"])
    casa.ok("ledger charge 1 120 --for Levy")
    casa.ok("arrears status 1 --set letter-of-demand")


@pytest.fixture
def office(filled: Filled) -> Casa:
    """What `settle` makes."""
    return filled(settle)


def plans(casa: Casa, *, everything: bool = False) -> list[tuple[str, str | None, str]]:
    listed = casa.ok(f"due list {'--all' if everything else ''} -o json").json
    return [(each["verb"], each["on"], each["state"]) for each in listed]


def codes(casa: Casa) -> list[str]:
    """Why the last plan has lapsed."""
    return [reason["code"] for reason in casa.ok("due list --all -o json").json[-1]["reasons"]]


def outcomes(run: Run) -> list[str]:
    return [result["outcome"] for result in run.json["results"]]


# How long a plan is tried -------------------------------------------------------------------------


def test_L2_a_blocked_plan_lapses_after_plan_days_and_nothing_releases_it_any_more(office: Casa) -> None:
    office.ok("contact archive 1 --on 2026-12-01")
    office.travel(to="2026-12-01")
    assert office.run("due run -o json").exit_code == 3
    office.travel(to="2026-12-31")  # the thirtieth day after it
    assert outcomes(office.ok("due run -o json")) == ["blocked"]

    office.travel(to="2027-01-01")
    lapsed = office.ok("due run -o json")

    (result,) = lapsed.json["results"]
    assert (result["outcome"], result["reasons"][0]["code"]) == ("lapsed", "blocked-too-long")
    assert "lapsed: archive of 1 Olive Owner, due 2026-12-01: blocked since 2026-12-01" in lapsed.stderr
    assert plans(office, everything=True) == [("archive", "2026-12-01", "lapsed")]
    assert outcomes(office.ok("due run -o json")) == []
    office.ok("ledger pay 1 120")
    office.ok("contact detach 1 Rose/1")
    office.ok("due run")
    assert office.contact(1).lifecycle == "active"


def test_L2_a_plan_that_is_free_again_after_its_time_lapses_all_the_same(office: Casa) -> None:
    office.ok("workspace set plan_days 7")
    office.ok("contact archive 1 --on 2026-12-01")
    office.travel(to="2026-12-01")
    office.run("due run")
    office.ok("ledger pay 1 120")
    office.ok("contact detach 1 Rose/1")

    office.travel(to="2026-12-09")

    assert outcomes(office.ok("due run -o json")) == ["lapsed"]
    assert office.contact(1).lifecycle == "active"


def test_L2_a_plan_that_nothing_ever_blocked_runs_however_late(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on 2026-12-01")

    casa.travel(to="2027-06-01")

    assert outcomes(casa.ok("due run -o json")) == ["archived"]


@pytest.mark.parametrize("days", ["-1", "x", "4000"])
def test_L2_plan_days_is_a_whole_number_of_days(casa: Casa, days: str) -> None:
    assert casa.run(["workspace", "set", "plan_days", "--", days]).exit_code == 2
    assert casa.ok("workspace get plan_days").stdout.strip().endswith("30")


# Plans whose reason has gone ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "clears",
    [
        "ledger pay 1 120", "ledger credit 1 120 --for Goodwill", "ledger write-off 1 --reason bad",
        "ledger void 1 --reason wrong", "undo 4 -y",
    ],
)  # fmt: skip
def test_L2_a_handover_lapses_with_its_debt_whatever_clears_it(office: Casa, clears: str) -> None:
    office.ok(f"contact handover 1 --to {LAW} --on 2026-12-24")
    if clears.startswith("undo"):
        charged = next(entry["operation"] for entry in office.log() if entry["verb"] == "ledger.charge")
        clears = f"undo {charged} -y"

    done = office.ok(clears)

    assert "the plan to hand over Olive Owner (1) on 2026-12-24 has lapsed" in done.stderr
    assert (plans(office), codes(office)) == ([], ["nothing-owed"])


def test_L2_a_handover_lapses_with_imported_payments(office: Casa) -> None:
    office.ok(f"contact handover 1 --to {LAW} --on 2026-12-24")

    done = office.ok("ledger import -", stdin="contact_id,kind,amount,date\n1,payment,120.00,2026-11-20\n")

    assert "has lapsed: Olive Owner owes nothing" in done.stderr
    assert plans(office) == []


def test_L2_a_part_of_the_debt_leaves_the_handover_planned(office: Casa) -> None:
    office.ok(f"contact handover 1 --to {LAW} --on 2026-12-24")

    office.ok("ledger pay 1 100")

    assert plans(office) == [("handover", "2026-12-24", "pending")]


def test_L2_undo_of_the_payment_brings_the_plan_back(office: Casa) -> None:
    office.ok(f"contact handover 1 --to {LAW} --on 2026-12-24")
    office.ok("ledger pay 1 120")

    office.ok("undo -y")

    assert plans(office) == [("handover", "2026-12-24", "pending")]


def test_L2_a_handover_lapses_on_its_day_where_its_attorney_is_gone(office: Casa) -> None:
    office.ok(f"contact handover 1 --to {LAW} --on 2026-12-01")
    office.ok(f"user disable {LAW} -y")
    office.ok(f"user delete {LAW} -y")
    office.travel(to="2026-12-01")

    assert outcomes(office.ok("due run -o json")) == ["lapsed"]
    assert codes(office) == ["attorney-gone"]


def test_L2_a_recall_lapses_with_its_case_and_does_not_end_a_later_one(office: Casa) -> None:
    office.ok(f"contact handover 1 --to {LAW}")
    office.ok("contact recall 1 --reason later --on 2026-12-24")
    office.ok("ledger pay 1 120 --outside")

    settled = office.ok("arrears status 1 --set settled")

    assert "the plan to recall Olive Owner (1) on 2026-12-24 has lapsed: Olive Owner is with no attorney" in (
        settled.stderr
    )
    assert (plans(office), codes(office)) == ([], ["nothing-left"])


def test_L2_an_invitation_lapses_with_an_archive(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact invite {joe} --on 2026-12-01")

    assert "the plan to invite Joe Bloggs (1) on 2026-12-01 has lapsed" in casa.ok(f"contact archive {joe}").stderr


def test_L2_cancelling_a_plan_ends_the_way_back_from_it(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact lock {joe} --reason x --on 2026-12-01 --until 2026-12-24")

    done = casa.ok("due cancel 1")

    assert "the plan to unlock Joe Bloggs (1) on 2026-12-24 has lapsed: Joe Bloggs is unlocked already" in done.stderr
    assert plans(casa, everything=True) == [("lock", "2026-12-01", "cancelled"), ("unlock", "2026-12-24", "lapsed")]


def test_L2_undo_of_a_lock_ends_the_unlock_that_was_planned_later(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact lock {joe} --reason x")
    locked = casa.log()[0]["operation"]
    casa.ok(f"contact unlock {joe} --on 2026-12-24")

    casa.ok(f"undo {locked} -y")

    assert plans(casa) == []


def test_L2_a_page_shows_what_has_lapsed_lately_and_why(office: Casa) -> None:
    office.ok(f"contact handover 1 --to {LAW} --on 2026-12-24")
    office.ok("ledger pay 1 120")

    (plan,) = office.contact(1).schedule

    assert (plan["verb"], plan["state"], plan["reasons"][0]["code"]) == ("handover", "lapsed", "nothing-owed")
    office.travel(to="2027-01-31")
    assert office.contact(1).schedule == []


# What releases a plan -----------------------------------------------------------------------------


def test_L2_what_releases_a_plan_says_so(office: Casa) -> None:
    office.ok("contact archive 1 --on 2026-12-01")
    office.travel(to="2026-12-01")
    office.run("due run")

    first = office.ok("ledger pay 1 120 -o json")
    last = office.ok("contact detach 1 Rose/1 -o json")

    assert "releases" not in first.results[0]
    assert last.results[0]["releases"] == [{"verb": "archive", "on": "2026-12-01"}]
    assert "warning: this releases the plan to archive Olive Owner (1) on 2026-12-01, which was blocked" in last.stderr
    assert "casactl due cancel 1" in last.stderr


def test_L2_a_dry_run_says_what_it_would_release(office: Casa) -> None:
    office.ok("contact detach 1 Rose/1")
    office.ok("contact archive 1 --when-clear")

    tried = office.ok("ledger pay 1 120 -n -o json")

    assert tried.results[0]["releases"] == [{"verb": "archive", "on": None}]
    assert plans(office) == [("archive", None, "pending")]


@pytest.mark.parametrize(
    ("waits", "releases"),
    [
        ("", "arrears status 1 --set letter-of-demand"),
        ("", "workspace set handover_requires_demand off"),
        (f"user disable {LAW}", f"user enable {LAW}"),
        (f"user revoke {LAW} --community Rose", f"user grant {LAW} --community Rose"),
    ],
)
def test_L2_what_lets_somebody_be_handed_over_releases_the_handover(office: Casa, waits: str, releases: str) -> None:
    if not waits:
        office.ok("arrears status 1 --set current")
        office.travel(to="2026-11-24")
        office.ok("ledger pay 1 120")
        office.ok("ledger charge 1 50 --for Levy")
    office.ok(f"contact handover 1 --to {LAW} --on 2026-12-24")
    if waits:
        office.ok(waits)

    done = office.ok(f"{releases} -o json")

    assert done.results[0]["releases"] == [{"verb": "handover", "on": "2026-12-24"}]
    assert "this releases the plan to hand over Olive Owner (1) on 2026-12-24" in done.stderr


@pytest.mark.parametrize("line", ["task assign 1 --to 2 --no-send", "task done 1", "task cancel 1"])
def test_L2_work_for_somebody_else_that_is_off_ones_hands_releases_what_waited_for_it(casa: Casa, line: str) -> None:
    for name in ("Wanda Worker", "Otto Other"):
        casa.tenant(name)
    casa.ok("task add --contact 2 --title 'Water the plants' --assign 1 --no-send")
    casa.ok("contact archive 1 --when-clear")

    done = casa.ok(f"{line} -o json")

    assert done.results[0]["releases"] == [{"verb": "archive", "on": None}]
    assert "this releases the plan to archive Wanda Worker (1)" in done.stderr


def test_L2_D3_the_portals_address_releases_the_invitations_that_waited_for_it(casa: Casa) -> None:
    mail = '\n[workspaces.main.mail]\ntransport = "sendmail"\ncommand = "/bin/true"\nfrom = "office@example.com"\n'
    casa.config_file.write_text(casa.config_file.read_text("utf-8") + mail, "utf-8")
    casa.tenant("Olive Owner", email="olive@example.com")
    casa.ok("contact invite 1 --on 2026-11-24")
    casa.travel(to="2026-11-24")
    assert casa.run("due run").exit_code == 3

    other = casa.ok("workspace set office_phone '020 7946 0000' -o json")
    done = casa.ok("workspace set portal_url https://portal.example.com/ -o json")

    assert "releases" not in other.results[0]
    assert done.results[0]["releases"] == [{"verb": "invite", "on": "2026-11-24"}]
    assert "this releases the plan to invite Olive Owner (1) on 2026-11-24, which was blocked" in done.stderr


def test_L2_an_import_of_payments_says_what_it_releases(office: Casa) -> None:
    office.ok("contact detach 1 Rose/1")
    office.ok("contact archive 1 --when-clear")

    done = office.ok("ledger import -", stdin="contact_id,kind,amount,date\n1,payment,120.00,2026-11-20\n")

    assert "this releases the plan to archive Olive Owner (1) as soon as nothing blocks it" in done.stderr


# A way back ends only as said ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("move", "back", "state"),
    [
        ("lock 1 --reason x", "unlock", ("locked", True)),
        ("deactivate 1", "activate", ("lifecycle", "inactive")),
    ],
)
def test_L3_a_move_for_good_ends_the_way_back_that_is_pending(
    casa: Casa, move: str, back: str, state: tuple[str, object]
) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok(f"contact {move} --until 2026-12-24")

    again = casa.ok(f"contact {move} -o json")

    assert again.outcomes == ["updated"]
    assert f"note: the plan to {back} Joe Bloggs (1) on 2026-12-24 has ended" in again.stderr
    assert plans(casa) == []
    assert casa.ok(f"contact {move} -o json").outcomes == ["unchanged"]
    casa.travel(to="2026-12-24")
    casa.ok("due run")
    assert vars(casa.contact(1))[state[0]] == state[1]


def test_L3_the_same_of_an_archive_with_an_unarchive_planned(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("contact archive 1")
    casa.ok("contact unarchive 1 --on 2026-12-24")

    assert casa.ok("contact archive 1 --reason 'for good' -o json").outcomes == ["updated"]
    assert plans(casa) == []


def test_L3_the_same_of_a_move_that_is_only_planned(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("contact lock 1 --reason x --on 2026-12-01 --until 2026-12-24")

    assert casa.ok("contact lock 1 --reason x --on 2026-12-01 -o json").outcomes == ["updated"]
    assert plans(casa) == [("lock", "2026-12-01", "pending")]


def test_L3_made_earlier_than_planned_it_is_for_good(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("contact deactivate 1 --on 2026-12-01 --until 2026-12-24")

    done = casa.ok("contact deactivate 1 -o json")

    assert (done.outcomes, plans(casa)) == (["deactivated"], [])
    assert "for good: the plan to activate on 2026-12-24 has ended" in done.results[0]["note"]


def test_L3_the_lock_of_a_handover_is_for_good(office: Casa) -> None:
    office.ok("contact lock 1 --reason x --until 2026-12-24")

    done = office.ok(f"contact handover 1 --to {LAW} --lock 'with attorney'")

    assert "the plan to unlock Olive Owner (1) on 2026-12-24 has ended" in done.stderr
    assert plans(office) == []


def test_L3_another_end_replaces_the_first(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("contact lock 1 --reason x --until 2026-12-24")

    assert casa.ok("contact lock 1 --reason x --until 2026-12-31 -o json").outcomes == ["scheduled"]
    assert plans(casa) == [("unlock", "2026-12-31", "pending")]


# Merges -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("planned", "keeps", "why"),
    [
        ("deactivate 2 --until 2026-12-24", [], "Joe Bloggs stays active"),
        ("archive 2 --on 2026-12-24", [("archive", "2026-12-24", "pending")], ""),
    ],
)
def test_L5_no_plan_of_the_loser_vanishes_without_a_word(
    casa: Casa, planned: str, keeps: list[tuple[str, str, str]], why: str
) -> None:
    casa.tenant("Joe Bloggs")
    casa.tenant("Joe B.")
    casa.ok(f"contact {planned}")

    done = casa.ok("contact merge 1 2 -y")

    assert plans(casa) == keeps
    assert ("has lapsed: " + why if why else "takes over the plan to archive on 2026-12-24") in done.stderr


def test_L5_of_two_plans_to_archive_the_losers_lapses_with_a_word(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.tenant("Joe B.")
    casa.ok("contact archive 1 --on 2026-12-24")
    casa.ok("contact archive 2 --on 2026-12-31")

    done = casa.ok("contact merge 1 2 -y")

    assert "the plan to archive Joe B. (2) on 2026-12-31 has lapsed: Joe Bloggs has its own" in done.stderr
    assert plans(casa) == [("archive", "2026-12-24", "pending")]


def test_L5_what_makes_no_sense_for_an_archived_winner_lapses(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.tenant("Joe B.", email="b@example.com")
    casa.ok("contact archive 1")
    casa.ok("contact invite 2 --on 2026-12-24")

    assert "has lapsed: Joe Bloggs is archived" in casa.ok("contact merge 1 2 -y").stderr
    assert plans(casa) == []
