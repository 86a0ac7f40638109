"""Running an action in its transaction and showing what came of it: results, letters, exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from casactl.cli.asking import confirm
from casactl.cli.showing import judge_outcome
from casactl.errors import Refused

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.cli.judging import Effect
    from casactl.domain.outcomes import LetterLike, Outcome
    from casactl.domain.remedy import Line
    from casactl.office.command import Command
    from casactl.office.floor import Done
    from casactl.store.queries.outbox import LetterState
    from casactl.store.reader import Reader
    from casactl.store.work import UnitOfWork


def change(
    app: App, action: Callable[[UnitOfWork], Outcome], *, send: bool = True,
    same: Callable[[Reader], bool] = lambda reader: True, command: Command | None = None,
    again: Callable[[UnitOfWork], Outcome] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Run one action in its transaction, show its outcome, send its letters, leave with the right exit code or give it.

    The letters that it queued leave at once, unless `send` is false. With a request id that has run before,
    the first result is shown again instead; `same` says of what is kept nowhere whether it is the same again.
    `again` is the action for whoever means to repeat what is there already, and says so when asked.
    """
    from casactl.cli.judging import OtherEffect, agreed_effect, effect_of
    from casactl.cli.releases import Releasing, ask_to_release
    from casactl.office.floor import RequestReused
    from casactl.render.outcome import show_outcome_dict

    judge_outcome(app)
    command = command or app.command()
    outcome: Outcome | None = None

    asking = app.interactive and not app.sure
    agreed: Effect | None = None

    def act(work: UnitOfWork) -> dict[str, Any]:
        nonlocal outcome
        outcome = action(work)
        if agreed is not None and effect_of(outcome) != agreed:
            raise OtherEffect  # taken back, and asked anew
        return _told(app, work, outcome, send=send, asking=asking)

    try:
        if asking and app.asks:
            agreed = agreed_effect(app, command, action)
        try:
            done = app.office.once(app.who, command, act, same=same)
        except OtherEffect:
            return change(app, action, send=send, same=same, command=command, again=again)
        except Releasing as released:  # nobody is asked while others wait for the workspace
            ask_to_release(app, released.sentences)
            asking = False
            done = app.office.once(app.who, command, act, same=same)
    except RequestReused:
        raise
    except Refused as fault:
        if again and app.interactive and is_meant(app, fault):
            return change(app, again, send=send)
        _show_refusal(app, command, fault)
        raise
    if outcome is None:
        if app.dry_run:
            app.tell("dry run: this request has run before; its first result is shown")
        refresh(app, command.verb, done.shape)
        show_outcome_dict(app.view, done.shape)
        if code := _exit_of_shape(done.shape):
            raise typer.Exit(code)
        return done.shape
    _leave(app, outcome, done, send=send)
    return done.shape


def refuse_first(app: App, action: Callable[[UnitOfWork], Outcome]) -> None:
    """Say what a command comes to, and leave, where it would do nothing whatever is answered: nobody is asked.

    Raises Exit, and what the command raises where it is refused.
    """
    with app.office.rehearse(app.who, app.command()) as work:
        outcome = action(work)
    if outcome.results and not outcome.applied:
        change(app, lambda work: outcome)
        raise typer.Exit(0)


def _told(app: App, work: UnitOfWork, outcome: Outcome, *, send: bool, asking: bool) -> dict[str, Any]:
    """An outcome for programs, once it says what becomes of its letters and which plans it releases."""
    from casactl.cli.releases import say_what_is_released
    from casactl.render.outcome import outcome_dict

    if work.letters:
        outcome.follow(queued(app, work, send=send))
    say_what_is_released(app, work, outcome, asking=asking)
    app.given["date_format"] = work.setting("date_format")
    if not work.journal.current or "summary" not in work.journal.current.payload:
        work.summary(summary_of(outcome, work.journal.touched()))
    return outcome_dict(outcome, operation=work.operation, dry_run=work.dry_run)


def is_meant(app: App, fault: Refused) -> bool:
    """Whether somebody who was asked wants what is there already once more.

    Raises Declined.
    """
    from casactl.domain.repetition import Repetition

    if not isinstance(fault, Repetition):
        return False
    if app.sure:
        app.tell(f"note: {fault.message}")
    else:
        confirm(f"{fault.message} {fault.question}")
    app.call.says(**{fault.option.strip("-").replace("-", "_"): True})
    return True


def _show_refusal(app: App, command: Command, fault: Refused) -> None:
    """What was refused before there was an outcome has a result all the same."""
    from casactl.domain.abilities import Hindered, Reason
    from casactl.domain.outcomes import REFUSED, Outcome, Result
    from casactl.domain.remedy import first_of
    from casactl.render.outcome import outcome_dict, show_outcome_dict

    given = command.given
    ref = next((given[name] for name in ("refs", "lose", "ref", "operation") if given.get(name)), "")
    remedy = _whole_line(app, first_of(fault.hint))
    reason = Reason(fault.rule, fault.code.rpartition(".")[2], fault.message, remedy)
    reasons = fault.reasons if isinstance(fault, Hindered) else (reason,)
    first = str(ref[0] if isinstance(ref, list) else ref)
    outcome = Outcome(command.verb, [Result(first, None, REFUSED, reasons=reasons)])
    show_outcome_dict(app.view, outcome_dict(outcome, operation=None, dry_run=app.dry_run))


