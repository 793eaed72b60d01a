"""A command that reads a trail may read that trail, and no other."""

from __future__ import annotations

import json

import pytest

from rootward.checks.registry import CHECKS
from rootward.errors import UsageError
from rootward.iam_policy import Partial, Policies, Request, Verdict, decide
from rootward.workflows.permissions import actions_for
from rootward.workflows.trail_permissions import COMMANDS, policy_for_trail

READER = "arn:aws:iam::111122223333:user/reader"
LOG = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/05/04/x.json.gz"


KEY_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ],
}
"""That the account's own policies count for a key."""


def may(policy, action, resource, **context):
    """Whether it is allowed."""
    asked = Request(action=action, principal=READER, resource=resource, context=Partial(context))
    return decide(asked, Policies(identity=[json.loads(policy)], resource=[KEY_POLICY])).verdict is Verdict.ALLOW


def actions(policy):
    return {action for statement in json.loads(policy)["Statement"] for action in statement["Action"]}


def test_an_audit_may_read_the_bucket_that_is_named_beside_the_account():
    policy = policy_for_trail("audit", ("s3://acme-trail/org",), checks=CHECKS)

    assert actions(policy) == {*actions_for(CHECKS), "s3:ListBucket", "s3:GetObject", "kms:Decrypt"}
    assert may(policy, "s3:GetObject", f"arn:aws:s3:::acme-trail/org/{LOG}")
    assert not may(policy, "s3:GetObject", f"arn:aws:s3:::acme-trail/other/{LOG}")
    assert not may(policy, "s3:GetObject", f"arn:aws:s3:::other/org/{LOG}")
    assert may(policy, "s3:ListBucket", "arn:aws:s3:::acme-trail", **{"s3:prefix": "org/AWSLogs/"})
    assert not may(policy, "s3:ListBucket", "arn:aws:s3:::acme-trail", **{"s3:prefix": "payroll/"})
    assert not may(policy, "s3:ListBucket", "arn:aws:s3:::other", **{"s3:prefix": "org/"})


def test_a_key_decrypts_what_lies_in_s3_alone():
    policy = policy_for_trail("trail-report", ("s3://acme-trail",))
    key = "arn:aws:kms:eu-west-1:111122223333:key/1"

    assert may(policy, "kms:Decrypt", key, **{"kms:ViaService": "s3.eu-west-1.amazonaws.com"})
    assert not may(policy, "kms:Decrypt", key, **{"kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com"})


@pytest.mark.parametrize("command", COMMANDS)
def test_only_what_is_asked_for_is_in_it(command):
    of_bucket = {"s3:ListBucket", "s3:GetObject", "kms:Decrypt"}
    keys = {"cloudtrail:ListPublicKeys"} if command == "trail-report" else set()

    assert actions(policy_for_trail(command, ("s3://acme-trail",))) == of_bucket | keys
    if command != "trail-watch":
        history = {"cloudtrail:LookupEvents", "ec2:DescribeRegions"}
        assert actions(policy_for_trail(command, (), lookup=True)) == history
        assert actions(policy_for_trail(command)) == of_bucket | history | keys


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("sqs://root-woke", "arn:aws:sqs:*:*:root-woke"),
        ("sqs://eu-west-1/root-woke", "arn:aws:sqs:eu-west-1:*:root-woke"),
        ("https://sqs.eu-west-1.amazonaws.com/111122223333/woke.fifo", "arn:aws:sqs:eu-west-1:111122223333:woke.fifo"),
        ("https://queue.amazonaws.com/111122223333/woke", "arn:aws:sqs:*:111122223333:woke"),
        ("http://127.0.0.1:4566/111122223333/woke", "arn:aws:sqs:*:111122223333:woke"),
    ],
)
def test_of_a_queue_messages_are_taken_and_log_files_that_they_name_are_got(word, place):
    policy = policy_for_trail("trail-watch", (word,))
    (taking,) = [one for one in json.loads(policy)["Statement"] if "sqs:ReceiveMessage" in one["Action"]]

    assert taking["Resource"] == place
    assert taking["Action"] == ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"]
    for key in (LOG, f"org/{LOG}"):
        assert may(policy, "s3:GetObject", f"arn:aws:s3:::any/{key}")
    assert not may(policy, "s3:GetObject", "arn:aws:s3:::any/payroll.csv")


def test_with_the_bucket_of_the_queue_no_other_is_read():
    policy = policy_for_trail("trail-watch", ("sqs://root-woke", "s3://acme-trail"))

    assert may(policy, "s3:GetObject", f"arn:aws:s3:::acme-trail/{LOG}")
    assert not may(policy, "s3:GetObject", f"arn:aws:s3:::other/{LOG}")


def test_the_partition_is_that_which_is_asked_for():
    policy = policy_for_trail("trail-watch", ("s3://a-trail", "sqs://woke"), partition="aws-cn")

    assert '"arn:aws-cn:s3:::a-trail/*"' in policy
    assert '"arn:aws-cn:sqs:*:*:woke"' in policy
    assert '"arn:aws:' not in policy


def test_a_prefix_means_just_what_it_says():
    policy = policy_for_trail("trail-report", ("s3://acme-trail/a*b",))

    assert may(policy, "s3:GetObject", "arn:aws:s3:::acme-trail/a*b/c")
    assert not may(policy, "s3:GetObject", "arn:aws:s3:::acme-trail/aXb/c")


@pytest.mark.parametrize("command", ["trail-report", "audit"])
def test_what_lies_on_this_machine_takes_no_permission(command):
    with pytest.raises(UsageError, match="logs lies on this machine: it takes no permission"):
        policy_for_trail(command, ("s3://acme-trail", "logs"))


@pytest.mark.parametrize("trail", [(), ("s3://acme-trail",)])
def test_an_audit_asks_no_event_history(trail):
    with pytest.raises(UsageError, match="'rootward audit' asks no event history"):
        policy_for_trail("audit", trail, lookup=True)


@pytest.mark.parametrize(
    ("command", "trail", "lookup"),
    [
        ("trail-report", ("s3://*",), False),
        ("trail-report", ("s3://",), False),
        ("audit", ("sqs://root-woke",), False),
        ("trail-watch", ("sqs://no queue",), False),
        ("trail-watch", ("https://sqs.eu-west-1.amazonaws.com/",), False),
        ("trail-watch", (), True),
    ],
)
def test_what_is_no_trail_is_refused(command, trail, lookup):
    with pytest.raises(UsageError):
        policy_for_trail(command, trail, lookup=lookup)
