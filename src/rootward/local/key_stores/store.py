"""What a place must offer so that a rotation can be driven through it, and found again after a crash at any point.

The rotation calls, in this order:

1. `holds()` at each look, also in a new process after a crash: it decides by what lies there, not by what it remembers.
2. `read()` before anything is stored: the old pair, kept in the stash for the way back.
3. `put(new, instead_of=old id)` once the new key works everywhere. A crash in it leaves the old pair or the new one,
   never half of one, never none. After a crash `holds()` is asked; where it says None, the same `put` is made again.
4. `put(old, instead_of=new id)` on the way back.

A store changes nothing else, waits for nobody, and calls no AWS. Nothing that it raises or tells holds a secret.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from rootward.model.key_pair import KeyPair
from rootward.model.rotation import Place


class Stored(msgspec.Struct, frozen=True):
    """The pair lies there, on disk: with all profiles that had the one before it."""

    note: str = ""
    """What the person must know, as that the file's permissions are others now."""


class NotStored(msgspec.Struct, frozen=True):
    """It is certain that this call changed nothing: what lay there before it lies there still.

    Where nothing earlier may have stored it, the new key is deleted then.
    """

    why: str
    """One line, without a secret."""
    advice: str = ""


class Unclear(msgspec.Struct, frozen=True):
    """Nobody knows whether the place has it, as of a program that was killed.

    `holds()` is asked; where that says None, both keys stay, and the person resumes or goes back.
    """

    why: str


class Store(Protocol):
    """A place that one key lies in."""

    @property
    def place(self) -> Place:
        """What the journal says of it: the same store is made of it again. Without `profile`, `holds` gives None."""
        ...

    def holds(self) -> str | None:
        """Id of the key that the profile would sign with now; empty: it has none any more. None: nobody can look there.

        Raises RootwardError where it cannot be read at present: the rotation stops, and goes on another time.
        """
        ...

    def read(self) -> KeyPair | None:
        """What lies there, with its secret; None where that cannot be had. Raises as `holds`."""
        ...

    def put(self, pair: KeyPair, *, instead_of: str) -> Stored | NotStored | Unclear:
        """Store the pair wherever the key `instead_of` lies, all profiles at once, all or nothing.

        Where the pair lies there already, nothing is done, and it is Stored. Where neither lies there, somebody else
        changed it: NotStored.
        """
        ...
