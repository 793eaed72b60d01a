"""The alarms of a practice account: planned, made, confirmed by whoever reads the mail, heard, and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import msgspec
import pytest

from rootward.checks.registry import BY_ID
from rootward.engine.judging import judge
from rootward.errors import GuardRefusedError, IncompleteError
from rootward.model.change import EventRuleChange
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.console import SignIn
from rootward.sandbox.faults import Deny, Fail
from rootward.sandbox.scenario.tables import Key, Rule, Scenario, Subscription, Topic, Trail
from tests.aws.practice import iam_of, session_of
from tests.checks.facts import ACCOUNT
from tests.workflows.four_gaps import FOUR_GAPS, four_gaps
from tests.workflows.patient import Patient, ends, statuses

HOME, QUIET, OTHER = "us-east-1", "eu-west-3", "ap-south-1"
CHECKS = ("root-use-alarm-missing", "identity-alarms-missing")
FACTS = (
    "identities",
    "regions",
    "trails",
    "event_rules",
    "log_alarms",
    "topics",
    "organization",
)
EMAIL = "alarms@acme.example"
TOPIC = f"arn:aws:sns:{HOME}:{ACCOUNT}:rootward-alerts"
ROLE = "rootward-event-forwarding"
ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
ROOT_PATTERN = json.dumps({"detail": {"userIdentity": {"type": ["Root"]}}})


def unheard(**other: Any) -> Scenario:
    """An account with a trail, three regions, a root with a key, and nobody who listens."""
    made: dict[str, Any] = {
        "regions": (HOME, QUIET, OTHER),
        "root": msgspec.structs.replace(FOUR_GAPS.root, keys=(Key(created=90.0),)),
        "trails": (Trail(name="all", created=400.0, region=HOME, bucket="acme-trail", multi_region=True),),
    }
    return four_gaps(**{**made, **other})


@contextmanager
def account(scenario: Scenario, folder: Path, patch: pytest.MonkeyPatch, **baseline: Any) -> Iterator[Patient]:
    """Somebody who applies plans to the account, and named who is to be told."""
    patch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    with serve(scenario, enforce=True) as sandbox:
        yield Patient(sandbox, folder, patch, **{"alarm_email": EMAIL, **baseline})


def verdicts(actor: Patient, *checks: str) -> dict[str, set[str]]:
    """What the account's facts say of each check now."""
    found: dict[str, set[str]] = {}
    for finding in judge(actor.account(*FACTS), [BY_ID[check] for check in checks], actor.baseline):
        found.setdefault(finding.check, set()).add(finding.status)
    return found


def root(sandbox: Sandbox, service: str, region: str) -> Any:
    """A client of the root user, by its access key."""
    from moto.iam.models import iam_backends

    with sandbox._application.backends.in_place():
        iam: Any = iam_backends[sandbox.account_id]["aws"]
        key = iam.root.access_keys[0]
    return boto3.Session(region_name=region).client(
        service,  # type: ignore[call-overload] # any service
        endpoint_url=sandbox.endpoint_url,
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret_access_key,
    )


def heard(sandbox: Sandbox) -> list[tuple[str, str]]:
    """Region and name of what was mailed, in the order of the events."""
    events = [json.loads(message.text) for message in sandbox.messages_to(EMAIL)]
    return [(event["region"], event["detail"]["eventName"]) for event in events]


def topics(sandbox: Sandbox) -> list[str]:
    """The names of the topics in the home region, whoever made them."""
    from moto.sns.models import sns_backends

    with sandbox._application.backends.in_place():
        return [topic.name for topic in sns_backends[sandbox.account_id][HOME].topics.values()]


