"""A contact's one picture: found, put, and taken away; told by its content (SD-16)."""

from __future__ import annotations

from pathlib import Path

from casactl.domain.failures import failure
from casactl.errors import InvalidValue
from casactl.intake.picture import NotAPicture, picture
from casactl.records import dataclass
from casactl.store.blobs import Incoming, take_in
from casactl.store.queries.papers import AvatarRow, avatar_of
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def find_avatar(reader: Reader, contact: int) -> AvatarRow:
    """The picture of a contact that may be seen.

    Raises NotFound.
    """
    found = avatar_of(reader, contact)
    if found is None:
        raise failure("contact.no-avatar", contact=contact)
    return found


LARGEST = 2 << 20


@dataclass(frozen=True, slots=True)
class NewAvatar:
    """A picture that has been read and waits for its row; without bytes, the one that is there goes."""

    incoming: Incoming | None = None
    type: str = ""

    @property
    def sha256(self) -> str:
        """What the log keeps of it; empty where a picture is taken away."""
        return self.incoming.sha256 if self.incoming else ""

    def discard(self) -> None:
        """Forget bytes that have not been kept."""
        if self.incoming:
            self.incoming.discard()


def read_avatar(folder: Path, source: str) -> NewAvatar:
    """Take a picture in, beside the documents.

    Raises NotAPicture.
    """
    path = Path(source)
    try:
        incoming = take_in(folder, path, most=LARGEST)
    except InvalidValue as fault:
        raise NotAPicture(fault.message) from None
    try:
        return NewAvatar(incoming, picture(incoming.path.read_bytes()).type)
    except NotAPicture as fault:
        incoming.discard()
        raise NotAPicture(f"{path.name!r} {fault.message}.") from None


def put_avatar(work: UnitOfWork, contact: int, new: NewAvatar) -> bool:
    """Give a contact its picture, or take it away; whether that changed anything.

    The one before stays on the disk until the contact is erased: the log can bring it back.
    """
    held = avatar_of(work.reader, contact)
    if new.incoming is None:
        work.delete("avatar", [held.id] if held else [])
        return held is not None
    if held and held.sha256 == new.sha256:
        return False
    work.incoming.append(new.incoming)
    row = {"type": new.type, "size": new.incoming.size, "sha256": new.sha256}
    if held:
        work.update("avatar", [{"id": held.id, **row}])
    else:
        work.insert("avatar", [{"contact_id": contact, **row}])
    return True
