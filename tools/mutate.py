"""`make mutate`: change the policy evaluator in one place at a time, and see whether a test of it fails.

    make mutate                              all of src/rootward/iam_policy; 20 minutes on two cores without escalation
    make mutate ARGS="condition operator"    these modules, a minute or two for each
    make mutate ARGS=escalation              those of the folder; `.`: those that are in none

Every change (mutant) that no test notices must stand in tests/iam_policy/mutants.toml, with the reason why it may.
Exits 1 where one does not, or where one that stands there is noticed after all or no longer exists.

mutmut makes the mutants, in a copy of the tree below .bench. It leaves decorated functions alone, so in the copy a
decorator is called on its function below it instead; a closure that a module makes when it is imported is never
mutated, nor is a table. Left out are the tests of what holds of all requests (test_laws.py) and those that only show
that something large is not too much: a mutant has to fail a test that states a fact.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = Path("src", "rootward", "iam_policy")
REASONS = Path("tests", "iam_policy", "mutants.toml")
REQUIREMENTS = PROJECT / "tools" / "requirements-mutmut.txt"
WORKSHOP = PROJECT / ".bench"
MUTMUT = WORKSHOP / "mutmut"

COPIED = ("src", "tests", "docs", "pyproject.toml", "README.md")
SETTINGS = """
[tool.mutmut]
source_paths = ["{package}"]
only_mutate = {modules}
also_copy = ["src/rootward", "docs", "README.md"]
use_git_change_detection = false
timeout_constant = 3.0
timeout_multiplier = 6.0
pytest_add_cli_args = {arguments}
pytest_add_cli_args_test_selection = ["{tests}"]
"""
LEFT_OUT = (
    "test_laws.py",
    "test_actions.py::test_every_action_of_every_service_can_be_read",
    "test_administration.py::test_every_policy_of_aws_is_judged",
    "test_document.py::test_a_document_of_five_megabytes_is_read",
    "test_wildcard.py::test_no_pattern_holds_the_matching_up",
)

ENDLESS = frozenset({-24, 24, 152, 36, 255, -11, -9})
"""mutmut's exit codes of tests that did not end within many times their time, or ended the process."""
NOTICED = ENDLESS | {1, 2, 3}
"""And of tests that failed, or could not begin."""
UNNOTICED = frozenset({0, 5, 33})
"""Of one that passed, or of a mutant that no test calls."""


class Mutant(msgspec.Struct, frozen=True):
    """A change of one line of a function, or of the few that make one expression."""

    function: str
    """As `condition.Test.holds`."""
    was: str
    becomes: str
    """The lines without their indentation; empty where they are only taken away."""

    def __str__(self) -> str:
        lines = (f"{sign} {line}" for sign, text in (("-", self.was), ("+", self.becomes)) for line in text.split("\n"))
        return "\n    ".join((self.function, *lines))


class Excuse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why changes of one line may go unnoticed."""

    function: str
    was: str
    becomes: tuple[str, ...]
    reason: str


class Excuses(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """tests/iam_policy/mutants.toml."""

    mutant: tuple[Excuse, ...] = ()

    def of(self, modules: set[str]) -> set[Mutant]:
        """The mutants of these modules that may go unnoticed."""
        return {
            Mutant(each.function, each.was, one)
            for each in self.mutant
            if each.function.startswith(tuple(f"{module}." for module in modules))
            for one in each.becomes
        }


def installed() -> Path:
    """The folder that holds mutmut, installed first where needed. Exits where pip cannot."""
    pin = REQUIREMENTS.read_text(encoding="utf-8")
    stamp = MUTMUT / "rootward-pin.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != pin:
        print(f"installing mutmut in {MUTMUT.relative_to(PROJECT)} (once)", file=sys.stderr, flush=True)
        shutil.rmtree(MUTMUT, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
        if subprocess.run([*pip, "--target", MUTMUT, "--requirement", REQUIREMENTS], check=False).returncode:
            sys.exit("pip could not install mutmut")
        stamp.write_text(pin, encoding="utf-8")
    return MUTMUT


def undecorated(source: str) -> str:
    """The module, its decorators called below their functions instead: mutmut leaves a decorated function alone."""
    lines = source.splitlines()
    decorated = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and len(node.decorator_list) == 1
        and ast.unparse(node.decorator_list[0]) not in ("staticmethod", "classmethod")
    ]
    for node in sorted(decorated, key=lambda node: node.lineno, reverse=True):
        (decorator,) = node.decorator_list
        called = f"{' ' * node.col_offset}{node.name} = {ast.unparse(decorator)}({node.name})"
        lines.insert(node.end_lineno or node.lineno, called)
        del lines[decorator.lineno - 1 : node.lineno - 1]
    return "\n".join(lines) + "\n"


def copied(folder: Path, modules: list[str]) -> None:
    """Copy the tree, with mutmut's settings."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    paths = [str(PACKAGE / f"{module}.py") for module in modules]
    for path in paths:
        module = folder / path
        module.write_text(undecorated(module.read_text(encoding="utf-8")), encoding="utf-8")
    tests, below = Path("tests", PACKAGE.name), Path(modules[0]).parent
    left_out = [f"--deselect={tests / each}" if "::" in each else f"--ignore={tests / each}" for each in LEFT_OUT]
    arguments = ["-p", "no:cacheprovider", "--no-cov", "-q", *left_out]
    if below == Path():
        arguments.extend(f"--ignore={tests / each}" for each in sorted(folders()) if each != ".")
    settings = SETTINGS.format(
        package=PACKAGE, modules=json.dumps(paths), arguments=json.dumps(arguments), tests=tests / below
    )
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(settings)


