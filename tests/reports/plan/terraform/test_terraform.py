"""A plan as Terraform: each kind of change, references between them, and what is left."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given, settings

from rootward.model.change import TrailLoggingChange
from rootward.model.monitoring import RuleTarget
from rootward.reports.plan.terraform import terraform
from rootward.reports.plan.terraform.pen import slug
from tests.checks.facts import ACCOUNT, allow, arn, policy, trust
from tests.contract.hostile import NAMES
from tests.contract.names import anything
from tests.reports.plan.as_code.coded import (
    ADMINISTRATOR,
    BOTH,
    DELIVERY,
    FOUNDING,
    LOGS,
    MONITORING,
    OWN_DEVICE,
    PATTERN,
    REPLACING,
    SWITCHING,
    TAKING,
    binding,
    bucket,
    bucket_policy,
    hostile,
    logging,
    password,
    planned,
    regional,
    role,
    rule,
    topic,
    trail,
)
from tests.reports.plan.as_code.test_division import plans
from tests.reports.plan.hostile import OBEYED
from tests.reports.plan.plans import (
    EMPTY,
    FULL,
    STRICT,
    UNDO,
    attachment,
    group,
    inline,
    member,
    password_change,
    plan,
    step,
)
from tests.reports.plan.terraform.reading import read


def resources(*stages):
    return read(terraform(planned(*stages)))["resource"]


def test_a_group_with_its_policies_and_members():
    found = resources(
        [group("require-mfa", path="/staff/")],
        [attachment("group", "require-mfa"), inline("group", "require-mfa", None, OWN_DEVICE)],
        [member("ann", "require-mfa")],
    )

    assert found == {
        "aws_iam_group.require_mfa": {"name": "require-mfa", "path": "/staff/"},
        "aws_iam_group_policy_attachment.require_mfa_readonlyaccess": {
            "group": "${aws_iam_group.require_mfa.name}",
            "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
        },
        "aws_iam_group_policy.require_mfa_inline": {
            "name": "inline",
            "group": "${aws_iam_group.require_mfa.name}",
            "policy": json.loads(OWN_DEVICE),
        },
        "aws_iam_user_group_membership.ann_in_require_mfa": {
            "user": "ann",
            "groups": ["${aws_iam_group.require_mfa.name}"],
            "depends_on": [
                "${aws_iam_group_policy.require_mfa_inline}",
                "${aws_iam_group_policy_attachment.require_mfa_readonlyaccess}",
            ],
        },
    }


def test_a_variable_of_iams_is_no_template():
    code = terraform(FOUNDING)

    assert '"arn:aws:iam::*:user/$${aws:username}"' in code
    assert "user/${aws:username}" in json.dumps(read(code)["resource"])


def test_a_user_and_a_role_are_referred_to_by_what_needs_them():
    found = read(terraform(FOUNDING))["resource"]

    assert found["aws_iam_user.bob"] == {"name": "bob", "path": "/staff/"}
    assert found["aws_iam_role.support"] == {
        "name": "support",
        "description": "Opens cases with AWS Support",
        "assume_role_policy": json.loads(trust({"AWS": arn("user", "ann")})),
    }
    assert found["aws_iam_role_policy_attachment.support_awssupportaccess"]["role"] == "${aws_iam_role.support.name}"
    assert found["aws_iam_user_group_membership.bob_in_admins"] == {
        "user": "${aws_iam_user.bob.name}",
        "groups": ["${aws_iam_group.admins.name}"],
        "depends_on": ["${aws_iam_group_policy_attachment.admins_administratoraccess}"],
    }
    assert found["aws_iam_group_policy_attachment.admins_administratoraccess"]["policy_arn"] == ADMINISTRATOR


def test_what_is_there_already_is_named_and_not_referred_to():
    (found,) = resources([attachment("user", "ann")]).values()

    assert found == {"user": "ann", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}


def test_the_password_policy_says_every_rule_of_the_policy():
    (found,) = resources([password_change(None, STRICT)]).values()

    assert found == {
        "minimum_password_length": 14,
        "require_lowercase_characters": True,
        "require_uppercase_characters": True,
        "require_numbers": True,
        "require_symbols": True,
        "allow_users_to_change_password": True,
        "hard_expiry": False,
        "max_password_age": 90,
        "password_reuse_prevention": 24,
    }


def test_what_does_not_expire_has_no_age():
    never = msgspec.structs.replace(STRICT, max_age_days=None, reuse_prevention=None)
    (found,) = resources([password_change(None, never)]).values()

    assert not {"max_password_age", "password_reuse_prevention"} & set(found)


def test_a_trail_waits_for_its_bucket_and_the_policy_of_it():
    found = resources([bucket()], [bucket_policy()], [trail()], [logging()])

    assert found == {
        "aws_s3_bucket.acme_trail_logs": {"provider": "${aws.us_east_1}", "bucket": LOGS},
        "aws_s3_bucket_policy.acme_trail_logs": {
            "provider": "${aws.us_east_1}",
            "bucket": "${aws_s3_bucket.acme_trail_logs.id}",
            "policy": json.loads(DELIVERY),
        },
        "aws_cloudtrail.rootward": {
            "provider": "${aws.us_east_1}",
            "name": "rootward",
            "s3_bucket_name": "${aws_s3_bucket.acme_trail_logs.id}",
            "is_multi_region_trail": True,
            "include_global_service_events": True,
            "enable_log_file_validation": True,
            "enable_logging": True,
            "depends_on": ["${aws_s3_bucket_policy.acme_trail_logs}"],
        },
    }


def test_a_trail_that_nobody_switches_on_stays_silent():
    found = resources([trail()])

    assert found["aws_cloudtrail.rootward"]["enable_logging"] is False
    assert found["aws_cloudtrail.rootward"]["s3_bucket_name"] == LOGS


def test_a_rule_tells_the_topic_of_its_region():
    found = resources([topic("eu-west-1")], [rule("eu-west-1")])

    assert found["aws_sns_topic.rootward_root_eu_west_1"] == {
        "provider": "${aws.eu_west_1}",
        "name": "rootward-root",
        "policy": json.loads(topic("eu-west-1").policy),
    }
    assert found["aws_sns_topic_subscription.rootward_root_eu_west_1"] == {
        "provider": "${aws.eu_west_1}",
        "topic_arn": "${aws_sns_topic.rootward_root_eu_west_1.arn}",
        "protocol": "email",
        "endpoint": "security@example.com",
    }
    assert found["aws_cloudwatch_event_rule.rootward_root_eu_west_1"] == {
        "provider": "${aws.eu_west_1}",
        "name": "rootward-root",
        "description": "Tells when root signs in",
        "event_pattern": json.loads(PATTERN),
        "state": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
    }
    assert found["aws_cloudwatch_event_target.rootward_root_eu_west_1"] == {
        "provider": "${aws.eu_west_1}",
        "rule": "${aws_cloudwatch_event_rule.rootward_root_eu_west_1.name}",
        "target_id": "topic",
        "arn": "${aws_sns_topic.rootward_root_eu_west_1.arn}",
    }


def test_a_rule_whose_target_is_there_names_it_and_the_role_that_the_plan_makes():
    bus = RuleTarget(id="bus", arn=regional("events", "event-bus/all", "us-east-1"), role=arn("role", "events"))
    found = resources([role("events", {"Service": "events.amazonaws.com"})], [rule("us-east-1", None, bus)])
    target = found["aws_cloudwatch_event_target.rootward_root_us_east_1"]

    assert target["arn"] == regional("events", "event-bus/all", "us-east-1")
    assert target["role_arn"] == "${aws_iam_role.events.arn}"


def test_each_region_that_is_used_has_a_provider_for_the_one_account():
    found = read(terraform(MONITORING))

    assert found["provider"] == [
        {"aws": {"region": "us-east-1", "allowed_account_ids": [ACCOUNT]}},
        {"aws": {"alias": "eu_west_1", "region": "eu-west-1", "allowed_account_ids": [ACCOUNT]}},
        {"aws": {"alias": "us_east_1", "region": "us-east-1", "allowed_account_ids": [ACCOUNT]}},
    ]
    assert found["resource"]["aws_accessanalyzer_analyzer.rootward_eu_west_1"] == {
        "provider": "${aws.eu_west_1}",
        "analyzer_name": "rootward",
        "type": "ACCOUNT",
    }
    assert found["resource"]["aws_account_alternate_contact.security"]["phone_number"] == "+1 555 0100"


@pytest.mark.parametrize(
    ("partition", "home"),
    [("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1"), ("aws-eusc", "eusc-de-east-1")],
)
def test_iam_is_asked_where_the_partition_has_it(partition, home):
    account = msgspec.structs.replace(FULL.account, partition=partition)
    found = read(terraform(msgspec.structs.replace(FOUNDING, account=account)))

    assert found["provider"][0]["aws"]["region"] == home


def test_what_becomes_another_is_imported_first():
    code = terraform(planned(REPLACING))
    found = read(code)

    assert found["import"] == [
        {"to": "${aws_iam_account_password_policy.account}", "id": "iam-account-password-policy"},
        {"to": "${aws_iam_user_policy.ann_inline}", "id": "ann:inline"},
        {"to": "${aws_s3_bucket_policy.acme_trail_logs}", "id": LOGS},
    ]
    assert set(found["resource"]) == {one["to"][2:-1] for one in found["import"]}
    assert "'terraform destroy' deletes it" in code
    assert "aws cloudtrail update-trail --region us-east-1 --name rootward" in code
    assert "aws events put-rule --region us-east-1 --name rootward-root" in code


def test_what_is_new_is_not_imported():
    assert read(terraform(FOUNDING))["import"] == []
    assert "terraform destroy" not in terraform(FOUNDING)


@pytest.mark.parametrize("change", TAKING, ids=lambda one: type(one).__name__)
def test_what_takes_away_is_left_with_the_line_of_the_aws_cli(change):
    code = terraform(planned([change]))

    assert read(code)["resource"] == {}
    assert "# --- To be done after 'terraform apply': Terraform cannot\n" in code
    assert "#   Terraform takes away nothing that it does not manage\n#   aws " in code


@pytest.mark.parametrize("change", SWITCHING, ids=lambda one: f"{type(one).__name__} {one.after}")
def test_a_key_is_switched_by_hand(change):
    code = terraform(planned([change]))

    assert read(code)["resource"] == {}
    assert "#   Terraform switches only what it manages\n#   aws iam update-" in code


def test_no_password_is_written():
    code = terraform(planned([password("bob")]))

    assert read(code)["resource"] == {}
    assert "#   Terraform would keep the password in its state\n" in code
    assert "aws iam create-login-profile --user-name bob --password PASSWORD" in code


@pytest.mark.parametrize("after", ["{ no policy", "[]", '{"a": 1, "a": 2}'])
def test_a_document_that_is_none_is_left(after):
    code = terraform(planned([inline("user", "ann", None, after)]))

    assert read(code)["resource"] == {}
    assert "#   its document is no JSON object of which each name stands once\n" in code


def test_a_document_keeps_each_of_its_values():
    values: dict[str, object] = {
        "t": True,
        "n": None,
        "i": -3,
        "f": 2.5,
        "for": 1,
        "null": [],
        "o": {},
        "l": [[1], [2]],
    }
    values["a:b"] = "%{if}"
    (found,) = resources([inline("user", "ann", None, json.dumps(values))]).values()

    assert found["policy"] == values


def test_trails_of_others_are_switched_on_by_hand():
    code = terraform(planned([logging()]))

    assert "aws cloudtrail start-logging --region us-east-1 --name rootward" in code
    assert read(code)["resource"] == {}


def test_a_name_that_is_no_text_is_left():
    code = terraform(planned([group("a\ud800")]))

    assert read(code)["resource"] == {}
    assert "#   a name in it is no text that a file can hold\n" in code


def test_a_live_proof_that_comes_first_is_said():
    code = terraform(msgspec.structs.replace(FOUNDING, live_proof="service control policies were not read"))

    assert "# A live proof that you administer the account comes first: service control policies were" in code


def test_guided_and_withheld_steps_are_listed():
    code = terraform(FULL)

    assert "# Step 1: root has a password and no MFA device (root-mfa-missing (root))\n" in code
    assert "Assign MFA device" in code
    assert "# access-key-unused (breaker): kept for emergencies (break_glass)\n" in code


def test_a_step_that_may_hurt_says_so_and_why():
    why = "members may do nothing without MFA"
    code = terraform(plan(step(1, 1, binding("ann", "ops"), risk="disruptive", why=why)))

    assert f"# Step 1: + User ann in group ops (disruptive)\n#   {why}\nresource" in code


@pytest.mark.parametrize("of", [EMPTY, UNDO], ids=["empty", "undo"])
def test_a_plan_of_nothing_for_terraform_is_comments(of):
    code = terraform(of)

    assert all(line.startswith("#") or not line for line in code.splitlines())
    assert read(code)["provider"] == []


def test_names_that_look_alike_as_identifiers_stay_apart():
    found = resources([group("a.b"), group("a-b"), group("A_B")])

    assert {address: one["name"] for address, one in found.items()} == {
        "aws_iam_group.a_b": "a.b",
        "aws_iam_group.a_b_2": "a-b",
        "aws_iam_group.a_b_3": "A_B",
    }


@pytest.mark.parametrize(
    ("name", "identifier"), [("Require-MFA", "require_mfa"), ("1st", "_1st"), ("山", "resource"), ("", "resource")]
)
def test_an_identifier(name, identifier):
    assert slug(name) == identifier


def test_the_same_plan_is_the_same_code():
    assert terraform(BOTH) == terraform(msgspec.json.decode(msgspec.json.encode(BOTH), type=type(BOTH)))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_hostile_name_stays_what_it_is(name):
    code = terraform(hostile(name))
    found = read(code)

    assert OBEYED.search(code) is None
    assert len(found["resource"]) == 15
    (made,) = [one for address, one in found["resource"].items() if address.startswith("aws_iam_group.")]
    assert made == {"name": name, "path": f"/{name}/"}
    (written,) = [one for address, one in found["resource"].items() if address.startswith("aws_iam_group_policy.")]
    assert written["policy"]["Statement"][0]["Condition"] == {name: {name: name}}


@given(name=anything)
@settings(max_examples=30)  # the other parser is slow
def test_whatever_the_name_the_code_is_harmless_and_reads_back(name):
    code = terraform(hostile(name))
    names = {one.get("name") for one in read(code)["resource"].values()}

    assert OBEYED.search(code) is None
    assert code.encode("utf-8")
    assert name in names or "a name in it is no text that a file can hold" in code


@given(of=plans())
@settings(max_examples=30)
def test_every_step_stands_once_and_every_reference_leads_somewhere(of):
    code = terraform(of)
    found = read(code)["resource"]

    for one in of.steps:
        assert code.count(f"# Step {one.number}: ") == 1 or isinstance(one.change, TrailLoggingChange)
    order = list(found)
    for address, body in found.items():
        for needed in body.get("depends_on", []):
            assert order.index(needed[2:-1]) < order.index(address)
        for value in (body.get("user"), body.get("role"), *body.get("groups", [body.get("group")])):
            if isinstance(value, str) and value.startswith("${aws_"):
                assert order.index(value[2:].rpartition(".")[0]) < order.index(address)


def test_a_policy_with_a_sign_of_a_template_in_a_key():
    document = policy(allow("s3:GetObject", Condition={"StringEquals": {"aws:PrincipalTag/${x}": "%{y}"}}))
    (found,) = resources([inline("user", "ann", None, document)]).values()

    assert found["policy"] == json.loads(document)
