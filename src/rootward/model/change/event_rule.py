"""An EventBridge rule of a default event bus with its targets, made or taken away."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall, Parameter
from rootward.model.change.edit import AccountEdit, Partway, Risk
from rootward.model.change.inline_policy import canonical
from rootward.model.monitoring import EventRule, RegionalRules, RuleTarget
from rootward.model.unknown import Blocked, Unknown

OWN = "rootward-"
"""How the names of rules begin that rootward makes."""


class RuleSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rule catches, and whom it tells."""

    pattern: str
    """The event pattern, JSON text."""
    state: str
    """`ENABLED`, `DISABLED`, or `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`: calls that only read, too."""
    targets: tuple[RuleTarget, ...]

    def says(self, other: RuleSettings) -> bool:
        """Whether the other says the same, its targets aside."""
        return canonical(self.pattern) == canonical(other.pattern) and self.state == other.state


class EventRuleChange(AccountEdit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="event-rule"):
    """Another rule of a name, a new one, or (after None) none. Each call may be made twice.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html
    """

    name: str
    arn: str
    region: str
    description: str = ""
    before: RuleSettings | None
    after: RuleSettings | None

    @property
    def resource(self) -> str:
        """The rule."""
        return self.arn

    @property
    def target(self) -> tuple[str, ...]:
        """The rule."""
        return ("event-rule", self.arn)

    @property
    def risk(self) -> Risk:
        """Whoever is told by a rule hears nothing more of what it caught."""
        return "safe" if self.before is None else "disruptive"

    @property
    def makes(self) -> str | None:
        """The rule, where it is new."""
        return self.arn if self.before is None else None

    def calls(self) -> tuple[ApiCall, ...]:
        """PutRule and PutTargets, between them RemoveTargets of what goes; or RemoveTargets and DeleteRule."""
        before, after = self.before, self.after
        kept = frozenset(one.id for one in after.targets) if after is not None else frozenset()
        lost = tuple(one.id for one in before.targets if one.id not in kept) if before is not None else ()
        gone = (self._call("RemoveTargets", {"Rule": self.name, "Ids": lost}),) if lost else ()
        if after is None:
            return (*gone, self._call("DeleteRule", {"Name": self.name}))
        rule: dict[str, Parameter] = {"Name": self.name, "EventPattern": after.pattern, "State": after.state}
        if self.description:
            rule["Description"] = self.description
        made = (self._call("PutRule", rule), *gone)
        return (*made, self._targets(after.targets)) if after.targets else made

    def inverse(self) -> EventRuleChange:
        """The rule that was."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, account: Account) -> RuleSettings | Unknown | None:
        """The rule; None where the region has none of the name."""
        rules = self._rules(account)
        if isinstance(rules, Unknown):
            return rules
        found = next((one for one in rules if self._is(one)), None)
        if found is None:
            return None
        if isinstance(found.targets, Unknown):
            return found.targets
        return RuleSettings(pattern=found.pattern, state=found.state, targets=found.targets)

    def effect(self, account: Account) -> Account:
        """The account whose region has the rule, or has it no more."""
        rules, regions, state = self._rules(account), account.event_rules, self.state(account)
        if isinstance(rules, Unknown) or isinstance(regions, Unknown) or isinstance(state, Unknown):
            return account
        if state == self.after:
            return account
        made = () if self.after is None else (self._made(self.after),)
        place = next((place for place, one in enumerate(rules) if self._is(one)), len(rules))
        several = (*rules[:place], *made, *rules[place + 1 :])
        changed = tuple(
            RegionalRules(region=one.region, rules=several, buses=one.buses) if one.region == self.region else one
            for one in regions
        )
        return msgspec.structs.replace(account, event_rules=changed)

    def agrees(self, seen: object, wanted: object) -> bool:
        """Whether both say the same, however the pattern is written and the targets are ordered."""
        if isinstance(seen, RuleSettings) and isinstance(wanted, RuleSettings):
            return seen.says(wanted) and {*seen.targets} == {*wanted.targets}
        return seen == wanted

    def seen(self, found: RuleSettings | None) -> RuleSettings | Partway | None:
        """What a rule that is there is taken for.

        One of which everything is either before or after, a run left behind that was cut off between its calls.
        """
        ends = tuple(one for one in (self.before, self.after) if one is not None)
        if found is None or any(self.agrees(found, one) for one in ends):
            return found
        targets = {target for one in ends for target in one.targets}
        return Partway() if any(found.says(one) for one in ends) and {*found.targets} <= targets else found

    def _rules(self, account: Account) -> tuple[EventRule, ...] | Unknown:
        if isinstance(account.event_rules, Unknown):
            return account.event_rules
        regional = next((one for one in account.event_rules if one.region == self.region), None)
        if regional is None or isinstance(regional.rules, Blocked):
            return Unknown("not_collected", detail=f"the event rules of {self.region} were not read")
        return regional.rules

    def _made(self, settings: RuleSettings) -> EventRule:
        return EventRule(
            name=self.name,
            arn=self.arn,
            region=self.region,
            state=settings.state,
            pattern=settings.pattern,
            targets=settings.targets,
        )

    def _targets(self, targets: tuple[RuleTarget, ...]) -> ApiCall:
        several = tuple(
            {"Id": one.id, "Arn": one.arn, **({"RoleArn": one.role} if one.role else {})} for one in targets
        )
        passed = tuple(("iam:PassRole", one.role) for one in targets if one.role)
        return self._call("PutTargets", {"Rule": self.name, "Targets": several}, passed)

    def _is(self, rule: EventRule) -> bool:
        return rule.name == self.name and rule.event_bus == "default"

    def _call(
        self, operation: str, parameters: dict[str, Parameter], also: tuple[tuple[str, str], ...] = ()
    ) -> ApiCall:
        return ApiCall(
            service="events",
            operation=operation,
            parameters=parameters,
            resource=self.arn,
            region=self.region,
            also=also,
        )
