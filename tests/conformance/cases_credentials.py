"""Root's credentials, users' second factors, access keys and passwords.

`peers`: the words about Prowler are of its version 5.46, from its own code where no measurement is named.
"""

from __future__ import annotations

from typing import Any

from rootward.model.account import FACTS, Account
from rootward.model.baseline import Baseline
from rootward.model.credential_report import KeySlot, ReportRow
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    NA,
    NO_INFORMATION,
    NOT_SUPPORTED,
    ROOT,
    account,
    active_key,
    ago,
    arn,
    certificate,
    denied,
    identities,
    key,
    listed_key,
    password_policy,
    report,
    root_row,
    service_credential,
    summary,
    user,
    user_row,
    virtual_device,
)
from tests.conformance.cases import Case

NO_REPORT = denied("iam:GetCredentialReport")
NO_SUMMARY = denied("iam:GetAccountSummary")
NO_DEVICES = denied("iam:ListVirtualMFADevices")
NO_POLICY = denied("iam:GetAccountPasswordPolicy")
MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")
ALL_DENIED = account(**{fact: Unknown("denied", f"iam:{fact}", "access denied") for fact in FACTS})


def of_root(summary_: Any = None, **cells: Any) -> Account:
    """A sound account but for root's row, and for the summary where one is given."""
    facts = {"credential_report": report(root_row(**cells))}
    return account(**facts) if summary_ is None else account(summary=summary_, **facts)


def of_users(*rows: ReportRow, **facts: Any) -> Account:
    """A sound account with these users."""
    return account(credential_report=report(root_row(), *rows), **facts)


def newcomer(name: str = "ann", **facts: Any) -> Account:
    """A sound account with a user who is in its list, and not yet in a report of three hours ago."""
    shown = report(root_row(), generated_at=ago(3 / 24))
    created = identities(users=(user(name, created=ago(1 / 24)),))
    return account(**{"credential_report": shown, "identities": created, **facts})


def bot(first: KeySlot, second: KeySlot | None = None, name: str = "bot") -> ReportRow:
    """A user with access keys and no password."""
    return user_row(name, keys=(first, second or key()))


def person(name: str = "mark", **cells: Any) -> ReportRow:
    """A user with a console password used yesterday, and MFA."""
    made = {
        "password_enabled": True,
        "password_last_used": ago(1),
        "password_last_changed": ago(200),
        "mfa_active": True,
    }
    return user_row(name, **{**made, **cells})


