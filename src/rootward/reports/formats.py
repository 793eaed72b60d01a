"""The formats of an audit, by name. Each format's module is loaded when it renders."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from rootward.model.audit import Audit


class Render(Protocol):
    """An audit as text. A format that has no use for an option leaves it aside.

    `width` in columns; `color` for ANSI colours; `verbose` for every row and all evidence; `quiet` for the summary
    alone; without `unicode` only ASCII is written, but for the names that AWS gave. The text ends with a newline.
    """

    def __call__(
        self,
        audit: Audit,
        *,
        width: int = 80,
        color: bool = False,
        verbose: bool = False,
        quiet: bool = False,
        unicode: bool = True,
    ) -> str:
        """The text."""
        ...


def _in_module(name: str) -> Render:
    def render(
        audit: Audit,
        *,
        width: int = 80,
        color: bool = False,
        verbose: bool = False,
        quiet: bool = False,
        unicode: bool = True,
    ) -> str:
        module_render = cast("Render", import_module(f"rootward.reports.{name}").render)
        return module_render(audit, width=width, color=color, verbose=verbose, quiet=quiet, unicode=unicode)

    return render


FORMATS: Mapping[str, Render] = {name: _in_module(name) for name in ("text", "json", "csv", "markdown")}
