"""A plan as a CloudFormation template: each kind of change, regions, references, and what is left."""

from __future__ import annotations

import json
from functools import lru_cache

import msgspec
import pytest
import yaml  # type: ignore[import-untyped]
from cfnlint.api import lint  # type: ignore[import-untyped]
from hypothesis import given, settings

from rootward.model.change import TrailLoggingChange
from rootward.model.monitoring import RuleTarget
from rootward.reports.plan.cloudformation import cloudformation
from rootward.reports.plan.cloudformation.pen import logical_id
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
    analyzer,
    binding,
    bucket,
    bucket_policy,
    contact,
    hostile,
    logging,
    password,
    person,
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
    BINDING,
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

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@lru_cache
def written(of):
    return yaml.safe_load(cloudformation(of))


def resources(*stages):
    """The resources; of each its properties, where it has nothing else but its type and condition."""
    return written(planned(*stages))["Resources"]


def properties(*stages):
    return {name: one["Properties"] for name, one in resources(*stages).items()}


@pytest.mark.parametrize(
    "of",
    [FULL, BINDING, FOUNDING, MONITORING, BOTH, planned([analyzer("eu-west-1")], [role("web", {"AWS": ACCOUNT})])],
    ids=["full", "binding", "founding", "monitoring", "both", "one region"],
)
def test_the_linter_of_aws_finds_nothing(of):
    assert [str(one) for one in lint(cloudformation(of), regions=["us-east-1", "eu-west-1"])] == []


def test_a_group_is_made_with_its_policies():
    found = resources(
        [group("require-mfa", path="/staff/")],
        [attachment("group", "require-mfa"), inline("group", "require-mfa", None, OWN_DEVICE)],
        [member("ann", "require-mfa")],
    )

    assert found == {
        "GroupRequireMfa": {
            "Type": "AWS::IAM::Group",
            "Condition": "InThisAccount",
            "Properties": {"GroupName": "require-mfa", "Path": "/staff/", "ManagedPolicyArns": [READ_ONLY]},
        },
        "GroupRequireMfaPolicyInline": {
            "Type": "AWS::IAM::GroupPolicy",
            "Condition": "InThisAccount",
            "Properties": {
                "PolicyName": "inline",
                "GroupName": {"Ref": "GroupRequireMfa"},
                "PolicyDocument": json.loads(OWN_DEVICE),
            },
        },
        "UserAnnInRequireMfa": {
            "Type": "AWS::IAM::UserToGroupAddition",
            "Condition": "InThisAccount",
            "DependsOn": ["GroupRequireMfaPolicyInline"],
            "Properties": {"GroupName": {"Ref": "GroupRequireMfa"}, "Users": ["ann"]},
        },
    }


def test_users_and_roles_are_made_with_their_policies():
    found = properties(
        [person("bob", path="/staff/"), role("support", {"AWS": arn("user", "ann")})],
        [
            attachment("user", "bob", ADMINISTRATOR),
            attachment("role", "support"),
            attachment("role", "support", f"{READ_ONLY}2"),
        ],
    )

    assert found == {
        "UserBob": {"UserName": "bob", "Path": "/staff/", "ManagedPolicyArns": [ADMINISTRATOR]},
        "RoleSupport": {
            "RoleName": "support",
            "Description": "Opens cases with AWS Support",
            "AssumeRolePolicyDocument": json.loads(trust({"AWS": arn("user", "ann")})),
            "ManagedPolicyArns": [READ_ONLY, f"{READ_ONLY}2"],
        },
    }


def test_a_member_who_is_new_is_referred_to():
    found = properties([person("bob"), group("ops")], [member("bob", "ops")])

    assert found["UserBobInOps"] == {"GroupName": {"Ref": "GroupOps"}, "Users": [{"Ref": "UserBob"}]}


def test_an_attachment_that_waits_for_more_than_its_holder_is_left():
    late = attachment("group", "ops")
    of = planned([group("ops")], [inline("group", "ops", None, OWN_DEVICE)], [late], [member("ann", "ops")])

    assert set(written(of)["Resources"]) == {"GroupOps", "GroupOpsPolicyInline"}
    assert "# Step 3: + Policy ReadOnlyAccess on group ops\n" in cloudformation(of)
    assert "#   it waits for step 3\n" in cloudformation(of)


