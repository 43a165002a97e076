"""A formula turned into Python functions that read a list of cell values: parsed once, run for every fill."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from mkip_xl.workbook.formulas.book import Block, Book
from mkip_xl.workbook.formulas.operators import (
    BINARY,
    UNARY,
    Run,
    binary,
    cell_by_cell,
    last_difference,
    last_sum,
)
from mkip_xl.workbook.formulas.parsing import (
    Bracketed,
    Call,
    Cells,
    Constant,
    Matrix,
    Named,
    Node,
    Operation,
    Structured,
    parse,
)
from mkip_xl.workbook.formulas.references import Reference, Span
from mkip_xl.workbook.formulas.structured import resolve
from mkip_xl.workbook.formulas.values import (
    NULL,
    REF,
    VALUE,
    Array,
    CannotEvaluate,
    ExcelError,
    Failed,
    Result,
    Value,
)


class Code(NamedTuple):
    """What runs, whether it may answer with an Array, and whether it is sure not to answer with a blank."""

    run: Run
    many: bool = False
    filled: bool = False


def compile_cell(book: Book, formula: str, cell: tuple[str, int, int], *, array: bool) -> tuple[Run, frozenset[int]]:
    """What works out a cell's formula, and the slots it reads. CannotEvaluate names what is not known."""
    compiler = Compiler(book, *cell, array=array)
    node = parse(formula)
    code = compiler.last_step(node)
    run = code.run
    if array:
        return run, frozenset(compiler.needs)
    if code.many:
        run = one(run)
    return run if code.filled else _filled(run), frozenset(compiler.needs)


def _filled(run: Run) -> Run:
    """A formula that comes to a blank cell shows nought."""

    def shown(frame: list[Result]) -> Result:
        value = run(frame)
        return 0.0 if value is None else value

    return shown


def one(run: Run) -> Run:
    """The only value of an array of one; more than one is for Excel's own rules to settle, not for us."""

    def single(frame: list[Result]) -> Result:
        value = run(frame)
        if isinstance(value, Array):
            if len(value.values) != 1:
                raise CannotEvaluate("several values where one belongs")
            return value.values[0]
        return value

    return single


def always(value: Result) -> Run:
    """What answers the same each time."""
    return lambda frame: value


