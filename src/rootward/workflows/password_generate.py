"""Choose a password: as long as those who will take it ask for."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from rootward.checks.passwords.mending import of_baseline
from rootward.engine.password.generation import LENGTH, LENGTH_FOR_ROOT, bits_of, generated
from rootward.model.baseline import Baseline
from rootward.model.secret import Secret


class Chosen(NamedTuple):
    """A password, and how it came about."""

    password: Secret
    length: int
    bits: int
    """Of chance: each more doubles the work of whoever guesses."""
    asked: int
    """The baseline's least length; 0 for root, whom no policy binds."""

    @property
    def is_short(self) -> bool:
        """Whether the baseline asks for a longer one."""
        return self.length < self.asked


def generate_password(baseline: Baseline, *, length: int | None = None, for_root: bool = False) -> Chosen:
    """A password for an IAM user, or for root.

    `length`: 8 to 128; without it 24, or what the baseline asks for; of root's 32. Raises ValueError for another one.

    The random numbers are the operating system's: https://docs.python.org/3/library/secrets.html
    """
    asked = 0 if for_root else of_baseline(baseline).minimum_length
    long = length or (LENGTH_FOR_ROOT if for_root else max(LENGTH, asked))
    return Chosen(generated(long, secrets.randbelow), long, bits_of(long), asked)
