"""The VBA of the add-in, generated from the catalogue: one wrapper for each function, and its help for the wizard."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources

from mkip_xl.excel.catalogue import Catalogue, Function
from mkip_xl.excel.desktop.vba_project import SHEET_CLASS, WORKBOOK_CLASS, Module


def modules(catalogue: Catalogue, xlwings_version: str, sheets: Iterable[str] = ("Sheet1",)) -> list[Module]:
    """Every module of the project: the workbook and its sheets, the bridge to Python, the functions, their help."""
    return [
        Module("ThisWorkbook", _source("ThisWorkbook.bas"), WORKBOOK_CLASS),
        *(Module(sheet, "", SHEET_CLASS) for sheet in sheets),
        Module("MkipBridge", _source("MkipBridge.bas").replace("0.0.0", xlwings_version)),
        Module("MkipReasons", _source("MkipReasons.bas")),
        Module("MkipFunctions", functions_source(catalogue)),
        Module("MkipHelp", help_source(catalogue)),
    ]


def functions_source(catalogue: Catalogue) -> str:
    """The wrappers: each sends its cells to Python and answers what comes back."""
    head = "Option Explicit\n' Written from the catalogue of mkip_xl. Do not edit: the next release replaces it.\n"
    return head + "".join("\n" + _wrapper(function) for function in catalogue.values())


def help_source(catalogue: Catalogue) -> str:
    """The help of the function wizard, set when the workbook opens."""
    calls = "".join(_help(function) for function in catalogue.values())
    return _source("MkipHelp.bas") + calls + "End Sub\n"


def _wrapper(function: Function) -> str:
    given = ", ".join(
        f"{'Optional ' if one.is_optional else ''}ByRef {one.name} As Variant" for one in function.arguments
    )
    sent = ", ".join(f"MkipSent({one.name})" for one in function.arguments)
    return (
        f"Public Function {function.name}({given}) As Variant\n"
        f"Attribute {function.name}.VB_Description = {_quoted(function.description)}\n"
        f'    {function.name} = MkipAnswer("{function.name}", Array({sent}))\n'
        "End Function\n"
    )


def _help(function: Function) -> str:
    lines = [f"    MkipDescribe {_quoted(function.name)}, {_quoted(function.description)}, Array("]
    lines += [f"        {_quoted(one.help)}, " for one in function.arguments]
    lines[-1] = lines[-1].removesuffix(", ") + ")"
    return " _\n".join(line.rstrip() for line in lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _source(name: str) -> str:
    return (resources.files("mkip_xl.excel.desktop") / "basic" / name).read_text("utf-8")
