from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from rootward.checks.identities.unused_permissions import CHECK
from rootward.model.finding import Evidence
from rootward.model.unknown import Unknown
from rootward.model.used_actions import PrincipalUse, UnmappedCall, UsedAction, UsedActions
from tests.checks.asking import only, verdicts
from tests.checks.facts import ACCOUNT, NOW, account, ago, arn, denied, group, identities, role, service_access, user

ANN = arn("user", "ann")
BOB = arn("user", "bob")
BEYOND = Unknown("not_collected", "iam:GenerateServiceLastAccessedDetails", "50 are asked about; --deep asks of all")


def using(services, **fields):
    """An account whose one user, ann, was granted these services."""
    return account(
        identities=identities(users=(user("ann", **fields),)), service_access=(service_access(ANN, services),)
    )


def of_ann(services, **fields):
    return only(CHECK, using(services, **fields))


@pytest.mark.parametrize(
    ("services", "status"),
    [
        ({"s3": 3}, "pass"),
        ({"s3": 90.9}, "pass"),
        ({"s3": 91}, "fail"),
        ({"s3": None}, "fail"),
        ({"s3": 3, "ec2": 0.1}, "pass"),
        ({"s3": 3, "ec2": None}, "fail"),
        ({}, "pass"),
        (Unknown("failed", "iam:GetServiceLastAccessedDetails", "no report"), "unknown"),
    ],
)
def test_every_granted_service_must_have_been_used_in_the_last_90_days(services, status):
    assert of_ann(services).status == status


def test_the_window_is_the_baseline_s():
    facts = using({"s3": 91})

    assert only(CHECK, facts, unused_permission_days=91).status == "pass"
    assert only(CHECK, facts, unused_permission_days=30).status == "fail"


def test_the_message_counts_and_names_the_first_and_what_would_have_been_enough():
    verdict = of_ann({"s3": 2, "ec2": 80, **dict.fromkeys(("sqs", "sns", "kms", "rds", "ecs", "eks", "ses"))})

    assert verdict.message == (
        "ann did not use 7 of 9 granted services in 90 days (denied attempts count as use): ecs, eks, kms, rds, ses"
        " and 2 more; services used: ec2, s3; a policy that allows only these would have been enough"
    )


def test_the_evidence_holds_the_smaller_policy_on_one_line():
    verdict = of_ann({"s3": 2, "ec2": 1, "sqs": 200})

    assert verdict.evidence == (
        Evidence("service-last-accessed", NOW, "services granted", 3),
        Evidence("service-last-accessed", NOW, "services not used", 1),
        Evidence(
            "service-last-accessed",
            NOW,
            "a policy that would have been enough",
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:*","s3:*"],"Resource":"*"}]}',
        ),
    )


def test_who_used_nothing_needs_no_policy():
    verdict = of_ann({"s3": None, "iam": None})

    assert verdict.message == (
        "ann did not use 1 of 2 granted services in 90 days (denied attempts count as use): s3; it used none"
    )
    assert [one.fact for one in verdict.evidence] == ["services granted", "services not used"]


def test_iam_is_never_called_unused_since_passing_a_role_leaves_no_trace():
    assert of_ann({"lambda": 1, "iam": None}).status == "pass"
    assert of_ann({"lambda": 1, "iam": None, "s3": None}).message.endswith(
        "would have been enough, but for iam:PassRole, which AWS does not track"
    )
    assert "iam:*" in str(of_ann({"lambda": 1, "iam": 89, "s3": None}).evidence[2].value)


@pytest.mark.parametrize(("age", "status"), [(6, "not_applicable"), (90.9, "not_applicable"), (91, "fail")])
def test_who_is_younger_than_the_window_is_not_judged(age, status):
    assert of_ann({"s3": None}, created=ago(age)).status == status


def test_a_role_is_judged_like_a_user():
    facts = account(
        identities=identities(roles=(role("web"),)), service_access=(service_access(arn("role", "web"), {"s3": None}),)
    )

    assert only(CHECK, facts).message.startswith("web did not use 1 of 1")


def test_break_glass_identities_are_meant_to_use_nothing():
    verdict = only(CHECK, using({"s3": None}), break_glass=(ANN,))

    assert (verdict.status, verdict.message) == ("not_applicable", "ann is kept for emergencies (break_glass)")


def test_who_is_meant_to_administer_is_meant_to_use_a_part_of_it():
    member = identities(users=(user("ann", groups=("administrators",)),), groups=(group("administrators"),))
    facts = account(identities=member, service_access=(service_access(ANN, {"s3": None}),))

    verdict = only(CHECK, facts)

    assert verdict.status == "not_applicable"
    assert verdict.message == "ann is meant to administer the account (admin_path)"
    assert only(CHECK, facts, admin_path=("role/x",)).status == "fail"
    assert only(CHECK, using({"s3": None}), admin_path=("user/a*",)).status == "not_applicable"


def test_mail_over_smtp_is_no_use_that_aws_tells():
    name = "ses-smtp-user.1"
    facts = account(
        identities=identities(users=(user(name),)), service_access=(service_access(arn("user", name), {"ses": None}),)
    )

    assert only(CHECK, facts).status == "not_applicable"


def test_nobody_to_ask_about_is_a_pass():
    verdict = only(CHECK, account(identities=identities(users=(user("ann"),)), service_access=()))

    assert (verdict.status, verdict.resource) == ("pass", f"AWS::::Account:{ACCOUNT}")


