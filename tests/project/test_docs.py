"""Every Python block of the README and the docs runs, and every command they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^(<!-- not run as it stands: .*? -->\n\n)?```python\n(.*?)^```", re.M | re.S)
BLOCKS = [
    pytest.param(match[2], bool(match[1]), id=f"{page.relative_to(ROOT)}-{number}")
    for page in PAGES
    for number, match in enumerate(BLOCK.finditer(page.read_text()))
]


@pytest.mark.parametrize(("code", "only_compiles"), BLOCKS)
def test_a_block_runs_as_it_stands(
    code: str, only_compiles: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment before the block marks what needs a server of the reader's; it must still be Python."""
    monkeypatch.chdir(tmp_path)
    compiled = compile(code, "<docs>", "exec")
    if not only_compiles:
        exec(compiled, {"__name__": "docs"})


def test_the_commands_and_links_that_pages_name_exist() -> None:
    from typer.main import get_command

    from cloudbeds_connector.cli.main import app

    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for page in PAGES:
        text = page.read_text()
        named = set(re.findall(r"^\$ cloudbeds-connector ([a-z-]+)", text, re.M))
        assert named <= commands, page
        assert set(re.findall(r"^\$ make ([a-z]+)", text, re.M)) <= targets, page
        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (page.parent / link).exists(), f"{page}: {link}"
    listed = set(re.findall(r"^\| `([a-z-]+)[ `]", (ROOT / "docs/reference/command-line.md").read_text(), re.M))
    assert listed == commands


def test_every_error_is_in_the_table_of_errors() -> None:
    import inspect

    from cloudbeds_connector import errors

    table = (ROOT / "docs/reference/errors.md").read_text()
    kinds = [name for name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)]
    assert [name for name in kinds if not re.search(rf"^\|.*`{name}`", table, re.M)] == []


def test_the_project_speaks_of_itself_alone() -> None:
    import subprocess

    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    files = [ROOT / name for name in listing.split("\0") if name and not name.startswith("requirements/")]
    home = re.compile(r"(?<![\w.])/(root|home|work|Users)/[a-z]")
    for file in files:
        if file.is_file() and file != Path(__file__):
            text = file.read_text(errors="replace")
            assert not home.search(text), f"{file} names a path of one machine"
