"""Who may make which call where policies are enforced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rootward.iam_policy import Verdict
from rootward.sandbox import serve
from rootward.sandbox.authorization.context import of_caller
from rootward.sandbox.authorization.in_force import in_force
from rootward.sandbox.authorization.judgement import decided
from rootward.sandbox.authorization.permission import Permission
from rootward.sandbox.door.iam_resource import Resource
from rootward.sandbox.iam.totp import SECONDS, code_at
from tests.sandbox.authorization.callers import MAYA, ROOT, account
from tests.sandbox.authorization.conftest import Account, allow, deny, policy
from tests.sandbox.people import as_central_root, as_user, iam_of
from tests.sandbox.refused import refusal

IAM = "arn:aws:iam::123456789012:"
UNLESS_MFA: dict[str, Any] = {"Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}
UNLESS_MFA_THAT_SLIPS: dict[str, Any] = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}


def words(caller: str, action: str, about: str, why: str) -> str:
    return f"User: {caller} is not authorized to perform: {action} on resource: {about} {why}"


def none_allows(action: str, kind: str = "identity-based policy") -> str:
    return f"because no {kind} allows the {action} action"


# ---- one user


def test_a_user_with_no_policy_may_ask_who_it_is_and_nothing_else(enforced):
    nobody = enforced.user("nobody")
    assert nobody("sts").get_caller_identity()["Arn"] == f"{IAM}user/nobody"
    me = f"{IAM}user/nobody"
    assert refusal(nobody("iam").get_user) == (
        "AccessDenied",
        words(me, "iam:GetUser", "user nobody", none_allows("iam:GetUser")),
    )
    assert refusal(nobody("iam").create_user, UserName="x", Path="/a/") == (
        "AccessDenied",
        words(me, "iam:CreateUser", f"{IAM}user/a/x", none_allows("iam:CreateUser")),
    )
    assert refusal(nobody("cloudtrail").describe_trails) == (
        "AccessDeniedException",
        words(me, "cloudtrail:DescribeTrails", "*", none_allows("cloudtrail:DescribeTrails")),
    )
    assert refusal(nobody("s3").create_bucket, Bucket="mine") == (
        "AccessDenied",
        words(me, "s3:CreateBucket", '"arn:aws:s3:::mine"', none_allows("s3:CreateBucket")),
    )
    assert refusal(nobody("s3").list_buckets) == (
        "AccessDenied",
        f"User: {me} is not authorized to perform: s3:ListAllMyBuckets {none_allows('s3:ListAllMyBuckets')}",
    )


def test_an_administrator_may(enforced):
    assert enforced.admin("iam").list_users()["Users"]
    enforced.admin("s3").create_bucket(Bucket="mine")
    enforced.admin("sns").create_topic(Name="t")


def test_root_may(enforced):
    assert as_user(enforced.sandbox, "<root_account>").list_users()["Users"]


def test_a_key_that_is_made_up_acts_as_the_scenarios_caller(enforced):
    assert enforced.caller("testing", "testing")("iam").list_users()["Users"]


def test_nothing_is_judged_where_policies_are_not_enforced(enforced):
    nobody = enforced.user("nobody")
    enforced.sandbox.enforce = False
    assert nobody("iam").list_users()["Users"]
    enforced.sandbox.enforce = True
    assert refusal(nobody("iam").list_users)[0] == "AccessDenied"


def test_what_one_statement_allows_another_denies(enforced):
    half = enforced.user("half", allow("iam:*"), deny("iam:DeleteUser", resource=f"{IAM}user/ops/*"))
    enforced.admin("iam").create_user(UserName="ann", Path="/ops/")
    assert half("iam").get_user(UserName="ann")
    assert refusal(half("iam").delete_user, UserName="ann") == (
        "AccessDenied",
        words(
            f"{IAM}user/half",
            "iam:DeleteUser",
            "user ann",
            "with an explicit deny in an identity-based policy",
        ),
    )


def test_a_group_lets_its_members_in(enforced):
    member = enforced.user("member")
    iam = enforced.admin("iam")
    iam.create_group(GroupName="readers")
    iam.attach_group_policy(GroupName="readers", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    assert refusal(member("iam").list_users)[0] == "AccessDenied"
    iam.add_user_to_group(GroupName="readers", UserName="member")
    assert member("iam").list_users()["Users"]
    assert refusal(member("iam").delete_user, UserName="member")[0] == "AccessDenied"


def test_a_boundary_limits_what_policies_allow(enforced):
    bound = enforced.user("bound", allow("*"), PermissionsBoundary="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    assert bound("iam").list_users()["Users"]
    assert refusal(bound("iam").delete_user, UserName="bound") == (
        "AccessDenied",
        words(
            f"{IAM}user/bound", "iam:DeleteUser", "user bound", none_allows("iam:DeleteUser", "permissions boundary")
        ),
    )


def test_users_may_be_let_at_what_is_their_own(enforced):
    own = enforced.user("own", allow("iam:*AccessKey*", resource=f"{IAM}user/${{aws:username}}"))
    assert own("iam").list_access_keys()["AccessKeyMetadata"]
    assert own("iam").list_access_keys(UserName="own")["AccessKeyMetadata"]
    assert refusal(own("iam").list_access_keys, UserName="maya.chen")[0] == "AccessDenied"


def test_a_change_of_name_needs_the_permission_for_both(enforced):
    clerk = enforced.user("clerk", allow("iam:UpdateUser", resource=f"{IAM}user/clerk"))
    assert refusal(clerk("iam").update_user, UserName="clerk", NewUserName="chief")[1].startswith(
        f"User: {IAM}user/clerk is not authorized to perform: iam:UpdateUser on resource: {IAM}user/chief "
    )


def test_tags_can_be_asked_for_and_need_a_permission_of_their_own(enforced):
    tagged: dict[str, Any] = {"Condition": {"StringEquals": {"aws:RequestTag/team": "ops"}}}
    maker = enforced.user("maker", allow("iam:CreateUser", **tagged), Tags=[{"Key": "team", "Value": "ops"}])
    ops = {"Key": "team", "Value": "ops"}
    assert "iam:CreateUser" in refusal(maker("iam").create_user, UserName="a")[1]
    assert "iam:TagUser" in refusal(maker("iam").create_user, UserName="a", Tags=[ops])[1]
    mine: dict[str, Any] = {"Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}}
    enforced.admin("iam").put_user_policy(
        UserName="maker", PolicyName="own", PolicyDocument=policy(allow("iam:GetUser", **mine))
    )
    assert maker("iam").get_user(UserName="maker")
    assert refusal(maker("iam").get_user, UserName="maya.chen")[0] == "AccessDenied"


def test_a_role_is_passed_only_by_who_may(enforced):
    rule = {"Name": "r", "ScheduleExpression": "rate(1 day)"}
    ruler = enforced.user("ruler", allow("events:*"))
    targets = [{"Id": "1", "Arn": "arn:aws:sns:us-east-1:123456789012:t", "RoleArn": f"{IAM}role/x"}]
    ruler("events").put_rule(**rule)
    assert refusal(ruler("events").put_targets, Rule="r", Targets=targets) == (
        "AccessDeniedException",
        words(f"{IAM}user/ruler", "iam:PassRole", f"{IAM}role/x", none_allows("iam:PassRole")),
    )


# ---- second factors


@pytest.fixture
def mfa_user(enforced: Account) -> tuple[Account, Any, str, str]:
    """A user with full rights and a device: the account, its clients, the device's serial number and its seed."""
    caller = enforced.user("ann", allow("*"))
    iam = enforced.admin("iam")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="ann")["VirtualMFADevice"]
    seed = device["Base32StringSeed"].decode()

    def code() -> str:
        enforced.sandbox.advance_clock(SECONDS)
        return code_at(seed, enforced.sandbox.now.replace(tzinfo=None))

    first, second = code(), code()
    iam.enable_mfa_device(
        UserName="ann", SerialNumber=device["SerialNumber"], AuthenticationCode1=first, AuthenticationCode2=second
    )
    return enforced, caller, device["SerialNumber"], seed


