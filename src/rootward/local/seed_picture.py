"""A picture of a seed: a file that only its owner can read, and that goes once it was looked at."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from rootward.errors import OutputError
from rootward.local.files import new_file, unwritten

_ADVICE = "name another file: --png FILE"


class SeedPicture:
    """A new file for one picture. It is made at once, so that nothing is begun that cannot be shown."""

    def __init__(self, path: Path) -> None:
        """Raises OutputError where it cannot be made, or there is one of that name: nothing is written over."""
        self.path = path
        if str(path) == "-":
            raise OutputError("the picture is a file, and none is named", advice=_ADVICE)
        self._handle: int | None = new_file(path, advice=_ADVICE)
        self._is_ours = os.fstat(self._handle)

    def write(self, data: bytes) -> None:
        """Write the picture, once. Raises OutputError."""
        if self._handle is None:
            raise ValueError("the picture is written, or gone")
        handle, self._handle = self._handle, None
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
        except OSError as error:
            raise unwritten(self.path, error, _ADVICE) from error

    def remove(self) -> None:
        """Delete the file, unless another one is in its place by now. Raises OutputError where it stays."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        with suppress(FileNotFoundError):
            try:
                if os.path.samestat(self._is_ours, self.path.lstat()):
                    self.path.unlink()
            except FileNotFoundError:
                raise
            except OSError as error:
                raise OutputError(
                    f"{self.path} holds the seed, and cannot be deleted: {error.strerror or error}",
                    advice="delete it yourself: whoever has it can make the codes",
                ) from error

    def __repr__(self) -> str:
        return f"SeedPicture({str(self.path)!r})"
