"""What kind of value a cell holds, and constants."""

from __future__ import annotations

from mkip_xl.workbook.formulas.registry import worksheet
from mkip_xl.workbook.formulas.values import NA, Array, ExcelError, Failed, Result, Value


def _first(value: Result) -> Value:
    return value.values[0] if isinstance(value, Array) else value


@worksheet("N", "R")
def as_number(given: Result) -> Result:
    """N: numbers as they are, TRUE as 1, all else as nought."""
    value = _first(given)
    if isinstance(value, ExcelError):
        raise Failed(value)
    return float(value) if isinstance(value, (float, bool)) else 0.0


@worksheet("T", "R")
def as_text(given: Result) -> Result:
    """T: texts as they are, all else as an empty text."""
    value = _first(given)
    if isinstance(value, ExcelError):
        raise Failed(value)
    return value if isinstance(value, str) else ""


@worksheet("NA", "")
def not_available() -> Result:
    """NA."""
    return NA


@worksheet("TRUE", "")
def true() -> Result:
    """TRUE."""
    return True


@worksheet("FALSE", "")
def false() -> Result:
    """FALSE."""
    return False


@worksheet("NOT", "L")
def negation(value: bool) -> Result:
    """NOT."""
    return not value


@worksheet("ISBLANK", "E")
def is_blank(value: Value) -> Result:
    """ISBLANK."""
    return value is None


@worksheet("ISNUMBER", "E")
def is_number(value: Value) -> Result:
    """ISNUMBER."""
    return isinstance(value, float)


@worksheet("ISTEXT", "E")
def is_text(value: Value) -> Result:
    """ISTEXT."""
    return isinstance(value, str)


@worksheet("ISNONTEXT", "E")
def is_not_text(value: Value) -> Result:
    """ISNONTEXT."""
    return not isinstance(value, str)


@worksheet("ISLOGICAL", "E")
def is_logical(value: Value) -> Result:
    """ISLOGICAL."""
    return isinstance(value, bool)


@worksheet("ISERROR", "E")
def is_error(value: Value) -> Result:
    """ISERROR."""
    return isinstance(value, ExcelError)


@worksheet("ISERR", "E")
def is_error_but_not_na(value: Value) -> Result:
    """ISERR."""
    return isinstance(value, ExcelError) and value != NA


@worksheet("ISNA", "E")
def is_not_available(value: Value) -> Result:
    """ISNA."""
    return value == NA


@worksheet("ISEVEN", "S")
def is_even(value: float) -> Result:
    """ISEVEN."""
    return int(value) % 2 == 0


@worksheet("ISODD", "S")
def is_odd(value: float) -> Result:
    """ISODD."""
    return int(value) % 2 == 1


@worksheet("HYPERLINK", "V?V")
def hyperlink(link: Value, shown: Value = None) -> Result:
    """HYPERLINK: what the cell shows."""
    return link if shown is None else shown


_ERROR_TYPES = {"#NULL!": 1, "#DIV/0!": 2, "#VALUE!": 3, "#REF!": 4, "#NAME?": 5, "#NUM!": 6, "#N/A": 7}


@worksheet("ERROR.TYPE", "E")
def error_type(value: Value) -> Result:
    """ERROR.TYPE."""
    if isinstance(value, ExcelError) and value.code in _ERROR_TYPES:
        return float(_ERROR_TYPES[value.code])
    return NA
