"""The quick gate, kept between two runs: compiling its patterns takes longer than asking it of a tree."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable

import rootward
from rootward.leaks.cached import read_own, write_own
from rootward.leaks.gate import FEW, Gate, open_gate
from rootward.leaks.rules import Rules

_LARGEST = 16 << 20
_NOTHING = 256 << 10
"""Bytes below which the plain gate is done before hyperscan is imported."""
_KEPT = 6
"""Of other rules, and of other versions."""


def open_kept_gate(rules: Rules, folder: str | None, *, expected: int | None = None) -> Gate:
    """The quickest gate that can be had, as the cache folder has it, or made and kept there; None: kept nowhere.

    `expected` as for `open_gate`. It holds patterns and nothing that was scanned. One that was damaged, or made on a
    processor that can do more than this one, is made anew: hyperscan tells.
    """
    if expected is not None and expected <= _NOTHING:
        return open_gate(rules, expected=expected)
    try:
        import hyperscan

        from rootward.leaks.gate import quick  # the extra `scan`, and slow to import
    except ImportError:
        return open_gate(rules, expected=expected)
    path = None if folder is None else _path(rules, folder, (str(vars(hyperscan)["__version__"]), rootward.__version__))
    kept = None if path is None else read_own(path, _LARGEST)
    if kept is not None:
        with contextlib.suppress(hyperscan.error):
            return quick.QuickGate(rules, kept)
    if path is None or (expected is not None and expected <= FEW):
        return open_gate(rules, expected=expected)
    gate = quick.QuickGate(rules)
    _, (_, compiled) = gate.__reduce__()
    write_own(path, compiled, keep=_KEPT)
    return gate


def _path(rules: Rules, folder: str, versions: Iterable[str]) -> str | None:
    """Where it is kept, by everything that it is made of; None where that cannot be told."""
    from rootward.leaks.detect import anchors, escapes, images
    from rootward.leaks.gate import quick

    parts = [*versions, str(rules.account_numbers)]
    try:
        for module in (anchors, escapes, images, quick):
            state = os.stat(str(module.__file__))  # noqa: PTH116 - pathlib is slow to import
            parts.append(f"{state.st_size} {state.st_mtime_ns}")
    except OSError:
        return None
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
    return f"{folder}/gates/{digest}"
