"""Changes in words."""

from __future__ import annotations

import pytest

from rootward.model.change import ApiCall
from rootward.reports.plan.change import api_call, mark
from rootward.reports.plan.difference import difference
from rootward.reports.plan.subject import subject
from tests.checks.facts import ago
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
    ],
)
def test_a_change_says_what_is_before_and_after(change, lines):
    assert difference(change) == lines


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


def test_a_document_is_not_said_twice():
    (call,) = inline("group", "staff", None, '{"a": 1}').calls()

    assert api_call(call).endswith("PolicyDocument=(as above)")
