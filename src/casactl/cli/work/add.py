"""`add` of the five kinds of work."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.selection import resolve
from casactl.cli.asking import needed
from casactl.cli.changing import change
from casactl.cli.options import Ctx, NoSend, flag
from casactl.cli.work.options import (
    Amount,
    Assign,
    Contact,
    Due,
    Every,
    Follow,
    NextVisit,
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


def _add(
    ctx: Ctx,
    kind: Kind,
    contact: Contact = None,
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
        bool, flag("--sign-without-login", help="To be signed without an account; the setting has to allow it.")
    ] = False,
    follow: Follow = None,
    no_send: NoSend = False,
) -> None:
    from casactl.actions.engagement.add import NewWork, add_work

    app = ctx.obj
    whose = needed(app, contact, "--contact", "For whom (number, e-mail or name)")
    fields = given(
        title=needed(app, title, "--title", "Title"), text=read_text(app, text),
        property=property_, site=site, starts=starts, due=due, amount=amount, every=every, next_visit=next_visit,
        renews=renews,
    )  # fmt: skip
    new = NewWork(fields, assign or "", tuple(follow or ()), signs_without_login)
    change(app, lambda work: add_work(work, kind, whose, resolve(work.reader, whose), new), send=not no_send)


task, project, event, plan, contract = of_each_kind("add", _add)
