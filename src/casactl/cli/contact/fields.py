"""A contact's own fields as options: what `add` gives and `edit` changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from casactl.cli.completion import choices, complete_custom
from casactl.cli.options import flag, option
from casactl.domain.contact_types import TYPES

if TYPE_CHECKING:
    from casactl.actions.contact.avatar import NewAvatar
    from casactl.cli.context import App

Type = Annotated[
    str | None,
    option("--type", help="What the contact is to the office.", metavar="TYPE", autocompletion=choices(*TYPES)),
]
FirstName = Annotated[str | None, option("--first-name", help="A person's first name.")]
LastName = Annotated[str | None, option("--last-name", help="A person's last name.")]
Name = Annotated[str | None, option("--name", help="A company's name.")]
Email = Annotated[str | None, option("--email", help='The login e-mail; one, and nobody else\'s; "" frees it.')]
Phone = Annotated[str | None, option("--phone", help='National or international; "" clears it.')]
ExternalId = Annotated[str | None, option("--external-id", help="The number in another system.")]
Company = Annotated[str | None, option("--company", help='The company that the person works for; "" ends it.')]
CreateCompany = Annotated[bool, flag("--create-company", help="Add the company if it is new.")]
Tag = Annotated[list[str] | None, option("--tag", help="Add a tag; may be repeated.", metavar="TAG")]
Custom = Annotated[
    list[str] | None,
    option(
        "--custom",
        help="A field of your own, NAME= clears it; may be repeated.",
        metavar="NAME=VALUE",
        autocompletion=complete_custom,
    ),
]

Avatar = Annotated[
    str | None, option("--avatar", help='A PNG or JPEG picture of at most 2 MB; "" takes it away.', metavar="FILE")
]


def given(**fields: str | None) -> dict[str, Any]:
    """The fields that were given, an empty one among them."""
    return {name: value for name, value in fields.items() if value is not None}


@contextmanager
def taking_in(app: App, file: str | None) -> Iterator[NewAvatar | None]:
    """The picture that was named, read beside the workspace's documents; forgotten at the end unless it was kept."""
    if file is None:
        yield None
        return
    from casactl.actions.contact.avatar import NewAvatar, read_avatar

    new = read_avatar(app.office.entry_for_writing(app.who).folder, file) if file else NewAvatar()
    app.call.reads(sha256=new.sha256)
    try:
        yield new
    finally:
        new.discard()
