"""The golden plans: what a person sees at 80 columns. Read them after writing them: they are the review.

Write them anew, on purpose, from the project's folder: python -m tests.reports.plan.golden_files
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from rootward.reports.plan.applied import render_applied
from rootward.reports.plan.text import render_plan
from tests.reports.plan import plans

FOLDER = Path(__file__).with_name("golden")

GOLDEN: dict[str, Callable[[], str]] = {
    "full.txt": partial(render_plan, plans.FULL, hint="rootward apply plan.json"),
    "full-cli.txt": partial(render_plan, plans.FULL, show_cli=True),
    "full-ascii.txt": partial(render_plan, plans.FULL, unicode=False),
    "other-kinds.txt": partial(render_plan, plans.OTHER_KINDS),
    "other-kinds-cli.txt": partial(render_plan, plans.OTHER_KINDS, show_cli=True),
    "other-kinds-undone.txt": partial(render_plan, plans.OTHER_KINDS_UNDONE),
    "binding.txt": partial(render_plan, plans.BINDING),
    "undo.txt": partial(render_plan, plans.UNDO, hint="rootward undo"),
    "empty.txt": partial(render_plan, plans.EMPTY),
    "through.txt": partial(render_plan, plans.THROUGH_LOOPBACK),
    "proved.txt": partial(render_applied, plans.PROVED),
    "proved-in-part.txt": partial(render_applied, plans.PROVED_IN_PART),
    "stopped.txt": partial(render_applied, plans.STOPPED),
    "stopped-ascii.txt": partial(render_applied, plans.STOPPED, unicode=False),
    "not-begun.txt": partial(render_applied, plans.NOT_BEGUN),
    "undone.txt": partial(render_applied, plans.UNDONE),
    "undo-interrupted.txt": partial(render_applied, plans.UNDO_INTERRUPTED),
    "looked-at.txt": partial(render_applied, plans.LOOKED_AT),
}


def stored(name: str) -> str:
    """The golden file, byte for byte."""
    return (FOLDER / name).read_bytes().decode()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, rendered in GOLDEN.items():
        (FOLDER / name).write_bytes(rendered().encode())
