"""Who administers, and whether MFA is asked for: judged by what policies allow, not by how they look."""

from __future__ import annotations

from typing import Any

from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.identity import User
from rootward.model.monitoring import Organization
from tests.checks.facts import (
    account,
    active_key,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    key,
    managed,
    policy,
    report,
    role,
    root_row,
    trust,
    user,
    user_row,
    virtual_device,
)
from tests.conformance.cases import Case

FULL, ENFORCED, ADMIN = "full-admin-policy", "mfa-not-enforced", "admin-identity-missing"
MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")
NO_REPORT = denied("iam:GetCredentialReport")
TO_REGISTER = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"]


def without_mfa(operator: str = "BoolIfExists", **rest: Any) -> dict[str, Any]:
    """A denial of all but what registers a device, where MFA was not used."""
    condition = {operator: {"aws:MultiFactorAuthPresent": "false"}}
    return {"Effect": "Deny", "NotAction": TO_REGISTER, "Resource": "*", "Condition": condition, **rest}


def held(*statements: dict[str, Any]) -> Account:
    """A sound account whose group ops holds a customer managed policy of these statements."""
    ops = group("ops", attached_policies=(arn("policy", "own"),))
    return account(identities=identities(groups=(ops,), policies=(managed("own", policy(*statements)),)))


def person(*statements: dict[str, Any], **facts: Any) -> Account:
    """A sound account with a user of these statements who has a console password and MFA."""
    made: dict[str, Any] = {
        "identities": identities(users=(_ann(*statements),)),
        "credential_report": report(root_row(), user_row("ann", password_enabled=True, mfa_active=True)),
    }
    return account(**{**made, **facts})


def _ann(*statements: dict[str, Any]) -> User:
    return user("ann", inline_policies=(inline("own", policy(*statements)),))


def _of_administrators(**cells: Any) -> dict[str, Any]:
    """The facts of an account whose user ann is a member of a group that may do everything."""
    admins = group("admins", inline_policies=(inline("all", policy(allow("*"))),))
    made: dict[str, Any] = {
        "identities": identities(users=(user("ann", groups=("admins",)),), groups=(admins,)),
        "credential_report": report(root_row(), user_row("ann", **cells)),
    }
    return made


