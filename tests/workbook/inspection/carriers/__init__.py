"""Workbooks that each hide a mark in one place: a number (1234567.5), a text (ZEBRA QUARTZ), or both.

Every carrier starts from the same plain workbook, written by openpyxl, and changes it in one way. The tables say the
code an inspection must answer with, and which marks a search for secrets must find.
"""

from __future__ import annotations

from .cells import CELLS
from .in_sight import IN_SIGHT
from .making import Carrier
from .objects import OBJECTS
from .parts import PARTS

CARRIERS: tuple[Carrier, ...] = CELLS + OBJECTS + PARTS + IN_SIGHT
