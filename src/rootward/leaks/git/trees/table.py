"""What is known of each object, by its key: a table with open addressing, asked of millions of keys at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.leaks.git.trees.keys import Keys

Values = npt.NDArray[np.uint32]

ABSENT, OTHER, SOUGHT = 0xFFFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFD
"""Not here; here, and neither a tree nor sought; one of the blobs that are sought. Anything less is a tree's row."""

_FREE = np.uint64(0)
_RECENT_BITS = 16
_ROOM = 3
"""Places for each key, at least."""


@dataclass(frozen=True)
class Table:
    """Keys and their values. Plain data, for a worker process."""

    keys: Keys
    values: Values

    @classmethod
    def of(cls, count: int) -> Table:
        """An empty one, for so many keys."""
        places = 1 << max(4, int(count * _ROOM).bit_length())
        return cls(np.zeros(places, np.uint64), np.full(places, ABSENT, np.uint32))

    def put(self, keys: Keys, values: Values | int) -> None:
        """Keys with their values, in place of those that they had. Of a key that comes twice, either value."""
        told = np.broadcast_to(np.asarray(values, np.uint32), keys.shape)
        waiting = np.arange(keys.size)
        places = self._first(keys)
        while waiting.size:
            free = self.keys[places] == _FREE
            self.keys[places[free]] = keys[waiting[free]]
            settled = self.keys[places] == keys[waiting]
            self.values[places[settled]] = told[waiting[settled]]
            waiting = waiting[~settled]
            places = (places[~settled] + 1) & (self.keys.size - 1)

    def of_each(self, keys: Keys) -> Values:
        """The value of each key; ABSENT where it is none."""
        places = self._first(keys)
        met = self.keys[places]
        found = np.where(met == keys, self.values[places], np.uint32(ABSENT))
        waiting = np.flatnonzero((met != keys) & (met != _FREE))
        places = places[waiting]
        while waiting.size:
            places = (places + 1) & (self.keys.size - 1)
            met = self.keys[places]
            same = met == keys[waiting]
            found[waiting[same]] = self.values[places[same]]
            going_on = ~same & (met != _FREE)
            waiting, places = waiting[going_on], places[going_on]
        return found

    def _first(self, keys: Keys) -> npt.NDArray[np.int64]:
        """Where a key is looked for first: its high bits depend on all of the name."""
        return _high(keys, self.keys.size.bit_length() - 1)


class Recent:
    """A table, and beside it the few keys that were asked for last: one version of a tree has most of the next."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._keys = np.zeros(1 << _RECENT_BITS, np.uint64)
        self._values = np.full(1 << _RECENT_BITS, ABSENT, np.uint32)

    def of_each(self, keys: Keys) -> Values:
        """The value of each key; ABSENT where it is none."""
        places = _high(keys, _RECENT_BITS)
        values = self._values[places]
        new = np.flatnonzero(self._keys[places] != keys)
        if new.size:
            values[new] = self._table.of_each(keys[new])
            self._keys[places[new]] = keys[new]
            self._values[places[new]] = values[new]
        return values


def _high(keys: Keys, bits: int) -> npt.NDArray[np.int64]:
    return (keys >> np.uint64(64 - bits)).view(np.int64)
