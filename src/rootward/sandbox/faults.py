"""What goes wrong on demand: denied actions, forbidden regions, throttling, latency."""

from __future__ import annotations

import threading
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rootward.sandbox.door.call import Call

_NEVER_DENIED = "sts:GetCallerIdentity"
"""Works even where a policy denies it: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""

_NO_REGION = frozenset({"account", "cloudfront", "iam", "organizations", "route53", "sts"})
"""Global services: a region that a service control policy forbids does not reach them."""


class Faults:
    """The faults that are in force. Safe to change while calls are answered."""

    def __init__(self) -> None:
        self.latency = 0.0
        """Seconds that every call waits before it is answered."""
        self._lock = threading.Lock()
        self._denied: set[str] = set()
        self._regions: set[str] = set()
        self._to_throttle = 0

    def deny(self, actions: tuple[str, ...]) -> None:
        """Deny these IAM actions; `*` and `?` match as in a policy, case is ignored."""
        with self._lock:
            self._denied.update(action.lower() for action in actions)

    def deny_region(self, region: str) -> None:
        """Deny every regional call in a region, as a service control policy does."""
        with self._lock:
            self._regions.add(region)

    def allow_all(self) -> None:
        """Take back every denial."""
        with self._lock:
            self._denied.clear()
            self._regions.clear()

    def throttle_next(self, calls: int) -> None:
        """Throttle the next calls, whatever they are."""
        with self._lock:
            self._to_throttle = calls

    def takes_throttled(self) -> bool:
        """Whether this call is to be throttled; counts it if so."""
        with self._lock:
            if self._to_throttle <= 0:
                return False
            self._to_throttle -= 1
            return True

    def denies(self, call: Call) -> bool:
        """Whether the action is denied."""
        action = call.action
        with self._lock:
            return action != _NEVER_DENIED and any(fnmatchcase(action.lower(), pattern) for pattern in self._denied)

    def forbids_region(self, call: Call) -> bool:
        """Whether the call's region is forbidden to it."""
        with self._lock:
            return call.region in self._regions and call.service not in _NO_REGION
