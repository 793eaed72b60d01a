"""ListPublicKeys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.serialization import load_der_public_key

from rootward.sandbox.cloudtrail.digest import new_signing_key
from tests.sandbox.cloudtrail.literals import ACCOUNT


def test_before_the_first_digest_there_is_no_key(fresh, client):
    assert client(fresh, "cloudtrail").list_public_keys()["PublicKeyList"] == []


def test_the_key_is_shown_by_its_fingerprint(fresh, client):
    from moto.cloudtrail.models import cloudtrail_backends

    cloudtrail, backends = client(fresh, "cloudtrail"), fresh._application.backends
    key = new_signing_key(fresh.now.replace(tzinfo=None))
    with backends.in_place():
        backend: Any = cloudtrail_backends[ACCOUNT]["us-east-1"]
        backend.signing_key = key
    (shown,) = cloudtrail.list_public_keys()["PublicKeyList"]
    assert shown["Fingerprint"] == key.fingerprint
    public: Any = load_der_public_key(shown["Value"])
    assert public.key_size == 2048
    assert shown["ValidityStartTime"] < fresh.now < shown["ValidityEndTime"]
    assert client(fresh, "cloudtrail", "eu-west-1").list_public_keys()["PublicKeyList"] == []
    old = datetime(2020, 1, 1, tzinfo=UTC)
    assert cloudtrail.list_public_keys(StartTime=old, EndTime=old)["PublicKeyList"] == []


def test_a_range_that_ends_before_it_starts_is_refused(fresh, client):
    with pytest.raises(ClientError, match="InvalidTimeRangeException"):
        client(fresh, "cloudtrail").list_public_keys(
            StartTime=datetime(2026, 3, 2, tzinfo=UTC), EndTime=datetime(2026, 3, 1, tzinfo=UTC)
        )