def test_from_nobody_who_listens_to_every_region_heard_and_back(tmp_path, monkeypatch):
    with account(unheard(), tmp_path, monkeypatch) as actor:
        before = actor.account(*FACTS)
        plan = actor.plan(*CHECKS)

        # Two rules a region, a topic a check, the role and what it may do; one confirmation a check.
        assert len(plan.steps) == 2 * 3 + 2 + 2
        assert [step.gap.check for step in plan.guided] == list(CHECKS)
        assert plan.withheld == ()

        ran = actor.apply(plan)

        assert ran.error is None
        assert set(ends(ran).values()) == {"done"}
        assert statuses(ran) == set()  # the proof of both gaps is that of the guided steps
        assert verdicts(actor, CHECKS[0]) == {CHECKS[0]: {"fail"}}
        waiting = actor.plan(*CHECKS)
        assert waiting.steps == ()
        assert [step.gap.check for step in waiting.guided] == list(CHECKS)
        for step, topic in zip(waiting.guided, ("rootward-alerts", "rootward-identity-alerts"), strict=True):
            assert EMAIL in step.instruction
            assert f"to topic {topic};" in step.instruction
        root(actor.sandbox, "ec2", QUIET).describe_regions()
        assert actor.sandbox.messages_to(EMAIL) == []

        actor.sandbox.confirm_subscription(EMAIL)

        assert verdicts(actor, *CHECKS) == {check: {"pass"} for check in CHECKS}
        proved = actor.plan(*CHECKS)
        assert (proved.steps, proved.guided, proved.withheld) == ((), (), ())

        undone = actor.undo()

        assert set(ends(undone).values()) == {"done"}
        assert actor.account(*FACTS) == before


def test_what_root_only_looks_at_in_a_quiet_region_reaches_whoever_reads_the_mail(tmp_path, monkeypatch):
    with account(unheard(), tmp_path, monkeypatch) as actor:
        actor.apply(actor.plan(*CHECKS))
        actor.sandbox.confirm_subscription(EMAIL)

        root(actor.sandbox, "ec2", QUIET).describe_regions()
        root(actor.sandbox, "s3", OTHER).list_buckets()
        root(actor.sandbox, "iam", QUIET).list_users()
        actor.sandbox.do(SignIn())

        assert heard(actor.sandbox) == [
            (QUIET, "DescribeRegions"),
            (OTHER, "ListBuckets"),
            (HOME, "ListUsers"),
            (HOME, "ConsoleLogin"),
        ]


def test_whoever_fails_to_sign_in_as_root_sends_no_mail_by_root_s_topic(tmp_path, monkeypatch):
    with account(unheard(), tmp_path, monkeypatch) as actor:
        actor.apply(actor.plan(CHECKS[0]))
        actor.sandbox.confirm_subscription(EMAIL)
        actor.sandbox.do(SignIn(success=False))
        assert heard(actor.sandbox) == []

        actor.apply(actor.plan(CHECKS[1]))
        actor.sandbox.confirm_subscription(EMAIL)
        actor.sandbox.do(SignIn(success=False))
        assert heard(actor.sandbox) == [(HOME, "ConsoleLogin")]


SECURITY = "security@acme.example"
OF_OTHERS = (Topic(name="security", regions=(HOME,), subscriptions=(Subscription(endpoint=SECURITY),)),)


def test_where_somebody_hears_root_at_home_the_others_forward_and_each_event_is_told_once(tmp_path, monkeypatch):
    rule = Rule(name="root", regions=(HOME,), pattern=ROOT_PATTERN, topic="security", state=ALL_EVENTS)

    with account(unheard(topics=OF_OTHERS, rules=(rule,)), tmp_path, monkeypatch, alarm_email=None) as actor:
        plan = actor.plan(CHECKS[0])
        rules = [step.change for step in plan.steps if isinstance(step.change, EventRuleChange)]
        assert [(one.name, one.region) for one in rules] == [
            ("rootward-root-use", OTHER),
            ("rootward-root-use", QUIET),
        ]
        assert plan.guided == ()

        ran = actor.apply(plan)
        assert statuses(ran) == {"closed"}
        root(actor.sandbox, "ec2", QUIET).describe_regions()
        root(actor.sandbox, "ec2", HOME).describe_regions()

        told = [json.loads(message.text)["region"] for message in actor.sandbox.messages_to(SECURITY)]
        assert told == [QUIET, HOME]


