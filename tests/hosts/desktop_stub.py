"""Desktop Excel without Windows: xlwings' own COM server class, with a stub in place of COM.

Run as a program: reads the golden calls on standard input and answers them as our VBA would have received them. The
stub does to cells what COM does: ranges come as tuples of tuples, whole numbers as floats, blanks and missing arguments
as None; what goes back may only be what a Variant can hold.
"""

from __future__ import annotations

import json
import sys
import types
from typing import Any

MARK = "\x02"


def stub_com() -> None:
    """Enough of pywin32 for xlwings' COM server to be imported and called on any machine."""

    class ComError(Exception):
        pass

    def unwrap(value: Any) -> Any:
        raise ComError("not one of ours")

    modules = {
        "pythoncom": {"TypeIIDs": [type("PyIDispatch", (), {})] * 200, "IID_IDispatch": 0, "IID_IEnumVARIANT": 1,
                      "CoInitialize": lambda: None, "com_error": ComError},
        "pywintypes": {"com_error": ComError, "IID": str},
        "win32api": {}, "win32event": {}, "win32com": {}, "win32com.client": {"Dispatch": lambda value: value},
        "win32com.server": {}, "win32com.server.dispatcher": {}, "win32com.server.policy": {},
        "win32com.server.util": {"unwrap": unwrap, "wrap": lambda value, **_: value},
        "xlwings._xlwindows": {"Range": lambda xl: types.SimpleNamespace(), "is_range_instance": lambda value: False,
                               "Book": lambda value: value},
    }  # fmt: skip
    for name, members in modules.items():
        module = types.ModuleType(name)
        module.__dict__.update(members)
        sys.modules[name] = module
    for name in modules:
        parent, _, child = name.rpartition(".")
        if parent and parent in sys.modules:
            setattr(sys.modules[parent], child, sys.modules[name])


def as_com_sends(value: Any) -> Any:
    """A cell or a range as it reaches Python."""
    if isinstance(value, list):
        return tuple(tuple(as_com_sends(cell) for cell in row) for row in value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def as_a_variant_holds(value: Any) -> Any:
    """What comes back, refused unless COM can carry it: lists of one width, plain values, never None or NaN."""
    if isinstance(value, list):
        rows = value if value and isinstance(value[0], list) else [value]
        assert len({len(row) for row in rows}) == 1
        return [[as_a_variant_holds(cell) for cell in row] for row in rows]
    assert type(value) in (float, int, str, bool), f"{type(value).__name__} does not travel"
    assert value == value
    return value


def shown(value: Any) -> Any:
    """What our VBA makes of an answer: a marked text is a real error."""
    if isinstance(value, str) and value.startswith(MARK):
        error, message = value[1:].split(MARK)
        return {"error": error, "message": message}
    return value


def main() -> None:
    """Answer every call on standard input."""
    stub_com()
    import xlwings

    xlwings._xlwindows = sys.modules["xlwings._xlwindows"]
    xlwings.engines.add(types.SimpleNamespace(name="excel"))  # looked up by its name; nothing in it is used
    from xlwings.com_server import XLPython

    server = XLPython()
    answers = []
    for case in json.load(sys.stdin):
        sent = (case["call"], *(as_com_sends(one) for one in case["args"]))
        answer = server.CallUDF("mkip_xl.excel.desktop.entry", "mkip_answer", sent)
        answers.append(shown(as_a_variant_holds(answer)))
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
