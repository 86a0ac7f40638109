"""`add` and `edit` of the five kinds of work."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated

from casactl.actions.selection import resolve
from casactl.cli.changing import change
from casactl.cli.completion import complete_contacts
from casactl.cli.context import App
from casactl.cli.needing import ANY, needed
from casactl.cli.options import Ctx, IfVersion, NoSend, Number, flag, number, option, taking
from casactl.cli.work.options import Contact, Particulars, of_each_kind
from casactl.domain.engagements import WorkKind
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork


@taking(said=Particulars)
def _add(
    ctx: Ctx,
    kind: WorkKind,
    contact: Contact = None,
    *,
    said: Particulars,
    signs_without_login: Annotated[
        bool, flag("--sign-without-login", help="To be signed without an account; the setting has to allow it.")
    ] = False,
    no_send: NoSend = False,
) -> None:
    from casactl.actions.engagement.add import NewWork, add_work

    app = ctx.obj
    whose = needed(app, contact, "--contact", "For whom (number, e-mail or name)")

    def act(work: UnitOfWork, fields: Mapping[str, str]) -> Outcome:
        new = NewWork(fields, said.assign or "", tuple(said.follow or ()), signs_without_login)
        return add_work(work, kind, whose, resolve(work.reader, whose), new)

    title = needed(app, said.title, "--title", "Title", first=partial(act, fields={"title": ANY}))
    fields = said.fields(app, f"What it is about: {title}") | {"title": title}
    change(app, partial(act, fields=fields), send=not no_send)


@taking(said=Particulars)
def _edit(
    ctx: Ctx,
    kind: WorkKind,
    ref: Number,
    *,
    said: Particulars,
    signs_without_login: Annotated[
        bool | None,
        flag("--sign-without-login/--sign-with-login", help="To be signed without an account, or only with one."),
    ] = None,
    unfollow: Annotated[
        list[str] | None,
        option("--unfollow", help="A contact who stops following. May be repeated.", metavar="REF",
               autocompletion=complete_contacts),
    ] = None,
    if_version: IfVersion = None,
    no_send: NoSend = False,
) -> None:  # fmt: skip
    from casactl.actions.engagement.edit import WorkEdit, edit_work

    at = number(ref, "ID") or 0
    fields = said.fields(ctx.obj, f"{kind.name.capitalize()} {at}", lambda: _text_of(ctx.obj, kind, at))
    asked = WorkEdit(
        fields, said.assign, tuple(said.follow or ()), tuple(unfollow or ()), signs_without_login,
        number(if_version, "--if-version"),
    )  # fmt: skip
    if not asked:
        raise UsageFault("Nothing to change was said.", hint=Remedy(f"{kind.name} edit", help=True))
    change(ctx.obj, lambda work: edit_work(work, kind, at, asked), send=not no_send)


def _text_of(app: App, kind: WorkKind, at: int) -> str:
    from casactl.actions.engagement.find import find_work

    with app.read() as reader:
        return find_work(reader, kind, at).text or ""


add_task, add_project, add_event, add_plan, add_contract = of_each_kind("add", _add)
edit_task, edit_project, edit_event, edit_plan, edit_contract = of_each_kind("edit", _edit)
