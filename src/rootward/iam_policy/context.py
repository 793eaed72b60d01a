"""The condition keys of a request: all of them, or as many as are known.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

Values = str | tuple[str, ...]
"""A key's one value, or the values of a multi-valued key."""
Given = str | Sequence[str]
"""A key's value, or the values of a multi-valued key: a list or tuple, even where it holds just one."""


class Complete(msgspec.Struct, frozen=True):
    """All the condition keys of a request. A key that is not given is absent. Names are taken in any case."""

    keys: Mapping[str, Given] = {}


class Partial(msgspec.Struct, frozen=True):
    """What is known of a request. None: the key is known to be absent. A key that is not given is not known."""

    keys: Mapping[str, Given | None] = {}
    open: frozenset[str] | None = None
    """The only keys that are not known, in small letters, unless they are given; one that ends in `/` stands for all
    that begin with it. None: all that are not given."""


Context = Complete | Partial


class NotKnown:
    """In place of a key's values: whether the request has the key, and with what values, is not known."""

    __slots__ = ()


NOT_KNOWN = NotKnown()


class Keys:
    """The condition keys of one request, by their names in small letters."""

    __slots__ = ("_known", "_open")

    def __init__(self, context: Context, derived: Mapping[str, str | None]) -> None:
        """`derived`: what the request itself says, by names in small letters; the context's own word goes before it."""
        self._known: dict[str, Values | None] = {**derived}
        for name, given in context.keys.items():
            self._known[name.lower()] = _values(given)
        self._open: frozenset[str] | None = frozenset() if isinstance(context, Complete) else context.open

    def values(self, key: str) -> Values | NotKnown | None:
        """The key's values, None where the request lacks it, or NOT_KNOWN. `key`: in small letters."""
        if key in self._known:
            return self._known[key]
        if self._open is None or key in self._open:
            return NOT_KNOWN
        family, slash, _ = key.partition("/")
        return NOT_KNOWN if slash and family + slash in self._open else None


def _values(given: Given | None) -> Values | None:
    """A key without any value is as good as absent.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    """
    return given if given is None or isinstance(given, str) else tuple(given) or None
