"""The doors by which somebody gets to be a user or a role: a password, a key, or a trust policy open to the outside.

A role that users of the account assume needs no door of its own: those users are the ones who need it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from rootward.checks.identities.condition import demanded
from rootward.checks.identities.issuer import issuer_of, signs_in_programs
from rootward.checks.identities.trust import account_of
from rootward.checks.report_cell import unclear
from rootward.checks.report_users import users_without_row
from rootward.iam_policy import Partial, Policies, Policy, Principal, Request, Statement, Verdict, decide, policy
from rootward.iam_policy.powers import Holder
from rootward.model.account import Account
from rootward.model.credential_report import ReportRow
from rootward.model.key_slots import KeySlots
from rootward.model.unknown import Unknown

_FRESH = "fresh-5f1d0c2e"
_NOBODY_S_ACCOUNT = "000000000000"
_EVERYTHING = policy({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})


class Door(msgspec.Struct, frozen=True):
    """A way in."""

    kind: Literal["console", "key", "federation", "account"]
    told: str
    """In words: `a console password`, `account 999999999999`."""
    device: bool | Unknown = False
    """Of a user: whether it has an MFA device that serves there."""


class Doors:
    """The doors of an account's users and roles."""

    def __init__(self, account: Account) -> None:
        self._account = account
        report = account.credential_report
        self._rows: dict[str, ReportRow] = {}
        self._without_row: dict[str, Unknown] = {}
        if not isinstance(report, Unknown):
            self._rows = {row.arn: row for row in report.users}
            self._without_row = {user.arn: user.why for user in users_without_row(account, report)}
        self._slots = KeySlots(account)
        devices = account.virtual_mfa_devices
        self._devices = {one.user_arn for one in devices} if not isinstance(devices, Unknown) else set()

    def of(self, holder: Holder) -> tuple[Door | Unknown, ...]:
        """Its doors, and why others may be out of sight."""
        return tuple(self._of_user(holder) if holder.kind == "user" else self._of_role(holder))

    def device_of(self, user: str) -> bool | Unknown:
        """Whether the user of this ARN has an MFA device, of whatever kind."""
        row = self._row(user)
        return row if isinstance(row, Unknown) else self._device(row)

    def console_of(self, user: Holder) -> Door | Unknown | None:
        """The user's console password; None where there is none."""
        row = self._row(user.arn)
        if isinstance(row, Unknown):
            return row
        if row.password_enabled is True:
            return Door("console", "a console password", self._device(row))
        return None if row.password_enabled is False else unclear(row, "password_enabled", row.password_enabled)

    def _of_user(self, holder: Holder) -> Iterator[Door | Unknown]:
        console = self.console_of(holder)
        if console is not None:
            yield console
        row = self._row(holder.arn)
        if not isinstance(row, Unknown):
            yield from self._by_keys(row)

    def _row(self, user: str) -> ReportRow | Unknown:
        report = self._account.credential_report
        if isinstance(report, Unknown):
            return report
        row = self._rows.get(user)
        if row is None or user in self._without_row:
            unseen = Unknown("failed", detail=f"the report does not show {user.rsplit('/', 1)[-1]}")
            return self._without_row.get(user, unseen)
        return row

    def _by_keys(self, row: ReportRow) -> Iterator[Door | Unknown]:
        """The active keys, those that were switched off or deleted since the report aside."""
        listed = self._account.access_keys
        for number, (reported, now) in enumerate(zip(row.keys, self._slots.of(row), strict=True), start=1):
            if reported.active is not True:
                if reported.active is not False:
                    yield unclear(row, f"access_key_{number}_active", reported.active)
            elif isinstance(listed, Unknown) and listed.reason != "not_collected":
                yield listed  # it might show that the key was switched off since the report
            elif now.active is not False:  # unknown: it is this one or another
                yield Door("key", "an active access key", self._device_of_codes(row))

    def _device(self, row: ReportRow) -> bool | Unknown:
        listed = self._account.virtual_mfa_devices
        if row.mfa_active is True or row.arn in self._devices:
            return True
        if isinstance(listed, Unknown):
            return listed  # it might show a device that is newer than the report
        return False if row.mfa_active is False else unclear(row, "mfa_active", row.mfa_active)

    def _device_of_codes(self, row: ReportRow) -> bool | Unknown:
        """With a key, a code makes the session: a passkey does not.

        https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
        """
        device = self._device(row)
        if device is not True or row.arn in self._devices:
            return device
        listed = self._account.virtual_mfa_devices
        told = (
            f"the MFA device of {row.user} is not virtual: a passkey or security key gives the sessions of keys no MFA"
        )
        return listed if isinstance(listed, Unknown) else Unknown("not_observable", detail=told)

    def _of_role(self, holder: Holder) -> Iterator[Door | Unknown]:
        trust = None if holder.trust is None else holder.trust.ready
        if not isinstance(trust, Policy):
            yield Unknown("failed", detail=f"the trust policy of {holder.name} cannot be read")
            return
        seen: set[Principal] = set()
        for statement in trust.document.allows():
            for principal in (Principal("*", "*"),) if statement.principals is None else statement.principals:
                if principal not in seen:
                    seen.add(principal)
                    yield from self._by(holder, trust, statement, principal)

    def _by(
        self, holder: Holder, trust: Policy, statement: Statement, principal: Principal
    ) -> Iterator[Door | Unknown]:
        if principal.kind == "Federated":
            yield from self._by_provider(holder, trust, principal)
        elif principal.id == "*":
            if self._lets_in(holder, trust, statement, _NOBODY_S_ACCOUNT, None):
                yield Door("account", "whoever its conditions let in from any account")
        elif principal.kind == "AWS":
            owner = account_of(principal.id)
            if owner is None or owner == self._account.id:
                return
            whole = principal.id == owner or principal.id.endswith(":root")
            if self._lets_in(holder, trust, statement, owner, None if whole else principal.id):
                yield Door("account", f"account {owner}")

    def _by_provider(self, holder: Holder, trust: Policy, principal: Principal) -> Iterator[Door | Unknown]:
        saml = ":saml-provider/" in principal.id
        issuer = issuer_of(principal.id)
        if not saml and (issuer is None or signs_in_programs(issuer)):
            return
        request = Request(
            action="sts:AssumeRoleWithSAML" if saml else "sts:AssumeRoleWithWebIdentity",
            resource=holder.arn,
            principal=principal,
            context=Partial({}),
        )
        if decide(request, Policies(resource=[trust])).verdict is Verdict.DENY:
            return
        providers = self._account.saml_providers if saml else self._account.oidc_providers
        if isinstance(providers, Unknown):
            yield providers
        elif any(provider.arn == principal.id for provider in providers):
            yield Door("federation", f"SAML provider {principal.id.rsplit('/', 1)[-1]}" if saml else f"{issuer}")

    def _lets_in(self, holder: Holder, trust: Policy, statement: Statement, owner: str, caller: str | None) -> bool:
        """Whether somebody of that account, or that caller, may assume the role; by the ARN asked for, if one is."""
        start = f"arn:{self._account.partition}:iam::{owner}:"
        callers = [f"{start}role/{_FRESH}"] if caller is None else [caller]
        if caller is None:
            asked = (value for values in demanded(statement, "aws:PrincipalArn") for value in values)
            callers += [value.replace("*", _FRESH).replace("?", "x") for value in asked if account_of(value)]
        return any(self._may_assume(holder, trust, each) for each in callers)

    def _may_assume(self, holder: Holder, trust: Policy, caller: str) -> bool:
        request = Request(action="sts:AssumeRole", resource=holder.arn, principal=caller, context=Partial({}))
        policies = Policies([_EVERYTHING], resource=[trust])
        return decide(request, policies).verdict is not Verdict.DENY
