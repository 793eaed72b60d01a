"""What closes the two alarm gaps: rules only where nobody listens, and what they need to be heard."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from rootward.checks.remedy import Guidance, Proposal, Refused
from rootward.checks.root_use import alert_relay
from rootward.checks.root_use.alert_rule import IDENTITY_RULE, ROOT_USE_RULE
from rootward.model.account import Account
from rootward.model.change import Change, EventRuleChange, RoleChange, RuleSettings, TopicChange
from rootward.model.monitoring import RuleTarget, Topic
from rootward.model.unknown import Blocked
from tests.checks.asking import only, verdicts
from tests.checks.facts import ACCOUNT, account, denied, identities, inline, role
from tests.checks.proposing import a_finding, applied, changes, guidance, proposed, refusal, undone
from tests.checks.root_use.monitoring import (
    ALL_EVENTS,
    AUDIT_ACCOUNT,
    CIS_PATTERNS,
    HOME_BUS,
    LOG_GROUP,
    alarm,
    by_alarms,
    by_rules,
    forwarder,
    log_alarms,
    metric_filter,
    organization,
    rule,
    rules,
    silent,
    topic,
    trail,
)

ROOT, IDENTITY = "root-use-alarm-missing", "identity-alarms-missing"
EMAIL = "alarms@acme.example"
OWN_TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:rootward-alerts"
IDENTITY_TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:rootward-identity-alerts"
OWN_ROLE = f"arn:aws:iam::{ACCOUNT}:role/rootward-event-forwarding"
NAMED: dict[str, Any] = {"alarm_email": EMAIL}
FORWARDS = (RuleTarget(id="home", arn=HOME_BUS, role=OWN_ROLE),)
TELLS = (RuleTarget(id="topic", arn=OWN_TOPIC),)


def made(check: str, facts: Account, **baseline: Any) -> tuple[Proposal, list[Guidance]]:
    """The proposal and, where there is one, what people do besides."""
    answers = proposed(check, facts, **{**NAMED, **baseline})
    (offer,) = (one for one in answers if isinstance(one, Proposal))
    return offer, [one for one in answers if isinstance(one, Guidance)]


def changed_rules(offer: Proposal) -> list[EventRuleChange]:
    """The changes of rules, in order."""
    return [one for one in changes(offer) if isinstance(one, EventRuleChange)]


def rules_of(offer: Proposal) -> dict[str, RuleSettings]:
    """Region → what the rule is to be."""
    return {one.region: one.after for one in changed_rules(offer) if one.after is not None}


def kinds(several: Iterable[Change]) -> list[str]:
    """Their kinds by name."""
    return [type(one).__name__ for one in several]


def own(region, alert=ROOT_USE_RULE, **fields):
    """One of rootward's own rules as it is made."""
    target = TELLS if region == "us-east-1" else FORWARDS
    arn = alert_relay.rule_arn(account(), region, alert.name)
    return rule(region, name=alert.name, arn=arn, **{"targets": target, **fields})


def own_everywhere(**facts):
    """rootward's rules for root in both regions, as they are made, and the topic that they tell."""
    found = tuple(
        rules(region, own(region, pattern=rules_of(made(ROOT, silent())[0])[region].pattern))
        for region in ("eu-west-1", "us-east-1")
    )
    return by_rules(**{"event_rules": found, "topics": (topic(OWN_TOPIC),), "identities": _relayed(), **facts})


# --- where nobody listens


def test_nobody_hears_a_topic_a_role_and_a_rule_in_each_region():
    offer, (left,) = made(ROOT, silent())
    first, policy, home, others = offer.batches

    assert kinds(first) == ["TopicChange", "RoleChange"]
    assert kinds(policy) == ["InlinePolicyChange"]
    assert kinds(home) == kinds(others) == ["EventRuleChange"]
    assert {region: one.targets for region, one in rules_of(offer).items()} == {
        "us-east-1": TELLS,
        "eu-west-1": FORWARDS,
    }
    assert {one.state for one in rules_of(offer).values()} == {ALL_EVENTS}
    assert [one.email for one in first if isinstance(one, TopicChange)] == [EMAIL]
    assert EMAIL in left.instruction
    assert "48 hours" in left.instruction


def test_once_it_is_made_and_confirmed_the_check_passes():
    offer, _ = made(ROOT, silent())
    after = applied(offer, silent())

    assert only(ROOT, after).status == "fail"
    assert "rootward-alerts has no confirmed subscription" in only(ROOT, after).message
    assert undone(offer, after) == silent()


