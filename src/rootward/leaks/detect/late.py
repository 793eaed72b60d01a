"""A pattern that is compiled when it is first asked: most of them are never, where nothing is found."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def late(pattern: AnyStr) -> re.Pattern[AnyStr]:
    """The pattern. Whatever is wrong with it is told no sooner than it is asked."""
    return cast("re.Pattern[AnyStr]", _Late(pattern))


class _Late:
    def __init__(self, written: str | bytes) -> None:
        self._written = written

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever a pattern has
        asked = getattr(re.compile(self._written), name)
        setattr(self, name, asked)
        return asked