ROOT_CASES = (
    Case(
        name="root password_enabled = not_supported, no MFA",
        says="the report may not speak of root's password; a standalone account's root has one all the same",
        account=of_root(
            summary(mfa_enabled=False, password_present=None), password_enabled=NOT_SUPPORTED, mfa_active=False
        ),
        check="root-mfa-missing",
        expected_status="fail",
        peers="Prowler shows no finding at all: it takes root to have no credentials",
    ),
    Case(
        name="root password_last_used = N/A, no MFA",
        says="a password that was never used is a password",
        account=of_root(summary(mfa_enabled=False), password_last_used=NA, mfa_active=False),
        check="root-mfa-missing",
        expected_status="fail",
    ),
    Case(
        name="no root row in the report",
        says="the account summary tells what the report leaves out",
        account=account(summary=summary(mfa_enabled=False), credential_report=report(user_row("mark"))),
        check="root-mfa-missing",
        expected_status="fail",
        peers="Prowler shows no finding at all",
    ),
    Case(
        name="no root row in the report, and no summary",
        says="a row that is not there proves nothing",
        account=account(summary=NO_SUMMARY, credential_report=report(user_row("mark"))),
        check="root-mfa-missing",
        expected_status="unknown",
        peers="Prowler shows no finding at all",
    ),
    Case(
        name="MFA taken away since the report",
        says="the account summary is live, the report up to four hours old: the newer wins",
        account=of_root(summary(mfa_enabled=False), mfa_active=True),
        check="root-mfa-missing",
        expected_status="fail",
        peers="Prowler passes: it reads the report alone",
    ),
    Case(
        name="the same, with the summary denied",
        says="an older source cannot prove that the factor is still there",
        account=of_root(NO_SUMMARY, mfa_active=True),
        check="root-mfa-missing",
        expected_status="unknown",
    ),
    Case(
        name="no MFA by the report, with the summary denied",
        says="the report suffices to prove it missing: a standalone account's root has a password",
        account=of_root(NO_SUMMARY, mfa_active=False),
        check="root-mfa-missing",
        expected_status="fail",
    ),
    Case(
        name="a member whose root credentials the organisation removed",
        says="there is nothing for a factor to guard",
        account=account(
            summary=summary(mfa_enabled=False, password_present=False),
            credential_report=report(root_row(password_enabled=False, mfa_active=False, password_last_used=NA)),
            organization=MEMBER,
        ),
        check="root-mfa-missing",
        expected_status="not_applicable",
    ),
    Case(
        name="a member whose root password may be gone",
        says="neither source says whether there is a password, so whether a factor is missing is not known",
        account=account(
            summary=summary(mfa_enabled=False, password_present=None),
            credential_report=report(root_row(password_enabled=NOT_SUPPORTED, mfa_active=False)),
            organization=MEMBER,
        ),
        check="root-mfa-missing",
        expected_status="unknown",
        peers="Prowler shows no finding at all",
    ),
    Case(
        name="root without MFA in GovCloud",
        says="GovCloud's root has no console to sign in to",
        account=account(partition="aws-us-gov", summary=summary(mfa_enabled=False, password_present=None)),
        check="root-mfa-missing",
        expected_status="not_applicable",
    ),
    Case(
        name="root in the China regions",
        says="no root credentials exist there",
        account=account(partition="aws-cn", summary=summary(mfa_enabled=False, password_present=None)),
        check="root-mfa-missing",
        expected_status="not_applicable",
    ),
    Case(
        name="root with a passkey",
        says="MFA is on and no virtual device is root's",
        account=account(virtual_mfa_devices=()),
        check="root-mfa-not-hardware",
        expected_status="pass",
    ),
    Case(
        name="a user whose name contains root has a virtual device",
        says="only a device of exactly the root ARN is root's",
        account=account(virtual_mfa_devices=(virtual_device(arn("user", "root-backup")),)),
        check="root-mfa-not-hardware",
        expected_status="pass",
        peers="Prowler fails: it looks for 'root' anywhere in the device's user ARN",
    ),
    Case(
        name="root's virtual device under any serial number",
        says="whose a device is, its user tells, and not its name",
        account=account(virtual_mfa_devices=(virtual_device(ROOT, serial=arn("mfa", "phone-of-ann")),)),
        check="root-mfa-not-hardware",
        expected_status="fail",
    ),
    Case(
        name="an unassigned device called root-account-mfa-device",
        says="a device that belongs to nobody is not root's",
        account=account(virtual_mfa_devices=(virtual_device(None, serial=arn("mfa", "root-account-mfa-device")),)),
        check="root-mfa-not-hardware",
        expected_status="pass",
    ),
    Case(
        name="the list of virtual devices denied",
        says="a list that could not be read is not an empty one",
        account=account(virtual_mfa_devices=NO_DEVICES),
        check="root-mfa-not-hardware",
        expected_status="unknown",
    ),
    Case(
        name="root without any MFA: no hardware MFA either",
        says="an account must not look better by having less: CIS and Security Hub count the control as not met",
        account=of_root(summary(mfa_enabled=False), mfa_active=False),
        check="root-mfa-not-hardware",
        expected_status="fail",
    ),
    Case(
        name="one virtual device of root, and perhaps a passkey",
        says="AWS lists root's other devices only to root itself, so a single device is never proved",
        account=account(virtual_mfa_devices=(virtual_device(ROOT),)),
        check="root-mfa-single",
        expected_status="unknown",
    ),
    Case(
        name="an inactive root key",
        says="an inactive key can be made active again, and the account summary counts it",
        account=of_root(summary(access_keys_present=True)),
        check="root-access-key-present",
        expected_status="fail",
        peers="Prowler passes: it reads the report, where an inactive key and no key look the same",
    ),
    Case(
        name="no active root key by the report, with the summary denied",
        says="the report cannot prove an inactive key absent",
        account=of_root(NO_SUMMARY),
        check="root-access-key-present",
        expected_status="unknown",
        peers="Prowler passes",
    ),
    Case(
        name="an active root key by the report, with the summary denied",
        says="the report suffices to prove it",
        account=of_root(NO_SUMMARY, keys=(key(), active_key(10, used=0))),
        check="root-access-key-present",
        expected_status="fail",
    ),
    Case(
        name="a root key in GovCloud",
        says="root has no console there, but may have keys",
        account=account(partition="aws-us-gov", summary=summary(access_keys_present=True)),
        check="root-access-key-present",
        expected_status="fail",
    ),
    Case(
        name="a root signing certificate",
        says="it signs requests as root, like a key",
        account=of_root(summary(signing_certificates_present=True)),
        check="root-certificate-present",
        expected_status="fail",
        peers="Prowler has no such check",
    ),
)

