"""Formulas: cut into tokens, carried to their new places, worked out without Excel.

Carrying over (`expansion`, `shifting`, `areas`). An `AxisMap` lists the new lines of one axis of one sheet, each with
its old line and the iterations it stands in; `SheetMap(rows, columns)`; `SheetCopy(name, map, path, tables)`;
`WorkbookMap({old sheet: [SheetCopy, …]}, order, loops)`.

- `AxisMap(lines, size, known, loops)`: give `known` (the last old line spoken of) and `loops` ({id: Loop(first, last,
  source, condition)}: the body without its markers, and what it runs over as text). Both may be left out, yet marker
  lines at the end of a sheet and loops side by side are only told apart with them. Ids are unique in an axis.
- `shift_formula(formula, Place(sheet, row, column, row_path, column_path, new_sheet), maps, notes)` for one place;
  `compile_formula(formula).shift(place, maps, notes)` for many. The rules are told in `reach`. TemplateError when no
  formula could say what is meant. `notes` gathers what `template check` should tell.
- `translate(formula, rows, columns)`: as Excel's Copy does (shared formulas).
- `shift_ranges(sqref, SheetMap, "cover" | "copies" | "hull")`, `iterations(AxisMap, first, last)`,
  `shift_anchor(row, column, SheetMap)`, `shift_formula_ranges(formula, place, maps)` for names, print areas and chart
  data (None: all gone).

Working out (`calculation`, `values`). `Calculation(formulas, inputs=…, constants=…, names=…, tables=…, functions=…)`
puts the formulas of a workbook in order and compiles them once; `.run(values)` gives each formula's value for one set
of figures, `.faults` those that are never worked out and why. A value is a float, str, bool, None or ExcelError; a
date is its serial number; what is not known for certain comes back as NotEvaluated with the reason, never as a guess.
"""
