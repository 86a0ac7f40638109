"""Running an action in its transaction: replay by request id, outcome, log summary, exit code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import typer

from casactl.cli.sending import send_after
from casactl.domain.abilities import Reason
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.domain.remedy import first_of, restored, storable
from casactl.errors import Refused
from casactl.render.outcome import exit_of, failure_of, outcome_dict, show_outcome, show_outcome_dict
from casactl.render.view import View

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.store.work import UnitOfWork


class RequestReused(Refused):
    """The request id has been used for another command."""

    code = "request.reused"


def change(
    app: App, verb: str, arguments: Mapping[str, Any], action: Callable[[UnitOfWork], Outcome], *, reason: str = "",
    send: bool = True,
) -> None:  # fmt: skip
    """Run one action in its transaction, show its outcome, send its letters, leave with the right exit code.

    With a request id that has run before, the first result is shown again instead.
    """
    view = app.view
    try:
        with app.write(verb, arguments, reason=reason) as work:
            earlier = replayed(work, app.given.get("request_id"), verb, arguments)
            if earlier is None:
                outcome = _run(app, work, verb, arguments, action)
    except RequestReused:
        raise
    except Refused as fault:
        _show_refusal(view, verb, arguments, fault, dry_run=app.dry_run)
        raise
    if earlier is not None:
        show_outcome_dict(view, earlier)
        raise typer.Exit(_exit_of_shape(earlier))
    _leave(app, outcome, work, send=send)


def _run(
    app: App, work: UnitOfWork, verb: str, arguments: Mapping[str, Any], action: Callable[[UnitOfWork], Outcome]
) -> Outcome:
    outcome = action(work)
    app.given["date_format"] = work.setting("date_format")
    if not work.journal.current or "summary" not in work.journal.current.payload:
        work.summary(summary_of(outcome))
    if work.origin.request_id:
        shape = outcome_dict(outcome, operation=work.operation, dry_run=work.dry_run)
        work.result = {"arguments": fingerprint(verb, arguments), "shape": storable(shape)}
    return outcome


def _show_refusal(view: View, verb: str, arguments: Mapping[str, Any], fault: Refused, *, dry_run: bool) -> None:
    """What was refused before there was an outcome has a result all the same."""
    refs = arguments.get("refs") or [arguments.get("ref") or arguments.get("operation") or ""]
    reason = Reason(fault.rule, fault.code.rpartition(".")[2], fault.message, first_of(fault.hint))
    outcome = Outcome(verb, [Result(str(refs[0]), None, REFUSED, reasons=(reason,))])
    show_outcome_dict(view, outcome_dict(outcome, operation=None, dry_run=dry_run))


def _leave(app: App, outcome: Outcome, work: UnitOfWork, *, send: bool) -> None:
    outcome.warnings += work.warnings
    try:
        show_outcome(app.view, outcome, operation=work.operation, dry_run=work.dry_run)
    finally:
        undelivered = send_after(app, work.letters) if send else None
    failure = failure_of(outcome)
    if failure:
        raise failure
    code = exit_of(outcome)
    if code:
        raise typer.Exit(int(code))
    if undelivered:
        raise undelivered


def fingerprint(verb: str, arguments: Mapping[str, Any]) -> str:
    """What makes two commands the same for `--request-id`."""
    return sha256(json.dumps([verb, arguments], sort_keys=True, default=str).encode()).hexdigest()


def replayed(
    work: UnitOfWork, request_id: str | None, verb: str, arguments: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The first result of a request id that has run before, None when it has not.

    Raises RequestReused when it ran with other arguments.
    """
    if not request_id:
        return None
    from casactl.store.queries.log import by_request

    row = by_request(work.reader, request_id)
    if row is None:
        return None
    result = json.loads(row[2] or "{}").get("result", {})
    if row[1] != verb or result.get("arguments") != fingerprint(verb, arguments):
        raise RequestReused(f"The request id '{request_id}' was used by operation {row[0]} for another command.")
    shape: dict[str, Any] = restored(result["shape"])
    return shape


def summary_of(outcome: Outcome) -> str:
    """A sentence for the log: who, or how many."""
    done = outcome.applied
    if len(done) == 1:
        return f"{done[0].outcome} {done[0].name} ({done[0].id})"
    return f"{done[0].outcome} {len(done):,}" if done else ""


def _exit_of_shape(shape: Mapping[str, Any]) -> int:
    refused = [result for result in shape.get("results", []) if result["outcome"] == "refused"]
    if shape.get("rejected"):
        return 3
    return 0 if not refused else 5 if len(refused) == len(shape["results"]) else 3
