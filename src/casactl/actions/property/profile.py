"""Everything known about a property: its place in the tree and who is or was attached to it."""

from __future__ import annotations

from casactl.store.queries.properties import PropertyRow, children, occupancies
from casactl.store.reader import Reader


def property_profile(reader: Reader, at: PropertyRow, *, today: str) -> dict[str, object]:
    """The JSON object of `property show`; the present come first, then the past with their ends."""
    people = occupancies(reader, at.id)
    present = {each.contact_id for each in people if each.ends is None or each.ends >= today}
    attachments = [
        {
            "contact_id": each.contact_id,
            "display_name": each.display_name,
            "lifecycle": each.lifecycle,
            "role": each.role,
            "from": each.starts,
            "to": each.ends,
        }
        for each in people
    ]
    return {
        "id": at.id,
        "kind": at.kind,
        "name": at.name,
        "path": at.path,
        "attached": len(present),
        "retired": bool(at.retired),
        "children": children(reader, at.id),
        "attachments": attachments,
        "version": at.version,
    }
