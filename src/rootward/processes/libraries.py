"""Libraries that take more than they are needed for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

NO_THREADS = {"OPENBLAS_NUM_THREADS": "1"}
"""For the environment: numpy's library of linear algebra would start a thread for each processor, and nobody asks it
anything. https://github.com/OpenMathLib/OpenBLAS#setting-the-number-of-threads-using-environment-variables"""


@contextmanager
def without_threads() -> Iterator[None]:
    """What is imported for the first time in the block starts none; a process that has one thread may be forked."""
    before = {name: os.environ.get(name) for name in NO_THREADS}
    os.environ.update(NO_THREADS)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
