"""The words with which git's hooks call rootward, apart from all that takes time to load."""

from __future__ import annotations

from collections.abc import Sequence

STAGED = ["scan", "--staged", "--quiet"]
MESSAGE = ["scan", "--quiet", "--commit-msg"]
"""The file of the message follows."""


def are_of_hook(words: Sequence[str]) -> bool:
    """Whether they are those of `pre-commit` or `commit-msg`."""
    return list(words) == STAGED or (list(words[:-1]) == MESSAGE and len(words) == len(MESSAGE) + 1)