def _whole_line(app: App, lead: Line | None) -> Line | None:
    """What a script can run: options to add are the line that was typed, with them."""
    from casactl.cli.running import PROGRAM
    from casactl.domain.remedy import Command

    if not isinstance(lead, Command) or not lead.words[0].startswith("-"):
        return lead
    end = app.typed.index("--") if "--" in app.typed else len(app.typed)
    return Command(PROGRAM, *app.typed[:end], *lead.words, *app.typed[end:])


def queued(app: App, work: UnitOfWork, *, send: bool) -> list[LetterState]:
    """The letters that were queued; in a dry run as they would end, were they sent."""
    from casactl.store.queries.outbox import letter_states

    found = letter_states(work.reader, "id", work.letters)
    if not (work.dry_run and send):
        return found
    from casactl.delivery.choosing import config_of, foreseen

    config = config_of(app.places.existing())
    return [replace(each, state=foreseen(each.channel, config)) for each in found]


def refresh(app: App, verb: str, shape: dict[str, Any]) -> None:
    """Let an earlier result say what has become of its letters by now."""
    from casactl.render.outcome import follow_letters
    from casactl.store.queries.outbox import letter_states

    operations = [shape["operation"]] if shape.get("operation") else []
    with app.read() as reader:
        letters = letter_states(reader, "id", [each["id"] for each in shape.get("letters", ())])
        known = {each.id for each in letters}
        more = letter_states(reader, "operation_id", operations)  # what the floor has queued for attorneys
    if letters := letters + [each for each in more if each.id not in known]:
        follow_letters(shape, verb, letters)


def _waiting(app: App, outcome: Outcome, done: Done) -> Sequence[LetterLike]:
    """The letters that wait, those among them that the floor has queued for attorneys."""
    from casactl.store.queries.outbox import letter_states

    if app.dry_run or len(done.letters) == len(outcome.letters):
        return outcome.letters
    with app.read() as reader:
        return letter_states(reader, "id", done.letters)


def _leave(app: App, outcome: Outcome, done: Done, *, send: bool) -> None:
    from casactl.cli.sending import Sending
    from casactl.render.outcome import exit_of, failure_of, show_outcome

    outcome.warnings += done.warnings
    sending = Sending(app, done.letters if send else ())
    try:
        sending.run()
        outcome.follow(sending.states or _waiting(app, outcome, done))
    finally:
        show_outcome(app.view, outcome, operation=done.shape["operation"], dry_run=app.dry_run)
    undelivered = sending.end()
    _tell_of_paper(app, outcome)
    failure = failure_of(outcome)
    if failure:
        raise failure
    code = exit_of(outcome)
    if code:
        raise typer.Exit(int(code))
    if undelivered:
        raise undelivered


def _tell_of_paper(app: App, outcome: Outcome) -> None:
    """Letters by post leave once somebody prints them."""
    from casactl.domain.channels import POST
    from casactl.domain.remedy import Blank, Remedy, Sentence

    if app.dry_run:
        return
    if count := sum(each.channel == POST and each.state == "pending" for each in outcome.letters):
        waiting = f"note: {count:,} letter{' waits' if count == 1 else 's wait'} to be printed: "
        app.tell(app.wording.text(Sentence(waiting, Remedy("outbox print", Blank("FILE.pdf")))))


THINGS = {
    "address": ("address", "addresses"), "note": ("note", "notes"), "document": ("document", "documents"),
    "due": ("scheduled change", "scheduled changes"), "ledger.bank": ("bank line", "bank lines"),
    "arrears.plan": ("instalment plan", "instalment plans"), "portal.requests": ("request", "requests"),
}  # fmt: skip
"""What verbs are about whose results have numbers of their own and the names of others."""


def summary_of(outcome: Outcome, touched: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """A sentence for the log: who or what, or how many; of what was updated, which fields."""
    done = outcome.applied
    if not done:
        return ""
    said = done[0].outcome
    if said == "updated":
        from casactl.domain.summaries import fields_in_words

        fields = fields_in_words(touched)
        said = f"updated {fields} of" if fields else said
    one, many = THINGS.get(outcome.verb.rpartition(".")[0], ("", ""))
    if len(done) > 1:
        return f"{said} {len(done):,} {many}".rstrip()
    if not one:
        return f"{said} {done[0].name} ({done[0].id})"
    whose = done[0].name or (done[0].note if isinstance(done[0].note, str) else "")
    return f"{said} {one} {done[0].id}" + (f": {whose}" if whose else "")


def _exit_of_shape(shape: Mapping[str, Any]) -> int:
    from casactl.domain.outcomes import REFUSED

    refused = [result for result in shape.get("results", []) if result["outcome"] == REFUSED]
    return 0 if not refused else 5 if len(refused) == len(shape["results"]) else 3
