"""The one door for cells: what Excel sends becomes pence, weights, shares, dates and options, or is refused by name.

Every refusal names the argument, says what was found and what is accepted, and knows which Excel error the cell shows:
`#VALUE!` for a cell of the wrong kind, `#NUM!` for a number that cannot work, `#DIV/0!` for a driver that totals zero.
An error in a cell comes out as the same error. A blank is never read as zero.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from mkip_xl.errors import CellError, RuleError
from mkip_xl.excel.outcomes import ERRORS
from mkip_xl.excel.shape import Block
from mkip_xl.finance.financial_year import FinancialYear

LARGEST = 10**15
"""The largest amount, in the smallest unit asked for, that a cell carries without doubt."""

_ERRORS = frozenset(ERRORS)


# One cell -------------------------------------------------------------------------------------------------------------


def is_blank(value: object) -> bool:
    """True for a cell with nothing in it, an empty text, or an argument left out."""
    return value is None or value == ""


def number(value: object, argument: str) -> float | int:
    """The finite number in a cell.

    >>> number(2.5, "points")
    2.5
    """
    kind = type(value)
    if kind is float or kind is int:
        if -1e15 <= value <= 1e15:  # type: ignore[operator]
            return value  # type: ignore[return-value]
        if value != value:
            raise CellError(f"{argument} is not a number (NaN). Put a number in the cell.", "#NUM!")
        raise CellError(f"{argument} is too large; numbers up to 1,000,000,000,000,000 are accepted.", "#NUM!")
    return number(_unboxed(value, argument), argument)


def _unboxed(value: object, argument: str) -> float | int:
    """The number in a cell that did not arrive as a plain int or float; everything else is refused by name."""
    if isinstance(value, (list, tuple)):
        block = Block.of(value, argument)
        if len(block.cells) == 1:
            return number(block.cells[0], argument)
        raise CellError(
            f"{argument} is a range of {block.shape.words}; it takes one cell. Point it at a single cell.", "#VALUE!"
        )
    pass_error_on(value, argument)
    if is_blank(value):
        raise CellError(f"{argument} is blank. Give a number; write 0 if nothing is meant.", "#VALUE!")
    if isinstance(value, bool):
        raise CellError(f"{argument} is {str(value).upper()}; a number is accepted, not TRUE or FALSE.", "#VALUE!")
    if isinstance(value, str):
        raise CellError(
            f"{argument} is the text {_quoted(value)}, not a number. If it looks like a number, it is stored as text: "
            "use Data, Text to Columns, Finish to turn it into one.",
            "#VALUE!",
        )
    if isinstance(value, (dt.date, dt.datetime)):
        raise CellError(f"{argument} is a date; a number is accepted. Format the cell as a number.", "#VALUE!")
    if hasattr(value, "__float__"):  # a numpy number, a Decimal or a Fraction from a Python caller
        return float(value)
    raise CellError(f"{argument} holds something that is not a number. Give a number.", "#VALUE!")


def pass_error_on(value: object, argument: str) -> None:
    """Refuse a cell that holds an Excel error, with the same error."""
    if isinstance(value, str) and value[:1] == "#" and value.upper() in _ERRORS:
        shown = value.upper()
        raise CellError(f"{argument} holds the error {shown}; put that cell right first.", shown)


def pence(value: object, argument: str, places: int = 2) -> int:
    """An amount in pounds as whole units of 10^-places: pence unless told otherwise.

    The dust that sums of floats leave behind (0.1 + 0.2) is taken off; a real sub-penny is refused, never rounded.

    >>> pence(0.1 + 0.2, "amount"), pence(371000, "amount", -3)
    (30, 371)
    """
    units, is_whole = _nearest_units(value, argument, places)
    if not is_whole:
        raise CellError(f"{argument} is not {_whole(places)}. {_put_right(places)}", "#NUM!")
    return units


def bound(value: object, argument: str, places: int, to_whole: Callable[[Fraction], int]) -> int:
    """A minimum or maximum of 0 or more in pounds, as whole units of 10^-places: `to_whole` rounds it up or down.

    >>> bound(370.371, "minimums", 2, math.ceil), bound(370.371, "maximums", 2, math.floor)
    (37038, 37037)
    """
    units, is_whole = _nearest_units(value, argument, places)
    if units < 0:
        raise CellError(
            f"{argument} is {number(value, argument):g}; an amount of 0 or more is accepted. "
            "For a refund, give the size of what is refunded.",
            "#NUM!",
        )
    return units if is_whole else to_whole(exact(number(value, argument)) * Fraction(10) ** places)


def _nearest_units(value: object, argument: str, places: int) -> tuple[int, bool]:
    """The whole units of 10^-places nearest to an amount in pounds, and whether that is the amount but for dust."""
    pounds = number(value, argument)
    scale = 10.0**places if places >= 0 else 1
    units = round(pounds * scale) if places >= 0 else round(pounds / 10**-places)
    if not -LARGEST <= units <= LARGEST:
        raise CellError(
            f"{argument} is too large to hold to {_decimals(places)}; amounts up to {_largest(places)} are accepted.",
            "#NUM!",
        )
    back = units / scale if places >= 0 else units * 10**-places
    return units, back == pounds or abs(back - pounds) * scale <= 1e-6 + 2 * math.ulp(pounds) * scale


def pounds(units: int, places: int = 2) -> float:
    """Whole units of 10^-places as the nearest float, for a cell.

    >>> pounds(3334), pounds(371, -3)
    (33.34, 371000.0)
    """
    return units / 10**places if places >= 0 else float(units * 10**-places)


def whole(
    value: object, argument: str, low: int, high: int, default: int | None = None, *, beyond: str = "#NUM!"
) -> int:
    """A whole number from low to high; the default when the cell is blank or left out. `beyond` is shown outside them.

    >>> whole(None, "places", -6, 6, 2), whole(3.0, "position", 1, 3)
    (2, 3)
    """
    if default is not None and is_blank(only(value, argument)):
        return default
    found = number(value, argument)
    if found != int(found):
        raise CellError(f"{argument} is {found}; a whole number from {low} to {high} is accepted.", "#NUM!")
    if not low <= found <= high:
        raise CellError(f"{argument} is {int(found):,}; a whole number from {low} to {high} is accepted.", beyond)
    return int(found)


def only(value: object, argument: str) -> object:
    """The one cell of a 1 × 1 range, or the value itself."""
    if isinstance(value, (list, tuple)):
        block = Block.of(value, argument)
        if len(block.cells) == 1:
            return block.cells[0]
    return value


def text(value: object, argument: str, default: str | None = None) -> str:
    """The text in a cell, trimmed; the default when it is blank or left out.

    >>> text(" Webster ", "method")
    'Webster'
    """
    value = only(value, argument)
    if is_blank(value):
        if default is not None:
            return default
        raise CellError(f"{argument} is blank. Give a text.", "#VALUE!")
    pass_error_on(value, argument)
    if not isinstance(value, str):
        found = "a range" if isinstance(value, (list, tuple)) else str(value)[:40]
        raise CellError(f"{argument} is {found}; a text in one cell is accepted.", "#VALUE!")
    return value.strip()


def option(value: object, argument: str, accepted: Sequence[str], default: str | None = None, *, also: str = "") -> str:
    """One of the texts accepted, in any case and with any spacing or hyphens; the default when blank or left out.

    `also` tells what else the argument takes besides these texts.

    >>> option("Round-Each", "method", ["largest remainder", "round each"], "largest remainder")
    'round each'
    """
    given = text(value, argument, default or "")
    wanted = _plain(given)
    for one in accepted:
        if _plain(one) == wanted:
            return one
    offered = ", ".join(f'"{one}"' for one in accepted) + also
    raise CellError(f"{argument} is {_quoted(given) if given else 'blank'}; accepted are {offered}.", "#VALUE!")


def fraction(value: object, argument: str, low: int | None = None, high: int | None = None) -> Fraction:
    """A number as the exact decimal the cell displays, to the 15 digits Excel keeps.

    >>> fraction(0.035, "rate")
    Fraction(7, 200)
    """
    found = number(value, argument)
    if (low is not None and found < low) or (high is not None and found > high):
        between = f"from {low} to {high}" if high is not None else f"of {low} or more"
        raise CellError(f"{argument} is {found:g}; a number {between} is accepted.", "#NUM!")
    return exact(found)


def exact(found: float | int) -> Fraction:
    """The decimal of at most 15 digits that a cell displays for a number, exactly."""
    return Fraction(found) if found == int(found) else Fraction(format(found, ".15g"))


def proportion(value: object, argument: str) -> Fraction:
    """A part of one, 30% being 0.3. A figure above 1, such as 30 for 30%, is refused with the likely reason.

    >>> proportion(0.3, "proportion")
    Fraction(3, 10)
    """
    found = number(value, argument)
    if not 0 <= found <= 1:
        hint = f" For {found:g} per cent write {found:g}% or {found / 100:g}." if 1 < found <= 100 else ""
        raise CellError(f"{argument} is {found:g}; a proportion from 0 to 1 (0% to 100%) is accepted.{hint}", "#NUM!")
    return exact(found)


def above_zero(value: object, argument: str) -> Fraction:
    """A number above zero, exactly.

    >>> above_zero(0.1, "unit")
    Fraction(1, 10)
    """
    found = number(value, argument)
    if found <= 0:
        raise CellError(f"{argument} is {found:g}; a number above 0 is accepted.", "#NUM!")
    return exact(found)


def date(value: object, argument: str) -> dt.date:
    """The date in a cell: an Excel date, its serial number, or a text year-month-day.

    >>> date(41000, "day"), date("2012-04-01", "day")
    (datetime.date(2012, 4, 1), datetime.date(2012, 4, 1))
    """
    value = only(value, argument)
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str) and not is_blank(value):
        if is_iso_date(value):
            return dt.date.fromisoformat(value.strip()[:10])
        pass_error_on(value, argument)
        raise CellError(
            f"{argument} is the text {_quoted(value)}, not a date. Enter it as a date, or as year-month-day "
            '("2012-04-01").',
            "#VALUE!",
        )
    if is_blank(value):
        raise CellError(f'{argument} is blank. Give a date, or year-month-day ("2012-04-01").', "#VALUE!")
    serial = number(value, argument)
    if not 61 <= serial < 2958466:
        raise CellError(
            f"{argument} is {serial:g}, which is no date after February 1900 in Excel. Enter a date.", "#NUM!"
        )
    return dt.date(1899, 12, 30) + dt.timedelta(days=int(serial))


def financial_year(value: object, argument: str) -> FinancialYear:
    """The financial year that a text (2012/13) or a date in the year names.

    >>> str(financial_year("2012-13", "year")), str(financial_year("2013-03-31", "year"))
    ('2012/13', '2012/13')
    """
    given = only(value, argument)
    if isinstance(given, str) and not is_blank(given) and not is_iso_date(given):
        pass_error_on(given, argument)
        try:
            return FinancialYear.parse(given)
        except RuleError as refused:
            raise CellError(f"{argument}: {refused}", "#VALUE!") from None
    return FinancialYear.containing(date(given, argument))


def is_iso_date(value: str) -> bool:
    """True for a text year-month-day, with or without a time after it, that names a day.

    >>> is_iso_date("2012-04-01"), is_iso_date("2012-13-01"), is_iso_date("2012-13")
    (True, False, False)
    """
    try:
        dt.datetime.fromisoformat(value.strip())
    except ValueError:
        return False
    return len(value.strip()) >= 10 and value.strip()[4] == value.strip()[7] == "-"


def in_words(units: int, places: int) -> str:
    """An amount of whole units of 10^-places, written in pounds.

    >>> in_words(123456, 2), in_words(-5, -3)
    ('£1,234.56', '-£5,000')
    """
    if units < 0:
        return "-" + in_words(-units, places)
    return f"£{units // 10**places:,}.{units % 10**places:0{places}d}" if places > 0 else f"£{units * 10**-places:,}"


def in_figures(value: Fraction) -> str:
    """A number with thousands separators and only the decimals it has.

    >>> in_figures(Fraction(2469, 2)), in_figures(Fraction(1))
    ('1,234.5', '1')
    """
    shown = f"{float(value):,.9f}"
    return shown.rstrip("0").rstrip(".")


# Words ----------------------------------------------------------------------------------------------------------------


def _quoted(value: str) -> str:
    return '"' + (value if len(value) <= 40 else value[:37] + "…") + '"'


def same_text(one: str, other: str) -> bool:
    """True when two texts differ only in case, spaces, hyphens or other signs.

    >>> same_text("Round-Each ", "round each")
    True
    """
    return _plain(one) == _plain(other)


def _plain(value: str) -> str:
    return "".join(letter for letter in value.casefold() if letter.isalnum())


def _decimals(places: int) -> str:
    return "the penny" if places == 2 else f"{places} places"


def _largest(places: int) -> str:
    return f"£{LARGEST // 10**places if places >= 0 else LARGEST:,}"


def _whole(places: int) -> str:
    if places == 2:
        return "a whole number of pence"
    if places == 0:
        return "a whole number of pounds"
    return f"a whole number at {places} places" if places > 0 else f"a multiple of £{10**-places:,}"


def _put_right(places: int) -> str:
    return f"Round it first, for example =ROUND(cell, {places}), so that the odd part is dropped on purpose."
