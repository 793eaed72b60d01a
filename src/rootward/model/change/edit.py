"""What every kind of change has in common.

A change says what one thing is before it and after it. All else follows: the calls that make it so, the change that
takes it back, and what an account's facts say once it is made. A kind of change is one module with one struct, and none
of them knows a check. Who has to know the kinds is listed in `rootward.model.change`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from rootward.model.account import Account
    from rootward.model.change import Change
    from rootward.model.change.api_call import ApiCall

Risk = Literal["safe", "disruptive", "irreversible"]
"""`safe` takes nothing from anybody, `disruptive` may and can be undone, `irreversible` cannot."""

RISKS: tuple[Risk, ...] = ("safe", "disruptive", "irreversible")


class Missing(msgspec.Struct, frozen=True, tag="missing"):
    """In place of a state: the user, group or role that the change is about is not there."""

    arn: str


class Partway(msgspec.Struct, frozen=True, tag="partway"):
    """In place of a state: some of the change's calls were made. All of them may be made again."""


class Other(msgspec.Struct, frozen=True, tag="other"):
    """In place of a state: something of the name is there, and it is neither what was nor what is to be."""


class IdentityRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A user, group or role, by what calls name it and by what policies do."""

    kind: Literal["user", "group", "role"]
    name: str
    arn: str


class Edit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """The base of all changes. Its subclasses have the fields `before` and `after`, states of the same type."""

    @property
    def resource(self) -> str:
        """ARN of what is written, or the account's resource."""
        raise NotImplementedError

    @property
    def target(self) -> tuple[str, ...]:
        """What the change is about: two changes of one target must become one."""
        raise NotImplementedError

    @property
    def risk(self) -> Risk:
        """How much it may hurt by itself. What it means for people besides is the plan's to say."""
        raise NotImplementedError

    @property
    def makes(self) -> str | None:
        """ARN of what is there once it is made and was not before; None for a change of what is there."""
        return None

    @property
    def stays(self) -> str:
        """Of a change that has no inverse and is not irreversible: why what it made is meant to stay."""
        return ""

    def calls(self) -> tuple[ApiCall, ...]:
        """The calls that make it, in order."""
        raise NotImplementedError

    def inverse(self) -> Change | None:
        """The change that takes it back; None where nothing can."""
        raise NotImplementedError

    def state(self, account: Account) -> object:
        """What the account's facts say of its target: a state, Missing, or the Unknown of a fact that was not read."""
        raise NotImplementedError

    def effect(self, account: Account) -> Account:
        """The account once it is made. Facts that were not read, and what is missing, stay as they are."""
        raise NotImplementedError

    def agrees(self, seen: object, wanted: object) -> bool:
        """Whether a state that was read is the one that is wanted. Missing is neither before nor after."""
        return seen == wanted

    def merged(self, other: Change) -> Change | None:
        """The one change that does what both ask of the same target; None where they contradict each other."""
        return other if self == other else None


class AccountEdit(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of changes of what is no identity and no credential.

    By none of them may anybody do more, or less, and nobody's way in is one more, or one less.
    """
