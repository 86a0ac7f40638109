"""Nothing is said to be sent, and nobody to be told, that was not: what is shown follows each letter."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from casactl.actions.portal.dashboard import dashboard_of
from casactl.domain.dates import moment
from tests.casa import Casa
from tests.clock import START
from tests.delivery.servers import mail_by
from tests.delivery.test_programs import SENDER, script, verdicts
from tests.run import Run

SEND = ["message", "send", "1", "--subject", "Water", "--text", "Off", "-o", "json"]
REMIND = "arrears status 1 --set reminder --notify email -o json"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Contact 1 owes 120 and can be written to."""
    casa.tenant("Joe Bloggs", email="joe@example.com", phone="020 7946 0958")
    casa.ok("ledger charge 1 120 --for Rent --due 2026-08-01")
    return casa


def by_program(casa: Casa, tmp_path: Path, body: str = "cat > /dev/null") -> None:
    mail_by(casa, transport="sendmail", command=[script(tmp_path, body)], **SENDER)


def history(casa: Casa) -> tuple[list[str], list[str]]:
    """Over which channels the newest status was told, and the state of each letter."""
    newest = casa.ok("arrears history 1 -o json").json[0]
    return newest["notified"], [letter["state"] for letter in newest["letters"]]


def message(casa: Casa) -> str:
    return str(casa.ok("message list -o json").json[0]["state"])


def outcome(done: Run) -> tuple[int, list[str], list[str]]:
    return done.exit_code, done.outcomes, [letter["state"] for letter in done.json["letters"]]


def test_D1_what_lies_in_a_folder_is_written_and_the_summary_says_that_nothing_leaves(office: Casa) -> None:
    done = office.ok(SEND)

    assert outcome(done) == (0, ["written"], ["written"])
    assert "sent" not in done.stderr
    assert "letters: 1 written to the outbox folder; nothing leaves" in done.stderr
    assert [row["state"] for row in office.ok("outbox list -o json").json] == ["written"]
    assert office.ok("outbox list --state written -o ids").ids == [1]
    assert message(office) == "written"


def test_D1_doctor_warns_of_a_folder_and_not_of_a_program(office: Casa, tmp_path: Path) -> None:
    assert verdicts(office)["mail"][0] == "warn"

    by_program(office, tmp_path)

    assert verdicts(office)["mail"][0] == "ok"


def test_D1_a_letter_in_the_folder_is_neither_sent_again_nor_cancelled_nor_taken_back(office: Casa) -> None:
    office.ok(REMIND)

    assert office.run("outbox retry 1 -o json").reasons == ["written"]
    assert office.run("outbox cancel 1 -o json").reasons == ["written"]
    assert "mail was written to" in office.ok("undo -y").stderr
    assert office.rows("select state, step_id from outbox") == [("written", None)]


def test_D1_the_page_and_the_lists_say_written(office: Casa) -> None:
    office.ok(REMIND)
    office.ok(SEND)

    assert "email written" in office.ok("arrears history 1").stdout
    assert "email written" in office.ok("message list").stdout
    page = office.ok("contact show 1 -o json").json
    assert page["arrears_history"][0]["letters"] == [{"channel": "email", "state": "written"}]
    assert page["messages"][0]["letters"] == [{"channel": "email", "state": "written"}]


def test_D2_what_a_program_took_is_sent(office: Casa, tmp_path: Path) -> None:
    by_program(office, tmp_path)

    assert outcome(office.ok(SEND)) == (0, ["sent"], ["sent"])
    office.ok(REMIND)

    assert message(office) == "sent"
    assert history(office) == (["email"], ["sent"])


def test_D2_a_program_that_fails_has_told_nobody(office: Casa, tmp_path: Path) -> None:
    by_program(office, tmp_path, "exit 1")

    done = office.run(REMIND)

    assert (done.exit_code, [letter["state"] for letter in done.json["letters"]]) == (9, ["failed"])
    assert history(office) == ([], ["failed"])
    assert "email failed" in office.ok("arrears history 1").stdout
    assert office.ok("contact show 1 -o json").json["arrears_history"][0]["notified"] == []
    assert outcome(office.run(SEND)) == (9, ["failed"], ["failed"])
    assert message(office) == "failed"


