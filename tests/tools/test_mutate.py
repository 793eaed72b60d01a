"""What `make mutate` reads of a mutant, and what it makes of a module first."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from mutate import PACKAGES, PROJECT, Excuse, Excuses, Mutant, Package, changed, mutants, undecorated

DECORATED = '''
@lru_cache(maxsize=2)
def read(text: str) -> str:
    """Read."""
    return text


class Key:
    """A key."""

    @property
    def name(self) -> str:
        return "a"

    @staticmethod
    def other() -> str:
        return "b"

    last: int = 1
'''


def test_a_decorator_is_called_below_its_function():
    lines = undecorated(DECORATED).splitlines()

    assert "@lru_cache(maxsize=2)" not in lines
    assert "    @property" not in lines
    assert lines.index("read = lru_cache(maxsize=2)(read)") == lines.index("    return text") + 1
    assert lines.index("    name = property(name)") == lines.index('        return "a"') + 1
    assert "    @staticmethod" in lines


def test_a_module_without_its_decorators_does_the_same():
    module: dict[str, Any] = {"lru_cache": lambda maxsize: lambda function: lambda text: function(text) * maxsize}
    exec(undecorated(DECORATED), module)  # noqa: S102 # what the tool made of it is to run

    assert module["read"]("a") == "aa"
    assert module["Key"]().name == "a"
    assert module["Key"].other() == "b"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (["a", "b", "c"], ["a", "x", "c"], ("b", "x")),
        (["a", "b", "c"], ["a", "c"], ("b", "")),
        (["a", "b", "c"], ["a", "x", "y"], ("b\nc", "x\ny")),
    ],
)
def test_a_mutant_is_told_by_its_lines(before, after, told):
    assert changed(before, after) == told


def test_mutants_are_read_with_their_exit_codes(tmp_path):
    (tmp_path / "ternary.py").write_text(
        "def xǁMaybeǁor__mutmut_orig(self):\n    return 1\ndef xǁMaybeǁor__mutmut_1(self):\n    return 2\n"
        "def x__not__mutmut_orig(one=1):\n    return one\ndef x__not__mutmut_1(one=2):\n    return one\n",
        encoding="utf-8",
    )
    codes = {"a.ternary.xǁMaybeǁor__mutmut_1": 1, "a.ternary.x__not__mutmut_1": 0}
    (tmp_path / "ternary.py.meta").write_text(json.dumps({"exit_code_by_key": codes}), encoding="utf-8")
    spans = {
        "xǁMaybeǁor__mutmut_orig": [1, 2],
        "xǁMaybeǁor__mutmut_1": [3, 4],
        "x__not__mutmut_orig": [5, 6],
        "x__not__mutmut_1": [7, 8],
    }
    (tmp_path / "ternary.py.spans").write_text(json.dumps({"spans": spans}), encoding="utf-8")

    assert list(mutants(tmp_path, "ternary")) == [
        (Mutant("ternary.Maybe.or", "return 1", "return 2"), 1),
        (Mutant("ternary._not", "def _not(one=1):", "def _not(one=2):"), 0),
    ]


def test_a_reason_is_of_its_module_alone():
    excuses = Excuses((Excuse(function="policy._rule", was="a", becomes=("b", "c"), reason="d"),))

    assert excuses.of({"policy"}) == {Mutant("policy._rule", "a", "b"), Mutant("policy._rule", "a", "c")}
    assert excuses.of({"policies", "escalation.policy"}) == set()


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_every_reason_is_of_a_line_that_there_is(package: Package):
    reasons = PROJECT / package.reasons
    excuses = msgspec.toml.decode(reasons.read_bytes(), type=Excuses).mutant if reasons.exists() else ()

    source = PROJECT / package.source
    for each in excuses:
        names = each.function.split(".")
        path = next(path for length in (1, 2) if (path := source.joinpath(*names[:length]).with_suffix(".py")).exists())
        lines = {line.strip() for line in path.read_text(encoding="utf-8").splitlines()}
        assert lines.issuperset(each.was.split("\n")), each
        assert each.becomes, each
        assert each.reason.endswith("."), each


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_every_package_has_its_tests_and_what_is_left_out_of_them_is_there(package: Package):
    assert (PROJECT / package.tests).is_dir()
    assert package.modules()
    for each in package.left_out:
        assert (PROJECT / package.tests / each.partition("::")[0]).is_file(), each


def test_modules_are_named_from_the_package():
    package = Package("iam_policy")

    assert {"condition", "escalation/graph"} <= set(package.modules())
    assert package.folders() == {".", "escalation"}
