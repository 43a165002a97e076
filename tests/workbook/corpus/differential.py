# ruff: noqa: E501 - tables of cases and reasons read by the line
"""Our reader beside two others on thousands of mutated workbooks; every difference must have an explanation.

`python tests/workbook/corpus/differential.py --count 5000` prints each explanation and how often it was needed; its exit
status is 1 when a difference has none. Each other reader runs in a process of its own, for some files crash them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import importlib.util
import json
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Answer = dict[str, Any]
REFUSALS = {
    "malformed": "not well-formed, or an element where the format has no place for it: the others stop, or pass over it",
    "duplicate-cell": "one cell or row stored twice, or a cell in another's row: the others keep the last one in silence",
    "outside-grid": "an address that is not on Excel's grid",
    "missing-text": "a text number that leads nowhere: the others stop, or show the number or nothing",
    "missing-style": "a style number that leads nowhere: the others stop, or forget dates and percentages",
    "missing-part": "a part that is asked for and not there: the others go on without it",
    "missing-sheet": "a sheet that is listed and not there: the others leave it out",
    "no-sheets": "no list of sheets, or two: the others give an empty workbook, or the first list",
    "duplicate-sheet": "one sheet listed twice",
    "sheet-name": "a sheet name that Excel does not allow",
    "relationships": "two relationships of one name, or not a list of them",
    "content-types": "a part declared as something it is not",
    "encoding": "an encoding or version that a workbook may not have",
    "outside-target": "a part said to lie outside the file",
    "false-count": "a count that does not hold",
    "duplicate-name": "one name defined twice",
    "far-cell": "one cell far from all others",
    "text-too-long": "a text longer than a cell holds",
    "strict": "a Strict workbook",
    "xlsb": "a binary workbook",
    "not-a-workbook": "another kind of document",
    "merged": "merged cells that overlap",
    "markup-size": "a tag of enormous size",
}


class SecondReader:
    """Another reader in a process of its own, started again when it has crashed."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, str(HERE / "second_reader.py"), self.kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def read(self, data: bytes) -> Answer:
        """The cells it sees, or its fault."""
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(struct.pack("<L", len(data)) + data)
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError:
            line = b""
        if line:
            return dict(json.loads(line))
        self.close()
        self.process = self._start()
        return {"fault": "crash", "said": ""}

    def close(self) -> None:
        """End its process."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)


def ours(data: bytes) -> Answer:
    """The cells our reader sees, or its refusal."""
    from mkip_xl.errors import RefusedFile
    from mkip_xl.workbook.reading import ExcelError, read_workbook

    told = _corpus("second_reader").told
    try:
        reading = read_workbook(data, "mutated.xlsx")
    except RefusedFile as refusal:
        return {"fault": refusal.code, "said": str(refusal)}

    def shown(value: Any) -> Any:
        return told(
            value.code if isinstance(value, ExcelError) else float(value) if isinstance(value, Decimal) else value
        )

    return {
        "named": [finding.cell for finding in reading.findings if finding.code == "not-a-number"],
        "cells": {
            name: {cell.ref: shown(cell.value) for cell in sheet if cell.value is not None}
            for name, sheet in reading.sheets.items()
            if sheet.kind == "worksheet"
        },
    }


def differences(mine: Answer, other: Answer, third: Answer) -> Iterator[str | None]:
    """The explanation of each difference between two answers; None for one that has none."""
    if "fault" in mine:
        yield f"refused: {REFUSALS[mine['fault']]}" if mine["fault"] in REFUSALS else None
    elif "fault" in other:
        yield _stopped(mine, other, third)
    else:
        for mine_cell, other_cell, third_cell in _triples(mine, other, third):
            yield _explained(mine_cell, other_cell, third_cell)


MODEL = (
    "expected <class",
    "__init__()",
    "Value must be one of",
    "is not a valid",
    "'rId",
    "Max value is",
    "Min value is",
    "no valid workbook part",
    "list index",
    "list indices",
)
"""What openpyxl says when a style, a content type or a relationship is not as it wants it."""


def _stopped(mine: Answer, other: Answer, third: Answer) -> str | None:
    """Why openpyxl stopped where we read: calamine is asked, who reads the same cells unless it is said why not."""
    if mine["named"]:
        return "a value that is no number: openpyxl stops, calamine shows its letters, we name the cell as an error"
    if "cells" in third:
        if all(_explained(*pair, None) or _left_out(*pair) for pair in _pairs(mine, third)):
            return "openpyxl stops at a part that carries no values; calamine reads the same cells as we do"
        return None
    if any(word in other["said"] for word in MODEL):
        return "openpyxl stops at a style, a content type or a relationship that carries no values"
    return None


def _left_out(one: Any, two: Any) -> bool:
    """Whether calamine alone is odd: it leaves errors out, has a time for a serial below one, trims texts, takes a number
    with spaces for a text and an element of another namespace for a cell."""
    if isinstance(two, str) and (two.strip() == one or (isinstance(one, str) and one.strip() == two)):
        return True
    if isinstance(two, str) and _number(one) is not None:
        try:
            return float(two) == _number(one)
        except ValueError:
            return False
    if one is None and _number(two) == 9:
        return True
    mine, theirs = _number(one), _number(two)
    if mine is not None and theirs is not None and f"{mine:.15g}".startswith(f"{theirs:.15g}"):
        return True  # it stops at a comment inside a value
    return (isinstance(one, str) and one.startswith("#") and two is None) or (
        (_number(one) or 0) < 1 and isinstance(two, dict)
    )


def _pairs(mine: Answer, other: Answer) -> Iterator[tuple[Any, Any]]:
    for name in mine["cells"].keys() | other["cells"].keys():
        one, two = mine["cells"].get(name, {}), other["cells"].get(name, {})
        for place in one.keys() | two.keys():
            if one.get(place) != two.get(place):
                yield one.get(place), two.get(place)


def _triples(mine: Answer, other: Answer, third: Answer) -> Iterator[tuple[Any, Any, Any]]:
    for name in mine["cells"].keys() | other["cells"].keys():
        one, two = mine["cells"].get(name, {}), other["cells"].get(name, {})
        three = third.get("cells", {}).get(name, {})
        for place in one.keys() | two.keys():
            if one.get(place) != two.get(place):
                yield one.get(place), two.get(place), three.get(place)


def _explained(one: Any, two: Any, three: Any) -> str | None:
    """Why a cell differs: ours, openpyxl's, calamine's."""
    if {one, two} <= {None, ""} if not isinstance(one, dict) and not isinstance(two, dict) else False:
        return "a text without letters: blank to the one, an empty text to the other"
    mine, theirs = _number(one), _number(two)
    if one is None and theirs == float("inf"):
        return "a value larger than numbers can be: openpyxl takes it for infinity, we name the cell"
    if mine is not None and theirs is not None and format(mine, ".15g") == format(theirs, ".15g"):
        return "digits beyond the 15 that Excel keeps"
    if mine is not None and not isinstance(two, str) and two is not None and _no_day(mine):
        return (
            "a serial number that is no day of Excel's calendar: we keep the number, openpyxl makes a day or time of it"
        )
    if mine is not None and two == "#VALUE!" and _no_day(mine):
        return "a serial number that is no day of Excel's calendar: we keep the number, openpyxl shows an error that is not there"
    if isinstance(one, str) and isinstance(two, str):
        from mkip_xl.workbook.guard.strings import plain

        if plain(two) == one:
            return "an escaped character (_x000D_): openpyxl leaves the escape as it is"
    if isinstance(one, str) and two is None and three is None:
        return "a text that is said to be one inside its cell and written as a value: openpyxl leaves it out"
    if isinstance(one, str) and one.startswith("#") and isinstance(two, str) and two.strip() == one:
        return "an error with spaces around it"
    if _close(one, two):
        return "fractions of a second"
    if three is not None and (one == three or _explained(one, three, None)):
        return "calamine reads it as we do; openpyxl alone differs"
    return None


def _number(cell: Any) -> float | None:
    return float(cell["number"]) if isinstance(cell, dict) and "number" in cell else None


def _no_day(serial: float) -> bool:
    return serial < 1 or 60 <= serial < 61 or serial >= 2_958_466


def _close(one: Any, two: Any) -> bool:
    if not (isinstance(one, dict) and isinstance(two, dict)) or one.keys() != two.keys():
        return False
    if "moment" in one:
        return abs(dt.datetime.fromisoformat(one["moment"]) - dt.datetime.fromisoformat(two["moment"])) < dt.timedelta(
            milliseconds=2
        )
    return "seconds" in one and abs(one["seconds"] - two["seconds"]) < 0.002


def compare(seeds: range) -> tuple[Counter[str], list[str]]:
    """How often each explanation was needed, and the differences that have none."""
    needed: Counter[str] = Counter()
    unexplained: list[str] = []
    openpyxl, calamine = SecondReader("openpyxl"), SecondReader("calamine")
    try:
        for seed in seeds:
            data, done = _corpus("mutation").mutated(seed)
            mine, other, third = ours(data), openpyxl.read(data), calamine.read(data)
            if mine.get("cells") is not None and mine.get("cells") == other.get("cells"):
                needed["the same cells"] += 1
                continue
            for why in set(differences(mine, other, third)):
                if why is None:
                    unexplained.append(f"seed {seed}: {', '.join(done)}: {_first(mine, other)}")
                else:
                    needed[why] += 1
    finally:
        openpyxl.close()
        calamine.close()
    return needed, unexplained


def _first(mine: Answer, other: Answer) -> str:
    if "fault" in mine or "fault" in other:
        return f"{mine.get('fault', 'read')} / {other.get('fault', 'read')} {other.get('said', '')}"
    return str([pair for pair in _pairs(mine, other) if not _explained(*pair, None)][:3])


def _corpus(module: str) -> Any:
    if "workbook_corpus" not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            "workbook_corpus", HERE / "__init__.py", submodule_search_locations=[str(HERE)]
        )
        assert spec is not None and spec.loader is not None
        sys.modules["workbook_corpus"] = importlib.util.module_from_spec(spec)
    return importlib.import_module(f"workbook_corpus.{module}")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=5000)
    asked.add_argument("--from", dest="first", type=int, default=0)
    told = asked.parse_args()
    before = time.monotonic()
    needed, unexplained = compare(range(told.first, told.first + told.count))
    for why, times in needed.most_common():
        sys.stdout.write(f"{times:6}  {why}\n")
    for one in unexplained:
        sys.stdout.write(f"UNEXPLAINED  {one}\n")
    sys.stdout.write(
        f"{told.count:,} mutated workbooks in {time.monotonic() - before:,.0f} s; {len(unexplained)} without explanation\n"
    )
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
