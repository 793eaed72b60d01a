"""ListPublicKeys: the keys that validate digest files.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.core.utils import utcnow

from rootward.sandbox.cloudtrail.history import moment_of
from rootward.sandbox.error import PracticeError


class PublicKeysApi:
    """ListPublicKeys."""

    body: Any
    cloudtrail_backend: Any

    def list_public_keys(self) -> str:
        """The region's key, if it signed anything and is valid in the time asked for. Without times: now."""
        asked = json.loads(self.body or b"{}")
        now = utcnow()
        start, end = moment_of(asked.get("StartTime")) or now, moment_of(asked.get("EndTime")) or now
        if start > end:
            raise PracticeError("InvalidTimeRangeException", "The start time is after the end time.")
        key = self.cloudtrail_backend.signing_key
        keys = [key.shown()] if key is not None and key.holds_between(start, end) else []
        return json.dumps({"PublicKeyList": keys})
