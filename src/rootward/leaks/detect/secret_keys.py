"""Secret access keys: under a name that says so, or beside the id of an access key.

Forty characters of base64 are nothing by themselves, so something beside them must say what they are. Where the name
is AWS's own, hardly anything is asked of the value; the less the name says, the more it must look drawn by lot.
"""

from __future__ import annotations

from binascii import Error, a2b_base64
from collections.abc import Iterator, Sequence
from itertools import takewhile

from rootward.leaks.detect.anchors import AWS_KEY, COMMENTED, ID, NAMED_BEHIND, SECRET, compiled
from rootward.leaks.detect.late import late
from rootward.leaks.detect.lots import SECRET_LENGTH, is_drawn, is_secret
from rootward.leaks.detect.seen import Seen
from rootward.leaks.detect.text import Text
from rootward.leaks.detect.values import SIGN, Value, unescaped, values
from rootward.model.leak import Confidence

_BEFORE_ID = 200
_BEHIND_ID = 300
"""Bytes about a key's id within which a secret key stands beside it."""

_BEFORE_NAME = 48
_CONTEXT = 200
_AWS = late(rb"aws|amazon|akia|asia|\bs3\b|s3[._-]|boto|\biam\b|minio|ec2")
_OWN_NAME = late(
    rb"(?:(?:aws|amazon|iam|\bs3|_s3|ec2|ses|sqs|sns|dynamo)[\w.\- ]{0,32}secret"
    rb"|secret[\w.\- ]{0,4}access[_.\- ]{0,2}key"
    rb"|access[_.\- ]?secret|secret[\w.\- ]{0,16}(?:aws|amazon))"
)
_LAST_WORD = late(rb"[\w.\-]{0,40}\Z")
_OTHERS = late(
    rb"client|consumer|app_|oauth|jwt|github|gitlab|google|stripe|slack|twilio|webhook|cookie|session|csrf|azure|hmac"
    rb"|facebook|twitter|recaptcha|django|rails"
)
_ELSE = late(
    rb"sha[-_]?(?:1|224|256|384|512)|digest|checksum|integrity|commit|hash|md5|etag|signature|fingerprint|revision|blob"
    rb"|request|version|uuid|arn:"
)
_LABEL = late(rb"([a-z_][a-z0-9_.\-]{0,40})[\"']{0,2}[ \t]{0,4}(?::=|=>|[:=])")
_SAME = late(
    rb"value|default|string|text|key|secret|data|content|description|type|sensitive|literal|credential|noecho"
    rb"|length|pattern"
)
_MAKERS = late(
    rb"\br2[_.\-]|_r2_|cloudflare|minio|\bgcs|gcs_|google|wasabi|backblaze|\bb2_|spaces|\boss_|aliyun|tencent|cognito"
)
"""Others who make storage with keys as AWS has them, and secrets of AWS's that are no key."""
_NOTHING_ELSE = late(
    rb"[^A-Za-z0-9]{0,12}(?:(?:access|aws|amazon|key|id|value|string|str|str\b|char|const|nsstring|export|name|s|u003d|u0022|x22|x3d"
    rb"|22|3d|3a|20|2522|253d|quot|n|t|r|25|nbsp|th|td|code|env|set|b|default)[^A-Za-z0-9]{0,12}){0,6}"
)
_REFERENCE = late(rb"(?:\$\{?\{?|%\{|#\{|\{\{ ?|<%= ?|\$\()[A-Za-z0-9_.]{0,16}\Z|(?<![A-Za-z0-9\"'/])<\Z")
_NO_KEY = late(rb"[a-z0-9_.\-]{0,32}(?:name|arn|path|file|ref|func|type)(?![a-z0-9])|[_.\-]?id(?![a-z0-9])")
"""What the rest of a name ends with that names something else than the key itself."""
_BLOCK = 240
"""Bytes before and behind a line that its neighbours are looked for in."""
_FEWEST_LINES = 3
_LINE = late(rb"[A-Za-z0-9+/]{40}")
_LAST_LINE = late(rb"[A-Za-z0-9+/]{8,38}={0,2}")
_BEHIND_SLASH = late(rb"(?:/|\\{1,4}/|%%2[fF])((?:[A-Za-z0-9/+]|%s){40,120}+)(?![=_-])" % SIGN)
_GOES_ON = late(rb"[^\r\n:=]{0,40}[:=]")
"""A name in a comment with its own value behind it."""
_LINES = 4
_BEHIND_VALUE = 100
"""Bytes between a value and the name behind it."""
_OTHER_PLACE = late(rb"[{}<>]|\n[^\n]{0,100}\n")
_NEAR_ENCODED = 300
_NAME_OF_ENCODED = 60
_ENCODED = (54, 55, 56)
"""Characters of base64, less its filling, that 40 and 41 and 42 bytes are in: the value itself, and a line's end."""


