"""From a table's name to its SQLModel class, for what works through all tables that declare something."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from sqlmodel import SQLModel

from casactl.store import tables


@cache
def table_class(name: str) -> type[SQLModel]:
    """The class of a table; every module of `tables` is imported to find it."""
    for module in iter_modules(tables.__path__):
        import_module(f"{tables.__name__}.{module.name}")
    return next(each for each in SQLModel.__subclasses__() if each.__tablename__ == name)