def restrict(enforced: Account, **condition: Any) -> None:
    enforced.admin("iam").put_user_policy(
        UserName="ann", PolicyName="mfa", PolicyDocument=policy(deny("iam:*", **condition))
    )


def test_a_long_lived_key_is_kept_out_without_mfa_and_a_session_with_mfa_is_not(mfa_user):
    enforced, ann, serial, seed = mfa_user
    restrict(enforced, **UNLESS_MFA)
    assert refusal(ann("iam").list_users)[1].endswith("with an explicit deny in an identity-based policy")
    enforced.sandbox.advance_clock(2 * SECONDS)
    code = code_at(seed, enforced.sandbox.now.replace(tzinfo=None))
    session = ann("sts").get_session_token(SerialNumber=serial, TokenCode=code)["Credentials"]
    assert enforced.session(session)("iam").list_users()["Users"]


def test_a_session_without_mfa_is_kept_out(mfa_user):
    enforced, ann, _, _ = mfa_user
    restrict_s3 = policy(deny("s3:*", **UNLESS_MFA))
    enforced.admin("iam").put_user_policy(UserName="ann", PolicyName="mfa", PolicyDocument=restrict_s3)
    session = ann("sts").get_session_token()["Credentials"]
    assert refusal(enforced.session(session)("s3").list_buckets)[0] == "AccessDenied"


