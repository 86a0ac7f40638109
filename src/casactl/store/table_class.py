"""The SQLModel classes of all tables, for what creates, compares or describes a store."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from casactl.store import tables


def import_all_classes() -> None:
    """Import every module of `tables`, so that `SQLModel.metadata` is whole."""
    for module in iter_modules(tables.__path__):
        import_module(f"{tables.__name__}.{module.name}")
