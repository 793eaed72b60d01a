"""The scanners that are measured: how each is called, and how much each says that it looked at.

A scanner that stopped early has no figure: where one says how many blobs it saw, that is held against git's own count.
"""

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import which

import measure
from peers import HERE, KINGFISHER, RIPGREP, WORKSHOP, PeerMissingError
from rootward.leaks.detect.anchors import expressions
from rootward.leaks.rules import Rules
from runs import NotMeasuredError, say

KINGFISHER_RULES = ("--rule", "betterleaks.aws", "--rule", "veles.secrets/codecommitcredentials")
"""Six: the pair, the secret key, the session token, two of Bedrock, CodeCommit."""
KEY_ID = "(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}"
"""What ripgrep is given: one of the things that the others look for, and the quickest to find."""

_LINE_END = r"(?:\r?\n[ \t]{0,16})?"

Command = list[str | Path]


def of_the_gate() -> tuple[str, ...]:
    """What rootward's gate looks for in plain text, as ripgrep writes it, which looks in one line after the other.

    It takes no backslash before a quote, and has bytes by `(?-u)`. What is encoded is not among it.
    """
    plain = (expression.decode("ascii") for expression in expressions(Rules()))
    return tuple("(?-u)" + one.replace('\\"', '"').replace(_LINE_END, "") for one in plain)


@dataclass(frozen=True)
class Scanner:
    """One scanner, with its options."""

    name: str
    command: Callable[[Path, Path], Command]
    """The command line that scans the repository or folder and writes its report, if any, to a file. Raises
    PeerMissingError."""
    finished: frozenset[int] = frozenset({0, 1})
    looked_at: Callable[[Path, Path], int | None] = lambda report, output: None  # noqa: ARG005  a Scanner's call
    """Of its report and its output: how many blobs, or files, it says that it saw. None where it does not say."""
    before: Callable[[Mapping[str, str]], None] = lambda environment: None  # noqa: ARG005  a Scanner's call
    """What is done before each run, and not measured."""


@dataclass(frozen=True)
class Run:
    """What one run cost, and where its report lies."""

    cost: measure.Cost
    report: Path
    output: Path


def ran(scanner: Scanner, target: Path, environment: Mapping[str, str], folder: Path, limit_s: float) -> Run:
    """Run a scanner once, with its report and its output in the folder. Raises NotMeasuredError."""
    folder.mkdir(parents=True, exist_ok=True)
    report, output, errors = folder / "report", folder / "stdout", folder / "stderr"
    report.unlink(missing_ok=True)
    scanner.before(environment)
    say(f"{folder.parent.name}: {scanner.name} ...")
    try:
        cost = measure.run(scanner.command(target, report), environment, output, errors, limit_s)
    except (PeerMissingError, OSError) as error:
        raise NotMeasuredError(str(error)) from error
    if cost.timed_out:
        raise NotMeasuredError(f"not at its end after {limit_s:.0f} s, {cost.cpu:.0f} s of CPU")
    if cost.exit_code not in scanner.finished:
        lines = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["no message"]
        raise NotMeasuredError(f"ended with exit code {cost.exit_code}: {lines[-1][:200]}; see {folder}")
    return Run(cost, report, output)


def rootward(name: str, *options: str, path: tuple[str, ...] = ("--history",)) -> Scanner:
    """`rootward scan`, beside the interpreter that runs this."""

    def command(target: Path, report: Path) -> Command:
        script = Path(sys.executable).with_name("rootward")
        if not script.exists():
            raise PeerMissingError(f"rootward is not installed beside {sys.executable}: install it there first")
        return [script, "scan", *options, "--format", "json", "-o", report, *path, target]

    # 3: a partial clone has not all of its objects, and that is said.
    return Scanner(name, command, frozenset({0, 1, 3}))


def rootward_printing(name: str, *options: str) -> Scanner:
    """`rootward scan` with its report on standard output, where an answer of before is told again."""
    return Scanner(
        name,
        lambda target, _: [Path(sys.executable).with_name("rootward"), "scan", *options, target],
        frozenset({0, 1, 3}),
    )


def as_if_new(scanner: Scanner) -> Scanner:
    """Rootward, with nothing kept of what it scanned before; its rules stay compiled, as kingfisher's do."""

    def forget(environment: Mapping[str, str]) -> None:
        for cache in (Path(environment["XDG_CACHE_HOME"]), Path(environment["HOME"], "Library", "Caches")):
            for kept in (cache / "rootward").glob("*"):
                if kept.name != "gates":
                    shutil.rmtree(kept)

    return replace(scanner, before=forget)


def inflating(name: str) -> Scanner:
    """The limit: inflating.py."""
    return Scanner(name, lambda target, _: [sys.executable, HERE / "inflating.py", target / "objects"], frozenset({0}))


def kingfisher(name: str, *options: str) -> Scanner:
    """The rules for AWS, and nobody is asked whether what was found works. The rules are compiled beforehand."""

    def command(target: Path, report: Path) -> Command:
        home = KINGFISHER.installed().parent.parent
        # The wheel's own script starts a Python before it; the program is measured alone.
        (program,) = home.glob("lib/python*/site-packages/kingfisher/bin/kingfisher")
        cache = ("--rule-cache-dir", WORKSHOP / "kingfisher-rules")
        quiet = ("--no-update-check", "--no-validate", "--format", "json", "--output", report)
        return [program, "scan", *quiet, *cache, *KINGFISHER_RULES, *options, target]

    return Scanner(name, command, frozenset({0, 200}), _kingfisher_saw)


def _kingfisher_saw(report: Path, output: Path) -> int | None:
    del report
    for line in output.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith('{"findings":'):
            seen: int = json.loads(line)["blobs_scanned"]
            return seen
    raise NotMeasuredError(f"it does not say how much it saw; see {output}")


def log_patches(name: str) -> Scanner:
    """`git log -p` alone: what the scanners that read it wait for."""
    return Scanner(name, lambda target, _: ["git", "-C", target, "log", "--all", "-p", "-U0"], frozenset({0}))


def git_secrets(name: str, *arguments: str) -> Scanner:
    """git-secrets with the patterns that its --register-aws writes, which the environment's home has to hold."""

    def command(target: Path, report: Path) -> Command:
        del report
        return [_installed("git-secrets", "git"), "-C", target, "secrets", *arguments]

    return Scanner(name, command)


def git_secrets_folder(name: str) -> Scanner:
    """git-secrets on a folder that is no repository."""

    def command(target: Path, report: Path) -> Command:
        del report
        return [_installed("git-secrets"), "--scan", "--recursive", target]

    return Scanner(name, command)


def ripgrep(name: str, *wanted: str) -> Scanner:
    """ripgrep, for these expressions, in the files that rootward reads: hidden and ignored ones, and binary as text."""

    def command(target: Path, report: Path) -> Command:
        del report
        options = ("--no-config", "-uuu", "--only-matching", "--no-filename", "--no-line-number", "--text")
        return [RIPGREP.installed(), *options, *(word for one in wanted for word in ("-e", one)), target]

    return Scanner(name, command)


def _installed(name: str, start: str | None = None) -> str:
    """The command to start for a peer that comes with the system."""
    if which(name) is None:
        raise PeerMissingError(f"{name} is not installed (Debian, Ubuntu: apt install {name})")
    return start or name
