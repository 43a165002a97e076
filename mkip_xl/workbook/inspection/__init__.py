"""What is hidden in a workbook, and where secrets survive in it.

`inspect` tells everything a reader of a workbook does not see, as findings. `scan` looks for secret numbers and texts,
in every form they can be printed or packed in, in every byte of the file.

    the file (archive, wrapping) → its parts (contents, markup, opened)
    → cells (grids, strings, appearance, formats, colours)
    → what stands around them (furniture, drawings, charts, bookwide, properties, pictures) → findings (notes, seen)
    secrets → figures, wording → scanning (scanning_xml, binary, unwrapping, compound, adjacency, derivable) → survivors
"""

from mkip_xl.workbook.inspection.inspecting import inspect
from mkip_xl.workbook.inspection.scanning import scan
from mkip_xl.workbook.inspection.secrets import Secrets
from mkip_xl.workbook.inspection.survivors import ScanResult, Survivor

__all__ = ["ScanResult", "Secrets", "Survivor", "inspect", "scan"]
