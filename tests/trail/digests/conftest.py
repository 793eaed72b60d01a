"""What trails with validation delivered in a practice account, as files in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from rootward.sandbox.backends import Backends
from rootward.sandbox.services.table import open_service
from rootward.trail.digests.keys import PublicKeys, read_public_keys
from rootward.trail.digests.names import name_of
from rootward.trail.digests.validate import Validated, is_digest, read_digests, validate
from rootward.trail.log import Log
from rootward.trail.sources.layout import Kind
from rootward.trail.sources.listing import listing
from rootward.trail.sources.wanted import Wanted
from tests.sandbox.cloudtrail.conftest import ONE, Ground
from tests.sandbox.cloudtrail.literals import ACCOUNT, call

US, EU = "us-east-1", "eu-west-1"
ALL: frozenset[Kind] = frozenset({"log", "digest"})


class Delivery(NamedTuple):
    """What lies in the bucket, and who signed it."""

    objects: dict[str, bytes]
    signatures: dict[str, str]
    answer: str
    """Of ListPublicKeys, one of each region after the other."""

    def keys(self) -> PublicKeys:
        return read_public_keys(self.answer, "keys.json")

    def put(self, folder: Path) -> Path:
        """The files, where a copy of the bucket has them."""
        for key, content in self.objects.items():
            path = folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder

    def digests(self, region: str = US, trail: str = "all") -> list[str]:
        """Keys of a chain, from the oldest to the newest."""
        return sorted(key for key in self.objects if f"_CloudTrail-Digest_{region}_{trail}_" in key)

    def logs(self, region: str = US) -> list[str]:
        return sorted(key for key in self.objects if f"/CloudTrail/{region}/" in key)


@contextmanager
def standing_ground() -> Iterator[Ground]:
    """An account with a bucket, that has no trail yet."""
    from moto.s3.models import s3_backends

    backends = Backends((US, EU))
    with backends.in_place():
        open_service("cloudtrail", backends)
        s3_backends[ACCOUNT]["aws"].create_bucket(Ground.bucket, US)
        yield Ground(backends)
    backends.remove()


def taken(ground: Ground) -> Delivery:
    """What lies in the bucket now."""
    from moto.cloudtrail.models import cloudtrail_backends

    objects: dict[str, Any] = ground.objects()
    shown = []
    for backend in cloudtrail_backends[ACCOUNT].values():
        key: Any = getattr(backend, "signing_key", None)
        if key is not None:
            shown.append(json.dumps({"PublicKeyList": [key.shown()]}, indent=4))
    signatures = {key: one.metadata.get("x-amz-meta-signature") for key, one in objects.items()}
    return Delivery(
        {key: one.value for key, one in objects.items()},
        {key: one for key, one in signatures.items() if one},
        "\n".join(shown),
    )


@pytest.fixture(scope="session")
def delivery() -> Delivery:
    """Eight hours of a trail of two regions: calls in the first seven, of which one is quiet in us-east-1."""
    with standing_ground() as ground:
        ground.trail(log_validation=True)
        for hour in range(7):
            at = ONE + timedelta(hours=hour, minutes=4)
            if hour != 2:
                ground.happens(call("iam:CreateUser", at=at, event_id=f"us-{hour}"))
            ground.happens(call("ec2:DescribeVpcs", at=at, region=EU, event_id=f"eu-{hour}"))
        ground.due(ONE + timedelta(hours=8, minutes=1))
        return taken(ground)


@pytest.fixture
def folder(delivery: Delivery, tmp_path: Path) -> Path:
    """A copy of it, to be tampered with."""
    return delivery.put(tmp_path / "copy")


def validated(
    *folders: Path,
    keys: PublicKeys | None = None,
    wanted: Wanted = Wanted(kinds=ALL),  # noqa: B008 - frozen
    signatures: dict[str, str] | None = None,
) -> Validated:
    """What is found in folders."""
    found = [one for one in listing(map(str, folders), wanted, lambda _place: None) if isinstance(one, Log)]
    signed = {name_of(key): one for key, one in (signatures or {}).items()}
    digests, logs = [one for one in found if is_digest(one)], [one for one in found if not is_digest(one)]
    copies, unread = read_digests(
        msgspec.structs.replace(one, signature=signed.get(name_of(one.name))) for one in digests
    )
    assert unread == []
    return validate(copies, logs, keys, wanted)


def found(validated: Validated) -> list[str]:
    """What was detected."""
    return [one.id for one in validated.detections]


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of that day."""
    return ONE.replace(hour=hour, minute=minute, tzinfo=UTC)
