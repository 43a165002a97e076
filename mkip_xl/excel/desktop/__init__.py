"""Desktop Excel on Windows, through xlwings: our own VBA inside an add-in or a workbook, written on any machine."""
