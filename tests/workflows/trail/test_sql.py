"""Ctrl-C ends a query, however long it would take."""

from __future__ import annotations

import signal
import threading

import pytest

from rootward.errors import UsageError
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.ingest import ingest
from rootward.workflows.trail.sql import answer, asked
from tests.cli.trail.trails import by_user, delivered

ENDLESS = "SELECT count(*) FROM range(100000) a, range(100000) b, range(100000) c"


@pytest.fixture
def opened(tmp_path):
    delivered(tmp_path / "logs", "2026-05-04", by_user())
    ingest([str(tmp_path / "logs")], tmp_path / "set", Wanted(), workers=1, progress=print)
    with asked(tmp_path / "set") as opened:
        yield opened


def test_ctrl_c_ends_a_query(opened):
    pressed = threading.Timer(0.3, signal.raise_signal, (signal.SIGINT,))
    pressed.start()

    with pytest.raises(KeyboardInterrupt):
        answer(opened, ENDLESS)

    pressed.join()
    assert answer(opened, "SELECT count(*) FROM events").rows == [(1,)]


def test_what_is_wrong_with_a_query_is_told(opened):
    with pytest.raises(UsageError, match="nowhere"):
        answer(opened, "SELECT * FROM nowhere")
