"""The repository of rootward itself scans clean, its tests and its history included, and nothing in it is passed over.

Tests make their keys when they run; the keys of AWS's documentation are known to the detector.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rootward.model.scan import Scan
from rootward.workflows.scan import scan
from rootward.workflows.scanning.order import Files, History, Order, Source

ROOT = Path(__file__).resolve().parent.parent.parent

OF_A_DISTRIBUTION = ("docs", "tests", "src", "tools", "bench", "oracle")

is_repository = (ROOT / ".git").exists()


def scanned(*sources: Source) -> Scan:
    done = scan(Order(sources=sources, cache=False), progress=lambda _line: None, announce=lambda _line: None)
    assert not done.interrupted
    return done.scan


def whole(found: Scan) -> list[str]:
    """What was found, what was passed over and what was not read."""
    return [
        *(f"{leak.path}:{leak.line} {leak.kind}: {leak.reason}" for leak in found.findings),
        *(f"{one.count} passed over by {one.rule}, {one.source}" for one in found.allowed),
        *(f"{one.path}: {one.reason}" for one in found.unread if "shallow" not in one.reason),
    ]


def test_no_file_of_the_tree_holds_a_credential(monkeypatch):
    monkeypatch.chdir(ROOT)
    tree = Files(paths=(".",), gitignore=True) if is_repository else Files(paths=OF_A_DISTRIBUTION)

    found = scanned(tree)

    assert whole(found) == []
    assert found.looked.files > 500


@pytest.mark.skipif(not is_repository, reason="this is a source distribution")
def test_no_commit_ever_held_one(monkeypatch):
    monkeypatch.chdir(ROOT)

    found = scanned(History("."))

    assert whole(found) == []
    assert found.looked.commits > 0
