"""SUBTOTAL and AGGREGATE: totals that leave out other subtotals, hidden rows or errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mkip_xl.workbook.formulas.book import BLANK, Block
from mkip_xl.workbook.formulas.compiling import Code, Compiler
from mkip_xl.workbook.formulas.operators import Run
from mkip_xl.workbook.formulas.parsing import Call, Constant, Node, Operation
from mkip_xl.workbook.formulas.registry import function
from mkip_xl.workbook.formulas.values import Array, CannotEvaluate, ExcelError, Failed, Result, Value

_BY_NUMBER = {
    1: "AVERAGE", 2: "COUNT", 3: "COUNTA", 4: "MAX", 5: "MIN", 6: "PRODUCT", 7: "STDEV", 8: "STDEVP", 9: "SUM",
    10: "VAR", 11: "VARP", 12: "MEDIAN", 14: "LARGE", 15: "SMALL",
}  # fmt: skip


def compile_subtotal(compiler: Compiler, node: Call, many: bool) -> Code:
    """SUBTOTAL(9, …), SUBTOTAL(109, …), AGGREGATE(14, 6, …, k)."""
    aggregate = node.name == "AGGREGATE"
    numbers = [_written(argument) for argument in node.arguments[: 2 if aggregate else 1]]
    ranges, rank = node.arguments[2 if aggregate else 1 :], None
    which = numbers[0]
    if aggregate:
        options = numbers[1]
        hidden, errors, nested = options in (1, 3, 5, 7), options in (2, 3, 6, 7), options <= 3
        if which in (14, 15):
            ranges, rank = ranges[:-1], compiler.value(ranges[-1], many=False).run
        if which in (13, 16, 17, 18, 19) or not 0 <= options <= 7:
            raise CannotEvaluate(f"AGGREGATE({which}, {options}, …)")
    else:
        hidden, errors, nested = which > 100, False, True
        which = which - 100 if which > 100 else which
        if not 1 <= which <= 11:
            raise CannotEvaluate(f"SUBTOTAL({numbers[0]}, …)")
    known = function(_BY_NUMBER.get(which, ""))
    if known is None or not ranges:
        raise CannotEvaluate(f"{node.name} {which}")
    picked = [_picked(compiler, argument, hidden=hidden, nested=nested) for argument in ranges]
    return Code(_total(known.body, picked, rank, errors))


def _total(body: Callable[..., Result], picked: Sequence[Run], rank: Run | None, errors: bool) -> Run:
    def total(frame: list[Result]) -> Result:
        try:
            arrays = [run(frame) for run in picked]
            if errors:
                arrays = [_without_errors(array) for array in arrays]
            if rank is not None:
                from mkip_xl.workbook.formulas.values import number

                return body(arrays[0], number(rank(frame)))
            return body(*arrays)
        except Failed as failed:
            return failed.error

    return total


def _without_errors(array: Result) -> Result:
    if not isinstance(array, Array):
        return array
    values: list[Value] = [value for value in array.values if not isinstance(value, ExcelError)]
    return Array(len(values), 1, tuple(values))


def _written(argument: Node) -> int:
    if isinstance(argument, Operation) or not isinstance(argument, Constant) or not isinstance(argument.value, float):
        raise CannotEvaluate("a subtotal whose number is worked out")
    return int(argument.value)


def _picked(compiler: Compiler, argument: Node, *, hidden: bool, nested: bool) -> Run:
    """The cells of a range without other subtotals and, when asked, without hidden rows."""
    reference = compiler.as_reference(argument)
    if reference is None or reference.last_sheet is not None:
        raise CannotEvaluate("a subtotal of something that is not a range")
    block = compiler.book.block(reference, compiler.sheet)
    rows = compiler.book.hidden.get((reference.sheet or compiler.sheet).casefold(), frozenset()) if hidden else ()
    kept = []
    for index, slot in enumerate(block.slots):
        if slot == BLANK or (nested and slot in compiler.book.totalled):
            continue
        if block.first_row + index // block.columns in rows:
            continue
        kept.append(slot)
    if not kept:
        kept = [BLANK]
    return compiler.block(Block(len(kept), 1, kept, 0, block.first_row, block.first_column))
