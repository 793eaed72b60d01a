"""The traceback of a defect, kept where only its owner can read it."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from pathlib import Path


def keep_traceback(error: BaseException) -> Path | None:
    """Write the traceback, without secrets, to the user's own state folder; None when even that cannot be done.

    Never raises.
    """
    try:
        return _kept(error)
    except Exception:  # noqa: BLE001 - a run that ends in a defect must not end in a second one that hides it
        return None


def _kept(error: BaseException) -> Path:
    from rootward.local.files import write_owner_only
    from rootward.local.state_folder import own_folder
    from rootward.model.secret_text import masked

    path = own_folder("defects") / f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.txt"
    text = masked("".join(traceback.format_exception(error)))
    write_owner_only(path, text.encode("utf-8", "backslashreplace"))
    return path
