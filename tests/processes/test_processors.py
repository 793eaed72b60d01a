"""Which processes may be forked."""

from __future__ import annotations

import os
import sys

import pytest

from rootward.processes.processors import may_fork


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only: elsewhere nothing is forked")
def test_a_process_of_several_threads_is_not_forked(monkeypatch):
    monkeypatch.setattr(os, "listdir", lambda _path: ["1", "2"])
    assert not may_fork()
    monkeypatch.setattr(os, "listdir", lambda _path: ["1"])
    assert may_fork()


def test_where_nobody_tells_the_threads_nothing_is_forked(monkeypatch):
    def untold(_path):
        raise FileNotFoundError

    monkeypatch.setattr(os, "listdir", untold)
    assert not may_fork()
