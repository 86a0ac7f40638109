"""`edit` of the five kinds of work."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.changing import change
from casactl.cli.completion import complete_contacts
from casactl.cli.options import Ctx, IfVersion, NoSend, flag, number, option
from casactl.cli.work.options import (
    Amount,
    Assign,
    Due,
    Every,
    Follow,
    NextVisit,
    Number,
    Property,
    Renews,
    Site,
    Starts,
    Text,
    Title,
    given,
    of_each_kind,
    read_text,
)
from casactl.domain.engagements import Kind
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault


def _edit(
    ctx: Ctx,
    kind: Kind,
    ref: Number,
    title: Title = None,
    text: Text = None,
    property_: Property = None,
    site: Site = None,
    assign: Assign = None,
    starts: Starts = None,
    due: Due = None,
    amount: Amount = None,
    every: Every = None,
    next_visit: NextVisit = None,
    renews: Renews = None,
    signs_without_login: Annotated[
        bool | None,
        flag("--sign-without-login/--sign-with-login", help="To be signed without an account, or only with one."),
    ] = None,
    follow: Follow = None,
    unfollow: Annotated[
        list[str] | None,
        option("--unfollow", help="A contact who stops following. May be repeated.", metavar="REF",
               autocompletion=complete_contacts),
    ] = None,
    if_version: IfVersion = None,
    no_send: NoSend = False,
) -> None:  # fmt: skip
    from casactl.actions.engagement.edit import WorkEdit, edit_work

    fields = given(
        title=title, text=read_text(ctx.obj, text), property=property_, site=site, starts=starts, due=due,
        amount=amount, every=every, next_visit=next_visit, renews=renews,
    )  # fmt: skip
    asked = WorkEdit(
        fields, assign, tuple(follow or ()), tuple(unfollow or ()), signs_without_login,
        number(if_version, "--if-version"),
    )  # fmt: skip
    if not asked:
        raise UsageFault("Nothing to change was said.", hint=Remedy(f"{kind.name} edit", help=True))
    at = number(ref, "ID") or 0
    change(ctx.obj, lambda work: edit_work(work, kind, at, asked), send=not no_send)


task, project, event, plan, contract = of_each_kind("edit", _edit)
