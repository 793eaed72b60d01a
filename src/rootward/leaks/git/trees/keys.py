"""Names as numbers of 64 bits, made another way in each run: nobody can make two names that fall together.

A key is the sum of what the halves of each word give, multiplied, when a number that was drawn is added to each of
them. Of any two names, however they were chosen, that gives the same in one run of four billions at most (NH: Black,
Halevi, Krawczyk, Krovetz, Rogaway: "UMAC: Fast and Secure Message Authentication", 1999).
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

WORD = 8
PADDING = b"\0" * (2 * WORD)
"""Behind a text that is read in words."""
LONGEST = 1024
"""Bytes of the mode and the name of an entry that have a key."""

Keys = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Keying:
    """How keys are made in this run. Plain data, for a worker process."""

    seed: bytes

    @classmethod
    def drawn(cls) -> Keying:
        """One that nobody knows."""
        return cls(os.urandom(WORD * (LONGEST // WORD + 2)))

    @property
    def _drawn(self) -> Keys:
        drawn: Keys = np.frombuffer(self.seed, np.uint64)
        return drawn

    def of_names(self, words: Keys, places: Places) -> Keys:
        """The keys of the names of objects that begin at these places: of sixteen bytes of each. None of them is 0."""
        drawn = self._drawn
        found = _product(words[places], drawn[0]) + _product(words[places + WORD], drawn[1])
        return found | np.uint64(1)

    def of_texts(self, words: Keys, starts: Places, ends: Places) -> Keys:
        """The keys of texts of at most LONGEST bytes each."""
        drawn = self._drawn
        lengths = ends - starts
        found: Keys = lengths.astype(np.uint64) * (drawn[-1] | np.uint64(1))
        going_on = np.arange(starts.size)
        for number in range(int(lengths.max(initial=0) + WORD - 1) // WORD):
            going_on = going_on[lengths[going_on] > number * WORD]
            left = np.minimum(lengths[going_on] - number * WORD, WORD).astype(np.uint64)
            word = words[starts[going_on] + number * WORD]
            unused = np.uint64(WORD * WORD) - left * np.uint64(WORD)
            found[going_on] += _product((word << unused) >> unused, drawn[number])
        return found


def _product(words: Keys, drawn: np.uint64) -> Keys:
    """Of each word its two halves, each with one of the number's added, multiplied."""
    halves = words.view(np.uint32).reshape(-1, 2) + drawn.reshape(1).view(np.uint32)
    product: Keys = np.multiply(halves[:, 0], halves[:, 1], dtype=np.uint64)
    return product


def in_words(text: bytes) -> Keys:
    """The word that begins at each byte of a text, the least byte first; `PADDING` must stand behind what is asked."""
    return np.ndarray((len(text) - WORD + 1,), np.dtype("<u8"), text, 0, (1,))


def mixed(keys: Keys) -> Keys:
    """Each number stirred, so that sums of them tell which they were (Steele, Lea, Flood: SplitMix64, 2014)."""
    stirred: Keys = keys ^ (keys >> np.uint64(30))
    stirred *= np.uint64(0xBF58476D1CE4E5B9)
    stirred ^= stirred >> np.uint64(27)
    stirred *= np.uint64(0x94D049BB133111EB)
    stirred ^= stirred >> np.uint64(31)
    return stirred