def test_the_five_identity_kinds_are_heard_after_it():
    facts = silent(organization=organization())
    offer, _ = made(IDENTITY, facts)
    after = applied(offer, facts)
    confirmed = by_rules(
        event_rules=after.event_rules,
        topics=(topic(IDENTITY_TOPIC),),
        identities=after.identities,
        organization=organization(),
    )

    found = rules_of(offer)
    assert len(json.loads(found["us-east-1"].pattern)["detail"]["$or"]) == 5
    # Sign-ins and trails come up in every region, policies and the organisation at home.
    assert len(json.loads(found["eu-west-1"].pattern)["detail"]["$or"]) == 3
    assert {settings.state for settings in found.values()} == {"ENABLED"}
    assert "fail" not in {verdict.status for verdict in verdicts(IDENTITY, confirmed)}


def test_a_member_gets_no_rule_for_what_comes_up_in_another_account():
    offer, _ = made(IDENTITY, silent(organization=organization(AUDIT_ACCOUNT)))

    assert "organizations.amazonaws.com" not in rules_of(offer)["us-east-1"].pattern


def test_all_five_findings_ask_for_the_same():
    answers = proposed(IDENTITY, silent(organization=organization()), **NAMED)

    assert len([one for one in answers if isinstance(one, Proposal)]) == 1


def test_the_checks_share_the_role_and_each_has_a_topic_of_its_own_to_be_confirmed():
    """AWS suspends a subscription of more than ten mails a second: no flood of sign-ins may mute root's."""
    (of_root, root_left), (of_identity, identity_left) = made(ROOT, silent()), made(IDENTITY, silent())
    topics = {
        one.name: {target.arn for of_rule in changed_rules(offer) if of_rule.after for target in of_rule.after.targets}
        for offer in (of_root, of_identity)
        for one in changes(offer)
        if isinstance(one, TopicChange)
    }

    assert [one for one in of_root.batches[0] if isinstance(one, RoleChange)] == [
        one for one in of_identity.batches[0] if isinstance(one, RoleChange)
    ]
    assert topics == {
        "rootward-alerts": {HOME_BUS, OWN_TOPIC},
        "rootward-identity-alerts": {HOME_BUS, IDENTITY_TOPIC},
    }
    assert "to topic rootward-alerts;" in root_left[0].instruction
    assert "to topic rootward-identity-alerts;" in identity_left[0].instruction


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (ROOT, "a flood of failed sign-ins cannot mute it"),
        (IDENTITY, "a flood of them can mute this topic; root's alarm has another one"),
    ],
)
def test_the_plan_says_that_aws_suspends_a_subscription_of_too_many_mails(check, said):
    why = made(check, silent())[0].why

    assert "more than ten mails in a second" in why
    assert said in why


# --- where somebody listens


def test_a_region_that_is_heard_gets_no_rule():
    half = (rules("eu-west-1"), rules("us-east-1", rule("us-east-1")))
    offer, left = made(ROOT, by_rules(event_rules=half))

    # Their rule at home catches what is forwarded there too: no topic, no second mail.
    assert kinds(changes(offer)) == ["RoleChange", "InlinePolicyChange", "EventRuleChange"]
    assert [*rules_of(offer)] == ["eu-west-1"]
    assert left == []
    assert only(ROOT, applied(offer, by_rules(event_rules=half))).status == "pass"


def test_without_anybody_named_a_region_can_be_joined_to_what_listens_at_home():
    half = (rules("eu-west-1"), rules("us-east-1", rule("us-east-1")))

    assert made(ROOT, by_rules(event_rules=half), alarm_email=None)


def test_what_others_forward_already_is_not_forwarded_twice():
    facts = silent(event_rules=(rules("eu-west-1", rule("eu-west-1", HOME_BUS)), rules("us-east-1")))
    offer, _ = made(ROOT, facts)

    assert kinds(changes(offer)) == ["TopicChange", "EventRuleChange"]
    assert [*rules_of(offer)] == ["us-east-1"]


def test_what_others_forward_to_a_rule_of_rootward_s_stays_as_it_is():
    home = own_everywhere().event_rules[1]
    facts = own_everywhere(
        regions=("ap-south-1", "eu-west-1", "us-east-1"),
        event_rules=(rules("ap-south-1"), rules("eu-west-1", rule("eu-west-1", HOME_BUS)), home),
        identities=_relayed(),
    )

    assert [*rules_of(made(ROOT, facts)[0])] == ["ap-south-1"]


