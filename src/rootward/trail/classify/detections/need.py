"""Which records a rule looks at, as data: so that the rest need not even be decoded."""

from __future__ import annotations

import msgspec

from rootward.trail.record import Record

_NO_NAMES: frozenset[str] = frozenset()


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """Records that meet all of these; a member that is empty asks for nothing. At least one is not empty."""

    source: str = ""
    """`iam.amazonaws.com`."""
    names: frozenset[str] = _NO_NAMES
    """Event names."""
    errors: frozenset[str] = _NO_NAMES
    """How error codes begin."""
    by_root: bool = False
    """By root's own identity: of type Root, or without a type and with an ARN that ends in `:root`."""

    def takes(self, record: Record) -> bool:
        """Whether the record is one of these."""
        return (
            (not self.source or record.source == self.source)
            and (not self.names or record.name in self.names)
            and (not self.errors or record.error.startswith(tuple(self.errors)))
            and (not self.by_root or record.identity.is_root)
        )


def called(service: str, *names: str, by_root: bool = False) -> Need:
    """Calls of a service (`iam`) by these names."""
    return Need(source=f"{service}.amazonaws.com", names=frozenset(names), by_root=by_root)
