"""Which services a policy lets somebody reach."""

from __future__ import annotations

import json

import pytest

from rootward.sandbox.iam.granted_service import namespaces, service_name


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(**elements):
    return {"Effect": "Allow", "Resource": "*", **elements}


def deny(**elements):
    return {"Effect": "Deny", "Resource": "*", **elements}


@pytest.mark.parametrize(
    ("statements", "services"),
    [
        ((allow(Action=["s3:GetObject", "S3:Put*", "sns:*"]),), {"s3", "sns"}),
        ((allow(Action="cloudtrai?:*"),), {"cloudtrail"}),
        ((allow(Action=["s3:*", "iam:*"]), deny(Action="iam:*")), {"s3"}),
        ((allow(Action=["s3:*", "iam:*"]), deny(Action="iam:Delete*")), {"s3", "iam"}),
        ((allow(Action="iam:*"), deny(Action="iam:*", Resource="arn:aws:iam::1:user/a")), {"iam"}),
        (
            (allow(Action="iam:*"), deny(Action="*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})),
            {"iam"},
        ),
        ((deny(Action="s3:*"),), set()),
    ],
)
def test_services_are_told_by_their_actions(statements, services):
    assert namespaces(document(*statements)) == services


def test_a_star_is_every_service_and_an_exception_is_none():
    everything = namespaces(document(allow(Action="*")))
    assert {"s3", "iam", "ec2", "sts"} <= everything
    assert len(everything) > 200
    assert everything - namespaces(document(allow(NotAction=["iam:*", "s3:GetObject"]))) == {"iam"}


def test_what_is_no_policy_grants_nothing():
    assert namespaces("nothing") == frozenset()


def test_a_service_is_called_as_aws_calls_it():
    assert service_name("s3") == "Amazon S3"
    assert service_name("never-heard-of") == "never-heard-of"
