"""Whether a new contact is somebody who is there already: the same name with the same phone, or in the same unit (L12).

A name alone says little, people of one household share a phone, and an e-mail is one contact's only.
"""

from __future__ import annotations

from collections.abc import Mapping

from casactl.domain.remedy import Remedy
from casactl.domain.repetition import Repetition
from casactl.store.queries.refs import named_alike
from casactl.store.reader import Reader


def refuse_resemblance(
    reader: Reader, kind: str, values: Mapping[str, str | None], place: tuple[int, str] | None, *, today: str
) -> None:
    """Raise Repetition where a contact of these values is there; `place` is the property and the new one's role."""
    phone = values.get("phone")
    if not phone and place is None:
        return
    name = " ".join(text for part in ("first_name", "last_name", "name") if (text := values.get(part)))
    for number, shown, lifecycle, by_phone in named_alike(reader, kind, name, phone, place, today=today):
        shared = "phone" if by_phone else "place at the property"
        sentence = f"Contact {number}, {shown} ({lifecycle}), has the same name and the same {shared}"
        raise Repetition(
            "contact.looks-the-same", sentence, Remedy("contact show", number), why="somebody else of that name"
        )
