"""What the reading of a repository that somebody else made may take."""

from __future__ import annotations

LARGEST = 32 << 20
"""Bytes of an object, of its file or of a delta, that is held in memory; a larger one is searched as a stream."""

MOST_STOPS = 64
"""How often git is started again after an object at which it stopped."""