def test_D2_a_retry_that_arrives_has_told(office: Casa, tmp_path: Path) -> None:
    by_program(office, tmp_path, "exit 1")
    office.run(REMIND)

    by_program(office, tmp_path)
    done = office.ok("outbox retry 1 -o json")

    assert outcome(done) == (0, ["sent"], ["sent"])
    assert history(office) == (["email"], ["sent"])


def test_D2_what_is_put_off_is_queued(office: Casa, tmp_path: Path) -> None:
    by_program(office, tmp_path, "exit 75")

    assert outcome(office.ok(SEND)) == (0, ["queued"], ["retry"])
    assert message(office) == "retry"


@pytest.mark.parametrize("verb", ["message send 1 --subject S --text T", "ledger statement 1 --mail",
                                  "message broadcast --tag none --subject S --text T -y"])  # fmt: skip
def test_D2_what_waits_is_queued(office: Casa, verb: str) -> None:
    office.ok("contact edit 1 --tag none")

    done = office.ok(f"{verb} --no-send -o json")

    assert outcome(done) == (0, ["queued"], ["pending"])
    assert office.log()[0]["summary"].startswith("queued")


def test_D2_a_cancelled_notice_has_told_nobody(office: Casa) -> None:
    office.ok(f"{REMIND} --no-send")
    assert history(office) == ([], ["pending"])

    office.ok("outbox cancel 1")

    assert history(office) == ([], ["cancelled"])


def test_D2_each_channel_for_itself(office: Casa, tmp_path: Path) -> None:
    by_program(office, tmp_path)

    done = office.run("arrears status 1 --set reminder --notify email,sms -o json")

    assert done.exit_code == 9
    assert history(office) == (["email"], ["sent", "failed"])
    assert "email sent, sms failed" in office.ok("arrears history 1").stdout


def test_D2_a_message_is_as_far_as_the_channel_that_came_furthest(office: Casa) -> None:
    done = office.run([*SEND, "--channel", "email,sms"])

    assert outcome(done) == (9, ["written"], ["written", "failed"])


def test_D2_a_dry_run_says_what_would_become_of_it(office: Casa, tmp_path: Path) -> None:
    assert outcome(office.ok([*SEND, "-n"])) == (0, ["written"], ["written"])
    assert outcome(office.ok([*SEND, "-n", "--no-send"])) == (0, ["queued"], ["pending"])
    by_program(office, tmp_path, "exit 1")
    assert outcome(office.ok([*SEND, "-n"])) == (0, ["sent"], ["sent"])


def test_D2_a_request_that_is_shown_again_says_what_has_become_of_its_letters(office: Casa) -> None:
    again = [*SEND, "--no-send", "--request-id", "once"]
    assert outcome(office.ok(again)) == (0, ["queued"], ["pending"])

    office.ok("outbox send")

    assert outcome(office.ok(again)) == (0, ["written"], ["written"])


def test_D2_work_that_was_told_of_says_how_far_the_letter_came(office: Casa, tmp_path: Path) -> None:
    office.ok("contact invite 1")
    by_program(office, tmp_path, "exit 1")

    done = office.run("task add --contact 1 --title Keys --assign 1 -o json")

    assert (done.exit_code, done.json["letters"][0]["state"]) == (9, "failed")


def test_D2_a_merge_keeps_what_became_of_the_losers_letters(office: Casa, tmp_path: Path) -> None:
    by_program(office, tmp_path)
    office.ok(REMIND)
    office.ok(SEND)
    office.tenant("Joe Bloggs Senior", email="old@example.com")

    office.ok("contact merge 2 1 -y")

    assert office.ok("arrears history 2 -o json").json[0]["notified"] == ["email"]
    assert office.ok("message list 2 -o json").json[0]["state"] == "sent"


def test_D2_what_came_in_has_no_state(office: Casa) -> None:
    office.ok("message receive 1 --subject Hello --text there")

    assert office.ok("message list -o json").json[0]["state"] is None


def test_D2_the_person_is_not_told_of_the_offices_letters(office: Casa) -> None:
    office.ok(SEND)
    office.ok("contact invite 1")
    with closing(office.reader()) as reader:
        reader.now = moment(START)
        shown = dashboard_of(reader, 1, today="2026-11-23").as_dict()["messages"][0]
    assert not {"state", "letters"} & shown.keys()
