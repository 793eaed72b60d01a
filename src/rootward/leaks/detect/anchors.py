"""What must stand in some bytes for them to hold a credential: the gate's patterns, and where the detector begins.

Each is asked in two ways with the same answer: of hyperscan as an expression, and here. What the detector finds, it
finds beside one of these: that is why whatever it finds, the gate admits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from rootward.leaks.detect.images import Sets, base64_images, either_case, exactly, expression, some, utf_16
from rootward.leaks.rules import Rules


class Word(msgspec.Struct, frozen=True):
    """Something that tells by itself."""

    needed: tuple[bytes, ...]
    """One of these is in each: quickly looked for."""
    pattern: bytes

    @property
    def expression(self) -> bytes:
        """It, for hyperscan."""
        return self.pattern

    def positions(self, data: bytes, lowered: bytes) -> Iterator[int]:  # noqa: ARG002  what another kind needs
        """Where it begins."""
        if any(word in data for word in self.needed):
            for match in compiled(self.pattern).finditer(data):
                yield match.start()


class Near(msgspec.Struct, frozen=True):
    """A name, and behind it a run of so many characters of a value."""

    before: bytes
    """What stands directly before the word; in lower case, and found in any."""
    word: bytes
    """What the name ends with: quickly looked for."""
    reach: int
    """Bytes between the name's end and the value's beginning."""
    value: bytes
    length: int
    """How many of the value's characters."""
    border: bytes = b"[^A-Za-z0-9/+]"
    """What stands before the value: it is never a part of a longer run."""

    @property
    def expression(self) -> bytes:
        """Both and what stands between them, for hyperscan."""
        return b"(?i:%s%s)[\\x00-\\xff]{0,%d}%s%s{%d}" % (
            self.before,
            self.word,
            self.reach,
            self.border,
            self.value,
            self.length,
        )

    def positions(self, data: bytes, lowered: bytes) -> Iterator[int]:
        """Where the name ends."""
        before = compiled(b"%s\\Z" % self.before)
        value = compiled(b"%s%s{%d}" % (self.border, self.value, self.length))
        at = lowered.find(self.word)
        while at >= 0:
            end = at + len(self.word)
            if (not self.before or before.search(lowered, max(0, at - _LONGEST), at)) and value.search(
                data, end, end + self.reach + self.length + 1
            ):
                yield end
            at = lowered.find(self.word, end)


class Behind(msgspec.Struct, frozen=True):
    """A value's name behind it: what names it stands at the end of one tag, one object or one line."""

    before: bytes
    """What stands directly before the word."""
    word: bytes
    """Quickly looked for; in lower case, and found in any."""
    behind: bytes
    """What stands directly behind it."""

    @property
    def expression(self) -> bytes:
        """The name with what stands about it, for hyperscan: few texts have it."""
        return b"(?i:%s%s%s)" % (self.before, self.word, self.behind)

    def positions(self, data: bytes, lowered: bytes) -> Iterator[int]:  # noqa: ARG002  what another kind needs
        """Where the name's word begins."""
        before, behind = compiled(b"%s\\Z" % self.before), compiled(self.behind)
        at = lowered.find(self.word)
        while at >= 0:
            end = at + len(self.word)
            if behind.match(lowered, end) and before.search(lowered, max(0, at - _LONGEST), at):
                yield at
            at = lowered.find(self.word, end)


_LONGEST = 24
"""Characters of what stands before the word of a name."""


@cache
def compiled(pattern: bytes) -> re.Pattern[bytes]:
    """The pattern, compiled when it is first wanted."""
    return re.compile(pattern)


@cache
def own(pattern: str) -> re.Pattern[bytes]:
    """One of the user's own patterns, held against lines, as git-secrets does. Raises re.error where it is none."""
    return re.compile(pattern.encode("utf-8", "surrogateescape"), re.MULTILINE)


