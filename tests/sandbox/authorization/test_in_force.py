"""Which policies are in force for a caller."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from moto.core.utils import utcnow

from rootward.iam_policy import Request, Verdict, decide
from rootward.sandbox import serve
from rootward.sandbox.authorization.in_force import EVERYTHING, InForce, in_force
from tests.sandbox.authorization.callers import MAYA, ROOT, account, session
from tests.sandbox.people import iam_of

OWN = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
NOTHING = '{"Statement":[]}'
S3_READS = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


def allows(own, action="s3:GetObject"):
    request = Request(action=action, principal=MAYA.arn, resource="arn:aws:s3:::b/c", resource_account="123456789012")
    return decide(request, own.with_resource()).verdict is Verdict.ALLOW


@pytest.fixture
def iam(fresh):
    with iam_of(fresh) as backend:
        maya = backend.users["maya.chen"]
        maya.policies.clear()
        maya.managed_policies.clear()
        for group in backend.groups.values():
            if maya in group.users:
                group.users.remove(maya)
        yield backend


def test_a_users_own_policies_and_those_of_its_groups(iam):
    assert in_force(MAYA) == InForce()
    iam.users["maya.chen"].policies["own"] = OWN
    group = iam.create_group("readers")
    group.users.append(iam.users["maya.chen"])
    iam.attach_group_policy(S3_READS, "readers")
    group.policies["inline"] = NOTHING
    own, of_group_inline, of_group = in_force(MAYA).identity
    assert (own, of_group_inline) == (OWN, NOTHING)
    assert "s3:Get*" in of_group


def test_a_boundary_is_a_limit_and_one_that_is_gone_lets_nothing_pass(iam):
    maya = iam.users["maya.chen"]
    maya.policies["own"] = OWN
    maya.permissions_boundary_arn = S3_READS
    assert allows(in_force(MAYA))
    assert not allows(in_force(MAYA), "s3:PutObject")
    maya.permissions_boundary_arn = "arn:aws:iam::123456789012:policy/gone"
    assert not allows(in_force(MAYA))


def test_a_policy_that_aws_would_not_have_stored_says_nothing(iam):
    maya = iam.users["maya.chen"]
    maya.policies = {"nonsense": "nonsense", "of a resource": OWN.replace('"Action"', '"Principal": "*", "Action"')}
    assert not allows(in_force(MAYA))
    maya.policies["own"] = OWN
    assert allows(in_force(MAYA))


@pytest.mark.usefixtures("iam")
def test_root_needs_no_policy():
    assert in_force(ROOT) == InForce()


def test_a_session_of_a_role_has_the_roles_policies(iam):
    role = next(role for role in iam.roles.values() if not role.policies and role.managed_policies)
    calling = session("role", f"arn:aws:sts::1:assumed-role/{role.name}/x", utcnow(), user_id=f"{role.id}:x")
    found = in_force(calling)
    assert (len(found.identity), found.session) == (len(role.managed_policies), ())


@pytest.mark.usefixtures("iam")
def test_a_role_that_is_gone_leaves_its_sessions_nothing():
    calling = session("role", "arn:aws:sts::1:assumed-role/gone/x", utcnow(), user_id="AROAGONE:x")
    assert in_force(calling) == InForce()


@pytest.mark.parametrize(
    ("policy", "count"), [(OWN, 1), (json.dumps([S3_READS]), 1), (json.dumps([S3_READS, json.loads(OWN)]), 2)]
)
def test_a_session_is_held_to_its_policies_of_which_one_is_enough(iam, policy, count):
    iam.users["maya.chen"].policies["all"] = EVERYTHING
    calling = session("user", MAYA.arn, utcnow(), user_name="maya.chen", policy=policy)
    found = in_force(calling)
    assert len(found.session) == count
    assert allows(found)
    assert not allows(found, "iam:GetUser")


def test_a_federated_session_without_policies_may_do_nothing(iam):
    iam.users["maya.chen"].policies["all"] = EVERYTHING
    arn = "arn:aws:sts::123456789012:federated-user/guest"
    calling = session("federated", arn, utcnow(), user_name="maya.chen")
    assert in_force(calling) == InForce(identity=(EVERYTHING,), session=(NOTHING,))
    roots = session("federated", arn, utcnow(), user_name="<root_account>", policy=OWN)
    assert in_force(roots) == InForce(identity=(EVERYTHING,), session=(json.dumps(json.loads(OWN)),))


def test_a_session_of_a_user_outlives_a_change_of_name(iam):
    user = iam.users["maya.chen"]
    user.policies["own"] = OWN
    iam.update_user("maya.chen", new_user_name="maya")
    calling = session("user", MAYA.arn, utcnow(), user_name="maya.chen", user_id=user.id)
    assert in_force(calling).identity == (OWN,)


def test_service_control_policies_bind_members_level_by_level():
    with serve("organisation") as sandbox, account(sandbox):
        from rootward.sandbox.organizations.membership import organization_of

        organization = organization_of("123456789012")
        assert organization is not None
        assert in_force(replace(ROOT, account_id=organization.account_id)).scps == ()
        production = next(unit for unit in organization.ou if unit.name == "Production")
        member = organization.accounts_in(production.id)[0]
        found = in_force(replace(ROOT, account_id=member.id, arn=f"arn:aws:iam::{member.id}:root")).scps
        assert len(found) == 4  # the root, Workloads, Production, the account
        assert any("DenyRoot" in text for text in found[1])
        organization.root.policy_types.clear()
        assert in_force(replace(ROOT, account_id=member.id)).scps == ()


def test_service_control_policies_do_not_bind_service_linked_roles():
    with serve("organisation") as sandbox, account(sandbox):
        from rootward.sandbox.organizations.account import open_account
        from rootward.sandbox.organizations.membership import organization_of

        organization = organization_of("123456789012")
        assert organization is not None
        member = next(one for one in organization.accounts if one.id != organization.account_id)
        role = open_account(member.id).create_service_linked_role("lex.amazonaws.com", "", "")
        arn = f"arn:aws:sts::{member.id}:assumed-role/{role.name}/x"
        calling = replace(session("role", arn, utcnow(), user_id=f"{role.id}:x"), account_id=member.id)
        assert in_force(calling).scps == ()
