"""The LibreOffice extension (`.oxt`), made from the catalogue: the functions' interface, the add-in, the package.

The interface is given as UNOIDL source text, which LibreOffice 4.1 and later reads without a compiler. The package's
own modules ride along in `pythonpath/`, so nothing else has to be installed. The same package gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from mkip_xl import __version__
from mkip_xl.excel.catalogue import Catalogue, Function

_WHEN = (1980, 1, 1, 0, 0, 0)
_CARRIED = ("errors.py", "findings.py", "money", "finance", "excel")
_LEFT_OUT = ("office", "desktop", "calc", "recalc", "lite.py")

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
  <manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-typelibrary;type=RDB" \
manifest:full-path="mkip_functions.idl"/>
  <manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-component;type=Python" \
manifest:full-path="mkip_addin.py"/>
</manifest:manifest>
"""

_DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006" xmlns:dep="http://openoffice.org/extensions/description/2006">
  <identifier value="uk.gov.mkip.functions"/>
  <version value="{version}"/>
  <display-name><name lang="en">MKIP functions</name></display-name>
  <publisher><name lang="en">mkip_xl</name></publisher>
  <dependencies><dep:OpenOffice.org-minimal-version value="4.1" dep:name="LibreOffice 4.1"/></dependencies>
</description>
"""


def extension(catalogue: Catalogue) -> bytes:
    """The bytes of the extension.

    >>> from mkip_xl.excel.functions import CATALOGUE
    >>> extension(CATALOGUE)[:2]
    b'PK'
    """
    own = resources.files("mkip_xl")
    parts = {
        "META-INF/manifest.xml": _MANIFEST,
        "description.xml": _DESCRIPTION.format(version=__version__),
        "mkip_functions.idl": interface(catalogue),
        "mkip_addin.py": (own / "excel" / "calc" / "mkip_addin.py.in").read_text("utf-8"),
        "pythonpath/mkip_xl/__init__.py": (own / "__init__.py").read_text("utf-8"),
    }
    for name in _CARRIED:
        parts |= {f"pythonpath/mkip_xl/{path}": text for path, text in _modules(own / name, name)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in parts.items():
            entry = zipfile.ZipInfo(path, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, text.encode("utf-8"))
    return out.getvalue()


def interface(catalogue: Catalogue) -> str:
    """The functions as an interface: every argument is a cell or a range, every answer a value or rows.

    >>> from mkip_xl.excel.functions import CATALOGUE
    >>> "sequence< sequence< any > > MKIP_PERCENTAGES([in] any weights, [in] any places);" in interface(CATALOGUE)
    True
    """
    methods = "\n".join(f"    {_method(function)}" for function in catalogue.values())
    return (
        "module uk { module gov { module mkip {\n"
        "interface XMkipFunctions: com::sun::star::uno::XInterface {\n"
        f"{methods}\n"
        "};\n}; }; };\n"
    )


def _method(function: Function) -> str:
    given = ", ".join(f"[in] any {one.name.replace('_', '')}" for one in function.arguments)
    answer = "sequence< sequence< any > >" if function.spills else "any"
    return f"{answer} {function.name}({given});"


def _modules(place: Traversable, path: str) -> Iterator[tuple[str, str]]:
    if place.is_file():
        yield path, place.read_text("utf-8")
        return
    for inner in sorted(place.iterdir(), key=lambda one: one.name):
        if inner.name in _LEFT_OUT or inner.name == "__pycache__":
            continue
        if inner.is_dir() or inner.name.endswith(".py"):
            yield from _modules(inner, f"{path}/{inner.name}")
