"""No module that serves every hotel system names one, but where a docstring or a comment gives the source of a fact."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src/cloudbeds_connector"
#: Not even in docstrings and comments.
STRICT = ["errors.py", "hooks.py", "http", "stores", "engine"]
#: Docstrings and comments may say what is known of a hotel system.
NEUTRAL = [*STRICT, *["secrets", "pms", "turnover", "roommap", "occupancy", "api"]]
#: The package's own name, as in ``cloudbeds_connector.errors``.
OWN_NAME = re.compile("cloudbeds[_-]connector", re.IGNORECASE)


def names_it(text: str) -> bool:
    return "cloudbeds" in OWN_NAME.sub("", text).casefold()


def files_of(name: str) -> list[Path]:
    path = SOURCE / name
    found = [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert found
    return found


def code_of(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name and every text of a module that is no docstring."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
        for field in ("id", "attr", "arg", "name", "module"):
            if isinstance(value := getattr(node, field, None), str):
                yield getattr(node, "lineno", 0), value


@pytest.mark.parametrize("name", STRICT)
def test_the_text_of_a_neutral_module_names_no_hotel_system(name: str) -> None:
    lines = [
        (file, number, line) for file in files_of(name) for number, line in enumerate(file.read_text().splitlines(), 1)
    ]
    assert [f"{file}:{number}" for file, number, line in lines if names_it(line)] == []


@pytest.mark.parametrize("name", NEUTRAL)
def test_the_code_of_a_neutral_module_names_no_hotel_system(name: str) -> None:
    found = [(file, line) for file in files_of(name) for line in code_of(ast.parse(file.read_text()))]
    assert [f"{file}:{number}" for file, (number, text) in found if names_it(text)] == []
