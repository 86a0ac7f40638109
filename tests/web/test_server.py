"""The real server: killed in the middle, under load, before clients that are slow or send too much."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from http.client import HTTPException
from io import BytesIO
from pathlib import Path
from random import Random
from threading import Event

import pytest

from casactl.store import blobs
from casactl.web import guards
from tests.casa import Casa
from tests.length import by_length, chance
from tests.mailed import PASSWORD
from tests.web.browser import Browser
from tests.web.server import Server, Visitor, multipart, plain, serving, signed_in

AWAY = (OSError, HTTPException)
"""What a client sees of a server that was killed."""
PATHS = ("/", "/statement", "/messages", "/documents", "/work", "/details", "/sessions")


@pytest.fixture
def one(casa_sqlite: Casa) -> Iterator[tuple[Casa, Server, Visitor]]:
    """A server with one visitor."""
    (session,) = signed_in(casa_sqlite, 1)
    with serving(casa_sqlite) as server:
        yield casa_sqlite, server, Visitor(server.port, session)


# Killed -----------------------------------------------------------------------------------------


def messages(casa: Casa) -> dict[str, int]:
    """How often each subject was written."""
    found: dict[str, int] = {}
    for (subject,) in casa.rows("select subject from message where direction = 'in'"):
        found[subject] = found.get(subject, 0) + 1
    return found


def write_until(stop: Event, visitor: Visitor, name: str, by: Random) -> list[str]:
    """Write messages with two files each until the server is gone; gives the subjects that it has confirmed."""
    confirmed: list[str] = []
    for n in range(10_000):
        if stop.is_set():
            break
        words = f"{name}-{n}"
        files = [(f"{words}-{each}.txt", words.encode() * by.randint(1, 20_000)) for each in (1, 2)]
        try:
            status = visitor.write(words, files)
        except AWAY:
            break
        assert status in (0, 303), status
        confirmed += [words] if status == 303 else []
    return confirmed


@pytest.mark.heavy
def test_a_server_that_is_killed_leaves_nothing_half_done(casa_sqlite: Casa) -> None:
    casa, by = casa_sqlite, chance("killed server")
    casa.ok("workspace set upload_day_mb 10000")
    sessions = signed_in(casa, 3)
    confirmed: list[str] = []
    for turn in range(by_length(3, 20)):
        stop = Event()
        with serving(casa) as server, ThreadPoolExecutor(len(sessions)) as pool:
            visitors = [Visitor(server.port, session) for session in sessions]
            work = [pool.submit(write_until, stop, visitor, f"t{turn}v{n}", Random(by.random()))
                    for n, visitor in enumerate(visitors)]  # fmt: skip
            time.sleep(0.3 + by.random())
            server.process.send_signal(signal.SIGKILL)
            stop.set()
            confirmed += [words for each in work for words in each.result()]

        written = messages(casa)
        assert not {words for words in confirmed if written.get(words) != 1}, "a confirmed message is lost, or doubled"
        papers = {row[0] for row in casa.rows("select name from document")}
        assert papers == {f"{words}-{each}.txt" for words in written for each in (1, 2)}, "files went by themselves"
        assert all(count == 1 for count in written.values())
    assert confirmed
    casa.ok("document check")
    casa.ok("workspace check")
    assert casa.ok("log verify -o json").json["ok"]


def test_what_was_on_its_way_when_the_server_was_killed_is_swept_away(casa_sqlite: Casa, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    blobs.bring_in(folder, [b"first"]).discard()
    old, new = (folder / blobs.FOLDER / f"{blobs.INCOMING}{name}" for name in ("old", "new"))
    for stray in (old, new):
        stray.write_bytes(b"somebody's")
    os.utime(old, (0, 0))

    blobs.bring_in(folder, [b"second"]).discard()

    assert (old.exists(), new.exists()) == (False, True)


def test_a_server_that_is_told_to_end_answers_what_has_begun_and_ends_well(one: tuple[Casa, Server, Visitor]) -> None:
    casa, server, visitor = one
    with ThreadPoolExecutor(1) as pool:
        begun = pool.submit(visitor.write, "last words", [("a.txt", b"words\n" * 100_000)])
        while "GET /messages" not in server.said:
            assert server.process.poll() is None
        server.process.terminate()
        with suppress(*AWAY):
            assert begun.result() == 303
    assert server.process.wait(30) == 0
    assert "Traceback" not in server.said
    assert len(casa.ok("message list -o json").json) == len(casa.ok("document list 1 -o json").json)


def test_each_page_shows_what_the_office_did_since_and_the_end_leaves_the_store_whole(
    one: tuple[Casa, Server, Visitor],
) -> None:
    casa, server, visitor = one
    for name in ("Zaphod", "Trillian"):
        assert name not in visitor.look("/")[1]
        casa.ok(f"contact edit 1 --first-name {name}")
        assert name in visitor.look("/")[1]
        assert visitor.look("/nowhere")[0] == 404
        assert visitor.ask("POST", "/messages", *plain({"message": "without a token"}))[0] == 403
    casa.ok("contact deactivate 1")
    assert visitor.look("/")[0] == 303

    server.process.terminate()
    assert server.process.wait(30) == 0
    assert not casa.database.with_name(f"{casa.database.name}-wal").exists()


# Under load -------------------------------------------------------------------------------------


def visit_until(end: float, visitor: Visitor, name: str, by: Random) -> tuple[list[int], list[str]]:
    """Look around and write now and then; gives all that was not answered as it should be, and what was written."""
    wrong: list[int] = []
    written: list[str] = []
    while time.monotonic() < end:
        if by.random() < 0.1:
            words = f"{name}-{len(written)}"
            status = visitor.write(words)
            if status == 303:
                written.append(words)
            else:
                wrong.append(status)
        elif (status := visitor.look(by.choice(PATHS))[0]) != 200:
            wrong.append(status)
    return wrong, written


@pytest.mark.heavy
def test_many_at_once_see_no_error_and_lose_no_word_and_memory_stays(casa_sqlite: Casa) -> None:
    casa, by = casa_sqlite, chance("many visitors")
    sessions, seconds = signed_in(casa, by_length(10, 50)), by_length(3, 30)
    with serving(casa) as server, ThreadPoolExecutor(len(sessions)) as pool:
        begin, sizes = time.monotonic(), []
        visitors = [Visitor(server.port, session) for session in sessions]
        work = [pool.submit(visit_until, begin + seconds, visitor, f"v{n}", Random(by.random()))
                for n, visitor in enumerate(visitors)]  # fmt: skip
        for part in (0.4, 1.0):
            time.sleep(max(0.0, begin + seconds * part - time.monotonic()))
            sizes.append(server.memory)
        results = [each.result() for each in work]
        wrong, written = [status for each, _ in results for status in each], [w for _, each in results for w in each]

        assert wrong == [], server.said[-2000:]
        assert written
        assert "error " not in server.said
    assert messages(casa) == dict.fromkeys(written, 1)
    assert sizes[1] <= sizes[0] * 1.15 + 8, f"memory grew: {sizes} MiB"


# Too much, too slow -----------------------------------------------------------------------------


def test_who_sends_too_much_is_refused(one: tuple[Casa, Server, Visitor]) -> None:
    casa, server, visitor = one
    fields = {"form_token": "0" * 64}
    limits = {
        "a body": (413, ("POST", "/messages", *multipart(fields, [("a.txt", b"x" * (52 << 20))]))),
        "a form field": (413, ("POST", "/messages", *multipart(fields | {"message": "x" * 600_000}))),
        "many fields": (413, ("POST", "/messages", *multipart(fields | {f"f{n}": "x" for n in range(101)}))),
        "a plain form": (413, ("POST", "/messages", *plain(fields | {"message": "x" * 600_000}))),
        "a form at the door": (413, ("POST", "/sign-in", *multipart(fields, [("a.txt", b"x" * (10 << 20))]))),
        "an address": (431, ("GET", f"/sign-in?{'x' * 70_000}")),
    }
    for name, (status, request) in limits.items():
        found = 0
        with suppress(*AWAY):  # the server may hang up before all was sent
            found = visitor.ask(*request)[0]  # type: ignore[arg-type]
        assert found in (0, status), name
    assert visitor.look("/")[0] == 200
    assert casa.rows("select count(*) from message")[0][0] == 0
    assert "error " not in server.said


def test_what_the_server_reads_follows_the_setting_while_it_runs(one: tuple[Casa, Server, Visitor]) -> None:
    casa, server, visitor = one

    def is_read(mb: int) -> bool:
        """Whether the server waits for a body that is so large; it hears of no more than its length."""
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
            wire.sendall(f"POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: {mb << 20}\r\n\r\n".encode())
            wire.shutdown(socket.SHUT_WR)
            answer = wire.recv(12)
        assert answer in (b"", b"HTTP/1.1 413")
        return not answer

    assert [is_read(mb) for mb in (114, 200)] == [True, False]
    casa.ok("workspace set document_max_mb 200")
    casa.ok("workspace set upload_day_mb 300")
    assert "Up to 200 MB at once, 300 MB in a day" in visitor.look("/messages")[1]
    assert [is_read(mb) for mb in (200, 264, 300)] == [True, True, False]
    casa.ok("workspace set document_max_mb 1")
    assert "Up to 1 MB at once" in visitor.look("/messages")[1]
    assert not is_read(200)


def test_a_body_without_an_end_and_lies_about_its_length_hold_nobody_up(one: tuple[Casa, Server, Visitor]) -> None:
    _, server, visitor = one
    heads = (
        b"POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\nhalf",
        b"POST /messages HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    )
    with ExitStack() as held:
        for n in range(by_length(100, 1000)):
            wire = held.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            wire.sendall(heads[n % len(heads)])
        assert [visitor.look(path)[0] for path in PATHS] == [200] * len(PATHS)
    assert "error " not in server.said


def test_as_root_the_server_warns(one: tuple[Casa, Server, Visitor]) -> None:
    _, server, _ = one
    assert ("warning: the portal runs as root" in server.said) == (os.geteuid() == 0)


@pytest.mark.parametrize(("turns", "path", "words"), [
    ("_hashing", "/sign-in", "Many people sign in just now."), ("_scanning", "/messages", "Many files come in"),
])  # fmt: skip
def test_who_waits_too_long_for_a_turn_is_asked_to_come_back(
    casa: Casa, joe: int, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, turns: str, path: str,
    words: str,
) -> None:  # fmt: skip
    casa.ok("workspace set scan_command /bin/true")
    page = browse().open("/sign-in").press("Sign in", e_mail="joe@example.com", password="correct horse battery")
    monkeypatch.setattr(guards, "PATIENCE", 0.01)
    page.open(path)
    with getattr(guards, turns), getattr(guards, turns):
        if path == "/sign-in":
            page.press("Sign in", e_mail="joe@example.com", password=PASSWORD)
        else:
            page.press("Send", message="x", file=(BytesIO(b"words\n"), "a.txt"))

    assert (page.status, page.answer.headers["Retry-After"], words in page.text) == (503, "2", True)


# How long it takes ------------------------------------------------------------------------------


def later_share(first: list[float], second: list[float]) -> float:
    """How often one of the second takes longer than one of the first: 0.5 where nothing tells them apart."""
    return sum(b > a for a in first for b in second) / (len(first) * len(second))


def test_SD_24_how_long_a_refusal_takes_does_not_say_who_exists(
    casa: Casa, joe: int, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether known and unknown are told apart by their times, whatever these are: they are drawn in turns."""
    monkeypatch.setattr("casactl.web.doors.check_tries", lambda **_: None)
    taken: dict[str, list[float]] = {"joe@example.com": [], "nobody@example.com": []}
    browser = browse().open("/sign-in")
    by = chance("who exists")
    for _ in range(by_length(40, 300)):
        for email in by.sample(sorted(taken), 2):
            browser.open("/sign-in")
            form = {"form_token": browser.forms[0].fields[0].value, "email": email, "password": "not the password"}
            begin = time.perf_counter()
            browser._go("POST", "/sign-in", data=form)
            taken[email].append(time.perf_counter() - begin)
            assert browser.status == 403

    share = later_share(*taken.values())
    assert 0.2 < share < 0.8, f"one of two takes longer {max(share, 1 - share):.0%} of the time"
