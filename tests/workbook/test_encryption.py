"""Locked workbooks open again with their password and no other, in this program and in LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from mkip_xl.errors import MethodError, NotAvailableError, OutputError, RefusedFile
from mkip_xl.workbook.encryption import checked_password, decrypt, encrypt, is_locked, password_in

PASSWORD = "grey-heron at low tide"


def _workbook(rows: int = 200) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in range(rows):
        book.active.append([f"line {row}", row * 1.5])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _tiny() -> bytes:
    """A workbook below the size that the library can lock: without its theme."""
    with zipfile.ZipFile(io.BytesIO(_workbook(3))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if "theme" not in name:
                archive.writestr(name, content)
    return stream.getvalue()


def test_a_locked_workbook_opens_with_its_password() -> None:
    workbook = _workbook()
    locked = encrypt(workbook, PASSWORD)

    assert is_locked(locked)
    assert b"PK\x03\x04" not in locked[:512]
    assert workbook == decrypt(locked, PASSWORD)


def test_without_the_library_it_is_the_library_that_is_asked_for_and_not_another_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "msoffcrypto.format", None)

    with pytest.raises(NotAvailableError, match=r'pip install "mkip_xl\[secure\]"'):
        encrypt(b"PK" * 4000, "grey-heron at low tide")


def test_a_locked_workbook_opens_with_no_other_password() -> None:
    locked = encrypt(_workbook(), PASSWORD)

    with pytest.raises(RefusedFile, match="password is wrong"):
        decrypt(locked, PASSWORD + "s")


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
def test_one_changed_byte_is_refused(share: float) -> None:
    workbook = _workbook(4000)
    locked = bytearray(encrypt(workbook, PASSWORD))
    locked[int(len(locked) * share)] ^= 1

    with pytest.raises(RefusedFile):
        decrypt(bytes(locked), PASSWORD)


@pytest.mark.parametrize(
    "password", ["", "short", "eleven char", " " * 14, "ends with a space ", "tab\there and there", "x" * 256]
)
def test_a_password_that_does_not_protect_is_refused(password: str) -> None:
    with pytest.raises(MethodError):
        encrypt(_workbook(), password)


def test_twelve_characters_are_enough() -> None:
    assert checked_password("twelve chars") == "twelve chars"


def test_a_workbook_too_small_for_the_library_is_laid_out_larger() -> None:
    tiny = _tiny()
    opened = decrypt(encrypt(tiny, PASSWORD), PASSWORD)

    assert len(tiny) <= 4080
    assert len(opened) > 4096
    assert load_workbook(io.BytesIO(opened)).active["B3"].value == load_workbook(io.BytesIO(tiny)).active["B3"].value


def test_a_package_that_cannot_be_made_large_enough_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")

    with pytest.raises(OutputError, match="too small"):
        encrypt(stream.getvalue(), PASSWORD)


def test_the_password_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\nanother line\n", encoding="utf-8")
    (tmp_path / "empty").write_text("\n", encoding="utf-8")

    assert password_in(tmp_path / "password") == PASSWORD
    with pytest.raises(MethodError, match="empty"):
        password_in(tmp_path / "empty")
    with pytest.raises(NotAvailableError, match="not found"):
        password_in(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("content", "password"),
    [
        (b"grey-heron at low tide\r\nanother line", "grey-heron at low tide"),
        (b"\xef\xbb\xbfgrey-heron at low tide", "grey-heron at low tide"),
        ("Fischreiher über Ebbe, 鷺".encode(), "Fischreiher über Ebbe, 鷺"),
        ("grey-heron at\u2028low tide".encode(), None),
        (b"grey-heron at\x0blow tide", None),
        ("Fischreiher über Ebbe".encode("latin-1"), None),
        (b"\ngrey-heron at low tide", None),
    ],
)
def test_a_password_file_of_any_editor_is_read_as_it_was_meant_or_refused(
    content: bytes, password: str | None, tmp_path: Path
) -> None:
    (tmp_path / "password").write_bytes(content)
    if password is None:
        with pytest.raises((MethodError, NotAvailableError)):
            password_in(tmp_path / "password")
        return

    assert password == password_in(tmp_path / "password")


def test_an_open_workbook_is_not_decrypted() -> None:
    with pytest.raises(RefusedFile, match="no password"):
        decrypt(_workbook(), PASSWORD)


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Reopen(source As String, target As String, password As String)
  Dim opening(1) As New com.sun.star.beans.PropertyValue
  opening(0).Name = "Hidden" : opening(0).Value = True
  opening(1).Name = "Password" : opening(1).Value = password
  Dim document As Object
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, opening())
  If IsNull(document) Then Exit Sub
  Dim saving(0) As New com.sun.star.beans.PropertyValue
  saving(0).Name = "FilterName" : saving(0).Value = "Text - txt - csv (StarCalc)"
  document.storeToURL(target, saving())
  document.close(True)
  StarDesktop.terminate()
End Sub
</script:module>
"""


@pytest.mark.libreoffice
def test_libreoffice_opens_a_locked_workbook_with_the_password(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    assert program is not None, "LibreOffice is needed: python3 run.py tests installs it"
    office = [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--norestore"]
    subprocess.run([*office, "--terminate_after_init"], check=True, capture_output=True, timeout=120)
    (tmp_path / "profile/user/basic/Standard/Module1.xba").write_text(MACRO, encoding="utf-8")
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(encrypt(_workbook(3), PASSWORD))
    said = ",".join(f'"{text}"' for text in (locked.as_uri(), (tmp_path / "open.csv").as_uri(), PASSWORD))
    call = [*office, f"macro:///Standard.Module1.Reopen({said})"]
    subprocess.run(call, check=True, capture_output=True, timeout=120)

    assert (tmp_path / "open.csv").read_text().splitlines() == ["line 0,0", "line 1,1.5", "line 2,3"]
