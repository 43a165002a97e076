# ruff: noqa: E501 (tables of formulas: one a line is easier to read)
"""Grids of values and formulas made by chance, for the tests that compare two programs' answers."""

import random
from collections.abc import Callable
from typing import Any

import pytest

Grid = dict[tuple[int, int], Any]
ROWS, COLUMNS = 12, 6


class Formulas:
    """Formulas over a grid of 12 rows and 6 columns, A1:F12."""

    def __init__(self, seed: int, *, plain: bool = False) -> None:
        self.chance, self.plain = random.Random(seed), plain

    def grid(self) -> Grid:
        """Values for the cells; `plain`: numbers, codes and blanks, otherwise anything a cell may hold but an error."""
        chance, grid = self.chance, {}
        texts = ["MBC", "SBC", "TWBC", "staff", "Staff costs"] + ([] if self.plain else ["12", "3.5", "", " x y "])
        for row in range(1, ROWS + 1):
            for column in range(1, COLUMNS + 1):
                kind, value = chance.random(), None
                if kind < 0.6:
                    value = chance.choice(
                        [round(chance.uniform(-1000, 1000), 2), float(chance.randint(-20, 20)),
                         round(chance.uniform(0, 1), 4), float(chance.randint(0, 5))]
                    )  # fmt: skip
                elif kind < 0.8:
                    value = chance.choice(texts)
                elif kind < 0.87 and not self.plain:
                    value = chance.choice([True, False])
                elif kind < 0.92:
                    value = float(chance.randint(40_000, 46_000))
                if value is not None:
                    grid[row, column] = value
        return grid

    def cell(self) -> str:
        return f"{self.chance.choice('ABCDEF')}{self.chance.randint(1, ROWS)}"

    def area(self) -> str:
        rows = sorted(self.chance.randint(1, ROWS) for _ in range(2))
        columns = sorted(self.chance.choice("ABCDEF") for _ in range(2))
        return f"{columns[0]}{rows[0]}:{columns[1]}{rows[1]}"

    def column(self) -> str:
        letter = self.chance.choice("ABCDEF")
        return f"{letter}1:{letter}12"

    def criterion(self) -> str:
        return self.chance.choice(['"MBC"', '">0"', '">=3"', '"<>MBC"', '"st*"', '"=12"', "3", '"<5"', '"?BC"'])

    def simple(self) -> str:
        return self.chance.choice([self.cell, self.cell, self.number, self.text])()

    def number(self) -> str:
        return self.chance.choice(["0", "1", "2", "3", "0.5", "100", "-1", "12.345", "1000000"])

    def text(self) -> str:
        return self.chance.choice(['"MBC"', '"staff"', '"x y"', '"TWBC"'])

    def formula(self, depth: int = 0) -> str:
        """A formula; within others, only of functions whose answers every program writes with the same digits."""
        if depth > 2 or (depth and self.chance.random() < 0.25):
            return self.simple()
        return self.chance.choice(self.kinds(depth))(depth + 1)

    def kinds(self, depth: int) -> list[Callable[[int], str]]:
        pick, inner = self.chance.choice, self.formula
        cell, area, column, asked = self.cell, self.area, self.column, self.criterion
        everywhere: list[Callable[[int], str]] = [
            lambda at: f"{inner(at)}{pick('+-*/')}{inner(at)}",
            lambda at: f"-{inner(at)}", lambda at: f"{cell()}%", lambda at: f"({cell()})^2",
            lambda at: f"SUM({area()})", lambda at: f"SUM({area()},{cell()},{area()})", lambda at: f"SUM(({area()},{area()}))",
            lambda at: f"SUM({area()} {column()})", lambda at: "SUM({1,2,3}*2)",
            lambda at: f"SUMPRODUCT({column()},{column()})", lambda at: f"SUMPRODUCT(--({column()}>{self.number()}))",
            lambda at: f"SUMPRODUCT(({column()}={cell()})*ISNUMBER({column()}))",
            lambda at: f"SUMIF({column()},{asked()},{column()})", lambda at: f"SUMIF({area()},{asked()})",
            lambda at: f"SUMIFS({column()},{column()},{asked()},{column()},{asked()})",
            lambda at: f"COUNTIF({area()},{asked()})", lambda at: f"COUNTIFS({column()},{asked()},{column()},{asked()})",
            lambda at: f"{pick(['MAXIFS', 'MINIFS', 'AVERAGEIFS'])}({column()},{column()},{asked()})",
            lambda at: f"AVERAGEIF({column()},{asked()})",
            lambda at: f"{pick(['COUNT', 'COUNTA', 'COUNTBLANK'])}({area()})",
            lambda at: f"{pick(['AVERAGE', 'MIN', 'MAX', 'MEDIAN', 'SUMSQ', 'PRODUCT'])}({area()})",
            lambda at: f"{pick(['ROUND', 'ROUNDUP', 'ROUNDDOWN', 'TRUNC'])}({inner(at)},{pick(['0', '1', '2', '-1', '-2'])})",
            lambda at: f"{pick(['INT', 'ABS', 'SIGN', 'N'])}({inner(at)})", lambda at: f"MOD({cell()},{pick(['3', '7', '-2'])})",
            lambda at: f"IF({cell()}>{self.number()},{inner(at)},{inner(at)})", lambda at: f"IFERROR({inner(at)},{inner(at)})",
            lambda at: f"IFNA({inner(at)},{inner(at)})", lambda at: f"IFS({cell()}>1,{inner(at)},TRUE,{inner(at)})",
            lambda at: f'SWITCH({cell()},1,{inner(at)},"MBC",{inner(at)},{inner(at)})',
            lambda at: f"CHOOSE({pick('12')},{inner(at)},{inner(at)})",
            lambda at: f"INDEX(A1:F12,{pick('123')},{pick('12')})", lambda at: f"MATCH({inner(at)},{column()},0)",
            lambda at: f"VLOOKUP({inner(at)},A1:F12,{pick('123')},FALSE)", lambda at: f"HLOOKUP({cell()},A1:F12,2,FALSE)",
            lambda at: f"LOOKUP({self.number()},{{-5,0,1,2,50}},{{1,2,3,4,5}})",
            lambda at: f"{pick(['ROW', 'COLUMN'])}({cell()})", lambda at: f"{pick(['ROWS', 'COLUMNS'])}({area()})",
            lambda at: f"{pick(['LARGE', 'SMALL'])}({area()},{pick('123')})",
            lambda at: f"DATE({self.chance.randint(1950, 2050)},{self.chance.randint(-5, 20)},{self.chance.randint(-10, 40)})",
            lambda at: f"{pick(['YEAR', 'MONTH', 'DAY', 'WEEKDAY'])}({self.chance.randint(100, 60000)})",
            lambda at: f"{pick(['EDATE', 'EOMONTH'])}({self.chance.randint(30000, 50000)},{self.chance.randint(-30, 30)})",
        ]  # fmt: skip
        everywhere += [
            lambda at: f"SUBTOTAL({pick('123459')},{area()})",
            lambda at: "RANK(MAX({0}),{0},{1})".format(column(), pick("01")),
        ]
        logical: list[Callable[[int], str]] = [
            lambda at: f"({inner(at)}){pick(['=', '<>', '<', '>', '<=', '>='])}{cell()}",
            lambda at: f"{pick(['AND', 'OR', 'XOR'])}({cell()}>1,{cell()}<9)", lambda at: f"NOT({cell()}>1)",
            lambda at: f"{pick(['ISNUMBER', 'ISTEXT', 'ISERROR', 'ISERR', 'ISNA'])}({inner(at)})", lambda at: f"ISBLANK({cell()})",
        ]  # fmt: skip
        particular: list[Callable[[int], str]] = [  # where LibreOffice goes its own way
            lambda at: f"AGGREGATE({pick('1249')},6,{area()})", lambda at: f"RANK({cell()},{column()},{pick('01')})",
            lambda at: f"SUM(FILTER({column()},ISNUMBER({column()}),0))", lambda at: f"COUNTA(UNIQUE({column()}))",
            lambda at: f"LET(x,{inner(at)},IF(ISNUMBER(x),x*2,x))", lambda at: f"SUM(SEQUENCE({pick('123')},2,{self.number()}))",
            lambda at: f"INDEX(TRANSPOSE({area()}),1,1)", lambda at: f"{pick(['CEILING', 'FLOOR'])}.MATH({cell()},{pick(['1', '5', '0.5'])})",
            lambda at: f"WEEKNUM({self.chance.randint(30000, 50000)},{pick('12')})",
            lambda at: f"NETWORKDAYS({self.chance.randint(40000, 41000)},{self.chance.randint(40000, 41000)})",
            lambda at: "VLOOKUP(" + cell() + ',{0,"a";10,"b";100,"c"},2)', lambda at: f"MATCH({cell()},{{1,5,9,1000}},1)",
        ]  # fmt: skip
        of_texts: list[Callable[[int], str]] = [
            lambda at: f"{inner(at)}&{inner(at)}", lambda at: f"{pick(['LEFT', 'RIGHT'])}({inner(at)},{pick('123')})",
            lambda at: f"MID({inner(at)},{pick('12')},3)", lambda at: f"{pick(['LEN', 'TRIM', 'UPPER', 'LOWER', 'PROPER'])}({inner(at)})",
            lambda at: f'SUBSTITUTE({inner(at)},"B","z")', lambda at: f"CONCATENATE({inner(at)},{inner(at)})",
            lambda at: f'TEXTJOIN(",",TRUE,{area()})', lambda at: f"EXACT({inner(at)},{inner(at)})",
            lambda at: f'FIND("B",{inner(at)})', lambda at: f'SEARCH("b",{inner(at)})', lambda at: f"REPT({cell()},2)",
            lambda at: f"TEXT({cell()},{pick(NUMBER_FORMATS)})",
            lambda at: f"TEXT({self.chance.randint(36526, 50000)},{pick(DATE_FORMATS)})",
        ]  # fmt: skip
        on_top: list[Callable[[int], str]] = [
            lambda at: f"NPV({pick(['0.035', '0.1'])},{area()})", lambda at: f"PMT({pick(['0.05', '0'])},12,{pick(['10000', '-300000'])})",
            lambda at: f"PV(0.05,10,{self.number()})", lambda at: f"FV(0.05,10,{self.number()},100,1)",
            lambda at: f"{pick(['IPMT', 'PPMT'])}(0.05,{pick('13')},10,1000)", lambda at: f"PERCENTILE({area()},0.3)",
            lambda at: f"{pick(['STDEV', 'STDEVP', 'VAR', 'VARP'])}({area()})", lambda at: f"IRR({{-1000,{pick(['300', '600'])},500,400}})",
            lambda at: f"{pick(['EXP', 'SQRT', 'LN', 'LOG10'])}({self.number()})", lambda at: f"SLN(300000,0,{pick('357')})",
        ]  # fmt: skip
        chosen = everywhere + (on_top if depth == 0 else [])
        if not self.plain:
            return chosen + logical + particular + of_texts
        return chosen if depth else chosen + logical + of_texts


NUMBER_FORMATS = [
    '"0"', '"0.00"', '"#,##0"', '"#,##0.00"', '"0%"', '"0.0%"', '"#,##0;(#,##0)"', '"#,##0;(#,##0);""-"""', '"#.##"',
    '"000"', '"£#,##0"', '"£#,##0,"', '"0.0#"',
]  # fmt: skip
DATE_FORMATS = ['"d mmmm yyyy"', '"dd/mm/yyyy"', '"mmm-yy"', '"yyyy-mm-dd"', '"dddd d mmm"', '"d/m/yy"']


@pytest.fixture
def formulas() -> Callable[..., Formulas]:
    """A maker of grids and formulas for a seed."""
    return Formulas
