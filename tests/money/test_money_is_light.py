"""Dividing one amount loads no numpy; nothing in money loads a spreadsheet library."""

from __future__ import annotations

import subprocess
import sys


def test_dividing_one_amount_loads_neither_numpy_nor_pandas():
    code = (
        "import sys; from mkip_xl.money.apportionment import apportion; "
        "from mkip_xl.money import margins, tables, two_way; "
        "apportion(100, [1, 1, 1]); print(sorted({'numpy', 'pandas', 'openpyxl', 'scipy'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