def test_a_long_lived_key_slips_past_bool(mfa_user):
    enforced, ann, _, _ = mfa_user
    restrict(enforced, **UNLESS_MFA_THAT_SLIPS)
    assert ann("iam").list_users()["Users"]


# ---- sessions


def test_a_role_is_lent_to_who_may_assume_it_and_held_to_the_sessions_policy(enforced):
    iam = enforced.admin("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName="ops", AssumeRolePolicyDocument=policy(trust))
    iam.put_role_policy(RoleName="ops", PolicyName="p", PolicyDocument=policy(allow("iam:Get*", "iam:List*")))
    ann = enforced.user("ann")
    asked = {"RoleArn": f"{IAM}role/ops", "RoleSessionName": "ann"}
    assert refusal(ann("sts").assume_role, **asked)[1].endswith(none_allows("sts:AssumeRole"))
    iam.put_user_policy(
        UserName="ann", PolicyName="p", PolicyDocument=policy(allow("sts:AssumeRole", resource=f"{IAM}role/ops"))
    )
    whole = enforced.session(ann("sts").assume_role(**asked)["Credentials"])
    assert whole("iam").list_users()["Users"]
    assert whole("iam").get_user(UserName="ann")
    less = policy(allow("iam:ListUsers", "s3:*"))
    part = enforced.session(ann("sts").assume_role(**asked, Policy=less)["Credentials"])
    me = "arn:aws:sts::123456789012:assumed-role/ops/ann"
    assert part("iam").list_users()["Users"]
    assert refusal(part("iam").get_user, UserName="ann") == (
        "AccessDenied",
        words(me, "iam:GetUser", "user ann", none_allows("iam:GetUser", "session policy")),
    )
    assert refusal(part("s3").list_buckets)[1].endswith(none_allows("s3:ListAllMyBuckets"))


def test_a_federated_user_has_what_its_user_and_its_policy_allow(enforced):
    host = enforced.user("host", allow("sts:GetFederationToken", "s3:*"))
    none = host("sts").get_federation_token(Name="guest")["Credentials"]
    assert refusal(enforced.session(none)("s3").list_buckets)[1].endswith(
        none_allows("s3:ListAllMyBuckets", "session policy")
    )
    some = host("sts").get_federation_token(Name="guest", Policy=policy(allow("s3:List*", "sns:*")))["Credentials"]
    assert "Buckets" in enforced.session(some)("s3").list_buckets()
    assert refusal(enforced.session(some)("sns").list_topics)[0] == "AuthorizationError"


def test_a_root_task_is_held_to_its_own_policy_alone(enforced):
    audit = as_central_root(enforced.sandbox, "IAMAuditRootUserCredentials")
    assert audit.list_access_keys()["AccessKeyMetadata"]
    assert refusal(audit.list_users)[1].endswith("with an explicit deny in a session policy")


# ---- resources


def test_a_bucket_lets_in_a_user_by_name_and_keeps_out_an_administrator(enforced):
    guest = enforced.user("guest")
    s3 = enforced.admin("s3")
    s3.create_bucket(Bucket="held")
    s3.put_object(Bucket="held", Key="a", Body=b"x")
    lets = {"Effect": "Allow", "Principal": {"AWS": f"{IAM}user/guest"}, "Action": "s3:GetObject"}
    keeps = {"Effect": "Deny", "Principal": {"AWS": MAYA.arn}, "Action": "s3:GetObject"}
    held = {"Resource": "arn:aws:s3:::held/*"}
    s3.put_bucket_policy(Bucket="held", Policy=policy({**lets, **held}, {**keeps, **held}))
    assert guest("s3").get_object(Bucket="held", Key="a")["Body"].read() == b"x"
    assert refusal(s3.get_object, Bucket="held", Key="a") == (
        "AccessDenied",
        words(
            MAYA.arn,
            "s3:GetObject",
            '"arn:aws:s3:::held/a"',
            "with an explicit deny in a resource-based policy",
        ),
    )


def test_a_bucket_that_locks_everybody_out_is_unlocked_by_root(enforced):
    s3 = enforced.admin("s3")
    s3.create_bucket(Bucket="held")
    lock = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::held"}
    s3.put_bucket_policy(Bucket="held", Policy=policy(lock))
    assert refusal(s3.delete_bucket_policy, Bucket="held")[0] == "AccessDenied"
    with iam_of(enforced.sandbox) as iam:
        key = iam.root.access_keys[0]
    root = enforced.caller(key.access_key_id, key.secret_access_key)
    assert refusal(root("s3").list_objects_v2, Bucket="held")[0] == "AccessDenied"
    root("s3").delete_bucket_policy(Bucket="held")


def test_a_topic_lets_in_by_its_policy(enforced):
    sns = enforced.admin("sns")
    arn = sns.create_topic(Name="open")["TopicArn"]
    guest = enforced.user("guest")
    assert refusal(guest("sns").publish, TopicArn=arn, Message="x")[0] == "AuthorizationError"
    lets = {"Effect": "Allow", "Principal": {"AWS": f"{IAM}user/guest"}, "Action": "SNS:Publish", "Resource": arn}
    sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy(lets))
    assert guest("sns").publish(TopicArn=arn, Message="x")["MessageId"]


