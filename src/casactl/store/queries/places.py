"""Where something is: at a property, or anywhere below it."""

from __future__ import annotations

from casactl.domain.properties import below, path_key


def at_or_below(path: str, name: str = "path") -> tuple[str, dict[str, object]]:
    """A condition on a property `p`, an index range scan, and what it binds, under names that begin with `name`."""
    key = path_key(path)
    first, last = below(key)
    condition = f"(p.path_key = :{name} or (p.path_key >= :{name}_from and p.path_key < :{name}_to))"
    return condition, {name: key, f"{name}_from": first, f"{name}_to": last}
