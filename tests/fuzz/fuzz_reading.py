# ruff: noqa: E501 - tables of cases and reasons read by the line
"""Coverage-guided fuzzing of the guard and the reader, as a command of its own: it runs until told to stop.

    python tests/fuzz/fuzz_reading.py -max_total_time=600      (atheris is installed by: pip install atheris)

Each input is read in one of seven ways, told by its first byte: as a whole file, or as one part of a sound workbook.
Anything but a reading or a refusal is a finding: it is kept by libFuzzer as crash-*, and belongs in the corpus.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import atheris

with atheris.instrument_imports(include=["mkip_xl"]):
    from mkip_xl.errors import RefusedFile
    from mkip_xl.workbook.reading import KINDS, read_workbook
    from mkip_xl.workbook.reading.survey import as_json, survey

HERE = Path(__file__).parent
PARTS = ("whole", "sheet", "strings", "styles", "workbook", "workbook_rels", "types")


def _packing() -> ModuleType:
    path = HERE.parent / "workbook" / "corpus" / "packing.py"
    spec = importlib.util.spec_from_file_location("packing", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["packing"] = module
    spec.loader.exec_module(module)
    return module


packing = _packing()
HEADINGS = "".join(f'<c t="str"><v>{kind}</v></c>' for kind in KINDS)


def one_input(data: bytes) -> None:
    """Read one input; whatever it is, it must be read or refused."""
    if not data:
        return
    part, rest = PARTS[data[0] % len(PARTS)], data[1:]
    if part == "whole":
        made = rest
    elif part == "sheet":
        rows = f'<row r="1">{HEADINGS}</row>'.encode() + rest
        made = packing.zipped(packing.parts(sheet=packing.sheet("@").replace(b"@", rows)), stored=True)
    else:
        old = packing.parts()
        short = {"strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml", "workbook": "xl/workbook.xml",
                 "workbook_rels": "xl/_rels/workbook.xml.rels", "types": "[Content_Types].xml"}  # fmt: skip
        head, _, tail = old[short[part]].rpartition(b"</")
        made = packing.zipped(packing.parts(**{part: head + rest + b"</" + tail}), stored=True)
    try:
        reading = read_workbook(made, "fuzz.xlsx")
        as_json(reading, survey(reading, {kind: kind for kind in KINDS}))
        survey(reading)
    except RefusedFile:
        return


def seeds(folder: Path) -> None:
    """Some inputs to begin with."""
    folder.mkdir(parents=True, exist_ok=True)
    cells = (
        b'<row r="2"><c r="A2" s="1"><v>41365</v></c><c r="D2" t="s"><v>0</v></c><c t="inlineStr"><is><r><t>x</t></r></is></c></row>',
        b'<row><c r="D9" t="e"><f t="shared" si="0" ref="A1:B2">A1</f><v>#N/A</v></c><c t="b"><v>1</v></c><c t="d"><v>2013-04-01</v></c></row>',
        b'</sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells><sheetData>',
        "<row><c t='str'><v>£1,234</v></c><c t='str'><v>30%</v></c></row>".encode(),
    )
    for number, cell in enumerate(cells):
        (folder / f"sheet-{number}").write_bytes(b"\x01" + cell)
    (folder / "strings").write_bytes(b"\x02<si><r><t>a</t></r><rPh><t>b</t></rPh></si>")
    (folder / "styles").write_bytes(b'\x03<numFmts><numFmt numFmtId="200" formatCode="[h]:mm"/></numFmts>')
    (folder / "names").write_bytes(b"\x04<definedNames><definedName name='a'>cmd|'/c'!A0</definedName></definedNames>")
    (folder / "rels").write_bytes(b'\x05<Relationship Id="x" Type="a/table" Target="../t.xml"/>')
    (folder / "whole").write_bytes(b"\x00" + packing.zipped(packing.parts(), stored=True))


if __name__ == "__main__":
    held = HERE / ".corpus"
    seeds(held)
    atheris.Setup([sys.argv[0], str(held), "-max_len=4096", f"-artifact_prefix={HERE}/", *sys.argv[1:]], one_input)
    atheris.Fuzz()
