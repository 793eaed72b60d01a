"""The working directory, empty, and the command that reports what its logs tell of root."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rootward.cli.main import main
from tests.cli.conftest import Shown


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, empty."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.fixture
def reports(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Shown]:
    """`rootward trail report`, with these words, by one process."""
    del folder

    def run(*words: object) -> Shown:
        code = main(["trail", "report", "--workers", "1", *map(str, words)])
        shown = Shown(code, *capsys.readouterr())
        assert "Traceback" not in shown.err
        assert "internal error" not in shown.err
        return shown

    return run
