"""How identities could become administrators (being written)."""

from __future__ import annotations

from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.powers import Powers
from rootward.model.account import Account
from rootward.model.identity import Identities


class Escalation:
    """Who could become an administrator, and how."""

    def __init__(self, account: Account, identities: Identities, powers: Powers, assumption: Assumption) -> None:
        self._account, self._identities, self._powers, self._assumption = account, identities, powers, assumption
