"""Reports of a simulation: a text for the terminal, an HTML page, an Excel workbook, and plain JSON."""

from kium_rules.simulate.report.basis import About
from kium_rules.simulate.report.data import as_data
from kium_rules.simulate.report.page import as_page
from kium_rules.simulate.report.text import as_text
from kium_rules.simulate.report.workbook import write_workbook

__all__ = ["About", "as_data", "as_page", "as_text", "write_workbook"]
