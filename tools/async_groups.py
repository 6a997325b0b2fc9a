"""Write the groups of the asynchronous client from those of the synchronous one, so that both are one text.

A group's methods do no more than make operations and hand them to their client. So a method that calls
``self._client.execute`` is awaited, and with it every method of the group that calls such a method; nothing else
differs but names. `python tools/async_groups.py` writes the files; with ``--check`` it says whether they are current.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "src/cloudbeds_connector/cloudbeds"
HEADER = "# Written by tools/async_groups.py from ../groups/{name}: change that file, then run the tool.\n"


def main() -> int:
    """Write every file, or compare; an exit status."""
    check = "--check" in sys.argv[1:]
    stale = []
    for source in sorted((HERE / "groups").glob("*.py")):
        target = HERE / "async_groups" / source.name
        text = formatted(HEADER.format(name=source.name) + translated(source.read_text()))
        if not target.exists() or target.read_text() != text:
            stale.append(target.name)
            if not check:
                target.parent.mkdir(exist_ok=True)
                target.write_text(text)
    if check and stale:
        print(f"Not current: {', '.join(stale)}. Run: python tools/async_groups.py")
        return 1
    return 0


def translated(text: str) -> str:
    """A module of synchronous groups as one of asynchronous groups."""
    tree = ast.parse(text)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    lines = text.splitlines()
    for one in classes:
        _await(one, lines)
    return _renamed("\n".join(lines) + "\n")


def _renamed(text: str) -> str:
    """Names that have an asynchronous counterpart, by it; words in texts stay."""
    names = {name: f"Async{name}" for name in (*_group_names(), "CloudbedsClient", "AllRows")}
    names |= {"client": "async_client"}
    lines = text.splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    for before, token in reversed(list(pairwise(tokens))):
        is_module = token.string in ("client",)
        if token.type != tokenize.NAME or token.string not in names or (is_module and before.string not in ("..", ".")):
            continue
        row, column = token.start
        line = lines[row - 1]
        lines[row - 1] = line[:column] + names[token.string] + line[column + len(token.string) :]
    return "".join(lines)


def _group_names() -> list[str]:
    """The classes of all groups, but for names that something else has too."""
    return [
        node.name
        for source in sorted((HERE / "groups").glob("*.py"))
        for node in ast.parse(source.read_text()).body
        if isinstance(node, ast.ClassDef)
    ]


def _await(group: ast.ClassDef, lines: list[str]) -> None:
    methods = {node.name: node for node in group.body if isinstance(node, ast.FunctionDef)}
    awaited = {name for name, node in methods.items() if "self._client.execute(" in ast.unparse(node)}
    while more := {
        name
        for name, node in methods.items()
        if name not in awaited and any(f"self.{one}(" in ast.unparse(node) for one in awaited)
    }:
        awaited |= more
    calls = re.compile(rf"self\.(?:_client\.execute|{'|'.join(sorted(awaited)) or '-'})\(")
    for name in awaited:
        node = methods[name]
        lines[node.lineno - 1] = re.sub(r"\bdef\b", "async def", lines[node.lineno - 1], count=1)
    for name in awaited:
        for call in _calls(methods[name]):
            source = ast.unparse(call.func) + "("
            if calls.fullmatch(source):
                _insert(lines, call)


def _calls(node: ast.FunctionDef) -> list[ast.Call]:
    """The calls in a method, the last first, so that an insertion moves none that is still to come."""
    found = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    return sorted(found, key=lambda each: (each.lineno, each.col_offset), reverse=True)


def _insert(lines: list[str], call: ast.Call) -> None:
    line = lines[call.lineno - 1]
    before, after = line[: call.col_offset], line[call.col_offset :]
    if call.end_lineno == call.lineno and call.end_col_offset is not None:
        whole, rest = line[call.col_offset : call.end_col_offset], line[call.end_col_offset :]
        bare = before.rstrip().endswith(("return", "=")) or not before.strip()
        lines[call.lineno - 1] = f"{before}await {whole}{rest}" if bare else f"{before}(await {whole}){rest}"
        return
    lines[call.lineno - 1] = f"{before}await {after}"


def formatted(text: str) -> str:
    """As the project's formatter writes it."""
    ruff = [sys.executable, "-m", "ruff"]
    sorted_imports = subprocess.run(
        [
            *ruff,
            "check",
            "--fix",
            "--quiet",
            "--select",
            "I,F401",
            "--stdin-filename",
            str(HERE / "async_groups/x.py"),
            "-",
        ],
        input=text,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    ).stdout
    return subprocess.run(
        [*ruff, "format", "--quiet", "--stdin-filename", str(HERE / "async_groups/x.py"), "-"],
        input=sorted_imports,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
