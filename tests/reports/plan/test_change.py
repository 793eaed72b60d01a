"""Changes in words."""

from __future__ import annotations

from typing import get_args

import pytest

from rootward.model.baseline import Contact
from rootward.model.change import ApiCall, Change, RuleSettings, TrailSettings
from rootward.reports.plan.change import api_call, mark
from rootward.reports.plan.difference import DIFFERENCES, difference
from rootward.reports.plan.subject import SUBJECTS, subject
from tests.checks.facts import ago
from tests.model.change import kinds
from tests.reports.plan.plans import (
    ONE_OF_EACH,
    READ_ONLY,
    STRICT,
    WEAK,
    attachment,
    group,
    inline,
    key,
    member,
    password_change,
)

ONE_REGION = TrailSettings(multi_region=False)
BOTH_TARGETS = RuleSettings(pattern=kinds.PATTERN, state="ENABLED", targets=(kinds.TARGET, kinds.BUS_TARGET))
OTHER_TARGET = RuleSettings(pattern=kinds.PATTERN, state="DISABLED", targets=(kinds.BUS_TARGET,))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (password_change(None, STRICT), "+ Password policy of the account"),
        (password_change(WEAK, STRICT), "~ Password policy of the account"),
        (password_change(WEAK, None), "- Password policy of the account"),
        (key("ann", "Active", "Inactive"), "~ Access key access-key-of-ann of ann"),
        (key("ann", "Inactive", "Active"), "~ Access key access-key-of-ann of ann"),
        (key("ann", "Inactive", None), "- Access key access-key-of-ann of ann"),
        (group("staff"), "+ Group staff"),
        (group("staff", after=False), "- Group staff"),
        (member("ann", "staff"), "+ User ann in group staff"),
        (member("ann", "staff", after=False), "- User ann in group staff"),
        (attachment("role", "web"), "+ Policy ReadOnlyAccess on role web"),
        (attachment("user", "ann", after=False), "- Policy ReadOnlyAccess on user ann"),
        (inline("group", "staff", None, "{}"), "+ Inline policy inline of group staff"),
        (inline("group", "staff", "{}", "[]"), "~ Inline policy inline of group staff"),
        (inline("group", "staff", "{}", None), "- Inline policy inline of group staff"),
        (kinds.user("eve"), "+ User eve"),
        (kinds.user("eve", after=False), "- User eve"),
        (kinds.role("web"), "+ Role web"),
        (kinds.role("web", after=False), "- Role web"),
        (kinds.login("eve"), "+ Console password of eve"),
        (kinds.login("eve", after=False), "- Console password of eve"),
        (kinds.credential("service-credential"), "~ Service credential service-credential-1 of ann"),
        (kinds.credential("signing-certificate"), "~ Signing certificate signing-certificate-1 of ann"),
        (kinds.credential("ssh-public-key"), "~ SSH public key ssh-public-key-1 of ann"),
        (kinds.device(), "- Virtual MFA device spare"),
        (kinds.server_certificate(), "- Server certificate shop"),
        (kinds.contact(), "+ Security contact of the account"),
        (kinds.contact(after=False), "- Security contact of the account"),
        (kinds.analyzer(), "+ Analyzer rootward in eu-west-1"),
        (kinds.bucket(), "+ Bucket rootward-trail-123456789012 in eu-west-1"),
        (kinds.bucket_policy(), "+ Policy of bucket rootward-trail-123456789012"),
        (kinds.bucket_policy("{}", "[]"), "~ Policy of bucket rootward-trail-123456789012"),
        (kinds.trail(), "+ Trail rootward in eu-west-1"),
        (kinds.trail(kinds.COVERS_ALL, ONE_REGION), "~ Trail rootward in eu-west-1"),
        (kinds.logging(), "+ Logging of trail rootward"),
        (kinds.logging(after=False), "- Logging of trail rootward"),
        (kinds.topic(), "+ Topic rootward-alarm in eu-west-1"),
        (kinds.rule(), "+ Event rule rootward-root-used in eu-west-1"),
        (kinds.rule(kinds.SETTINGS, OTHER_TARGET), "~ Event rule rootward-root-used in eu-west-1"),
        (kinds.rule(kinds.SETTINGS, None), "- Event rule rootward-root-used in eu-west-1"),
    ],
)
def test_a_change_says_what_it_is_about_and_what_becomes_of_it(change, said):
    assert f"{mark(change)} {subject(change)}" == said


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (group("staff"), ("not there → there",)),
        (group("staff", after=False, path="/people/"), ("there → not there", "path: /people/")),
        (member("ann", "staff"), ("no member → member",)),
        (member("ann", "staff", after=False), ("member → no member",)),
        (attachment("user", "ann"), (f"{READ_ONLY}: not attached → attached",)),
        (attachment("user", "ann", after=False), (f"{READ_ONLY}: attached → not attached",)),
        (key("ann", "Inactive", "Active", last_used=ago(1)), ("status: Inactive → Active",)),
        (
            key("ann", "Active", "Inactive", last_used=ago(31)),
            ("status: Active → Inactive", "last used 2025-12-31 12:00 UTC; left as it is if it was used since"),
        ),
        (
            key("ann", "Inactive", None),
            ("status: Inactive → deleted, for good", "never used; left as it is if it was used since"),
        ),
        (kinds.user("eve", path="/staff/"), ("not there → there", "path: /staff/")),
        (kinds.user("eve", after=False), ("there → not there",)),
        (
            kinds.role("web", trust_policy='{"a": 1}', path="/apps/"),
            ("not there → there", "path: /apps/", "who may assume it:", "{", '  "a": 1', "}"),
        ),
        (kinds.role("web", after=False), ("there → not there",)),
        (
            kinds.login("eve"),
            (
                "none → one for the first sign-in, which must be changed there",
                "it is chosen when the step is made, shown once, and written down nowhere else",
            ),
        ),
        (kinds.login("eve", after=False), ("there → none: no sign-in to the console any more",)),
        (
            kinds.login("eve", after=False, chosen_by="owner", last_used=ago(31)),
            (
                "there → none: no sign-in to the console any more",
                "last used 2025-12-31 12:00 UTC; left as it is if it was used since",
            ),
        ),
        (
            kinds.login("eve", after=False, chosen_by="owner"),
            (
                "there → none: no sign-in to the console any more",
                "never used; left as it is if it was used since",
            ),
        ),
        (kinds.credential("ssh-public-key"), ("status: Active → Inactive",)),
        (kinds.credential("ssh-public-key", after="Active"), ("status: Inactive → Active",)),
        (kinds.device(), ("there, and belongs to nobody → deleted, for good",)),
        (kinds.server_certificate(), ("there → deleted, for good",)),
        (
            kinds.contact(),
            ("none → there", "Ann Lee, Head of security, security@acme.example, +44 20 7946 0000"),
        ),
        (
            kinds.analyzer(),
            ("not there → there", "free of charge: it looks for access from outside the account"),
        ),
        (kinds.analyzer(after=False), ("there → not there",)),
        (kinds.bucket(), ("not there → there: private and encrypted, as AWS makes every new bucket",)),
        (kinds.bucket_policy(None, '{"a": 1}'), ("{", '  "a": 1', "}")),
        (
            kinds.trail(),
            (
                "not there → there; delivers to bucket rootward-trail-123456789012",
                "covers all regions: yes",
                "validates its log files: yes",
                "records global services: yes",
            ),
        ),
        (kinds.trail(kinds.COVERS_ALL, ONE_REGION), ("covers all regions: yes → no",)),
        (kinds.trail(kinds.COVERS_ALL, None), ("there → not there; its log files stay",)),
        (kinds.logging(), ("stopped → recording",)),
        (kinds.logging(after=False), ("recording → stopped",)),
        (
            kinds.topic(policy='{"a": 1}'),
            (
                "not there → there",
                "tells alarm@acme.example, once the mail that AWS sends there is confirmed",
                "who may send to it:",
                "{",
                '  "a": 1',
                "}",
            ),
        ),
        (kinds.topic(after=False), ("there → not there",)),
        (
            kinds.rule(),
            (
                "not there → there",
                "state: ENABLED",
                "tells arn:aws:sns:eu-west-1:123456789012:rootward-alarm",
                "catches:",
                "  detail.userIdentity.type: Root",
            ),
        ),
        (
            kinds.rule(kinds.SETTINGS, None),
            (
                "there → not there",
                "state: ENABLED",
                "tells arn:aws:sns:eu-west-1:123456789012:rootward-alarm",
                "catches:",
                "  detail.userIdentity.type: Root",
            ),
        ),
        (
            kinds.rule(kinds.SETTINGS, OTHER_TARGET),
            (
                "state: ENABLED → DISABLED",
                "tells arn:aws:events:eu-west-1:123456789012:event-bus/default, by role to-bus",
                "tells no more: arn:aws:sns:eu-west-1:123456789012:rootward-alarm",
                "catches: as before",
            ),
        ),
        (
            kinds.rule(kinds.SETTINGS, RuleSettings(pattern='{"source": ["a"]}', state="ENABLED", targets=())),
            (
                "tells no more: arn:aws:sns:eu-west-1:123456789012:rootward-alarm",
                "catches from now on:",
                "  source: a",
            ),
        ),
    ],
)
def test_a_change_says_what_is_before_and_after(change, lines):
    assert difference(change) == lines


