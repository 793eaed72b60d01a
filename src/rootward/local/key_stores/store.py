"""What a place must offer so that a rotation can be driven through it, and found again after a crash at any point.

The rotation calls, in this order:

1. `holds()` at each look, also in a new process after a crash: it decides by what lies there, not by what it remembers.
2. `read()` before anything is stored: the old pair, kept in the stash for the way back.
3. `ready()` once the new key works everywhere; then the journal says that it is being stored.
4. `put(new, instead_of=old id)`. A crash in it leaves the old pair or the new one, never half of one, never none. After
   a crash `holds()` is asked; where it says None, the same `put` is made again.
5. `put(old, instead_of=new id)` on the way back, also where a crash in 4 left the old pair, to clear what else it left.

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
    """It is certain that this call gave the pair to nobody who goes on without a look: `holds` tells what is in force.

    Where it says the old key, or nobody can look and nothing earlier may have stored it, the new key is deleted then:
    what may have stored it says Unclear. Where it says the pair, something is left to be done: `put` again.
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

    def ready(self) -> None:
        """Raises UsageError where nothing can be put there from this command line, so that it is not begun."""
        ...

    def put(self, pair: KeyPair, *, instead_of: str) -> Stored | NotStored | Unclear:
        """Store the pair wherever the key `instead_of` lies, all profiles at once, all or nothing.

        Where the profile has the pair already, whoever else has `instead_of` still is given it too, and what an earlier
        try left is cleared; then it is Stored. Where the profile has neither, somebody else changed it: NotStored.
        """
        ...
