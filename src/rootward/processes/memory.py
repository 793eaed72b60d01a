"""Memory that is used again and again, kept by the process between two uses."""

from __future__ import annotations

import sys
from functools import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT = 256 << 20


@cache
def keep_freed_memory() -> None:
    """Tell glibc to keep what is freed, as https://man7.org/linux/man-pages/man3/mallopt.3.html says.

    A history makes and frees gigabytes: having the system clear the same pages over and over takes a tenth of the time.
    """
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _KEPT)
        mallopt(_TRIM_THRESHOLD, _KEPT)
