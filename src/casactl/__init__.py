"""casactl: administration of a property-management office's contacts."""

__version__ = "0.2.0"
