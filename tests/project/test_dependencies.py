"""What the project declares is what it uses, and the other way round."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())

#: Distributions whose import name differs, and those that are used without an import.
IMPORT_NAMES = {"typing-extensions": "typing_extensions"}
#: Used by the standard library (`zoneinfo`), and imported nowhere.
UNSEEN = {"tzdata"}
#: Imported under names of their own, but parts of a declared package.
PARTS = {"pydantic_core": "pydantic"}
OWN = {"cloudbeds_connector", "cloudbeds_connector_sqlalchemy", "cloudbeds_connector_fastapi"}
#: The packages that the project was asked to be built on, as far as the code needs them so far.
#: `cryptography` comes with `authlib`, and seals what is stored.
#: `tzdata` has the zones that a slim image lacks, legacy names such as US/Eastern among them.
CARD = {"authlib", "cryptography", "httpx", "pydantic", "tenacity", "typing-extensions", "tzdata"}
CARD_DEV = {"pytest", "mkdocs-material", "vcrpy"}


def names(requirements: list[str]) -> set[str]:
    found = {re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower() for requirement in requirements}
    return found - {"cloudbeds-connector"}


def imported(*folders: str) -> set[str]:
    modules: set[str] = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    modules |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                    modules.add(node.module.split(".")[0])
    return {PARTS.get(name, name) for name in modules} - set(sys.stdlib_module_names) - OWN


def declared() -> set[str]:
    project = CONFIG["project"]
    extras = [requirement for group in project["optional-dependencies"].values() for requirement in group]
    return names(project["dependencies"] + extras)


def test_the_core_declares_the_required_dependencies() -> None:
    assert names(CONFIG["project"]["dependencies"]) == CARD
    assert names(CONFIG["dependency-groups"]["dev"]) >= CARD_DEV


def test_everything_imported_is_declared_and_everything_declared_is_imported() -> None:
    used = imported("src", "adapters")
    known = {IMPORT_NAMES.get(name, name) for name in declared()}
    test_only = {"pytest"}  # the contract suites are for people who have pytest
    assert used - known - test_only == set(), "imported but not declared"
    assert known - used == UNSEEN, "declared but not imported"


def test_pinned_requirements_cover_every_declared_package_and_name_no_host() -> None:
    run = (ROOT / "requirements/run.txt").read_text()
    dev = (ROOT / "requirements/dev.txt").read_text()
    for name in declared():
        assert re.search(rf"^{re.escape(name)}==", run, re.M), name
    for name in names(CONFIG["dependency-groups"]["dev"]):
        assert re.search(rf"^{re.escape(name)}==", dev, re.M), name
    beside = (ROOT / "requirements/beside.txt").read_text()
    assert set(re.findall(r"^([a-z0-9]+)==", beside, re.M)) == {"httpcore2", "httpx2"}
    assert "://" not in beside
    for text in (run, dev):
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9._-]+==", text, re.M)
        assert text.count("--hash=sha256:") >= len(pins) > 10
