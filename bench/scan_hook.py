"""The hook of a commit, from cold: rootward's beside git-secrets', with one file staged."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from shutil import which

from audit import table
from drawn_history import Drawing
from runs import NotMeasuredError
from scanners import Command, Scanner, ran
from turns import Bench, Measured

TURNS = 11
FILES = 300
"""In the repository, of which one is staged."""
GIT = which("git") or "git"
RUN_HOOK = ("hook", "run", "pre-commit")
OWN, GIT_SECRETS = "rootward", "git-secrets"


def measure_hook(bench: Bench) -> None:
    """Measure the hooks in turn; that each refuses a key, and nothing else, is seen to first."""
    installs: dict[str, Command] = {}
    if bench.own:
        installs[OWN] = [Path(sys.executable).with_name("rootward"), "scan", "install-hooks"]
    if bench.peers:
        installs[GIT_SECRETS] = [GIT, "secrets", "--install", "-f"]
    print("\npre-commit with one file staged, each run a start of its own", flush=True)
    outside = Path(tempfile.mkdtemp(prefix="rootward-bench-"))
    try:
        measured = _measured(installs, outside, bench)
    finally:
        shutil.rmtree(outside)
    rows = [(name, f"{one.wall * 1000:.0f}", f"{one.cpu * 1000:.0f}") for name, one in measured.items()]
    table(("", "wall ms", "CPU ms"), rows)
    if len(measured) == len((OWN, GIT_SECRETS)):
        own, peer = measured[OWN], measured[GIT_SECRETS]
        print(
            f"INFO  {GIT_SECRETS} takes {peer.wall / own.wall:.2f} times the wall and {peer.cpu / own.cpu:.2f} the CPU"
        )


def _measured(installs: Mapping[str, Command], outside: Path, bench: Bench) -> dict[str, Measured]:
    measured: dict[str, Measured] = {}
    for name, install in installs.items():
        try:
            _prepare(outside / name, install, bench)
        except (NotMeasuredError, OSError) as error:
            bench.verdicts.later(f"the hook of {name}", str(error))
        else:
            measured[name] = Measured(Scanner(name, lambda target, _: [GIT, "-C", target, *RUN_HOOK], frozenset({0})))
    for _ in range(TURNS):
        for name, one in list(measured.items()):
            try:
                run = ran(one.scanner, outside / name, bench.environment, bench.of(name), bench.limit_s)
            except NotMeasuredError as error:
                bench.verdicts.later(f"the hook of {name}", str(error))
                del measured[name]
            else:
                one.runs.append(run)
    return measured


def _prepare(folder: Path, install: Command, bench: Bench) -> None:
    """A repository with a commit of some files, one of them changed and staged, and a hook that refuses a key.

    Raises NotMeasuredError, OSError.
    """
    drawing = Drawing(1)
    paths = sorted(drawing.files)[:FILES]
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("".join(drawing.files[path]), encoding="utf-8")

    def run(*command: str | Path) -> None:
        done = subprocess.run(
            command, env=dict(bench.environment), cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotMeasuredError(f"{Path(command[0]).name} {command[1]}: {done.stderr.strip()[-200:]}")

    def refuses() -> bool:
        try:
            run(GIT, *RUN_HOOK)
        except NotMeasuredError:
            return True
        return False

    run(GIT, "init", "--quiet")
    run(GIT, "add", ".")
    run(GIT, "commit", "--quiet", "-m", "files")
    run(*install)
    if not (folder / ".git" / "hooks" / "pre-commit").exists():
        raise NotMeasuredError("no pre-commit was installed")
    with (folder / paths[0]).open("a", encoding="utf-8") as file:
        file.write("changed\n")
    run(GIT, "add", ".")
    if refuses():
        raise NotMeasuredError("it refuses a file without a key")
    (folder / "leak.ini").write_text(drawing.key(), encoding="utf-8")
    run(GIT, "add", "leak.ini")
    if not refuses():
        raise NotMeasuredError("it lets a key through")
    run(GIT, "rm", "--quiet", "--force", "leak.ini")