@pytest.mark.parametrize("fact", ["identities", "service_access"])
def test_without_either_list_nothing_is_known(fact):
    verdict = only(CHECK, account(**{fact: denied("iam:X")}))

    assert (verdict.status, verdict.unknowns) == ("unknown", (denied("iam:X"),))


def test_those_beyond_the_first_are_one_unknown_that_names_deep():
    facts = account(
        identities=identities(users=(user("ann"), user("bob"), user("new", created=NOW - timedelta(days=1)))),
        service_access=tuple(service_access(arn("user", name), BEYOND) for name in ("ann", "bob", "new")),
    )

    (one,) = [verdict for verdict in verdicts(CHECK, facts) if verdict.status == "unknown"]
    assert one.message == "cannot tell of 2 users and roles: 50 are asked about; --deep asks of all"
    assert (one.resource, one.unknowns) == (f"AWS::::Account:{ACCOUNT}", (BEYOND,))


def test_an_identity_that_is_no_more_listed_cannot_be_told():
    facts = account(identities=identities(users=(user("ann"),)), service_access=(service_access(BOB, {"s3": None}),))

    verdict = only(CHECK, facts)
    assert (verdict.status, verdict.resource) == ("unknown", BOB)


def used_action(name, days=1.0):
    return UsedAction(action=name, count=1, first=ago(days), last=ago(days))


def with_log(services, *names, denied=(), **fields):
    """The same, with a log of 100 days that shows what ann used, and what was refused to her."""
    use = PrincipalUse(
        principal=ANN, kind="user", used=tuple(map(used_action, names)), denied=tuple(map(used_action, denied))
    )
    log = {"since": ago(100), "until": ago(0.1), "principals": (use,), "without_data_events": ("s3",), **fields}
    return msgspec.structs.replace(using(services), used_actions=UsedActions(**log))


def test_by_a_log_what_was_refused_is_no_use():
    verdict = only(CHECK, with_log({"ec2": 1, "rds": 1}, "ec2:DescribeVpcs", denied=("rds:CreateDBInstance",)))

    assert verdict.status == "fail"
    assert verdict.message == (
        "ann did not use 1 of 2 granted services in 90 days (by CloudTrail a refused attempt is no use): rds;"
        " every call of rds was refused; services used: ec2; a policy that allows only these would have been enough"
    )
    told = {one.fact: (one.source, one.value) for one in verdict.evidence}
    assert told["actions used"] == ("cloudtrail", 1)
    _, enough = told["a policy that would have been enough"]
    assert isinstance(enough, str)
    assert '"Action":["ec2:DescribeVpcs"]' in enough


def test_calls_whose_action_is_not_known_are_counted():
    facts = with_log({"ec2": 1}, "ec2:DescribeVpcs")
    strange = UnmappedCall(source="s3.amazonaws.com", name="Do", count=7, reason="", services=("s3",))
    use = msgspec.structs.replace(facts.used_actions.principals[0], unmapped=(strange,))
    log = msgspec.structs.replace(facts.used_actions, principals=(use,))

    told = only(CHECK, msgspec.structs.replace(facts, used_actions=log)).evidence
    assert [one.value for one in told if one.fact == "calls whose action is not known"] == [7]


def test_a_log_knows_of_a_use_that_iam_does_not_show_yet():
    assert only(CHECK, with_log({"ec2": None}, "ec2:DescribeVpcs")).status == "pass"


def test_of_services_without_data_events_iam_s_word_stays():
    verdict = only(
        CHECK, with_log({"s3": 1, "ec2": 1, "rds": None}, "ec2:DescribeVpcs", denied=("s3:ListAllMyBuckets",))
    )

    assert '"Action":["ec2:DescribeVpcs","s3:*"]' in str(verdict.evidence[-1].value)


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"since": ago(30)}, "it begins on"), ({"unread": 1}, "could not be read"), ({"missing_days": 1}, "it lacks 1")],
)
def test_a_log_that_does_not_cover_the_time_settles_nothing(fields, why):
    verdict = only(CHECK, with_log({"ec2": 1, "rds": 1}, "ec2:DescribeVpcs", denied=("rds:Do",), **fields))

    assert verdict.status == "pass"
    (said,) = [one for one in verdict.evidence if one.fact == "the log settles nothing"]
    assert isinstance(said.value, str)
    assert why in said.value


def test_a_log_without_anything_by_the_identity_says_so():
    facts = msgspec.structs.replace(using({"ec2": 1}), used_actions=with_log({}, "iam:ListUsers").used_actions)
    of_bob = msgspec.structs.replace(facts.used_actions.principals[0], principal=BOB)
    facts = msgspec.structs.replace(
        facts, used_actions=msgspec.structs.replace(facts.used_actions, principals=(of_bob,))
    )
    verdict = only(CHECK, facts)

    assert verdict.status == "pass"
    assert [(one.fact, one.value) for one in verdict.evidence if one.source == "cloudtrail"][-1] == ("events by it", 0)


def test_a_log_that_could_not_be_read_leaves_a_pass_open_and_a_failure_as_it_is():
    failed = Unknown("failed", None, "log.json.gz: it is damaged")

    (one,) = verdicts(CHECK, msgspec.structs.replace(using({"ec2": 1}), used_actions=failed))
    assert (one.status, one.unknowns) == ("unknown", (failed,))
    assert only(CHECK, msgspec.structs.replace(using({"ec2": None}), used_actions=failed)).status == "fail"
