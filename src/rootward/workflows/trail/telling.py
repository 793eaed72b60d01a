"""Whom a watch tells besides: a command that is run on each event, and a webhook that each is sent to.

Both are given by whoever starts the watch, and by no file that merely lies there. Neither stops the watch by failing:
what went wrong is a line of its own.
"""

from __future__ import annotations

import http.client
import os
import shlex
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from rootward import __version__
from rootward.errors import UsageError
from rootward.model.root_event import RootEvent

_COMMAND_SECONDS = 60.0
_WEBHOOK_SECONDS = 10.0
_WAITS = (1.0, 4.0, 15.0)
"""Seconds between the attempts of a webhook."""
_MOST_ADDRESS = 1 << 12
_IN_FILE = "@"
_GOOD = range(200, 300)
_TRIED_AGAIN = frozenset({408, 425, 429, *range(500, 600)})
"""https://www.rfc-editor.org/rfc/rfc9110#name-status-codes"""

Failure = str
"""What went wrong, in one line; empty: nothing."""


class Command:
    """Runs a program on an event: JSON on its standard input, and ROOTWARD_* variables. No shell reads any of it."""

    def __init__(self, line: str, *, seconds: float = _COMMAND_SECONDS) -> None:
        """Raises UsageError where the line names no program that is there."""
        from rootward.local.child import found

        try:
            words = _words(line)
        except ValueError as error:
            raise UsageError(f"--exec: {error}", advice="quote its words as for a shell") from None
        if not words:
            raise UsageError("--exec names no program")
        self._words = [found(words[0], advice="give --exec a program and its words, as one argument"), *words[1:]]
        self._seconds = seconds

    def tell(self, event: RootEvent, text: bytes) -> Failure:
        """Run it, and wait until it has ended, or its time is over: then what it started is ended with it."""
        name = os.path.basename(self._words[0])  # noqa: PTH119 - a name for people
        try:
            code = _run(self._words, text, {**os.environ, **variables(event)}, self._seconds)
        except subprocess.TimeoutExpired:
            return f"{name} took longer than {self._seconds:g} seconds on event {event.event_id}, and was ended"
        except OSError as error:
            return f"{name} cannot be run: {error.strerror or error}"
        return f"{name} ended with {code} on event {event.event_id}" if code else ""


def _run(words: list[str], text: bytes, environment: Mapping[str, str], seconds: float) -> int:
    """What the program ends with. Raises subprocess.TimeoutExpired, and OSError where it cannot be run.

    It leads a group of processes of its own, so that what it started is ended with it. Ctrl-C does not reach that
    group: it is ended here.
    """
    with subprocess.Popen(  # noqa: S603 - it is what was asked for
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,  # the lines of the watch are all that stdout has
        env=environment,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    ) as process:
        try:
            process.communicate(text, timeout=seconds)
        except BaseException:
            _end(process)
            raise
        return process.returncode


def _end(process: subprocess.Popen[bytes]) -> None:
    """The program and its group. It was not waited for yet, so its number is still its own."""
    with suppress(OSError):
        if sys.platform == "win32":
            process.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _words(line: str) -> list[str]:
    """As a shell would tell them apart; on Windows a backslash is a letter. Raises ValueError."""
    if os.name != "nt":
        return shlex.split(line)
    return [word.strip('"') for word in shlex.split(line, posix=False)]


def address_of(word: str) -> str:
    """A webhook's address: the word itself, or of `@FILE` the first line of that file, which no process list shows.

    Raises UsageError for a file that cannot be read, or holds what is no text; nothing of what it holds is told.
    """
    from rootward.local.bounded_read import read_bounded

    if not word.startswith(_IN_FILE):
        return word
    try:
        text = read_bounded(Path(word.removeprefix(_IN_FILE)), _MOST_ADDRESS, wait_seconds=0).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "it holds no text"
        # The word is not repeated: somebody may have put the @ before the address itself.
        raise UsageError(
            f"--notify: the file after @ cannot be read: {why}", advice="write the webhook's address in its first line"
        ) from None
    return text.partition("\n")[0].strip()


class Webhook:
    """Sends an event's JSON to an address. Nothing of the address but its host is ever told: it may hold a token."""

    def __init__(
        self,
        url: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        send: Callable[[str, bytes], int] | None = None,
    ) -> None:
        """`send`: sends, and gives the status; raises OSError. Raises UsageError for what is no https address."""
        # What is not ASCII has to be encoded by whoever knows how: an address is sent as it is given.
        host = _https_host(url) if url.isascii() and url.isprintable() and " " not in url else ""
        if not host:
            raise UsageError("--notify takes an https:// address", advice="give a webhook's, as its service shows it")
        self._host = host
        self._url, self._sleep, self._send = url, sleep, send or post
        self._was_reached = True

    def tell(self, event: RootEvent, text: bytes) -> Failure:
        """Send it, a few times where the other side is busy or cannot be reached; once where it could not before."""
        why = ""
        for wait in (*_WAITS, None) if self._was_reached else (None,):
            try:
                status = self._send(self._url, text)
            except OSError as error:
                why = _unreached(error)
                self._was_reached = False
            else:
                self._was_reached = True
                if status in _GOOD:
                    return ""
                why = f"answered {status}"
                if status not in _TRIED_AGAIN:
                    break
            if wait is not None:
                self._sleep(wait)
        return f"{self._host} was not told of event {event.event_id}: it {why}"


def _unreached(error: OSError) -> str:
    """Why, in words that tell nothing of the address."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"has a certificate that is not trusted ({cause.verify_message})"
    return f"cannot be reached ({type(cause).__name__})"


def _https_host(url: str) -> str:
    """Of an address that can be asked; empty: it is none. Credentials before a host are sent by nobody."""
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme == "https" and parts.port != 0 and parts.username is None
        host = parts.hostname or ""
        host.encode("idna")  # as it is before it is asked for: no label is empty, or of more than 63 letters
    except ValueError:  # a port that is none
        return ""
    return host if is_plain else ""


def variables(event: RootEvent) -> dict[str, str]:
    """What an event says, as variables of the environment; what is not known is empty. NUL ends no value."""
    said = {
        "EVENT_ID": event.event_id,
        "TIME": event.time.isoformat(),
        "ACCOUNT": event.account,
        "REGION": event.region,
        "ACTOR": event.actor,
        "NAME": event.name,
        "SOURCE": event.source,
        "VERDICT": event.verdict,
        "ADDRESS": event.address or "",
    }
    return {f"ROOTWARD_EVENT_{name.removeprefix('EVENT_')}": value.replace("\0", "") for name, value in said.items()}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: another place is not the one that was named."""

    def redirect_request(self, *_asked: object) -> None:
        return None


def post(url: str, text: bytes) -> int:
    """Send JSON to an address, which was looked at; the status of the answer. Raises OSError."""
    headers = {"Content-Type": "application/json", "User-Agent": f"rootward/{__version__}"}
    request = urllib.request.Request(url, data=text, headers=headers, method="POST")  # noqa: S310 - https, looked at
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=_WEBHOOK_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except (http.client.HTTPException, ValueError) as error:
        raise ConnectionError(type(error).__name__) from None