def test_a_policy_on_what_is_there_is_attached_by_hand():
    code = cloudformation(planned([attachment("group", "readers")]))

    assert "#   CloudFormation attaches such a policy only where it makes who holds it\n" in code
    assert f"#   aws iam attach-group-policy --group-name readers --policy-arn {READ_ONLY}\n" in code


@pytest.mark.parametrize("change", [password_change(None, STRICT), contact()])
def test_what_has_no_resource_is_left(change):
    code = cloudformation(planned([change]))

    assert yaml.safe_load(code) is None
    assert "#   CloudFormation has no resource for it\n#   aws " in code


def test_a_trail_is_made_on_its_bucket_and_switched_on():
    found = resources([bucket()], [bucket_policy()], [trail()], [logging()])

    assert found == {
        "BucketAcmeTrailLogs": {
            "Type": "AWS::S3::Bucket",
            "Condition": "InUsEast1",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {"BucketName": LOGS},
        },
        "BucketAcmeTrailLogsPolicy": {
            "Type": "AWS::S3::BucketPolicy",
            "Condition": "InUsEast1",
            "Properties": {"Bucket": {"Ref": "BucketAcmeTrailLogs"}, "PolicyDocument": json.loads(DELIVERY)},
        },
        "TrailRootward": {
            "Type": "AWS::CloudTrail::Trail",
            "Condition": "InUsEast1",
            "DependsOn": ["BucketAcmeTrailLogsPolicy"],
            "Properties": {
                "TrailName": "rootward",
                "S3BucketName": {"Ref": "BucketAcmeTrailLogs"},
                "IsLogging": True,
                "IsMultiRegionTrail": True,
                "IncludeGlobalServiceEvents": True,
                "EnableLogFileValidation": True,
            },
        },
    }


def test_a_trail_that_nobody_switches_on_stays_silent():
    assert properties([trail()])["TrailRootward"]["IsLogging"] is False


def test_trails_of_others_are_switched_on_by_hand():
    code = cloudformation(planned([logging()]))

    assert "#   CloudFormation changes only what it made\n" in code
    assert "aws cloudtrail start-logging --region us-east-1 --name rootward" in code


def test_a_rule_tells_the_topic_of_its_region():
    found = properties([topic("eu-west-1")], [rule("eu-west-1")])

    assert found == {
        "TopicRootwardRootEuWest1": {
            "TopicName": "rootward-root",
            "Subscription": [{"Protocol": "email", "Endpoint": "security@example.com"}],
        },
        "TopicRootwardRootEuWest1Policy": {
            "Topics": [{"Ref": "TopicRootwardRootEuWest1"}],
            "PolicyDocument": json.loads(topic("eu-west-1").policy),
        },
        "RuleRootwardRootEuWest1": {
            "Name": "rootward-root",
            "Description": "Tells when root signs in",
            "EventPattern": json.loads(PATTERN),
            "State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
            "Targets": [{"Id": "topic", "Arn": {"Ref": "TopicRootwardRootEuWest1"}}],
        },
    }


@pytest.mark.parametrize(
    ("region", "expected"),
    [("us-east-1", {"Fn::GetAtt": ["RoleEvents", "Arn"]}), ("eu-west-1", arn("role", "events"))],
)
def test_a_role_is_referred_to_only_where_it_is_made(region, expected):
    bus = RuleTarget(id="bus", arn=regional("events", "event-bus/all", "us-east-1"), role=arn("role", "events"))
    found = resources(
        [role("events", {"Service": "events.amazonaws.com"}), analyzer("us-east-1")], [rule(region, None, bus)]
    )
    (made,) = [one for one in found.values() if one["Type"] == "AWS::Events::Rule"]

    assert made["Properties"]["Targets"] == [{"Id": "bus", "Arn": bus.arn, "RoleArn": expected}]
    assert "DependsOn" not in made


def test_each_region_has_its_condition_and_what_is_the_same_everywhere_is_made_in_one():
    template = written(BOTH)

    assert template["Conditions"] == {
        f"In{name}": {
            "Fn::And": [
                {"Fn::Equals": [{"Ref": "AWS::AccountId"}, ACCOUNT]},
                {"Fn::Equals": [{"Ref": "AWS::Region"}, region]},
            ]
        }
        for region, name in (("us-east-1", "UsEast1"), ("eu-west-1", "EuWest1"))
    }
    assert template["Resources"]["GroupAdmins"]["Condition"] == "InUsEast1"
    assert template["Resources"]["AnalyzerRootwardUsEast1"]["Condition"] == "InUsEast1"
    assert template["Resources"]["AnalyzerRootwardEuWest1"]["Condition"] == "InEuWest1"


