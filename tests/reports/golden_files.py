"""The golden reports: what a person sees at 80 columns. Read them after writing them: they are the review.

Write them anew, on purpose, from the project's folder: python -m tests.reports.golden_files
"""

from __future__ import annotations

from pathlib import Path

from rootward.reports.formats import FORMATS
from tests.reports import audits

FOLDER = Path(__file__).with_name("golden")

GOLDEN = {
    "troubled.txt": ("text", audits.TROUBLED, {}),
    "troubled-verbose.txt": ("text", audits.TROUBLED, {"verbose": True}),
    "troubled-quiet.txt": ("text", audits.TROUBLED, {"quiet": True}),
    "troubled-ascii.txt": ("text", audits.TROUBLED, {"unicode": False}),
    "clean.txt": ("text", audits.CLEAN, {}),
    "blind.txt": ("text", audits.BLIND, {}),
    "troubled.md": ("markdown", audits.TROUBLED, {}),
    "troubled.csv": ("csv", audits.TROUBLED, {}),
    "troubled.json": ("json", audits.TROUBLED, {}),
}


def rendered(name: str) -> str:
    """The report of that golden file as it is rendered now."""
    form, audit, options = GOLDEN[name]
    return FORMATS[form](audit, width=80, color=False, **options)


def stored(name: str) -> str:
    """The golden file, byte for byte."""
    return (FOLDER / name).read_bytes().decode()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in GOLDEN:
        (FOLDER / name).write_bytes(rendered(name).encode())
