"""One run at a time changes an account from this machine.

Between machines nothing is locked: each change looks at its `before` first. The lock is the operating system's own
(flock, LockFileEx): it ends with the process that holds it, however that ends.
https://py-filelock.readthedocs.io/en/latest/
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rootward.errors import GuardRefusedError
from rootward.local.state_folder import account_name, own_folder, state_folder, unusable

FOLDER = "locks"

_OWNER_ONLY = 0o600


def refuse_unlockable(account_id: str, folder: Path | None = None) -> None:
    """Raise what `account_lock` raises, and hold nothing: before a person is asked what could not be done then."""
    with account_lock(account_id, folder):
        return


@contextmanager
def account_lock(account_id: str, folder: Path | None = None) -> Iterator[None]:
    """Hold the account's lock, or do not go on: nobody waits for it.

    Raises GuardRefusedError where another run holds it, in this process or another, and JournalError where there can
    be no lock.
    """
    from filelock import FileLock, Timeout

    name = f"{account_name(account_id)}.lock"
    path = state_folder(folder) / FOLDER / name
    try:
        # The softer lock that some file systems would get outlives a crash.
        lock = FileLock(own_folder(FOLDER, folder=folder) / name, mode=_OWNER_ONLY, fallback_to_soft=False)
        lock.acquire(blocking=False)
    except Timeout:
        raise GuardRefusedError(
            f"another rootward is changing account {account_id} on this machine",
            advice=f"wait for it; if you see none, look which process has {path} open",
        ) from None
    except OSError as error:
        raise unusable(f"account {account_id} cannot be locked with {path}", error) from error
    try:
        yield
    finally:
        lock.release()
