"""SQS: queues and their policies, which only root could once unlock."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}],
    }
)


def walk(sandbox: Any, client: Any) -> None:
    sqs = client(sandbox, "sqs")
    url = sqs.create_queue(QueueName="orders")["QueueUrl"]
    assert sqs.list_queues(QueueNamePrefix="ord")["QueueUrls"] == [url]
    assert sqs.get_queue_url(QueueName="orders")["QueueUrl"] == url
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": POLICY})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "40"})
    kept = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy", "VisibilityTimeout"])["Attributes"]
    assert (json.loads(kept["Policy"]), kept["VisibilityTimeout"]) == (json.loads(POLICY), "40")
    with pytest.raises(ClientError, match="InvalidAttributeValue"):
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": "not JSON"})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    assert "Policy" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    sqs.delete_queue(QueueUrl=url)
    with pytest.raises(ClientError, match="NonExistentQueue"):
        sqs.get_queue_url(QueueName="orders")
