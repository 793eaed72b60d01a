from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from rootward.aws.looks import LOOK_CALLS, LOOKS, actions_of_looks, credentials, look, members, objection, pointers
from rootward.errors import CredentialsError
from rootward.model.change import (
    AccessKeyChange,
    AlternateContactChange,
    AnalyzerChange,
    AttachmentChange,
    BucketChange,
    BucketPolicyChange,
    Change,
    Edit,
    EventRuleChange,
    GroupChange,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    Missing,
    Other,
    PasswordPolicyChange,
    RoleChange,
    RootCredentialChange,
    ServerCertificateChange,
    TopicChange,
    TrailChange,
    TrailLoggingChange,
    TrailSettings,
    UserChange,
    UserCredentialChange,
    VirtualDeviceChange,
)
from rootward.model.credential import PasswordPolicy
from rootward.model.unknown import Unknown
from rootward.workflows.collect import collect_account
from tests.aws.fake_aws import KEY, error, fake_aws, xml
from tests.aws.looks.asked import (
    ODD,
    PASSWORD_POLICY,
    attached,
    changes_in,
    group,
    inline,
    key,
    key_of,
    membership,
    rules_in,
    user,
)
from tests.aws.practice import allow, iam_of, policy, reading_of, session_of
from tests.checks.facts import arn
from tests.model.change import kinds
from tests.model.change.kinds import BUCKET_POLICY, SETTINGS, TRAIL_ARN

DEPLOY = policy(allow("lambda:InvokeFunction"))

FACTS: dict[type[Edit], tuple[str, ...]] = {
    PasswordPolicyChange: ("password_policy",),
    AccessKeyChange: ("identities", "access_keys"),
    GroupChange: ("identities",),
    MembershipChange: ("identities",),
    AttachmentChange: ("identities",),
    InlinePolicyChange: ("identities",),
    UserChange: ("identities",),
    RoleChange: ("identities",),
    LoginProfileChange: ("identities", "credential_report"),
    UserCredentialChange: (
        "identities",
        "credential_report",
        "service_credentials",
        "signing_certificates",
        "ssh_public_keys",
    ),
    VirtualDeviceChange: ("virtual_mfa_devices",),
    ServerCertificateChange: ("server_certificates",),
    AnalyzerChange: ("regions", "analyzers"),
    AlternateContactChange: ("security_contact",),
    TrailChange: ("regions", "trails"),
    TrailLoggingChange: ("regions", "trails"),
    TopicChange: ("regions", "event_rules", "log_alarms", "trails", "topics"),
    EventRuleChange: ("regions", "event_rules"),
}
"""Where the state of a kind is a fact: all but of buckets. What is root's own is asked in `test_root_credential`."""

MORE = (key("maya.chen", KEY, after=None), kinds.trail(TrailSettings(), TrailSettings(multi_region=False)))
"""What else the kinds do, besides what is asked in the account."""


SEEN = tuple(kind for kind in LOOKS if kind is not RootCredentialChange)
"""What whoever acts here may see: they are not root."""

KINDS = pytest.mark.parametrize("kind", SEEN, ids=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__)
def test_a_look_sees_what_a_collection_sees(practice, kind):
    changes = changes_in(practice, kind)
    if kind is TopicChange:
        rules_in(practice)  # the facts know of topics that are pointed to
    account = collect_account(session_of(practice), FACTS[kind], deep=True, sleep=lambda _: None)

    with reading_of(practice) as reading:
        seen = [look(reading, change) for change in changes]

    assert seen == [change.state(account) for change in changes]


