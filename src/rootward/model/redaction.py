"""Redaction: the same account under other names, for handing a snapshot to somebody else.

Names, account numbers, ARNs and ids get stand-ins (`rootward.model.pseudonyms`), the same everywhere, so that every
check comes to the verdict that it came to before. Two things do not survive: tags, which are left out, and what a
baseline says by name (`break_glass`, `trusted_accounts`, accepted risks), which names nobody any more. Dates, counts,
regions, services and the actions of policies stay.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec.structs import replace

from rootward.model.account import Account
from rootward.model.credential_report import ROOT_ROW, CredentialReport
from rootward.model.identity import Group, Identities, InlinePolicy, ManagedPolicy, Role, User
from rootward.model.monitoring import (
    Alarm,
    Analyzer,
    EventRule,
    MetricFilter,
    Organization,
    RegionalAlarms,
    RegionalAnalyzers,
    RegionalRules,
    RuleTarget,
    Topic,
    Trail,
)
from rootward.model.pseudonyms import Pseudonyms
from rootward.model.redacted_policy import redacted_policy
from rootward.model.unknown import Blocked, Unknown

Thing = TypeVar("Thing")

ENDPOINT = "redacted"