def test_a_rule_of_rootward_s_that_was_made_weaker_is_set_right_and_given_back_by_an_undo(tmp_path, monkeypatch):
    weak = json.dumps({"detail": {"userIdentity": {"type": ["Root"]}, "eventName": ["ConsoleLogin"]}})
    rule = Rule(name="rootward-root-use", regions=(HOME,), pattern=weak, topic="security", state="DISABLED")

    with account(unheard(topics=OF_OTHERS, rules=(rule,)), tmp_path, monkeypatch) as actor:
        before = actor.account(*FACTS)

        ran = actor.apply(actor.plan(CHECKS[0]))
        assert set(ends(ran).values()) == {"done"}
        actor.sandbox.confirm_subscription(EMAIL)
        assert verdicts(actor, CHECKS[0]) == {CHECKS[0]: {"pass"}}
        root(actor.sandbox, "ec2", QUIET).describe_regions()
        assert heard(actor.sandbox) == [(QUIET, "DescribeRegions")]
        assert len(actor.sandbox.messages_to(SECURITY)) == 1  # whom others had told is told still

        assert set(ends(actor.undo()).values()) == {"done"}
        assert actor.account(*FACTS) == before


def test_a_run_that_stops_between_a_rule_and_its_targets_is_taken_up_again(tmp_path, monkeypatch):
    with account(unheard(), tmp_path, monkeypatch) as actor:
        plan = actor.plan(CHECKS[0])
        actor.sandbox.fault(Deny(actions=("events:PutTargets",)))

        assert actor.apply(plan).applied.ending == "stopped"
        actor.sandbox.no_faults()
        ran = actor.resume()

        assert ran.applied.ending == "complete"
        actor.sandbox.confirm_subscription(EMAIL)
        assert verdicts(actor, CHECKS[0]) == {CHECKS[0]: {"pass"}}


REFUSED_TARGETS = Fail(actions=("events:PutTargets",), status=400, code="ValidationException", moment="before", times=1)
"""AWS's answer where a role is not known to it: it "cannot be assumed by principal 'events.amazonaws.com'"."""


def test_a_role_that_was_just_made_may_not_be_known_to_eventbridge_at_once(tmp_path, monkeypatch):
    with account(unheard(), tmp_path, monkeypatch) as actor:
        actor.sandbox.fault(msgspec.structs.replace(REFUSED_TARGETS, regions=(QUIET, OTHER)))

        ran = actor.apply(actor.plan(CHECKS[0]))

        assert ran.error is None
        assert set(ends(ran).values()) == {"done"}
        assert sum(actor.slept) > 0


def test_a_role_that_was_there_before_is_not_waited_for(tmp_path, monkeypatch):
    with account(unheard(), tmp_path, monkeypatch) as actor:
        actor.apply(actor.plan(CHECKS[0]))
        actor.sandbox.fault(msgspec.structs.replace(REFUSED_TARGETS, regions=(QUIET, OTHER)))

        ran = actor.apply(actor.plan(CHECKS[1]))

        assert ran.applied.ending == "stopped"
        assert "unsure" in ends(ran).values()  # the rule is there, without its target


def test_what_a_run_made_in_part_is_taken_back_by_an_undo(tmp_path, monkeypatch):
    with account(unheard(), tmp_path, monkeypatch) as actor:
        before = actor.account(*FACTS)
        actor.sandbox.fault(Deny(actions=("sns:Subscribe",)))
        assert actor.apply(actor.plan(CHECKS[0])).applied.ending == "stopped"
        assert topics(actor.sandbox) == ["rootward-alerts"]
        actor.sandbox.no_faults()

        actor.undo()

        assert topics(actor.sandbox) == []
        assert actor.account(*FACTS) == before


def test_a_topic_of_the_name_that_somebody_else_made_is_left_alone(tmp_path, monkeypatch):
    theirs = (Topic(name="rootward-alerts", regions=(HOME,)),)

    with account(unheard(topics=theirs), tmp_path, monkeypatch) as actor:
        plan = actor.plan(CHECKS[0])

        with pytest.raises(GuardRefusedError, match="rootward-alerts was changed meanwhile"):
            actor.apply(plan)


