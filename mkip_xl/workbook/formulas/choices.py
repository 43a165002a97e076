"""IF, CHOOSE and their like: the branch that is not taken is not worked out."""

from __future__ import annotations

from mkip_xl.workbook.formulas.compiling import Code, Compiler, always, failing, is_error, one
from mkip_xl.workbook.formulas.operators import Run, cell_by_cell
from mkip_xl.workbook.formulas.parsing import Call, Constant, Matrix, Named, Node
from mkip_xl.workbook.formulas.values import (
    NA,
    VALUE,
    Array,
    CannotEvaluate,
    ExcelError,
    Failed,
    Result,
    logical,
    number,
    same,
)


def _branches(compiler: Compiler, nodes: tuple[Node, ...], many: bool) -> tuple[list[Run], bool]:
    codes = [compiler.value(node, many=many) for node in nodes]
    return [code.run for code in codes], any(code.many for code in codes)


def _asked(compiler: Compiler, node: Node, many: bool) -> Code:
    """What a choice hangs on: outside an array formula one value, though it come from a function that may give more."""
    code = compiler.value(node, many=many)
    return code if compiler.array or not code.many else Code(one(code.run))


def compile_if(compiler: Compiler, node: Call, many: bool) -> Code:
    """IF."""
    if not 2 <= len(node.arguments) <= 3:
        raise CannotEvaluate(f"IF with {len(node.arguments)} arguments")
    test = _asked(compiler, node.arguments[0], many)
    (yes, *rest), mixed = _branches(compiler, node.arguments[1:], many)
    no = rest[0] if rest else always(False)
    asks = test.run
    if test.many:

        def pick(asked: Result, first: Result, second: Result) -> Result:
            return first if logical(asked) else second

        return Code(lambda frame: cell_by_cell(failing(pick), asks(frame), yes(frame), no(frame)), True)

    def decide(frame: list[Result]) -> Result:
        asked = asks(frame)
        if asked is True:
            return yes(frame)
        if asked is False:
            return no(frame)
        try:
            return yes(frame) if logical(asked) else no(frame)
        except Failed as failed:
            return failed.error

    return Code(decide, mixed)


def compile_if_error(compiler: Compiler, node: Call, many: bool) -> Code:
    """IFERROR and IFNA."""
    if len(node.arguments) != 2:
        raise CannotEvaluate(f"{node.name} with {len(node.arguments)} arguments")
    caught = is_error if node.name == "IFERROR" else lambda value: value == NA
    (first, second), mixed = _branches(compiler, node.arguments, many)
    if mixed and many:

        def replace(value: Result, instead: Result) -> Result:
            return instead if caught(value) else value

        return Code(lambda frame: cell_by_cell(replace, first(frame), second(frame)), True)

    def either(frame: list[Result]) -> Result:
        value = first(frame)
        return second(frame) if caught(value) else value

    return Code(either, mixed)


def compile_ifs(compiler: Compiler, node: Call, many: bool) -> Code:
    """IFS."""
    if len(node.arguments) % 2 or not node.arguments:
        raise CannotEvaluate(f"IFS with {len(node.arguments)} arguments")
    codes = [_asked(compiler, argument, many) for argument in node.arguments]
    if any(code.many for code in codes):
        raise CannotEvaluate("IFS on a whole range")
    runs = [code.run for code in codes]

    def decide(frame: list[Result]) -> Result:
        for index in range(0, len(runs), 2):
            try:
                if logical(runs[index](frame)):
                    return runs[index + 1](frame)
            except Failed as failed:
                return failed.error
        return NA

    return Code(decide)


def compile_switch(compiler: Compiler, node: Call, many: bool) -> Code:
    """SWITCH."""
    if len(node.arguments) < 3:
        raise CannotEvaluate(f"SWITCH with {len(node.arguments)} arguments")
    codes = [_asked(compiler, argument, many) for argument in node.arguments]
    if any(code.many for code in codes):
        raise CannotEvaluate("SWITCH on a whole range")
    runs = [code.run for code in codes]
    pairs = list(zip(runs[1::2], runs[2::2], strict=False))
    otherwise = runs[-1] if len(runs) % 2 == 0 else always(NA)

    def decide(frame: list[Result]) -> Result:
        asked = runs[0](frame)
        try:
            for case, answer in pairs:
                if same(asked, case(frame)):  # type: ignore[arg-type]
                    return answer(frame)
        except Failed as failed:
            return failed.error
        return otherwise(frame)

    return Code(decide)


def compile_choose(compiler: Compiler, node: Call, many: bool) -> Code:
    """CHOOSE."""
    index = _asked(compiler, node.arguments[0], False).run
    runs, mixed = _branches(compiler, node.arguments[1:], many)
    return Code(_chosen(index, runs), mixed)


def _chosen(index: Run, runs: list[Run]) -> Run:
    def choose(frame: list[Result]) -> Result:
        try:
            at = int(number(index(frame)))
        except Failed as failed:
            return failed.error
        return runs[at - 1](frame) if 1 <= at <= len(runs) else VALUE

    return choose


def chosen_range(compiler: Compiler, node: Call, *, many: bool) -> Run:
    """IF, CHOOSE or INDEX where a range is wanted: the cells chosen keep being cells, so that SUM skips their texts."""
    if node.name == "INDEX":
        run = compiler.call(node, many=many).run

        def indexed(frame: list[Result]) -> Result:
            value = run(frame)
            return value if isinstance(value, (Array, ExcelError)) else Array(1, 1, (value,))

        return indexed
    parts = [compiler.ranges(argument, many=many) for argument in node.arguments[1:]]
    if any(len(part) != 1 for part in parts) or not parts:
        raise CannotEvaluate(f"{node.name} between lists of ranges")
    branches = [part[0] for part in parts]
    test = compiler.value(node.arguments[0], many=many)
    if test.many:
        return compile_if(compiler, node, many).run
    if node.name == "CHOOSE":
        return _chosen(test.run, branches)
    no = branches[1] if len(branches) > 1 else always(False)

    def decide(frame: list[Result]) -> Result:
        try:
            return branches[0](frame) if logical(test.run(frame)) else no(frame)
        except Failed as failed:
            return failed.error

    return decide


def compile_let(compiler: Compiler, node: Call, many: bool) -> Code:
    """LET: names for values, each known to those after it."""
    arguments = node.arguments
    if len(arguments) < 3 or len(arguments) % 2 == 0:
        raise CannotEvaluate(f"LET with {len(arguments)} arguments")
    before = dict(compiler.locals)
    try:
        for name, meant in zip(arguments[:-1:2], arguments[1::2], strict=True):
            if not isinstance(name, Named):
                raise CannotEvaluate("LET without a name")
            cells = None if isinstance(meant, (Call, Constant, Matrix)) else compiler.as_reference(meant)
            compiler.locals[name.name.casefold()] = cells or compiler.value(meant, many=True)
        return compiler.value(arguments[-1], many=many)
    finally:
        compiler.locals = before


def compile_single(compiler: Compiler, node: Call, many: bool) -> Code:
    """SINGLE, which is how a file writes `@`: the cell of a range in this row or column, the first of an array."""
    if len(node.arguments) != 1:
        raise CannotEvaluate(f"SINGLE with {len(node.arguments)} arguments")
    code = compiler.value(node.arguments[0], many=False)
    run = code.run

    def first(frame: list[Result]) -> Result:
        value = run(frame)
        return value.values[0] if isinstance(value, Array) else value

    return Code(first) if code.many else code
