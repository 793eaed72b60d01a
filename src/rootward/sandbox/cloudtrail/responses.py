"""CloudTrail's answers: moto's, with what AWS checks before it makes a trail, and with what moto has not.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/Welcome.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse

from rootward.sandbox.cloudtrail import selector
from rootward.sandbox.cloudtrail.backend import bucket_named, trails_of
from rootward.sandbox.cloudtrail.bucket_policy import lets_cloudtrail_write
from rootward.sandbox.cloudtrail.history import HistoryApi
from rootward.sandbox.cloudtrail.public_keys import PublicKeysApi
from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from rootward.sandbox.cloudtrail.backend import PracticeCloudTrailBackend
    from rootward.sandbox.cloudtrail.trail import PracticeTrail

_MOST_TRAILS = 5
"""In a region. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html"""
_MOST_TAGS = 50
_LONGEST_PREFIX = 200


class PracticeCloudTrail(HistoryApi, PublicKeysApi, CloudTrailResponse):
    """The CloudTrail API of a practice account."""

    @property
    def cloudtrail_backend(self) -> PracticeCloudTrailBackend:
        """The account's CloudTrail in the region of the call."""
        return cast("PracticeCloudTrailBackend", cloudtrail_backends[self.current_account][self.region])

    def create_trail(self) -> str:
        """As moto's, after AWS's own checks.

        https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
        """
        backend, asked = self.cloudtrail_backend, self._asked()
        name = str(asked.get("Name", ""))
        if name in backend.trails:
            message = f"Trail {name} already exists for customer: {backend.account_id}"
            raise PracticeError("TrailAlreadyExistsException", message)
        if len(backend.trails) >= _MOST_TRAILS:
            message = f"User: {backend.account_id} already has {_MOST_TRAILS} trails in {backend.region_name}."
            raise PracticeError("MaximumNumberOfTrailsExceededException", message)
        _check_tags(asked.get("TagsList") or [], [])
        if asked.get("IsOrganizationTrail"):
            _check_organization(backend.account_id)
        self._check_bucket(name, str(asked.get("S3BucketName", "")), asked.get("S3KeyPrefix"))
        super().create_trail()
        return json.dumps(backend.trails[name].settings())

    def update_trail(self) -> str:
        """As moto's, by name or ARN, in the home region only."""
        asked = self._asked()
        trail = self.cloudtrail_backend.own_trail(str(asked.get("Name", "")))
        many = asked.get("IsMultiRegionTrail", trail.is_multi_region)
        if many and not asked.get("IncludeGlobalServiceEvents", trail.include_global_service_events):
            message = "Multi-Region trail must include global service events."
            raise PracticeError("InvalidParameterCombinationException", message)
        if asked.get("IsOrganizationTrail"):
            _check_organization(self.cloudtrail_backend.account_id)
        if "S3BucketName" in asked or "S3KeyPrefix" in asked:
            prefix = asked.get("S3KeyPrefix", trail.s3_key_prefix)
            self._check_bucket(trail.trail_name, asked.get("S3BucketName", trail.bucket_name), prefix)
        super().update_trail()
        return json.dumps(trail.settings())

    def delete_trail(self) -> str:
        """Delete a trail of this region by name or ARN. What it had not delivered yet is lost."""
        trail = self._own_trail()
        del self.cloudtrail_backend.trails[trail.trail_name]
        return "{}"

    def start_logging(self) -> str:
        """Log from now on."""
        self._own_trail().start_logging()
        return "{}"

    def stop_logging(self) -> str:
        """Log no more; what happened up to now is still delivered."""
        self._own_trail().stop_logging()
        return "{}"

    def get_trail_status(self) -> str:
        """Whether the trail logs, and when it delivered."""
        return json.dumps(self.cloudtrail_backend.get_trail(self._asked().get("Name", "")).status.description())

    def describe_trails(self) -> str:
        """The trails that are named, or all; those of other regions by their ARN, or as shadows.

        https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
        """
        asked = self._asked()
        backend = self.cloudtrail_backend
        names = asked.get("trailNameList") or []
        shadows = asked.get("includeShadowTrails", True) or bool(names)
        trails = [trail for trail in backend.seen() if shadows or trail in backend.trails.values()]
        if names:
            named_here = {trail.trail_name for trail in backend.trails.values()} & set(names)
            trails = [one for one in trails if one.arn in names or (
                one.trail_name in named_here and one.region_name == backend.region_name)]  # fmt: skip
        return json.dumps({"trailList": [trail.description() for trail in trails]})

    def list_trails(self) -> str:
        """Every trail of the account, whatever the region.

        AWS pages the list; an account of five trails a region never fills a page.
        https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTrails.html
        """
        trails = {trail.arn: trail for trail in (*trails_of(self.current_account), *self.cloudtrail_backend.seen())}
        return json.dumps({"Trails": [trails[arn].short() for arn in sorted(trails)]})

    def put_event_selectors(self) -> str:
        """Give the trail basic or advanced selectors, that take the place of those it had.

        https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
        """
        asked = self._asked()
        trail = self.cloudtrail_backend.own_trail(str(asked.get("TrailName", "")))
        basic, advanced = asked.get("EventSelectors"), asked.get("AdvancedEventSelectors")
        if bool(basic) == bool(advanced):
            message = "Either EventSelectors or AdvancedEventSelectors must be given, and not both."
            raise PracticeError("InvalidEventSelectorsException", message)
        trail.put_event_selectors(selector.checked_basic(basic or []), selector.checked_advanced(advanced or []))
        return self._selectors_of(trail)

    def get_event_selectors(self) -> str:
        """The basic or the advanced selectors; a new trail records all management events."""
        return self._selectors_of(self.cloudtrail_backend.get_trail(str(self._asked().get("TrailName", ""))))

    def get_insight_selectors(self) -> str:
        """What the trail looks out for.

        https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html
        """
        trail = self.cloudtrail_backend.get_trail(str(self._asked().get("TrailName", "")))
        if not trail.insight_selectors:
            message = f"Trail {trail.arn} does not have Insights enabled."
            raise PracticeError("InsightNotEnabledException", message)
        return json.dumps({"TrailARN": trail.arn, "InsightSelectors": trail.insight_selectors})

    def add_tags(self) -> str:
        """Tag a trail of this region.

        https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AddTags.html
        """
        trail, tags = self._tagged_trail(), self._asked().get("TagsList") or []
        held = self.cloudtrail_backend.tagging_service.list_tags_for_resource(trail.arn)["TagsList"]
        _check_tags(tags, [tag["Key"] for tag in held])
        self.cloudtrail_backend.add_tags(trail.arn, tags)
        return "{}"

    def remove_tags(self) -> str:
        """Take tags from a trail of this region: AWS goes by their keys."""
        trail = self._tagged_trail()
        keys = [tag["Key"] for tag in self._asked().get("TagsList") or []]
        self.cloudtrail_backend.tagging_service.untag_resource_using_names(trail.arn, keys)
        return "{}"

    def list_tags(self) -> str:
        """The tags of trails of this region."""
        backend = self.cloudtrail_backend
        arns = [self._tagged_trail(arn).arn for arn in self._asked().get("ResourceIdList") or []]
        lists = [{"ResourceId": arn, **backend.tagging_service.list_tags_for_resource(arn)} for arn in arns]
        return json.dumps({"ResourceTagList": lists})

    def _asked(self) -> dict[str, Any]:
        parameters: dict[str, Any] = json.loads(self.body or "{}")
        return parameters

    def _own_trail(self) -> PracticeTrail:
        return self.cloudtrail_backend.own_trail(str(self._asked().get("Name", "")))

    def _tagged_trail(self, arn: str | None = None) -> PracticeTrail:
        arn = str(arn or self._asked().get("ResourceId", ""))
        if not arn.startswith("arn:"):
            raise PracticeError("CloudTrailARNInvalidException", f"The trail ARN is not valid: {arn}")
        for trail in self.cloudtrail_backend.trails.values():
            if trail.arn == arn:
                return trail
        raise PracticeError("ResourceNotFoundException", f"The resource {arn} is not found.")

    def _selectors_of(self, trail: PracticeTrail) -> str:
        if trail.advanced_event_selectors:
            return json.dumps({"TrailARN": trail.arn, "AdvancedEventSelectors": trail.advanced_event_selectors})
        return json.dumps({"TrailARN": trail.arn, "EventSelectors": trail.event_selectors or [selector.DEFAULT]})

    def _check_bucket(self, name: str, bucket_name: str, prefix: str | None) -> None:
        """Refuse a bucket that is not there, or into which CloudTrail may not write.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
        """
        if prefix and len(prefix) > _LONGEST_PREFIX:
            message = f"S3 prefix is longer than the maximum of {_LONGEST_PREFIX} characters."
            raise PracticeError("InvalidS3PrefixException", message)
        backend = self.cloudtrail_backend
        bucket = bucket_named(bucket_name, backend.account_id)
        folder = "/".join(part for part in (prefix, "AWSLogs", backend.account_id) if part)
        if not lets_cloudtrail_write(bucket.policy, bucket_name, backend.trail_arn(name), folder):
            message = f"Incorrect S3 bucket policy is detected for bucket: {bucket_name}"
            raise PracticeError("InsufficientS3BucketPolicyException", message)


def _check_tags(tags: list[dict[str, str]], held: list[str]) -> None:
    keys = [tag["Key"] for tag in tags]
    if len(set(keys)) != len(keys):
        raise PracticeError("InvalidTagParameterException", "A tag key is given twice.")
    if len({*keys, *held}) > _MOST_TAGS:
        raise PracticeError("TagsLimitExceededException", f"A trail can have up to {_MOST_TAGS} tags.")


def _check_organization(account_id: str) -> None:
    """Refuse an organisation trail where the account manages no organisation."""
    from moto.organizations.models import organizations_backends

    organization = organizations_backends[account_id]["aws"].org if account_id in organizations_backends else None
    if organization is not None:
        return
    if account_id in organizations_backends.master_accounts:
        message = "Only the organization's management account can make an organization trail."
        raise PracticeError("NotOrganizationMasterAccountException", message)
    raise PracticeError("OrganizationsNotInUseException", "The account is not a member of an organization.")
