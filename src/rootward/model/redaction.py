"""Redaction: the same account under other names, for handing a snapshot to somebody else.

Names, account numbers, ARNs and ids get stand-ins (`rootward.model.pseudonyms`), the same everywhere, so that every
check comes to the verdict that it came to before. Two things do not survive: what a baseline says by name
(`break_glass`, `trusted_accounts`, `session_users`, accepted risks), which names nobody any more; and a condition that
takes a tag's value for a number or a date. Dates, counts, regions, services, and what policies allow stay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from rootward.model import (
    credential,
    credential_report,
    identity,
    leaked_key,
    machine_key,
    mfa_device,
    monitoring,
    service_access,
    used_actions,
)
from rootward.model.account import Account
from rootward.model.pseudonyms import Pseudonyms
from rootward.model.redacted_policy import redacted_policy
from rootward.model.unknown import Absent, Blocked, Unknown

ENDPOINT = "an endpoint override (redacted)"

_LIKE_A_WORD_OF_AWS = frozenset({"root", "default", "aws"})
"""Names that a sentence or a pattern may hold without meaning the user who is called so."""


def redact(account: Account) -> Account:
    """The account with stand-ins. Equal accounts give equal ones; nothing in it leads back."""
    redaction = _Redaction(_names(account))
    redaction.pseudonyms.number(account.id)
    if isinstance(account.organization, monitoring.Organization):
        redaction.pseudonyms.organization(account.organization.id)  # known from here on, whatever its form
    redacted: Account = redaction.struct(account)
    return redacted


class _Redaction:
    """Walks the facts; `RULES` says what becomes of each text."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self.pseudonyms = Pseudonyms()

    def struct(self, value: Any) -> Any:  # noqa: ANN401 - any noun of the model
        """The same noun, each text by its rule."""
        rules = RULES[type(value)]
        changes = {}
        for field in value.__struct_fields__:
            before = getattr(value, field)
            rule = rules.get(field)
            changes[field] = self._walk(before) if rule is None else self._each(rule, before)
        return msgspec.structs.replace(value, **changes)

    def scrub(self, text: str) -> str:
        """A sentence or a pattern: its words stay, and whom it names does not."""
        return self.pseudonyms.scrub(text, self._names)

    def _walk(self, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, msgspec.Struct):
            return self.struct(value)
        if isinstance(value, tuple):
            return tuple(self._walk(one) for one in value)
        # A text without a rule is a defect, which a test finds; what it says is hidden all the same.
        return self.pseudonyms.words(value) if isinstance(value, str) else value

    def _each(self, rule: Rule, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, str):
            return rule(self, value)
        if isinstance(value, tuple):
            return tuple(self._each(rule, one) for one in value)
        if isinstance(value, dict):
            return {self.pseudonyms.tag_key(key): rule(self, text) for key, text in value.items()}
        return self._walk(value)


_WORDS_OF_A_USE = frozenset({"listener", "of", "load", "balancer", "in", "distribution"})
"""What `CertificateUse.used_by` says besides names."""

_WORDS_OF_A_PLACE = frozenset({"home", "Users", "root", "aws", "credentials", "config", "default"})
"""What the places of AWS's own files, and their sections, are called on most machines."""

Rule = Callable[[_Redaction, str], str]


def _kept(_redaction: _Redaction, text: str) -> str:
    return text


def _name(redaction: _Redaction, text: str) -> str:
    return text if text == credential_report.ROOT_ROW else redaction.pseudonyms.name(text)


def _words(redaction: _Redaction, text: str) -> str:
    return redaction.pseudonyms.words(text)


def _arn(redaction: _Redaction, text: str) -> str:
    return redaction.pseudonyms.arn(text)


def _path(redaction: _Redaction, text: str) -> str:
    return redaction.pseudonyms.path(text)


def _number(redaction: _Redaction, text: str) -> str:
    return redaction.pseudonyms.number(text)


def _id(redaction: _Redaction, text: str) -> str:
    return redaction.pseudonyms.unique_id(text)


def _arn_or_id(redaction: _Redaction, text: str) -> str:
    return _arn(redaction, text) if text.startswith("arn:") else _id(redaction, text)


def _use(redaction: _Redaction, text: str) -> str:
    return redaction.pseudonyms.words(text, _WORDS_OF_A_USE)


def _place(redaction: _Redaction, text: str) -> str:
    return redaction.pseudonyms.words(text, _WORDS_OF_A_PLACE)


def _policy(redaction: _Redaction, text: str) -> str:
    return redacted_policy(text, redaction.pseudonyms)


def _tag(redaction: _Redaction, text: str) -> str:
    return redaction.pseudonyms.tag_value(text)


def _sentence(redaction: _Redaction, text: str) -> str:
    return redaction.scrub(text)


def _organization(redaction: _Redaction, text: str) -> str:
    return redaction.pseudonyms.organization(text)


def _endpoint(_redaction: _Redaction, _text: str) -> str:
    return ENDPOINT


_INLINE: dict[str, Rule] = {"attached_policies": _arn, "boundary": _arn}
_IDENTITY: dict[str, Rule] = {"name": _name, "arn": _arn, "path": _path, **_INLINE}

