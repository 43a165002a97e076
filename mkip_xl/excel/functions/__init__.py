"""The worksheet functions, by what they are about. Each body converts, calls a lower floor, and converts back."""

from __future__ import annotations

from mkip_xl.excel.catalogue import Catalogue

CATALOGUE = Catalogue()

from mkip_xl.excel.functions import (  # noqa: E402, F401  the declarations enter themselves, in this order
    appraisal,
    bases,
    checking,
    governance,
    recharging,
    savings,
    sharing,
    staffing,
)
