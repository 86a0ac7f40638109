"""A contact's own fields as options: what `add` gives and `edit` changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from casactl.cli.completion import choices, complete_custom
from casactl.cli.options import Fields, flag, option
from casactl.domain.channels import DO_NOT
from casactl.domain.contact_points import PointKind
from casactl.domain.contact_types import TYPES
from casactl.records import dataclass

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
    title: Annotated[str | None, option("--title", help='Before the name: "Dr.", "Mrs"; letters begin with it.')] = None
    suffix: Annotated[str | None, option("--suffix", help='Behind the name: "Jr.", "PhD".')] = None
    family_first: Annotated[
        bool | None, flag("--family-first/--given-first", help="The family's name is shown first; so it is in Chinese.")
    ] = None
    name: Annotated[str | None, option("--name", help="A company's name.")] = None
    email: Annotated[
        list[str] | None,
        option("--email", help='The login e-mail, nobody else\'s; "" frees it. Repeated: further ones.'),
    ] = None
    phone: Annotated[
        list[str] | None,
        option("--phone", help='National or international; "" clears it. Repeated: further ones.'),
    ] = None
    do_not: Annotated[
        str | None,
        option(
            "--do-not",
            help='What the contact does not want: email, sms, post, broadcast; "" for nothing.',
            metavar="LIST",
            autocompletion=choices(*DO_NOT),
        ),
    ] = None
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
        reached = {"email": self.email, "phone": self.phone}
        firsts = {name: texts[0] for name, texts in reached.items() if texts}
        return self.given("first_name", "last_name", "title", "suffix", "name", "external_id", "do_not") | firsts

    @property
    def points(self) -> tuple[tuple[PointKind, str], ...]:
        """E-mails and phones as they were given: those behind the first are further ones."""
        phones, emails = self.phone or (), (self.email or ())[1:]
        return (*((PointKind.PHONE, text) for text in phones), *((PointKind.EMAIL, text) for text in emails))


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
