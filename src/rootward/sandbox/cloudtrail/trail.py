"""A trail: moto's, with what it has delivered and what AWS says of it.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
"""

from __future__ import annotations

from calendar import timegm
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from moto.cloudtrail.models import Trail, TrailStatus

from rootward.sandbox.backends import Backends

if TYPE_CHECKING:
    from datetime import datetime


@dataclass
class DigestChain:
    """Where the digests of one account and region stand."""

    started: datetime
    """When the hour began that the next digest is about."""
    files: list[dict[str, Any]] = field(default_factory=list)
    """The log files since then, as the digest lists them."""
    previous: dict[str, Any] | None = None
    """What the next digest says of the last one; None: it is the first of its chain."""


class Span(NamedTuple):
    """A time in which a trail logs, or logged."""

    started: datetime
    stopped: datetime | None


class PracticeStatus(TrailStatus):
    """When a trail logs, and when it last delivered. Dates: UTC without a zone."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        super().__init__()
        self.delivered: datetime | None = None
        self.digest_delivered: datetime | None = None
        self.delivery_error = ""

    @property
    def started(self) -> datetime | None:
        """When it was last started; a scenario sets it back."""
        return self.spans[-1].started if self.spans else None

    @started.setter
    def started(self, moment: datetime | None) -> None:
        if moment is not None and self.spans:
            self.spans[-1] = Span(moment, self.spans[-1].stopped)

    def start_logging(self) -> None:
        """Log from now on. What logs already goes on as it is."""
        if not self.is_logging:
            self.spans.append(Span(Backends.placed().clock.now(), None))
        self.is_logging = True

    def stop_logging(self) -> None:
        """Log no more."""
        if self.is_logging:
            self.stopped = Backends.placed().clock.now()
            self.spans[-1] = Span(self.spans[-1].started, self.stopped)
        self.is_logging = False

    def logged(self, at: datetime) -> bool:
        """Whether the trail logged at that moment; that of StopLogging counts."""
        at = at.replace(microsecond=0)  # as moto's clock, that the spans come from
        return any(
            span.started.replace(microsecond=0) <= at and (span.stopped is None or at <= span.stopped)
            for span in self.spans
        )

    def description(self) -> dict[str, Any]:
        """The answer of GetTrailStatus."""
        told: dict[str, Any] = {"IsLogging": self.is_logging}
        if self.delivery_error:
            told["LatestDeliveryError"] = self.delivery_error
        for name, moment in (
            ("LatestDeliveryTime", self.delivered),
            ("StartLoggingTime", self.started),
            ("StopLoggingTime", self.stopped),
            ("LatestDigestDeliveryTime", self.digest_delivered),
        ):
            if moment is not None:
                told[name] = timegm(moment.timetuple())
        return {
            **told,
            "LatestDeliveryAttemptTime": _written(self.delivered),
            "LatestNotificationAttemptTime": "",
            "LatestNotificationAttemptSucceeded": "",
            "LatestDeliveryAttemptSucceeded": "" if self.delivery_error else _written(self.delivered),
            "TimeLoggingStarted": _written(self.started),
            "TimeLoggingStopped": _written(self.stopped),
        }


class PracticeTrail(Trail):
    """A trail of a practice account."""

    status: PracticeStatus

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - moto's
        super().__init__(**settings)
        self.status = PracticeStatus()
        self.read_to = 0
        """How many entries of the history it has seen."""
        self.delivered_to: datetime | None = None
        """The end of the last five minutes that it delivered; None: delivery has not begun."""
        self.chains: dict[tuple[str, str], DigestChain] = {}
        """Digest chains by account and region, while log file validation is on."""

    def folder(self, account_id: str, organization_id: str | None) -> str:
        """The part of each key up to the account: `prefix/AWSLogs/123456789012`.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
        """
        parts = [self.s3_key_prefix or "", "AWSLogs", organization_id or "", account_id]
        return "/".join(part for part in parts if part)

    def put_event_selectors(
        self, event_selectors: list[dict[str, Any]], advanced_event_selectors: list[dict[str, Any]]
    ) -> None:
        """As moto's; one kind of selectors takes the place of the other."""
        self.event_selectors = event_selectors or []
        self.advanced_event_selectors = advanced_event_selectors or []

    def put_insight_selectors(self, insight_selectors: list[dict[str, str]]) -> None:
        """The selectors take the place of the earlier ones."""
        self.insight_selectors = insight_selectors

    def settings(self) -> dict[str, Any]:
        """What CreateTrail and UpdateTrail answer."""
        told = super().description()
        for absent in ("HasCustomEventSelectors", "HasInsightSelectors"):
            del told[absent]
        return {name: value for name, value in told.items() if value is not None}

    def description(self, include_region: bool = True) -> dict[str, Any]:  # noqa: ARG002, FBT002 - moto's
        """What GetTrail and DescribeTrails answer."""
        return {
            **self.settings(),
            "HomeRegion": self.region_name,
            "HasCustomEventSelectors": bool(self.event_selectors or self.advanced_event_selectors),
            "HasInsightSelectors": bool(self.insight_selectors),
        }


def _written(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
