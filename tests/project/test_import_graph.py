"""The import graph of the package and its adapters has no circle, and no folder has more than 20 modules.

Every import counts, also one in a function and one under ``TYPE_CHECKING``. An ``__init__`` is a module like any other:
to import a name from a package is to depend on all that its ``__init__`` imports, so a circle cannot hide behind a
package. That Python runs the ``__init__`` of a package before its modules is not an import, and does not count.

A lazy ``__init__`` loads modules by name, which the graph does not contain. So it must import the same names under
``TYPE_CHECKING``, and no other module may load modules by name.
"""

from __future__ import annotations

import ast
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = [ROOT / "src/cloudbeds_connector", *sorted((ROOT / "adapters").glob("cloudbeds_connector_*"))]
MOST_MODULES = 20


def circles(*packages: str) -> list[list[str]]:
    """The groups of modules that import each other, directly or by way of others."""
    graph = grimp.build_graph(*packages, exclude_type_checking_imports=False, cache_dir=None)
    imports = {module: graph.find_upstream_modules(module) for module in graph.modules}
    groups = {frozenset({one, *(other for other in imports[one] if one in imports[other])}) for one in imports}
    return sorted(sorted(group) for group in groups if len(group) > 1)


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(*(package.name for package in PACKAGES)) == []


LATE = "def late():\n    from .one import ONE"
FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .one import ONE"


@pytest.mark.parametrize(("name", "back"), [("plain", "from . import one"), ("late", LATE), ("for_types", FOR_TYPES)])
def test_a_circle_is_found_however_it_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, back: str
) -> None:
    folder = tmp_path / f"circle_{name}"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "one.py").write_text("from .two import TWO\n")
    (folder / "two.py").write_text(f"{back}\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert circles(folder.name) == [[f"{folder.name}.one", f"{folder.name}.two"]]


def test_a_circle_through_a_packages_face_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "faced"
    folder.mkdir()
    (folder / "__init__.py").write_text("from .one import ONE\n")
    (folder / "one.py").write_text("from . import TWO\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert circles("faced") == [["faced", "faced.one"]]


def lazy_faces() -> list[Path]:
    """Every ``__init__`` that loads its names on first use."""
    found = [path for package in PACKAGES for path in package.rglob("__init__.py")]
    return [path for path in found if "def __getattr__" in path.read_text()]


@pytest.mark.parametrize("face", lazy_faces(), ids=lambda path: path.parent.name)
def test_a_lazy_face_imports_for_type_checkers_what_it_loads(face: Path) -> None:
    imported: set[str] = set()
    exported: set[str] = set()
    for node in ast.walk(ast.parse(face.read_text())):
        if isinstance(node, ast.ImportFrom):
            imported |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            exported |= set(ast.literal_eval(node.value))
    assert exported
    assert exported - {"__version__"} <= imported


def test_no_other_module_loads_modules_by_name() -> None:
    loading = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in package.rglob("*.py")
        if path.name != "__init__.py" and ("import_module" in path.read_text() or "__import__" in path.read_text())
    ]
    assert loading == []


def test_no_folder_holds_more_than_twenty_modules_beside_its_folders() -> None:
    sizes = {
        str(folder.relative_to(ROOT)): len([path for path in folder.glob("*.py") if path.name != "__init__.py"])
        for package in PACKAGES
        for folder in (package, *(path for path in package.rglob("*") if path.is_dir()))
    }
    assert {folder: size for folder, size in sizes.items() if size > MOST_MODULES} == {}
