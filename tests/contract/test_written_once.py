"""What AWS calls a thing stands in one place: its calls, the beginnings of its keys' ids."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent.parent / "src" / "rootward"
KEY_ID = HOUSE / "model" / "key_id.py"
SANDBOX = HOUSE / "sandbox"
"""It is AWS's own side, and takes nothing from the side that it is there to prove."""


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module but the sandbox's."""
    return {path: ast.parse(path.read_text()) for path in HOUSE.rglob("*.py") if SANDBOX not in path.parents}


def calls(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Service and operation of each `Call` that is written out."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id="Call"), args=[ast.Constant(str(service)), ast.Constant(str(operation)), *_]
            ):
                yield service, operation


def beginnings(tree: ast.Module) -> Iterator[str]:
    """The texts that are the beginning of a key's id, and nothing more."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value="AKIA" | "ASIA" as text):
                yield text


def test_each_call_is_written_once():
    times = Counter(call for tree in modules().values() for call in calls(tree))

    assert ("iam", "ListMFADevices") in times
    assert [call for call, count in times.items() if count > 1] == []


def test_the_beginnings_of_keys_ids_are_written_once():
    found = {path: sorted(beginnings(tree)) for path, tree in modules().items()}

    assert {path: texts for path, texts in found.items() if texts} == {KEY_ID: ["AKIA", "ASIA"]}