ID = Word((b"A",), rb"A(?:KIA|SIA|BIA|CCA|3T[A-Z0-9])[A-Z0-9]{16}")
SECRET = Near(b"", b"secret", 100, rb"[A-Za-z0-9/+%\\&#;]", 40)
AWS_KEY = Near(
    rb"(?:aws|s3|amazon)[_.\- ]?(?:(?:access|sec|secert|scret)[_.\- ]?){0,2}", b"key", 24, rb"[A-Za-z0-9/+%\\&#;]", 40
)
NAMED_BEHIND = Behind(
    rb"(?:[\"']|&quot;|%22)[\w.\-]{0,16}",
    b"secret",
    rb"[_.\-]{0,2}(?:access[_.\-]?)?key(?:\\{0,4}[\"']|&quot;|%22)[ \t]{0,4}/?(?:\r?\n[ \t]{0,16})?(?:[}>]|%7d)",
)
COMMENTED = Behind(rb"(?:#|//|--)[ \t]{0,4}(?:my )?(?:aws|amazon)[_.\- ]?", b"secret", b"")
TOKEN = Near(rb"(?:session|security)[_.\- ]?", b"token", 40, rb"[A-Za-z0-9/+=_.%\\&#;-]", 48)
TOKEN_ITSELF = Word(
    (b"b3JpZ2lu", b"ZXIvYXdz", b"AQoDYXdz"),
    rb"(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)[A-Za-z0-9/+=%\\_-]{40}",
)
BEDROCK_LONG = Word((b"ABSK",), rb"ABSK[A-Za-z0-9+/]{100}")
BEDROCK_SHORT = Word((b"bedrock-api-key-",), rb"bedrock-api-key-[Y]mVkcm9jay5hbWF6b25hd3MuY29t")
MWS = Word((b"amzn.mws.",), rb"amzn\.mws\.[0-9a-z]{8}-[0-9a-z]{4}-[0-9a-z]{4}")
APPSYNC = Word((b"da2-",), rb"da2-[a-z0-9]{26}")
CSV = Word((b"assword",), rb'[Uu]ser ?[Nn]ame"?,"?[Pp]assword')
SERVICE_USER = Word((b"-at-",), rb"-at-[0-9]{12}")
ACCOUNT = Near(b"", b"account", 40, rb"[0-9-]", 12, rb"[^0-9]")
OWNER = Near(b"", b"owner", 12, rb"[0-9]", 12, rb"[^0-9]")
ARN = Word((b"arn:aws", b"arn%3Aaws"), rb"arn(?::|%3A)aws[a-z-]{0,16}(?:(?::|%3A)[a-z0-9-]{0,32}){2}(?::|%3A)[0-9]{12}")
ACCOUNTS_HOST = Word(
    (b".dkr.ecr.", b".signin.", b"amazonaws.com", b"aws://"),
    rb"[0-9]{12}\.(?:dkr\.ecr\.|signin\.(?:aws|amazonaws)\.)|amazonaws\.com(?:\.cn)?/[0-9]{12}/|aws://[0-9]{12}/",
)

_UPPER = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_LOWER = b"abcdefghijklmnopqrstuvwxyz0123456789"
_DIGITS = b"0123456789"
SEEDS: tuple[Sets, ...] = (
    *(exactly(prefix) + some(_UPPER, 4) for prefix in (b"AKIA", b"ASIA", b"ABIA", b"ACCA")),
    either_case(b"secret"),
    exactly(b"IQoJb3JpZ2lu"),
    exactly(b"FwoGZXIvYXdz"),
    exactly(b"FQoGZXIvYXdz"),
    exactly(b"AQoDYXdz"),
    exactly(b"ABSKQmVkcm9j"),
    exactly(b"bedrock-api-key-"),
    exactly(b"amzn.mws.") + some(_LOWER, 2),
    exactly(b"da2-") + some(_LOWER, 6),
    exactly(b"ame,Password"),
    exactly(b"-at-") + some(_DIGITS, 6),
)
"""What is looked for in what is encoded: the beginning of each, by its image."""
WIDE_SEEDS = tuple(utf_16(seed) for seed in SEEDS)
BREAK = rb"\r?\n[ \t]{0,8}"
"""The end of a line of wrapped base64, and how far the next is indented."""
IN_BASE64: tuple[tuple[Sets, ...], ...] = ((*SEEDS, *WIDE_SEEDS), SEEDS, SEEDS)
"""What is looked for in base64, in base64 of base64, and once deeper. UTF-16 in base64 is what PowerShell's encoded
commands are."""


_ALWAYS: tuple[Word | Near | Behind, ...] = (
    ID,
    SECRET,
    AWS_KEY,
    NAMED_BEHIND,
    COMMENTED,
    TOKEN,
    TOKEN_ITSELF,
    BEDROCK_LONG,
    BEDROCK_SHORT,
    MWS,
    APPSYNC,
    CSV,
    SERVICE_USER,
)


def anchors(rules: Rules) -> tuple[Word | Near | Behind, ...]:
    """Those that stand in plain text, less the user's own patterns."""
    return (*_ALWAYS, ACCOUNT, OWNER, ARN, ACCOUNTS_HOST) if rules.account_numbers else _ALWAYS


def expressions(rules: Rules) -> tuple[bytes, ...]:
    """Those of plain text for hyperscan, less the user's own patterns."""
    return tuple(anchor.expression for anchor in anchors(rules))


def wide_expressions() -> tuple[bytes, ...]:
    """Those of what stands in UTF-16."""
    return tuple(map(expression, WIDE_SEEDS))


def base64_expressions() -> tuple[bytes, ...]:
    """Those of what stands in base64.

    They admit a little more than `rootward.leaks.detect.encoded` finds: a character at the edge of an image shares its
    bits with whatever stands beside it.
    """
    images = {
        expression(image)
        for depth, seeds in enumerate(IN_BASE64, 1)
        for seed in seeds
        for image in base64_images(seed, depth)
    }
    wrapped = {
        expression(image[:place]) + BREAK + expression(image[place:])
        for seed in SEEDS
        for image in base64_images(seed, 1)
        for place in range(1, len(image))
    }
    return tuple(sorted(images | wrapped))
