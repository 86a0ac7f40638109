"""Letters as `.eml` files in the workspace's folder: everything works without a server."""

from __future__ import annotations

from pathlib import Path

from casactl.delivery.handing import Begin, Fate, Handing
from casactl.delivery.parcel import Parcel, as_mail
from casactl.store.files import private_folder, write_privately

FOLDER = "outbox"


class FolderTransport:
    """Writes each letter to a file named after its Message-ID.

    A repeat finds the file of the attempt before it and replaces it, so a crash never needs `begin`.
    """

    name = "folder"

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / FOLDER

    def hand_over(self, parcel: Parcel, begin: Begin) -> Handing:
        """Write the file whole or not at all."""
        file = f"{parcel.header_id.partition('@')[0]}.eml"
        try:
            write_privately(private_folder(self.folder) / file, as_mail(parcel, eight_bit=True))
        except OSError as fault:
            return Handing(Fate.RETRY, f"{self.folder} cannot be written: {fault.strerror or fault}", down=True)
        return Handing(Fate.SENT, f"written to {self.folder / file}", file)

    def close(self) -> None:
        """Nothing is open."""
