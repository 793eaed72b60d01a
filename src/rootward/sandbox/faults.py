"""What goes wrong on demand: every way in which AWS and networks break.

A fault says which calls it strikes: by IAM action and region, from the `skip`-th on, `times` times. It is JSON as well,
for the control endpoint: `{"kind": "throttle", "actions": ["iam:*"], "rate": 2}`.
"""

from __future__ import annotations

import threading
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

if TYPE_CHECKING:
    from rootward.sandbox.door.call import Call

NEVER_DENIED = "sts:GetCallerIdentity"
"""Works even where a policy denies it: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""

_NO_REGION = frozenset({"account", "cloudfront", "iam", "organizations", "route53", "sts"})
"""Global services: a region that a service control policy forbids does not reach them."""

Seconds = Annotated[float, msgspec.Meta(ge=0, le=86_400)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]

_Action = Annotated[str, msgspec.Meta(pattern=r"^(\*|[^:]+:.+)$")]
"""An action with its service's prefix, or all."""

Moment = Literal["before", "after"]
"""Whether something happens before the call took effect or after it did."""


class _Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=str.lower):
    """Which calls it strikes."""

    actions: Annotated[tuple[_Action, ...], msgspec.Meta(min_length=1)] = ("*",)
    """IAM actions, as `iam:Get*`; `*` and `?` match as in a policy, case is ignored."""
    regions: tuple[str, ...] = ()
    """The regions in which it strikes; none: everywhere."""
    skip: Count = 0
    """So many of the calls that it could strike pass first."""
    times: Count | None = None
    """It strikes so many calls; None: until it is taken back."""


class Deny(_Fault, frozen=True):
    """The action is refused in AWS's own words. sts:GetCallerIdentity cannot be denied."""

    by: Literal["identity-policy", "service-control-policy", "permissions-boundary", "session-policy"] = (
        "identity-policy"
    )
    """What AWS names as the reason. A service control policy about regions spares calls of global services."""


class Throttle(_Fault, frozen=True):
    """Too many calls: AWS's throttling error, which the SDKs retry."""

    rate: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] = 0.0
    """So many calls a second pass, by the practice account's clock; 0: none."""
    burst: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    """So many may come at once."""


class Delay(_Fault, frozen=True):
    """The call waits before it is answered; calls side by side wait side by side."""

    seconds: Seconds


class Hang(_Fault, frozen=True):
    """The call is never answered, and has no effect; its connection stays open until faults are taken back."""


class Cut(_Fault, frozen=True):
    """The connection is cut without an answer."""

    moment: Moment = "before"


class Fail(_Fault, frozen=True):
    """AWS fails."""

    status: Annotated[int, msgspec.Meta(ge=400, le=599)] = 500
    code: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9.]{1,100}$")] = "InternalFailure"
    message: str = "The request processing has failed because of an unknown error, exception or failure."
    moment: Moment = "before"


class Crash(_Fault, frozen=True):
    """As if the client died at this call: it, and every call after it, is cut off until faults are taken back."""

    moment: Moment = "before"


class Stale(_Fault, frozen=True):
    """Reads answer as if the writes of the last seconds had not happened yet: eventual consistency at its worst."""

    seconds: Seconds


Fault = Deny | Throttle | Delay | Hang | Cut | Fail | Crash | Stale


class Armed:
    """A fault in force, how often it was met, and whether it was taken back meanwhile."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.met = 0
        self.released = threading.Event()
        """Set when the fault is taken back: what waits because of it goes on."""
        self._patterns = tuple(pattern.lower() for pattern in fault.actions)
        self._tokens: float = fault.burst if isinstance(fault, Throttle) else 0
        self._filled: float | None = None

    def wait(self, seconds: float | None = None) -> None:
        """Wait so long, or for ever; or until the fault is taken back."""
        self.released.wait(seconds)

    def strikes(self, call: Call, now: float) -> bool:
        """Whether it strikes this call, which counts as met if it could."""
        fault = self.fault
        if not self._concerns(call):
            return False
        self.met += 1
        if self.met <= fault.skip or (fault.times is not None and self.met > fault.skip + fault.times):
            return False
        return not (isinstance(fault, Throttle) and self._lets_pass(fault, now))

    def _concerns(self, call: Call) -> bool:
        fault, action = self.fault, call.action
        if fault.regions and call.region not in fault.regions:
            return False
        if isinstance(fault, Deny):
            by_region = fault.by == "service-control-policy" and fault.regions and call.service in _NO_REGION
            if action == NEVER_DENIED or by_region:
                return False
        return any(fnmatchcase(action.lower(), pattern) for pattern in self._patterns)

    def _lets_pass(self, fault: Throttle, now: float) -> bool:
        """A token bucket: `rate` tokens a second, at most `burst`."""
        if not fault.rate:
            return False
        if self._filled is not None:
            self._tokens = min(fault.burst, self._tokens + max(0.0, now - self._filled) * fault.rate)
        self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Faults:
    """The faults that are in force. Safe to change while calls are answered."""

    def __init__(self, faults: tuple[Fault, ...] = ()) -> None:
        self._lock = threading.Lock()
        self._armed = [Armed(fault) for fault in faults]
        self._crashed = False

    def add(self, fault: Fault) -> None:
        """Put a fault in force."""
        with self._lock:
            self._armed.append(Armed(fault))

    def in_force(self) -> tuple[Fault, ...]:
        """The faults that are in force, in the order in which they were added."""
        with self._lock:
            return tuple(armed.fault for armed in self._armed)

    def clear(self, *kinds: type[Fault]) -> None:
        """Take faults back: those of the kinds, or all. What waits goes on, what hangs is cut, what crashed lives."""
        with self._lock:
            kept = [armed for armed in self._armed if kinds and not isinstance(armed.fault, kinds)]
            for armed in self._armed:
                if armed not in kept:
                    armed.released.set()
            self._armed = kept
            if not kinds or Crash in kinds:
                self._crashed = False

    def striking(self, call: Call, now: float) -> tuple[Armed, ...]:
        """The faults that strike a call, in the order in which they were added.

        `now`: seconds, by the practice account's clock.
        """
        with self._lock:
            return tuple(armed for armed in self._armed if armed.strikes(call, now))

    def crash(self) -> None:
        """From now on every call is cut off."""
        with self._lock:
            self._crashed = True

    @property
    def crashed(self) -> bool:
        """Whether every call is cut off."""
        return self._crashed
