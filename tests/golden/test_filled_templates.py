"""The shipped templates filled for partnerships of many shapes: totals, checks and names are right before and after
LibreOffice has worked out every formula from scratch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mkip_xl.template import compile_template

Data = dict[str, Any]
Cells = dict[str, dict[str, Any]]
SHAPES = ((1, 1, 0, False), (4, 15, 3, False), (12, 40, 5, False), (2, 3, 1, True))
A4 = 10.69 * 96
"""The pixels between the margins of a page across."""
AGREES = '"Agrees"_)'
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
BY_AUTHORITY = ("appendix-c", "appendix-d")


class Filled:
    """One filled workbook: its data, its formulas, and its values before and after."""

    def __init__(self, name: str, data: Data, path: Path) -> None:
        self.name, self.data, self.path = name, data, path
        self.book = openpyxl.load_workbook(path)
        self.before: Cells = {
            sheet.title: {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}
            for sheet in openpyxl.load_workbook(path, data_only=True).worksheets
        }
        self.after: Cells = {}

    def __repr__(self) -> str:
        return f"{self.name} of {len(self.data['partners'])} partners"

    def formulas(self) -> Iterator[tuple[str, Any]]:
        """Every formula cell with its sheet."""
        for sheet in self.book.worksheets:
            for row in sheet.iter_rows():
                yield from ((sheet.title, cell) for cell in row if cell.data_type == "f")

    def named(self, name: str) -> list[Decimal]:
        """The values of the cells a defined name stands for, to the penny, after recalculation."""
        cells = []
        for sheet, block in self.book.defined_names[name].destinations:
            held = self.book[sheet][block.replace("$", "")]
            rows = held if isinstance(held, tuple) else ((held,),)
            cells += [self.after[sheet][cell.coordinate] for row in rows for cell in row]
        return [Decimal(str(value)).quantize(Decimal("0.01")) for value in cells]


@pytest.fixture(scope="module")
def filled(
    shape: Callable[..., Any],
    recalculated: Callable[[Iterable[Path]], dict[Path, Cells]],
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Filled]:
    folder = tmp_path_factory.mktemp("filled")
    made = []
    for partners, years, own, empty in SHAPES:
        for name, data in shape(partners, years, own=own, empty=empty).contexts().items():
            path = folder / f"{name}-{partners}-{years}.xlsx"
            path.write_bytes(compile_template(TEMPLATES / f"{name}.xlsx").fill(data))
            made.append(Filled(name, data, path))
    after = recalculated([one.path for one in made])
    for one in made:
        one.after = after[one.path]
    return made


def same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-6
    return bool(one == other) or {one, other} == {None, ""}


def pages(sheet: Any) -> list[list[float]]:
    """The widths in pixels, at 100 per cent, of the columns that stand on each page across, one list a page."""
    breaks = {mark.id for mark in sheet.col_breaks.brk}
    widths = {
        number: dimension.width
        for dimension in sheet.column_dimensions.values()
        for number in range(dimension.min, dimension.max + 1)
    }
    across: list[list[float]] = [[]]
    for number in range(1, sheet.max_column + 1):
        across[-1].append(widths[number] * 7)
        if number in breaks:
            across.append([])
    return across


@pytest.mark.parametrize("partners", [1, 3, 4, 12])
def test_every_page_is_as_wide_as_a4_and_its_letters_are_large_enough_to_read(
    partners: int, shape: Callable[..., Any], tmp_path: Path
) -> None:
    for name, data in shape(partners, 20).contexts().items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(compile_template(TEMPLATES / f"{name}.xlsx").fill(data))
        for sheet in openpyxl.load_workbook(path).worksheets:
            most = min(100, int(100 * A4 / max(map(sum, pages(sheet)))))
            fits = bool(sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage)
            scale = most if fits else sheet.page_setup.scale

            assert 58 <= scale <= most, (name, sheet.title)


@pytest.mark.libreoffice
def test_every_formula_has_the_value_that_libreoffice_works_out(filled: list[Filled]) -> None:
    wrong = [
        (one, sheet, cell.coordinate, cell.value)
        for one in filled
        for sheet, cell in one.formulas()
        if not same(one.before[sheet][cell.coordinate], one.after[sheet][cell.coordinate])
    ]

    assert wrong == []
    assert sum(1 for one in filled for _ in one.formulas()) > 2500


@pytest.mark.libreoffice
def test_no_cell_shows_an_error_and_no_tag_is_left(filled: list[Filled]) -> None:
    odd = re.compile(r"\{[{%]|^#(REF|NAME|VALUE|DIV|N/A|NUM|NULL)")
    found = [
        (one, sheet, cell, value)
        for one in filled
        for sheet, cells in one.after.items()
        for cell, value in cells.items()
        if isinstance(value, str) and odd.search(value)
    ]

    assert found == []


@pytest.mark.libreoffice
def test_every_check_in_every_appendix_agrees(filled: list[Filled]) -> None:
    checks = [
        (one, sheet, cell.coordinate, one.after[sheet][cell.coordinate])
        for one in filled
        for sheet, cell in one.formulas()
        if cell.number_format.endswith(AGREES)
    ]

    assert [check for check in checks if check[3] != 0] == []
    assert len(checks) > 200
    assert {one.name for one, *_ in checks} == {one.name for one in filled}


def expected(name: str, data: Data, cost: Callable[[Data], Decimal]) -> dict[str, list[Decimal]]:
    """What the defined names of a template stand for, added up from the data it was filled with."""
    codes = [partner["code"] for partner in data["partners"]]

    def sums(figures: Iterable[Data]) -> list[Decimal]:
        held = list(figures)
        return [sum((each[code] for each in held), Decimal(0)) for code in codes]

    def of(figures: Iterable[Decimal]) -> list[Decimal]:
        return [sum(figures, Decimal(0))]

    if name == "appendix-b":
        term = of(year["net"] for year in data["years"])
        return {
            "Tie_NetSaving": term,
            "Tie_AverageSaving": [term[0] / len(data["years"])],
            "Tie_NetSavingByPartner": sums(year["share"] for year in data["years"]),
        }
    if name in BY_AUTHORITY:
        what = "Revenue" if name == "appendix-c" else "Capital"
        rows = data.get("schemes", [row for group in data.get("groups", []) for row in group["headings"]])
        return {
            f"Tie_{what}Previous": of(row["previous"] for row in rows),
            f"Tie_{what}Current": of(row["current"] for row in rows),
            f"Tie_{what}CurrentByPartner": sums(
                {code: both["current"] for code, both in row["by"].items()} for row in rows
            ),
        }
    if name == "appendix-e":
        paid = sums(year["contribution"] for year in data["years"])
        drawn = sum(year["drawing"] for year in data["years"])
        items = [item for group in data["groups"] for item in group["items"]]
        return {
            "Tie_Investment": of(amount for item in items for amount in item["by"].values()),
            "Tie_CapitalFund": of(paid),
            "Tie_CapitalFundByPartner": paid,
            "Tie_ClosingBalance": [sum(paid) - drawn],
        }
    if name == "appendix-g":
        answer = {}
        for which in ("current", "proposed"):
            posts = [post for tier in data["structures"][which]["tiers"] for post in tier["posts"]]
            answer[f"Tie_{which.capitalize()}Cost"] = of(cost(post) for post in posts)
            answer[f"Tie_{which.capitalize()}FTE"] = of(Decimal(str(post["fte"])) for post in posts)
        return answer
    if name == "appendix-j":
        paid = sums(year["contribution"] for year in data["years"])
        payment = data["balancing"]["payment"].values() if data["balancing"] else ()
        return {"Tie_Contributions": of(paid), "Tie_ContributionsByPartner": paid, "Tie_BalancingPayment": of(payment)}
    return {}


@pytest.mark.libreoffice
def test_every_name_that_ties_to_the_model_stands_for_the_right_figures(
    filled: list[Filled], cost_of: Callable[[Data], Decimal]
) -> None:
    seen = 0
    for one in filled:
        wanted = expected(one.name, one.data, cost_of)
        assert {name for name in one.book.defined_names if name.startswith("Tie_")} == set(wanted), one
        for name, figures in wanted.items():
            seen += 1
            assert one.named(name) == [Decimal(figure).quantize(Decimal("0.01")) for figure in figures], (one, name)

    assert seen == len(SHAPES) * 20


@pytest.mark.libreoffice
def test_the_cabinets_own_column_is_marked_in_words_and_only_that_one(filled: list[Filled]) -> None:
    for one in filled:
        if one.name == "checks":
            continue
        own = {partner["authority"]: partner["own"] for partner in one.data["partners"]}
        marked = sum(value == "This authority" for cells in one.after.values() for value in cells.values())

        assert sum(word != "" for word in own.values()) == 1
        assert marked >= 1, one


def test_every_printed_page_and_every_property_say_not_for_publication(filled: list[Filled]) -> None:
    for one in filled:
        assert "Not for publication" in str(one.book.properties.keywords)
        assert one.data["exempt"]["wording"] == one.book.properties.subject
        for sheet in one.book.worksheets:
            top, where = sheet.oddHeader.left.text, (one, sheet.title)
            assert "NOT FOR PUBLICATION: Schedule 12A paragraphs 1 and 3" in top, where
            assert "Not for publication" in sheet.oddFooter.left.text
            assert "&P of &N" in sheet.oddFooter.right.text.replace("&[Page]", "&P").replace("&[Pages]", "&N")
            texts = [row[0].value for row in sheet.iter_rows(max_row=6, max_col=1)]
            assert texts.count(one.data["exempt"]["wording"]) == 1, where
            page = sheet.page_setup
            assert (page.orientation, int(page.paperSize), page.fitToWidth or 1) == ("landscape", 9, 1)
            assert sheet.print_area