def test_what_is_there_is_told_from_what_is_not_and_from_whose_it_would_be(practice):
    changes = {kind: changes_in(practice, kind) for kind in SEEN}
    iam_of(practice).put_user_policy(UserName="ci-deploy", PolicyName="deploy", PolicyDocument=DEPLOY)
    with reading_of(practice) as reading:
        seen = {kind: [look(reading, change) for change in changes[kind]] for kind in SEEN}

    assert seen == {
        PasswordPolicyChange: [
            PasswordPolicy(minimum_length=8, require_numbers=True, require_lowercase=True, allow_users_to_change=True)
        ],
        AccessKeyChange: ["Active", None],
        GroupChange: [True, False],
        MembershipChange: [True, False, Missing(arn("user", "x"))],
        AttachmentChange: [
            *(True, True, False, False),
            *(Missing(arn("group", "nobodys")), Missing(arn("role", "nobody")), Missing(arn("user", "nobody"))),
        ],
        InlinePolicyChange: [
            DEPLOY,
            *(ODD, None, None, ODD),
            *(Missing(arn("group", "nobodys")), Missing(arn("role", "nobody")), Missing(arn("user", "nobody"))),
        ],
        UserChange: [True, False],
        RoleChange: [True, False, Other()],
        LoginProfileChange: [True, False, Missing(arn("user", "nobody"))],
        UserCredentialChange: ["Active", "Active", "Active", None, None, None],
        VirtualDeviceChange: [True, False, Other()],
        ServerCertificateChange: [True, False],
        AnalyzerChange: [True, False],
        AlternateContactChange: [True],
        BucketChange: [True, False],
        BucketPolicyChange: [BUCKET_POLICY, None, Missing("arn:aws:s3:::gone")],
        TrailChange: [TrailSettings(multi_region=False, validates_files=False, global_services=True), None],
        TrailLoggingChange: [True, Missing(TRAIL_ARN)],
        TopicChange: [True, False],
        EventRuleChange: [SETTINGS, None],
    }


def test_a_key_of_a_user_who_is_not_there_is_not_taken_for_deleted(practice):
    """The user was renamed."""
    change = key("maya.chen", key_of(practice, "maya.chen"), after=None)
    iam_of(practice).update_user(UserName="maya.chen", NewUserName="maya.ito")

    with reading_of(practice) as reading:
        assert look(reading, change) == Missing(arn("user", "maya.chen"))


def test_who_is_in_a_group_is_told_and_nobody_is_in_one_that_is_not_there(practice):
    with reading_of(practice) as reading:
        assert members(reading, group("admins")) == ("maya.chen", "tomas.novak")
        assert members(reading, group("nobodys")) == ()


def test_a_member_on_the_second_page_is_told_too(aws):
    aws.answers["GetGroup"] = lambda parameters, _: (
        members_of_a_page("bob") if "Marker" in parameters else members_of_a_page("ann", marker="more")
    )

    with aws.reading() as reading:
        assert members(reading, group("admins")) == ("ann", "bob")


def test_where_members_may_not_be_listed_they_are_not_known(practice):
    with reading_of(practice) as reading:
        practice.deny("iam:GetGroup")
        seen = members(reading, group("admins"))

    assert isinstance(seen, Unknown)
    assert (seen.reason, seen.action) == ("denied", "iam:GetGroup")


def test_an_account_without_a_password_policy_has_none(practice):
    iam_of(practice).delete_account_password_policy()

    with reading_of(practice) as reading:
        assert look(reading, PASSWORD_POLICY) is None


def _taken_away(change: Change) -> Change | None:
    """The change of the kind that takes away what event rules and alarms may need; None: it is of no such kind."""
    match change:
        case TopicChange() | RoleChange():
            return msgspec.structs.replace(change, before=True, after=False)
        case InlinePolicyChange() if change.holder.kind == "role":
            return msgspec.structs.replace(change, before=policy(allow("events:PutEvents")), after=None)
        case _:
            return None


@KINDS
def test_looking_makes_the_calls_that_it_declares_and_no_others(practice, kind):
    changes = changes_in(practice, kind)
    if any(_taken_away(change) is not None for change in changes):
        rules_in(practice)  # which are asked for their targets
    with reading_of(practice) as reading:
        for change in changes:
            look(reading, change)
            objection(reading, change)
            if isinstance(change, AttachmentChange) and change.holder.kind == "group":
                members(reading, change.holder)
            if isinstance(change, UserChange):
                credentials(reading, change.name)
            if (needed := _taken_away(change)) is not None:
                pointers(reading, needed)
            if isinstance(change, MembershipChange):
                joined = msgspec.structs.replace(change, before=False, after=True, needs_mfa=True)
                objection(reading, joined)
                objection(reading, msgspec.structs.replace(joined, keys_last_used=datetime.max.replace(tzinfo=UTC)))

    assert {call.action for call in practice.calls} == set(actions_of_looks([kind]))


@KINDS
def test_a_look_that_is_denied_does_not_know(practice, kind):
    changes = changes_in(practice, kind)
    with reading_of(practice) as reading:
        practice.deny(*actions_of_looks([kind]))
        seen = [look(reading, change) for change in changes]

    assert {(type(one), getattr(one, "reason", "")) for one in seen} == {(Unknown, "denied")}