def test_alarms_that_hear_one_region_are_not_doubled_there():
    """Metric filters count what their trail records, which nobody forwards to them."""
    facts = by_alarms(trails=(trail(log_group=LOG_GROUP, multi_region=False, home_region="us-east-1"), trail("all")))
    offer, _ = made(ROOT, facts)

    home = json.loads(rules_of(offer)["us-east-1"].pattern)
    assert home["detail"]["awsRegion"] == [{"anything-but": ["us-east-1"]}]
    assert "awsRegion" not in json.loads(rules_of(offer)["eu-west-1"].pattern)["detail"]


def test_a_rule_of_others_that_is_too_weak_stays_as_it_is():
    weak = (
        rules("eu-west-1", rule("eu-west-1", HOME_BUS, state="ENABLED")),
        rules("us-east-1", rule("us-east-1", state="ENABLED")),
    )
    offer, _ = made(ROOT, by_rules(event_rules=weak))

    assert {(one.name, one.before) for one in changed_rules(offer)} == {("rootward-root-use", None)}


def test_only_the_kinds_that_nobody_hears_get_a_rule():
    heard = ("root-use", "iam-policy-change", "cloudtrail-change", "failed-sign-in")
    found = log_alarms(
        metric_filters=tuple(metric_filter(name) for name in CIS_PATTERNS if name in heard),
        alarms=tuple(alarm(name) for name in heard),
    )
    offer, _ = made(IDENTITY, by_alarms(log_alarms=(found,)))

    for settings in rules_of(offer).values():
        assert json.loads(settings.pattern)["detail"]["responseElements"] == {"ConsoleLogin": ["Success"]}


def test_what_the_audit_account_hears_is_left_to_it():
    bus = f"arn:aws:events:us-east-1:{AUDIT_ACCOUNT}:event-bus/default"
    group = f"arn:aws:logs:us-east-1:{AUDIT_ACCOUNT}:log-group:organization"
    there = tuple(rules(region, rule(region, bus)) for region in ("eu-west-1", "us-east-1"))

    for facts in (by_rules(event_rules=there), silent(trails=(trail(log_group=group, organization=True),))):
        assert only(ROOT, facts).status == "unknown"  # and nothing is proposed for what is unknown


def test_a_region_that_the_audit_account_hears_gets_no_rule_beside_one_that_nobody_does():
    bus = f"arn:aws:events:us-east-1:{AUDIT_ACCOUNT}:event-bus/default"
    facts = silent(event_rules=(rules("eu-west-1", rule("eu-west-1", bus)), rules("us-east-1")))

    assert [*rules_of(made(ROOT, facts)[0])] == ["us-east-1"]


def test_a_region_that_an_scp_blocks_gets_none():
    facts = silent(
        regions=("ap-south-1", "eu-west-1", "us-east-1"),
        event_rules=(rules("ap-south-1", rules=Blocked("denied")), rules("eu-west-1"), rules("us-east-1")),
    )

    assert [*rules_of(made(ROOT, facts)[0])] == ["us-east-1", "eu-west-1"]


# --- rootward's own rules


def test_its_own_rules_are_heard_and_leave_nothing_to_do():
    assert only(ROOT, own_everywhere()).status == "pass"


@pytest.mark.parametrize(
    "weaker",
    [
        {"state": "ENABLED"},
        {"state": "DISABLED"},
        {"pattern": json.dumps({"detail": {"eventName": ["ConsoleLogin"]}})},
        {"targets": ()},
    ],
)
def test_a_rule_of_its_own_that_is_weaker_is_set_right_and_no_other_one(weaker):
    sound = own_everywhere()
    eu_west, us_east = sound.event_rules
    (good,) = eu_west.rules
    weak = own("eu-west-1", **{"pattern": good.pattern, **weaker})
    facts = own_everywhere(event_rules=(rules("eu-west-1", weak), us_east), identities=_relayed())
    offer, left = made(ROOT, facts, alarm_email=None)
    (change,) = changed_rules(offer)

    assert change.before == RuleSettings(pattern=weak.pattern, state=weak.state, targets=weak.targets)
    assert rules_of(offer)["eu-west-1"].targets == FORWARDS
    assert left == []
    assert only(ROOT, applied(offer, facts)).status == "pass"
    assert undone(offer, applied(offer, facts)) == facts


def test_a_topic_that_is_gone_is_made_again_and_an_undo_leaves_the_rules_as_they_were():
    facts = own_everywhere(topics=(Topic(arn=OWN_TOPIC, subscriptions=(), is_there=False),))
    offer, left = made(ROOT, facts)

    assert "topic rootward-alerts, which is not there" in only(ROOT, facts).message
    assert [one.resource for one in changes(offer)] == [OWN_TOPIC]
    assert left[0].instruction.startswith("open the mail of AWS Notifications")
    assert "has no confirmed subscription" in only(ROOT, applied(offer, facts)).message
    assert undone(offer, applied(offer, facts)) == facts