def test_the_head_says_in_which_regions_to_deploy():
    lines = cloudformation(BOTH).splitlines()
    deploy = "#   aws cloudformation deploy --stack-name rootward-4f1d2c3b5a69 --template-file FILE"

    assert lines[3:6] == [
        "# Deploy it in 2 regions, one after the other:",
        f"{deploy} --capabilities CAPABILITY_NAMED_IAM --region us-east-1",
        f"{deploy} --capabilities CAPABILITY_NAMED_IAM --region eu-west-1",
    ]


def test_the_region_in_which_iam_is_made_comes_first():
    of = planned([analyzer("ap-south-1"), analyzer("eu-west-1"), group("ops")])
    regions = [line.rpartition(" ")[2] for line in cloudformation(of).splitlines() if "cloudformation deploy" in line]

    assert regions == ["ap-south-1", "eu-west-1"]
    assert written(of)["Resources"]["GroupOps"]["Condition"] == "InApSouth1"


def test_without_regions_one_deployment_makes_all():
    code = cloudformation(FOUNDING)

    assert "# Deploy it in one region, whichever you like:\n" in code
    assert "--region" not in code
    assert written(FOUNDING)["Conditions"] == {"InThisAccount": {"Fn::Equals": [{"Ref": "AWS::AccountId"}, ACCOUNT]}}


def test_without_iam_no_capability_is_asked_for():
    assert "CAPABILITY" not in cloudformation(planned([analyzer("us-east-1")]))


@pytest.mark.parametrize("change", REPLACING, ids=lambda one: type(one).__name__)
def test_what_becomes_another_is_left(change):
    code = cloudformation(planned([change]))

    assert yaml.safe_load(code) is None
    assert "CloudFormation " in code.split("# Step 1")[1]
    assert "\n#   aws " in code


@pytest.mark.parametrize("change", TAKING, ids=lambda one: type(one).__name__)
def test_what_takes_away_is_left_with_the_line_of_the_aws_cli(change):
    code = cloudformation(planned([change]))

    assert yaml.safe_load(code) is None
    assert "#   CloudFormation takes away only what it made\n#   aws " in code or "has no resource for it" in code


@pytest.mark.parametrize("change", SWITCHING, ids=lambda one: f"{type(one).__name__} {one.after}")
def test_a_key_is_switched_by_hand(change):
    assert "#   CloudFormation changes only what it made\n#   aws iam update-" in cloudformation(planned([change]))


def test_no_password_is_written():
    code = cloudformation(planned([password("bob")]))

    assert yaml.safe_load(code) is None
    assert "#   its template would hold the password\n" in code


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{ no policy", "its document is no JSON object"),
        (policy({"Sid": None}), "would read something of its own into its document"),
        (policy({"Ref": "AWS::AccountId"}), "would read something of its own into its document"),
        (policy({"Fn::Sub": "x"}), "would read something of its own into its document"),
        (policy({"x" * 2000: 1}), "would read something of its own into its document"),
        (policy(allow("s3:*", "{{resolve:ssm:x}}")), "would put something else in place of a text"),
    ],
)
def test_a_document_that_a_template_would_change_is_left(document, said):
    code = cloudformation(planned([inline("user", "ann", None, document)]))

    assert yaml.safe_load(code) is None
    assert said in code


def test_a_document_keeps_each_of_its_values():
    values = {
        "t": True,
        "i": -3,
        "f": 2.5,
        "e": 1e22,
        "no": "no",
        "null": [],
        "o": {},
        "l": [[1], ["2"]],
        "a:b": "12:30",
    }
    (found,) = properties([inline("user", "ann", None, json.dumps(values))]).values()

    assert found["PolicyDocument"] == values


def test_a_name_that_is_no_text_is_left():
    code = cloudformation(planned([group("a\ud800")]))

    assert yaml.safe_load(code) is None
    assert "#   a name in it is no text that a file can hold\n" in code


def test_guided_and_withheld_steps_are_listed():
    code = cloudformation(FULL)

    assert "# Step 1: root has a password and no MFA device (root-mfa-missing (root))\n" in code
    assert "# access-key-unused (breaker): kept for emergencies (break_glass)\n" in code


