"""The one error of reading expressions: apart, so that who has none to read loads nothing else."""

from __future__ import annotations


class PatternError(ValueError):
    """It is no extended regular expression, or none that can be matched in linear time. The text says why."""
