"""A folder with a leaked key in it, and the command that scans it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rootward.cli.main import main
from tests.cli.conftest import Shown
from tests.local.key_places.planting import key_id, secret, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, empty; and an empty home."""
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (tmp_path / "home").mkdir()
    (tmp_path / "shop").mkdir()
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture
def leaky(folder: Path) -> Path:
    """The same, with a pair of an id and a secret in a file."""
    write(folder / "app" / ".env", f"PORT=80\nAWS_ACCESS_KEY_ID={key_id(1)}\nAWS_SECRET_ACCESS_KEY={secret(1)}\n")
    return folder


@pytest.fixture
def scans(capsys: pytest.CaptureFixture[str]) -> Callable[..., Shown]:
    """`rootward scan`, with these words."""

    def run(*words: object) -> Shown:
        code = main(["scan", *map(str, words)])
        shown = Shown(code, *capsys.readouterr())
        assert "Traceback" not in shown.err
        assert "internal error" not in shown.err
        return shown

    return run
