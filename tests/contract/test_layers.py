"""The house's layers: what import-linter can see, and what it cannot (clocks and files reached without an import)."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
HOUSE = PROJECT / "src" / "rootward"
PURE = ("model", "iam_policy", "checks", "engine", "reports")

CLOCKS = {"now", "utcnow", "today"}
"""Methods of datetime and date that ask the machine; the pure layers' "now" is `account.taken_at`."""
DOORS = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
"""Builtins that reach out of a pure function."""


def lint_imports(project: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter as `make check` does, on the rootward under `project`; all contracts, or those named."""
    program = (
        "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports; "
        f"sys.exit(lint_imports(no_cache=True, no_logo=True, limit_to_contracts={contracts}))"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


def reaches_out(source: str) -> list[str]:
    """The calls in `source` that read a clock or open a door, as `name:line`."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=name) if name in CLOCKS:
                    found.append(f"{name}:{node.lineno}")
                case ast.Name(id=name) if name in DOORS:
                    found.append(f"{name}:{node.lineno}")
    return found


def test_every_contract_is_kept() -> None:
    done = lint_imports(PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        ("layers", "checks/planted.py", "import rootward.engine"),
        ("layers", "errors.py", "import rootward.model"),
        ("layers", "local/planted.py", "import rootward.aws"),
        ("layers", "reports/planted.py", "def f(): import rootward.engine"),
        ("layers", "a_module_of_no_layer.py", ""),
        ("pure", "model/planted.py", "def f(): import os"),
        ("pure", "checks/mfa/planted.py", "from time import time"),
        ("pure", "engine/planted.py", "import pathlib"),
        ("boto3", "workflows/planted.py", "def f(): from botocore.exceptions import ClientError"),
        ("moto", "aws/planted.py", "def f(): import moto.server"),
    ],
)
def test_an_import_that_breaks_the_house_is_caught(tmp_path: Path, contract: str, module: str, line: str) -> None:
    shutil.copytree(HOUSE, tmp_path / "src" / "rootward", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    with (tmp_path / "src" / "rootward" / module).open("a", encoding="utf-8") as planted:
        planted.write(f"\n{line}\n")
    done = lint_imports(tmp_path, contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


@pytest.mark.parametrize("layer", PURE)
def test_a_pure_layer_reads_no_clock_and_opens_nothing(layer: str) -> None:
    calls = {path.name: reaches_out(path.read_text("utf-8")) for path in (HOUSE / layer).rglob("*.py")}
    assert {name: found for name, found in calls.items() if found} == {}


def test_a_clock_and_a_file_are_recognised() -> None:
    source = "from datetime import UTC, datetime\ndatetime.now(UTC)\nwith open('x') as f: pass\n"
    assert reaches_out(source) == ["now:2", "open:3"]
