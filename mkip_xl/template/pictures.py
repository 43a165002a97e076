"""Pictures given in the data: what kind they are, how they are named, and the relationships that lead to them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from typing import Any

from mkip_xl.errors import TemplateError

LARGEST = 20 * 1024 * 1024
KINDS = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif"}
_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF87a": "gif", b"GIF89a": "gif"}
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_END = b"</Relationships>"


def picture_bytes(value: Any) -> bytes:
    """The bytes of a picture given as bytes, as base64 text, or as a data URI.

    >>> picture_bytes("data:image/gif;base64,R0lGODlhAQABAAAAACw=")[:6]
    b'GIF89a'
    """
    if isinstance(value, str):
        text = value.partition(",")[2] if value.startswith("data:") else value
        if len(text) > LARGEST * 4 // 3 + 4:
            raise TemplateError(f"a picture larger than {LARGEST // 1024 // 1024} MB; make it smaller")
        try:
            value = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            raise TemplateError("a picture is given as base64 text (data:image/png;base64,…); this is not") from None
    if not isinstance(value, bytes):
        raise TemplateError("a picture is given as base64 text or a data URI")
    if len(value) > LARGEST:
        raise TemplateError(f"a picture larger than {LARGEST // 1024 // 1024} MB; make it smaller")
    return value


def picture_kind(content: bytes) -> str:
    """png, jpeg or gif, by the picture's own beginning.

    >>> picture_kind(b"GIF89a...")
    'gif'
    """
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    raise TemplateError("a picture that is neither PNG, JPEG nor GIF; save it as PNG")


@dataclass(slots=True)
class Pictures:
    """The pictures of one filling: each kept once, each drawing with relationships to its own."""

    taken: frozenset[str]
    parts: dict[str, bytes] = field(default_factory=dict)
    related: dict[str, dict[str, str]] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def add(self, drawing: str, value: Any) -> str:
        """Take a picture into a drawing; what comes back is the id of its relationship."""
        content = picture_bytes(value)
        mark = hashlib.sha256(content).hexdigest()
        if mark not in self._known:
            number = len(self._known) + 1
            while any(f"xl/media/filled{number}.{kind}" in self.taken for kind in KINDS):
                number += 1
            name = f"xl/media/filled{number}.{picture_kind(content)}"
            self._known[mark] = name
            self.parts[name] = content
        ids = self.related.setdefault(drawing, {})
        name = self._known[mark]
        return ids.setdefault(name, f"rIdFilled{len(ids) + 1}")

    def relationships(self, drawing: str, before: bytes) -> bytes:
        """A drawing's relationships with those of its pictures added."""
        added = b"".join(
            f'<Relationship Id="{identity}" Type="{_IMAGE}" Target="/{name}"/>'.encode()
            for name, identity in self.related[drawing].items()
        )
        head, end, tail = before.rpartition(_END)
        return head + added + end + tail
