"""A keyring for tests, in a file."""

from __future__ import annotations

import json
import os
from pathlib import Path

VARIABLE = "SHARED_SAFE"


class SharedSafe:
    """In the file that the variable names."""

    priority: float = 5

    def get_password(self, service: str, username: str) -> str | None:
        found = self._kept().get(f"{service}/{username}")
        return None if found is None else str(found)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write({**self._kept(), f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        kept = self._kept()
        del kept[f"{service}/{username}"]
        self._write(kept)

    def _kept(self) -> dict[str, str]:
        path = Path(os.environ[VARIABLE])
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def _write(self, kept: dict[str, str]) -> None:
        Path(os.environ[VARIABLE]).write_text(json.dumps(kept))
