"""Mutation testing of the pure rules: is there a test that fails when a rule is changed?

`python tools/mutants.py` changes the rules one place at a time, runs the tests that reach that place, and says how
many changes ("mutants") a test noticed. It ends with 1 when a package keeps under `ENOUGH` percent. With arguments
(`turnover`, `turnover.vacated`, `roommap.names`) it runs those parts only. mutmut does the work; its configuration,
with what is left out and why, is in pyproject.toml.

What counts. Killed: a test failed, or the change never came to an end. Survived: every test passed, or no test
reaches the place. Neither: a change that the type checker refuses (it could not be committed), and one that only
alters sentences for people (a string with two words or more), whose wording is free. Codes, keys and single words
count as rules do. A survivor that somebody judged harmless stays a survivor in the figures: `REVIEWED` gives the
reason, so that nobody judges it twice.
"""

import argparse
import ast
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

ENOUGH = 90
SLOW = 2.0
NEAR = 48
PACKAGES = ("turnover", "roommap", "occupancy")
ROOT = Path(__file__).resolve().parents[1]
PREFIX = "cloudbeds_connector."
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
WORK = ROOT / "mutants"
LOG = WORK / "mutmut.log"
LEFT = WORK / "survivors.toml"
REVIEWED = ROOT / "tests/mutants/survivors.toml"
TWO_WORDS = re.compile(r"[^\W\d_]\W* \W*\w")
OUTCOMES = {"timeout": "timed out", "caught by type check": "refused", "suspicious": "survived", "no tests": "survived"}
# pytest's end when a change breaks a test module itself; a person's Ctrl-C ends this script as well
OUTCOMES |= {"check was interrupted by user": "killed", "segfault": "killed"}


@dataclass(frozen=True, order=True)
class Mutant:
    """One change of one function: where, what differs, as it was and is, and what became of it."""

    where: str
    was: str
    now: str
    outcome: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a review names it by: nothing that moves when other code does."""
        return (self.where, self.was, self.now)


def main() -> int:
    """Run the parts asked for and report; 0 when every package keeps enough."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", default=PACKAGES, help="packages or modules; the three packages if none")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="tests run at a time; one per core")
    arguments = parser.parse_args()
    parts = [part.removeprefix(PREFIX) for part in arguments.parts]
    run_mutmut(parts, jobs=arguments.jobs)
    report_slow_tests()
    mutants = sorted(read_mutants(parts))
    report_survivors(mutants, parts)
    return report_figures(mutants, parts)


