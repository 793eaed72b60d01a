"""Where a buffer lies in memory, so that it can be told where in a text that was decoded a part of it is.

msgspec's Raw is a view of those bytes and does not say of which part:
https://jcristharif.com/msgspec/api.html#raw
"""

from __future__ import annotations

import ctypes

import msgspec


class _View(ctypes.Structure):
    """https://docs.python.org/3/c-api/buffer.html#c.Py_buffer."""

    _fields_ = (
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.c_void_p),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("suboffsets", ctypes.c_void_p),
        ("internal", ctypes.c_void_p),
    )


_get = ctypes.pythonapi.PyObject_GetBuffer
_get.argtypes = [ctypes.py_object, ctypes.POINTER(_View), ctypes.c_int]
_get.restype = ctypes.c_int
_release = ctypes.pythonapi.PyBuffer_Release
_release.argtypes = [ctypes.POINTER(_View)]
_release.restype = None


_VIEW = _View()
_AT_VIEW = ctypes.byref(_VIEW)


def address(buffer: msgspec.Raw | bytes) -> int:
    """Where a buffer lies in memory, as long as it is not let go."""
    _get(buffer, _AT_VIEW, 0)
    found = _VIEW.buf or 0
    _release(_AT_VIEW)
    return found
