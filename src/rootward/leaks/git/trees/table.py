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
_ROOM = 3
"""Places for each key, at least."""


@dataclass(frozen=True)
class Table:
    """Keys and their values. Plain data, for a worker process."""

    keys: Keys
    values: Values

    @classmethod
    def of(cls, keys: Keys, values: Values) -> Table:
        """Of a key that comes twice, either value."""
        bits = max(4, int(keys.size * _ROOM).bit_length())
        held = np.zeros(1 << bits, np.uint64)
        told = np.full(1 << bits, ABSENT, np.uint32)
        waiting = np.arange(keys.size)
        places = _first(keys, bits)
        while waiting.size:
            free = held[places] == _FREE
            held[places[free]] = keys[waiting[free]]
            settled = held[places] == keys[waiting]
            told[places[settled]] = values[waiting[settled]]
            waiting = waiting[~settled]
            places = (places[~settled] + 1) & (held.size - 1)
        return cls(held, told)

    def of_each(self, keys: Keys) -> Values:
        """The value of each key; ABSENT where it is none."""
        places = _first(keys, self.keys.size.bit_length() - 1)
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


def _first(keys: Keys, bits: int) -> npt.NDArray[np.int64]:
    """Where a key is looked for first: its high bits depend on all of the name."""
    return (keys >> np.uint64(64 - bits)).astype(np.int64)
