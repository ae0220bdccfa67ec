"""Importing centres from CSV files: our own format, and the city's open data OA-20965."""

from kium_rules.records.imports.importing import import_centres
from kium_rules.records.imports.report import ImportReport, RefusedLine

__all__ = ["ImportReport", "RefusedLine", "import_centres"]
