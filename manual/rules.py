"""A page for each module of rules and of money: what a Python analyst calls, and where each rule comes from."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import ModuleType

from manual.writing import cell, docstring, fence, page, table

FLOORS = {
    "mkip_xl.finance": "Rules: pure functions of their arguments, in whole pence. No files, no clock.",
    "mkip_xl.money": "Whole minor units and their division.",
}


def pages() -> dict[str, str]:
    """The page of each module and their list, by path under docs/."""
    written, parts = {}, [
        "Every amount is whole pence (`int`), every weight exact; the same figures in give the same figures out."
        " The worksheet functions and the batch call these and nothing else."
    ]  # fmt: skip
    for floor, said in FLOORS.items():
        package = importlib.import_module(floor)
        rows = []
        for found in pkgutil.iter_modules(package.__path__, floor + "."):
            module = importlib.import_module(found.name)
            written[f"rules/{found.name}.md"] = module_page(module)
            rows.append((f"[`{found.name}`]({found.name}.md)", cell((inspect.getdoc(module) or "").split("\n\n")[0])))
        parts += [f"## {floor}", said, table(("Module", "What it holds"), rows)]
    return {"rules/index.md": page("Rules and money in Python", *parts), **written}


def module_page(module: ModuleType) -> str:
    """The page of one module: its public functions and classes, in the order they are written."""
    parts = [docstring(inspect.getdoc(module) or "")]
    for name, one in public(module):
        parts += [
            f"## {name}",
            fence(_signature(name, one), "python"),
            docstring(inspect.getdoc(one) or "", _arguments(one)),
        ]
        if inspect.isclass(one):
            for attribute, held in vars(one).items():
                if not attribute.startswith("_") and (text := _method_text(held)):
                    parts += [f"`{attribute}` — {docstring(text)}"]
    return page(module.__name__, *parts)


def public(module: ModuleType) -> list[tuple[str, object]]:
    """The public functions and classes a module defines itself, in source order."""
    own = [
        (name, one)
        for name, one in vars(module).items()
        if not name.startswith("_")
        and (inspect.isfunction(one) or inspect.isclass(one))
        and one.__module__ == module.__name__
    ]
    return sorted(own, key=lambda pair: _line(pair[1]))


def _line(one: object) -> int:
    assert inspect.isfunction(one) or inspect.isclass(one)
    return inspect.getsourcelines(one)[1]


def _signature(name: str, one: object) -> str:
    """The call, one argument a line where it is long."""
    if not inspect.isfunction(one):
        fields = getattr(one, "__dataclass_fields__", {})
        return f"{name}({', '.join(fields)})" if fields else name
    signature = inspect.signature(one)
    words, starred = [], False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            words.append("*")
        starred = starred or parameter.kind in (parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL)
        words.append(_argument(parameter))
    answer = "" if signature.return_annotation is signature.empty else f" -> {signature.return_annotation}"
    answer = answer.replace("'", "")
    text = f"{name}({', '.join(words)}){answer}"
    return text if len(text) <= 100 else f"{name}(\n" + "".join(f"    {word},\n" for word in words) + f"){answer}"


def _arguments(one: object) -> list[str]:
    """The names of a function's arguments, or of a record's fields."""
    if inspect.isfunction(one):
        return list(inspect.signature(one).parameters)
    return list(getattr(one, "__dataclass_fields__", {}))


def _argument(parameter: inspect.Parameter) -> str:
    stars = (
        "*" if parameter.kind is parameter.VAR_POSITIONAL else "**" if parameter.kind is parameter.VAR_KEYWORD else ""
    )
    kind = "" if parameter.annotation is parameter.empty else f": {parameter.annotation}"
    default = "" if parameter.default is parameter.empty else f" = {_default(parameter.default)}"
    return f"{stars}{parameter.name}{kind}{default}"


def _default(value: object) -> str:
    """A default as it is written; a function by its name, for its address differs from run to run."""
    return value.__name__ if inspect.isfunction(value) else repr(value)


def _method_text(held: object) -> str:
    target = held.fget if isinstance(held, property) else getattr(held, "func", held)
    target = target.__func__ if isinstance(target, classmethod | staticmethod) else target
    return inspect.getdoc(target) or "" if inspect.isfunction(target) else ""
