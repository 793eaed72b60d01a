"""`make mutate`: change what decides in one place at a time, and see whether a test of it fails.

    make mutate                                      the policy evaluator, lockout guard, planning, detector: hours
    make mutate ARGS="--package engine/lockout"      one of them
    make mutate ARGS="condition operator"            these modules of the policy evaluator, a minute or two for each
    make mutate ARGS=escalation                      those of its folder; `.`: those that are in none

Every change (mutant) that no test notices must stand in the package's mutants.toml among its tests, with the reason why
it may. Exits 1 where one does not, or where one that stands there is noticed after all or no longer exists.

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
ENDLESS = frozenset({-24, 24, 152, 36, 255, -11, -9})
"""mutmut's exit codes of tests that did not end within many times their time, or ended the process."""
NOTICED = ENDLESS | {1, 2, 3}
"""And of tests that failed, or could not begin."""
UNNOTICED = frozenset({0, 5, 33})
"""Of one that passed, or of a mutant that no test calls."""


class Package(msgspec.Struct, frozen=True):
    """A package whose code is changed, with the tests that must notice."""

    name: str
    """Below src/rootward, as `engine/lockout`; its tests lie in the folder of that name below tests."""
    left_out: tuple[str, ...] = ()
    """Tests, in that folder, of what holds of everything, and of what is not too slow."""

    @property
    def source(self) -> Path:
        """Its folder, from the project's root."""
        return Path("src", "rootward", self.name)

    @property
    def tests(self) -> Path:
        """The folder of its tests."""
        return Path("tests", self.name)

    @property
    def reasons(self) -> Path:
        """The file of reasons."""
        return self.tests / "mutants.toml"

    def folders(self) -> set[str]:
        """The folders that hold modules, `.` for its own."""
        return {str(Path(module).parent) for module in self.modules()}

    def modules(self) -> list[str]:
        """Its modules, sorted, as `escalation/graph`."""
        package = PROJECT / self.source
        return sorted(path.relative_to(package).with_suffix("").as_posix() for path in package.rglob("*.py"))


PACKAGES = (
    Package(
        "iam_policy",
        (
            "test_laws.py",
            "test_actions.py::test_every_action_of_every_service_can_be_read",
            "test_administration.py::test_every_policy_of_aws_is_judged",
            "test_document.py::test_a_document_of_five_megabytes_is_read",
            "test_wildcard.py::test_no_pattern_holds_the_matching_up",
        ),
    ),
    Package("engine/lockout", ("test_laws.py",)),
    Package("engine/planning", ("test_laws.py",)),
    Package(
        "leaks/detect",
        ("test_pairing.py::test_a_hundred_thousand_ids_take_their_time_once", "test_patterns_are_bounded.py"),
    ),
)
"""What decides who is let in, who is locked out, what is changed, and what has leaked."""


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
    """A package's mutants.toml."""

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


def copied(folder: Path, package: Package, modules: list[str]) -> None:
    """Copy the tree, with mutmut's settings."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    paths = [str(package.source / f"{module}.py") for module in modules]
    for path in paths:
        module = folder / path
        module.write_text(undecorated(module.read_text(encoding="utf-8")), encoding="utf-8")
    tests, below = package.tests, Path(modules[0]).parent
    left_out = [
        f"--deselect={tests / each}" if "::" in each else f"--ignore={tests / each}" for each in package.left_out
    ]
    arguments = ["-p", "no:cacheprovider", "--no-cov", "-q", *left_out]
    if below == Path():
        arguments.extend(f"--ignore={tests / each}" for each in sorted(package.folders()) if each != ".")
    settings = SETTINGS.format(
        package=package.source, modules=json.dumps(paths), arguments=json.dumps(arguments), tests=tests / below
    )
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(settings)


def run(package: Package, modules: list[str], processes: int) -> list[tuple[Mutant, int | None]]:
    """Run mutmut over modules of one folder: every mutant, and the exit code of its tests. Exits where it could not."""
    folder = WORKSHOP / "mutation"
    copied(folder, package, modules)
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
    return [found for module in modules for found in mutants(folder / "mutants" / package.source, module)]


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


def judged(package: Package, modules: list[str], processes: int) -> bool:
    """Mutate modules of a package, compare with its reasons, say what is wrong. Whether nothing is."""
    began = time.monotonic()
    found: list[tuple[Mutant, int | None]] = []
    for folder in sorted({str(Path(module).parent) for module in modules}):
        found += run(package, [module for module in modules if str(Path(module).parent) == folder], processes)
    reasons = PROJECT / package.reasons
    excuses = msgspec.toml.decode(reasons.read_bytes(), type=Excuses) if reasons.exists() else Excuses()
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
        f"{package.name}: {len(found):,} mutants: {counted['noticed']:,} noticed by a test "
        f"({endless} because it did not end), {counted[True]} with a reason why not, {counted[False]} without; "
        f"{(time.monotonic() - began) / 60:.1f} minutes",
        flush=True,
    )
    return unnoticed == excused and not unjudged


def main() -> int:
    """Mutate what is asked for."""
    by_name = {package.name: package for package in PACKAGES}
    parser = argparse.ArgumentParser(prog="make mutate", description="Does a test fail when what decides is changed?")
    parser.add_argument(
        "modules",
        nargs="*",
        metavar="MODULE",
        help="as condition or escalation/graph; a folder's all: escalation, or .",
    )
    parser.add_argument("--package", choices=by_name, help="one of the packages (default: all; of MODULEs: iam_policy)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many mutants at a time")
    options = parser.parse_args()
    named = options.package or ("iam_policy" if options.modules else None)
    packages = PACKAGES if named is None else (by_name[named],)
    for package in packages:
        if unknown := set(options.modules) - set(package.modules()) - package.folders():
            parser.error(f"there is no module {', '.join(sorted(unknown))} in {package.name}")
    held = [judged(package, _chosen(package, options.modules), options.processes) for package in packages]
    return 0 if all(held) else 1


def _chosen(package: Package, named: list[str]) -> list[str]:
    every = package.modules()
    return [module for module in every if {module, str(Path(module).parent)} & set(named)] if named else every


if __name__ == "__main__":
    sys.exit(main())
