"""What the Office add-in says of the functions: `functions.json`, and the list the task pane shows."""

from __future__ import annotations

from typing import Any

from mkip_xl.excel.catalogue import Catalogue, described


def functions_json(catalogue: Catalogue) -> dict[str, Any]:
    """The metadata Excel reads for custom functions: names, help, and which arguments take ranges.

    Error cells are asked for, so that an error comes out of a function as the same error.
    """
    return {
        "allowErrorForDataTypeAny": True,
        "functions": [
            {
                "id": function.name,
                "name": function.name,
                "description": function.description,
                "parameters": [
                    {
                        "name": one.name,
                        "description": one.help,
                        "type": "any",
                        "dimensionality": "matrix" if one.is_range else "scalar",
                        "optional": one.is_optional,
                    }
                    for one in function.arguments
                ],
                "result": {"type": "any", "dimensionality": "matrix"},
            }
            for function in catalogue.values()
        ],
    }


def catalogue_json(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The list the task pane shows and searches."""
    return described(catalogue)
