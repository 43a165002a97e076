"""What is wrong in an .xlsx that validators and other spreadsheet programs pass over, and Excel repairs or misreads.

The Open XML SDK's validator and openxml-audit look at each part's schema; LibreOffice opens nearly anything. This looks
at how the parts agree: rows and cells in order and once each, numbers that are numbers, merges and tables that do not
overlap, headings equal to their cells, references to sheets, names and tables that are there, a calculation chain that
is not stale, relationships and content types that lead somewhere, anchors inside the grid.

    for finding in lint(Package.open(path)): …

An error is what Excel repairs or refuses; a warning is what a person should look at, such as a #REF! in a formula.
"""

from __future__ import annotations

from mkip_xl.findings import Findings
from mkip_xl.workbook.package import Package

__all__ = ["lint"]


def lint(package: Package) -> Findings:
    """Everything the lint finds in a workbook, in the order of its parts; nothing stops at the first.

    Example: "Is the filled appendix one that Excel opens without a word?" — when `lint(package).errors` is empty.
    """
    from mkip_xl.workbook.lint.cells import check_cells, limits
    from mkip_xl.workbook.lint.formulas import check_chain, check_formulas, defined_names
    from mkip_xl.workbook.lint.parts import Parts, check_parts
    from mkip_xl.workbook.lint.ranges import check_ranges
    from mkip_xl.workbook.lint.tables import check_tables

    findings = Findings()
    parts = Parts(package, findings)
    check_parts(parts)
    known = limits(parts)
    contents = {}
    for sheet in parts.sheets:
        contents[sheet.part] = check_cells(parts, sheet, known)
        check_ranges(parts, sheet, known)
    names = {
        element.get("name", "").casefold() for element in defined_names(parts) if element.get("localSheetId") is None
    }
    tables = check_tables(parts, contents, names)
    check_formulas(parts, contents, tables)
    check_chain(parts, contents)
    return findings
