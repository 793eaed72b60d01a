"""The user's own patterns, as git-secrets' configuration has them: what they match is a finding, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator

from rootward.leaks.detect.anchors import own
from rootward.leaks.detect.seen import Seen
from rootward.leaks.rules import Rules


def own_patterns(data: bytes, rules: Rules) -> Iterator[Seen]:
    """Everything that one of them matches, in order; of those that overlap the first, and the longest."""
    spans = (match.span() for pattern in rules.patterns for match in own(pattern).finditer(data))
    matches = sorted(spans, key=lambda span: (span[0], -span[1]))
    done = 0
    for start, end in matches:
        if start < end and start >= done:
            done = end
            yield Seen(
                kind="pattern",
                start=start,
                end=end,
                text=data[start:end].decode("utf-8", "surrogateescape"),
                confidence="medium",
                reason="one of your own patterns",
            )