def test_every_kind_of_change_has_words():
    kinds_of_change = set(get_args(Change))

    assert kinds_of_change == set(SUBJECTS) == set(DIFFERENCES) == {type(change) for change in ONE_OF_EACH}


def test_the_inverse_says_the_same_the_other_way_round():
    signs = {"+": "-", "-": "+", "~": "~"}
    for change in ONE_OF_EACH:
        inverse = change.inverse()
        if inverse is not None:
            assert (mark(inverse), subject(inverse)) == (signs[mark(change)], subject(change))


def test_a_call_is_said_with_its_parameters():
    (call,) = key("ann", "Active", "Inactive").calls()

    assert api_call(call) == "iam:UpdateAccessKey UserName=ann AccessKeyId=access-key-of-ann Status=Inactive"


def test_a_call_without_parameters_is_its_action():
    assert (
        api_call(ApiCall(operation="DeleteAccountPasswordPolicy", parameters={})) == "iam:DeleteAccountPasswordPolicy"
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [(True, "true"), (False, "false"), (14, "14"), ("", '""'), ("a b", '"a b"'), ("a=b", '"a=b"'), ("a\nb", r"a\nb")],
)
def test_a_value_of_a_call_is_told_apart_from_the_next(value, said):
    assert api_call(ApiCall(operation="X", parameters={"A": value, "B": 1})) == f"iam:X A={said} B=1"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (kinds.device(), ("iam:DeleteVirtualMFADevice SerialNumber=arn:aws:iam::123456789012:mfa/spare",)),
        (
            kinds.login("eve"),
            ("iam:CreateLoginProfile UserName=eve Password=(chosen then, shown once) PasswordResetRequired=true",),
        ),
        (
            kinds.bucket(),
            (("s3:CreateBucket (eu-west-1) Bucket=rootward-trail-123456789012 CreateBucketConfiguration=(as above)"),),
        ),
        (
            kinds.contact(),
            (
                (
                    'account:PutAlternateContact AlternateContactType=SECURITY Name="Ann Lee" '
                    'Title="Head of security" EmailAddress=security@acme.example PhoneNumber="+44 20 7946 0000"'
                ),
            ),
        ),
        (
            kinds.rule(),
            (
                ("events:PutRule (eu-west-1) Name=rootward-root-used EventPattern=(as above) State=ENABLED"),
                "events:PutTargets (eu-west-1) Rule=rootward-root-used Targets=(as above)",
            ),
        ),
        (
            kinds.rule(BOTH_TARGETS, None),
            (
                "events:RemoveTargets (eu-west-1) Rule=rootward-root-used Ids=topic,bus",
                "events:DeleteRule (eu-west-1) Name=rootward-root-used",
            ),
        ),
    ],
)
def test_a_call_is_said_with_its_region_and_without_what_stands_above_it_or_is_secret(change, said):
    assert tuple(api_call(call) for call in change.calls()) == said


def test_a_document_is_not_said_twice():
    (call,) = inline("group", "staff", None, '{"a": 1}').calls()

    assert api_call(call).endswith("PolicyDocument=(as above)")


def test_a_contact_is_shown_as_text_whatever_it_is():
    """No plan is read that holds such a one; whoever makes one in memory is shown it all the same."""
    odd = Contact(name="a\x1bb", title="c\nd", email="e\u202ef@acme.example", phone="1\x7f")

    assert difference(kinds.contact(whom=odd)) == ("none → there", r"a\x1bb, c\nd, e\u202ef@acme.example, 1\x7f")
