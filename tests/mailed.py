"""What has left as mail: the `.eml` files in the workspace's outbox folder, and the links in them."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.casa import Casa

PASSWORD = "quiet lamp river 42"
LINK = re.compile(r"^http\S+token=\S+$", re.MULTILINE)


def letters(casa: Casa, to: str = "") -> list[EmailMessage]:
    """The letters, oldest first; to one address when it is given."""
    files = sorted((casa.folder / "outbox").glob("*.eml"))
    found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [letter for letter in found if to in str(letter["To"])]


def text_of(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link(casa: Casa, to: str = "") -> str:
    """The link in the newest letter that has one, alone on its line."""
    return str([found for letter in letters(casa, to) for found in LINK.findall(text_of(letter))][-1])


def activation(link: str, password: str = PASSWORD) -> str:
    """What `portal activate` reads from standard input."""
    return f"{link}\n{password}\n"


def invited(casa: Casa, name: str = "Joe Bloggs", email: str = "joe@example.com") -> int:
    """A tenant whose invitation has left."""
    number = casa.tenant(name, email=email)
    casa.ok(f"contact invite {number}")
    return number


def activated(casa: Casa, name: str = "Joe Bloggs", email: str = "joe@example.com", password: str = PASSWORD) -> int:
    """A tenant who has chosen a password."""
    number = invited(casa, name, email)
    casa.ok("portal activate", stdin=activation(link(casa, email), password))
    return number
