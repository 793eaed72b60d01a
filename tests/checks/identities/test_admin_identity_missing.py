"""Somebody other than root can administer the account."""

from __future__ import annotations

import pytest

from rootward.checks import power
from rootward.checks.identities.admin_identity_missing import CHECK
from rootward.model.baseline import Baseline
from rootward.model.credential import IdentityProvider
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
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
    listed_key,
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

EVERYTHING = policy(allow("*"))
MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")
MANAGEMENT = Organization(id="o-1", management_account="123456789012", feature_set="ALL")
SAML = IdentityProvider(arn=arn("saml-provider", "okta"), kind="saml")
OIDC = IdentityProvider(arn=arn("oidc-provider", "login.acme.example"), kind="oidc")
GITHUB = IdentityProvider(arn=arn("oidc-provider", "token.actions.githubusercontent.com"), kind="oidc")

WITHOUT_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
SELF_SERVICE = {
    "Effect": "Deny",
    "NotAction": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"],
    "Resource": "*",
    "Condition": WITHOUT_MFA,
}
NOTHING_WITHOUT_MFA = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": WITHOUT_MFA}


def judged(facts):
    (verdict,) = CHECK.judge(facts, Baseline())
    return verdict


def with_user(*statements, row=None, **facts):
    """A sound account with one user of these statements, who has a console password and MFA unless `row` says else."""
    cells = {"password_enabled": True, "mfa_active": True} if row is None else row
    return account(
        **{
            "identities": identities(users=(user("ann", inline_policies=(inline("own", policy(*statements)),)),)),
            "credential_report": report(root_row(), user_row("ann", **cells)),
            **facts,
        }
    )


def with_role(trust_policy, document=EVERYTHING, **facts):
    """A sound account with one role and no users."""
    one = role("admin", trust_policy=trust_policy, inline_policies=(inline("own", document),))
    return account(**{"identities": identities(roles=(one,)), **facts})


def test_a_user_with_a_password_can_administer():
    verdict = judged(with_user(allow("*")))

    assert (verdict.status, verdict.message) == ("pass", "administrators: user ann (a console password)")


def test_a_user_by_its_group_with_a_key_can_administer():
    admins = group("admins", attached_policies=(arn("policy", "own"),))
    facts = account(
        identities=identities(
            users=(user("ann", groups=("admins",)),), groups=(admins,), policies=(managed("own", EVERYTHING),)
        ),
        credential_report=report(root_row(), user_row("ann", keys=(active_key(1), key()))),
    )

    assert judged(facts).message == "administrators: user ann (an active access key)"


def test_nobody_has_the_power():
    verdict = judged(with_user(allow("s3:*")))

    assert (verdict.status, verdict.message) == ("fail", "nobody but root has administrator access")


def test_a_boundary_takes_the_power_away():
    one = user("ann", inline_policies=(inline("own", EVERYTHING),), boundary=arn("policy", "edge"))
    listed = identities(users=(one,), policies=(managed("edge", policy(allow("s3:*"))),))

    assert judged(with_user(identities=listed)).status == "fail"


def test_an_administrator_without_a_way_in_is_none():
    verdict = judged(with_user(allow("*"), row={}))

    assert verdict.status == "fail"
    assert verdict.message == (
        "nobody but root has administrator access that can be used: there is no way in as user ann"
    )


def test_only_some_administrators_without_a_way_in_are_named():
    users = tuple(user(f"ann{number}", inline_policies=(inline("own", EVERYTHING),)) for number in range(5))
    rows = (user_row(one.name) for one in users)
    verdict = judged(account(identities=identities(users=users), credential_report=report(root_row(), *rows)))

    assert verdict.message.endswith("there is no way in as user ann0, user ann1, user ann2 and 2 more")


def test_many_administrators_are_counted():
    users = tuple(user(f"ann{number}", inline_policies=(inline("own", EVERYTHING),)) for number in range(5))
    rows = (user_row(one.name, password_enabled=True) for one in users)
    verdict = judged(account(identities=identities(users=users), credential_report=report(root_row(), *rows)))

    assert verdict.message.endswith("user ann2 (a console password) and 2 more")