def folders() -> set[str]:
    """The folders of the package that hold modules, `.` for its own."""
    package = PROJECT / PACKAGE
    return {str(path.parent.relative_to(package)) for path in package.rglob("*.py")}


def run(modules: list[str], processes: int) -> list[tuple[Mutant, int | None]]:
    """Run mutmut over modules of one folder: every mutant, and the exit code of its tests. Exits where it could not."""
    folder = WORKSHOP / "mutation"
    copied(folder, modules)
    command = [sys.executable, "-W", "ignore", "-m", "mutmut", "run", "--max-children", str(processes)]
    # CI: hypothesis draws the same examples every time.
    environment = {**os.environ, "PYTHONPATH": str(installed()), "CI": "1"}
    log = WORKSHOP / "mutation.log"
    print(f"{', '.join(modules)}: see {log.relative_to(PROJECT)} for how far it is", file=sys.stderr, flush=True)
    with log.open("wb") as output:
        done = subprocess.run(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        sys.exit(f"mutmut failed (exit code {done.returncode}); see {log}")
    return [found for module in modules for found in mutants(folder / "mutants" / PACKAGE, module)]


def mutants(package: Path, module: str) -> Iterator[tuple[Mutant, int | None]]:
    """What mutmut wrote down of a module: its mutants, each with the exit code of its tests."""
    path = package / f"{module}.py"
    codes = json.loads(Path(f"{path}.meta").read_text(encoding="utf-8"))["exit_code_by_key"]
    if not codes:
        return
    spans = json.loads(Path(f"{path}.spans").read_text(encoding="utf-8"))["spans"]
    lines = path.read_text(encoding="utf-8").splitlines()
    for key, code in codes.items():
        name = key.rpartition(".")[2]
        mangled = name.rpartition("__mutmut_")[0]
        function = mangled.removeprefix("x").removeprefix("_").replace("ǁ", ".").removeprefix(".")
        original, mutated = (
            [
                line.strip().replace(made, function.rpartition(".")[2])
                for line in lines[slice(spans[made][0] - 1, spans[made][1])]
            ]
            for made in (f"{mangled}__mutmut_orig", name)
        )
        yield Mutant(f"{module.replace('/', '.')}.{function}", *changed(original, mutated)), code


def changed(before: list[str], after: list[str]) -> tuple[str, str]:
    """The lines that differ, before and after."""
    operations = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    gone = [line for kind, start, end, _, _ in operations if kind != "equal" for line in before[start:end]]
    come = [line for kind, _, _, start, end in operations if kind != "equal" for line in after[start:end]]
    return "\n".join(gone), "\n".join(come)


def main() -> int:
    """Mutate, compare with the reasons, say what is wrong."""
    package = PROJECT / PACKAGE
    every = sorted(str(path.relative_to(package).with_suffix("")) for path in package.rglob("*.py"))
    parser = argparse.ArgumentParser(prog="make mutate", description="Does a test fail when the evaluator is changed?")
    parser.add_argument(
        "modules",
        nargs="*",
        metavar="MODULE",
        help="as condition or escalation/graph; a folder's all: escalation, or .",
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many mutants at a time")
    options = parser.parse_args()
    if unknown := set(options.modules) - set(every) - folders():
        parser.error(f"there is no module {', '.join(sorted(unknown))}")
    chosen = [module for module in every if {module, str(Path(module).parent)} & set(options.modules)]
    modules = chosen or every
    began = time.monotonic()
    found: list[tuple[Mutant, int | None]] = []
    for folder in sorted({str(Path(module).parent) for module in modules}):
        found += run([module for module in modules if str(Path(module).parent) == folder], options.processes)
    excuses = msgspec.toml.decode((PROJECT / REASONS).read_bytes(), type=Excuses)
    excused = excuses.of({module.replace("/", ".") for module in modules})
    unnoticed = {mutant for mutant, code in found if code in UNNOTICED}
    unjudged = {mutant for mutant, code in found if code not in NOTICED | UNNOTICED}
    for title, several in (
        ("no test notices, and no reason is written", unnoticed - excused),
        ("a reason is written, but a test notices, or there is no such mutant", excused - unnoticed - unjudged),
        ("mutmut came to no verdict", unjudged),
    ):
        for mutant in sorted(several, key=str):
            print(f"{title}:\n    {mutant}")
    counted = Counter("noticed" if code in NOTICED else mutant in excused for mutant, code in found)
    endless = sum(code in ENDLESS for _, code in found)
    print(
        f"{len(found):,} mutants: {counted['noticed']:,} noticed by a test ({endless} because it did not end), "
        f"{counted[True]} with a reason why not, "
        f"{counted[False]} without; "
        f"{(time.monotonic() - began) / 60:.1f} minutes"
    )
    return 0 if unnoticed == excused and not unjudged else 1


if __name__ == "__main__":
    sys.exit(main())
