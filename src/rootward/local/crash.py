"""The traceback of a defect, kept where only its owner can read it."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from pathlib import Path

from rootward.errors import RootwardError


def keep_traceback(error: BaseException) -> Path | None:
    """Write the traceback to the user's own state folder; None when even that cannot be done."""
    from platformdirs import user_state_path

    from rootward.local.files import write_owner_only

    folder = user_state_path("rootward", appauthor=False) / "defects"
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.txt"
    text = "".join(traceback.format_exception(error))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_owner_only(path, text.encode("utf-8", "backslashreplace"))
    except (OSError, RootwardError):
        return None
    return path
