"""The data of `mkip-xl fill`: one JSON object, its decimal figures kept to the digit."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from mkip_xl.errors import TemplateError

LARGEST = 64 * 1024 * 1024


def read_data(path: Path) -> dict[str, Any]:
    """The object in a JSON file. Figures with a point are Decimals, so that 0.10 is written as 0.10."""
    if not path.is_file():
        raise TemplateError(f"{path.name or path} was not found, or is no file. Check its name and folder.")
    if path.stat().st_size > LARGEST:
        raise TemplateError(f"{path.name} is larger than {LARGEST // 1024 // 1024} MB. Give the template less data.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise TemplateError(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from None
    return parse_data(text, path.name)


def parse_data(text: str, name: str) -> dict[str, Any]:
    """The object in a JSON text.

    >>> parse_data('{"net": 0.10, "years": [2012]}', "data.json")
    {'net': Decimal('0.10'), 'years': [2012]}
    """
    try:
        found = json.loads(text, parse_float=_decimal, parse_constant=_refused)
    except json.JSONDecodeError as fault:
        message = f"{name}, line {fault.lineno}, column {fault.colno}: not JSON ({fault.msg}). Correct it there."
        raise TemplateError(message) from None
    except RecursionError:
        raise TemplateError(f"{name}: lists and objects too deep within one another.") from None
    except ValueError as fault:
        raise TemplateError(f"{name}: {fault}") from None
    if not isinstance(found, dict):
        raise TemplateError(f'{name} holds {type(found).__name__}; give one JSON object: {{"field": value, …}}.')
    return found


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text[:40]} is not a number a cell can hold") from None
    if value and not -308 <= value.adjusted() <= 307:
        raise ValueError(f"{text[:40]} is not a number a cell can hold")
    return value


def _refused(text: str) -> Any:
    raise ValueError(f"{text} is not a JSON value")
