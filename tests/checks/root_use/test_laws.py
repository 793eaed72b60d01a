"""Laws 1 and 10 for this practice, down to the smallest read and the innermost list."""

from __future__ import annotations

import json
from itertools import combinations

import msgspec
import pytest

from rootward.checks.root_use import CHECKS
from rootward.model.monitoring import AlternateContact, NeedlessUse, PrimaryContact, RootActivity, RuleTarget
from rootward.model.unknown import Blocked, Unknown
from tests.checks.asking import status, verdicts
from tests.checks.facts import ACCOUNT, account, ago, denied, report, root_row
from tests.checks.root_use.monitoring import (
    AUDIT_ACCOUNT,
    HOME_BUS,
    LOG_GROUP,
    alarm,
    by_alarms,
    by_rules,
    log_alarms,
    metric_filter,
    organization,
    rule,
    rules,
    selector,
    silent,
    topic,
    trail,
)

FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:to-slack"
ELSEWHERE = f"arn:aws:events:us-east-1:{AUDIT_ACCOUNT}:event-bus/default"
SIGN_INS = json.dumps({"detail": {"eventName": ["ConsoleLogin"]}})

ACCOUNTS = {
    "heard by rules": by_rules(),
    "heard by alarms": by_alarms(organization=organization()),
    "silent": silent(),
    "without a trail": silent(trails=()),
    "a trail that stopped": by_alarms(trails=(trail(log_group=LOG_GROUP, logging=False),)),
    "a trail that only reads": by_rules(trails=(trail(selectors=(selector(read_write="ReadOnly"),)),)),
    "unconfirmed": by_rules(topics=(topic(confirmed=(False,)),)),
    "one region unheard": by_rules(event_rules=(rules("eu-west-1"), rules("us-east-1", rule("us-east-1")))),
    "one region blocked": by_rules(
        event_rules=(rules("eu-west-1", rules=Blocked()), rules("us-east-1", rule("us-east-1")))
    ),
    "two of everything": by_alarms(
        trails=(trail("one", log_group=LOG_GROUP), trail("two", log_group=LOG_GROUP)),
        event_rules=(
            rules("eu-west-1", rule("eu-west-1", HOME_BUS, name="b"), rule("eu-west-1", HOME_BUS, name="a")),
            rules("us-east-1", rule("us-east-1", name="d"), rule("us-east-1", name="c")),
        ),
    ),
    "two dead ends": by_rules(
        event_rules=(
            rules("eu-west-1", rule("eu-west-1", None, name="b"), rule("eu-west-1", None, name="a")),
            rules("us-east-1", rule("us-east-1", None, name="d"), rule("us-east-1", None, name="c")),
        ),
        trails=(trail("two", validates_files=False), trail("one", validates_files=False)),
    ),
    "two doubts": by_rules(
        event_rules=(
            rules("eu-west-1", rules=denied("events:ListRules")),
            rules("us-east-1", rules=denied("events:ListRules")),
        ),
        trails=(trail("two", logging=denied("x:Y")), trail("one", logging=denied("x:Y"))),
    ),
    "a function": by_rules(event_rules=(rules("us-east-1", rule("us-east-1", FUNCTION)),), regions=("us-east-1",)),
    "the audit account": by_rules(
        event_rules=(rules("us-east-1", rule("us-east-1", ELSEWHERE)),), regions=("us-east-1",)
    ),
    "two targets": by_rules(
        event_rules=(
            rules("eu-west-1", rule("eu-west-1", HOME_BUS, state="ENABLED")),
            rules(
                "us-east-1",
                rule(
                    "us-east-1",
                    targets=(RuleTarget(id="one", arn=FUNCTION), RuleTarget(id="two", arn=HOME_BUS)),
                    pattern=SIGN_INS,
                ),
            ),
        )
    ),
    "an unreadable rule": by_rules(event_rules=(rules("us-east-1", rule("us-east-1", pattern="{")),)),
    "a quiet alarm": by_alarms(
        log_alarms=(log_alarms(metric_filters=(metric_filter(),), alarms=(alarm(threshold=9.0),)),)
    ),
    "a member": silent(organization=organization("111122223333"), organization_features=()),
    "central root on": silent(organization=organization(), organization_features=("RootCredentialsManagement",)),
    "central root off": silent(organization=organization(), organization_features=()),
    "root used": account(credential_report=report(root_row(password_last_used=ago(3)))),
    "root used where it must": account(
        credential_report=report(root_row(password_last_used=ago(3))),
        root_activity=RootActivity(since=ago(60), newest=ago(3), all_required=True, sign_ins=((ago(3), ago(3)),)),
    ),
    "root used, and its log is silent": account(
        credential_report=report(root_row(password_last_used=ago(3))),
        root_activity=RootActivity(since=ago(60), until=ago(0), all_required=True),
    ),
    "root seen by cloudtrail": account(root_activity=RootActivity(since=ago(60), newest=ago(3))),
    "root at daily work": account(
        root_activity=RootActivity(
            since=ago(60),
            until=ago(0),
            newest=ago(3),
            needless=(
                NeedlessUse(at=ago(3), event_id="2", name="CreateBucket", source="s3.amazonaws.com"),
                NeedlessUse(at=ago(9), event_id="1", name="CreateUser", source="iam.amazonaws.com"),
            ),
            needless_count=2,
        )
    ),
    "root asleep by its log": account(root_activity=RootActivity(since=ago(60), until=ago(0), all_required=True)),
    "a young account": account(credential_report=report(root_row(created=ago(3), password_last_used=ago(3)))),
    "contacts": account(
        security_contact=AlternateContact(has_email=True), primary_contact=PrimaryContact(filled=("FullName",))
    ),
    "no contacts": account(security_contact=None, primary_contact=None),
}


