"""A history that was scanned before and has not changed since: the answer of that time, told again.

Asked by `main` before click or anything else is imported that takes time (`workflows.scanning.answers`): so paths are
texts here, for pathlib takes time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rootward.cli import stdout
from rootward.cli.stderr import say
from rootward.leaks.cached import replace_own

if TYPE_CHECKING:
    from rootward.leaks.answers import Answer
    from rootward.workflows.scanning.answers import Question

_FLAGS = frozenset({"--history", "--account-numbers", "--no-attribution", "--no-repo-allow", "-q", "--quiet"})
_OUTPUT = ("-o", "--output")
_WITH_VALUE = frozenset({"--baseline", "--config", "--fail-on", "--format", "--workers", *_OUTPUT})
"""Options beside which an answer may be kept: all others ask somebody, or scan what is no history."""


def asked(given: Sequence[str], environ: Mapping[str, str]) -> Question | None:
    """The question that a command line asks of this terminal; None where its answer is not one to be kept.

    Raises OSError, ValueError.
    """
    histories = _histories(given)
    if histories is None:
        return None
    from rootward.workflows.scanning.answers import question  # few scans are of histories

    return question(histories, (*given, *_look()), environ)


def tell_again(given: Sequence[str]) -> int | None:
    """Print the answer of an earlier scan, or write it to its file, and return its exit code.

    None where there is none that still holds, or the file is a device, or cannot be written.
    """
    try:
        of_now = asked(given, os.environ)
        if of_now is None:
            return None
        from rootward.workflows.scanning.answers import recall  # few scans are of histories

        answer = recall(of_now)
        if answer is None or not _written(answer, _output(given)):
            return None
    except (OSError, ValueError):  # whatever is wrong, the scan itself says it better
        return None
    return answer.code


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
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace", newline="\n")
    if output is None and answer.out and stdout.write(answer.out.decode()):
        return False
    for line in answer.err.decode().splitlines():
        say(line)
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