class Compiler:
    """Compiles the formula of one cell. `array`: operators and functions work on whole ranges."""

    def __init__(self, book: Book, sheet: str, row: int, column: int, *, array: bool) -> None:
        self.book, self.sheet, self.row, self.column, self.array = book, sheet, row, column, array
        self.needs: set[int] = set()
        self._names: list[str] = []
        self.locals: dict[str, Code | Reference] = {}
        self._in_ranges = 0

    def last_step(self, node: Node) -> Code:
        """The whole formula: a final `+` or `-` is settled as Excel does."""
        if isinstance(node, Operation) and node.operator in ("+", "-") and len(node.operands) == 2:
            left, right = (self.value(operand, many=self.array) for operand in node.operands)
            work = last_sum if node.operator == "+" else last_difference
            if left.many or right.many:
                return Code(lambda frame: cell_by_cell(work, left.run(frame), right.run(frame)), True)
            first, second = left.run, right.run
            plus = node.operator == "+"

            def settle(frame: list[Result]) -> Result:
                a, b = first(frame), second(frame)
                if type(a) is float and type(b) is float:
                    result = a + b if plus else a - b
                    if abs(result) > 1e-9 * abs(a) and result - result == 0.0:
                        return result
                return work(a, b)

            return Code(settle, filled=True)
        return self.value(node, many=self.array)

    def value(self, node: Node, *, many: bool) -> Code:
        """A value: one, unless `many` says that whole ranges are wanted."""
        if isinstance(node, Constant):
            return Code(always(node.value))
        if isinstance(node, Bracketed):
            return self.value(node.inner, many=many)
        if isinstance(node, Cells):
            return self.cells(node.reference, many=many)
        if isinstance(node, Matrix):
            values = tuple(value for row in node.rows for value in row)
            if not many and not self._in_ranges:
                return Code(always(values[0]))
            return Code(always(Array(len(node.rows), len(node.rows[0]), values)), True)
        if isinstance(node, Operation):
            return self.operation(node, many=many)
        if isinstance(node, Call):
            return self.call(node, many=many)
        if isinstance(node, Named):
            return self.named(node, many=many)
        reference = self.structured(node)
        return Code(always(REF)) if reference is None else self.cells(reference, many=many)

    def structured(self, node: Structured) -> Reference | None:
        return resolve(node.text, self.book.tables, self.sheet, self.row, self.column)

    def named(self, node: Named, *, many: bool) -> Code:
        local = self.locals.get(node.name.casefold())
        if local is not None:
            return local if isinstance(local, Code) else self.cells(local, many=many)
        reference = self.as_reference(node)
        if reference is not None:
            return self.cells(reference, many=many)
        code: Code = self.inside_name(node, lambda inner: self.value(inner, many=many))
        return code

    def inside_name(self, node: Named, work: Callable[[Node], Any]) -> Any:
        """Work on the formula that a name stands for."""
        formula = self.book.name(node.name, self.sheet)
        if formula is None:
            raise CannotEvaluate(f"the name {node.name}")
        if node.name.casefold() in self._names:
            raise CannotEvaluate(f"the name {node.name}, which refers to itself")
        self._names.append(node.name.casefold())
        try:
            return work(parse(formula.removeprefix("=")))
        finally:
            self._names.pop()

    def as_reference(self, node: Node) -> Reference | None:
        """The reference a node is, when it is one that stands in the formula itself."""
        if isinstance(node, Bracketed):
            return self.as_reference(node.inner)
        if isinstance(node, Cells):
            if self._names and not _anchored(node.reference):
                raise CannotEvaluate(f"the name {self._names[-1]}, which moves with the cell that uses it")
            return node.reference
        if isinstance(node, Structured):
            return self.structured(node)
        if isinstance(node, Named):
            local = self.locals.get(node.name.casefold())
            if local is not None:
                return local if isinstance(local, Reference) else None
            if node.name.casefold() in self.book.tables:
                return self.structured(Structured(node.name))
            found: Reference | None = self.inside_name(node, self.as_reference)
            return found
        if isinstance(node, Operation) and node.operator in (":", " "):
            first, second = (self.as_reference(operand) for operand in node.operands)
            if first is None or second is None:
                return None
            return _joined(first, second) if node.operator == ":" else _common(first, second)
        return None

    def cells(self, reference: Reference, *, many: bool) -> Code:
        """The cells of a reference; where one value is wanted, the one in this row or column."""
        if reference.last_sheet is not None:
            raise CannotEvaluate(f"{reference.text} where one value belongs")
        if reference.spill:
            raise CannotEvaluate(reference.text)
        if reference.single:
            return Code(self.cell(reference))
        if many:
            return Code(self.block(self.book.block(reference, self.sheet)), True)
        return Code(self.crossing(reference))

    def cell(self, reference: Reference) -> Run:
        slot = self.book.slot_of(reference, self.sheet)
        self.needs.add(slot)
        return itemgetter(slot)

    def values(self, node: Node) -> Callable[[list[Result]], Sequence[Result]] | None:
        """What gives the values of a range's cells one after another; None for anything but one range."""
        try:
            reference = None if isinstance(node, (Constant, Call, Matrix)) else self.as_reference(node)
        except Failed:
            return None
        if reference is None or reference.last_sheet is not None or reference.spill:
            return None
        slots = self.book.block(reference, self.sheet).slots
        self.needs.update(slots)
        if len(slots) == 1:
            slot = slots[0]
            return lambda frame: (frame[slot],)
        return itemgetter(*slots)

    def block(self, block: Block) -> Run:
        """The values of a block as an Array."""
        self.needs.update(block.slots)
        rows, columns, beyond = block.rows, block.columns, block.beyond
        if len(block.slots) == 1:
            slot = block.slots[0]
            return lambda frame: Array(rows, columns, (frame[slot],), beyond)  # type: ignore[arg-type]
        pick = itemgetter(*block.slots)
        return lambda frame: Array(rows, columns, pick(frame), beyond)

    def crossing(self, reference: Reference) -> Run:
        """Implicit intersection: the cell of a column in this row, or of a row in this column."""
        rows, columns = reference.rows, reference.columns
        row = self.row if rows is None else rows.first if rows.first == rows.last else self.row
        column = self.column if columns is None else columns.first if columns.first == columns.last else self.column
        in_rows = rows is None or rows.first <= row <= rows.last
        in_columns = columns is None or columns.first <= column <= columns.last
        both = rows is not None and columns is not None and rows.first < rows.last and columns.first < columns.last
        if both or not in_rows or not in_columns:
            return always(VALUE)
        return self.cell(reference.moved(Span(row, row), Span(column, column), single=True))

    def operation(self, node: Operation, *, many: bool) -> Code:
        operator = node.operator
        if operator == "@x":
            return self.value(node.operands[0], many=False)
        if operator in (":", " "):
            try:
                reference = self.as_reference(node)
            except Failed as failed:  # two ranges that do not cross
                return Code(always(failed.error))
            if reference is None:
                raise CannotEvaluate("a range whose ends are worked out")
            return self.cells(reference, many=many)
        if operator in ("#", ","):
            raise CannotEvaluate("a spilled range" if operator == "#" else "several ranges where one value belongs")
        codes = [self.value(operand, many=many) for operand in node.operands]
        if len(codes) == 1:
            work, inner = UNARY[operator], codes[0].run
            if codes[0].many:
                return Code(lambda frame: cell_by_cell(work, inner(frame)), True)
            return Code(lambda frame: work(inner(frame)), filled=operator != "+x")
        left, right = codes[0].run, codes[1].run
        if codes[0].many or codes[1].many:
            whole = BINARY[operator]
            return Code(lambda frame: cell_by_cell(whole, left(frame), right(frame)), True)
        return Code(binary(operator, left, right), filled=True)

    def ranges(self, node: Node, *, many: bool) -> list[Run]:
        """An argument that takes ranges: what gives each of them as an Array, or the value that stands there."""
        if isinstance(node, Bracketed):
            return self.ranges(node.inner, many=many)
        if isinstance(node, Operation) and node.operator == ",":
            return [run for operand in node.operands for run in self.ranges(operand, many=many)]
        try:
            reference = self.as_reference(node) if not isinstance(node, (Constant, Call, Matrix)) else None
        except Failed as failed:
            return [always(failed.error)]
        if reference is not None:
            if reference.last_sheet is not None and reference.sheet is not None:
                between = self.book.between(reference.sheet, reference.last_sheet)
                return [self.block(self.book.block(reference.on(sheet), sheet)) for sheet in between]
            if reference.spill:
                raise CannotEvaluate(reference.text)
            return [self.block(self.book.block(reference, self.sheet))]
        if isinstance(node, Call) and node.name in ("IF", "CHOOSE", "INDEX"):
            from mkip_xl.workbook.formulas.choices import chosen_range

            return [chosen_range(self, node, many=many)]
        if isinstance(node, Structured):
            return [always(REF)]
        if isinstance(node, Matrix):
            return [self.value(node, many=True).run]
        self._in_ranges += 1
        try:
            return [self.value(node, many=many).run]
        finally:
            self._in_ranges -= 1

    def call(self, node: Call, *, many: bool) -> Code:
        from mkip_xl.workbook.formulas.calls import compile_call

        return compile_call(self, node, many=many)


