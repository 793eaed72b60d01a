"""What contradicts itself in a scenario whose every field may be right: names that nobody has, or that two have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rootward.sandbox.scenario.tables import Caller, Scenario


def contradictions(scenario: Scenario) -> Iterator[str]:
    """Each contradiction in words that name its place. Policies that nobody has are found when the account is made."""
    yield from _twice(scenario)
    yield from _members(scenario)
    yield from _caller(scenario.caller, scenario)
    yield from _regions(scenario)
    # It loads moto, which listing the scenarios must not.
    from rootward.sandbox.scenario.organization_contradiction import of_organization

    yield from of_organization(scenario)
    topics = {topic.name for topic in scenario.topics}
    told = [(rule.name, rule.topic) for rule in scenario.rules]
    told += [(alarm.name, alarm.topic) for alarm in scenario.metric_alarms]
    for name, topic in told:
        if topic not in topics:
            yield f"{name} tells the topic '{topic}', which is not there"
    log_groups = {trail.log_group for trail in scenario.trails}
    for alarm in scenario.metric_alarms:
        if alarm.log_group not in log_groups:
            yield f"{alarm.name} listens to the log group '{alarm.log_group}', which no trail writes"


def _twice(scenario: Scenario) -> Iterator[str]:
    """IAM compares names without case: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""
    kinds: dict[str, Iterable[str]] = {
        "user": (user.name for user in scenario.users),
        "group": (group.name for group in scenario.groups),
        "role": (role.name for role in scenario.roles),
        "policy": (policy.name for policy in scenario.policies),
        "trail": (trail.name for trail in scenario.trails),
        "topic": (topic.name for topic in scenario.topics),
    }
    for kind, names in kinds.items():
        for name, times in Counter(name.lower() for name in names).items():
            if times > 1:
                yield f"{kind} {name} is there {times} times"


def _members(scenario: Scenario) -> Iterator[str]:
    groups = {group.name for group in scenario.groups}
    for user in scenario.users:
        for group in user.groups:
            if group not in groups:
                yield f"user {user.name} is in the group '{group}', which is not there"
        for owned, most in ((user.keys, 2), (user.certificates, 2), (user.mfa, 8), (user.groups, 10)):
            if len(owned) > most:
                yield f"user {user.name} has {len(owned)} of something of which AWS allows {most}"


def _caller(caller: Caller, scenario: Scenario) -> Iterator[str]:
    if sum((caller.user is not None, caller.role is not None, caller.root)) != 1:
        yield "the caller is one of user, role and root"
    elif caller.role is not None and caller.role not in {role.name for role in scenario.roles}:
        yield f"the caller is a session of the role '{caller.role}', which is not there"
    elif caller.user is not None:
        user = next((user for user in scenario.users if user.name == caller.user), None)
        if user is None or not any(key.active for key in user.keys):
            yield f"the caller is the user '{caller.user}', who has no active access key"


def _regions(scenario: Scenario) -> Iterator[str]:
    enabled = set(scenario.regions)
    if "us-east-1" not in enabled:
        yield "the regions lack us-east-1, which nobody can disable"
    used = {f"analyzer {one.name}": one.regions for one in scenario.analyzers}
    used |= {f"topic {one.name}": one.regions for one in scenario.topics}
    used |= {f"rule {one.name}": one.regions for one in scenario.rules}
    used |= {f"trail {one.name}": (one.region,) for one in scenario.trails}
    used |= {f"alarm {one.name}": (one.region,) for one in scenario.metric_alarms}
    used["denied_regions"] = scenario.denied_regions
    for place, regions in used.items():
        for region in regions:
            if region not in enabled:
                yield f"{place} lies in {region}, which is not enabled"
