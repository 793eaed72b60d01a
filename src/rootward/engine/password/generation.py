"""Choosing passwords that AWS takes, of root and of IAM users, and that survive being typed and being read aloud.

Every password of the alphabet that the rules allow is as likely as any other: what does not keep the rules is thrown
away whole, and never mended.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from itertools import combinations

from rootward.engine.password.rules import LEAST, MOST
from rootward.model.secret import Secret

LENGTH = 24
"""Of an IAM user's: 145 bits."""

LENGTH_FOR_ROOT = 32
"""193 bits: it is typed once in a year, and nobody needs to know it by heart."""

_LOOK_ALIKES = "Il1O0"
_SYMBOLS = "!@#%^*-_=+"
"""Of those that AWS counts as symbols, for root and for IAM users alike, the ones that no shell and no mail spoils.

https://docs.aws.amazon.com/accounts/latest/reference/root-user-password.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
"""

_CLASSES = tuple(
    "".join(character for character in characters if character not in _LOOK_ALIKES)
    for characters in (string.ascii_uppercase, string.ascii_lowercase, string.digits, _SYMBOLS)
)
_EVERY = "".join(_CLASSES)

Below = Callable[[int], int]
"""A number from 0 on below the one given, each as likely as any other: `secrets.randbelow`."""


def generated(length: int, below: Below) -> Secret:
    """A password of that many characters, 8 to 128: upper and lower case, numbers and symbols, all four of them.

    It begins with a letter or a number: no program takes it for an option, no sheet for a formula. Letters and numbers
    that look alike (I l 1, O 0) are left out. Raises ValueError for another length.
    """
    if not LEAST <= length <= MOST:
        raise ValueError(f"a password has {LEAST} to {MOST} characters, not {length}")
    while True:
        text = "".join(_EVERY[below(len(_EVERY))] for _ in range(length))
        if text[0] not in _SYMBOLS and all(any(one in kind for one in text) for kind in _CLASSES):
            return Secret(text)


def bits_of(length: int) -> int:
    """The bits of chance in such a password, rounded down: the logarithm of how many there are.

    Counted by leaving out each choice of classes: what lacks some is taken away, what lacks more was taken away twice.
    """
    many = 0
    for missing in (choice for size in range(len(_CLASSES) + 1) for choice in combinations(_CLASSES, size)):
        every = frozenset(_EVERY).difference(*missing)
        many += (-1) ** len(missing) * len(every.difference(_SYMBOLS)) * len(every) ** (length - 1)
    return many.bit_length() - 1