def test_another_accounts_resource_needs_both_to_say_so(enforced):
    s3 = enforced.admin("s3")
    s3.create_bucket(Bucket="held")
    stranger = Permission("s3:ListBucket", Resource("arn:aws:s3:::held"), {})
    with account(enforced.sandbox):
        from rootward.sandbox.organizations.account import open_account

        iam = open_account("210987654321")
        user = iam.create_user("us-east-1", "ann")
        user.policies["all"] = policy(allow("*"))
        ann = replace(MAYA, account_id="210987654321", arn=user.arn, user_name="ann")
        decision = decided(stranger, ann, in_force(ann), of_caller(ann))
        assert (decision.verdict, decision.layer) == (Verdict.DENY, "resource")
    lets = {"Effect": "Allow", "Principal": {"AWS": "210987654321"}, "Action": "s3:*", "Resource": "arn:aws:s3:::held"}
    s3.put_bucket_policy(Bucket="held", Policy=policy(lets))
    with account(enforced.sandbox):
        assert decided(stranger, ann, in_force(ann), of_caller(ann)).verdict is Verdict.ALLOW


# ---- organisations


@pytest.fixture
def organisation():
    with serve("organisation", enforce=True) as sandbox:
        yield Account(sandbox)


def member_in(enforced: Account, unit: str) -> str:
    """The number of an account right under a unit of the organisation."""
    with account(enforced.sandbox):
        from rootward.sandbox.organizations.membership import organization_of

        organization = organization_of("123456789012")
        assert organization is not None
        place = next(one for one in organization.ou if one.name == unit)
        joined = [one for one in organization.accounts_in(place.id) if one.joined_method == "CREATED"]
        return str(joined[0].id)


