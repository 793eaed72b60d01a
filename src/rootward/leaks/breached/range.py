"""A look into Have I Been Pwned's list of breached passwords, of which it learns five digits of the hash.

A million different beginnings share the list: to each belong a thousand passwords or so, and the answer names them all.
It comes padded, so that its size says nothing either to who watches the line.
https://haveibeenpwned.com/API/v3#SearchingPwnedPasswordsByRange
https://haveibeenpwned.com/API/v3#PwnedPasswordsPadding
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from rootward import __version__
from rootward.errors import UsageError
from rootward.leaks.breached.fingerprint import fingerprint
from rootward.model.password import Sighting
from rootward.model.secret import Secret

ADDRESS = "https://api.pwnedpasswords.com/range/"

_DIGITS_SENT = 5
_MOST_BYTES = 1 << 20
_WAIT_SECONDS = 10.0
_CHUNK = 1 << 14
_OK = 200
_NO_PLACE = re.compile(r"[?#\s\x00-\x20\x7f-\U0010ffff]")
_ENTRY = re.compile(r"([0-9A-Fa-f]{35}):([0-9]{1,18})")


class RangeServer:
    """A server that answers by ranges: Have I Been Pwned's, or a mirror of one's own."""

    def __init__(self, address: str = ADDRESS, *, wait_seconds: float = _WAIT_SECONDS) -> None:
        """`address`: what the five digits are put behind. Raises UsageError for one that others could listen to."""
        self.address = _checked(address)
        """Ends in a slash."""
        self._wait_seconds = wait_seconds

    def look_up(self, password: Secret) -> Sighting:
        """Whether the password is in the list, and how often it was seen.

        An answer that is missing, cut off or in another form is `not_looked_up`, with the reason, and never not found.
        """
        digits = fingerprint(password).reveal()
        try:
            times = self._times(digits[:_DIGITS_SENT], digits[_DIGITS_SENT:])
        except _NotAnsweredError as failure:
            return Sighting(source="online", name=self.address, state="not_looked_up", reason=str(failure))
        return Sighting(
            source="online", name=self.address, state="found" if times else "not_found", times=times or None
        )

    def _times(self, beginning: str, rest: str) -> int:
        """How often; 0: never, as the entries that only pad say of themselves."""
        entries = [_ENTRY.fullmatch(line.strip()) for line in self._answer(beginning).split("\n") if line.strip()]
        if not entries or None in entries:
            raise _NotAnsweredError("the answer is no list of hashes")
        return sum(int(entry[2]) for entry in entries if entry is not None and entry[1].upper() == rest)

    def _answer(self, beginning: str) -> str:
        request = urllib.request.Request(  # noqa: S310 - _checked looked at the scheme
            f"{self.address}{beginning}",
            headers={"Add-Padding": "true", "User-Agent": f"rootward/{__version__}", "Accept": "text/plain"},
        )
        until = time.monotonic() + self._wait_seconds
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=self._wait_seconds) as response:
                if response.status != _OK:
                    raise _NotAnsweredError(f"the server answered {response.status}")
                return _whole(response, until)
        except urllib.error.HTTPError as error:
            error.close()
            raise _NotAnsweredError(f"the server answered {error.code} {error.reason}") from None
        except urllib.error.URLError as error:
            raise _NotAnsweredError(f"the server cannot be reached: {error.reason}") from None
        except TimeoutError:
            raise _NotAnsweredError(f"no answer within {self._wait_seconds:g} seconds") from None
        except (OSError, http.client.HTTPException) as error:
            raise _NotAnsweredError(f"the answer broke off: {str(error) or type(error).__name__}") from None


class _NotAnsweredError(Exception):
    """There is no answer that says yes or no."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: another place would see the digits, and not be the one that was named."""

    def redirect_request(self, *_asked: object) -> None:
        return None


def _whole(response: http.client.HTTPResponse, until: float) -> str:
    """The body, all of it: of a part that lacks the entry in question, nothing follows."""
    length = response.headers.get("Content-Length")
    if length is None and not response.chunked:
        raise _NotAnsweredError("the answer does not say where it ends")
    found = b""
    while chunk := response.read1(_CHUNK):
        found += chunk
        if len(found) > _MOST_BYTES:
            raise _NotAnsweredError("the answer is too long")
        if time.monotonic() > until:
            raise TimeoutError
    if length is not None and length != str(len(found)):
        raise _NotAnsweredError("the answer was cut off")
    try:
        return found.decode("ascii")
    except UnicodeDecodeError:
        raise _NotAnsweredError("the answer is no list of hashes") from None


def _checked(address: str) -> str:
    """The address, ending in a slash. Raises UsageError."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise UsageError("the address of the server cannot be read", advice=f"as {ADDRESS}") from None
    if parts.username or parts.password or not host or _NO_PLACE.search(address):
        raise UsageError("the address of the server is not one to put digits behind", advice=f"as {ADDRESS}")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise UsageError("the server is asked by https only, but on this machine", advice=f"as {ADDRESS}")
    return address if address.endswith("/") else f"{address}/"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
