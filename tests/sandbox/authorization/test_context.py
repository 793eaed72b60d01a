"""What policies can ask of a caller, of a request and of a resource."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from moto.core.request import Request
from moto.core.utils import utcnow

from rootward.sandbox import serve
from rootward.sandbox.authorization.context import of_caller, of_request, of_resource, of_tags, tag_map
from rootward.sandbox.door.call import Call
from rootward.sandbox.sts.backend import sts_of
from rootward.sandbox.sts.session_tags import SessionTags
from tests.sandbox.authorization.callers import MAYA, ROOT, account, session
from tests.sandbox.people import iam_of

MFA = "arn:aws:iam::123456789012:mfa/maya"
ROLE = "arn:aws:iam::123456789012:role/ops/Deployer"


def deployer(**known):
    arn = "arn:aws:sts::123456789012:assumed-role/Deployer/x1"
    issued = known.pop("issued", utcnow() - timedelta(seconds=90))
    return session("role", arn, issued, user_id="AROADEPLOYER:x1", role_arn=ROLE, **known)


@pytest.fixture
def placed(startup):
    with account(startup):
        yield


@pytest.mark.usefixtures("placed")
def test_a_long_lived_key_says_nothing_of_a_second_factor():
    keys = of_caller(MAYA)
    assert keys["aws:MultiFactorAuthPresent"] is None
    assert keys["aws:MultiFactorAuthAge"] is None
    assert keys["aws:TokenIssueTime"] is None
    assert (keys["aws:username"], keys["aws:userid"]) == ("maya.chen", "AIDAMAYA")


@pytest.mark.usefixtures("placed")
def test_a_code_that_comes_with_the_call_is_a_second_factor_of_this_moment():
    keys = of_caller(MAYA, MFA)
    assert (keys["aws:MultiFactorAuthPresent"], keys["aws:MultiFactorAuthAge"]) == ("true", "0")


@pytest.mark.usefixtures("placed")
def test_the_second_factor_of_a_users_session_grows_old():
    calling = session("user", MAYA.arn, utcnow() - timedelta(hours=2), mfa_serial=MFA, user_name="maya.chen")
    keys = of_caller(calling)
    assert keys["aws:MultiFactorAuthPresent"] == "true"
    assert int(str(keys["aws:MultiFactorAuthAge"])) // 3600 == 2
    assert str(keys["aws:TokenIssueTime"]).endswith("Z")


@pytest.mark.usefixtures("placed")
def test_a_session_of_a_role_carries_no_second_factor():
    keys = of_caller(deployer(mfa_serial=MFA, source_identity="maya"))
    assert (keys["aws:MultiFactorAuthPresent"], keys["aws:MultiFactorAuthAge"]) == ("false", None)
    assert (keys["aws:SourceIdentity"], keys["aws:username"]) == ("maya", None)


@pytest.mark.usefixtures("placed")
def test_a_session_of_a_role_goes_by_the_roles_arn_with_its_path():
    assert of_caller(deployer())["aws:PrincipalArn"] == ROLE


@pytest.mark.usefixtures("placed")
def test_only_a_session_of_a_root_task_is_an_assumed_root():
    task = session("root", ROOT.arn, utcnow(), user_name="<root_account>", task="IAMAuditRootUserCredentials")
    assert of_caller(task)["aws:AssumedRoot"] == "true"
    assert of_caller(ROOT)["aws:AssumedRoot"] is None


@pytest.mark.usefixtures("placed")
def test_an_account_outside_an_organisation_has_none():
    assert "aws:PrincipalOrgID" not in of_caller(MAYA)
    assert of_resource("*", "123456789012") == {}


def test_an_account_in_an_organisation_tells_its_place():
    with serve("organisation") as sandbox, account(sandbox):
        from rootward.sandbox.organizations.membership import organization_of

        organization = organization_of("123456789012")
        assert organization is not None
        path = f"{organization.organization.id}/{organization.root.id}/"
        keys = of_caller(MAYA)
        assert keys["aws:PrincipalOrgID"] == organization.organization.id
        assert keys["aws:PrincipalOrgPaths"] == (path,)
        assert keys["aws:PrincipalOrgMasterAccountId"] == "123456789012"
        assert of_resource("*", "123456789012")["aws:ResourceOrgPaths"] == (path,)


def test_the_tags_of_a_user_and_of_a_role_and_its_session(fresh):
    with iam_of(fresh) as iam:
        iam.tag_user("maya.chen", [{"Key": "Team", "Value": "ops"}])
        assert of_caller(MAYA)["aws:PrincipalTag/Team"] == "ops"
        role = iam.create_role(
            role_name="Deployer",
            assume_role_policy_document="{}",
            path="/ops/",
            permissions_boundary=None,
            description="",
            tags=[{"Key": "team", "Value": "ops"}, {"Key": "stage", "Value": "live"}],
            max_session_duration="3600",
        )
        assert role.arn == ROLE
        calling = deployer()
        sts_of("123456789012").session_tags[calling.key_id] = SessionTags({"Team": "sales"})
        tags = {name: value for name, value in of_caller(calling).items() if "Tag/" in name}
        assert tags == {"aws:PrincipalTag/Team": "sales", "aws:PrincipalTag/stage": "live"}
        assert of_resource(ROLE, "123456789012")["iam:ResourceTag/stage"] == "live"


def test_the_tags_of_a_policy_are_those_of_a_resource(fresh, client):
    iam = client(fresh, "iam")
    document = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    arn = iam.create_policy(PolicyName="P", PolicyDocument=document, Tags=[{"Key": "a", "Value": "b"}])["Policy"]["Arn"]
    with account(fresh):
        assert of_resource(arn, "123456789012") == {"aws:ResourceTag/a": "b"}


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize(
    ("service", "region"), [("iam", "us-east-1"), ("organizations", "us-east-1"), ("sns", "eu-west-1")]
)
def test_a_request_has_a_place_and_a_time(service, region):
    request: Any = Request.from_values("/", environ_base={"REMOTE_ADDR": "203.0.113.9"}, headers={"User-Agent": "cli"})
    keys = of_request(Call(service, "X", "eu-west-1"), request)
    assert (keys["aws:SourceIp"], keys["aws:RequestedRegion"]) == ("203.0.113.9", region)
    assert (keys["aws:UserAgent"], keys["aws:Referer"], keys["aws:SecureTransport"]) == ("cli", None, "true")
    assert str(keys["aws:CurrentTime"]).endswith("Z")


def test_tags_have_one_form():
    assert tag_map([{"Key": "a", "Value": "b"}]) == tag_map({"a": "b"}) == tag_map({"a": {"Key": "a", "Value": "b"}})
    assert of_tags({"a": "b"}, ["c"]) == {"aws:RequestTag/a": "b", "aws:TagKeys": ("a", "c")}
    assert of_tags({}) == {}