def named_secrets(whole: Text) -> Iterator[Seen]:
    """Every secret key under a name that says so, or before it."""
    if SECRET.word in whole.lowered:
        yield from _under_their_name(whole)
        yield from _before_their_name(whole)
    yield from _under_a_keys_name(whole)


def paired_secrets(text: bytes, ids: Sequence[Seen]) -> Iterator[Seen]:
    """Every secret key beside one of the ids, with a name or none."""
    done = 0
    for one in ids:
        joined = _joined_to(text, one.end)
        if joined is not None:
            yield _seen(joined, "medium", "drawn by lot, as a secret key is, behind a key's id")
        first = max(done, one.start - _BEFORE_ID)
        last = one.end + _BEHIND_ID
        for value in values(text, first, last, SECRET_LENGTH):
            if (
                is_drawn(value.text)
                and not _ELSE.search(text[max(0, value.start - 24) : value.start].lower())
                and not _is_in_block(text, value.start, value.end)
            ):
                yield _seen(value, "medium", "drawn by lot, as a secret key is, near a key's id")
        done = last


def encoded_secrets(text: bytes, at: int, first: int, last: int) -> Iterator[Seen]:
    """Every secret key in base64 by itself, under any secret's name, near the place of an id in base64 by itself.

    They stand from `first` to `last`.
    """
    first, last = max(first, at - _NEAR_ENCODED), min(last, at + _NEAR_ENCODED)
    for length in _ENCODED:
        for value in values(text, first, last, length, filled=True):
            name = text[max(0, value.start - _NAME_OF_ENCODED) : value.start].lower()
            said = _said(value)
            if said is not None and b"secret" in name[name.rfind(b"\n", 0, -2) + 1 :]:
                yield _seen(said, "high", "beside the id of its key")


def _joined_to(text: bytes, end: int) -> Value | None:
    """The secret key behind an id and a slash, which is one of its own characters."""
    match = _BEHIND_SLASH.match(text, end)
    said, encoding = unescaped(match[1]) if match else ("", ())
    return Value(match.start(1), match.end(1), said, encoding) if match and is_drawn(said) else None


def _under_their_name(whole: Text) -> Iterator[Seen]:
    text, lowered = whole.data, whole.lowered
    found = -1
    for end in whole.positions(SECRET):
        name = lowered[max(0, end - _BEFORE_NAME) : end + SECRET.reach]
        rank = 0 if _NO_KEY.match(lowered, end) else _rank(lowered, end, name)
        if rank == 0:
            continue
        each = values(text, end, end + SECRET.reach, SECRET_LENGTH)
        value = next((one for one in each if one.start >= found), None)
        last = end + SECRET.reach if value is None else value.start - min(_ENCODED)
        encoded = _encoded(text, end, last) if rank > 1 and last > end else None
        if encoded and encoded.start >= found and _belongs(text, lowered, end, encoded):
            found = encoded.end
            yield _seen(encoded, *_judged(rank, lowered, end))
        if value and _belongs(text, lowered, end, value) and _is_good(lowered, end, value, rank):
            found = value.end
            yield _seen(value, *_judged(rank, lowered, end))


def _under_a_keys_name(whole: Text) -> Iterator[Seen]:
    text, lowered = whole.data, whole.lowered
    for end in whole.positions(AWS_KEY):
        if _NO_KEY.match(lowered, end):
            continue
        for value in values(text, end, end + AWS_KEY.reach, SECRET_LENGTH):
            if _belongs(text, lowered, end, value) and is_drawn(value.text):
                yield _seen(value, "medium", "drawn by lot, as a secret key is, under the name of an AWS key")
            break


