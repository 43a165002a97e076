"""The options a business case sets side by side, and the marks they are given: what the finance workbook may state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

OptionKind = Literal["Do nothing", "Shared service", "Outsourcing"]

KINDS: tuple[OptionKind, ...] = ("Do nothing", "Shared service", "Outsourcing")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One option: what kind it is and what is assumed of it. Money in pence, savings as parts of one.

    Outsourcing saves `initial_saving` of the baseline in its first `initial_years` and `later_saving` after them. Every
    option may cost `one_off` in its first year. A shared service may name an option for the capital fund.
    """

    name: str
    kind: OptionKind
    description: str = ""
    capital_option: str | None = None
    initial_saving: Fraction = Fraction(0)
    initial_years: int = 1
    later_saving: Fraction = Fraction(0)
    one_off: int = 0
    cells: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """One option's mark for one agreed criterion, which counts `weight` (a part of one) of the whole."""

    criterion: str
    weight: Fraction
    option: str
    mark: Fraction
    cells: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


OUTSOURCING = (Fraction("0.35"), Fraction("0.40"))
"""The initial saving of the outsourcing that was set aside: Maidstone Cabinet, 16 April 2012, 35–40%, none later."""