def run_mutmut(parts: list[str], *, jobs: int) -> None:
    """Run mutmut from scratch: the results that it keeps of earlier runs ignore changed tests."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    print(f"Changing {', '.join(parts)} ... (progress: {LOG.relative_to(ROOT)})", flush=True)
    # mutmut calls mypy by name; node ids come from sets, so one hash seed is one order
    path = os.pathsep.join([str(Path(MUTMUT).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": path, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [MUTMUT, "run", "--max-children", str(jobs), *(f"{PREFIX}{part}.*" for part in parts)]
    with LOG.open("wb") as log:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        tail = LOG.read_text(errors="replace").replace("\r", "\n").splitlines()[-60:]
        sys.exit("\n".join([*tail, "mutmut failed: do the same tests pass without it?"]))


def report_slow_tests() -> None:
    """Name the tests that are better left out in pyproject.toml: a survivor waits for each that reaches it."""
    seconds: dict[str, float] = json.loads((WORK / "mutmut-stats.json").read_text())["duration_by_test"]
    for test in sorted(test for test in seconds if seconds[test] > SLOW):
        print(f"Slow: {test} ({seconds[test]:.1f} s)")


def read_mutants(parts: list[str]) -> Iterator[Mutant]:
    """Every mutant of the parts that says something about the tests."""
    command = [MUTMUT, "results", "--all", "true"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    by_module: dict[str, dict[str, str]] = {}
    for line in filter(None, map(str.strip, shown.splitlines())):
        name, _, status = line.partition(": ")
        module, _, function = name.removeprefix(PREFIX).rpartition(".")
        if any(f"{module}.".startswith(f"{part}.") for part in parts):
            by_module.setdefault(module, {})[function] = OUTCOMES.get(status, status)
    for module, outcomes in by_module.items():
        yield from mutants_of(module, outcomes)


def mutants_of(module: str, outcomes: dict[str, str]) -> Iterator[Mutant]:
    """The mutants of one module, read from the file that mutmut wrote, in which each is a function of its own."""
    path = WORK / "src" / (PREFIX + module).replace(".", "/")
    tree = ast.parse(path.with_suffix(".py").read_text())
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for name, outcome in outcomes.items():
        stem = name.partition("__mutmut_")[0]
        before, after = functions[f"{stem}__mutmut_orig"], functions[name]
        before.name = after.name = stem.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
        if outcome != "refused" and without_sentences(before) == without_sentences(after):
            outcome = "text"
        yield Mutant(f"{module}:{before.name}", *difference(before, after), outcome)


def without_sentences(function: ast.FunctionDef) -> str:
    """The function as text in which every sentence reads the same."""
    text = ast.dump(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TWO_WORDS.search(node.value):
            text = text.replace(repr(node.value), "...")
    return text


def difference(before: ast.FunctionDef, after: ast.FunctionDef) -> tuple[str, str]:
    """The lines that differ, as they were and as they are now; of long ones, what is near the change."""
    old, new = ast.unparse(before).splitlines(), ast.unparse(after).splitlines()
    changed = list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]
    was, now = ("\n".join(line[1:].strip() for line in changed if line[0] == sign) for sign in "-+")
    same = alike(was, now)
    rest = min(alike(was[::-1], now[::-1]), min(len(was), len(now)) - same)
    start, left_out = max(0, same - NEAR), max(0, rest - NEAR)
    return was[start : len(was) - left_out], now[start : len(now) - left_out]


def alike(one: str, other: str) -> int:
    """How many characters two texts have in common before they differ."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def report_survivors(mutants: list[Mutant], parts: list[str]) -> None:
    """Print survivors that nobody reviewed, and reviews that no survivor needs; keep the former as TOML."""
    tables = tomllib.loads(REVIEWED.read_text()).get("survivor", [])
    reviewed = {(table["where"], table["was"], table["now"]) for table in tables if table["why"]}
    survivors = [mutant for mutant in mutants if mutant.outcome == "survived"]
    unreviewed = [mutant for mutant in survivors if mutant.key not in reviewed]
    LEFT.write_text("\n".join(as_toml(unreviewed)))
    for where, group in groupby(unreviewed, lambda mutant: mutant.where):
        print(f"\n{where}")
        for mutant in group:
            for sign, text in (("-", mutant.was), ("+", mutant.now)):
                print(f"  {sign}", text.replace("\n", "\n    ") or "(nothing)")
    for where, _, now in sorted(reviewed - {mutant.key for mutant in survivors}):
        if any(where.startswith((f"{part}.", f"{part}:")) for part in parts):
            print(f"\nReviewed, but survives no more (take it out of {REVIEWED.name}): {where}: {now}")
    print(f"\n{len(unreviewed)} survivors without a review (also in {LEFT.relative_to(ROOT)}, to be copied)")


def as_toml(mutants: Iterable[Mutant]) -> Iterator[str]:
    """The survivors as tables of the reviewed list, with the reason left open."""
    for mutant in mutants:
        fields = zip(("where", "was", "now", "why"), (*mutant.key, ""), strict=True)
        # JSON's escapes are TOML's
        lines = (f"{name} = {json.dumps(text, ensure_ascii=False)}\n" for name, text in fields)
        yield "".join(["[[survivor]]\n", *lines])


def report_figures(mutants: list[Mutant], parts: list[str]) -> int:
    """Print a line for each part; 1 when one of them keeps too little."""
    titles = f"{'mutants':>8}{'killed':>8}{'timed out':>10}{'survived':>9}{'score':>8}"
    print(f"\n{'':24}{titles}   (not counted: types, text)")
    poor = 0
    for part in parts:
        count = Counter(each.outcome for each in mutants if each.where.startswith((f"{part}.", f"{part}:")))
        refused, text = count.pop("refused", 0), count.pop("text", 0)
        total, good = count.total(), count["killed"] + count["timed out"]
        if unknown := count.keys() - {"killed", "timed out", "survived"}:
            sys.exit(f"{part}: the run is not whole: {dict(count)}, {sorted(unknown)}")
        score = 100 * good / total if total else 100.0
        poor += score < ENOUGH
        columns = f"{total:>8}{count['killed']:>8}{count['timed out']:>10}{count['survived']:>9}{score:>7.1f}%"
        print(f"{part:24}{columns}   ({refused}, {text})")
    if poor:
        print(f"Under {ENOUGH} %: a test is missing for the survivors above.")
    return int(poor > 0)


if __name__ == "__main__":
    sys.exit(main())
