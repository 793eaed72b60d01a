"""Not knowing, as a value.

A fact that could not be read is an `Unknown` in its place, never an exception, an empty list or
a `None`. `Absent` is something else: the source was read, and says that it holds no value.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Reason = Literal["denied", "failed", "not_observable", "not_collected"]


class Unknown(msgspec.Struct, frozen=True, tag="unknown"):
    """A fact that could not be read, and why.

    `denied` and `failed` settle when a permission is given or the read is tried again;
    `not_observable` is shown by AWS to nobody in this account; `not_collected` was not asked for,
    or is not in the files given.
    """

    reason: Reason
    action: str | None = None
    """The IAM action that would have read it, as `iam:GetCredentialReport`; None if no action would."""
    detail: str = ""
    """One line for people: what AWS answered, or who can see the fact."""
    untried: tuple[str, ...] = ()
    """IAM actions that the fact takes as well, and that a denial of `action` left untried."""


class Blocked(msgspec.Struct, frozen=True, tag="blocked"):
    """A region in which a service control policy forbids the read: nobody works there, so it is not unknown."""

    detail: str = ""


class Absent(msgspec.Struct, frozen=True, tag="absent"):
    """A cell of the credential report that AWS filled with a word in place of a value."""

    cell: Literal["N/A", "no_information", "not_supported"]
