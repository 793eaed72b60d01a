"""Findings arranged for reading: by credential, the surest first, each with all places where it stands."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from rootward.model.leak import Confidence, Leak
from rootward.reports.scan.words import CONFIDENCES


class Credential(msgspec.Struct, frozen=True):
    """One credential: an access key's id, its secret and its token are one."""

    leaks: tuple[Leak, ...]
    """Never empty; in the scan's own order."""

    @property
    def key_id(self) -> str | None:
        """The access key's id, where one is known."""
        return self.leaks[0].key_id

    @property
    def confidence(self) -> Confidence:
        """That of the surest finding."""
        return min((leak.confidence for leak in self.leaks), key=CONFIDENCES.index)

    @property
    def is_whole(self) -> bool:
        """Whether an id and its secret were found: somebody could sign."""
        return self.key_id is not None and any(leak.kind == "secret-access-key" for leak in self.leaks)


def credentials(findings: Iterable[Leak]) -> tuple[Credential, ...]:
    """The surest first; then in the order in which they are first met."""
    by_identity: dict[tuple[str, ...], list[Leak]] = {}
    for leak in findings:
        by_identity.setdefault(_identity(leak), []).append(leak)
    arranged = (Credential(tuple(leaks)) for leaks in by_identity.values())
    return tuple(sorted(arranged, key=lambda one: CONFIDENCES.index(one.confidence)))


def _identity(leak: Leak) -> tuple[str, ...]:
    """What is the same credential. A password has no fingerprint: each place of one counts for itself."""
    if leak.key_id is not None:
        return ("key", leak.key_id)
    if leak.fingerprint is not None:
        return (leak.kind, leak.fingerprint)
    return (leak.kind, leak.path, str(leak.line), str(leak.column))
