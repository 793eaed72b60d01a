"""A folder for what the tests write."""

from __future__ import annotations

import pytest


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Writes files below an empty working directory."""
    monkeypatch.chdir(tmp_path)

    def write(files):
        for name, data in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return tmp_path

    return write
