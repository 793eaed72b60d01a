"""What an account's event rules and alarms point to: whom they tell, and what they send to."""

from __future__ import annotations

from rootward.model.account import Account
from rootward.model.unknown import Blocked, Unknown


def pointed_to(account: Account) -> frozenset[str]:
    """The ARNs of all targets of rules and of all actions of alarms, as far as they were read."""
    arns: set[str] = set()
    for rules in () if isinstance(account.event_rules, Unknown) else account.event_rules:
        for rule in () if isinstance(rules.rules, Unknown | Blocked) else rules.rules:
            arns.update(target.arn for target in (() if isinstance(rule.targets, Unknown) else rule.targets))
    for alarms in () if isinstance(account.log_alarms, Unknown) else account.log_alarms:
        for alarm in () if isinstance(alarms.alarms, Unknown | Blocked) else alarms.alarms:
            arns.update(alarm.alarm_actions)
    return frozenset(arns)