def test_a_user_who_may_assume_an_administrator_s_role_can_administer():
    listed = identities(
        users=(user("ann", inline_policies=(inline("own", policy(allow("sts:AssumeRole"))),)),),
        roles=(
            role(
                "admin",
                trust_policy=trust({"AWS": arn("user", "ann").replace("user/ann", "root")}),
                inline_policies=(inline("own", EVERYTHING),),
            ),
        ),
    )

    assert judged(with_user(identities=listed)).message == "administrators: user ann by role admin (a console password)"


def test_a_role_that_asks_for_mfa_is_no_way_for_who_has_no_device():
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    listed = identities(
        users=(user("ann", inline_policies=(inline("own", policy(allow("sts:AssumeRole"))),)),),
        roles=(
            role(
                "admin",
                trust_policy=trust({"AWS": "arn:aws:iam::123456789012:root"}, Condition=mfa),
                inline_policies=(inline("own", EVERYTHING),),
            ),
        ),
    )

    assert judged(with_user(identities=listed)).status == "pass"
    assert judged(with_user(identities=listed, row={"password_enabled": True})).status == "fail"


@pytest.mark.parametrize(
    ("principal", "action", "status"),
    [
        ({"Federated": SAML.arn}, "sts:AssumeRoleWithSAML", "pass"),
        ({"Federated": OIDC.arn}, "sts:AssumeRoleWithWebIdentity", "pass"),
        ({"Federated": GITHUB.arn}, "sts:AssumeRoleWithWebIdentity", "fail"),
        ({"Federated": "accounts.google.com"}, "sts:AssumeRoleWithWebIdentity", "fail"),
        ({"Federated": arn("saml-provider", "gone")}, "sts:AssumeRoleWithSAML", "fail"),
        ({"Federated": SAML.arn}, "sts:TagSession", "fail"),
        ({"AWS": "999999999999"}, "sts:AssumeRole", "pass"),
        ({"AWS": "arn:aws:iam::999999999999:role/ops"}, "sts:AssumeRole", "pass"),
        ({"AWS": "arn:aws:iam::999999999999:root"}, "sts:TagSession", "fail"),
        ({"AWS": "*"}, "sts:AssumeRole", "pass"),
        ({"AWS": "arn:aws:iam::123456789012:root"}, "sts:AssumeRole", "fail"),
        ({"AWS": "AIDAEXAMPLEEXAMPLEEX"}, "sts:AssumeRole", "fail"),
        ({"Service": "ec2.amazonaws.com"}, "sts:AssumeRole", "fail"),
    ],
)
def test_a_role_needs_people_whom_it_lets_in(principal, action, status):
    providers = {"saml_providers": (SAML,), "oidc_providers": (OIDC, GITHUB)}

    assert judged(with_role(trust(principal, action), **providers)).status == status


def test_a_role_names_by_whom_it_is_reached():
    federated = with_role(trust({"Federated": SAML.arn}, "sts:AssumeRoleWithSAML"), saml_providers=(SAML,))
    login = with_role(trust({"Federated": OIDC.arn}, "sts:AssumeRoleWithWebIdentity"), oidc_providers=(OIDC,))

    assert judged(federated).message == "administrators: role admin (SAML provider okta)"
    assert judged(login).message == "administrators: role admin (login.acme.example)"
    assert (
        judged(with_role(trust({"AWS": "999999999999"}))).message == "administrators: role admin (account 999999999999)"
    )


