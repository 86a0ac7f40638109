"""A contact's own fields as options: what `add` gives and `edit` changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from casactl.cli.completion import choices, complete_custom
from casactl.cli.options import Fields, flag, option
from casactl.domain.contact_types import TYPES

if TYPE_CHECKING:
    from casactl.actions.contact.avatar import NewAvatar
    from casactl.cli.context import App


@dataclass(frozen=True)
class Own(Fields):
    """A contact's own fields."""

    type: Annotated[
        str | None,
        option("--type", help="What the contact is to the office.", metavar="TYPE", autocompletion=choices(*TYPES)),
    ] = None
    first_name: Annotated[str | None, option("--first-name", help="A person's first name.")] = None
    last_name: Annotated[str | None, option("--last-name", help="A person's last name.")] = None
    single_name: Annotated[
        bool, flag("--single-name", help="The person has only one name; it stands as the last name.")
    ] = False
    name: Annotated[str | None, option("--name", help="A company's name.")] = None
    email: Annotated[str | None, option("--email", help='The login e-mail; one, and nobody else\'s; "" frees it.')] = (
        None
    )
    phone: Annotated[str | None, option("--phone", help='National or international; "" clears it.')] = None
    external_id: Annotated[str | None, option("--external-id", help="The number in another system.")] = None
    company: Annotated[str | None, option("--company", help='The company that the person works for; "" ends it.')] = (
        None
    )
    create_company: Annotated[bool, flag("--create-company", help="Add the company if it is new.")] = False
    tag: Annotated[list[str] | None, option("--tag", help="Add a tag; may be repeated.", metavar="TAG")] = None
    custom: Annotated[
        list[str] | None,
        option(
            "--custom",
            help="A field of your own, NAME= clears it; may be repeated.",
            metavar="NAME=VALUE",
            autocompletion=complete_custom,
        ),
    ] = None
    avatar: Annotated[
        str | None, option("--avatar", help='A PNG or JPEG picture of at most 2 MB; "" takes it away.', metavar="FILE")
    ] = None

    @property
    def texts(self) -> dict[str, Any]:
        """Those that a contact's row holds as they are, an empty one among them."""
        return self.given("first_name", "last_name", "name", "email", "phone", "external_id")


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