def test_a_role_that_is_gone_is_made_again():
    facts = own_everywhere(identities=identities())
    offer, left = made(ROOT, facts)

    assert "by role rootward-event-forwarding, which is not there" in only(ROOT, facts).message
    assert kinds(changes(offer)) == ["RoleChange", "InlinePolicyChange"]
    assert left == []
    assert only(ROOT, applied(offer, facts)).status == "pass"


def test_a_role_that_may_not_forward_any_more_may_again():
    bare = role("rootward-event-forwarding", trust_policy=alert_relay.role(account()).trust_policy)
    facts = own_everywhere(identities=identities(roles=(bare,)))
    offer, _ = made(ROOT, facts)

    assert "by role rootward-event-forwarding, which may not put events there" in only(ROOT, facts).message
    assert kinds(changes(offer)) == ["InlinePolicyChange"]
    assert only(ROOT, applied(offer, facts)).status == "pass"


def test_targets_that_others_gave_to_its_rule_stay():
    sound = own_everywhere()
    other = RuleTarget(id="queue", arn=f"arn:aws:sqs:eu-west-1:{ACCOUNT}:audit")
    (good,) = sound.event_rules[0].rules
    weak = own("eu-west-1", pattern=good.pattern, state="DISABLED", targets=(other, *FORWARDS))
    facts = own_everywhere(event_rules=(rules("eu-west-1", weak), sound.event_rules[1]), identities=_relayed())
    offer, _ = made(ROOT, facts)

    assert {*rules_of(offer)["eu-west-1"].targets} == {other, *FORWARDS}


def test_an_identity_rule_that_is_widened_keeps_what_it_caught():
    policies = next(kind for kind in IDENTITY_RULE.kinds if kind.subject == "change of an IAM policy")
    narrow = own("us-east-1", IDENTITY_RULE, state="ENABLED", pattern=json.dumps({"detail": policies.detail}))
    facts = by_rules(
        event_rules=(rules("eu-west-1"), rules("us-east-1", narrow)),
        topics=(topic(IDENTITY_TOPIC),),
        log_alarms=(
            log_alarms(metric_filters=(metric_filter("iam-policy-change"),), alarms=(alarm("iam-policy-change"),)),
        ),
        trails=(trail(log_group=LOG_GROUP),),
    )
    settings = rules_of(made(IDENTITY, facts)[0])["us-east-1"]

    assert "AttachUserPolicy" in settings.pattern
    assert "ConsoleLogin" in settings.pattern


# --- what people owe


def test_a_subscription_that_waits_is_the_only_thing_left():
    left = guidance(
        ROOT, own_everywhere(topics=(topic(OWN_TOPIC, confirmed=(False,)),), identities=_relayed()), **NAMED
    )

    assert left.instruction.startswith(f"open the mail of AWS Notifications to {EMAIL} and confirm")


def test_a_subscription_that_aws_dropped_is_made_again_by_hand():
    left = guidance(ROOT, own_everywhere(topics=(topic(OWN_TOPIC, confirmed=()),), identities=_relayed()), **NAMED)

    assert (
        f"aws sns subscribe --region us-east-1 --topic-arn {OWN_TOPIC} --protocol email --notification-endpoint {EMAIL}"
    ) in left.instruction


def test_where_all_that_lacks_is_a_trail_nothing_is_added():
    left = guidance(ROOT, own_everywhere(trails=(), identities=_relayed()), **NAMED)

    assert "close trail-missing" in left.instruction


def test_monitoring_of_others_that_waits_for_a_trail_is_not_doubled():
    assert "close trail-missing" in guidance(ROOT, by_rules(trails=()), **NAMED).instruction
    assert "close trail-missing" in guidance(ROOT, by_rules(trails=(trail(logging=False),)), **NAMED).instruction


def test_without_a_trail_the_plan_says_that_rules_hear_nothing():
    assert "no trail records" in made(ROOT, silent(trails=()))[0].why
    assert "trail" not in made(ROOT, silent())[0].why


def test_the_plan_says_what_it_costs():
    assert "1 US dollar for a million events" in made(ROOT, silent())[0].why


# --- what is refused