def test_an_account_that_is_let_in_by_an_arn_alone_counts():
    by_arn = {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::999999999999:role/ops-*"}}
    nobody = {"StringEquals": {"aws:PrincipalAccount": "888888888888"}}

    assert judged(with_role(trust({"AWS": "999999999999"}, Condition=by_arn))).status == "pass"
    assert judged(with_role(trust({"AWS": "999999999999"}, Condition=nobody))).status == "fail"


def test_two_statements_about_the_same_provider_are_one_door():
    statement = {"Effect": "Allow", "Principal": {"Federated": SAML.arn}, "Action": "sts:AssumeRoleWithSAML"}

    facts = with_role(policy(statement, statement), saml_providers=(SAML,))
    assert judged(facts).message == "administrators: role admin (SAML provider okta)"


def test_a_denial_in_the_trust_policy_shuts_the_door():
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
    nobody = {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}

    assert judged(with_role(policy(everybody, nobody))).status == "fail"


def test_all_but_some_are_all():
    document = policy({"Effect": "Allow", "NotPrincipal": {"AWS": arn("user", "bob")}, "Action": "sts:AssumeRole"})

    assert judged(with_role(document)).status == "pass"


def test_a_trust_policy_that_cannot_be_read_proves_nothing():
    verdict = judged(with_role("{"))

    assert verdict.status == "unknown"
    assert "the trust policy of admin cannot be read" in verdict.unknowns[0].detail


def test_providers_that_were_not_read_may_be_gone():
    facts = with_role(
        trust({"Federated": SAML.arn}, "sts:AssumeRoleWithSAML"), saml_providers=denied("iam:ListSAMLProviders")
    )

    assert judged(facts).status == "unknown"


def test_federated_people_have_no_mfa_that_iam_sees():
    door = trust({"Federated": SAML.arn}, "sts:AssumeRoleWithSAML")
    bound = with_role(door, policy(allow("*"), NOTHING_WITHOUT_MFA), saml_providers=(SAML,))

    assert judged(bound).status == "fail"


@pytest.mark.parametrize(
    ("statements", "row", "status"),
    [
        ((allow("*"), NOTHING_WITHOUT_MFA), {"password_enabled": True, "mfa_active": True}, "pass"),
        ((allow("*"), NOTHING_WITHOUT_MFA), {"password_enabled": True}, "fail"),
        ((allow("*"), NOTHING_WITHOUT_MFA), {"password_enabled": True, "mfa_active": Unknown("failed")}, "unknown"),
        ((allow("*"), SELF_SERVICE), {"password_enabled": True}, "pass"),
        ((allow("*"), SELF_SERVICE), {"keys": (active_key(1), key())}, "pass"),
        ((allow("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),), {"password_enabled": True}, "fail"),
        (
            (allow("*", Condition={"DateLessThan": {"aws:CurrentTime": "2023-01-01T00:00:00Z"}}),),
            {"password_enabled": True},
            "fail",
        ),
        (
            (allow("*", Condition={"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}),),
            {"password_enabled": True},
            "pass",
        ),
    ],
)
def test_mfa_must_be_there_where_it_is_asked_for(statements, row, status):
    assert judged(with_user(*statements, row=row)).status == status


@pytest.mark.parametrize(
    ("key_of_the_caller", "facts", "status"),
    [
        ({"aws:PrincipalTag/admin": "yes"}, {}, "fail"),
        ({"aws:PrincipalTag/team": "ops"}, {}, "pass"),
        ({"aws:PrincipalOrgID": "o-2"}, {"organization": MANAGEMENT}, "fail"),
        ({"aws:PrincipalOrgID": "o-1"}, {"organization": MANAGEMENT}, "pass"),
        ({"aws:PrincipalOrgID": "o-1"}, {}, "fail"),
    ],
)
def test_what_was_read_of_a_user_decides(key_of_the_caller, facts, status):
    own = inline("own", policy(allow("*", Condition={"StringEquals": key_of_the_caller})))
    listed = identities(users=(user("ann", tags={"team": "ops"}, inline_policies=(own,)),))

    assert judged(with_user(identities=listed, **facts)).status == status


TO_REGISTER_BY_TAG = allow(
    ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"],
    Condition={"StringEquals": {"aws:PrincipalTag/team": "ops"}},
)


@pytest.mark.parametrize(("tags", "status"), [({"team": "ops"}, "pass"), ({}, "fail")])
def test_whether_a_device_may_be_registered_depends_on_the_user_s_tags(tags, status):
    statements = (allow("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), TO_REGISTER_BY_TAG)
    one = user("ann", tags=tags, inline_policies=(inline("own", policy(*statements)),))

    assert judged(with_user(identities=identities(users=(one,)), row={"password_enabled": True})).status == status


WITH_MFA_ONLY = policy(allow("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))


def test_no_session_of_a_role_has_mfa():
    assumed = role(
        "admin",
        trust_policy=trust({"AWS": "arn:aws:iam::123456789012:root"}),
        inline_policies=(inline("own", WITH_MFA_ONLY),),
    )
    asking = user("ann", inline_policies=(inline("own", policy(allow("sts:AssumeRole"))),))

    assert judged(with_user(identities=identities(users=(asking,), roles=(assumed,)))).status == "fail"
    assert judged(with_role(trust({"AWS": "999999999999"}), WITH_MFA_ONLY)).status == "fail"


def test_power_over_roles_alone_is_not_enough():
    """What may be attached to roles tells nothing of users."""
    by_password = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
    users_with_mfa_only = {
        "Effect": "Deny",
        "Action": ["iam:*UserPolicy", "iam:*GroupPolicy"],
        "Resource": "*",
        "Condition": by_password,
    }
    facts = with_user(allow("*"), users_with_mfa_only, row={"password_enabled": True})

    assert judged(facts).message == (
        "administrators: user ann (a console password, once a device is registered, which it may do itself)"
    )


BY_KEY = {"keys": (active_key(1), key())}


@pytest.mark.parametrize(
    ("statement", "row", "devices", "status"),
    [
        (NOTHING_WITHOUT_MFA, {**BY_KEY, "mfa_active": True}, (), "unknown"),
        (NOTHING_WITHOUT_MFA, {**BY_KEY, "mfa_active": True}, denied("iam:ListVirtualMFADevices"), "unknown"),
        (NOTHING_WITHOUT_MFA, {**BY_KEY, "mfa_active": True}, (virtual_device(arn("user", "ann")),), "pass"),
        (NOTHING_WITHOUT_MFA, {**BY_KEY, "mfa_active": True, "password_enabled": True}, (), "pass"),
        (NOTHING_WITHOUT_MFA, BY_KEY, (), "fail"),
        (SELF_SERVICE, {**BY_KEY, "mfa_active": True}, (), "pass"),
    ],
)
def test_a_key_takes_the_codes_of_a_device_and_no_passkey(statement, row, devices, status):
    assert judged(with_user(allow("*"), statement, row=row, virtual_mfa_devices=devices)).status == status


def test_a_device_that_may_be_a_passkey_is_told():
    verdict = judged(with_user(allow("*"), NOTHING_WITHOUT_MFA, row={**BY_KEY, "mfa_active": True}))

    assert [one.detail for one in verdict.unknowns] == [
        "the MFA device of ann is not virtual: a passkey or security key gives the sessions of keys no MFA"
    ]


@pytest.mark.parametrize(
    ("row", "status"), [({"password_enabled": True, "mfa_active": True}, "fail"), (BY_KEY, "pass")]
)
def test_power_that_a_key_has_alone_opens_no_console(row, status):
    by_key_only = allow("*", Condition={"Null": {"aws:MultiFactorAuthPresent": "true"}})

    assert judged(with_user(by_key_only, row=row)).status == status


def test_who_has_to_register_a_device_first_is_said():
    verdict = judged(with_user(allow("*"), SELF_SERVICE, row={"password_enabled": True}))

    assert verdict.message == (
        "administrators: user ann (a console password, once a device is registered, which it may do itself)"
    )


def test_a_device_of_the_live_list_counts():
    facts = with_user(
        allow("*"),
        NOTHING_WITHOUT_MFA,
        row={"password_enabled": True},
        virtual_mfa_devices=(virtual_device(arn("user", "ann")),),
    )

    assert judged(facts).status == "pass"


def test_without_the_live_list_a_device_may_be_there():
    facts = with_user(
        allow("*"),
        NOTHING_WITHOUT_MFA,
        row={"password_enabled": True},
        virtual_mfa_devices=denied("iam:ListVirtualMFADevices"),
    )

    assert judged(facts).status == "unknown"


def test_control_policies_of_a_member_account_leave_it_open():
    verdict = judged(with_user(allow("*"), organization=MEMBER))

    assert verdict.status == "unknown"
    assert verdict.message == (
        "cannot tell: user ann (a console password) is an administrator unless service control policies, which could"
        " not be read, take it away; a live proof settles it: sign in as it, and let a harmless change to IAM succeed"
    )
    assert [one.reason for one in verdict.unknowns] == ["not_observable"]


def test_the_management_account_is_bound_by_none():
    assert judged(with_user(allow("*"), organization=MANAGEMENT)).status == "pass"


def test_whether_control_policies_apply_may_not_be_known():
    verdict = judged(with_user(allow("*"), organization=denied("organizations:DescribeOrganization")))

    assert verdict.status == "unknown"
    assert verdict.unknowns == (denied("organizations:DescribeOrganization"),)


def test_a_policy_that_was_not_read_may_let_a_device_be_registered():
    one = user("ann", inline_policies=(inline("own", policy(allow("*"), NOTHING_WITHOUT_MFA)), inline("odd", "{")))
    verdict = judged(with_user(identities=identities(users=(one,)), row={"password_enabled": True}))

    assert verdict.status == "fail"


def test_policies_that_were_not_read_leave_it_open():
    unread = Unknown("denied", "iam:GetPolicyVersion", "access denied")
    one = user("ann", attached_policies=(arn("policy", "own"),), inline_policies=(inline("broken", "{"),))
    listed = identities(users=(one,), policies=(managed("own", unread),))
    verdict = judged(with_user(identities=listed))

    assert verdict.status == "unknown"
    assert unread in verdict.unknowns
    assert "unless some of its own policies, which could not be read," in verdict.message


@pytest.mark.parametrize(
    "facts",
    [
        {"credential_report": denied("iam:GetCredentialReport")},
        {"credential_report": report(root_row())},
        {"credential_report": report(root_row(), user_row("ann", password_enabled=Unknown("failed", detail="odd")))},
        {
            "credential_report": report(
                root_row(), user_row("ann", keys=(key(active=Unknown("failed", detail="odd")), key()))
            )
        },
        {"identities": denied("iam:GetAccountAuthorizationDetails")},
    ],
)
def test_what_was_not_read_proves_nobody(facts):
    assert judged(with_user(allow("*"), **facts)).status == "unknown"


def test_a_proved_administrator_outweighs_what_was_not_read():
    users = (
        user("ann", inline_policies=(inline("own", EVERYTHING),)),
        user("bob", inline_policies=(inline("own", "{"),)),
    )
    rows = (user_row(one.name, password_enabled=True) for one in users)
    facts = account(identities=identities(users=users), credential_report=report(root_row(), *rows))

    assert judged(facts).status == "pass"


def test_a_broken_evaluator_says_nothing(monkeypatch):
    monkeypatch.setattr(power, "canary", lambda: "the table of actions is empty")
    verdict = judged(with_user(allow("*")))

    assert verdict.status == "unknown"
    assert verdict.unknowns[0].detail == "the table of actions is empty"


NO_LIST = denied("iam:ListAccessKeys")


@pytest.mark.parametrize(
    ("listed", "status"),
    [
        ((listed_key("ann", 1),), "pass"),
        ((listed_key("ann", 1, status="Inactive"),), "fail"),
        ((listed_key("ann", 0),), "pass"),  # another key in its place
        ((), "pass"),  # a list that was perhaps not read
        (NO_LIST, "unknown"),
    ],
)
def test_a_key_that_was_switched_off_since_the_report_is_no_way_in(listed, status):
    assert judged(with_user(allow("*"), row=BY_KEY, access_keys=listed)).status == status


def test_a_list_of_keys_that_was_denied_matters_to_keys_alone():
    assert judged(with_user(allow("*"), row=BY_KEY, access_keys=NO_LIST)).unknowns == (NO_LIST,)
    assert judged(with_user(allow("*"), access_keys=NO_LIST)).status == "pass"
    assert judged(with_user(allow("*"), row={}, access_keys=NO_LIST)).status == "fail"


def test_a_cell_that_does_not_say_whether_a_key_is_active_may_hide_a_way_in():
    odd = {"keys": (key(), key(active=Unknown("failed", detail="odd")))}

    assert judged(with_user(allow("*"), row=odd)).unknowns == (Unknown("failed", detail="odd"),)
