"""How much code a connector takes: what its author writes, without docstrings, comments and blank lines."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

HERE = Path(__file__).parent
PARTS = ("transport", "mapping", "connector")
_NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def code_lines(path: Path) -> int:
    """The lines of a module that hold code. A string that is a statement of its own is a docstring."""
    source = path.read_text()
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def test_a_whole_connector_takes_250_lines_and_its_transport_less_than_60() -> None:
    sizes = {part: code_lines(HERE / f"{part}.py") for part in PARTS}
    assert sum(sizes.values()) <= 250, sizes
    assert sizes["transport"] < 60, sizes


def test_a_connector_is_written_with_public_names_only() -> None:
    public = r"cloudbeds_connector\.(errors|http|pms(\.\w+)?)"
    for part in PARTS:
        source = (HERE / f"{part}.py").read_text()
        imported = re.findall(r"^from (cloudbeds_connector\S*) import", source, re.M)
        assert [name for name in imported if not re.fullmatch(public, name)] == [], part
        assert not re.search(r"import cloudbeds_connector|import _|from \.\.", source), part
        assert max(len(line) for line in source.splitlines()) <= 120, part
