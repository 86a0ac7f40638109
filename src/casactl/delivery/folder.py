"""Letters as `.eml` files in the workspace's folder: everything works without a server."""

from __future__ import annotations

import os
import re
from pathlib import Path

from casactl.delivery.delivery_result import Begin, DeliveryResult, Fate
from casactl.delivery.outgoing_message import OutgoingMessage, as_mail
from casactl.store.files import private_folder, sync_folder

FOLDER = "outbox"
NO_NAME = re.compile(r"[^\w.-]", re.ASCII)


class FolderTransport:
    """Writes each letter to a file named after its Message-ID.

    A repeat finds the file of the attempt before it and replaces it, so a crash never needs `begin`.
    """

    name = "folder"

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / FOLDER

    def hand_over(self, parcel: OutgoingMessage, begin: Begin) -> DeliveryResult:
        """Write the file whole or not at all."""
        file = file_for(parcel.header_id)
        message = as_mail(parcel, eight_bit=True).replace(b"\r\n", b"\n")
        try:
            _write(private_folder(self.folder) / file, message)
        except OSError as fault:
            return DeliveryResult(Fate.RETRY, f"{self.folder} cannot be written: {fault.strerror or fault}", down=True)
        return DeliveryResult(Fate.WRITTEN, f"written to {self.folder / file}", file)

    def close(self) -> None:
        """Nothing is open."""


def file_for(header_id: str) -> str:
    """The name of a letter's file: never a path, whatever stands in the row."""
    return f"{NO_NAME.sub('_', header_id.partition('@')[0])}.eml"


def unfinished(file: str) -> str:
    """The name under which a letter's file is being written; only who has leased the letter does that."""
    return f".{file}.part"


def _write(path: Path, content: bytes) -> None:
    """Temporary file, fsync, rename; what a killed attempt has left is written over."""
    part = path.with_name(unfinished(path.name))
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    sync_folder(path.parent)
