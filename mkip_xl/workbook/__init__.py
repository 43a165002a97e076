"""A workbook as a package: guarded, read, written, inspected, encrypted."""