def test_a_step_that_may_hurt_says_so_and_why():
    why = "members may do nothing without MFA"
    code = cloudformation(plan(step(1, 1, binding("ann", "ops"), risk="disruptive", why=why)))

    assert f"  # Step 1: + User ann in group ops (disruptive)\n  #   {why}\n  UserAnnInOps:\n" in code


@pytest.mark.parametrize("of", [EMPTY, UNDO], ids=["empty", "undo"])
def test_a_plan_of_nothing_for_cloudformation_is_comments(of):
    code = cloudformation(of)

    assert all(line.startswith("#") or not line for line in code.splitlines())
    assert "cloudformation deploy" not in code


def test_a_template_with_too_many_resources_says_so():
    code = cloudformation(planned([group(f"g{number}") for number in range(501)]))

    assert "# It holds 501 resources. CloudFormation takes 500 a template: divide it.\n" in code


def test_a_template_that_cloudformation_takes_from_a_bucket_only_says_so():
    def of(length: int) -> str:
        return cloudformation(planned([role("r", {"AWS": "a" * length})]))

    rest = len(of(1).encode())
    small, large = of(51_201 - rest), of(51_202 - rest)

    assert len(small.encode()) == 51_200
    assert "--s3-bucket" not in small
    told = "It is larger than 51,200 bytes: CloudFormation takes it from a bucket of yours (BUCKET)."
    assert f"# {told}\n" in large
    assert " --capabilities CAPABILITY_NAMED_IAM --s3-bucket BUCKET\n" in large


def test_its_bytes_count_and_not_its_characters():
    assert "--s3-bucket" in cloudformation(planned([role("r", {"AWS": "é" * 26_000})]))


def test_names_that_look_alike_as_ids_stay_apart():
    found = properties([group("a.b"), group("a-b"), group("aB")])

    assert {name: one["GroupName"] for name, one in found.items()} == {
        "GroupAB": "a.b",
        "GroupAB2": "a-b",
        "GroupAB3": "aB",
    }


@pytest.mark.parametrize(
    ("parts", "name"), [(("Group", "require-mfa"), "GroupRequireMfa"), (("User", "山"), "User"), (("In", "1"), "In1")]
)
def test_a_logical_id(parts, name):
    assert logical_id(*parts) == name


def test_the_same_plan_is_the_same_code():
    assert cloudformation(BOTH) == cloudformation(msgspec.json.decode(msgspec.json.encode(BOTH), type=type(BOTH)))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_hostile_name_stays_what_it_is(name):
    code = cloudformation(hostile(name))
    found = yaml.safe_load(code)["Resources"]

    assert OBEYED.search(code) is None
    assert len(found) == 12
    by_type = {one["Type"]: one["Properties"] for one in found.values()}
    assert by_type["AWS::IAM::Group"] == {
        "GroupName": name,
        "Path": f"/{name}/",
        "ManagedPolicyArns": [f"arn:aws:iam::aws:policy/{name}"],
    }
    statement = by_type["AWS::IAM::GroupPolicy"]["PolicyDocument"]["Statement"][0]
    assert statement == {
        "Effect": "Allow",
        "Action": name,
        "Resource": name,
        "Sid": name,
        "Condition": {name: {name: name}},
    }


@given(name=anything)
def test_whatever_the_name_the_code_is_harmless_and_reads_back(name):
    code = cloudformation(hostile(name))
    found = yaml.safe_load(code) or {"Resources": {}}
    names = {one["Properties"].get("UserName") for one in found["Resources"].values()}

    assert OBEYED.search(code) is None
    assert code.encode("utf-8")
    assert name in names or "a name in it is no text that a file can hold" in code


@given(of=plans())
@settings(max_examples=50)
def test_every_step_stands_once_and_every_reference_leads_somewhere(of):
    code = cloudformation(of)
    found = (yaml.safe_load(code) or {"Resources": {}})["Resources"]

    for one in of.steps:
        assert code.count(f"# Step {one.number}: ") == 1 or isinstance(one.change, TrailLoggingChange)
    order = list(found)
    for name, one in found.items():
        for needed in (*one.get("DependsOn", ()), *_references(one["Properties"])):
            assert order.index(needed) < order.index(name)
            assert found[needed]["Condition"] == one["Condition"]


def _references(value):
    match value:
        case {"Ref": name}:
            yield name
        case dict():
            for one in value.values():
                yield from _references(one)
        case list():
            for one in value:
                yield from _references(one)
