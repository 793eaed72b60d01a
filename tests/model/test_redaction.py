from __future__ import annotations

import json
from collections import Counter
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings

from rootward.checks.registry import CHECKS
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential import CertificateUse, ServerCertificate
from rootward.model.monitoring import EventRule, Organization, RegionalRules, RuleTarget, Topic
from rootward.model.redaction import ENDPOINT, RULES, redact
from rootward.model.unknown import Unknown
from rootward.model.used_actions import PrincipalUse, UsedAction, UsedActions
from tests.checks.facts import (
    ACCOUNT,
    NOW,
    account,
    active_key,
    ago,
    arn,
    group,
    identities,
    inline,
    key,
    leak_place,
    leaked_key,
    listed_key,
    machine_key,
    policy,
    report,
    role,
    root_row,
    service_access,
    trust,
    user,
    user_row,
    virtual_device,
)
from tests.contract.accounts import accounts

TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:acme-alerts"

FULL = account(
    alias="acme",
    endpoint="http://localstack.acme.internal:4566",
    identities=identities(
        users=(
            user(
                "ann",
                groups=("staff",),
                inline_policies=(inline("acme-own", policy({"Effect": "Allow", "Action": "*", "Resource": "*"})),),
                tags={"acme:Owner": "ann of acme, 030 1234567"},
            ),
        ),
        groups=(group("staff"),),
        roles=(
            role(
                "vendor",
                trust_policy=trust({"AWS": "arn:aws:iam::999988887777:role/acme"}),
                instance_profiles=(arn("instance-profile", "acme"),),
            ),
        ),
    ),
    credential_report=report(root_row(), user_row("ann", keys=(active_key(400), key()))),
    access_keys=(listed_key("ann", 400, id="AKIA" + "EXAMPLE2" * 2),),
    machine_keys=(
        machine_key(
            id="AKIA" + "EXAMPLE2" * 2, path="/home/mark/acme/.aws/credentials", profile="acme", readable_by="others"
        ),
        Unknown("failed", None, "the AWS configuration file: Permission denied"),
    ),
    leaked_keys=(
        leaked_key(
            "ann",
            leak={
                "id": "AKIA" + "EXAMPLE2" * 2,
                "places": (leak_place(root="/home/mark/acme", path="team/web.env", commit="web0", fingerprint="acme"),),
            },
            last_used=ago(3),
            service="s3",
        ),
    ),
    virtual_mfa_devices=(virtual_device(arn("user", "ann")),),
    organization=Organization(id="o-acme", management_account="999988887777", feature_set="ALL"),
    event_rules=(
        RegionalRules(
            region="eu-west-1",
            rules=(
                EventRule(
                    name="acme-root",
                    arn="arn",
                    region="eu-west-1",
                    state="ENABLED",
                    pattern='{"detail": {"userIdentity": {"type": ["Root"], "accountId": ["123456789012"]}}}',
                    targets=(RuleTarget(id="acme", arn=TOPIC, role=arn("role", "vendor")),),
                ),
            ),
        ),
    ),
    service_access=(
        service_access(arn("user", "ann"), {"s3": 3.0}),
        service_access(arn("role", "vendor"), Unknown("failed", None, "no report of the role vendor")),
    ),
    topics=(Topic(arn=TOPIC, subscriptions=Unknown("denied", "sns:ListSubscriptionsByTopic", "no topic of ann's")),),
    used_actions=UsedActions(
        since=ago(90),
        until=ago(0),
        principals=(
            PrincipalUse(
                principal=arn("user", "ann"),
                kind="user",
                used=(UsedAction(action="s3:GetObject", count=1, first=ago(9), last=ago(3)),),
            ),
        ),
    ),
)


def text_fields(struct: type) -> set[str]:
    """The fields of a struct that may hold text, alone or in a tuple."""

    def holds_text(annotation: Any) -> bool:
        if get_origin(annotation) in {Union, UnionType, tuple, dict}:
            return any(holds_text(part) for part in get_args(annotation))
        literals = get_args(annotation)
        return annotation is str or bool(literals and isinstance(literals[0], str))

    return {name for name, annotation in get_type_hints(struct).items() if holds_text(annotation)}


