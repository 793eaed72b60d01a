"""A history that was scanned before and has not changed since: the answer of that time, and what it rests on.

Asked before anything is imported that takes time: an unchanged repository is to cost little more than the start of the
interpreter. So paths are texts here, for pathlib takes time. What an answer depends on is in its key: how the question
was put, the environment, the state of the repositories, rootward's own code, and what the files say in which somebody
allows findings.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rootward.leaks import answers
from rootward.leaks.answers import Answer, answer_key, code_state, files_state
from rootward.leaks.cached import cache_folder
from rootward.leaks.git.state import State, repository_state

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


def question(histories: Sequence[str], put: Sequence[str], environ: Mapping[str, str]) -> Question | None:
    """The question about these repositories; None where the state of one cannot be told cheaply.

    `put`: how it was put, in words that another answer would have other ones of. Raises OSError, ValueError.
    """
    states = []
    for history in histories:
        state = repository_state(history, environ)
        if state is None:
            return None
        states.append(state)
    told = sorted(f"{name}={value}" for name, value in environ.items() if _counts(name))
    here = os.getcwd()  # noqa: PTH109
    parts = (*put, here, *told, code_state(), *(state.digest for state in states))
    return Question(answer_key("scan", *parts), cache_folder(environ), tuple(states))


def recall(asked: Question) -> Answer | None:
    """The answer of an earlier scan; None where there is none that still holds. Raises ValueError."""
    files = answers.recall(asked.folder, asked.key)
    if files is None:
        return None
    return answers.recall(asked.folder, answer_name(asked, os.fsdecode(files.out).split("\0")))


def answer_name(asked: Question, files: Sequence[str]) -> str:
    """The key of an answer that holds while these files say what they say now."""
    return answer_key("answer", asked.key, files_state(files))


def keep(asked: Question, files: Sequence[str], name: str, answer: Answer) -> None:
    """Keep an answer, of that name, and for which files it holds."""
    answers.keep(asked.folder, asked.key, Answer(os.fsencode("\0".join(files)), b"", 0))
    answers.keep(asked.folder, name, answer)


def _counts(name: str) -> bool:
    return name.startswith(_OF_ENVIRONMENT) or name in _VARIABLES
