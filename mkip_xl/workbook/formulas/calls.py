"""Function calls compiled: arguments become what the function takes; a choice is made before its branch is run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mkip_xl.errors import CellError
from mkip_xl.workbook.formulas.choices import (
    compile_choose,
    compile_if,
    compile_if_error,
    compile_ifs,
    compile_let,
    compile_single,
    compile_switch,
)
from mkip_xl.workbook.formulas.compiling import Code, Compiler, always, failing, one
from mkip_xl.workbook.formulas.operators import Run, cell_by_cell
from mkip_xl.workbook.formulas.parsing import Bracketed, Call, Constant, Matrix, Node, Operation
from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW, Reference
from mkip_xl.workbook.formulas.registry import Function, function
from mkip_xl.workbook.formulas.values import (
    ERRORS,
    NA,
    VALUE,
    Array,
    CannotEvaluate,
    ExcelError,
    Failed,
    Result,
    logical,
    number,
    text,
)

_MAY_BE_BLANK = frozenset({"VLOOKUP", "HLOOKUP", "LOOKUP", "XLOOKUP", "INDEX", "HYPERLINK"})
_VOLATILE = frozenset({"TODAY", "NOW", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT", "CELL", "INFO"})


def _through(value: Result) -> Result:
    if isinstance(value, ExcelError):
        raise Failed(value)
    return value


def _no_logical(value: Result) -> float:
    if isinstance(value, bool):
        raise Failed(VALUE)
    return number(value)


def _as_it_stands(value: Result) -> Result:
    return value


_TAKEN: dict[str, Callable[[Result], Any]] = {
    "N": number, "S": _no_logical, "T": text, "L": logical, "V": _through,
    "E": _as_it_stands, "R": _as_it_stands, "A": _as_it_stands,
}  # fmt: skip


def compile_call(compiler: Compiler, node: Call, *, many: bool) -> Code:
    """A call of one of the known functions, or of one that the caller brought."""
    special = _SPECIAL.get(node.name)
    if special is not None:
        return special(compiler, node, many)
    brought = compiler.book.functions.get(node.name)
    if brought is not None:
        return _brought(compiler, node, brought)
    if node.name in _VOLATILE:
        raise CannotEvaluate(f"{node.name}, whose answer is not in the workbook's figures")
    known = function(node.name)
    if known is None:
        raise CannotEvaluate(f"the function {node.name}")
    if not known.takes(len(node.arguments)):
        raise CannotEvaluate(f"{node.name} with {len(node.arguments)} arguments")
    return _known(compiler, node, known, many=many)


def _known(compiler: Compiler, node: Call, known: Function, *, many: bool) -> Code:
    runs: list[Run] = []
    kinds: list[str] = []
    spread = False
    for position, argument in enumerate(node.arguments):
        kind = known.kind(position)
        if kind in "RA":
            found = compiler.ranges(argument, many=many or kind == "A")
            if len(found) > 1 and known.repeated not in ("R", "A"):
                raise CannotEvaluate(f"several ranges given to {node.name} as one")
            runs += found
            kinds += [kind] * len(found)
        else:
            code = compiler.value(argument, many=many)
            if code.many and not many and not _written_array(argument):
                code = Code(one(code.run))
            spread = spread or code.many
            runs.append(code.run)
            kinds.append(kind)
    body = known.body
    if spread:
        return Code(_spread(body, runs, kinds), True)
    return Code(_plain(body, runs, kinds), known.many, filled=node.name not in _MAY_BE_BLANK)


def _written_array(node: Node) -> bool:
    """Whether an array is written out in the node; it is then worked out cell by cell wherever it stands."""
    if isinstance(node, Operation):
        return any(_written_array(operand) for operand in node.operands)
    if isinstance(node, Bracketed):
        return _written_array(node.inner)
    return isinstance(node, Matrix)


def _plain(body: Callable[..., Result], runs: list[Run], kinds: list[str]) -> Run:
    if all(kind in "RAE" for kind in kinds):
        if len(runs) == 1:
            only = runs[0]

            def single(frame: list[Result]) -> Result:
                try:
                    return body(only(frame))
                except Failed as failed:
                    return failed.error

            return single

        def several(frame: list[Result]) -> Result:
            try:
                return body(*[run(frame) for run in runs])
            except Failed as failed:
                return failed.error

        return several
    if kinds == ["N", "N"]:
        return _of_two_numbers(body, *runs)
    pairs = [(_TAKEN[kind], run) for kind, run in zip(kinds, runs, strict=True)]

    def converted(frame: list[Result]) -> Result:
        try:
            return body(*[take(run(frame)) for take, run in pairs])
        except Failed as failed:
            return failed.error
        except OverflowError:
            return ERRORS["#NUM!"]

    return converted


def _of_two_numbers(body: Callable[..., Result], first: Run, second: Run) -> Run:
    """A function of two numbers, such as ROUND, quick when they are numbers already."""

    def work(frame: list[Result]) -> Result:
        left, right = first(frame), second(frame)
        try:
            if type(left) is float and type(right) is float:
                return body(left, right)
            return body(number(left), number(right))
        except Failed as failed:
            return failed.error
        except OverflowError:
            return ERRORS["#NUM!"]

    return work


def _sum(compiler: Compiler, node: Call, many: bool) -> Code:
    """SUM of one range, which most formulas are, without any detour; otherwise as any function."""
    known = function("SUM")
    assert known is not None
    pick = compiler.values(node.arguments[0]) if len(node.arguments) == 1 else None
    if pick is None:
        return _known(compiler, node, known, many=many)

    from mkip_xl.workbook.formulas.functions.totals import sum_of_cells

    return Code(lambda frame: sum_of_cells(pick(frame)), filled=True)


def _spread(body: Callable[..., Result], runs: list[Run], kinds: list[str]) -> Run:
    """Arrays where the function takes one value: it is worked out for each cell."""
    takes = [_TAKEN[kind] for kind in kinds]
    scalar = [kind not in "RA" for kind in kinds]

    def each(frame: list[Result]) -> Result:
        values = [run(frame) for run in runs]
        places = [index for index, is_scalar in enumerate(scalar) if is_scalar]

        def work(*picked: Result) -> Result:
            full = list(values)
            for index, value in zip(places, picked, strict=True):
                full[index] = value
            return body(*[take(value) for take, value in zip(takes, full, strict=True)])

        return cell_by_cell(failing(work), *[values[index] for index in places])

    return each


def _brought(compiler: Compiler, node: Call, work: Callable[..., object]) -> Code:
    """A function of the caller: it is given values, and ranges as lists of rows."""
    runs: list[Run] = []
    for argument in node.arguments:
        reference = compiler.as_reference(argument) if not isinstance(argument, (Call, Constant)) else None
        if reference is not None and reference.single:
            runs.append(compiler.cells(reference, many=True).run)
            continue
        found = compiler.ranges(argument, many=True)
        if len(found) > 1:
            raise CannotEvaluate(f"several ranges given to {node.name} as one")
        runs += found

    def call(frame: list[Result]) -> Result:
        given = [run(frame) for run in runs]
        try:
            answer = work(*[value.lists() if isinstance(value, Array) else value for value in given])
        except Failed as failed:
            return failed.error
        except CellError as refused:
            return ERRORS.get(refused.excel_error, VALUE)
        return as_result(answer)

    return Code(call, not getattr(work, "gives_one_value", False))


def as_result(answer: object) -> Result:
    """What a function of the caller returned, as a value or an Array."""
    if isinstance(answer, (list, tuple)):
        rows = [row if isinstance(row, (list, tuple)) else [row] for row in answer]
        if not rows or not rows[0]:
            return ERRORS["#CALC!"]
        width = max(len(row) for row in rows)
        cells = [as_result(value) for row in rows for value in [*row, *[NA] * (width - len(row))]]
        return Array(len(rows), width, tuple(value for value in cells if not isinstance(value, Array)))
    if answer is None or isinstance(answer, (str, bool, float, ExcelError, Array)):
        return answer
    if isinstance(answer, int):
        return float(answer)
    raise CannotEvaluate(f"an answer of the kind {type(answer).__name__}")


def _place(compiler: Compiler, node: Call, many: bool) -> Code:
    """ROW, COLUMN, ROWS, COLUMNS: known from the formula itself."""
    by_row = node.name.startswith("ROW")
    if not node.arguments:
        return Code(always(float(compiler.row if by_row else compiler.column)))
    reference = compiler.as_reference(node.arguments[0])
    if reference is None:
        if node.name in ("ROW", "COLUMN"):
            raise CannotEvaluate(f"{node.name} of something worked out")
        run = compiler.value(node.arguments[0], many=True).run

        def size(frame: list[Result]) -> Result:
            value = run(frame)
            if isinstance(value, ExcelError):
                return value
            return float((value.rows if by_row else value.columns) if isinstance(value, Array) else 1)

        return Code(size)
    first, last = _ends(reference, by_row)
    if node.name in ("ROWS", "COLUMNS"):
        return Code(always(float(last - first + 1)))
    if first == last or not many:
        return Code(always(float(first)))
    lines = tuple(float(line) for line in range(first, min(last, first + 100_000) + 1))
    return Code(always(Array(len(lines), 1, lines) if by_row else Array(1, len(lines), lines)), True)


def _ends(reference: Reference, by_row: bool) -> tuple[int, int]:
    span = reference.rows if by_row else reference.columns
    return (1, LAST_ROW if by_row else LAST_COLUMN) if span is None else (span.first, span.last)


def _special_table() -> dict[str, Callable[[Compiler, Call, bool], Code]]:
    from mkip_xl.workbook.formulas.criteria import compile_conditional_total
    from mkip_xl.workbook.formulas.subtotals import compile_subtotal

    table: dict[str, Callable[[Compiler, Call, bool], Code]] = {
        "SUM": _sum, "IF": compile_if, "IFERROR": compile_if_error, "IFNA": compile_if_error, "IFS": compile_ifs,
        "SWITCH": compile_switch, "CHOOSE": compile_choose, "LET": compile_let, "SINGLE": compile_single,
        "ROW": _place, "COLUMN": _place, "ROWS": _place, "COLUMNS": _place,
        "SUBTOTAL": compile_subtotal, "AGGREGATE": compile_subtotal,
    }  # fmt: skip
    for name in ("SUMIF", "AVERAGEIF"):
        table[name] = compile_conditional_total
    return table


_SPECIAL: dict[str, Callable[[Compiler, Call, bool], Code]] = {}
_SPECIAL.update(_special_table())
