"""Libraries that take more than they are needed for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from rootward.processes.libraries import without_threads


@pytest.mark.parametrize("before", [None, "4"])
def test_what_is_imported_is_told_to_start_no_threads_and_nothing_after_it(monkeypatch, before):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if before is not None:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", before)
    with without_threads():
        assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    assert os.environ.get("OPENBLAS_NUM_THREADS") == before


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only: elsewhere nothing is forked")
def test_a_process_that_reads_packs_has_one_thread():
    pytest.importorskip("numpy")
    program = """
import os
from rootward.processes.libraries import without_threads
with without_threads():
    import rootward.leaks.git.packs
print(len(os.listdir("/proc/self/task")))
"""
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, check=True)
    assert done.stdout.split() == [b"1"]
