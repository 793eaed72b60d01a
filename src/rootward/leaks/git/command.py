"""Git, run so that nothing that a stranger's repository says is run, fetched or believed.

Only plumbing is asked, whose output no configuration changes. See https://git-scm.com/docs/git-config and
https://git-scm.com/docs/git for what each setting stops.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from rootward.errors import GitError, UsageError

if TYPE_CHECKING:
    from subprocess import Popen

_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    # Else it maps all packs, once for each process.
    "core.packedGitLimit=96m",
    "core.packedGitWindowSize=1m",
    "core.pager=cat",
    "core.quotePath=false",
    "diff.external=",
    "log.showSignature=false",
    "protocol.allow=never",
)
"""Before any that the repository has. Windows' git takes `/dev/null` for its own."""

_OWN = {
    # protocol.https.allow=always in the repository's configuration would outdo protocol.allow; this outdoes both.
    "GIT_ALLOW_PROTOCOL": "none",
    # Else it writes each commit for itself.
    "GIT_FLUSH": "0",
    # A file of a repository that gives its commits other parents.
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # What it says is told apart by its words.
    "LC_ALL": "C",
    "LANGUAGE": "C",
}

_OF_THE_USER = (
    "GIT_CEILING_DIRECTORIES",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_KEY_",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_VALUE_",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    "GIT_EXEC_PATH",
    "GIT_TEST_ASSUME_DIFFERENT_OWNER",
)
"""The starts of what is kept of git's own variables: where its programs and the user's configuration lie, which says
whose repositories are trusted. All others tell of one repository, and may be of another one than is asked about."""

OF_A_HOOK = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_WORK_TREE",
)
"""What git tells its hooks of the repository that they run in: `git commit FILE` has an index of its own."""

_SAID_MOST = 65_536


class Git(msgspec.Struct, frozen=True, kw_only=True):
    """Git, in one folder. Plain data, for a worker process."""

    folder: str
    git_dir: str | None = None
    """None: git looks for it from the folder upwards, and refuses one that somebody else owns."""
    told: tuple[tuple[str, str], ...] = ()
    """More of its environment: in a hook, what git told it (`OF_A_HOOK`)."""
    settings: tuple[str, ...] = ()
    """`name=value`: more than those that it always has, and before them."""
    memory: int | None = None
    """Bytes that it may take, where the system holds it to that: what a stranger's pack makes of itself is no bound."""

    def ask(self, *words: str, given: bytes = b"") -> bytes:
        """Everything that it answers.

        Raises GitError where it fails, with what it said last, and UsageError where there is no git.
        """
        from subprocess import PIPE  # many scans of files ask git nothing

        with self._running(*words, given=PIPE, complaints=PIPE) as running:
            answer, said = running.communicate(given)
            if running.returncode:
                raise failed(words, said, running.returncode)
            return answer

    @contextmanager
    def dialogue(self, *words: str) -> Iterator[Popen[bytes]]:
        """It, running: it is asked and answers by pipes. Nobody hears its complaints, which could fill a third."""
        from subprocess import DEVNULL, PIPE

        with self._running(*words, given=PIPE, complaints=DEVNULL) as running:
            yield running

    @contextmanager
    def stream(
        self, *words: str, given: IO[bytes] | None = None, heard: Callable[[list[str]], None] | None = None
    ) -> Iterator[IO[bytes]]:
        """Its answer, as it comes; GitError at the end where it failed.

        What is given is a file, so that nobody waits for the other. Who leaves before the end ends it. `heard` is told
        the lines that it complained in, at the end, whether or not it failed.
        """
        import tempfile
        from subprocess import DEVNULL

        with (
            tempfile.TemporaryFile() as complaints,
            self._running(*words, given=given or DEVNULL, complaints=complaints) as running,
        ):
            whole = False
            assert running.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
            try:
                yield running.stdout
                whole = not running.stdout.read(1)
            finally:
                if not whole:
                    running.kill()
            if whole and heard is not None:
                running.wait()
                complaints.seek(0)
                heard(complaints.read(_SAID_MOST).decode("utf-8", "backslashreplace").splitlines())
            if whole and running.wait():
                complaints.seek(0)
                raise failed(words, complaints.read(_SAID_MOST), running.returncode)

    @contextmanager
    def _running(self, *words: str, given: int | IO[bytes], complaints: int | IO[bytes]) -> Iterator[Popen[bytes]]:
        """It, running; ended where nobody waited for it."""
        from subprocess import PIPE, Popen

        with Popen(  # noqa: S603 - git, from PATH, with fixed words
            self.command(*words),
            cwd=self.folder,
            env=environment(os.environ, dict(self.told)),
            stdin=given,
            stdout=PIPE,
            stderr=complaints,
        ) as running:
            if self.memory is not None:
                _hold(running.pid, self.memory)
            try:
                yield running
            finally:
                if running.poll() is None:
                    running.kill()

    def command(self, *words: str) -> list[str]:
        """The whole command line."""
        settings = [word for setting in (*_SETTINGS, *self.settings) for word in ("-c", setting)]
        at = [] if self.git_dir is None else [f"--git-dir={self.git_dir}"]
        return [program(os.environ.get("PATH", os.defpath)), "--no-pager", *settings, *at, *words]


def _hold(pid: int, memory: int) -> None:
    """See https://man7.org/linux/man-pages/man2/prlimit.2.html; other systems have nothing like it."""
    if sys.platform != "linux":
        return
    import resource

    with suppress(OSError, ValueError):  # it has ended, or is held to less
        resource.prlimit(pid, resource.RLIMIT_AS, (memory, memory))


def environment(of_caller: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """What git sees of the caller's environment, and what it is told besides."""
    kept = {
        name: value
        for name, value in of_caller.items()
        if not name.upper().startswith("GIT_") or name.upper().startswith(_OF_THE_USER)
    }
    return kept | _OWN | dict(told)


def failed(words: tuple[str, ...], said: bytes, code: int) -> GitError:
    """The error of a git that failed, in its own words: advice may follow what was fatal."""
    lines = [line.strip() for line in said.decode("utf-8", "backslashreplace").splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith("fatal: ")] or lines[-1:] or [f"exit code {code}"]
    return GitError(f"git {words[0]}: {fatal[0].removeprefix('fatal: ').removeprefix('error: ')}")


@cache
def program(path: str) -> str:
    """Where git is, by PATH's folders that do not depend on where one stands: a scanned tree may hold a `git` too.

    Raises UsageError where there is none.
    """
    name = "git.exe" if os.name == "nt" else "git"
    for folder in path.split(os.pathsep):
        candidate = Path(folder, name)
        if candidate.is_absolute() and os.access(candidate, os.X_OK) and candidate.is_file():
            return str(candidate)
    raise UsageError("there is no git on this machine's PATH", advice="install git: https://git-scm.com/downloads")
