from __future__ import annotations

import pytest

from rootward.iam_policy.caller import Caller, Naming, caller
from rootward.iam_policy.document import Principal

ACCOUNT = "123456789012"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ZOE = f"arn:aws:iam::{ACCOUNT}:user/team/zoe"
DEPLOY = f"arn:aws:iam::{ACCOUNT}:role/app/deploy"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/zoe"
GUEST = f"arn:aws:sts::{ACCOUNT}:federated-user/guest"
SAML = Principal("Federated", f"arn:aws:iam::{ACCOUNT}:saml-provider/acme")


def aws(*ids: str) -> tuple[Principal, ...]:
    return tuple(Principal("AWS", each) for each in ids)


@pytest.mark.parametrize(
    ("principal", "read"),
    [
        (ROOT, Caller("root", ROOT, "aws", ACCOUNT, "")),
        (ZOE, Caller("user", ZOE, "aws", ACCOUNT, "zoe")),
        (DEPLOY, Caller("role", DEPLOY, "aws", ACCOUNT, "deploy")),
        (SESSION, Caller("session", SESSION, "aws", ACCOUNT, "deploy")),
        (GUEST, Caller("federated-user", GUEST, "aws", ACCOUNT, "guest")),
        (
            "arn:aws-cn:iam::123456789012:user/zoe",
            Caller("user", "arn:aws-cn:iam::123456789012:user/zoe", "aws-cn", ACCOUNT, "zoe"),
        ),
        (
            f"arn:aws:iam::{ACCOUNT}:group/ops",
            Caller("other", f"arn:aws:iam::{ACCOUNT}:group/ops", "aws", ACCOUNT, ""),
        ),
        (f"arn:aws:sts::{ACCOUNT}:root", Caller("other", f"arn:aws:sts::{ACCOUNT}:root", "aws", ACCOUNT, "")),
        (f"arn:aws:sts::{ACCOUNT}:user/zoe", Caller("other", f"arn:aws:sts::{ACCOUNT}:user/zoe", "aws", ACCOUNT, "")),
        ("ec2.amazonaws.com", Caller("service", "ec2.amazonaws.com")),
        ("ec2.amazonaws.com.cn", Caller("service", "ec2.amazonaws.com.cn")),
        ("malware.aws.internal", Caller("service", "malware.aws.internal")),
        ("arn:aws:iam::12345:user/zoe", Caller("other", "arn:aws:iam::12345:user/zoe")),
        ("AIDAZOE", Caller("other", "AIDAZOE")),
        ("*", Caller("anonymous", "*")),
        (Principal("*", "*"), Caller("anonymous", "*")),
        (Principal("AWS", ZOE), Caller("user", ZOE, "aws", ACCOUNT, "zoe")),
        (Principal("Service", "ec2.amazonaws.com"), Caller("service", "ec2.amazonaws.com")),
        (Principal("Federated", "accounts.google.com"), Caller("identity-provider", "accounts.google.com")),
        (Principal("CanonicalUser", "79a5"), Caller("other", "79a5")),
    ],
)
def test_a_principal_is_read(principal, read):
    assert caller(principal) == read


@pytest.mark.parametrize(
    ("principal", "kind", "arn"),
    [
        (ROOT, "Account", ROOT),
        (ZOE, "User", ZOE),
        (DEPLOY, "AssumedRole", DEPLOY),
        (SESSION, "AssumedRole", f"arn:aws:iam::{ACCOUNT}:role/deploy"),
        (GUEST, "FederatedUser", GUEST),
        ("*", "Anonymous", None),
        ("ec2.amazonaws.com", None, None),
        (SAML, None, None),
    ],
)
def test_conditions_see_a_type_and_an_arn(principal, kind, arn):
    assert caller(principal).type == kind
    assert caller(principal).arn == arn


@pytest.mark.parametrize(
    ("principal", "bound"),
    [
        (f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX", False),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSServiceRoleForX/x", True),
        (f"arn:aws:iam::{ACCOUNT}:role/AWSServiceRoleForX", True),
        (f"arn:aws:iam::{ACCOUNT}:user/aws-service-role/zoe", True),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/AWSServiceRoleForX", True),
        (DEPLOY, True),
    ],
)
def test_roles_of_services_are_told_by_their_path(principal, bound):
    assert caller(principal).is_of_an_aws_service is not bound


