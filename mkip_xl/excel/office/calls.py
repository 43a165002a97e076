"""Calls as the add-in sends them, and their answers: `{"calls": [["NAME", [cells]], …]}` to `{"answers": […]}`."""

from __future__ import annotations

import json
import re
from typing import Any

from mkip_xl.errors import MkipError
from mkip_xl.excel.outcomes import Refusal, answer

MOST_CALLS = 2000
_PLAIN = frozenset((int, float, str, bool, type(None)))
_LONG_NUMBER = re.compile(rb"[0-9]{22}")


class NotACall(MkipError, ValueError):
    """A body that is not a list of calls."""


def answered(body: bytes) -> bytes:
    """The answers to the calls in a body, as JSON. Anything that is not calls is refused.

    >>> answered(b'{"calls": [["MKIP_SHARE", [100, [[1, 1]], 1]]]}')
    b'{"answers":[50.0]}'
    """
    import orjson

    try:
        asked = orjson.loads(body)
        if _LONG_NUMBER.search(body):
            json.loads(body, parse_int=_whole)  # the quick reader above turns long whole numbers into floats
    except (ValueError, RecursionError):
        raise NotACall("The body is not JSON with numbers that Excel has.") from None
    calls = asked.get("calls") if isinstance(asked, dict) else None
    if not isinstance(calls, list) or len(calls) > MOST_CALLS:
        raise NotACall(f'The body is {{"calls": [["NAME", [cells]], ...]}}, with up to {MOST_CALLS:,} calls.')
    return orjson.dumps({"answers": [_answer(call) for call in calls]})


def _answer(call: object) -> Any:
    if not (isinstance(call, list) and len(call) == 2 and isinstance(call[0], str) and isinstance(call[1], list)):
        raise NotACall('A call is ["NAME", [cells]].')
    name, cells = call
    for cell in cells:
        _check(cell)
    outcome = answer(name, cells)
    return outcome.as_json() if isinstance(outcome, Refusal) else outcome


def _whole(digits: str) -> int:
    """A whole number as JavaScript writes it, which is never with more than 21 digits."""
    if len(digits) > 22:
        raise ValueError("too many digits")
    return int(digits)


def _check(argument: object) -> None:
    """Refuse what no cell can hold: objects, and lists within cells."""
    if type(argument) is not list:
        is_plain = type(argument) in _PLAIN
    else:
        is_plain = all(
            _PLAIN.issuperset(map(type, row)) if type(row) is list else type(row) in _PLAIN for row in argument
        )
    if not is_plain:
        raise NotACall("A cell is a number, a text, true, false or null; a range is a list of rows of cells.")
