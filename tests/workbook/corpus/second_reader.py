"""A second reader in a process of its own: workbooks come in on standard input, cells go out as JSON, one line each.

`python second_reader.py openpyxl` or `calamine`. A crash ends this process only; whoever started it starts another.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import struct
import sys
import warnings
from typing import Any


def told(value: Any) -> Any:
    """A value as JSON: numbers as floats, moments as ISO texts marked as such."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return {"number": repr(float(value))}
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"moment": dt.datetime(value.year, value.month, value.day).isoformat()}
    if isinstance(value, dt.time):
        return {"time": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"seconds": value.total_seconds()}
    return str(value)


def by_openpyxl(data: bytes) -> dict[str, dict[str, Any]]:
    """Every cell with a value, by openpyxl."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        sheet.title: {
            cell.coordinate: told(cell.value)
            for row in sheet._cells.values()
            for cell in [row]
            if cell.value is not None
        }
        for sheet in book.worksheets
    }


def by_calamine(data: bytes) -> dict[str, dict[str, Any]]:
    """Every cell with a value, by calamine."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: dict[str, dict[str, Any]] = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        top, left = sheet.start or (0, 0)
        found[name] = {}
        for row, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
            for column, value in enumerate(values, left):
                if value != "":
                    letters = ""
                    number = column + 1
                    while number:
                        number, rest = divmod(number - 1, 26)
                        letters = chr(65 + rest) + letters
                    found[name][f"{letters}{row}"] = told(value)
    return found


def main() -> None:
    warnings.simplefilter("ignore")
    read = {"openpyxl": by_openpyxl, "calamine": by_calamine}[sys.argv[1]]
    given, taken = sys.stdin.buffer, sys.stdout.buffer
    while head := given.read(4):
        (size,) = struct.unpack("<L", head)
        data = given.read(size)
        try:
            answer = json.dumps({"cells": read(data)})
        except BaseException as fault:  # noqa: BLE001 - whatever the reader throws is its answer
            answer = json.dumps({"fault": type(fault).__name__, "said": str(fault)[:120]})
        taken.write(answer.encode() + b"\n")
        taken.flush()


if __name__ == "__main__":
    main()
