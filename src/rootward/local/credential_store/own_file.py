"""A small file that nobody else can have read, or put there.

It is looked at when it is open: what lies under a name can be another file a moment later.
https://man7.org/linux/man-pages/man2/open.2.html (O_NOFOLLOW)
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_OTHERS = 0o077

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe would be waited for
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def read_own(path: Path, most: int) -> bytes:
    """The file's bytes. Raises OSError: there is none, it is a link or no file, not one's own, or larger than `most`.

    Windows has neither modes nor owners to look at: there a link alone is refused, and what is no file.
    """
    if not hasattr(os, "O_NOFOLLOW") and path.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is no file", str(path))
        if os.name != "nt" and (found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & _OTHERS):
            raise PermissionError(errno.EPERM, "others can have read or written it", str(path))
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data
