"""library.md: public functions and classes of the rooms that work without a mission."""

from __future__ import annotations

import ast
from pathlib import Path

from reference_pages.texts import SOURCE, flat, paragraph

LIBRARY = (
    "terms",
    "sealing",
    "custody",
    "guarding",
    "intake",
    "reading",
    "matching",
    "counting",
    "publishing",
    "sample",
)

ABOUT_THE_LIBRARY = """These rooms need no mission, no database and no Django: import them in a script or a notebook.
Each entry gives the first paragraph of its docstring; `help()` gives the whole."""


def library_page() -> str:
    """Public functions and classes of the rooms that work without a mission, each with its first paragraph."""
    lines = [
        "# Library",
        "",
        ABOUT_THE_LIBRARY,
    ]
    for room in LIBRARY:
        lines += ["", f"## tawthiq.{room}", "", __first_paragraph(SOURCE / room / "__init__.py")]
        for file in sorted((SOURCE / room).rglob("*.py")):
            if file.name.startswith("_"):
                continue
            tree = ast.parse(file.read_text(encoding="utf-8"))
            public = [node for node in tree.body if _is_public(node)]
            if not public:
                continue
            name = ".".join(file.relative_to(SOURCE.parent).with_suffix("").parts)
            lines += ["", f"### {name}", "", __first_paragraph(file), ""]
            lines += [f"- `{_signature(node)}`: {flat(paragraph(ast.get_docstring(node)))}" for node in public]
    return "\n".join(lines) + "\n"


def _is_public(node: ast.stmt) -> bool:
    named = isinstance(node, ast.FunctionDef | ast.ClassDef)
    return named and not node.name.startswith("_") and bool(ast.get_docstring(node))


def _signature(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef):
        returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
        return f"{node.name}({ast.unparse(node.args)}){returns}"
    assert isinstance(node, ast.ClassDef)  # noqa: S101
    return node.name


def __first_paragraph(file: Path) -> str:
    return flat(paragraph(ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))))
