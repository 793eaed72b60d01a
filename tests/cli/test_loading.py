"""What every command loads first."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("typing_extensions")


def printed(code: str) -> str:
    command = [sys.executable, "-c", f"import sys; from rootward.cli.loading import load_msgspec; {code}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_msgspec_is_loaded_and_typing_extensions_is_not():
    loaded = "('msgspec' in sys.modules, 'typing_extensions' in sys.modules)"
    assert printed(f"load_msgspec(); print({loaded})") == "(True, False)"


def test_typing_extensions_can_be_imported_afterwards():
    assert printed("load_msgspec(); import typing_extensions; print(typing_extensions.Never)") == "typing.Never"


def test_typing_extensions_that_are_there_stay_there():
    code = "import typing_extensions as before; load_msgspec(); print(sys.modules['typing_extensions'] is before)"
    assert printed(code) == "True"


def test_types_of_optional_and_required_keys_are_read_all_the_same():
    code = (
        "load_msgspec(); import msgspec; from typing import NotRequired, TypedDict; "
        "Kept = TypedDict('Kept', {'a': int, 'b': NotRequired[str]}); "
        "print(msgspec.json.decode(b'{\"a\": 1}', type=Kept))"
    )
    assert printed(code) == "{'a': 1}"


def test_a_msgspec_that_needs_typing_extensions_is_loaded_with_them():
    code = (
        "from importlib.machinery import PathFinder; first = PathFinder.find_spec; "
        "needs = lambda name, *rest: (exec('import typing_extensions') if name == 'msgspec' else None, "
        "first(name, *rest))[1]; PathFinder.find_spec = needs; "
        "load_msgspec(); print('msgspec' in sys.modules); import msgspec; print('msgspec' in sys.modules)"
    )
    assert printed(code).split() == ["False", "True"]
