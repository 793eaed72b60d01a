"""An account with a bucket and a trail, whose clock is what a test says."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from rootward.sandbox.backends import Backends
from rootward.sandbox.cloudtrail.delivery import deliver_due
from rootward.sandbox.cloudtrail.recorded import Recorded
from rootward.sandbox.cloudtrail.trail import PracticeTrail
from rootward.sandbox.services.table import open_service
from tests.sandbox.cloudtrail.literals import ACCOUNT

ONE = datetime.fromisoformat("2026-03-01T13:00:00")


class Ground:
    """The state of an account, in place for the length of a test."""

    bucket = "acme-logs"

    def __init__(self, backends: Backends) -> None:
        self.backends = backends

    def trail(self, name: str = "all", region: str = "us-east-1", **settings: Any) -> PracticeTrail:
        """A trail that has logged since one o'clock."""
        from moto.cloudtrail.models import cloudtrail_backends

        known: dict[str, Any] = {
            "s3_key_prefix": None,
            "sns_topic_name": None,
            "is_global": True,
            "is_multi_region": True,
            "log_validation": False,
            "is_org_trail": False,
            "cw_log_group_arn": None,
            "cw_role_arn": None,
            "kms_key_id": None,
            "tags_list": [],
            **settings,
        }
        made: Any = cloudtrail_backends[ACCOUNT][region].create_trail(name, self.bucket, **known)
        made.start_logging()
        made.status.started = ONE
        trail: PracticeTrail = made
        return trail

    def happens(self, *entries: Recorded) -> None:
        """Append to the history."""
        self.backends.history.extend(entries)

    def due(self, now: datetime) -> list[str]:
        """Deliver what is due; every key that is in the bucket then, in order."""
        deliver_due(self.backends, now)
        return sorted(self.objects())

    def objects(self) -> dict[str, Any]:
        """The objects of the bucket."""
        from moto.s3.models import s3_backends

        return dict(s3_backends[ACCOUNT]["aws"].buckets[self.bucket].keys.items())

    def logged(self, key: str) -> list[dict[str, Any]]:
        """The records of a log file."""
        records: list[dict[str, Any]] = json.loads(gzip.decompress(self.objects()[key].value))["Records"]
        return records


@pytest.fixture
def ground() -> Iterator[Ground]:
    """An account with a bucket, that has no trail yet."""
    from moto.s3.models import s3_backends

    backends = Backends(("us-east-1", "eu-west-1"))
    with backends.in_place():
        open_service("cloudtrail", backends)
        s3_backends[ACCOUNT]["aws"].create_bucket(Ground.bucket, "us-east-1")
        yield Ground(backends)
    backends.remove()