def structs(annotation: Any) -> set[type]:
    """Every struct that an account may hold."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        found = {annotation}
        for inner in get_type_hints(annotation).values():
            found |= structs(inner) if inner is not annotation else set()
        return found
    return {one for part in get_args(annotation) for one in structs(part)}


def test_every_text_of_the_model_has_a_rule():
    held = structs(Account)

    assert {struct.__name__: text_fields(struct) - set(RULES[struct]) for struct in held} == {
        struct.__name__: set() for struct in held
    }
    assert set(RULES) == held


def test_nothing_of_whose_account_it_is_is_left():
    text = msgspec.json.encode(redact(FULL)).decode()

    told_by = (ACCOUNT, "999988887777", "acme", "ann", "mark", "staff", "vendor", "AKIA", "internal", "web", "team")
    for told in (*told_by, "Owner", "owner", "1234567"):
        assert told not in text


def test_what_belongs_together_still_does():
    redacted: Any = redact(FULL)

    assert redacted.event_rules[0].rules[0].targets[0].arn == redacted.topics[0].arn
    assert redacted.event_rules[0].rules[0].targets[0].role == redacted.identities.roles[0].arn
    assert redacted.identities.users[0].name == redacted.credential_report.users[0].user
    assert redacted.identities.users[0].arn == redacted.credential_report.users[0].arn
    assert redacted.machine_keys[0].id == redacted.access_keys[0].id
    assert redacted.leaked_keys[0].leak.id == redacted.access_keys[0].id
    assert redacted.access_keys[0].user == redacted.leaked_keys[0].user == redacted.identities.users[0].name
    assert redacted.identities.users[0].groups == (redacted.identities.groups[0].name,)
    assert redacted.virtual_mfa_devices[0].user_arn == redacted.identities.users[0].arn
    assert redacted.service_access[0].arn == redacted.identities.users[0].arn
    assert redacted.service_access[1].arn == redacted.identities.roles[0].arn
    assert redacted.used_actions.principals[0].principal == redacted.identities.users[0].arn
    assert redacted.root_arn == redacted.credential_report.root.arn
    assert redacted.endpoint == ENDPOINT


def test_which_services_are_used_and_since_when_stays():
    redacted: Any = redact(FULL)

    (service,) = redacted.service_access[0].services
    assert (service.namespace, service.name, service.last_attempt) == ("s3", "S3", ago(3))


@pytest.mark.parametrize("team", ["web", "4711", "true"])
@pytest.mark.parametrize("operator", ["StringEquals", "StringLike"])
def test_a_policy_that_tests_a_tag_still_takes_in_who_has_it(team, operator):
    condition = {operator: {"aws:principaltag/team": team}}
    of_team = inline("own", policy({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}))
    ann = user("ann", tags={"Team": team}, inline_policies=(of_team,))

    redacted: Any = redact(account(identities=identities(users=(ann,))))

    (shown,) = redacted.identities.users
    ((key, value),) = shown.tags.items()
    (statement,) = json.loads(shown.inline_policies[0].document)["Statement"]
    assert statement["Condition"] == {operator: {f"aws:principaltag/{key}": value}}


def test_the_same_account_is_redacted_the_same():
    assert redact(FULL) == redact(FULL)


def test_an_account_of_which_nothing_was_read_is_redacted_too():
    nothing = Account(taken_at=FULL.taken_at, id=ACCOUNT)

    assert redact(nothing) == msgspec.structs.replace(nothing, id="000000000001")


@settings(max_examples=100)
@given(accounts())
def test_every_check_comes_to_the_same_verdicts(facts):
    redacted = redact(facts)
    for check in CHECKS:
        before = Counter((one.status, one.severity) for one in check.judge(facts, Baseline()))
        after = Counter((one.status, one.severity) for one in check.judge(redacted, Baseline()))
        assert after == before, check.id


def test_a_use_names_the_certificate_that_the_list_names():
    old = ServerCertificate(name="shop", arn=arn("server-certificate", "shop"), expires=NOW, id="ASCAEXAMPLE")
    uses = (
        CertificateUse(certificate=old.arn, used_by="listener 443 of load balancer shop-web in eu-west-1"),
        CertificateUse(certificate=old.id, used_by="distribution E1SHOP"),
    )
    hidden: Any = redact(account(server_certificates=(old,), certificate_uses=uses))

    (one,) = hidden.server_certificates
    assert [use.certificate for use in hidden.certificate_uses] == [one.arn, one.id]
    told = " ".join(use.used_by for use in hidden.certificate_uses)
    assert told.startswith("listener ")
    assert "shop" not in told.lower()