def test_without_anybody_to_tell_it_is_refused_and_says_how_to_name_one():
    no = refusal(ROOT, silent())

    assert no == Refused(
        "nobody is named who is to be told: put `email` under `[alarms]` in rootward.toml, "
        "or run `rootward bootstrap --alarm-email`"
    )


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"regions": denied("ec2:DescribeRegions")}, "the enabled regions were not read"),
        ({"event_rules": (rules("eu-west-1", rules=denied("events:ListRules")), rules("us-east-1"))}, "of eu-west-1"),
        ({"event_rules": (rules("us-east-1"),)}, "the event rules of eu-west-1 were not read"),
        ({"identities": denied("iam:GetAccountAuthorizationDetails")}, "the roles were not read"),
        ({"topics": denied("sns:ListSubscriptionsByTopic")}, "the topics were not read"),
        (
            {"topics": (Topic(arn=OWN_TOPIC, subscriptions=denied("sns:ListSubscriptionsByTopic")),)},
            "of topic rootward-",
        ),
    ],
)
def test_what_was_not_read_holds_it_back(facts, said):
    no = refusal(ROOT, silent(**facts), **NAMED)

    assert said in no.reason
    assert no.lacks_facts


def test_in_a_partition_of_which_nothing_is_known_nobody_knows_where_to_listen():
    unknown = silent(partition="aws-moon")
    no = refusal(ROOT, unknown, finding=a_finding(ROOT, unknown.resource), **NAMED)

    assert no == Refused("where IAM is called in partition aws-moon is not known", lacks_facts=True)


def test_a_home_region_that_an_scp_blocks_holds_it_back():
    facts = silent(event_rules=(rules("eu-west-1"), rules("us-east-1", rules=Blocked("denied"))))
    no = refusal(ROOT, facts, **NAMED)

    assert no.reason.startswith("a service control policy blocks us-east-1")
    assert not no.lacks_facts


def test_a_role_of_the_name_that_trusts_others_holds_it_back():
    theirs = role("rootward-event-forwarding")

    assert "trusts others" in refusal(ROOT, silent(identities=identities(roles=(theirs,))), **NAMED).reason


def test_a_role_of_the_name_with_another_policy_holds_it_back():
    wider = json.dumps({"Statement": {"Effect": "Allow", "Action": "events:*", "Resource": "*"}})
    ours = alert_relay.role(account()).trust_policy
    theirs = role("rootward-event-forwarding", trust_policy=ours, inline_policies=(inline("put-events", wider),))

    no = refusal(ROOT, silent(identities=identities(roles=(theirs,))), **NAMED)

    assert "its policy put-events is another than rootward's" in no.reason


def test_a_role_that_lacks_its_policy_gets_it():
    ours = role("rootward-event-forwarding", trust_policy=alert_relay.role(account()).trust_policy)
    offer, _ = made(ROOT, silent(identities=identities(roles=(ours,))))

    assert kinds(changes(offer)) == ["TopicChange", "InlinePolicyChange", "EventRuleChange", "EventRuleChange"]


def test_where_the_account_is_kept_as_code_it_is_told_and_not_changed():
    left = guidance(ROOT, silent(), **NAMED, iac=True)

    assert "declare the event rule rootward-root-use in eu-west-1, us-east-1" in left.instruction
    assert "--show terraform" in left.instruction


# --- other partitions


def test_govcloud_has_its_own_home_and_no_console_of_root():
    facts = silent(
        partition="aws-us-gov",
        regions=("us-gov-east-1", "us-gov-west-1"),
        event_rules=(rules("us-gov-east-1"), rules("us-gov-west-1")),
    )
    offer, _ = made(ROOT, facts)
    arns = {one.resource for one in changes(offer)}

    assert [*rules_of(offer)] == ["us-gov-west-1", "us-gov-east-1"]
    assert all(arn.startswith("arn:aws-us-gov:") for arn in arns)


def test_china_tells_from_each_region_by_a_topic_of_its_own():
    facts = silent(
        partition="aws-cn",
        regions=("cn-north-1", "cn-northwest-1"),
        event_rules=(rules("cn-north-1"), rules("cn-northwest-1")),
    )
    offer, (left,) = made(IDENTITY, facts)

    assert [one.region for one in changes(offer) if isinstance(one, TopicChange)] == ["cn-north-1", "cn-northwest-1"]
    assert not [one for one in changes(offer) if isinstance(one, RoleChange)]
    assert "one for each of cn-north-1, cn-northwest-1" in left.instruction


def _relayed():
    """The role by which events are forwarded, as it is made, beside one of others."""
    ours = alert_relay.role(account()).trust_policy
    policy = inline("put-events", alert_relay.role_policy(account()).after or "")
    own_role = role("rootward-event-forwarding", trust_policy=ours, inline_policies=(policy,))
    return identities(roles=(own_role, forwarder()))
