"""`property import`."""

from __future__ import annotations

from casactl.cli.importing import (
    Atomic,
    Delimiter,
    Encoding,
    File,
    IgnoreUnknown,
    ImportOptions,
    MapOption,
    MappingOption,
    RejectsOption,
    run_import,
)
from casactl.cli.options import Ctx
from casactl.intake.field_names import PROPERTY_FIELDS


def import_(
    ctx: Ctx,
    file: File,
    map_: MapOption = None,
    mapping: MappingOption = None,
    ignore_unknown: IgnoreUnknown = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    rejects: RejectsOption = None,
    atomic: Atomic = False,
) -> None:
    """Import properties from a CSV file."""
    from casactl.actions.property.import_properties import check_columns, import_properties

    options = ImportOptions(tuple(map_ or ()), mapping, ignore_unknown, encoding, delimiter, rejects, atomic)
    run_import(
        ctx.obj, "property.import", file, options, PROPERTY_FIELDS,
        lambda work, sheet, columns, rejected: import_properties(work, sheet.rows(), columns, rejected),
        check=check_columns,
    )  # fmt: skip
