"""Tests lie as the source lies: the tests of a package are in the folder of its name."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/cloudbeds_connector"
TESTS = ROOT / "tests"

#: Folders of tests that are about no one package.
ACROSS = {
    "acceptance": "the turnover rules, row by row of the decision table",
    "adapters": "a folder for each of adapters/cloudbeds_connector_*",
    "convergence": "random histories of hotels, channels, workers and crashes, and their ending",
    "cassettes": "scrubbed recordings of an API, replayed",
    "connectors": "connectors for invented hotel systems, a folder for each",
    "contracts": "the contract suites of testing/contracts, run against every implementation",
    "mutants": "which mutants of the pure rules may survive",
    "openapi": "client and simulated hotel against the vendor's description",
    "privacy": "no secret and no guest data in logs, errors, pickles and stores",
    "project": "the repository itself: docs, examples, packaging, imports",
    "properties": "properties of the turnover rules over random hotels",
    "sdk": "the simulated hotel against the vendor's SDK",
    "testing": "a folder for each part of testing/",
    "wayside": "the connector for Wayside, with its server, its staged hotel and their tests",
}


def test_every_folder_of_tests_is_a_package_of_the_source_or_is_known() -> None:
    folders = [path.parent.relative_to(TESTS) for path in TESTS.rglob("__init__.py") if path.parent != TESTS]
    unknown = [
        str(folder)
        for folder in folders
        if folder.name not in ACROSS
        and not (SOURCE / folder / "__init__.py").exists()
        and not (ROOT / "adapters" / f"cloudbeds_connector_{folder.name}" / "__init__.py").exists()
    ]
    assert unknown == []


def test_every_known_folder_exists() -> None:
    assert set(ACROSS) <= {path.name for path in TESTS.rglob("*") if path.is_dir()}
