"""What hears an account: trails, event rules, metric filters, alarms, topics and who subscribed to them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.unknown import Blocked, Unknown


class EventSelector(msgspec.Struct, frozen=True, kw_only=True):
    """What a trail records of management events: one basic or advanced selector, put in the same words.

    An advanced selector that narrows management events by more than `readOnly` (for example by
    `eventSource`) has `narrowed` True.
    """

    management_events: bool
    read_write: Literal["All", "ReadOnly", "WriteOnly"] = "All"
    excluded_sources: tuple[str, ...] = ()
    """Event sources left out, as `kms.amazonaws.com`."""
    narrowed: bool = False
    other_events: bool = False
    """Whether it records data or network events, which AWS charges for each time."""


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """A CloudTrail trail that this account sees, organisation trails included."""

    name: str
    arn: str
    home_region: str
    multi_region: bool
    organization: bool = False
    validates_files: bool = False
    logging: bool | Unknown
    selectors: tuple[EventSelector, ...] | Unknown
    log_group: str | None = None
    """ARN of the CloudWatch Logs group that the trail delivers to."""
    includes_global_services: bool = True
    latest_delivery_error: str = ""
    insights: bool = False
    """Whether CloudTrail Insights analyses what it records, which AWS charges for each event."""


class RuleTarget(msgspec.Struct, frozen=True, kw_only=True):
    """Where an EventBridge rule sends events."""

    id: str
    arn: str
    role: str | None = None
    """ARN of the role by which EventBridge sends to it; None: by the target's own policy."""


class EventRule(msgspec.Struct, frozen=True, kw_only=True):
    """An EventBridge rule on a default event bus that has an event pattern."""

    name: str
    arn: str
    region: str
    state: str
    """`ENABLED`, `DISABLED`, or `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS` (read-only calls included)."""
    pattern: str
    """The event pattern, JSON text."""
    event_bus: str = "default"
    managed_by: str | None = None
    targets: tuple[RuleTarget, ...] | Unknown = ()


class MetricFilter(msgspec.Struct, frozen=True, kw_only=True):
    """A CloudWatch Logs metric filter on a trail's log group."""

    name: str
    log_group: str
    """ARN of the log group, without the trailing `:*`."""
    region: str
    pattern: str
    metrics: tuple[tuple[str, str], ...] = ()
    """(namespace, metric name) of each transformation."""
    dimensions: tuple[str, ...] = ()
    """Names of the dimensions that a transformation publishes: an alarm without them sees nothing of the metric."""


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """A CloudWatch alarm on a metric.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
    """

    name: str
    arn: str
    region: str
    namespace: str
    metric: str
    actions_enabled: bool
    alarm_actions: tuple[str, ...] = ()
    """ARNs that are told when the alarm goes off."""
    statistic: str = ""
    """`Sum`, `Maximum`, `SampleCount`, `Average`, `Minimum`, or an extended one, as `p99`."""
    comparison: str = ""
    """AWS's ComparisonOperator, as `GreaterThanOrEqualToThreshold`."""
    threshold: float | None = None
    """None: not read, or there is none (anomaly detection)."""
    datapoints_to_alarm: int = 1
    """How many periods must breach: DatapointsToAlarm, else EvaluationPeriods."""
    dimensions: tuple[str, ...] = ()
    """Names of the dimensions that the alarm's metric is narrowed to."""
    computed: bool = False
    """The alarm reads this metric inside a metric-math expression, or is a composite of alarms that read it."""


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One subscription of an SNS topic. The endpoint (an e-mail address, say) is not kept."""

    protocol: str
    confirmed: bool


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """An SNS topic that a rule or an alarm points to."""

    arn: str
    subscriptions: tuple[Subscription, ...] | Unknown
    is_there: bool = True
    """False: whatever points to it outlived it. It has no subscriptions then."""


class RegionalRules(msgspec.Struct, frozen=True, kw_only=True):
    """The event rules of one enabled region."""

    region: str
    rules: tuple[EventRule, ...] | Unknown | Blocked
    buses: tuple[str, ...] = ("default",)
    """Names of the event buses whose rules are among `rules`."""


class RegionalAlarms(msgspec.Struct, frozen=True, kw_only=True):
    """Metric filters and alarms of one region in which a trail's log group lies."""

    region: str
    metric_filters: tuple[MetricFilter, ...] | Unknown | Blocked
    alarms: tuple[Alarm, ...] | Unknown | Blocked


class Analyzer(msgspec.Struct, frozen=True, kw_only=True):
    """An IAM Access Analyzer analyzer."""

    name: str
    arn: str
    kind: str
    """`ACCOUNT`, `ORGANIZATION`, `ACCOUNT_UNUSED_ACCESS`, …: the external-access types are the first two."""
    status: str
    """`ACTIVE`, `CREATING`, `DISABLED` or `FAILED`."""


class RegionalAnalyzers(msgspec.Struct, frozen=True, kw_only=True):
    """The analyzers of one enabled region."""

    region: str
    analyzers: tuple[Analyzer, ...] | Unknown | Blocked


class AlternateContact(msgspec.Struct, frozen=True, kw_only=True, tag="alternate-contact"):
    """Whether an alternate contact has an e-mail address; who it is, is not kept."""

    has_email: bool = False


class PrimaryContact(msgspec.Struct, frozen=True, kw_only=True, tag="primary-contact"):
    """Which fields of the account's contact information are filled; their content is not kept."""

    filled: tuple[str, ...] = ()
    """AWS's field names, as `FullName`, `PhoneNumber`, `AddressLine1`."""


class NeedlessUse(msgspec.Struct, frozen=True, kw_only=True):
    """An event by root that an IAM identity could have caused."""

    at: datetime
    event_id: str
    name: str
    """`CreateBucket`."""
    source: str
    """`s3.amazonaws.com`."""
    permissions: tuple[str, ...] = ()
    """IAM actions that would have been enough; none: nobody knows which, or it needs none."""
    managed_policy: str | None = None
    """The ARN of an AWS managed policy that has them."""


class RootActivity(msgspec.Struct, frozen=True, kw_only=True, tag="root-activity"):
    """Root events from CloudTrail, where a log was given (`audit --trail`)."""

    since: datetime
    until: datetime | None = None
    """The last moment that the logs tell of; None: nobody knows."""
    newest: datetime | None = None
    all_required: bool = False
    """Whether each of them was for a task that only root can do; so too where there is none."""
    needless: tuple[NeedlessUse, ...] = ()
    """The newest of those that were not, at most twenty."""
    needless_count: int = 0
    """Of all of them."""
    unread: int = 0
    """Log files that were not read, or not whole: what they hold is not known."""
    missing_days: int = 0
    """Days of which there is no log, between days of which there is."""
    regions: tuple[str, ...] = ()
    """Those that the log is of, by the names of its files; none: they tell none."""
    sign_ins: tuple[tuple[datetime, datetime], ...] = ()
    """When somebody signed in as root: from and to, of sign-ins that lie close together."""
    key_uses: tuple[tuple[datetime, datetime], ...] = ()
    """When an access key of root was used, likewise."""


class Organization(msgspec.Struct, frozen=True, kw_only=True, tag="organization"):
    """The organisation that the account belongs to, as DescribeOrganization tells it."""

    id: str
    management_account: str
    feature_set: str