FULL_CASES = (
    *(
        Case(
            name=f"full administration written as {form}",
            says="it allows every action on every resource, however it is written",
            account=held(statement),
            check=FULL,
            expected_status="fail",
        )
        for form, statement in (
            ('"Action": "*"', allow("*")),
            ('"Action": "*:*"', allow("*:*")),
            ("NotAction of one action", {"Effect": "Allow", "NotAction": "account:CloseAccount", "Resource": "*"}),
        )
    ),
    Case(
        name="full administration in two statements",
        says="what one statement leaves out the other one adds",
        account=held(allow("iam:*"), {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
        check=FULL,
        expected_status="fail",
    ),
    Case(
        name="everything but IAM, by NotAction",
        says="who cannot touch IAM cannot give themselves the rest",
        account=held({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
        check=FULL,
        expected_status="pass",
    ),
    Case(
        name="everything allowed, and IAM denied",
        says="a denial without a condition takes back what the same policy allows",
        account=held(allow("*"), {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}),
        check=FULL,
        expected_status="pass",
    ),
    Case(
        name="everything, denied without MFA",
        says="an administrator who must use MFA is an administrator",
        account=held(allow("*"), without_mfa()),
        check=FULL,
        expected_status="fail",
    ),
    Case(
        name="the group that bootstrap makes",
        says="who is meant to administer the account is a platform administrator",
        account=account(
            identities=identities(
                groups=(group("administrators", inline_policies=(inline("all", policy(allow("*"))),)),)
            )
        ),
        check=FULL,
        expected_status="pass",
    ),
)

ENFORCED_CASES = (
    Case(
        name="an administrator and a denial without MFA written with Bool",
        says="requests of access keys lack aws:MultiFactorAuthPresent, and Bool passes them over",
        account=person(allow("*"), without_mfa("Bool")),
        check=ENFORCED,
        expected_status="fail",
    ),
    Case(
        name="the same, written with BoolIfExists",
        says="BoolIfExists holds where the key is absent",
        account=person(allow("*"), without_mfa()),
        check=ENFORCED,
        expected_status="pass",
    ),
    Case(
        name="a denial without MFA that a network lifts",
        says="within that network a password is enough",
        account=person(
            allow("*"),
            without_mfa(
                Condition={
                    "BoolIfExists": {"aws:MultiFactorAuthPresent": "false"},
                    "NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"},
                }
            ),
        ),
        check=ENFORCED,
        expected_status="fail",
    ),
    Case(
        name="everything allowed with MFA only, and nothing denied",
        says="what nothing allows without MFA needs no denial",
        account=person(allow("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
        check=ENFORCED,
        expected_status="pass",
    ),
    Case(
        name="a break-glass user whom nothing asks for MFA",
        says="what opens every door must not open to a password alone",
        account=person(allow("*")),
        check=ENFORCED,
        expected_status="fail",
        baseline=Baseline(break_glass=(arn("user", "ann"),)),
    ),
    Case(
        name="a program whose access key needs no MFA",
        says="a program has no second factor",
        account=person(allow("*"), credential_report=report(root_row(), user_row("ann", keys=(active_key(1), key())))),
        check=ENFORCED,
        expected_status="not_applicable",
    ),
)

ADMINISTRATOR_CASES = (
    *(
        Case(
            name=f"an admin group's member without MFA while the report is denied: {check}",
            says="without the report nobody's password, key or factor is seen",
            account=account(**{**_of_administrators(), "credential_report": NO_REPORT}),
            check=check,
            expected_status="unknown",
        )
        for check in ("user-mfa-missing", ENFORCED, ADMIN, "access-key-of-admin", "admin-mfa-phishable")
    ),
    Case(
        name="an admin group's member with a key",
        says="power that comes by a group is power",
        account=account(**_of_administrators(keys=(active_key(1), key()))),
        check="access-key-of-admin",
        expected_status="fail",
    ),
    Case(
        name="a break-glass administrator with an app's codes",
        says="what is kept for emergencies can be phished as well",
        account=account(
            **_of_administrators(password_enabled=True, mfa_active=True),
            virtual_mfa_devices=(virtual_device(arn("user", "ann")),),
        ),
        check="admin-mfa-phishable",
        expected_status="fail",
        baseline=Baseline(break_glass=(arn("user", "ann"),)),
    ),
    Case(
        name="a break-glass administrator is one",
        says="somebody other than root can administer the account",
        account=account(**_of_administrators(password_enabled=True, mfa_active=True)),
        check=ADMIN,
        expected_status="pass",
        baseline=Baseline(break_glass=(arn("user", "ann"),)),
    ),
    Case(
        name="an administrator of a member account",
        says="service control policies may take it all away, and are not shown to the account that they bind",
        account=person(allow("*"), organization=MEMBER),
        check=ADMIN,
        expected_status="unknown",
    ),
    Case(
        name="an administrator who must use MFA, and cannot register a device",
        says="a power that nobody can get at is none",
        account=person(
            allow("*"),
            without_mfa(NotAction=["sts:GetSessionToken"]),
            credential_report=report(root_row(), user_row("ann", password_enabled=True)),
        ),
        check=ADMIN,
        expected_status="fail",
    ),
    Case(
        name="an administrator's role that only pipelines may assume",
        says="a pipeline signs nobody in",
        account=account(
            identities=identities(
                roles=(
                    role(
                        "ci",
                        trust_policy=trust(
                            {"Federated": arn("oidc-provider", "token.actions.githubusercontent.com")},
                            "sts:AssumeRoleWithWebIdentity",
                        ),
                        inline_policies=(inline("all", policy(allow("*"))),),
                    ),
                )
            )
        ),
        check=ADMIN,
        expected_status="fail",
    ),
)

CASES: tuple[Case, ...] = (*FULL_CASES, *ENFORCED_CASES, *ADMINISTRATOR_CASES)
