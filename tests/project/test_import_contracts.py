"""The import contracts of pyproject.toml: each holds, and each fails when a module breaks it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: For each contract: a file to add, or to add to, and the import in it that breaks the contract.
BREAKS = {
    "errors imports only escapes": ("cloudbeds_connector/errors.py", "import cloudbeds_connector.pms.model"),
    "escapes imports nothing of the package": ("cloudbeds_connector/escapes.py", "import cloudbeds_connector.errors"),
    "hooks imports nothing of the package": ("cloudbeds_connector/hooks.py", "import cloudbeds_connector.errors"),
    "secrecy imports only errors": ("cloudbeds_connector/secrecy.py", "import cloudbeds_connector.pms.model"),
    "secrets imports only errors": ("cloudbeds_connector/secrets/broken.py", "import cloudbeds_connector.hooks"),
    "pms imports only errors": ("cloudbeds_connector/pms/broken.py", "import cloudbeds_connector.turnover"),
    "http imports only pms, errors and hooks": (
        "cloudbeds_connector/http/broken.py",
        "import cloudbeds_connector.stores.port",
    ),
    "the pure rules import only pms": (
        "cloudbeds_connector/turnover/broken.py",
        "import cloudbeds_connector.http.retry",
    ),
    "stores import only pms and secrets": (
        "cloudbeds_connector/stores/broken.py",
        "import cloudbeds_connector.turnover",
    ),
    "the pure rules import nothing of each other": (
        "cloudbeds_connector/occupancy/broken.py",
        "import cloudbeds_connector.roommap.model",
    ),
    "cloudbeds imports only http, pms and the leaves": (
        "cloudbeds_connector/cloudbeds/broken.py",
        "import cloudbeds_connector.stores.port",
    ),
    "the engine imports neither cloudbeds nor http, and no surface": (
        "cloudbeds_connector/engine/broken.py",
        "import cloudbeds_connector.cloudbeds.connector",
    ),
    "api imports neither cloudbeds nor http": (
        "cloudbeds_connector/api/broken.py",
        "import cloudbeds_connector.http.retry",
    ),
    "adapters import neither cloudbeds nor http": (
        "cloudbeds_connector_fastapi/broken.py",
        "import cloudbeds_connector.cloudbeds.connector",
    ),
    "only the command line imports adapters": (
        "cloudbeds_connector/engine/broken_too.py",
        "import cloudbeds_connector_fastapi",
    ),
    "the simulated hotel shares no code with what it tests": (
        "cloudbeds_connector/testing/hotel/broken.py",
        "import cloudbeds_connector.http.retry",
    ),
    "only http.wire imports the HTTP library": ("cloudbeds_connector/cloudbeds/broken_http.py", "import httpx"),
    "no framework in the core": ("cloudbeds_connector/api/broken_too.py", "import fastapi"),
}


def lint(tree: Path) -> str:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--config", str(tree / "pyproject.toml"), "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, so that breaking it breaks nothing else."""
    copy = tmp_path_factory.mktemp("tree")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src/cloudbeds_connector", copy / "cloudbeds_connector", ignore=ignore)
    for adapter in (ROOT / "adapters").iterdir():
        shutil.copytree(adapter, copy / adapter.name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def test_every_contract_has_a_way_to_break_it() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = {contract["name"] for contract in config["tool"]["importlinter"]["contracts"]}
    assert names == set(BREAKS)


def test_contracts_hold_and_each_fails_when_it_is_broken(tree: Path) -> None:
    before = lint(tree)
    assert all(f"{name} KEPT" in before for name in BREAKS), before
    for path, line in BREAKS.values():
        file = tree / path
        file.write_text((file.read_text() if file.exists() else '"""Broken."""\n') + f"\n{line}  # broken on purpose\n")
    after = lint(tree)
    sections = {name: after.split(f"\n{name}\n", 1)[-1].split("\n\n\n", 1)[0] for name in BREAKS}
    for name, (path, _) in BREAKS.items():
        assert f"{name} BROKEN" in after, after
        culprit = path.removesuffix(".py").replace("/", ".")
        assert culprit in sections[name], f"{name} is broken, but not by {culprit}:\n{sections[name]}"
