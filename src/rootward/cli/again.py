"""A history that was scanned before and has not changed since: the answer of that time, told again.

Asked by `main` before click or anything else is imported that takes time: an unchanged repository is to cost little
more than the start of the interpreter. So paths are texts here, for pathlib takes time. What an answer depends on is in
its key: the words, how the terminal looks, the state of the repositories, rootward's own code, and what the files say
in which somebody allows findings.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rootward.cli import stdout
from rootward.leaks.answers import Answer, answer_key, code_state, files_state, keep, recall
from rootward.leaks.cached import cache_folder, replace_own
from rootward.leaks.git.state import State, repository_state

_FLAGS = frozenset({"--history", "--account-numbers", "--no-attribution", "--no-repo-allow", "-q", "--quiet"})
_OUTPUT = ("-o", "--output")
_WITH_VALUE = frozenset({"--baseline", "--config", "--fail-on", "--format", "--workers", *_OUTPUT})
"""Options beside which an answer may be kept: all others ask somebody, or scan what is no history."""

_OF_ENVIRONMENT = ("ROOTWARD_", "GIT_", "XDG_")
_VARIABLES = ("APPDATA", "COLUMNS", "HOME", "LOCALAPPDATA", "NO_COLOR", "TERM", "USERPROFILE")


class Question(NamedTuple):
    """A scan of histories, as it was asked for, at one moment."""

    key: str
    """Of all that the answer depends on, but for what the files of rules say."""
    folder: str
    """Where answers are kept."""
    states: tuple[State, ...]

    def is_settled(self, now: int) -> bool:
        """Whether what changes from now on, in nanoseconds since 1970, will show."""
        return all(state.is_settled(now) for state in self.states)


def question(given: Sequence[str], environ: Mapping[str, str]) -> Question | None:
    """The question that a command line asks; None where its answer is not one to be kept."""
    histories = _histories(given)
    if histories is None:
        return None
    states = []
    for history in histories:
        state = repository_state(history, environ)
        if state is None:
            return None
        states.append(state)
    told = sorted(f"{name}={value}" for name, value in environ.items() if _counts(name))
    here = os.getcwd()  # noqa: PTH109
    parts = (*given, here, *_look(), *told, code_state(), *(state.digest for state in states))
    return Question(answer_key("scan", *parts), cache_folder(environ), tuple(states))


def tell_again(given: Sequence[str]) -> int | None:
    """Print the answer of an earlier scan, or write it to its file, and return its exit code.

    None where there is none that still holds, or the file is a device, or cannot be written.
    """
    try:
        asked = question(given, os.environ)
        files = None if asked is None else recall(asked.folder, asked.key)
        if asked is None or files is None:
            return None
        answer = recall(asked.folder, answer_name(asked, os.fsdecode(files.out).split("\0")))
        if answer is None or not _written(answer, _output(given)):
            return None
    except (OSError, ValueError):  # whatever is wrong, the scan itself says it better
        return None
    return answer.code


def answer_name(asked: Question, files: Sequence[str]) -> str:
    """The key of an answer that holds while these files say what they say now."""
    return answer_key("answer", asked.key, files_state(files))


def keep_answer(asked: Question, files: Sequence[str], name: str, answer: Answer) -> None:
    """Keep an answer, of that name, and for which files it holds."""
    keep(asked.folder, asked.key, Answer(os.fsencode("\0".join(files)), b"", 0))
    keep(asked.folder, name, answer)


def _histories(given: Sequence[str]) -> list[str] | None:
    """The repositories that are named; None where something else than their histories is asked for."""
    if not given or given[0] != "scan":
        return None
    words: list[str] = []
    rest = iter(given[1:])
    for word in rest:
        name, is_joined, _ = word.partition("=")
        if word in _FLAGS or (is_joined and name in _WITH_VALUE):
            continue
        if word in _WITH_VALUE:
            next(rest, None)
        elif word.startswith("-"):
            return None
        else:
            words.append(word)
    if "--history" in given:
        return words or ["."]
    of_git = [word for word in words if os.path.isfile(f"{word}/HEAD")]  # noqa: PTH113
    return words if words and of_git == words else None


def _output(given: Sequence[str]) -> str | None:
    """The file that the report is written to; of several the last, as click has it."""
    output = None
    rest = iter(given)
    for word in rest:
        name, is_joined, value = word.partition("=")
        if is_joined and name == "--output":
            output = value
        elif word in _WITH_VALUE:
            value = next(rest, "")
            output = value if word in _OUTPUT else output
    return output


def _counts(name: str) -> bool:
    return name.startswith(_OF_ENVIRONMENT) or name in _VARIABLES


def _look() -> tuple[str, ...]:
    """All by which `terminal.look` judges how a report may look."""
    if sys.stdout is None:
        return ("none",)
    width = ""
    if sys.stdout.isatty():
        try:
            width = str(os.get_terminal_size(sys.stdout.fileno()).columns)
        except (OSError, ValueError):
            width = "?"
    return (width, sys.stdout.encoding or "")


def _written(answer: Answer, output: str | None) -> bool:
    """Whether standard output took it, or the file. Raises OSError, ValueError."""
    if output is not None and not _replaced(output, answer.out):
        return False
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace", newline="\n")
    if output is None and answer.out and stdout.write(answer.out.decode()):
        return False
    if answer.err and sys.stderr is not None:
        sys.stderr.write(answer.err.decode())
        sys.stderr.flush()
    return True


def _replaced(output: str, report: bytes) -> bool:
    """Whether the file is there now with this report: a new one, or in the place of another, never a device.

    Raises OSError, ValueError.
    """
    path = os.path.realpath(output)
    if output in {"", "-"} or not report or (os.path.exists(path) and not os.path.isfile(path)):  # noqa: PTH110, PTH113
        return False
    if path.startswith(("/dev/", "/proc/")):  # what this process has open may be a file, which others append to
        return False
    replace_own(path, report, lasting=True)
    return True