def _before_their_name(whole: Text) -> Iterator[Seen]:
    text, lowered = whole.data, whole.lowered
    for anchor in (NAMED_BEHIND, COMMENTED):
        for at in whole.positions(anchor):
            if anchor is COMMENTED and _GOES_ON.match(lowered, at):
                continue
            name = lowered[max(0, at - _BEFORE_NAME) : at + _BEFORE_NAME]
            if not _OWN_NAME.search(name):
                continue
            for value in values(text, max(0, at - _BEHIND_VALUE), at, SECRET_LENGTH):
                between = lowered[value.end : at]
                if (
                    is_drawn(value.text)
                    and not _OTHER_PLACE.search(between)
                    and not (anchor is COMMENTED and b"\n" in between)
                    and not _ELSE.search(lowered, max(0, value.start - 24), value.start)
                    and not _ELSE.search(between)
                ):
                    yield _seen(value, "medium", "drawn by lot, as a secret key is, before the name of one")


def _rank(lowered: bytes, end: int, name: bytes) -> int:
    """How much the name says: 2 that it is AWS's, 1 that it is a secret in a place of AWS's, 0 neither."""
    if _OWN_NAME.search(name[: _BEFORE_NAME + 40]):
        return 2
    word = _LAST_WORD.search(name[: min(end, _BEFORE_NAME)])
    if word and _OTHERS.search(word[0]):
        return 0
    return 1 if _AWS.search(lowered, max(0, end - _CONTEXT), end + _CONTEXT) else 0


def _belongs(text: bytes, lowered: bytes, end: int, value: Value) -> bool:
    """Whether nothing between the name and the value gives the value to something else."""
    between = lowered[end : value.start]
    if _is_reference(text, value) or _ELSE.search(between):
        return False
    lines = between.split(b"\n")
    if len(lines) > _LINES or _is_in_block(text, value.start, value.end):
        return False
    return all(_SAME.search(label[1]) for line in lines[1:] for label in _LABEL.finditer(line))


def _is_reference(text: bytes, value: Value) -> bool:
    match = _REFERENCE.search(text, max(0, value.start - 24), value.start)
    in_brackets = match is not None and match[0] == b"<" and text[value.end : value.end + 1] == b">"
    return match is not None and not (in_brackets and is_drawn(value.text))


def _is_in_block(text: bytes, start: int, end: int) -> bool:
    """Whether it is one line of three or more of base64 that are as wide; the last may be shorter."""
    *before, indented = text[max(0, start - _BLOCK) : start].split(b"\n")
    rest, *behind = text[end : end + _BLOCK].split(b"\n")
    if indented.strip() or rest.strip():
        return False
    lines = 1 + sum(1 for _ in takewhile(_LINE.fullmatch, map(bytes.strip, reversed(before[-2:]))))
    for line in map(bytes.strip, behind[:2]):
        if not _LINE.fullmatch(line) and (not _LAST_LINE.fullmatch(line) or compiled(ID.pattern).fullmatch(line)):
            break
        lines += 1
        if len(line) < SECRET_LENGTH:
            break
    return lines >= _FEWEST_LINES


def _is_good(lowered: bytes, end: int, value: Value, rank: int) -> bool:
    if rank > 1 and _NOTHING_ELSE.fullmatch(lowered, end, value.start):
        return is_secret(value.text)
    return is_drawn(value.text)


def _encoded(text: bytes, end: int, last: int) -> Value | None:
    """A secret key in base64, as a Kubernetes Secret holds it, that begins between two places."""
    for length in _ENCODED:
        for value in values(text, end, last, length, filled=True):
            said = _said(value)
            if said is not None:
                return said
    return None


def _said(value: Value) -> Value | None:
    """What it says where it is a secret key in base64."""
    try:
        said = a2b_base64(value.text + "=" * (-len(value.text) % 4)).decode("ascii").strip()
    except (Error, UnicodeDecodeError):
        return None
    return Value(value.start, value.end, said, (*value.encoding, "base64")) if is_drawn(said) else None


def _judged(rank: int, lowered: bytes, end: int) -> tuple[Confidence, str]:
    if _MAKERS.search(lowered, max(0, end - _BEFORE_NAME), end):
        return "low", "under the name of a secret that another maker has too"
    if rank > 1:
        return "high", "under the name of a secret access key"
    return "medium", "drawn by lot, as a secret key is, and called a secret in a place of AWS's"


def _seen(value: Value, confidence: Confidence, reason: str) -> Seen:
    return Seen(
        kind="secret-access-key",
        start=value.start,
        end=value.end,
        text=value.text,
        confidence=confidence,
        reason=reason,
        encoding=value.encoding,
    )
