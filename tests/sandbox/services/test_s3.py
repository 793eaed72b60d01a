"""S3 without moto's judgement of bucket policies."""

from __future__ import annotations

import json
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from rootward.sandbox.services.s3 import ask_no_policy

DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}


def test_moto_judges_by_bucket_policies_only_where_no_practice_account_is(fresh, client):
    s3 = client(fresh, "s3")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="a", Body=b"x")
    s3.put_bucket_policy(Bucket="kept", Policy=json.dumps(DENY))
    assert s3.get_object(Bucket="kept", Key="a")["Body"].read() == b"x"


def test_outside_of_practice_accounts_moto_is_as_it_was(monkeypatch):
    ask_no_policy()
    monkeypatch.setattr("rootward.sandbox.clock.Clock.shown", None)
    bucket: Any = FakeBucket("one", "123456789012", "us-east-1")  # type: ignore[abstract] # moto's own does the same
    bucket.policy = json.dumps(DENY).encode()
    assert bucket.get_permission("s3:GetObject", "arn:aws:s3:::one/a") == PermissionResult.DENIED
