"""What people and attorneys bring: several files at once, looked at by the office's scanner, all of them or none."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from casactl.intake import scan as scanner
from tests.casa import Casa
from tests.web.browser import HOST, Browser, portal
from tests.web.conftest import LEX, signed_in, with_a_case

Browse = Callable[..., Browser]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def papers(*names: str, content: bytes = PDF) -> list[tuple[BytesIO, str]]:
    """Files as a form sends them, no two of the same bytes."""
    return [(BytesIO(content + name.encode()), name) for name in names]


def filed(casa: Casa, number: int = 1) -> list[str]:
    return sorted(row["name"] for row in casa.ok(["document", "list", number, "-o", "json"]).json)


def left_over(casa: Casa) -> list[Path]:
    """What stands beside the documents and waits for a row."""
    return list((casa.room / "documents").glob(".incoming-*"))


def events(casa: Casa) -> list[tuple[str, str, str]]:
    """Who brought and took what, the newest first."""
    return [(row["subject"], row["event"], row["outcome"]) for row in casa.ok("portal log -o json").json]


def program(casa: Casa, body: str) -> str:
    """A scanner for `scan_command`, in Python; `path` is what it is given."""
    file = casa.room / "scanner.py"
    file.write_text(f"import sys, time, subprocess\npath = sys.argv[-1]\n{body}\n")
    return f"{sys.executable} {file} --quiet"


def scanning(casa: Casa, body: str) -> None:
    casa.ok(["workspace", "set", "scan_command", program(casa, body)])


@pytest.fixture
def lex(casa: Casa, browse: Browse) -> Browser:
    """An attorney with one case."""
    casa.property("Rose Court/1")
    casa.tenant("Joe Bloggs", at="Rose Court/1")
    with_a_case(casa, 1)
    return signed_in(browse(), LEX)


def test_WU_1_an_attorney_files_several_documents_at_once(casa: Casa, lex: Browser) -> None:
    lex.open("/cases/1").press("Upload", file=papers("a.pdf", "b.pdf", "c.pdf"))

    assert (lex.status, filed(casa)) == (200, ["a.pdf", "b.pdf", "c.pdf"])
    assert {row["visibility"] for row in casa.ok("document list 1 -o json").json} == {"case"}
    assert events(casa)[:3] == [(LEX, "upload", "done")] * 3
    assert casa.log()[0]["verb"] == "document.add"


def test_the_same_files_sent_twice_are_filed_once_and_others_of_the_same_form_are_not_lost(
    casa: Casa, lex: Browser
) -> None:
    page = lex.open("/cases/1").answer
    for names in (["a.pdf"], ["a.pdf"], ["b.pdf"], ["a.pdf", "c.pdf"]):  # a script sends one by one, each with the form
        lex.answer = page
        lex.press("Upload", file=papers(*names))
        assert lex.status == 200
    assert filed(casa) == ["a.pdf", "a.pdf", "b.pdf", "c.pdf"]
    assert left_over(casa) == []


def test_one_bad_file_among_several_and_none_is_filed(casa: Casa, lex: Browser) -> None:
    lex.open("/cases/1").press("Upload", file=[*papers("a.pdf"), *papers("evil.exe", content=b"MZ\x90\x00")])

    assert (lex.status, "evil.exe" in lex.text, filed(casa), left_over(casa)) == (400, True, [], [])
    assert events(casa)[:2] == [(LEX, "upload", "refused")] * 2
    assert lex.open("/cases/1").press("Upload", file=papers(*(f"{n}.pdf" for n in range(21)))).status == 400
    assert "no more than 20 files at once" in lex.text
    assert lex.open("/cases/1").press("Upload").status == 400
    assert "Please choose a file." in lex.text


def test_a_message_takes_several_files_along(casa: Casa, joe: int, browse: Browse) -> None:
    page = signed_in(browse()).open("/messages").press("Send", message="See.", file=papers("a.pdf", "b.pdf"))

    assert (page.status, filed(casa)) == (200, ["a.pdf", "b.pdf"])
    assert events(casa)[:2] == [("joe@example.com", "upload", "done")] * 2


def test_the_days_quota_holds_over_several_files(casa: Casa, joe: int, browse: Browse) -> None:
    casa.ok("workspace set upload_day_mb 1")
    page, text = signed_in(browse()), b"hello\n" * 70_000

    page.open("/messages").press("Send", message="x", file=papers("a.txt", "b.txt", "c.txt", content=text))
    assert (page.status, filed(casa), left_over(casa)) == (400, [], [])
    assert "more than can be uploaded in a day" in page.text
    page.open("/messages").press("Send", message="x", file=papers("a.txt", "b.txt", content=text))
    assert (page.status, filed(casa)) == (200, ["a.txt", "b.txt"])
    page.open("/messages").press("Send", message="x", file=papers("c.txt", content=text))
    assert (page.status, filed(casa)) == (400, ["a.txt", "b.txt"])


def test_no_page_promises_more_at_once_than_in_a_day(casa: Casa, joe: int, lex: Browser, browse: Browse) -> None:
    casa.ok("workspace set upload_day_mb 20")
    assert "Up to 20 MB at once, 20 MB in a day." in lex.open("/cases/1").text
    casa.ok("workspace set document_max_mb 7")
    assert "Up to 7 MB at once, 20 MB in a day." in signed_in(browse()).open("/messages").text


def test_refused_uploads_close_no_door_to_a_network(casa: Casa, joe: int, browse: Browse) -> None:
    page = signed_in(browse())
    for _ in range(2):
        page.open("/messages").press("Send", message="x", file=papers(*(f"{n}.pdf" for n in range(21))))

    assert signed_in(browse()).path == "/"


# The scanner ------------------------------------------------------------------------------------


def test_a_scanner_that_finds_nothing_lets_a_file_in(casa: Casa, joe: int, browse: Browse) -> None:
    scanning(casa, "assert open(path, 'rb').read().startswith(b'%PDF')")
    page = signed_in(browse()).open("/messages").press("Send", message="See.", file=papers("a.pdf"))

    assert (page.status, filed(casa), left_over(casa)) == (200, ["a.pdf"], [])


VERDICTS = {
    "found": ("print(path, 'Eicar FOUND'); sys.exit(1)", "the office's scanner found something in it"),
    "failed": ("print('no database'); sys.exit(2)", "could not be checked and was not kept: the scanner ended with 2"),
    "killed": ("import os; os.kill(os.getpid(), 9)", "the scanner ended with -9"),
}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_what_a_scanner_refuses_or_fails_at_is_not_kept_and_why_is_shown(casa: Casa, joe: int, verdict: str) -> None:
    body, words = VERDICTS[verdict]
    scanning(casa, body)
    log: list[str] = []
    page = signed_in(Browser(portal(casa, log))).open("/messages")

    page.press("Send", message="See.", file=papers("a.pdf"))

    assert (page.status, words in page.text, "See." in page.html) == (400, True, True)
    assert not {"Eicar", "no database", str(casa.room)} & set(page.text.split())
    assert (filed(casa), left_over(casa), casa.ok("message list 1 -o json").json) == ([], [], [])
    assert events(casa)[0] == ("joe@example.com", "upload", "refused")
    assert any(line.startswith("scanner: ") for line in log)


def test_a_scanner_that_hangs_is_ended_with_all_that_it_started(
    casa: Casa, joe: int, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = casa.room / "alive"
    child = f"import time; time.sleep(2); open({str(noted)!r}, 'w').write('still here')"
    scanning(casa, f"subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)")
    monkeypatch.setattr("casactl.web.files.scan", lambda command, path: scanner.scan(command, path, seconds=1))

    page = signed_in(browse()).open("/messages").press("Send", message="See.", file=papers("a.pdf"))

    assert (page.status, "the scanner gave no answer in 1 seconds" in page.text) == (400, True)
    assert (filed(casa), left_over(casa)) == ([], [])
    time.sleep(1.5)
    assert not noted.exists()


def test_a_scanner_that_is_not_there_refuses(casa: Casa, joe: int, browse: Browse) -> None:
    casa.ok("workspace set scan_command /no/such/scanner")
    page = signed_in(browse()).open("/messages").press("Send", message="See.", file=papers("a.pdf"))

    assert (page.status, "the scanner cannot be started" in page.text, filed(casa)) == (400, True, [])


def test_no_shell_reads_the_command_and_the_file_stands_where_it_says(tmp_path: Path) -> None:
    file, made = tmp_path / "a b; touch c", tmp_path / "c"
    file.write_bytes(PDF)
    line = f"{sys.executable} -c 'import sys; print(sys.argv[1:]); sys.exit(1)'"

    assert scanner.scan(f"{line} ; touch {made} $HOME", file).said == f"[';', 'touch', '{made}', '$HOME', '{file}']"
    assert scanner.scan(f"{line} --file={{}} --fast", file).said == f"['--file={file}', '--fast']"
    assert not made.exists()


@pytest.mark.parametrize("wrong", ["'unclosed", "x" * 501, "a\tb\x07"])
def test_a_command_that_is_none_is_refused(casa: Casa, wrong: str) -> None:
    assert casa.run(["workspace", "set", "scan_command", wrong]).exit_code == 2
    assert casa.ok("workspace get scan_command -o json").json == {"scan_command": ""}


def test_S9_who_restores_a_backup_is_told_which_program_it_lets_run(casa: Casa) -> None:
    casa.ok("workspace set scan_command '/opt/scan --all'")
    backup = casa.room / "b.zip"
    casa.ok(["workspace", "backup", str(backup)])

    done = casa.ok(["workspace", "restore", str(backup), "other"])

    assert "the portal will scan uploads by /opt/scan --all" in done.stderr


# What is taken along ----------------------------------------------------------------------------


def test_downloads_stand_in_the_log(casa: Casa, lex: Browser) -> None:
    lex.open("/cases/1").press("Upload", file=papers("a.pdf"))
    lex.open("/cases/1/documents/1")
    lex.open("/cases.csv")
    lex._go("HEAD", "/cases/1/documents/1")
    lex.open("/cases/1/documents/9")

    assert events(casa)[:3] == [(LEX, "download", "done"), (LEX, "download", "done"), (LEX, "upload", "done")]


def test_SD_27_what_the_office_takes_along_through_somebodys_eyes_is_told_apart(
    casa: Casa, joe: int, browse: Browse
) -> None:
    paper = casa.room / "a.pdf"
    paper.write_bytes(PDF)
    casa.ok(["document", "add", joe, str(paper), "--visibility", "contact"])
    link = casa.ok(["portal", "view", joe, "--reason", "she rang", "--open"]).stdout.strip()

    browse(address="127.0.0.1").open(link.removeprefix(HOST)).open("/documents/1")

    assert events(casa)[0][1:] == ("look-download", "done")


def test_bytes_that_were_altered_are_not_sent(casa: Casa, joe: int, browse: Browse) -> None:
    signed_in(browse()).open("/messages").press("Send", message="See.", file=papers("a.pdf"))
    (stored,) = (casa.room / "documents").glob("??/*")
    stored.chmod(0o600)
    stored.write_bytes(stored.read_bytes()[::-1])

    answer = signed_in(browse()).open("/documents/1").answer

    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert PDF[:4] not in answer.data