def member(enforced: Account, account_id: str) -> Any:
    variables = enforced.sandbox.credentials_of(account_id)
    return enforced.caller(
        variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"], variables["AWS_SESSION_TOKEN"]
    )


def test_a_service_control_policy_of_a_unit_binds_a_members_administrator(organisation):
    number = member_in(organisation, "Production")
    administrator = member(organisation, number)
    assert "Users" in administrator("iam").list_users()
    organizations = organisation.admin("organizations")
    forbids = policy(deny("iam:CreateUser"))
    made = organizations.create_policy(Name="no-users", Description="", Type="SERVICE_CONTROL_POLICY", Content=forbids)[
        "Policy"
    ]["PolicySummary"]
    parent = organizations.list_parents(ChildId=number)["Parents"][0]["Id"]
    organizations.attach_policy(PolicyId=made["Id"], TargetId=parent)
    me = f"arn:aws:sts::{number}:assumed-role/OrganizationAccountAccessRole/rootward"
    assert refusal(administrator("iam").create_user, UserName="x") == (
        "AccessDenied",
        words(
            me,
            "iam:CreateUser",
            f"arn:aws:iam::{number}:user/x",
            "with an explicit deny in a service control policy",
        ),
    )
    organizations.attach_policy(PolicyId=made["Id"], TargetId=organizations.list_roots()["Roots"][0]["Id"])
    organisation.admin("iam").create_user(UserName="x")


def test_what_a_level_does_not_allow_is_denied(organisation):
    number = member_in(organisation, "Production")
    organizations = organisation.admin("organizations")
    allows = policy(allow("s3:*", "iam:List*"))
    made = organizations.create_policy(Name="little", Description="", Type="SERVICE_CONTROL_POLICY", Content=allows)
    organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=number)
    organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=number)
    administrator = member(organisation, number)
    assert "Users" in administrator("iam").list_users()
    assert refusal(administrator("iam").get_account_summary)[1].endswith(
        none_allows("iam:GetAccountSummary", "service control policy")
    )


def test_a_guard_of_regions_spares_global_services(organisation):
    administrator = member(organisation, member_in(organisation, "Production"))
    assert "Users" in administrator("iam", "eu-west-1").list_users()
    assert "trailList" in administrator("cloudtrail", "eu-west-1").describe_trails()


def test_root_of_a_member_is_kept_out_with_its_short_sessions(organisation):
    number = member_in(organisation, "Production")
    asked = {
        "TargetPrincipal": number,
        "TaskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"},
    }
    session = organisation.admin("sts").assume_root(**asked)["Credentials"]
    assert refusal(organisation.session(session)("iam").list_access_keys)[1].endswith(
        "with an explicit deny in a service control policy"
    )


def test_assume_root_is_a_permission_for_a_task(organisation):
    number = member_in(organisation, "Production")
    task = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
    only: dict[str, Any] = {"Condition": {"StringEquals": {"sts:TaskPolicyArn": task}}}
    auditor = organisation.user("auditor", allow("sts:AssumeRoot", **only))
    assert auditor("sts").assume_root(TargetPrincipal=number, TaskPolicyArn={"arn": task})["Credentials"]
    other = {"arn": "arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials"}
    assert refusal(auditor("sts").assume_root, TargetPrincipal=number, TaskPolicyArn=other)[0] == "AccessDenied"


def test_what_is_not_there_is_judged_as_the_callers_own(enforced):
    permission = Permission("s3:DeleteBucketPolicy", Resource("arn:aws:s3:::nobodys"), {})
    with account(enforced.sandbox):
        assert decided(permission, ROOT, in_force(ROOT), {}).verdict is Verdict.ALLOW
