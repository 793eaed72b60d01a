"""The quick gate, kept between two runs: compiling its patterns takes longer than asking it of a tree."""

from __future__ import annotations

import os

import rootward
from rootward.leaks.cached import read_own, write_own
from rootward.leaks.gate import FEW, Gate, open_gate
from rootward.leaks.rules import Rules

_LARGEST = 16 << 20
LITTLE = 256 << 10
"""Bytes below which the plain gate is done before hyperscan is imported."""
_KEPT = 6
"""Of other rules, and of other versions."""


def open_kept_gate(rules: Rules, folder: str | None, *, expected: int | None = None) -> Gate:
    """The quickest gate that can be had, as the cache folder has it, or made and kept there; None: kept nowhere.

    `expected` as for `open_gate`. It holds patterns and nothing that was scanned. One that was damaged, or made on a
    processor that can do more than this one, is made anew: hyperscan tells.
    """
    if expected is not None and expected <= LITTLE:
        return open_gate(rules, expected=expected)
    kept = kept_gate(rules, folder)
    if kept is not None:
        return kept
    path = None if expected is not None and expected <= FEW else _path(rules, folder)
    if path is None:
        return open_gate(rules, expected=expected)
    from rootward.leaks.gate.quick import QuickGate

    gate = QuickGate(rules)
    _, (_, compiled) = gate.__reduce__()
    write_own(path, compiled, keep=_KEPT)
    return gate


def kept_gate(rules: Rules, folder: str | None) -> Gate | None:
    """The quick gate, as the cache folder has it; None where it is not there, or cannot be used."""
    path = _path(rules, folder)
    kept = None if path is None else read_own(path, _LARGEST)
    if kept is None:
        return None
    import hyperscan

    from rootward.leaks.gate.quick import QuickGate

    try:
        return QuickGate(rules, kept)
    except hyperscan.error:
        return None


def _path(rules: Rules, folder: str | None) -> str | None:
    """Where it is kept, by everything that it is made of; None where that cannot be told, or without hyperscan."""
    if folder is None:
        return None
    from rootward.leaks.detect import anchors, escapes, images

    try:
        import hyperscan

        from rootward.leaks.gate import quick  # the extra `scan`, and slow to import
    except ImportError:
        return None
    parts = [rootward.__version__, str(vars(hyperscan)["__version__"]), "account-numbers" * rules.account_numbers]
    try:
        for module in (anchors, escapes, images, quick):
            state = os.stat(str(module.__file__))  # noqa: PTH116 - pathlib is slow to import
            parts.append(f"{state.st_size:x}.{state.st_mtime_ns:x}")
    except OSError:
        return None
    return f"{folder}/gates/{'-'.join(parts)}"
