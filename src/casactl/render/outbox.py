"""Letters: the outbox as a list, and what came of a run, streamed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from casactl.domain.letters import LEFT
from casactl.domain.remedy import Remedy
from casactl.domain.shapes import Kind
from casactl.render.records import Column, Picked, Record
from casactl.render.view import View, sanitize, say, write

CSV_HEAD = "id,outcome\n"
TROUBLE = ("failed", "unknown", "retry", "bounced")
SAID = 20
WORDS = {
    "sent": "sent",
    "written": "written to the outbox folder",
    "pending": "to be printed",
    "retry": "waiting for a retry",
    "failed": "failed",
    "unknown": "of unknown fate",
    "cancelled": "cancelled",
}

NOTHING_LEAVES = "; nothing leaves this machine until the configuration names a mail transport"


def _remedy(attempt: _Attempt) -> Remedy | None:
    """What sends it again, where that is for somebody to decide."""
    if attempt.state not in ("failed", "unknown"):
        return None
    return Remedy("outbox retry", attempt.row.id, unknown=attempt.state == "unknown")


class _Row(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def to(self) -> str: ...


class _Attempt(Protocol):
    @property
    def row(self) -> _Row: ...
    @property
    def state(self) -> str: ...
    @property
    def words(self) -> str: ...


class _Tally(Protocol):
    @property
    def counts(self) -> Mapping[str, int]: ...
    @property
    def abandoned(self) -> int: ...


def _whom(record: Record) -> str:
    """The recipient, and where that is somebody else who takes the letter, the number of whom it is for."""
    return f"{record['to']} for no {record['contact_id']}" if record["via"] else str(record["to"])


def outbox_columns(view: View) -> Picked:
    """Number, state, to whom, what about, how often tried, and why it has not left."""
    return (
        "id",
        Column("state", "state", style=lambda r: "attention" if r["state"] in TROUBLE else ""),
        Column("channel", "by"),
        Column("to", "to", _whom if view.drawn else None, kind=Kind.TEXT, need=2),
        "subject",
        Column("attempts", "tries", right=True),
        Column("queued_at", "queued (UTC)", (lambda r: view.moment(r["queued_at"])) if view.drawn else None),
        Column("last_error", "why", wrap=True),
    )


class SendReport:
    """Hears of each letter as it ends; standard output gets the results object, standard error the sentences."""

    def __init__(self, view: View, *, silent: bool = False, dry_run: bool = False) -> None:
        self.view, self.dry_run = view, dry_run
        self.format = "" if silent else view.format
        self._shown = 0
        self._said = 0

    def add(self, attempt: _Attempt) -> None:
        """One letter has ended."""
        self._show(attempt)
        if attempt.state in TROUBLE and self._said < SAID and not self.view.quiet:
            self._said += 1
            remedy = _remedy(attempt)
            label = "warning" if attempt.state == "retry" else attempt.state
            later = ", tried again later" if attempt.state == "retry" else ""
            say(
                f"{label}: {attempt.row.id} to {sanitize(attempt.row.to)}: {sanitize(attempt.words)}{later}"
                f"{f' → {self.view.words.text(remedy)}' if remedy else ''}"
            )

    def _show(self, attempt: _Attempt) -> None:
        first, self._shown = not self._shown, self._shown + 1
        if self.format == "json":
            write((self._head if first else ",") + "\n  " + self._encoded(attempt))
        elif self.format == "ids" and attempt.state in LEFT:
            write(f"{attempt.row.id}\n")
        elif self.format == "jsonl":
            write(self._encoded(attempt) + "\n")
        elif self.format == "csv":
            write(f"{CSV_HEAD if first else ''}{attempt.row.id},{attempt.state}\n")
        elif self.format in ("table", "tsv") and self.view.verbose:
            write(f"{attempt.row.id}\t{attempt.state}\t{sanitize(attempt.row.to)}\n")

    def _encoded(self, attempt: _Attempt) -> str:
        return json.dumps(self.view.words.worded(_as_dict(attempt)), ensure_ascii=False)

    @property
    def _head(self) -> str:
        return f'{{"operation": null, "dry_run": {"true" if self.dry_run else "false"}, "results": ['

    def end(self) -> None:
        """Close the results object."""
        if self.format == "json":
            write("\n]}\n" if self._shown else f"{self._head}]}}\n")
        elif self.format == "csv" and not self._shown:
            write(CSV_HEAD)

    def say(self, tally: _Tally) -> None:
        """One sentence about the run; nothing when there was nothing to do."""
        counted = [f"{tally.counts[state]:,} {words}" for state, words in WORDS.items() if tally.counts[state]]
        if tally.abandoned:
            counted.append(f"{tally.abandoned:,} left unknown by a sender that died")
        if counted and not self.view.quiet:
            say(f"letters: {', '.join(counted)}{NOTHING_LEAVES if tally.counts['written'] else ''}")


def _as_dict(attempt: _Attempt) -> dict[str, Any]:
    number, state = attempt.row.id, attempt.state
    reason = {"rule": None, "code": state, "message": attempt.words, "remedy": _remedy(attempt)}
    return {"ref": str(number), "id": number, "outcome": state, "reasons": [] if state in LEFT else [reason]}