def _anchored(reference: Reference) -> bool:
    spans = [span for span in (reference.rows, reference.columns) if span is not None]
    return all(span.first_fixed and span.last_fixed for span in spans)


def _joined(first: Reference, second: Reference) -> Reference:
    """The range from one reference to another."""
    rows = None if first.rows is None or second.rows is None else _hull(first.rows, second.rows)
    columns = None if first.columns is None or second.columns is None else _hull(first.columns, second.columns)
    return first.moved(rows, columns, single=False)


def _hull(first: Span, second: Span) -> Span:
    return Span(min(first.first, second.first), max(first.last, second.last), True, True)


def _common(first: Reference, second: Reference) -> Reference | None:
    """The cells that two references share."""
    rows, columns = _overlap(first.rows, second.rows), _overlap(first.columns, second.columns)
    for span in (rows, columns):
        if span is not None and span.first > span.last:
            raise Failed(NULL)
    single = rows is not None and columns is not None and rows.first == rows.last and columns.first == columns.last
    return first.moved(rows, columns, single=single)


def _overlap(first: Span | None, second: Span | None) -> Span | None:
    if first is None or second is None:
        return first or second
    return Span(max(first.first, second.first), min(first.last, second.last), True, True)


def failing(work: Callable[..., Result]) -> Callable[..., Result]:
    """The work, with an Excel error raised within it as its answer."""

    def guarded(*arguments: Any) -> Result:
        try:
            return work(*arguments)
        except Failed as failed:
            return failed.error

    return guarded


def is_error(value: Result | Value) -> bool:
    """Whether the value is an Excel error."""
    return isinstance(value, ExcelError)
