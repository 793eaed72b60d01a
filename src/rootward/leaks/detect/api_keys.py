"""Keys of single services, which tell by their form what they are.

- Amazon Bedrock, long and short: https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
- AWS AppSync: https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#api-key-authorization
- Amazon MWS, which is no more, and whose tokens may still stand for somebody
"""

from __future__ import annotations

from binascii import Error, a2b_base64
from collections.abc import Iterator

from rootward.leaks.detect.anchors import APPSYNC, BEDROCK_LONG, BEDROCK_SHORT, MWS
from rootward.leaks.detect.late import late
from rootward.leaks.detect.placeholders import has_few, says_placeholder
from rootward.leaks.detect.seen import Seen
from rootward.leaks.detect.text import Text
from rootward.leaks.detect.values import FILLING, begin, unescaped

_BOUND = late(rb"[A-Za-z0-9]")
_LONG = late(rb"ABSK[A-Za-z0-9+/]{100,300}+(?:%s){0,2}" % FILLING)
_LONG_BEHIND = late(rb"[A-Za-z0-9+/=_-]")
_SHORT = late(rb"bedrock-api-key-[Y]mVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/_-]{0,4096}+(?:%s){0,2}" % FILLING)
_MWS = late(rb"amzn\.mws\.[0-9a-z]{8}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{12}")
_APPSYNC = late(rb"da2-[a-z0-9]{26}")
_FEWEST = 20
"""Different characters in more than a hundred that were drawn by lot."""
_ESCAPE = 6
"""Characters of the longest escape that may stand before a key, `\\u003d`."""
_OWN = "BedrockAPIKey-"
_OF_ACCOUNT = late(r"-at-([0-9]{12})")
_OF_KEY = late(r"X-Amz-Credential=((?:AKIA|ASIA)[A-Z2-7]{16})")


def api_keys(whole: Text) -> Iterator[Seen]:
    """Every one of them."""
    text, lowered = whole.data, whole.lowered
    for start in whole.positions(BEDROCK_LONG):
        yield from _long(text, start)
    for start in whole.positions(BEDROCK_SHORT):
        yield from _short(text, start)
    for start in whole.positions(MWS):
        match = _MWS.match(text, start)
        if match and _bounded(text, start, match.end()) and not has_few(match[0][9:].decode().replace("-", "")):
            yield Seen(
                kind="mws-auth-token",
                start=start,
                end=match.end(),
                text=match[0].decode(),
                confidence="high",
                reason="of the form of an MWS authorisation token",
            )
    for start in whole.positions(APPSYNC):
        match = _APPSYNC.match(text, start)
        if match and _bounded(text, start, match.end()) and b"xxxx" not in match[0]:
            near = lowered.find(b"appsync", max(0, start - 512), start + 512) >= 0
            yield Seen(
                kind="appsync-api-key",
                start=start,
                end=match.end(),
                text=match[0].decode(),
                confidence="high" if near else "medium",
                reason="of the form of an AppSync API key" + (", in a place of AppSync's" if near else ""),
            )


def _long(text: bytes, start: int) -> Iterator[Seen]:
    match = _LONG.match(text, start)
    if match is None or _LONG_BEHIND.match(text, match.end()) or not _opens(text, start):
        return
    said, encoding = unescaped(match[0])
    inside = _decoded(said[4:])
    if says_placeholder(said) or _is_uniform(said):
        return
    own = inside.startswith(_OWN)
    account = _OF_ACCOUNT.search(inside)
    yield Seen(
        kind="bedrock-api-key",
        start=start,
        end=match.end(),
        text=said,
        confidence="high" if own else "medium",
        reason="of the form of a long-term Bedrock API key" + (", and names itself one" if own else ""),
        account=account[1] if account else None,
        encoding=encoding,
    )


def _short(text: bytes, start: int) -> Iterator[Seen]:
    match = _SHORT.match(text, start)
    if match is None or not _opens(text, start):
        return
    said, encoding = unescaped(match[0])
    if says_placeholder(said):
        return
    inside = _decoded(said[len("bedrock-api-key-") :])
    key = _OF_KEY.search(inside.replace("%2F", "/"))
    yield Seen(
        kind="bedrock-api-key",
        start=start,
        end=match.end(),
        text=said,
        confidence="high",
        reason="of the form of a short-term Bedrock API key",
        key_id=key[1] if key else None,
        encoding=encoding,
    )


def _is_uniform(said: str) -> bool:
    """Whether it is of letters of one case, as no base64 of so many characters is."""
    return len(set(said)) < _FEWEST


def _decoded(characters: str) -> str:
    whole = characters.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return a2b_base64(whole[: len(whole) // 4 * 4]).decode("latin-1")
    except Error:
        return ""


def _opens(text: bytes, start: int) -> bool:
    """Whether it begins there, and is no part of a longer run."""
    if start == 0 or text[start - 1 : start] not in _RUNNING:
        return True
    run = start - 1
    while run > 0 and start - run < _ESCAPE and _BOUND.match(text, run - 1):
        run -= 1
    return begin(text, run) == start


_RUNNING = frozenset(bytes([byte]) for byte in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_")


def _bounded(text: bytes, start: int, end: int) -> bool:
    behind = text[end : end + 1]
    return _opens(text, start) and not _BOUND.match(behind) and behind not in {b"-", b"_"}
