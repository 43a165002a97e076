"""Agenda packs: locked with any password, and nothing of it told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from mkip_xl.batch import pack as packing
from mkip_xl.batch.pack import locked


def _pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize("password", ["grey-heron at low tide", "Fischreiher über Ebbe, 鷺", "🐎🔋📎 at low tide"])
def test_a_pack_opens_with_its_password_only_and_nothing_of_it_is_logged(
    password: str, caplog: pytest.LogCaptureFixture
) -> None:
    pack = locked(_pdf(), password)

    assert PdfReader(io.BytesIO(pack)).decrypt("another password") == 0
    assert PdfReader(io.BytesIO(pack)).decrypt(password) != 0
    assert caplog.records == []


def test_libreoffice_is_found_where_its_installer_puts_it_on_windows_though_not_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path / "Program Files"))
    assert packing._libreoffice() is None
    program = tmp_path / "Program Files" / "LibreOffice" / "program" / "soffice.com"
    program.parent.mkdir(parents=True)
    program.touch()

    assert packing._libreoffice() == str(program)
