# ruff: noqa: E501 - a table of cases reads by the line
"""Files that must be refused: name → (how the bytes are made, the codes that a refusal may carry)."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

from .packing import (
    HEAD,
    MAIN,
    REL,
    SHEET_TYPE,
    Entry,
    by_hand,
    content_types,
    deflated,
    entries,
    noise,
    parts,
    rels,
    sheet,
    strings,
    styles,
    workbook,
    zipped,
)  # fmt: skip

Case = tuple[Callable[[], bytes], set[str]]
HOSTILE: dict[str, Case] = {}


def hostile(*codes: str, name: str | None = None) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter a function that makes a hostile file into the table."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        HOSTILE[name or make.__name__] = (make, set(codes))
        return make

    return enter


def each(code: str, cases: dict[str, Callable[[], bytes]]) -> None:
    """Enter many cases that share a code."""
    for name, make in cases.items():
        HOSTILE[name] = (make, set(code.split("|")))


def changed(name: bytes, **lies: object) -> Callable[[], bytes]:
    """A sound workbook with lies told of one entry."""

    def make() -> bytes:
        listed = entries(parts())
        for entry in listed:
            if entry.name == name:
                for word, lie in lies.items():
                    setattr(entry, word, lie)
        return by_hand(listed)

    return make


def renamed(new: bytes) -> Callable[[], bytes]:
    """A sound workbook with one more entry of that name."""
    return lambda: by_hand([*entries(parts()), Entry(new, b"<a/>")])


SHEET = b"xl/worksheets/sheet1.xml"


@hostile("bomb")
def bomb_of_zeros() -> bytes:
    return zipped(parts(sheet=b" " * (80 << 20)))


@hostile("bomb")
def bomb_of_empty_rows() -> bytes:
    return zipped(parts(sheet=sheet("<row/>" * (4 << 20))))


@hostile("bomb")
def bomb_in_a_picture() -> bytes:
    return zipped({**parts(), "xl/media/image1.png": b"\0" * (60 << 20)})


@hostile("false-size", "damaged-zip")
def bomb_that_declares_little() -> bytes:
    return changed(SHEET, raw=deflated(b"A" * (50 << 20)), size=1000)()


@hostile("bomb", "too-large")
def bomb_that_declares_four_gigabytes() -> bytes:
    return changed(SHEET, size=0xFFFFFFF0)()


@hostile("too-large", "bomb")
def many_parts_that_fill_two_gigabytes() -> bytes:
    raw, content = deflated(b"A" * (11 << 20)), b""
    more = [Entry(f"xl/media/{at}.bin".encode(), content, raw=raw, size=11 << 20, crc=0) for at in range(200)]
    return by_hand([*entries(parts()), *more])


@hostile("overlap")
def quoted_overlap() -> bytes:
    listed = entries(parts())
    more = [Entry(f"xl/media/{at}.bin".encode(), b"x" * 100, offset=0) for at in range(30)]
    return by_hand([*listed, *more])


@hostile("overlap", "two-stories")
def two_parts_share_their_bytes() -> bytes:
    listed = entries(parts())
    sound = by_hand(listed)
    second = sound.index(b"PK\x03\x04", 4)
    listed[2].offset = second
    return by_hand(listed)


@hostile("too-many-parts")
def twenty_thousand_parts() -> bytes:
    return zipped({**parts(), **{f"xl/media/{at}": b"" for at in range(20_000)}}, stored=True)


each("duplicate-part", {
    "part_twice": lambda: by_hand([*entries(parts()), Entry(SHEET, sheet('<row r="1"><c r="A1"><v>2</v></c></row>'))]),
    "part_twice_by_capitals": lambda: by_hand([*entries(parts()), Entry(b"XL/Worksheets/SHEET1.xml", sheet())]),
    "part_twice_by_percent_signs": lambda: by_hand([*entries(parts()), Entry(b"xl/worksheets/sheet%31.xml", sheet())]),
    "part_that_is_also_a_folder": renamed(b"xl/workbook.xml/more.xml"),
})  # fmt: skip
each("part-name", {
    "name_climbs_out": renamed(b"../../evil.xml"),
    "name_climbs_out_inside": renamed(b"xl/../../evil.xml"),
    "name_climbs_out_by_percent_signs": renamed(b"xl/%2e%2e/%2e%2e/evil.xml"),
    "name_absolute": renamed(b"/etc/passwd"),
    "name_with_backslashes": renamed(b"xl\\..\\..\\evil.xml"),
    "name_with_a_drive": renamed(b"C:/evil.xml"),
    "name_with_a_zero_byte": renamed(b"xl/evil.xml\0.png"),
    "name_of_a_device": renamed(b"xl/CON.xml"),
    "name_with_a_dot_segment": renamed(b"xl/./evil.xml"),
    "name_with_an_empty_segment": renamed(b"xl//evil.xml"),
    "name_ends_in_a_dot": renamed(b"xl/evil.xml."),
    "name_very_long": renamed(b"xl/" + b"a" * 5000),
    "name_empty": renamed(b""),
    "name_not_utf8": lambda: by_hand([*entries(parts()), Entry(b"xl/\xff\xfe.xml", b"<a/>", flags=0x800)]),
    "name_given_twice_in_extra": lambda: by_hand(
        [*entries(parts()), Entry(b"xl/a.xml", b"<a/>", extra=struct.pack("<HH", 0x7075, 9) + b"\x01\0\0\0\0evil")]
    ),
    "symbolic_link": lambda: by_hand([*entries(parts()), Entry(b"xl/link.xml", b"/etc/passwd", attributes=0o120777 << 16)]),
})  # fmt: skip
each(
    "checksum", {"bad_checksum": changed(SHEET, crc=0x12345678), "bad_checksum_stored": changed(SHEET, method=0, crc=1)}
)
each("truncated|damaged-zip", {
    "cut_in_half": lambda: zipped(parts())[: len(zipped(parts())) // 2],
    "cut_by_one_byte": lambda: zipped(parts())[:-1],
    "cut_after_ten_bytes": lambda: zipped(parts())[:10],
    "end_missing": lambda: zipped(parts())[:-22],
})  # fmt: skip
each("password", {
    "entry_encrypted": changed(SHEET, flags=1),
    "entry_encrypted_by_aes": changed(SHEET, extra=struct.pack("<HH", 0x9901, 7) + b"\x02\0AE\x03\x08\0"),
    "entry_strongly_encrypted": changed(SHEET, flags=0x41),
})  # fmt: skip
each(
    "compression",
    {
        "method_bzip2": changed(SHEET, method=12, raw=b"BZh9"),
        "method_lzma": changed(SHEET, method=14),
        "method_deflate64": changed(SHEET, method=9),
    },
)
each("two-stories|damaged-zip", {
    "two_names": changed(SHEET, local_name=b"xl/worksheets/sheet2.xml"),
    "two_sizes": changed(SHEET, local_size=7),
    "descriptor_is_missing": changed(SHEET, flags=8),
})  # fmt: skip
each("false-size|damaged-zip", {
    "declares_too_much": changed(SHEET, size=5000),
    "declares_too_little": changed(SHEET, size=20),
    "stored_with_two_lengths": changed(SHEET, method=0, size=99),
    "data_goes_on_after_its_end": lambda: changed(SHEET, raw=deflated(sheet()) + b"hidden", content=sheet())(),
    "data_ends_too_soon": lambda: changed(SHEET, raw=deflated(sheet())[:-4], content=sheet())(),
    "data_is_not_deflate": changed(SHEET, raw=b"\xff" * 50),
})  # fmt: skip
each("hidden-bytes|damaged-zip", {
    "bytes_between_parts": changed(SHEET, before=b"hidden" * 10),
    "something_in_front": lambda: by_hand([Entry(b"[Content_Types].xml", content_types(), before=b"#!/bin/sh\n")]),
})  # fmt: skip
each("damaged-zip|after-the-end|truncated|duplicate-part", {
    "something_behind": lambda: zipped(parts()) + b"hidden",
    "directory_counts_too_many": lambda: by_hand(entries(parts()), count=99),
    "directory_counts_too_few": lambda: by_hand(entries(parts()), count=3),
    "directory_elsewhere": lambda: by_hand(entries(parts()), shift=5),
    "one_disk_of_two": lambda: by_hand(entries(parts()), disk=1),
    "two_archives_end_to_end": lambda: zipped(parts()) + zipped(parts('<row r="1"><c r="A1"><v>666</v></c></row>')),
    "second_end_in_the_comment": lambda: by_hand(entries(parts()), comment=by_hand(entries(parts()))[-22:]),
    "larger_sizes_missing": lambda: changed(SHEET, size=0xFFFFFFFF)(),
    "larger_directory_missing": lambda: zipped(parts())[:-14] + b"\xff\xff\xff\xff" + zipped(parts())[-10:],
    "larger_directory_lies": lambda: by_hand(entries(parts()), zip64=True).replace(struct.pack("<L", 1) + b"PK\x05\x06", struct.pack("<L", 9) + b"PK\x05\x06"),
})  # fmt: skip

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


def with_doctype(doctype: str, value: str = "1") -> bytes:
    """A worksheet behind a document type."""
    return sheet(f'<row r="1"><c r="A1" t="str"><v>{value}</v></c></row>', head=HEAD + doctype)


each("doctype", {
    "billion_laughs": lambda: zipped(parts(sheet=with_doctype(LAUGHS, "&c;"))),
    "entity_from_a_file": lambda: zipped(parts(sheet=with_doctype(OUTSIDE, "&secret;"))),
    "doctype_from_the_web": lambda: zipped(parts(sheet=with_doctype('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'))),
    "doctype_with_parameter_entity": lambda: zipped(parts(sheet=with_doctype('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>'))),
    "doctype_that_does_nothing": lambda: zipped(parts(sheet=with_doctype("<!DOCTYPE worksheet>"))),
    "doctype_in_utf16": lambda: zipped(parts(sheet=with_doctype(LAUGHS, "&c;").decode().replace("UTF-8", "UTF-16").encode("utf-16"))),
    "doctype_in_big_endian_utf16": lambda: zipped(parts(sheet=b"\xfe\xff" + with_doctype(OUTSIDE).decode().replace("UTF-8", "UTF-16").encode("utf-16-be"))),
    "doctype_in_content_types": lambda: zipped(parts(types=content_types().replace(b"<Types", LAUGHS.encode() + b"<Types"))),
    "doctype_in_relationships": lambda: zipped(parts(root=rels(("rId1", "officeDocument", "xl/workbook.xml")).replace(b"<Rel", LAUGHS.encode() + b"<Rel", 1))),
    "doctype_in_the_workbook": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1")).replace(b"<workbook", OUTSIDE.encode() + b"<workbook"))),
    "doctype_in_shared_strings": lambda: zipped(parts(strings=strings("<t>&secret;</t>").replace(b"<sst", OUTSIDE.encode() + b"<sst"))),
    "doctype_in_styles": lambda: zipped(parts(styles=f'{HEAD}{LAUGHS}<styleSheet xmlns="{MAIN}"/>'.encode())),
    "doctype_in_custom_xml": lambda: zipped({**parts(), "customXml/item1.xml": (HEAD + LAUGHS + "<x>&c;</x>").encode()}),
    "doctype_in_properties": lambda: zipped({**parts(), "docProps/core.xml": (HEAD + OUTSIDE + "<x>&secret;</x>").encode()}),
    "doctype_in_vml": lambda: zipped({**parts(), "xl/drawings/vmlDrawing1.vml": (LAUGHS + "<xml>&c;</xml>").encode()}),
    "doctype_in_a_part_nobody_uses": lambda: zipped({**parts(), "xl/worksheets/sheet9.xml": with_doctype(LAUGHS)}),
})  # fmt: skip
each("encoding|malformed", {
    "utf32": lambda: zipped(parts(sheet=sheet().decode().replace("UTF-8", "UTF-32").encode("utf-32"))),
    "utf16_unsaid": lambda: zipped(parts(sheet=sheet().decode().encode("utf-16-le"))),
    "utf7": lambda: zipped(parts(sheet=sheet(head='<?xml version="1.0" encoding="UTF-7"?>'))),
    "windows_1252": lambda: zipped(parts(sheet=sheet('<row r="1"><c r="A1" t="str"><v>£</v></c></row>', head='<?xml version="1.0" encoding="windows-1252"?>').decode().encode("cp1252"))),
    "latin_1": lambda: zipped(parts(sheet=sheet(head='<?xml version="1.0" encoding="ISO-8859-1"?>'))),
    "says_utf16_is_utf8": lambda: zipped(parts(sheet=sheet(head='<?xml version="1.0" encoding="UTF-16"?>'))),
    "says_utf8_is_utf16": lambda: zipped(parts(sheet=sheet().decode().encode("utf-16"))),
    "ebcdic": lambda: zipped(parts(sheet=sheet().decode().encode("cp037"))),
    "not_utf8": lambda: zipped(parts(sheet=sheet('<row r="1"><c r="A1" t="str"><v>XX</v></c></row>').replace(b"XX", b"\xff\xfe"))),
    "overlong_utf8": lambda: zipped(parts(sheet=sheet('<row r="1"><c r="A1" t="str"><v>XX</v></c></row>').replace(b"XX", b"\xc0\xaf"))),
    "xml_1_1": lambda: zipped(parts(sheet=sheet(head='<?xml version="1.1" encoding="UTF-8"?>'))),
})  # fmt: skip
each("malformed", {
    "not_closed": lambda: zipped(parts(sheet=sheet()[:-12])),
    "unknown_entity": lambda: zipped(parts('<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>')),
    "zero_byte_in_xml": lambda: zipped(parts(sheet=sheet().replace(b"<sheetData>", b"<sheetData>\0"))),
    "two_roots": lambda: zipped(parts(sheet=sheet() + sheet())),
    "sheet_is_empty": lambda: zipped(parts(sheet=b"")),
    "sheet_is_html": lambda: zipped(parts(sheet=b"<html><body>1</body></html>")),
    "attribute_twice": lambda: zipped(parts('<row r="1"><c r="A1" r="B1"><v>1</v></c></row>')),
    "unknown_prefix": lambda: zipped(parts('<row r="1"><q:c r="A1"><v>1</v></q:c></row>')),
    "workbook_is_rubbish": lambda: zipped(parts(workbook=b"rubbish")),
    "no_sheet_data": lambda: zipped(parts(sheet=f'<worksheet xmlns="{MAIN}"/>'.encode())),
    "two_sheet_data": lambda: zipped(parts(sheet=sheet(after='<sheetData><row r="1"><c r="A1"><v>2</v></c></row></sheetData>'))),
    "two_values_in_a_cell": lambda: zipped(parts('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>')),
    "element_inside_a_value": lambda: zipped(parts('<row r="1"><c r="A1"><v>12<b/>50</v></c></row>')),
    "cell_inside_a_cell": lambda: zipped(parts('<row r="1"><c r="A1"><c r="B1"><v>1</v></c></c></row>')),
    "row_inside_a_row": lambda: zipped(parts('<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>')),
    "unknown_kind_of_cell": lambda: zipped(parts('<row r="1"><c r="A1" t="zz"><v>1</v></c></row>')),
    "truth_that_is_neither": lambda: zipped(parts('<row r="1"><c r="A1" t="b"><v>maybe</v></c></row>')),
    "date_that_is_none": lambda: zipped(parts('<row r="1"><c r="A1" t="d"><v>2013-13-45</v></c></row>')),
})  # fmt: skip
each("too-deep", {
    "deep_sheet": lambda: zipped(parts(sheet=sheet(after="<extLst>" + "<a>" * 50_000 + "</a>" * 50_000 + "</extLst>"))),
    "deep_custom_part": lambda: zipped({**parts(), "customXml/item1.xml": b"<a>" * 100_000 + b"</a>" * 100_000}),
    "deep_workbook": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1"), after="<a>" * 5_000 + "</a>" * 5_000))),
    "deep_styles": lambda: zipped(parts(styles=(f'<styleSheet xmlns="{MAIN}">' + "<a>" * 9_000 + "</a>" * 9_000 + "</styleSheet>").encode())),
})  # fmt: skip
each("markup-size|too-large|text-too-long", {
    "thousands_of_attributes": lambda: zipped(parts(sheet=sheet('<row r="1" ' + " ".join(f"a{at}='1'" for at in range(60_000)) + "/>"))),
    "endless_attribute": lambda: zipped(parts(sheet=sheet(f'<row r="1" x="{noise(4_000_000)}"/>'))),
    "endless_comment": lambda: zipped(parts(sheet=sheet("<!--" + noise(4_000_000) + "-->"))),
    "endless_text_in_a_cell": lambda: zipped(parts(f'<row r="1"><c r="A1" t="str"><v>{noise(4_000_000)}</v></c></row>')),
    "endless_shared_string": lambda: zipped(parts(strings=strings(f"<t>{noise(4_000_000)}</t>"))),
    "text_too_long_for_a_cell": lambda: zipped(parts(f'<row r="1"><c r="A1" t="str"><v>{"a" * 40_000}</v></c></row>')),
    "endless_formula": lambda: zipped(parts(f'<row r="1"><c r="A1"><f>{"1+" * 500_000}1</f><v>1</v></c></row>')),
})  # fmt: skip
each("missing-part|not-a-workbook", {
    "no_content_types": lambda: zipped(parts(types=None)),
    "no_root_relationships": lambda: zipped(parts(root=None)),
    "no_workbook": lambda: zipped(parts(workbook=None)),
    "no_sheet": lambda: zipped(parts(sheet=None)),
    "no_shared_strings": lambda: zipped(parts(strings=None)),
    "no_styles": lambda: zipped(parts(styles=None)),
    "root_relationships_empty": lambda: zipped(parts(root=rels())),
    "no_table": lambda: zipped({
        **parts(sheet=sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>')),
        "xl/worksheets/_rels/sheet1.xml.rels": rels(("rId1", "table", "../tables/table1.xml")),
    }),
    "zip_of_holiday_pictures": lambda: zipped({"beach.jpg": b"\xff\xd8\xff"}),
})  # fmt: skip
each("missing-sheet", {
    "sheet_without_relationship": lambda: zipped(parts(workbook_rels=rels(("rId2", "styles", "styles.xml"), ("rId3", "sharedStrings", "sharedStrings.xml")))),
    "sheet_with_wrong_id": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId99")))),
    "sheet_that_is_the_styles": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId2")))),
    "name_on_a_sheet_that_is_not_there": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1"), after='<definedNames><definedName name="a" localSheetId="7">1</definedName></definedNames>'))),
    "sheet_outside_the_file": lambda: zipped(parts(workbook_rels=rels(("rId1", "worksheet", "http://127.0.0.1:9/sheet1.xml"), mode=' TargetMode="External"'))),
})  # fmt: skip
each("no-sheets", {"workbook_without_sheets": lambda: zipped(parts(workbook=workbook()))})
each("outside-target|missing-part", {
    "target_climbs_out": lambda: zipped(parts(workbook_rels=rels(("rId1", "worksheet", "../../../../etc/passwd"), ("rId2", "styles", "styles.xml")))),
    "target_is_a_file_address": lambda: zipped(parts(workbook_rels=rels(("rId1", "worksheet", "file:///etc/passwd")))),
    "target_is_a_share": lambda: zipped(parts(workbook_rels=rels(("rId1", "worksheet", "\\\\server\\share\\x.xml")))),
    "workbook_outside_the_file": lambda: zipped(parts(root=rels(("rId1", "officeDocument", "http://127.0.0.1:9/w.xml"), mode=' TargetMode="External"'))),
})  # fmt: skip
each("relationships", {
    "two_workbooks": lambda: zipped(parts(root=rels(("rId1", "officeDocument", "xl/workbook.xml"), ("rId2", "officeDocument", "xl/workbook.xml")))),
    "one_id_twice": lambda: zipped(parts(workbook_rels=rels(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId1", "worksheet", "worksheets/sheet1.xml")))),
    "two_sets_of_strings": lambda: zipped(parts(workbook_rels=rels(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml"), ("rId3", "sharedStrings", "sharedStrings.xml")))),
})  # fmt: skip
each("duplicate-sheet|sheet-name", {
    "two_sheets_of_one_name": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1"), ("SHEET1", "rId1")))),
    "two_sheets_in_one_part": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1"), ("Sheet2", "rId1")))),
    "sheet_name_too_long": lambda: zipped(parts(workbook=workbook(("a" * 32, "rId1")))),
    "sheet_name_with_a_slash": lambda: zipped(parts(workbook=workbook(("../a", "rId1")))),
    "sheet_name_empty": lambda: zipped(parts(workbook=workbook(("", "rId1")))),
})  # fmt: skip
each("content-types|missing-part", {
    "main_part_is_a_picture": lambda: zipped(parts(types=content_types(main="image/png"))),
    "sheet_is_declared_as_styles": lambda: zipped(parts(types=content_types().replace(b"worksheet+xml", b"styles+xml"))),
    "one_part_two_types": lambda: zipped(parts(types=content_types(("/xl/workbook.xml", f"{SHEET_TYPE}.styles+xml")))),
    "content_types_are_something_else": lambda: zipped(parts(types=b"<a/>")),
})  # fmt: skip
each("strict", {
    "strict_by_its_namespace": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1")).replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(REL.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"))),
    "strict_by_its_relationships": lambda: zipped(parts(root=rels(("rId1", "officeDocument", "xl/workbook.xml"), base="http://purl.oclc.org/ooxml/officeDocument/relationships"))),
    "strict_sheet_alone": lambda: zipped(parts(sheet=sheet().replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main"))),
})  # fmt: skip
each("xlsb|not-a-workbook", {
    "binary_workbook": lambda: zipped(parts(types=content_types(main="application/vnd.ms-excel.sheet.binary.macroEnabled.main"))),
    "word_document": lambda: zipped(parts(types=content_types(main="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"))),
    "presentation": lambda: zipped(parts(types=content_types(main="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"))),
    "apple_numbers": lambda: zipped({"Index/Document.iwa": b"\0\1\2", "Metadata/Properties.plist": b"x"}),
})  # fmt: skip
each("false-count", {
    "dimension_of_the_whole_sheet": lambda: zipped(parts(sheet=sheet('<row r="1"><c r="A1"><v>1</v></c></row>', before='<dimension ref="A1:XFD1048576"/>'))),
    "dimension_beyond_the_sheet": lambda: zipped(parts(sheet=sheet('<row r="1"><c r="A1"><v>1</v></c></row>', before='<dimension ref="A1:ZZZ99999999"/>'))),
    "billions_of_strings_declared": lambda: zipped(parts(strings=strings("<t>a</t>", counts=' count="4294967295" uniqueCount="4294967295"'))),
    "more_strings_declared_than_given": lambda: zipped(parts(strings=strings("<t>a</t>", counts=' uniqueCount="1000"'))),
    "negative_count_of_strings": lambda: zipped(parts(strings=strings("<t>a</t>", counts=' uniqueCount="-1"'))),
    "billions_of_styles_declared": lambda: zipped(parts(styles=parts()["xl/styles.xml"].replace(b'cellXfs count="8"', b'cellXfs count="4294967295"'))),
    "billions_of_merges_declared": lambda: zipped(parts(sheet=sheet(after='<mergeCells count="4000000000"><mergeCell ref="A1:A2"/></mergeCells>'))),
})  # fmt: skip
each("far-cell", {
    "one_cell_in_the_last_corner": lambda: zipped(parts('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "two_far_cells": lambda: zipped(parts('<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    "blank_cell_in_the_last_corner": lambda: zipped(parts('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>')),
})  # fmt: skip
each("outside-grid", {
    "row_too_far": lambda: zipped(parts('<row r="1048577"><c r="A1048577"><v>1</v></c></row>')),
    "row_of_four_billion": lambda: zipped(parts('<row r="4294967297"><c r="A4294967297"><v>1</v></c></row>')),
    "row_nought": lambda: zipped(parts('<row r="0"><c r="A0"><v>1</v></c></row>')),
    "row_minus_one": lambda: zipped(parts('<row r="-1"><c r="A1"><v>1</v></c></row>')),
    "column_too_far": lambda: zipped(parts('<row r="1"><c r="XFE1"><v>1</v></c></row>')),
    "address_that_is_none": lambda: zipped(parts('<row r="1"><c r="1A"><v>1</v></c></row>')),
    "merge_beyond_the_sheet": lambda: zipped(parts(sheet=sheet(after='<mergeCells><mergeCell ref="A1:XFE2"/></mergeCells>'))),
    "hyperlink_on_the_whole_sheet": lambda: zipped(parts(sheet=sheet(after='<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'))),
    "width_of_four_billion_columns": lambda: zipped(parts(sheet=sheet(before='<cols><col min="1" max="4294967295" width="9"/></cols>'))),
    "array_beyond_the_sheet": lambda: zipped(parts('<row r="1"><c r="A1"><f t="array" ref="A1:ZZZ9">1</f><v>1</v></c></row>')),
})  # fmt: skip
each("merged", {
    "whole_sheet_merged": lambda: zipped(parts(sheet=sheet(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))),
    "merges_overlap": lambda: zipped(parts(sheet=sheet(after='<mergeCells><mergeCell ref="A1:C3"/><mergeCell ref="B2:D4"/></mergeCells>'))),
    "half_a_million_merges": lambda: zipped(parts(sheet=sheet(after="<mergeCells>" + "".join(f'<mergeCell ref="A{at}:B{at}"/>' for at in range(1, 500_000)) + "</mergeCells>"))),
})  # fmt: skip
each("missing-text", {
    "text_number_too_high": lambda: zipped(parts('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')),
    "text_number_negative": lambda: zipped(parts('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>')),
    "text_number_that_is_none": lambda: zipped(parts('<row r="1"><c r="A1" t="s"><v>abc</v></c></row>')),
    "text_number_enormous": lambda: zipped(parts('<row r="1"><c r="A1" t="s"><v>99999999999999999999</v></c></row>')),
})  # fmt: skip
each("missing-style", {
    "style_number_too_high": lambda: zipped(parts('<row r="1"><c r="A1" s="99"><v>1</v></c></row>')),
    "style_number_negative": lambda: zipped(parts('<row r="1"><c r="A1" s="-1"><v>1</v></c></row>')),
})  # fmt: skip
each("duplicate-cell", {
    "cell_twice": lambda: zipped(parts('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')),
    "row_twice": lambda: zipped(parts('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>')),
    "cell_twice_out_of_order": lambda: zipped(parts('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c><c r="B1"><v>3</v></c></row>')),
    "cell_in_another_row": lambda: zipped(parts('<row r="1"><c r="A7"><v>1</v></c></row>')),
})  # fmt: skip
each("too-many-names|too-large", {
    "hundreds_of_thousands_of_names": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1"), after="<definedNames>" + "".join(f'<definedName name="n{at}">{at}</definedName>' for at in range(150_000)) + "</definedNames>"))),
    "thousands_of_sheets": lambda: zipped(parts(workbook=workbook(*((f"S{at}", "rId1") for at in range(200_000))))),
})  # fmt: skip
HOSTILE["thousands_of_sheets"] = (
    HOSTILE["thousands_of_sheets"][0],
    {"duplicate-sheet", "too-many-sheets", "too-large"},
)
each("alternatives|malformed", {
    "cells_in_two_versions": lambda: zipped(parts(
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14">'
        '<row r="1"><c r="A1"><v>1</v></c></row></mc:Choice><mc:Fallback><row r="1"><c r="A1"><v>2</v></c></row></mc:Fallback></mc:AlternateContent>'
    )),
})  # fmt: skip


def compound(*streams: str) -> bytes:
    """The beginnings of an OLE compound file with these streams: header, one allocation sector, one directory sector."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 10 + struct.pack("<LLLLLLLL", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<L", 0) + b"\xff" * 432
    table = struct.pack("<LL", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    directory = b""
    for number, name in enumerate(("Root Entry", *streams)):
        encoded = name.encode("utf-16-le")
        directory += encoded.ljust(64, b"\0") + struct.pack("<H", len(encoded) + 2) + bytes([5 if not number else 2, 1])
        directory += b"\xff" * 12 + b"\0" * 36 + struct.pack("<LLL", 0xFFFFFFFE, 0, 0)
    return header + table + directory.ljust(512, b"\0")


def open_document() -> bytes:
    """An OpenDocument spreadsheet, as LibreOffice begins one."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content xmlns:office='o'/>")
    return out.getvalue()


each("password", {"password_on_the_file": lambda: compound("EncryptionInfo", "EncryptedPackage")})
each("legacy-xls|not-a-workbook", {
    "old_xls_renamed": lambda: compound("Workbook", "\x05SummaryInformation"),
    "old_xls_of_1995": lambda: compound("Book"),
    "old_xls_without_wrapping": lambda: b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 600,
    "old_word_document": lambda: compound("WordDocument"),
    "compound_file_cut_short": lambda: compound("Workbook")[:300],
})  # fmt: skip
each("ods", {"open_document": open_document})
each("text", {
    "csv_renamed": lambda: b"Partner,Net cost\nMBC,1250.50\n",
    "csv_in_utf16": lambda: "Partner\tNet cost\nMBC\t1250.50\n".encode("utf-16"),
    "csv_in_windows_1252": lambda: "Partner,Net cost\nMBC,£1250.50\n".encode("cp1252"),
})  # fmt: skip
each("html", {"web_page_renamed": lambda: b"<html><body><table><tr><td>1</td></tr></table></body></html>"})
each(
    "xml-2003",
    {
        "xml_spreadsheet_of_2003": lambda: (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        )
    },
)
each("empty", {"nothing": lambda: b"", "zip_of_nothing": lambda: by_hand([])})
each("not-a-workbook|damaged|damaged-zip", {
    "pdf": lambda: b"%PDF-1.7\n%...",
    "program": lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 60,
    "zero_bytes": lambda: b"\0" * 5000,
    "rubbish": lambda: bytes(range(128, 256)) * 40,
    "xml_alone": lambda: sheet(),
    "zip_split_over_disks": lambda: b"PK\x07\x08" + zipped(parts()),
    "python_in_front": lambda: b"#!/usr/bin/python3\n" + zipped(parts()),
})  # fmt: skip
each(
    "malformed",
    {
        "element_inside_an_inline_text": lambda: zipped(
            parts('<row r="1"><c r="A1" t="inlineStr"><is><t>12<b/>50</t></is></c></row>')
        ),
        "foreign_element_inside_an_inline_text": lambda: zipped(
            parts('<row r="1"><c r="A1" t="inlineStr"><is><t>12<z:b xmlns:z="urn:z">3</z:b>50</t></is></c></row>')
        ),
        "element_inside_a_run": lambda: zipped(
            parts('<row r="1"><c r="A1" t="inlineStr"><is><r><t>12<b/>50</t></r></is></c></row>')
        ),
        "element_inside_a_shared_text": lambda: zipped(parts(strings=strings("<t>12<b/>50</t>"))),
        "foreign_element_inside_a_shared_text": lambda: zipped(
            parts(strings=strings('<t>12<z:b xmlns:z="urn:z">3</z:b>50</t>'))
        ),
        "text_outside_its_shared_string": lambda: zipped(
            parts(strings=strings("<t>a</t>").replace(b"<si>", b"<t>lost</t><si>"))
        ),
        "row_outside_the_cells": lambda: zipped(parts(sheet=sheet("", after="<row><c><v>1</v></c></row>"))),
        "cell_outside_a_row": lambda: zipped(parts('<c r="A1"><v>1</v></c>')),
        "value_outside_a_cell": lambda: zipped(parts('<row r="1"><v>1</v></row>')),
        "inline_text_said_to_be_a_number": lambda: zipped(parts('<row r="1"><c r="A1"><is><t>5</t></is></c></row>')),
    },
)
each("missing-style", {"style_number_empty": lambda: zipped(parts('<row r="1"><c r="A1" s=""><v>1</v></c></row>'))})
each(
    "too-large|bomb",
    {
        "a_million_things_around_the_cells": lambda: zipped(
            parts(
                sheet=sheet(
                    after="<hyperlinks>"
                    + "".join(f'<hyperlink ref="A{at % 9 + 1}" location="{noise(9)}{at}"/>' for at in range(400_000))
                    + "</hyperlinks>"
                )
            )
        ),
    },
)
each(
    "malformed",
    {
        "row_inside_an_inline_text": lambda: zipped(
            parts(
                '<row r="1"><c r="A1" t="inlineStr"><is><row r="2"><c r="A2"><v>9</v></c></row><t>x</t></is></c></row>'
            )
        ),
        "cell_inside_a_shared_string": lambda: zipped(parts(strings=strings("<c><v>1</v></c><t>a</t>"))),
    },
)
each("part-name|duplicate-part", {
    "name_written_backwards": renamed("xl/‮gnp.xml".encode()),
    "name_climbs_out_in_full_width": renamed("xl/．．/evil.xml".encode()),
    "name_with_a_zero_byte_by_percent_signs": renamed(b"xl/evil%00.xml"),
    "part_twice_by_accents": lambda: by_hand([*entries(parts()), Entry("xl/é".encode(), b""), Entry("xl/é".encode(), b"")]),
})  # fmt: skip
each("hidden-bytes", {
    "directory_of_ten_megabytes": lambda: by_hand([
        *entries(parts()), *(Entry(f"xl/{at}".encode(), b"", extra=struct.pack("<HH", 0x9999, 60_000) + b"e" * 60_000) for at in range(170)),
    ]),
})  # fmt: skip
each("relationships", {
    "target_neither_inside_nor_outside": lambda: zipped(parts(workbook_rels=rels(("rId1", "worksheet", "worksheets/sheet1.xml"), mode=' TargetMode="Sideways"'))),
})  # fmt: skip
each("strict", {
    "strict_by_its_own_word": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1")).replace(b"<workbook ", b'<workbook conformance="strict" '))),
})  # fmt: skip
each("outside-target", {
    "inclusion_of_a_file": lambda: zipped(parts(sheet=sheet(before='<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'))),
})  # fmt: skip
each("malformed", {
    "two_inline_texts": lambda: zipped(parts('<row r="1"><c r="A1" t="inlineStr"><is><t>1</t></is><is><t>2</t></is></c></row>')),
    "value_and_inline_text": lambda: zipped(parts('<row r="1"><c r="A1" t="inlineStr"><v>1</v><is><t>2</t></is></c></row>')),
    "inline_text_and_value": lambda: zipped(parts('<row r="1"><c r="A1" t="inlineStr"><is><t>2</t></is><v>1</v></c></row>')),
})  # fmt: skip
each("false-count", {
    "styles_that_are_said_to_be_a_million": lambda: zipped(parts(styles=styles().replace(b'<cellXfs count="8"', b'<cellXfs count="1000000"'))),
    "merges_that_are_said_to_be_a_million": lambda: zipped(parts(sheet=sheet(after='<mergeCells count="1000000"><mergeCell ref="A1:B1"/></mergeCells>'))),
})  # fmt: skip
each("too-large|bomb", {
    "number_format_without_end": lambda: zipped(parts(styles=styles().replace(b"[h]:mm", b"0" * 300_000))),
    "number_formats_without_end": lambda: zipped(parts(styles=styles().replace(b"<numFmts", b"<numFmts>" + b"".join(b'<numFmt numFmtId="%d" formatCode="0.0%d"/>' % (at, at) for at in range(200, 30_000)) + b"</numFmts><numFmts"))),
    "half_a_million_validations": lambda: zipped(parts(sheet=sheet(after="<dataValidations>" + "".join(f'<dataValidation sqref="A{at}"/>' for at in range(1, 500_001)) + "</dataValidations>"))),
})  # fmt: skip


@hostile("bomb")
def bombs_in_two_hundred_small_parts() -> bytes:
    """Each part is below the size from which a part is looked at; together they take minutes."""
    content = b"<a>" + b"<b/>" * 700_000 + b"</a>"
    packed = deflated(content, 9)
    return by_hand(
        [*entries(parts()), *(Entry(f"customXml/item{at}.xml".encode(), content, raw=packed) for at in range(200))]
    )


def only_for_some(inside: str) -> str:
    """Something that is given to those programs alone that know an extension."""
    return f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15" xmlns:x15="urn:x15">{inside}</mc:Choice></mc:AlternateContent>'


each("alternatives", {
    "a_second_set_of_cells_for_some_programs": lambda: zipped(parts(sheet=sheet('<row r="1"><c r="A1"><v>1</v></c></row>', before=only_for_some('<sheetData><row r="1"><c r="A1"><v>9</v></c></row></sheetData>')))),
    "merged_cells_for_some_programs": lambda: zipped(parts(sheet=sheet(after=only_for_some('<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')))),
    "date_system_for_some_programs": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1"), before=only_for_some('<workbookPr date1904="1"/>')))),
    "sheets_for_some_programs": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1"), before=only_for_some("<sheets/>")))),
    "number_formats_for_some_programs": lambda: zipped(parts(styles=styles().replace(b"<numFmts", only_for_some('<numFmts><numFmt numFmtId="199" formatCode="yyyy"/></numFmts>').encode() + b"<numFmts", 1))),
    "cell_within_an_element_of_another_program": lambda: zipped(parts('<row r="1"><z:wrap xmlns:z="urn:z"><c r="A1"><v>1</v></c></z:wrap></row>')),
})  # fmt: skip
each("malformed", {
    "date_system_given_twice": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1"), before='<workbookPr/><workbookPr date1904="1"/>'))),
    "date_system_that_is_perhaps": lambda: zipped(parts(workbook=workbook(("Sheet1", "rId1"), before='<workbookPr date1904="maybe"/>'))),
})  # fmt: skip
each("outside-grid", {
    "columns_hidden_seventy_thousand_times": lambda: zipped(parts(sheet=sheet(before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * 69_000 + "</cols>"))),
})  # fmt: skip
each("content-types", {
    "one_ending_for_two_kinds": lambda: zipped(parts(types=content_types().replace(b"</Types>", b'<Default Extension="XML" ContentType="image/png"/></Types>'))),
})  # fmt: skip
each("compression", {"patched_data": changed(SHEET, flags=0x20)})
each("not-a-workbook", {
    "web_archive": lambda: b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n",
    "sylk": lambda: b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\nE\r\n",
})  # fmt: skip