@pytest.mark.parametrize(
    ("principal", "named", "how"),
    [
        (ZOE, (), Naming.NOT_AT_ALL),
        (ZOE, aws(ZOE), Naming.ITSELF),
        (ZOE, aws(ROOT, ZOE, "*"), Naming.ITSELF),
        (ZOE, aws(ROOT, "*"), Naming.BROADLY),
        (ZOE, (Principal("*", "*"),), Naming.BROADLY),
        (ZOE, aws(ROOT), Naming.ACCOUNT),
        (ZOE, aws(ACCOUNT), Naming.ACCOUNT),
        (ZOE, aws("999999999999"), Naming.NOT_AT_ALL),
        (ZOE, aws("arn:aws:iam::999999999999:root"), Naming.NOT_AT_ALL),
        (ZOE, aws(f"arn:aws-cn:iam::{ACCOUNT}:root"), Naming.NOT_AT_ALL),
        (ZOE, aws(f"arn:aws:iam::{ACCOUNT}:user/zoe"), Naming.NOT_AT_ALL),
        (ZOE, aws(DEPLOY), Naming.NOT_AT_ALL),
        (ZOE, (Principal("Federated", ZOE),), Naming.NOT_AT_ALL),
        (ROOT, aws(ROOT), Naming.ACCOUNT),
        (DEPLOY, aws(DEPLOY), Naming.BROADLY),
        (DEPLOY, aws(f"arn:aws:iam::{ACCOUNT}:role/deploy"), Naming.NOT_AT_ALL),
        (SESSION, aws(SESSION), Naming.ITSELF),
        (SESSION, aws(DEPLOY), Naming.BROADLY),
        (SESSION, aws(f"arn:aws:iam::{ACCOUNT}:role/other"), Naming.NOT_AT_ALL),
        (GUEST, aws(GUEST), Naming.ITSELF),
        (f"arn:aws:sts::{ACCOUNT}:federated-user/deploy", aws(DEPLOY), Naming.NOT_AT_ALL),
        ("ec2.amazonaws.com", (Principal("Service", "ec2.amazonaws.com"),), Naming.ITSELF),
        ("ec2.amazonaws.com", (Principal("Service", "lambda.amazonaws.com"),), Naming.NOT_AT_ALL),
        ("ec2.amazonaws.com", aws("ec2.amazonaws.com"), Naming.NOT_AT_ALL),
        ("ec2.amazonaws.com", (Principal("*", "*"),), Naming.BROADLY),
        (SAML, (SAML,), Naming.ITSELF),
        (SAML, (Principal("Federated", "accounts.google.com"),), Naming.NOT_AT_ALL),
        (SAML, aws(SAML.id), Naming.NOT_AT_ALL),
        ("*", aws("*"), Naming.BROADLY),
        ("*", aws(ACCOUNT), Naming.NOT_AT_ALL),
        (Principal("CanonicalUser", "79a5"), (Principal("CanonicalUser", "79a5"),), Naming.ITSELF),
    ],
)
def test_a_principal_element_names_a_caller_more_or_less_closely(principal, named, how):
    assert caller(principal).named_by(named) is how


@pytest.mark.parametrize(
    ("principal", "listed", "spared"),
    [
        (ROOT, aws(ROOT), True),
        (ROOT, aws(ACCOUNT), True),
        (ROOT, aws("*"), True),
        (ROOT, aws(ZOE), False),
        (ROOT, aws("999999999999"), False),
        (ZOE, aws(ZOE, ROOT), True),
        (ZOE, aws(ZOE), False),
        (ZOE, aws(ROOT), False),
        (ZOE, aws(DEPLOY, ROOT), False),
        (ZOE, aws("*"), True),
        (ZOE, (Principal("*", "*"),), True),
        (DEPLOY, aws(DEPLOY, ROOT), True),
        (DEPLOY, aws(DEPLOY), False),
        (DEPLOY, aws(ROOT), False),
        (SESSION, aws(SESSION, DEPLOY, ROOT), True),
        (SESSION, aws(SESSION, ROOT), False),
        (SESSION, aws(SESSION, DEPLOY), False),
        (SESSION, aws(DEPLOY, ROOT), False),
        (GUEST, aws(GUEST, ROOT), True),
        (GUEST, aws(GUEST), False),
        ("ec2.amazonaws.com", (Principal("Service", "ec2.amazonaws.com"),), True),
        ("ec2.amazonaws.com", (Principal("Service", "lambda.amazonaws.com"),), False),
        ("*", aws(ACCOUNT), False),
    ],
)
def test_not_principal_spares_whom_it_lists_with_all_that_they_are(principal, listed, spared):
    assert caller(principal).spared_by(listed) is spared
