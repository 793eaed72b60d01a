"""Of many processes that need a session at once, one asks a person, and the others wait for what comes of it.

Terraform, say, starts a credential_process for each of its providers, side by side. The lock is the operating system's
own: it ends with the process that holds it. Where the one that asked got no session (the person pressed Ctrl-C, the
codes were wrong), those who waited at the same terminal meanwhile fail likewise, and ask no more: fifty questions in a
row are no better than fifty at once. Whoever comes later, or sits at another terminal, asks anew. One that was killed
while it asked leaves no word, so the next one asks. At another terminal one of those who wait there says where the
question stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from rootward.errors import CredentialsError, OutputError
from rootward.local.controlling_terminal import NOBODY
from rootward.local.credential_store.kept_sessions import FOLDER
from rootward.local.credential_store.own_file import read_own
from rootward.local.files import write_owner_only
from rootward.local.state_folder import own_folder, state_folder, unusable

LONGEST_WAIT = 600.0
"""Seconds. Three codes, each question left open for as long as it may be, take less; not who mistypes all the while."""

_LOOK_SECONDS = 0.1
_OWNER_ONLY = 0o600
_LARGEST = 1 << 16
_MOST_PLACES = 16


class Failure(msgspec.Struct, frozen=True):
    """What came of the questions at one place."""

    number: int
    """How many have come to nothing so far."""
    why: str
    advice: str = ""
    renewing: str = ""
    """The session that was to be renewed early; empty where there was none that still served."""


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """A question that somebody sees just now."""

    place: str
    where: str
    """In words, for those who wait elsewhere."""
    told: tuple[str, ...] = ()
    """The places where it was said that it is waited for."""


class Turn:
    """Held by the one process that may ask."""

    def __init__(self, path: Path, place: str, before: int) -> None:
        self._path = path
        self._place = place
        self._before = before

    def raise_what_came(self) -> None:
        """Raise CredentialsError where a question at this place came to nothing while this process waited."""
        last = _failures(self._path).get(self._place)
        if last is not None and last.number != self._before:
            raise CredentialsError(f"another process asked for the code, and got none: {last.why}", advice=last.advice)

    def asks(self, where: str) -> None:
        """Tell those who wait elsewhere where the question stands, until the turn is over."""
        with suppress(OutputError):
            write_owner_only(_asking(self._path), msgspec.json.encode(Asking(place=self._place, where=where)))

    def came_to_nothing(self, why: str, advice: str = "", renewing: str = "") -> None:
        """Tell those who wait. Nothing secret in it."""
        failures = _failures(self._path)
        last = failures.pop(self._place, None)
        failures[self._place] = Failure((last.number if last else 0) + 1, why, advice, renewing)
        latest = dict(list(failures.items())[-_MOST_PLACES:])
        with suppress(OutputError):  # then the others ask for themselves
            write_owner_only(self._path, msgspec.json.encode(latest))


@contextmanager
def turn(
    name: str,
    place: str,
    folder: Path | None = None,
    *,
    done: Callable[[], bool] = lambda: False,
    tell: Callable[[str], None] = lambda _: None,
    wait_seconds: float = LONGEST_WAIT,
) -> Iterator[Turn | None]:
    """Wait for the turn of a binding's name, and hold it; None as soon as `done`, where others held it till then.

    `place`: where this process would ask. `tell` is called once with where the question stands that is waited for, if
    that is another place, and nobody here was told. Raises CredentialsError where the turn does not come, and
    JournalError where there can be no lock.
    """
    from filelock import FileLock, Timeout

    path = _path(name, folder)
    before = _failures(path).get(place)
    lock_path = path.with_suffix(".lock")
    heard = False

    def look() -> bool:
        nonlocal heard
        heard = heard or _told(path, place, tell)
        return done()

    try:
        own_folder(FOLDER, folder=folder)
        lock = FileLock(lock_path, mode=_OWNER_ONLY, fallback_to_soft=False)
        lock.acquire(timeout=wait_seconds, poll_interval=_LOOK_SECONDS, cancel_check=look)
    except Timeout:
        if not done():
            raise _never_came(lock_path) from None
        yield None
        return
    except OSError as error:
        raise unusable(f"sessions are kept in {lock_path.parent}, which cannot be used", error) from error
    try:
        _forget_question(path)  # of one that was killed
        yield Turn(path, place, before.number if before else 0)
    finally:
        _forget_question(path)
        lock.release()


def without_turn(name: str, place: str, folder: Path | None = None) -> Turn:
    """What is a turn to who takes none, because there can be no lock: nobody waits for it."""
    return Turn(_path(name, folder), place, 0)


def _told(path: Path, place: str, tell: Callable[[str], None]) -> bool:
    """Say where the question stands, unless it stands here or was told here; whether there is no more to say.

    Two who look at the same moment both say it, which does no harm.
    """
    try:
        asking = msgspec.json.decode(read_own(_asking(path), _LARGEST), type=Asking)
    except (OSError, ValueError, msgspec.MsgspecError):
        return False
    if place == asking.place or place in asking.told:
        return True
    if place != NOBODY:  # who has no terminal writes where nobody else does
        with suppress(OutputError):
            told = (*asking.told[-_MOST_PLACES:], place)
            write_owner_only(_asking(path), msgspec.json.encode(msgspec.structs.replace(asking, told=told)))
    tell(asking.where)
    return True


def _forget_question(path: Path) -> None:
    with suppress(OSError):
        _asking(path).unlink()


def _asking(path: Path) -> Path:
    return path.with_suffix(".asking")


def _never_came(lock_path: Path) -> CredentialsError:
    return CredentialsError(
        "another process is asking for the code, and has been for long",
        advice=f"look where it waits for you; it has {lock_path} open",
    )


def asked_in_vain(name: str, place: str, renewing: str, folder: Path | None = None) -> bool:
    """Whether it was asked at this place already for the early renewal of that session, and nothing came of it."""
    last = _failures(_path(name, folder)).get(place)
    return last is not None and last.renewing == renewing


def _path(name: str, folder: Path | None) -> Path:
    return state_folder(folder) / FOLDER / f"{name}.asked"


def _failures(path: Path) -> dict[str, Failure]:
    try:
        return msgspec.json.decode(read_own(path, _LARGEST), type=dict[str, Failure])
    except (OSError, ValueError, msgspec.MsgspecError):
        return {}
