"""The built wheel is whole, and importing it is cheap."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("cloudbeds_connector", "cloudbeds_connector_sqlalchemy", "cloudbeds_connector_fastapi")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_types_and_migrations_of_every_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for package in PACKAGES:
        assert f"{package}/py.typed" in names
        assert f"{package}/__init__.py" in names
    migrations = "cloudbeds_connector_sqlalchemy/migrations"
    assert f"{migrations}/env.py" in names
    assert any(name.startswith(f"{migrations}/versions/0001") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "examples/", "docs/"))]


BARE = """
import sys, importlib.abc

class Nothing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in {blocked!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Nothing())
sys.path.insert(0, {wheel!r})
{code}
"""


def run_from_wheel(wheel: Path, code: str, *, blocked: tuple[str, ...] = ()) -> str:
    """Run `code` against the wheel's own files, with some packages made absent."""
    script = BARE.format(blocked=blocked, wheel=str(wheel), code=code)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_everything_public_imports_without_any_framework(wheel: Path) -> None:
    code = """
import cloudbeds_connector
assert {wheel!r} in cloudbeds_connector.__file__, cloudbeds_connector.__file__
for name in cloudbeds_connector.__all__:
    getattr(cloudbeds_connector, name)
import cloudbeds_connector.api, cloudbeds_connector.testing
from cloudbeds_connector.testing import SimulatedHotel
from cloudbeds_connector.cloudbeds.webhooks import WebhookVerifier, parse_event
print(len(cloudbeds_connector.__all__))
""".replace("{wheel!r}", repr(str(wheel)))
    frameworks = ("django", "fastapi", "celery", "sqlalchemy", "alembic", "typer", "rich", "uvicorn", "pytest", "redis")
    assert int(run_from_wheel(wheel, code, blocked=frameworks)) > 20


def test_rules_and_ports_cost_no_http_library(wheel: Path) -> None:
    code = """
import sys, cloudbeds_connector, cloudbeds_connector.turnover, cloudbeds_connector.roommap
import cloudbeds_connector.pms.ports
from cloudbeds_connector import TaskSink, TurnoverPolicy, ConnectorError
from cloudbeds_connector.turnover import schedule_turnover, plan_turnover
print(sorted({"httpx", "httpcore", "pydantic", "tenacity"} & set(sys.modules)))
"""
    assert run_from_wheel(wheel, code).strip() == "[]"
