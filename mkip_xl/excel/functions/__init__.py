"""The worksheet functions, by what they are about. Each body converts, calls a lower floor, and converts back."""

# ruff: noqa: E402, F401  # imported for what they enter in the catalogue, once it is there

from __future__ import annotations

from mkip_xl.excel.catalogue import Catalogue

CATALOGUE = Catalogue()

# The declarations enter themselves, in the order in which a reader meets them.
# isort: off
from mkip_xl.excel.functions import (
    sharing,
    bases,
    recharging,
    savings,
    appraisal,
    staffing,
    governance,
    checking,
    deciding,
)
