"""What a CloudTrail log settles of a principal's use of services."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from rootward.iam_policy import actions
from rootward.model.account import Account
from rootward.model.service_access import GrantedService
from rootward.model.used_actions import PrincipalUse, UsedActions

LATE = timedelta(days=1)
"""A log that ends so much before the facts were read is an old one: CloudTrail delivers within minutes.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""
_REPORTED = timedelta(hours=4)
"""Within it IAM shows an attempt: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html"""
_READS = frozenset({"List", "Read"})


def lacking(account: Account, log: UsedActions, days: int) -> str:
    """Why the log does not tell of all that was done in the last days, in words; empty: it does."""
    since = account.taken_at - timedelta(days=days)
    if log.unread:
        return f"{log.unread:,} of its files could not be read"
    if log.missing_days:
        return f"it lacks {log.missing_days:,} of the days"
    if log.since > since:
        return f"it begins on {log.since:%Y-%m-%d}, and is asked from {since:%Y-%m-%d} on"
    if log.until < account.taken_at - LATE:
        return f"it ends on {log.until:%Y-%m-%d}"
    if not _has_reads(log):
        return "it holds no reading calls"
    return ""


class TrailUse(msgspec.Struct, frozen=True, kw_only=True):
    """What a principal did, by a log that covers the time that is asked about."""

    log: UsedActions
    use: PrincipalUse

    @property
    def services(self) -> frozenset[str]:
        """Those of which an action was used: refused calls are no use."""
        return frozenset(self.use.services)

    def is_only_refused(self, service: GrantedService) -> bool:
        """Whether all that was tried of the service was refused, as far as IAM knows of attempts.

        Never of a service of which the log does not tell all: one whose data events it lacks, or with calls whose
        action is not known.
        """
        last = max((one.last for one in self.use.denied if _service(one.action) == service.namespace), default=None)
        return (
            last is not None
            and service.namespace not in self.services
            and self._is_whole(service.namespace)
            and not any(_service(one.action) == service.namespace for one in self.use.undecided)
            and (service.last_attempt is None or service.last_attempt <= last + _REPORTED)
        )

    def actions_of(self, namespace: str) -> tuple[str, ...]:
        """The actions of a service that were used; none: the log does not tell them all."""
        if not self._is_whole(namespace):
            return ()
        return tuple(one.action for one in self.use.used if _service(one.action) == namespace)

    def _is_whole(self, namespace: str) -> bool:
        return namespace not in self.log.without_data_events and not any(
            namespace in one.services or not one.services for one in self.use.unmapped
        )


def used_in(use: PrincipalUse, since: datetime) -> PrincipalUse:
    """The same without what was not done since then."""
    return msgspec.structs.replace(
        use,
        used=tuple(one for one in use.used if one.last >= since),
        denied=tuple(one for one in use.denied if one.last >= since),
    )


def _service(action: str) -> str:
    return action.partition(":")[0]


def _has_reads(log: UsedActions) -> bool:
    """Whether the trail records reading calls: one may be made to leave them out.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
    """
    return any(
        (found := actions.find(one.action)) is not None and found.access_level in _READS
        for use in log.principals
        for one in use.used
    )