def test_where_it_cannot_be_said_whether_the_holder_is_there_it_is_not_known(practice):
    with reading_of(practice) as reading:
        practice.deny("iam:GetUser")
        seen = look(reading, inline(user("nobody"), "own"))

    assert isinstance(seen, Unknown)
    assert (seen.reason, seen.action) == ("denied", "iam:GetUser")


def members_of_a_page(*names: str, marker: str = "") -> tuple[int, str, str]:
    group_itself = "<Group><Path>/</Path><GroupName>g</GroupName><GroupId>g</GroupId><Arn>a</Arn></Group>"
    users = "".join(
        f"<member><UserName>{name}</UserName><Path>/</Path><UserId>u</UserId><Arn>a</Arn></member>" for name in names
    )
    more = f"<IsTruncated>true</IsTruncated><Marker>{marker}</Marker>" if marker else ""
    return xml("GetGroup", f"{group_itself}<Users>{users}</Users>{more or '<IsTruncated>false</IsTruncated>'}")


def groups_of_a_page(*names: str, marker: str = "") -> tuple[int, str, str]:
    members = "".join(
        f"<member><GroupName>{name}</GroupName><Path>/</Path><GroupId>g</GroupId><Arn>a</Arn></member>"
        for name in names
    )
    more = f"<IsTruncated>true</IsTruncated><Marker>{marker}</Marker>" if marker else ""
    return xml("ListGroupsForUser", f"<Groups>{members}</Groups>{more or '<IsTruncated>false</IsTruncated>'}")


def test_a_group_on_the_second_page_is_found(aws):
    aws.answers["ListGroupsForUser"] = lambda parameters, _: (
        groups_of_a_page("admins") if "Marker" in parameters else groups_of_a_page("designers", marker="more")
    )

    with aws.reading() as reading:
        assert look(reading, membership("ann", "admins")) is True


@pytest.mark.parametrize(
    "answer",
    [
        xml("ListAccessKeys", "<AccessKeyMetadata><member><UserName>ann</UserName></member></AccessKeyMetadata>"),
        (200, "text/html", "<html>sign in to the network first"),
        error("InternalFailure", "", 500),
        error("Throttling", "Rate exceeded"),
    ],
    ids=["a key without an id", "a portal", "a failure", "throttling"],
)
def test_an_answer_that_says_nothing_is_a_failed_read(aws, answer):
    aws.answers["ListAccessKeys"] = answer

    with aws.reading() as reading:
        seen = look(reading, key("ann", KEY))

    assert isinstance(seen, Unknown)
    assert (seen.reason, seen.action) == ("failed", "iam:ListAccessKeys")


@pytest.mark.parametrize("asked", [look, objection])
def test_credentials_that_have_expired_end_the_looking(asked):
    with fake_aws() as aws, aws.reading() as reading:
        aws.answers["ListAccessKeys"] = aws.answers["GetAccessKeyLastUsed"] = error("ExpiredToken", "…", 403)

        with pytest.raises(CredentialsError):
            asked(reading, key("ann", KEY))


# ---- which permissions it takes


def test_every_kind_of_change_has_a_look():
    assert set(LOOKS) == set(Change.__args__)


def test_every_operation_that_a_change_makes_has_calls_to_look_after_it(practice):
    made = {
        call.name
        for kind in LOOKS
        for change in (*changes_in(practice, kind), *MORE)
        for one in (change, change.inverse())
        if one is not None
        for call in one.calls()
    }

    assert made == set(LOOK_CALLS)


def test_a_change_of_a_user_takes_no_permission_to_read_roles():
    assert actions_of_looks([attached(user("ann")), attached(user("bob"))]) == ("iam:ListAttachedUserPolicies",)


def test_whoever_joins_a_group_that_asks_for_no_mfa_is_not_asked_for_keys():
    joined = msgspec.structs.replace(membership("ann", "admins"), before=False, after=True)

    assert actions_of_looks([joined]) == ("iam:ListGroupsForUser",)
    assert actions_of_looks(["AddUserToGroup"], objections=False) == ("iam:ListGroupsForUser",)


def test_a_key_is_looked_up_in_its_list_whether_its_use_is_asked_for_or_not():
    assert actions_of_looks(["UpdateAccessKey"], objections=False) == ("iam:ListAccessKeys",)


def test_an_operation_is_enough_to_know_the_permissions():
    assert actions_of_looks(["PutGroupPolicy", "CreateGroup"]) == ("iam:GetGroupPolicy", "iam:GetGroup")
