"""CloudTrail's state in one region of an account: its trails, its signing key, the lookups of the last second."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moto.cloudtrail.exceptions import TrailNameTooShort, TrailNotFoundException
from moto.cloudtrail.models import CloudTrailBackend, cloudtrail_backends

from rootward.sandbox.cloudtrail.bucket_policy import bucket_policy
from rootward.sandbox.cloudtrail.trail import PracticeTrail
from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from moto.cloudtrail.models import Trail

    from rootward.sandbox.cloudtrail.digest import SigningKey

_ARN = re.compile(r"arn:[^:]+:cloudtrail:[^:]+:\d{12}:trail/.+")
_SHORTEST_NAME = 3


class PracticeCloudTrailBackend(CloudTrailBackend):
    """CloudTrail in one region of a practice account."""

    trails: dict[str, PracticeTrail]  # type: ignore[assignment] # moto: of its own Trail

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.lookups: list[datetime] = []
        """When LookupEvents was called, of late."""
        self.signing_key: SigningKey | None = None
        """Made when the first digest needs it."""

    def create_trail(self, name: str, bucket_name: str, s3_key_prefix: str, sns_topic_name: str,  # noqa: PLR0917
                     is_global: bool, is_multi_region: bool, log_validation: bool,
                     is_org_trail: bool, cw_log_group_arn: str, cw_role_arn: str, kms_key_id: str,
                     tags_list: list[dict[str, str]]) -> Trail:  # fmt: skip
        """A new trail, that does not log yet. A bucket without a policy is given the one that AWS asks for.

        The API has refused such a bucket before: only a scenario founds a trail on one, and it is a new one.
        """
        trail = PracticeTrail(
            account_id=self.account_id,
            region_name=self.region_name,
            trail_name=name,
            bucket_name=bucket_name,
            s3_key_prefix=s3_key_prefix,
            sns_topic_name=sns_topic_name,
            is_global=is_global,
            is_multi_region=is_multi_region,
            log_validation=log_validation,
            is_org_trail=is_org_trail,
            cw_log_group_arn=cw_log_group_arn,
            cw_role_arn=cw_role_arn,
            kms_key_id=kms_key_id,
        )
        bucket = bucket_named(bucket_name, self.account_id)
        if bucket.policy is None:
            from rootward.sandbox.services.s3 import harden

            harden(bucket)
            bucket.policy = bucket_policy(bucket_name, trail.arn, trail.folder(self.account_id, None)).encode()
        self.trails[name] = trail
        self.tagging_service.tag_resource(trail.arn, tags_list)
        return trail

    def get_trail(self, name_or_arn: str) -> PracticeTrail:
        """A trail of this region by its name, or any trail that this region sees by its ARN.

        Raises:
            TrailNotFoundException: there is none.
            PracticeError: the ARN is none.

        """
        if name_or_arn.startswith("arn:") and not _ARN.fullmatch(name_or_arn):
            raise PracticeError("CloudTrailARNInvalidException", f"The trail ARN is not valid: {name_or_arn}")
        if len(name_or_arn) < _SHORTEST_NAME:
            raise TrailNameTooShort(actual_length=len(name_or_arn))
        for trail in self.seen():
            if name_or_arn == trail.arn or (name_or_arn == trail.trail_name and trail.region_name == self.region_name):
                return trail
        arn = name_or_arn if name_or_arn.startswith("arn:") else self.trail_arn(name_or_arn)
        raise TrailNotFoundException(account_id=self.account_id, name=arn)

    def own_trail(self, name_or_arn: str) -> PracticeTrail:
        """A trail that is at home in this region, for a call that changes it.

        Raises:
            TrailNotFoundException: there is none.
            PracticeError: it is at home in another region.

        """
        trail = self.get_trail(name_or_arn)
        if trail.account_id != self.account_id:
            raise TrailNotFoundException(account_id=self.account_id, name=trail.arn)
        if trail.region_name != self.region_name:
            message = (
                f"The trail {trail.arn} can be changed in its home region {trail.region_name} only, "
                f"not in {self.region_name}."
            )
            raise PracticeError("InvalidHomeRegionException", message)
        return trail

    def seen(self) -> Iterator[PracticeTrail]:
        """The trails of this region, those of others that cover it, and the organisation's that do."""
        yield from trails_seen(self.account_id, self.region_name)

    def trail_arn(self, name: str) -> str:
        """The ARN that a trail of this region has, or would have."""
        return f"arn:aws:cloudtrail:{self.region_name}:{self.account_id}:trail/{name}"


def trails_of(account_id: str) -> Iterator[PracticeTrail]:
    """Every trail of an account, by region and name. The account's state must be in place."""
    regions: Any = dict.get(cloudtrail_backends, account_id) or {}
    for region in sorted(regions):
        yield from regions[region].trails.values()


def trails_seen(account_id: str, region: str) -> Iterator[PracticeTrail]:
    """The trails that a region of an account sees: its own, those of others that cover it, the organisation's."""
    for trail in (*trails_of(account_id), *_of_the_organization(account_id)):
        if trail.is_multi_region or trail.region_name == region:
            yield trail


def _of_the_organization(account_id: str) -> Iterator[PracticeTrail]:
    """The organisation trails that a member account sees."""
    from moto.organizations.models import organizations_backends

    management, _ = organizations_backends.master_accounts.get(account_id, (None, None))
    if management is not None and management != account_id:
        yield from (trail for trail in trails_of(management) if trail.is_org_trail)


def bucket_named(name: str, account_id: str) -> Any:  # noqa: ANN401 - a moto FakeBucket
    """A bucket of any account of the organisation.

    Raises:
        PracticeError: there is none.

    """
    from moto.s3.models import s3_backends

    partition, owner = s3_backends.bucket_accounts.get(name, ("aws", account_id))
    bucket = s3_backends[owner][partition].buckets.get(name)
    if bucket is None:
        raise PracticeError("S3BucketDoesNotExistException", f"S3 bucket {name} does not exist!")
    return bucket
