"""The form in which lists of breached passwords hold them: SHA-1 of the UTF-8 text, in hexadecimal.

https://haveibeenpwned.com/API/v3#PwnedPasswords
"""

from __future__ import annotations

import hashlib

from rootward.model.secret import Secret

LENGTH = 40
"""Hexadecimal digits."""


def fingerprint(password: Secret) -> Secret:
    """40 digits, in upper case. Without salt, it is nearly as good as the password to whoever sees it: a secret."""
    digest = hashlib.sha1(password.reveal().encode(), usedforsecurity=False)
    return Secret(digest.hexdigest().upper())