USER_CASES = (
    Case(
        name="a passkey of a user",
        says="mfa_active tells of any kind of device",
        account=of_users(person(mfa_active=True), virtual_mfa_devices=()),
        check="user-mfa-missing",
        expected_status="pass",
    ),
    Case(
        name="a virtual device registered since the report",
        says="the list of virtual devices is live: the newer wins",
        account=of_users(person(mfa_active=False), virtual_mfa_devices=(virtual_device(arn("user", "mark")),)),
        check="user-mfa-missing",
        expected_status="pass",
    ),
    Case(
        name="login profiles and authorization details denied",
        says="the report alone tells who has a console password and no factor",
        account=of_users(person(mfa_active=False), identities=denied("iam:GetAccountAuthorizationDetails")),
        check="user-mfa-missing",
        expected_status="fail",
    ),
    Case(
        name="a break-glass user without MFA",
        says="what opens every door must not open to a password alone",
        account=of_users(person("glass", mfa_active=False)),
        check="user-mfa-missing",
        expected_status="fail",
        baseline=Baseline(break_glass=(arn("user", "glass"),)),
    ),
    Case(
        name="an admin group's member without MFA while the report is denied",
        says="without the report nobody's factor is seen",
        account=account(credential_report=NO_REPORT),
        check="user-mfa-missing",
        expected_status="unknown",
        peers="Prowler: 9 of its 43 IAM checks vanish, this one among them (measured)",
    ),
    Case(
        name="the report denied, and the age of keys",
        says="a report that could not be read is not an account without keys",
        account=account(credential_report=NO_REPORT),
        check="access-key-old",
        expected_status="unknown",
        peers="Prowler: 9 of its 43 IAM checks vanish (measured)",
    ),
    Case(
        name="an active key never used for 700 days",
        says="a key that was never used counts from its creation",
        account=of_users(bot(active_key(700))),
        check="access-key-unused",
        expected_status="fail",
        peers="Prowler passes (measured): it looks only at keys with a date of last use",
    ),
    Case(
        name="a key made last week and not used yet",
        says="never used is not yet unused",
        account=of_users(bot(active_key(7))),
        check="access-key-unused",
        expected_status="pass",
    ),
    Case(
        name="key 1 used today, key 2 never",
        says="each key is judged by itself",
        account=of_users(bot(active_key(700, used=0), active_key(600))),
        check="access-key-unused",
        expected_status="fail",
        peers="Prowler passes: it looks only at keys with a date of last use",
    ),
    Case(
        name="exactly 45 days unused",
        says="a thing exactly at a limit is still within it",
        account=of_users(bot(active_key(700, used=45))),
        check="access-key-unused",
        expected_status="pass",
    ),
    Case(
        name="a break-glass user's keys",
        says="what is kept for emergencies is meant to lie still",
        account=of_users(bot(active_key(700), name="glass")),
        check="access-key-unused",
        expected_status="not_applicable",
        baseline=Baseline(break_glass=(arn("user", "glass"),)),
    ),
    Case(
        name="an SES SMTP user's key",
        says="mail over SMTP signs no API request, so the key looks idle in daily use",
        account=of_users(bot(active_key(700), name="ses-smtp-user.20240101-120000")),
        check="access-key-unused",
        expected_status="not_applicable",
    ),
    Case(
        name="an old key switched off and on again yesterday",
        says="the report's date is that of the last change; the list of keys tells the creation",
        account=of_users(bot(active_key(1, used=0)), access_keys=(listed_key("bot", 700),)),
        check="access-key-old",
        expected_status="fail",
        peers="Prowler passes: it reads the report's date",
    ),
    Case(
        name="the same, with the list of keys asked for and denied",
        says="a date of the last change proves no key young where the list might have told otherwise",
        account=of_users(bot(active_key(1, used=0)), access_keys=denied("iam:ListAccessKeys")),
        check="access-key-old",
        expected_status="unknown",
    ),
    Case(
        name="a rotation in progress",
        says="two keys are how a key is replaced without a gap",
        account=of_users(bot(active_key(400, used=0), active_key(2))),
        check="access-key-second",
        expected_status="pass",
        peers="Prowler fails any two active keys",
    ),
    Case(
        name="two keys for a year",
        says="a rotation that lasts a year is none",
        account=of_users(bot(active_key(400, used=0), active_key(360, used=0))),
        check="access-key-second",
        expected_status="fail",
    ),
    Case(
        name="a young Bedrock key that never expires",
        says="it could have been given an expiry date",
        account=account(service_credentials=(service_credential("dev", 5, service="bedrock.amazonaws.com"),)),
        check="service-credential-old",
        expected_status="fail",
    ),
    Case(
        name="a user's forgotten signing certificate",
        says="it is a long-lived credential like an access key",
        account=of_users(
            user_row("dev", certificates=(certificate(active=True, last_rotated=ago(700)), certificate()))
        ),
        check="user-certificate-old",
        expected_status="fail",
        peers="Prowler has no such check",
    ),
)

