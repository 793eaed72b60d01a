"""Each rule for IAM users' passwords as the account has it, as the baseline asks for it, and what its check says.

The structs are the keys of the JSON format, schema 1: keys and their order do not change within a schema number.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.access import AskedAccount
from rootward.model.finding import Severity, Status

SCHEMA = 1

Name = Literal[
    "minimum_length",
    "require_uppercase",
    "require_lowercase",
    "require_numbers",
    "require_symbols",
    "reuse_prevention",
    "max_age_days",
    "hard_expiry",
    "allow_users_to_change",
]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule."""

    name: Name
    account: bool | int | None
    """None: nothing expires, or nothing is remembered."""
    baseline: bool | int | None
    """As of the account; of `hard_expiry`, about which the baseline says nothing, None."""
    check: str | None
    """The check that asks about it."""
    status: Status | None
    """What the check says of this rule; None where none asks."""

    @property
    def is_open(self) -> bool:
        """Whether it is weaker than the baseline, and nobody has accepted that."""
        return self.status == "fail"


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A check that finds the account's rules weaker than the baseline's."""

    check: str
    severity: Severity
    accepted: bool
    message: str


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of it."""

    schema: int = SCHEMA
    rootward: str
    taken_at: datetime
    account: AskedAccount
    has_policy: bool
    """Whether the account has a policy of its own. Without one AWS's default is shown, which is in force."""
    rules: tuple[Rule, ...]
    gaps: tuple[Gap, ...]

    @property
    def is_weaker(self) -> bool:
        """Whether any rule is, and nobody has accepted that."""
        return any(not gap.accepted for gap in self.gaps)
