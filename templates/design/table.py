"""A sheet with one table: columns by name, rows in order, formulas written with the columns' names.

A table with columns for every partner prints at a size that can be read: a page holds so many partners and no more, and
the others follow on further pages, beside the first column again.

In a formula `[net]` is the cell of column `net` in the row being written; `[net@units]` the cell in the row that was
marked `units`; `[net@$year]` holds that row (`L$12`), `[$net]` the column (`$L12`). What stands between a pair of
marker columns is repeated for every partner (or year) when the template is filled, what stands between marker rows for
every item.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from design import style
from design.paper import BANNER, Paper

_REFERENCE = re.compile(r"\[(\$?)(\w+)(?:@(\$?)(\w+))?\]")
PAGE_WIDTH = 960  # pixels that A4 landscape holds between its margins, with some to spare
OWN_TEXT = "This authority"
OWN = "{{ p.own }}"


@dataclass(frozen=True)
class Column:
    """One column: its key, width in characters, heading, unit, the figure it shows (None for words), its own mark.

    `edge` draws a line on its left, where a group of columns begins. A page ends with the column that stands after so
    many copies `to_a_page` of those before it.
    """

    key: str
    width: float
    heading: str = ""
    units: str = ""
    number: str | None = None
    own: str = ""
    edge: bool = False
    to_a_page: int = 0

    @property
    def pixels(self) -> float:
        """Its width on the screen; none when it is gone once the template is filled."""
        return 0 if self.is_marker else self.width * 7 + 5

    @property
    def is_marker(self) -> bool:
        """Whether it only holds a tag that repeats the columns after it, or ends them."""
        return self.heading.startswith("{%tc")


GAP = Column("gap", 0.8)
"""A sliver that keeps figures off the rule on their right."""

AGAIN = Column("again", 0)
"""Where a page to the right begins: the first column of the table once more."""


def each(key: str, tag: str, *columns: Column, to_a_page: int = 0) -> tuple[Column, ...]:
    """The columns between a pair of markers: repeated for every item of the loop, so many `to_a_page`."""
    word = tag.split()[0]
    if to_a_page:
        turn = f"if loop.index % {to_a_page} == 0 and not loop.last"
        columns = (*columns, *each("turn", turn, Column("page", 0.3, to_a_page=to_a_page), AGAIN))
    return (
        Column(f"{key}_start", 3, f"{{%tc {tag} %}}"),
        *columns,
        Column(f"{key}_end", 3, f"{{%tc end{word} %}}"),
    )


class Table:
    """One sheet, from its title band to its notes, written from the top down."""

    def __init__(self, paper: Paper, name: str, title: str, columns: Sequence[Column], *, lead: str = "") -> None:
        self.paper, self.name = paper, name
        self.columns = tuple(replace(columns[0], key=AGAIN.key) if column is AGAIN else column for column in columns)
        self.sheet = paper.sheet(name)
        self.at = {column.key: index for index, column in enumerate(columns)}
        self.marked: dict[str, int] = {}
        self.row = 0
        self.last = len(columns) - 1
        for index, column in enumerate(self.columns):
            self.sheet.set_column(index, index, column.width)
            if column.to_a_page:
                self._turn_page_after(index)
        self._band("band", paper.wording.prefix + title, 26)
        self._band("subband", paper.wording.subband, 16)
        self._gap(5)
        if paper.exempt:
            self._across(
                "banner_left" if "page" in self.at else "banner", BANNER, self._lines(BANNER, 150, 0.95) * 13 + 5
            )
            self._gap(6)
        if lead:
            self._across("lead", lead, self._lines(lead, extra=80) * 13 + 2)

    def _look(self, column: Column, name: str, number: str | None = None) -> Format:
        more: dict[str, object] = {"left": 1, "left_color": style.RULE} if column.edge else {}
        if (
            column.number is None
            and column.key not in (self.columns[0].key, AGAIN.key)
            and "align" not in style.LOOKS[name]
        ):
            more |= {"align": "left", "indent": 1}
        return self.paper.look(name, number, **more)

    # the top

    def _turn_page_after(self, turn: int) -> None:
        """Print at the scale at which the fullest page is as wide as A4, and go on to the right on further pages."""
        first = max(index for index in range(turn - 1) if self.columns[index].is_marker)
        copied = [column.pixels for column in self.columns[first:turn]]
        once = [column.pixels for column in self.columns if column.key != AGAIN.key]
        fullest = sum(once) + (self.columns[turn].to_a_page - 1) * sum(copied)
        self.sheet.set_print_scale(min(100, int(100 * PAGE_WIDTH / fullest)))
        self.sheet.set_v_pagebreaks([turn + 1])
        self.sheet.print_across()

    @property
    def width(self) -> float:
        """Characters across one copy of every column that stays."""
        return sum(column.width for column in self.columns if not column.is_marker)

    def _lines(self, text: str, extra: int = 0, letter: float = 0.9) -> int:
        """How many lines a text may need at the sheet's narrowest; `extra` allows for what its fields will say."""
        words = re.sub(r"\{\{.*?\}\}", "", text)
        return max(1, math.ceil((len(words) + extra) * letter / self.width))

    def _across(self, look: str, text: str, height: float) -> None:
        self.sheet.set_row(self.row, height)
        self.sheet.merge_range(self.row, 0, self.row, self.last, text, self.paper.look(look))
        self.row += 1

    def _band(self, look: str, text: str, height: float) -> None:
        """A line of the title band: across the sheet, or from the first column of every page on."""
        if AGAIN.key not in self.at:
            self._across(look, text, height)
            return
        self.sheet.set_row(self.row, height)
        for index, column in enumerate(self.columns):
            begins = column.key in (self.columns[0].key, AGAIN.key)
            self.sheet.write(self.row, index, text if begins else None, self.paper.look(look, shrink=False))
        self.row += 1

    def _gap(self, height: float) -> None:
        self.sheet.set_row(self.row, height)
        self.row += 1

    def caption(self, text: str) -> None:
        """The table's name, above its headings."""
        self.sheet.set_row(self.row, 18)
        self.sheet.write_string(self.row, 0, text, self.paper.look("caption"))
        self.row += 1

    def headings(
        self,
        *,
        height: float = 53,
        above: Mapping[str, str] | None = None,
        own: bool = False,
        freeze: bool = True,
        working: Mapping[str, str] | None = None,
    ) -> None:
        """The heading row, repeated on every page: names of groups of columns `above` it; below it whose column it is
        (`own`), the working, and the units.
        """
        top = self.row
        if above:
            self.mark("above")
            self._fill("above", [""] * len(self.columns))
            self._above(self.row - 1, above)
        self.mark("heading")
        self.sheet.set_row(self.row, height)
        for index, column in enumerate(self.columns):
            if column.is_marker:
                self.sheet.write_string(self.row, index, column.heading, self.paper.look("marker"))
            else:
                look = "heading" if column.number is None else "heading_right"
                self.sheet.write_string(self.row, index, column.heading, self._look(column, look))
        self.row += 1
        if own:
            self.mark("own")
            self.sheet.set_row(self.row, 12)
            self._fill("own", [column.own for column in self.columns])
        if working:
            self.sheet.set_row(self.row, 12)
            self._fill("own", [working.get(column.key, "") for column in self.columns], left="own_left")
        self.mark("units")
        if not any(column.units for column in self.columns):
            self.sheet.set_row(self.row, 4)
        self._fill("units", [column.units for column in self.columns], left="units_left")
        if freeze:
            self.sheet.freeze_panes(self.row, 1)
            self.sheet.repeat_rows(top, self.row - 1)
            if AGAIN.key not in self.at:
                self.sheet.repeat_columns(0, 0)

    def _above(self, row: int, names: Mapping[str, str]) -> None:
        """The names of groups of columns, each across its group, smaller where it is long."""
        for key, text in names.items():
            first = last = self.at[key]
            while last < self.last and not self.columns[last + 1].is_marker and self.columns[last + 1].key not in names:
                last += 1
            self.sheet.merge_range(row, first, row, last, text, self._look(self.columns[first], "above"))

    def _fill(self, look: str, texts: Iterable[str], *, left: str | None = None) -> None:
        for index, (column, text) in enumerate(zip(self.columns, texts, strict=True)):
            if column.is_marker:
                continue
            name = left if left and column.number is None else look
            if text:
                self.sheet.write_string(self.row, index, text, self._look(column, name))
            else:
                self.sheet.write_blank(self.row, index, None, self._look(column, name))
        self.row += 1

    # the rows

    def mark(self, name: str) -> None:
        """Give the row about to be written a name that formulas can use."""
        self.marked[name] = self.row

    def cell(self, key: str, row: str | None = None, *, fixed: bool = False) -> str:
        """The address of a column's cell in a marked row, or in the row about to be written."""
        number = (self.row if row is None else self.marked[row]) + 1
        column = xl_col_to_name(self.at[key])
        return f"${column}${number}" if fixed else f"{column}{number}"

    def there(self, key: str, row: str) -> str:
        """The same address for a formula on another sheet, or for a name: `'Net savings'!$L$20`."""
        return f"'{self.name}'!{self.cell(key, row, fixed=True)}"

    def tag(self, text: str) -> None:
        """A marker row: it says what the rows below are repeated for, or ends that, and is gone when filled."""
        self.sheet.write_string(self.row, 0, f"{{%tr {text} %}}", self.paper.look("marker"))
        self.row += 1

    def line(
        self,
        cells: Mapping[str, str],
        look: str = "worked",
        *,
        label: str = "label",
        looks: Mapping[str, str] | None = None,
        numbers: Mapping[str, str] | None = None,
        mark: str | None = None,
        height: float | None = None,
    ) -> None:
        """One row. A text beginning with `=` is a formula, one that is a lone `{{ … }}` a figure or words of the data.

        `look` is for calculated figures; a lone `{{ … }}` under a figure column is shown as entered.
        """
        if mark:
            self.mark(mark)
        if height:
            self.sheet.set_row(self.row, height)
        unknown = set(cells) - set(self.at)
        assert not unknown, f"{self.name} has no column {unknown}"
        if AGAIN.key in self.at:
            cells = {**cells, AGAIN.key: cells.get(self.columns[0].key, "")}
        for index, column in enumerate(self.columns):
            if column.is_marker:
                continue
            text = cells.get(column.key, "")
            number = (numbers or {}).get(column.key, column.number)
            if (looks or {}).get(column.key, "").startswith("check_cell"):
                number = style.DIFFERENCE
            name = label if column.number is None else look
            if look == "worked" and number is not None and text.startswith("{{"):
                name = "entered"
            name = (looks or {}).get(column.key, name)
            form = self._look(column, name, number)
            if text.startswith("="):
                self.sheet.write_formula(self.row, index, self.formula(text), form)
            elif text:
                self.sheet.write_string(self.row, index, text, form)
            else:
                self.sheet.write_blank(self.row, index, None, form)
        self.row += 1

    def rewrite(self, key: str, row: str, formula: str, look: str = "worked") -> None:
        """Write one cell of a marked row again, now that the rows its formula names are there."""
        column = self.columns[self.at[key]]
        self.sheet.write_formula(
            self.marked[row], self.at[key], self.formula(formula), self._look(column, look, column.number)
        )

    def formula(self, text: str) -> str:
        """The formula with the columns' names turned into addresses."""

        def address(found: re.Match[str]) -> str:
            column_held, key, row_held, row = found.groups()
            number = (self.marked[row] if row else self.row) + 1
            return f"{column_held}{xl_col_to_name(self.at[key])}{row_held or ''}{number}"

        return _REFERENCE.sub(address, text)

    def figures(self, template: str, *keys: str) -> dict[str, str]:
        """The same formula in several columns: `*` stands for the column's name."""
        return {key: template.replace("*", key) for key in keys}

    def total(self, cells: Mapping[str, str], *, mark: str = "total", **more: object) -> None:
        """A row of totals: thin rule above, double rule below."""
        self.line(cells, "total", label="total_label", mark=mark, height=16.5, **more)  # type: ignore[arg-type]

    def subtotal(self, cells: Mapping[str, str], **more: object) -> None:
        """A row of subtotals: thin rule above."""
        self.line(cells, "subtotal", label="subtotal_label", **more)  # type: ignore[arg-type]

    def check(self, label: str, cells: Mapping[str, str]) -> None:
        """A row of differences that should be nil: it says "Agrees", or by how much it does not, in red."""
        first = self.columns[0].key
        self.line(
            {first: label, **cells}, "check", label="check_label",
            numbers=dict.fromkeys(cells, style.DIFFERENCE),
        )  # fmt: skip
        for key in cells:
            self._fails(self.row - 1, self.row - 1, self.at[key])

    def fails(self, key: str, first: str, last: str) -> None:
        """Show in red what is not nil in a column of checks, from one marked row to another."""
        self._fails(self.marked[first], self.marked[last], self.at[key])

    def _fails(self, top: int, bottom: int, column: int) -> None:
        self.sheet.conditional_format(
            top, column, bottom, column, {"type": "cell", "criteria": "!=", "value": 0, "format": self.paper.failed}
        )

    # what comes below

    def space(self, height: float = 10) -> None:
        """An empty row."""
        self._gap(height)

    def notes(self, *texts: str) -> None:
        """The numbered notes below the table, the last on the status of the figures; the print area ends here."""
        self._gap(10)
        self.sheet.write_string(self.row, 0, "Notes", self.paper.look("notes_heading"))
        self.row += 1
        for number, text in enumerate((*texts, "Status: {{ partnership.statement }}"), 1):
            extra = 170 if "statement" in text else 60 * text.count("{{")
            self._across("note", f"{number}.  {text}", self._lines(text, extra, 0.7) * 12.5 + 1)
        self.sheet.print_area(0, 0, self.row - 1, self.last)

    def on_one_page(self) -> None:
        """Print the whole sheet on one page: for a table with a row a year, so that its notes do not stand alone."""
        self.sheet.fit_to_pages(1, 1)

    def shade_own_rows(self, own: str, first: str, last: str) -> None:
        """Shade the cabinet's own rows, where the column `own` says so."""
        top, bottom = self.marked[first], self.marked[last]
        self.sheet.conditional_format(
            top, 0, bottom, self.last,
            {
                "type": "formula",
                "criteria": f'=${xl_col_to_name(self.at[own])}{top + 1}="{OWN_TEXT}"',
                "format": self.paper.own,
            },
        )  # fmt: skip

    def shade_own(self, keys: Sequence[str], last: str, *, by: str | None = None) -> None:
        """Shade the cabinet's own column, where the row `own` says so, from the headings to the row marked `last`."""
        bottom = self.marked[last]
        top = self.marked.get("above", self.marked["heading"])
        mark = xl_col_to_name(self.at[by or keys[0]])
        for key in keys:
            column = self.at[key]
            self.sheet.conditional_format(
                top, column, bottom, column,
                {
                    "type": "formula",
                    "criteria": f'={mark}${self.marked["own"] + 1}="{OWN_TEXT}"',
                    "format": self.paper.own,
                },
            )  # fmt: skip
