from __future__ import annotations

from rootward.aws.readers import READERS
from rootward.model.monitoring import Alarm, EventRule, RegionalAlarms, RegionalRules, RuleTarget, Subscription, Topic
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, pages
from tests.checks.facts import ACCOUNT

BY_RULE = f"arn:aws:sns:eu-west-1:{ACCOUNT}:by-rule"
BY_ALARM = f"arn:aws:sns:us-east-1:{ACCOUNT}:by-alarm"
THEIRS = "arn:aws:sns:us-east-1:999988887777:theirs"


def rules(*arns):
    targets = tuple(RuleTarget(id=str(number), arn=arn) for number, arn in enumerate(arns))
    rule = EventRule(name="r", arn="r", region="eu-west-1", state="ENABLED", pattern="{}", targets=targets)
    return (RegionalRules(region="eu-west-1", rules=(rule,)),)


def alarms(*arns):
    made = Alarm(
        name="a", arn="a", region="us-east-1", namespace="n", metric="m", actions_enabled=True, alarm_actions=arns
    )
    return (RegionalAlarms(region="us-east-1", metric_filters=(), alarms=(made,)),)


def read(aws, **facts):
    given = {"event_rules": (), "log_alarms": ()}
    with aws.reading() as reading:
        return READERS["topics"].read(reading, account(**{**given, **facts}))


def subscription(arn, protocol="email"):
    return f"<SubscriptionArn>{arn}</SubscriptionArn><Protocol>{protocol}</Protocol><Endpoint>a@example.com</Endpoint>"


def test_only_a_subscription_with_an_arn_is_confirmed(aws):
    aws.answers["ListSubscriptionsByTopic"] = pages(
        "ListSubscriptionsByTopic", "Subscriptions", subscription(f"{BY_RULE}:1")
    )

    assert read(aws, event_rules=rules(BY_RULE)) == (
        Topic(arn=BY_RULE, subscriptions=(Subscription(protocol="email", confirmed=True),)),
    )

    for word in ("PendingConfirmation", "Deleted"):
        aws.answers["ListSubscriptionsByTopic"] = pages(
            "ListSubscriptionsByTopic", "Subscriptions", subscription(word, "sms")
        )
        (topic,) = read(aws, event_rules=rules(BY_RULE))
        assert topic.subscriptions == (Subscription(protocol="sms", confirmed=False),)


def test_topics_of_rules_and_alarms_are_asked_for_once_each_where_they_are(aws):
    aws.answers["ListSubscriptionsByTopic"] = pages("ListSubscriptionsByTopic", "Subscriptions", subscription("arn:x"))

    found = read(
        aws,
        event_rules=rules(BY_RULE, BY_RULE, f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f"),
        log_alarms=alarms(BY_ALARM, "arn:aws:automate:us-east-1:ec2:stop"),
    )

    assert [topic.arn for topic in found] == [BY_RULE, BY_ALARM]
    asked = {
        (parameters["TopicArn"], region) for name, parameters, region, _ in aws.requests if name.startswith("List")
    }
    assert asked == {(BY_RULE, "eu-west-1"), (BY_ALARM, "us-east-1")}


def test_a_topic_of_another_account_is_not_asked_for(aws):
    assert read(aws, log_alarms=alarms(THEIRS)) == (
        Topic(
            arn=THEIRS,
            subscriptions=Unknown("not_observable", "sns:ListSubscriptionsByTopic", "held by account 999988887777"),
        ),
    )
    assert aws.asked("ListSubscriptionsByTopic") == []


def test_a_topic_that_is_gone_is_not_taken_for_one_without_subscriptions(aws):
    aws.answers["ListSubscriptionsByTopic"] = error("NotFound", "Topic does not exist", 404)

    assert read(aws, event_rules=rules(BY_RULE)) == (Topic(arn=BY_RULE, subscriptions=(), is_there=False),)


def test_a_denied_topic_is_unknown(aws):
    aws.answers["ListSubscriptionsByTopic"] = error("AuthorizationError", "no", 403)

    (topic,) = read(aws, event_rules=rules(BY_RULE))

    assert topic.subscriptions == Unknown("denied", "sns:ListSubscriptionsByTopic", "AuthorizationError: no")


def test_a_topic_in_a_closed_region_is_unknown(aws):
    aws.answers["ListSubscriptionsByTopic"] = error(
        "AuthorizationError", "no, with an explicit deny in a service control policy", 403
    )

    (topic,) = read(aws, event_rules=rules(BY_RULE))

    assert isinstance(topic.subscriptions, Unknown)
    assert topic.subscriptions.reason == "denied"


def test_what_could_not_be_read_points_to_no_topic(aws):
    unknown = Unknown("denied", "events:ListRules")

    assert read(aws, event_rules=unknown, log_alarms=()) == ()
    assert read(aws, event_rules=(), log_alarms=unknown) == ()


def test_topics_are_unknown_where_nothing_says_which_there_are(aws):
    unknown = Unknown("denied", "events:ListRules")

    topics = read(aws, event_rules=unknown, log_alarms=unknown)

    assert (topics.reason, topics.action, topics.untried) == (
        "denied",
        "events:ListRules",
        ("sns:ListSubscriptionsByTopic",),
    )
    assert read(aws, event_rules=(RegionalRules(region="eu-west-1", rules=unknown),)) == ()