def reads_of(value, path=()):
    """Where in the account something stands that could not have been read: a field whose type allows an Unknown."""
    if isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(type(value)):
            held = getattr(value, field.name)
            if "Unknown" in str(field.type) and not isinstance(held, Unknown):
                yield (*path, field.name)
            yield from reads_of(held, (*path, field.name))
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from reads_of(one, (*path, index))


def without(value, path):
    """The same account, with the read at `path` denied."""
    if not path or isinstance(value, Unknown):
        return denied("a:Read")
    step, *rest = path
    if isinstance(step, int):
        return tuple(without(one, rest) if index == step else one for index, one in enumerate(value))
    return msgspec.structs.replace(value, **{step: without(getattr(value, step), rest)})


def answers(facts):
    return {check.id: status(check, facts) for check in CHECKS}


def test_the_places_of_denials_are_found():
    found = set(reads_of(by_rules()))

    assert ("trails", 0, "logging") in found
    assert ("event_rules", 1, "rules", 0, "targets") in found
    assert ("topics", 0, "subscriptions") in found


@pytest.mark.parametrize("name", ACCOUNTS)
def test_no_denied_read_makes_an_answer_better(name):
    facts = ACCOUNTS[name]
    before = answers(facts)
    places = list(reads_of(facts))
    for denials in [*((place,) for place in places), *combinations([one for one in places if len(one) < 3], 2)]:
        changed = facts
        for place in denials:
            changed = without(changed, place)
        for check, after in answers(changed).items():
            if before[check] in {"fail", "unknown"}:
                assert after in {"fail", "unknown"}, (check, denials)


def test_with_every_read_denied_nothing_passes():
    facts = by_rules()
    for place in [one for one in reads_of(facts) if len(one) == 1]:
        facts = without(facts, place)

    assert set(answers(facts).values()) == {"unknown"}


def turned(value):
    """The same facts, each list that AWS orders as it likes turned around. Pairs of a metric's names are no list."""
    if isinstance(value, msgspec.Struct):
        held = {name: turned(getattr(value, name)) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **held)
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return value[::-1]
    return tuple(turned(one) for one in value[::-1]) if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", ACCOUNTS)
def test_the_order_in_which_aws_lists_things_changes_no_word(name):
    facts = ACCOUNTS[name]
    monitoring = (
        "trails",
        "event_rules",
        "log_alarms",
        "topics",
        "regions",
        "organization_features",
        "primary_contact",
    )
    other = msgspec.structs.replace(facts, **{fact: turned(getattr(facts, fact)) for fact in monitoring})

    for check in CHECKS:
        assert verdicts(check, other) == verdicts(check, facts)
