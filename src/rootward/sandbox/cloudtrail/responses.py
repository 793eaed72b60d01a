"""CloudTrail's answers: moto's, with the event selector that every trail has until it is given others."""

from __future__ import annotations

import json

from moto.cloudtrail.responses import CloudTrailResponse

_DEFAULT_SELECTOR = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}


class PracticeCloudTrail(CloudTrailResponse):
    """The CloudTrail API of a practice account."""

    def get_event_selectors(self) -> str:
        """The basic or the advanced selectors; a new trail records all management events.

        https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
        """
        arn, basic, advanced = self.cloudtrail_backend.get_event_selectors(json.loads(self.body).get("TrailName"))
        if advanced:
            return json.dumps({"TrailARN": arn, "AdvancedEventSelectors": advanced})
        return json.dumps({"TrailARN": arn, "EventSelectors": basic or [_DEFAULT_SELECTOR]})