# --- what is gone, and what is needed still


def test_a_topic_and_a_role_that_somebody_deleted_are_made_again(tmp_path, monkeypatch):
    with account(unheard(), tmp_path, monkeypatch) as actor:
        actor.apply(actor.plan(CHECKS[0]))
        actor.sandbox.confirm_subscription(EMAIL)
        iam = iam_of(actor.sandbox)
        iam.delete_role_policy(RoleName=ROLE, PolicyName="put-events")
        iam.delete_role(RoleName=ROLE)
        sns: Any = session_of(actor.sandbox).client("sns", HOME)
        sns.delete_topic(TopicArn=TOPIC)
        assert verdicts(actor, CHECKS[0]) == {CHECKS[0]: {"fail"}}

        plan = actor.plan(CHECKS[0])
        assert [step.change.target[0] for step in plan.steps] == ["topic", "role", "inline-policy"]
        assert set(ends(actor.apply(plan)).values()) == {"done"}

        actor.sandbox.confirm_subscription(EMAIL)
        assert verdicts(actor, CHECKS[0]) == {CHECKS[0]: {"pass"}}


def test_a_role_that_rules_of_a_later_run_need_is_not_taken_away_by_an_undo(tmp_path, monkeypatch):
    with account(unheard(), tmp_path, monkeypatch) as actor:
        actor.apply(actor.plan(CHECKS[0]))
        first = actor.journals()[-1].id
        actor.apply(actor.plan(CHECKS[1]))
        actor.sandbox.confirm_subscription(EMAIL)
        heard_all = verdicts(actor, *CHECKS)

        with pytest.raises(GuardRefusedError) as refused:
            actor.undo(first)

        assert "role rootward-event-forwarding or what it may do, which rule rootward-identity-changes in" in str(
            refused.value
        )
        assert "rootward undo" in (refused.value.advice or "")
        assert verdicts(actor, *CHECKS) == heard_all == {check: {"pass"} for check in CHECKS}

        actor.undo()
        assert set(ends(actor.undo(first)).values()) == {"done"}


@pytest.mark.parametrize("kind", ["rule", "alarm"])
def test_a_topic_that_others_use_meanwhile_is_not_taken_away_by_an_undo(tmp_path, monkeypatch, kind):
    with account(unheard(), tmp_path, monkeypatch) as actor:
        actor.apply(actor.plan(CHECKS[0]))
        session: Any = session_of(actor.sandbox)
        if kind == "rule":
            events = session.client("events", HOME)
            events.put_rule(Name="billing", EventPattern=json.dumps({"source": ["aws.billing"]}))
            events.put_targets(Rule="billing", Targets=[{"Id": "one", "Arn": TOPIC}])
        else:
            session.client("cloudwatch", HOME).put_metric_alarm(
                AlarmName="billing",
                Namespace="AWS/Billing",
                MetricName="EstimatedCharges",
                Statistic="Maximum",
                Period=21600,
                EvaluationPeriods=1,
                Threshold=100,
                ComparisonOperator="GreaterThanThreshold",
                OKActions=[TOPIC],
            )

        with pytest.raises(GuardRefusedError, match=f"topic rootward-alerts, which {kind} billing in us-east-1 would"):
            actor.undo()

        assert "rootward-alerts" in topics(actor.sandbox)


def test_where_nobody_may_say_who_needs_a_topic_it_stays(tmp_path, monkeypatch):
    with account(unheard(), tmp_path, monkeypatch) as actor:
        actor.apply(actor.plan(CHECKS[0]))
        actor.sandbox.deny("cloudwatch:DescribeAlarms")

        with pytest.raises(IncompleteError, match="what needs topic rootward-alerts could not be read"):
            actor.undo()

        assert topics(actor.sandbox) == ["rootward-alerts"]
