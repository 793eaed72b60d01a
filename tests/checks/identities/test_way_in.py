"""Who can use administrator access, and how."""

from __future__ import annotations

from rootward.checks.authority import Authority
from rootward.checks.identities.entrance import Door, Doors
from rootward.checks.identities.usable import Use, may_enrol, without_mfa
from rootward.checks.identities.way_in import ways_in
from rootward.iam_policy.powers import Powers
from rootward.iam_policy.ternary import Maybe
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    account,
    active_key,
    allow,
    arn,
    denied,
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
)

EVERYTHING = (inline("all", policy(allow("*"))),)
MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")
TO_ENROL = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"]


def found(facts):
    return ways_in(facts, Authority(facts, facts.identities))


def office(**facts):
    """Zoe with a password and a key, and ann by role vault; bob has no way in, cat is in no report."""
    asking = (inline("ask", policy(allow("sts:AssumeRole"))),)
    people = (
        user("zoe", inline_policies=EVERYTHING),
        user("ann", inline_policies=asking),
        user("bob", inline_policies=EVERYTHING),
        user("cat", inline_policies=EVERYTHING),
    )
    vault = role("vault", trust_policy=trust({"AWS": "123456789012"}), inline_policies=EVERYTHING)
    rows = (
        user_row("zoe", password_enabled=True, mfa_active=True, keys=(active_key(1), key())),
        user_row("ann", password_enabled=True),
        user_row("bob"),
    )
    listed = identities(users=people, roles=(vault,))
    return account(**{"identities": listed, "credential_report": report(root_row(), *rows), **facts})


def test_each_door_of_each_administrator_is_a_way_users_by_name():
    ways = found(office()).ways

    assert [way.told for way in ways] == [
        "user ann by role vault (a console password)",
        "user zoe (a console password)",
        "user zoe (an active access key)",
    ]
    assert [(way.door.kind, way.door.device, way.use) for way in ways][:2] == [
        ("console", False, Use.AT_ONCE),
        ("console", True, Use.AT_ONCE),
    ]
    assert not any(way.unread for way in ways)


def test_those_without_a_way_in_and_those_of_whom_it_is_not_known_are_told_apart():
    ways = found(office())

    assert [one.holder.name for one in ways.shut] == ["bob", "vault"]
    assert {each: [one.detail for one in why] for each, why in ways.unsure.items()} == {
        arn("user", "cat"): ["cat is not in the credential report of 2026-01-31 11:00 UTC (created after it?)"]
    }


def test_what_was_not_read_and_could_take_it_away_is_named():
    assert {way.unread for way in found(office(organization=MEMBER)).ways} == {frozenset({"scp"})}


def test_a_console_password_is_told_with_its_device():
    facts = office()
    users = Powers(facts, facts.identities).by_arn
    doors = Doors(facts)

    assert doors.console_of(users[arn("user", "zoe")]) == Door("console", "a console password", device=True)
    assert doors.console_of(users[arn("user", "bob")]) is None
    assert isinstance(doors.console_of(users[arn("user", "cat")]), Unknown)
    unread = denied("iam:GetCredentialReport")
    assert Doors(office(credential_report=unread)).console_of(users[arn("user", "zoe")]) is unread


def enrolling(*statements, **facts):
    listed = identities(users=(user("ann", **{"inline_policies": (inline("own", policy(*statements)),), **facts}),))
    (holder,) = Powers(account(), listed).holders
    return may_enrol(without_mfa(holder))


def test_to_register_a_device_takes_both_actions_on_one_s_own():
    without = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    denial = {"Effect": "Deny", "Action": "iam:EnableMFADevice", "Resource": "*", "Condition": without}

    assert enrolling(allow(TO_ENROL)) is True
    assert enrolling(allow(TO_ENROL, [arn("mfa", "ann"), arn("user", "ann")])) is True
    assert enrolling(allow(TO_ENROL[0])) is False
    assert enrolling(allow(TO_ENROL[1])) is False
    assert enrolling(allow(TO_ENROL, arn("user", "bob"))) is False
    assert enrolling(allow(TO_ENROL), denial) is False


def test_to_register_a_device_may_depend_on_circumstances_and_on_what_was_not_read():
    at_work = {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}

    assert enrolling(allow(TO_ENROL, Condition=at_work)) == Maybe(frozenset({"aws:sourceip"}))
    assert enrolling(inline_policies=(), attached_policies=(arn("policy", "unread"),)) == Maybe(
        unread=frozenset({"identity"})
    )


def test_a_policy_that_is_a_boundary_alone_is_found():
    bound = user("ann", inline_policies=EVERYTHING, boundary=arn("policy", "edge"))
    listed = identities(users=(bound,), policies=(managed("edge", policy(allow("s3:*"))),))

    assert found(account(identities=listed)).ways == ()
