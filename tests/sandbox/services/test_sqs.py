"""Queue policies."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]}'
)


@pytest.mark.parametrize("policy", ["not JSON", "[]", '"Allow"'])
def test_what_is_no_policy_is_refused_and_the_old_one_stays(fresh, client, policy):
    sqs = client(fresh, "sqs")
    url = sqs.create_queue(QueueName="orders")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": POLICY})
    with pytest.raises(ClientError, match="InvalidAttributeValue"):
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    kept = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]
    assert kept == {"Policy": POLICY}
