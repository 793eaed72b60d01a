"""A baseline: what was found once and is known, so that only what is new is told.

One JSON object a line, sorted by fingerprint, with nothing in it that changes while the secret stays: no place, no line
number, no time. So two branches that each add to it differ in whole lines, and git's own `union` merges them:

    {"fingerprint":"0123456789abcdef0123456789abcdef","kind":"access-key-id","ends":"4f2A"}

`ends` and `reason` are for readers. Fingerprints are keyed hashes: no secret can be read from them.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from rootward.errors import ConfigurationError
from rootward.leaks.allow.allowance import Allowance
from rootward.leaks.allow.rules import FINGERPRINT_FORM, ByFingerprint
from rootward.model.leak import Leak

NAME = ".rootward-baseline.jsonl"
"""At the root of a repository it is read unasked."""

MOST_BYTES = 1 << 26

_SHOWN = 4


class Known(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line. What else stands on it is passed over."""

    fingerprint: str
    kind: str = ""
    ends: str = ""
    reason: str = ""
    """Why it may be there, written by hand; kept when the baseline is written anew."""


def parse_baseline(data: bytes, name: str) -> tuple[Known, ...]:
    """Its lines, in their order: a merge may leave them unsorted, and one twice. Raises ConfigurationError."""
    if len(data) > MOST_BYTES:
        raise ConfigurationError(f"{name}: larger than {MOST_BYTES >> 20} MB, which is no baseline")
    lines = data.removeprefix(b"\xef\xbb\xbf").splitlines()
    return tuple(_parse(line, f"{name}:{number}") for number, line in enumerate(lines, 1) if line.strip())


def baseline_rules(known: Iterable[Known], name: str, *, from_repository: bool) -> tuple[ByFingerprint, ...]:
    """Rules that allow what is known."""
    allowance = Allowance(rule="baseline", source=name, from_repository=from_repository)
    return tuple(ByFingerprint(one.fingerprint, allowance) for one in known)


def known_of(findings: Iterable[Leak]) -> tuple[Known, ...]:
    """What these findings would be known by; those without a fingerprint are left out."""
    found = {leak.fingerprint: _known(leak, leak.fingerprint) for leak in findings if leak.fingerprint is not None}
    return tuple(found[fingerprint] for fingerprint in sorted(found))


def render_baseline(known: Iterable[Known]) -> bytes:
    """The file, sorted by fingerprint; of two lines of one fingerprint that with a reason, else the first."""
    lines: dict[str, Known] = {}
    for one in known:
        before = lines.get(one.fingerprint)
        if before is None or (one.reason and not before.reason):
            lines[one.fingerprint] = one
    return b"".join(msgspec.json.encode(lines[fingerprint]) + b"\n" for fingerprint in sorted(lines))


def _known(leak: Leak, fingerprint: str) -> Known:
    # The id of a key stands whole in a report; here it would be a finding of its own.
    return Known(fingerprint=fingerprint, kind=leak.kind, ends=leak.masked.removeprefix("…")[-_SHOWN:])


def _parse(line: bytes, where: str) -> Known:
    if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
        raise ConfigurationError(
            f"{where}: a merge was left unfinished here",
            advice="keep the lines of both sides; a line of .gitattributes does so by itself: see docs/scan-allow.md",
        )
    try:
        known = msgspec.json.decode(line, type=Known)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{where}: no line of a baseline: {str(error).partition(' - ')[0]}") from None
    if not FINGERPRINT_FORM.fullmatch(known.fingerprint):
        raise ConfigurationError(f"{where}: a fingerprint has 32 digits of hexadecimal, in lower case")
    return known
