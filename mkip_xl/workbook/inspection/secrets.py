"""What is looked for in a workbook: the numbers and texts that must not survive in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from mkip_xl.errors import RuleError
from mkip_xl.workbook.inspection.figures import exact

Number = int | float | str | Decimal


@dataclass(frozen=True, slots=True)
class Secrets:
    """Numbers (in any unit; their sign does not matter) and texts. Noughts and blanks are left out."""

    numbers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @classmethod
    def of(cls, numbers: Sequence[Number] = (), texts: Sequence[str] = ()) -> Secrets:
        """The secrets in two lists.

        >>> Secrets.of([1234567.5, "£300,000"], ["Jane Smith"]).numbers
        ('1234567.5', '£300,000')
        """
        kept = []
        for number in numbers:
            if isinstance(number, bool):
                raise RuleError("A secret number is given as true or false. Give a number such as 1234567.5.")
            written = f"{number:f}" if isinstance(number, Decimal) else str(number)
            try:
                worth = exact(number if isinstance(number, int | float) else written)
            except (ValueError, OverflowError):
                message = "One of the secret numbers is not a number. Give numbers such as 1234567.5, without words."
                raise RuleError(message) from None
            if worth:
                kept.append(written)
        return cls(tuple(dict.fromkeys(kept)), tuple(dict.fromkeys(text for text in texts if text.strip())))

    @classmethod
    def from_json(cls, given: str) -> Secrets:
        """The secrets in a JSON text, or in the file of that name: {"numbers": […], "texts": […]}."""
        accepted = 'Give {"numbers": [1234567.5], "texts": ["Jane Smith"]}, or the name of a file that holds it.'
        text = given
        if not given.lstrip().startswith(("{", "[")):
            try:
                text = Path(given).read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError, ValueError):
                raise RuleError(f"The secrets are neither JSON nor a file that can be read. {accepted}") from None
        try:
            content = json.loads(text, parse_float=Decimal)
        except (ValueError, RecursionError):
            raise RuleError(f"The secrets are not JSON. {accepted}") from None
        if not isinstance(content, Mapping) or set(content) - {"numbers", "texts"}:
            raise RuleError(f"The secrets are not a list of numbers and a list of texts. {accepted}")
        numbers, texts = content.get("numbers", []), content.get("texts", [])
        if not (isinstance(numbers, list) and all(isinstance(number, int | str | Decimal) for number in numbers)):
            raise RuleError(f"The secret numbers are not a list of numbers. {accepted}")
        if not (isinstance(texts, list) and all(isinstance(text, str) for text in texts)):
            raise RuleError(f"The secret texts are not a list of texts. {accepted}")
        return cls.of(numbers, texts)
