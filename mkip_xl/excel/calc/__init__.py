"""LibreOffice Calc: the same functions in cells, as an extension made from the catalogue."""
