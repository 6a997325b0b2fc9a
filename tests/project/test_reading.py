"""What a reader does with the README and the docs works: paste a block, install from a checkout, copy from the site."""

from __future__ import annotations

import ast
import code
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
TUTORIAL = ROOT / "docs/tutorial.md"
PYTHON = re.compile(r"^```python\n(.*?)^```", re.M | re.S)
#: What somebody who reads an example may import of the project.
PUBLIC = re.compile(r"cloudbeds_connector|cloudbeds_connector\.testing|cloudbeds_connector_[a-z]+")


class Shell(code.InteractiveConsole):
    """A Python shell into which lines are pasted. What would be printed on stderr is an error."""

    def write(self, data: str) -> None:
        raise AssertionError(data)

    showtraceback = code.InteractiveConsole.showtraceback


@pytest.mark.parametrize("block", PYTHON.findall(README.read_text()), ids=lambda block: block.splitlines()[0][:60])
def test_a_block_of_the_readme_can_be_pasted_into_a_shell_line_by_line(
    block: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell()
    pending = False
    for line in [*block.splitlines(), ""]:
        pending = shell.push(line)
    assert not pending, "the last block of the code is not complete"
    assert capsys.readouterr().out


def imported(source: str) -> set[str]:
    found = set[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name for name in found if name.startswith("cloudbeds_connector")}


SOURCES = [
    pytest.param(source, id=name)
    for name, source in [
        *(
            (f"{page.name}-{n}", s)
            for page in (README, TUTORIAL)
            for n, s in enumerate(PYTHON.findall(page.read_text()))
        ),
        *((path.name, path.read_text()) for path in sorted((ROOT / "examples").glob("*.py"))),
    ]
]


@pytest.mark.parametrize("source", SOURCES)
def test_examples_import_public_packages_only(source: str) -> None:
    assert [name for name in imported(source) if not PUBLIC.fullmatch(name)] == []


def test_the_command_line_uses_public_names_only() -> None:
    package = ROOT / "src/cloudbeds_connector"
    deep = []
    for path in sorted((package / "cli").rglob("*.py")):
        up = len(path.relative_to(package).parts)  # so many dots lead to the package itself
        for node in ast.walk(ast.parse(path.read_text())):
            inner = isinstance(node, ast.ImportFrom) and node.level >= up and node.module not in (None, "testing")
            deep += [ast.unparse(node)] if inner else []
        deep += [name for name in imported(path.read_text()) if not PUBLIC.fullmatch(name)]
    assert deep == []


def test_install_lines_work_from_a_checkout_and_none_needs_a_published_package() -> None:
    for page in [README, *ROOT.glob("docs/**/*.md")]:
        text = page.read_text()
        lines = re.findall(r'pip install ((?:\.|"\.|"?cloudbeds)[^`\n]*)', text)
        assert [line for line in lines if not re.fullmatch(r'\.|"\.\[[a-z,]+\]"', line)] == [], page
        if lines:
            assert "published on PyPI yet" in text.replace("\n", " "), page


def test_every_fence_is_highlighted_in_the_built_site_and_can_be_copied(tmp_path: Path) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    settings: dict[str, Any] = {"plugins": [], "strict": False, "site_dir": str(tmp_path)}
    config = load_config(str(ROOT / "mkdocs.yml"), **settings)
    build(config)
    assert "content.code.copy" in yaml.safe_load((ROOT / "mkdocs.yml").read_text())["theme"]["features"]
    for page in ROOT.glob("docs/**/*.md"):
        name = page.relative_to(ROOT / "docs").with_suffix("")
        built = tmp_path / (name.parent if name.name == "index" else name) / "index.html"
        html = built.read_text()
        fences = len(re.findall(r"^ *```\w+$", page.read_text(), re.M))
        assert len(re.findall(r'<div class="(?:language-\w+ )?highlight">', html)) == fences, page
        assert "```" not in html, page
