"""What can be asked, and what is said beside the answer."""

from __future__ import annotations

import pytest

from rootward.engine.access.question import checked
from rootward.errors import UsageError
from rootward.model.access import Question
from tests.checks.facts import arn
from tests.engine.access.office import office, scene


def look(action, resource="*"):
    return checked(scene(office()), Question(action=action, resource=resource))


@pytest.mark.parametrize(
    ("action", "resource", "said", "advice"),
    [
        (
            "iam:CreateUs*",
            "*",
            "'iam:CreateUs*' is a pattern; one action is asked about at a time",
            "as iam:CreateUser",
        ),
        (
            "*",
            "*",
            "'*' is a pattern; one action is asked about at a time",
            "an action is a service and a name, as iam:CreateUser",
        ),
        (
            "s3:GetObject",
            "acme-assets",
            "'acme-assets' is no ARN",
            "as arn:*:s3:::*/*; leave it out for every resource",
        ),
        (
            "nothing:Nothing",
            "arn:aws:s3",
            "'arn:aws:s3' is no ARN",
            "as arn:aws:s3:::acme-assets/*; leave it out for every resource",
        ),
        (
            "iam:CreateUser",
            "",
            "RESOURCE is empty",
            "a variable that is not set? leave it out for every resource",
        ),
        ("CreateUser", "*", "'CreateUser' is no action", "an action is a service and a name, as iam:CreateUser"),
        (
            "iam:Create User",
            "*",
            "'iam:Create User' is no action",
            "an action is a service and a name, as iam:CreateUser",
        ),
        (
            "sts:assumerole",
            "*",
            "sts:AssumeRole is about one role: each lets in whom its trust policy says",
            "give the role: arn:aws:iam::123456789012:role/NAME",
        ),
        (
            "sts:AssumeRole",
            arn("role", "deplooy"),
            "the account has no role arn:aws:iam::123456789012:role/deplooy",
            "near it: arn:aws:iam::123456789012:role/deploy",
        ),
    ],
)
def test_what_cannot_be_asked_is_one_clear_line(action, resource, said, advice):
    with pytest.raises(UsageError) as error:
        look(action, resource)

    assert (str(error.value), error.value.advice) == (said, advice)


def test_an_action_is_named_as_aws_writes_it():
    assert look("IAM:createuser").question.action == "iam:CreateUser"
    assert look("IAM:createuser").about == ("arn:*:iam::*:user/*",)


def test_an_action_that_knows_no_resources_is_asked_about_all():
    found = look("ec2:DescribeInstances", "arn:aws:ec2:eu-west-1:123456789012:instance/i-1")

    assert (found.question.resource, found.about) == ("*", ())
    assert found.warnings == (
        (
            "ec2:DescribeInstances knows no resources: it is asked about *, not "
            "arn:aws:ec2:eu-west-1:123456789012:instance/i-1"
        ),
    )


@pytest.mark.parametrize(
    ("action", "resource", "warning"),
    [
        (
            "iam:CreateUsr",
            "*",
            (
                "AWS's table of actions does not have iam:CreateUsr: "
                "did you mean iam:CreateUser or iam:CreateRole or iam:CreateGroup?"
            ),
        ),
        (
            "iam:CreateUser",
            arn("role", "deploy"),
            "iam:CreateUser is about arn:*:iam::*:user/*, and arn:aws:iam::123456789012:role/deploy is none of these",
        ),
        (
            "s3:GetObject",
            "arn:aws:s3:::assets/*",
            "policies of s3 resources were not read: they may let in others, and keep out those named here",
        ),
        (
            "sts:AssumeRoleWithSAML",
            arn("role", "deploy"),
            (
                "sts:AssumeRoleWithSAML is called for people of an identity provider, "
                "who are no users or roles of the account"
            ),
        ),
    ],
)
def test_what_the_answer_leaves_out_is_said(action, resource, warning):
    assert look(action, resource).warnings == (warning,)


def test_of_iam_there_is_nothing_to_say():
    assert look("iam:CreateUser").warnings == ()
