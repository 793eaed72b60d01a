"""Build sdist and wheel, and try the wheel as a user would: without extras, in a fresh environment, elsewhere.

Says what was tried, one line each, and exits 1 if anything was not as it should be.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import rootward
from core_size import PROJECT, build, install_core

MISTAKE_LINES = 2
"""What is wrong, and what to do."""


@dataclass(frozen=True)
class Trial:
    """A command line of rootward, and what must come of it."""

    arguments: str
    exit_code: int
    stdout: str = ""
    """Text that stdout must hold; where empty, stdout must be empty too."""
    stderr: str = ""
    """Text that must stand in stderr, which then is an error and its advice: two lines at most."""

    def faults(self, done: subprocess.CompletedProcess[str]) -> Iterator[str]:
        """What is not as it should be, one phrase each."""
        if done.returncode != self.exit_code:
            yield f"exit code {done.returncode}, not {self.exit_code}"
        if (self.stdout not in done.stdout) if self.stdout else done.stdout.strip():
            yield f"stdout does not hold {self.stdout!r}" if self.stdout else "stdout is not empty"
        if self.stderr and not (self.stderr in done.stderr and len(done.stderr.splitlines()) <= MISTAKE_LINES):
            yield f"stderr is not a short error with {self.stderr!r}"
        if "Traceback" in done.stderr:
            yield "a traceback"


SNAPSHOT = PROJECT / "examples" / "startup.json"
NO_SANDBOX = "pip install 'rootward[sandbox]'"
TRIALS = (
    Trial("--version", 0, stdout=rootward.__version__),
    Trial("--help", 0, stdout="audit"),
    Trial("explain root-mfa-missing", 0, stdout="What it checks"),
    Trial(f"audit --from {SNAPSHOT.name}", 1, stdout="root"),
    Trial(f"audit --from {SNAPSHOT.name} --format json", 1, stdout='"root-mfa-missing"'),
    Trial("audit --sandbox", 2, stderr=NO_SANDBOX),
    Trial("sandbox serve", 2, stderr=NO_SANDBOX),
)


def unpacked(wheel: Path) -> Iterator[str]:
    """Files of src/rootward, package data among them, that the wheel lacks."""
    source = PROJECT / "src"
    within = set(zipfile.ZipFile(wheel).namelist())
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if path.is_file() and "__pycache__" not in path.parts and name not in within:
            yield name


def unshipped(sdist: Path) -> Iterator[str]:
    """Files that a packager needs and the sdist lacks."""
    with tarfile.open(sdist) as archive:
        within = {name.split("/", 1)[-1] for name in archive.getnames()}
    for name in ("LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "Makefile", "tests/conftest.py"):
        if name not in within:
            yield name


def elsewhere() -> Mapping[str, str]:
    """The environment variables, without what points rootward or Python anywhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ROOTWARD_", "PYTHON"))}


def main() -> int:
    """Build, look inside, install, try."""
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        build(into=scratch / "dist")
        (wheel,) = (scratch / "dist").glob("*.whl")
        (sdist,) = (scratch / "dist").glob("*.tar.gz")
        faults += [f"{wheel.name} lacks {name}" for name in unpacked(wheel)]
        faults += [f"{sdist.name} lacks {name}" for name in unshipped(sdist)]
        print(f"built {sdist.name} and {wheel.name}")

        install_core(wheel, scratch / "environment")
        scripts = scratch / "environment" / ("Scripts" if os.name == "nt" else "bin")
        (command,) = scripts.glob("rootward*")
        (scratch / "empty").mkdir()
        shutil.copy(SNAPSHOT, scratch / "empty")
        for trial in TRIALS:
            done = subprocess.run(
                [str(command), *trial.arguments.split()],
                check=False,
                cwd=scratch / "empty",
                env=dict(elsewhere()),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=120,
            )
            found = "; ".join(trial.faults(done))
            print(f"rootward {trial.arguments}: {found or 'as it should be'}")
            if found:
                faults.append(f"rootward {trial.arguments}: {found}\n{done.stdout[-800:]}{done.stderr[-800:]}")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