RULES: dict[type, dict[str, Rule]] = {
    Account: {
        "id": _number,
        "partition": _kept,
        "caller": _arn,
        "endpoint": _endpoint,
        "alias": _words,
        "organization_features": _kept,
        "regions": _kept,
    },
    Absent: {"cell": _kept},
    Blocked: {"detail": _sentence},
    Unknown: {"reason": _kept, "action": _kept, "detail": _sentence, "untried": _kept},
    credential.AccessKey: {"id": _id, "user": _name, "status": _kept},
    credential.AccountSummary: {},
    credential.CertificateUse: {"certificate": _arn_or_id, "used_by": _use},
    credential.DelegationRequest: {"id": _words, "arn": _arn, "state": _kept, "requestor": _words},
    credential.IdentityProvider: {"arn": _arn, "kind": _kept},
    credential.PasswordPolicy: {},
    credential.RootAccessKey: {"id": _id, "status": _kept, "service": _kept, "region": _kept},
    credential.RootCertificate: {"id": _words, "status": _kept},
    credential.RootCredentials: {},
    credential.ServerCertificate: {"name": _name, "arn": _arn, "id": _id},
    credential.ServiceCredential: {"id": _id, "user": _name, "service": _kept, "status": _kept},
    credential.SigningCertificate: {"id": _words, "user": _name, "status": _kept},
    credential.SshPublicKey: {"id": _id, "user": _name, "status": _kept},
    credential.VirtualMfaDevice: {"serial": _arn, "user_arn": _arn},
    credential_report.CertificateSlot: {},
    credential_report.CredentialReport: {"unread_columns": _kept},
    credential_report.KeySlot: {},
    credential_report.ReportRow: {"user": _name, "arn": _arn},
    identity.Group: _IDENTITY,
    identity.Identities: {},
    identity.InlinePolicy: {"name": _name, "document": _policy},
    identity.ManagedPolicy: {**_IDENTITY, "document": _policy},
    identity.Role: {**_IDENTITY, "trust_policy": _policy, "instance_profiles": _arn, "tags": _tag},
    identity.User: {**_IDENTITY, "groups": _name, "tags": _tag},
    leaked_key.KeyLeak: {"id": _id, "user": _name},
    leaked_key.LeakPlace: {"root": _place, "path": _place, "commit": _words, "fingerprint": _words},
    leaked_key.LeakedKey: {"user": _name, "state": _kept, "service": _kept, "region": _kept},
    machine_key.MachineKey: {
        "id": _id,
        "path": _place,
        "profile": _place,
        "readable_by": _kept,
        "mode": _kept,
    },
    mfa_device.MfaDevice: {"serial": _arn},
    mfa_device.UserDevices: {"user": _name},
    monitoring.Alarm: {
        "name": _name,
        "arn": _arn,
        "region": _kept,
        "namespace": _words,
        "metric": _words,
        "alarm_actions": _arn,
        "statistic": _kept,
        "comparison": _kept,
        "dimensions": _words,
    },
    monitoring.AlternateContact: {},
    monitoring.Analyzer: {"name": _name, "arn": _arn, "kind": _kept, "status": _kept},
    monitoring.EventRule: {
        "name": _name,
        "arn": _arn,
        "region": _kept,
        "state": _kept,
        "pattern": _sentence,
        "event_bus": _name,
        "managed_by": _kept,
    },
    monitoring.EventSelector: {"read_write": _kept, "excluded_sources": _kept},
    monitoring.MetricFilter: {
        "name": _name,
        "log_group": _arn,
        "region": _kept,
        "pattern": _sentence,
        "metrics": _words,
        "dimensions": _words,
    },
    monitoring.NeedlessUse: {
        "event_id": _words,
        "name": _kept,
        "source": _kept,
        "permissions": _kept,
        "managed_policy": _kept,
    },
    monitoring.Organization: {"id": _organization, "management_account": _number, "feature_set": _kept},
    monitoring.PrimaryContact: {"filled": _kept},
    monitoring.RegionalAlarms: {"region": _kept},
    monitoring.RegionalAnalyzers: {"region": _kept},
    monitoring.RegionalRules: {"region": _kept, "buses": _name},
    monitoring.RootActivity: {"regions": _kept},
    monitoring.RuleTarget: {"id": _words, "arn": _arn, "role": _arn},
    monitoring.Subscription: {"protocol": _kept},
    monitoring.Topic: {"arn": _arn},
    monitoring.Trail: {
        "name": _name,
        "arn": _arn,
        "home_region": _kept,
        "log_group": _arn,
        "latest_delivery_error": _sentence,
    },
    service_access.GrantedService: {"namespace": _kept, "name": _kept},
    service_access.ServiceAccess: {"arn": _arn},
    used_actions.PrincipalUse: {"principal": _arn_or_id, "kind": _kept},
    used_actions.UnmappedCall: {"source": _kept, "name": _kept, "reason": _kept, "services": _kept},
    used_actions.UsedAction: {"action": _kept, "resources": _arn},
    used_actions.UsedActions: {"without_data_events": _kept},
}
"""What becomes of each field that holds text; a test compares this with the model."""


def _names(account: Account) -> frozenset[str]:
    """The names that a sentence may hold."""
    names: set[str] = set()
    if not isinstance(account.identities, Unknown):
        found = account.identities
        names.update(user.name for user in found.users)
        names.update(group.name for group in found.groups)
        names.update(role.name for role in found.roles)
    if not isinstance(account.credential_report, Unknown):
        names.update(row.user for row in account.credential_report.users)
    return frozenset(name for name in names if name.lower() not in _LIKE_A_WORD_OF_AWS)