NEWCOMER_CASES = (
    *(
        Case(
            name=f"a user younger than the report: {check}",
            says="who is not in the report is not nobody",
            account=newcomer(organization=MEMBER, password_policy=None),
            check=check,
            expected_status="unknown",
        )
        for check in (
            "user-mfa-missing",
            "access-key-old",
            "access-key-unused",
            "access-key-second",
            "user-certificate-old",
            "console-password-unused",
            "password-policy-missing",
            "users-not-federated",
        )
    ),
    Case(
        name="a user who is not in the report, with an old key in the live list",
        says="the list of keys is live, and proves the key old",
        account=newcomer(
            identities=identities(users=(user("ann", created=ago(800)),)), access_keys=(listed_key("ann", 700),)
        ),
        check="access-key-old",
        expected_status="fail",
    ),
    Case(
        name="a user younger than the report, with a virtual device in the live list",
        says="the list of devices is live, and proves the factor",
        account=newcomer(virtual_mfa_devices=(virtual_device(arn("user", "ann")),)),
        check="user-mfa-missing",
        expected_status="pass",
    ),
    Case(
        name="no users in the report, and the list of users denied",
        says="the report may be older than a user whom nothing else shows",
        account=newcomer(identities=denied("iam:GetAccountAuthorizationDetails")),
        check="user-mfa-missing",
        expected_status="unknown",
    ),
    Case(
        name="no users in the report, which is all there is",
        says="a report by itself is judged by its rows",
        account=newcomer(identities=Unknown("not_collected")),
        check="user-mfa-missing",
        expected_status="pass",
    ),
)

PASSWORD_CASES = (
    Case(
        name="a password never used for 700 days",
        says="a password that was never used counts from the day it was set",
        account=of_users(person(password_last_used=NO_INFORMATION, password_last_changed=ago(700))),
        check="console-password-unused",
        expected_status="fail",
        peers="Prowler passes: it looks only at passwords with a date of last use",
    ),
    Case(
        name="a password set last week and not used yet",
        says="never used is not yet unused",
        account=of_users(person(password_last_used=NO_INFORMATION, password_last_changed=ago(7))),
        check="console-password-unused",
        expected_status="pass",
    ),
    Case(
        name="an enabled password with password_last_used = N/A",
        says="the password is there, and no use of it is recorded",
        account=of_users(person(password_last_used=NA, password_last_changed=ago(700))),
        check="console-password-unused",
        expected_status="fail",
    ),
    Case(
        name="a break-glass user's password",
        says="what is kept for emergencies is meant to lie still",
        account=of_users(person("glass", password_last_used=NO_INFORMATION)),
        check="console-password-unused",
        expected_status="not_applicable",
        baseline=Baseline(break_glass=(arn("user", "glass"),)),
    ),
    Case(
        name="no password policy, and the report denied",
        says="users may have passwords, and nothing says how long they are",
        account=account(password_policy=None, credential_report=NO_REPORT),
        check="password-policy-missing",
        expected_status="fail",
    ),
    Case(
        name="no password policy, and nobody signs in with a password",
        says="a policy for nobody's passwords is not missed",
        account=account(password_policy=None),
        check="password-policy-missing",
        expected_status="not_applicable",
    ),
    Case(
        name="no password policy: AWS's eight characters",
        says="AWS's own minimum is in force then, and CIS counts it",
        account=account(password_policy=None),
        check="password-too-short",
        expected_status="fail",
    ),
    Case(
        name="the password policy denied",
        says="a policy that could not be read is neither weak nor strong",
        account=account(password_policy=NO_POLICY),
        check="password-too-short",
        expected_status="unknown",
        peers="ScoutSuite reads a denied password policy as weak (measured)",
    ),
    Case(
        name="a policy that forces expiry",
        says="NIST SP 800-63B: a forced change makes passwords weaker; a baseline of 90 days asks for it",
        account=account(password_policy=password_policy(max_age_days=90)),
        check="password-expiry-off-baseline",
        expected_status="fail",
    ),
)

DENIED_CASES = tuple(
    Case(
        name=f"every IAM read denied: {check}",
        says="what was not read is not known",
        account=ALL_DENIED,
        check=check,
        expected_status="unknown",
        peers='Prowler: "There are no findings", exit 0 (measured)',
    )
    for check in ("root-mfa-missing", "root-access-key-present", "user-mfa-missing", "password-policy-missing")
)

CASES: tuple[Case, ...] = (*ROOT_CASES, *USER_CASES, *NEWCOMER_CASES, *PASSWORD_CASES, *DENIED_CASES)
