"""What AWS says of a parameter that is too long, too large or of the wrong form: all that is wrong, in one message.

Wording as recorded from AWS by LocalStack's validated tests
(https://github.com/localstack/localstack, tests/aws/services/iam/test_iam_account_password_policy.snapshot.json).
"""

from __future__ import annotations

import re

from rootward.sandbox.error import PracticeError

NAME = r"[\w+=,.@-]+"
"""IAM's pattern of names: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""


PATH = r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"
"""IAM's pattern of paths, as its model writes it."""

_PATHS = frozenset({"path", "newPath"})
_WORDED = {
    NAME: (NAME, "contain only alphanumeric characters and/or the following: +=,.@_-"),
    PATH: (PATH, "begin and end with / and contain only alphanumeric characters and/or / characters."),
}


class Constraints:
    """Collects what is wrong with the parameters of a call. `enforce` raises it."""

    def __init__(self) -> None:
        self._broken: list[str] = []

    def text(self, name: str, value: str | None, *, least: int = 1, most: int, pattern: str | None = None) -> None:
        """A text of `least` to `most` characters, all of them of the pattern. None: the parameter is missing."""
        if value is None:
            self._break(name, "Member must not be null")
            return
        if pattern and not re.fullmatch(pattern, value, re.ASCII):
            self._break(name, f"Member must satisfy regular expression pattern: {pattern}")
        if len(value) > most:
            self._break(name, f"Member must have length less than or equal to {most}")
        if len(value) < least:
            self._break(name, f"Member must have length greater than or equal to {least}")

    def number(self, name: str, value: int | None, least: int, most: int) -> None:
        """A number from `least` to `most`. None: it was not given, which is right."""
        if value is not None and value > most:
            self._break(name, f"Member must have value less than or equal to {most}")
        if value is not None and value < least:
            self._break(name, f"Member must have value greater than or equal to {least}")

    def one_of(self, name: str, value: str, values: tuple[str, ...]) -> None:
        """One of the values."""
        if value not in values:
            self._break(name, f"Member must satisfy enum value set: [{', '.join(values)}]")

    def enforce(self) -> None:
        """Raise what is wrong.

        Raises:
            PracticeError: ValidationError, with every broken constraint.

        """
        if self._broken:
            errors = "error" if len(self._broken) == 1 else "errors"
            raise PracticeError(
                "ValidationError", f"{len(self._broken)} validation {errors} detected: {'; '.join(self._broken)}"
            )

    def _break(self, name: str, constraint: str) -> None:
        self._broken.append(f"Value at '{name}' failed to satisfy constraint: {constraint}")


def require_name(name: str, value: str | None) -> None:
    """A name or a path of IAM's, or nothing: AWS has words of its own for those.

    Raises:
        PracticeError: ValidationError: other characters are in it, or a path lacks its strokes.

    """
    pattern, words = _WORDED[PATH if name in _PATHS else NAME]
    if value is not None and not re.fullmatch(pattern, value, re.ASCII):
        raise PracticeError("ValidationError", f"The specified value for {name} is invalid. It must {words}")
