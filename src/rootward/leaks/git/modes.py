"""Modes as git prints them: https://git-scm.com/docs/git-diff-tree."""

from __future__ import annotations

BLOB_MODES = (b"100", b"120")
"""How those of files and of symbolic links begin. The others are submodules, whose commits are elsewhere, and nothing
at all."""
