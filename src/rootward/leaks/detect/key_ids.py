"""The ids of access keys.

Their prefixes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
(A3T is what they began with before there were others.) AROA, AIDA and the like name what is no credential.
What a presigned URL or a signature's scope holds is public by design:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.leaks.detect.anchors import ID
from rootward.leaks.detect.late import late
from rootward.leaks.detect.placeholders import is_placeholder_id
from rootward.leaks.detect.seen import Seen
from rootward.leaks.detect.text import Text
from rootward.leaks.detect.values import begin
from rootward.model.key_id import KEY_ID, LONG_LIVED, TEMPORARY, account_of
from rootward.model.leak import Confidence

LENGTH = 20
_PREFIX = 4

_SCOPE = late(rb"(?:/|\\{1,4}/|%(?:25)?2[fF]|\\{1,4}u002[fF]|&#x2[fF];|&#47;)[0-9]{8}(?![0-9A-Za-z])")
_CREDENTIAL = late(rb"(?i)x-amz-credential(?:=|%3d|\\u003d|[\"']{0,2}[:=] ?[\"']?)\Z")
_SIGNED_BEFORE_V4 = late(rb"(?i)awsaccesskeyid(?:=|%3d|\\u003d)\Z")
_SIGNATURE = late(rb"(?i)[?&;]signature(?:=|%3d|\\u003d)")
_AUTHORISATION = late(rb":[A-Za-z0-9+/]{27}=")
_AUTHORISATION_BEFORE = late(rb"AWS \Z")
_BASE64_BEFORE = late(rb"[A-Za-z0-9+/]{12,64}\Z")
_BASE64_BEHIND = late(rb"[A-Za-z0-9+/]{1,64}")
_DIGIT = late(rb"[0-9]")
_ALNUM = late(rb"[A-Za-z0-9]")
_NAME = late(rb"(?i)(?:access|key|aws|amazon|iam|credential|user|login|\bid\b)")
_NAME_BEFORE = late(rb"[A-Z0-9]_\Z")
_NAME_BEHIND = late(rb"_[A-Z0-9]")
_REGION_WORDS = late("PACIFIC|AFRICA|EUROPE|AMERICA|AUSTRALIA|SOUTH|NORTH|EAST|WEST|CENTRAL|MINOR")
_SECRET = 40
_MAILED = frozenset({b"=3D", b"=0A", b"=20"})
"""`=`, a line's end and a blank in quoted-printable."""


def key_ids(whole: Text) -> Iterator[Seen]:
    """Every id of an access key that is not public by design."""
    text = whole.data
    at = -1
    for start in whole.positions(ID):
        if start < at:
            continue
        end = start + LENGTH
        if _bounded(text, start, end) and not _in_base64(text, start, end) and not is_public(text, start, end):
            said = text[start:end].decode()
            if not is_placeholder_id(said[_PREFIX:]) and not _is_word(text, start, end, said):
                at = end
                confidence, reason = _judged(text, start, said)
                yield Seen(
                    kind="access-key-id",
                    start=start,
                    end=end,
                    text=said,
                    confidence=confidence,
                    reason=reason,
                    key_id=said,
                    account=account_of(said),
                )


def is_public(text: bytes, start: int, end: int) -> bool:
    """Whether the id stands in a signature's scope, a presigned URL or a signed request's header."""
    if _SCOPE.match(text, end) or _CREDENTIAL.search(text, max(0, start - 32), start):
        return True
    if _SIGNED_BEFORE_V4.search(text, max(0, start - 32), start):
        return _SIGNATURE.search(text, max(0, start - 512), end + 512) is not None
    return (
        _AUTHORISATION.match(text, end) is not None
        and _AUTHORISATION_BEFORE.search(text, max(0, start - 8), start) is not None
    )


def _bounded(text: bytes, start: int, end: int) -> bool:
    if _ALNUM.match(text, end):
        return False
    if start == 0 or not _ALNUM.match(text, start - 1) or text[start - 3 : start] in _MAILED:
        return True
    run = start - 1
    while run > 0 and start - run < _PREFIX + 2 and _ALNUM.match(text, run - 1):
        run -= 1
    return begin(text, run) == start


def _in_base64(text: bytes, start: int, end: int) -> bool:
    """Whether it stands in a longer run of base64 by chance."""
    before = _BASE64_BEFORE.search(text, max(0, start - 64), start) if text[start - 1 : start] in {b"/", b"+"} else None
    if before and _is_mixed(before[0]):
        return True
    if text[end : end + 1] == b"+":
        return True
    if text[end : end + 1] == b"/":
        behind = _BASE64_BEHIND.match(text, end + 1)
        return behind is not None and len(behind[0]) != _SECRET and len(behind[0]) > _PREFIX and _is_mixed(behind[0])
    return False


def _is_mixed(run: bytes) -> bool:
    return run.upper() != run != run.lower() and _DIGIT.search(run) is not None


def _is_word(text: bytes, start: int, end: int, said: str) -> bool:
    """Whether it is a name of something in capitals: ids without any digit are few, and such names have words."""
    if not said[_PREFIX:].isalpha():
        return False
    named = _NAME_BEFORE.search(text, max(0, start - 2), start) or _NAME_BEHIND.match(text, end)
    return named is not None or _REGION_WORDS.search(said) is not None


def _judged(text: bytes, start: int, said: str) -> tuple[Confidence, str]:
    if KEY_ID.fullmatch(said) is None and said.startswith((LONG_LIVED, TEMPORARY)):
        return "low", "characters in it that AWS's ids do not have"
    if _NAME.search(text, max(0, start - 40), start):
        return "high" if said.startswith(LONG_LIVED) else "medium", "under the name of a key's id"
    return "medium", "of the form of a key's id, with no name beside it"
